"""Where Spark's tasks write: a folder on a disk that all machines share, or what lies below an address."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Self

from newsspider.runtime.console import Fault, NotKept, shown
from newsspider.runtime.remote import files_matching, is_remote, new_file, remove_all

__all__ = ["Folder"]

SUCCESS = "_SUCCESS"


class Folder:
    """Where articles go: a new folder, or what lies below an address. On a disk it gets its name when it is complete.

    Raises Fault where there is something already, unless it may be overwritten; nothing is left of it where the ``with``
    block ends in an error.
    """

    def __init__(self, name: str, *, overwrite: bool = False, hint: str = "-O overwrites it") -> None:
        self.name = name.rstrip("/")
        self.remote = is_remote(name)
        if self.remote:
            if files_matching(f"{self.name}/**"):
                raise Fault(f"{name}: there is something already; name another -o")
            self.draft = self.name
            return
        self.path = Path(name)
        if self.path.exists() and not overwrite:
            raise Fault(f"{shown(self.path)}: exists already; {hint}")
        if self.path.exists() and not self.path.is_dir():
            raise Fault(f"{shown(self.path)}: this is a file; Spark writes a folder of Parquet files")
        if self.path.exists() and any(self.path.iterdir()) and not (self.path / SUCCESS).exists():
            raise Fault(
                f"{shown(self.path)}: this folder holds something other than articles; name another one"
            )
        self.draft = str(self.path.absolute().with_name(self.path.name + ".part"))
        try:
            shutil.rmtree(self.draft, ignore_errors=True)
            Path(self.draft).mkdir()
        except OSError as error:
            raise NotKept(f"{shown(self.path)}: cannot be written: {error.strerror}") from None

    def close(self, written: list[str]) -> None:
        """Give the folder its name, if the files are there that tasks say they have written. Raises Fault."""
        if not self.remote and (gone := [path for path in written if not Path(path).is_file()]):
            raise Fault(
                f"{self.name}: {len(gone):,} files that executors have written are not here; name a folder that all machines"
                " share, or an address (s3://…)"
            )
        try:
            if not self.remote:
                for left in Path(self.draft).rglob(".part-*"):  # of tasks that were killed
                    left.unlink()
            with new_file(f"{self.draft}/{SUCCESS}"):
                pass
            if not self.remote:
                if self.path.exists():
                    shutil.rmtree(self.path)
                os.replace(self.draft, self.path)
        except OSError as error:
            raise NotKept(f"{self.name}: cannot be written: {error.strerror or error}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._drop()

    def _drop(self) -> None:
        """Remove what is there."""
        if self.remote:
            remove_all(self.draft)
        else:
            shutil.rmtree(self.draft, ignore_errors=True)
