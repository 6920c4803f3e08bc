"""Changes of files undone step by step, and never over somebody else's change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newsspider.authoring.workbench.history import KEPT, History
from newsspider.authoring.workbench.rulefile import CannotSave
from tests.newsspider.authoring.workbench.conftest import Client
from tests.newsspider.authoring.workbench.test_session import ASKED, CASE


def number(history: History, path: Path) -> int:
    step = history.last(path)
    assert step
    return step.number


def write(history: History, path: Path, data: bytes, what: str = "a change") -> None:
    with history.step(path, what):
        path.write_bytes(data)


def test_steps_are_undone_in_reverse_to_the_very_bytes(tmp_path: Path) -> None:
    path, other = tmp_path / "a.py", tmp_path / "b.json"
    history, states = History(), [b"\xef\xbb\xbfsatu\r\ndua", b"", b"tiga \xff\n"]
    path.write_bytes(states[0])
    path.chmod(0o640)
    other.write_bytes(b"x")
    for data in (*states[1:], b"empat"):
        write(history, path, data)
    write(history, other, b"y")
    for data in reversed(states):
        history.undo(path, number(history, path))
        assert path.read_bytes() == data
    assert history.last(path) is None and other.read_bytes() == b"y"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.glob(".*")) == []


def test_what_changes_nothing_is_no_step(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"x")
    history = History()
    write(history, path, b"x")
    assert history.last(path) is None


def test_a_step_that_fails_half_way_can_be_undone(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"x")
    history = History()
    with pytest.raises(ValueError, match="stop"), history.step(path, "a change"):
        path.write_bytes(b"y")
        raise ValueError("stop")
    history.undo(path, number(history, path))
    assert path.read_bytes() == b"x"


def test_a_change_by_somebody_else_is_not_undone_over(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"x")
    history = History()
    write(history, path, b"y", "headline saved")
    path.write_bytes(b"mine")
    with pytest.raises(CannotSave, match=r"a\.py was changed by somebody else after this \(headline saved\)"):
        history.undo(path, number(history, path))
    assert path.read_bytes() == b"mine"
    path.unlink()
    with pytest.raises(CannotSave, match="somebody else"):
        history.undo(path, number(history, path))
    assert not path.exists()
    path.write_bytes(b"y")  # they took their change back
    history.undo(path, number(history, path))
    assert path.read_bytes() == b"x"


def test_only_the_last_step_is_undone_and_only_so_many_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"x")
    history = History()
    for count in range(KEPT + 5):
        write(history, path, b"%d" % count)
    with pytest.raises(CannotSave, match="not the last change"):
        history.undo(path, 1)
    for _ in range(KEPT):
        history.undo(path, number(history, path))
    assert path.read_bytes() == b"4" and history.last(path) is None
    with pytest.raises(CannotSave, match="not the last change"):
        history.undo(path, None)


def shown(client: Client, of: str) -> int | None:
    """The step that the page offers to undo."""
    page = client.get(f"/o/kontan/{CASE}").text
    _, found, rest = page.partition(f'data-of="{of}" data-step="')
    return int(rest.partition('"')[0]) if found else None


def undo(client: Client, of: str, step: object) -> Any:
    return client.post("undo", {**ASKED, "of": of, "step": step})


def test_a_save_of_several_values_is_undone_at_once(client: Client, project: Path) -> None:
    path = project / "extractors" / "outlets" / "kontan.py"
    before = path.read_bytes()
    assert shown(client, "rules") is None
    stamp = client.post("try", ASKED).json()["stamp"]
    edits = {"setup": {"headline": "h1.jdl_dtl, h1.baru", "body": "div.ctn, div.isi"}}
    assert len(client.post("save", {**ASKED, "edits": edits, "stamp": stamp}).json()["saved"]) == 2
    step = shown(client, "rules")
    answer = undo(client, "rules", step)
    assert answer.json() == {"undone": "setup.headline, setup.body saved", "file": "kontan.py"}
    assert path.read_bytes() == before and shown(client, "rules") is None
    found = client.post("try", ASKED).json()
    assert found["effect"]["exact"] == found["effect"]["cases"], "the old rules are read again"
    assert undo(client, "rules", step).status_code == 409


def test_accepted_goldens_are_undone_one_after_the_other(client: Client, project: Path) -> None:
    path = project / "fixtures" / "kontan" / CASE / "golden.json"
    golden = json.loads(path.read_text(encoding="utf-8"))
    golden["article"]["headline"], golden["article"]["authors"] = "Judul yang salah", []
    path.write_bytes(json.dumps(golden, indent="\t").replace("\n", "\r\n").encode())
    states = [path.read_bytes()]
    for key in ("headline", "authors"):
        digest = client.get(f"/o/kontan/{CASE}").text.partition('data-digest="')[2].partition('"')[0]
        assert client.post("accept", {**ASKED, "key": key, "digest": digest}).status_code == 200
        states.append(path.read_bytes())
    assert shown(client, "rules") is None
    for state, key in ((states[1], "authors"), (states[0], "headline")):
        answer = undo(client, "golden", shown(client, "golden"))
        assert answer.json()["undone"] == f"{key} taken from the article"
        assert path.read_bytes() == state


def test_undo_is_refused_where_somebody_else_changed_the_file(client: Client, project: Path) -> None:
    path = project / "extractors" / "outlets" / "kontan.py"
    stamp = client.post("try", ASKED).json()["stamp"]
    client.post("save", {**ASKED, "edits": {"setup": {"headline": "h1"}}, "stamp": stamp})
    mine = path.read_bytes() + b"# mine\n"
    path.write_bytes(mine)
    answer = undo(client, "rules", shown(client, "rules"))
    assert answer.status_code == 409 and "was changed by somebody else" in answer.json()["error"]
    assert path.read_bytes() == mine
    assert undo(client, "elsewhere", 1).status_code == 409
