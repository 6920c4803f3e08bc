"""The pace of a crawl with everything on beside that of a bare spider (``crawl_throughput.py``)."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks import crawl_throughput
from benchmarks.measuring import turns
from benchmarks.parts import Figures, Scale, Watch
from tests.site.process import process


def measure(scale: Scale, watch: Watch) -> Figures:
    pages, rounds = (200, 2) if scale.quick else (scale.crawl_pages, scale.rounds)
    watch.steps(rounds * 3 + 1)
    found: dict[str, list[Figures]] = {"bare": [], "tuned": [], "all": []}
    with process(articles=pages, scheme="http") as site, tempfile.TemporaryDirectory() as tmp:
        articles = crawl_throughput.article_urls(site, "kontan", pages)
        first, every = Path(tmp) / "articles.txt", Path(tmp) / "pages.txt"
        first.write_text("\n".join(url for url, _ in articles))
        every.write_text("\n".join(page for _, each in articles for page in each))
        watch.step("the site writes its pages")
        crawl_throughput.bare(site, Path(tmp) / "warm", every)
        for number in range(rounds):
            for name in turns(list(found), number):
                watch.step(f"round {number + 1}, {name}")
                folder = Path(tmp) / f"{number}-{name}"
                if name == "all":
                    found[name].append(crawl_throughput.everything(site, folder, first, "kontan"))
                else:
                    tuned = name == "tuned"
                    found[name].append(crawl_throughput.bare(site, folder, every, tuned=tuned))
    pace = {name: [one["pages"] / one["seconds"] for one in told] for name, told in found.items()}
    return {
        "pages": found["all"][0]["pages"],
        "articles": found["all"][0]["items"],
        "rounds": rounds,
        "bare_pages_per_second": max(pace["bare"]),
        "tuned_pages_per_second": max(pace["tuned"]),
        "pages_per_second": max(pace["all"]),
        "ratio": statistics.median(all_ / bare for all_, bare in zip(pace["all"], pace["bare"], strict=True)),
        "ratio_to_tuned": statistics.median(
            all_ / tuned for all_, tuned in zip(pace["all"], pace["tuned"], strict=True)
        ),
        "bare_cpu_ms": min(one["cpu"] / one["pages"] for one in found["bare"]) * 1000,
        "cpu_ms": min(one["cpu"] / one["pages"] for one in found["all"]) * 1000,
    }
