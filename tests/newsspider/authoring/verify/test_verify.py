"""``newsspider verify`` against the local outlets: good ones, one broken on purpose, and those that refuse."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from extractors import OUTLETS
from newsspider.authoring.support import gather
from newsspider.authoring.verify import read_evidence
from newsspider.commands.verify import read_names
from newsspider.runtime.console import Fault
from tests.conftest import ROOT
from tests.newsspider.conftest import Run, crawling
from tests.newsspider.forkserver import Commands
from tests.site import Server, Site, faults, running

TODAY = date.today()
SIGNED = "Sari Melati <sari@example.org>"
BROKEN = {"fs14": "fs99", "artikel__penulis": "artikel__oleh"}  # of desk and artikel-title


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    site = Site(
        articles_per_outlet=60,
        since=(TODAY - timedelta(days=4)).isoformat(),
        until=TODAY.isoformat(),
        robots={"idntimes": "User-agent: *\nDisallow: /\n"},
    )
    with running(site) as server:
        yield server


def arguments(server: Server, evidence: Path, **settings: Any) -> list[str]:
    quick = {
        **server.settings(),
        "CONTACT": "test@example.org",
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": 0,
        "EXTRACT_PROCESSES": 0,
        **settings,
    }
    options = [part for name, value in quick.items() for part in ("-s", f"{name}={value}")]
    return ["--by", SIGNED, "--evidence", str(evidence), *options]


@pytest.fixture
def verify(server: Server, crawl: Callable[..., Run], tmp_path: Path) -> Iterator[Callable[..., Run]]:
    def run(*args: str, **settings: Any) -> Run:
        evidence = arguments(server, tmp_path / "verified.json", **settings)
        return crawl("verify", *args, *evidence, **server.environment())

    yield run
    server.clear()


@pytest.fixture(scope="module")
def broken(server: Server, commands: Commands, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    """One run over outlets of every kind, and the evidence that it wrote."""
    folder = tmp_path_factory.mktemp("verify")
    server.add(faults.renamed(r"kontan\.co\.id/news/", names=BROKEN))
    server.add(faults.forbidden(r"jpnn\.com/(?!robots)"))
    server.add(faults.vanished(r"tempo\.co/(?!robots)"))
    names = ("beritautama", "kontan", "jpnn", "idntimes", "tempo")
    args = arguments(server, folder / "verified.json")
    run = crawling(folder, commands)(
        "verify", *names, "--pages", "4", "--most", "16", "--json", *args, **server.environment()
    )
    server.clear()
    return run, folder / "verified.json"


def told(run: Run) -> dict[str, dict[str, Any]]:
    return {f"{one['outlet']}/{one['layout']}": one for one in json.loads(run.out)["verdicts"]}


# -- verdicts -----------------------------------------------------------------------------------------------


def test_what_is_right_is_verified(broken: tuple[Run, Path]) -> None:
    verdict = told(broken[0])["beritautama/wordpress"]
    assert verdict["verdict"] == f"verified {TODAY}, 4 of 4"
    assert len(set(verdict["examples"])) == 4 and verdict["hosts"] == ["beritautama.net"]


def test_a_changed_template_names_key_rule_line_and_what_stands_there_now(broken: tuple[Run, Path]) -> None:
    run, _ = broken
    assert run.code == 6
    desk, other = told(run)["kontan/desk"], told(run)["kontan/artikel-title"]
    assert desk["kind"] == other["kind"] == "differs"
    assert list(desk["differs"]) == ["datePublished"] and list(other["differs"]) == ["authors"]
    rules = (ROOT / "extractors" / "outlets" / "kontan.py").read_text().splitlines()
    for words, selector, now in (
        (desk["differs"]["datePublished"], "div.fs14.font-gray", "fs99"),
        (other["differs"]["authors"], ".artikel__penulis", "artikel__oleh"),
    ):
        found = re.search(
            r"\(extractors/outlets/kontan\.py:(\d+)\) finds nothing \(nearest.*?: (.*?)\)", words
        )
        assert found and selector in rules[int(found[1]) - 1] and now in found[2], words
    assert told(run)["kontan/setup"]["kind"] == "verified", "its date has another class"


@pytest.mark.parametrize(
    ("layout", "kind", "said"),
    [
        ("jpnn/2020", "blocked", r"jpnn refuses us 3 of 3 lists: https://\S+: HTTP 403, and 2 more"),
        (
            "idntimes/2025",
            "forbidden",
            r"robots\.txt does not allow its lists .*: https://\S+: list forbidden|forbidden by",
        ),
        ("tempo/nuxt", "no list", r"no list of it answers: https://\S+: HTTP 404, and \d+ more"),
        ("kontan/amp", "not seen", r"no page of it among 16$"),
        ("idntimes/2017", "past", r"2017–2025; newer pages have another layout"),
    ],
)
def test_what_gives_no_page_says_why_in_one_sentence(
    broken: tuple[Run, Path], layout: str, kind: str, said: str
) -> None:
    verdict = told(broken[0])[layout]
    assert verdict["kind"] == kind and re.search(said, verdict["reason"]), verdict
    assert verdict["verdict"] == f"{kind} {TODAY}: {verdict['reason']}"


def test_outlets_are_asked_politely(broken: tuple[Run, Path], server: Server) -> None:
    asked = [one.url for one in server.log if "idntimes" in one.url]
    assert asked and all(url.endswith("/robots.txt") for url in asked), "robots.txt forbids all the rest"
    blocked = [one for one in server.log if "jpnn" in one.url and one.status == 403]
    assert len(blocked) <= 3, "who blocks us is left alone"
    agents = {line for one in server.log for line in one.head.decode().splitlines() if "User-Agent" in line}
    assert len(agents) == 1 and "test@example.org" in agents.pop()
    articles = [one.url for one in server.log if re.search(r"kontan\.co\.id/news/", one.url)]
    assert len(articles) == len(set(articles)) <= 16


# -- evidence ------------------------------------------------------------------------------------------------


def test_the_evidence_is_signed_sorted_and_shown_by_the_support_table(broken: tuple[Run, Path]) -> None:
    run, path = broken
    text = path.read_text()
    outlets = json.loads(text)
    assert list(outlets) == sorted(outlets) and all(list(x) == sorted(x) for x in outlets.values())
    assert {one["by"] for layouts in outlets.values() for one in layouts.values()} == {SIGNED}
    assert f"{len(told(run))} verdicts, signed off by {SIGNED}" in run.err
    lines, _ = gather([], path.parent / "none", path)
    shown = {(line.outlet.name, line.layout): line.verified for line in lines}
    assert shown["beritautama", "wordpress"] == f"verified {TODAY}, 4 of 4"
    assert shown["kontan", "desk"] == f"differs {TODAY} (datePublished)"
    assert shown["detik", "detail"] == ""


def test_a_second_run_changes_its_own_lines_alone_and_remembers_what_was_good(
    verify: Callable[..., Run], server: Server, tmp_path: Path
) -> None:
    evidence = tmp_path / "verified.json"
    first = verify("beritautama", "kontan/desk", "--pages", "4")
    assert first.code == 0, first.out
    before = evidence.read_text()
    server.add(faults.renamed(r"beritautama\.net"))
    second = verify("beritautama", "--pages", "4")
    assert second.code == 6
    after = read_evidence(evidence)["beritautama", "wordpress"]
    assert set(after.differs) & {"layout", "headline", "body"} and after.agree == 0
    assert after.before == f"verified {TODAY}, 4 of 4"
    assert after.short.endswith(f"; verified {TODAY}, 4 of 4")
    kept = re.search(r'"kontan".*', before, re.S)
    assert kept and kept[0] in evidence.read_text()


def test_nothing_is_written_where_that_was_asked_for(verify: Callable[..., Run], tmp_path: Path) -> None:
    run = verify(
        "beritautama", "--pages", "1", "--dry-run", "--archive", str(tmp_path / "warc"), EXTRACT_PROCESSES=1
    )
    assert run.code == 0 and f"beritautama\twordpress\tverified {TODAY}, 1 of 1" in run.out
    assert not (tmp_path / "verified.json").exists() and not (tmp_path / "data").exists()
    assert list((tmp_path / "warc").glob("*.warc.gz")), "every response is kept there"


def test_what_was_finished_is_kept_when_it_is_stopped(
    server: Server, commands: Commands, tmp_path: Path
) -> None:
    server.add(faults.slow(r"kontan\.co\.id/(?!robots)", seconds=60))
    args = arguments(server, tmp_path / "verified.json")
    env = {**os.environ, "PYTHONPATH": str(ROOT), **server.environment()}
    begun = len(server.log)
    process = commands.start(["verify", "beritautama", "kontan", "--pages", "2", *args], ROOT, env)
    end = time.monotonic() + 60
    while (
        sum("beritautama.net/" in one.url for one in server.log[begun:]) < 4
    ):  # robots.txt, a list, two pages
        assert process.poll() is None and time.monotonic() < end, process.err.read_text()
        time.sleep(0.05)
    time.sleep(0.5)
    os.kill(process.pid, signal.SIGINT)
    while (code := process.poll()) is None:
        assert time.monotonic() < end, process.err.read_text()
        time.sleep(0.05)
    server.clear()
    assert code == 5, process.err.read_text()
    assert "verify: stopped; there is no verdict on kontan" in process.err.read_text()
    assert {name for name, _ in read_evidence(tmp_path / "verified.json")} == {"beritautama"}


# -- mistakes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("kontn",), "no outlet is called 'kontn'"),
        (("kontan/dsk",), "outlet kontan has no layout 'dsk'; it has amp, desk"),
        (("kontan", "--pages", "0"), "--pages: '0' is not a number of 1 or more"),
        (("kontan", "--by", " "), "verify: --by is empty"),
        (("kontan", "--by", "Ani"), "outlets need a way to write to you"),
    ],
)
def test_a_mistake_is_said_in_one_sentence(
    command: Callable[..., Run], args: tuple[str, ...], said: str
) -> None:
    run = command("verify", *args)
    assert run.code == 2 and len(run.complaints) == 1 and said in run.err


def test_a_broken_evidence_file_is_named(command: Callable[..., Run], tmp_path: Path) -> None:
    path = tmp_path / "verified.json"
    path.write_text('{"kontan": {"desk": {"kind": "splendid", "date": "2027-01-14"}}}')
    run = command("verify", "kontan", "--by", "Ani", "--evidence", str(path))
    assert run.code == 2 and f"{path}: not as `newsspider verify` writes it" in run.err


def test_layouts_may_be_named() -> None:
    assert read_names(["kontan/desk", "kontan/amp", "jpnn"]) == {"kontan": ["desk", "amp"], "jpnn": []}
    assert read_names(["kontan", "kontan/desk"]) == {"kontan": []}
    assert list(read_names([])) == list(OUTLETS)
    with pytest.raises(Fault, match="no layout"):
        read_names(["kontan/"[:-1] + "/nope"])
