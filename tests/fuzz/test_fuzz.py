"""The fuzzer itself, and a few hundred cases of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from extractors import Article, Block
from tests.fuzz import __main__ as program
from tests.fuzz.grammar import planted, skeletons
from tests.fuzz.mutations import ON_CAPTURES, ON_PAGES, case
from tests.fuzz.properties import (
    CleanText,
    Page,
    Violation,
    check,
    clean_stays_clean,
    from_the_page,
    normal,
    nothing_from_the_drop_list,
    planted_comes_out,
    stays_in_the_outlet,
    there_and_back,
)
from tests.fuzz.shrink import shrink


@pytest.mark.parametrize("part", range(8))
def test_no_case_breaks_a_property(part: int) -> None:
    for number in range(part, 400, 8):
        check(case(2, number).subject)


def test_a_case_follows_from_its_seed_and_number_alone() -> None:
    assert [case(5, number) for number in range(40)] == [case(5, number) for number in range(40)]
    assert case(5, 1) != case(6, 1)


def test_every_mutation_happens() -> None:
    made = {name for number in range(600) for name in case(1, number).made.partition(": ")[2].split(", ")}
    assert {mutation.__name__ for mutation in (*ON_PAGES, *ON_CAPTURES)} <= made


PAGE = Page("<html><body><h1>Judul</h1><p>Isi berita.</p></body></html>", "https://news.example/a")


@pytest.mark.parametrize(
    ("property_", "article"),
    [
        (from_the_page, Article(headline="Judul", layout="x", body=(Block("paragraph", "Isi lain."),))),
        (from_the_page, Article(headline="Judul", body=(Block("paragraph", "Isi lain."),))),
        (nothing_from_the_drop_list, Article(headline="Judul", body=(Block("paragraph", "ADVERTISEMENT"),))),
        (normal, Article(headline="Judul ", body=(Block("paragraph", "Isi berita."),))),
        (normal, Article(headline="Judul", body=(Block("paragraph", "Isi\x00"),))),
        (there_and_back, Article(headline="\ud800", body=(Block("paragraph", "Isi berita."),))),
        (stays_in_the_outlet, Article(headline="Judul", canonicalUrl="https://evil.example/a")),
    ],
)  # fmt: skip
def test_a_broken_property_is_seen(property_: object, article: Article) -> None:
    with pytest.raises(Violation):
        property_(PAGE, article)  # type: ignore[operator]


def test_a_clean_article_that_is_changed_is_seen() -> None:
    subject = CleanText.of("Judul", ("Satu.", "Dua."), "tempo")
    with pytest.raises(Violation, match="Dua"):
        clean_stays_clean(subject, Article(headline="Judul", body=(Block("paragraph", "Satu."),)))


@pytest.mark.parametrize("lost", ["the end", "a title"])
def test_a_planted_text_that_does_not_come_out_is_seen(lost: str) -> None:
    page = planted(Random(1))
    article = Article(
        headline="Judul", body=tuple(Block(*block) for block in page.blocks), readAlso=page.titles
    )  # type: ignore[arg-type]
    planted_comes_out(page, article)
    missing = {"body": article.body[:-1]} if lost == "the end" else {"readAlso": ("Judul Lain", *page.titles)}
    with pytest.raises(Violation):
        planted_comes_out(page, replace(article, **missing))


@pytest.mark.parametrize("part", range(4))
def test_the_grammar_s_pages_are_read_as_they_were_written(part: int) -> None:
    for number in range(part, 200, 4):
        check(planted(Random(f"{part}:{number}")))


def test_the_grammar_writes_on_most_layouts() -> None:
    assert len(skeletons()) > 40


def test_a_violation_is_kept_shrunk_and_read_again_by_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def never_a_dash(subject: object, outcome: object) -> None:
        if b"-" in subject.content:  # type: ignore[attr-defined]
            raise Violation("no dash", "there is one")

    def checked(subject: Page, number: int = 0, *, timed: bool = False) -> None:
        never_a_dash(subject, None)

    monkeypatch.setattr(program, "FOUND", tmp_path)
    monkeypatch.setattr(program, "check", checked)
    monkeypatch.setattr("tests.fuzz.shrink.check", checked)
    number = next(n for n in range(99) if isinstance(case(3, n).subject.content, bytes))
    assert program.main(["--seed", "3", "--only", str(number)]) == 1
    assert "no dash: there is one" in capsys.readouterr().out
    assert (tmp_path / f"3-{number}.least").read_bytes() == b"-"
    assert f"--seed 3 --only {number}" in (tmp_path / f"3-{number}.json").read_text()


def test_shrinking_keeps_what_breaks() -> None:
    page = Page("<p>x</p>" * 50, "https://www.kontan.co.id/")  # an index page: nothing is broken
    assert shrink(page, "normal") == page
