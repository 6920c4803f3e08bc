from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import extractors
from extractors import Article, Block, Image, json_schema

TEXT = st.text(min_size=1, max_size=40)
ZONES = st.sampled_from([UTC, *(timezone(timedelta(hours=h)) for h in (7, 8, 9))])
DATES = st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=ZONES)
BLOCKS = st.builds(Block, st.sampled_from(["paragraph", "heading", "list_item", "quote"]), TEXT)
IMAGES = st.builds(Image, st.none() | TEXT, st.none() | TEXT, st.booleans())
NAMES = st.lists(TEXT, max_size=3).map(tuple)
ARTICLES = st.builds(
    Article,
    headline=TEXT,
    alternativeHeadline=st.none() | TEXT,
    datePublished=DATES,
    dateModified=DATES,
    authors=NAMES,
    editors=NAMES,
    sources=NAMES,
    keywords=NAMES,
    isAccessibleForFree=st.none() | st.booleans(),
    images=st.lists(IMAGES, max_size=2).map(tuple),
    body=st.lists(BLOCKS, max_size=4).map(tuple),
    confidence=st.none() | st.floats(0, 1),
    pageCount=st.integers(1, 9),
    missingPages=NAMES,
)


@given(ARTICLES)
def test_a_record_survives_the_way_through_json_and_back(article: Article) -> None:
    record = json.loads(json.dumps(article.to_dict()))
    assert Article.from_dict(record) == article


@given(ARTICLES)
def test_every_record_fits_the_shipped_schema(article: Article) -> None:
    jsonschema.validate(article.to_dict(), json_schema())


def test_the_shipped_schema_is_the_one_generated_from_the_class() -> None:
    shipped = Path(extractors.__file__).with_name("article.schema.json")
    assert json.loads(shipped.read_text()) == json_schema()


def test_text_is_the_blocks_joined_by_a_blank_line_and_counted() -> None:
    article = Article(headline="H", body=(Block("heading", "Satu dua"), Block("paragraph", "tiga.")))
    assert article.text == "Satu dua\n\ntiga."
    assert article.wordCount == 3


def test_the_hash_changes_exactly_with_the_text() -> None:
    one = Article(headline="H", body=(Block("paragraph", "a"),))
    same_text = Article(headline="other", body=(Block("quote", "a"),))
    other = Article(headline="H", body=(Block("paragraph", "b"),))
    assert one.textHash == same_text.textHash != other.textHash


@pytest.mark.parametrize(
    ("record", "key"),
    [
        ({"headline": "H", "titel": "x"}, "titel"),
        ({"body": []}, "headline"),
        ({"headline": "H", "datePublished": "2021-07-18T15:00:00"}, "datePublished"),
        ({"headline": "H", "datePublished": "kemarin"}, "datePublished"),
        ({"headline": "H", "body": [{"type": "paragraph"}]}, "body"),
        ({"headline": "H", "authors": [3]}, "authors"),
    ],
)
def test_a_wrong_record_is_refused_by_the_name_of_its_key(record: dict[str, object], key: str) -> None:
    with pytest.raises(ValueError, match=key):
        Article.from_dict(record)
