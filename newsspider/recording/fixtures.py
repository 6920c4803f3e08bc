"""Fixture folders: recorded pages, the golden that a person wrote for them, and where they come from.

A case is a folder ``fixtures/OUTLET/LAYOUT/CASE/`` with three files: ``cassette.yaml`` (the pages, as a
vcrpy cassette), ``golden.json`` (the truth, read off the page) and ``provenance.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.emitter import ScalarAnalysis

from newsspider.runtime.codings import undo_all
from newsspider.runtime.own_outlets import own_rule_files

CASSETTE, GOLDEN, PROVENANCE = "cassette.yaml", "golden.json", "provenance.json"
INDEX = "index.yaml"  # beside the layouts: robots.txt and the index page that a crawl follows


class FixtureError(ValueError):
    """A fixture folder or cassette that cannot be read; the message names the file and what to do."""


@dataclass(frozen=True)
class RecordedPage:
    """One recorded response.

    ``body`` is the decoded (not gzipped) body as bytes, ``content_type`` the value of that header.
    """

    url: str
    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200


@dataclass(frozen=True)
class Case:
    """One fixture folder, read.

    ``pages`` are the pages that were served; an address that is recorded as gone (404) is only played.
    """

    folder: Path
    pages: tuple[RecordedPage, ...]
    golden: dict[str, Any]
    provenance: dict[str, Any]

    @property
    def outlet(self) -> str:
        return self.folder.parent.parent.name

    @property
    def layout(self) -> str:
        return self.folder.parent.name

    @property
    def id(self) -> str:
        return f"{self.outlet}/{self.layout}/{self.folder.name}"


class _Dumper(yaml.SafeDumper):
    """Writes a page line by line, so that a changed page shows as a readable diff.

    PyYAML gives up its literal blocks at the first tab, carriage return or blank before a line end and
    writes the whole page as one quoted line; real pages are full of these. YAML itself allows tabs and
    such blanks in a literal block, and what it does not allow is quoted here one line at a time.
    """

    def analyze_scalar(self, scalar: str) -> ScalarAnalysis:
        quoted = bool(_NOT_LITERAL.search(scalar))
        if not quoted and ("\n" not in scalar or scalar.isspace()):
            return super().analyze_scalar(scalar)
        return ScalarAnalysis(
            scalar=scalar,
            empty=False,
            multiline=True,
            allow_flow_plain=False,
            allow_block_plain=False,
            allow_single_quoted=False,
            allow_double_quoted=True,
            allow_block=not quoted,
        )

    def determine_block_hints(self, text: str) -> str:
        hints: str = super().determine_block_hints(text)
        # without a number libyaml takes blanks that open the text for indentation
        return hints if hints[:1].isdigit() or text[0] != "\t" else f"{self.best_indent}{hints}"

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        lines = text.split("\n")
        if len(lines) == 1:
            super().write_double_quoted(text, split)
            return
        self.write_indicator('"', True)
        for number, line in enumerate(lines):
            if number:
                self.stream.write("\\n\\")
                self.indention = False
                self.write_indent()
                if line.startswith(" "):  # it would be taken for indentation
                    self.stream.write("\\")
            self.stream.write(_ESCAPED.sub(_escape, line))
        self.write_indicator('"', False)


# no literal block can hold these: control characters, other line ends, byte order marks, lone surrogates
_NOT_LITERAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_ESCAPED = re.compile(_NOT_LITERAL.pattern[:-1] + '\t"\\\\]')


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    short = _Dumper.ESCAPE_REPLACEMENTS.get(char)
    return f"\\{short}" if short else f"\\x{ord(char):02X}" if ord(char) < 256 else f"\\u{ord(char):04X}"


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_text)


def serialize(cassette: dict[str, Any]) -> str:
    """Cassette data (vcrpy's own dict) → YAML with readable bodies; vcrpy's YAML serializer reads it back."""
    for interaction in cassette.get("interactions", ()):
        body = interaction["response"]["body"]
        if isinstance(body.get("string"), bytes):
            with suppress(UnicodeDecodeError):  # what is not UTF-8 is kept as YAML binary, byte for byte
                body["string"] = body["string"].decode("utf-8")
    return yaml.dump(cassette, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)


def deserialize(text: str) -> dict[str, Any]:
    """YAML → cassette data. Raises FixtureError with one sentence where the text is not a cassette."""
    try:
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise FixtureError(f"not a cassette: {str(error).splitlines()[0]}") from error
    if not isinstance(data, dict) or not isinstance(data.get("interactions"), list):
        raise FixtureError("not a cassette: no list of `interactions` in it; record it again")
    return data


def interaction(page: RecordedPage) -> dict[str, Any]:
    """One page in vcrpy's cassette form."""
    return {
        "request": {"method": "GET", "uri": page.url, "body": None, "headers": {}},
        "response": {
            "status": {"code": page.status, "message": "OK" if page.status == 200 else ""},
            "headers": {"Content-Type": [page.content_type]},
            "body": {"string": page.body},
        },
    }


def write_cassette(path: Path, pages: Sequence[RecordedPage]) -> None:
    """Write pages as a cassette file; the folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = {"interactions": [interaction(page) for page in pages], "version": 1}
    path.write_text(serialize(data), encoding="utf-8")


def read_pages(path: Path) -> tuple[RecordedPage, ...]:
    """The pages of a cassette file, in recorded order. Raises FixtureError naming the file."""
    try:
        data = deserialize(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FixtureError(f"{path}: no such cassette") from None
    except UnicodeDecodeError:
        raise FixtureError(f"{path}: not a cassette: it is not UTF-8 text") from None
    except FixtureError as error:
        raise FixtureError(f"{path}: {error}") from None
    pages = []
    for item in data["interactions"]:
        try:
            response, string = item["response"], item["response"]["body"]["string"]
            headers = {name.lower(): values for name, values in response["headers"].items()}
            values = headers.get("content-type", ["text/html; charset=utf-8"])
            codings = headers.get("content-encoding", [])
            codings = [
                value.encode() if isinstance(value, str) else value
                for value in (codings if isinstance(codings, list) else [codings])
            ]
            page = RecordedPage(
                url=item["request"]["uri"],
                body=undo_all(string.encode("utf-8") if isinstance(string, str) else string, codings).data,
                content_type=values[0] if isinstance(values, list) else values,
                status=response["status"]["code"],
            )
            for value, kind, name in (
                (page.url, str, "uri"),
                (page.body, bytes, "body"),
                (page.status, int, "status"),
            ):
                if not isinstance(value, kind):
                    raise TypeError(f"a sound {name}")
            pages.append(page)
        except (KeyError, TypeError, AttributeError) as error:
            raise FixtureError(f"{path}: an interaction lacks {error}; record the cassette again") from None
    return tuple(pages)


def write_case(
    folder: Path, pages: Sequence[RecordedPage], golden: dict[str, Any], provenance: dict[str, Any]
) -> None:
    """Write a whole case. Meant for new cases: it replaces what is there."""
    write_cassette(folder / CASSETTE, pages)
    for name, data in ((GOLDEN, golden), (PROVENANCE, provenance)):
        text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
        (folder / name).write_text(text, encoding="utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file. Raises FixtureError naming the file."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FixtureError(f"{path}: missing; a page without it proves nothing, so write one") from None
    except ValueError as error:
        raise FixtureError(f"{path}: not JSON ({error})") from None
    if not isinstance(data, dict):
        raise FixtureError(f"{path}: not a JSON object")
    return data


def read_case(folder: Path) -> Case:
    """Read one fixture folder. Raises FixtureError naming the file that is missing or broken."""
    return Case(
        folder=folder,
        pages=tuple(page for page in read_pages(folder / CASSETTE) if page.status == 200),
        golden=read_json(folder / GOLDEN),
        provenance=read_json(folder / PROVENANCE),
    )


def fixture_roots(project: Path) -> list[Path]:
    """The folders of fixtures: the project's, whether there or not, and those beside rule files that came from elsewhere.

    Beside a rule file is in its folder, or beside its folder.
    """
    beside = [
        folder / "fixtures" for file in own_rule_files().values() for folder in file.resolve().parents[:2]
    ]
    first = project / "fixtures"
    return [first, *dict.fromkeys(root for root in beside if root.is_dir() and root != first.resolve())]


def fixture_folder(project: Path, outlet: str) -> Path:
    """The folder of an outlet's fixtures: where there are some, otherwise ``fixtures/OUTLET`` of the project."""
    roots = fixture_roots(project)
    return next((root / outlet for root in roots if (root / outlet).is_dir()), roots[0] / outlet)


def find_cases(root: Path) -> Iterator[Path]:
    """Folders of all cases below ``fixtures/``, sorted."""
    return iter(sorted(path.parent for path in root.glob(f"*/*/*/{CASSETTE}")))


def project_cases(project: Path, outlet: str | None = None) -> Iterator[Path]:
    """Folders of all cases of a project's outlets, or of one outlet, sorted."""
    names = (
        {outlet}
        if outlet
        else {path.name for root in fixture_roots(project) for path in root.glob("*") if path.is_dir()}
    )
    for name in sorted(names):
        yield from sorted(path.parent for path in fixture_folder(project, name).glob(f"*/*/{CASSETTE}"))
