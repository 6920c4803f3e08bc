"""The closing table."""

from __future__ import annotations

import io

from newsspider.report import Tally, print_tally

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
