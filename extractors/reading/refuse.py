"""Recognize pages that are not articles before their chrome is taken for text."""

from __future__ import annotations

import re

from lxml import etree

from extractors.reading.blocks import clean
from extractors.reading.metadata import Metadata
from extractors.reading.native.document import Document
from extractors.results import (
    RESULTS,
    ChallengePage,
    ConsentWall,
    EmptyShell,
    ErrorPage,
    GalleryPage,
    IndexPage,
    LivePage,
    LoginWall,
    NotAnArticle,
    SearchPage,
    VideoPage,
)
from extractors.rules.model import Outlet
from extractors.rules.selectors import TreeIndex, select
from extractors.urls import host_of, path_of

_UNSEEN = frozenset(("head", "title", "script", "style", "noscript", "template"))
_TITLE = etree.XPath("string(//head/title)")
_CHALLENGE = re.compile(
    r"just a moment|attention required|verify(?:ing)? (?:that )?you are (?:a )?human|checking your browser|"
    r"ddos protection|one more step|security check|are you a robot|access denied|pardon our interruption|"
    r"request unsuccessful|robot check|you are being rate limited|used cloudflare to restrict access|error 1015",
    re.I,
)
# Whose gate a challenge is, by what its page says.
_GATES = (
    (re.compile(rb"error\s*1015|being rate limited", re.I), "Cloudflare's rate limit, 1015"),
    (re.compile(rb"cloudflare|/cdn-cgi/", re.I), "Cloudflare"),
    (re.compile(rb"cloudfront", re.I), "CloudFront"),
    (re.compile(rb"incapsula|imperva", re.I), "Imperva"),
    (re.compile(rb"akamai", re.I), "Akamai"),
)
_GATE_PAGE = 100_000  # bytes of a challenge that are looked through
_ERROR = re.compile(
    r"^(?:error\s*)?(?:40[0-9]|410|50[0-9])(?:\s*(?:$|[-|:–—])|\s+(?:error|not|forbidden|unauthori[sz]ed|bad|gone|method|request|"
    r"internal|server|service|gateway|page|halaman)\b)|\b(?:page )?not found\b|halaman (?:yang anda cari )?tidak (?:ditemukan|tersedia)|"
    r"artikel tidak ditemukan|internal server error|bad gateway|service unavailable|gateway time-?out|^forbidden$",
    re.I,
)
_LOGIN = re.compile(r"^(?:login|log in|masuk|sign in|daftar)\b(?!\s+\w+\s+\w+\s+\w+)", re.I)
_CONSENT = re.compile(r"before you continue|we value your privacy|cookie consent|persetujuan cookie", re.I)
# Where an article's address redirects a reader who is not logged in or has not consented.
_LOGIN_ADDRESS = re.compile(
    r"^https?://(?:[^/]+/(?:[a-z]{2}/)?(?:(?:account|akun|auth|member|user|sso)/)?(?:log-?in|masuk|sign-?in|sso)(?:\.php)?(?:[/?#]|$)"
    r"|(?:login|accounts?|akun|auth|sso)\.)",
    re.I,
)
_CONSENT_ADDRESS = re.compile(r"^https?://(?:consent\.|[^/]+/(?:cookie-?)?consent(?:[/?#]|$))", re.I)
# What addresses say about pages of unknown outlets.
_BY_ADDRESS: tuple[tuple[re.Pattern[str], type[NotAnArticle]], ...] = (
    (re.compile(r"^https?://(?:videos?\.|[^/]+/(?:amp/)?videos?/)", re.I), VideoPage),
    (
        re.compile(
            r"^https?://(?:fotos?\.|photos?\.|[^/]+/(?:amp/)?(?:fotos?|photos?|galeri|gallery)/)", re.I
        ),
        GalleryPage,
    ),
)
# The root element of a page that a script fills in the browser.
SHELLS = ("__nuxt", "__next", "___gatsby", "__layout", "app", "root")
_TOLD = ("video page", "photo gallery")  # kinds for which a declared address is trusted
_SHELL_TEXT = 200  # characters; a real page has more in its navigation alone
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
    """Raise the result that the address alone shows."""
    if _LOGIN_ADDRESS.search(url):
        raise LoginWall(url, "its address is that of a login page")
    if _CONSENT_ADDRESS.search(url):
        raise ConsentWall(url, "its address is that of a consent page")
    if path_of(url) in ("", "/", "/index.php", "/index.html"):
        raise IndexPage(url, "this is a home page")
    if outlet is None:
        for pattern, result in _BY_ADDRESS:
            if pattern.search(url):
                raise result(url, "its address is that of such a page")
    elif kind := outlet.result_for(url):
        raise RESULTS[kind](url, f"outlet {outlet.name} keeps no articles under such addresses")
    if outlet is not None and (kind := outlet.result_for(url)):
        raise RESULTS[kind](url, f"outlet {outlet.name} has no articles at such addresses")


def refuse_kind(index: TreeIndex, url: str, outlet: Outlet, metadata: Metadata) -> None:
    """Raise for a video or picture page at an article's address.

    It is recognized by its markup (``Outlet.gives_away``) or by the canonical address it declares.
    """
    shown = (
        kind for kind, css in outlet.gives_away.items() if select(css).first(index.tree, index) is not None
    )
    refuse_kind_shown(next(shown, None), url, outlet, metadata)


def refuse_kind_shown(kind: str | None, url: str, outlet: Outlet, metadata: Metadata) -> None:
    """``refuse_kind`` for a page whose markup is of that kind, by the outlet's ``gives_away``."""
    if kind is not None:
        raise RESULTS[kind](url, f"the page contains {outlet.gives_away[kind]}")
    for told in (metadata.canonical, metadata.meta.get("og:url")):
        result = outlet.result_for(told) if told and outlet.owns(host_of(told)) else None
        if result in _TOLD:
            raise RESULTS[result](url, f"it declares {told} as its address")


def refuse_wall(tree: etree._Element, url: str) -> None:
    """Raise for error, challenge, login and consent pages, which their title identifies."""
    try:
        refuse_title(clean(str(_TITLE(tree))), url)
    except ChallengePage as challenge:
        page = etree.tostring(tree)[:_GATE_PAGE]
        gate = next((name for pattern, name in _GATES if pattern.search(page)), "")
        raise ChallengePage(url, f"{challenge.reason} ({gate})" if gate else challenge.reason) from None


def told_title(tree: etree._Element) -> str:
    """The text of the first title in the page's head."""
    for title in tree.iter("title"):
        if (outer := title.getparent()) is not None and outer.tag == "head":
            return "".join(map(str, title.itertext()))
    return ""


def refuse_shell(tree: etree._Element, url: str) -> None:
    """Raise for a page sent without text, which a script would fill in the browser."""
    document: Document | None = getattr(tree, "document", None)
    if document is not None:
        root = SHELLS[document.shell] if document.shell >= 0 else None
    else:
        root = next(
            (name for element in tree.iter("div", "main") if (name := element.get("id")) in SHELLS), None
        )
    if root is not None and _shows_little(tree):
        raise EmptyShell(url, f"its #{root} is empty until a script fills it")


def _shows_little(tree: etree._Element) -> bool:
    """Whether a page has less text than its navigation alone would have."""
    shown = ""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        for text, owner in ((element.text, element), (element.tail, element.getparent())):
            if text and owner is not None and owner.tag not in _UNSEEN:
                shown = clean(f"{shown} {text}")
                if len(shown) >= _SHELL_TEXT:
                    return False
    return True


def refuse_title(title: str, url: str) -> None:
    """Raise the result that a title indicates."""
    title = title[:200]
    for pattern, result in _BY_TITLE:
        if pattern.search(title):
            raise result(url, f"its title is {title!r}")


def refuse_live(metadata: Metadata, url: str) -> None:
    """Raise for a page that calls itself a live blog, whatever template it uses."""
    if "LiveBlogPosting" in metadata.types:
        raise LivePage(url, "its metadata says LiveBlogPosting")


def refuse_type(metadata: Metadata, url: str) -> None:
    """Raise for a page whose metadata says that it is not an article."""
    og_type = metadata.meta.get("og:type", "").lower()
    if og_type.startswith("video"):
        raise VideoPage(url, f"its og:type is {og_type!r}")
    if metadata.article:
        return
    for name, result in _BY_TYPE:
        if name in metadata.types:
            raise result(url, f"its metadata says {name}")
