"""A folder of WARC files, and the thread that writes to it.

What is in a file:

- ``NAME-YYYYMMDDhhmmss-serial-host-pid.warc.gz``, one gzip member per record; for files that come together from disks
  of their own, where no process sees the names of others, with a random number after the pid. A file that is being written
  ends in ``.open`` and is locked. One that no process holds any more was left by a dead crawl: at
  the next start it is cut after its last whole record and closed.
- for each exchange a ``response`` record and a ``request`` record. A body that the archive holds already,
  under whatever address, is not written again but referred to by a ``revisit`` record.
- the headers as Scrapy keeps them: as received but for the case of their names and the grouping of repeated
  ones. ``Transfer-Encoding`` is undone by then and ``Content-Length`` may disagree with what came; a
  header that is no longer true is renamed ``X-Archive-Orig-…`` and the true one written. The same goes
  for a ``Content-Encoding`` that a download handler has undone by itself.
- no credentials: no ``Authorization``, ``Proxy-Authorization`` or ``Cookie`` of a request, no user and
  password of an address. The address of a proxy is not written at all.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import secrets
import socket
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from newsspider.archive.index import INDEX, IndexRow, Placed, RecordIndex
from newsspider.archive.repair import repair
from newsspider.archive.uploads import Uploads
from newsspider.archive.warc import (
    ArchiveError,
    Exchange,
    Location,
    Original,
    digest_of,
    pack,
    reason,
    warcinfo,
    without_user,
    worth_referring,
)
from newsspider.archive.warc_file import WarcFile
from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Place
from newsspider.runtime.gzips import LEVEL, MAX_LEVEL
from newsspider.runtime.mailbox import Mailbox
from newsspider.runtime.patience import patiently
from newsspider.runtime.remote import Folder, RemoteFolder

__all__ = ["Archive"]

logger = logging.getLogger(__name__)

_Result = TypeVar("_Result")

_QUEUED_BYTES = 64 * 1024 * 1024  # of bodies that wait to be written
_LATEST = 5_000  # places of records that are remembered outside the index
_GROUP_BYTES = 4 * 1024 * 1024  # written and synced at once, compressed


class Archive:
    """A folder of WARC files, and the thread that writes to it.

    ``put`` hands a response over and returns at once. ``wait`` (for other threads) returns when it is on
    disk, ``after_commit`` (for the crawl's) calls back then. When writing fails, everything handed over and
    not yet on disk is given up, ``failure`` says why, and ``on_failure`` is called once in the crawl's thread.
    ``cold`` are folders that closed files may have been moved to, ``upload`` one of them that they are moved to;
    ``index`` is where the index is, if not in the folder.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str = "newsspider",
        roll_bytes: int = 10**9,
        sync_seconds: float = 0.4,
        level: int | None = None,
        about: Mapping[str, str] | None = None,
        cold: Sequence[Folder] = (),
        upload: RemoteFolder | None = None,
        index: Place | None = None,
        mailbox: Mailbox | None = None,
        on_failure: Callable[[ArchiveError], None] | None = None,
    ) -> None:
        self.folder = folder
        self.name = re.sub(r"[^A-Za-z0-9_]+", "_", name) or "newsspider"
        self.roll_bytes = roll_bytes
        self.sync_seconds = sync_seconds
        self.level = LEVEL if level is None else min(level, MAX_LEVEL)
        self.about = dict(about or {})
        self.mailbox = mailbox or Mailbox()
        self.on_failure = on_failure
        self.failure: ArchiveError | None = None
        self.counts = {"responses": 0, "revisits": 0, "bytes": 0, "files": 0, "repaired": 0}
        self.handed = 0  # the number of the latest exchange handed over
        self.synced = 0  # the number of the latest one on disk
        self._queue: deque[Exchange] = deque()
        self._handed_bytes = self._written_bytes = 0  # each counted by one thread only
        self._latest: dict[str, Placed] = {}
        self._callbacks: deque[tuple[int, Callable[[], None]]] = deque()
        self._work = threading.Event()
        self._hurry = threading.Event()
        self._done = threading.Condition()
        self._stopping = False
        self._ending = threading.Event()
        self._warc: WarcFile | None = None
        self._warcinfo = ""
        self._serial = 0
        self._token = f"_{secrets.token_hex(4)}" if upload is not None else ""
        folder.mkdir(parents=True, exist_ok=True)
        self.index = RecordIndex(index or folder / INDEX)
        self.counts["repaired"] = repair(folder, self.index, cold, upload=upload)
        self.uploads = Uploads(folder, upload, self.index) if upload is not None else None
        self._thread = threading.Thread(target=self._run, name="archive", daemon=True)
        self._thread.start()

    # -- the crawl's side

    def put(self, exchange: Exchange) -> int:
        """Hand a response over; its number says, later, whether it is on disk (``synced``)."""
        if self.failure is not None or self._stopping:
            return 0
        if self._handed_bytes - self._written_bytes > _QUEUED_BYTES:
            # The disk is slower than the network: better the crawl waits than the memory grows.
            with self._done:
                self._hurry.set()
                self._done.wait_for(
                    lambda: (
                        self._handed_bytes - self._written_bytes <= _QUEUED_BYTES or self.failure is not None
                    )
                )
        self.handed += 1
        exchange.number = self.handed
        self._handed_bytes += len(exchange.body)
        self._queue.append(exchange)
        if not self._work.is_set():
            self._work.set()
        return exchange.number

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call back, in the crawl's thread, when all that was handed over so far is on disk; never if writing fails."""
        with self._done:
            if self.failure is not None:
                return
            if self.synced < self.handed:
                self._callbacks.append((self.handed, callback))
                return
        self.mailbox.after_others(callback)

    def wait(self, number: int, timeout: float | None = None) -> None:
        """Return when exchange ``number`` is on disk. Raises ArchiveError where it will not be."""
        with self._done:
            self._done.wait_for(lambda: self.synced >= number or self.failure is not None, timeout)
            if self.synced < number:
                raise self.failure or ArchiveError(f"{self.folder}: not written within {timeout} seconds")

    def locate(self, record: str | None) -> Placed | None:
        """Where a record that is on disk lies, by its id (``request.meta["warc_record"]``)."""
        return (self._latest.get(record) or self.index.locate(record)) if record else None

    def close(self) -> None:
        """Write what waits, call back who waits for it, close the file."""
        if not self._stopping:
            self._stopping = True
            self._ending.set()
            self._hurry.set()
            self._work.set()
            self._thread.join()
            if self.uploads is not None:
                self.uploads.close()
                self.counts["moved"] = self.uploads.moved
            self.index.close()
        self.mailbox.drain()

    # -- the thread's side

    def _run(self) -> None:
        try:
            while True:
                self._work.wait()
                if not self._stopping:
                    self._hurry.wait(self.sync_seconds)
                self._hurry.clear()
                self._work.clear()
                self._write(self._taken())
                if self._stopping and not self._queue:
                    break
            self._close_file()
        except (OSError, BackendError, ArchiveError) as error:
            self._fail(error)
        except Exception as error:
            logger.exception("The archive's thread failed")
            self._fail(error)

    def _taken(self) -> list[Exchange]:
        taken = []
        while self._queue:
            taken.append(self._queue.popleft())
        return taken

    def _write(self, exchanges: list[Exchange]) -> None:
        """Write one group, file by file, and call back those who wait for it."""
        rows: list[IndexRow] = []
        chunks: list[bytes] = []
        size = read = 0
        digests = [digest_of(exchange.body) for exchange in exchanges]
        originals = self._patiently(lambda: self.index.originals(digests))
        for place, (exchange, digest) in enumerate(zip(exchanges, digests, strict=True)):
            read += len(exchange.body)
            if self._warc is None:
                first = self._next_file()
                chunks.append(first)
                size += len(first)
            assert self._warc is not None
            referable = worth_referring(exchange)
            original = originals.get(digest) if referable else None
            records = pack(exchange, digest, original, warcinfo=self._warcinfo, level=self.level)
            url = without_user(exchange.url)
            if referable and original is None:
                originals[digest] = Original(exchange.id, url, exchange.time)
            rows.append(
                IndexRow(
                    exchange.id,
                    self._warc.size + size,
                    len(records[0]),
                    url,
                    exchange.time,
                    digest if referable and original is None else None,
                )
            )
            chunks += records
            size += sum(map(len, records))
            self.counts["responses"] += 1
            self.counts["revisits"] += original is not None
            full = self._warc.size + size >= self.roll_bytes
            if full or size > _GROUP_BYTES or place == len(exchanges) - 1:
                self._warc.append(b"".join(chunks))
                self._add_to_index(self._warc, rows)
                self.counts["bytes"] += size
                self._remember(rows)
                self._publish(exchange.number, read)
                read = 0
                rows, chunks, size = [], [], 0
                if full:
                    self._close_file()

    def _add_to_index(self, warc: WarcFile, rows: list[IndexRow]) -> None:
        self._patiently(lambda: self.index.add(warc.name, warc.size, rows))

    def _remember(self, rows: list[IndexRow]) -> None:
        """The places of the latest records: they are asked for soon after."""
        assert self._warc is not None
        for row in rows:
            location = Location(self._warc.name, row.offset, row.length)
            self._latest[row.id] = Placed(location, datetime.fromtimestamp(row.time, UTC))
        while len(self._latest) > _LATEST:
            self._latest.pop(next(iter(self._latest)))

    def _publish(self, number: int, size: int) -> None:
        with self._done:
            self.synced = number
            self._written_bytes += size
            self._done.notify_all()
            while self._callbacks and self._callbacks[0][0] <= number:
                self.mailbox.post(self._callbacks.popleft()[1])

    def _next_file(self) -> bytes:
        """Open the next file; what it begins with."""
        now = datetime.now(UTC)
        host = re.sub(r"[^A-Za-z0-9]+", "", socket.gethostname().partition(".")[0]) or "host"
        while self._warc is None:
            self._serial += 1
            name = (
                f"{self.name}-{now:%Y%m%d%H%M%S}-{self._serial:05d}-{host}-{os.getpid()}{self._token}.warc.gz"
            )
            with contextlib.suppress(FileExistsError):
                self._warc = WarcFile(self.folder, name)
        self._warcinfo, record = warcinfo(self._warc.name, self.about, self.level)
        self.counts["files"] += 1
        return record

    def _close_file(self) -> None:
        if self._warc is not None:
            warc, self._warc = self._warc, None
            warc.close()
            if self.uploads is not None:
                self.uploads.add(warc.name)
            else:
                self._patiently(lambda: self.index.close_file(warc.name))

    def _patiently(self, work: Callable[[], _Result]) -> _Result:
        return patiently(work, self.index.path, self._ending)

    def _fail(self, error: BaseException) -> None:
        failure = ArchiveError(f"The archive in {self.folder} could not be written: {reason(error)}")
        failure.__cause__ = error
        with contextlib.suppress(OSError, BackendError):
            self._close_file()
        with self._done:
            self.failure = failure
            self._callbacks.clear()
            self._queue.clear()
            self._done.notify_all()
        if self.on_failure is not None:
            on_failure = self.on_failure
            self.mailbox.post(lambda: on_failure(failure))
