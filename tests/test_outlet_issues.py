"""``.ci/outlet-issues`` and `gh`: one open issue for each layout that differs, whatever runs before it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

# What `gh` does with issues, on a file: the commands and options that it has, and no others.
GH = """#!{python}
import argparse, json, os, sys
from pathlib import Path

path = Path(os.environ["GH_STATE"])
state = json.loads(path.read_text())
if state.get("down"):
    sys.exit("HTTP 502: Bad Gateway (https://api.github.com/graphql)")
parser = argparse.ArgumentParser()
things = parser.add_subparsers(dest="thing", required=True)
issue = things.add_parser("issue").add_subparsers(dest="action", required=True)
label = things.add_parser("label").add_subparsers(dest="action", required=True)
listed = issue.add_parser("list")
for name in ("label", "state", "limit", "json"):
    listed.add_argument("--" + name)
create = issue.add_parser("create")
edit = issue.add_parser("edit")
close = issue.add_parser("close")
for one in (edit, close):
    one.add_argument("number", type=int)
close.add_argument("--comment")
for one in (create, edit):
    one.add_argument("--title", required=True)
    one.add_argument("--body-file", choices=["-"], required=True)
create.add_argument("--label", required=True)
made = label.add_parser("create")
made.add_argument("name")
made.add_argument("--force", action="store_true")
made.add_argument("--description")
args = parser.parse_args()
state["calls"].append(args.thing + " " + args.action)
issues = state["issues"]
if args.thing == "label":
    state["labels"] = sorted({{*state["labels"], args.name}})
elif args.action == "list":
    found = [one for one in issues if one["state"] == args.state and one["label"] == args.label]
    print(json.dumps([{{key: one[key] for key in args.json.split(",")}} for one in found[: int(args.limit)]]))
elif args.action == "create":
    if args.label not in state["labels"]:
        sys.exit("could not add label: '" + args.label + "' not found")
    # the service writes line ends in its own way
    body = sys.stdin.read().replace("\\n", "\\r\\n")
    issues.append(dict(number=len(issues) + 1, title=args.title, body=body, label=args.label, state="open", comments=[]))
else:
    one = next(one for one in issues if one["number"] == args.number)
    if args.action == "edit":
        one.update(title=args.title, body=sys.stdin.read())
    else:
        one["state"] = "closed"
        one["comments"].append(args.comment)
path.write_text(json.dumps(state))
"""


class Hub:
    """A repository's issues, and runs of the script against them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.state = folder, folder / "state.json"
        (folder / "bin").mkdir()
        gh = folder / "bin" / "gh"
        gh.write_text(GH.format(python=sys.executable))
        gh.chmod(0o755)
        self.save({"issues": [], "labels": [], "calls": []})

    def save(self, state: dict[str, Any]) -> None:
        self.state.write_text(json.dumps(state))

    def load(self) -> dict[str, Any]:
        state = json.loads(self.state.read_text())
        assert isinstance(state, dict)
        return state

    def run(self, *verdicts: dict[str, Any], path: str = "") -> tuple[int, str, list[str]]:
        """The exit code, what was said, and what `gh` was asked for."""
        self.save({**self.load(), "calls": []})
        (self.folder / "verdicts.json").write_text(json.dumps({"verdicts": verdicts}))
        done = subprocess.run(
            [sys.executable, str(ROOT / ".ci" / "outlet-issues"), "verdicts.json", "--summary", "summary.md"],
            cwd=self.folder,
            env={
                **os.environ,
                "PATH": path or f"{self.folder / 'bin'}:{os.environ['PATH']}",
                "GH_STATE": str(self.state),
            },
            capture_output=True,
            text=True,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout + done.stderr, self.load()["calls"]


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return Hub(tmp_path)


def verdict(layout: str, *keys: str, kind: str = "", pages: int = 5) -> dict[str, Any]:
    kind = kind or ("differs" if keys else "verified")
    return {
        "outlet": "kontan",
        "layout": layout,
        "kind": kind,
        "verdict": f"{kind} 2027-01-14, 5 of 5",
        "pages": pages,
        "differs": {key: f"field='.{key}' (extractors/outlets/kontan.py:86) finds nothing" for key in keys},
        "examples": ["https://nasional.kontan.co.id/news/harga-emas"],
    }


def test_an_issue_lives_as_long_as_its_layout_is_broken(hub: Hub) -> None:
    code, said, calls = hub.run(verdict("desk", "datePublished"), verdict("setup"))
    assert (code, calls) == (0, ["issue list", "label create", "issue create"])
    assert said == "opened: kontan/desk: datePublished no longer as the rules say\n"
    [issue] = hub.load()["issues"]
    assert "**datePublished**: field='.datePublished' (extractors/outlets/kontan.py:86)" in issue["body"]
    assert "https://nasional.kontan.co.id/news/harga-emas" in issue["body"]

    # the same again, and what says nothing of the rules: no new issue, nothing renewed, nothing closed
    for same in (verdict("desk", "datePublished"), verdict("desk", kind="blocked", pages=0)):
        assert hub.run(same, verdict("setup")) == (0, "", ["issue list"])
        assert [one["state"] for one in hub.load()["issues"]] == ["open"]

    code, said, calls = hub.run(verdict("desk", "datePublished", "body"))
    assert (code, calls) == (0, ["issue list", "issue edit"])
    assert said == "renewed: #1 kontan/desk: datePublished, body no longer as the rules say\n"

    code, said, calls = hub.run(verdict("desk"))
    assert (code, calls) == (0, ["issue list", "issue close"])
    [issue] = hub.load()["issues"]
    assert (issue["state"], issue["comments"]) == ("closed", ["verified 2027-01-14, 5 of 5."])

    hub.run(verdict("desk", "headline"))
    assert [one["state"] for one in hub.load()["issues"]] == ["closed", "open"]


def test_each_layout_has_an_issue_of_its_own(hub: Hub) -> None:
    hub.run(verdict("desk", "body"), verdict("amp", "authors"), verdict("–", "layout"))
    assert [one["title"].split(":")[0] for one in hub.load()["issues"]] == [
        "kontan/desk",
        "kontan/amp",
        "kontan/–",
    ]
    assert hub.load()["labels"] == ["outlet-changed"]
    # pages that no layout read have no verdict once all are read
    _, said, _ = hub.run(verdict("desk"), verdict("amp", "authors"))
    assert [one["state"] for one in hub.load()["issues"]] == ["closed", "open", "closed"]
    assert "closed: #3 kontan/–" in said


def test_the_summary_begins_with_what_differs(hub: Hub) -> None:
    hub.run(verdict("setup"), verdict("amp", kind="not seen"), verdict("desk", "body"))
    rows = (hub.folder / "summary.md").read_text().splitlines()
    assert [row.split(" | ")[1] for row in rows[2:]] == ["desk", "amp", "setup"]


def test_failures_are_one_sentence(hub: Hub) -> None:
    hub.save({**hub.load(), "down": True})
    assert hub.run(verdict("desk", "body"))[:2] == (
        1,
        "gh issue list: HTTP 502: Bad Gateway (https://api.github.com/graphql)\n",
    )
    code, said, _ = hub.run(verdict("desk", "body"), path=str(hub.folder / "none"))
    assert code == 1 and said.startswith("gh issue list: ") and "No such file" in said
    (hub.folder / "verdicts.json").write_text("[]")
    done = subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "outlet-issues"), "verdicts.json"],
        cwd=hub.folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2 and "verdicts.json: not what `newsspider verify --json` prints" in done.stderr


@pytest.mark.parametrize(
    "path", sorted((ROOT / ".github" / "workflows").glob("*.yml")), ids=lambda path: path.stem
)
def test_workflows_are_what_github_reads(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(path)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_the_shell_of_the_workflows_is_shell(tmp_path: Path) -> None:
    import yaml

    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        for job in yaml.safe_load(path.read_text())["jobs"].values():
            for step in job["steps"]:
                done = subprocess.run(
                    ["bash", "-n", "-c", step.get("run", "")], capture_output=True, text=True
                )
                assert done.returncode == 0, (path.name, done.stderr)
