"""What is wrong with goldens and fixture folders, whatever the rules make of the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from extractors.score import GOLDEN_KEYS
from extractors.vocabulary import bylines
from newsspider.authoring.checked import quoted
from newsspider.authoring.golden_shape import misshapen
from newsspider.recording.fixtures import CASSETTE, GOLDEN, INDEX, PROVENANCE, Case
from newsspider.runtime.console import shown

_FILES = frozenset((CASSETTE, GOLDEN, PROVENANCE))
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf]|â€|Â[\u00a0-\u00bf]|ï»¿|\ufffd|&(?:nbsp|amp|quot|lt|gt|#\\d{1,6});")
_READ_ALSO = re.compile(r"(?:baca|simak|lihat|tonton)\s+(?:juga|pula)\s*:", re.I)


def golden_problems(case: Case) -> list[str]:
    """What in a golden cannot be the truth about a page, whatever the page says."""
    article = case.golden.get("article")
    if not isinstance(article, dict):
        return ["there is no `article` in this golden"]
    found = []
    if case.golden.get("draft"):
        found.append(f"a draft: read the page, correct it, `scrapy outlet accept {case.id}`")
    return [*found, *article_problems(article)]


def article_problems(article: Mapping[str, Any]) -> list[str]:
    """What in the ``article`` of a golden cannot be the truth about a page."""
    if tuple(article) != GOLDEN_KEYS:
        odd = [key for key in article if key not in GOLDEN_KEYS] + [
            key for key in GOLDEN_KEYS if key not in article
        ]
        return [f"keys are missing, superfluous or out of order: {', '.join(odd) or 'the order'}"]
    if wrong := misshapen(article):
        return wrong
    found = []
    texts = [str(block["text"]) for block in article["body"]]
    if not texts:
        found.append("the body is empty")
    captions = {str(image.get("text")) for image in article["images"] if image.get("text")}
    people = {name.casefold() for key in ("authors", "editors") for name in article[key]}
    seen: set[str] = set()
    for block, text in zip(article["body"], texts, strict=True):
        if _READ_ALSO.match(text):
            found.append(f"a read-also line in the body: {quoted(text)}")
        if text in captions:
            found.append(f"a caption in the body: {quoted(text)}")
        if bylines.is_byline(text) or text.strip(" .()").casefold() in people:
            found.append(f"a byline in the body: {quoted(text)}")
        if text != " ".join(text.split()) or not text:
            found.append(f"white space that no reader sees: {quoted(text)}")
        if block["type"] == "paragraph" and text in seen:
            found.append(f"two equal paragraphs: {quoted(text)}")
        seen.add(text)
    for text in _strings(article):
        if _MOJIBAKE.search(text):
            found.append(f"mojibake: {quoted(text)}")
    return found


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def orphans(folder: Path) -> Iterator[str]:
    """Files of an outlet's fixtures that belong to no case, and cases that lack a file."""
    for path in sorted(folder.rglob("*")):
        depth = len(path.relative_to(folder).parts)
        if path.is_dir():
            if depth == 2 and not (path / CASSETTE).is_file():
                yield f"{shown(path)}: no {CASSETTE} in it; a case is {', '.join(sorted(_FILES))}"
            continue
        if path.name.startswith("."):
            continue
        if not (depth == 1 and path.name == INDEX) and not (depth == 3 and path.name in _FILES):
            yield f"{shown(path)}: belongs to no case"
