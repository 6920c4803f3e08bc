"""Whichever engine unpacks gzip, the same comes out, and what is damaged is named alike."""

from __future__ import annotations

import gzip
import io
import random
import zlib
from pathlib import Path
from typing import Any

import pytest

from newsspider.corpora import files
from newsspider.runtime import codings, gzips
from newsspider.runtime.console import Fault

ROWS = b"".join(b'{"url": "https://kabar.example/%d", "html": "<p>Warga"}\n' % n for n in range(20_000))
PACKED = gzip.compress(ROWS, 6)
ENGINES: dict[str, tuple[Any, Any]] = {
    "zlib": (zlib.decompressobj, gzip.GzipFile),
    "isal": (gzips.decompressobj, gzips.GzipFile),
}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "isal":
        pytest.importorskip("isal")
        assert gzips.decompressobj is not zlib.decompressobj
    unpacker, file = ENGINES[request.param]
    monkeypatch.setattr(codings, "decompressobj", unpacker)
    monkeypatch.setattr(files, "GzipFile", file)
    return str(request.param)


@pytest.mark.parametrize(
    ("coding", "window"), [(b"gzip", 31), (b"deflate", 15), (b"deflate", -15)], ids=["gzip", "zlib", "bare"]
)
def test_a_body_is_unpacked_cut_and_limited_alike(engine: str, coding: bytes, window: int) -> None:
    packer = zlib.compressobj(wbits=window)
    packed = packer.compress(ROWS) + packer.flush()
    assert codings.undo(packed, coding) == (ROWS, "")
    cut = codings.undo(packed[: len(packed) // 2], coding)
    assert cut.fault.endswith("ends early") and ROWS.startswith(cut.data) and len(cut.data) > 10_000
    few = codings.undo(packed, coding, most=100_000)
    assert not few.fault and 100_000 <= len(few.data) < 300_000


def test_members_one_after_another_are_one_body(engine: str) -> None:
    assert codings.undo(PACKED + PACKED + b"\n", b"gzip") == (ROWS + ROWS, "")


def test_a_damaged_body_is_named(engine: str) -> None:
    damaged = bytearray(PACKED)
    for at in random.Random(4).sample(range(100, len(damaged)), 50):
        damaged[at] ^= 0x55
    assert codings.undo(bytes(damaged), b"gzip").fault == "its gzip coding is damaged"


def test_a_packed_corpus_is_read_to_its_end_or_named(engine: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(PACKED + PACKED)
    with files.reading(path, "gzip", lambda at: None) as file:
        assert file.read() == ROWS + ROWS
    for data, fault in ((PACKED[:-40], "damaged or cut off"), (ROWS, "not a gzip file")):
        path.write_bytes(data)
        with pytest.raises(Fault, match=fault), files.reading(path, "gzip", lambda at: None) as file:
            io.BytesIO(file.read())
