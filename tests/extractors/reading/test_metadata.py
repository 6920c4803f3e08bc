"""What pages say about themselves to machines."""

from __future__ import annotations

import json
from typing import Any

import pytest

from extractors.reading.decode import parse
from extractors.reading.metadata import ARTICLE_TYPES, Metadata, read_metadata

URL = "https://www.contoh.example/news/pasar-ikan-dibuka"
OTHER = "https://www.contoh.example/news/harga-beras-naik"
TITLE = "Pasar Ikan Baru Dibuka di Sukamaju"


def read(
    *scripts: str | dict[str, Any], head: str = "", kind: str = "application/ld+json", url: str = URL
) -> Metadata:
    texts = (x if isinstance(x, str) else json.dumps(x) for x in scripts)
    html = "".join(f'<script type="{kind}">{text}</script>' for text in texts)
    return read_metadata(
        parse(f"<html><head>{head}{html}<title>{TITLE} - Contoh</title></head><body><h1>{TITLE}</h1></body></html>", url), url
    )  # fmt: skip


def node(date: str = "2024-03-05", **more: Any) -> dict[str, Any]:
    return {"@type": "NewsArticle", "datePublished": date, **more}


@pytest.mark.parametrize("kind", ["application/ld+json", "application/LD+JSON", "application/ld+json; charset=utf-8", " application/ld+json ", "application/ld+json;profile=x", "application/json+ld", "ld+json"])  # fmt: skip
def test_the_media_type_as_templates_write_it(kind: str) -> None:
    assert read(node(), kind=kind).published == "2024-03-05"


@pytest.mark.parametrize("kind", ["application/json", "text/javascript", "module", "application/ld+jsonp"])
def test_other_media_types_are_none(kind: str) -> None:
    assert read(node(), kind=kind).published is None


@pytest.mark.parametrize("name", sorted(ARTICLE_TYPES))
@pytest.mark.parametrize("form", ["{}", "https://schema.org/{}", "http://schema.org/{}/", "schema:{}", "http://www.schema.org/{}", "schema.org/{}", "https://schema.org#{}"])  # fmt: skip
def test_a_type_may_be_an_address(name: str, form: str) -> None:
    for kind in (form.format(name), [form.format(name)], ["Thing", form.format(name)]):
        data = read({"@type": kind, "datePublished": "2024-03-05"})
        assert data.published == "2024-03-05"
        assert name in data.types
    assert read({"@type": form.format(name.lower()), "datePublished": "2024-03-05"}).published == "2024-03-05"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda x: x,
        lambda x: [x],
        lambda x: {"@graph": [x]},
        lambda x: {"@graph": x},
        lambda x: {"@type": "WebPage", "mainEntity": x},
        lambda x: {"@type": "WebPage", "mainEntityOfPage": x},
        lambda x: [{"@type": "WebSite"}, {"@graph": [{"@type": "WebPage", "mainEntity": [x]}]}],
    ],
)
def test_wherever_the_node_stands(wrap: Any) -> None:
    assert read(wrap(node())).published == "2024-03-05"


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024-03-05T10:15:42+07:00", "2024-03-05T10:15:42+07:00"),
        (["2024-03-05T10:15:42+07:00"], "2024-03-05T10:15:42+07:00"),
        ({"@value": "2024-03-05", "@type": "Date"}, "2024-03-05"),
        ([{"@value": "2024-03-05"}], "2024-03-05"),
        (1709608542, "2024-03-05T03:15:42+00:00"),
        (1709608542000, "2024-03-05T03:15:42+00:00"),
        ("1709608542", "2024-03-05T03:15:42+00:00"),
        ("1709608542.5", "2024-03-05T03:15:42+00:00"),
        ([], None),
        ({}, None),
        (None, None),
        (True, None),
        ("", None),
    ],
)
def test_a_date_as_pages_write_it(value: Any, date: str | None) -> None:
    assert read(node(value)).published == date
    assert read(node(dateModified=value)).modified == date


@pytest.mark.parametrize(
    ("value", "free"),
    [
        (True, True),
        (False, False),
        ("True", True),
        ("false", False),
        ("https://schema.org/False", False),
        ("http://schema.org/True", True),
        ("schema:False", False),
        ([False], False),
        ({"@value": True}, True),
        ({"@id": "http://schema.org/False"}, False),
        ("no", False),
        ("1", True),
        (0, False),
        ("entahlah", None),
        (None, None),
        (2, None),
        ([], None),
    ],
)
def test_whether_a_text_is_free_as_pages_write_it(value: Any, free: bool | None) -> None:
    assert read(node(isAccessibleForFree=value)).free is free


# -- the node of this page -----------------------------------------------------------------------------------

MINE, THEIRS = "2024-03-05", "2023-01-01"
OWN = [
    {"url": URL},
    {"@id": f"{URL}#article"},
    {"@id": URL},
    {"mainEntityOfPage": URL},
    {"mainEntityOfPage": {"@type": "WebPage", "@id": URL}},
    {"mainEntityOfPage": [URL]},
    {"url": URL.replace("https://www.", "http://m.") + "/"},
    {"url": URL + "/amp"},
    {"url": URL + "?utm_source=x"},
    {"headline": TITLE},
    {"headline": TITLE.replace(" ", "\u00a0").upper()},
    {"headline": f"{TITLE} Pagi Ini"},
    {"name": TITLE},
    {"url": URL, "headline": "Judul untuk Mesin Pencari"},
]
RELATED = [
    {"url": OTHER, "headline": "Harga Beras Naik Lagi di Kota"},
    {"headline": "Harga Beras Naik Lagi di Kota"},
    {"@id": OTHER},
    {"mainEntityOfPage": {"@id": OTHER}, "headline": "Harga Beras Naik Lagi di Kota"},
]


@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("related", RELATED)
def test_the_node_is_that_of_this_page_and_not_the_first(
    own: dict[str, Any], related: dict[str, Any]
) -> None:
    mine, theirs = node(MINE, **own), node(THEIRS, **related)
    for scripts in ((theirs, mine), (mine, theirs), ([theirs, mine],), ({"@graph": [theirs, theirs, mine]},)):
        assert read(*scripts).published == MINE


def test_a_node_of_another_address_and_another_title_describes_another_page() -> None:
    assert read(node(THEIRS, url=OTHER, headline="Harga Beras Naik Lagi di Kota")).published is None


def test_a_node_that_agrees_in_one_of_them_is_believed() -> None:
    assert read(node(MINE, url=OTHER, headline=TITLE)).published == MINE
    assert read(node(MINE, headline="Judul untuk Mesin Pencari")).published == MINE


def test_a_number_in_the_query_is_another_article() -> None:
    here = "https://contoh.example/read.php?id=4711"
    related, mine = node(THEIRS, url="https://contoh.example/read.php?id=4712"), node(MINE, url=here)
    assert read(related, mine, url=here).published == MINE


def test_two_nodes_of_one_page_are_one_article() -> None:
    data = read(
        node(MINE, url=URL, author={"name": "Ani"}),
        {"@type": "Article", "url": URL, "isAccessibleForFree": False},
    )
    assert (data.published, data.authors, data.free) == (MINE, ["Ani"], False)


def test_a_page_of_broken_scripts_costs_no_more_than_it_may() -> None:
    assert read(*['{"a":"' + '" ' * 90_000] * 30, node()).published is None


@pytest.mark.parametrize(
    "address",
    [
        "https://www.contoh.example/",
        "https://www.contoh.example",
        "#article",
        "urn:uuid:1",
        "/news/x",
        f"https://cms.contoh.example/draf/{URL.rpartition('/')[2]}",
        URL.replace("/news/", "/berita-lama/") + "-4711.html",
    ],
)
def test_an_address_that_names_no_other_article_contradicts_nothing(address: str) -> None:
    assert read(node(MINE, url=address, headline="Judul untuk Mesin Pencari")).published == MINE
    assert read(node(MINE, mainEntityOfPage={"@id": address}, headline="Judul Lain")).published == MINE
