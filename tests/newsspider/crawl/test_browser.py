"""Lists and pages that only a script fills: opened in a real Chromium, whose requests are the crawl's own."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse, Request, Response
from scrapy.utils.test import get_crawler

from extractors.rules import Layout, Outlet, Rubric, RuleError
from newsspider.archive.reader import ArchiveReader
from newsspider.crawl.browser import RENDERED, Browser
from newsspider.safety.address_policy import Refusal
from newsspider.store import ArticleStore
from tests.conftest import ROOT
from tests.newsspider.conftest import Run, read_items
from tests.newsspider.server import Answer, Server
from tests.newsspider.stopping import Command, descendants, left_of

HOST = "http://www.kabar-lereng.example"
RULES = '''"""Kabar Lereng."""

from extractors.rules import Layout, Outlet, Rubric

LERENG = Outlet(
    name="lereng",
    title="Kabar Lereng",
    domains=("kabar-lereng.example",),
    articles=r"https?://www\\.kabar-lereng\\.example/baca/[a-z-]+",
    discover=(
        Rubric("http://www.kabar-lereng.example/terkini", item="li.kabar", browser=True),
        Rubric("http://www.kabar-lereng.example/pilihan", item="li.kabar", browser=True),
    ),
    layouts=(
        Layout("satu", years="2026", headline="h1.judul", body="div.isi"),
        Layout("dua", years="2026", headline="h1.atas", body="div.naskah", browser=True),
    ),
)
'''
STORIES = {
    "panen-apel": ("Panen Apel Dimulai", "Petani di lereng Kawi memetik apel sejak pagi buta."),
    "jembatan-gantung": (
        "Jembatan Gantung Dibuka",
        "Warga menyeberangi jembatan baru itu dengan berjalan kaki.",
    ),
    "air-bersih": ("Air Bersih Mengalir", "Pipa sepanjang dua kilometer selesai dipasang kemarin."),
}
DATED = (
    f'<meta property="article:published_time" content="{datetime.now(UTC).isoformat(timespec="seconds")}">'
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = pytest.mark.slow


def story(name: str) -> str:
    title, text = STORIES[name]
    return (
        f"<html><head><title>{title}</title>{DATED}</head><body><h1 class=judul>{title}</h1>"
        f"<div class=isi><p>{text}</p></div></body></html>"
    )


def shell(script: str = "", *, src: str = "/daftar.js") -> str:
    return (
        "<html><head><meta charset=iso-8859-1><title>Terkini</title></head><body><h1>Terkini</h1><ul id=daftar></ul>"
        f'<script>{script}</script><script src="{src}"></script></body></html>'
    )


def listed(*names: str) -> str:
    items = "".join(f'<li class=kabar><a href="/baca/{name}">{STORIES[name][0]}</a></li>' for name in names)
    return f"<html><body><ul>{items}</ul></body></html>"


FILL = """fetch("/api/terkini.json").then(answer => answer.json()).then(rows => {
  for (const row of rows)
    document.getElementById("daftar").innerHTML +=
      `<li class=kabar><a href="/baca/${row}">${row} – hari ini</a></li>`;
})"""

TICK = 'setInterval(() => fetch("/api/detak"), 200)'


@dataclass
class Place:
    """The outlet's web, and crawls of it."""

    server: Server
    folder: Path
    crawl: Callable[..., Run]
    browser: bool = True

    def serve(
        self, path: str, text: str | bytes, kind: str = "text/html; charset=utf-8", **headers: str
    ) -> None:
        body = text.encode() if isinstance(text, str) else text
        self.server.answers[path if "://" in path else HOST + path] = [
            Answer(body, headers={"Content-Type": kind, **headers})
        ]

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "OUTLET_MODULES": self.folder / "outlets",
            "CONTACT": "test@example.org",
            "DATA_DIR": self.folder / "data",
            "REPORT_FILE": self.folder / "report.json",
            "GUARDED_DNS_RESOLVER": "tests.site.resolver.LoopbackResolver",
            "SITE_HTTP_PORT": self.server.port,
            "ALLOWED_NETWORKS": "www.kabar-lereng.example,api.kabar-lereng.example,iklan.example",
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": 0,
            "BROWSER": int(self.browser),
            "BROWSER_TIMEOUT": 30,
        }

    def arguments(self, *more: str, **settings: Any) -> list[str]:
        chosen = {**self.settings, **settings}
        return ["crawl", "lereng", *more, *(x for k, v in chosen.items() for x in ("-s", f"{k}={v}"))]

    def run(self, *more: str, **settings: Any) -> tuple[Run, dict[str, Any], dict[str, dict[str, Any]]]:
        """The run, its report, and its items by the name of their story."""
        out = self.folder / "out.jsonl"
        run = self.crawl(*self.arguments("-O", str(out), *more, **settings))
        items = {item["url"].rpartition("/")[2]: item for item in read_items(out)} if out.exists() else {}
        return run, json.loads((self.folder / "report.json").read_text()), items

    def asked(self, path: str) -> int:
        return self.server.asked[path if "://" in path else HOST + path]


@pytest.fixture
def place(tmp_path: Path, crawl: Callable[..., Run]) -> Iterator[Place]:
    (tmp_path / "outlets").mkdir()
    (tmp_path / "outlets" / "lereng.py").write_text(RULES, "utf-8")
    with Server({}) as server:
        place = Place(server, tmp_path, crawl)
        for name in STORIES:
            place.serve(f"/baca/{name}", story(name))
        place.serve("/terkini", shell())
        place.serve("/pilihan", listed("air-bersih"))
        place.serve("/daftar.js", FILL, "text/javascript")
        place.serve("/api/terkini.json", json.dumps(["panen-apel", "jembatan-gantung"]), "application/json")
        yield place


@pytest.fixture
def chromium() -> None:
    """Only where there is a browser."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here; `apt-get install chromium` brings it")
    if importlib.util.find_spec("scrapy_playwright") is None:
        pytest.skip("scrapy-playwright is not installed; `pip install 'newsspider[browser]'` brings it")


# -- with a browser


@pytest.mark.usefixtures("chromium")
def test_lists_that_a_script_fills_are_read_as_the_script_fills_them(place: Place) -> None:
    place.serve("/pilihan", shell())
    run, report, items = place.run()
    assert run.code == 0, run.err
    assert set(items) == {"panen-apel", "jembatan-gantung"}
    assert report["lists"] == 2
    assert place.asked("/terkini") == place.asked("/pilihan") == 1, "the browser gets what the crawl got"
    assert place.asked("/daftar.js") == 1, "the second page has it from the first"
    assert place.asked("/api/terkini.json") == 2
    assert place.asked("/robots.txt") == 1


@pytest.mark.usefixtures("chromium")
def test_a_page_is_read_and_kept_as_its_script_makes_it(place: Place, tmp_path: Path) -> None:
    place.serve("/terkini", listed("panen-apel"))
    title, text = STORIES["panen-apel"]
    fill = (
        f"""document.body.innerHTML = "<h1 class=atas>{title}</h1><div class=naskah><p>{text}</p></div>" """
    )
    page = (
        f"<html><head>{DATED}</head><body><div class=naskah></div><script src=/isi.js></script></body></html>"
    )
    place.serve("/baca/panen-apel", page, Link="</gaya.css>; rel=preload; as=style")
    place.serve("/isi.js", fill, "text/javascript")
    run, report, items = place.run()
    assert run.code == 0, run.err
    assert [one["text"] for one in items["panen-apel"]["body"]] == [text]
    assert report["layouts"] == {"lereng/dua": 1, "lereng/satu": 1}
    assert not place.asked("/gaya.css")

    warc = tmp_path / "data" / "warc"
    with ArchiveReader(warc) as archive:
        kept = [one for file in warc.glob("*.warc.gz") for one in archive.responses(file)]
    served, rendered = (one for one in kept if one.response.url.endswith("/baca/panen-apel"))
    assert served.response.body == page.encode()
    assert text.encode() in rendered.response.body
    assert served.record in rendered.response.headers[RENDERED].decode()
    assert any(one.response.url.endswith("/isi.js") for one in kept), "what the page asked for is there too"
    with ArticleStore(tmp_path / "data" / "articles.sqlite", read_only=True) as store:
        stored = store.get(items["panen-apel"]["canonicalUrl"])
    assert stored is not None and stored.location == rendered.location, "the store knows where the text is"

    again = place.crawl(
        "reextract",
        str(warc),
        "-o",
        str(tmp_path / "again.jsonl"),
        "-s",
        f"OUTLET_MODULES={tmp_path / 'outlets'}",
    )
    assert again.code == 0, again.err
    read = {item["url"].rpartition("/")[2]: item for item in read_items(tmp_path / "again.jsonl")}
    assert {name: item["body"] for name, item in read.items()} == {n: i["body"] for n, i in items.items()}


@pytest.mark.usefixtures("chromium")
def test_a_recording_holds_the_page_as_filled_and_needs_no_browser(place: Place, tmp_path: Path) -> None:
    tape = tmp_path / "rekaman.yaml"
    run, _, items = place.run("-a", f"record={tape}")
    assert run.code == 0 and len(items) == 3, run.err
    assert "daftar.js" in tape.read_text("utf-8") and "/api/terkini.json\n" not in tape.read_text("utf-8")
    asked = sum(place.server.asked.values())
    place.browser = False
    replay, _, again = place.run("-a", f"cassette={tape}")
    assert "needs a browser" not in replay.err
    assert again.keys() == items.keys()
    assert sum(place.server.asked.values()) == asked


@pytest.mark.usefixtures("chromium")
def test_robots_txt_holds_for_the_list_and_for_what_it_asks_for(place: Place) -> None:
    place.serve("/robots.txt", "User-agent: *\nDisallow: /terkini\nDisallow: /api/\n", "text/plain")
    place.serve("/pilihan", shell())
    run, report, items = place.run()
    assert not place.asked("/terkini") and not place.asked("/api/terkini.json")
    assert place.asked("/daftar.js") == 1
    assert not items and len(report["robots_lists"]) == 1, run.err


@pytest.mark.usefixtures("chromium")
def test_what_a_page_may_not_ask_for_now_is_not_asked_for_later(place: Place) -> None:
    """A host without its robots.txt puts requests of the crawl back into the frontier, and none of a page."""
    host = "http://api.kabar-lereng.example"
    place.server.answers[f"{host}/robots.txt"] = [Answer(status=503)] * 3 + [Answer()]
    place.serve(f"{host}/terkini.json", "[]", "application/json")
    place.serve("/daftar.js", f'fetch("{host}/terkini.json").catch(() => {{ {FILL} }})', "text/javascript")
    run, _, items = place.run(ROBOTSTXT_RETRY_SECONDS=0.1, RETRY_TIMES=2)
    assert run.code == 0, run.err
    assert set(items) == set(STORIES)
    assert place.asked(f"{host}/robots.txt") and not place.asked(f"{host}/terkini.json")


@pytest.mark.usefixtures("chromium")
def test_a_page_reaches_nothing_but_data_of_its_outlet(place: Place) -> None:
    port = place.server.port
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        tcp.setblocking(False)
        udp.bind(("127.0.0.1", 0))
        udp.setblocking(False)
        stream, datagram = tcp.getsockname()[1], udp.getsockname()[1]
        attempts = f"""
        const quietly = f => {{ try {{ const p = f(); if (p && p.catch) p.catch(() => 0) }} catch (e) {{}} }};
        quietly(() => fetch("http://127.0.0.1:{port}/rahasia"));
        quietly(() => fetch("http://localhost:{port}/rahasia"));
        quietly(() => fetch("http://[::1]:{port}/rahasia"));
        quietly(() => fetch("http://dalam.kabar-lereng.example/rahasia"));
        quietly(() => fetch("http://iklan.example/hitung", {{mode: "no-cors"}}));
        quietly(() => fetch("/kirim", {{method: "POST", body: "x"}}));
        quietly(() => navigator.sendBeacon("/kirim", "x"));
        quietly(() => {{ new Image().src = "/gambar.png" }});
        quietly(() => {{ new Image().src = "http://127.0.0.1:{stream}/gambar.png" }});
        quietly(() => new WebSocket("ws://127.0.0.1:{stream}/"));
        quietly(() => new WebSocket("ws://www.kabar-lereng.example:{stream}/"));
        quietly(() => new EventSource("/arus"));
        quietly(() => open("/jendela"));
        quietly(() => open("http://127.0.0.1:{stream}/jendela"));
        quietly(() => {{ location.href = "/lain" }});
        quietly(() => new Worker(URL.createObjectURL(new Blob([
            `fetch("http://127.0.0.1:{stream}/pekerja"); new WebSocket("ws://127.0.0.1:{stream}/")`]))));
        quietly(() => navigator.serviceWorker.register("/layanan.js"));
        for (const [tag, at] of [["iframe", "src"], ["link", "href"], ["object", "data"], ["video", "src"]]) {{
          const one = document.createElement(tag);
          one.rel = "prefetch stylesheet preconnect";
          one[at] = "http://127.0.0.1:{stream}/" + tag;
          document.head.append(one);
        }}
        quietly(() => {{
          const peer = new RTCPeerConnection({{iceServers: [{{urls: "stun:127.0.0.1:{datagram}"}}]}});
          peer.createDataChannel("x");
          return peer.createOffer().then(offer => peer.setLocalDescription(offer));
        }});
        const link = document.createElement("a");
        link.href = "/unduhan.bin"; link.download = "x"; document.body.append(link); link.click();
        """
        # it waits long enough for all of this before it fills the list
        place.serve("/daftar.js", f"{attempts}; setTimeout(() => {{ {FILL} }}, 1500)", "text/javascript")
        run, _, items = place.run()
        assert run.code == 0, run.err
        assert set(items) == set(STORIES), "its script ran to its end"
        for listening in (tcp, udp):
            with pytest.raises(BlockingIOError):
                listening.recv(1) if listening is udp else listening.accept()
    allowed = ("/robots.txt", "/terkini", "/pilihan", "/daftar.js", "/api/terkini.json")
    assert set(place.server.asked) == {
        HOST + path for path in (*allowed, *(f"/baca/{name}" for name in STORIES))
    }


@pytest.mark.usefixtures("chromium")
@pytest.mark.parametrize(
    ("script", "settings", "why"),
    [
        ("while (true) {}", {"BROWSER_TIMEOUT": 5}, "not done after 5 seconds"),
        (TICK, {"BROWSER_TIMEOUT": 5}, "not done after 5 seconds"),
        (
            "document.getElementById('daftar').innerHTML = '<li class=kabar>' + 'apel '.repeat(1e6)",
            {"DOWNLOAD_MAXSIZE": 1_000_000},
            "larger than allowed",
        ),
    ],
    ids=["busy", "never at rest", "huge"],
)
def test_a_page_that_knows_no_end_costs_its_list_and_no_other(
    place: Place, script: str, settings: dict[str, Any], why: str
) -> None:
    place.serve("/terkini", shell(script, src="/tidak-ada.js"))
    place.serve("/api/detak", "{}", "application/json")
    place.server.answers[f"{HOST}/pilihan"] = [Answer(shell().encode())]
    run, report, items = place.run(**settings)
    assert run.code == 1
    assert report["failed"] == {"list not read": 1} and why in run.err
    assert set(items) == {"panen-apel", "jembatan-gantung"}, "the next page has a browser as before"


@pytest.mark.usefixtures("chromium")
def test_a_page_may_ask_for_so_much_and_no_more(place: Place) -> None:
    place.serve("/daftar.js", 'for (let i = 0; i < 30; i++) fetch("/api/" + i)', "text/javascript")
    place.run(BROWSER_REQUESTS=6)
    assert place.asked("/daftar.js") == 1
    assert sum(place.asked(f"/api/{number}") for number in range(30)) == 5


@pytest.mark.usefixtures("chromium")
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    ("one", "script"),
    [
        pytest.param(signal.SIGINT, TICK, id="Ctrl-C"),
        pytest.param(
            signal.SIGINT, f"setTimeout(() => {{ while (true) {{}} }}, 2000); {TICK}", id="Ctrl-C, busy page"
        ),
        pytest.param(signal.SIGTERM, TICK, id="SIGTERM"),
        pytest.param(signal.SIGKILL, TICK, id="SIGKILL"),
    ],
)
def test_a_crawl_that_ends_in_the_midst_leaves_no_browser_and_loses_no_list(
    place: Place, tmp_path: Path, one: signal.Signals, script: str
) -> None:
    place.serve("/terkini", shell(script, src="/tidak-ada.js"))
    command = Command(*place.arguments(BROWSER_TIMEOUT=1_000, EXTRACT_PROCESSES=0))
    command.wait_for(lambda: place.asked("/api/detak") > 2)
    if script != TICK:
        before = 0
        while (now := place.asked("/api/detak")) > before:  # until it is busy
            before = now
            time.sleep(1)
    others = descendants(command.process.pid)
    assert len(others) > 2, "the browser has processes of its own"
    if one is signal.SIGKILL:
        command.process.kill()
        command.process.wait(20)
        assert not left_of(others)
    else:
        assert "ERROR" not in command.stop([one])
    place.serve("/terkini", shell())
    run, _, items = place.run()
    assert run.code == 0, run.err
    assert {"panen-apel", "jembatan-gantung"} <= set(items)


@pytest.mark.usefixtures("chromium")
def test_a_chromium_that_is_not_there_is_said(place: Place) -> None:
    run, report, _ = place.run(BROWSER_PATH="/tidak/ada/chromium")
    assert run.code == 1
    assert report["failed"] == {"needs a browser": 1}
    assert "BROWSER_PATH=FILE" in run.err


# -- without one


def test_without_a_browser_the_list_counts_as_not_read_and_the_crawl_goes_on(place: Place) -> None:
    place.browser = False
    run, report, items = place.run()
    assert run.code == 1
    assert set(items) == {"air-bersih"}
    assert report["failed"] == {"needs a browser": 1}
    assert f"{HOST}/terkini: needs a browser: " in run.err and "-s BROWSER=1" in run.err
    assert not place.asked("/daftar.js")


@pytest.mark.usefixtures("chromium")
def test_what_was_not_read_for_want_of_a_browser_is_read_when_there_is_one(place: Place) -> None:
    place.browser = False
    place.run()
    place.browser = True
    run, _, items = place.run()
    assert run.code == 0, run.err
    assert {"panen-apel", "jembatan-gantung"} <= set(items)


def test_a_list_that_came_filled_needs_no_browser(place: Place) -> None:
    place.browser = False
    place.serve("/terkini", listed("panen-apel"))
    run, _, items = place.run()
    assert run.code == 0, run.err
    assert set(items) == {"panen-apel", "air-bersih"}


def middleware(**settings: Any) -> Browser:
    crawler = get_crawler(settings_dict=settings)
    crawler.spider = crawler._create_spider("lereng")
    crawler.spider.outlet = outlet()  # type: ignore[attr-defined]
    return Browser.from_crawler(crawler)


def test_the_page_after_the_last_of_a_list_that_comes_filled_is_empty() -> None:
    browser = middleware()

    def passes(number: int, text: str) -> Response:
        request = Request(f"{HOST}/terkini?page={number}", meta={"step": {"source": 0, "page": number}})
        response = HtmlResponse(request.url, body=text.encode(), request=request)
        return asyncio.run(browser.process_response(request, response))

    with pytest.raises(Refusal, match="needs a browser"):
        passes(1, shell())
    assert passes(0, listed("panen-apel")).status == passes(1, shell()).status == 200


@pytest.mark.parametrize("asked_for", [False, True])
def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch, asked_for: bool) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert "pip install 'newsspider[browser]'" in middleware(BROWSER=asked_for).missing


def test_nothing_of_a_browser_is_imported_before_it_is_used() -> None:
    code = "import sys, newsspider.crawl.browser; sys.exit(any('playwright' in name for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 0


def outlet(**source: Any) -> Outlet:
    return Outlet(
        name="lereng",
        title="Kabar Lereng",
        domains=("kabar-lereng.example",),
        articles=r"http://www\.kabar-lereng\.example/baca/[a-z-]+",
        discover=(Rubric(f"{HOST}/terkini", **{"item": "li.kabar", "browser": True, **source}),),
        layouts=(Layout("satu", years="2026", headline="h1", body="div.isi"),),
    )


def test_a_rule_says_what_a_browser_waits_for() -> None:
    with pytest.raises(RuleError, match='browser": a browser waits for what `item` or `links` names'):
        outlet(item=None)
