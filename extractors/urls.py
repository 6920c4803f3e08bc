"""Addresses: which outlet one belongs to, and the canonical address of an article."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import parse_qs, unquote, urljoin, urlsplit, urlunsplit

from extractors.rules.model import Outlet

# Parameters that say where a reader came from, never which article this is.
TRACKING = frozenset(
    "fbclid gclid gclsrc dclid gad_source gad_campaignid gbraid wbraid _gl _ga _gac _gid srsltid igsh igshid mibextid sfnsn "
    "twclid ttclid msclkid yclid li_fat_id mkt_tok xtor jxconn jxref jxampid tblci dicbo ref ref_src ref_url source_ref "
    "refsource traffic_source ncid cmp cmpid ito spm amp amp_js_v amp_gsa amp_ct amp_lite usqp outputtype __twitter_impression "
    "_branch_match_id _branch_referrer guccounter guce_referrer soc_src soc_trk share_id wt_mc at_medium at_campaign "
    "rb_clickid s_cid vero_id wickedid oly_enc_id oly_anon_id epik hsctatracking _hsenc _hsmi".split()
)
_TRACKING = (
    "utm_",
    "mc_",
    "pk_",
    "mtm_",
    "piwik_",
    "matomo_",
    "hsa_",
    "fb_",
    "jx_",
    "ga_",
)  # ... and parameters that begin with these
# a backslash ends the host as a slash does: browsers go to evil.example in "https://evil.example\\@www.jpnn.com"
_HOST = re.compile(r"(?i)^https?://(?:[^/\\?#@]*@)?([^/\\?#:@]+)(?::([0-9]{0,5}))?(?=[/\\?#]|$)")
_PORTS = 65_535


def host_of(url: str) -> str:
    """The host of an http(s) address in lower case; "" for anything else, a port that there is not included."""
    match = _HOST.match(url)
    return match[1].lower().rstrip(".") if match and int(match[2] or 0) <= _PORTS else ""


_FOLDER = re.compile(r"(?i)^https?://[^/\\?#]+(/[^/\\?#]+)")


def folder_of(url: str) -> str:
    """The first segment of an address's path with its slash ("/indonesia"); "" without one."""
    match = _FOLDER.match(url)
    return match[1] if match else ""


def resolve(base: str, href: str) -> str:
    """A link on a page as an absolute address; "" if it is malformed ("http://[" does occur on pages)."""
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return ""


def path_of(url: str) -> str | None:
    """The path of an address; None if the address is malformed."""
    try:
        return urlsplit(url).path
    except ValueError:
        return None


def query_value(url: str, name: str) -> str:
    """The first value of a query parameter; "" without it, or if the address is malformed."""
    try:
        return parse_qs(urlsplit(url).query).get(name, [""])[0]
    except ValueError:
        return ""


_TWIN = re.compile(r"^(?:www|m|mobile|amp|wap)\.")
_ENDS = ("/amp", ".amp", ".amp.html", "/index.html", "/index.htm", "/index.php")


def without_twin(host: str) -> str:
    """A host without what only tells the twins of a site apart: ``www.``, ``m.``, ``amp.`` …"""
    return _TWIN.sub("", host)


def same_page(one: str, other: str) -> bool:
    """Whether two addresses lead to the same page, ignoring scheme, twin host, ``/amp``, query and fragment."""
    return bool(key := _page_key(one)) and (one == other or key == _page_key(other))


def _page_key(url: str) -> str:
    host, path = host_of(url if "//" not in url[:2] else "https:" + url), path_of(url)
    if not host or path is None:
        return ""
    path = unquote(path).lower()
    if path.startswith("/amp/"):
        path = path[4:]
    # "read.php?id=4711": a long number identifies the article; a short one is a page number
    numbers = sorted(x for x in parse_qs(query_of(url)).items() if x[1][0].isdecimal() and len(x[1][0]) > 2)
    path = path.rstrip("/")
    path = path.removesuffix(next((end for end in _ENDS if path.endswith(end)), ""))
    return without_twin(host) + path + repr(numbers)


def same_title(one: str, other: str) -> bool:
    """Whether two addresses end in one title, whatever stands before it."""
    return bool(title := _title_in(one)) and title == _title_in(other)


def query_of(url: str) -> str:
    """The query of an address; "" if the address is malformed."""
    try:
        return urlsplit(url).query
    except ValueError:
        return ""


def without_tracking(url: str, also: Collection[str] = ()) -> str:
    """An address without its fragment, without tracking parameters, and without those named in ``also``."""
    if "?" not in url and "#" not in url:
        return url
    address, _, query = url.partition("#")[0].partition("?")
    kept = [part for part in query.split("&") if part and not _is_tracking(part.partition("=")[0], also)]
    return f"{address}?{'&'.join(kept)}" if kept else address


def _is_tracking(name: str, also: Collection[str]) -> bool:
    small = unquote(name).lower()
    return name in also or small in TRACKING or small.startswith(_TRACKING)


_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
_PORT = re.compile(r"^(?:https://[^/?#:]*:443|http://[^/?#:]*:80)(?=[/?#]|$)")


def _plainly(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return char if char in _UNRESERVED else found[0].upper()


def canonical_url(url: str, outlet: Outlet | None, declared: str | None = None) -> str:
    """The canonical address of the article at ``url``.

    ``declared`` is what the page calls its canonical address; it is used if it can belong to the same article
    (``is_declared_truly``). Fragments, tracking and page parameters, a trailing slash and needless escapes are
    dropped; then the outlet's own replacements apply (mobile and AMP twins, old addresses).
    """
    other = resolve(url, declared) if declared else ""
    if other and other != url and is_declared_truly(url, other, outlet):
        return _folded(other, outlet)
    return _folded(url, outlet)


def is_declared_truly(url: str, declared: str, outlet: Outlet | None) -> bool:
    """Whether to trust the address that a page declares: it belongs to the same outlet and the same article.

    Two addresses belong to one article if they share an id, lead to one page on twin hosts, or end in the same title.
    An address that names no article does not contradict any.
    """
    own, other = _folded(url, outlet), _folded(declared, outlet)
    if outlet is not None:
        if not outlet.owns(host_of(declared)) or not outlet.is_article(declared):
            return False
        if not outlet.is_article(url):
            return True
        ids = outlet.id_of(own), outlet.id_of(other)
        if all(ids):
            return ids[0] == ids[1]
    elif host_of(declared) != host_of(url):
        return False
    title = _title_in(own)
    return not title or same_page(own, other) or title == _title_in(other)


def other_article(url: str, outlet: Outlet | None, declared: str) -> str | None:
    """The address that a page declares, if it is that of another article of the outlet; None if not."""
    if outlet is None or not (address := resolve(url, declared)) or address == url:
        return None
    if is_declared_truly(url, address, outlet):
        return None
    return _folded(address, outlet) if outlet.owns(host_of(address)) and outlet.is_article(address) else None


_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|amp)$")
_NUMBER = re.compile(r"^\d+-|-(?=[a-z]{0,7}\d)[a-z0-9]{1,12}$")  # or a code: "-1b2294"


def _title_in(url: str) -> str:
    """The title that an address ends in, without number or code; "" without one."""
    last = unquote(path_of(url) or "").lower().rstrip("/").rpartition("/")[2]
    title = _NUMBER.sub("", _ENDING.sub("", last)).rstrip("-")
    return title if any(char.isalpha() for char in title) else ""


def _folded(url: str, outlet: Outlet | None) -> str:
    """An address in canonical form, whatever its page says."""
    address = without_tracking(url, outlet.page_parameters if outlet is not None else ())
    try:
        parts = urlsplit(address)
        address = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, parts.query, ""))
    except ValueError:
        pass
    if "%" in address:
        address = _ESCAPED.sub(_plainly, address)
    address = _PORT.sub(lambda found: found[0].rpartition(":")[0], address)
    if outlet is not None:
        address = outlet.first_page(address)
        for pattern, replacement in outlet.canonical_patterns:
            address = pattern.sub(replacement, address)
    if address.endswith("/") and "?" not in address:
        bare = address.rstrip("/")
        path = path_of(bare)
        if path and (outlet is None or outlet.is_article(bare) or not outlet.is_article(address)):
            return bare
    return address
