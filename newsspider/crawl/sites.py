"""Sites that nobody wrote rules for: a rule file without layouts, which says where their articles may be.

``newsspider crawl https://kabar-contoh.id`` writes it beside what the crawl keeps (``DATA_DIR/sites``), and loads it like
any outlet of one's own. Their pages are read by the generic reader, and by what the first of them teach it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from w3lib.url import safe_url_string

from extractors import OUTLETS, RuleError, outlet_for
from extractors.authoring.rulefile import outlet_source
from extractors.rules.model import Outlet
from extractors.rules.sources import Feed, Rubric, Sitemap, Source
from extractors.urls import host_of
from newsspider.runtime.console import Fault
from newsspider.runtime.own_outlets import load_outlets
from newsspider.runtime.site_profiles import PROFILES, site_of

__all__ = ["is_address", "load_sites", "site_outlet"]

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_FEED = re.compile(r"(?:^|[/_.-])(?:rss|feed|atom)(?:[/_.-]|$)", re.I)
# a title in words, a date before it, or a number that counts articles
_ARTICLES = (
    r"https?://(?:[\w-]+\.)*{host}/(?:[^?#]*/)?"
    r"(?:(?:[^/?#-]+-){{3,}}[^/?#]+|[^/?#]*\d{{5,}}[^?#]*|(?:19|20)\d\d/\d\d?/(?:[^?#]*/)?[^/?#]{{8,}})/?(?:[?#]|$)"
)
_OTHERS = (
    r"(?i)/(?:tags?|topics?|topik|category|kategori|author|penulis|page|indeks|index|search|video|foto|galeri)s?/"
    r"|\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|css|js|xml)(?:[?#]|$)"
)


def is_address(word: str) -> bool:
    """Whether a word on the command line is an address or a host, not the name of an outlet."""
    return "://" in word or _HOST.fullmatch(word.lower().partition("/")[0]) is not None


def site_outlet(address: str, folder: Path) -> str:
    """The name of the outlet that an address belongs to; one that is made for it, where there is none.

    ``folder`` is where its rule file goes. Raises Fault for what is no address, OSError where the file cannot be
    written.
    """
    try:
        url = safe_url_string(address if "://" in address else f"https://{address}/")
    except ValueError:  # a port of 99999, half a bracket
        url = ""
    if urlsplit(url).path == "":
        url += "/"
    host = host_of(url)
    if urlsplit(url).scheme not in ("http", "https") or not _HOST.fullmatch(host):
        raise Fault(f"crawl: {address!r} is not the address of a site; write https://HOST/")
    if (known := outlet_for(url)) is not None:
        return known.name
    site = site_of(url)
    path = folder / f"{re.sub(r'[^a-z0-9]+', '_', site)}.py"
    name = _name(site)
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        outlet = Outlet(
            name=name,
            title=site,
            domains=(site,),
            articles=_ARTICLES.format(host=re.escape(site)),
            not_articles={"index page": _OTHERS},
            discover=_sources(url),
        )
        rules = outlet_source(
            outlet, f"{site}: where its articles may be. Nobody has written rules for its pages yet."
        )
        path.write_text(rules, "utf-8")
    load_outlets([str(path)], Path())
    loaded = outlet_for(url)
    if loaded is None:
        raise Fault(f"{path}: it has no outlet for {site}; correct it, or remove it to begin anew")
    return loaded.name


def _name(site: str) -> str:
    """The name of a site's outlet: its host's, as names of outlets are written."""
    label = re.sub(r"[^a-z0-9]", "", site.partition(".")[0])
    whole = re.sub(r"[^a-z0-9]", "", site)
    return (
        label
        if label[:1].isalpha() and 2 <= len(label) <= 31 and label not in OUTLETS
        else f"site{whole}"[:31]
    )


def load_sites(data: str | None) -> None:
    """Load the rule files of sites that crawls have written below ``data``, for who reads their archives.

    A site that has become an outlet since is that outlet's.
    """
    for path in sorted((Path(data) / PROFILES).glob("*.py")) if data else ():
        with suppress(RuleError):
            load_outlets([str(path)], Path())


def _sources(url: str) -> tuple[Source, ...]:
    """Where to look: at the address itself, by what it looks like; for a home page, in its sitemaps as well."""
    parts = urlsplit(url)
    if re.search(r"sitemap|\.xml(?:\.gz)?$", parts.path, re.I) and not _FEED.search(parts.path):
        return (Sitemap(url),)
    if _FEED.search(parts.path):
        return (Feed(url),)
    robots = (Sitemap(f"{parts.scheme}://{parts.netloc}/robots.txt"),) if parts.path in ("", "/") else ()
    return (*robots, Rubric(url))
