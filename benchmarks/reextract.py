"""How fast a WARC file is read anew: ``scrapy reextract`` beside trafilatura in a process pool.

    $ python benchmarks/reextract.py --pages 5000
    $ python benchmarks/reextract.py --pages 2000 --from FOLDER     # of NAME.html with NAME.golden.json

The file is made of the fixtures' pages (or of FOLDER's), each many times under addresses of its own; split
articles stay split. All read the same file with the same reader in the same parts, in as many
processes; each run is a process tree of its own, and the rounds are interleaved. ``reextract`` also joins
pages and writes the articles to a file; trafilatura's results are serialized and written too. The last table is
the memory of the process that collects and of the largest worker, for the file and for one of four times its size.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

from extractors import __version__, outlet_for
from newsspider.archive.parts import ENGINES, Captured, responses, spans
from newsspider.archive.reextract import Reextraction, as_line
from newsspider.archive.warc import Exchange
from newsspider.archive.writer import Archive
from newsspider.recording.fixtures import RecordedPage, find_cases, read_case
from newsspider.runtime.processes import in_order

ROOT = Path(__file__).parents[1]
WHO = ("reextract", "trafilatura, metadata", "trafilatura, text only")
TIME = 1_798_779_600.0


# -- The file --------------------------------------------------------------------------------------------


def cases(folder: Path | None) -> list[list[RecordedPage]]:
    """Pages, those of a split article together."""
    if folder is None:
        return [
            [page for page in read_case(case).pages if page.status == 200]
            for case in find_cases(ROOT / "fixtures")
        ]
    found = []
    for golden in sorted(folder.rglob("*.golden.json")):
        page = golden.with_name(golden.name.removesuffix(".golden.json") + ".html")
        url = json.loads(golden.read_text("utf-8")).get("url")
        if page.is_file() and url and outlet_for(url):
            found.append([RecordedPage(url, page.read_bytes())])
    return found


def copy(pages: list[RecordedPage], number: int) -> Iterator[RecordedPage]:
    """The same pages under another address, which they state themselves."""
    slug = urlsplit(pages[0].url).path.rstrip("/").rpartition("/")[2]
    stem, dot, ending = slug.rpartition(".")
    name = f"{stem}-{number}{dot}{ending}" if dot else f"{slug}-{number}"
    for page in pages:
        yield RecordedPage(
            page.url.replace(slug, name),
            page.body.replace(slug.encode(), name.encode()),
            page.content_type,
            page.status,
        )


def make(folder: Path, everything: list[list[RecordedPage]], count: int) -> Path:
    kept = Archive(folder, roll_bytes=10**12)
    number = 0
    while number < count:
        for pages in everything:
            for page in copy(pages, number):
                headers = [
                    (b"Content-Type", page.content_type.encode()),
                    (b"Date", b"Fri, 01 Jan 2027 05:00:00 GMT"),
                ]
                kept.put(Exchange(page.url, page.status, headers, page.body, time=TIME + number))
                number += 1
            if number >= count:
                break
    kept.close()
    return next(folder.glob("*.warc.gz"))


# -- Who reads it ------------------------------------------------------------------------------------------


class Task(NamedTuple):
    path: str
    start: int
    end: int
    metadata: bool


def trafilatura_part(task: Task) -> list[bytes]:
    import trafilatura

    found = []
    for one in responses(Path(task.path), task.start, task.end):
        if isinstance(one, Captured) and one.status == 200:
            if task.metadata:
                result = trafilatura.bare_extraction(one.page(), url=one.url, with_metadata=True)
                record = (
                    {key: value for key, value in result.as_dict().items() if isinstance(value, str | list)}
                    if result
                    else {}
                )
                found.append(json.dumps(record, ensure_ascii=False, default=str).encode())
            else:
                text = trafilatura.extract(
                    one.page(), url=one.url, fast=True, include_comments=False, include_tables=False
                )
                found.append(as_line({"url": one.url, "text": text}))
    return found


def run(who: str, path: Path, jobs: int) -> dict[str, Any]:
    """One reading in this process tree."""
    before, began = time.process_time(), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        count = 0
        with (Path(folder) / "out.jsonl").open("wb") as out:
            if who == "reextract":
                with Reextraction([path], jobs=jobs) as reading:
                    for article in reading.articles():
                        out.write(article.line + b"\n")
                        count += 1
            else:
                tasks = [
                    Task(str(path), start, end, who.endswith("metadata"))
                    for start, end in spans(path.stat().st_size, jobs)
                ]
                for _, lines in in_order(trafilatura_part, tasks, jobs):
                    out.write(b"".join(line + b"\n" for line in lines))
                    count += len(lines)
    return {
        "seconds": time.perf_counter() - began,
        "articles": count,
        "before": before,
    }


class Watch(threading.Thread):
    """What the processes of a session use: processor seconds, and the largest memory of each."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session = session
        self.over = threading.Event()
        self.cpu: dict[int, float] = {}
        self.memory: dict[int, float] = {}

    def run(self) -> None:
        tick = os.sysconf("SC_CLK_TCK")
        while not self.over.wait(0.05):
            for process in Path("/proc").iterdir():
                if not process.name.isdecimal():
                    continue
                try:
                    fields = (process / "stat").read_text().rpartition(")")[2].split()
                    if int(fields[3]) != self.session:
                        continue
                    number = int(process.name)
                    self.cpu[number] = (int(fields[11]) + int(fields[12])) / tick
                    status = (process / "status").read_text()
                    self.memory[number] = int(status.partition("VmHWM:")[2].split()[0]) / 1024
                except (OSError, IndexError, ValueError):
                    continue  # it has just ended


def apart(who: str, path: Path, jobs: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--one", who, "--path", str(path), "--jobs", str(jobs)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    watch = Watch(process.pid)
    watch.start()
    out, err = process.communicate()
    watch.over.set()
    watch.join()
    if process.returncode:
        raise SystemExit(err)
    result: dict[str, Any] = json.loads(out.splitlines()[-1])
    others = [memory for number, memory in watch.memory.items() if number != process.pid]
    return {
        **result,
        "cpu": sum(watch.cpu.values()) - result["before"],
        "own": watch.memory[process.pid],
        "worker": max(others, default=0),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--from", dest="folder", type=Path)
    parser.add_argument("--processes", default="1,2")
    parser.add_argument("--json", type=Path, help="the figures into a file too")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--jobs", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run(options.one, options.path, options.jobs)))
        return
    everything = cases(options.folder)
    figures: dict[str, Any] = {"pages": options.pages, "engine": ENGINES[0]}
    with tempfile.TemporaryDirectory() as folder:
        path = make(Path(folder) / "one", everything, options.pages)
        found = [one for one in responses(path) if isinstance(one, Captured)]
        size = statistics.mean(len(one.page()) for one in found)
        print(
            f"{len(found):,} pages of {size / 1000:.0f} kB on average, {path.stat().st_size / 1e6:.0f} MB of WARC; "
            f"extractors {__version__}, trafilatura {version('trafilatura')}, records read by {ENGINES[0]}\n"
        )
        print(
            f"{'':<24}{'processes':>10}{'seconds':>10}{'pages/s':>10}{'CPU ms/page':>13}{'articles':>10}"
            f"{'times':>8}{'CPU times':>11}"
        )
        for jobs in map(int, options.processes.split(",")):
            rounds: dict[str, list[dict[str, Any]]] = {who: [] for who in WHO}
            for _ in range(options.rounds):
                for who in WHO:
                    rounds[who].append(apart(who, path, jobs))
            seconds = {who: min(one["seconds"] for one in each) for who, each in rounds.items()}
            for who in WHO:
                # the ratios of each round, for other work on the machine slows both sides
                ratio, cpu = (
                    statistics.median(
                        theirs[what] / ours[what]
                        for ours, theirs in zip(rounds["reextract"], rounds[who], strict=True)
                    )
                    for what in ("seconds", "cpu")
                )
                spent = min(one["cpu"] for one in rounds[who]) / len(found) * 1000
                print(
                    f"{who:<24}{jobs:>10}{seconds[who]:>10.2f}{len(found) / seconds[who]:>10.0f}{spent:>13.2f}"
                    f"{rounds[who][0]['articles']:>10,}{ratio:>8.1f}{cpu:>11.1f}",
                    flush=True,
                )
                figures[f"{who}, {jobs}"] = {"seconds": seconds[who], "times": ratio, "cpu_times": cpu}
        print(
            "\n'times': how much more than reextract, by the clock and in processor time; median of the rounds\n"
        )
        large = make(Path(folder) / "four", everything, options.pages * 4)
        print(f"{'reextract, 2 processes':<24}{'pages':>10}{'collector MB':>14}{'worker MB':>11}")
        for name, file, pages in (("", path, options.pages), ("", large, options.pages * 4)):
            used = apart("reextract", file, 2)
            print(f"{name:<24}{pages:>10,}{used['own']:>14.0f}{used['worker']:>11.0f}")
            figures[f"memory, {pages}"] = [used["own"], used["worker"]]
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
