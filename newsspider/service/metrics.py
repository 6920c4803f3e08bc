"""What Prometheus is told. Labels are outlet, layout, key and outcome; no address and no host is ever one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from newsspider.crawl.report import Exit
from newsspider.drift.model import Alert
from newsspider.drift.overview import FilledShares

__all__ = ["CONTENT_TYPE", "Metrics"]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (1, 5, 15, 60, 300, 900, 3600, 4 * 3600)
_REFUSED = ("failed", "robots", "gone", "not_an_article")
_STORED = ("new", "changed", "corrected", "unchanged")


class Metrics:
    """The registry, and what a crawl's report adds to it."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()

        def counter(name: str, meaning: str, *labels: str) -> Counter:
            return Counter(f"newsspider_{name}", meaning, labels, registry=registry)

        def gauge(name: str, meaning: str, *labels: str) -> Gauge:
            return Gauge(f"newsspider_{name}", meaning, labels, registry=registry)

        self.crawls = counter("crawls", "Crawls that ended, by how", "outlet", "outcome")
        self.seconds = Histogram(
            "newsspider_crawl_seconds",
            "How long crawls took",
            ["outlet"],
            registry=registry,
            buckets=_SECONDS,
        )
        self.articles = counter(
            "articles", "Articles read, by layout; fallback is without one", "outlet", "layout"
        )
        self.stored = counter(
            "stored", "Articles put into the store, by what they were to it", "outlet", "outcome"
        )
        self.refused = counter("refused", "Requests that gave no article, by why", "outlet", "outcome")
        self.responses = counter("responses", "Responses fetched", "outlet")
        self.bytes = counter("response_bytes", "Bytes fetched", "outlet")
        self.left = gauge("left", "Requests that wait for the next crawl", "outlet")
        self.last = gauge("last_crawl_timestamp_seconds", "When the last crawl ended", "outlet")
        self.next = gauge("next_crawl_timestamp_seconds", "When the next crawl is due", "outlet")
        self.failing = gauge("failures_in_a_row", "Crawls in a row that were no success", "outlet")
        self.per_day = gauge("published_per_day", "Articles a day, as learned from the store", "outlet")
        self.filled = gauge(
            "filled_share", "Share of the last day's articles that have a key", "outlet", "layout", "key"
        )
        self.alerts = gauge(
            "alerts_open", "Open alerts about drift, by kind", "outlet", "layout", "key", "outcome"
        )
        self.running = gauge("crawls_running", "Crawls that run now")
        self.stored_articles = gauge("stored_articles", "Articles in the store", "outlet")
        self.disk = gauge("disk_bytes", "Bytes on disk; free is what is left there", "what")

    def crawled(self, outlet: str, code: int, seconds: float, report: Mapping[str, Any] | None) -> None:
        """A crawl has ended."""
        self.crawls.labels(outlet, outcome_of(code)).inc()
        self.seconds.labels(outlet).observe(seconds)
        if report is None:
            return
        for name, count in (report.get("layouts") or {}).items():
            self.articles.labels(outlet, str(name).partition("/")[2]).inc(count)
        if fallback := report.get("fallback"):
            self.articles.labels(outlet, "fallback").inc(fallback)
        for name in _STORED:
            if count := report.get(name):
                self.stored.labels(outlet, name).inc(count)
        for group in _REFUSED:
            for outcome, count in (report.get(group) or {}).items():
                self.refused.labels(outlet, outcome).inc(count)
        for block in report.get("blocked") or ():
            self.refused.labels(outlet, block["kind"]).inc(block["count"])
        self.responses.labels(outlet).inc(report.get("responses") or 0)
        self.bytes.labels(outlet).inc(report.get("bytes") or 0)
        left = report.get("left") or {}
        self.left.labels(outlet).set(left.get("queued", 0) + left.get("later", 0))

    def due(self, outlet: str, moment: datetime | None) -> None:
        """When an outlet is crawled next; None: not before somebody has changed something."""
        self.next.labels(outlet).set(moment.timestamp() if moment else float("nan"))

    def alerted(self, alerts: Iterable[Alert]) -> None:
        """These alerts are open now, and no others."""
        self.alerts.clear()
        for one in alerts:
            if not one.acknowledged:
                self.alerts.labels(one.outlet, one.layout, one.key, one.kind).set(1)

    def fill(self, outlet: str, shares: FilledShares) -> None:
        """These are the shares of an outlet, by layout and key, and it has no others."""
        self.filled.remove_by_labels({"outlet": outlet})
        for (layout, key), share in shares.items():
            self.filled.labels(outlet, layout, key).set(share)

    def forget(self, outlet: str) -> None:
        """An outlet is no longer crawled: what was counted of it stays, what is true of now goes."""
        self.fill(outlet, {})
        for one in (self.next, self.left, self.failing, self.per_day):
            one.remove(outlet)

    def measure_disk(self, sizes: Mapping[str, int], folder: Path) -> None:
        """How large the parts of the data are, and what is free beside them."""
        import shutil

        for what, size in sizes.items():
            self.disk.labels(what).set(size)
        self.disk.labels("free").set(shutil.disk_usage(folder).free)

    def text(self) -> bytes:
        """All of it, in Prometheus's format."""
        return generate_latest(self.registry)


def outcome_of(code: int) -> str:
    """The name of an exit code; "killed" where a signal ended the crawl."""
    return Exit(code).name.lower() if code in set(Exit) else "killed" if code < 0 else "failed"
