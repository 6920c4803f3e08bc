"""Whatever comes in: an Article that keeps its promises, a named result, or one sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors import OUTLETS, outlet_for
from extractors.urls import canonical_url, host_of, query_value, resolve
from extractors.vocabulary.dates import parse_date
from tests import strategies as any_
from tests.fuzz.properties import Capture, Page, Planted, check

pytestmark = pytest.mark.slow

MANY = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
NOW = datetime(2024, 8, 5, 10, tzinfo=UTC)


@MANY
@given(any_.pages(), st.one_of(any_.URLS, any_.OUTLET_NAMES.map(lambda name: f"https://{OUTLETS[name].domains[0]}/news/x")), any_.ENCODINGS)  # fmt: skip
def test_any_page_gives_an_article_that_keeps_its_promises_or_a_named_result(
    html: str, url: str, encoding: str | None
) -> None:
    check(Page(html, url))
    check(Page(html.encode("utf-8", "surrogatepass"), url, encoding))


@MANY
@given(
    st.one_of(st.binary(max_size=300), st.binary(max_size=60).map(lambda data: b"<p>" + data)), any_.ENCODINGS
)
def test_any_bytes_give_a_named_result_or_an_article(data: bytes, encoding: str | None) -> None:
    check(Page(data, "https://www.jpnn.com/news/x", encoding))


# a page takes many choices, all of them small
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(any_.PLANTED)
def test_what_is_planted_in_a_page_comes_out_whole_and_nothing_else(page: Planted) -> None:
    check(page)


@MANY
@given(any_.CAPTURES, any_.OUTLET_NAMES)
def test_any_capture_gives_an_article_that_keeps_its_promises_or_a_named_result(
    text: str, outlet: str
) -> None:
    check(Capture(text, outlet))


@MANY
@given(any_.DATES)
def test_any_text_is_a_date_in_the_calendar_or_none(text: str) -> None:
    for now in (None, NOW):
        if found := parse_date(text, now=now):
            assert found.value.tzinfo is not None
            assert 1900 <= found.value.year <= 2100
            assert parse_date(text, now=now) == found


@MANY
@given(any_.URLS, any_.URLS)
def test_any_address_is_an_outlet_s_own_or_nobody_s(url: str, declared: str) -> None:
    outlet = outlet_for(url)
    if outlet:
        host = host_of(url)
        assert outlet.owns(host)
        assert url[:8].lower().startswith(("http://", "https://"))
    address = canonical_url(url, outlet, declared)
    assert outlet_for(address) is outlet
    assert canonical_url(address, outlet) == address or outlet is None
    query_value(url, "page")
    resolve(url, declared)


@MANY
@given(any_.URLS)
def test_host_and_parser_agree_on_whose_address_it_is(url: str) -> None:
    """What decides the outlet and what opens the connection must not read two hosts in one address."""
    try:
        parsed = urlsplit(url).hostname or ""
    except ValueError:
        return
    if outlet_for(url) and "\\" not in url:
        assert host_of(url) == parsed.rstrip(".")
