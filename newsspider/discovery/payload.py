"""Lists as JSON: plain, as Nuxt writes a page's data (``_payload.json``), or in a script of an HTML page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from extractors.reading.page_json import Plain, loaded, reader_of
from extractors.rules.selectors import TreeIndex, select
from extractors.rules.sources import PayloadJSON
from extractors.urls import resolve
from newsspider.discovery.xmllists import ListEntry

_ENTRIES = 10_000
_KEY = re.compile(r"\{([^{}]*)\}")


class PayloadError(ValueError):
    """The body is not such JSON; the message says what is missing."""


def read_payload(body: bytes, url: str, source: PayloadJSON) -> Iterator[ListEntry]:
    """The entries at the source's path. Raises PayloadError where there is no list."""
    reader = reader_of(_data(body, source))
    here = reader.root
    for key in source.path:
        here = reader.item(here, key)
        if here is None:
            raise PayloadError(f"no {key!r} on the way {' > '.join(source.path)}")
    entries = reader.items(here, _ENTRIES)
    if entries is None:
        raise PayloadError(f"{' > '.join(source.path) or 'it'} is not a list")
    base = source.base or url
    for entry in entries:
        link, published, title = (
            _text(reader, entry, key) for key in (source.link, source.date, source.title)
        )
        if link and (link := resolve(base, link)):
            yield ListEntry(url=link, published=published, title=title)


def _data(body: bytes, source: PayloadJSON) -> Any:
    if source.script is None:
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            raise PayloadError("not JSON") from None
    tree = etree.fromstring(body, etree.HTMLParser(recover=True, huge_tree=True)) if body.strip() else None
    found = select(source.script).all(tree, TreeIndex(tree)) if tree is not None else []
    for script in found:
        if (data := loaded(script.text or "")) is not None:
            return data
    raise PayloadError(f"{source.script} holds no JSON" if found else f"no {source.script}")


def _text(reader: Plain, entry: Any, key: str) -> str:
    """What an entry says under a key (``node.url``), or a template filled from its keys (``/{category.slug}/{id}``)."""
    if "{" not in key:
        value = reader.follow(tuple(key.split(".")), entry) if key else None
        return str(value).strip() if isinstance(value, str | int) else ""
    values = [_text(reader, entry, one) for one in _KEY.findall(key)]
    if not all(values):
        return ""
    filled = iter(values)
    return _KEY.sub(lambda _: next(filled), key)
