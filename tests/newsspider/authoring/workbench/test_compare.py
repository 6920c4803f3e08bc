"""An article beside its golden, and taking differences over one by one."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractors.changes import compare, word_changes
from extractors.score import GOLDEN_KEYS, score
from newsspider.authoring.workbench.compare import Gone, accept


def article(*paragraphs: str, **values: Any) -> dict[str, Any]:
    lists = ("authors", "editors", "sources", "articleSection", "keywords", "images", "readAlso")
    body = [{"type": "paragraph", "text": text} for text in paragraphs]
    return {**dict.fromkeys(GOLDEN_KEYS), **{key: [] for key in lists}, "body": body, **values}


def states(got: dict[str, Any], want: dict[str, Any], key: str = "body") -> list[str]:
    return [row.state for row in compare(got, want).key(key).rows]


def test_rows_say_what_is_changed_missing_and_extra() -> None:
    want = article("Satu dua tiga empat.", "Lima enam.", "Tujuh delapan.")
    got = article("Satu dua tiga lima.", "Tujuh delapan.", "Sembilan sepuluh.")
    assert states(got, want) == ["changed", "missing", "equal", "extra"]
    changed = compare(got, want).key("body").rows[0]
    assert changed.words == (("", "Satu dua tiga "), ("del", "empat."), ("ins", "lima."))


def test_a_picture_above_the_text_is_told_from_one_in_it() -> None:
    picture = {"text": "Pasar pagi.", "credit": None}
    above, inside = {**picture, "lead": True}, {**picture, "lead": False}

    def leads(got: dict[str, Any], want: dict[str, Any]) -> str:
        return compare(article(images=[got]), article(images=[want])).key("images").rows[0].leads

    assert leads(above, above) == "above the text" and leads(inside, inside) == ""
    assert leads(above, inside) == "above the text: article only"
    assert leads(inside, above) == "above the text: golden only"


def test_a_block_of_another_type_is_a_change() -> None:
    want = article("Judul bagian")
    got = copy.deepcopy(want)
    got["body"][0]["type"] = "heading"
    row = compare(got, want).key("body").rows[0]
    assert (row.state, row.retyped, row.type) == ("changed", "paragraph", "heading")


def test_single_values_and_dates_compare_as_the_score_does() -> None:
    want = article("a", headline="Judul lama", datePublished="2021-03-04T10:00:00+07:00")
    got = article("a", headline="Judul baru", datePublished="2021-03-04T10:00:30+07:00")
    assert compare(got, want).differing == ("headline",)
    assert compare(got, want).key("headline").words[0] == ("", "Judul ")


def test_one_paragraph_is_taken_over_and_the_rest_stays() -> None:
    want = article("Satu dua tiga empat.", "Lima enam.", "Tujuh delapan.")
    got = article("Satu dua tiga lima.", "Tujuh delapan.", "Sembilan sepuluh.")
    golden = {"article": want, "notes": "keep me"}
    once = accept(golden, got, "body", 0, "changed")
    assert [x["text"] for x in once["article"]["body"]] == [
        "Satu dua tiga lima.",
        "Lima enam.",
        "Tujuh delapan.",
    ]
    assert once["notes"] == "keep me" and golden["article"]["body"][0]["text"] == "Satu dua tiga empat."
    twice = accept(golden, got, "body", 1, "missing")
    assert [x["text"] for x in twice["article"]["body"]] == ["Satu dua tiga empat.", "Tujuh delapan."]
    thrice = accept(golden, got, "body", 3, "extra")
    assert [x["text"] for x in thrice["article"]["body"]][-1] == "Sembilan sepuluh."
    assert accept(golden, article(headline="Baru"), "headline", None)["article"]["headline"] == "Baru"


@pytest.mark.parametrize(
    ("key", "row", "state"),
    [
        ("body", 0, "equal"),
        ("body", 1, "missing"),
        ("body", 99, "extra"),
        ("nokey", None, None),
        ("url", None, None),
    ],
)
def test_a_difference_that_is_gone_is_not_taken(key: str, row: int | None, state: str | None) -> None:
    golden = {"article": article("Satu.", "Dua tiga.")}
    with pytest.raises(Gone):
        accept(golden, article("Satu.", "Empat lima."), key, row, "extra" if row == 1 else state)


TEXTS = st.lists(st.sampled_from(["satu dua tiga", "satu dua empat", "lima", "enam tujuh", ""]), max_size=7)


@given(TEXTS, TEXTS)
@example(["satu dua tiga"] * 2, ["satu dua tiga", "satu dua empat", "satu dua tiga", "satu dua tiga"])
def test_taking_every_difference_makes_the_golden_the_article(want: list[str], got: list[str]) -> None:
    golden: dict[str, Any] = {"article": article(*want)}
    other = article(*got)
    for _ in range(len(want) + len(got) + 1):
        rows = [row for row in compare(other, golden["article"]).key("body").rows if row.state != "equal"]
        if not rows:
            break
        golden = accept(golden, other, "body", rows[0].number, rows[0].state)
    assert golden["article"]["body"] == other["body"] and score(other, golden["article"]).exact


@given(st.text(max_size=60), st.text(max_size=60))
def test_word_changes_hold_both_texts(want: str, got: str) -> None:
    changes = word_changes(want, got)
    assert "".join(text for kind, text in changes if kind != "ins") == want
    assert "".join(text for kind, text in changes if kind != "del") == got
