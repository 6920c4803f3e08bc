"""The small site, and crawls of it in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.newsspider.store.site import Site

SCRIPT = Path(__file__).with_name("crawl.py")


class Crawled:
    """What a finished crawl left: its statistics and what it said."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        assert done.returncode == 0, done.stderr[-3000:]
        self.stats: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        self.said = done.stderr


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site(kilobytes=10) as running:
        yield running


@pytest.fixture
def command(site: Site, tmp_path: Path) -> Callable[..., list[str]]:
    """The command line of a crawl that keeps what it gets below ``tmp_path``."""

    def make(*paths: str, settings: dict[str, Any] | None = None, **task: Any) -> list[str]:
        kept = {"ARCHIVE_DIR": str(tmp_path / "warc"), "STORE_PATH": str(tmp_path / "articles.sqlite")}
        task = {"url": site.url, "paths": paths, "settings": kept | (settings or {})} | task
        return [sys.executable, str(SCRIPT), json.dumps(task)]

    return make


@pytest.fixture
def crawl(command: Callable[..., list[str]]) -> Callable[..., Crawled]:
    def run(*paths: str, **task: Any) -> Crawled:
        return Crawled(subprocess.run(command(*paths, **task), capture_output=True, text=True, timeout=120))

    return run
