"""How requests end: each outcome has a group, in one place."""

from __future__ import annotations

import json
import sqlite3

import pytest
from scrapy.http import HtmlResponse, Request, Response

from extractors import Article, Block
from extractors.results import ErrorPage, IndexPage, VideoPage
from newsspider.politeness.outcomes import (
    Ending,
    Group,
    RequestOutcome,
    extractor_failed,
    group_of,
    is_stub,
    name_of,
    not_fetched,
    status_name,
    wall_of,
)

NEWS = "https://www.contoh.example/news"


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("HTTP 403", "blocked"),
        ("HTTP 429", "blocked"),
        ("challenge page", "blocked"),
        ("empty shell of a JavaScript list", "blocked"),
        ("redirected to the home page", "blocked"),
        ("HTTP 404", "gone"),
        ("HTTP 410", "gone"),
        ("HTTP 500", "failed"),
        ("not fetched (DownloadTimeoutError)", "failed"),
        ("split article without all its pages", "failed"),
        ("list not read", "failed"),
        ("redirect loop", "failed"),
        ("forbidden by robots.txt", "robots"),
        ("out of window", "unwanted"),
        ("not modified", "unchanged"),
        ("video page", "not an article"),
        ("list without articles", "not an article"),
    ],
)
def test_every_outcome_belongs_to_a_group(kind: str, group: str) -> None:
    assert group_of(kind) == group


def response(
    url: str, body: str = "<p>x</p>", *, came_from: str | None = None, status: int = 200
) -> Response:
    meta = {"redirect_urls": [came_from]} if came_from else {}
    return HtmlResponse(url, status=status, body=body.encode(), request=Request(url, meta=meta))


def test_a_page_is_named_by_how_it_came_as_well() -> None:
    home = "https://www.contoh.example/"
    assert name_of(ErrorPage(NEWS, "x"), response(NEWS)) == "soft 404"
    assert name_of(IndexPage(home, "x"), response(home)) == "index page"
    assert name_of(IndexPage(home, "x"), response(home, came_from=f"{NEWS}/a")) == RequestOutcome.SENT_HOME
    assert name_of(VideoPage(home, "x"), response(NEWS, came_from=f"{NEWS}/a")) == "video page"


@pytest.mark.parametrize(
    ("page", "wall"),
    [
        (response(NEWS, "<title>Just a moment...</title>", status=403), "challenge page"),
        (response(NEWS, "<title>Halaman tidak ditemukan</title><p>x</p>"), "soft 404"),
        (response(NEWS, "<title>404 Not Found</title><p>x</p>", status=403), None),
        (response(NEWS, '<title>Contoh</title><body><div id="__nuxt"></div>'), "empty shell"),
        (response("https://www.contoh.example/masuk", came_from=NEWS), "login wall"),
        (response("https://www.contoh.example/", came_from=NEWS), RequestOutcome.SENT_HOME),
        (response(NEWS, "<title>Contoh</title><p>Indeks berita</p>"), None),
        (response(NEWS, ""), None),
    ],
)
def test_what_stands_before_a_list(page: Response, wall: str | None) -> None:
    found = wall_of(page)
    assert (found and found[0]) == wall


@pytest.mark.parametrize(
    ("free", "words", "stub"), [(False, 40, True), (False, 400, False), (None, 40, False)]
)
def test_a_text_that_costs_and_is_short_was_cut(free: bool | None, words: int, stub: bool) -> None:
    text = Block("paragraph", " ".join(["kata"] * words))
    assert is_stub(Article(headline="x", isAccessibleForFree=free, body=(text,))) is stub


def test_outcomes_that_are_open_are_failures_by_how_they_are_named() -> None:
    for name in (status_name(503), not_fetched(TimeoutError()), extractor_failed(ValueError())):
        assert name not in set(RequestOutcome) and group_of(name) is Group.FAILED
    assert status_name(404) == RequestOutcome.HTTP_404


def test_an_outcome_is_its_name_wherever_it_is_written() -> None:
    one = RequestOutcome.HTTP_404
    assert f"{one}" == str(one) == "HTTP 404" and {one: 1}["HTTP 404"] == 1
    assert json.dumps({one: one}) == '{"HTTP 404": "HTTP 404"}'
    assert sqlite3.connect(":memory:").execute("SELECT typeof(?1), ?1", (one,)).fetchone() == (
        "text",
        "HTTP 404",
    )


@pytest.mark.parametrize(
    ("outcome", "settled"),
    [
        (RequestOutcome.SOFT_404, True),
        ("HTTP 451", True),
        ("HTTP 403", False),  # some other day it may be let through
        (RequestOutcome.EMPTY_LIST, False),
        (RequestOutcome.HTTP_404, False),
        ("video page", False),
    ],
)
def test_what_is_blocked_for_good_is_settled(outcome: str, settled: bool) -> None:
    assert Ending(outcome, NEWS).settled is settled
