"""What a page costs on Spark beside the processes of ``reextract``, and how much memory an executor takes.

    $ python benchmarks/spark.py --megabytes 1000 --from FOLDER     # of WARC files, which are repeated
    $ python benchmarks/spark.py --megabytes 60                     # of the fixtures' pages

Spark reads one WARC file of that size and one of a quarter of it, the processes a quarter and a sixteenth: on two executors with one core and a JVM of 1 GB each
(local-cluster[2,1,1024]) and in two processes. What does not grow with the file is the fixed cost. The rest is what a
page costs in steady state, in processor time, which other work on the machine does not change much. The memory of an
executor is its JVM with its Python processes, all at one time.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.reextract import Watch, cases, make
from newsspider.archive.reextract import Reextraction

MASTER = "local-cluster[2,1,1024]"
WHO = ("local", "spark")


def repeated(folder: Path, sources: list[Path], size: int) -> Path:
    """A file of about that size: WARC files one behind the other, again and again."""
    path = folder / f"{size}.warc.gz"
    with path.open("wb") as file:
        while True:
            for source in sources:
                if file.tell() + source.stat().st_size > size and file.tell():
                    return path
                file.write(source.read_bytes())


class Executors(threading.Thread):
    """The largest memory of an executor of a session: its JVM with all that it has started."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session = session
        self.over = threading.Event()
        self.most = self.jvm = self.python = 0

    def run(self) -> None:
        while not self.over.wait(0.2):
            parents: dict[int, int] = {}
            memory: dict[int, int] = {}
            heads = set()
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    fields = (process / "stat").read_text().rpartition(")")[2].split()
                    if int(fields[3]) != self.session:
                        continue
                    number = int(process.name)
                    parents[number] = int(fields[1])
                    memory[number] = int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
                    if b"CoarseGrainedExecutorBackend" in (process / "cmdline").read_bytes():
                        heads.add(number)
                except (OSError, IndexError, ValueError):
                    continue  # it has just ended
            for head in heads:
                below = [
                    number for number in parents if number != head and self._is_below(number, head, parents)
                ]
                python = sum(memory[number] for number in below)
                self.jvm, self.python = max(self.jvm, memory[head]), max(self.python, python)
                self.most = max(self.most, memory[head] + python)

    @staticmethod
    def _is_below(number: int, head: int, parents: dict[int, int]) -> bool:
        while (number := parents.get(number, 0)) not in (0, head):
            pass
        return number == head


def run(who: str, path: Path, outlet: str | None) -> dict[str, Any]:
    """One reading in this process tree."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        began = time.perf_counter()
        if who == "local":
            with Reextraction([path], jobs=2, outlet=outlet, folder=Path(folder)) as reading:
                for _ in reading.articles():
                    pass
                pages = reading.counts["responses"]
        else:
            from newsspider.spark.folder import Folder
            from newsspider.spark.reextract import SparkReextraction
            from newsspider.spark.session import opened

            with opened(MASTER, [f"spark.local.dir={folder}"]) as session:
                began_reading = time.perf_counter()
                job = SparkReextraction(
                    session, [(str(path), path.stat().st_size)], outlet=outlet, faults=print
                )
                with Folder(f"{folder}/out/") as out:
                    job.write(out)
                pages = job.counts["responses"]
                return {
                    "pages": pages,
                    "seconds": time.perf_counter() - began,
                    "start": began_reading - began,
                }
    return {"pages": pages, "seconds": time.perf_counter() - began, "start": 0.0}


def apart(who: str, path: Path, outlet: str | None) -> dict[str, Any]:
    process = subprocess.Popen(
        [
            sys.executable,
            __file__,
            "--one",
            who,
            "--path",
            str(path),
            *(["--outlet", outlet] if outlet else []),
        ],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    watch, executors = Watch(process.pid), Executors(process.pid)
    watch.start()
    executors.start()
    out, _ = process.communicate()
    for thread in (watch, executors):
        thread.over.set()
        thread.join()
    if process.returncode:
        raise SystemExit(out)
    result: dict[str, Any] = json.loads(out.splitlines()[-1])
    megabytes = {name: round(getattr(executors, name) / 2**20) for name in ("most", "jvm", "python")}
    return {**result, **megabytes, "cpu": sum(watch.cpu.values())}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--from", dest="folder", type=Path)
    parser.add_argument(
        "--outlet", metavar="NAME", help="only its pages are read: for the memory of long files"
    )
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run(options.one, options.path, options.outlet)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.folder:
            sources = sorted(options.folder.glob("*.warc.gz"))
        else:
            sources = [make(folder / "one", cases(None), 1_000)]
        size = options.megabytes * 1_000_000
        paths = [repeated(folder, sources, size // share) for share in (16, 4, 1)]
        figures: dict[str, list[dict[str, Any]]] = {}
        print(
            f"{'':<8}{'MB':>6}{'pages':>9}{'seconds':>9}{'start':>7}{'CPU s':>8}{'executor MB':>13}{'JVM':>7}{'Python':>8}"
        )
        for who in WHO:
            figures[who] = []
            for path in paths[:2] if who == "local" else paths[1:]:
                one = apart(who, path, options.outlet)
                figures[who].append(one)
                print(
                    f"{who:<8}{path.stat().st_size / 1e6:>6.0f}{one['pages']:>9,}{one['seconds']:>9.1f}{one['start']:>7.1f}"
                    f"{one['cpu']:>8.1f}{one['most']:>13}{one['jvm']:>7}{one['python']:>8}",
                    flush=True,
                )
        rates = {}
        for who, (small, large) in figures.items():
            per_page = (large["cpu"] - small["cpu"]) / (large["pages"] - small["pages"])
            rates[who] = 1 / per_page
            fixed = small["cpu"] - small["pages"] * per_page
            print(
                f"{who}: {rates[who]:.0f} pages/s a core in steady state, {fixed:.0f} s of processor time before that"
            )
        print(f"Spark reads {rates['spark'] / rates['local']:.2f} of what the processes read, per core")


if __name__ == "__main__":
    main()
