"""A template that renames a class: the check names the new one, whatever field it is and however it is called."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from extractors.score import GOLDEN_KEYS
from newsspider.recording.fixtures import RecordedPage, write_case
from tests.newsspider.conftest import Run
from tests.newsspider.own import newsspider, own_project

OLD = {
    "when": "pb-halaman",
    "headline": "pb-judul",
    "body": "pb-isi",
    "published": "pb-waktu",
    "byline": "pb-penulis",
    "keywords": "pb-tagar",
    "caption": "pb-keterangan",
}
NEW = {
    "when": "story-shell",
    "headline": "heading-xl",
    "body": "richtext",
    "published": "stamp",
    "byline": "credits-line",
    "keywords": "chips",
    "caption": "under-photo",
}
LIKE = {field: f"{name}-v2" for field, name in OLD.items()}

RULES = '''"""Pesisir Baru."""

from extractors.rules import Layout, Outlet

RULES = Outlet(
    name="pesisir",
    title="Pesisir Baru",
    domains=("pesisir.example",),
    articles=r"https://pesisir\\.example/berita/[a-z0-9-]+",
    layouts=(
        Layout(
            "satu",
            years="2026",
            when=".pb-halaman",
            headline=".pb-judul",
            body=".pb-isi",
            published=".pb-waktu",
            byline=".pb-penulis",
            keywords=".pb-tagar a",
            caption=".pb-keterangan",
        ),
    ),
)
'''
TOPICS = (
    "garam",
    "tambak",
    "dermaga",
    "mercusuar",
    "bakau",
    "perahu",
    "rumput-laut",
    "kerang",
    "pasar",
    "ombak",
)


def golden(number: int) -> dict[str, Any]:
    topic = TOPICS[number].replace("-", " ")
    body = [
        f"Warga pesisir memperbaiki {topic} bersama-sama sejak pekan lalu tanpa menunggu bantuan.",
        f"Kepala dusun berharap {topic} itu selesai sebelum angin barat tiba pada akhir tahun.",
        f"Anak-anak sekolah ikut melukis papan petunjuk di dekat {topic} setiap hari Sabtu.",
    ]
    known: dict[str, Any] = {
        "headline": f"Warga Perbaiki {topic.title()} Sebelum Angin Barat",
        "datePublished": f"2026-03-{number + 10}T08:15:00+07:00",
        "authors": [("Sari Melati", "Bayu Laksmana")[number % 2]],
        "keywords": [topic, "pesisir"],
        "images": [{"text": f"Warga di {topic}.", "credit": None, "lead": True}],
        "body": [{"type": "paragraph", "text": text} for text in body],
    }
    lists = ("editors", "sources", "articleSection", "readAlso")
    return {key: known.get(key, [] if key in lists else None) for key in GOLDEN_KEYS} | {
        "isAccessibleForFree": None
    }


def html(number: int, names: dict[str, str]) -> str:
    """A page with what its own article alone has: a number, a topic, a box that is not everywhere."""
    told, topic = golden(number), TOPICS[number]
    url = f"https://pesisir.example/berita/{topic}"
    tags = "".join(f'<a href="/tag/{tag}">{tag}</a>' for tag in told["keywords"])
    text = "".join(f"<p>{block['text']}</p>" for block in told["body"])
    return f"""<!DOCTYPE html><html><head><title>{told["headline"]}</title><link rel="canonical" href="{url}"></head>
<body class="postid-{number}8801 topik-{topic}"><div id="artikel-{topic}" class="wadah">
<header class="kepala">Pesisir Baru</header><article class="{names["when"]} kolom-{topic}">
<div class="atas atas-{topic}"><h1 class="{names["headline"]}">{told["headline"]}</h1></div>
<div class="{names["published"]}">{number + 10} Maret 2026 08:15 WIB</div>
<div class="{names["byline"]}">Penulis: {told["authors"][0]}</div>
<figure class="foto"><img src="/{number}.jpg"><figcaption class="{names["caption"]}">Warga di {topic.replace("-", " ")}.</figcaption></figure>
<div class="{names["body"]}">{text}</div>
<div class="kotak-{topic}"><p>Layanan aduan warga dibuka setiap hari kerja.</p></div>
<div class="{names["keywords"]}">{tags}</div></article></div></body></html>"""


def written(project: Path, number: int, names: dict[str, str]) -> None:
    page = RecordedPage(f"https://pesisir.example/berita/{TOPICS[number]}", html(number, names).encode())
    told = {"article": golden(number), "notes": ""}
    origin = {"kind": "synthetic", "years": "2026", "sources": [page.url], "notes": ""}
    write_case(project / "fixtures" / "pesisir" / "satu" / TOPICS[number], [page], told, origin)


def checked(folder: Path, changes: dict[int, dict[str, str]], cases: int = len(TOPICS)) -> Run:
    """The check of an outlet of which some pages have other names."""
    project = own_project(folder, outlets__pesisir=RULES)
    for number in range(cases):
        written(project, number, OLD | changes.get(number, {}))
    return newsspider(project, "outlet", "check", "pesisir")


def named(run: Run, field: str) -> list[str]:
    """What the findings of a field say is nearest."""
    return re.findall(rf"^pesisir/satu \w+: {field}='.*?nearest on the page: (.*?)\)", run.out, re.M)


@pytest.mark.parametrize("fresh", [NEW, LIKE], ids=["another word", "a second version"])
def test_of_seven_renamed_classes_each_new_name_is_the_one_that_is_named(
    tmp_path: Path, fresh: dict[str, str]
) -> None:
    changes = {3 + place: {field: fresh[field]} for place, field in enumerate(OLD)}
    run = checked(tmp_path, changes)
    assert {field: named(run, field) for field in OLD} == {field: [fresh[field]] for field in OLD}, run.out


def test_names_are_told_apart_where_everything_is_renamed_at_once(tmp_path: Path) -> None:
    fields = [field for field in OLD if field not in ("when", "body")]  # without these nothing is read
    run = checked(tmp_path, {3: {field: NEW[field] for field in fields}}, cases=4)
    assert {field: named(run, field) for field in fields} == {field: [NEW[field]] for field in fields}, (
        run.out
    )


def test_without_a_page_on_which_the_rule_works_the_golden_tells_the_new_name(tmp_path: Path) -> None:
    run = checked(tmp_path, {0: {"published": NEW["published"], "keywords": NEW["keywords"]}}, cases=1)
    assert named(run, "published") == [NEW["published"]]
    assert named(run, "keywords") == [NEW["keywords"]]


def test_nothing_is_named_where_the_element_is_gone(tmp_path: Path) -> None:
    project = own_project(tmp_path, outlets__pesisir=RULES)
    for number in range(3):
        written(project, number, OLD)
    case = project / "fixtures" / "pesisir" / "satu" / TOPICS[0] / "cassette.yaml"
    text = case.read_text("utf-8")
    case.write_text(re.sub(r'<div class="pb-waktu">.*?</div>', "", text), "utf-8")
    run = newsspider(project, "outlet", "check", "pesisir")
    assert "published='.pb-waktu'" in run.out and not named(run, "published"), run.out


def findings(run: Run) -> list[str]:
    """The lines before the figures."""
    return run.out.partition("\n\n")[0].splitlines()


def test_a_layout_that_no_longer_fits_is_told_once_and_nothing_that_follows(tmp_path: Path) -> None:
    rules = RULES.replace('".pb-', '".pb-halaman .pb-').replace(".pb-halaman .pb-halaman", ".pb-halaman")
    project = own_project(tmp_path, outlets__pesisir=rules)
    for number in range(5):
        written(project, number, OLD)
    assert newsspider(project, "outlet", "check", "pesisir", "--floors").code == 0
    for number in (1, 3):
        written(project, number, OLD | {"when": NEW["when"]})
    run = newsspider(project, "outlet", "check", "pesisir")
    (told,) = findings(run)
    assert run.code == 1 and told.startswith("pesisir/satu layout: when='.pb-halaman' (outlets/pesisir.py:")
    assert "finds nothing, so the layout no longer fits (nearest on the page: story-shell)" in told
    assert told.endswith(" on pesisir/satu/mercusuar, pesisir/satu/tambak")


def test_without_floors_too_a_layout_that_no_longer_fits_is_told_once(tmp_path: Path) -> None:
    run = checked(tmp_path, {1: {"when": NEW["when"]}}, cases=3)
    assert run.code == 1 and len(findings(run)) == 1 and named(run, "when") == [NEW["when"]], run.out


def test_what_is_wrong_beside_the_layout_is_still_told(tmp_path: Path) -> None:
    run = checked(tmp_path, {1: {"when": NEW["when"], "body": NEW["body"]}}, cases=3)
    assert named(run, "when") == [NEW["when"]] and named(run, "body") == [NEW["body"]]
    assert len(findings(run)) == 2, run.out


def test_figures_that_fell_by_another_cause_are_still_told(tmp_path: Path) -> None:
    project = own_project(tmp_path, outlets__pesisir=RULES)
    for number in range(4):
        written(project, number, OLD)
    newsspider(project, "outlet", "check", "pesisir", "--floors")
    written(project, 0, OLD | {"when": NEW["when"]})
    written(project, 1, OLD | {"caption": NEW["caption"]})
    run = newsspider(project, "outlet", "check", "pesisir")
    assert "below its floor: pesisir: exact is 2, it was 4" in findings(run)
