"""Content codings: undone as they are, and never half of one without a word."""

from __future__ import annotations

import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.runtime.codings import undo, undo_all
from tests.site.faults import packed

CODINGS = ("gzip", "deflate", "br", "zstd")
_DICE = random.Random(4)
TEXT = b" ".join(b"kata%d" % _DICE.randrange(10**6) for _ in range(3_000))


@pytest.mark.parametrize("coding", CODINGS)
@given(data=st.binary(max_size=3_000))
def test_what_is_whole_is_given_back(coding: str, data: bytes) -> None:
    assert undo(packed(coding, [data]), coding.encode()) == (data, "")


@pytest.mark.parametrize("coding", CODINGS)
@given(share=st.floats(0.001, 0.999))
def test_what_is_cut_anywhere_says_so(coding: str, share: float) -> None:
    body = packed(coding, [TEXT])
    cut = body[: max(8, int(len(body) * share))]
    undone = undo(cut, coding.encode())
    assert "ends early" in undone.fault
    assert TEXT.startswith(undone.data)


@pytest.mark.parametrize("coding", CODINGS)
def test_the_last_coding_is_undone_first(coding: str) -> None:
    body = packed("gzip", [packed(coding, [TEXT])])
    assert undo_all(body, [coding.encode() + b", GZIP"]) == (TEXT, "")
    assert undo_all(body[:-20], [coding.encode(), b"gzip"]).fault


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_members_follow_each_other(coding: str) -> None:
    body = packed(coding, [TEXT[:500]]) + packed(coding, [TEXT[500:]])
    assert undo(body, coding.encode()).data == TEXT
    assert undo(body[:-30], coding.encode()).fault


@pytest.mark.parametrize("coding", CODINGS)
def test_a_body_that_was_not_packed_is_left_alone(coding: str) -> None:
    page = b"<html><body>" + TEXT + b"</body></html>"
    assert undo(page, coding.encode()) == (page, "")
    assert undo(b"", coding.encode()) == (b"", "")


@pytest.mark.parametrize("coding", CODINGS)
def test_no_more_is_unpacked_than_allowed(coding: str) -> None:
    undone = undo(packed(coding, [bytes(5_000_000)]), coding.encode(), most=200_000)
    assert not undone.fault
    assert 200_000 < len(undone.data) < 400_000


def test_bare_deflate_is_read_too() -> None:
    packer = zlib.compressobj(wbits=-15)
    body = packer.compress(TEXT) + packer.flush()
    assert undo(body, b"deflate") == (TEXT, "")
    assert undo(body[:-40], b"deflate").fault == "its deflate coding ends early"
