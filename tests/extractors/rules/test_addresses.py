"""Templates of addresses: what they take, what names an article in them, what is wrong with one."""

from __future__ import annotations

import re

import pytest

from extractors import OUTLETS
from extractors.rules.addresses import PLACEHOLDERS, article_pattern, id_pattern

DOMAINS = ("contoh.co.id", "contoh.example")


def takes(template: str, path: str, others: tuple[str, ...] = ()) -> bool:
    url = path if path.startswith("http") else f"https://www.contoh.co.id{path}"
    return bool(re.match(article_pattern(template, DOMAINS, others), url))


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("/read/{id}/{slug}", "/read/123456/judul-berita"),
        ("/read/{id}/{slug}", "/read/1/judul/?page=2"),
        ("/read/{id}/{slug}", "http://contoh.example/read/1/judul#isi"),
        ("/read/{id}/{slug}", "https://a.b.contoh.example/read/1/judul"),
        ("/[amp/]read/{id}", "/amp/read/1"),
        ("/[amp/]read/{id}", "/read/1"),
        ("/(berita|news)/{slug}", "/news/a"),
        ("/({date}|{id})/{slug}", "/2024/01/31/a"),
        ("/({date}|{id})/{slug}", "/7/a"),
        ("/{path}/{id}-{slug}", "/a/b/c/7-judul"),
        ("/{channel}/{slug}-{id}", "/hukum/judul-berita-7"),
        ("/{words}", "/judul-berita/"),
        ("/{slug}.html", "/judul.html"),
        ("//{host}.contoh.co.id/{id}", "https://bali.contoh.co.id/7"),
        ("/berita/{code}/{slug}", "/berita/tio9zt472/a"),
    ],
)
def test_what_a_template_takes(template: str, path: str) -> None:
    assert takes(template, path)


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("/read/{id}/{slug}", "/read/judul/judul"),
        ("/read/{id}/{slug}", "/read/1/"),
        ("/read/{id}/{slug}", "/read/1/judul/komentar"),
        ("/read/{id}/{slug}", "/a/read/1/judul"),
        ("/read/{id}/{slug}", "https://contoh.example.evil.example/read/1/judul"),
        ("/read/{id}/{slug}", "https://jahatcontoh.example/read/1/judul"),
        ("/{channel}/{slug}-{id}", "/tag/judul-berita-7"),
        ("/{channel}/{id}/{slug}", "/2024/01/judul"),  # a year is no channel
        ("/{words}", "/judul"),
        ("/{slug}.html", "/judulxhtml"),
        ("/berita/{code}/{slug}", "/berita/nasional/a"),
        ("//{host}.contoh.co.id/{id}", "https://contoh.co.id/7"),
    ],
)
def test_what_a_template_leaves(template: str, path: str) -> None:
    assert not takes(template, path)


def test_hosts_that_hold_no_articles() -> None:
    assert not takes("/{id}", "https://foto.contoh.example/1", others=("foto", "tv"))
    assert not takes("//{host}.contoh.example/{id}", "https://foto.contoh.example/1", others=("foto", "tv"))
    assert takes("/{id}", "https://fotografi.contoh.example/1", others=("foto", "tv"))


def test_a_pattern_remains_possible() -> None:
    pattern = r"https?://contoh\.example/\d{3}/"
    assert article_pattern(pattern, DOMAINS) == pattern
    both = article_pattern((pattern, "/read/{id}"), DOMAINS)
    assert re.match(both, "https://contoh.example/123/") and re.match(both, "https://contoh.example/read/1")
    assert id_pattern(pattern, DOMAINS) is None


@pytest.mark.parametrize(
    ("templates", "url", "groups"),
    [
        (("/[amp/]read/{id}/{slug}",), "https://contoh.example/amp/read/17/a", ["17"]),
        (("/news/{slug}", "//{host}.contoh.example/{id}"), "https://bali.contoh.example/17", ["bali", "17"]),
        (("/{path}/({date}|{id})/{slug}",), "https://contoh.example/bola/2024/01/31/a", []),
        (("/berita/{code}/{slug}",), "https://contoh.example/berita/tio9zt472/a", ["tio9zt472"]),
    ],
)
def test_what_names_an_article(templates: tuple[str, ...], url: str, groups: list[str]) -> None:
    pattern = id_pattern(templates, DOMAINS)
    assert pattern
    found = re.search(pattern, url)
    assert found and [group for group in found.groups() if group] == groups


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("/{nomor}", r"\{nomor\} is not a placeholder; placeholders are \{id\}"),
        ("/[amp/{id}", "']' is missing"),
        ("/amp]/{id}", "']' has no opening bracket"),
        ("/(a]/{id}", "']' has no opening bracket"),
        ("/a|b", "must be in brackets"),
        ("/{id", "'{' is unmatched"),
    ],
)
def test_a_broken_template_is_one_sentence(template: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        article_pattern(template, DOMAINS)
    assert "\n" not in str(caught.value)


def test_every_placeholder_is_explained() -> None:
    from extractors.rules import addresses

    assert addresses.__doc__ and all(f"``{{{name}}}``" in addresses.__doc__ for name in PLACEHOLDERS)


@pytest.mark.parametrize("outlet", OUTLETS.values(), ids=OUTLETS)
def test_every_outlet_shows_addresses_of_its_articles(outlet: object) -> None:
    """What they must be is checked where the outlet is built."""
    assert getattr(outlet, "examples", ()), "name one address of an article at least"
