"""Extraction beside the crawl: pages go to a separate process, articles come back.

A crawl fetches in one thread; reading a page takes half as long as fetching it. With a second core both go on at the
same time, and a page that crashes or hangs its reader does not take the crawl down::

    EXTENSIONS = {"newsspider.crawl.reader_processes.Extraction": 150}
    EXTRACT_PROCESSES = 1     # processes that read pages; 0: the crawl's own thread does
    EXTRACT_TIMEOUT = 60      # seconds for one page; its reader is killed then
    EXTRACT_START_TIMEOUT = 30    # seconds until a new reader is ready; it is killed then

When two readers in a row fail to get ready, the crawl reads its pages itself from then on.

Without an event loop of asyncio, and for recordings, pages are read where they are.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from extractors import Article, NotAnArticle, extract
from newsspider.recording.cassettes import Replay, tape_for
from newsspider.runtime.own_outlets import load_outlets, loaded_entries
from newsspider.runtime.site_profiles import learned
from newsspider.runtime.stopping import STOPPING, unheard

__all__ = ["Extraction", "PageToRead", "ReaderDied", "ReadingTask", "serve"]

logger = logging.getLogger(__name__)

_LENGTH = struct.Struct("!I")
TRIES = 2  # a page that killed two readers is not given to a third
STARTS = 2  # failed starts in a row, after which no other is tried
_DEATH_SECONDS = 5  # that a killed reader may take to be gone


_Answer = TypeVar("_Answer", covariant=True)


class ReaderDied(Exception):
    """The process that read a page died or hung; no article can be read from it."""


class ReadingTask(Protocol[_Answer]):
    """What a reader process does with one page: picklable, and so is what ``read`` returns (no tuple)."""

    @property
    def url(self) -> str: ...

    def read(self) -> _Answer:
        """The answer. May raise NotAnArticle."""
        ...


@dataclass(frozen=True, slots=True)
class PageToRead:
    """The arguments of ``extract`` for one response."""

    body: bytes
    url: str
    encoding: str | None = None
    fetched: datetime | None = None
    explain: bool = False
    sites: str = ""
    """The folder of profiles that a page of an outlet without layouts is read by, and adds to."""

    def read(self) -> Article:
        """The article, in this process. Raises what ``extract`` raises."""
        site = learned(Path(self.sites), self.body, self.url, self.encoding) if self.sites else None
        return extract(
            self.body,
            self.url,
            encoding=self.encoding,
            fetched=self.fetched,
            explain=self.explain,
            site=site,
        )


@dataclass(slots=True)
class _Job:
    page: ReadingTask[Any]
    future: asyncio.Future[Any]
    tries: int = 0


def serve(connection: socket.socket, outlets: Iterable[str] = ()) -> None:
    """The reader's side: pages in, articles (or what was raised) out, until the other side closes.

    ``outlets`` is what the other side has loaded of OUTLET_MODULES.
    """
    load_outlets(outlets, Path())
    for one in STOPPING:
        signal.signal(one, signal.SIG_IGN)  # these are for the crawl to handle; it closes the socket
    stream = connection.makefile("rb")
    connection.sendall(_LENGTH.pack(0))  # imported and ready: from here on a page has its time
    while len(head := stream.read(_LENGTH.size)) == _LENGTH.size:
        page: ReadingTask[Any] = pickle.loads(stream.read(_LENGTH.unpack(head)[0]))
        answer: Any  # of the task, or (type[NotAnArticle], str), or an exception
        try:
            answer = page.read()
        except NotAnArticle as result:
            answer = (type(result), result.reason)  # an exception of two arguments does not pickle by itself
        except Exception as error:
            answer = RuntimeError(f"{type(error).__name__}: {error}")
        data = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
        try:
            connection.sendall(_LENGTH.pack(len(data)) + data)
        except OSError:
            return


class _Reader(asyncio.Protocol):
    """One process, and the pages that are with it, oldest first: it answers in order."""

    def __init__(self, owner: Extraction) -> None:
        self.owner = owner
        self.jobs: deque[_Job] = deque()
        self.buffer = bytearray()
        self.transport: asyncio.Transport | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.alarm: asyncio.TimerHandle | None = None
        self.ready = False

    async def start(self) -> Self:
        ours, theirs = socket.socketpair()
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        code = (
            "import newsspider.runtime.quiet, socket; from newsspider.crawl.reader_processes import serve; "
            f"serve(socket.socket(fileno={theirs.fileno()}), {loaded_entries()!r})"
        )
        with unheard():
            self.process = subprocess.Popen(
                [sys.executable, "-c", code],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            )
        theirs.close()
        ours.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.create_unix_connection(lambda: self, sock=ours)
        self.alarm = loop.call_later(self.owner.start_timeout, self.kill)
        return self

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def give(self, job: _Job) -> None:
        data = pickle.dumps(job.page, pickle.HIGHEST_PROTOCOL)
        self.jobs.append(job)
        if self.transport is not None:
            self.transport.write(_LENGTH.pack(len(data)) + data)
        if len(self.jobs) == 1:
            self.watch()

    def watch(self) -> None:
        """Give the page that is being read its time; a reader that is not ready yet has its own."""
        if not self.ready:
            return
        if self.alarm is not None:
            self.alarm.cancel()
        self.alarm = None
        if self.jobs and self.owner.timeout:
            self.alarm = asyncio.get_running_loop().call_later(self.owner.timeout, self.kill)

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while len(self.buffer) >= _LENGTH.size:
            end = _LENGTH.size + _LENGTH.unpack_from(self.buffer)[0]
            if len(self.buffer) < end:
                return
            if end == _LENGTH.size:
                self.ready = True
                self.owner.failed_starts = 0
                del self.buffer[:end]
                self.watch()
                continue
            answer = pickle.loads(memoryview(self.buffer)[_LENGTH.size : end])
            del self.buffer[:end]
            job = self.jobs.popleft()
            self.watch()
            if job.future.done():
                continue
            if isinstance(answer, tuple):
                kind, reason = answer
                job.future.set_exception(kind(job.page.url, reason))
            elif isinstance(answer, BaseException):
                job.future.set_exception(answer)
            else:
                job.future.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        if self.alarm is not None:
            self.alarm.cancel()
        self.owner.lost(self)

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()


@dataclass
class Extraction:
    """Scrapy extension: hands pages to reader processes. ``read`` is its whole interface."""

    crawler: Crawler
    processes: int
    timeout: float
    start_timeout: float = 30.0
    failed_starts: int = 0
    readers: list[_Reader] = field(default_factory=list)
    starting: asyncio.Lock | None = None
    closed: bool = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        processes = crawler.settings.getint("EXTRACT_PROCESSES", 1)
        alone = os.name != "posix" or (os.cpu_count() or 1) < 2  # Windows hands no sockets on
        if processes < 1 or isinstance(tape_for(crawler), Replay) or alone:
            raise NotConfigured
        seconds = crawler.settings.getfloat
        extension = cls(
            crawler, processes, seconds("EXTRACT_TIMEOUT", 60.0), seconds("EXTRACT_START_TIMEOUT", 30.0)
        )
        crawler.signals.connect(extension.close, signal=signals.spider_closed)
        return extension

    def prepare(self) -> None:
        """Pages will come: start a reader, which needs half a second until it can read. Needs a running loop."""
        if not self.readers and self.starting is None and not self.closed and self.failed_starts < STARTS:
            task = asyncio.get_running_loop().create_task(self._prepared())
            task.add_done_callback(_log_failure)

    async def _prepared(self) -> None:
        reader = await self._reader()
        if reader is not None and self.closed:
            reader.close()

    async def read(self, page: ReadingTask[_Answer]) -> _Answer:
        """What a task makes of its page. Raises what the task raises, ReaderDied where no reader survives it."""
        job = _Job(page, asyncio.get_running_loop().create_future())
        await self._give([job])
        answer: _Answer = await job.future
        return answer

    async def _give(self, jobs: list[_Job]) -> None:
        """Hand pages to a reader, or read them here where none is available."""
        reader = await self._reader()
        for job in jobs:
            if reader is not None:
                reader.give(job)
            elif not job.future.done():
                try:
                    job.future.set_result(job.page.read())
                except Exception as error:
                    job.future.set_exception(error)

    async def _reader(self) -> _Reader | None:
        """The reader with the fewest pages; they are started as they are needed. None where none gets ready."""
        if self.starting is None:
            self.starting = asyncio.Lock()
        async with self.starting:
            while len(self.readers) < self.processes and self.failed_starts < STARTS:
                try:
                    self.readers.append(await _Reader(self).start())
                except OSError as error:
                    self._not_started(error.strerror or str(error))
        return min(self.readers, key=lambda reader: len(reader.jobs), default=None)

    def _not_started(self, why: str) -> None:
        self.failed_starts += 1
        if self.failed_starts == STARTS:
            logger.warning("No process to read pages could be started (%s): the crawl reads them itself", why)

    def lost(self, reader: _Reader) -> None:
        """A reader is gone. The page it was at is tried once more; those behind it have not been touched."""
        if reader in self.readers:
            self.readers.remove(reader)
        if reader.process is not None:
            reader.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                reader.process.wait(_DEATH_SECONDS)
        jobs = [job for job in reader.jobs if not job.future.done()]
        reader.jobs.clear()
        if self.closed:
            for job in jobs:
                job.future.cancel()
            return
        if not reader.ready:  # no page is to blame
            code = reader.process.returncode if reader.process is not None else None
            self._not_started(
                f"within {self.start_timeout:g} seconds"
                if code == -signal.SIGKILL
                else f"it ended with {code}"
            )
        elif jobs:
            self.crawler.stats.inc_value("newsspider/readers died")
            self._blame(jobs)
        if jobs:
            task = asyncio.get_running_loop().create_task(self._give(jobs))
            task.add_done_callback(_log_failure)

    @staticmethod
    def _blame(jobs: list[_Job]) -> None:
        """Count the death on the first of the pages; one that two have died of is given up and taken out."""
        jobs[0].tries += 1
        if jobs[0].tries >= TRIES:
            dead = jobs.pop(0)
            dead.future.set_exception(
                ReaderDied(f"{dead.page.url}: two processes died reading it; please report it with the page")
            )

    def close(self) -> None:
        self.closed = True
        for reader in list(self.readers):
            reader.close()


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("a process to read pages could not be started: %s", error)
