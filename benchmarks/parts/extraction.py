"""``extract`` beside its peers: speed, memory, import time and exactness, on the same pages."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, closing
from pathlib import Path

from benchmarks import pages
from benchmarks.measuring import Figures, Growth, Readings, Worker, median_of, per_100_kb, ratio, turns
from benchmarks.pages import SIZES, Sample
from benchmarks.parts import Scale, Watch
from benchmarks.peers import BY_LXML, ENGINES, EXPLAIN, OURS, PARSE, PARSERS, Engine, Unavailable
from extractors.score import Score, mean, score

CALLS, SECONDS = 7, 0.25
"""A turn: so many readings of a page, or as many as begin within so much processor time."""


def measure(scale: Scale, watch: Watch) -> Figures:
    real = pages.real()
    samples = real or pages.fixtures()
    if scale.quick:
        samples = pages.spread(samples, 14)
    whole = [sample for sample in samples if pages.FRAGMENT <= len(sample.html) <= 100_000]
    growing = pages.spread(whole or samples, 2 if scale.quick else 8)
    sizes = SIZES[1:] if scale.quick else SIZES
    rounds = 1 if scale.quick else scale.rounds
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        workers, skipped, imports = {}, {}, {}
        for engine in ENGINES:
            try:
                imports[engine.name] = _import_time(engine, 1 if scale.quick else 3)
                workers[engine.name] = stack.enter_context(closing(Worker(engine)))
            except Unavailable as error:
                skipped[engine.name] = str(error)
                watch.say(str(error))
        watch.steps(rounds * len(samples) + len(growing) * len(sizes))
        readings, scores = _read(samples, workers, rounds, folder, watch)
        memory = {name: worker.memory for name, worker in workers.items()}
        growth = _grow(growing, sizes, workers, 1 if scale.quick else 2, folder, watch)
    bytes_of = {sample.name: len(sample.html) for sample in samples}
    entire = {name for name, size in bytes_of.items() if size >= pages.FRAGMENT}
    engines: Figures = {}
    for name, worker in workers.items():
        reading = readings[name]
        known = [sample for sample in samples if worker.engine.reads(sample.outlet)]
        judged = mean(scores[name].values())
        engines[name] = {
            "version": worker.hello["version"],
            "pages": len(known),
            "read": len(reading.times),
            **reading.speed(bytes_of),
            "times_parse": ratio(reading.times, readings[PARSE].times),
            "times_extract": ratio(reading.times, readings[OURS].times),
            "whole_times_parse": ratio(reading.times, readings[PARSE].times, entire),
            "whole_times_extract": ratio(reading.times, readings[OURS].times, entire),
            "block_f1": judged.block_f1 if name not in PARSERS else None,
            "word_f1": judged.word_f1 if name not in PARSERS else None,
            "exact": judged.exact if name in (OURS, EXPLAIN, BY_LXML) else None,
            "memory_mb": memory[name],
            "memory_large_mb": worker.memory,
            "import_s": imports[name],
            "growth": growth[name],
        }
    return {
        "pages": len(samples),
        "whole": len(entire),
        "kind": "real" if real else "fixtures",
        "median_kb": statistics.median(len(sample.html) for sample in samples) / 1000,
        "grown": len(growing),
        "rounds": rounds,
        "engines": engines,
        "skipped": skipped,
    }


def _import_time(engine: Engine, times: int) -> float:
    """Processor seconds of importing an engine and making it ready, best of fresh processes."""
    best = float("inf")
    for _ in range(times + 1):  # the first may compile
        with closing(Worker(engine)) as worker:
            best = min(best, worker.hello["import"])
    return best


def _read(
    samples: list[Sample],
    workers: Mapping[str, Worker],
    rounds: int,
    folder: Path,
    watch: Watch,
) -> tuple[dict[str, Readings], dict[str, dict[str, Score]]]:
    """All engines read every page, in turns."""
    readings: dict[str, Readings] = {name: Readings() for name in workers}
    scores: dict[str, dict[str, Score]] = {name: {} for name in workers}
    files = _written(samples, folder)
    for number in range(rounds):
        for place, sample in enumerate(samples):
            watch.step(f"round {number + 1}, {sample.name}")
            for name in turns(list(workers), number + place):
                worker = workers[name]
                if not worker.engine.reads(sample.outlet):
                    continue
                told = worker.ask(files[sample.name], sample.url, calls=CALLS, seconds=SECONDS, text=True)
                readings[name].add(sample.name, told, needs_text=name not in PARSERS)
                if sample.name not in scores[name]:
                    scores[name][sample.name] = score(told.get("article", {"body": []}), sample.golden)
    return readings, scores


def _grow(
    growing: list[Sample],
    sizes: Iterable[int],
    workers: Mapping[str, Worker],
    rounds: int,
    folder: Path,
    watch: Watch,
) -> dict[str, Figures]:
    """Costs by size, medians over the pages; and blocks read, which shows the engines that give up."""
    costs: dict[str, dict[int, list[float]]] = {name: {size: [] for size in sizes} for name in workers}
    blocks: dict[str, dict[int, list[int]]] = {name: {size: [] for size in sizes} for name in workers}
    growths: dict[str, list[Growth]] = {name: [] for name in workers}
    for sample in growing:
        points: dict[str, Growth] = {name: Growth() for name in workers}
        for size in sizes:
            watch.step(f"{sample.name}, {size:,} kB")
            html = pages.grown(sample.html, sample.url, sample.texts, size * 1000)
            if len(html) > 1.2 * size * 1000:
                continue  # it is larger by itself
            file = folder / "grown.html"
            file.write_bytes(html)
            best: dict[str, Readings] = {name: Readings() for name in workers}
            for number in range(rounds):
                for name in turns(list(workers), number):
                    if not workers[name].engine.reads(sample.outlet):
                        continue
                    told = workers[name].ask(file, sample.url, calls=3, seconds=SECONDS)
                    best[name].add("page", told, needs_text=name not in PARSERS)
                    if number == 0 and "blocks" in told:
                        blocks[name][size].append(told["blocks"])
            for name, reading in best.items():
                if reading.times:
                    points[name].add(size, len(html), reading.times["page"])
                    costs[name][size].append(per_100_kb(reading.times["page"], len(html)))
        for name, growth in points.items():
            growths[name].append(growth)
    return {
        name: {
            "ms_per_100_kb": {str(size): statistics.median(x) for size, x in costs[name].items() if x},
            "blocks": {str(size): statistics.median(x) for size, x in blocks[name].items() if x},
            "times": median_of(growth.times() for growth in growths[name]),
            "slope": median_of(growth.slope() for growth in growths[name]),
        }
        for name in workers
    }


def _written(samples: Iterable[Sample], folder: Path) -> dict[str, Path]:
    files = {}
    for number, sample in enumerate(samples):
        files[sample.name] = folder / f"{number}.html"
        files[sample.name].write_bytes(sample.html)
    return files
