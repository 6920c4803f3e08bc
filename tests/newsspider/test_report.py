"""The closing table."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from newsspider.report import Tally, print_tally
from tests.conftest import FIXTURES, ROOT

STATS = {
    "newsspider/pages": 9,
    "newsspider/articles": 5,
    "newsspider/layout/jpnn/2020": 3,
    "newsspider/layout/jpnn/amp": 1,
    "newsspider/fallback": 1,
    "newsspider/refused/video page": 1,
    "newsspider/refused/HTTP 404": 2,
    "newsspider/misses": 1,
    "downloader/request_count": 12,
}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_plain_text_in_a_pipe() -> None:
    out = io.StringIO()
    print_tally(Tally.from_stats(STATS), "jpnn", out)
    assert out.getvalue().splitlines() == [
        "jpnn",
        "  pages                             9",
        "  articles                          5",
        "    jpnn 2020                       3",
        "    jpnn amp                        1",
        "    no layout fits (fallback)       1",
        "  refused                           3",
        "    HTTP 404                        2",
        "    video page                      1",
        "  not recorded                      1",
        "The crawl failed: 1 page missing from the cassette.",
    ]


def test_colours_on_a_terminal() -> None:
    out = Terminal()
    print_tally(Tally.from_stats(STATS), "jpnn", out)
    text = out.getvalue()
    assert "video page" in text and "no layout fits" in text and "The crawl failed" in text


def test_several_crawls_add_up() -> None:
    total = Tally()
    for _ in range(2):
        total.add(Tally.from_stats(STATS))
    assert (total.pages, total.articles, total.layouts["jpnn/amp"], total.refused["HTTP 404"]) == (
        18,
        10,
        2,
        4,
    )
    assert total.failed and total.verdict() == "The crawl failed: 2 pages missing from the cassette."
    assert not Tally().failed and Tally().verdict() == ""


def test_a_bar_on_a_terminal_and_log_lines_above_it() -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    case = FIXTURES / "jpnn" / "2020" / "tiga-halaman"
    url = "https://www.jpnn.com/news/tidak-ada"
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", "crawl", "jpnn", "-a", f"cassette={case}", "-a", f"urls={url}"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 65536):
            seen += chunk
    except OSError:  # how Linux says that the other side is closed
        pass
    os.close(ours)
    assert process.wait(60) == 1
    text = seen.decode()
    assert "0 articles" in text and "━" in text and "│" in text
    assert "Not recorded: GET https://www.jpnn.com/news/tidak-ada" in text and "Traceback" not in text
