"""What a task says of a file that cannot be read in parts, without a Spark around it."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from newsspider.runtime.packing import zstd
from tests.newsspider.commands.warcs import by_others

pa = pytest.importorskip("pyarrow", reason="pyarrow is not here: the tests on Spark need it")
BODY = random.Random(5).randbytes(400_000).hex().encode()  # a file of more than one span
DICTIONARY = b"\x5d\x2a\x4d\x18" + (100).to_bytes(4, "little") + bytes(100)


@pytest.mark.parametrize(
    ("name", "pack", "message"),
    [
        ("a.warc.gz", gzip.compress, "it is compressed as a whole instead of record by record; `warcio recompress` fixes that"),
        ("a.warc.zst", zstd.compress, "it is compressed with zstd; `zstd -d` unpacks it"),
        ("b.warc.zst", lambda data: DICTIONARY + zstd.compress(data), "it is compressed with zstd; `zstd -d` unpacks it"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_cut_is_refused_in_one_sentence(
    tmp_path: Path, name: str, pack: object, message: str
) -> None:
    from newsspider.spark.spans import Files, Reading, read_spans

    plain = by_others(
        tmp_path / "plain.warc",
        [(f"https://www.kontan.co.id/{number}", BODY, {}) for number in range(2)],
        gzip=False,
    )
    path = tmp_path / name
    path.write_bytes(pack(plain.read_bytes()))  # type: ignore[operator]
    files = Files([str(path)], [path.stat().st_size], 200_000)
    assert len(files) > 2
    numbers = pa.record_batch({"id": range(len(files))})
    rows = [
        row
        for batch in read_spans(iter([numbers]), Reading(lambda: files, None, "", ()))
        for row in batch.to_pylist()
    ]
    assert {row["reason"] for row in rows if row["kind"] == ".error"} == {message}
    assert {row["kind"] for row in rows} <= {".error", ".span"}  # no part of it passes for a record
