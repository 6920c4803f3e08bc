"""Rules tried on all fixtures in memory, saved into their file, goldens accepted."""

from __future__ import annotations

import json
import os
import re
import shutil
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from extractors import extract
from extractors.score import GOLDEN_KEYS
from newsspider.authoring.workbench.app import make_app
from newsspider.authoring.workbench.cases import CaseReading
from newsspider.authoring.workbench.edits import Edits, as_value, edited, kind_of
from newsspider.authoring.workbench.rulefile import CannotSave, Value
from newsspider.authoring.workbench.ruleset import RuleSet
from newsspider.authoring.workbench.session import Bench
from newsspider.authoring.workbench.suggest import effect, offers, target_of
from newsspider.recording.fixtures import read_case
from newsspider.store import ArticleStore, StoreEntry
from tests.conftest import FIXTURES, ROOT
from tests.newsspider.authoring.workbench.conftest import TOKEN, Client
from tests.newsspider.authoring.workbench.site import scrapy
from tests.work import work

CASE = "setup/list-article"
ASKED = {"outlet": "kontan", "case": CASE, "page": 1, "layout": "setup", "edits": {}}


@pytest.fixture
def kontan(bench: Bench) -> RuleSet:
    rules = bench.rule_set("kontan")
    assert rules
    return rules


def test_the_bench_reads_what_a_crawl_reads(bench: Bench, kontan: RuleSet, project: Path) -> None:
    assert kontan.outlet
    outcomes = bench.run(kontan.outlet)
    assert {x.case.id for x in outcomes} == {
        str(x.parent.relative_to(project / "fixtures" / "kontan"))
        for x in (project / "fixtures" / "kontan").glob("*/*/golden.json")
    }
    assert all(outcome.exact for outcome in outcomes)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("headline", "h1.", "is not a CSS selector"),
        ("headline", "", "this field is required"),
        ("when", "::", "is not a CSS selector"),
        ("dateline", "(", "is not a regular expression"),
        ("dateline", "abc", "needs a group"),
        ("drop", ".a\n[", "is not a CSS selector"),
    ],
)
def test_a_wrong_rule_is_told_beside_its_field(client: Client, field: str, value: str, words: str) -> None:
    found = client.post("try", {**ASKED, "edits": {"setup": {field: value}}}).json()
    (problem,) = found["problems"]
    assert (problem["layout"], problem["field"]) == ("setup", field) and words in problem["message"]
    assert found["effect"]["exact"] == found["effect"]["cases"], "the rest is tried without it"


def test_an_edit_is_tried_on_every_fixture_at_once(client: Client) -> None:
    edits = {"setup": {"byline": ".nothing"}}
    found = client.post(
        "try", {**ASKED, "edits": edits, "focus": {"layout": "setup", "field": "body"}}
    ).json()
    worse = [case["id"] for case in found["cases"] if case["change"] == "worse"]
    assert CASE in worse and all(name.startswith("setup/") for name in worse)
    assert "authors" in found["compare"] and found["layout"] == "setup"
    assert len(found["matches"]) == 1
    assert found["counts"]["fields"]["byline"] == 0 < found["counts"]["pages"]
    assert {state for state, _ in found["marks"].values()} == {"k", "d", "g"}


def test_a_layout_that_no_longer_fits_is_said_so(client: Client) -> None:
    found = client.post("try", {**ASKED, "edits": {"setup": {"when": ".nothing"}}}).json()
    assert found["layout"] is None and "no layout" in found["compare"]


def test_a_keystroke_over_twenty_pages_reads_each_page_again_and_no_more(tmp_path: Path) -> None:
    """Twenty pages of one layout, edits that none of them has seen; a twentieth of a second or so."""
    source = FIXTURES / "kontan" / "setup" / "list-article"
    for number in range(20):
        folder = tmp_path / "kontan" / "setup" / f"case-{number}"
        folder.mkdir(parents=True)
        for path in source.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
    bench = Bench(tmp_path, ROOT / "extractors" / "outlets")
    rules = bench.rule_set("kontan")
    assert rules and rules.outlet
    assert len(bench.run(rules.outlet)) == 20
    for field, css in (("headline", "h1.jdl_dtl"), ("body", "div.ctn"), ("when", "h1.jdl_dtl")):
        made: list[CaseReading] = []
        edits: Edits = {"setup": {field: f"{css}, .baru"}}

        def keystroke(edits: Edits, made: list[CaseReading]) -> None:
            assert rules.outlet
            outlet, _ = edited(rules.outlet, edits)
            made += bench.run(outlet)

        assert work(partial(keystroke, edits, made), lines=False) < 20 * 6_000
        assert len(made) == 20 and all(outcome.exact for outcome in made)


def test_the_last_crawl_is_what_the_store_says(bench: Bench, tmp_path: Path) -> None:
    store = tmp_path / "data" / "articles.sqlite"
    page = read_case(FIXTURES / "kontan" / CASE).pages[0]
    record = extract(page.body, page.url).to_dict()
    with ArticleStore(store) as kept:
        kept.put([StoreEntry(record, datetime(2026, 3, 4, 5, 6, tzinfo=UTC))])
    shown = " ".join(Client(make_app(bench, TOKEN, store)).get("/").text.split())
    assert '2026-03-04 05:06 UTC <span class="dim">1 article</span>' in shown
    nothing = Client(make_app(bench, TOKEN, tmp_path / "none.sqlite")).get("/").text
    assert "UTC" not in nothing and ">never<" in nothing


def test_saving_changes_one_value_and_the_next_reading_knows_it(client: Client, project: Path) -> None:
    path = project / "extractors" / "outlets" / "kontan.py"
    before = path.read_text(encoding="utf-8")
    stamp = client.post("try", ASKED).json()["stamp"]
    edits = {"setup": {"headline": "h1.jdl_dtl, h1.baru"}}
    saved = client.post("save", {**ASKED, "edits": edits, "stamp": stamp}).json()
    assert saved["saved"] == [{"layout": "setup", "field": "headline"}] and not saved["refused"]
    assert '+            headline="h1.jdl_dtl, h1.baru",' in saved["diff"]
    after = path.read_text(encoding="utf-8")
    assert [a for a, b in zip(before.splitlines(), after.splitlines(), strict=True) if a != b] == [
        '            headline="h1.jdl_dtl",'
    ]
    assert 'data-field="headline"' in client.get(f"/o/kontan/{CASE}").text
    assert "h1.jdl_dtl, h1.baru" in client.get(f"/o/kontan/{CASE}").text
    score = scrapy(project, "score", "--outlet", "kontan")
    assert score.code == 0 and "exact" in score.out.splitlines()[-1], score.err


def test_saving_keeps_the_line_breaks_that_the_file_has(client: Client, project: Path) -> None:
    path = project / "extractors" / "outlets" / "kontan.py"
    before = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(before)
    stamp = client.post("try", ASKED).json()["stamp"]
    edits = {"setup": {"headline": "h1.jdl_dtl, h1.baru"}}
    assert client.post("save", {**ASKED, "edits": edits, "stamp": stamp}).json()["saved"]
    after = path.read_bytes()
    assert after != before and after.replace(b"h1.jdl_dtl, h1.baru", b"h1.jdl_dtl") == before


def test_what_cannot_be_saved_is_refused_and_nothing_is_written(client: Client, project: Path) -> None:
    path = project / "extractors" / "outlets" / "kontan.py"
    before = path.read_text(encoding="utf-8")
    stamp = client.post("try", ASKED).json()["stamp"]
    for edits, words in (
        ({"setup": {"section": ".x"}}, "section is what all layouts have in common"),
        ({"setup": {"headline": ""}}, "this field is required"),
        ({"setup": {"headline": "h1["}}, "is not a CSS selector"),
        ({"none": {"headline": "h1"}}, "has no layout"),
    ):
        answer = client.post("save", {**ASKED, "edits": edits, "stamp": stamp}).json()
        assert not answer["saved"] and words in answer["refused"][0]["message"], answer
    assert path.read_text(encoding="utf-8") == before
    own = client.post(
        "save", {**ASKED, "edits": {"setup": {"section": ".x"}}, "stamp": stamp, "own": ["setup.section"]}
    )
    assert own.json()["saved"] and 'section=".x"' in path.read_text(encoding="utf-8")


def test_a_file_that_changed_meanwhile_is_not_overwritten(client: Client, project: Path) -> None:
    path = project / "extractors" / "outlets" / "kontan.py"
    stamp = client.post("try", ASKED).json()["stamp"]
    path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    answer = client.post("save", {**ASKED, "edits": {"setup": {"headline": "h1"}}, "stamp": stamp})
    assert answer.status_code == 409 and "was changed meanwhile" in answer.json()["error"]
    assert path.read_text(encoding="utf-8").endswith("# mine\n")


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ('headline="h1.jdl_dtl"', ["kontan.py, line 122", "is not a CSS selector"]),
        ('years="2021–"', ["kontan.py, line"]),
    ],
)
def test_a_broken_rule_file_shows_its_error_beside_its_line(
    client: Client, project: Path, broken: str, words: list[str]
) -> None:
    path = project / "extractors" / "outlets" / "kontan.py"
    text = path.read_text(encoding="utf-8")
    line = text[: text.index(broken)].count("\n") + 1
    new = text.replace(broken, 'headline="h1["' if "headline" in broken else 'years="2021–')
    path.write_text(new, encoding="utf-8")
    page = client.get("/o/kontan").text
    assert f"kontan.py, line {line}" in page and 'class="wrong"' in page
    assert "kontan.py" in client.get("/").text
    path.write_text(text, encoding="utf-8")
    assert 'class="wrong"' not in client.get("/o/kontan").text


def test_a_golden_is_accepted_paragraph_by_paragraph(client: Client, project: Path) -> None:
    path = project / "fixtures" / "kontan" / CASE / "golden.json"
    true = path.read_text(encoding="utf-8")
    golden = json.loads(true)
    golden["article"]["body"][1]["text"] = "Padahal, perawatannya amat rumit."
    del golden["article"]["body"][4]
    golden["article"]["headline"] = "Judul yang salah"
    path.write_text(json.dumps(golden), encoding="utf-8")

    def take(key: str, row: int | None, state: str | None) -> int:
        digest = client.get(f"/o/kontan/{CASE}").text.partition('data-digest="')[2].partition('"')[0]
        asked = {**ASKED, "key": key, "row": row, "state": state, "digest": digest}
        return int(client.post("accept", asked).status_code)

    assert take("body", 1, "missing") == 409, "what was seen is not what is there"
    assert take("body", 1, "changed") == 200
    assert take("body", 4, "extra") == 200
    assert take("headline", None, None) == 200
    assert path.read_text(encoding="utf-8") == true
    stale = client.post("accept", {**ASKED, "key": "headline", "row": None, "digest": "old"})
    assert stale.status_code == 409


def test_a_draft_becomes_a_golden_only_when_every_key_was_ticked(client: Client, project: Path) -> None:
    path = project / "fixtures" / "kontan" / CASE / "golden.json"
    golden = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**golden, "draft": True}), encoding="utf-8")
    page = client.get(f"/o/kontan/{CASE}").text
    shown = client.post("try", ASKED).json()["compare"]
    assert 'class="tick"' in shown, "paragraphs have ticks"
    assert re.findall(r'class="tick whole" [^>]*aria-label="(\w+) is right"', shown) == list(GOLDEN_KEYS)
    assert "1 draft" in client.get("/").text
    digest = page.partition('data-digest="')[2].partition('"')[0]
    draft = path.read_bytes()
    for seen in (None, [], [key for key in GOLDEN_KEYS if key != "sources"], "sources"):
        refused = client.post("reviewed", {**ASKED, "digest": digest, "seen": seen})
        assert refused.status_code == 409 and "nobody has looked at" in refused.json()["error"]
        assert "sources" in refused.json()["error"] and path.read_bytes() == draft
    done = client.post("reviewed", {**ASKED, "digest": digest, "seen": list(GOLDEN_KEYS)})
    assert done.status_code == 200
    assert json.loads(path.read_text(encoding="utf-8")) == {**golden, "notes": ""}


def test_a_draft_that_no_rule_can_read_shows_its_golden_to_be_ticked(client: Client, project: Path) -> None:
    path = project / "fixtures" / "kontan" / CASE / "golden.json"
    golden = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**golden, "draft": True}), encoding="utf-8")
    shown = client.post("try", {**ASKED, "edits": {"setup": {"when": ".nothing"}}}).json()["compare"]
    assert "no layout of the outlet fits" in shown and 'class="take' not in shown
    assert len(re.findall(r'class="tick whole"', shown)) == len(GOLDEN_KEYS)
    assert golden["article"]["headline"] in shown and 'class="key alone"' in shown


def test_an_offer_shows_its_effect_on_all_fixtures(bench: Bench, kontan: RuleSet, client: Client) -> None:
    case = bench.case("kontan", CASE)
    assert case and kontan.outlet
    sheet, layout = case.sheets[0], kontan.outlet.layout("setup")
    paragraph = sheet.matches(layout, "div.ctn p")[0]
    body = target_of(paragraph, "body")
    assert body.get("class") and "ctn" in str(body.get("class"))
    found = offers(bench, kontan.outlet, layout, sheet, body, "body")
    assert found and found[0].effect.exact == found[0].effect.cases and not found[0].effect.worse
    dropped = offers(bench, kontan.outlet, layout, sheet, paragraph, "drop")
    assert all(offer.effect.worse for offer in dropped)
    assert sheet.tree is not None
    number = list(sheet.tree.iter()).index(paragraph)
    answer = client.post("offer", {**ASKED, "element": number, "role": "headline"}).json()
    assert answer["now"] == "h1.jdl_dtl" and answer["path"][0]["number"] == number
    assert client.post("offer", {**ASKED, "element": 10**9}).status_code == 409
    assert effect([], []).cases == 0


def test_pages_from_outside_of_the_fixtures_are_shown_too(project: Path, real_pages: Path) -> None:
    bench = Bench(project / "fixtures", project / "extractors" / "outlets", [real_pages])
    rules = bench.rule_set("kontan")
    assert rules and rules.outlet
    assert any(outcome.case.id.startswith(real_pages.name) for outcome in bench.run(rules.outlet))


def test_a_fixture_without_its_golden_is_shown_as_a_fault(client: Client, project: Path) -> None:
    os.remove(project / "fixtures" / "kontan" / CASE / "golden.json")
    assert "golden.json" in client.get("/o/kontan").text
    assert client.get(f"/o/kontan/{CASE}").status_code == 200


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("drop", " .a \n\n.b", (".a", ".b")),
        ("headline", "  h1 \n b ", "h1 b"),
        ("deck", "", None),
        ("desk_code", r" \d ", r" \d "),
        ("signature", True, True),
        ("years", "2020–", "2020–"),
    ],
)
def test_what_the_browser_sends_becomes_a_value(name: str, given: object, value: Value) -> None:
    assert as_value(name, given) == value


@pytest.mark.parametrize(
    ("name", "given"), [("pages", "x"), ("headline", 1), ("none", "x"), ("signature", "x")]
)
def test_what_is_no_value_is_refused(name: str, given: object) -> None:
    with pytest.raises(TypeError):
        as_value(name, given)


def test_the_kind_of_every_field_is_known() -> None:
    assert (kind_of("headline"), kind_of("drop"), kind_of("signature")) == ("css", "css list", "bool")
    assert issubclass(CannotSave, Exception)


def test_a_rule_file_elsewhere_is_shown_with_its_own_fixtures(project: Path, tmp_path: Path) -> None:
    rules = project / "extractors" / "outlets" / "kontan.py"
    elsewhere = tmp_path / "paket" / "kontan.py"
    elsewhere.parent.mkdir()
    rules.rename(elsewhere)
    fixtures = tmp_path / "paket" / "fixtures" / "kontan"
    shutil.copytree(project / "fixtures" / "kontan" / CASE, fixtures / CASE)
    bench = Bench(project / "fixtures", rules.parent, own={fixtures: elsewhere})
    found = bench.rule_set("kontan")
    assert found is not None and found.path == elsewhere and found.outlet is not None
    assert [outcome.exact for outcome in bench.run(found.outlet)] == [True]


def test_each_outlet_of_a_rule_file_has_its_rules(tmp_path: Path) -> None:
    rules = tmp_path / "outlets"
    rules.mkdir()
    text = (
        "from extractors.families.wordpress import WORDPRESS\nfrom extractors.rules import Layout, Outlet\n"
        'SATU = Outlet(name="satu", title="Satu", domains=("satu.example",), hosts="www", family=WORDPRESS)\n'
        'DUA = Outlet(name="dua", title="Dua", domains=("dua.example",), articles="/{slug}", layouts=(\n'
        '    Layout("baca", years="2020", headline="h1", body=".isi"),\n))\n'
    )
    (rules / "rumah.py").write_text(text, "utf-8")
    bench = Bench(tmp_path / "fixtures", rules)
    assert [one.name for one in bench.rule_sets()] == ["dua", "satu"]
    two = bench.rule_set("dua")
    assert two is not None
    fresh, change = bench.save(two, "baca", "headline", ".judul")
    assert (
        fresh.name == "dua" and '+    Layout("baca", years="2020", headline=".judul", body=".isi"),' in change
    )
    one = bench.rule_set("satu")
    assert one is not None
    with pytest.raises(CannotSave, match="layout 'wordpress' is not written out there"):
        bench.save(one, "wordpress", "headline", ".judul")
