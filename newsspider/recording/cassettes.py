"""Recorded pages in place of the network, in vcrpy's cassette format.

``CassetteDownloadHandler`` stands in for Scrapy's HTTP handler. With ``-a cassette=PATH`` every request is
answered from a cassette and nothing leaves the machine; with ``-a record=PATH`` requests are fetched as
usual and written down; with neither the usual handler works alone. A spider needs no code of its own.

    $ scrapy crawl kontan -a record=kontan.yaml -a urls=https://...
    $ scrapy crawl kontan -a cassette=kontan.yaml
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urldefrag, urlsplit
from weakref import WeakKeyDictionary

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes
from scrapy.utils.misc import build_from_crawler, load_object

from newsspider.recording.cassette_files import CassetteError, cassette_files, request_key
from newsspider.recording.fixtures import CASSETTE, INDEX, PROVENANCE, FixtureError, read_json, read_pages
from newsspider.runtime.codings import undo_all
from newsspider.runtime.counts import counts_of

__all__ = [
    "UNRECORDED",
    "CassetteDownloadHandler",
    "CassetteError",
    "CassetteMiss",
    "Recorder",
    "Replay",
    "tape_for",
]

logger = logging.getLogger(__name__)

UNRECORDED = "unrecorded"  # the key of request.meta for what a page in the browser asks for: the recording is of the page

# Headers of the connection rather than the page, and the length, which decoding changes.
_CONNECTION = frozenset(
    b"connection content-length keep-alive proxy-authenticate trailer transfer-encoding upgrade".split()
)
# Never kept: a recording is shared, and cookies are off anyway.
_PRIVATE = frozenset((b"set-cookie", b"set-cookie2"))


class CassetteMiss(Exception):
    """A request that the cassette holds no (further) response for.

    It is not a ``DownloadFailedError`` on purpose: Scrapy would ask again, and get the same answer.
    """

    def __init__(self, request: Request, tape: _Tape) -> None:
        self.url = request.url
        key = request_key(request.method, request.url)
        count = len(tape.cassette.positions.get(key, ()))
        if count:
            what = f"{tape.name} holds {count} response{'s' * (count > 1)} to it and this is one more request"
        elif near := tape.cassette.nearest(request.url):
            what = f"it is not in {tape.name}; nearest: {', '.join(near)}"
        else:
            what = f"it is not in {tape.name}, nor anything like it"
        super().__init__(f"{request.method} {request.url}: {what}; record it with -a record=PATH")


class _Tape:
    """A cassette that is played or recorded; vcrpy is imported when there is one."""

    def __init__(self, path: Path, *, record: bool) -> None:
        from newsspider.recording.vcr_cassette import IndexedCassette

        self.path, self.name = path, str(path)
        self.cassette = IndexedCassette(path, record=record)


class Replay(_Tape):
    """A cassette file, or all cassettes below a folder, played back.

    A URL recorded several times is answered in the recorded order (a 503, then the page).
    ``partial`` are the pages of cases whose provenance says that further pages are not known.
    Raises CassetteError where there is no cassette or a file is not one.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, record=False)
        self.partial = {
            page.url for file in cassette_files(path) if _is_partial(file) for page in read_pages(file)
        }

    def answer(self, request: Request) -> Response:
        """The next recorded response to a request. Raises CassetteMiss where there is no further one."""
        recorded = self.cassette.take(request.method, request.url, request.body)
        if recorded is not None:
            return _to_scrapy(request, recorded)
        if urlsplit(request.url).path == "/robots.txt":
            # a host whose robots.txt was not recorded forbids nothing, as if it had none
            return Response(request.url, status=404, request=request)
        raise CassetteMiss(request, self)

    def starts(self) -> list[str]:
        """Where a crawl of this recording begins: what its index holds, or everything it holds."""
        if self.path.is_dir() and (self.path / INDEX).is_file():
            urls = Replay(self.path / INDEX).starts()
        else:
            urls = [uri for method, uri in self.cassette.positions if method == "GET"]
        return [url for url in urls if urlsplit(url).path != "/robots.txt"]


def _is_partial(cassette: Path) -> bool:
    provenance = cassette.with_name(PROVENANCE)
    try:
        return cassette.name == CASSETTE and read_json(provenance).get("partial") is True
    except FixtureError:
        return False


class Recorder(_Tape):
    """A cassette being written: kept in memory, saved at the end.

    Raises CassetteError where the file is there already and ``overwrite`` is not given.
    """

    def __init__(self, path: Path, *, overwrite: bool = False) -> None:
        if path.is_dir():
            raise CassetteError(f"{path}: a folder; a recording is one file, say record={path / 'NAME.yaml'}")
        if path.exists() and not overwrite:
            raise CassetteError(f"{path}: is recorded already; give -a overwrite=1 to record it again")
        super().__init__(path, record=True)

    def keep(self, request: Request, response: Response) -> None:
        """Add a response whose body is decoded already."""
        url = urldefrag(request.url).url
        self.cassette.keep(request.method, url, request.body or None, _to_vcr(response))

    def keep_instead(self, request: Request, response: Response) -> None:
        """Have a response in place of the one that was kept of this request last."""
        self.cassette.keep_instead(request.method, request.url, _to_vcr(response))

    def save(self) -> None:
        """Write the file if anything was recorded since the last time."""
        self.cassette.save()


def _to_vcr(response: Response) -> dict[str, Any]:
    headers: dict[str, list[str]] = {}
    for name, values in response.headers.items():
        if name.lower() not in _CONNECTION | _PRIVATE:
            headers[name.decode("latin-1")] = [value.decode("latin-1") for value in values]
    headers["Content-Length"] = [str(len(response.body))]
    return {
        "status": {"code": response.status, "message": _REASONS.get(response.status, "")},
        "headers": headers,
        "body": {"string": response.body},
    }


def _to_scrapy(request: Request, recorded: Mapping[str, Any]) -> Response:
    headers = Headers()
    for name, values in recorded["headers"].items():
        for value in values if isinstance(values, list) else [values]:
            headers.appendlist(
                name, value if isinstance(value, bytes) else str(value).encode("latin-1", "replace")
            )
    body = recorded["body"]["string"]
    if codings := headers.getlist(b"Content-Encoding"):
        # vcrpy and others keep a body unpacked, and the header that says how it was packed
        undone = undo_all(body.encode("utf-8") if isinstance(body, str) else body, codings)
        if not undone.fault:
            body = undone.data
            del headers[b"Content-Encoding"]
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
    return kind(
        url=request.url, status=recorded["status"]["code"], headers=headers, body=body, request=request
    )


_REASONS = {status.value: status.phrase for status in HTTPStatus}

_TAPES: WeakKeyDictionary[Crawler, Replay | Recorder | None] = WeakKeyDictionary()


def open_tape(arguments: Mapping[str, Any]) -> Replay | Recorder | None:
    """The tape that a spider's arguments ``cassette``, ``record`` and ``overwrite`` ask for.

    Raises CassetteError, one sentence, where it cannot be opened.
    """
    cassette, record = arguments.get("cassette"), arguments.get("record")
    if cassette and record:
        raise CassetteError("cassette and record are both given: play a recording back, or make one")
    if cassette:
        return Replay(Path(cassette))
    if record:
        return Recorder(Path(record), overwrite=str(arguments.get("overwrite") or "") not in ("", "0"))
    return None


def tape_for(crawler: Crawler, arguments: Mapping[str, Any] | None = None) -> Replay | Recorder | None:
    """The one tape of a crawl, opened when it is first asked for.

    ``arguments`` are the spider's, for callers before there is a spider. Raises CassetteError.
    """
    if crawler not in _TAPES:
        _TAPES[crawler] = open_tape(vars(crawler.spider) if arguments is None else arguments)
    return _TAPES[crawler]


class CassetteDownloadHandler(BaseDownloadHandler):
    """Answers from a cassette, records into one, or passes the request on to another handler.

    ``CASSETTE_FALLBACK_HANDLER`` names the handler that fetches.
    """

    lazy: ClassVar[bool] = False  # type: ignore[misc]

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.tape = tape_for(crawler)
        self.live: Any = None
        if not isinstance(self.tape, Replay):
            path = crawler.settings["CASSETTE_FALLBACK_HANDLER"]
            self.live = build_from_crawler(load_object(path), crawler)
        # Recording decodes what it stores; the crawl then sees what a replay of it will see.
        self.decoder = HttpCompressionMiddleware(crawler=crawler) if isinstance(self.tape, Recorder) else None

    async def download_request(self, request: Request) -> Response:
        if isinstance(self.tape, Replay):
            return self.tape.answer(request)
        response: Response = await self.live.download_request(request)
        if isinstance(self.tape, Recorder) and self.decoder is not None and UNRECORDED not in request.meta:
            decoded = self.decoder.process_response(request, response)
            if isinstance(decoded, Response):
                response = decoded
                self.tape.keep(request, response)
        return response

    async def close(self) -> None:
        if isinstance(self.tape, Recorder):
            try:
                self.tape.save()
            except OSError as error:
                logger.error("%s: the recording could not be written: %s", self.tape.name, error.strerror)
                counts_of(self.crawler).add("faults")
        if self.live is not None:
            await self.live.close()
