"""Screens: wherever the pattern matches, they let the text through."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.captures import kinds, opening
from extractors.captures.kinds import rules_for
from extractors.registry import OUTLETS
from extractors.rules.datelines import Dateline
from extractors.vocabulary import bylines, furniture, picture_credits
from extractors.vocabulary.screen import may_have

DATELINES = {
    line
    for outlet in OUTLETS.values()
    for line in (outlet.dateline, *(layout.dateline for layout in outlet.layouts))
    if isinstance(line, Dateline) and line.needs
}
LETTERS = st.text(st.sampled_from("abikstİıſKÅK “"), max_size=12)
CREDITS = (
    picture_credits._BRACKETED,
    picture_credits._BEHIND_LABEL,
    picture_credits._BEHIND_SLASHES,
    picture_credits._OF_ANTARA,
    picture_credits._OF_NETWORK,
)


@given(LETTERS, st.sampled_from(("abi", "kis", "stab", "i")))
def test_a_word_is_found_in_whatever_case_a_pattern_finds_it(text: str, word: str) -> None:
    if re.search(word, text, re.IGNORECASE):
        assert may_have(text, (word,))


def test_a_text_without_the_word_is_held_back() -> None:
    assert not may_have("Jakarta – “Sumur itu dalam.”", ("sumber", "kabar"))


@pytest.mark.parametrize("line", sorted(DATELINES)[::20])
@given(data=st.data())
@settings(max_examples=15)
def test_a_dateline_needs_the_name_that_it_says_it_needs(line: Dateline, data: st.DataObject) -> None:
    assert may_have(data.draw(st.from_regex(re.compile(line))), line.needs)


def test_a_dateline_that_a_place_alone_may_be_needs_no_name() -> None:
    assert Dateline("KABAR.COM", place=True).needs == ("kabar.com",)
    assert Dateline("KABAR*.com", "Desa Times").needs == ("kabar", "times")
    assert Dateline("KABAR.COM", place=True, alone=True).needs == Dateline(place=True).needs == ()


@pytest.mark.parametrize("outlet", ["kompas", "antara", "tempo"])
def test_a_dateline_is_found_behind_its_screen(outlet: str) -> None:
    rules = rules_for(OUTLETS[outlet])
    names = {
        "kompas": "JAKARTA, KOMPAS.com – ",
        "antara": "Jakarta (ANTARA) - ",
        "tempo": "TEMPO.CO, Jakarta - ",
    }
    assert rules.dateline_at(f"{names[outlet]}Warga desa memanen kopi.")
    assert rules.dateline_at("Warga desa memanen kopi sejak pagi.") is None


@given(
    st.lists(
        st.sampled_from(
            ("Facebook", "e-mail", "EMAIL", "copy link", "CopyLink", "Line", "lıne", "x", "X", "Kabar")
        ),
        max_size=8,
    )
)
def test_a_row_of_networks_is_found_behind_its_screen(names: list[str]) -> None:
    text = " ".join(names)
    found = {match.lower() for match in furniture._NETWORK.findall(text)}
    assert furniture.is_share_bar(text) == (len(found) >= 3 and len(text.split()) <= 4 * len(found))


@pytest.mark.parametrize("photo", ["Photo", "PHOTO", "photo Verified Writer"])
def test_what_is_left_of_an_authors_box_is_found_behind_its_screen(photo: str) -> None:
    assert bylines.author_box(f"Rani Wulandari {photo} Rani Wulandari") == "Rani Wulandari"
    assert bylines.author_box("Rani Wulandari foto Rani Wulandari") is None


@pytest.mark.parametrize("pattern", [kinds._CONTRIBUTED, kinds._REPORTED, kinds._REPORT_BY, kinds._ROLED])
@given(data=st.data())
@settings(max_examples=30)
def test_a_role_with_names_begins_with_one_of_few_letters(
    pattern: re.Pattern[str], data: st.DataObject
) -> None:
    assert data.draw(st.from_regex(pattern, fullmatch=True))[0] in kinds._ROLE_LETTERS


@pytest.mark.parametrize("pattern", CREDITS)
@given(data=st.data())
@settings(max_examples=30)
def test_every_credit_has_the_sign_by_which_it_is_looked_for(
    pattern: re.Pattern[str], data: st.DataObject
) -> None:
    credit = data.draw(st.from_regex(pattern, fullmatch=True))
    text = f"Panen kopi di lereng {' '.join(credit.split())}"[: picture_credits.CAPTION]
    if pattern.search(text, max(0, len(text) - 300)):
        assert picture_credits._is_credited(text, max(0, len(text) - 300))


@pytest.mark.parametrize(
    "text",
    [
        "Panen kopi. REUTERS/Rani Wulandari",
        "Panen kopi di lereng (ANTARA FOTO/Rani)",
        "Panen kopi di lereng (Kabar Desa: Rani)",
        "Panen kopi di lereng -DESA-K-",
    ],
)
def test_credits_that_depend_on_what_is_before_them_are_found(text: str) -> None:
    assert picture_credits.is_caption(text)


def test_brackets_behind_a_sentence_are_no_credit_of_a_picture() -> None:
    assert not picture_credits.is_caption("Warga memanen kopi. (ANTARA/Rani)")


@given(data=st.data())
@settings(max_examples=30)
def test_what_only_captions_say_has_a_slash_or_a_colon(data: st.DataObject) -> None:
    assert set(data.draw(st.from_regex(opening._CAPTIONED))) & set("/:")
