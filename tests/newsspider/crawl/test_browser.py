"""Lists and pages that only a script fills: opened in a real Chromium, whose requests are the crawl's own."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from extractors.rules import Layout, Outlet, RuleError, Rubric
from newsspider.crawl.browser import RENDERED
from newsspider.recording.fixtures import read_pages
from tests.conftest import ROOT
from tests.newsspider.conftest import Run, read_items
from tests.newsspider.server import Answer, Server

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
    "jembatan-gantung": ("Jembatan Gantung Dibuka", "Warga menyeberangi jembatan baru itu dengan berjalan kaki."),
    "air-bersih": ("Air Bersih Mengalir", "Pipa sepanjang dua kilometer selesai dipasang kemarin."),
}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = pytest.mark.slow


def story(name: str) -> str:
    title, text = STORIES[name]
    return (
        f"<html><head><title>{title}</title></head><body><h1 class=judul>{title}</h1>"
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


@dataclass
class Place:
    """The outlet's web, and crawls of it."""

    server: Server
    folder: Path
    crawl: Callable[..., Run]
    browser: bool = True

    def serve(self, path: str, text: str | bytes, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
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
            "ALLOWED_NETWORKS": "www.kabar-lereng.example,api.kabar-lereng.example",
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
def test_a_list_that_a_script_fills_is_read_as_the_script_fills_it(place: Place) -> None:
    run, report, items = place.run()
    assert run.code == 0, run.err
    assert set(items) == set(STORIES)
    assert report["lists"] == 2
    assert place.asked("/terkini") == 1, "the browser gets what the crawl got"
    assert place.asked("/daftar.js") == place.asked("/api/terkini.json") == 1
