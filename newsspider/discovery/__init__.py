"""How articles are found: an outlet's sitemaps, feeds, index, rubric and tag pages, and the walk over them."""

from __future__ import annotations

from newsspider.discovery.asked import Asked, AskedError, read_asked
from newsspider.discovery.identity import Fingerprinter, first_page, identity
from newsspider.discovery.link import Link
from newsspider.discovery.walk import KINDS, Step, Walk, WalkNote
from newsspider.discovery.window import Window, WindowError, read_window
from newsspider.discovery.xmllists import sniff

__all__ = [
    "KINDS",
    "Asked",
    "AskedError",
    "Fingerprinter",
    "Link",
    "Step",
    "Walk",
    "WalkNote",
    "Window",
    "WindowError",
    "first_page",
    "identity",
    "read_asked",
    "read_window",
    "sniff",
]
