"""OUTLET_MODULES: outlets of one's own in every command and every process, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsspider.recording.fixtures import RecordedPage, write_cassette
from tests.newsspider.own import PAGE, newsspider, own_project, python, rules, write

pytestmark = pytest.mark.slow

URL = "https://lereng.example/berita/panen-apel"


@pytest.mark.parametrize(
    ("entries", "file"),
    [
        ('["outlets"]', "outlets__lereng"),
        ('["outlets/lereng.py"]', "outlets__lereng"),
        ('["aturan.surat_kabar"]', "aturan__surat_kabar__lereng"),
        ('"aturan.surat_kabar.lereng"', "aturan__surat_kabar__lereng"),
    ],
    ids=["folder", "file", "package", "module"],
)
def test_outlets_of_ones_own_are_spiders_like_all_others(tmp_path: Path, entries: str, file: str) -> None:
    own_project(tmp_path, entries, **{file: rules("lereng")})
    inner = tmp_path / "anak"  # commands look for scrapy.cfg upwards
    inner.mkdir()
    run = newsspider(inner, "list")
    assert (run.code, run.err) == (0, "")
    assert {"lereng", "kontan"} <= set(run.out.split())


def test_every_process_that_reads_pages_knows_them(tmp_path: Path) -> None:
    own_project(
        tmp_path,
        outlets__lereng=rules("lereng").replace(
            "from extractors.rules import", "from ._bersama import"
        ),  # files of a folder share what they have in common
        outlets___bersama="from extractors.rules import Layout, Outlet\n",
    )
    pages = [RecordedPage(f"{URL}-{number}", PAGE.encode()) for number in ("satu", "dua", "tiga")]
    write_cassette(tmp_path / "rekaman.yaml", pages)
    urls = ",".join(page.url for page in pages)
    run = newsspider(
        tmp_path, "crawl", "lereng", "-a", "cassette=rekaman.yaml", "-a", f"urls={urls}", "-O", "a.jsonl"
    )
    assert run.code == 0, run.err
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    assert [line["layout"] for line in lines] == ["satu"] * 3
    # a process of a pool, and one that reads for a crawl
    code = """
from pathlib import Path
from newsspider.runtime import own_outlets, processes
from newsspider.recording.saved_pages import article_of
from newsspider.recording.fixtures import RecordedPage
if __name__ == "__main__":
    own_outlets.load_outlets(["outlets"], Path())
    import tugas
    print([found for _, found in processes.in_order(tugas.layout, tugas.PAGES, 2)])

    import socket, subprocess, sys, struct, pickle
    from newsspider.crawl.reader_processes import PageToRead, serve
    ours, theirs = socket.socketpair()
    ours.sendall(b"".join(struct.pack("!I", len(x)) + x for x in [pickle.dumps(PageToRead(tugas.PAGE, tugas.PAGES[0]))]))
    ours.shutdown(socket.SHUT_WR)
    code = "import socket; from newsspider.crawl.reader_processes import serve; serve(socket.socket(fileno=%d), %r)"
    subprocess.run([sys.executable, "-c", code % (theirs.fileno(), own_outlets.loaded_entries())], pass_fds=[theirs.fileno()], cwd="/")
    theirs.close()
    stream = ours.makefile("rb"); stream.read(8)
    print(pickle.loads(stream.read()).layout)
"""
    write(
        tmp_path,
        {
            "utama.py": code,
            "tugas.py": f"from extractors import extract\n\nPAGE = {PAGE.encode()!r}\nPAGES = {[page.url for page in pages]!r}\n\n\n"
            "def layout(url):\n    return extract(PAGE, url).layout\n",
        },
    )
    run = python(tmp_path, "import runpy; runpy.run_path('utama.py', run_name='__main__')")
    assert run.out.split("\n")[:2] == ["['satu', 'satu', 'satu']", "satu"], run.err


@pytest.mark.parametrize(
    ("entries", "files", "words", "command"),
    [
        ('["tidak.ada"]', {}, "tidak.ada: no such module", ("crawl", "jpnn")),
        ('["tidak/ada"]', {}, "tidak/ada: there is no such file or folder in", ("outlet", "check")),
        (
            '["kosong"]',
            {"kosong": "X = 1\n"},
            "kosong.py: the module defines no Outlet",
            ("shell", "-c", "1"),
        ),
        (
            '["outlets"]',
            {"outlets__lain": rules("jpnn").replace("jpnn.example", "lain.example")},
            "outlets/lain.py: outlet 'jpnn' already exists (extractors/outlets/jpnn.py)",
            ("list",),
        ),
        (
            '["outlets"]',
            {"outlets__lain": rules("lain").replace("lain.example", "jpnn.com")},
            "outlets/lain.py: domain 'jpnn.com' already belongs to outlet 'jpnn'",
            ("crawlall",),
        ),
    ],
    ids=["module", "folder", "no outlet", "name", "domain"],
)
def test_an_entry_that_cannot_be_followed_is_one_sentence(
    tmp_path: Path, entries: str, files: dict[str, str], words: str, command: tuple[str, ...]
) -> None:
    run = newsspider(own_project(tmp_path, entries, **files), *command)
    assert run.code == 2 and len(run.complaints) == 1, run.err
    assert run.err.startswith("OUTLET_MODULES: ") and words in run.err


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("),),\n)", "),),\n", "outlets/lembah.py:5: '(' was never closed"),
        ("title=", "titel=", "outlets/lembah.py: outlet 'lembah', field 'titel'"),
        ("h1.judul", "h1..judul", "outlets/lembah.py: outlet 'lembah', layout 'satu', field"),
    ],
    ids=["syntax", "field", "selector"],
)
def test_a_wrong_rule_file_does_not_keep_the_others_from_working(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    text = rules("lembah").replace(old, new)
    own_project(tmp_path, outlets__lembah=text, outlets__lereng=rules("lereng"))
    write(tmp_path, {"page.html": PAGE})
    run = newsspider(tmp_path, "extract", "page.html", "--url", URL)  # which does not need it
    assert run.code == 0 and json.loads(run.out)["layout"] == "satu"
    assert len(run.complaints) == 1 and problem in run.err and run.err.endswith("(this outlet is left out)\n")
    run = newsspider(tmp_path, "list")  # all were asked for
    assert run.code == 1 and "lereng" in run.out.split() and "lembah" not in run.out.split()
    assert len(run.complaints) == 1 and problem in run.err
    run = newsspider(tmp_path, "crawl", "lembah")
    assert run.code == 2 and run.complaints[-1].count(problem) == 1


def test_a_foreign_project_keeps_its_settings_and_lends_its_outlets(tmp_path: Path) -> None:
    own_project(tmp_path, outlets__lereng=rules("lereng"))
    write(
        tmp_path,
        {"news_settings.py": 'BOT_NAME = "lain"\nSPIDER_MODULES = []\nOUTLET_MODULES = ["outlets"]\n'},
    )
    run = newsspider(tmp_path, "list")
    assert run.code == 0 and {"lereng", "jpnn"} <= set(run.out.split())
    run = newsspider(tmp_path, "settings", "--get", "BOT_NAME")
    assert run.out.strip() == "newsspider"
    code = """
from scrapy.utils.project import get_project_settings
from newsspider.addon import Newsspider
from extractors import outlet_for
settings = get_project_settings()
Newsspider().update_settings(settings)
print(settings["BOT_NAME"], outlet_for("https://lereng.example/").name)
"""
    assert python(tmp_path, code).out.split() == ["lain", "lereng"]


def test_settings_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    own_project(tmp_path)
    write(tmp_path, {"news_settings.py": "X = (\n"})
    run = newsspider(tmp_path, "list")
    assert run.code == 2 and "scrapy.cfg: its settings cannot be read" in run.err
