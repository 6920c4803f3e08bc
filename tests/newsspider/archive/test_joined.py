"""Which addresses of an archive are further pages, and of which article."""

from __future__ import annotations

import pytest

from newsspider.archive.joined import first_of

JPNN = "https://www.jpnn.com/news/kabut-di-bromo"
SINDO = "https://ekbis.sindonews.com/read/1805311/34/bengkel-perahu-1779262212"


@pytest.mark.parametrize(
    ("url", "first"),
    [
        (f"{JPNN}?page=2", JPNN),
        (f"{JPNN}?utm_source=x", None),
        (JPNN, None),
        (f"{SINDO}/5", SINDO),
        (f"{SINDO}/10?utm_source=x", SINDO),
        (f"{SINDO}?showpage=all", SINDO),
        (SINDO, None),
        ("https://news.example/cerita?page=2", None),
        ("http://[", None),
    ],
)
def test_a_further_page_leads_to_its_first(url: str, first: str | None) -> None:
    assert first_of(url) == first
