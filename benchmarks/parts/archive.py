"""A WARC file read anew: ``reextract`` beside trafilatura in a process pool (``reextract.py``) and datatrove.

All read the same file; ``reextract`` alone then reads one of four times the size, for its memory. datatrove, which divides work by files, gets it in as many parts as it has processes.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
from pathlib import Path

from benchmarks import reextract
from benchmarks.measuring import turns
from benchmarks.pages import REAL
from benchmarks.parts import Figures, Scale, Watch
from benchmarks.peers import Unavailable, python

OURS, DATATROVE = reextract.WHO[0], "datatrove"
SCRIPT = Path(__file__).parents[1] / "datatrove_read.py"
PROCESSES = (1, 2)


def measure(scale: Scale, watch: Watch) -> Figures:
    pages, rounds = (
        (300, 1) if scale.quick else (scale.warc_pages, 1 if scale.warc_pages >= 5000 else scale.rounds)
    )
    who = [*reextract.WHO, DATATROVE]
    skipped = {}
    try:
        python(DATATROVE)
    except Unavailable as error:
        who.remove(DATATROVE)
        skipped[DATATROVE] = str(error)
        watch.say(str(error))
    watch.steps(rounds * len(who) * len(PROCESSES) + 2)
    everything = reextract.cases(REAL) if REAL.is_dir() else reextract.cases(None)
    runs: dict[str, dict[int, list[Figures]]] = {name: {jobs: [] for jobs in PROCESSES} for name in who}
    with tempfile.TemporaryDirectory() as tmp:
        watch.step(f"writing {pages:,} pages")
        path = reextract.make(Path(tmp) / "one", everything, pages)
        parts = {1: path.parent, 2: Path(tmp) / "parts"}
        parts[2].mkdir()
        for number in range(2):
            half = reextract.make(Path(tmp) / f"half{number}", everything, pages // 2)
            half.rename(parts[2] / f"{number}.warc.gz")
        for number in range(rounds):
            for jobs in PROCESSES:
                for name in turns(who, number):
                    watch.step(f"{name}, {jobs} process{'es' if jobs > 1 else ''}")
                    if name == DATATROVE:
                        runs[name][jobs].append(_datatrove(parts[jobs], jobs))
                    else:
                        runs[name][jobs].append(reextract.apart(name, path, jobs))
        size = path.stat().st_size
        watch.step(f"{OURS}, {4 * pages:,} pages")
        large = reextract.make(Path(tmp) / "large", everything, 4 * pages)
        alone = {pages: runs[OURS][2][0], 4 * pages: reextract.apart(OURS, large, 2)}
    told: Figures = {
        name: {str(jobs): _compared(each, runs[OURS][jobs], pages) for jobs, each in by_jobs.items()}
        for name, by_jobs in runs.items()
    }
    return {
        "pages": pages,
        "kind": "real" if REAL.is_dir() else "fixtures",
        "warc_mb": size / 1e6,
        "rounds": rounds,
        "engines": told,
        "memory_mb": {
            str(count): {"collector": one["own"], "worker": one["worker"]} for count, one in alone.items()
        },
        "large": {
            "pages": 4 * pages,
            "pages_per_second": 4 * pages / alone[4 * pages]["seconds"],
            "articles": alone[4 * pages]["articles"],
        },
        "versions": {
            key: runs[DATATROVE][1][0][key] for key in ("version", "trafilatura") if DATATROVE in runs
        },
        "skipped": skipped,
    }


def _compared(each: list[Figures], own: list[Figures], pages: int) -> Figures:
    """The best round, and the median of the rounds' ratios to ``reextract``, by the clock and in processor time."""
    times, cpu_times = (
        statistics.median(one[what] / ours[what] for one, ours in zip(each, own, strict=True))
        for what in ("seconds", "cpu")
    )
    return {
        "pages_per_second": pages / min(one["seconds"] for one in each),
        "cpu_ms": min(one["cpu"] for one in each) / pages * 1000,
        "articles": each[0]["articles"],
        "times": times,
        "cpu_times": cpu_times,
    }


def _datatrove(folder: Path, jobs: int) -> Figures:
    command = [str(python(DATATROVE)), "-P", str(SCRIPT), str(folder), str(jobs)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    watch = reextract.Watch(process.pid)
    watch.start()
    out, err = process.communicate()
    watch.over.set()
    watch.join()
    if process.returncode:
        raise RuntimeError(f"datatrove: {err[-2000:]}")
    told: Figures = json.loads(out.splitlines()[-1])
    return {**told, "cpu": sum(watch.cpu.values())}
