"""What a command costs before its work: ``scrapy list``, beside importing Scrapy and lxml alone."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

from benchmarks.pages import ROOT
from benchmarks.parts import Figures, Scale, Watch

COMMANDS = {
    "scrapy list": [sys.executable, "-m", "scrapy", "list"],
    "import scrapy": [sys.executable, "-c", "import scrapy"],
    "import extractors": [sys.executable, "-c", "import extractors"],
}


def measure(scale: Scale, watch: Watch) -> Figures:
    rounds = 3 if scale.quick else 10
    watch.steps(rounds * len(COMMANDS))
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    processor: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for number in range(rounds + 1):
        for name, command in COMMANDS.items():
            if number:
                watch.step(name)
            before, begun = os.times(), time.perf_counter()
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            took, after = time.perf_counter() - begun, os.times()
            if number:  # the first may compile
                seconds[name].append(took)
                processor[name].append(
                    after.children_user
                    - before.children_user
                    + after.children_system
                    - before.children_system
                )
    return {
        name: {"seconds": statistics.median(seconds[name]), "cpu_seconds": min(processor[name])}
        for name in COMMANDS
    }
