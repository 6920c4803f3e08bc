"""How fast rows of pages are read: ``scrapy extract`` over JSON Lines, CSV and Parquet beside ``reextract`` over WARC.

    $ python benchmarks/extract_corpora.py --rows 50000
    $ python benchmarks/extract_corpora.py --rows 50000 --forms jsonl,parquet

The rows are made of the fixtures' pages of one page each, every row under an address of its own, padded to ``--size``
bytes with what fills real pages: scripts and menus. Every form holds the same pages in the same order, and each is read
by the real command in a process tree of its own, ``--processes`` of them, into a file of JSON Lines. ``share`` is the
rate beside ``reextract``'s over the WARC file, ``of CPU`` the same in processor time, which suffers less from other work
on the machine. The last columns are the peak memory of the process that collects and of the largest other one.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.pages import fixtures
from benchmarks.reextract import TIME, Watch
from newsspider.archive.parts import ENGINES
from newsspider.archive.warc import Exchange
from newsspider.archive.writer import Archive
from newsspider.runtime.packing import zstd

ROOT = Path(__file__).parents[1]
FORMS = ("warc", "jsonl", "jsonl.gz", "jsonl.zst", "csv", "parquet")


class Row(NamedTuple):
    url: str
    html: bytes


def rows(count: int, size: int) -> Iterator[Row]:
    """So many pages of about ``size`` bytes, always the same."""
    samples = fixtures()
    for number in range(count):
        sample = samples[number % len(samples)]
        slug = urlsplit(sample.url).path.rstrip("/").rpartition("/")[2]
        stem, dot, ending = slug.rpartition(".")
        name = f"{stem}-{number}{dot}{ending}" if dot else f"{slug}-{number}"
        html = sample.html.replace(slug.encode(), name.encode())
        yield Row(sample.url.replace(slug, name), padded(html, size, number))


def padded(html: bytes, size: int, number: int) -> bytes:
    """A page with a script and a menu, three fifths and two fifths of what it lacks."""
    lack = size - len(html)
    if lack <= 0:
        return html
    line = b'{"id": %d, "slot": "atas", "ukuran": [728, 90], "kunci": "rubrik-%d"},' % (number, number % 97)
    script = b"<script>var iklan = [" + line * (lack * 3 // 5 // len(line)) + b"];</script>"
    entry = b'<li class="menu-item"><a href="/rubrik/%d" title="Rubrik">Rubrik %d</a></li>' % (
        number % 97,
        number,
    )
    menu = b'<ul class="menu">' + entry * (lack * 2 // 5 // len(entry)) + b"</ul>"
    head, close, rest = html.partition(b"</head>")
    html = head + script + close + rest if close else script + html
    body, close, rest = html.rpartition(b"</body>")
    return body + menu + close + rest if close else html + menu


# -- The files -------------------------------------------------------------------------------------------


def make(form: str, path: Path, pages: Iterator[Row]) -> None:
    if form == "warc":
        kept = Archive(path.parent / "warc", sync_seconds=0.0, roll_bytes=10**13)
        for number, row in enumerate(pages):
            headers = [
                (b"Content-Type", b"text/html; charset=utf-8"),
                (b"Date", b"Fri, 01 Jan 2027 05:00:00 GMT"),
            ]
            kept.put(Exchange(row.url, 200, headers, row.html, time=TIME + number))
        kept.close()
        next((path.parent / "warc").glob("*.warc.gz")).rename(path)
    elif form.startswith("jsonl"):
        packs: dict[str, Callable[..., Any]] = {"jsonl": open, "jsonl.gz": gzip.open, "jsonl.zst": zstd.open}
        with packs[form](path, "wb") as file:
            for row in pages:
                record = {"url": row.url, "html": row.html.decode("utf-8", "replace")}
                file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
    elif form == "csv":
        with path.open("w", newline="", encoding="utf-8") as text:
            writer = csv.writer(text)
            writer.writerow(("url", "html"))
            writer.writerows((row.url, row.html.decode("utf-8", "replace")) for row in pages)
    else:
        _parquet(path, pages)


def _parquet(path: Path, pages: Iterator[Row]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([("url", pa.string()), ("html", pa.binary())])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        group: list[Row] = []
        for row in pages:
            group.append(row)
            if len(group) == 2_000:
                writer.write_table(pa.Table.from_pylist([one._asdict() for one in group], schema))
                group = []
        writer.write_table(pa.Table.from_pylist([one._asdict() for one in group], schema))


# -- Who reads them --------------------------------------------------------------------------------------


def read(form: str, path: Path, out: Path, processes: int) -> dict[str, float]:
    """One run of the real command: seconds, processor seconds, articles, megabytes."""
    command = [sys.executable, "-m", "scrapy", "reextract" if form == "warc" else "extract", str(path)]
    command += ["-O", str(out), "--jobs", str(processes), "--incomplete", "drop", "-s", "DATA_DIR="]
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    watch = Watch(process.pid)
    watch.start()
    _, err = process.communicate()
    seconds = time.perf_counter() - began
    watch.over.set()
    watch.join()
    if process.returncode:
        raise SystemExit(err)
    others = [memory for number, memory in watch.memory.items() if number != process.pid]
    with out.open("rb") as file:
        articles = sum(1 for _ in file)
    return {
        "seconds": seconds,
        "cpu": sum(watch.cpu.values()),
        "articles": articles,
        "own": watch.memory[process.pid],
        "other": max(others, default=0),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--size", type=int, default=100_000, help="bytes of a page")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--forms", default=",".join(FORMS[1:]))
    parser.add_argument("--folder", type=Path, help="where the files go for a while (default: the system's)")
    options = parser.parse_args()
    forms = ["warc", *options.forms.split(",")]
    print(
        f"{options.rows:,} pages of {options.size / 1000:.0f} kB, {options.processes} processes, best of"
        f" {options.rounds} rounds; WARC records read by {ENGINES[0]}\n"
    )
    print(
        f"{'':<12}{'file MB':>9}{'seconds':>9}{'pages/s':>9}{'share':>8}{'CPU ms/page':>13}{'of CPU':>8}"
        f"{'articles':>10}{'own MB':>8}{'other MB':>10}"
    )
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        out = Path(folder) / "out.jsonl"
        paths: dict[str, Path] = {}
        for form in forms:
            paths[form] = Path(folder) / f"pages.{'warc.gz' if form == 'warc' else form}"
            make(form, paths[form], rows(options.rows, options.size))
        theirs: dict[str, float] = {}
        for form in forms:
            runs = [read(form, paths[form], out, options.processes) for _ in range(options.rounds)]
            best = {name: min(one[name] for one in runs) for name in runs[0]}
            theirs = theirs or best
            print(
                f"{form:<12}{paths[form].stat().st_size / 1e6:>9,.0f}{best['seconds']:>9.1f}"
                f"{options.rows / best['seconds']:>9.0f}{theirs['seconds'] / best['seconds']:>8.0%}"
                f"{best['cpu'] / options.rows * 1000:>13.2f}{theirs['cpu'] / best['cpu']:>8.0%}"
                f"{best['articles']:>10,.0f}{best['own']:>8.0f}{best['other']:>10.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
