"""What holds of every fixture folder beside its pages: the golden, the provenance, and no file too many."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors import OUTLETS
from newsspider.authoring.check import check_case
from newsspider.authoring.fixture_problems import golden_problems, orphans
from newsspider.authoring.goldens import KINDS
from newsspider.recording.fixtures import find_cases, read_case
from tests.conftest import FIXTURES

CASES = [str(folder.relative_to(FIXTURES)) for folder in find_cases(FIXTURES)]


@pytest.mark.parametrize("name", CASES)
def test_the_golden_has_no_problem_and_the_page_is_checked_as_exact(name: str) -> None:
    case = read_case(FIXTURES / name)
    assert not golden_problems(case)
    assert check_case(case, OUTLETS[case.outlet]).exact


@pytest.mark.parametrize("name", CASES)
def test_the_provenance_says_what_kind_of_evidence_it_is(name: str) -> None:
    provenance = read_case(FIXTURES / name).provenance
    assert provenance["kind"] in KINDS
    assert provenance["years"] and provenance["sources"]


@pytest.mark.parametrize("outlet", sorted({Path(name).parts[0] for name in CASES}))
def test_every_file_belongs_to_a_case(outlet: str) -> None:
    assert not list(orphans(FIXTURES / outlet))
