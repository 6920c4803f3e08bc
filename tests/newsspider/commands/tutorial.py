"""Runs a document: its console blocks as commands, its diff blocks as changes of files."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.newsspider.forkserver import shared

_BLOCK = re.compile(r"^```(console|diff)(?: (\S+))?\n(.*?)^```$", re.S | re.M)
_SHELL = re.compile(r"[*?<>|&;$`(){}~]")
_FAILS = re.compile(r"\s+# exit (\d+)$")


@dataclass(frozen=True)
class Block:
    kind: str
    target: str
    text: str
    line: int


def blocks(document: Path) -> Iterator[Block]:
    text = document.read_text(encoding="utf-8")
    for match in _BLOCK.finditer(text):
        yield Block(match[1], match[2] or "", match[3], text.count("\n", 0, match.start()) + 1)


def run(block: Block, project: Path, environment: Mapping[str, str]) -> None:
    """Do what a block says in a project, and see that it says what happens."""
    if block.kind == "diff":
        _change(project / block.target, block)
        return
    for part in re.split(r"^\$ ", block.text, flags=re.M)[1:]:
        command, _, shown = part.partition("\n")
        expected = int(found[1]) if (found := _FAILS.search(command)) else 0
        code, printed = _execute(_FAILS.sub("", command), project, {**os.environ, **environment})
        said = f"line {block.line}: $ {command}\n{printed}"
        assert code == expected, said
        _compare(shown.rstrip().splitlines(), printed.splitlines(), said)


def _execute(command: str, project: Path, environment: dict[str, str]) -> tuple[int, str]:
    """The exit code, and what is printed on both outputs; a command of Scrapy's is forked where no shell is needed."""
    if command.startswith("scrapy ") and not _SHELL.search(command):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out"
            process = shared().start(
                shlex.split(command, comments=True)[1:], project, environment, copy=True, out=out, err=out
            )
            return process.wait(180), out.read_text("utf-8")
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=180,
    )
    return done.returncode, done.stdout


def _change(path: Path, block: Block) -> None:
    lines = block.text.splitlines()
    old = "\n".join(line[1:] for line in lines if line.startswith(("-", " ")))
    new = "\n".join(line[1:] for line in lines if line.startswith(("+", " ")))
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"line {block.line}: {path.name} does not hold {old!r} once"
    path.write_text(text.replace(old, new), encoding="utf-8")


def _compare(shown: list[str], printed: list[str], said: str) -> None:
    """The lines shown are printed, in order; "…" stands for any number of others."""
    printed = [line.rstrip() for line in printed]
    while printed and not printed[0]:
        del printed[0]
    place, skip = 0, False
    for line in (one.rstrip() for one in shown):
        if line == "…":
            skip = True
            continue
        at = next((n for n in range(place, len(printed)) if printed[n] == line), None)
        assert at is not None, f"{line!r} is not printed (any more)\n{said}"
        assert skip or at == place, f"before {line!r} comes {printed[place]!r}\n{said}"
        place, skip = at + 1, False
    rest = [line for line in printed[place:] if line]
    assert skip or not rest or not shown, f"behind it comes {rest[0]!r}\n{said}"
