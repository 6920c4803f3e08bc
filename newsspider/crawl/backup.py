"""A copy of what crawls keep, made while they run, and put back.

The databases are copied by SQLite's own online backup, one after the other in an order that costs nothing: what the visits
and the frontier say is done is in the store, which is copied after them, and every record that the index names is in the
WARC files, which come last. Those do not change once they are closed: a second backup into the same folder copies the new
ones only. Tables in PostgreSQL are dumped first, all of them as they are at one moment. ``manifest.json`` names every file with its size and SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extractors import __version__
from newsspider.archive.warc_file import OPEN
from newsspider.crawl.doctor import Places
from newsspider.runtime.backend import BackendError
from newsspider.runtime.pg_tools import bytes_of, dump, has_tables, load
from newsspider.runtime.sqlite import connect

__all__ = ["MANIFEST", "BackupError", "Listed", "back_up", "check", "read_manifest", "restore"]

MANIFEST = "manifest.json"
DUMP = "newsspider.dump"  # of tables in PostgreSQL
_AT_ONCE = 1 << 20
_PAGES = 2_000  # of a database that are copied before others get their turn


class BackupError(Exception):
    """A backup cannot be used; the message is one sentence."""


@dataclass(frozen=True)
class Listed:
    """A file of a backup: its path below the folder, its size in bytes and the SHA-256 of what is in it."""

    path: str
    size: int
    sha256: str


def back_up(
    places: Places, folder: Path, advance: Callable[[int], object] = lambda size: None
) -> list[Listed]:
    """Copy everything into a folder, beside what an earlier backup left there; the files that the manifest then names.

    ``advance`` is told the bytes as they are copied. Raises OSError or BackendError where something cannot be read or
    written: the manifest is the old one then, and so is all that it names but the databases.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "warc").mkdir(exist_ok=True)
    try:
        before = {one.path: one for one in read_manifest(folder)}
    except BackupError:
        before = {}
    found: list[Listed] = []
    if places.database is not None:
        size = bytes_of(places.database)
        dump(places.database, folder / DUMP)
        found.append(_listed(folder, DUMP))
        advance(size)
    databases = (
        ()
        if places.database is not None
        else (
            (places.visits, "visits.sqlite"),
            (places.frontier, "frontier.sqlite"),
            (places.store, "articles.sqlite"),
            (places.index, "warc/index.sqlite"),
            (places.drift, "drift.sqlite"),
        )
    )
    for source, name in databases:
        if source is not None and source.exists():
            _copy_database(source, folder / name)
            found.append(_listed(folder, name))
            advance(found[-1].size)
    for source, name in _plain_files(places):
        target = folder / name
        old = before.get(name)
        if old is None or not _same(source, target, old):
            _copy(source, target)
            old = _listed(folder, name)
        found.append(old)
        advance(old.size)
    _write_manifest(folder, found)
    named = {one.path for one in found}
    for name in before.keys() - named:  # written on since, or removed from the archive
        (folder / name).unlink(missing_ok=True)
    return found


def size_of(places: Places) -> int:
    """Bytes that a backup reads. Raises BackendError."""
    files = [path for path, _ in _plain_files(places)]
    if places.database is not None:
        return bytes_of(places.database) + sum(path.stat().st_size for path in files)
    databases = [places.visits, places.frontier, places.store, places.index, places.drift]
    return sum(path.stat().st_size for path in (*files, *databases) if path is not None and path.exists())


def read_manifest(folder: Path) -> list[Listed]:
    """What a backup holds. Raises BackupError where it is none, or of another kind."""
    path = folder / MANIFEST
    try:
        told: Any = json.loads(path.read_text("utf-8"))
        return [Listed(str(one["path"]), int(one["size"]), str(one["sha256"])) for one in told["files"]]
    except OSError as error:
        raise BackupError(f"{path}: this is no backup ({error.strerror or error})") from None
    except (ValueError, KeyError, TypeError):
        raise BackupError(f"{path}: this is no manifest of a backup") from None


def check(folder: Path, advance: Callable[[int], object] = lambda size: None) -> Iterator[str]:
    """What of a backup is not as its manifest says, a sentence each. Raises BackupError where there is no manifest."""
    for one in read_manifest(folder):
        path = folder / one.path
        if Path(one.path).is_absolute() or ".." in Path(one.path).parts:
            yield f"{one.path}: it leads out of the backup"
        elif not path.is_file():
            yield f"{path}: is not there"
        elif path.stat().st_size != one.size:
            yield f"{path}: has {path.stat().st_size:,} bytes, not {one.size:,}"
        elif _digest(path) != one.sha256:
            yield f"{path}: is not what was backed up"
        advance(one.size)


def restore(folder: Path, places: Places, advance: Callable[[int], object] = lambda size: None) -> int:
    """Put a backup back where there is nothing yet; how many files there were.

    Raises BackupError where something of it is damaged or something of a crawl is in its place; OSError where it cannot
    be written, BackendError where the database cannot: what was put there by then is taken away again.
    """
    for fault in check(folder):
        raise BackupError(f"{fault}; nothing was restored")
    targets = {
        "visits.sqlite": places.visits,
        "frontier.sqlite": places.frontier,
        "articles.sqlite": places.store,
        "warc/index.sqlite": places.index,
        **({"drift.sqlite": places.drift} if places.drift is not None else {}),
    }
    listed = read_manifest(folder)
    dumped = next((one for one in listed if one.path == DUMP), None)
    if (dumped is None) != (places.database is None):
        raise BackupError(
            f"{folder}: it is a backup of tables in PostgreSQL; give the -s DATABASE_URL that they are to go to"
            if dumped
            else f"{folder}: it is a backup of SQLite files; leave DATABASE_URL out"
        )
    if places.database is not None and has_tables(places.database):
        raise BackupError(
            f"{places.database}: has tables of crawls already; a backup is restored where nothing of a crawl is"
        )
    listed = [one for one in listed if one is not dumped]
    moves = [(one, targets.get(one.path) or _target(places, one.path)) for one in listed]
    for _, target in moves:
        if target.exists():
            raise BackupError(f"{target}: exists already; a backup is restored where nothing of a crawl is")
    done: list[Path] = []
    try:
        for one, target in moves:
            target.parent.mkdir(parents=True, exist_ok=True)
            done.append(target)
            _copy(folder / one.path, target)
            advance(one.size)
        if places.database is not None and dumped is not None:
            load(places.database, folder / DUMP)
            advance(dumped.size)
    except (OSError, BackendError):
        for target in done:
            target.unlink(missing_ok=True)
        raise
    return len(moves) + (dumped is not None)


def _target(places: Places, name: str) -> Path:
    first, _, rest = name.partition("/")
    return places.warc / rest if first == "warc" else places.store.parent / name


def _plain_files(places: Places) -> Iterator[tuple[Path, str]]:
    """The files that are no databases, each with its name in a backup."""
    for path in (*sorted(places.warc.glob("*.warc.gz")), *sorted(places.warc.glob(f"*{OPEN}"))):
        if path.stat().st_size:
            yield path, f"warc/{path.name}"
    for path in sorted(Path(places.sites).rglob("*")) if places.sites else ():
        if path.is_file() and "__pycache__" not in path.parts:
            yield path, f"{Path(places.sites).name}/{path.relative_to(places.sites).as_posix()}"
    for path in (places.store.parent / "serve.json",):
        if path.is_file():
            yield path, path.name


def _same(source: Path, target: Path, old: Listed) -> bool:
    """Whether a copy is still good: of a closed WARC file, whose bytes do not change."""
    return (
        source.name.endswith(".warc.gz")
        and target.is_file()
        and source.stat().st_size == target.stat().st_size == old.size
    )


def _copy_database(source: Path, target: Path) -> None:
    draft = target.with_name(target.name + ".part")
    draft.unlink(missing_ok=True)
    try:
        with closing(connect(source, read_only=True, timeout=30)) as read, closing(connect(draft)) as write:
            read.backup(write, pages=_PAGES, sleep=0.01)
            write.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        _sync(draft)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """Copy what is there now: of a file that is being written, what was written by then."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".part")
    try:
        with source.open("rb") as read, draft.open("wb") as write:
            shutil.copyfileobj(read, write, _AT_ONCE)
        _sync(draft)
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _listed(folder: Path, name: str) -> Listed:
    path = folder / name
    return Listed(name, path.stat().st_size, _digest(path))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_manifest(folder: Path, files: Iterable[Listed]) -> None:
    told = {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "newsspider": __version__,
        "files": [{"path": one.path, "size": one.size, "sha256": one.sha256} for one in files],
    }
    draft = folder / f"{MANIFEST}.part"
    draft.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    _sync(draft)
    os.replace(draft, folder / MANIFEST)
