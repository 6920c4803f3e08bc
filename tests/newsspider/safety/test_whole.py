"""A response that was cut does not pass for a whole one, and a whole one is believed."""

from __future__ import annotations

import pytest
from scrapy.http import Response

from newsspider.safety.whole import Ends
from tests.site.faults import packed

PAGE = b"<!DOCTYPE html>\n<html lang=id><head><title>x</title></head><body><p>Isi.</p></body></html>\n<!-- 0.1 s -->"
FEED = b'<?xml version="1.0"?>\n<!-- dibuat -->\n<rss version="2.0"><channel><item/></channel></rss>'


def response(
    body: bytes,
    *flags: str,
    url: str = "https://www.example.org/berita/1",
    status: int = 200,
    encoding: str = "",
) -> Response:
    headers = {"Content-Encoding": encoding} if encoding else {}
    return Response(url, status=status, headers=headers, body=body, flags=list(flags))


@pytest.mark.parametrize("flag", [(), ("partial",)])
def test_whole_pages_and_lists_are_believed(flag: tuple[str, ...]) -> None:
    for body in (PAGE, FEED, PAGE.decode().encode("utf-16"), b"User-agent: *\nDisallow:\n", b"", b"<rss/>"):
        assert Ends().fault(response(body, *flag)) == "", body


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_coding_that_ends_early_is_a_cut(encoding: str) -> None:
    body = packed(encoding, [PAGE * 30])
    assert Ends().fault(response(body, encoding=encoding)) == ""
    assert Ends().fault(response(body[:-12], encoding=encoding)) == f"its {encoding} coding ends early"


def test_a_page_without_its_end_is_a_cut() -> None:
    assert Ends().fault(response(PAGE[:-40])) == "its </html> is missing"
    assert Ends().fault(response(PAGE[:-40].decode().encode("utf-16"))) == "its </html> is missing"


def test_a_list_of_unknown_length_without_its_end_is_a_cut() -> None:
    assert Ends().fault(response(FEED[:-3], "partial"))
    assert Ends().fault(response(FEED[:-20], "partial")) == "its <rss> is not closed"
    assert Ends().fault(response(FEED[:-20])) == "", "its reader says so"


def test_a_host_whose_pages_never_end_is_believed_after_ten() -> None:
    ends = Ends()
    told = [ends.fault(response(PAGE[:-40], url=f"https://a.example/{n}")) for n in range(14)]
    assert all(told[:9])
    assert not any(told[9:])
    assert ends.fault(response(PAGE[:-40], "partial", url="https://a.example/99")), (
        "nothing says how long it is"
    )


def test_a_page_of_an_outlet_without_its_end_is_a_cut_however_many_there_are() -> None:
    urls = [f"https://www.jpnn.com/news/{number}" for number in range(30)]
    ends, lenient = Ends(), Ends(required=False)
    assert all(ends.fault(response(PAGE[:-40], url=url)) for url in urls)
    assert not all(lenient.fault(response(PAGE[:-40], url=url)) for url in urls)


def test_one_page_that_ends_measures_its_siblings() -> None:
    ends = Ends()
    for number in range(20):
        ends.fault(response(PAGE, url=f"https://a.example/{number}"))
    assert all(ends.fault(response(PAGE[:-40], url=f"https://a.example/{n}")) for n in range(20, 40))


def test_one_page_asked_for_again_is_one_page() -> None:
    ends = Ends()
    assert all(ends.fault(response(PAGE[:-40])) for _ in range(20))


def test_errors_and_redirects_are_not_judged() -> None:
    for status in (301, 404, 500):
        assert Ends().fault(response(PAGE[:-40], status=status)) == ""
