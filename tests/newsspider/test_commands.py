"""The commands extract, score and outlets: what they print, and what they say of bad input."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors import OUTLETS, Article, Block
from newsspider.authoring import support
from newsspider.authoring.goldens import evidence_of
from newsspider.corpora.renderings import as_markdown, as_text
from newsspider.recording.fixtures import CASSETTE, GOLDEN, RecordedPage, read_case, write_cassette
from newsspider.recording.saved_pages import MAX_BYTES, declared_address
from newsspider.runtime import entry
from tests.conftest import FIXTURES, ROOT, SEEDS
from tests.newsspider.conftest import Run
from tests.newsspider.server import Answer, Server

Command = Callable[..., Run]
CASE = FIXTURES / "jpnn" / "2020" / "tiga-halaman"
SINGLE = FIXTURES / "jpnn" / "2020" / "daftar-abc"
SEED = next(SEEDS.glob("000*.txt"))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A page saved by a browser: it states its address."""
    path = tmp_path / "page.html"
    path.write_bytes(read_case(SINGLE).pages[0].body)
    return path


# -- extract --------------------------------------------------------------------------------------------


def test_a_saved_page(command: Command, saved: Path) -> None:
    run = command("extract", str(saved))
    assert (run.code, run.err) == (0, "")
    article = json.loads(run.out)
    assert (article["outlet"], article["layout"]) == ("jpnn", "2020")


def test_a_fixture_folder_and_its_cassette_are_one_article(command: Command) -> None:
    for path in (CASE, CASE / CASSETTE):
        (line,) = command("extract", str(path)).out.splitlines()
        assert json.loads(line)["pageCount"] == 3


def test_the_first_page_of_a_split_article_does_not_pass_for_all_of_it(
    command: Command, tmp_path: Path
) -> None:
    pages = read_case(CASE).pages
    path = tmp_path / "page.html"
    path.write_bytes(pages[0].body)
    run = command("extract", str(path))
    assert (run.code, run.out) == (1, "")
    (line,) = run.complaints
    assert f"split article without all its pages: {pages[1].url} is not here; --incomplete keep" in line
    run = command("extract", str(path), "--incomplete", "keep")
    assert (run.code, run.err) == (0, "")
    assert json.loads(run.out)["missingPages"] == [page.url for page in pages[1:]]
    run = command("extract", str(path), "--incomplete", "drop")
    assert (run.code, run.out, run.err) == (0, "", "")
    assert json.loads(command("extract", str(CASE)).out)["missingPages"] == []


def test_a_folder_of_cases(command: Command) -> None:
    cases = len(list(CASE.parent.iterdir()))
    run = command("extract", str(CASE.parent), "--incomplete", "keep")
    assert run.code == 0 and len(run.out.splitlines()) == cases
    run = command("extract", str(CASE.parent))
    assert run.code == 1 and len(run.out.splitlines()) == cases - 1  # of one the further pages are not known


def test_a_cassette_of_several_articles(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "crawl.yaml"
    robots = RecordedPage("https://www.jpnn.com/robots.txt", b"User-agent: *\n", "text/plain")
    write_cassette(path, [robots, *read_case(CASE).pages, *read_case(SINGLE).pages])
    lines = command("extract", str(path)).out.splitlines()
    assert [json.loads(line)["pageCount"] for line in lines] == [3, 1]


def test_a_capture(command: Command) -> None:
    run = command("extract", str(SEED), "--outlet", "tempo", "--format", "text")
    assert run.code == 0
    golden = json.loads(SEED.with_suffix("").with_suffix(".golden.json").read_text("utf-8"))["article"]
    assert run.out.startswith(golden["headline"]) and golden["body"][-1]["text"] in run.out


def test_explain_shows_what_was_kept_and_dropped(command: Command) -> None:
    run = command("extract", str(SINGLE), "--explain")
    assert run.code == 0
    signs = [line[:2] for line in run.out.splitlines()]
    assert "+ " in signs and "- " in signs and "[body" in run.out and "headline" in run.out


def test_an_address_is_fetched(crawl: Command) -> None:
    (page,) = read_case(SINGLE).pages
    url = page.url.replace("https:", "http:")
    with Server({url: [Answer(page.body)]}) as server:
        run = crawl("extract", url, f"{url}-lain", "-s", "DOWNLOAD_DELAY=0", http_proxy=server.proxy)
    assert run.code == 1  # the second one is not there
    assert json.loads(run.out)["layout"] == "2020"
    assert run.complaints == [f"WARNING Refused: {url}-lain: HTTP 404"]


def test_an_address_is_answered_from_a_recording(crawl: Command) -> None:
    run = crawl("extract", read_case(CASE).pages[0].url, "--cassette", str(CASE), "--format", "markdown")
    assert run.code == 0 and run.out.startswith("# ")


def bad_inputs(folder: Path) -> dict[str, tuple[Path, str]]:
    good = read_case(SINGLE).pages[0].body
    contents = {
        "empty.html": (b"", "empty page"),
        "blank.html": (b" \n\t ", "empty page"),
        "binary.html": (bytes(range(256)) * 20, ""),
        "picture.html": (b"\x89PNG\r\n\x1a\n" + bytes(64), "not HTML"),
        "words.html": (b"hanya kata-kata, tanpa satu tanda pun", "not HTML"),
        "cut.html": (good[:1200], ""),
        "deep.html": (b"<html><body>" + b"<div>" * 200_000, ""),
        "challenge.html": (b"<html><title>Just a moment...</title><body><p>x</p>", "challenge page"),
        "broken.yaml": (b"interactions: [", "not a cassette"),
        "latin.yaml": (b"\xff\xfe\x00", "not UTF-8 text"),
        "latin.txt": (b"Judul na\xeff\n", "does not say its outlet"),
        "capture.txt": (b"Judul\n\nIsi.\n", "does not say its outlet"),
    }
    return {name: (_write(folder / name, body), message) for name, (body, message) in contents.items()}


def _write(path: Path, body: bytes) -> Path:
    path.write_bytes(body)
    return path


def test_each_bad_input_is_one_sentence_and_the_rest_goes_on(
    command: Command, saved: Path, tmp_path: Path
) -> None:
    bad = bad_inputs(tmp_path)
    run = command(
        "extract", *(str(path) for path, _ in bad.values()), str(tmp_path / "none.html"), str(saved)
    )
    assert run.code == 1
    assert len(run.out.splitlines()) == 1  # the good one
    assert len(run.complaints) == len(bad) + 1
    for name, (_, message) in bad.items():
        (line,) = [line for line in run.complaints if f"/{name}: " in line or line.startswith(f"{name}: ")]
        assert message in line
    assert "none.html: no such file or folder" in run.err


def test_a_page_of_50_megabytes_is_not_even_read(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "huge.html"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert path.stat().st_size > MAX_BYTES
    run = command("extract", str(path))
    assert (run.code, run.out) == (1, "")
    assert "huge.html: 50 MB is too much for a page" in run.err


def test_an_unknown_outlet_and_nothing_at_all(command: Command) -> None:
    run = command("extract", str(SEED), "--outlet", "kompasiana")
    assert run.code == 2 and run.err == "no outlet is called 'kompasiana'; did you mean kompas?\n"
    run = command("extract", str(SEED), "--outlet", "xyz")
    assert run.code == 2 and run.err == "no outlet is called 'xyz'; `newsspider list` names them\n"
    assert command("extract").code == 2


def test_a_misspelt_option_is_named_and_passes_for_no_file(command: Command, tmp_path: Path) -> None:
    corpus = tmp_path / "a.csv"
    corpus.write_text("text,url\nIsi,https://tempo.co/\n", "utf-8")
    run = command("clean", "-O", str(corpus))
    assert (run.code, run.out) == (2, "") and run.err.startswith("clean: there is no option '-O'; ")
    assert list(tmp_path.iterdir()) == [corpus]
    for name, wrong, meant in (("clean", "--txet", "--text"), ("outlet", "--flors", "--floors")):
        run = command(name, wrong, "x")
        assert run.code == 2 and f"there is no option '{wrong}'; did you mean {meant}?" in run.err


def test_a_folder_without_pages(command: Command, tmp_path: Path) -> None:
    run = command("extract", str(tmp_path))
    assert run.code == 1 and "there is no page, cassette or capture in this folder" in run.err


def test_the_address_that_a_page_states() -> None:
    page = b"""<link href='https://other.example/x' rel=canonical>
    <meta content="https://www.jpnn.com/news/a?x=1&amp;y=2" property="og:url">"""
    assert declared_address(page) == "https://www.jpnn.com/news/a?x=1&y=2"
    assert declared_address(b"<p>") is None


def test_markdown_and_text() -> None:
    article = Article(
        headline="Judul",
        alternativeHeadline="Anak judul",
        authors=("A", "B"),
        body=(
            Block("paragraph", "Satu."),
            Block("heading", "Bagian"),
            Block("list_item", "butir"),
            Block("list_item", "butir lagi"),
            Block("quote", "Kata."),
        ),
    )
    assert as_markdown(article) == (
        "# Judul\n\n*Anak judul*\n\nA, B\n\nSatu.\n\n## Bagian\n\n- butir\n- butir lagi\n\n> Kata.\n"
    )
    assert as_text(article).startswith("Judul\nAnak judul\nA, B\n\nSatu.\n\nBagian\n\n")


# -- score ----------------------------------------------------------------------------------------------


def test_score_of_a_case(command: Command) -> None:
    run = command("score", str(CASE))
    assert (run.code, run.err) == (0, "")
    header, line, mean = run.out.splitlines()
    assert header.split("\t") == ["page", "keys that differ", "precision", "recall", "F1", "word F1"]
    assert line.split("\t") == ["jpnn/2020/tiga-halaman", "-", "1.0000", "1.0000", "1.0000", "1.0000"]
    assert mean.startswith("mean of 1\t1 of 1 exact\t")


def test_score_of_one_outlet_and_of_captures(command: Command) -> None:
    names = [
        line.split("\t")[0] for line in command("score", "--outlet", "beritautama").out.splitlines()[1:-1]
    ]
    assert names and all(name.startswith("beritautama/") for name in names)
    seeds = command("score", str(SEEDS)).out.splitlines()
    assert len(seeds) == 7 and seeds[-1].split("\t")[1] == "5 of 5 exact"


def test_what_differs_is_named_and_shown(command: Command, tmp_path: Path) -> None:
    case = tmp_path / "jpnn" / "2020" / "changed"
    shutil.copytree(SINGLE, case)
    golden = json.loads((case / GOLDEN).read_text("utf-8"))
    golden["article"]["headline"] = "Lain"
    golden["article"]["body"][0]["text"] += " Tambahan."
    (case / GOLDEN).write_text(json.dumps(golden), "utf-8")
    run = command("score", str(tmp_path), "--diff")
    assert run.code == 0
    assert run.out.splitlines()[1].split("\t")[1] == "headline, body"
    assert "0 of 1 exact" in run.out and 'want "Lain"' in run.out and "[-Tambahan.-]" in run.out


def test_a_page_without_a_golden_is_said_and_the_rest_is_scored(
    command: Command, saved: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "jpnn" / "2020" / "no-golden"
    shutil.copytree(SINGLE, folder)
    (folder / GOLDEN).unlink()
    (tmp_path / "seeds").mkdir()
    shutil.copy(SEED, tmp_path / "seeds" / "000.txt")
    (tmp_path / "seeds" / "001.golden.json").write_text("{}", "utf-8")
    run = command("score", str(tmp_path), str(CASE), str(tmp_path / "none"))
    assert run.code == 1
    assert "mean of 1\t" in run.out
    assert len(run.complaints) == 4
    for part in ("no-golden/golden.json: missing", "page.golden.json: missing", "000.golden.json: missing"):
        assert part in run.err
    assert "none: no such file or folder" in run.err


def test_score_of_an_outlet_that_is_not_there(command: Command) -> None:
    run = command("score", str(CASE), "--outlet", "tempo")
    assert run.code == 2 and "there is no page of outlet 'tempo' here" in run.err


# -- outlets --------------------------------------------------------------------------------------------


def test_every_layout_has_a_line_with_evidence(command: Command) -> None:
    run = command("outlets")
    assert (run.code, run.err) == (0, "")
    header, *lines, counts = (line.split("\t") for line in run.out.splitlines())
    assert header == [
        "outlet",
        "hosts",
        "family",
        "layout",
        "years",
        "evidence",
        "lists",
        "exact",
        "verified",
    ]
    hosts = sum(len(outlet.known_hosts) for outlet in OUTLETS.values())
    assert counts == [f"{len(OUTLETS)} outlets on {hosts} hosts"]
    named = {(line[0], line[3]) for line in lines}
    assert named >= {(outlet.name, layout.name) for outlet in OUTLETS.values() for layout in outlet.layouts}


def test_outlets_and_hosts_are_counted_for_programs_too(command: Command) -> None:
    told = json.loads(command("outlets", "--json").out)
    assert (told["outlets"], len(told["supported"])) == (len(OUTLETS), len(OUTLETS))
    assert told["hosts"] == sum(len(one["hosts"]) for one in told["supported"]) > len(OUTLETS)
    one = next(one for one in told["supported"] if one["outlet"] == "beritautama")
    assert (one["family"], one["lists"]) == ("wordpress", ["sitemap", "feed", "tag"])
    assert one["layouts"][0]["layout"] == "wordpress" and one["layouts"][0]["exact"] == 3


def test_the_table_is_kept_between_its_markers(command: Command, tmp_path: Path) -> None:
    short, full = tmp_path / "README.md", tmp_path / "supported.md"
    short.write_text("before\n<!-- support -->\nold\n<!-- /support -->\nafter\n", "utf-8")
    full.write_text("<!-- supported -->\n<!-- /supported -->\n", "utf-8")
    stale = command("outlets", "--check", str(short), str(full))
    assert stale.code == 1 and stale.err.count("the table is out of date") == 2 and "-old" in stale.out
    assert command("outlets", "--write", str(short), str(full)).code == 0
    assert command("outlets", "--check", str(short), str(full)).code == 0
    counts = support.counted()
    text = short.read_text("utf-8")
    assert text.startswith(f"before\n<!-- support -->\n{counts}; ") and text.endswith(
        "|\n<!-- /support -->\nafter\n"
    )
    text = full.read_text("utf-8")
    assert f"{counts}.\n\n| outlet |" in text and "| detik<br>detikcom | 10 |" in text
    assert "news.detik.com, finance.detik.com" in text


def test_a_file_without_markers_is_said(command: Command, tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("nothing", "utf-8")
    run = command("outlets", "--check", str(readme))
    assert run.code == 2 and "lacks the lines <!-- support --> and <!-- /support --> or" in run.err


@pytest.mark.skipif(not (ROOT / "README.md").is_file(), reason="there is no README.md yet")
def test_the_readme_and_the_page_show_the_table(command: Command) -> None:
    run = command("outlets", "--check")
    assert run.code == 0, run.out + run.err


def test_the_counts_of_real_pages_are_those_of_the_pages(real_pages: Path) -> None:
    kept = json.loads((FIXTURES / support.REAL).read_text("utf-8"))
    assert support.measure(real_pages) == kept, "scrapy outlets --measure FOLDER renews the counts"


@pytest.mark.parametrize(
    ("kind", "years", "evidence"),
    [
        ("synthetic", "2020", "synthetic"),
        ("synthetic", "2024– (unverified)", "unverified"),
        ("synthetic", "2026 (mirror)", "mirror"),
        ("reconstructed", "2022", "reconstructed"),
        ("photographed", "2022", "synthetic"),
    ],
)
def test_the_provenance_says_what_kind_of_evidence_a_page_is(kind: str, years: str, evidence: str) -> None:
    assert evidence_of({"kind": kind, "years": years}) == evidence


def test_an_unverified_layout_names_its_years_and_the_number_of_its_sources() -> None:
    lines, faults = support.gather(
        [FIXTURES / name for name in ("suaramerdeka", "hallo")], FIXTURES / "none", FIXTURES / "none"
    )
    told = {line.outlet.name: line.evidence for line in lines if line.pages}
    assert not faults
    assert told == {
        "suaramerdeka": "1 unverified (2024–2026, 4 sources)",
        "hallo": "1 unverified (2026, no source)",
    }


def test_ctrl_c_while_a_command_is_imported_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(entry, "execute", stopped)
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "newsspider.settings")
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 5 and capsys.readouterr().err == "newsspider: stopped; nothing was begun\n"
