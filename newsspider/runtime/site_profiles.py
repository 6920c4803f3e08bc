"""Profiles of sites, a small file each: what their pages or captures have in common, for whoever reads more of them."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from extractors import SiteLines, SiteProfile, learn_page
from extractors.urls import host_of, without_twin

__all__ = [
    "ENOUGH",
    "PROFILES",
    "learned",
    "load_lines",
    "load_profile",
    "profile_path",
    "save_profile",
    "site_of",
    "sites_in",
]

PROFILES = "sites"  # the folder of profiles in DATA_DIR
ENOUGH = 10  # pages to learn from: those that follow add little


def sites_in(data: str | None) -> str:
    """The folder of profiles in a crawl's DATA_DIR; "" where nothing is kept."""
    return str(Path(data) / PROFILES) if data else ""


def site_of(url: str) -> str:
    """The site that an address belongs to: its host, without what only tells twins apart."""
    return without_twin(host_of(url))


def profile_path(folder: Path, site: str) -> Path:
    """Where the profile of a site is, or would be."""
    return folder / f"{re.sub(r'[^a-z0-9.-]', '_', site)[:100]}.json"


def save_profile(folder: Path, site: str, profile: SiteProfile | SiteLines) -> None:
    """Write a profile; whoever reads it meanwhile gets the old one. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = profile_path(folder, site)
    with tempfile.NamedTemporaryFile("w", dir=folder, prefix=".", delete=False, encoding="utf-8") as file:
        json.dump(profile.to_dict(), file)
    os.replace(file.name, path)


def load_profile(folder: Path, site: str) -> SiteProfile | None:
    """The profile of a site, None where there is none, or none that this version understands."""
    return _load(SiteProfile, folder, site)


def load_lines(folder: Path, site: str) -> SiteLines | None:
    """The lines that captures of a site share, None where nobody has learned any."""
    return _load(SiteLines, folder, site)


_Kind = TypeVar("_Kind", SiteProfile, SiteLines)


def _load(kind: type[_Kind], folder: Path, site: str) -> _Kind | None:
    path = profile_path(folder, site)
    try:
        found = _loaded(kind.from_dict, str(path), path.stat().st_mtime_ns)
    except (OSError, ValueError):
        return None
    return found if isinstance(found, kind) else None


def learned(folder: Path, html: bytes, url: str, encoding: str | None) -> SiteProfile:
    """The profile of a page's site, which this page has added to; for a crawl, which sees its pages one by one."""
    site = site_of(url)
    profile = _growing.get((folder, site))
    if profile is None:
        profile = _growing[folder, site] = load_profile(folder, site) or SiteProfile()
    if profile.pages < ENOUGH and learn_page(html, url, profile, encoding=encoding):
        save_profile(folder, site, profile)
    return profile


_growing: dict[tuple[Path, str], SiteProfile] = {}


@lru_cache(maxsize=200)
def _loaded(kind: Callable[[Any], object], path: str, _changed: int) -> object:
    return kind(json.loads(Path(path).read_text("utf-8")))
