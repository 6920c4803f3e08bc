"""What a crawl is asked for, and its message when that cannot be followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from extractors import OUTLETS, extract
from extractors.vocabulary.dates import WIB
from newsspider.discovery import Asked, AskedError, Link, read_asked
from newsspider.recording.fixtures import read_case
from tests.conftest import FIXTURES

NOW = datetime(2024, 2, 10, 15, 30, tzinfo=WIB)
KONTAN, JPNN, BERITAUTAMA = OUTLETS["kontan"], OUTLETS["jpnn"], OUTLETS["beritautama"]


def test_everything_at_once() -> None:
    arguments = {"since": "3 hari", "section": "Nasional, industri", "source": "sitemap,feed", "limit": "3"}
    asked = read_asked(arguments, KONTAN, NOW)
    assert asked.sections == ("nasional", "industri")
    assert asked.kinds == ("sitemap", "feed")
    assert asked.window.since == datetime(2024, 2, 7, tzinfo=WIB)
    assert read_asked({}, KONTAN, NOW) == Asked(window=asked.window.__class__(zone=WIB))


@pytest.mark.parametrize(
    ("arguments", "outlet", "words"),
    [
        ({"since": "besok"}, "kontan", "since: 'besok' is not a date"),
        (
            {"section": "nasionl"},
            "kontan",
            "section: kontan has no section 'nasionl'; did you mean nasional?",
        ),
        ({"section": "xyz"}, "kontan", "there are nasional, keuangan"),
        ({"source": "sitemaps"}, "kontan", "source: kontan has no source 'sitemaps'; did you mean sitemap?"),
        ({"source": "json"}, "jpnn", "there are sitemap, feed, index, rubric, tag"),
        ({"source": "tag"}, "jpnn", "-a tag=NAME"),
    ],
)
def test_what_cannot_be_followed_is_one_sentence(arguments: dict[str, str], outlet: str, words: str) -> None:
    with pytest.raises(AskedError) as caught:
        read_asked(arguments, OUTLETS[outlet], NOW)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_without_an_outlet_nothing_can_be_asked_for() -> None:
    with pytest.raises(AskedError, match="only an outlet's spider"):
        read_asked({"since": "2024-01-01"}, None, NOW)
    assert read_asked({}, None, NOW) == Asked()


def test_an_outlet_without_channels_takes_any_section() -> None:
    assert read_asked({"section": "Gaya Hidup"}, BERITAUTAMA, NOW).sections == ("gaya-hidup",)


def test_the_articles_own_date_decides() -> None:
    page = read_case(FIXTURES / "jpnn" / "2020" / "daftar-abc").pages[0]
    article = extract(page.body, page.url)
    asked = read_asked({"since": "2024-01-01", "until": "2024-01-31"}, JPNN, NOW)
    inside = replace(article, datePublished=datetime(2024, 1, 31, 23, 59, tzinfo=WIB))
    outside = replace(article, datePublished=datetime(2024, 2, 1, tzinfo=WIB))
    undated = replace(article, datePublished=None)
    said = Link(page.url, published=datetime(2023, 1, 1, tzinfo=WIB))
    assert asked.refusal(inside, said, JPNN) is None
    assert asked.refusal(outside, None, JPNN) == "out of window"
    assert asked.refusal(undated, said, JPNN) == "out of window"
    assert asked.refusal(undated, None, JPNN) is None


def test_a_section_is_known_by_list_address_or_article() -> None:
    page = read_case(FIXTURES / "jpnn" / "2020" / "daftar-abc").pages[0]
    article = replace(extract(page.body, page.url), articleSection=("Ekonomi", "Gaya Hidup"))
    politics = read_asked({"section": "politik"}, JPNN, NOW)
    assert politics.refusal(article, None, JPNN) == "other section"
    assert politics.refusal(article, Link(page.url, section="politik"), JPNN) is None
    assert read_asked({"section": "ekonomi"}, JPNN, NOW).refusal(article, None, JPNN) is None
