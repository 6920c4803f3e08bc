"""Articles against goldens: what counts as equal, the figures, and a diff that a person can act on."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.score import GOLDEN_KEYS, Mean, diff, mean, score
from tests.work import work

GOLDEN: dict[str, Any] = {
    "headline": "Pasar Ikan Muara Baru Kembali Ramai",
    "alternativeHeadline": None,
    "datePublished": "2021-07-18T15:00:00+07:00",
    "dateModified": None,
    "authors": ["Sari Wulandari"],
    "editors": [],
    "sources": ["ANTARA"],
    "dateline": "WARTA.ID, Jakarta",
    "articleSection": ["Ekonomi", "Pangan"],
    "keywords": ["ikan", "pasar"],
    "isAccessibleForFree": None,
    "images": [{"text": "Pedagang menata ikan", "credit": "ANTARA/Budi", "lead": True}],
    "body": [
        {"type": "paragraph", "text": "Pasar ikan kembali ramai sejak pagi."},
        {"type": "heading", "text": "Harga turun"},
        {"type": "paragraph", "text": "Harga tongkol turun dua ribu rupiah dibanding pekan lalu."},
        {"type": "list_item", "text": "Tongkol"},
        {"type": "list_item", "text": "Kembung"},
    ],
    "readAlso": ["Nelayan Menunggu Cuaca Baik"],
}


@pytest.fixture
def article() -> dict[str, Any]:
    return copy.deepcopy(GOLDEN)


def test_keys_are_those_of_the_contract() -> None:
    assert tuple(GOLDEN) == GOLDEN_KEYS


def test_equal(article: dict[str, Any]) -> None:
    article |= {"url": "https://warta.example/1", "wordCount": 20}  # keys that a golden does not have
    result = score(article, GOLDEN)
    assert result.exact
    assert result.differing == ()
    assert (result.block_precision, result.block_recall, result.block_f1) == (1, 1, 1)
    assert (result.word_precision, result.word_recall, result.word_f1) == (1, 1, 1)
    assert diff(article, GOLDEN) == ""


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("headline", "Pasar Ikan Muara Baru Kembali Ramai - Warta"),
        ("alternativeHeadline", ""),
        ("datePublished", None),
        ("datePublished", "2021-07-18T15:01:00+07:00"),
        ("datePublished", "2021-07-18T08:00:00+00:00"),
        ("datePublished", "2021-07-18T15:00:00"),
        ("datePublished", "18 Juli 2021"),
        ("authors", []),
        ("authors", "Sari Wulandari"),
        ("articleSection", ["Pangan", "Ekonomi"]),
        ("isAccessibleForFree", False),
        ("images", []),
        ("body", GOLDEN["body"][:-1]),
        ("body", None),
        ("readAlso", None),
    ],
)
def test_one_key_differs(article: dict[str, Any], key: str, value: object) -> None:
    article[key] = value
    result = score(article, GOLDEN)
    assert not result.exact
    assert result.differing == (key,)
    assert diff(article, GOLDEN).startswith(f"{key}: ")


def test_missing_key_is_not_null(article: dict[str, Any]) -> None:
    del article["dateModified"]
    assert score(article, GOLDEN).differing == ("dateModified",)
    assert diff(article, GOLDEN) == "dateModified: got nothing (no such key) / want null"


def test_dates_are_compared_to_the_minute(article: dict[str, Any]) -> None:
    article["datePublished"] = "2021-07-18T15:00:59+07:00"
    assert score(article, GOLDEN).exact


def test_type_counts_for_exact_but_not_for_the_figures(article: dict[str, Any]) -> None:
    article["body"][1]["type"] = "paragraph"
    result = score(article, GOLDEN)
    assert result.differing == ("body",)
    assert result.block_f1 == result.word_f1 == 1


def test_figures(article: dict[str, Any]) -> None:
    article["body"] = [{"type": "paragraph", "text": "Iklan"}, *article["body"][:1], *article["body"][:1]]
    result = score(article, GOLDEN)
    assert result.block_precision == pytest.approx(1 / 3), "a repeated block counts once"
    assert result.block_recall == pytest.approx(1 / 5)
    assert result.block_f1 == pytest.approx(2 / 8)
    assert result.word_precision == pytest.approx(6 / 13)
    assert result.word_recall == pytest.approx(6 / 19)


def test_white_space_and_unicode_do_not_count_in_the_figures(article: dict[str, Any]) -> None:
    golden = copy.deepcopy(GOLDEN)
    golden["body"] = [{"type": "paragraph", "text": "Kafé di tepi laut"}]
    article["body"] = [{"type": "paragraph", "text": "Kafe\u0301  di tepi\u00a0laut "}]
    result = score(article, golden)
    assert result.differing == ("body",)
    assert result.block_f1 == 1
    text = diff(article, golden)
    assert r"[-Kaf\xe9-]" in text
    assert r"{+Kafe\u0301" in text
    assert r"tepi\xa0laut" in text


def test_empty_bodies() -> None:
    empty: dict[str, Any] = GOLDEN | {"body": []}
    assert score(empty, empty).block_f1 == 1
    assert score(empty, GOLDEN).block_f1 == score(GOLDEN, empty).word_f1 == 0


def test_diff_of_scalars(article: dict[str, Any]) -> None:
    article["headline"] = "Pasar\u00a0Ikan"
    article["authors"] = ["Sari Wulandari", "Redaksi"]
    assert diff(article, GOLDEN).splitlines() == [
        r'headline: got "Pasar\xa0Ikan" / want "Pasar Ikan Muara Baru Kembali Ramai"',
        'authors: got ["Sari Wulandari", "Redaksi"] / want ["Sari Wulandari"]',
    ]


def test_diff_of_the_body(article: dict[str, Any]) -> None:
    body = article["body"]
    body[2]["text"] = "Harga tongkol naik dua ribu rupiah dibanding pekan lalu. Baca juga"
    body[1]["type"] = "paragraph"
    body.insert(0, {"type": "paragraph", "text": "Iklan"})
    del body[-1]
    assert diff(article, GOLDEN).splitlines() == [
        "body: 2 equal, 2 changed, 1 missing (-), 1 extra (+)",
        "  + paragraph: Iklan",
        "    … 1 equal",
        "  - heading: Harga turun",
        "  + paragraph: Harga turun",
        "  - paragraph: Harga tongkol [-turun-] dua ribu rupiah dibanding pekan lalu.",
        "  + paragraph: Harga tongkol {+naik+} dua ribu rupiah dibanding pekan lalu. {+Baca juga+}",
        "    … 1 equal",
        "  - list_item: Kembung",
    ]


def test_diff_elides_what_is_equal(article: dict[str, Any]) -> None:
    words = [f"kata{number}" for number in range(60)]
    golden = GOLDEN | {"body": [{"type": "paragraph", "text": " ".join(words)}]}
    words[30] = "lain"
    article["body"] = [{"type": "paragraph", "text": " ".join(words)}]
    before, after = "kata24 kata25 kata26 kata27 kata28 kata29", "kata31 kata32 kata33 kata34 kata35 kata36"
    assert diff(article, golden).splitlines()[1:] == [
        f"  - paragraph: … {before} [-kata30-] {after} …",
        f"  + paragraph: … {before} {{+lain+}} {after} …",
    ]


def test_diff_of_a_long_list(article: dict[str, Any]) -> None:
    golden = GOLDEN | {"keywords": [f"kata kunci {number}" for number in range(20)]}
    article["keywords"] = [*golden["keywords"][:19], "iklan"]
    assert diff(article, golden).splitlines() == [
        "keywords: 19 equal, 0 changed, 1 missing (-), 1 extra (+)",
        "    … 19 equal",
        "  - kata kunci 19",
        "  + iklan",
    ]


def test_diff_of_very_different_pages_compares_no_pair_of_paragraphs_by_their_words() -> None:
    count = 2_000
    golden = GOLDEN | {"body": [{"type": "paragraph", "text": f"satu dua {n} " * 5} for n in range(count)]}
    other = GOLDEN | {"body": [{"type": "paragraph", "text": f"tiga empat {n} " * 5} for n in range(count)]}
    assert diff(other, golden)
    assert work(lambda: diff(other, golden)) < 200 * count


def test_diff_of_very_long_paragraphs_compares_no_words() -> None:
    one = GOLDEN | {"body": [{"type": "paragraph", "text": "yang di dan " * 5000}]}
    two = GOLDEN | {"body": [{"type": "paragraph", "text": "di yang dan " * 5000}]}
    assert diff(two, one)
    assert work(lambda: diff(two, one)) < 5_000


def test_mean(article: dict[str, Any]) -> None:
    article["body"] = []
    article["headline"] = "Lain"
    overall = mean(score(page, GOLDEN) for page in (article, GOLDEN))
    assert overall == Mean(2, 1, {"headline": 1, "body": 1}, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5)
    assert mean([]) == Mean(0, 0, {}, 0, 0, 0, 0, 0, 0)


texts = st.text(alphabet="ab é\u0301\u00a0\n", max_size=12)
bodies = st.lists(
    st.fixed_dictionaries({"type": st.sampled_from(["paragraph", "heading"]), "text": texts}), max_size=6
)
values = st.one_of(st.none(), st.booleans(), texts, st.lists(texts, max_size=3), bodies)
articles = st.dictionaries(st.sampled_from(GOLDEN_KEYS), values) | bodies.map(lambda body: {"body": body})


@given(articles, articles)
def test_diff_is_empty_exactly_where_the_score_is_exact(got: dict[str, Any], want: dict[str, Any]) -> None:
    result = score(got, want)
    assert result.exact == (diff(got, want) == "")
    for figure in (result.block_f1, result.word_f1, result.block_precision, result.word_recall):
        assert 0 <= figure <= 1
    back = score(want, got)
    assert (back.block_precision, back.word_f1) == (result.block_recall, result.word_f1)
    assert score(got, got).block_f1 == 1
