"""A small site on loopback, and what its pages say: made of invented words, the same for ever."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import random
import threading
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from aiohttp import web

from extractors import Article
from extractors.article import Block

WORDS = """warga desa pasar ikan harga beras panen hujan jalan jembatan sekolah guru murid kapal nelayan pelabuhan
petani kebun kopi bupati rapat anggaran rumah sakit dokter kereta stasiun sungai banjir gempa bantuan relawan""".split()


def paragraphs(number: int, version: int = 0, size: int = 6) -> list[str]:
    """The text of article ``number``; another version differs in its last paragraph."""
    dice = random.Random(number)
    texts = [" ".join(dice.choices(WORDS, k=40)).capitalize() + "." for _ in range(size)]
    if version:
        texts[-1] = f"Diperbarui {version} kali: " + texts[-1]
    return texts


def page(number: int, version: int = 0, kilobytes: int = 0) -> bytes:
    """An article's page; ``kilobytes`` of script around it, as real pages have."""
    dice = random.Random(-number)
    script = "".join(f"var v{dice.randrange(10**9)}={dice.random()};" for _ in range(kilobytes * 1024 // 34))
    body = "".join(f"<p>{text}</p>" for text in paragraphs(number, version))
    html = f"<html><head><script>{script}</script></head><body><h1>Berita {number}</h1>{body}</body></html>"
    return html.encode()


def article(body: bytes, url: str) -> Article:
    """What such a page says."""
    html = body.decode()
    headline = html.partition("<h1>")[2].partition("</h1>")[0]
    blocks = [part.partition("</p>")[0] for part in html.split("<p>")[1:]]
    number = int(headline.split()[-1])
    return Article(
        headline=headline,
        datePublished=datetime(2024, 1, 1, 5, tzinfo=UTC) + timedelta(minutes=number),
        body=tuple(Block("paragraph", text) for text in blocks),
        outlet="contoh",
        url=url,
        canonicalUrl=url.replace("/ulang/", "/a/"),
        layout="uji",
    )


class Site:
    """``with Site() as site``: answers on ``site.url`` from a thread of its own."""

    def __init__(self, kilobytes: int = 0) -> None:
        self.kilobytes = kilobytes
        self.version = 0
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.url = ""
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._open())
        self._loop.run_forever()

    async def _open(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self._ready.set()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        path = request.path
        self.requests.append((str(request.rel_url), dict(request.headers)))
        kind, _, number = path.strip("/").partition("/")
        if path == "/robots.txt":
            return web.Response(text="User-agent: *\nDisallow: /dilarang\n")
        if kind == "pindah":
            raise web.HTTPFound(f"/a/{number}")
        if kind == "rusak":
            return web.Response(status=503, text="Sedang dalam perbaikan " * 40)
        if kind not in ("a", "ulang", "gzip", "alir"):
            return web.Response(status=404, text="Halaman tidak ditemukan " * 40)
        body = page(int(number), self.version, self.kilobytes)
        headers: dict[str, Any] = {
            "Content-Type": "text/html; charset=utf-8",
            "ETag": '"' + hashlib.sha256(body).hexdigest()[:16] + '"',
            "Last-Modified": "Mon, 01 Jan 2024 05:00:00 GMT",
        }
        if kind == "gzip":
            body = gzip.compress(body, mtime=0)
            headers["Content-Encoding"] = "gzip"
        if kind == "alir":  # in chunks, of no announced length
            response = web.StreamResponse(headers=headers)
            response.enable_chunked_encoding()
            await response.prepare(request)
            for start in range(0, len(body), 1000):
                await response.write(body[start : start + 1000])
            await response.write_eof()
            return response
        return web.Response(body=body, headers=headers)
