"""What the lines of a capture say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractors.captures.lines import TextLine, Told, content

WORDS = st.sampled_from(
    ("panen", "kopi", "Panenan", "KOPI,", "kebun", "di_kebun", "kebun-kebun", "İstana", "Straße", "panen.")
)


def _lines(texts: list[str]) -> list[TextLine]:
    return [TextLine(number, text, 0, number) for number, text in enumerate(texts)]


@given(
    st.lists(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), max_size=4), st.lists(WORDS, max_size=6)
)
def test_the_words_that_lines_have_are_those_of_their_texts(texts: list[str], asked: list[str]) -> None:
    own = content(asked)
    there = set(content(texts))
    told = Told(_lines(texts))
    assert told.has(own) == sum(word in there for word in own)
    assert told.has(own) == sum(word in there for word in own)  # once more


def test_a_word_that_is_everywhere_inside_of_others_is_not_looked_for_there_forever() -> None:
    told = Told(_lines(["panen" * 100_000, "panen raya"]))
    assert told.has(["panen"]) == told.has(["raya"]) == 1
    assert told.has(["anen"]) == 0
