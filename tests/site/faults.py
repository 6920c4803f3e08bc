"""What goes wrong on the way, by address: each function makes one fault for ``Server.add``.

``url`` is a regular expression that is searched in the whole address (``https://www.jpnn.com/news/…``).
All of them take ``times`` (how often the fault strikes; always without it), ``skip`` (how many matching
requests pass first), ``share`` (strike that share of the addresses, always the same ones), ``after`` and
``until`` (seconds since the fault was made, between which it strikes). ``hits`` counts the strikes. The
first fault that strikes a request is the one it gets.
"""

from __future__ import annotations

import itertools
import re
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.site import lists
from tests.site.lists import Answer, Request

if TYPE_CHECKING:
    from tests.site.site import Entry, Site


@dataclass(frozen=True)
class Delivery:
    """An answer and how it goes over the wire."""

    answer: Answer
    wait: float = 0.0
    """Seconds before the first byte."""
    chunk: int | None = None
    """Bytes at a time, with ``pause`` seconds between them."""
    pause: float = 0.0
    keep: float | None = None
    """Only this share of the body is sent, then the connection closes."""
    reset: int | None = None
    """After so many bytes the connection is reset."""
    declared: int = 0
    """By how much Content-Length is off."""
    stream: Iterator[bytes] | None = None
    """Sent as it is in place of everything else, status line and headers too, until it or the client ends."""


Act = Callable[["Site", Request, Callable[[Request], Answer]], Delivery]


@dataclass
class Fault:
    """One fault; made by the functions of this module."""

    name: str
    url: str
    act: Act
    times: int | None = None
    skip: int = 0
    share: float = 1.0
    after: float = 0.0
    until: float | None = None
    hits: int = 0
    seen: int = 0
    by_address: bool = False
    """``skip`` and ``times`` count per address instead of over all of them."""
    _counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._pattern = re.compile(self.url)
        self._made = time.monotonic()

    def strikes(self, url: str) -> bool:
        """Whether this request meets the fault; counts it."""
        if not self._pattern.search(url):
            return False
        age = time.monotonic() - self._made
        if age < self.after or (self.until is not None and age >= self.until):
            return False
        if self.share < 1 and zlib.crc32(url.encode()) % 10_000 >= self.share * 10_000:
            return False
        if self.by_address:
            seen = self._counts[url] = self._counts.get(url, 0) + 1
        else:
            seen = self.seen = self.seen + 1
        if seen <= self.skip or (self.times is not None and seen > self.skip + self.times):
            return False
        self.hits += 1
        return True


def _plain(answer: Answer) -> Act:
    return lambda site, request, normal: Delivery(answer)


def status(
    url: str, code: int, *, retry_after: str | float | None = None, body: str = "", **options: Any
) -> Fault:
    """That status and a short page. ``retry_after`` in seconds, or an HTTP date."""
    headers = () if retry_after is None else (("Retry-After", f"{retry_after}"),)
    page = lists.html_page(f"{code}", body or f"<h1>{code}</h1>", status=code)
    return Fault(f"status {code}", url, _plain(replace(page, headers=headers)), **options)


def too_many(url: str, *, retry_after: str | float | None = 1, **options: Any) -> Fault:
    """429 with Retry-After."""
    return status(url, 429, retry_after=retry_after, **options)


def unavailable(url: str, *, retry_after: str | float | None = None, **options: Any) -> Fault:
    """503."""
    return status(url, 503, retry_after=retry_after, **options)


def forbidden(url: str, **options: Any) -> Fault:
    """403."""
    return status(url, 403, **options)


def vanished(url: str, code: int = 404, **options: Any) -> Fault:
    """The article is gone: 404 or 410."""
    return status(url, code, **options)


def challenge(url: str, *, code: int = 403, **options: Any) -> Fault:
    """A page that wants to see a browser."""
    page = lists.html_page(
        "Just a moment...",
        '<div class="main-wrapper" role="main"><h1>www.tempo.co</h1><p>Verifying you are human. This may take a few '
        'seconds.</p></div><script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>',
        head='<meta name="robots" content="noindex,nofollow">\n<meta http-equiv="refresh" content="390">\n',
        status=code,
    )
    headers = (
        ("Server", "cloudflare"),
        ("cf-mitigated", "challenge"),
        ("Cache-Control", "private, max-age=0"),
    )
    return Fault("challenge", url, _plain(replace(page, headers=headers)), **options)


def login_wall(url: str, **options: Any) -> Fault:
    """200, and a page to log in on."""
    page = lists.html_page("Masuk", '<form action="/login"><label>Email</label><input name="email"></form>')
    return Fault("login wall", url, _plain(page), **options)


def consent_wall(url: str, **options: Any) -> Fault:
    """200, and a page that asks for consent."""
    page = lists.html_page("We value your privacy", "<p>Situs ini memakai kuki.</p><button>Setuju</button>")
    return Fault("consent wall", url, _plain(page), **options)


def empty_shell(url: str, **options: Any) -> Fault:
    """200, and a page that only JavaScript would fill."""
    page = lists.html_page(
        "tempo.co", '<div id="__nuxt"></div><script type="module" src="/_nuxt/entry.js"></script>'
    )
    return Fault("empty shell", url, _plain(page), **options)


def soft_404(url: str, **options: Any) -> Fault:
    """200, and a page that says there is nothing."""
    page = lists.html_page(
        "Halaman tidak ditemukan",
        "<h1>Maaf, halaman yang Anda cari tidak ditemukan</h1><a href='/'>Kembali ke beranda</a>",
    )
    return Fault("soft 404", url, _plain(page), **options)


def redirect_home(url: str, code: int = 302, **options: Any) -> Fault:
    """Sent to the outlet's front page."""

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        return Delivery(lists.redirect(f"{site.scheme}://{request.host}/", code))

    return Fault("redirect home", url, act, **options)


def redirect_loop(url: str, length: int = 3, code: int = 302, **options: Any) -> Fault:
    """A redirect loop over so many addresses."""

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        here = request.number("putaran", 0)
        return Delivery(
            lists.redirect(
                f"{site.scheme}://{request.host}{request.path}?putaran={(here + 1) % length}", code
            )
        )

    return Fault("redirect loop", url, act, **options)


def slow(url: str, *, seconds: float = 1.0, chunk: int = 512, **options: Any) -> Fault:
    """The body drips over about so many seconds, ``chunk`` bytes at a time."""

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        answer = normal(request)
        drops = max(1, len(answer.body) // chunk)
        return Delivery(answer, chunk=chunk, pause=seconds / drops)

    return Fault("slow", url, act, **options)


def delayed(url: str, *, seconds: float = 1.0, **options: Any) -> Fault:
    """Nothing comes for so many seconds, then everything."""

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        return Delivery(normal(request), wait=seconds)

    return Fault("delayed", url, act, **options)


def reset(url: str, *, sent: int = 0, **options: Any) -> Fault:
    """The connection is reset after so many bytes of the response."""

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        return Delivery(normal(request), reset=sent)

    return Fault("reset", url, act, **options)


def truncated(url: str, *, keep: float = 0.5, **options: Any) -> Fault:
    """The body ends too early: fewer bytes than Content-Length says."""

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        return Delivery(normal(request), keep=keep)

    return Fault("truncated", url, act, **options)


def cut_coding(url: str, *, encoding: str = "gzip", keep: float = 0.5, **options: Any) -> Fault:
    """A body in a content encoding that ends in midstream; Content-Length fits what comes."""

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        answer = normal(request)
        body = packed(encoding, [answer.body])
        headers = (*answer.headers, ("Content-Encoding", encoding))
        return Delivery(replace(answer, body=body[: int(len(body) * keep)], headers=headers))

    return Fault(f"cut {encoding}", url, act, **options)


def cut_page(url: str, *, keep: float = 0.5, **options: Any) -> Fault:
    """Only the first part of the page, and its Content-Length agrees: what a cache has kept of it."""

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        answer = normal(request)
        return Delivery(replace(answer, body=answer.body[: int(len(answer.body) * keep)]))

    return Fault("cut page", url, act, **options)


def until_closed(url: str, *, keep: float = 1.0, **options: Any) -> Fault:
    """The body comes without a length and ends when the connection is closed, after this share of it."""

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        answer = normal(request)
        head = f"HTTP/1.1 {answer.status} OK\r\nContent-Type: {answer.type}\r\nConnection: close\r\n\r\n"
        body = answer.body[: int(len(answer.body) * keep)]
        return Delivery(Answer(), stream=iter([head.encode() + body]))

    return Fault("until closed", url, act, **options)


def wrong_length(url: str, *, by: int = -100, **options: Any) -> Fault:
    """Content-Length is off by so many bytes; the connection closes after the whole body."""

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        return Delivery(normal(request), declared=by, keep=1.0)

    return Fault("wrong length", url, act, **options)


def duplicate_pages(url: str, *, query: str = "page", **options: Any) -> Fault:
    """Every page of a list or of a split article is its first one."""

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        return Delivery(normal(_first_page(request, query)))

    return Fault("duplicate pages", url, act, **options)


def endless(url: str, *, query: str = "page", **options: Any) -> Fault:
    """A list without end: every page holds the articles of the first one and names a next page."""

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        answer = normal(_first_page(request, query))
        here = request.number(query, 1)
        address = _first_page(request, query).target
        more = f"{address}{'&' if '?' in address else '?'}{query}={here + 1}"
        pager = (
            f'<div class="pagination"><ul><li><a rel="next" href="{more}">Next</a></li></ul></div>\n</body>'
        )
        body = re.sub(rb'<div class="pagination">.*?</div>', b"", answer.body, flags=re.S)
        return Delivery(replace(answer, body=body.replace(b"</body>", pager.encode())))

    return Fault("endless", url, act, **options)


def changed(url: str, *, fetches: int = 1, **options: Any) -> Fault:
    """The article at an address changes once it has been fetched so many times, with its ``lastmod``.

    With ``after`` it changes at the first fetch so many seconds on.
    """

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        site.revise(f"{site.scheme}://{request.host}{request.path}")
        return Delivery(normal(request))

    return Fault("changed", url, act, skip=fetches, times=1, by_address=True, **options)


# -- hostile ------------------------------------------------------------------------------------------


def redirect_to(url: str, target: str, code: int = 302, **options: Any) -> Fault:
    """Sent to ``target``, whatever that is."""
    return Fault("redirect to", url, _plain(lists.redirect(target, code)), **options)


def answered(url: str, answer: Answer, **options: Any) -> Fault:
    """That very answer."""
    return Fault("answered", url, _plain(answer), **options)


def bomb(url: str, *, encoding: str = "gzip", size: int = 200_000_000, **options: Any) -> Fault:
    """A small body that unpacks to ``size`` bytes. ``encoding``: gzip, deflate, br or zstd."""
    body = packed(encoding, itertools.repeat(bytes(1_000_000), size // 1_000_000))
    answer = Answer(body, headers=(("Content-Encoding", encoding),))
    return Fault(f"{encoding} bomb", url, _plain(answer), **options)


def packed(encoding: str, blocks: Iterable[bytes]) -> bytes:
    """Bytes in a content encoding: gzip, deflate, br or zstd."""
    packer: Any
    if encoding == "br":
        import brotli

        packer = brotli.Compressor(quality=1)
        return b"".join([*map(packer.process, blocks), packer.finish()])
    if encoding == "zstd":
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd

        packer = zstd.ZstdCompressor()
    else:
        packer = zlib.compressobj(1, wbits=31 if encoding == "gzip" else 15)
    return b"".join([*map(packer.compress, blocks), packer.flush()])


def streamed(url: str, stream: Callable[[], Iterator[bytes]], *, pause: float = 0.0, **options: Any) -> Fault:
    """Bytes as ``stream`` gives them, with ``pause`` seconds between them."""

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        return Delivery(Answer(), stream=stream(), pause=pause)

    return Fault("streamed", url, act, **options)


_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def endless_body(
    url: str, *, type: str = "text/html", start: str = "", block: str = "", **options: Any
) -> Fault:
    """A body without an end, and without a length."""

    def stream() -> Iterator[bytes]:
        yield f"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nConnection: close\r\n\r\n{start}".encode()
        yield from itertools.repeat((block or "<p>dan seterusnya</p>\n").encode() * 1_000)

    return streamed(url, stream, **options)


def endless_headers(url: str, **options: Any) -> Fault:
    """Headers without an end."""

    def stream() -> Iterator[bytes]:
        yield _OK
        for number in itertools.count():
            yield b"".join(b"X-%d-%d: %s\r\n" % (number, line, b"x" * 100) for line in range(100))

    return streamed(url, stream, **options)


def huge_header(url: str, *, size: int = 5_000_000, **options: Any) -> Fault:
    """One header of ``size`` bytes."""

    def stream() -> Iterator[bytes]:
        yield _OK + b"X-Long: "
        yield from itertools.repeat(b"x" * 50_000, size // 50_000)
        yield b"\r\nContent-Length: 0\r\n\r\n"

    return streamed(url, stream, **options)


def endless_continue(url: str, **options: Any) -> Fault:
    """100 Continue, again and again."""
    return streamed(url, lambda: itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 100), **options)


def drip(url: str, *, pause: float = 0.2, **options: Any) -> Fault:
    """A byte now and then: something always comes, and it never ends."""

    def stream() -> Iterator[bytes]:
        yield _OK + b"Content-Length: 1000000\r\n\r\n"
        yield from itertools.repeat(b"a")

    return streamed(url, stream, pause=pause, **options)


def cookie_flood(url: str, *, count: int = 200, **options: Any) -> Fault:
    """The page as it is, with so many cookies to keep."""

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        answer = normal(request)
        cookies = tuple(
            ("Set-Cookie", f"biskuit{n}={'x' * 500}; Domain={request.host}; Path=/") for n in range(count)
        )
        return Delivery(replace(answer, headers=(*answer.headers, *cookies)))

    return Fault("cookie flood", url, act, **options)


def renamed(url: str, *, names: Mapping[str, str] | None = None, **options: Any) -> Fault:
    """The page with other class names: what a redesign does to rules. ``names``: only these, old to new."""

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        answer = normal(request)
        return Delivery(replace(answer, body=re.sub(rb'(class|id)="([^"]+)"', other, answer.body)))

    def other(found: re.Match[bytes]) -> bytes:
        if names is None:
            return found[1] + b'="x' + found[2][::-1] + b'"'
        words = (names.get(word, word) for word in found[2].decode().split())
        return found[1] + b'="' + " ".join(words).encode() + b'"'

    return Fault("renamed", url, act, **options)


def stale_lists(url: str, *, newest: str, **options: Any) -> Fault:
    """Lists that know nothing of what happened after ``newest`` (ISO 8601); articles are there as before."""
    last = datetime.fromisoformat(newest)

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        plan = site.plan_of(request.host)
        if plan is None:
            return Delivery(normal(request))
        then = copy(site)
        then.entries = {**site.entries, plan.name: [*_known(site.entries[plan.name], last)]}
        return Delivery(then.answer(request))

    return Fault("stale lists", url, act, **options)


def _known(entries: Iterable[Entry], last: datetime) -> Iterator[Entry]:
    """The articles that were there at a moment, as they were listed then."""
    for entry in entries:
        story = entry.story
        if story.published <= last:
            known = story.modified is None or story.modified <= last
            yield entry if known else replace(entry, story=replace(story, modified=None))


def mislabelled(url: str, *, charset: str = "utf-16", **options: Any) -> Fault:
    """The page as it is, under another charset."""

    def act(site: Site, request: Request, normal: Callable[[Request], Answer]) -> Delivery:
        return Delivery(replace(normal(request), type=f"text/html; charset={charset}"))

    return Fault("mislabelled", url, act, **options)


def _first_page(request: Request, query: str) -> Request:
    parts = urlsplit(request.target)
    pairs = [pair for pair in parts.query.split("&") if pair and not pair.startswith(f"{query}=")]
    return replace(request, target=parts._replace(query="&".join(pairs)).geturl())


FAULTS: dict[str, Callable[..., Fault]] = {
    make.__name__: make
    for make in (
        status,
        too_many,
        unavailable,
        forbidden,
        vanished,
        challenge,
        login_wall,
        consent_wall,
        empty_shell,
        soft_404,
        redirect_home,
        redirect_loop,
        slow,
        delayed,
        reset,
        truncated,
        cut_coding,
        cut_page,
        until_closed,
        wrong_length,
        duplicate_pages,
        endless,
        changed,
        redirect_to,
        bomb,
        endless_body,
        endless_headers,
        huge_header,
        endless_continue,
        drip,
        cookie_flood,
        renamed,
        stale_lists,
        mislabelled,
    )
}
"""By name, for those who switch faults on from outside."""
