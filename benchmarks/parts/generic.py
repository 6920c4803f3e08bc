"""Pages that no rule describes: every page under a made-up address, beside engines that know no outlet either."""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from benchmarks import generic, pages
from benchmarks.generic import Read, disguised, over_outlets
from benchmarks.measuring import Figures, Growth, Readings, Worker, median_of, ratio, turns
from benchmarks.pages import Sample
from benchmarks.parts import Scale, Watch
from benchmarks.parts.extraction import CALLS, SECONDS
from benchmarks.peers import BY_LXML, ENGINES, EXPLAIN, OURS, PARSERS, Unavailable
from extractors import NotAnArticle, SiteProfile, extract, learn_page, outlet_for
from extractors.score import Score, score

BULK = pages.REAL.parent / "bulk"
SIBLINGS = 10
SMALL, LARGE = 100, 1000  # kB
RULED = "extract, with rules"
LXML_RULED = f"{RULED}, read by lxml"


def measure(scale: Scale, watch: Watch) -> Figures:
    real = generic.real()
    samples = real or pages.fixtures()
    if scale.quick:
        samples = pages.spread(samples, 14)
    growing = pages.spread(
        [one for one in samples if pages.FRAGMENT <= len(one.html) <= 100_000], 2 if scale.quick else 8
    )
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        workers, skipped = {}, {}
        for engine in ENGINES:
            if engine.outlets is not None or engine.name in (*PARSERS, EXPLAIN):
                continue
            try:
                workers[engine.name] = stack.enter_context(closing(Worker(engine)))
            except Unavailable as error:
                skipped[engine.name] = str(error)
                watch.say(str(error))
        watch.steps(len(samples) + len(growing))
        readings: dict[str, Readings] = defaultdict(Readings)
        scores: dict[str, list[Read]] = defaultdict(list)
        for place, sample in enumerate(samples):
            watch.step(sample.name)
            file = folder / "page.html"
            file.write_bytes(sample.html)
            for name in turns(list(workers), place):
                told = workers[name].ask(file, disguised(sample.url), calls=CALLS, seconds=SECONDS, text=True)
                readings[name].add(sample.name, told)
                if name == BY_LXML:  # its time alone is of interest
                    continue
                article: Mapping[str, Any] = told.get("article", {"body": []})
                scores[name].append(Read(sample, article, score(article, sample.golden), 0))
            if outlet_for(sample.url) is not None:
                told = workers[OURS].ask(file, sample.url, calls=CALLS, seconds=SECONDS, text=True)
                readings[RULED].add(sample.name, told)
                told = workers[BY_LXML].ask(file, sample.url, calls=CALLS, seconds=SECONDS, text=True)
                readings[LXML_RULED].add(sample.name, told)
        growth = [_grown(sample, workers[OURS], folder, watch) for sample in growing]
    whole = {one.name for one in samples if len(one.html) >= pages.FRAGMENT}
    return {
        "pages": len(samples),
        "outlets": len({one.outlet for one in samples}),
        "kind": "real" if real else "fixtures",
        "engines": {
            name: {
                **over_outlets(found),
                "times": ratio(readings[name].times, readings[OURS].times),
            }
            for name, found in scores.items()
        },
        "times_ruled": ratio(readings[OURS].times, readings[RULED].times),
        "whole_times_ruled": ratio(readings[OURS].times, readings[RULED].times, whole),
        "lxml_times_ruled": ratio(readings[BY_LXML].times, readings[LXML_RULED].times),
        "growth": median_of(one.times(SMALL, LARGE) for one in growth),
        "siblings": siblings(watch, scale),
        "skipped": skipped,
    }


def _grown(sample: Sample, worker: Worker, folder: Path, watch: Watch) -> Growth:
    """What the reader takes for a page at two sizes."""
    watch.step(f"{sample.name}, larger")
    found = Growth()
    for size in (SMALL, LARGE):
        html = pages.grown(sample.html, sample.url, sample.texts, size * 1000)
        if len(html) <= 1.2 * size * 1000:
            file = folder / "grown.html"
            file.write_bytes(html)
            told = worker.ask(file, disguised(sample.url), calls=3, seconds=SECONDS)
            if "error" not in told:
                found.add(size, len(html), told["ms"])
    return found


def siblings(watch: Watch, scale: Scale) -> Figures:
    """By set of ../shared/bulk: how exact the reader is alone, and with ten siblings; what they cost.

    Where rules read a page, their article is the truth.
    """
    found: Figures = {}
    for path in sorted(BULK.glob("*.warc.gz"))[: 2 if scale.quick else None]:
        watch.say(path.name)
        truths = list(_ruled(path))
        profile, learned = SiteProfile(), 0
        begun = time.process_time()
        for url, html, _ in truths:
            learned += learn_page(html, disguised(url), profile)
            if learned == SIBLINGS:
                break
        spent = time.process_time() - begun
        rest = truths[SIBLINGS:]
        found[path.name.removesuffix(".warc.gz")] = {
            "pages": len(rest),
            "alone": _mean(_scores(rest, None)),
            "with": _mean(_scores(rest, profile)),
            "learn_ms": 1000 * spent / SIBLINGS,
        }
    return found


def _ruled(path: Path) -> Iterator[tuple[str, bytes, Mapping[str, Any]]]:
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type != "response":
                continue
            url, html = record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read()
            try:
                article = extract(html, url)
            except NotAnArticle:
                continue
            if article.layout:
                yield url, html, article.to_dict()


def _scores(
    truths: Iterable[tuple[str, bytes, Mapping[str, Any]]], site: SiteProfile | None
) -> Iterator[Score]:
    for url, html, truth in truths:
        try:
            article: Mapping[str, Any] = extract(html, disguised(url), site=site).to_dict()
        except NotAnArticle:
            article = {"body": []}
        yield score(article, truth)


def _mean(scores: Iterable[Score]) -> Figures:
    found: Sequence[Score] = list(scores)
    count = len(found) or 1
    return {
        "block_f1": sum(one.block_f1 for one in found) / count,
        "body": sum("body" not in one.differing for one in found) / count,
        "exact": sum(one.exact for one in found) / count,
    }
