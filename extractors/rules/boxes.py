"""Boxes found on the pages of many outlets, by the names their makers give them."""

from __future__ import annotations

__all__ = ["ADS"]

ADS = "[id^=div-gpt-ad], .adsbygoogle"
"""Google's ads, for ``drop``."""
