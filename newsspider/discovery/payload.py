"""Lists as JSON: plain, or as Nuxt writes a page's data (``_payload.json``).

Nuxt's form (of the library devalue) is one flat array; an object's values are positions in it, a string
wrapped as ``["Reactive", 7]`` stands for what lies at position 7.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from extractors.rules.sources import PayloadJSON
from newsspider.discovery.xmllists import ListEntry

_WRAPPERS = frozenset(
    ("Reactive", "ShallowReactive", "Ref", "ShallowRef", "Object", "Date", "Island", "NuxtError")
)
_DEEPEST = 40
_ENTRIES = 10_000


class PayloadError(ValueError):
    """The body is not such JSON; the message says what is missing."""


def read_payload(body: bytes, url: str, source: PayloadJSON) -> Iterator[ListEntry]:
    """The entries at the source's path. Raises PayloadError where there is no list."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise PayloadError("not JSON") from None
    reader = _Flat(data) if _is_flat(data) else _Plain()
    here = reader.root if isinstance(reader, _Flat) else data
    for key in source.path:
        here = reader.item(here, key)
        if here is None:
            raise PayloadError(f"no {key!r} on the way {' > '.join(source.path)}")
    entries = reader.items(here)
    if entries is None:
        raise PayloadError(f"{' > '.join(source.path) or 'it'} is not a list")
    base = source.base or url
    for entry in entries[:_ENTRIES]:
        fields = {
            name: reader.text(reader.item(entry, key)) if key else ""
            for name, key in (("url", source.link), ("published", source.date), ("title", source.title))
        }
        if fields["url"]:
            try:
                fields["url"] = urljoin(base, fields["url"])
            except ValueError:
                continue
            yield ListEntry(url=fields["url"], published=fields["published"], title=fields["title"])


class _Plain:
    def item(self, value: Any, key: str) -> Any:
        return value.get(key) if isinstance(value, dict) else None

    def items(self, value: Any) -> list[Any] | None:
        return value if isinstance(value, list) else None

    def text(self, value: Any) -> str:
        return str(value).strip() if isinstance(value, str | int) else ""


class _Flat(_Plain):
    def __init__(self, data: list[Any]) -> None:
        self.data = data
        self.root = self._at(0)

    def _at(self, position: Any) -> Any:
        for _ in range(_DEEPEST):
            if (
                not isinstance(position, int)
                or isinstance(position, bool)
                or not 0 <= position < len(self.data)
            ):
                return None  # -1 and below stand for undefined, NaN …
            value = self.data[position]
            if not (
                isinstance(value, list) and value and isinstance(value[0], str) and value[0] in _WRAPPERS
            ):
                return value
            if value[0] == "Date":
                return value[1] if len(value) > 1 else None
            position = value[1] if len(value) > 1 else None
        return None

    def item(self, value: Any, key: str) -> Any:
        return self._at(value[key]) if isinstance(value, dict) and key in value else None

    def items(self, value: Any) -> list[Any] | None:
        return [self._at(position) for position in value] if isinstance(value, list) else None


def _is_flat(data: Any) -> bool:
    if not isinstance(data, list) or not data:
        return False
    first = data[0]
    if isinstance(first, list):
        return bool(first) and isinstance(first[0], str)
    return isinstance(first, dict) and all(isinstance(value, int) for value in first.values())
