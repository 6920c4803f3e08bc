"""Playing recordings back, and making them."""

from __future__ import annotations

import asyncio
import gzip
import subprocess
import sys
import urllib.request
import zlib
from pathlib import Path

import brotli
import pytest
import vcr
import vcr.cassette
import yaml
from scrapy.http import HtmlResponse, Request, Response, TextResponse
from scrapy.settings import default_settings
from scrapy.utils.misc import load_object

from newsspider.recording.cassettes import CassetteError, CassetteMiss, Recorder, Replay, open_tape
from newsspider.recording.fixtures import RecordedPage, read_pages, write_cassette
from tests.conftest import ROOT

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

HOST = "https://www.jpnn.com"


def cassette(path: Path, *pages: RecordedPage) -> Path:
    write_cassette(path, pages)
    return path


def test_a_page_comes_back_with_type_status_and_charset(tmp_path: Path) -> None:
    body = "<p>naïf</p>".encode("latin-1")
    path = cassette(
        tmp_path / "a.yaml", RecordedPage(f"{HOST}/news/a", body, "text/html; charset=iso-8859-1", 404)
    )
    response = Replay(path).answer(Request(f"{HOST}/news/a"))
    assert isinstance(response, HtmlResponse)
    assert (response.status, response.body, response.encoding) == (404, body, "cp1252")
    assert "naïf" in response.text


def test_responses_to_one_address_are_played_in_their_order(tmp_path: Path) -> None:
    url = f"{HOST}/news/a"
    replay = Replay(
        cassette(
            tmp_path / "a.yaml", RecordedPage(url, b"busy", status=503), RecordedPage(url, b"<p>page</p>")
        )
    )
    assert [replay.answer(Request(url)).status for _ in range(2)] == [503, 200]
    with pytest.raises(CassetteMiss, match="holds 2 responses to it and this is one more request"):
        replay.answer(Request(url))


def test_a_miss_names_the_nearest_addresses_in_one_sentence(tmp_path: Path) -> None:
    path = cassette(
        tmp_path / "a.yaml",
        RecordedPage(f"{HOST}/news/harga-beras-naik-di-pasar-induk", b""),
        RecordedPage(f"{HOST}/news/tim-sar-cari-nelayan", b""),
        RecordedPage("https://jatim.jpnn.com/news/harga-beras-naik-di-pasar-induk", b""),
    )
    with pytest.raises(CassetteMiss) as miss:
        Replay(path).answer(Request(f"{HOST}/news/harga-beras-turun-di-pasar-induk"))
    text = str(miss.value)
    assert text.startswith(
        f"GET {HOST}/news/harga-beras-turun-di-pasar-induk: it is not in {path}; nearest: "
    )
    assert f"{HOST}/news/harga-beras-naik-di-pasar-induk" in text and "\n" not in text
    assert "jatim" not in text  # the same host first


def test_a_miss_is_nothing_that_scrapy_retries() -> None:
    retried = tuple(load_object(name) for name in default_settings.RETRY_EXCEPTIONS)
    assert not issubclass(CassetteMiss, retried)


def test_robots_txt_that_was_not_recorded_forbids_nothing(tmp_path: Path) -> None:
    response = Replay(cassette(tmp_path / "a.yaml", RecordedPage(f"{HOST}/", b""))).answer(
        Request(f"{HOST}/robots.txt")
    )
    assert (response.status, response.body) == (404, b"")


def test_addresses_are_compared_as_they_go_over_the_wire(tmp_path: Path) -> None:
    path = cassette(
        tmp_path / "a.yaml", RecordedPage(HOST, b"home"), RecordedPage(f"{HOST}/news/a b#top", b"spaced")
    )
    replay = Replay(path)
    assert replay.answer(Request(f"{HOST}/")).body == b"home"
    assert replay.answer(Request(f"{HOST}/news/a%20b#end")).body == b"spaced"


def test_looking_up_does_not_read_every_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replay = Replay(
        cassette(tmp_path / "a.yaml", *(RecordedPage(f"{HOST}/news/{n}", b"x") for n in range(50)))
    )

    def scan(*_: object) -> bool:
        raise AssertionError("a linear scan")

    monkeypatch.setattr(vcr.cassette, "requests_match", scan)
    assert all(replay.answer(Request(f"{HOST}/news/{n}")).body == b"x" for n in reversed(range(50)))


def test_a_folder_is_one_recording_and_its_index_comes_first(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cassette(
        tmp_path / "amp" / "a" / "cassette.yaml",
        RecordedPage(f"{HOST}/news/a", b"a"),
        RecordedPage(f"{HOST}/x", b"case"),
    )
    cassette(
        tmp_path / "index.yaml", RecordedPage(f"{HOST}/robots.txt", b""), RecordedPage(f"{HOST}/x", b"index")
    )
    replay = Replay(tmp_path)
    assert replay.starts() == [f"{HOST}/x"]
    assert replay.answer(Request(f"{HOST}/x")).body == b"index"
    assert replay.answer(Request(f"{HOST}/news/a")).body == b"a"
    assert "recorded in an earlier file too" in caplog.text


def test_without_an_index_everything_recorded_is_a_start(tmp_path: Path) -> None:
    path = cassette(
        tmp_path / "a.yaml", *(RecordedPage(f"{HOST}/{x}", b"") for x in ("robots.txt", "a", "b"))
    )
    assert Replay(path).starts() == [f"{HOST}/a", f"{HOST}/b"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a cassette",
        b"a: [",
        b"\x00\x01\xff\xfe",
        b"interactions: 3",
        b"interactions: [3]",
        b"interactions:\n- request: {method: GET, uri: 'https://a.example/'}",
        b"interactions:\n- request: {method: GET, uri: 'https://a.example/', body: null, headers: {}}\n"
        b"  response: {status: {code: 200}, headers: {}, body: {}}",
        b"interactions:\n- request: {method: GET, uri: 'https://a.example/', body: null, headers: {}}\n"
        b"  response: {status: {code: '200'}, headers: {}, body: {string: x}}",
        b"interactions:\n- request: {method: GET, uri: 'https://a.example/', body: null, headers: {}}\n"
        b"  response: {status: {code: 200}, headers: 3, body: {string: x}}",
        b"interactions:\n- request: {method: GET, uri: 'https://a.example:99999/', body: null, headers: {}}\n"
        b"  response: {status: {code: 200, message: OK}, headers: {}, body: {string: x}}",
        b"interactions: !!python/object/apply:os.system ['true']",
    ],
)
def test_a_malformed_cassette_is_one_sentence_that_names_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.yaml"
    path.write_bytes(content)
    with pytest.raises(CassetteError, match=r"broken\.yaml: .") as error:
        Replay(path)
    assert "\n" not in str(error.value)


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CassetteError, match="no such cassette file or folder"):
        Replay(tmp_path / "none.yaml")
    with pytest.raises(CassetteError, match="there is no cassette in this folder"):
        Replay(tmp_path)


def test_nothing_recorded_is_overwritten_unasked(tmp_path: Path) -> None:
    path = cassette(tmp_path / "a.yaml", RecordedPage(f"{HOST}/news/a", b"old"))
    before = path.read_bytes()
    with pytest.raises(CassetteError, match="is recorded already; give -a overwrite=1"):
        open_tape({"record": str(path), "overwrite": "0"})
    with pytest.raises(CassetteError, match="a folder; a recording is one file"):
        open_tape({"record": str(tmp_path)})
    tape = open_tape({"record": str(path), "overwrite": "1"})
    assert isinstance(tape, Recorder) and path.read_bytes() == before
    tape.save()  # nothing was fetched, so nothing is lost
    assert path.read_bytes() == before
    tape.keep(Request(f"{HOST}/news/b"), Response(f"{HOST}/news/b", body=b"new"))
    tape.save()
    assert Replay(path).starts() == [f"{HOST}/news/b"]


def test_playing_and_recording_at_once_is_refused() -> None:
    with pytest.raises(CassetteError, match="both given"):
        open_tape({"cassette": "a.yaml", "record": "b.yaml"})
    assert open_tape({}) is None


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A recording as the crawl makes it: a page, a redirect to it and a picture."""
    path = tmp_path / "recorded.yaml"
    tape = Recorder(path)
    page = TextResponse(
        "http://site.example/a",
        body="<p>\xa0Pagi\xa0ini</p>\r\n\t<p>dua</p> \r\n".encode(),
        headers={
            "Content-Type": "text/html; charset=utf-8",
            "Set-Cookie": "id=1",
            "Transfer-Encoding": "chunked",
        },
    )
    moved = Response("http://site.example/old", status=301, headers={"Location": "/a"})
    picture = Response(
        "http://site.example/p.png", body=b"\x89PNG\xff", headers={"Content-Type": "image/png"}
    )
    for response in (page, moved, picture):
        tape.keep(Request(response.url), response)
    tape.save()
    return path


def test_a_recording_keeps_no_cookie_and_fits_its_body(recorded: Path) -> None:
    text = recorded.read_text("utf-8")
    assert "Set-Cookie" not in text and "Transfer-Encoding" not in text
    response = Replay(recorded).answer(Request("http://site.example/a"))
    assert int(response.headers["Content-Length"]) == len(response.body)


BODY = "<p>\xa0Pagi\xa0ini</p>\r\n\t<p>dua</p> \r\n".encode()


def test_urllib_plays_the_recording(recorded: Path) -> None:
    with vcr.use_cassette(str(recorded), record_mode="none"):
        with urllib.request.urlopen("http://site.example/old") as response:
            assert (response.status, response.url, response.read()) == (200, "http://site.example/a", BODY)
        with urllib.request.urlopen("http://site.example/p.png") as response:
            assert response.read() == b"\x89PNG\xff"


def test_requests_plays_the_recording(recorded: Path) -> None:
    requests = pytest.importorskip("requests")
    with vcr.use_cassette(str(recorded), record_mode="none"):
        assert requests.get("http://site.example/old").content == BODY


def test_httpx_plays_the_recording(recorded: Path) -> None:
    httpx = pytest.importorskip("httpx")
    with vcr.use_cassette(str(recorded), record_mode="none"):
        assert httpx.get("http://site.example/old", follow_redirects=True).content == BODY


def test_aiohttp_plays_the_recording(recorded: Path) -> None:
    aiohttp = pytest.importorskip("aiohttp")

    async def get() -> bytes:
        async with aiohttp.ClientSession() as session, session.get("http://site.example/a") as response:
            body: bytes = await response.read()
            return body

    with vcr.use_cassette(str(recorded), record_mode="none"):
        assert asyncio.run(get()) == BODY


PACKED = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
    "GZIP": gzip.compress,
}


@pytest.mark.parametrize("coding", PACKED)
@pytest.mark.parametrize("packed", [False, True])
def test_a_body_is_read_whether_or_not_it_still_has_its_coding(
    tmp_path: Path, coding: str, packed: bool
) -> None:
    page = b"<html><body><h1>Panen Raya</h1><p>Warga memanen padi.</p></body></html>"
    body = PACKED[coding](page) if packed else page
    path = cassette(tmp_path / "a.yaml", RecordedPage(f"{HOST}/news/a", body))
    interaction = yaml.safe_load(path.read_text())
    interaction["interactions"][0]["response"]["headers"]["Content-Encoding"] = [coding]
    path.write_text(yaml.safe_dump(interaction))
    response = Replay(path).answer(Request(f"{HOST}/news/a"))
    assert response.body == page
    assert b"Content-Encoding" not in response.headers
    (recorded,) = read_pages(path)
    assert recorded.body == page


def test_what_commands_import_is_neither_vcrpy_nor_the_downloader() -> None:
    """They take a quarter of the time in which a command starts, and only tapes and live crawls need them."""
    code = """
import pkgutil, sys
from importlib import import_module
import newsspider.commands
for module in pkgutil.iter_modules(newsspider.commands.__path__):
    import_module(f"newsspider.commands.{module.name}")
print({"vcr", "aiohttp", "scrapy.core.downloader.handlers.http11"} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "set()\n", done.stderr
