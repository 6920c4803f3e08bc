"""What is shipped for servers, as far as it can be checked without them: units, images, dashboards."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from newsspider.commands.crawlall import Command as Crawlall
from newsspider.commands.serve import Command as Serve
from newsspider.drift.model import Alert
from newsspider.runtime.entry import project_settings
from newsspider.service.metrics import Metrics
from newsspider.service.plan import read_plan
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
NODE = Path(os.environ.get("NEWSSPIDER_NODE", ROOT / ".cache" / "node")) / "node_modules"
CHECK = (sys.executable, "-m", "check_jsonschema")
UNITS = sorted((DEPLOY / "systemd").iterdir())


def parsed(command: list[str]) -> Any:
    """The options of a command of ours, read by its own parser. Raises SystemExit for what it does not take."""
    import argparse

    name, *rest = command
    made = {"serve": Serve, "crawlall": Crawlall}[name]()
    made.settings = project_settings()[1]
    parser = argparse.ArgumentParser(prog=name)
    made.add_options(parser)
    return parser.parse_known_args(rest)


def dockerfile() -> list[tuple[str, str]]:
    """Its instructions, with lines joined."""
    text = re.sub(r"\\\n", " ", (DEPLOY / "Dockerfile").read_text("utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1].strip()) for line in lines]


# -- systemd and cron


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    program = shutil.which("true")
    for unit in UNITS:
        text = unit.read_text("utf-8").replace("/opt/newsspider/bin/newsspider", str(program))
        (tmp_path / unit.name).write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_the_commands_of_units_and_cron_are_ours() -> None:
    found = []
    for path in (*UNITS, DEPLOY / "newsspider.cron"):
        for line in path.read_text("utf-8").splitlines():
            if "bin/newsspider " in line and not line.startswith("#"):
                command = shlex.split(line.partition("bin/newsspider ")[2])
                _options, rest = parsed(command)
                assert not [one for one in rest if one.startswith("-")], (path.name, rest)
                found.append(command[0])
    assert sorted(found) == ["crawlall", "crawlall", "serve"]


def test_the_timer_starts_the_service_of_its_name() -> None:
    assert {unit.name for unit in UNITS} >= {"newsspider-crawl.timer", "newsspider-crawl.service"}


# -- images


def test_the_image_runs_as_nobody_special_and_says_whether_it_lives() -> None:
    told = dockerfile()
    last = dict(told)
    user = last["USER"].partition(":")[0]
    assert user.isdigit() and int(user) > 1000
    assert "HEALTHCHECK" in last and "/healthz" in last["HEALTHCHECK"] and last["STOPSIGNAL"] == "SIGTERM"
    froms = [text for name, text in told if name == "FROM"]
    assert all(":" in text.split()[0] and "latest" not in text for text in froms)
    for name, text in told:
        if name == "COPY" and "--from" not in text:
            for source in text.split()[:-1]:
                assert (ROOT / source).exists(), source
    command = json.loads(last["CMD"])
    options, rest = parsed(command)
    assert not rest and options.metrics_host == "0.0.0.0"
    extras = set(re.findall(r"\.\[([\w,]+)\]", " ".join(text for _, text in told))[0].split(","))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert extras <= project["optional-dependencies"].keys() and "serve" in extras
    sent = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    for name, text in told:
        if name == "COPY" and "--from" not in text:
            assert {f"!{source}" for source in text.split()[:-1]} <= set(sent)


@pytest.mark.skipif(
    not (NODE / "dockerfile-utils").is_dir() or shutil.which("node") is None,
    reason="dockerfile-utils is not installed; `make services` brings it from npm",
)
def test_a_linter_takes_the_dockerfile() -> None:
    done = subprocess.run(
        [NODE / ".bin" / "dockerfile-utils", "lint", DEPLOY / "Dockerfile"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.strip()) == (0, "")


def test_the_compose_file_is_of_its_schema() -> None:
    done = subprocess.run(
        [*CHECK, "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_the_container_cannot_write_but_where_its_data_is() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    service = compose["services"]["newsspider"]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] == dict(dockerfile())["USER"]
    options, rest = parsed(service["command"])
    assert not rest and options.plan == "/etc/newsspider/serve.toml"
    for one in compose["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in one.get("ports", ())), (
            "nothing is open to others"
        )
        for volume in one.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (DEPLOY / source).is_file(), source
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    read_plan(DEPLOY / "serve.toml", {}, ("antara", "kontan", "tempo"))


# -- Prometheus and Grafana


def exposed() -> dict[str, set[str]]:
    """The metrics that ``/metrics`` shows, after a crawl that had all of it, each with its labels."""
    metrics = Metrics()
    report = {
        "layouts": {"kontan/desk": 1},
        "fallback": 1,
        "undated": 1,
        "new": 1,
        "changed": 1,
        "failed": {"server error": 1},
        "left": {"queued": 1},
    }
    metrics.crawled("kontan", 0, 1.0, report)
    metrics.measure_disk({"archive": 1}, ROOT)
    metrics.fill("kontan", {("desk", "authors"): 1.0})
    metrics.alerted([Alert("kontan", "key", "desk", "editors", 1, 1, 1, 0, 1.0, False, "editors are gone")])
    for gauge in (metrics.last, metrics.next, metrics.failing, metrics.per_day, metrics.stored_articles):
        gauge.labels("kontan").set(1)
    found: dict[str, set[str]] = {}
    for line in metrics.text().decode().splitlines():
        if match := re.match(r"(\w+)(?:\{([^}]*)\})? ", line):
            found.setdefault(match[1], set()).update(re.findall(r"(\w+)=", match[2] or ""))
    return found


def queries() -> Iterator[tuple[str, str, str]]:
    board = json.loads((DEPLOY / "grafana" / "newsspider.json").read_text("utf-8"))
    for panel in board["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"], target["legendFormat"]
    for variable in board["templating"]["list"]:
        yield variable["name"], variable["query"]["query"], ""


def test_every_panel_asks_for_metrics_and_labels_that_there_are() -> None:
    shown = exposed()
    asked = set()
    for title, query, legend in queries():
        names = re.findall(r"newsspider_\w+", query)
        assert names, title
        assert query.count("(") == query.count(")") and query.count("{") == query.count("}"), title
        labels: set[str] = set()
        for name in names:
            assert name in shown, f"{title}: there is no {name}"
            asked.add(name)
            labels |= shown[name]
        used = set(re.findall(r"(\w+)=~?\"", query)) | set(re.findall(r"\{\{(\w+)\}\}", legend))
        for group in re.findall(r"by \(([^)]*)\)", query):
            used |= {one.strip() for one in group.split(",")}
        assert used <= labels, f"{title}: {used - labels}"
    hidden = {
        name
        for name in shown
        if name.startswith("newsspider_") and not name.endswith(("_created", "_sum", "_count", "_bucket"))
    }
    assert not hidden - asked, "each metric has a panel"


def test_the_dashboard_fits_together() -> None:
    board = json.loads((DEPLOY / "grafana" / "newsspider.json").read_text("utf-8"))
    ids = [panel["id"] for panel in board["panels"]]
    assert len(set(ids)) == len(ids)
    source = yaml.safe_load((DEPLOY / "grafana" / "datasource.yaml").read_text("utf-8"))["datasources"][0]
    assert {panel["datasource"]["uid"] for panel in board["panels"]} == {source["uid"]}
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert at["x"] + at["w"] <= 24 and not cells & taken, panel["title"]
        taken |= cells
    scraped = yaml.safe_load((DEPLOY / "prometheus.yml").read_text("utf-8"))["scrape_configs"][0]
    assert scraped["static_configs"][0]["targets"] == ["newsspider:9464"]
