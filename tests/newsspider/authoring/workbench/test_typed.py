"""A golden that somebody types: saved where it can be the truth, refused with a sentence elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractors.score import GOLDEN_KEYS
from newsspider.authoring.workbench.rulefile import CannotSave
from newsspider.authoring.workbench.typed import as_typed, with_typed
from tests.newsspider.authoring.workbench.conftest import Client
from tests.newsspider.authoring.workbench.test_session import ASKED, CASE


@pytest.fixture
def path(project: Path) -> Path:
    return project / "fixtures" / "kontan" / CASE / "golden.json"


def write(client: Client, typed: object) -> Any:
    page = client.get(f"/o/kontan/{CASE}").text
    digest = page.partition('data-digest="')[2].partition('"')[0]
    return client.post("golden", {**ASKED, "typed": typed, "digest": digest})


@pytest.mark.parametrize(
    ("key", "given", "value"),
    [
        ("headline", "  Judul \n baru ", "Judul baru"),
        ("dateline", " ", None),
        ("headline", "Cafe\u0301", "Caf\u00e9"),
        ("authors", " Tiwi \n\n Joko  Sampurno", ["Tiwi", "Joko Sampurno"]),
        ("authors", "", []),
        ("isAccessibleForFree", "", None),
        ("isAccessibleForFree", "no", False),
        (
            "images",
            [{"text": "", "credit": " A ", "lead": True}],
            [{"text": None, "credit": "A", "lead": True}],
        ),
        ("body", [{"type": "quote", "text": " a  b "}], [{"type": "quote", "text": "a b"}]),
        ("body", 7, 7),
        ("isAccessibleForFree", "perhaps", "perhaps"),
    ],
)
def test_what_is_typed_becomes_what_goldens_hold(key: str, given: object, value: object) -> None:
    assert as_typed(key, given) == value


def test_only_typed_keys_change_and_the_order_stays(client: Client, path: Path) -> None:
    golden = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({"draft": True, **golden, "notes": "Catatan."}), encoding="utf-8")
    assert write(client, {"sources": "Antara\nReuters"}).json() == {"done": True}
    after = json.loads(path.read_text(encoding="utf-8"))
    wanted = {
        "draft": True,
        "article": {**golden["article"], "sources": ["Antara", "Reuters"]},
        "notes": "Catatan.",
    }
    assert after == wanted and list(after["article"]) == list(GOLDEN_KEYS)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"headline": ""}, "headline: null is not a text"),
        ({"datePublished": "kemarin"}, "is not a date"),
        ({"isAccessibleForFree": "perhaps"}, "is not true, false or null"),
        ({"body": []}, "the body is empty"),
        ({"body": "text"}, "is not a list"),
        ({"body": [{"type": "title", "text": "A"}]}, "has a type that is none of"),
        ({"body": [{"type": "paragraph", "text": "Baca juga: Lima tips"}]}, "a read-also line in the body"),
        ({"body": [{"type": "paragraph", "text": "Tiwi Rahmadani"}]}, "a byline in the body"),
        ({"authors": "Tiwi&nbsp;R"}, "mojibake"),
        ({"headline": "&amp;", "dateline": "&amp;"}, "(and 1 more)"),
        ({"images": [{"text": "", "credit": "", "lead": True}]}, "has neither a caption nor a credit"),
        ({"url": "http://example.com/"}, "a golden has no key url"),
        ({}, "nothing was changed"),
        ([], "nothing was changed"),
    ],
)
def test_what_outlet_check_would_refuse_is_not_saved(
    client: Client, path: Path, typed: object, words: str
) -> None:
    before = path.read_bytes()
    answer = write(client, typed)
    assert answer.status_code == 409 and words in answer.json()["error"], answer.text
    assert "\n" not in answer.json()["error"] and path.read_bytes() == before


def test_a_golden_that_changed_meanwhile_is_not_overwritten(client: Client, path: Path) -> None:
    mine = path.read_bytes() + b"\n"
    answer = client.post("golden", {**ASKED, "typed": {"headline": "Judul"}, "digest": "old"})
    path.write_bytes(mine)
    assert answer.status_code == 409 and "changed meanwhile" in answer.json()["error"]
    assert path.read_bytes() == mine


def test_missing_keys_can_be_filled_and_strange_ones_are_named(client: Client, path: Path) -> None:
    golden = json.loads(path.read_text(encoding="utf-8"))
    del golden["article"]["readAlso"], golden["article"]["dateModified"]
    path.write_text(json.dumps(golden), encoding="utf-8")
    assert write(client, {"readAlso": "Lima tips"}).status_code == 200
    article = json.loads(path.read_text(encoding="utf-8"))["article"]
    assert article["readAlso"] == ["Lima tips"] and article["dateModified"] is None
    with pytest.raises(CannotSave, match="superfluous or out of order: strange"):
        with_typed({"article": {**article, "strange": 1}}, {"dateline": "JAKARTA"})


def test_a_draft_with_a_problem_does_not_become_a_golden(client: Client, path: Path) -> None:
    golden = json.loads(path.read_text(encoding="utf-8"))
    golden["article"]["authors"] = ["Tiwi&nbsp;R"]
    path.write_text(json.dumps({**golden, "draft": True}), encoding="utf-8")
    page = client.get(f"/o/kontan/{CASE}").text
    digest = page.partition('data-digest="')[2].partition('"')[0]
    answer = client.post("reviewed", {**ASKED, "digest": digest, "seen": list(GOLDEN_KEYS)})
    assert answer.status_code == 409 and "mojibake" in answer.json()["error"]
    assert json.loads(path.read_text(encoding="utf-8"))["draft"] is True


@pytest.mark.parametrize("odd", [None, "text", 7, [1, None, "x"], {"a": 1}])
def test_a_golden_with_odd_values_can_still_be_opened_and_typed(
    client: Client, path: Path, odd: object
) -> None:
    golden = json.loads(path.read_text(encoding="utf-8"))
    good = dict(golden["article"])
    for key in ("body", "images", "authors", "isAccessibleForFree"):
        golden["article"] = {**good, key: odd}
        path.write_text(json.dumps(golden), encoding="utf-8")
        assert 'id="editor"' in client.get(f"/o/kontan/{CASE}").text
        if key == "authors":
            assert write(client, {key: "Tiwi"}).status_code == 200


def test_a_broken_golden_offers_no_editor(client: Client, path: Path) -> None:
    path.write_text("{", encoding="utf-8")
    assert 'id="editor"' not in client.get(f"/o/kontan/{CASE}").text
    assert write(client, {"headline": "Judul"}).status_code == 409
