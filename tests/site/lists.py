"""What a site answers besides articles: requests and answers, sitemaps, feeds and lists of links."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from tests.site.looks import DATES

if TYPE_CHECKING:
    from tests.site.site import Entry

T = TypeVar("T")


@dataclass(frozen=True)
class Request:
    """What was asked: method, host and the target as it stood in the request line."""

    host: str
    target: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        pairs = parse_qs(urlsplit(self.target).query, keep_blank_values=True)
        return {name: values[0] for name, values in pairs.items()}

    def number(self, name: str, default: int) -> int:
        value = self.query.get(name, "")
        return int(value) if value.isdecimal() else default

    def day(self, name: str) -> datetime | None:
        """A day of the query, in its first ten characters (``2024-01-31 00:00:00``)."""
        return parse_day(self.query.get(name, "")[:10])


@dataclass(frozen=True)
class Answer:
    """What is answered. ``modified`` and the body's digest are what a conditional request asks about."""

    body: bytes = b""
    status: int = 200
    type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    modified: datetime | None = None


def parse_day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d")
    except ValueError:
        return None


def redirect(url: str, status: int = 301) -> Answer:
    return Answer(b"", status, headers=(("Location", url),))


def not_found(what: str = "Halaman tidak ditemukan") -> Answer:
    return html_page("404 Not Found", f"<h1>404</h1><p>{what}</p>", status=404)


def html_page(
    title: str, body: str, *, status: int = 200, head: str = "", modified: datetime | None = None
) -> Answer:
    text = (
        f'<!DOCTYPE html>\n<html lang="id">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n{head}</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )
    return Answer(text.encode(), status, modified=modified)


def newest(entries: Sequence[Entry]) -> datetime | None:
    return max((entry.changed for entry in entries), default=None)


def urlset(entries: Sequence[Entry], *, news: str | None = None, zipped: bool = False) -> Answer:
    """A sitemap; with ``news``, the outlet's name, a news sitemap."""
    space = ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"' if news else ""
    rows = []
    for entry in entries:
        row = f"<loc>{entry.url}</loc><lastmod>{entry.changed.isoformat()}</lastmod>"
        if news:
            row += (
                f"<news:news><news:publication><news:name>{news}</news:name><news:language>id</news:language>"
                f"</news:publication><news:publication_date>{entry.story.published.isoformat()}</news:publication_date>"
                f"<news:title>{entry.story.headline}</news:title>"
                f"<news:keywords>{', '.join(entry.story.tags)}</news:keywords></news:news>"
            )
        rows.append(f"<url>{row}</url>\n")
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{space}>\n{"".join(rows)}</urlset>\n'
    )
    if zipped:
        return Answer(
            gzip.compress(text.encode(), 6, mtime=0), type="application/x-gzip", modified=newest(entries)
        )
    return Answer(text.encode(), type="application/xml; charset=utf-8", modified=newest(entries))


def sitemap_index(addresses: Iterable[str], modified: datetime | None = None) -> Answer:
    stamp = f"<lastmod>{modified.isoformat()}</lastmod>" if modified else ""
    rows = "".join(f"<sitemap><loc>{url}</loc>{stamp}</sitemap>\n" for url in addresses)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</sitemapindex>\n'
    )
    return Answer(text.encode(), type="application/xml; charset=utf-8", modified=modified)


def rss(title: str, entries: Sequence[Entry], *, image: bool = False) -> Answer:
    """A feed; Tempo's carries an element ``img`` of its own."""
    rows = []
    for entry in entries:
        story = entry.story
        extra = "<img>https://statik.tempo.co/data/foto.jpg</img>" if image else ""
        rows.append(
            f"<item><title><![CDATA[{story.headline}]]></title><link>{entry.url}</link>"
            f'<guid isPermaLink="true">{entry.url}</guid><pubDate>{story.published:%a, %d %b %Y %H:%M:%S} +0700</pubDate>'
            f"<description><![CDATA[{story.summary}]]></description>{extra}</item>\n"
        )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0">\n<channel>\n'
        f"<title>{title}</title>\n{''.join(rows)}</channel>\n</rss>\n"
    )
    return Answer(text.encode(), type="application/rss+xml; charset=utf-8", modified=newest(entries))


def atom(title: str, address: str, entries: Sequence[Entry]) -> Answer:
    rows = "".join(
        f'<entry><title>{e.story.headline}</title><link rel="alternate" href="{e.url}"/><id>{e.url}</id>'
        f"<published>{e.story.published.isoformat()}</published><updated>{e.changed.isoformat()}</updated></entry>\n"
        for e in entries
    )
    when = newest(entries)
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id">\n'
        f"<title>{title}</title><id>{address}</id><updated>{when.isoformat() if when else ''}</updated>\n{rows}</feed>\n"
    )
    return Answer(text.encode(), type="application/atom+xml; charset=utf-8", modified=when)


def as_json(value: Any, modified: datetime | None = None) -> Answer:
    return Answer(
        json.dumps(value, ensure_ascii=False).encode(),
        type="application/json; charset=utf-8",
        modified=modified,
    )


def sliced(entries: Sequence[T], number: int, size: int) -> tuple[Sequence[T], int]:
    """The entries of a list page, and how many pages there are. Pages count from 1."""
    pages = max(1, -(-len(entries) // size))
    return entries[(number - 1) * size : number * size], pages


def on_day(entries: Iterable[Entry], first: datetime, last: datetime | None = None) -> list[Entry]:
    """What was published on a day, or from one day to another, both included."""
    until = (last or first).date()
    return [e for e in entries if first.date() <= e.story.published.date() <= until]


def months(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Entries by month, ``2024-01``, newest first."""
    out: dict[str, list[Entry]] = {}
    for entry in entries:
        out.setdefault(f"{entry.story.published:%Y-%m}", []).append(entry)
    return out


def ago(hours: int) -> str:
    return f"{hours} jam lalu" if hours < 24 else f"{hours // 24} hari lalu"


def shown(entry: Entry, form: str) -> str:
    return DATES[form](entry.story.published)


DAY = timedelta(days=1)
