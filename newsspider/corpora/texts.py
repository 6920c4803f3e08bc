"""Text files, one text each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from extractors import Article
from newsspider.archive.judge import as_line
from newsspider.corpora.base import Batch, Cleaned, Corpus, Gathering, Options, Row, RowFault, unfit
from newsspider.corpora.files import format_of, reading
from newsspider.corpora.jsonl import added
from newsspider.corpora.renderings import as_text
from newsspider.recording.saved_pages import MAX_BYTES
from newsspider.runtime.console import Fault, shown
from newsspider.runtime.packing import open_packed

__all__ = ["Texts"]


class Texts(Corpus):
    """Text files, one text each. They are written as cleaned texts, or as rows into a stream of JSON Lines."""

    form = "text"

    def __init__(self, files: Sequence[tuple[Path, Path | None]], options: Options) -> None:
        """Each file with the one that its text is written to; None for the stream."""
        self.files = files
        self.options = options
        self.size = sum(path.stat().st_size for path, _ in files)
        self.position = self.rows = 0
        self.faults = []
        self._out = None

    def again(self) -> Texts | None:
        return Texts(self.files, self.options) if all(path.is_file() for path, _ in self.files) else None

    def _gather(self, gathering: Gathering) -> Iterator[tuple[Batch, Any]]:
        for path, target in self.files:
            self.rows += 1
            try:
                data = self._read(path)
                self.position += path.stat().st_size
            except Fault as fault:
                self.faults.append(RowFault(0, str(fault)))
                continue
            except OSError as error:
                self.faults.append(RowFault(0, f"{shown(path)}: {error.strerror or error}"))
                continue
            try:
                text = data.decode("utf-8-sig")
                row = unfit(text) or Row(text, None)
            except UnicodeDecodeError:
                self.faults.append(RowFault(0, f"{shown(path)}: not UTF-8 text"))
                row = Row(None, None, "broken row")
            if gathering.add(row, (path, target, data)):
                yield gathering.take()

    def _read(self, path: Path) -> bytes:
        self.path, self.packed = path, format_of(path)[1]
        with reading(self.path, self.packed, self._went) as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise Fault(f"{shown(path)}: more than {MAX_BYTES / 1e6:.0f} MB is too much for a page")
        return data

    def _went(self, position: int) -> None:
        """A file counts when it has been read."""

    def write(self, rest: Any, cleaned: Sequence[Cleaned]) -> None:
        for (path, target, data), one in zip(rest, cleaned, strict=True):
            if target is None:
                row = as_line({"file": str(path), "text": data.decode("utf-8-sig", "replace")})
                if one.article is not None:
                    row = added(row, self.options.key, one.article)
                self.out().write(row + b"\n")
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            draft = target.with_name(target.name + ".part")
            with open_packed(draft, format_of(target)[1]) as file:
                file.write(data if one.article is None else as_plain(one.article))
            draft.replace(target)

    def named(self, faulty: Sequence[Cleaned], first: int, rest: Any) -> None:
        self.faults += [
            RowFault(0, f"{shown(path)}: {one.label}")
            for (path, *_), one in zip(rest, faulty, strict=True)
            if one.failed
        ]


def as_plain(line: bytes) -> bytes:
    """An article as text: headline, deck, who and when, the paragraphs."""

    return as_text(Article.from_dict(json.loads(line))).encode("utf-8", "replace")
