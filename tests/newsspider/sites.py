"""Crawls of the local outlets that keep everything in one folder, for tests of what goes wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newsspider.store import ArticleStore
from tests.newsspider.conftest import Run, read_items
from tests.site import Server
from tests.site.faults import Fault

OUTLET = "beritautama"


class Crawl:
    """Addresses of a small local site, and crawls of them that keep everything in one folder."""

    def __init__(
        self,
        crawl: Callable[..., Run],
        server: Server,
        folder: Path,
        outlet: str = OUTLET,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.crawl, self.server, self.folder, self.outlet = crawl, server, folder, outlet
        self.urls = [entry.url for entry in server.site.articles(outlet)]
        self.environment = {**server.environment(), **(environment or {})}
        self.number = 0

    def add(self, index: int, make: Callable[..., Fault], **options: Any) -> str:
        """Give the article of that number a fault; its address."""
        self.server.add(make(re.escape(self.urls[index].split("://", 1)[1]), **options))
        return self.urls[index]

    def run(self, *arguments: str, **settings: Any) -> tuple[Run, dict[str, Any], dict[str, dict[str, Any]]]:
        """The run, its report, and its items by address. Without arguments all addresses are asked for."""
        self.number += 1
        out = self.folder / f"{self.number}.jsonl"
        (self.folder / "urls.txt").write_text("\n".join(self.urls))
        quick = {
            **self.server.settings(),
            "CONTACT": "test@example.org",
            "DATA_DIR": self.folder / "data",
            "REPORT_FILE": self.folder / f"{self.number}.json",
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
            "FRONTIER_RETRY_SECONDS": 0.1,
            "BACKOFF_MAX": 0.5,
            "DOWNLOAD_TIMEOUT": 5,
            "BLOCKED_IN_A_ROW": 100,
            **settings,
        }
        options = [part for name, value in quick.items() for part in ("-s", f"{name}={value}")]
        run = self.crawl(
            "crawl",
            self.outlet,
            *(part for one in arguments or (f"urls={self.folder / 'urls.txt'}",) for part in ("-a", one)),
            "-O",
            str(out),
            *options,
            **self.environment,
        )
        items = {item["url"]: item for item in read_items(out)} if out.exists() else {}
        return run, json.loads((self.folder / f"{self.number}.json").read_text()), items

    def check(self, items: dict[str, dict[str, Any]], urls: list[str]) -> None:
        """These articles, and no others, as their goldens say; all of them in the store."""
        assert sorted(items) == sorted(urls)
        store = ArticleStore(self.folder / "data" / "articles.sqlite", read_only=True)
        for url in urls:
            golden = self.server.site.golden(url)
            assert (items[url]["headline"], items[url]["body"]) == (golden["headline"], golden["body"]), url
            stored = store.get(items[url]["canonicalUrl"])
            assert stored is not None and stored.text_hash == items[url]["textHash"]
        store.close()


def stored(path: Path) -> int:
    """How many articles are in a store that a crawl is writing to, or is about to make."""
    if not path.exists():
        return 0
    try:
        with ArticleStore(path, read_only=True) as store:
            return len(store)
    except Exception:  # not made yet
        return 0
