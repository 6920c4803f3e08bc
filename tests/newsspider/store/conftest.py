"""The small site, and crawls of it in processes of their own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.newsspider.forkserver import Commands, Forked
from tests.newsspider.store.site import Site

SCRIPT = Path(__file__).with_name("crawl.py")


class Crawled:
    """What a finished crawl left: its statistics and what it said."""

    def __init__(self, done: Forked) -> None:
        code, self.said = done.wait(), done.err.read_text("utf-8")
        assert code == 0, self.said[-3000:]
        self.stats: dict[str, Any] = json.loads(done.out.read_text("utf-8").splitlines()[-1])


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site(kilobytes=10) as running:
        yield running


@pytest.fixture
def start(site: Site, commands: Commands, tmp_path: Path) -> Callable[..., Forked]:
    """Start a crawl that keeps what it gets below ``tmp_path``."""

    def make(*paths: str, settings: dict[str, Any] | None = None, **task: Any) -> Forked:
        kept = {"ARCHIVE_DIR": str(tmp_path / "warc"), "STORE_PATH": str(tmp_path / "articles.sqlite")}
        task = {"url": site.url, "paths": paths, "settings": kept | (settings or {})} | task
        return commands.start([json.dumps(task)], ROOT, dict(os.environ), command=str(SCRIPT))

    return make


@pytest.fixture
def crawl(start: Callable[..., Forked]) -> Callable[..., Crawled]:
    return lambda *paths, **task: Crawled(start(*paths, **task))
