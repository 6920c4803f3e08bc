"""``scrapy restore``: a backup put back."""

from __future__ import annotations

import argparse
from pathlib import Path

from newsspider.archive.warc import out_of_space, reason
from newsspider.commands.backup import places_of
from newsspider.crawl.backup import BackupError, read_manifest, restore
from newsspider.crawl.doctor import examine
from newsspider.runtime.backend import BackendError
from newsspider.runtime.console import Fault, FaultCommand, NotKept, shown, visible
from newsspider.runtime.processes import Bar


class Command(FaultCommand):
    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "FOLDER [options]"

    def short_desc(self) -> str:
        return "Put a backup back into an empty DATA_DIR"

    def long_desc(self) -> str:
        return (
            "Check the backup in FOLDER against its manifest, copy it to DATA_DIR (and where else the settings say), where "
            "nothing of a crawl may be, and examine the result as `doctor` does."
        )

    def work(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            raise Fault("restore: name the folder of one backup")
        assert self.settings is not None
        folder, places = Path(args[0]), places_of(self.settings)
        try:
            with Bar("bytes", sum(one.size for one in read_manifest(folder))) as bar:
                count = restore(folder, places, bar.advance)
            print(f"{shown(places.store.parent)}: {count:,} files")
            for finding in examine(places):
                self.fault(
                    visible(f"{shown(finding.file)}: {finding.what} (`doctor --repair` {finding.cure})")
                )
        except BackupError as error:
            raise Fault(str(error)) from None
        except (OSError, BackendError) as error:
            full = "; make room first" if out_of_space(error) else ""
            raise NotKept(f"restore: {shown(places.store.parent)}: {reason(error)}{full}") from None
