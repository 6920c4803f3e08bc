"""Articles with the same text, as a table: one row for each article that is a copy, or that has copies."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from newsspider.corpora.output import whole_file
from newsspider.runtime.console import Fault, visible_json
from newsspider.store import Store

__all__ = ["COLUMNS", "clusters", "roots", "write_clusters"]

COLUMNS = ("cluster", "size", "url", "outlet", "headline", "published", "copyOf", "containment", "evidence")
_GROUP = 10_000  # rows of Parquet that are written at once


def roots(parents: Mapping[str, str]) -> dict[str, str]:
    """For each article that is a copy, the one at the end of its chain of originals."""
    found: dict[str, str] = {}
    for start in parents:
        way: list[str] = []
        url = start
        while url in parents and url not in found and url not in way:
            way.append(url)
            url = parents[url]
        root = found.get(url, url)
        found.update(dict.fromkeys(way, root))
    return found


def clusters(store: Store) -> Iterator[dict[str, Any]]:
    """The rows, each cluster's together: its original first, named by its address."""
    copies = {one.url: one for one in store.copies()}
    root_of = roots({url: one.copy_of for url, one in copies.items()})
    sizes = Counter(root_of.values())
    members: dict[str, list[str]] = {root: [root] for root in sizes}
    for url, root in root_of.items():
        if url != root:
            members[root].append(url)
    for root, urls in members.items():
        for url in urls:
            summary = store.summary(url)
            copy = copies.get(url) if url != root else None
            if summary is not None:
                yield {
                    "cluster": root,
                    "size": len(urls),
                    "url": url,
                    "outlet": summary.outlet,
                    "headline": summary.headline,
                    "published": summary.published,
                    "copyOf": copy.copy_of if copy else None,
                    "containment": round(copy.containment, 3) if copy else None,
                    "evidence": copy.evidence if copy else None,
                }


def write_clusters(store: Store, target: str, *, overwrite: bool = False) -> int:
    """Write the rows into a .parquet or .jsonl file, or (``-``) on stdout; returns how many.

    The file is there once it is whole. Raises Fault for a target that is there already, or of another format; NotKept
    where it cannot be written.
    """
    suffix = Path(target).suffix
    if target != "-" and suffix not in (".parquet", ".jsonl"):
        raise Fault(f"{target}: clusters are written as .parquet or .jsonl, or on stdout (-)")
    with whole_file(target, overwrite=overwrite) as file:
        return (_parquet if suffix == ".parquet" else _lines)(store, file)


def _line(row: Mapping[str, Any]) -> str:
    published = row["published"]
    return json.dumps({**row, "published": published and published.isoformat()}, ensure_ascii=False)


def _lines(store: Store, file: BinaryIO) -> int:
    count = 0
    for row in clusters(store):
        file.write(visible_json(_line(row)).encode() + b"\n")
        count += 1
    return count


def _parquet(store: Store, file: BinaryIO) -> int:
    try:
        import pyarrow as pa
        import pyarrow.parquet
    except ImportError:
        raise Fault("Parquet needs pyarrow: install newsspider with its extra, newsspider[parquet]") from None
    kinds = {"size": pa.int32(), "published": pa.timestamp("us", tz="UTC"), "containment": pa.float64()}
    schema = pa.schema([pa.field(name, kinds.get(name, pa.string())) for name in COLUMNS])
    count = 0
    rows: list[dict[str, Any]] = []
    with pa.parquet.ParquetWriter(file, schema, compression="zstd", version="2.6") as writer:

        def flush() -> None:
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
            rows.clear()

        for row in clusters(store):
            rows.append(row)
            count += 1
            if len(rows) >= _GROUP:
                flush()
        flush()
    return count
