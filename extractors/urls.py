"""Addresses: which outlet one belongs to, and the one address of an article."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import parse_qs, unquote, urljoin, urlsplit, urlunsplit

from extractors.rules.model import Outlet

# Parameters that say where a reader came from, never which article it is.
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
)  # ... and what begins so
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
_ENDS = ("/amp", ".amp", ".amp.html", "/index.html", "/index.htm", "/index.php")


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
    path = path.rstrip("/")
    path = path.removesuffix(next((end for end in _ENDS if path.endswith(end)), ""))
    return _TWIN.sub("", host) + path + repr(numbers)


def query_of(url: str) -> str:
    """The query of an address, "" where it is none."""
    try:
        return urlsplit(url).query
    except ValueError:
        return ""


def without_tracking(url: str, also: Collection[str] = ()) -> str:
    """An address without its fragment and the parameters that say where a reader came from, or are named in ``also``."""
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
    """The one address of the article at ``url``.

    ``declared`` is what the page calls its canonical address; it counts where it may be of the same article
    (``is_declared_truly``). Fragments, tracking and page parameters, a slash at the end and needless escapes are
    dropped, then the outlet's own rewritings apply (mobile and AMP twins, old addresses).
    """
    address = _folded(url, outlet)
    if declared and (other := resolve(url, declared)) and is_declared_truly(url, other, outlet):
        return _folded(other, outlet)
    return address


def is_declared_truly(url: str, declared: str, outlet: Outlet | None) -> bool:
    """Whether the address that a page declares may be believed: it is of the same outlet, and of the same article.

    Two addresses are of one article where they have one id, name one page on twin hosts, or end in one title; an
    address that names no article contradicts none.
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
    """The address that a page declares, where it is that of another article of the outlet; None where it is not."""
    if outlet is None or not (address := resolve(url, declared)) or is_declared_truly(url, address, outlet):
        return None
    return _folded(address, outlet) if outlet.owns(host_of(address)) and outlet.is_article(address) else None


_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|amp)$")
_NUMBER = re.compile(r"^\d+-|-(?=[a-z]{0,7}\d)[a-z0-9]{1,12}$")  # or a code: "-1b2294"


def _title_in(url: str) -> str:
    """The title that an address ends in, without number or code; "" where none does."""
    last = unquote(path_of(url) or "").lower().rstrip("/").rpartition("/")[2]
    title = _NUMBER.sub("", _ENDING.sub("", last)).rstrip("-")
    return title if any(char.isalpha() for char in title) else ""


def _folded(url: str, outlet: Outlet | None) -> str:
    """An address in its one form, whatever its page says."""
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
        for pattern, replacement in outlet.canonical_patterns:
            address = pattern.sub(replacement, address)
    if address.endswith("/") and "?" not in address:
        bare = address.rstrip("/")
        path = path_of(bare)
        if path and (outlet is None or outlet.is_article(bare) or not outlet.is_article(address)):
            return bare
    return address
