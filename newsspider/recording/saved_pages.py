"""Articles from files: saved pages, cassettes, fixture folders, plain-text captures.

A saved page is HTML as a browser, SingleFile or wget left it, or MHTML. Its address is the one that was noted when it
was saved, the one that it states itself, or the one that its place in a tree of ``wget -r`` gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from pathlib import Path
from urllib.parse import urlsplit

from w3lib.encoding import http_content_type_encoding

from extractors import Article, NotAnArticle, RuleError, UnknownOutlet, extract, join_pages, outlet_for
from newsspider.discovery import first_page
from newsspider.discovery.split_article import sent_at
from newsspider.recording.fixtures import CASSETTE, INDEX, FixtureError, RecordedPage, read_pages
from newsspider.runtime.console import Fault, shown

MAX_BYTES = 20 * 1024 * 1024  # as much as a crawl takes (DOWNLOAD_MAXSIZE)
MHTML = (".mhtml", ".mht")
PAGES = (".html", ".htm", ".xhtml", *MHTML)
CASSETTES = (".yaml", ".yml")

_DECLARED = re.compile(
    rb"""<link\b[^>]*\brel\s*=\s*["']?canonical\b[^>]*>|<meta\b[^>]*\bproperty\s*=\s*["']?og:url\b[^>]*>""",
    re.I,
)
_SAVED_FROM = re.compile(  # by a browser, by SingleFile
    rb"(?i)<!--\s*(?:saved from url=\([0-9]+\)|page saved with singlefile\s+url:\s*)(https?://[^\s>]+)"
)
_SAVED_AT = re.compile(rb"(?i)saved date: \w{3} (\w{3} \d\d \d{4} \d\d:\d\d:\d\d) GMT([+-]\d{4})")
_HOST = re.compile(r"(?i)(?:[a-z0-9-]+\.)+[a-z]{2,}(?::[0-9]+)?")
_ADDRESS = re.compile(rb"""\b(?:href|content)\s*=\s*["']?(https?://[^"'\s>]+)""", re.I)


@dataclass(frozen=True)
class SavedPage:
    """A page from a file: the arguments of ``extract``. ``url`` is None where nothing gives it."""

    body: bytes
    url: str | None
    encoding: str | None = None
    fetched: datetime | None = None


def saved_page(path: Path, below: Path | None = None) -> SavedPage:
    """The page in a file, which lies in the folder ``below`` where that was named.

    Raises Fault where it is too large or, for MHTML, holds no page; OSError where it cannot be read.
    """
    data = read_bytes(path)
    if path.suffix.lower() in MHTML:
        return _mhtml(path, data)
    head = data[:8_192]
    candidates = [address[1].decode("latin-1")] if (address := _SAVED_FROM.search(head)) else []
    if declared := declared_address(data):
        candidates.append(declared)
    candidates += _by_place(path, below, data)
    fetched = None
    if saved := _SAVED_AT.search(head):
        text = b" ".join(saved.groups()).decode("ascii")
        with suppress(ValueError):  # somebody else's comment
            fetched = datetime.strptime(text, "%b %d %Y %H:%M:%S %z")
    return SavedPage(data, _likeliest(candidates), fetched=fetched)


def _mhtml(path: Path, data: bytes) -> SavedPage:
    """The page of an MHTML file: its first part that is HTML, which is not a frame."""
    message = message_from_bytes(data)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            body = payload if isinstance(payload, bytes) else b""
            addresses = (
                message["Snapshot-Content-Location"],
                part["Content-Location"],
                declared_address(body),
            )
            return SavedPage(
                body,
                _likeliest([str(address).strip() for address in addresses if address]),
                part.get_content_charset(),
                sent_at(str(message["Date"]).encode("latin-1", "replace")),
            )
    raise Fault(f"{shown(path)}: there is no page in this MHTML file")


def _by_place(path: Path, below: Path | None, data: bytes) -> list[str]:
    """The addresses that a page may have by its place below a folder that is named like a host.

    ``wget -E`` puts ``.html`` behind a name; of the two addresses that are possible then, the one that the page names
    comes first.
    """
    if below is None:
        return []
    parts = (below.name, *path.relative_to(below).parts)
    start = next((n for n, part in enumerate(parts[:-1]) if _HOST.fullmatch(part)), None)
    if start is None:
        return []
    address = "https://" + "/".join(parts[start:])
    address = re.sub(r"/index\.html?$", "/", address)
    bare = re.sub(r"\.x?html?$", "", address)
    if "?" in address:  # a query never ends with .html
        return [bare]
    named = next((url for url in (address, bare) if url.partition("://")[2].encode() in data), address)
    return list(dict.fromkeys((named, address, bare)))


def _likeliest(addresses: Sequence[str]) -> str | None:
    """Of several addresses of one page, in their order: an article's if there is one, otherwise an outlet's, otherwise any."""
    known = [url for url in addresses if url.startswith(("http://", "https://"))]
    owned = [(url, outlet) for url in known if (outlet := outlet_for(url)) is not None]
    listed = [url for url, outlet in owned if outlet.is_article(url)]
    return next(iter((*listed, *(url for url, _ in owned), *known)), None)


@dataclass(frozen=True)
class FileReader:
    """How files are read: ``url`` is a page's address where the file does not say it, ``outlet`` the
    outlet of a plain-text capture."""

    url: str | None = None
    outlet: str | None = None
    explain: bool = False

    def read(self, path: Path) -> Iterator[Article | Fault]:
        """Every article in a file or folder, and a Fault for everything else in it."""
        if not path.exists():
            yield Fault(f"{shown(path)}: no such file or folder")
        elif path.is_dir():
            yield from self._folder(path)
        else:
            yield from self._file(path)

    def _folder(self, path: Path) -> Iterator[Article | Fault]:
        if (path / CASSETTE).is_file():
            yield guarded(path, lambda: self._pages(_article_pages(read_pages(path / CASSETTE))))
            return
        files = [file for file in sorted(path.rglob("*")) if _readable(file)]
        if not files:
            yield Fault(f"{shown(path)}: there is no page, cassette or capture in this folder")
        for file in files:
            if file.name == CASSETTE:
                yield from self._folder(file.parent)
            else:
                yield from self._file(file)

    def _file(self, path: Path) -> Iterator[Article | Fault]:
        try:
            if path.suffix in CASSETTES:
                for pages in grouped(read_pages(path)):
                    yield guarded(path, lambda pages=pages: self._pages(pages))  # type: ignore[misc]
                return
        except (FixtureError, UnicodeDecodeError, OSError) as error:
            yield Fault(_named(path, error))
            return
        if path.suffix == ".txt":
            yield guarded(path, lambda: self.capture(path))
        else:
            yield guarded(path, lambda: self.page(path))

    def page(self, path: Path) -> Article:
        """The article of a saved page."""
        page = saved_page(path)
        return extract(
            page.body,
            self.url or page.url or f"file:{path.name}",
            encoding=page.encoding,
            fetched=page.fetched,
            explain=self.explain,
        )

    def capture(self, path: Path) -> Article:
        """The article of a plain-text capture."""
        from extractors import clean_capture

        if not self.outlet:
            raise Fault(f"{shown(path)}: a plain-text capture does not say its outlet; name it with --outlet")
        try:
            text = read_bytes(path).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Fault(f"{shown(path)}: not UTF-8 text") from None
        return clean_capture(text, self.outlet, explain=self.explain)

    def _pages(self, pages: Sequence[RecordedPage]) -> Article:
        return article_of(pages, explain=self.explain)


def article_of(pages: Sequence[RecordedPage], *, explain: bool = False) -> Article:
    """The article on recorded pages given in order."""
    return join_pages(
        [
            extract(
                page.body, page.url, encoding=http_content_type_encoding(page.content_type), explain=explain
            )
            for page in pages
        ]
    )


def guarded(path: Path, read: Callable[[], Article]) -> Article | Fault:
    """What ``read`` gives, or the Fault that says in one sentence why there is no article in ``path``."""
    try:
        return read()
    except Fault as fault:
        return fault
    except NotAnArticle as result:
        return Fault(f"{shown(path)}: {result.kind}: {result.reason}")
    except (FixtureError, RuleError, UnknownOutlet, OSError) as error:
        return Fault(_named(path, error))
    except (Exception, RecursionError) as error:
        return Fault(
            f"{shown(path)}: the extractor failed ({type(error).__name__}: {error}); please report it"
        )


def _named(path: Path, error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text if str(path) in text else f"{shown(path)}: {text}"


def read_bytes(path: Path) -> bytes:
    """A file's bytes. Raises Fault where it is too large to be a page."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise Fault(
            f"{shown(path)}: {size / 1e6:.0f} MB is too much for a page (at most {MAX_BYTES / 1e6:.0f})"
        )
    return path.read_bytes()


def declared_address(body: bytes) -> str | None:
    """The address that a page states for itself, an outlet's before any other."""
    found = [
        address[1].decode("latin-1").replace("&amp;", "&")
        for tag in _DECLARED.findall(body[:200_000])
        if (address := _ADDRESS.search(tag))
    ]
    return next((url for url in found if outlet_for(url)), found[0] if found else None)


def _article_pages(pages: Sequence[RecordedPage]) -> list[RecordedPage]:
    """The pages of a case that answered, without robots.txt."""
    kept = [page for page in pages if page.status == 200 and urlsplit(page.url).path != "/robots.txt"]
    if not kept:
        raise FixtureError("no page in it was answered with status 200")
    return kept


def grouped(pages: Sequence[RecordedPage]) -> list[list[RecordedPage]]:
    """Recorded pages by article: further pages of a split one go with its first."""
    groups: dict[str, list[RecordedPage]] = {}
    for page in pages:
        if page.status == 200 and urlsplit(page.url).path != "/robots.txt":
            groups.setdefault(first_page(page.url, outlet_for(page.url)), []).append(page)
    if not groups:
        raise FixtureError("no page in it was answered with status 200")
    return list(groups.values())


def _readable(path: Path) -> bool:
    if not path.is_file() or path.name == INDEX:
        return False
    return path.suffix in PAGES or path.suffix in CASSETTES or path.suffix == ".txt"
