"""``scrapy backup``: a copy of what crawls keep, while they run."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.settings import BaseSettings

from newsspider.archive.warc import out_of_space, reason
from newsspider.crawl.backup import BackupError, back_up, check, read_manifest, size_of
from newsspider.crawl.doctor import Places
from newsspider.runtime.backend import BackendError
from newsspider.runtime.console import Fault, FaultCommand, NotKept, shown
from newsspider.runtime.database import DatabaseError, is_there
from newsspider.runtime.processes import Bar


def places_of(settings: BaseSettings) -> Places:
    """Where crawls of these settings keep what they keep. Raises Fault."""
    try:
        return Places.of(settings)
    except DatabaseError as error:
        raise Fault(str(error)) from None


class Command(FaultCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "FOLDER [options]"

    def short_desc(self) -> str:
        return "Copy what crawls keep into a folder, while they run; or check such a copy"

    def long_desc(self) -> str:
        return (
            "Copy frontier, store, visits, archive and the rules of sites from DATA_DIR into FOLDER, with a manifest of "
            "sizes and checksums; tables in PostgreSQL by its pg_dump. Crawls may run meanwhile. A second backup into the same folder copies the databases "
            "anew, and of the archive what is new. `restore` puts it back."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--check", action="store_true", help="compare the backup in FOLDER with its manifest"
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise Fault("backup: name one folder")
        assert self.settings is not None
        folder, places = Path(args[0]), places_of(self.settings)
        try:
            if opts.check:
                with Bar("bytes", sum(one.size for one in read_manifest(folder))) as bar:
                    for fault in check(folder, bar.advance):
                        self.fault(fault)
                if not self.exitcode:
                    print(f"{len(read_manifest(folder)):,} files are as they were backed up.")
                return
            if not is_there(places.at(places.store)) and not any(places.warc.glob("*.warc.gz")):
                raise Fault(f"backup: there is nothing of a crawl in {shown(places.store.parent)}")
            inside = folder.resolve().is_relative_to(places.store.parent.resolve())
            if inside or (folder.exists() and not folder.is_dir()):
                raise Fault(f"{shown(folder)}: name a folder outside of {shown(places.store.parent)}")
            with Bar("bytes", size_of(places)) as bar:
                files = back_up(places, folder, bar.advance)
        except BackupError as error:
            raise Fault(str(error)) from None
        except (OSError, BackendError) as error:
            full = "; make room first" if out_of_space(error) else ""
            where = places.home if isinstance(error, BackendError) else folder  # read there, or written here
            raise NotKept(f"backup: {shown(where)}: {reason(error)}{full}") from None
        print(f"{shown(folder)}: {len(files):,} files, {sum(one.size for one in files):,} bytes")
