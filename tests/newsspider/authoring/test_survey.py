"""``scrapy outlet survey``: what is wrong over many pages that nobody has read, on a made-up outlet."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pytest

from newsspider.authoring.survey import Bounded, Finding, read_survey
from newsspider.authoring.workbench.app import make_app
from newsspider.authoring.workbench.session import Bench
from newsspider.runtime.console import Fault
from tests.conftest import ROOT
from tests.linked import linked
from tests.newsspider.authoring.workbench.conftest import TOKEN, Client
from tests.newsspider.commands.warcs import by_others
from tests.newsspider.conftest import in_copy

HOST = "http://www.rimba.example"
RULES = '''"""Kabar Rimba, made up."""

from extractors.rules import Layout, Outlet

RIMBA = Outlet(
    name="rimba",
    title="Kabar Rimba",
    domains=("rimba.example",),
    articles=r"https?://www\\.rimba\\.example/\\d+/[a-z0-9-]+",
    layouts=(
        Layout(
            "warta",
            when=".warta",
            headline="h1",
            body=".isi",
            byline=".penulis",
            editors=".penyunting",
        ),
    ),
)
'''
PLACES = ("Kali Wening", "Bukit Lor", "Rawa Jati", "Muara Gede", "Ladang Asri", "Hutan Pinus")
PROMPT = "Kabar Rimba hadir setiap pagi untuk menemani pembaca setia."


def warta(number: int, place: str) -> str:
    """A page with a caption box that no rule reads, the same sentence at its end, and no editor."""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Warga {place}</title></head><body>
<nav><a href="/">Kabar Rimba</a></nav>
<div class="warta"><h1>Warga {place} Menanam Seribu Pohon</h1><p class="penulis">Penulis: Sari Melati</p>
<div class="keterangan">Warga {place} menanam pohon di tepi sungai pada Minggu pagi.</div>
<div class="isi">
<p>Warga {place} menanam seribu pohon di tepi sungai agar tanah tidak longsor lagi seperti tahun lalu.</p>
<p>Kepala dusun {place} mengatakan bibit itu dibeli dari iuran {number} keluarga selama dua tahun penuh.</p>
<p>Penanaman di {place} akan diteruskan bulan depan bersama anak sekolah dan para guru mereka.</p>
<p>{PROMPT}</p>
</div></div></body></html>"""


def story(place: str) -> str:
    """A page of a template that no layout knows."""
    text = "".join(
        f"<p>Di {place}, {what} dibuka kembali setelah diperbaiki warga selama empat bulan tanpa bantuan.</p>"
        for what in ("jembatan lama", "balai desa", "pasar sayur", "sekolah dasar", "jalan setapak")
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Cerita {place}</title></head><body>
<main class="cerita"><h1 class="judul-cerita">Cerita Panjang dari {place} yang Kembali Ramai</h1>
<div class="naskah-cerita">{text}</div></main></body></html>"""


def address(number: int, place: str) -> str:
    return f"{HOST}/{number}/{place.lower().replace(' ', '-')}"


def pages() -> list[tuple[str, bytes]]:
    return [
        *((address(n, place), warta(n, place).encode()) for n, place in enumerate(PLACES)),
        *((address(n + 10, place), story(place).encode()) for n, place in enumerate(PLACES[:4])),
    ]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project whose only outlet is made up, with a WARC file of its pages."""
    folder = tmp_path_factory.mktemp("survey")
    linked("newsspider", folder)
    package = linked("extractors", folder, ("outlets/__init__.py",))
    shutil.copy(ROOT / "scrapy.cfg", folder)
    (package / "outlets" / "rimba.py").write_text(RULES, "utf-8")
    headers = {"Content-Type": "text/html; charset=utf-8"}
    by_others(folder / "rimba.warc.gz", [(url, body, headers) for url, body in pages()])
    return folder


def first(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if " of " in line and ".py:" in line][:5]


def test_planted_faults_stand_first(project: Path) -> None:
    run = in_copy(project, "outlet", "survey", "rimba", "rimba.warc.gz")
    assert (run.code, run.err) == (0, "")
    lines = run.out.splitlines()
    found = "\n".join(first(lines))
    assert ".keterangan holds sentences" in found
    assert "a block of the text comes back as the last block on 6 pages" in found
    assert "editors is filled on 0 of 6 pages" in found
    assert "extractors/outlets/rimba.py:17" in found  # the line of editors=
    assert "no layout reads pages with h1.judul-cerita, text in div.naskah-cerita" in found
    assert f"               | {PROMPT}" in lines
    assert f"               {address(0, PLACES[0])}" in lines


def test_json_is_one_document(project: Path) -> None:
    run = in_copy(project, "outlet", "survey", "rimba", "rimba.warc.gz", "--json", "--jobs", "2")
    record = json.loads(run.out)
    assert (record["outlet"], record["pages"], record["read"], record["unread"]) == ("rimba", 10, 6, 4)
    assert record["layouts"]["warta"]["filled"]["authors"] == {"pages": 6, "goldens": 0}
    kinds = {one["kind"] for one in record["findings"]}
    assert {"box", "recurs", "filled", "unread"} <= kinds
    assert all(len(one["addresses"]) <= 3 for one in record["findings"])
    counts = [one["pages"] for one in record["findings"]]
    assert counts == sorted(counts, reverse=True)


def test_saved_pages_are_read_and_goldens_are_the_measure(project: Path) -> None:
    folder = project / "saved"
    folder.mkdir()
    for number, (url, body) in enumerate(pages()):
        link = f'<link rel="canonical" href="{url}"></head>'.encode()
        (folder / f"{number}.html").write_bytes(body.replace(b"</head>", link))
    golden = project / "fixtures" / "rimba" / "warta" / "satu" / "golden.json"
    golden.parent.mkdir(parents=True)
    golden.write_text(json.dumps({"article": {"dateline": "RIMBA"}}), "utf-8")
    try:
        run = in_copy(project, "outlet", "survey", "rimba", "saved", "--json")
    finally:
        shutil.rmtree(project / "fixtures")
    record = json.loads(run.out)
    assert (record["pages"], record["read"]) == (10, 6)
    filled = [one["text"] for one in record["findings"] if one["kind"] == "filled"]
    assert filled == ["dateline is filled on 0 of 6 pages (0%), in 1 of 1 goldens"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("rimba",), "outlet survey: name an outlet, and WARC files, saved pages or folders of them"),
        (("rimba", "nowhere"), "nowhere: no such file or folder"),
        (("rimba", "extractors"), "extractors: there is no WARC file and no saved page in this folder"),
        (("lain", "rimba.warc.gz"), "no outlet is called 'lain'; outlets are rimba"),
        (("rimba", "other.warc.gz"), "other.warc.gz: there is no article page of rimba in it"),
    ],
)
def test_faults_are_one_sentence(project: Path, args: tuple[str, ...], said: str) -> None:
    headers = {"Content-Type": "text/html"}
    by_others(project / "other.warc.gz", [("http://lain.example/1/a", warta(1, "Kota").encode(), headers)])
    run = in_copy(project, "outlet", "survey", *args)
    assert (run.code, run.complaints, run.out) == (2, [said], "")


def test_a_counter_stays_small_and_says_what_it_may_lack() -> None:
    counter = Bounded(100)
    for number in range(1_000):
        counter.add(("often",), f"http://a.example/{number}")
        counter.add((str(number),), f"http://a.example/{number}")
    assert len(counter.counts) <= 100
    assert counter.counts["often",].pages == 1_000
    assert counter.counts["often",].addresses == [f"http://a.example/{n}" for n in range(3)]
    assert counter.lost > 0


def finding(**values: object) -> dict[str, object]:
    example = Finding(
        "box", "warta", 3, 6, ".a <b> holds sentences", "rimba.py:1", "x", ("http://a.example/1",)
    )
    return {**asdict(example), **values}


def test_the_workbench_shows_a_survey(tmp_path: Path) -> None:
    addresses = ("http://a.example/1", "javascript:alert(1)")
    record = {"outlet": "rimba", "pages": 6, "findings": [finding(addresses=addresses)]}
    path = tmp_path / "survey.json"
    path.write_text(json.dumps(record), "utf-8")
    bench = Bench(tmp_path / "fixtures", tmp_path / "outlets")
    shown = Client(make_app(bench, TOKEN, None, read_survey(path))).get("/survey")
    assert shown.status_code == 200
    assert ".a &lt;b&gt; holds sentences" in shown.text
    assert 'href="http://a.example/1"' in shown.text
    assert 'href="javascript' not in shown.text
    none = Client(make_app(bench, TOKEN)).get("/survey")
    assert "start the workbench with --survey FILE" in none.text


@pytest.mark.parametrize("text", ["", "[]", '{"outlet": "a", "pages": 1, "findings": [{}]}'])
def test_what_is_no_survey_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "survey.json"
    path.write_text(text, "utf-8")
    with pytest.raises(Fault, match="this is not what `scrapy outlet survey --json` prints"):
        read_survey(path)
    with pytest.raises(Fault, match="No such file"):
        read_survey(tmp_path / "none.json")
