"""Credentials are used and never said: a whole crawl through a proxy, and everything it wrote is searched."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import gzip
import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.runtime import credentials as module
from newsspider.runtime.credentials import HIDDEN, redact
from tests.newsspider.conftest import Run
from tests.newsspider.server import Server as Loopback
from tests.newsspider.sites import OUTLET, Crawl
from tests.site import Server, Site, faults, running

USER, PASSWORD = "pengguna7", "sandi/rahasia%41"  # "%41" stands for "A" in an address
SECRETS = ["pengguna7", "sandi/rahasia", "kataKunciHTTP", "rahasiaKuki", "rahasiaBearer", "rahasiaDSN"]
SECRETS += [
    base64.b64encode(text.encode()).decode()
    for text in ("pengguna7:sandi/rahasiaA", "penulis9:kataKunciHTTP")
]


class Proxy(Loopback):
    """A proxy on loopback that knows one user, for http and (CONNECT) https; everything leads to one site."""

    def __init__(self, server: Server) -> None:
        super().__init__({})
        self.server = server
        self.welcome = self.refused = 0

    @property
    def address(self) -> str:
        return f"http://{USER}:{PASSWORD.replace('/', '%2F')}@127.0.0.1:{self.port}"

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            wanted = base64.b64encode(b"pengguna7:sandi/rahasiaA")
            if b"Proxy-Authorization: Basic " + wanted not in head:
                self.refused += 1
                writer.write(b"HTTP/1.1 407 Who?\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                await writer.drain()
                writer.close()
                return
            self.welcome += 1
            secure = head.startswith(b"CONNECT")
            port = self.server.https if secure else self.server.http
            there, back = await asyncio.open_connection("127.0.0.1", port)
            if secure:
                writer.write(b"HTTP/1.1 200 Go ahead\r\n\r\n")
            else:
                back.write(head)
            await asyncio.gather(self._pass(reader, back), self._pass(there, writer))

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65_536):
                sink.write(data)
                await sink.drain()
        sink.close()


def leaks(folder: Path, *texts: str) -> list[str]:
    """Where a secret can be read: in files, unpacked where they are packed, and in texts."""
    found = []
    written = [(str(path), path.read_bytes()) for path in folder.rglob("*") if path.is_file()]
    written += [("output", text.encode()) for text in texts]
    for name, data in written:
        if data.startswith(b"\x1f\x8b"):
            data = gzip.decompress(data)
        found += [f"{name}: {secret}" for secret in SECRETS if secret.encode() in data]
    return found


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_a_crawl_writes_holds_the_credentials_it_used(
    crawl: Callable[..., Run], tmp_path: Path, scheme: str
) -> None:
    headers = {"Cookie": "sesi=rahasiaKuki", "X-Who": "terbuka"}
    settings = {
        "LOG_LEVEL": "DEBUG",
        "LOG_FILE": tmp_path / "crawl.log",
        "STATS_DUMP": 1,
        "HTTPAUTH_USER": "penulis9",
        "HTTPAUTH_PASS": "kataKunciHTTP",
        "HTTPAUTH_DOMAIN": "beritautama.net",
        "DEFAULT_REQUEST_HEADERS": json.dumps(headers),
        "AWS_SECRET_ACCESS_KEY": "rahasiaBearer",
        "AWS_ENDPOINT_URL": "https://saya:rahasiaDSN@db.example/berita",
        "ALLOWED_NETWORKS": "",  # the proxy is the user's own choice
    }
    with running(Site(seed=9, articles_per_outlet=6, outlets=[OUTLET], scheme=scheme)) as server:
        with Proxy(server) as proxy:
            site = Crawl(crawl, server, tmp_path, environment={f"{scheme}_proxy": proxy.address})
            site.add(0, faults.unavailable, times=1)  # asked again, by way of the frontier
            site.add(1, faults.reset, times=1)
            site.add(2, faults.redirect_to, target=site.urls[2] + "?amp=1", times=1)
            site.add(3, faults.unavailable)
            run, _, items = site.run(**settings)
            kept = leaks(tmp_path, run.out, run.err)
            server.clear()
            _, _, later = site.run(**settings)  # another process, which goes on with what failed
            assert proxy.welcome and not proxy.refused
        # they were sent, all of them
        asked = [one.headers for one in server.requests()]
        assert all(one["cookie"] == "sesi=rahasiaKuki" and "authorization" in one for one in asked)
        assert items.pop(f"{site.urls[2]}?amp=1", None), run.err
        site.check(items, [url for index, url in enumerate(site.urls) if index not in (2, 3)])
        log = (tmp_path / "crawl.log").read_text()
        assert "Overridden settings" in log and "Crawled (200)" in log and f"//{HIDDEN}@db.example" in log
        assert site.urls[3] in later
        assert kept == leaks(tmp_path) == []

        # and a recording
        with Proxy(server) as proxy:
            tape = tmp_path / "tape.yaml"
            options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
            run = crawl(
                *("crawl", OUTLET, *options, "-s", "DOWNLOAD_DELAY=0", "-a", f"record={tape}"),
                *("-a", f"urls={site.urls[4]}"),
                **{**server.environment(), f"{scheme}_proxy": proxy.address},
            )
            assert run.code == 0 and proxy.welcome, run.err
        assert "beritautama" in tape.read_text()
        assert leaks(tmp_path, run.out, run.err) == []


def test_a_place_for_files_that_is_an_address_is_refused_without_its_password(
    crawl: Callable[..., Run],
) -> None:
    run = crawl("crawl", OUTLET, "-s", "STORE_PATH=postgresql://saya:rahasiaDSN@db.example/berita")
    assert run.code == 2 and "rahasiaDSN" not in run.err
    assert run.complaints == ["STORE_PATH: postgresql://***@db.example/berita is an address; give a path"]


WORDS = st.text("abcXYZ019-_.~!$&()*+,;=:%", min_size=1, max_size=20)


@given(user=WORDS, password=WORDS, before=st.text(), after=st.text())
def test_the_user_of_an_address_is_hidden_wherever_it_stands(
    user: str, password: str, before: str, after: str
) -> None:
    text = redact(f"{before} https://{user}:{password}§@proxy.example:3128/ {after}")
    assert f"{password}§" not in text
    assert "https://***@proxy.example:3128/" in text


@given(st.text())
def test_what_holds_no_credentials_is_left_as_it_is(text: str) -> None:
    if "@" not in text and "uthorization" not in text and "ookie" not in text:
        assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Authorization: Basic abcd", "Authorization: ***"),
        ("{b'Proxy-Authorization': [b'Basic abcd'], b'X': 1}", "{b'Proxy-Authorization': [b'***'], b'X': 1}"),
        ("'Cookie': 'a=b; c=d', 'X': 1", "'Cookie': '***', 'X': 1"),
        ("ftp://a:b@host/x.jsonl and http://c/@d", "ftp://***@host/x.jsonl and http://c/@d"),
        ("write to you@your-domain.example", "write to you@your-domain.example"),
    ],
)
def test_what_is_hidden(text: str, hidden: str) -> None:
    assert redact(text) == hidden


def test_a_traceback_is_redacted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_known", set())
    module.learn("saya", "sandiku")
    try:
        raise ValueError("http://saya:x@y/ and sandiku")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = module._Record("x", logging.ERROR, "", 1, "with %s", ("sandiku",), info)
    said = logging.Formatter().format(record)
    assert "ValueError: http://***@y/ and ***" in said and said.startswith("with ***")
