"""These tests need the native reader; where it was not built they skip, and say so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from extractors.reading import native


@pytest.fixture(autouse=True)
def natively() -> Iterator[None]:
    try:
        with native.switched("native"):
            yield
    except ValueError as error:
        pytest.skip(f"{error}; `make` builds it where cargo (Rust) is installed")
