"""Many outlets: what importing 500 rule files costs, and what finding the outlet of an address costs then.

The files are made up, with selectors and patterns of their own (three layouts each, as outlets have on average),
and stand in a copy of the package, which a fresh process imports; the time without any outlet is subtracted.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.pages import ROOT
from benchmarks.parts import Figures, Scale, Watch

LAYOUT = """
        Layout(
            "layout{layout}",
            when="div.isi-{name}-{layout}",
            headline="h1.judul-{name}-{layout}",
            published=".tanggal-{name}-{layout}, time.kapan-{name}",
            body="div.isi-{name}-{layout}",
            byline=".penulis-{name}-{layout} > a",
            editors=".editor-{name}-{layout}",
            section=".jejak-{name}-{layout} a",
            keywords=".tag-{name}-{layout} a",
            caption="figure.foto-{name}-{layout} figcaption",
            read_also="strong:has(a.baca-{name}-{layout}), .baca-juga-{name}",
            until=".akhir-{name}-{layout}",
            drop=(".iklan-{name}-{layout}", "[id^=div-{name}]", ".kotak-{layout}:not(.isi)", "p.ajakan-{name}"),
            dateline=r"(?i)({name}\\.example, [A-Z][a-z]+)\\s*[-–]\\s*",
            pages=Pages(query="page", whole="all", links=".halaman-{name} a"),
        ),"""
OUTLET = '''"""{name}, made up."""

from extractors.rules.model import Layout, Outlet
from extractors.rules.pages import Pages
from extractors.rules.sources import Feed, Index, Sitemap

OUTLET = Outlet(
    name="{name}",
    title="{name}",
    domains=("{name}.example",),
    articles=r"https?://(?:[a-z0-9]+\\.)?{name}\\.example/(?:news|read)/(?!indeks)[A-Za-z0-9-]+",
    not_articles={{
        "index page": r"^https?://[^/]+/?(?:[?#]|$)|^https?://[^/]+/{name}/indeks\\b",
        "tag page": r"^https?://[^/]+/tag-{name}/",
    }},
    canonical=((r"^http://m\\.{name}", "https://{name}"),),
    id=r"//(?:[a-z0-9]+\\.)?{name}\\.example/(?:news|read)/([0-9]+)",
    discover=(
        Sitemap("https://{name}.example/sitemap.xml"),
        Feed("https://{name}.example/{{channel}}/rss", channels=("nasional", "ekonomi")),
        Index("https://{name}.example/indeks/{{date:%Y-%m-%d}}?page={{page}}", links=".daftar-{name} h2 a"),
    ),
    layouts=({layouts}
    ),
)
'''
CHILD = """
import json, sys, time
begun, cpu = time.perf_counter(), time.process_time()
import extractors
told = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu, "outlets": len(extractors.OUTLETS)}
urls = json.load(sys.stdin)
if urls:
    for url, name in urls:
        found = extractors.outlet_for(url)
        assert (found.name if found else None) == name, (url, found)
    addresses = [url for url, _ in urls]
    best = float("inf")
    for _ in range(30):
        cpu = time.process_time()
        for url in addresses:
            extractors.outlet_for(url)
        best = min(best, time.process_time() - cpu)
    told["us"] = best / len(addresses) * 1e6
print(json.dumps(told))
"""


def write_outlets(folder: Path, count: int) -> list[str]:
    """So many rule files into a folder; the outlets' names."""
    names = [f"outlet{number:03}" for number in range(count)]
    for name in names:
        layouts = "".join(LAYOUT.format(name=name, layout=number) for number in range(3))
        (folder / f"{name}.py").write_text(OUTLET.format(name=name, layouts=layouts), "utf-8")
    return names


def addresses(names: list[str]) -> list[tuple[str, str | None]]:
    """Addresses with the name of the outlet that each belongs to: on three hosts of each, and on foreign ones."""
    found: list[tuple[str, str | None]] = []
    for name in names:
        for host in (f"{name}.example", f"www.{name}.example", f"m.ekonomi.{name}.example"):
            found.append((f"https://{host}/news/{name}-harga-beras-naik-lagi-123456?page=2", name))
        found.append((f"https://www.{name}.lain.example.org/news/judul-berita-1", None))
    return found


def package(folder: Path, count: int) -> list[str]:
    """A copy of ``extractors`` with made-up outlets in place of its own."""
    shutil.copytree(ROOT / "extractors", folder / "extractors", ignore=shutil.ignore_patterns("__pycache__"))
    outlets = folder / "extractors" / "outlets"
    for file in outlets.glob("*.py"):
        if file.name != "__init__.py":
            file.unlink()
    return write_outlets(outlets, count)


def _child(folder: Path, urls: list[tuple[str, str | None]]) -> Figures:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        cwd=folder,
        env=environment,
        input=json.dumps(urls),
        text=True,
        check=True,
        stdout=subprocess.PIPE,
    )
    told: Figures = json.loads(done.stdout)
    return told


def measure(scale: Scale, watch: Watch) -> Figures:
    rounds = 2 if scale.quick else 5
    watch.steps(2 * rounds + 2)
    with tempfile.TemporaryDirectory() as tmp:
        many, none = Path(tmp) / "many", Path(tmp) / "none"
        urls = addresses(package(many, scale.outlets))
        package(none, 0)
        results: dict[Path, list[Figures]] = {many: [], none: []}
        for number in range(rounds + 1):
            for folder, told in results.items():
                watch.step(folder.name)
                one = _child(folder, urls if folder is many else [])
                if number:  # the first compiles
                    told.append(one)
    least = {folder.name: min(one["cpu"] for one in told) for folder, told in results.items()}
    return {
        "outlets": results[many][0]["outlets"],
        "addresses": len(urls),
        "us_per_url": min(one["us"] for one in results[many]),
        "import_s": least["many"] - least["none"],
        "import_rest_s": least["none"],
    }
