"""Mirrors: pages and lists with the markup of today, whose wording somebody else made up.

They lie beside the project, as real pages do. What is true about each was written by reading it; of that, only the
hashes of the keys are kept here, so that no wording is. Where a key differs, the test prints what was read.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from extractors import extract
from extractors.score import GOLDEN_KEYS
from tests.conftest import ROOT

MIRRORS = Path(os.environ.get("NEWSSPIDER_MIRRORS", ROOT.parent / "shared" / "mirrors"))
_ADDRESS = re.compile(rb'rel="canonical" href="([^"]+)"')
_DATES = ("datePublished", "dateModified")


def hashes(article: dict[str, Any]) -> list[str]:
    """A hash for each key, in the order of the contract; dates to the minute."""
    return [
        hashlib.sha256(json.dumps(_plain(key, article[key]), ensure_ascii=False).encode()).hexdigest()[:8]
        for key in GOLDEN_KEYS
    ]


def _plain(key: str, value: Any) -> Any:
    if isinstance(value, str) and key in _DATES:
        return value[:16] + value[19:]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [[one[name] for name in sorted(one)] for one in value]
    return value


# outlet, layout, and the hashes of headline, deck, dates, authors … in the order of GOLDEN_KEYS
PAGES: dict[str, tuple[str, str, str]] = {
    "beritasatu/sample-article.html": (
        "beritasatu",
        "b1-article",
        "25bd8ad7 74234e98 4aef4fe1 4aef4fe1 ae33b0cf 83d8e2d3 4f53cda1 "
        "d0f7cafc 1f6010df 4773c838 74234e98 76302bf8 e0eb5a46 d86e5021",
    ),
    "cnn_indonesia/sample-article.html": (
        "cnnindonesia",
        "2023",
        "10cd31a2 74234e98 b3caa388 b3caa388 4f53cda1 4f53cda1 4f53cda1 "
        "c1707718 dcdada14 53d59ecb 74234e98 4f53cda1 b8047fee 97104b29",
    ),
    "jawa_pos/sample-article.html": (
        "jawapos",
        "next",
        "e7016c81 74234e98 2182725d 74234e98 bf3116f7 aad7628d 4f53cda1 "
        "b77b0f4a 353e4fa2 53d59ecb 74234e98 01b16fef 3b139a8e 97104b29",
    ),
    "kumparan/sample-article.html": (
        "kumparan",
        "story",
        "3868d27d 74234e98 91c03bdc 42c4b580 f64b0cb1 4f53cda1 4f53cda1 "
        "74234e98 6a74c4f3 2d98e9da 74234e98 894609c7 03b4be81 4f53cda1",
    ),
    "merdeka/sample-article.html": (
        "merdeka",
        "2026",
        "6d2bb5f8 a76cab8c fa3d61c7 181937a8 0fe59fc8 4f53cda1 4f53cda1 "
        "74234e98 9dba1cec 10e012b1 74234e98 1e01fb54 92a04e81 5e275836",
    ),
    "republika/sample-article.html": (
        "republika",
        "max-card",
        "6c980e64 d3be76b7 3b61a58c 3b61a58c bf3116f7 feeac58f 4f53cda1 "
        "c0044e50 33e1d7aa 4f53cda1 74234e98 25e6f1a2 149e3813 97104b29",
    ),
    "sindonews/sample-article.html": (
        "sindonews",
        "detail",
        "29803ab4 74234e98 ccec4684 967c4c7a c886d378 4f53cda1 4f53cda1 "
        "abea0a1a b95e2b3f 4f53cda1 74234e98 4f53cda1 2978fdf0 5e3e0187",
    ),
    "suara/sample-article.html": (
        "suara",
        "article-content",
        "2412e277 74234e98 324715d8 dcd91547 5722316f 4f53cda1 4f53cda1 "
        "59db808e 4f53cda1 483f7fbd 74234e98 4f53cda1 b6cc2dd8 63012683",
    ),
    "tirto/sample-article.html": (
        "tirto",
        "2026",
        "0fc0f4c9 a7ff34e9 56ee2674 e8f477d7 bf3116f7 4f53cda1 4f53cda1 "
        "cbba71ca 2e9c41cd 4f53cda1 74234e98 94f2a6ca 479ec030 97104b29",
    ),
    "tribunnews/sample-article-datepattern.html": (
        "tribunnews",
        "txt-article",
        "eb03493e 74234e98 523200ac 523200ac aaf10006 4f53cda1 4f53cda1 "
        "97d21bcf a383ebdf 50dd9569 b5bea41b 4f53cda1 10bae37c 4f53cda1",
    ),
    "tribunnews/sample-article.html": (
        "tribunnews",
        "txt-article",
        "24f28226 74234e98 42c4b580 41683e10 bf3116f7 aad7628d 4f53cda1 "
        "97d21bcf 675e042a 3527b30d b5bea41b 6e56e802 c91697e9 d86e5021",
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_says_what_was_read(name: str) -> None:
    if not MIRRORS.is_dir():
        pytest.skip(f"the mirrors are not here ({MIRRORS}); set NEWSSPIDER_MIRRORS to their folder")
    outlet, layout, wanted = PAGES[name]
    html = (MIRRORS / name).read_bytes()
    address = _ADDRESS.search(html)
    assert address, name
    article = extract(html, address[1].decode())
    found = article.to_dict()
    assert (article.outlet, article.layout) == (outlet, layout)
    pairs = zip(GOLDEN_KEYS, hashes(found), wanted.split(), strict=True)
    assert not {key: found[key] for key, mine, theirs in pairs if mine != theirs}


def test_every_mirror_of_an_article_is_tested() -> None:
    if not MIRRORS.is_dir():
        pytest.skip(f"the mirrors are not here ({MIRRORS}); set NEWSSPIDER_MIRRORS to their folder")
    assert {str(path.relative_to(MIRRORS)) for path in MIRRORS.glob("*/sample-article*.html")} == set(PAGES)
