"""Split articles become one, without a trace of the split."""

from __future__ import annotations

import pytest

from extractors import Article, Block, Image, join_pages


def page(*texts: str, **values: object) -> Article:
    return Article(headline="H", body=tuple(Block("paragraph", text) for text in texts), **values)  # type: ignore[arg-type]


def texts(article: Article) -> list[str]:
    return [block.text for block in article.body]


def test_pages_follow_one_another() -> None:
    joined = join_pages([page("a.", "b."), page("c."), page("d.")])
    assert texts(joined) == ["a.", "b.", "c.", "d."]
    assert joined.pageCount == 3


def test_a_single_page_stays_as_it_is() -> None:
    only = page("a.")
    assert join_pages([only]) is only


def test_what_a_page_repeats_from_the_end_of_the_last_is_taken_once() -> None:
    assert texts(join_pages([page("a.", "b."), page("b.", "c.")])) == ["a.", "b.", "c."]


def test_what_every_page_repeats_from_the_first_is_taken_once() -> None:
    assert texts(join_pages([page("lead.", "b."), page("lead.", "c.")])) == ["lead.", "b.", "c."]


def test_a_server_that_answers_a_later_page_with_page_1_adds_nothing() -> None:
    joined = join_pages([page("a.", "b."), page("c."), page("a.", "b."), page("c.")])
    assert texts(joined) == ["a.", "b.", "c."]
    assert joined.pageCount == 2


def test_a_sentence_cut_by_the_page_break_is_whole_again() -> None:
    assert texts(join_pages([page("Ia berkata bahwa"), page("hari ini libur.", "b.")])) == [
        "Ia berkata bahwa hari ini libur.",
        "b.",
    ]


def test_a_paragraph_without_a_full_stop_is_not_glued_to_the_next_sentence() -> None:
    assert texts(join_pages([page("tanpa titik"), page("Kalimat baru.")])) == ["tanpa titik", "Kalimat baru."]


def test_people_and_pictures_are_listed_once_and_later_pages_fill_what_is_missing() -> None:
    picture = Image("Foto", "ANTARA", True)
    joined = join_pages(
        [
            page("a.", images=(picture,)),
            page("b.", images=(picture, Image("Lain", None, True)), editors=("Boy",), keywords=("x",)),
        ]
    )
    assert joined.images == (picture, Image("Lain", None, False))
    assert (joined.editors, joined.keywords) == (("Boy",), ("x",))


def test_no_pages_is_an_error() -> None:
    with pytest.raises(ValueError, match="no pages"):
        join_pages([])
