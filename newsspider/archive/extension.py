"""Every response on disk, as WARC 1.1, before anything that was read from it may be stored.

``WarcArchive`` is a Scrapy extension. It takes each response as the downloader hands it over, so robots.txt,
redirects, errors and retried answers are in the archive too, and the body is what came over the wire (still
gzip, where the server sent gzip). A thread of its own compresses the records, writes them in groups, calls
fsync and only then reports that they are there. The crawl itself only appends to a list.

Settings::

    EXTENSIONS = {"newsspider.archive.extension.WarcArchive": 100}
    ARCHIVE_DIR = "data/warc"       # folder of the WARC files; without it there is no archive
    ARCHIVE_UPLOAD = ""             # an address (s3://bucket/folder) that WARC files are moved to once they are closed
    ARCHIVE_COLD = []               # folders and addresses that old files of the archive were moved to
    ARCHIVE_NAME = "newsspider"     # what file names begin with; by default BOT_NAME
    ARCHIVE_ROLL_BYTES = 10**9      # bytes; a file of this size is closed and the next one started
    ARCHIVE_SYNC_SECONDS = 0.4      # seconds that responses are gathered for one fsync
    ARCHIVE_GZIP_LEVEL = None       # zlib: 0 to 9, by default 4; where isal is installed: 0 to 3, by default 2

Each request that was answered has ``meta["warc_record"]``, the id of its response's record: a plain string
that may travel with a request; ``Archive.locate`` knows the file, the offset and the length behind it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Request, Response
from scrapy.settings import BaseSettings, Settings
from scrapy.utils.defer import deferred_from_coro

from newsspider.archive.warc import ArchiveError, Exchange, out_of_space, reason
from newsspider.archive.writer import Archive
from newsspider.runtime.backend import BackendError
from newsspider.runtime.counts import counts_of
from newsspider.runtime.database import database_of
from newsspider.runtime.durable import register
from newsspider.runtime.mailbox import Mailbox
from newsspider.runtime.remote import Folder, RemoteFolder, folder_at

__all__ = [
    "PAGES",
    "RECORD",
    "WarcArchive",
    "archive_of",
    "cold_folders",
    "exchange_of",
    "stop",
    "upload_folder",
]

logger = logging.getLogger(__name__)

RECORD = "warc_record"
PAGES = "warc_pages"


class WarcArchive:
    """Scrapy extension: hands every downloaded response to an ``Archive``. See the module."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings.get("ARCHIVE_DIR"):
            raise NotConfigured
        self.crawler = crawler
        self.folder = Path(settings["ARCHIVE_DIR"])
        self.mailbox = Mailbox()
        self.archive: Archive | None = None
        self.failure: ArchiveError | None = None
        self._counted: dict[str, int] = {}
        connect = crawler.signals.connect
        connect(self.open, signal=signals.spider_opened)
        connect(self.downloaded, signal=signals.response_downloaded)
        connect(self.closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        self = cls(crawler)
        register(crawler, self)
        return self

    def open(self) -> None:
        """Make the archive, unless it is made already."""
        if self.archive is not None or self.failure is not None:
            return
        self.mailbox.listen()
        settings = self.crawler.settings
        try:
            self.archive = Archive(
                self.folder,
                name=settings.get("ARCHIVE_NAME") or settings.get("BOT_NAME") or "newsspider",
                roll_bytes=settings.getint("ARCHIVE_ROLL_BYTES", 10**9),
                sync_seconds=settings.getfloat("ARCHIVE_SYNC_SECONDS", 0.4),
                level=None
                if settings.get("ARCHIVE_GZIP_LEVEL") is None
                else settings.getint("ARCHIVE_GZIP_LEVEL"),
                about=_about(settings),
                cold=cold_folders(settings),
                upload=upload_folder(settings),
                index=database_of(settings),
                mailbox=self.mailbox,
                on_failure=self.failed,
            )
        except (OSError, BackendError) as error:
            failure = ArchiveError(f"The archive in {self.folder} could not be opened: {reason(error)}")
            failure.__cause__ = error
            self.failure = failure
            self.mailbox.post(lambda: self.failed(failure))

    def downloaded(self, response: Response, request: Request) -> None:
        if self.archive is None:
            return
        exchange = exchange_of(request, response)
        self.archive.put(exchange)
        request.meta[RECORD] = exchange.id

    def after_commit(self, callback: Callable[[], None]) -> None:
        """See ``frontier.durable.Durable``."""
        if self.archive is not None:
            self.archive.after_commit(callback)
        elif self.failure is None:
            callback()

    def failed(self, failure: ArchiveError) -> None:
        """Log why, once, and end the crawl."""
        self.failure = failure
        stop(self.crawler, failure)

    def closed(self) -> None:
        if self.archive is not None:
            self.archive.close()
            for name, count in self.archive.counts.items():
                self.crawler.stats.set_value(f"archive/{name}", count)


def stop(crawler: Crawler, failure: Exception) -> None:
    """End a crawl whose results can no longer be kept: one sentence, a fault, a reason."""
    full = failure.__cause__ is not None and out_of_space(failure.__cause__)
    reason = "disk_full" if full else "not_kept"
    if counts_of(crawler).keep_no_more(reason):
        logger.error("%s. The crawl stops; what is not on disk does not count as done.", failure)
    engine = crawler.engine
    if engine is not None and engine.spider is not None:
        deferred_from_coro(engine.close_spider_async(reason=reason))


def exchange_of(request: Request, response: Response) -> Exchange:
    """What is to be kept of a response that the downloader hands over."""
    return Exchange(
        url=response.url,
        status=response.status,
        headers=_pairs(response.headers),
        body=response.body,
        method=request.method,
        request_headers=_pairs(request.headers),
        request_body=request.body,
        protocol=response.protocol,
        # behind a proxy it is the proxy's
        ip=str(response.ip_address) if response.ip_address and not request.meta.get("proxy") else None,
        # "partial" says that the length was not announced; a cut body is found before it comes here
        truncated="disconnect" if "dataloss" in response.flags else None,
    )


def _pairs(headers: Headers) -> list[tuple[bytes, bytes]]:
    # the names and values as they are kept; Headers.items() would look each of them up, and normalize it, again
    return [(name, value) for name, values in dict.items(headers) for value in values]


def upload_folder(settings: BaseSettings) -> RemoteFolder | None:
    """The address that files of the archive are moved to when they are closed."""
    address = str(settings.get("ARCHIVE_UPLOAD") or "")
    return RemoteFolder(address) if address else None


def cold_folders(settings: BaseSettings) -> list[Folder]:
    """Where files of the archive were moved to."""
    upload = upload_folder(settings)
    folders = [folder_at(folder) for folder in settings.getlist("ARCHIVE_COLD")]
    return [*folders, *([upload] if upload is not None else [])]


def _about(settings: Settings) -> dict[str, str]:
    robots = "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore"
    return {"robots": robots, "http-header-user-agent": settings.get("USER_AGENT") or ""}


def archive_of(crawler: Crawler) -> Archive | None:
    """The archive of a crawl, None where it has none. Raises ArchiveError where it could not be opened."""
    extension = crawler.get_extension(WarcArchive)
    if extension is None:
        return None
    extension.open()
    if extension.failure is not None:
        raise extension.failure
    return extension.archive
