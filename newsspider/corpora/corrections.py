"""What outlets changed in their articles after publication: for a terminal, and as a feed (Atom, RFC 4287)."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import BinaryIO

from lxml import etree
from rich.text import Text

from extractors import OUTLETS
from extractors.changes import KeyRow, SideBySide, Word, compare, text_of
from newsspider.runtime.console import visible
from newsspider.store import Revision, Store
from newsspider.store.pairs import revision_pair

__all__ = ["Correction", "as_html", "as_lines", "corrections", "write_atom"]

_ATOM = "http://www.w3.org/2005/Atom"
_MARKED = {"del": "strike red", "ins": "bold green"}


@dataclass(frozen=True)
class Correction:
    """A text that an outlet changed: the revision before, and the one after it."""

    old: Revision
    new: Revision

    @property
    def changes(self) -> SideBySide:
        return compare(self.new.record, self.old.record)


def corrections(
    store: Store, *, outlet: str | None = None, since: datetime | None = None, limit: int = 50
) -> Iterator[Correction]:
    """The latest changes of texts, the newest first, one for each article; ``since`` is when they were fetched."""
    changed = (
        one for one in store.articles(outlet=outlet, changed=True) if since is None or one.fetched >= since
    )
    for summary in heapq.nlargest(limit, changed, key=lambda one: (one.fetched, one.canonical_url)):
        pair = Correction(*revision_pair(store, summary.canonical_url))
        if pair.old.revision != pair.new.revision:  # the texts before it may have been removed
            yield pair


def as_lines(changes: SideBySide) -> Iterator[Text]:
    """What differs, for a terminal: words that went are struck out, words that came are bold."""
    for key in changes.keys:
        if key.equal:
            continue
        yield Text(key.key, style="bold")
        if not key.rows:
            yield _words(key.words or _whole(key))
            continue
        equal = 0
        for row in key.rows:
            if row.state == "equal":
                equal += 1
                continue
            if equal:
                yield _unchanged(equal)
                equal = 0
            yield _words(row.words or _row_words(row.want, row.got))
        if equal:
            yield _unchanged(equal)


def _unchanged(count: int) -> Text:
    return Text(f"  … {count} unchanged", style="dim")


def _words(words: Iterable[Word]) -> Text:
    line = Text("  ")
    for kind, text in words:
        line.append(visible(text), _MARKED.get(kind, ""))
    return line


def _whole(key: KeyRow) -> list[Word]:
    return _row_words(key.want, key.got)


def _row_words(want: object, got: object) -> list[Word]:
    both = (("del", text_of(want)), ("ins", text_of(got)))
    return [(kind, text) for kind, text in both if text]


def as_html(changes: SideBySide) -> str:
    """What differs, as HTML with ``del`` and ``ins``, key by key; no other markup but paragraphs and bold."""
    parts: list[str] = []
    for key in changes.keys:
        if key.equal:
            continue
        parts.append(f"<p><b>{escape(key.key)}</b></p>")
        rows = [row.words or _row_words(row.want, row.got) for row in key.rows if row.state != "equal"]
        for words in rows or [list(key.words) or _whole(key)]:
            marked = (f"<{kind}>{escape(text)}</{kind}>" if kind else escape(text) for kind, text in words)
            parts.append(f"<p>{''.join(marked)}</p>")
    return "".join(parts)


def write_atom(found: Iterable[Correction], file: BinaryIO, *, outlet: str | None, now: datetime) -> int:
    """Write a feed of corrections; returns how many entries it has. ``now`` is its date if it is empty."""
    entries = [*found]
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]
    about = f" of {_title(outlet)}" if outlet else ""
    _add(feed, "id", f"urn:newsspider:corrections{':' + outlet if outlet else ''}")
    _add(feed, "title", f"Corrections{about}")
    _add(feed, "updated", _date(max((one.new.fetched for one in entries), default=now)))
    _add(feed, "generator", "newsspider")
    for one in entries:
        entry = _add(feed, "entry", None)
        url = one.new.canonical_url
        _add(entry, "id", f"{url}#revision-{one.new.revision}")
        _add(entry, "title", str(one.new.record["headline"]))
        _add(entry, "updated", _date(one.new.fetched))
        if published := one.new.article.datePublished:
            _add(entry, "published", _date(published))
        _add(entry, "link", None, rel="alternate", href=url)
        _add(_add(entry, "author", None), "name", _title(one.new.record.get("outlet")) or "unknown")
        _add(entry, "content", as_html(one.changes), type="html")
    etree.ElementTree(feed).write(file, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return len(entries)


def _title(name: str | None) -> str:
    outlet = OUTLETS.get(name or "")
    return (outlet.title if outlet else "") or name or ""


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _add(parent: etree._Element, name: str, text: str | None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    if text is not None:
        element.text = _sound(text)
    return element


def _sound(text: str) -> str:
    """Text that XML can hold."""
    return "".join(
        char if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff") else "\ufffd"
        for char in visible(text)
    )
