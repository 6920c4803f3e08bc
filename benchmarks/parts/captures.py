"""``clean_capture``: the seeds, again and again, in MB/s of one core."""

from __future__ import annotations

import json
import time

from benchmarks.pages import ROOT
from benchmarks.parts import Figures, Scale, Watch
from extractors import clean_capture


def measure(scale: Scale, watch: Watch) -> Figures:
    seeds = []
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        golden = json.loads(path.with_name(f"{path.stem}.golden.json").read_text("utf-8"))
        seeds.append((path.read_text("utf-8"), golden["outlet"]))
    rounds = 20 if scale.quick else 200
    watch.steps(rounds)
    best = [float("inf")] * len(seeds)
    for number in range(rounds):
        watch.step(f"round {number + 1}")
        for place, (text, outlet) in enumerate(seeds):
            begun = time.process_time()
            clean_capture(text, outlet)
            best[place] = min(best[place], time.process_time() - begun)
    size = sum(len(text.encode()) for text, _ in seeds)
    return {"captures": len(seeds), "kb": size / 1000, "mb_per_second": size / 1e6 / sum(best)}
