"""What holds of every fixture folder beside its pages: the golden, the provenance, and no file too many."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors import OUTLETS
from extractors.score import GOLDEN_KEYS
from newsspider.authoring.check import check_case
from newsspider.authoring.fixture_problems import article_problems, golden_problems, orphans
from newsspider.authoring.golden_shape import KINDS as KEY_KINDS
from newsspider.authoring.goldens import KINDS
from newsspider.authoring.places import place_of
from newsspider.recording.fixtures import find_cases, read_case
from tests.conftest import FIXTURES, ROOT

CASES = [str(folder.relative_to(FIXTURES)) for folder in find_cases(FIXTURES)]


@pytest.mark.parametrize("name", CASES)
def test_the_golden_has_no_problem_and_the_page_is_checked_as_exact(name: str) -> None:
    case = read_case(FIXTURES / name)
    assert not golden_problems(case)
    assert check_case(case, OUTLETS[case.outlet]).exact


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("headline", None, "headline: null is not a text"),
        ("dateline", "", 'dateline: "" is not a text; null where there is none'),
        ("datePublished", "2024-05-31T16:05:00", "is not a date as"),
        ("datePublished", "31 Mei 2024", "is not a date as"),
        ("dateModified", 20240531, "is not a date as"),
        ("authors", "Tiwi", "is not a list"),
        ("authors", ["Tiwi", ""], 'authors: number 2, "", is not a text'),
        ("isAccessibleForFree", "yes", "is not true, false or null"),
        ("images", [{"text": None, "credit": None, "lead": True}], "has neither a caption nor a credit"),
        ("images", [{"text": "Pasar.", "credit": None, "lead": None}], "does not say true or false of lead"),
        ("images", ["Pasar."], "is not a picture"),
        ("body", [{"type": "title", "text": "Pasar"}], "has a type that is none of paragraph, heading"),
        ("body", [{"type": "paragraph", "text": " "}], "has no text"),
        ("body", ["Pasar"], "is not a block with type and text"),
        ("body", [], "the body is empty"),
    ],
)
def test_a_value_of_the_wrong_kind_is_a_problem_in_a_sentence(key: str, value: object, words: str) -> None:
    article = read_case(FIXTURES / CASES[0]).golden["article"]
    assert not article_problems(article) and tuple(KEY_KINDS) == GOLDEN_KEYS
    (problem,) = article_problems({**article, key: value})
    assert words in problem


@pytest.mark.parametrize("name", CASES)
def test_the_provenance_says_what_kind_of_evidence_it_is(name: str) -> None:
    provenance = read_case(FIXTURES / name).provenance
    assert provenance["kind"] in KINDS
    assert provenance["years"]
    # no program that reads it is public: its address or its house tells the layout, and the notes say so
    unseen = "(unverified)" in provenance["years"] and "No served page was seen" in provenance["notes"]
    assert provenance["sources"] or unseen


@pytest.mark.parametrize("outlet", sorted({Path(name).parts[0] for name in CASES}))
def test_every_file_belongs_to_a_case(outlet: str) -> None:
    assert not list(orphans(FIXTURES / outlet))


def test_a_rule_of_a_family_stands_in_the_file_of_that_family() -> None:
    promedia = place_of(ROOT, "hops", "read", "byline")
    grid = place_of(ROOT, "gridoto", "read", "byline")
    assert promedia.startswith("extractors/families/promedia.py:")
    assert grid.startswith("extractors/families/grid.py:")
    assert place_of(ROOT, "fimela", "desktop", "published").startswith("extractors/outlets/kly.py:")
