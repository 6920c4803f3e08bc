"""Addresses: which outlet one belongs to, and the one address of an article."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urljoin, urlsplit, urlunsplit

from w3lib.url import url_query_cleaner

from extractors.rules.model import Outlet

# Parameters that say where a reader came from, never which article it is.
TRACKING = (
    "utm_source utm_medium utm_campaign utm_term utm_content utm_id fbclid gclid gclsrc dclid igshid mc_cid "
    "mc_eid ref source_ref tblci _ga amp amp_js_v usqp cmpid"
).split()
# a backslash ends the host as a slash does: browsers go to evil.example in "https://evil.example\\@www.jpnn.com"
_HOST = re.compile(r"(?i)^https?://(?:[^/\\?#@]*@)?([^/\\?#:@]+)")


def host_of(url: str) -> str:
    """The host of an http(s) address in lower case, "" for anything else."""
    match = _HOST.match(url)
    return match[1].lower().rstrip(".") if match else ""


def resolve(base: str, href: str) -> str:
    """A link of a page as an address; "" where it is none ("http://[", which pages do contain)."""
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return ""


def path_of(url: str) -> str | None:
    """The path of an address, None where it is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return None


def query_value(url: str, name: str) -> str:
    """The first value of a query parameter, "" without it or where the address is none."""
    try:
        return parse_qs(urlsplit(url).query).get(name, [""])[0]
    except ValueError:
        return ""


_TWIN = re.compile(r"^(?:www|m|mobile|amp|wap)\.")
_SAME = re.compile(r"/(?:amp|index\.(?:html?|php))?/?$|\.amp(?:\.html)?$")


def same_page(one: str, other: str) -> bool:
    """Whether two addresses name one page: whatever their scheme, a twin host, ``/amp``, query and fragment."""
    return bool(key := _page_key(one)) and key == _page_key(other)


def _page_key(url: str) -> str:
    host, path = host_of(url if "//" not in url[:2] else "https:" + url), path_of(url)
    if not host or path is None:
        return ""
    path = unquote(path).lower()
    if path.startswith("/amp/"):
        path = path[4:]
    # "read.php?id=4711": what names the article is a number; what counts its pages is a short one
    numbers = sorted(x for x in parse_qs(query_of(url)).items() if x[1][0].isdecimal() and len(x[1][0]) > 2)
    return _TWIN.sub("", host) + _SAME.sub("", path) + repr(numbers)


def query_of(url: str) -> str:
    """The query of an address, "" where it is none."""
    try:
        return urlsplit(url).query
    except ValueError:
        return ""


def canonical_url(url: str, outlet: Outlet | None, declared: str | None = None) -> str:
    """The one address of the article at ``url``.

    ``declared`` is what the page calls its canonical address; it counts where it is an article of the
    same outlet. Fragments, tracking parameters and the page parameters of split articles are dropped,
    then the outlet's own rewritings apply (mobile and AMP twins, old addresses).
    """
    if declared:
        declared = resolve(url, declared)
        if outlet is not None:
            if not outlet.owns(host_of(declared)) or not outlet.is_article(declared):
                declared = None
        elif host_of(declared) != host_of(url):
            declared = None
    address = declared or url
    try:
        if "?" in address or "#" in address:
            drop = (*TRACKING, *(outlet.page_parameters if outlet is not None else ()))
            address = url_query_cleaner(address, drop, remove=True, unique=False)
        parts = urlsplit(address)
        address = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, parts.query, ""))
    except ValueError:
        pass
    if outlet is not None:
        for pattern, replacement in outlet.canonical_patterns:
            address = pattern.sub(replacement, address)
    return address
