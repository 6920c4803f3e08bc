"""Small inputs that failed elsewhere, each with what must come out of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractors import NotAnArticle, extract
from tests.conftest import CASES

FILL = 2  # blocks that every page of the cases begins with; ``body_after_fill`` is what follows them
PAGES = sorted(path.parent.name for path in CASES.glob("*/expected.json"))


def read(case: Path) -> dict[str, Any]:
    """What a page gives: the keys of its Article, or ``refused``, the name of the result."""
    try:
        article = extract((case / "page.html").read_bytes(), (case / "url.txt").read_text("utf-8").strip())
    except NotAnArticle as result:
        return {"refused": type(result).__name__}
    record = article.to_dict()
    record["body_after_fill"] = [[block["type"], block["text"]] for block in record["body"][FILL:]]
    return record


@pytest.mark.parametrize("name", PAGES or ["(none here)"])
def test_the_page_gives_what_it_must(name: str, cases: Path) -> None:
    expected = json.loads((cases / name / "expected.json").read_text("utf-8"))
    record = read(cases / name)
    assert {key: record.get(key) for key in expected} == expected, (cases / name / "README").read_text(
        "utf-8"
    )
