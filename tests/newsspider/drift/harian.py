"""A daily of our own on loopback, which changes its template overnight: its pages, its list and its rules."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from newsspider.drift.model import Count, Ledger
from tests.newsspider.own import own_project
from tests.newsspider.server import Answer

HOST = "http://www.harian.example"
RULES = '''"""Harian, harian.example."""

from extractors.rules import Layout, Outlet, Sitemap

RULES = Outlet(
    name="harian",
    title="Harian",
    domains=("harian.example",),
    articles="/berita/{id}/{slug}",
    discover=(Sitemap("http://www.harian.example/sitemap.xml"),),
    examples=("https://www.harian.example/berita/100/panen-padi",),
    layouts=(
        Layout(
            "baca",
            years="2020-",
            headline="h1.judul",
            body="div.isi-berita",
            published=".waktu",
            byline=".penulis",
            editors=".penyunting",
            section=".jalur a",
            keywords=".topik a",
            caption=".foto figcaption",
            drop=(".iklan",),
        ),
    ),
)
'''
_MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
_PLACES = "Sleman Bantul Wonosari Wates Klaten Boyolali Salatiga Ungaran Kendal Batang Tegal Brebes".split()
_NAMES = "Sari Dewi|Budi Santoso|Rina Kartika|Agus Wibowo|Maya Lestari|Hendra Saputra".split("|")
_THINGS = "padi bawang cabai kopi tebu jagung kedelai salak".split()
_DEEDS = "memanen menjual menimbang menyimpan menanam menawar".split()
_ENDS = (
    "lebih awal daripada tahun lalu",
    "dengan harga yang lebih baik",
    "setelah hujan turun teratur",
    "tanpa bantuan tengkulak",
    "bersama koperasi desa mereka",
)


class Story:
    """One article, the same under every template."""

    def __init__(self, number: int, published: datetime) -> None:
        random = Random(number)
        place, thing = random.choice(_PLACES), random.choice(_THINGS)
        self.number, self.published = number, published
        self.headline = f"Petani {place} {random.choice(_DEEDS).capitalize()} {thing.capitalize()} {number}"
        self.author, self.editor = random.sample(_NAMES, 2)
        self.section = random.choice(("Ekonomi", "Daerah", "Pangan"))
        self.keywords = random.sample(_THINGS, 2)
        self.caption = f"Petani di {place} menimbang {thing} ke-{number}."
        self.paragraphs = [
            f"Petani di {place} {random.choice(_DEEDS)} {thing} {random.choice(_ENDS)}, kata ketua kelompok"
            f" {random.choice(_NAMES)} pada hari ke-{number}{line}."
            for line in range(random.randint(4, 7))
        ]

    @property
    def path(self) -> str:
        return f"/berita/{self.number}/{'-'.join(self.headline.lower().split())}"

    @property
    def url(self) -> str:
        return HOST + self.path

    @property
    def shown_date(self) -> str:
        day = self.published
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year} {day:%H:%M} WIB"

    def facts(self) -> dict[str, object]:
        """What a record of it has to say."""
        return {
            "headline": self.headline,
            "authors": [self.author],
            "editors": [self.editor],
            "articleSection": [self.section],
            "keywords": self.keywords,
            "datePublished": self.published.replace(second=0, microsecond=0).isoformat(),
            "body": [{"type": "paragraph", "text": text} for text in self.paragraphs],
            "images": [{"text": self.caption, "credit": None, "lead": True}],
        }

    def _head(self) -> str:
        told = {
            "@type": "NewsArticle",
            "headline": self.headline,
            "datePublished": self.published.isoformat(),
        }
        return (
            f'<html lang="id"><head><title>{self.headline} - Harian</title>'
            f'<script type="application/ld+json">{json.dumps(told)}</script></head>'
        )

    def old(self, *, editor: bool = True) -> str:
        """The template that the rules know; without an editor, its element has another name."""
        who = "penyunting" if editor else "nama-editor"
        return (
            f'{self._head()}<body><nav class="menu"><a href="/">Beranda</a><a href="/ekonomi">Ekonomi</a></nav>'
            f'<div class="jalur"><a href="/">Beranda</a> <a href="/s">{self.section}</a></div>'
            f'<h1 class="judul">{self.headline}</h1><div class="waktu">{self.shown_date}</div>'
            f'<div class="penulis">Penulis: {self.author}</div><div class="{who}">Editor: {self.editor}</div>'
            f'<figure class="foto"><img src="/a.jpg"><figcaption>{self.caption}</figcaption></figure>'
            f'<div class="isi-berita">{"".join(f"<p>{text}</p>" for text in self.paragraphs)}'
            f'<div class="iklan">Iklan</div></div>'
            f'<div class="topik">{"".join(f"<a>{word}</a> " for word in self.keywords)}</div>'
            '<footer class="kaki">Hak cipta Harian</footer></body></html>'
        )

    def new(self) -> str:
        """The template of the next morning: other elements, other names, other places."""
        return (
            f'{self._head()}<body><header class="site-top"><ul><li><a href="/">Home</a></li></ul></header>'
            f'<main><article class="story"><ol class="story-crumb"><li><a href="/">Beranda</a></li>'
            f'<li><a href="/s">{self.section}</a></li></ol>'
            f'<h1 class="story-title">{self.headline}</h1>'
            f'<div class="story-meta"><span class="story-author">Penulis: {self.author}</span>'
            f'<span class="story-desk">Editor: {self.editor}</span><time class="story-date">{self.shown_date}</time></div>'
            f'<figure class="story-lead"><img src="/a.jpg"><figcaption class="story-caption">{self.caption}</figcaption></figure>'
            f'<section class="story-text">{"".join(f"<p>{text}</p>" for text in self.paragraphs)}</section>'
            f'<ul class="story-tags">{"".join(_tag(word) for word in self.keywords)}</ul>'
            '</article></main><footer class="site-end">Hak cipta Harian</footer></body></html>'
        )


def _tag(word: str) -> str:
    return f'<li><a href="/tag/{word}">{word}</a></li>'


class Daily:
    """The outlet's stories as a server has them. ``answers`` is what it serves now."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.stories: list[Story] = []
        self.answers: dict[str, list[Answer]] = {}
        self.publish(0)

    def publish(self, count: int, *, new: bool = False, editor: bool = True) -> list[Story]:
        """More stories, of the last minutes; they are the list's first."""
        first = 100 + len(self.stories)
        fresh = [
            Story(number, self.now - timedelta(minutes=count - i))
            for i, number in enumerate(range(first, first + count))
        ]
        self.stories += fresh
        for story in fresh:
            self.serve(story, story.new() if new else story.old(editor=editor))
        urls = "".join(
            f"<url><loc>{story.url}</loc><lastmod>{story.published.isoformat()}</lastmod></url>"
            for story in reversed(self.stories)
        )
        sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
        self.answers[f"{HOST}/sitemap.xml"] = [Answer(sitemap.encode(), headers={"Content-Type": "text/xml"})]
        self.answers[f"{HOST}/robots.txt"] = [
            Answer(b"User-agent: *\n", headers={"Content-Type": "text/plain"})
        ]
        return fresh

    def serve(self, story: Story, page: str) -> None:
        self.answers[story.url] = [Answer(page.encode())]


def project(folder: Path) -> Path:
    """A folder with the rules of the outlet."""
    return own_project(
        folder,
        outlets__harian=RULES,
    )


def season(ledger: Ledger, hours: int, now: int) -> None:
    """A history: the hours before this one were as the last crawl's was."""
    last = list(ledger.hours("harian"))[-1].counts
    for ago in range(1, hours + 1):
        counts = {Count("harian", layout, key, now - ago): number for (layout, key), number in last.items()}
        ledger.add(counts)
