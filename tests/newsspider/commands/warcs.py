"""WARC files to read: archives as a crawl writes them, and records as others do."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsspider.archive.warc import Exchange
from newsspider.archive.writer import Archive
from newsspider.recording.fixtures import RecordedPage

TIME = 1_798_779_600.0  # 2027-01-01 05:00 UTC, when all recorded pages were there
DATE = b"Fri, 01 Jan 2027 05:00:00 GMT"


def exchange(url: str, body: bytes, number: int = 0, *, status: int = 200, **headers: str) -> Exchange:
    """One response; ``content_encoding="gzip"`` is a header."""
    fields = {"content_type": "text/html; charset=utf-8", "date": DATE.decode(), **headers}
    pairs = [(name.replace("_", "-").title().encode(), value.encode()) for name, value in fields.items()]
    return Exchange(url, status, pairs, body, time=TIME + number)


def exchanges(pages: Sequence[RecordedPage], start: int = 0) -> list[Exchange]:
    return [
        exchange(page.url, page.body, start + number, status=page.status, content_type=page.content_type)
        for number, page in enumerate(pages)
    ]


def moved(page: RecordedPage, name: str) -> RecordedPage:
    """The same page under another address, which it states itself."""
    host, _, slug = page.url.rpartition("/")
    return replace(page, url=f"{host}/{name}", body=page.body.replace(slug.encode(), name.encode()))


def archive(folder: Path, everything: Sequence[Exchange], **options: Any) -> list[Path]:
    """The WARC files of an archive of these responses, in their order."""
    kept = Archive(folder, sync_seconds=0.0, **options)
    for one in everything:
        kept.put(one)
    kept.close()
    return sorted(folder.glob("*.warc.gz"), key=lambda path: path.name.split("-")[1:3])


def by_others(path: Path, records: Sequence[tuple[str, bytes, dict[str, str]]], *, gzip: bool = True) -> Path:
    """A WARC file as warcio writes it: (address, body as it came over the wire, headers)."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzip)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "somebody else's"}))
        for url, body, headers in records:
            http = StatusAndHeaders("200 OK", list(headers.items()), protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    url,
                    "response",
                    payload=io.BytesIO(body),
                    http_headers=http,
                    warc_headers_dict={"WARC-Date": "2027-01-01T05:00:00Z"},
                )
            )
    return path
