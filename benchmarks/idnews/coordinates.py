"""Real pages by where they lie in Common Crawl's news: everybody fetches them, nobody gives other people's text away.

A list is tab-separated: file, offset and length of the record in it (compressed), the digest of its payload, outlet, url.
``locate`` makes one from files that are at hand, ``fetch`` gets a page from a folder of such files or a server that has
them, and refuses what has another digest.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from extractors import outlet_for

COMMON_CRAWL = "https://data.commoncrawl.org/"
PAUSE = 2.0  # seconds between two requests: Common Crawl asks for few and slow ones
_TRIES, _LONGEST = 4, 60.0


class Coordinate(NamedTuple):
    """Where one response lies. ``file`` is its path below the root of the mirror or server."""

    file: str
    offset: int
    length: int
    digest: str
    outlet: str
    url: str


class NotHad(Exception):
    """A page that could not be had; the message is one sentence that says which and why."""


def read_list(lines: Iterable[str]) -> Iterator[Coordinate]:
    """The coordinates of a list. Raises ValueError, which names the line."""
    rows = csv.reader((line for line in lines if not line.startswith("#")), delimiter="\t")
    for number, row in enumerate(rows, 1):
        try:
            file, offset, length, digest, outlet, url = row
            yield Coordinate(file, int(offset), int(length), digest, outlet, url)
        except ValueError as error:
            raise ValueError(
                f"line {number}: not file, offset, length, digest, outlet and url ({error})"
            ) from None


def write_list(found: Iterable[Coordinate], out: TextIO) -> None:
    """Write a list as ``read_list`` reads it."""
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(found)


def locate(path: Path, name: str) -> Iterator[Coordinate]:
    """The responses of known outlets in a WARC file that is called ``name`` where others have it."""
    from warcio.archiveiterator import ArchiveIterator

    with path.open("rb") as file:
        records = ArchiveIterator(file)
        for record in records:
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            outlet = outlet_for(url) if record.rec_type == "response" else None
            if outlet is None or not outlet.is_article(url):
                continue
            digest = digest_of(record.raw_stream.read())
            offset = records.get_record_offset()
            records.read_to_end(record)
            yield Coordinate(name, offset, records.get_record_length(), digest, outlet.name, url)


def digest_of(payload: bytes) -> str:
    """A payload's digest as WARC files write it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(payload, usedforsecurity=False).digest()).decode()


def fetch(where: Coordinate, root: str, *, contact: str = "") -> bytes:
    """The page at a coordinate, below a folder or an address. Raises NotHad."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    data = _from_server(where, root, contact) if "://" in root else _from_folder(where, Path(root))
    if not data.startswith((b"\x1f\x8b", b"WARC/")):  # warcio would look for an ARC record in it
        raise NotHad(f"{where.url}: no record at byte {where.offset} of {where.file}")
    try:
        payload = next(iter(ArchiveIterator(io.BytesIO(data)))).raw_stream.read()
        if digest_of(payload) != where.digest:
            raise NotHad(f"{where.url}: the record at byte {where.offset} of {where.file} has another digest")
        page: bytes = next(iter(ArchiveIterator(io.BytesIO(data)))).content_stream().read()
    except (ArchiveLoadFailed, StopIteration, EOFError, OSError) as error:
        raise NotHad(f"{where.url}: no record at byte {where.offset} of {where.file} ({error})") from None
    return page


def _from_folder(where: Coordinate, root: Path) -> bytes:
    try:
        with (root / where.file).open("rb") as file:
            file.seek(where.offset)
            return file.read(where.length)
    except OSError as error:
        raise NotHad(f"{where.url}: {root / where.file} cannot be read ({error.strerror})") from None


def _from_server(where: Coordinate, root: str, contact: str) -> bytes:
    """The bytes of a record from a server, again and more slowly where it says that it has too much to do."""
    request = urllib.request.Request(root.rstrip("/") + "/" + where.file)
    request.add_header("Range", f"bytes={where.offset}-{where.offset + where.length - 1}")
    request.add_header("User-Agent", f"idnews-benchmark ({contact or 'no contact given'})")
    wait, problem = PAUSE, ""
    for _ in range(_TRIES):
        time.sleep(wait)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                data: bytes = response.read(where.length + 1)
            if response.status == 206 and len(data) == where.length:
                return data
            problem = f"status {response.status} with {len(data):,} bytes instead of {where.length:,}"
        except urllib.error.HTTPError as error:
            problem = f"status {error.code}"
            if error.code not in (403, 429, 500, 502, 503, 504):
                break
            wait = min(_LONGEST, max(2 * wait, float(error.headers.get("Retry-After", "0") or 0)))
        except OSError as error:
            problem = str(error)
    raise NotHad(f"{where.url}: {root.rstrip('/')}/{where.file}: {problem}")
