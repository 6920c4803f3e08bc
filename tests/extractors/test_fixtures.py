"""Every fixture folder is a test: its pages, read by the rules, are its golden, key by key."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from extractors import OUTLETS, Article, extract, join_pages
from extractors.score import GOLDEN_KEYS, diff, score
from tests.cases import Case, Page, find_cases, read_case, read_pages
from tests.conftest import FIXTURES, SEEDS

CASES = [str(folder.relative_to(FIXTURES)) for folder in find_cases(FIXTURES)]
TYPES = {"paragraph", "heading", "list_item", "quote"}


def read_page(page: Page) -> Article:
    charset = re.search(r"charset=([\w-]+)", page.content_type)
    return extract(page.body, page.url, encoding=charset[1] if charset else None)


def read_article(case: Case) -> Article:
    return join_pages([read_page(page) for page in case.pages])


@pytest.mark.parametrize("name", CASES)
def test_the_page_gives_its_golden(name: str) -> None:
    case = read_case(FIXTURES / name)
    article = read_article(case)
    difference = diff(article.to_dict(), case.golden["article"])
    assert not difference, (
        f"{name} by layout {article.layout} (scrapy outlet check {case.outlet} names the rules):\n{difference}"
    )
    assert score(article.to_dict(), case.golden["article"]).exact
    assert (article.outlet, article.layout) == (case.outlet, case.layout)
    assert article.extractor.startswith("rules/")


@pytest.mark.parametrize("name", CASES)
def test_the_golden_keeps_the_contract(name: str) -> None:
    case = read_case(FIXTURES / name)
    article = case.golden["article"]
    assert tuple(article) == GOLDEN_KEYS
    assert "" not in [article["alternativeHeadline"], article["dateline"], article["headline"]]
    texts = [block["text"] for block in article["body"]]
    assert texts, "a golden without a body proves nothing"
    assert all(block["type"] in TYPES for block in article["body"])
    assert all(text == " ".join(text.split()) and text for text in texts)
    captions = {image["text"] for image in article["images"]}
    assert not captions & set(texts)
    assert not [text for text in texts if re.match(r"(?i)baca juga\s*:", text)]
    paragraphs = [block["text"] for block in article["body"] if block["type"] == "paragraph"]
    assert len(paragraphs) == len(set(paragraphs)), "two equal paragraphs"


@pytest.mark.parametrize("name", CASES)
def test_explaining_a_fixture_accounts_for_every_kept_block(name: str) -> None:
    for number, page in enumerate(read_case(FIXTURES / name).pages):
        charset = re.search(r"charset=([\w-]+)", page.content_type)
        article = extract(page.body, page.url, encoding=charset[1] if charset else None, explain=True)
        assert article == read_page(page)
        kept = [line for line in article.explanation if line.kept]
        in_text = [x for x in kept if x.label in ("paragraph", "subheading", "list_item", "quote")]
        assert len(in_text) >= len(article.body)
        assert number or "headline" in {line.label for line in kept}  # a further page may show none
        assert all(line.rule for line in article.explanation)


def test_every_layout_has_a_fixture() -> None:
    covered = {tuple(Path(name).parts[:2]) for name in CASES}
    layouts = {(outlet.name, layout.name) for outlet in OUTLETS.values() for layout in outlet.layouts}
    assert not layouts - covered, "layouts that no fixture covers"
    assert not covered - layouts, "fixture folders that no layout has"


@pytest.mark.parametrize("outlet", sorted({Path(name).parts[0] for name in CASES}))
def test_the_recorded_index_lists_every_case(outlet: str) -> None:
    pages = read_pages(FIXTURES / outlet / "index.yaml")
    listed = b"\n".join(page.body for page in pages).decode()
    slugs = {page.url.split("?")[0].rstrip("/").rsplit("/", 1)[-1] for page in pages}
    for name in CASES:
        if name.startswith(f"{outlet}/"):
            url = read_case(FIXTURES / name).pages[0].url
            slug = url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
            assert slug in listed or slug in slugs, f"{name}: {url} is not in the index"


# -- the seeds: a page that the capture tool turns into the seed, and that we turn into its golden -------------

SEED_PAGES = {
    "000_32906263d8ad032f": "tempo/amp/seed-000",
    "001_df906d3edab3d18d": "beritautama/wordpress/seed-001",
    "002_0a6ce802876b46b5": "idntimes/2017/seed-002",
    "003_222d11a223a65e09": "jpnn/2020/seed-003",
    "004_48e581ea9709a196": "kontan/desk/seed-004",
}


def lines_of(text: str) -> list[str]:
    return [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]


def capture(case: Case) -> str:
    """What the tool that made the seed prints of the page, with the options its provenance states."""
    how = case.provenance["capture"]
    html = case.pages[0].body.decode()
    if how["tool"] == "resiliparse":
        from resiliparse.extract.html2text import extract_plain_text

        return str(extract_plain_text(html, **how["options"]))
    from trafilatura import extract as trafilatura_text

    assert how["tool"] == "trafilatura"
    return trafilatura_text(html, **how["options"]) or ""


@pytest.mark.parametrize(("seed", "folder"), SEED_PAGES.items())
def test_the_capture_tool_prints_the_seed_from_the_reconstructed_page(seed: str, folder: str) -> None:
    printed = capture(read_case(FIXTURES / folder))
    assert lines_of(printed) == lines_of((SEEDS / f"{seed}.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("seed", "folder"), SEED_PAGES.items())
def test_the_reconstructed_page_gives_the_seeds_golden(seed: str, folder: str) -> None:
    case = read_case(FIXTURES / folder)
    golden = json.loads((SEEDS / f"{seed}.golden.json").read_text("utf-8"))["article"]
    assert case.golden["article"] == golden
    difference = diff(read_article(case).to_dict(), golden)
    assert not difference, difference


def test_every_seed_has_a_golden() -> None:
    texts = {path.name.removesuffix(".txt") for path in SEEDS.glob("*.txt")}
    goldens = {path.name.removesuffix(".golden.json") for path in SEEDS.glob("*.golden.json")}
    assert texts == goldens == set(SEED_PAGES)
