"""Every command in the documents is one that exists, with options that it has; what the README shows is what is printed.

The tutorials run block by block (``tests/newsspider/commands/test_tutorials.py``). Other commands are live, long or
wait for a person: they are read here with the commands' own option parsers.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from scrapy.cmdline import ScrapyArgumentParser, _get_commands_dict
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from extractors import OUTLETS
from newsspider import settings as project_settings
from newsspider.authoring.settings_reference import documented
from newsspider.crawl.spiders.outlet import ARGUMENTS
from tests.conftest import ROOT
from tests.newsspider.commands.tutorial import blocks, run
from tests.test_docs import PAGES

INVENTED = ("lembah", "lereng")  # outlets of the tutorials
SHELL = (
    ".",
    "cat",
    "cd",
    "cp",
    "install",
    "mv",
    "sed",
    "systemctl",
    "./on-failure",
)  # around commands; nothing to check
WRAPPERS = ("flock",)  # they run the command behind their options
_BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.M | re.S)
_INDENTED = re.compile(r"(?:^(?:\n|\s*\n))((?: {4,}\S.*\n)+)", re.M)
_INLINE = re.compile(r"`((?:scrapy|newsspider|make|pytest|pip|python -m) [^`\n]+)`")


class Written(NamedTuple):
    """A command in a document; ``inline`` is one inside a sentence, which may leave out what it is not about."""

    page: str
    text: str
    inline: bool = False

    def __str__(self) -> str:
        return f"{self.page}: {self.text[:70]}"


class Wrong(Exception):
    """A command that cannot be followed; the message says why."""


def written(path: Path) -> Iterator[Written]:
    """The commands of a document: after `$`, in scripts, in indented blocks, and in sentences."""
    text = path.read_text("utf-8")
    for language, block in _BLOCK.findall(text):
        for line in block.splitlines():
            if line.startswith("$ "):
                yield Written(path.name, line[2:])
            elif language == "sh" and any(word in line.split() for word in CHECKS):
                yield Written(path.name, line.strip())
    rest = _BLOCK.sub("", text)
    for block in _INDENTED.findall(rest):
        for line in map(str.strip, block.splitlines()):
            if any(word in line.split() for word in CHECKS):
                yield Written(path.name, line)
    for command in _INLINE.findall(_INDENTED.sub("", rest)):
        yield Written(path.name, command, inline=True)


def simple(text: str) -> Iterator[list[str]]:
    """The simple commands of a line of shell, as lists of words, without what is redirected."""
    lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    words: list[str] = []
    skip = False
    for word in lexer:
        if set(word) <= set("|&;()"):
            yield words
            words = []
        elif set(word) <= set("<>"):
            skip = True
        elif skip:
            skip = False
        elif word != "…":
            words.append(word)
    yield words


def check(command: Written) -> None:
    """Raises Wrong for a command, an option, a target or a name that does not exist."""
    for words in simple(command.text):
        if not words or words[0] in SHELL or words[-2:-1] == ["cd"]:
            continue
        start = next((n for n, word in enumerate(words) if word in CHECKS), None)
        if start is None or (start and words[0] not in WRAPPERS):
            raise Wrong(f"nobody here knows what {words[0]!r} is: say in this test how it is checked")
        CHECKS[words[start]](words[start + 1 :], command.inline)


# -- scrapy and newsspider ------------------------------------------------------------------------------


@functools.cache
def settings() -> Settings:
    found = Settings()
    found.setmodule(project_settings)
    return found


@functools.cache
def names_of_settings() -> frozenset[str]:
    return frozenset([*settings(), *(one.name for one in documented())])


@functools.cache
def commands() -> dict[str, ScrapyCommand]:
    return _get_commands_dict(settings(), True)


def scrapy(words: list[str], inline: bool) -> None:
    if words == ["-h"]:
        return
    name = words[0]
    if name not in commands():
        raise Wrong(f"there is no command {name!r}")
    command = commands()[name]
    parser = Parser(conflict_handler="resolve")
    command.settings = settings().copy()
    command.add_options(parser)
    if inline and (last := parser.takes_value(words[-1])):
        words = [*words, last]  # "`scrapy outlets --measure`": the sentence says what of
    options, others = parser.parse_known_args(words[1:])
    if odd := [word for word in others if word.startswith("-") and word != "-"]:
        raise Wrong(f"{name} has no option {odd[0]}")
    try:
        command.process_options(others, options)
    except (UsageError, ValueError) as error:
        raise Wrong(str(error)) from None
    except SystemExit:  # it has said why
        raise Wrong(f"{name} refuses these options") from None
    for given in options.set:
        if given.partition("=")[0] not in names_of_settings():
            raise Wrong(f"there is no setting {given.partition('=')[0]}")
    for argument in getattr(options, "spargs", {}):
        if argument not in ARGUMENTS:
            raise Wrong(f"a spider has no argument {argument!r}")
    actions = re.findall(r"\b[a-z]{3,}\b", command.syntax()) if name in ("articles", "outlet") else []
    if actions and others and others[0] not in actions:
        raise Wrong(f"{name} has no action {others[0]!r}")
    named = others if name in ("crawl", "crawlall") else others[1:2] if name == "outlet" else []
    for outlet in [*named, *filter(None, [getattr(options, "outlet", None)])]:
        if outlet.isidentifier() and not outlet.isupper() and outlet not in (*OUTLETS, *INVENTED):
            raise Wrong(f"there is no outlet {outlet!r}")
    exist(others)


class Parser(ScrapyArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        raise Wrong(message)

    def takes_value(self, option: str) -> str | None:
        """A value for an option that needs one, None for one that needs none."""
        action = self._option_string_actions.get(option)
        return None if action is None or action.nargs == 0 else "1"


def exist(words: list[str]) -> None:
    """Raises Wrong for a file of the project that is not there."""
    for word in words:
        path = Path(word.partition("::")[0])
        ours = path.parts and path.parts[0] in (
            "docs",
            "extractors",
            "fixtures",
            "newsspider",
            "seeds",
            "tests",
        )
        if ours and not {*path.parts} & {*INVENTED, "NAME"} and not any(ROOT.glob(str(path))):
            raise Wrong(f"there is no {word}")


# -- everything else ------------------------------------------------------------------------------------


def make(words: list[str], inline: bool) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^\.PHONY: (.*)$", makefile, re.M)[0].split())
    variables = set(re.findall(r"\$\((\w+)\)", makefile)) | set(re.findall(r"^ifdef (\w+)", makefile, re.M))
    for word in words:
        name, assigned, value = word.partition("=")
        if name not in (variables if assigned else targets):
            raise Wrong(f"make has no {'variable' if assigned else 'target'} {name}")
        recipe = re.search(rf"^{words[0]}:.*\n(?:\t.*\n|\S*if.*\n|else\n)*", makefile, re.M)
        if name == "ARGS" and recipe:
            if module := re.search(r"python -m ([\w.]+) \$\(ARGS\)", recipe[0]):
                python(["-m", module[1], *shlex.split(value)], inline)
            elif "scrapy crawl" in recipe[0]:
                scrapy(["crawl", "kontan", *shlex.split(value)], inline)


def python(words: list[str], inline: bool) -> None:
    if words[0] == ".ci/outlet-issues":
        return options_of(ROOT / words[0], words[1:])
    if words[0] != "-m":
        raise Wrong("python: only -m is checked here")
    module = words[1]
    if module == "build":  # a tool for releases, which no test needs
        return
    spec = importlib.util.find_spec(module)
    if spec is None:
        raise Wrong(f"there is no module {module}")
    if spec.submodule_search_locations:
        spec = importlib.util.find_spec(f"{module}.__main__")
    assert spec is not None and spec.origin is not None
    if module == "pytest":
        return pytest_(words[2:], inline)
    options_of(Path(spec.origin), words[2:])
    exist(words[2:])


def options_of(program: Path, words: list[str]) -> None:
    """Raises Wrong for an option that a program of this project does not have."""
    source = program.read_text("utf-8")
    for word in words:
        if word.startswith("--") and f'"{word.partition("=")[0]}"' not in source:
            raise Wrong(f"{program.stem} has no option {word}")


def pip(words: list[str], inline: bool) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    if words[:1] != ["install"]:
        raise Wrong(f"pip: {words[:1]} is not checked here")
    for word in words[1:]:
        match = re.fullmatch(r"(?:newsspider|\.)(?:\[([\w,]+)\])?", word)
        if match is None and word not in ("-e", "-U"):
            raise Wrong(f"pip: {word!r} is neither this project nor a known option")
        for extra in ((match and match[1]) or "").split(","):
            if extra and extra not in extras:
                raise Wrong(f"there is no extra {extra}")


def pytest_(words: list[str], inline: bool) -> None:
    known = ("-q", "-x", "-k", "-m", "-n", "--newsspider")  # the last: newsspider/pytest_plugin.py
    for word in words:
        if word.startswith("-") and word not in known:
            raise Wrong(f"pytest: {word} is not checked here")
    exist(words)


def playwright(words: list[str], inline: bool) -> None:
    if words != ["install", "chromium"]:  # the one that the extra "browser" drives
        raise Wrong(f"playwright: {words} is not checked here")


CHECKS = {
    "scrapy": scrapy,
    "newsspider": scrapy,
    "make": make,
    "python": python,
    "pip": pip,
    "pytest": pytest_,
    "playwright": playwright,
}
COMMANDS = list(dict.fromkeys(command for path in PAGES for command in written(path)))


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_a_command_in_a_document_can_be_followed(command: Written) -> None:
    check(command)


def test_commands_of_every_kind_are_found() -> None:
    found = {(command.page, command.text.split()[0]) for command in COMMANDS}
    assert ("README.md", "scrapy") in found  # after a prompt
    assert ("how-articles-are-found.md", "scrapy") in found  # indented
    assert ("monitor-outlets.md", "17") in found  # a line of a crontab
    assert any(command.inline for command in COMMANDS)


@pytest.mark.parametrize(
    "text",
    [
        "scrapy crwl kontan",
        "scrapy crawl kontam",
        "scrapy crawl kontan -a sinse=2days",
        "scrapy crawl kontan -s CONTAKT=you@your-domain",
        "scrapy crawl kontan -O articles.parkuet",
        "scrapy clean corpus.csv --txt content",
        "scrapy outlet chek kontan",
        "scrapy articles exprt articles.parquet",
        "scrapy reextract data/warc | scrapy scor",
        "flock -n lock newsspider crawlal kontan || ./on-failure $?",
        "scrapy score fixtures/kontam",
        "make tset",
        "make bench ARGS=--quik",
        "make crawl LIVE=1 OUTLETS=kontan",
        "make crawl LIVE=1 OUTLET=kontan ARGS='-a sinse=2days'",
        "pip install 'newsspider[parkuet]'",
        "python -m tests.sight",
        "pytest tests/extractors/test_engin.py",
        "spider crawl kontan",
    ],
)
def test_a_misspelt_command_is_found(text: str) -> None:
    with pytest.raises(Wrong):
        check(Written("a page", text))


def test_scripts_in_the_documents_are_shell() -> None:
    scripts = [
        script for path in PAGES for kind, script in _BLOCK.findall(path.read_text("utf-8")) if kind == "sh"
    ]
    assert scripts
    for script in scripts:
        done = subprocess.run(["sh", "-n"], input=script, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_what_the_readme_shows_is_what_is_printed(tmp_path: Path) -> None:
    for name in ("extractors", "fixtures", "newsspider", "scrapy.cfg"):
        (tmp_path / name).symlink_to(ROOT / name)
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "scrapy"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scrapy "$@"\n', "utf-8")
    script.chmod(0o755)
    shown = [block for block in blocks(ROOT / "README.md") if "--explain" in block.text]
    assert len(shown) == 1
    run(shown[0], tmp_path, {"PATH": f"{folder}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)})
    assert (tmp_path / "articles.jsonl").read_text("utf-8").count("\n") == 13
