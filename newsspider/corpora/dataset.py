"""A folder that ``datasets.load_dataset`` of Hugging Face reads: Parquet files and a card.

folder/README.md                      the dataset card: what it is, how it is loaded, how many articles of each outlet
folder/data/train-00000.parquet …     the articles, ``rows`` in a file
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from extractors import __version__
from newsspider.store.parquet import ParquetItemExporter, schema

__all__ = ["Dataset"]

ROWS = 100_000  # in one file, some 300 MB of articles before compression
_SIZES = (
    ("n<1K", 10**3),
    ("1K<n<10K", 10**4),
    ("10K<n<100K", 10**5),
    ("100K<n<1M", 10**6),
    ("1M<n<10M", 10**7),
)


class Dataset:
    """Articles into a new folder; ``close`` completes it and gives it its name, ``drop`` removes it."""

    def __init__(self, folder: Path, *, rows: int = ROWS) -> None:
        self.folder = folder
        self.draft = folder.with_name(folder.name + ".part")
        self.rows = rows
        self.count = self._files = 0
        self._outlets: Counter[str] = Counter()
        self._days: list[str] = []
        self._file: BinaryIO | None = None
        self._exporter: ParquetItemExporter | None = None
        schema()  # raises without pyarrow
        shutil.rmtree(self.draft, ignore_errors=True)
        (self.draft / "data").mkdir(parents=True)

    def write(self, record: Mapping[str, Any]) -> None:
        if self._exporter is None:
            path = self.draft / "data" / f"train-{self._files:05}.parquet"
            self._files += 1
            self._file = path.open("wb")
            self._exporter = ParquetItemExporter(self._file)
            self._exporter.start_exporting()
        self._exporter.export_item(record)
        self.count += 1
        self._outlets[record["outlet"] or "(no rules)"] += 1
        if day := (record["datePublished"] or "")[:10]:
            self._days = [min(day, *self._days), max(day, *self._days)] if self._days else [day, day]
        if self.count % self.rows == 0:
            self._end_file()

    def close(self) -> None:
        """Write the card and give the folder its name, in place of an older one."""
        self._end_file()
        (self.draft / "README.md").write_text(self._card(), encoding="utf-8")
        if self.folder.exists():
            shutil.rmtree(self.folder)
        os.replace(self.draft, self.folder)

    def drop(self) -> None:
        if self._exporter is not None:
            self._exporter.drop()
        if self._file is not None:
            with suppress(OSError):  # what it still holds cannot be written either
                self._file.close()
        shutil.rmtree(self.draft, ignore_errors=True)

    def _end_file(self) -> None:
        if self._exporter is not None and self._file is not None:
            self._exporter.finish_exporting()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._exporter = self._file = None

    def _card(self) -> str:
        size = next((name for name, most in _SIZES if self.count < most), "n>10M")
        outlets = "\n".join(f"| {name} | {count:,} |" for name, count in sorted(self._outlets.items()))
        columns = "\n".join(f"| `{field.name}` | {_shown(field.type)} |" for field in schema())
        period = f", published from {self._days[0]} to {self._days[1]}" if self._days else ""
        return f"""---
language:
- id
license: other
size_categories:
- {size}
tags:
- news
- indonesian
configs:
- config_name: default
  data_files:
  - split: train
    path: data/train-*.parquet
---

# News articles

{self.count:,} articles of Indonesian news outlets{period}, one per row, extracted by newsspider {__version__}.

```python
from datasets import load_dataset

articles = load_dataset("path/to/this/folder", split="train")
```

The texts are their publishers'; what may be done with them is for the law and the publishers to say.

| outlet | articles |
| --- | ---: |
{outlets}

| column | type |
| --- | --- |
{columns}

Dates are instants in UTC; `datePublishedRaw` has the date as displayed. `missingPages` names the pages of a split
article that are not in its text.
"""


def _shown(kind: Any) -> str:
    text = str(kind)
    return "list of records" if "struct" in text else "list of strings" if text.startswith("list") else text
