"""A site to crawl and to count on: a tree of pages on loopback, found by links alone.

``python -m tests.newsspider.frontier.site PAGES`` prints its port. Page *n* links to its children, to its
parent, to the page after it and to the front page, so that most links are known already. ``/_hits``
tells what was asked for and when, on the server's clock.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections import Counter

from aiohttp import web

CHILDREN = 4


def links(number: int, pages: int) -> list[int]:
    children = range(number * CHILDREN + 1, number * CHILDREN + 1 + CHILDREN)
    found = [*children, 0, (number + 1) % pages]
    if number:
        found.append((number - 1) // CHILDREN)
    return [one for one in found if one < pages]


def page(number: int, pages: int, filler: str) -> str:
    anchors = "".join(f'<a href="/p/{one}">{one}</a>' for one in links(number, pages))
    return f"<html><head><title>{number}</title></head><body>{anchors}<p>{filler}</p></body></html>"


class Site:
    def __init__(self, pages: int, size: int = 2000, wait: float = 0.0) -> None:
        self.pages = pages
        self.filler = "berita " * (size // 7)
        self.wait = wait
        self.hits: list[tuple[float, str]] = []
        self.open = self.most_open = 0
        self.asked: Counter[str] = Counter()

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/_hits", self.tell)
        app.router.add_get("/_busy", self.busy)
        app.router.add_get("/p/{number}", self.answer)
        app.router.add_get("/flaky/{times}", self.flaky)
        app.router.add_get("/old", self.moved)
        app.router.add_get("/say/{word}", self.say)
        app.router.add_get("/robots.txt", self.robots)
        app.router.add_get("/reset", self.reset)
        app.router.add_get("/{path:.*}", self.missing)
        return app

    def count(self, request: web.Request) -> None:
        self.hits.append((time.time(), request.path))
        self.asked[request.path] += 1

    async def answer(self, request: web.Request) -> web.Response:
        self.count(request)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            if self.wait:
                await asyncio.sleep(self.wait)
            number = int(request.match_info["number"])
            return web.Response(text=page(number, self.pages, self.filler), content_type="text/html")
        finally:
            self.open -= 1

    async def flaky(self, request: web.Request) -> web.Response:
        """503 as many times as the path says, then a page."""
        self.count(request)
        if self.asked[request.path] <= int(request.match_info["times"]):
            return web.Response(status=503, text="later")
        return web.Response(text="<html><title>at last</title></html>", content_type="text/html")

    async def moved(self, request: web.Request) -> web.Response:
        self.count(request)
        return web.Response(status=302, headers={"Location": "/p/1"})

    async def say(self, request: web.Request) -> web.Response:
        """A page whose name tells the spider what to do with it."""
        self.count(request)
        return web.Response(text="<html><title>said</title></html>", content_type="text/html")

    async def robots(self, request: web.Request) -> web.Response:
        return web.Response(text="User-agent: *\nDisallow: /say/secret\n")

    async def reset(self, request: web.Request) -> web.Response:
        self.count(request)
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def missing(self, request: web.Request) -> web.Response:
        self.count(request)
        return web.Response(status=404, text="not here")

    async def busy(self, request: web.Request) -> web.Response:
        """How many pages were asked for so far, without the list."""
        return web.json_response(len(self.hits))

    async def tell(self, request: web.Request) -> web.Response:
        return web.json_response({"hits": self.hits, "most_open": self.most_open})


async def serve(site: Site) -> None:
    runner = web.AppRunner(site.app(), access_log=None)
    await runner.setup()
    listener = web.TCPSite(runner, "127.0.0.1", 0)
    await listener.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("pages", type=int)
    parser.add_argument("--size", type=int, default=2000)
    parser.add_argument("--wait", type=float, default=0.0, help="seconds before each answer")
    args = parser.parse_args()
    asyncio.run(serve(Site(args.pages, args.size, args.wait)))
