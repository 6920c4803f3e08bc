"""Kontan on loopback: six layouts; a sitemap per channel (some gzipped), feeds per channel, the indeks."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from tests.site import lists
from tests.site.lists import Answer, Request
from tests.site.looks import Cut, Look, Page, text_html
from tests.site.site import Entry, Plan, Site
from tests.site.words import Item, Story, slugify

LINKS = r"(?:https?:)?//[a-z]+\.kontan\.co\.id/(?:news|release)/[^\"']+"


class _Kontan(Look):
    outlet = "kontan"
    links = LINKS
    sections = 1
    agency: str | None = "Meridian Newswire"

    def dateline(self, story: Story) -> str | None:
        return f"KONTAN.CO.ID - {story.city.upper()}"

    def credit(self, name: str) -> str:
        return f"KONTAN/{name}"

    def authors(self, story: Story) -> tuple[str, ...]:
        return () if self.credited(story) else story.authors

    def opening(self, page: Page) -> str:
        return f"<strong>KONTAN.CO.ID -&nbsp; {page.story.city.upper()}.</strong> "

    def people(self, page: Page) -> str:
        first = (
            f"Sumber: {self.agency}"
            if self.credited(page.story)
            else f"Reporter: {', '.join(page.story.authors)}"
        )
        return f"{first} | Editor: {', '.join(page.story.editors)}"

    def write_section(self, page: Page) -> str:
        slug, name = page.story.section[0]
        return (
            '<a href="//home.kontan.co.id">Home</a> <i class="fa fa-angle-right"></i> '
            f'<a href="//{slug}.kontan.co.id">{name}</a>'
        )

    def tag_url(self, name: str, page: Page) -> str:
        return f"{page.scheme}://www.kontan.co.id/tag/{slugify(name)}"

    def write_tags(self, page: Page) -> str:
        return " ".join(f'<li><a href="{self.tag_url(tag, page)}">{tag}</a></li>' for tag in page.story.tags)

    def heading(self, item: Item, page: Page) -> str:
        return f"<p><strong>{text_html(item.text)}</strong></p>"

    def read_also(self, title: str, url: str) -> str:
        return f'<p><strong>Baca Juga: <a class="track-bacajuga-inside" href="{url}" target="_blank">{title}</a></strong></p>'

    def ad(self, item: Item, page: Page) -> str:
        return (
            '<!--inside article -->\n<div class="pad-5 pad-l pad-r heightads250 insideads">'
            '<div id="div-insidearticle-Nasional"><span>Advertisement</span></div></div>\n<!-- inside article end -->'
        )


class Desk(_Kontan):
    name = "desk"
    case = "kontan/desk/split"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("section", '<div class="breadcumb fs18">', "</div>"),
        Cut("column", '<div class="tmpt-desk-kon" itemprop="articleBody">', "<style>.bg-color-linkedin"),
        Cut("tags", '<div class="tagl fs14"><ul>', "</ul>"),
    )
    query = "page"

    def write_column(self, page: Page) -> str:
        pager = ""
        if page.count > 1:
            after = page.at(min(page.number + 1, page.count), "page")
            numbers = "".join(
                f'<li{" class=active" if n == page.number else ""}><a href="{page.urls["url"]}?page={n}">{n}</a></li>'
                for n in range(1, page.count + 1)
            )
            pager = (
                '<!-- pagination start -->\n<div class="mar-10 mar-r mar-l"><div class="pagination">'
                f'<span class="fs14">Halaman&nbsp;&nbsp;</span><ul>{numbers}<li><a class="track-lanjutbaca" href="{after}">'
                'Selanjutnya <i class="fa fa-angle-double-right"></i></a></li></ul></div></div>\n<!-- pagination end -->\n'
            )
        return f'\n<p><span class="fs13">{self.people(page)}</span></p>\n{self.write_body(page)}\n{pager}'

    def behind(self, page: Page) -> str:
        return (
            '<p><a class="track-gnews" href="https://news.google.com/publications/0000" target="_blank">'
            "Cek Berita dan Artikel yang lain di Google News</a></p>"
        )


class Setup(_Kontan):
    name = "setup"
    case = "kontan/setup/split-page-all"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("section", '<div class="breadcumb fs18">', "</div>"),
        Cut("date", '<div class="fs13 color-gray mar-t-10">', "</div>"),
        Cut("column", '<div class="ctn" itemprop="articleBody">', '<div class="tpt_shr passedMe">'),
        Cut("editor", 'id="editor">', "</div>"),
        Cut("tags", '<div class="tagl fs14"><ul>', "</ul>"),
    )
    agency: str | None = None
    query = "page"
    whole = "all"

    def images(self, images: list[dict[str, object]]) -> list[dict[str, object]]:
        return []

    def dateline(self, story: Story) -> str | None:
        return "KONTAN.CO.ID"

    def opening(self, page: Page) -> str:
        return "<strong>KONTAN.CO.ID - </strong>"

    def write_date(self, page: Page) -> str:
        when = self.slot("datePublished weekday 0 bar", page)
        return f' {when} <span class="">&nbsp; Penulis: {", ".join(page.story.authors)}</span> '

    def write_editor(self, page: Page) -> str:
        return f"Editor: {', '.join(page.story.editors)}"

    def write_column(self, page: Page) -> str:
        pager = ""
        if page.count > 1:
            url = page.urls["url"]
            numbers = " ".join(
                f'<a class="font-16 button-pagination{" active" if n == page.number else ""}" href="{url}?page={n}">{n}</a>'
                for n in range(1, page.count + 1)
            )
            pager = (
                '<!-- pagination start --> <div class="ff-opensans"> <div class="pad-10 pad-l pad-r"> '
                f'<a class="font-16 color-orange semibold fright" href="{page.at(min(page.number + 1, page.count), "page")}">'
                'Selanjutnya <i class="fa fa-angle-double-right"></i></a> </div> <div class="enter"></div> '
                f'<div class="paginations"> Halaman&nbsp;&nbsp; {numbers} <a class="font-16 button-pagination" '
                f'href="{url}?page=all">Tampilkan Semua</a> </div> </div> <!-- pagination end --> '
            )
        return f" <p></p> {self.write_body(page)} {pager}"

    def read_also(self, title: str, url: str) -> str:
        return f'<p><strong><span>Baca Juga: </span><a href="{url}">{title} </a></strong> </p>'


class ArtikelTitle(_Kontan):
    name = "artikel-title"
    case = "kontan/artikel-title/free"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("dateModified iso", '"dateModified": "', '"'),
        Cut("section", '<div class="breadcumb fs18">', "</div>"),
        Cut("people", '<span class="artikel__penulis">', "</span>"),
        Cut(
            "column",
            '<div class="entry-content" itemprop="articleBody">',
            '</div>\n<div class="artikel__tags">',
        ),
        Cut("tags", "<span>Topik</span><ul>", "</ul>"),
    )
    deck = True
    modified = True
    free = True
    pictures = True
    sections = 2
    agency: str | None = None

    def write_people(self, page: Page) -> str:
        return self.people(page)

    def write_section(self, page: Page) -> str:
        slug, name = page.story.section[1]
        return (
            super().write_section(page)
            + f' <i class="fa fa-angle-right"></i> <a href="//{slug}.kontan.co.id">{name}</a>'
        )

    def write_column(self, page: Page) -> str:
        return f"\n{self.write_body(page)}\n"

    def heading(self, item: Item, page: Page) -> str:
        return f"<h2>{text_html(item.text)}</h2>"

    def picture(self, item: Item, page: Page) -> str:
        return (
            '<figure><img src="https://foto.kontan.co.id/smart/foto.jpg" alt="">'
            f"<figcaption>{item.text} ({self.credit(item.credit)})</figcaption></figure>"
        )

    def ad(self, item: Item, page: Page) -> str:
        return '<div class="ads-inreads"><span>Iklan</span></div>'

    def read_also(self, title: str, url: str) -> str:
        return f'<h2><span>Selanjutnya: </span><a class="track-lanjutbaca" href="{url}">{title} </a></h2>'


class Insight(_Kontan):
    name = "insight"
    case = "kontan/insight/stub"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("section", '<div class="breadcumb fs18">', "</div>"),
        Cut("column", '<div class="ctn">', '<div class="kontan_premiun">'),
    )
    tags = False
    free = False
    agency: str | None = None
    cut_after = 1

    def images(self, images: list[dict[str, object]]) -> list[dict[str, object]]:
        return []

    def write_column(self, page: Page) -> str:
        authors = ", ".join(page.story.authors)
        editors = ", ".join(page.story.editors)
        return f" <p> Reporter: <b>{authors}</b> | Editor: <b>{editors}</b> </p> {self.write_body(page)} "


class PressRelease(_Kontan):
    name = "pressrelease"
    case = "kontan/pressrelease/company"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("source", '<span class="release-source">', "</span>"),
        Cut("column", '<div id="release-content">', '</div>\n<div class="release-disclaimer">'),
    )
    tags = False
    editors = False
    sections = 0
    quotes = False

    def credited(self, story: Story) -> str | None:
        return f"PT {story.village} Sejahtera Tbk"

    def authors(self, story: Story) -> tuple[str, ...]:
        return ()

    def dateline(self, story: Story) -> str | None:
        return None

    def credit(self, name: str) -> str:
        return f"Dok. {name}"

    def opening(self, page: Page) -> str:
        return ""

    def items(self, story: Story) -> list[Item]:
        return [item for item in super().items(story) if item.kind not in ("read_also", "ad")]

    def write_source(self, page: Page) -> str:
        return f"Sumber: {self.credited(page.story)}"

    def write_column(self, page: Page) -> str:
        return f"\n{self.write_body(page)}\n"


class Amp(_Kontan):
    name = "amp"
    case = "kontan/amp/split"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("section", '<div class="breadcumb fs18">', "</div>"),
        Cut("people", '<div class="amp-byline fs13">', "</div>"),
        Cut("column", '<div class="amp-content" itemprop="articleBody">', '<div class="paging">'),
        Cut("pager", '<div class="paging">', "</div>"),
        Cut("tags", '<div class="amp-tag"><ul>', "</ul>"),
    )
    query = "page"
    agency: str | None = "Meridian Newswire"

    def write_people(self, page: Page) -> str:
        return self.people(page)

    def write_column(self, page: Page) -> str:
        return f"\n{self.write_body(page)}\n</div>\n"

    def write_pager(self, page: Page) -> str:
        if page.count == 1:
            return ""

        def number(n: int, url: str) -> str:
            return f'<span class="aktif">{n}</span> ' if n == page.number else f'<a href="{url}">{n}</a> '

        after = page.at(min(page.number + 1, page.count), "page")
        return f'Halaman {self.numbers(page, number)} <a class="lanjut" href="{after}">Halaman selanjutnya&gt;&gt;&gt;</a>'

    def ad(self, item: Item, page: Page) -> str:
        return (
            '<amp-ad width="300" height="250" type="doubleclick" data-slot="/0000/kontan/amp/inside">'
            "<div fallback>Advertisement</div></amp-ad>"
        )


KANALS = "nasional keuangan investasi industri internasional peluangusaha regional lifestyle".split()
PARTS = (("agribisnis", "Agribisnis"), ("energi", "Energi"), ("makroekonomi", "Makroekonomi"))
ROBOTS = (
    "User-agent: *\nDisallow: /search/\nDisallow: /ajax/\n\nSitemap: https://www.kontan.co.id/sitemap.xml\n"
)
OWN = ("insight", "pressrelease")
EMPTY = "personalfinance english fokus kesehatan analisis executive kolom".split()


def section(layout: str, rng: random.Random) -> tuple[tuple[str, str], ...]:
    slug = layout if layout in OWN else rng.choice(KANALS)
    return (slug, slug.capitalize()), rng.choice(PARTS)


def place(layout: str, story: Story) -> str:
    if layout == "pressrelease":
        return f"https://pressrelease.kontan.co.id/release/{story.slug}"
    host = "amp" if layout == "amp" else story.section[0][0]
    return f"https://{host}.kontan.co.id/news/{story.slug}"


def answer(site: Site, request: Request) -> Answer | None:
    entries = site.entries["kontan"]
    kanal, path = request.host.removesuffix(".kontan.co.id"), request.path
    base = f"{site.scheme}://"
    present = sorted({e.channel for e in entries})
    of = {name: [e for e in entries if e.channel == name] for name in (*present, *EMPTY)}
    if kanal == "www":
        if path == "/sitemap.xml":
            # half of the channels have their sitemap on their own host, half on this one; some are gzipped
            return lists.sitemap_index(
                (
                    f"{base}www.kontan.co.id/{name}/news/sitemap.xml{'.gz' if n % 4 == 1 else ''}"
                    if n % 2
                    else f"{base}{name}.kontan.co.id/news/sitemap.xml"
                    for n, name in enumerate(present)
                ),
                lists.newest(entries),
            )
        if match := re.fullmatch(r"/([a-z]+)/news/sitemap\.xml(\.gz)?", path):
            return lists.urlset(of.get(match[1], []), news="Kontan", zipped=bool(match[2]))
        if path.rstrip("/") == "/search/indeks":
            return _indeks(site, entries, request)
        if match := re.fullmatch(r"/tag/(loadmore_news/)?([a-z0-9-]+)(?:/(\d+))?", path):
            tagged = [e for e in entries if match[2] in map(slugify, e.story.tags)]
            at = int(match[3] or 0)
            return _tagged(match[2], tagged[at : at + site.list_size], bare=bool(match[1]))
        if path == "/rss":
            return lists.rss("Kontan", entries[:25])
    elif kanal == "search" and path.rstrip("/") == "/indeks":
        return _indeks(site, entries, request)
    if path == "/rss" and kanal in of:
        return lists.rss(f"Kontan {kanal}", of[kanal][:25])
    if path == "/news/sitemap.xml" and kanal in of:
        return lists.urlset(of[kanal], news="Kontan")
    if path in ("/", ""):
        return _home(kanal, of.get(kanal, entries)[: site.list_size])
    return None


def _indeks(site: Site, entries: Sequence[Entry], request: Request) -> Answer | None:
    """The index of a day; ``per_page`` is where the page begins, not its size."""
    query = request.query
    try:
        day = datetime(int(query["tahun"]), int(query["bulan"]), int(query["tanggal"]))
    except (KeyError, ValueError):
        return _home("indeks", entries[: site.list_size])
    kanal = query.get("kanal", "")
    chosen = [e for e in lists.on_day(entries, day) if kanal in ("", "semua", e.channel)]
    at = request.number("per_page", 0)
    part = chosen[at : at + site.list_size]
    following = ""
    if at + site.list_size < len(chosen):
        address = re.sub(r"&per_page=\d*", "", request.target)
        following = f'<ul class="cd-pagination"><li><a href="{address}&per_page={at + site.list_size}">Next »</a></li></ul>'
    return lists.html_page(
        "Indeks Berita Kontan",
        f'<div class="list-berita"><ul>\n{_rows(part)}</ul></div>{following}',
        modified=lists.newest(part),
    )


def _rows(entries: Sequence[Entry]) -> str:
    return "".join(
        f'<li><div class="pic"><a href="{_relative(e.url)}"><img data-src="//foto.kontan.co.id/thumb/0.jpg" alt=""></a></div>'
        f'<div class="ket"><div class="sp-hl"><h1><a href="{_relative(e.url)}">{e.story.headline}</a></h1></div>'
        f'<div class="fs14 ff-opensans font-gray"><span class="linkto-orange"><a href="//{e.channel}.kontan.co.id">'
        f"{e.story.section[0][1]}</a></span> | {lists.shown(e, 'weekday 0 slash')}</div></div></li>\n"
        for e in entries
    )


def _relative(url: str) -> str:
    """Lists name no scheme: //nasional.kontan.co.id/news/…"""
    return url.split(":", 1)[1]


def _home(kanal: str, entries: Sequence[Entry]) -> Answer:
    return lists.html_page(
        f"Kontan {kanal}",
        f'<div id="list-news"><ul>\n{_rows(entries)}</ul></div>',
        modified=lists.newest(entries),
    )


def _tagged(tag: str, entries: Sequence[Entry], bare: bool) -> Answer:
    rows = _rows(entries)
    if bare:
        return Answer(rows.encode(), modified=lists.newest(entries))
    return lists.html_page(
        f"Tag {tag}", f'<ul id="load_berita">\n{rows}</ul>', modified=lists.newest(entries)
    )


PLAN = Plan(
    name="kontan",
    title="Kontan",
    domains=("kontan.co.id",),
    looks={look.name: look for look in (Desk(), Setup(), ArtikelTitle(), Insight(), PressRelease(), Amp())},
    weights={"desk": 6, "setup": 3, "artikel-title": 3, "insight": 1, "pressrelease": 1},
    twins={"desk": ("amp",)},
    section=section,
    place=place,
    answer=answer,
    robots=ROBOTS,
    moved={"kontan.co.id": "www.kontan.co.id"},
)
