"""The files of ``DATA_DIR`` examined, one by one and against each other, and repaired.

Each of them can be made again from another one: the archive's index from the WARC files; the store from what can be read
of it and from the archive; the visits and the counts of drift from the store; the frontier from nothing, since the next crawl
finds again what it had. ``examine`` says what is wrong, ``repair`` does that. A file that is replaced is kept, as ``NAME.damaged``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from scrapy.settings import BaseSettings

from extractors import outlet_for
from newsspider.archive.extension import cold_folders, upload_folder
from newsspider.archive.index import INDEX, RecordIndex
from newsspider.archive.reextract import Reextraction
from newsspider.archive.repair import repair as index_files
from newsspider.archive.warc_file import OPEN, lock, sizes_in
from newsspider.crawl.revisit import ARTICLE, Visit
from newsspider.crawl.visits_db import FRONTIER, STORE, VisitsDB
from newsspider.discovery import identity
from newsspider.drift.ledger_db import LedgerDB
from newsspider.frontier import FrontierDB
from newsspider.frontier.owners import Process
from newsspider.frontier.pg_frontier import PgFrontier
from newsspider.runtime.backend import BackendError
from newsspider.runtime.database import Database, Place, database_of, is_there
from newsspider.runtime.remote import File, Folder, RemoteFolder, size_of
from newsspider.runtime.site_profiles import sites_in
from newsspider.runtime.sqlite import connect, problems
from newsspider.store.comparison import RereadComparison
from newsspider.store.database import ArticleStore
from newsspider.store.recounting import rebuild
from newsspider.store.salvage import salvage

__all__ = ["Finding", "Places", "examine", "repair", "running"]

_AT_ONCE = 1_000  # visits written in one transaction


class Finding(NamedTuple):
    """Something that is wrong with a file: what, and what ``repair`` does about it."""

    file: Place
    what: str
    cure: str


LEAST_FREE = 1_000_000_000  # bytes on the disk, below which a crawl may soon have to stop


@dataclass(frozen=True)
class Places:
    """Where a crawl of these settings keeps its files, and the database that has their tables, if one has."""

    frontier: Path
    store: Path
    visits: Path
    warc: Path
    cold: tuple[Folder, ...] = ()
    sites: str = ""
    database: Database | None = None
    drift: Path | None = None
    upload: RemoteFolder | None = None

    @classmethod
    def of(cls, settings: BaseSettings) -> Self:
        folder = Path(settings["DATA_DIR"] or "data")

        def place(name: str, usual: str) -> Path:
            return Path(settings[name] or folder / usual)

        return cls(
            place("FRONTIER_PATH", "frontier.sqlite"),
            place("STORE_PATH", "articles.sqlite"),
            place("VISITS_PATH", "visits.sqlite"),
            place("ARCHIVE_DIR", "warc"),
            tuple(cold_folders(settings)),
            sites_in(str(folder)),
            database_of(settings),
            place("DRIFT_PATH", "drift.sqlite"),
            upload_folder(settings),
        )

    @property
    def index(self) -> Path:
        return self.warc / INDEX

    def at(self, file: Path) -> Place:
        """Where the tables of a file are."""
        return self.database or file

    @property
    def home(self) -> Place:
        """What a message calls all of it."""
        return self.database or self.store.parent

    @property
    def databases(self) -> Mapping[Path, str]:
        """Each file with a table that it has if it is what it should be."""
        if self.database is not None:
            return {}
        counts = {self.drift: "counts"} if self.drift is not None else {}
        return {
            self.index: "records",
            self.store: "articles",
            self.visits: "visits",
            self.frontier: "requests",
            **counts,
        }

    def archived(self) -> list[File]:
        """The WARC files that are not being written, here and in cold storage. Raises Fault where one cannot be listed."""
        found: list[File] = []
        for folder in (self.warc, *self.cold):
            if isinstance(folder, RemoteFolder):
                found += [folder / name for name in sorted(folder.sizes()) if name.endswith(".warc.gz")]
            else:
                found += sorted(folder.glob("*.warc.gz"))
        return found


def running(places: Places) -> bool:
    """Whether a crawl is writing to these files."""
    for path in places.warc.glob("*" + OPEN):
        with path.open("rb") as file:
            if not lock(file.fileno()):
                return True
    if places.database is not None:
        frontier = PgFrontier(places.database)
        try:
            return frontier.living() > 0
        finally:
            frontier.close()
    try:
        db = connect(places.frontier, read_only=True)
        try:
            rows = db.execute("SELECT node, boot, space, pid, started FROM owners").fetchall()
        finally:
            db.close()
    except BackendError:
        return False
    return any(Process(*row).lives() for row in rows)


# -- what is wrong


def examine(places: Places) -> list[Finding]:
    """Everything that is wrong with the files, and between them; nothing is changed.

    Raises BackendError where a file is busy.
    """
    found = [finding for path, table in places.databases.items() for finding in _of_file(places, path, table)]
    bad = {finding.file for finding in found}
    if (
        not {places.store, places.visits} & bad
        and is_there(places.at(places.store))
        and is_there(places.at(places.visits))
    ):
        found += _of_visits(places)
    if places.index not in bad:
        found += _of_index(places)
    found += _of_disk(places)
    return found


def _of_disk(places: Places) -> Iterator[Finding]:
    """Whether there is room for the next crawls."""
    devices = {
        folder.stat().st_dev: folder for folder in (places.warc, places.store.parent) if folder.is_dir()
    }
    for folder in devices.values():
        free = shutil.disk_usage(folder).free
        if free < LEAST_FREE:
            yield Finding(
                folder, f"has room for {free / 1e6:,.0f} MB more; `newsspider prune` makes room", ""
            )


def _of_file(places: Places, path: Path, table: str) -> Iterator[Finding]:
    cure = {
        places.index: "rebuilds it from the WARC files",
        places.store: "keeps what can be read of it, and reads the archive for the rest",
        places.visits: "rebuilds it from the store",
        places.frontier: "starts it over; the next crawl finds again what it had",
    }.get(path, "counts the store anew")
    if not path.exists():
        needed = {
            places.index: bool(places.archived()),
            places.store: places.visits.exists() or bool(places.archived()),
            places.visits: places.store.exists(),
        }.get(path, False)  # a crawl makes the others
        if needed:
            yield Finding(path, "is not there", cure)
        return
    try:
        if path.stat().st_size == 0:
            yield Finding(path, "is empty", cure)
            return
        db = connect(path, read_only=True)
        try:
            tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            if table not in tables:
                what = f"is a database of something else (it has no table {table})"
                yield Finding(path, what, f"moves it to {path.name}.damaged and {cure}")
            elif faults := problems(db, thorough=True):
                yield Finding(path, f"is damaged ({'; '.join(faults)})", cure)
        finally:
            db.close()
    except BackendError as error:
        if error.retry:
            raise
        yield Finding(path, f"cannot be read ({error.__cause__ or error})", cure)
    except OSError as error:
        yield Finding(path, f"cannot be read ({error.strerror or error})", "")


def _of_visits(places: Places) -> Iterator[Finding]:
    visits = VisitsDB(places.at(places.visits))
    try:
        with ArticleStore(places.at(places.store), read_only=True) as store:
            known = visits.articles()
            count = len(store.lacking(known))
    finally:
        visits.close()
    if count:
        lacks = "the store" if places.database else places.store.name
        what = f"knows {count:,} article{'s' * (count > 1)} that {lacks} lacks"
        yield Finding(places.at(places.visits), what, "makes it forget them, so that they are fetched again")


def _of_index(places: Places) -> Iterator[Finding]:
    if not is_there(places.at(places.index)):
        return
    index = RecordIndex(places.at(places.index))
    try:
        files = index.indexed()
    finally:
        index.close()
    sizes = sizes_in(places.warc, places.cold)
    known = {one.name for one in files}
    new = [path.name for path in places.archived() if path.name not in known]
    gone, short = [], []
    for one in files:
        # what is not closed may be on another machine yet
        if one.name not in sizes and not (places.upload and not one.closed):
            gone.append(one.name)
        elif sizes.get(one.name, one.size) < one.size:
            short.append(one.name)
    for names, what in ((new, "lacks"), (gone, "has records of"), (short, "has records past the end of")):
        if names:
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            where = ", which is nowhere (see ARCHIVE_COLD)" if names is gone else ""
            yield Finding(
                places.at(places.index), f"{what} {names[0]}{more}{where}", "rebuilds it from the WARC files"
            )


# -- what is done


def repair(places: Places, found: list[Finding], say: Callable[[str], object]) -> None:
    """Repair what was found, and ``say`` what was done.

    Raises BackendError or OSError where that cannot be written, as on a full disk; what was there is still there then.
    """
    if places.database is not None:
        _repair_database(places, found, say)
        return
    bad = {finding.file for finding in found}
    if places.index in bad:
        _put_aside(places.index)
        index = RecordIndex(places.index)
        try:
            _index_all(places, index)
            count = len(index.indexed())
        finally:
            index.close()
        say(f"{places.index}: made from {count:,} WARC file{'s' * (count != 1)}")
    if places.store in bad:
        _repair_store(places, say)
    if any(one.file == places.visits and "lacks" not in one.what for one in found):
        _make_visits(places, say)
    elif {places.visits, places.store} & bad and places.visits.exists():
        _forget(places, say)
    if places.drift is not None and places.drift in bad:
        _make_counts(places.drift, places.at(places.store), say)
    if places.frontier in bad:
        _put_aside(places.frontier)
        FrontierDB(places.frontier).close()
        _with_visits(places, lambda visits: visits.forget_walks())
        say(f"{places.frontier}: started over; the next crawl reads the lists to their ends again")


def _repair_database(places: Places, found: list[Finding], say: Callable[[str], object]) -> None:
    """What a server does not see to by itself: that the tables match each other, and the WARC files."""
    if any("forget" not in one.cure for one in found):
        index = RecordIndex(places.at(places.index))
        try:
            index.clear()
            _index_all(places, index)
            count = len(index.indexed())
        finally:
            index.close()
        say(f"{places.database}: its index was made from {count:,} WARC file{'s' * (count != 1)}")
    if any("forget" in one.cure for one in found):
        _forget(places, say)


def _index_all(places: Places, index: RecordIndex) -> None:
    index_files(places.warc, index, places.cold, upload=places.upload, thorough=True)


def _put_aside(path: Path) -> Path:
    """Rename a file out of the way, with what SQLite keeps beside it; its new name."""
    aside = path.with_name(path.name + ".damaged")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{number}")
    for end in ("-wal", "-shm", ""):
        if (old := path.with_name(path.name + end)).exists():
            os.replace(old, aside.with_name(aside.name + end))
    return aside


def _repair_store(places: Places, say: Callable[[str], object]) -> None:
    draft = places.store.with_name(places.store.name + ".part")
    for end in ("", "-wal", "-shm"):
        draft.with_name(draft.name + end).unlink(missing_ok=True)
    with ArticleStore(draft) as store:
        kept = salvage(places.store, store) if places.store.exists() else 0
        had = len(store)
        if paths := [path for path in places.archived() if size_of(path)]:
            comparison = RereadComparison(store, write=True, sample=0)
            with Reextraction(
                paths, sites=places.sites, jobs=None, faults=say, folder=draft.parent, cold=places.cold
            ) as run:
                for article in run.articles():
                    comparison.see(article)
            comparison.flush()
        count = len(store)
    _put_aside(places.store)
    os.replace(draft, places.store)
    say(
        f"{places.store}: {count:,} article{'s' * (count != 1)}, {had:,} of them from the old file"
        f" ({kept:,} revisions), the others from the archive"
    )


def _make_visits(places: Places, say: Callable[[str], object]) -> None:
    _put_aside(places.visits)
    visits = VisitsDB(places.visits)
    count = 0
    try:
        with ArticleStore(places.store) as store:
            group: list[Visit] = []
            for one in store.articles():
                url = one.canonical_url
                name = identity(url, outlet_for(url))
                asked, first, published = one.last_seen, one.first_seen, one.published
                group.append(
                    Visit(name, url, one.outlet or "", ARTICLE, asked, first, published, canonical=url)
                )
                if len(group) >= _AT_ONCE:
                    visits.put(group)
                    count += len(group)
                    group = []
            visits.put(group, store.mark())
            count += len(group)
        _note_frontier(places, visits)
    finally:
        visits.close()
    say(f"{places.visits}: made from the {count:,} articles of the store")


def _make_counts(path: Path, store: Place, say: Callable[[str], object]) -> None:
    _put_aside(path)
    ledger = LedgerDB(path)
    try:
        count = 0
        if is_there(store):
            with ArticleStore(store, read_only=True) as articles:
                count = rebuild(ledger, articles)
    finally:
        ledger.close()
    say(f"{path}: counted the {count:,} articles of the store")


def _forget(places: Places, say: Callable[[str], object]) -> None:
    def forget(visits: VisitsDB) -> None:
        with ArticleStore(places.at(places.store)) as store:
            count = visits.forget_lacking(store.lacking)
            visits.note(STORE, store.mark())
        if count:
            say(
                f"{places.at(places.visits)}: {count:,} article{'s' * (count > 1)} forgotten that the store lacks"
            )

    _with_visits(places, forget)


def _note_frontier(places: Places, visits: VisitsDB) -> None:
    if places.frontier.exists():
        try:
            db = FrontierDB(places.frontier)
        except BackendError:
            return  # it is repaired next
        visits.note(FRONTIER, db.mark())
        db.close()


def _with_visits(places: Places, work: Callable[[VisitsDB], object]) -> None:
    if is_there(places.at(places.visits)):
        visits = VisitsDB(places.at(places.visits))
        try:
            work(visits)
        finally:
            visits.close()
