"""A WARC file read anew: ``reextract`` beside trafilatura in a process pool (``reextract.py``) and datatrove.

All read the same file; datatrove, which divides work by files, gets it in as many parts as it has processes.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import tempfile
from pathlib import Path

from benchmarks import reextract
from benchmarks.measuring import turns
from benchmarks.parts import Figures, Scale, Watch
from benchmarks.peers import Unavailable, python

DATATROVE = "datatrove"
SCRIPT = Path(__file__).parents[1] / "datatrove_read.py"
PROCESSES = (1, 2)


def measure(scale: Scale, watch: Watch) -> Figures:
    pages, rounds = (
        (300, 1) if scale.quick else (scale.warc_pages, 1 if scale.warc_pages > 5000 else scale.rounds)
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
    everything = reextract.cases(None)
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
        quarter = reextract.make(Path(tmp) / "quarter", everything, max(1, pages // 4))
        watch.step("a quarter of it, for memory")
        memory = [reextract.apart(reextract.WHO[0], file, 2) for file in (quarter, path)]
    told: Figures = {
        name: {
            str(jobs): _compared(each, runs[reextract.WHO[0]][jobs], pages) for jobs, each in by_jobs.items()
        }
        for name, by_jobs in runs.items()
    }
    return {
        "pages": pages,
        "warc_mb": size / 1e6,
        "rounds": rounds,
        "engines": told,
        "memory_mb": {
            str(count): {"collector": one["own"], "worker": one["worker"]}
            for count, one in zip((max(1, pages // 4), pages), memory, strict=True)
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
    before = os.times()
    done = subprocess.run(
        [str(python(DATATROVE)), "-P", str(SCRIPT), str(folder), str(jobs)], capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"datatrove: {done.stderr[-2000:]}")
    after = os.times()
    told: Figures = json.loads(done.stdout.splitlines()[-1])
    spent = after.children_user - before.children_user + after.children_system - before.children_system
    return {**told, "cpu": spent}
