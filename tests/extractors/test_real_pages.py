"""Real pages, as they were served, against goldens written by reading them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors import OUTLETS, extract
from extractors.score import diff
from tests.conftest import PAGES

GOLDENS = sorted(str(path.relative_to(PAGES)) for path in PAGES.glob("*/*.golden.json"))
OURS = [name for name in GOLDENS if Path(name).parts[0] in OUTLETS]


def read(name: str, folder: Path) -> tuple[dict[str, object], dict[str, object]]:
    golden = json.loads((folder / name).read_text(encoding="utf-8"))
    html = (folder / name.replace(".golden.json", ".html")).read_bytes()
    return extract(html, golden["url"]).to_dict(), golden["article"]


@pytest.mark.parametrize("name", OURS or ["(none here)"])
def test_the_page_gives_its_golden(name: str, real_pages: Path) -> None:
    article, golden = read(name, real_pages)
    difference = diff(article, golden)
    assert not difference, f"{name}, layout {article['layout']}:\n{difference}"
