"""``newsspider serve`` as a process: it crawls local outlets, is looked at, reloads, and stops in order."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsspider.store import ArticleStore
from tests.conftest import ROOT
from tests.newsspider.forkserver import shared
from tests.newsspider.stopping import descendants, left_of
from tests.site import Server, Site, running

TOKEN = "token-of-the-tests-0123456789"
FAST = {"DOWNLOAD_DELAY": 0, "FRONTIER_JITTER": 0, "AUTOTHROTTLE_ENABLED": 0, "EXTRACT_PROCESSES": 0}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    today = datetime.now(UTC).date()
    days = {"since": today - timedelta(days=3), "until": today - timedelta(days=1)}
    with running(Site(seed=3, articles_per_outlet=4, outlets=["beritautama", "kontan"], **days)) as server:
        yield server


class Served:
    """A service that runs."""

    def __init__(self, folder: Path, server: Server | None, *args: str, **env: str) -> None:
        settings: dict[str, Any] = {**FAST, "CONTACT": "a@b.id", "DATA_DIR": folder / "data"}
        settings |= server.settings() if server else {}
        said = [
            part
            for name, value in settings.items()
            for part in ("-s", f"{name}={json.dumps(value) if isinstance(value, dict | list) else value}")
        ]
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "NEWSSPIDER_TOKEN": TOKEN,
            **(server.environment() if server else {}),
            **env,
        }
        command = ["serve", *args, "--metrics-port", "0", *said]
        self.process = shared().start(command, folder, env, command="newsspider")
        self.out, self.err = self.process.out, self.process.err

    def wait_for(self, found: Any) -> Any:
        end = time.monotonic() + 90
        while not (value := found()):
            assert self.process.poll() is None and time.monotonic() < end, self.err.read_text()
            time.sleep(0.1)
        return value

    def addresses(self) -> tuple[str, str]:
        """The status page's and the metrics'."""
        lines = self.wait_for(lambda: (text := self.out.read_text()).count("\n") > 1 and text).splitlines()
        assert TOKEN not in lines[0], "what was given in secret is not printed"
        return lines[0].replace("$NEWSSPIDER_TOKEN", TOKEN), lines[1].split()[1].rstrip(".")

    def status(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(get(self.addresses()[0] + "status.json"))
        return told


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def test_it_crawls_is_looked_at_reloads_and_stops(tmp_path: Path, server: Server) -> None:
    plan = tmp_path / "serve.toml"
    plan.write_text('since = "7 days"\nevery = "1h"\n[outlets.beritautama]\n')
    service = Served(tmp_path, server, "--plan", str(plan), "-s", "LOG_FORMAT=json")
    try:
        page, metrics = service.addresses()

        def done(name: str) -> bool:
            return any(one["outlet"] == name and one["ended"] for one in service.status()["outlets"])

        service.wait_for(lambda: done("beritautama"))
        text = get(metrics)
        assert 'newsspider_stored_total{outcome="new",outlet="beritautama"} 4.0' in text
        assert "://" not in text.replace("# ", ""), "no address is a label"
        assert get(metrics.replace("/metrics", "/healthz")) == "ok\n"
        assert "<h1" in get(page) and ">done<" in get(page)
        for refused in (page.replace(TOKEN, "another-token-0123"), metrics.replace("/metrics", "/")):
            with pytest.raises(urllib.error.HTTPError) as error:
                get(refused)
            assert error.value.code == 404
        second = subprocess.run(
            [
                sys.executable,
                "-c",
                "from newsspider.runtime.entry import main; main()",
                "serve",
                "beritautama",
                "-s",
                "CONTACT=a@b.id",
                "-s",
                f"DATA_DIR={tmp_path / 'data'}",
            ],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
        )
        assert second.returncode == 2 and "another service crawls into data" in second.stderr

        plan.write_text("every = 'never'")
        service.process.send_signal(signal.SIGHUP)
        service.wait_for(lambda: "the plan stays as it was" in service.err.read_text())
        plan.write_text('since = "7 days"\nevery = "1h"\n[outlets.beritautama]\n[outlets.kontan]\n')
        service.process.send_signal(signal.SIGHUP)
        service.wait_for(lambda: "kontan" in service.status()["running"])
        others = descendants(service.process.pid)
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(60) == 0, service.err.read_text()
        assert not left_of(others), "no crawl is left behind"
    finally:
        service.process.kill()
    lines = [json.loads(line) for line in service.err.read_text().splitlines()]
    ended = [line for line in lines if line.get("outcome")]
    assert next((line["outlet"], line["outcome"]) for line in ended) == ("beritautama", "done")
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    assert "Traceback" not in service.err.read_text()
    with ArticleStore(tmp_path / "data" / "articles.sqlite", read_only=True) as store:
        assert store.outlets()["beritautama"][1] == 4


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["kontn"], "no outlet is called 'kontn'"),
        (["beritautama", "--every", "soon"], "--every: 'soon' is no interval"),
        (["beritautama", "--jobs", "0"], "--jobs: a number of 1 or more"),
        (["beritautama", "--plan", "x.toml"], "in the plan, or on the command line"),
        (["beritautama", "-a", "since"], "-a: say NAME=VALUE"),
        (["beritautama", "-s", "CONTACT="], "outlets need a way to write to you"),
        (["beritautama", "-s", "DATA_DIR="], "crawls have to be kept"),
        (["beritautama", "--port", "99999"], "port 99999 cannot be used"),
    ],
)
def test_a_mistake_is_one_sentence(command: Any, args: list[str], sentence: str) -> None:
    given = args if "CONTACT=" in args else [*args, "-s", "CONTACT=a@b.id"]
    said = command("serve", *given)
    assert said.code == 2 and sentence in said.err and said.err.count("\n") == 1
