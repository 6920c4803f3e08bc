from __future__ import annotations

from newsspider.authoring.reference import rules_reference
from tests.conftest import ROOT


def test_the_rules_reference_is_the_one_generated_from_the_types() -> None:
    assert (ROOT / "docs" / "rules-reference.md").read_text(encoding="utf-8") == rules_reference()
