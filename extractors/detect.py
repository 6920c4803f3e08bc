"""Pages that are no article, recognised before their chrome is taken for a text."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml import etree

from extractors.blocks import clean
from extractors.metadata import Metadata
from extractors.results import (
    RESULTS,
    ChallengePage,
    ConsentWall,
    ErrorPage,
    GalleryPage,
    IndexPage,
    LivePage,
    LoginWall,
    NotAnArticle,
    SearchPage,
    VideoPage,
)
from extractors.rules import Outlet

_TITLE = etree.XPath("string(//head/title)")
_CHALLENGE = re.compile(
    r"just a moment|attention required|verify(?:ing)? (?:that )?you are (?:a )?human|checking your browser|"
    r"ddos protection|one more step|security check|are you a robot|access denied|pardon our interruption|"
    r"request unsuccessful|robot check",
    re.I,
)
_ERROR = re.compile(
    r"^(?:error\s*)?(?:40[0-9]|410|50[0-9])\b|\b(?:page )?not found\b|halaman (?:yang anda cari )?tidak (?:ditemukan|tersedia)|"
    r"artikel tidak ditemukan|internal server error|bad gateway|service unavailable|gateway time-?out|^forbidden$",
    re.I,
)
_LOGIN = re.compile(r"^(?:login|log in|masuk|sign in|daftar)\b(?!\s+\w+\s+\w+\s+\w+)", re.I)
_CONSENT = re.compile(r"before you continue|we value your privacy|cookie consent|persetujuan cookie", re.I)
_SEARCH = re.compile(r"^(?:hasil pencarian|search results?|pencarian|cari berita)\b", re.I)
_BY_TITLE: tuple[tuple[re.Pattern[str], type[NotAnArticle]], ...] = (
    (_CHALLENGE, ChallengePage),
    (_ERROR, ErrorPage),
    (_CONSENT, ConsentWall),
    (_LOGIN, LoginWall),
    (_SEARCH, SearchPage),
)
_BY_TYPE: tuple[tuple[str, type[NotAnArticle]], ...] = (
    ("LiveBlogPosting", LivePage),
    ("SearchResultsPage", SearchPage),
    ("ImageGallery", GalleryPage),
    ("MediaGallery", GalleryPage),
    ("VideoObject", VideoPage),
    ("CollectionPage", IndexPage),
)


def refuse_address(url: str, outlet: Outlet | None) -> None:
    """Raise the result that the address alone gives away."""
    path = urlsplit(url).path
    if path in ("", "/", "/index.php", "/index.html"):
        raise IndexPage(url, "this is a home page")
    if outlet is not None and (kind := outlet.result_for(url)):
        raise RESULTS[kind](url, f"outlet {outlet.name} keeps no articles under such addresses")


def refuse_wall(tree: etree._Element, url: str) -> None:
    """Raise for error, challenge, login and consent pages: their title says what they are."""
    refuse_title(clean(str(_TITLE(tree))), url)


def refuse_title(title: str, url: str) -> None:
    """Raise the result that a title names."""
    title = title[:200]
    for pattern, result in _BY_TITLE:
        if pattern.search(title):
            raise result(url, f"its title is {title!r}")


def refuse_live(metadata: Metadata, url: str) -> None:
    """Raise for a page that calls itself a live blog, whatever template it uses."""
    if "LiveBlogPosting" in metadata.types:
        raise LivePage(url, "its metadata say LiveBlogPosting")


def refuse_type(metadata: Metadata, url: str) -> None:
    """Raise for a page whose metadata call it something else than an article."""
    og_type = metadata.meta.get("og:type", "").lower()
    if og_type.startswith("video"):
        raise VideoPage(url, f"its og:type is {og_type!r}")
    if metadata.article:
        return
    for name, result in _BY_TYPE:
        if name in metadata.types:
            raise result(url, f"its metadata say {name}")
