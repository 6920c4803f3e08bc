"""The pages that are measured, and how they are grown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.pages import Sample, fixtures, grown, real, spread
from extractors import extract

URL = "https://contoh.example/news/1"
TEXTS = [f"Paragraf nomor {number} tentang harga beras di pasar." for number in range(6)]


def html(body: str) -> bytes:
    page = (
        f"<html><head><title>x</title></head><body><nav>Menu</nav><div id=isi>{body}</div><footer>z</footer>"
    )
    return f"{page}</body></html>".encode()


PARAGRAPHS = html(
    "<p class=iklan>Iklan</p>" + "".join(f"<p>{text}</p>" for text in TEXTS) + "<p>Editor: A</p>"
)
BREAKS = html("<b>Kota</b>" + "".join(f"<br><br>{text}" for text in TEXTS))


@pytest.mark.parametrize("page", [PARAGRAPHS, BREAKS], ids=["paragraphs", "line breaks"])
def test_a_grown_page_has_the_size_and_only_the_article_repeated(page: bytes) -> None:
    large = grown(page, URL, TEXTS, 20_000)
    assert len(large) == pytest.approx(20_000, abs=700)
    repeats = {large.count(text.encode()) for text in TEXTS}
    assert len(repeats) == 1 and repeats.pop() > 20
    for once in (b"Menu", b"<footer>", b"Editor: A", b"Iklan"):
        assert large.count(once) == page.count(once)


def test_a_page_that_is_as_large_already_stays_as_it_is() -> None:
    assert grown(PARAGRAPHS, URL, TEXTS, 100) is PARAGRAPHS


def test_a_page_without_the_article_cannot_be_grown() -> None:
    with pytest.raises(ValueError, match="the article was not found"):
        grown(html("<p>Lain sekali isinya.</p>"), URL, TEXTS, 20_000)


def test_all_of_a_grown_fixture_is_read_by_its_rules() -> None:
    sample = next(one for one in fixtures() if one.outlet == "kompas")
    before = extract(sample.html, sample.url).body
    large = grown(sample.html, sample.url, sample.texts, len(sample.html) * 4)
    after = extract(large, sample.url).body
    assert len(after) > 2 * len(before) and {x.text for x in before} <= {x.text for x in after}


def test_fixtures_are_pages_whose_whole_article_their_golden_tells() -> None:
    found = fixtures()
    assert len(found) > 50
    assert all(sample.golden["headline"] and sample.html for sample in found)


def test_real_pages_are_read_with_their_goldens(tmp_path: Path) -> None:
    folder = tmp_path / "jpnn"
    folder.mkdir()
    (folder / "satu.html").write_bytes(PARAGRAPHS)
    golden = {
        "url": "https://www.jpnn.com/news/satu",
        "article": {"body": [{"type": "paragraph", "text": "x"}]},
    }
    (folder / "satu.golden.json").write_text(json.dumps(golden))
    (folder / "asing.golden.json").write_text(json.dumps({**golden, "url": "https://asing.example/"}))
    (sample,) = real(tmp_path)
    assert (sample.name, sample.outlet, sample.texts) == ("jpnn/satu", "jpnn", ["x"])


def test_no_folder_is_no_real_page(tmp_path: Path) -> None:
    assert real(tmp_path / "none") == []


def test_few_pages_come_from_as_many_outlets_as_there_are() -> None:
    samples = [Sample(f"{outlet}{n}", outlet, URL, b"", {}) for outlet in "aab" for n in range(2)]
    assert [sample.outlet for sample in spread(samples, 3)] == ["a", "b", "a"]
    assert spread([], 5) == []
