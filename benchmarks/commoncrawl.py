"""What a record of somebody else's costs on the way through a file of CC-NEWS, beside readers that only iterate.

    $ python benchmarks/commoncrawl.py --records 4000

Every record is of a host without rules. ``commoncrawl`` unpacks it, reads its headers and looks for its outlet; fastwarc and
warcio unpack it, read its headers and look at its address. ``responses`` is what ``reextract`` does with such a file,
and beside it the same without asking whose a record is. Processor time in microseconds, best of several rounds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from warcio.archiveiterator import ArchiveIterator

from newsspider.archive.judge import is_of
from newsspider.archive.parts import FastIterator, responses
from newsspider.archive.stream import Members
from newsspider.recording.fixtures import find_cases, read_case

ROOT = Path(__file__).parents[1]
SIZES = (10_000, 40_000, 100_000)


def record(number: int, body: bytes) -> bytes:
    """A record as CC-NEWS has it, one gzip member."""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    block = http.encode() + body
    fields = (
        *("WARC/1.0", "WARC-Type: response", f"WARC-Record-ID: <urn:uuid:{number:032x}>"),
        *("WARC-Date: 2026-10-01T00:00:00Z", "WARC-IP-Address: 192.0.2.7"),
        f"WARC-Target-URI: https://news.site-{number % 97}.example/world/2026/10/story-{number}",
        *("WARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", f"Content-Length: {len(block)}"),
    )
    data = "\r\n".join(fields).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
    return zlib.compress(data, wbits=zlib.MAX_WBITS | 16)


def make(path: Path, pages: list[bytes], size: int, count: int) -> None:
    """Records of bodies of one size: pages one behind the other, cut."""
    whole = b"".join(pages)
    whole *= 1 + size // len(whole)
    with path.open("wb") as file:
        for number in range(count):
            start = number * 7_919 % max(len(whole) - size, 1)
            file.write(record(number, whole[start : start + size]))


def streamed(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in Members(file.read, wanted=partial(is_of, None)))


def asked(path: Path) -> int:
    return sum(1 for _ in responses(path, wanted=partial(is_of, None)))


def unasked(path: Path) -> int:
    return sum(1 for _ in responses(path))


def by_fastwarc(path: Path) -> int:
    with path.open("rb") as file:
        records = FastIterator(file, parse_http=False)
        return sum(1 for record in records if record.headers.get("WARC-Target-URI"))


def by_warcio(path: Path) -> int:
    with path.open("rb") as file:
        records = ArchiveIterator(file, no_record_parse=True)
        return sum(1 for record in records if record.rec_headers.get_header("WARC-Target-URI"))


WHO: dict[str, Callable[[Path], int]] = {
    "commoncrawl": streamed,
    "fastwarc": by_fastwarc,
    "warcio": by_warcio,
    "responses": asked,
    "responses, not asking": unasked,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    who = {name: read for name, read in WHO.items() if FastIterator is not None or name != "fastwarc"}
    pages = [
        page.body for case in list(find_cases(ROOT / "fixtures"))[::5] for page in read_case(case).pages[:1]
    ]
    print(f"{options.records:,} records of hosts without rules, microseconds of processor time a record\n")
    print(f"{'page':>8}{'packed':>8}" + "".join(f"{name:>23}" for name in who))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "CC-NEWS.warc.gz"
        for size in SIZES:
            make(path, pages, size, options.records)
            best = dict.fromkeys(who, float("inf"))
            for _ in range(options.rounds):  # interleaved: other work on the machine slows all of them
                for name, read in who.items():
                    began = time.process_time()
                    assert read(path) >= options.records
                    best[name] = min(best[name], (time.process_time() - began) / options.records * 1e6)
            packed = path.stat().st_size // options.records
            cells = "".join(f"{best[name]:>15.0f} ({best['commoncrawl'] / best[name]:.2f})" for name in who)
            print(f"{size // 1000:>5} kB{packed // 1000:>5} kB{cells}")
    print("\nIn brackets: commoncrawl's time relative to it")


if __name__ == "__main__":
    main()
