"""Every response on disk, as WARC 1.1, before anything that was read from it may be stored.

``WarcArchive`` is a Scrapy extension. It takes each response as the downloader hands it over, so robots.txt,
redirects, errors and retried answers are in the archive too, and the body is what came over the wire (still
gzip, where the server sent gzip). A thread of its own compresses the records, writes them in groups, calls
fsync and only then says that they are there. The crawl itself pays for putting an entry into a list.

Settings::

    EXTENSIONS = {"newsspider.archive.writer.WarcArchive": 100}
    ARCHIVE_DIR = "data/warc"       # where the files go; without it there is no archive
    ARCHIVE_NAME = "newsspider"     # what file names begin with; BOT_NAME unless set
    ARCHIVE_ROLL_BYTES = 10**9      # a file of this size is closed and the next begun
    ARCHIVE_SYNC_SECONDS = 0.4      # how long responses are gathered for one fsync
    ARCHIVE_GZIP_LEVEL = None       # 0 to 9 of zlib, by default 4; 0 to 3 where isal is installed, by default 2

What is in a file:

- ``NAME-YYYYMMDDhhmmss-serial-host-pid.warc.gz``, one gzip member a record. A file that is being written
  ends in ``.open`` and is locked. One that nobody holds any more is the rest of a crawl that died: at the
  next start it is cut after its last whole record and closed.
- for each exchange a ``response`` record and a ``request`` record. A body that the archive holds already,
  under whatever address, is not written again but referred to by a ``revisit`` record.
- the headers as Scrapy keeps them: as received but for the case of their names and the grouping of repeated
  ones. ``Transfer-Encoding`` is undone by then and ``Content-Length`` may disagree with what came; where a
  header no longer tells the truth it is renamed ``X-Archive-Orig-…`` and the true one written. The same goes
  for a ``Content-Encoding`` that a download handler has undone by itself.
- nobody's credentials: neither ``Authorization``, ``Proxy-Authorization`` nor ``Cookie`` of a request, no
  user and password of an address. The address of a proxy is not written at all.

Each request that was answered has ``meta["warc_record"]``, the id of its response's record: a plain string
that may travel with a request; ``Archive.locate`` knows the file, the offset and the length behind it.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import re
import socket
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Request, Response
from scrapy.settings import Settings
from scrapy.utils.defer import deferred_from_coro
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from newsspider.archive.warc import (
    LEVEL,
    MAX_LEVEL,
    Archived,
    ArchiveError,
    Exchange,
    Location,
    Original,
    Slice,
    digest_of,
    members,
    moment_of,
    out_of_space,
    pack,
    payload_of,
    reason,
    response_of,
    short_id,
    warc_fields,
    warcinfo,
    without_user,
    worth_referring,
)
from newsspider.runtime.durable import register
from newsspider.runtime.mailbox import Mailbox

try:
    import fcntl
except ImportError:  # Windows, where an open file can be neither renamed nor cut by others anyway
    fcntl = None  # type: ignore[assignment]

__all__ = [
    "Archive",
    "ArchiveError",
    "Archived",
    "Exchange",
    "Location",
    "Reader",
    "WarcArchive",
    "archive_of",
    "out_of_space",
    "stop",
]

logger = logging.getLogger(__name__)

OPEN = ".open"
INDEX = "index.sqlite"
RECORD = "warc_record"
PAGES = "warc_pages"
_QUEUED_BYTES = 64 * 1024 * 1024  # of bodies that wait to be written
_LATEST = 5_000  # places of records that are remembered outside the index
_GROUP_BYTES = 4 * 1024 * 1024  # written and synced at once, compressed


class Placed(NamedTuple):
    """A record's place and the time its response came."""

    location: Location
    fetched: datetime


# -- Writing ------------------------------------------------------------------------------------------


class _IndexRow(NamedTuple):
    """A response's record for the index; ``digest`` only where other records may refer to it."""

    id: str
    offset: int
    length: int
    url: str
    time: float
    digest: str | None


_LOCATE = "SELECT name, offset, length, time FROM records JOIN files ON files.id = file WHERE records.id = ?"


def _find(db: sqlite3.Connection, record: str) -> Location | None:
    row = db.execute(_LOCATE, (short_id(record),)).fetchone()
    return Location(*row[:3]) if row else None


class Index:
    """Which record is where, and which body is in which record (SQLite, shared by processes).

    All of it can be made again from the WARC files, so it takes the faster setting for its own commits:
    what a power cut takes from it is read back from the files at the next start.
    """

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")
        self.lock = threading.Lock()  # the writing thread and those who ask where a record is
        self.db.executescript(
            """
            CREATE TABLE IF NOT EXISTS files(
                id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER NOT NULL DEFAULT 0,
                closed INTEGER NOT NULL DEFAULT 0);
            CREATE TABLE IF NOT EXISTS records(
                id TEXT PRIMARY KEY, file INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
                url TEXT NOT NULL, time REAL NOT NULL, digest TEXT) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS records_digest ON records(digest) WHERE digest IS NOT NULL;
            """
        )

    def add(self, name: str, size: int, rows: Iterable[_IndexRow]) -> None:
        with self.lock, self._transaction():
            file = self._file(name)
            # one statement for all: between any two the crawl's thread and this one take turns
            self.db.execute(
                "INSERT OR IGNORE INTO records(file, id, offset, length, url, time, digest) SELECT ?,"
                " value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?)",
                (file, json.dumps(list(rows))),
            )
            self.db.execute("UPDATE files SET size = max(size, ?) WHERE id = ?", (size, file))

    def close_file(self, name: str) -> None:
        with self.lock:
            self.db.execute("UPDATE files SET closed = 1 WHERE name = ?", (name,))

    def cut(self, name: str, size: int) -> None:
        """Forget what was thought to lie behind ``size``."""
        with self.lock, self._transaction():
            file = self._file(name)
            self.db.execute("DELETE FROM records WHERE file = ? AND offset >= ?", (file, size))
            self.db.execute("UPDATE files SET size = min(size, ?) WHERE id = ?", (size, file))

    def known(self, name: str) -> tuple[int, bool]:
        """As far as a file is indexed, and whether it is closed."""
        with self.lock:
            row = self.db.execute("SELECT size, closed FROM files WHERE name = ?", (name,)).fetchone()
        return (row[0], bool(row[1])) if row else (0, False)

    def originals(self, digests: Iterable[str]) -> dict[str, Original]:
        """Which of these bodies are known, and their earliest records."""
        with self.lock:
            rows = self.db.execute(
                "SELECT digest, id, url, time FROM records WHERE digest IN (SELECT value FROM json_each(?))"
                " ORDER BY time DESC",
                (json.dumps(list(digests)),),
            ).fetchall()
        return {row[0]: Original(*row[1:]) for row in rows}

    def locate(self, record: str) -> Placed | None:
        with self.lock:
            row = self.db.execute(_LOCATE, (short_id(record),)).fetchone()
        return Placed(Location(*row[:3]), datetime.fromtimestamp(row[3], UTC)) if row else None

    def close(self) -> None:
        with self.lock:
            self.db.close()

    def _file(self, name: str) -> int:
        self.db.execute("INSERT OR IGNORE INTO files(name) VALUES (?)", (name,))
        return int(self.db.execute("SELECT id FROM files WHERE name = ?", (name,)).fetchone()[0])

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")


class Warc:
    """The file that is being written: whole groups of records go to its end, or nothing."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.path = folder / (name + OPEN)
        self.fd = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
        self.size = 0
        # A process that starts at this moment may take the empty file for the rest of a dead crawl; and a
        # crawl of this very process and second may have closed a file of this name.
        if not (_lock(self.fd) and _is_at(self.fd, self.path)) or (folder / name).exists():
            os.close(self.fd)
            if (folder / name).exists():
                self.path.unlink(missing_ok=True)
            raise FileExistsError(errno.EEXIST, "the name is taken", str(self.path))
        _sync_folder(folder)

    def append(self, data: bytes) -> None:
        """Write and fsync; on failure the file is cut back to what it was."""
        try:
            _write(self.fd, data)
            _fsync(self.fd)
        except BaseException:
            with contextlib.suppress(OSError):
                os.ftruncate(self.fd, self.size)
                os.lseek(self.fd, self.size, os.SEEK_SET)
                os.fsync(self.fd)
            raise
        self.size += len(data)

    def close(self) -> None:
        os.close(self.fd)
        if self.size:
            os.replace(self.path, self.path.with_name(self.name))
        else:
            self.path.unlink()
        _sync_folder(self.path.parent)


def _write(fd: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def _fsync(fd: int) -> None:
    os.fsync(fd)


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder last, where the system can."""
    with contextlib.suppress(OSError):
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def _is_at(fd: int, path: Path) -> bool:
    """Whether an open file still is the one of that name."""
    try:
        return fcntl is None or os.path.samestat(os.fstat(fd), os.stat(path))
    except FileNotFoundError:
        return False


def _lock(fd: int) -> bool:
    """Hold a file for as long as this process has it open; false where another holds it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class Archive:
    """A folder of WARC files, and the thread that writes to it.

    ``put`` hands a response over and returns at once. ``wait`` (for other threads) returns when it is on
    disk, ``after_commit`` (for the crawl's) calls back then. When writing fails, everything handed over and
    not yet on disk is given up, ``failure`` says why, and ``on_failure`` is called once in the crawl's thread.
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
        self._warc: Warc | None = None
        self._warcinfo = ""
        self._serial = 0
        folder.mkdir(parents=True, exist_ok=True)
        self.index = Index(folder / INDEX)
        self.counts["repaired"] = repair(folder, self.index)
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
        """Call back, in the crawl's thread, when all that was handed over so far is on disk; else never."""
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
            self._hurry.set()
            self._work.set()
            self._thread.join()
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
        except (OSError, sqlite3.Error, ArchiveError) as error:
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
        """Write one group, file by file, and tell those who wait for it."""
        rows: list[_IndexRow] = []
        chunks: list[bytes] = []
        size = read = 0
        digests = [digest_of(exchange.body) for exchange in exchanges]
        originals = self.index.originals(digests)
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
                _IndexRow(
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
                self.index.add(self._warc.name, self._warc.size, rows)
                self.counts["bytes"] += size
                self._remember(rows)
                self._publish(exchange.number, read)
                read = 0
                rows, chunks, size = [], [], 0
                if full:
                    self._close_file()

    def _remember(self, rows: list[_IndexRow]) -> None:
        """The places of the latest records: whoever asks for one does so soon."""
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
            name = f"{self.name}-{now:%Y%m%d%H%M%S}-{self._serial:05d}-{host}-{os.getpid()}.warc.gz"
            with contextlib.suppress(FileExistsError):
                self._warc = Warc(self.folder, name)
        self._warcinfo, record = warcinfo(self._warc.name, self.about, self.level)
        self.counts["files"] += 1
        return record

    def _close_file(self) -> None:
        if self._warc is not None:
            warc, self._warc = self._warc, None
            warc.close()
            self.index.close_file(warc.name)

    def _fail(self, error: BaseException) -> None:
        failure = ArchiveError(f"The archive in {self.folder} could not be written: {reason(error)}")
        failure.__cause__ = error
        with contextlib.suppress(OSError, sqlite3.Error):
            self._close_file()
        with self._done:
            self.failure = failure
            self._callbacks.clear()
            self._queue.clear()
            self._done.notify_all()
        if self.on_failure is not None:
            on_failure = self.on_failure
            self.mailbox.post(lambda: on_failure(failure))


# -- Repairing ----------------------------------------------------------------------------------------


def repair(folder: Path, index: Index) -> int:
    """Close what crashed crawls left open, cut after the last whole record, and index what is not indexed.

    Files that a living process is writing are left alone. Returns how many files were left open.
    """
    repaired = 0
    for path in sorted(folder.glob("*.warc.gz" + OPEN)):
        try:
            file = path.open("r+b")
        except FileNotFoundError:
            continue  # closed, or repaired, by another process just now
        with file:
            if not (_lock(file.fileno()) and _is_at(file.fileno(), path)):
                continue
            name = path.name.removesuffix(OPEN)
            end = _index_rest(file, name, index)
            torn = os.fstat(file.fileno()).st_size - end
            file.truncate(end)
            os.fsync(file.fileno())
            index.cut(name, end)
            if end:
                os.replace(path, path.with_name(name))
                index.close_file(name)
            else:
                path.unlink()
        repaired += 1
        logger.info(
            "Closed %s, left open by a crawl that died%s", name, f"; cut {torn} torn bytes" if torn else ""
        )
    for path in sorted(folder.glob("*.warc.gz")):
        if not index.known(path.name)[1]:
            with path.open("rb") as closed:
                _index_rest(closed, path.name, index)
            index.close_file(path.name)
    _sync_folder(folder)
    return repaired


def _index_rest(file: BinaryIO, name: str, index: Index) -> int:
    """Index the records behind the last indexed one; the end of the last whole record."""
    end, _ = index.known(name)
    if end > os.fstat(file.fileno()).st_size:
        end = 0  # not what was indexed: begin anew
    rows: list[_IndexRow] = []
    for offset, length, head in members(file, end):
        end = offset + length
        fields = warc_fields(head)
        kind = fields.get("warc-type")
        if kind in ("response", "revisit") and fields.get("warc-record-id"):
            digest = fields.get("warc-payload-digest") if kind == "response" else None
            if "warc-truncated" in fields:
                digest = None
            rows.append(
                _IndexRow(
                    short_id(fields["warc-record-id"]),
                    offset,
                    length,
                    fields.get("warc-target-uri", ""),
                    moment_of(fields.get("warc-date")).timestamp(),
                    digest,
                )
            )
    index.add(name, end, rows)
    return end


# -- Reading ------------------------------------------------------------------------------------------


def _path(folder: Path, file: str) -> Path:
    """A file of the archive, which may be one that is still being written."""
    path = folder / file
    if not path.exists() and (still := path.with_name(path.name + OPEN)).exists():
        return still
    return path


class Reader:
    """Reads WARC files of a folder; a revisit's body comes from the record it refers to.

    That record is looked up in the archive's index and, by ``responses``, among those read before.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index: sqlite3.Connection | None = None
        self._seen: dict[str, Location] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None

    def read(self, location: Location) -> Archived:
        """The response at a location. Raises ArchiveError where it is not there whole, as its digest says."""
        path = _path(self.folder, location.file)
        try:
            with path.open("rb") as file:
                file.seek(location.offset)
                record = next(iter(ArchiveIterator(Slice(file, location.length), check_digests="raise")))
                return self._archived(record, location)
        except OSError as error:
            raise ArchiveError(f"{path}: {reason(error)}") from None
        except ArchiveError:
            raise
        except Exception as error:  # whatever warcio says to bytes that are no record
            raise ArchiveError(f"{path}: there is no whole response at {location.offset}: {error}") from None

    def responses(self, path: Path, *, revisits: bool = True) -> Iterator[Archived]:
        """Every response in a file, in its order; ``revisits`` false leaves out what only refers to another.

        Raises ArchiveError where the file cannot be read on.
        """
        name = path.name.removesuffix(OPEN)
        wanted = ("response", "revisit") if revisits else ("response",)
        try:
            with path.open("rb") as file:
                records = ArchiveIterator(file)
                for record in records:
                    if record.rec_type not in wanted or record.http_headers is None:
                        continue
                    archived = self._archived(record, Location(name, -1, 0))
                    # asking for the place reads on to the record's end
                    location = Location(name, records.get_record_offset(), records.get_record_length())
                    if archived.revisit_of is None:
                        self._seen[archived.record] = location
                    yield replace(archived, location=location)
        except OSError as error:
            raise ArchiveError(f"{path}: {reason(error)}") from None
        except ArchiveError:
            raise
        except Exception as error:
            raise ArchiveError(f"{path}: {error}") from None

    def _archived(self, record: ArcWarcRecord, location: Location) -> Archived:
        fields = record.rec_headers
        original = None
        if record.rec_type == "revisit":
            original = short_id(fields.get_header("WARC-Refers-To"))
            body = self._body_of(original, location)
        else:
            body = payload_of(record)
        return Archived(
            response_of(record, fields.get_header("WARC-Target-URI") or "", body),
            moment_of(fields.get_header("WARC-Date")),
            location,
            short_id(fields.get_header("WARC-Record-ID")),
            original,
        )

    def _body_of(self, record: str, asked: Location) -> bytes:
        location = self._seen.get(record) or self._find(record)
        if location is None:
            raise ArchiveError(
                f"{asked.file}: the record {record} that one refers to is not in {self.folder}"
            )
        path = _path(self.folder, location.file)
        with path.open("rb") as file:
            file.seek(location.offset)
            return payload_of(
                next(iter(ArchiveIterator(Slice(file, location.length), check_digests="raise")))
            )

    def _find(self, record: str) -> Location | None:
        if self._index is None:
            path = self.folder / INDEX
            if not path.exists():
                return None
            self._index = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)
        return _find(self._index, record)


# -- The extension ------------------------------------------------------------------------------------


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
        """Make the archive, if it is not made yet: whoever needs it first may ask."""
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
                mailbox=self.mailbox,
                on_failure=self.failed,
            )
        except (OSError, sqlite3.Error) as error:
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
        """Say why, once, and end the crawl."""
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
    if not crawler.stats.get_value("newsspider/keeping_failed"):
        crawler.stats.set_value("newsspider/keeping_failed", True)
        crawler.stats.inc_value("newsspider/faults")
        logger.error("%s. The crawl stops; what is not on disk does not count as done.", failure)
    engine = crawler.engine
    if engine is not None and engine.spider is not None:
        deferred_from_coro(engine.close_spider_async(reason="disk_full" if full else "not_kept"))


def exchange_of(request: Request, response: Response) -> Exchange:
    """What is to be kept of a response that the downloader hands over."""
    truncated = None
    if response.flags:
        truncated = (
            "disconnect"
            if "dataloss" in response.flags
            else "length"
            if "partial" in response.flags
            else None
        )
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
        truncated=truncated,
    )


def _pairs(headers: Headers) -> list[tuple[bytes, bytes]]:
    # the names and values as they are kept; Headers.items() would look each of them up, and normalize it, again
    return [(name, value) for name, values in dict.items(headers) for value in values]


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
