"""Reading pages in another process gives what reading them here gives, and outlives its readers."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from extractors import Article, NotAnArticle
from extractors.results import EmptyPage
from newsspider.crawl.reader_processes import Extraction, PageToRead, ReaderDied
from newsspider.recording.fixtures import find_cases, read_case
from tests.conftest import FIXTURES

PAGES = [
    PageToRead(page.body, page.url)
    for folder in list(find_cases(FIXTURES))[::6]
    for page in read_case(folder).pages[:1]
]


def run(work: Callable[[Extraction], Awaitable[Any]], **settings: Any) -> tuple[Any, dict[str, int]]:
    counts: dict[str, int] = {}

    def count(name: str) -> None:
        counts[name] = counts.get(name, 0) + 1

    crawler: Any = SimpleNamespace(stats=SimpleNamespace(inc_value=count))

    async def main() -> Any:
        extraction = Extraction(
            crawler,
            settings.get("processes", 1),
            settings.get("timeout", 30.0),
            settings.get("start_timeout", 30.0),
        )
        try:
            return await work(extraction)
        finally:
            extraction.close()
            await asyncio.sleep(0.05)

    return asyncio.run(main()), counts


def test_articles_are_those_that_are_read_here() -> None:
    async def work(extraction: Extraction) -> list[Article]:
        return list(await asyncio.gather(*(extraction.read(page) for page in PAGES)))

    there, counts = run(work, processes=2)
    assert there == [page.read() for page in PAGES]
    assert not counts


def test_a_page_that_is_no_article_raises_its_own_result() -> None:
    async def work(extraction: Extraction) -> NotAnArticle:
        with pytest.raises(EmptyPage) as caught:
            await extraction.read(PageToRead(b" ", "https://www.jpnn.com/news/a"))
        return caught.value

    result, _ = run(work)
    assert str(result) == "https://www.jpnn.com/news/a: empty page: the server sent nothing"


def test_what_the_extractor_raises_besides_is_raised_here_in_one_sentence() -> None:
    async def work(extraction: Extraction) -> None:
        with pytest.raises(RuntimeError, match="TypeError"):
            await extraction.read(PageToRead(PAGES[0].body, None))  # type: ignore[arg-type]

    run(work)


def test_pages_survive_a_reader_that_is_killed() -> None:
    async def work(extraction: Extraction) -> list[Article]:
        await extraction.read(PAGES[0])
        process = extraction.readers[0].process
        assert process is not None
        waiting = [asyncio.ensure_future(extraction.read(page)) for page in PAGES * 3]
        await asyncio.sleep(0)
        os.kill(process.pid, signal.SIGKILL)
        return list(await asyncio.gather(*waiting))

    there, counts = run(work)
    assert there == [page.read() for page in PAGES] * 3
    assert counts == {"newsspider/readers died": 1}


def test_a_page_that_hangs_two_readers_is_given_up_and_those_behind_it_go_on() -> None:
    class Endless(bytes):
        def __reduce__(self) -> Any:
            import time

            return time.sleep, (60,)  # a reader that unpickles this hangs

    async def work(extraction: Extraction) -> Article:
        with pytest.raises(ReaderDied, match="two processes died"):
            await extraction.read(PageToRead(Endless(b"x"), "https://www.jpnn.com/news/a"))
        return await extraction.read(PAGES[0])

    article, counts = run(work, timeout=1.0)
    assert article == PAGES[0].read()
    assert counts["newsspider/readers died"] == 2


@pytest.mark.parametrize("reader", ["import time; time.sleep(600)", "raise SystemExit(3)"])
def test_pages_are_read_here_where_no_reader_gets_ready(
    reader: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    started: list[int] = []
    real = subprocess.Popen

    def popen(command: list[str], **options: Any) -> Any:
        process = real([sys.executable, "-c", reader], **options)
        started.append(process.pid)
        return process

    monkeypatch.setattr("newsspider.crawl.reader_processes.subprocess.Popen", popen)

    async def work(extraction: Extraction) -> list[Article]:
        return list(await asyncio.gather(*(extraction.read(page) for page in PAGES)))

    there, _ = run(work, start_timeout=0.3)
    assert there == [page.read() for page in PAGES]
    assert len(started) == 2, "one retry"
    assert "the crawl reads them itself" in caplog.text
    for pid in started:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_pages_are_read_here_where_no_process_can_be_started(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def popen(*_: Any, **__: Any) -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr("newsspider.crawl.reader_processes.subprocess.Popen", popen)

    async def work(extraction: Extraction) -> Article:
        return await extraction.read(PAGES[0])

    assert run(work)[0] == PAGES[0].read()
    assert "Resource temporarily unavailable" in caplog.text
