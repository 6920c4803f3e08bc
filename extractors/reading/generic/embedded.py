"""The text of a page that shows none: it stands in the page's JSON, and a script would write it.

JSON-LD's ``articleBody``, the state of Next.js and Nuxt, the chunks of React's server components, and any other
``application/json`` of the page are looked through for the longest text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree

from extractors.article import Article, Line
from extractors.reading.apart import apart
from extractors.reading.assemble import assemble
from extractors.reading.blocks import read_blocks
from extractors.reading.generic.dateline import OPENING
from extractors.reading.generic.headline import title_of
from extractors.reading.generic.letters import key
from extractors.reading.generic.people import is_name
from extractors.reading.judge import Judge
from extractors.reading.metadata import Metadata
from extractors.reading.page_json import MAX_JSON, MAX_TEXT, as_tree, loaded
from extractors.reading.settle import settle_dates
from extractors.rules.model import Layout, Outlet

MAX_VALUES = 50_000  # of one document
_LEAST = 250  # characters of a text
_JSON = re.compile(r"(?:application/json|application/ld\+json)\b", re.I)
_CHUNK = re.compile(r"__next_f\.push\(\[1,\s*(\"(?:[^\"\\]|\\.)*\")\s*\]\)")
_STATE = re.compile(r"(?:__NUXT__|__INITIAL_STATE__|__PRELOADED_STATE__|__APOLLO_STATE__)\s*=\s*(?=[{\[])")
_TEXT_ROW = re.compile(rb"[0-9a-f]{1,6}:T([0-9a-f]{1,6}),")
_BODY_KEYS = frozenset(
    "articlebody body content contents konten isi text fulltext html bodyhtml contenthtml description_full news_content".split()
)
_SENTENCE = re.compile(r"[.!?”\"]\s|[.!?”\"]</|[.!?”\"]$")


def read_embedded(
    tree: etree._Element,
    url: str,
    outlet: Outlet | None,
    metadata: Metadata,
    layout: Layout,
    extractor: str,
    *,
    fetched: datetime | None = None,
) -> Article | None:
    """The article that the page's JSON holds, None where it holds none; ``layout`` says how a text is closed."""
    headline = title_of(tree, metadata)
    text = find_text(tree, metadata) if headline else None
    if not headline or text is None:
        return None
    judge = Judge(outlet, headline, dateline=OPENING, layout=layout)
    judge.read(apart(read_blocks(as_tree(text, url), {})))
    judged = judge.finish(tuple(x for x in (metadata.description,) if x))
    if not judged.body:
        return None
    judged.people.authors.extend(x for x in metadata.authors if is_name(x) and not judged.people.authors)
    return assemble(
        judged,
        settle_dates((), (), metadata, outlet, fetched=fetched),
        headline=headline,
        section=[
            x for x in metadata.breadcrumb if key(x) != key(headline) and key(x) not in ("home", "beranda")
        ],
        extractor=extractor,
        outlet=outlet,
        layout=None,
        language=outlet.language if outlet else tree.get("lang"),
        free=metadata.free,
        url=url,
        declared=metadata.declared,
        explanation=[
            Line(number, line.text, line.label, line.kept, f"from the page's JSON; {line.rule}")
            for number, line in enumerate(judged.lines, 1)
        ],
    )


def find_text(tree: etree._Element, metadata: Metadata) -> str | None:
    """The longest text in the page's JSON, as HTML or as plain text; None without one."""
    told = metadata.article.get("articleBody")
    if isinstance(told, str) and _is_text(told):
        return told[:MAX_TEXT]
    best: tuple[float, str] = (0.0, "")
    for document in _documents(tree):
        for name, value in _strings(document):
            if not _is_text(value):
                continue
            worth = len(value) * (2.0 if name.lower() in _BODY_KEYS else 1.0)
            if worth > best[0]:
                best = worth, value
    return best[1][:MAX_TEXT] or None


def _is_text(value: str) -> bool:
    """Whether a string is running text, not code, an address or a list of names."""
    if len(value) < _LEAST or value[:1] in "{[":
        return False
    sample = value[:5_000]
    return (
        sample.count(" ") > len(sample) / 14
        and len(_SENTENCE.findall(sample)) >= 3
        and "function(" not in sample
    )


def _documents(tree: etree._Element) -> Iterator[Any]:
    left = MAX_JSON
    chunks: list[str] = []
    for script in tree.iter("script"):
        source = script.text or ""
        if not source or len(source) > left:
            continue
        if _JSON.match((script.get("type") or "").strip()) or script.get("id") in (
            "__NEXT_DATA__",
            "__NUXT_DATA__",
        ):
            left -= len(source)
            if (value := loaded(source)) is not None:
                yield value
        elif "__next_f" in source:
            left -= len(source)
            chunks += [x for match in _CHUNK.finditer(source) if isinstance(x := loaded(match[1]), str)]
        elif (match := _STATE.search(source[:2_000])) is not None:
            left -= len(source)
            if (value := loaded(source[match.start() :])) is not None:
                yield value
    if chunks:
        yield list(_rows("".join(chunks)))


def _rows(stream: str) -> Iterator[Any]:
    """The rows of a stream of server components: texts with their length, and JSON up to the end of a line."""
    data = stream.encode("utf-8", "surrogatepass")  # their lengths are in bytes
    at = 0
    while at < len(data):
        if match := _TEXT_ROW.match(data, at):
            at = match.end() + int(match[1], 16)
            yield data[match.end() : at].decode("utf-8", "ignore")
            continue
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        row = data[at:end].partition(b":")[2]
        if row[:1] in (b"{", b"[", b'"') and (value := loaded(row.decode("utf-8", "ignore"))) is not None:
            yield value
        at = end + 1


def _strings(document: Any) -> Iterator[tuple[str, str]]:
    """The strings of a document with the key that each stands under; texts of a list of blocks as one."""
    queue: list[tuple[str, Any]] = [("", document)]
    seen = 0
    while queue and seen < MAX_VALUES:
        seen += 1
        name, value = queue.pop()
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, dict):
            queue.extend((str(k), v) for k, v in list(value.items())[:MAX_VALUES])
        elif isinstance(value, list):
            value = value[:MAX_VALUES]
            queue.extend((name, item) for item in value)
            blocks = [text for item in value if (text := _block(item))]
            if len(blocks) > 2 and len(blocks) * 2 >= len(value):
                yield name, "\n".join(blocks)


def _block(item: Any) -> str:
    """The text of one block of an editor's list: a string, or what an object calls its text."""
    if isinstance(item, dict):
        for name in ("text", "content", "html", "value", "paragraph", "data"):
            inner = item.get(name)
            if isinstance(inner, dict):
                inner = inner.get("text") or inner.get("content")
            if isinstance(inner, str) and inner.strip():
                return inner
        return ""
    return item if isinstance(item, str) and " " in item else ""
