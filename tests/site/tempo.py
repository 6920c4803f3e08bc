"""Tempo on loopback: eight layouts; sitemaps per channel, feeds, three kinds of dated index, rubric JSON."""

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

LINKS = r"(?:https?:)?//[a-z]+\.tempo\.co/(?:read|amp)/[^\"']+|/[a-z-]+/[a-z0-9-]+-\d{6,}"
_HOME = '<li><a href="https://www.tempo.co/" class="fade">Beranda</a></li>\n<li><a href="https://www.tempo.co/" class="fade">Tempo.co</a></li>\n'


class _Tempo(Look):
    outlet = "tempo"
    links = LINKS
    agency: str | None = "ANTARA"
    sections = 1

    def dateline(self, story: Story) -> str | None:
        return f"TEMPO.CO, {story.city}"

    def credit(self, name: str) -> str:
        return f"TEMPO/{name}"

    def opening(self, page: Page) -> str:
        return f"<strong>TEMPO.CO</strong>, <strong>{page.story.city}</strong> - "

    def behind(self, page: Page) -> str:
        return f"<p><strong>{self.agency}</strong></p>" if self.credited(page.story) else ""

    def tag_url(self, name: str, page: Page) -> str:
        return f"{page.scheme}://www.tempo.co/tag/{slugify(name)}"

    def picture(self, item: Item, page: Page) -> str:
        return (
            f'<p><img src="https://statik.tempo.co/data/{slugify(item.text)[:20]}.jpg" alt="" width="620" /><br />'
            f"<small>{item.text} {self.credit(item.credit)}</small></p>"
        )

    def pager(self, page: Page) -> str:
        if page.count == 1:
            return ""

        def number(n: int, url: str) -> str:
            return (
                f'<li class="active"><a href="{url}">{n}</a></li>'
                if n == page.number
                else f'<li><a href="{url}">{n}</a></li>'
            )

        after = min(page.number + 1, page.count)
        return (
            '<div class="pagging"><ul>\n'
            f'<li class="prev"><a href="{page.at(max(page.number - 1, 1), "page_num")}">&laquo; Sebelumnya</a></li>\n'
            f"{self.numbers(page, number)}\n"
            f'<li class="next"><a href="{page.at(after, "page_num")}">Selanjutnya &raquo;</a></li>\n</ul></div>'
        )


class Artikel(_Tempo):
    name = "artikel"
    case = "tempo/artikel/one-paragraph-2014"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("crumbs", '<ul class="block-kanal-map">', "</ul>"),
        Cut("body", "<!-- end block display -->", "</div>\n<!-- end artikel -->"),
        Cut("tags", '<ul class="topik-terkait">', "</ul>"),
    )
    sections = 2
    editors = False
    quotes = False
    lists = False

    def authors(self, story: Story) -> tuple[str, ...]:
        return tuple(name.upper() for name in story.authors)

    def credit(self, name: str) -> str:
        return f"Dok. {name}"

    def write_crumbs(self, page: Page) -> str:
        (slug, name), (_, part) = page.story.section
        return (
            '\n<li><a href="http://www.tempo.co" class="shadow fade">home</a></li>'
            f'<li><a href="http://{slug}.tempo.co" class="shadow fade">{name}</a></li>'
            f'<li><a href="#" class="shadow fade">{part}</a></li>'
        )

    def write_body(self, page: Page) -> str:
        """One paragraph for everything, as the newsroom's editor of those years made it."""
        parts = []
        told = 0
        for i, item in enumerate(self.items(page.story)):
            if item.kind == "paragraph":
                parts.append((self.opening(page) if i == 0 else "") + text_html(item.text))
            elif item.kind == "heading":
                parts.append(f"<strong>{text_html(item.text)}</strong>")
            elif item.kind == "read_also":
                parts.append(
                    f'<strong>Baca juga: <a href="{page.links[told]}">{page.titles[told]}</a></strong>'
                )
                told += 1
        if self.credited(page.story):
            parts.append(f"<strong>{self.agency}</strong>")
        parts.append(f"<strong>{', '.join(self.authors(page.story))}</strong>")
        return "\n<p>" + "<br /> <br /> ".join(parts) + "</p>"

    def write_tags(self, page: Page) -> str:
        return "".join(
            f'<li><a href="http://www.tempo.co/topik/masalah/{i}/{slugify(tag)}">#{tag}</a></li>'
            for i, tag in enumerate(page.story.tags)
        )


class Isi(_Tempo):
    name = "isi"
    case = "tempo/isi/split-list-2019"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("crumbs", 'BreadcrumbList">', "</ul>"),
        Cut("people", "</h1>", '<span id="date"'),
        Cut("column", '<div id="isi" itemprop="articleBody">', '</div>\n<div class="tags clearfix">'),
        Cut("tags", '<ul class="tag">', "</ul>"),
    )
    sections = 2
    pictures = True
    query = "page_num"

    def write_crumbs(self, page: Page) -> str:
        (slug, name), (part_slug, part) = page.story.section
        steps = [("https://www.tempo.co/", "Home"), (f"https://{slug}.tempo.co/", name)]
        steps.append((f"https://{slug}.tempo.co/{part_slug}", part))
        return "".join(
            '\n<li itemprop="itemListElement" itemscope itemtype="http://schema.org/ListItem">'
            f'<a itemprop="item" href="{url}"><span itemprop="name">{text}</span></a>'
            f'<meta itemprop="position" content="{i}" /></li>'
            for i, (url, text) in enumerate(steps, 1)
        )

    def write_people(self, page: Page) -> str:
        def person(name: str) -> str:
            return f'<h4><a href="https://www.tempo.co/author/{slugify(name)}">{name}</a></h4>'

        return (
            '\n<div id="author" class="clearfix"><p>Reporter:</p>'
            + "".join(map(person, page.story.authors))
            + '</div>\n<div id="author" class="clearfix"><p>Editor:</p>'
            + "".join(map(person, page.story.editors))
            + "</div>\n"
        )

    def write_column(self, page: Page) -> str:
        return f"\n{self.write_body(page)}\n{self.pager(page)}\n"

    def write_tags(self, page: Page) -> str:
        return "".join(f'<li><a href="{self.tag_url(tag, page)}">{tag}</a></li>\n' for tag in page.story.tags)

    def heading(self, item: Item, page: Page) -> str:
        return f"<p><strong>{text_html(item.text)}</strong></p>"

    def ad(self, item: Item, page: Page) -> str:
        return (
            '<div id="inarticle"><iframe src="https://ads.tempo.example/inarticle" width="300" height="250">'
            "</iframe><p>Iklan</p></div>"
        )


class DetailKonten(_Tempo):
    name = "detail-konten"
    case = "tempo/detail-konten/split-2023"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("crumbs", '<ul class="sitemap">', "</ul>"),
        Cut("people", '<div class="block-avatar margin-bottom-sm">', "</div> <!-- end block avatar -->"),
        Cut("column", '<div class="detail-konten">', "</div>\n</article>"),
        Cut("tags", '<div class="box-tag-detail">', "</div>"),
    )
    query = "page_num"
    pictures = True

    def write_crumbs(self, page: Page) -> str:
        slug, name = page.story.section[0]
        return f'\n{_HOME}<li><a href="https://{slug}.tempo.co/" class="fade selected">{name}</a></li>\n'

    def write_people(self, page: Page) -> str:
        out = []
        for role, names in (("Reporter", page.story.authors), ("Editor", page.story.editors)):
            for name in names:
                url = f"https://www.tempo.co/author/{slugify(name)}"
                out.append(
                    f'<div class="box-avatar margin-right-sm">\n<div class="avatar"><a href="{url}">'
                    f'<img src="https://statik.tempo.co/user/1500.jpg" alt="{name}"></a></div>\n'
                    f'<div class="text-avatar"><p class="title margin-bottom-ss">{role}</p>'
                    f'<p class="title bold"><a href="{url}"><span>{name}</span></a></p></div>\n</div>'
                )
        return "\n".join(out)

    def write_column(self, page: Page) -> str:
        return f"\n{self.write_body(page)}\n</div>\n{self.pager(page)}\n"

    def write_tags(self, page: Page) -> str:
        return "".join(f'\n<a href="{self.tag_url(tag, page)}">{tag}</a>' for tag in page.story.tags)

    def ad(self, item: Item, page: Page) -> str:
        return (
            '<div class="banner728 margin-bottom-sm"><div class="inside728"><p>Iklan</p></div></div>\n'
            '<p class="lanjutkan">Scroll Untuk Melanjutkan</p>'
        )

    def read_also(self, title: str, url: str) -> str:
        return f'<p><strong>Pilihan Editor:</strong> <a href="{url}">{title}</a></p>'


class Amp(_Tempo):
    name = "amp"
    case = "tempo/amp/more-articles-2021"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("crumbs", '<ul class="sitemap">', "</ul>"),
        Cut("people", '<div class="block-avatar margin-bottom-sm">', '</div>\n<h4 class="date'),
        Cut("column", '<div class="detail-in">', "</div>\n</article>"),
        Cut("tags", '<div class="box-tag-detail">', "</div>"),
    )
    pictures = True

    def write_crumbs(self, page: Page) -> str:
        slug, name = page.story.section[0]
        return f'\n{_HOME}<li><a href="https://{slug}.tempo.co/" class="fade selected">{name}</a></li>\n'

    def write_people(self, page: Page) -> str:
        return "\n".join(
            '<div class="box-avatar margin-right-sm"><div class="text-avatar">'
            f'<h4 class="title margin-bottom-ss">{role}</h4><h4 class="title bold">'
            f'<a href="https://www.tempo.co/author/{slugify(name)}">{name}</a></h4></div></div>'
            for role, names in (("Reporter", page.story.authors), ("Editor", page.story.editors))
            for name in names
        )

    def write_column(self, page: Page) -> str:
        return f"\n{self.write_body(page)}\n"

    def write_tags(self, page: Page) -> str:
        return "".join(f'<a href="{self.tag_url(tag, page)}">{tag}</a>' for tag in page.story.tags)

    def opening(self, page: Page) -> str:
        return f"TEMPO.CO, {page.story.city} - "

    def behind(self, page: Page) -> str:
        return f"<p>{self.agency}</p>" if self.credited(page.story) else ""

    def read_also(self, title: str, url: str) -> str:
        return f'<div class="baca-juga"><h4 class="title">Baca Juga</h4><a href="{url}">{title}</a></div>'

    def ad(self, item: Item, page: Page) -> str:
        return (
            '<div class="box-ads"><div class="ads-in"><amp-ad width="300" height="250" type="doubleclick" '
            'data-slot="/00000000/tempo-amp/slot-2"></amp-ad></div><div class="label">Advertising</div></div>'
        )

    def picture(self, item: Item, page: Page) -> str:
        return (
            '<p><amp-img src="https://statik.tempo.co/data/foto.jpg" width="720" height="405"></amp-img>'
            f"<small>{item.text} [{self.credit(item.credit)}]</small></p>"
        )


class Nuxt(_Tempo):
    name = "nuxt"
    case = "tempo/nuxt/headings-quote-2026"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("section", '"position": 2, "name": "', '"'),
        Cut("section slug", '"item": "https://tempo.co/', '"'),
        Cut("section", '<span class="text-sm font-medium text-primary-main">', "</span>"),
        Cut("people", '<div class="flex gap-2 items-center">', '</div>\n<div class="flex gap-4'),
        Cut(
            "column",
            "</figure>",
            '<div class="container lg:w-full lg:mx-0 lg:px-0 gap-4 flex flex-wrap mt-6">',
        ),
        Cut("tags", ">", '</div>\n<section class="mt-8">'),
    )
    editors = False
    free = True

    def dateline(self, story: Story) -> str | None:
        return None

    def write_section(self, page: Page) -> str:
        return page.story.section[0][1]

    def write_section_slug(self, page: Page) -> str:
        return page.story.section[0][0]

    def write_people(self, page: Page) -> str:
        out = []
        for name in page.story.authors:
            url = f"/penulis/{slugify(name)}-900"
            out.append(
                f'<a href="{url}" class="rounded-full overflow-hidden w-10 h-10"><img src="https://statik.tempo.co/avatar/a.jpg" alt=""></a>\n'
                f'<a href="{url}" class="text-neutral-1200 text-sm font-semibold">{name}</a>'
            )
        return "\n" + "\n".join(out) + "\n"

    def write_column(self, page: Page) -> str:
        return f"\n{self.write_body(page)}\n"

    def wrap(self, markup: str) -> str:
        return f'<div id="content-wrapper" class="max-lg:container xl">\n{markup}\n</div>'

    def opening(self, page: Page) -> str:
        return ""

    def behind(self, page: Page) -> str:
        return self.wrap(f"<p>{self.agency}</p>") if self.credited(page.story) else ""

    def paragraph(self, text: str) -> str:
        return self.wrap(f"<p>{text}</p>")

    def heading(self, item: Item, page: Page) -> str:
        return self.wrap(f"<h2>{text_html(item.text)}</h2>")

    def quote(self, item: Item, page: Page) -> str:
        return self.wrap(
            f'<blockquote class="twitter-tweet"><p>{text_html(item.text)}</p>&mdash; Warga (@warga) '
            '<a href="https://twitter.example/warga/1">January 21, 2026</a></blockquote>'
        )

    def listing(self, entries: Sequence[str]) -> str:  # type: ignore[override]
        return self.wrap(super().listing(entries))

    def read_also(self, title: str, url: str) -> str:
        return self.wrap(f'<p><strong>Pilihan Editor:</strong> <a href="{url}">{title}</a></p>')

    def ad(self, item: Item, page: Page) -> str:
        return (
            '<div class="my-4 bg-neutral-200 flex flex-col items-center" ad-unit-path="/00000000/tempo.co/inarticle-1">'
            '<p class="text-xs text-neutral-900">Iklan</p><img src="/img/logo-tempo-ads.svg" alt="logo tempo ads"></div>\n'
            '<div class="bg-neutral-200 w-full text-center p-3"><p class="text-neutral-900 text-xs">'
            "Scroll ke bawah untuk melanjutkan membaca</p></div>"
        )

    def write_tags(self, page: Page) -> str:
        return "".join(
            f'\n<div><a href="/tag/{slugify(tag)}" class="bg-primary-surface rounded p-2">'
            f'<span class="text-primary-main font-medium">{tag}</span></a></div>'
            for tag in page.story.tags
        )


class Majalah(_Tempo):
    name = "majalah"
    case = "tempo/majalah/whole-mobile-2023"
    also: ClassVar[dict[str, str]] = {"Siapa Menghambat Reaktivasi Jalur Kereta Cilaki": "headline"}
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("dateModified iso", '"dateModified": "', '"'),
        Cut("crumbs", '<ul class="sitemap">', "</ul>"),
        Cut("people", '<div class="block-avatar margin-bottom-sm">', "</div> <!-- end block avatar -->"),
        Cut("day", '<h4 class="date margin-bottom-sm">', "</h4>"),
        Cut("column", '<div class="detail-in">', '<div class="pw-containers">'),
        Cut("tags", '<div class="box-tag-detail">', "</div>"),
    )
    deck = True
    editors = False
    modified = True
    free = False
    agency: str | None = None
    quotes = False
    pictures = True

    def dateline(self, story: Story) -> str | None:
        return None

    def opening(self, page: Page) -> str:
        return ""

    def write_crumbs(self, page: Page) -> str:
        host = page.urls["url"].split("/")[2]
        return (
            f'\n<li><a href="https://{host}/" class="fade">Beranda</a></li>\n'
            f'<li><a href="#" class="fade selected">{page.story.section[0][1]}</a></li>\n'
        )

    def write_people(self, page: Page) -> str:
        return "".join(
            '<div class="box-avatar margin-right-sm"><div class="text-avatar"><h4 class="title bold margin-bottom-ss">'
            f'<a href="https://majalah.tempo.co/profile/{slugify(name)}">{name}</a></h4></div></div>'
            for name in page.story.authors
        )

    def write_day(self, page: Page) -> str:
        return self.slot("datePublished day", page)

    def write_column(self, page: Page) -> str:
        return f"\n{self.write_body(page)}\n"

    def ad(self, item: Item, page: Page) -> str:
        return '<div id="slot-superleaderboard"></div><div id="inarticle-slot-banner-2"></div>'

    def picture(self, item: Item, page: Page) -> str:
        return (
            '<p><img src="https://images-tm.tempo.co/all/foto_1200.jpg" /></p>\n'
            f"<p><small>{item.text} {self.credit(item.credit)}</small></p>"
        )

    def read_also(self, title: str, url: str) -> str:
        return f'<p><strong>Baca: <a href="{url}">{title}</a></strong></p>'

    def write_tags(self, page: Page) -> str:
        host = page.urls["url"].split("/")[2]
        return "".join(
            f'<a href="https://{host}/tag/{slugify(tag)}" target="_blank" >  {tag}</a>'
            for tag in page.story.tags
        )


class Koran(Majalah):
    name = "koran"
    case = "tempo/koran/cut-2023"
    also: ClassVar[dict[str, str]] = {}
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("section", '<meta property="article:section" content="', '"'),
        Cut("dateModified iso", '"dateModified": "', '"'),
        Cut("section", 'class="fade selected"><h1>', "</h1>"),
        Cut("day", '<p class="date margin-bottom-sm">', "</p>"),
        Cut("column", '<div class="detail-in has-dropcap">', '<div class="newblur-pwcontain">'),
        Cut("people", '<div class="block-avatar margin-bottom-sm">', '<div class="penymbangbahan">'),
        Cut("helpers", "Penyumbang bahan :", "</p>"),
        Cut("tags", '<div class="box-tag-detail">', "</div>"),
    )
    cut_after = 2

    def write_section(self, page: Page) -> str:
        return page.story.section[0][1]

    def write_people(self, page: Page) -> str:
        return super().write_people(page) + "</div>\n"

    def write_helpers(self, page: Page) -> str:
        return "".join(f" <span>{name}</span>" for name in page.story.authors)


class Magz(Majalah):
    name = "magz"
    case = "tempo/magz/cut-2023"
    also: ClassVar[dict[str, str]] = {}
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("dateModified iso", '"dateModified": "', '"'),
        Cut("people", '<div class="block-avatar margin-bottom-sm">', '</div>\n<h4 class="date'),
        Cut("english day", '<h4 class="date margin-bottom-sm">', "</h4>"),
        Cut("column", '<div class="detail-in has-dropcap">', "<!-- Batas Paywall -->"),
        Cut("tags", '<div class="box-tag-detail">', "</div>"),
    )
    sections = 0
    cut_after = 2

    def write_english_day(self, page: Page) -> str:
        return self.slot("datePublished day en", page)


KANALS = "nasional bisnis metro dunia bola sport tekno otomotif seleb gaya".split()
RUBRIKS = "politik hukum ekonomi lingkungan sains hiburan internasional olahraga".split()
PARTS = (("hukum", "Hukum"), ("daerah", "Daerah"), ("sains", "Sains"), ("asia", "Asia"))
PRINT = ("majalah", "koran", "magz")
ROBOTS = "User-agent: *\nDisallow: /search\nDisallow: /api/\nDisallow: /login\n\nSitemap: https://www.tempo.co/sitemap.xml\n"


def section(layout: str, rng: random.Random) -> tuple[tuple[str, str], ...]:
    slug = rng.choice(RUBRIKS if layout in ("nuxt", *PRINT) else KANALS)
    return (slug, slug.capitalize()), rng.choice(PARTS)


def place(layout: str, story: Story) -> str:
    channel = story.section[0][0]
    if layout == "artikel":
        day = story.published
        return f"https://{channel}.tempo.co/read/news/{day:%Y/%m/%d}/{story.id % 10**9:09d}/{story.slug}"
    if layout == "nuxt":
        return f"https://www.tempo.co/{channel}/{story.slug}-{story.id}"
    if layout in PRINT:
        return f"https://{layout}.tempo.co/read/{channel}/{story.id}/{story.slug}"
    return f"https://{channel}.tempo.co/{'amp' if layout == 'amp' else 'read'}/{story.id}/{story.slug}"


def answer(site: Site, request: Request) -> Answer | None:
    entries = site.entries["tempo"]
    host, path = request.host, request.path
    kanal = host.removesuffix(".tempo.co")
    if kanal == "rss":
        return _feed(site, entries, path)
    if match := re.fullmatch(r"/(?:([a-z]+)-)?sitemap(?:-(\d{4}-\d\d))?\.xml(\.gz)?", path):
        return _sitemap(site, entries, kanal, match[1], match[2], bool(match[3]))
    if kanal != "www":
        chosen = [e for e in entries if e.url.split("/")[2] == host]
        return _cards(f"{kanal.capitalize()} - Tempo.co", chosen[: site.list_size]) if path == "/" else None
    if path.startswith("/indeks"):
        return _indeks(site, entries, request)
    if match := re.fullmatch(r"/([a-z-]+)/_payload\.json", path):
        return _payload(
            [e for e in entries if e.layout == "nuxt" and e.channel == match[1]][: site.list_size]
        )
    if path == "/api/gateway/articles":
        page, size = request.number("page", 1), request.number("page_size", 20)
        part, _ = lists.sliced([e for e in entries if e.layout == "nuxt"], page, size)
        return lists.as_json({"data": [_row(e) for e in part]})
    if match := re.fullmatch(r"/tag/([a-z0-9-]+)", path):
        tagged = [e for e in entries if match[1] in map(slugify, e.story.tags)]
        return _figures(
            f"Berita {match[1]}", *lists.sliced(tagged, request.number("page", 1), site.list_size), request
        )
    if re.fullmatch(r"/[a-z-]*", path):
        # drawn by JavaScript: the page as it comes holds no link to an article
        shell = '<div id="__nuxt"></div><script type="module" src="/_nuxt/entry.js"></script>'
        return lists.html_page("Tempo.co", shell)
    return None


def _sitemap(
    site: Site, entries: list[Entry], kanal: str, part: str | None, month: str | None, zipped: bool
) -> Answer | None:
    base = f"{site.scheme}://"
    if kanal != "www":
        chosen = [e for e in entries if e.url.split("/")[2] == f"{kanal}.tempo.co"]
        if month:
            return lists.urlset(lists.months(chosen).get(month, []), zipped=zipped)
        return lists.urlset(chosen)
    if part is None:
        names = sorted({e.channel if e.layout not in PRINT else e.layout for e in entries})
        return lists.sitemap_index(
            [f"{base}www.tempo.co/{name}-sitemap.xml" for name in names], lists.newest(entries)
        )
    if part in PRINT:
        return lists.sitemap_index([f"{base}{part}.tempo.co/sitemap.xml"])
    if part in RUBRIKS:
        return lists.urlset([e for e in entries if e.layout == "nuxt" and e.channel == part], news="Tempo")
    chosen = [e for e in entries if e.url.split("/")[2] == f"{part}.tempo.co"]
    every = list(lists.months(chosen))
    return lists.sitemap_index(
        f"{base}{part}.tempo.co/sitemap-{month}.xml{'.gz' if n % 2 == 0 else ''}"
        for n, month in enumerate(every)
    )


def _feed(site: Site, entries: list[Entry], path: str) -> Answer | None:
    kanal = path.strip("/")
    chosen = [e for e in entries if e.layout not in PRINT]
    if kanal.isalpha():
        chosen = [e for e in chosen if e.channel == kanal]
    elif not path.startswith("/index.php/teco/news/feed"):
        return None
    return lists.rss(f"Tempo {kanal}", chosen[:30], image=True)


def _indeks(site: Site, entries: list[Entry], request: Request) -> Answer | None:
    """The index of a day in its three forms: /2024/01/31, /2024-01-31, ?category=date&start_date=2024-01-31."""
    if match := re.fullmatch(r"/indeks/(\d{4})/(\d\d)/(\d\d)(?:/([a-z]+))?/?", request.path):
        day = lists.parse_day(f"{match[1]}-{match[2]}-{match[3]}")
        return _old_index(_of(entries, day, match[4])) if day else None
    if match := re.fullmatch(r"/indeks/(\d{4}-\d\d-\d\d)(?:/([a-z]+))?/?", request.path):
        day = lists.parse_day(match[1])
        return _cards("Indeks Berita", _of(entries, day, match[2])) if day else None
    chosen: Sequence[Entry] = entries
    if request.query.get("category") == "date":
        first = request.day("start_date")
        if first is None:
            return None
        chosen = lists.on_day(entries, first, request.day("end_date"))
    elif request.query.get("category") == "rubrik":
        chosen = [e for e in entries if e.channel == request.query.get("rubric_slug")]
    part, pages = lists.sliced(chosen, request.number("page", 1), site.list_size)
    return _figures("Indeks Berita", part, pages, request)


def _of(entries: list[Entry], day: datetime, kanal: str | None) -> list[Entry]:
    return [e for e in lists.on_day(entries, day) if kanal is None or e.channel == kanal]


def _old_index(entries: Sequence[Entry]) -> Answer:
    rows = "".join(
        f'<li><div><h3><a href="{e.url}">{e.story.headline}</a></h3><p>{e.story.summary}</p></div></li>\n'
        for e in entries
    )
    return lists.html_page(
        "Indeks Berita",
        f'<section class="list-type-1"><ul>\n{rows}</ul></section>',
        modified=lists.newest(entries),
    )


def _cards(title: str, entries: Sequence[Entry]) -> Answer:
    rows = "".join(
        f'<article class="text-card"><h2 class="title"><a href="{e.url}">{e.story.headline}</a></h2>'
        f'<h4 class="date">{lists.shown(e, "weekday space")}</h4><p>{e.story.summary}</p></article>\n'
        for e in entries
    )
    return lists.html_page(title, f'<main class="main-left">\n{rows}</main>', modified=lists.newest(entries))


def _figures(title: str, entries: Sequence[Entry], pages: int, request: Request) -> Answer:
    rows = "".join(
        f'<figure class="flex flex-row gap-3 py-3"><a href="{e.url}" class="contents"><img src="https://statik.tempo.co/a.jpg" alt=""></a>'
        f'<figcaption class="flex flex-col gap-1"><p class="font-bold"><a href="{e.url}">{e.story.headline}</a></p>'
        f'<span class="text-xs text-neutral-900">{lists.shown(e, "dot")}</span></figcaption></figure>\n'
        for e in entries
    )
    here = request.number("page", 1)
    address = re.sub(r"([?&])page=\d+&?", r"\1", request.target).rstrip("?&")
    more = "&" if "?" in address else "?"
    following = f'<a rel="next" href="{address}{more}page={here + 1}">Selanjutnya</a>' if here < pages else ""
    body = f'<div class="flex flex-col divide-y divide-neutral-500">\n{rows}</div>\n<nav>{following}</nav>'
    return lists.html_page(title, body, modified=lists.newest(entries))


def _row(entry: Entry) -> dict[str, object]:
    story = entry.story
    return {
        "id": story.id,
        "article_uuid": f"00000000-0000-4000-8000-{story.id:012d}",
        "access": "FREE",
        "title_digital": story.headline,
        "description": story.summary,
        "canonical_url": entry.url.split("tempo.co/", 1)[1],
        "published_at": f"{story.published:%Y-%m-%d %H:%M:%S}",
        "feature_image": "https://statik.tempo.co/data/foto.jpg",
        "feature_image_caption": story.caption,
        "tag_article_new": [{"alias": slugify(tag), "name": tag} for tag in story.tags],
    }


def _payload(entries: Sequence[Entry]) -> Answer:
    """What a Nuxt page gets its data from: one flat list whose objects name their values by place."""
    flat: list[object] = []

    def put(value: object) -> int:
        at = len(flat)
        flat.append(None)
        if isinstance(value, dict):
            flat[at] = {name: put(inner) for name, inner in value.items()}
        elif isinstance(value, list):
            flat[at] = [put(inner) for inner in value]
        else:
            flat[at] = value
        return at

    put({"data": {"rubric-content": {"latest": {"data": [_row(e) for e in entries]}}}, "prerenderedAt": None})
    return lists.as_json(flat, lists.newest(entries))


PLAN = Plan(
    name="tempo",
    title="Tempo",
    domains=("tempo.co", "tmpo.co"),
    looks={
        look.name: look
        for look in (Artikel(), Isi(), DetailKonten(), Amp(), Nuxt(), Majalah(), Koran(), Magz())
    },
    weights={"artikel": 2, "isi": 3, "detail-konten": 4, "nuxt": 5, "majalah": 1, "koran": 1, "magz": 1},
    twins={"isi": ("amp",), "detail-konten": ("amp",)},
    section=section,
    place=place,
    answer=answer,
    robots=ROBOTS,
    moved={"tempo.co": "www.tempo.co"},
    headers=(("Set-Cookie", "remp_session_id=0000; Path=/; Domain=.tempo.co; HttpOnly; Secure"),),
)
