"""Pages with a golden: fixtures, and folders of NAME.html (or NAME.txt) beside NAME.golden.json."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors import Article, extract
from extractors.score import Score, diff, score
from newsspider.recording.fixtures import CASSETTE, FixtureError, read_case, read_json
from newsspider.recording.saved_pages import FileReader, article_of, guarded, read_bytes
from newsspider.runtime.console import Fault, shown

GOLDEN_SUFFIX = ".golden.json"
# the kinds of evidence, the strongest first; an unverified page is a synthetic one whose markup nobody saw served
KINDS = ("real", "mirror", "reconstructed", "synthetic", "unverified")


@dataclass(frozen=True)
class Exhibit:
    """One page (or capture) and the truth about it."""

    name: str
    path: Path
    outlet: str
    kind: str
    layout: str | None  # the fixture folder's, None where only extraction finds it
    golden: dict[str, Any]
    read: Callable[[], Article]
    years: str = ""
    sources: int = 0  # that its provenance names

    def article(self) -> Article | Fault:
        """What the extractor makes of it, or why there is no article."""
        return guarded(self.path, self.read)


@dataclass(frozen=True)
class Result:
    """An exhibit's article compared with its golden."""

    exhibit: Exhibit
    article: Article
    score: Score

    def diff(self) -> str:
        return diff(self.article.to_dict(), self.exhibit.golden)


def judge(exhibit: Exhibit) -> Result | Fault:
    """Extract and compare."""
    article = exhibit.article()
    if isinstance(article, Fault):
        return article
    return Result(exhibit, article, score(article.to_dict(), exhibit.golden))


def exhibits(path: Path) -> Iterator[Exhibit | Fault]:
    """Every page with a golden in a file or below a folder; a Fault for a page that has none."""
    if not path.exists():
        yield Fault(f"{shown(path)}: no such file or folder")
        return
    if path.is_file():
        yield _case(path.parent) if path.name == CASSETTE else _pair(path)
        return
    found = False
    for file in sorted(path.rglob("*")):
        if file.name == CASSETTE:
            found = True
            yield _case(file.parent)
        elif file.is_file() and (
            file.suffix == ".html" or (file.suffix == ".txt" and _has_goldens(file.parent))
        ):
            found = True
            yield _pair(file)
    if not found:
        yield Fault(f"{shown(path)}: there is no page with a golden in this folder")


def _golden_of(file: Path) -> Path:
    return file.with_name(file.stem + GOLDEN_SUFFIX)


def _has_goldens(folder: Path) -> bool:
    return any(folder.glob(f"*{GOLDEN_SUFFIX}"))


def _article_of(golden: dict[str, Any], path: Path) -> dict[str, Any]:
    article = golden.get("article")
    if not isinstance(article, dict):
        raise FixtureError(f"{shown(path)}: there is no `article` in this golden")
    return article


def _case(folder: Path) -> Exhibit | Fault:
    try:
        case = read_case(folder)
        golden = _article_of(case.golden, folder)
    except FixtureError as error:
        return Fault(str(error))
    pages = [page for page in case.pages if page.status == 200]
    return Exhibit(
        case.id,
        folder,
        case.outlet,
        evidence_of(case.provenance),
        case.layout,
        golden,
        lambda: article_of(pages),
        years=str(case.provenance.get("years", "")),
        sources=len(case.provenance.get("sources") or ()),
    )


def evidence_of(provenance: Mapping[str, Any]) -> str:
    """The kind of evidence that a provenance states; its ``years`` tell mirrored and unverified markup from the rest."""
    kind, years = str(provenance.get("kind", "synthetic")), str(provenance.get("years", ""))
    if kind == "synthetic":
        return next((mark for mark in ("mirror", "unverified") if f"({mark})" in years), kind)
    return kind if kind in KINDS else "synthetic"


def _pair(file: Path) -> Exhibit | Fault:
    golden_file = file if file.name.endswith(GOLDEN_SUFFIX) else _golden_of(file)
    page = file
    if page == golden_file:
        stem = file.name.removesuffix(GOLDEN_SUFFIX)
        page = next(
            (file.with_name(stem + x) for x in (".html", ".txt") if file.with_name(stem + x).is_file()), file
        )
    if page == golden_file:
        return Fault(f"{shown(file)}: there is no .html or .txt page beside this golden")
    try:
        data = read_json(golden_file)
        golden = _article_of(data, golden_file)
    except FixtureError as error:
        return Fault(str(error))
    name = shown(page.with_suffix("")) if page.suffix == ".txt" else f"{page.parent.name}/{page.stem}"
    if page.suffix == ".txt":
        outlet = str(data.get("outlet", ""))
        reader = FileReader(outlet=outlet)
        return Exhibit(name, page, outlet, "real", None, golden, lambda: reader.capture(page))
    url = data.get("url")
    if not isinstance(url, str):
        return Fault(f"{shown(golden_file)}: it lacks `url`, the address of the page")
    outlet = page.parent.name
    return Exhibit(name, page, outlet, "real", None, golden, lambda: extract(read_bytes(page), url))
