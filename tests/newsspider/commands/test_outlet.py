"""scrapy outlet and scrapy explain: what they write, what they refuse, what they say first when a rule breaks."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractors import OUTLETS
from extractors.score import GOLDEN_KEYS
from newsspider.authoring.check import check, check_case
from newsspider.authoring.checked import css_rules
from newsspider.authoring.fixture_problems import golden_problems
from newsspider.authoring.floors import FLOORS, falls, read_floors
from newsspider.authoring.new_outlet import case_name, enter_in_index
from newsspider.recording.fixtures import CASSETTE, GOLDEN, INDEX, PROVENANCE, read_case, read_pages
from tests.conftest import FIXTURES, ROOT
from tests.newsspider.commands.lembah import HOST, STORIES, answers, page
from tests.newsspider.conftest import Run
from tests.newsspider.forkserver import shared
from tests.newsspider.server import Answer, Server

Command = Callable[..., Run]
CASE = "jpnn/2020/daftar-abc"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project folder with the fixtures of three outlets; the code is this project's."""
    shutil.copy(ROOT / "scrapy.cfg", tmp_path)
    for name in ("jpnn", "viva", "beritautama"):
        shutil.copytree(FIXTURES / name, tmp_path / "fixtures" / name)
    uncompiled = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "extractors" / "outlets", tmp_path / "extractors" / "outlets", ignore=uncompiled)
    (tmp_path / "extractors" / "families").symlink_to(ROOT / "extractors" / "families")
    return tmp_path


def edit(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2), "utf-8")


def rename(case: Path, css: str) -> list[str]:
    """Rename every class and id that a selector names in a recorded page; the names that were there."""
    text = before = (case / CASSETTE).read_text("utf-8")
    names = []
    for one in (a or b for a, b in re.findall(r"[.#]([A-Za-z_][\w-]*)|=([\w-]+)\]", css)):
        text = re.sub(rf"(?<![\w-]){re.escape(one)}(?![\w-])", f"{one}-baru", text)
        if text != before:
            names.append(one)
    (case / CASSETTE).write_text(text, "utf-8")
    return names


# -- check ------------------------------------------------------------------------------------------------------


def test_nothing_is_broken_and_nothing_has_fallen() -> None:
    report = check(ROOT)
    assert not report.breaks and not report.problems and not report.fallen and not report.lost
    assert set(report.figures) == set(OUTLETS)
    assert set(read_floors(FIXTURES / FLOORS)) == set(OUTLETS), "scrapy outlet check --floors"


def test_a_rule_that_layouts_share_is_idle_only_where_none_needs_it() -> None:
    idle = check(ROOT, ["detik", "tempo"]).idle
    assert not [line for line in idle if "linksisip" in line]  # one of detik's three layouts needs it
    assert not [line for line in idle if line.startswith("tempo/") and ".parallax-box" in line]


FIELDS = ("when", "headline", "body", "published", "byline", "caption", "read_also", "drop")


@pytest.mark.parametrize("name", sorted(OUTLETS))
def test_a_renamed_class_is_named_first(name: str, tmp_path: Path) -> None:
    """Outlet, layout, key and selector stand in the first lines, whatever field it is."""
    outlet = OUTLETS[name]
    shutil.copytree(FIXTURES / name, tmp_path / "fixtures" / name)
    shutil.copy(FIXTURES / FLOORS, tmp_path / "fixtures")
    layout = outlet.layouts[-1]
    case = sorted((tmp_path / "fixtures" / name / layout.name).iterdir())[0]
    recorded = (case / CASSETTE).read_text("utf-8")
    done, named = set(), False
    for field, css in css_rules(layout):
        if (
            field in done
            or field not in FIELDS
            or (field, css) in check_case(read_case(case), outlet).missing
        ):
            continue
        names = rename(case, css)
        named |= bool(names)
        gone = (field, css) in check_case(read_case(case), outlet).missing
        if names and gone:  # of a list the other selectors may still find it: then nothing is broken
            done.add(field)
            report = check(tmp_path, [name])
            first = [*report.lost, *report.breaks][:3]
            fitting = [one for one in first if any(word in one.selector for word in names)]
            assert fitting, f"{field}={css}: {[str(one) for one in first]}"
            line = str(fitting[0])
            assert line.startswith(f"{name}/{layout.name} {fitting[0].key}: ") and fitting[0].selector in line
            assert re.search(r"extractors/\w+/\w+\.py(?::\d+)?\)", line)
        (case / CASSETTE).write_text(recorded, "utf-8")
    assert done or not named  # selectors of elements alone: there is no class to rename


def test_the_first_lines_of_check(command: Command, project: Path) -> None:
    assert command("outlet", "check", "--floors").code == 0
    rename(project / "fixtures" / CASE, ".caption")
    run = command("outlet", "check", "jpnn")
    assert run.code == 1 and run.err == ""
    first = run.out.splitlines()[0]
    css = OUTLETS["jpnn"].layout("2020").caption
    assert first.startswith(f"jpnn/2020 images: caption={css!r} (extractors/outlets/jpnn.py:")
    assert "finds nothing (nearest on the page: caption-baru)" in first and first.endswith(CASE)
    assert "jpnn\t13\t12\t" in run.out  # then the figures, then what differs
    assert run.out.index("jpnn\t13\t12\t") < run.out.index("images: 0 equal")


def test_a_field_with_a_say_in_several_keys_is_named_by_its_own(command: Command, project: Path) -> None:
    assert command("outlet", "check", "--floors").code == 0
    rename(project / "fixtures" / CASE, ".baca-juga")
    first = command("outlet", "check", "jpnn").out.splitlines()[0]
    assert first.startswith("jpnn/2020 readAlso: read_also='.baca-juga' (extractors/outlets/jpnn.py:")
    assert "(nearest on the page: baca-juga-baru)" in first


def test_a_box_that_no_drop_takes_any_more(command: Command, project: Path) -> None:
    case = project / "fixtures" / "viva" / "main-content"
    folder = sorted(case.iterdir())[0]
    text = (folder / CASSETTE).read_text("utf-8")
    (folder / CASSETTE).write_text(
        text.replace("</p>", "</p><p class='kotak'>Kabar pilihan di surel Anda.</p>", 1), "utf-8"
    )
    run = command("outlet", "check", "viva")
    assert run.code == 1
    assert "viva/main-content body: " in run.out.splitlines()[0]
    assert (
        "Kabar pilihan di surel Anda." in run.out.splitlines()[0]
        and "<p class='kotak'>" in run.out.splitlines()[0]
    )


def test_unknown_outlets_and_actions_are_said(command: Command) -> None:
    run = command("outlet", "check", "jpn")
    assert run.code == 2 and "no outlet is called 'jpn'; did you mean jpnn?" in run.err
    assert "give one of new, induce, check, record, accept" in command("outlet").err
    assert "'chek' is not one of" in command("outlet", "chek").err


def test_rules_that_no_fixture_needs_are_listed_and_do_no_harm(command: Command, project: Path) -> None:
    shutil.rmtree(project / "fixtures" / "jpnn" / "mobile")
    run = command("outlet", "check", "jpnn")
    assert run.code == 0
    place = run.out[run.out.index("Not used") :]
    assert re.search(r"jpnn/mobile \(extractors/outlets/jpnn\.py:\d+\): no fixture covers this layout", place)


BAD: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "read-also": (
        lambda a: a["body"].insert(1, {"type": "paragraph", "text": "Baca juga: Kabar lain"}),
        "a read-also line",
    ),
    "caption": (
        lambda a: a["body"].insert(1, {"type": "paragraph", "text": a["images"][0]["text"]}),
        "a caption in the body",
    ),
    "byline": (
        lambda a: a["body"].append({"type": "paragraph", "text": "Reporter: Ani Lestari"}),
        "a byline in the body",
    ),
    "mojibake": (lambda a: a.update(headline="Petani â€œkopiâ€ panen"), "mojibake"),
    "equal": (
        lambda a: a["body"].append(dict(next(b for b in a["body"] if b["type"] == "paragraph"))),
        "two equal paragraphs",
    ),
    "blanks": (lambda a: a["body"][0].update(text=" dua  blanko "), "white space that no reader sees"),
    "keys": (lambda a: a.pop("editors"), "keys are missing, superfluous or out of order: editors"),
    "empty": (lambda a: a.update(body=[]), "the body is empty"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_golden_that_breaks_the_contract(kind: str, project: Path) -> None:
    change, message = BAD[kind]
    path = project / "fixtures" / CASE / GOLDEN
    assert golden_problems(read_case(path.parent)) == []
    edit(path, lambda data: change(data["article"]))
    assert any(message in text for text in golden_problems(read_case(path.parent)))


def test_drafts_orphans_and_broken_cases(command: Command, project: Path) -> None:
    fixtures = project / "fixtures"
    edit(fixtures / CASE / GOLDEN, lambda data: data.update(draft=True))
    (fixtures / "jpnn" / "2020" / "catatan.txt").write_text("x", "utf-8")
    (fixtures / "jpnn" / "2020" / "kosong").mkdir()
    (fixtures / "viva" / "main-content" / "sirene" / PROVENANCE).unlink()
    run = command("outlet", "check")
    assert run.code == 1
    for text in (
        f"fixtures/{CASE}/golden.json: a draft: read the page",
        "fixtures/jpnn/2020/catatan.txt: belongs to no case",
        "fixtures/jpnn/2020/kosong: no cassette.yaml in it",
        "sirene/provenance.json: missing",
    ):
        assert text in run.out, text


def test_a_rule_file_without_the_outlet_is_told_from_a_missing_one(command: Command, project: Path) -> None:
    shutil.copytree(project / "fixtures" / CASE, project / "fixtures" / "lain" / "a" / "b")
    rules = project / "extractors" / "outlets" / "lain.py"
    assert "outlets/lain.py is missing" in command("outlet", "check", "lain").out
    rules.parent.mkdir(parents=True, exist_ok=True)
    rules.touch()
    assert "lain.py has no outlet of this name; write name='lain'" in command("outlet", "check", "lain").out


# -- floors -----------------------------------------------------------------------------------------------------


def test_floors_only_go_up_unless_a_regression_is_allowed(command: Command, project: Path) -> None:
    path = project / "fixtures" / FLOORS
    first = command("outlet", "check", "--floors")
    assert first.code == 0 and " antara, " in first.out
    floors = json.loads(path.read_text("utf-8"))
    assert floors["jpnn"]["exact"] == floors["jpnn"]["cases"] == 13
    assert floors["jpnn"]["found"]["2020"]["headline"] == 4
    written = path.read_text("utf-8")
    assert command("outlet", "check", "--floors").out.count("floors of") == 0  # nothing new

    shutil.rmtree(project / "fixtures" / CASE)
    fallen = command("outlet", "check", "jpnn", "--floors")
    assert fallen.code == 1 and "below its floor: jpnn: cases is 12, it was 13" in fallen.out
    assert path.read_text("utf-8") == written

    allowed = command("outlet", "check", "jpnn", "--allow-regression")
    assert allowed.code == 0 and "floors of jpnn written" in allowed.out
    floors = json.loads(path.read_text("utf-8"))
    assert floors["jpnn"]["lowered"]["cases"] == [13, 12] and floors["jpnn"]["cases"] == 12
    assert floors["viva"] == json.loads(written)["viva"]
    assert command("outlet", "check", "jpnn").code == 0
    # it is told as long as nothing has changed since
    assert '"lowered"' in path.read_text("utf-8")
    shutil.copytree(FIXTURES / CASE, project / "fixtures" / CASE)
    command("outlet", "check", "jpnn", "--floors")
    assert '"lowered"' not in path.read_text("utf-8")


def test_broken_floors_are_said(command: Command, project: Path) -> None:
    (project / "fixtures" / FLOORS).write_text('{"jpnn": 3}', "utf-8")
    run = command("outlet", "check", "jpnn")
    assert run.code == 2 and "fixtures/floors.json: not as" in run.err


def test_a_rule_that_was_given_up_has_not_fallen() -> None:
    floor = {
        "cases": 1,
        "exact": 1,
        "block_f1": 1.0,
        "word_f1": 1.0,
        "found": {"a": {"deck": 1, "drop .x": 1, "byline": 2}},
    }
    now = {"cases": 1, "exact": 1, "block_f1": 1.0, "word_f1": 1.0, "found": {"a": {"byline": 1}}}
    assert list(falls(floor, now)) == [("a byline", 2, 1)]


# -- new --------------------------------------------------------------------------------------------------------


@pytest.fixture
def saved(project: Path) -> list[str]:
    paths = []
    for number, story in enumerate(STORIES):
        path = project / f"halaman-{number}.html"
        path.write_text(page(story), "utf-8")
        paths.append(path.name)
    return paths


def test_a_new_outlet_from_saved_pages(command: Command, project: Path, saved: list[str]) -> None:
    run = command("outlet", "new", "lembah", *saved, "--layout", "artikel", "--title", "Lembah Raya")
    assert (run.code, run.err) == (0, "")
    rules = (project / "extractors" / "outlets" / "lembah.py").read_text("utf-8")
    assert 'title="Lembah Raya"' in rules and '"artikel",' in rules
    cases = sorted((project / "fixtures" / "lembah" / "artikel").iterdir())
    assert len(cases) == 3
    for folder in cases:
        case = read_case(folder)
        assert case.golden["draft"] is True and tuple(case.golden["article"]) == GOLDEN_KEYS
        assert case.provenance["kind"] == "real" and case.provenance["years"] == "2025"
    robots, listed = read_pages(project / "fixtures" / "lembah" / INDEX)
    assert robots.url == f"{HOST}/robots.txt"
    assert all(story.url.encode() in listed.body for story in STORIES)
    assert "Next:" in run.out and "scrapy outlet check lembah" in run.out


def test_nothing_is_overwritten(command: Command, project: Path, saved: list[str]) -> None:
    run = command("outlet", "new", "viva", *saved)
    assert run.code == 2 and "outlet viva exists" in run.err
    (project / "fixtures" / "lembah").mkdir()
    run = command("outlet", "new", "lembah", *saved)
    assert run.code == 2 and "fixtures/lembah: exists already" in run.err
    assert not (project / "extractors" / "outlets" / "lembah.py").exists()


def test_what_new_cannot_do_is_said(command: Command, project: Path, saved: list[str]) -> None:
    (project / "tanpa.html").write_text("<html><body><p>x</p></body></html>", "utf-8")
    (project / "kosong.html").write_text("", "utf-8")
    for arguments, message in (
        (["lembah"], "give a name and two to five pages"),
        (["Lembah", saved[0]], "an outlet's name is 2 to 31 lowercase letters"),
        (["lembah", *saved, *saved], "6 pages are too many"),
        (["lembah", "tanpa.html"], "tanpa.html: it does not give its address"),
        (["lembah", "nirgends.html"], "nirgends.html: no such file"),
        (["lembah", *saved, "--url", f"{HOST}/a"], "1 --url for 3 files"),
        (["lembah", "kosong.html", "--url", f"{HOST}/a-b"], "empty page"),
        (["lembah", "tanpa.html", "--url", f"{HOST}/a-b"], "no text was found on any of these pages"),
    ):
        run = command("outlet", "new", *arguments)
        assert run.code == 2 and message in run.err, (arguments, run.err)
        assert len(run.complaints) == 1
    assert not (project / "fixtures" / "lembah").exists()


def test_pages_that_robots_txt_forbids_are_not_fetched(crawl: Command, tmp_path: Path) -> None:
    answered = answers()
    answered[f"{HOST}/robots.txt"] = [
        Answer(b"User-agent: *\nDisallow: /\n", headers={"Content-Type": "text/plain"})
    ]
    url = STORIES[0].url
    with Server(answered) as server:
        run = crawl("outlet", "new", "lembah", url, http_proxy=server.proxy)
        assert server.asked[url] == 0
    assert run.code == 2 and f"{url}: forbidden by robots.txt" in run.err
    assert "there is no page of lembah to learn from" in run.err


# -- induce -----------------------------------------------------------------------------------------------------


def test_induce_proposes_the_layouts_of_an_outlet(command: Command) -> None:
    run = command("outlet", "induce", "viva")
    assert (run.code, run.err) == (0, "")
    assert "main-content: 1 of 1 goldens exact" in run.out and "2016: 1 of 1 goldens exact" in run.out
    only = command("outlet", "induce", "viva", "--layout", "2016")
    assert "main-content" not in only.out
    assert "there are 2016, 2018, main-content" in command("outlet", "induce", "viva", "--layout", "x").err


def test_induce_learns_from_what_a_person_has_read(command: Command, project: Path, saved: list[str]) -> None:
    command("outlet", "new", "lembah", *saved)
    rules = project / "extractors" / "outlets" / "lembah.py"
    run = command("outlet", "induce", "lembah")
    assert run.code == 0 and "article: 3 of 3 drafts exact" in run.out
    assert run.out.count(": a draft, which nobody has read") == 3
    assert command("outlet", "induce", "lembah", "--drafts").code == 0
    refused = command("outlet", "induce", "lembah", "--drafts", "--write")
    assert (
        refused.code == 2
        and "extractors/outlets/lembah.py: there already; nothing is overwritten" in refused.err
    )
    before = rules.read_text("utf-8")
    rules.unlink()
    assert command("outlet", "induce", "lembah", "--drafts", "--write").code == 0
    after = rules.read_text("utf-8")
    assert 'headline=".kl-artikel__judul"' in before and 'headline=".kl-artikel__judul"' in after
    compile(after, "lembah.py", "exec")


def test_induce_ends_with_1_where_no_golden_is_exact(command: Command, project: Path) -> None:
    for path in (project / "fixtures" / "viva").rglob(GOLDEN):
        edit(path, lambda data: data["article"].update(alternativeHeadline="Baris yang tidak ada di halaman"))
    run = command("outlet", "induce", "viva")
    assert (run.code, run.err) == (1, "") and "0 of 1 goldens exact" in run.out
    assert "- alternativeHeadline: 0 of 1: nothing found. no element shows it as the golden has it" in run.out
    path = next((project / "fixtures" / "viva" / "2016").rglob(GOLDEN))
    edit(path, lambda data: data["article"].update(alternativeHeadline=None))
    assert command("outlet", "induce", "viva").code == 0  # one is enough


def test_induce_reads_the_pages_itself_where_no_golden_was_reviewed(
    command: Command, project: Path, saved: list[str]
) -> None:
    command("outlet", "new", "lembah", *saved)
    reviewed, wrong, without = sorted((project / "fixtures" / "lembah" / "article").iterdir())
    edit(reviewed / GOLDEN, lambda data: data.pop("draft"))
    edit(wrong / GOLDEN, lambda data: data["article"].update(headline="Bukan judul halaman ini"))
    (without / GOLDEN).unlink()
    run = command("outlet", "induce", "lembah")
    assert (run.code, run.err) == (0, "")
    assert "article: 1 of 1 goldens exact, 2 of 2 drafts exact" in run.out
    for folder in (wrong, without):
        assert f"- lembah/article/{folder.name}: a draft, which nobody has read" in run.out
    assert f"{reviewed.name}: a draft" not in run.out
    written = command("outlet", "induce", "lembah", "--drafts")
    assert (
        f"- headline: 2 of 3: headline=.kl-artikel__judul. lembah/article/{wrong.name} (draft): got"
        in written.out
    )


def test_drafts_that_spoil_the_goldens_are_left_out(
    command: Command, project: Path, saved: list[str]
) -> None:
    command("outlet", "new", "lembah", *saved)
    reviewed, *drafts = sorted((project / "fixtures" / "lembah" / "article").iterdir())
    edit(reviewed / GOLDEN, lambda data: data.pop("draft"))
    for folder in drafts:  # somebody wrote the deck into them as the headline
        edit(
            folder / GOLDEN,
            lambda data: data["article"].update(headline=data["article"]["alternativeHeadline"]),
        )
    run = command("outlet", "induce", "lembah", "--drafts")
    assert run.code == 0 and "article: 1 of 1 goldens exact\n" in run.out
    assert run.out.count("a draft, left out: the goldens are read better without it") == 2


# -- record and accept ------------------------------------------------------------------------------------------


def test_a_recorded_case_is_a_draft_and_stands_in_the_index(command: Command, project: Path) -> None:
    body = read_case(FIXTURES / CASE).pages[0].body
    (project / "baru.html").write_bytes(body)
    url = "https://www.jpnn.com/news/kabar-baru-dari-lembah"
    index = (project / "fixtures" / "jpnn" / INDEX).read_text("utf-8")
    run = command("outlet", "record", "jpnn", "baru.html", "--url", url)
    assert (run.code, run.err) == (0, "")
    case = read_case(project / "fixtures" / "jpnn" / "2020" / "kabar-baru-dari-lembah")
    assert case.golden["draft"] is True and case.pages[0].url == url
    later = (project / "fixtures" / "jpnn" / INDEX).read_text("utf-8")
    assert url in later and later.startswith(index[: index.rindex("version: 1")])
    again = command("outlet", "record", "jpnn", "baru.html", "--url", url)
    assert again.code == 2 and "is a case already" in again.err
    second = f"{url}-lagi"
    assert command("outlet", "record", "jpnn", "baru.html", "--url", second).code == 0
    listed = read_pages(project / "fixtures" / "jpnn" / INDEX)[-1].body.decode()
    assert listed.count("<loc>") == 2 and second in listed


def test_pages_are_recorded_for_the_layout_that_was_asked_for(command: Command, project: Path) -> None:
    texts = [f"https://www.jpnn.com/news/templat-baru-{name}" for name in ("satu", "dua")]
    for number, url in enumerate(texts):
        body = page(STORIES[number]).replace(STORIES[number].url, url)
        (project / f"baru-{number}.html").write_text(body, "utf-8")
    run = command("outlet", "record", "jpnn", "baru-0.html", "baru-1.html", "--layout", "2026")
    assert (run.code, run.err) == (0, ""), run.err
    folder = project / "fixtures" / "jpnn" / "2026"
    cases = [read_case(path) for path in sorted(folder.iterdir())]
    assert [case.pages[0].url for case in cases] == sorted(texts)
    for case in cases:
        assert f"Written: fixtures/{case.id}" in run.out
        assert case.golden["draft"] and case.golden["article"]["headline"]
    assert "scrapy outlet induce jpnn --layout 2026" in run.out
    listed = read_pages(project / "fixtures" / "jpnn" / INDEX)[-1].body.decode()
    assert all(url in listed for url in texts)


def test_one_page_that_cannot_be_recorded_does_not_keep_the_others_from_it(
    command: Command, project: Path
) -> None:
    url = "https://www.jpnn.com/news/kabar-baru-dari-lembah"
    (project / "rusak.html").write_text("<html><title>404 Not Found</title><body><p>x</p>", "utf-8")
    (project / "baru.html").write_bytes(read_case(FIXTURES / CASE).pages[0].body)
    files = ("rusak.html", "baru.html", "--url", f"{url}-2", "--url", url)
    run = command("outlet", "record", "jpnn", *files)
    assert run.code == 1 and "error page" in run.err and "Written: fixtures/jpnn/2020/kabar-baru" in run.out


def test_several_articles_are_recorded_with_their_pages_in_one_crawl(project: Path) -> None:
    host = "http://www.jpnn.com"
    split = read_case(FIXTURES / "jpnn" / "2016" / "dua-halaman").pages
    single = read_case(FIXTURES / CASE).pages
    answered = {f"{host}/robots.txt": [Answer(b"User-agent: *\nDisallow:\n")]}
    for one in (*split, *single):
        body = one.body.replace(b"https://www.jpnn.com", host.encode())
        answered[one.url.replace("https://", "http://")] = [Answer(body)]
    asked = [pages[0].url.replace("https://", "http://") for pages in (split, single)]
    settings = (
        "-s",
        "CONTACT=test@example.org",
        "-s",
        "DOWNLOAD_DELAY=0",
        "-s",
        "AUTOTHROTTLE_ENABLED=False",
    )
    shutil.rmtree(project / "fixtures" / "jpnn")
    with Server(answered) as server:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "http_proxy": server.proxy}
        command = ["outlet", "record", "jpnn", *asked, f"{host}/news/tidak-ada", *settings]
        process = shared().start(command, project, environment)
        process.wait()
    assert f"{host}/news/tidak-ada: no page came back" in process.err.read_text("utf-8")
    cases = {
        path.parent.name: read_case(path.parent) for path in project.glob("fixtures/jpnn/*/*/cassette.yaml")
    }
    assert sorted(len(case.pages) for case in cases.values()) == [1, 2], process.err.read_text("utf-8")
    assert sorted(case.layout for case in cases.values()) == ["2016", "2020"]


def test_what_cannot_be_recorded_is_said(command: Command, project: Path) -> None:
    (project / "baru.html").write_text("<html><title>404 Not Found</title><body><p>x</p>", "utf-8")
    for arguments, message in (
        (["jpnn"], "name an outlet and pages of it"),
        (["jpnn", "baru.html", "--layout", "../x"], "a layout's name is letters, digits"),
        (["lembah", "baru.html"], "no outlet is called 'lembah'; `scrapy outlet new lembah ...` makes one"),
        (["jpnn", "baru.html", "--url", "https://lain.example/a"], "not of outlet jpnn (jpnn.com"),
        (["jpnn", "https://lain.example/a"], "not of outlet jpnn (jpnn.com"),
        (["jpnn", "baru.html", "--url", "https://www.jpnn.com/news/a"], "error page"),
    ):
        run = command("outlet", "record", *arguments)
        assert run.code == 2 and message in run.err, (arguments, run.err)


def test_a_golden_is_changed_only_when_someone_said_so(command: Command, project: Path) -> None:
    path = project / "fixtures" / CASE / GOLDEN
    assert "nothing changes" in command("outlet", "accept", CASE).out
    edit(path, lambda data: data["article"].update(headline="Lain", authors=[]))
    before = path.read_text("utf-8")
    shown = command("outlet", "accept", CASE)
    assert shown.code == 1 and 'want "Lain"' in shown.out and "Use --yes" in shown.out
    assert path.read_text("utf-8") == before
    assert command("outlet", "accept", str(path.parent), "--yes").code == 0
    original = read_case(FIXTURES / CASE).golden
    assert json.loads(path.read_text("utf-8")) == original  # its notes are kept


def test_a_draft_is_shown_in_full_before_it_is_accepted(command: Command, project: Path) -> None:
    path = project / "fixtures" / CASE / GOLDEN
    edit(path, lambda data: data.update(draft=True, notes="Written by a program."))
    shown = command("outlet", "accept", CASE)
    article = read_case(FIXTURES / CASE).golden["article"]
    assert shown.code == 1 and all(block["text"] in shown.out for block in article["body"])
    assert command("outlet", "accept", CASE, "--yes").code == 0
    accepted = json.loads(path.read_text("utf-8"))
    assert "draft" not in accepted and accepted["article"] == article and accepted["notes"] == ""


def test_a_case_that_is_not_there(command: Command) -> None:
    run = command("outlet", "accept", "jpnn/2020/daftar-abd")
    assert run.code == 2 and f"did you mean {CASE}" in run.err


# -- small things -----------------------------------------------------------------------------------------------


def test_names_of_cases() -> None:
    taken: set[str] = set()
    url = "https://www.contoh.example/read/2025/11/04/88120/Sekolah-Tani-Lembah-Buka-Kelas-Malam.html"
    assert case_name(url, taken) == "sekolah-tani-lembah-buka-kelas"
    assert case_name(url, taken) == "sekolah-tani-lembah-buka-kelas-2"
    assert case_name("https://www.contoh.example/?p=12", taken) == "page"


def test_an_index_is_made_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / INDEX
    enter_in_index(path, "https://contoh.example/a?x=1&y=2")
    (only,) = read_pages(path)
    assert b"<loc>https://contoh.example/a?x=1&amp;y=2</loc>" in only.body
    enter_in_index(path, "https://contoh.example/b")
    (only,) = read_pages(path)
    assert only.body.count(b"<loc>") == 2 and b"&amp;amp;" not in only.body


def test_explain_is_extract_with_the_reasons(command: Command) -> None:
    explained = command("explain", f"fixtures/{CASE}")
    assert explained.code == 0
    assert explained.out == command("extract", f"fixtures/{CASE}", "--explain").out
    assert "[headline: " in explained.out and "[body" in explained.out
