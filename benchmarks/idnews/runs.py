"""What an extractor makes of the pages: one of the adapters, or any command that reads and writes JSON lines."""

from __future__ import annotations

import base64
import json
import shlex
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.generic import disguised
from benchmarks.idnews.dataset import Item
from benchmarks.measuring import Worker
from benchmarks.peers import BY_LXML, ENGINES, EXPLAIN, OURS, PARSERS, TRAFILATURA, Engine, Unavailable

WITHOUT_RULES = "newsspider, no rules"
# they are timed elsewhere
_NOT_ASKED = PARSERS | {EXPLAIN, BY_LXML, "trafilatura, fast"}
_SECONDS = 60.0  # for one page


class Prediction(NamedTuple):
    """An article (``body``: blocks of type and text) or, with an empty body, why there is none."""

    id: str
    article: Mapping[str, Any]


class Run(NamedTuple):
    """All that one extractor said, and which version of it; ``outlets`` are those it has rules for, None: any."""

    extractor: str
    version: str
    predictions: list[Prediction]
    outlets: frozenset[str] | None = None


def adapters() -> dict[str, Engine]:
    """The extractors that are built in, by name."""
    named = {engine.name: engine for engine in ENGINES if engine.name not in _NOT_ASKED}
    ours, trafilatura = named.pop(OURS), named.pop(TRAFILATURA)
    return {"newsspider": ours, WITHOUT_RULES: ours, "trafilatura": trafilatura, **named}


def by_adapter(name: str, items: Iterable[Item]) -> Run:
    """Let a built-in extractor read the pages, in an environment of its own.

    One that has parsers for some outlets is asked for their pages alone. Raises Unavailable where it cannot be installed or
    started.
    """
    engine = adapters()[name]
    worker = Worker(engine)
    found = []
    try:
        with tempfile.TemporaryDirectory(prefix="idnews-") as folder:
            page = Path(folder) / "page.html"
            for item in items:
                if not engine.reads(item.outlet):
                    continue
                page.write_bytes(item.html)
                url = disguised(item.url) if name == WITHOUT_RULES else item.url
                told = worker.ask(page, url, calls=1, seconds=_SECONDS, text=True)
                article = told.get("article") or {"body": [], "problem": told.get("error", "no text")}
                found.append(Prediction(item.id, article))
    finally:
        worker.close()
    return Run(name, str(worker.hello.get("version", "")), found, engine.outlets)


def by_command(command: str, items: Iterable[Item]) -> Run:
    """Let a command read the pages: JSON lines of id, url and html (base64) in, of id and article, or text, out.

    Raises Unavailable where it cannot be started or ends with an error, ValueError for a line that is neither.
    """
    asked = b"".join(
        json.dumps({"id": item.id, "url": item.url, "html": base64.b64encode(item.html).decode()}).encode()
        + b"\n"
        for item in items
    )
    try:
        done = subprocess.run(shlex.split(command), input=asked, stdout=subprocess.PIPE, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Unavailable(f"{command}: {error}") from None
    return Run(command, "", list(read_predictions(done.stdout.decode("utf-8", "replace").splitlines())))


def read_predictions(lines: Iterable[str]) -> Iterator[Prediction]:
    """Lines of JSON as predictions. Raises ValueError, which names the line."""
    for number, line in enumerate(lines, 1):
        try:
            told = json.loads(line)
            if "article" not in told:
                blocks = [text for raw in told["text"].splitlines() if (text := raw.strip())]
                told["article"] = {"body": [{"type": "paragraph", "text": text} for text in blocks]}
            yield Prediction(told["id"], told["article"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(
                f"line {number}: not a JSON object of id and article, or text ({error!r})"
            ) from None
