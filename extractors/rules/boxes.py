"""Boxes that the pages of many outlets hold, by the names that their makers give them."""

from __future__ import annotations

__all__ = ["ADS"]

ADS = "[id^=div-gpt-ad], .adsbygoogle"
"""Google's ads, for ``drop``."""
