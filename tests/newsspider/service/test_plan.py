"""What is to be crawled, as a file says it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from newsspider.runtime.console import Fault
from newsspider.service.plan import OutletPlan, Plan, read_plan
from tests.conftest import ROOT

KNOWN = ("antara", "kontan", "tempo")


def read(folder: Path, text: str) -> Plan:
    path = folder / "serve.toml"
    path.write_text(text, "utf-8")
    return read_plan(path, {"limit": "9"}, KNOWN)


def test_an_outlets_own_come_before_those_for_all(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        'every = "1h"\nsince = "3 days"\njobs = 3\n[outlets.kontan]\nevery = "15m"\nlimit = 5\n[outlets.tempo]',
    )
    assert plan.jobs == 3
    assert plan.outlets == {
        "kontan": OutletPlan("kontan", {"since": "3 days", "limit": "5"}, timedelta(minutes=15)),
        "tempo": OutletPlan("tempo", {"since": "3 days", "limit": "9"}, timedelta(hours=1)),
    }
    plan = read(tmp_path, 'outlets = ["antara"]')
    assert plan.outlets == {"antara": OutletPlan("antara", {"since": "2 days", "limit": "9"})}


def test_the_plan_that_is_shipped_can_be_read() -> None:
    plan = read_plan(ROOT / "deploy" / "serve.toml", {}, KNOWN)
    assert set(plan.outlets) == set(KNOWN) and plan.outlets["kontan"].every == timedelta(minutes=30)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("outlets = [", "not a TOML file"),
        ("jobs = 0\noutlets = ['tempo']", "jobs: 0 is not a number of 1 or more"),
        ("since = '1 day'", "it names no outlets"),
        ("[outlets.tenpo]", "no outlet is called 'tenpo'"),
        ("[outlets.tempo]\nevery = 'often'", "outlets.tempo.every: 'often' is no interval"),
        ("every = '10 s'\noutlets = ['tempo']", "'10 s' is no interval of a minute or more"),
        ("[outlets.tempo]\nsince = [1]", "outlets.tempo.since: a text is expected"),
        (
            "[outlets.tempo]\nsinse = '1 day'",
            "outlets.tempo.sinse is not a key of it; there are every, since",
        ),
        ("[outlets]\ntempo = 1", "outlets.tempo is not a table"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(Fault) as fault:
        read(tmp_path, text)
    assert sentence in str(fault.value) and "serve.toml" in str(fault.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="cannot be read"):
        read_plan(tmp_path / "serve.toml", {}, KNOWN)
