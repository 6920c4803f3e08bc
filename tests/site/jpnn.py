"""JPNN on loopback: five layouts on three kinds of host; the paged indeks, channels, tags, sitemaps, feed."""

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

LINKS = (
    r"https?://(?:www|m)\.jpnn\.com/(?:amp/)?news/[^\"'?]+|https?://[a-z]+\.jpnn\.com/[a-z-]+/\d+/[^\"'?]+"
)


class Desktop(Look):
    outlet = "jpnn"
    name = "2020"
    case = "jpnn/2020/tiga-halaman"
    links = LINKS
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("crumbs", '<div class="breadcrumb">', "</div>"),
        Cut("column", 'itemprop="articleBody">', "<!-- -->"),
        Cut("people", "</h4>\n</div>\n<br>", '<div class="relative text-center">\n<div class="pagination">'),
        Cut("pager", "<ul>", "</ul>"),
        Cut("tags", '<div class="tags">', "</div>"),
    )
    agency: str | None = "Antara"
    modified = True
    query: str | None = "page"
    site_name = "JPNN.com"
    code: ClassVar[str] = "&nbsp;<strong>(mcr4/jpnn)&nbsp;</strong>"

    def dateline(self, story: Story) -> str | None:
        return f"jpnn.com, {story.city.upper()}"

    def credit(self, name: str) -> str:
        return f"Foto: {name}/JPNN.com"

    def host(self, page: Page) -> str:
        return "/".join(page.urls["url"].split("/")[:3])

    def tag_url(self, name: str, page: Page) -> str:
        return f"{self.host(page)}/tag/{slugify(name)}"

    def opening(self, page: Page) -> str:
        city = page.story.city
        return f'<span class="jpnncom">jpnn.com</span>, <a href="{self.tag_url(city, page)}">{city.upper()}</a> - '

    def closing(self, page: Page) -> str:
        return self.code

    def write_crumbs(self, page: Page) -> str:
        (slug, name), (part_slug, part) = page.story.section
        host, own = self.host(page), self.site_name
        return (
            f'\n<a href="{host}/" title="{own}">{own}</a> &raquo;\n'
            f'<a href="{host}/{slug}" title="{name} - {own}">{name}</a> &raquo;\n'
            f'<a href="{host}/{slug}/{part_slug}" title="{part} - {own}">{part}</a> &raquo;\n'
            f'<a href="{page.urls["url"]}" title="{page.story.headline} - {own}">{page.story.headline}</a>\n'
        )

    def write_column(self, page: Page) -> str:
        return f"\n{self.write_body(page)}\n"

    def write_people(self, page: Page) -> str:
        if page.number < page.count:
            return "\n"
        story = page.story
        out = f'\n<p class="waktu">Redaktur : {", ".join(story.editors)} Reporter : {", ".join(story.authors)}</p>\n'
        if self.credited(story):
            out += f'<p class="waktu">Sumber <a href="https://www.antaranews.com/" rel="nofollow">{self.agency}</a></p>\n'
        return out

    def write_pager(self, page: Page) -> str:
        if page.count == 1:
            return ""
        url = page.urls["url"]
        out = []
        if page.number > 1:
            out.append(f'<li><a href="{page.at(page.number - 1, "page")}" rel="prev">Prev</a></li>')
        for n in range(1, page.count + 1):
            here = n == page.number
            out.append(
                f'<li class="active"><a href="javascript:;">{n}</a></li>'
                if here
                else f'<li><a href="{url}?page={n}">{n}</a></li>'
            )
        if page.number < page.count:
            out.append(f'<li><a href="{url}?page={page.number + 1}" rel="next">Next</a></li>')
            out.append(f'<li><a href="{url}?page={page.count}">Last &raquo;</a></li>')
        return "\n" + "\n".join(out) + "\n"

    def write_tags(self, page: Page) -> str:
        host, own = self.host(page), self.site_name
        return (
            f'\n<a href="{host}/tag" title="Tags - {own}" class="text-tags" rel="tag">TAGS</a> &nbsp;\n'
            + "".join(
                f'<a href="{self.tag_url(t, page)}" title="{t} - {own}" rel="tag">{t}</a>\n'
                for t in page.story.tags
            )
        )

    def heading(self, item: Item, page: Page) -> str:
        return f"<p><strong>{text_html(item.text)}</strong></p>"

    def read_also(self, title: str, url: str) -> str:
        return (
            '<div class="baca-juga"><div class="titleh4">Baca Juga:</div><ul><li>'
            f'<a title="{title} - JPNN.com" href="{url}">{title}</a></li></ul></div>'
        )

    def ad(self, item: Item, page: Page) -> str:
        return '<div id="div-gpt-ad-1601050029114-0" style="margin: 0 auto; text-align: center;">\n<script></script>\n</div>'


class Regional(Desktop):
    name = "regional"
    case = "jpnn/regional/jatim"
    also: ClassVar[dict[str, str]] = {"JPNN.com Jatim": "region"}
    agency: str | None = None
    sections = 1
    query: str | None = None
    site_name = "JPNN.com Jatim"

    def dateline(self, story: Story) -> str | None:
        return f"jatim.jpnn.com, {story.city.upper()}"

    def write_region(self, page: Page) -> str:
        return self.site_name

    def opening(self, page: Page) -> str:
        return super().opening(page).replace(">jpnn.com<", ">jatim.jpnn.com<")

    def write_crumbs(self, page: Page) -> str:
        slug, name = page.story.section[0]
        host, own = self.host(page), self.site_name
        return (
            f'\n<a href="{host}/" title="{own}">{own}</a> &raquo;\n'
            f'<a href="{host}/{slug}" title="{name} - {own}">{name}</a> &raquo;\n'
            f'<a href="{page.urls["url"]}" title="{page.story.headline} - {own}">{page.story.headline}</a>\n'
        )


class Old(Desktop):
    name = "2016"
    case = "jpnn/2016/dua-halaman"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("crumbs", '<div class="breadcrumb">', "</div>"),
        Cut("column", "\n</p>\n</div>", '</div>\n<div class="relative text-center">'),
        Cut("people", "</h4>\n</div>", '<div class="pagination">'),
        Cut("pager", "<ul>", "</ul>"),
        Cut("tags", '<i class="fa fa-tags"></i> &nbsp;', "</div>"),
    )
    modified = False
    agency: str | None = None
    site_name = "JPNN.COM"
    code = "<strong>(boy/jpnn)</strong>"
    quotes = False

    def opening(self, page: Page) -> str:
        return f"<strong>jpnn.com</strong>, <strong>{page.story.city.upper()}</strong> - "

    def paragraph(self, text: str) -> str:
        return f'<p style="text-align: justify;">{text}</p>'

    def heading(self, item: Item, page: Page) -> str:
        return self.paragraph(f"<strong>{text_html(item.text)}</strong>")

    def read_also(self, title: str, url: str) -> str:
        return self.paragraph(f'<strong>BACA JUGA : <a href="{url}">{title}</a></strong>')

    def write_crumbs(self, page: Page) -> str:
        return super().write_crumbs(page).replace(" &raquo;", " /")

    def write_tags(self, page: Page) -> str:
        return "".join(
            f'<a href="{self.tag_url(t, page)}" title="{t} - JPNN.COM">{t}</a>' for t in page.story.tags
        )


class Mobile(Desktop):
    name = "mobile"
    case = "jpnn/mobile/dua-halaman"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("crumbs", '<div class="breadcrumb">', "</div>"),
        Cut(
            "column",
            '<div class="caption">Suasana sidang di Pengadilan Tipikor Palembang. Foto: source for JPNN.com</div>\n</div>',
            '<div class="text-center mtb-10">',
        ),
        Cut("people", "</h4>\n</div>", '<div class="text-center">\n<div class="pagination">'),
        Cut("pager", "<ul>", "</ul>"),
        Cut("tags", '<div class="tags">', "</div>"),
    )
    code = " <strong>(chi/jpnn)</strong>"

    def ad(self, item: Item, page: Page) -> str:
        return '<div id="jpnn_m_nasional_medrec" class="ans-300x250">\n<div id="div-gpt-ad-1601051433333-0"></div>\n</div>'

    def write_crumbs(self, page: Page) -> str:
        (slug, name), (part_slug, part) = page.story.section
        host = self.host(page)
        return (
            f'\n<a href="{host}/" title="JPNN.com">Home</a> &raquo; <a href="{host}/{slug}" title="{name} - JPNN.com">{name}</a>'
            f' &raquo; <a href="{host}/{part_slug}" title="{part} - JPNN.com">{part}</a>\n'
        )


class Amp(Mobile):
    name = "amp"
    case = "jpnn/amp/dua-halaman"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("dateModified iso", '"dateModified": "', '"'),
        Cut("crumbs", '<div class="breadcrumb">', "</div>"),
        Cut("column", '<div itemprop="articleBody">', '<h4 class="text-center">'),
        Cut("people", "</h4>", '<div class="pagination">'),
        Cut("pager", "<ul>", "</ul>"),
        Cut("tags", '<div class="tags">', "</div>"),
    )
    code = " (dan/jpnn)"

    def credit(self, name: str) -> str:
        return f"{name}/JPNN.com"

    def opening(self, page: Page) -> str:
        return f'<span class="jpnncom">jpnn.com</span>, {page.story.city.upper()} - '

    def write_column(self, page: Page) -> str:
        return f"\n{self.write_body(page)}\n</div>\n"

    def ad(self, item: Item, page: Page) -> str:
        return '<div class="ans-300x250">\n<amp-ad width="300" height="250" type="doubleclick" data-slot="/1/amp"></amp-ad>\n</div>'


CHANNELS = {
    "internasional": 210,
    "politik": 212,
    "olahraga": 213,
    "entertainment": 214,
    "nasional": 215,
    "teknologi": 247,
    "ekonomi": 248,
    "lifestyle": 275,
    "pendidikan": 278,
}
EMPTY = ("daerah", "otomotif", "kriminal")
PARTS = (("hukum", "Hukum"), ("humaniora", "Humaniora"), ("tokoh", "Tokoh"))
ROBOTS = "".join(
    f"{line}\n"
    for line in (
        "User-agent: *",
        "Disallow: /ajax/",
        "Disallow: /cdn-cgi/",
        "Disallow: /search?q=*",
        "Disallow: /search/",
        "Disallow: /jpnn_count/",
        "Disallow: /adtest/",
        "",
        "Sitemap: https://www.jpnn.com/sitemap.xml",
    )
)


def section(layout: str, rng: random.Random) -> tuple[tuple[str, str], ...]:
    if layout == "regional":
        return ("jatim-terkini", "Jatim Terkini"), ("surabaya", "Surabaya")
    slug = rng.choice(list(CHANNELS))
    return (slug, slug.capitalize()), rng.choice(PARTS)


def place(layout: str, story: Story) -> str:
    if layout == "regional":
        return f"https://jatim.jpnn.com/{story.section[0][0]}/{story.id % 10**6}/{story.slug}"
    return {
        "mobile": f"https://m.jpnn.com/news/{story.slug}",
        "amp": f"https://m.jpnn.com/amp/news/{story.slug}",
    }.get(layout, f"https://www.jpnn.com/news/{story.slug}")


def answer(site: Site, request: Request) -> Answer | None:
    entries = site.entries["jpnn"]
    host, path = request.host, request.path
    base = f"{site.scheme}://"
    own = [e for e in entries if e.layout != "regional"]
    if path == "/sitemap.xml" and host == "www.jpnn.com":
        return lists.sitemap_index(
            (f"{base}www.jpnn.com/sitemap_post_{branch}.xml" for branch in ("jpnn", "jatim")),
            lists.newest(entries),
        )
    if match := re.fullmatch(r"/sitemap_post_(jpnn|jatim)\.xml", path):
        return lists.urlset(own if match[1] == "jpnn" else [e for e in entries if e.layout == "regional"])
    if path in ("/rss", "/index.php") and host == "www.jpnn.com":
        return lists.rss("JPNN.com", entries[:25])
    if host == "jatim.jpnn.com":
        chosen = [e for e in entries if e.layout == "regional"]
        return _list(site, "JPNN.com Jatim", chosen, request) if path in ("/", "/jatim-terkini") else None
    if host not in ("www.jpnn.com", "m.jpnn.com"):
        return None
    if path == "/indeks":
        return _indeks(site, own, request)
    if path == "/":
        return _list(site, "JPNN.com", entries, request)
    if match := re.fullmatch(r"/tag/([a-z0-9-]+)", path):
        tagged = [e for e in entries if match[1] in map(slugify, e.story.tags)]
        return _list(site, f"Berita {match[1]}", tagged, request)
    channel = path.split("/")[1]
    if (channel in CHANNELS or channel in EMPTY) and path.count("/") <= 2:
        return _list(site, channel.capitalize(), [e for e in own if e.channel == channel], request)
    return None


def _indeks(site: Site, entries: Sequence[Entry], request: Request) -> Answer | None:
    query = request.query
    try:
        day = datetime(int(query["y"]), int(query["m"]), int(query["d"]))
    except (KeyError, ValueError):
        return _list(site, "Indeks Berita", entries, request)
    wanted = query.get("id", "")
    chosen = [e for e in lists.on_day(entries, day) if wanted in ("", str(CHANNELS[e.channel]))]
    return _list(site, "Indeks Berita", chosen, request)


def _list(site: Site, title: str, entries: Sequence[Entry], request: Request) -> Answer:
    """A page of a list; on the mobile host its links stay on the mobile host."""
    here = request.number("page", 1)
    part, pages = lists.sliced(entries, here, site.list_size)
    rows = []
    for e in part:
        url = e.addresses.get("mobile", e.url) if request.host == "m.jpnn.com" else e.url
        rows.append(
            f'<li><article><div class="thumb"><a href="{url}"><img src="https://image.jpnn.com/a.jpg" alt=""></a></div>'
            f'<div class="content"><strong class="uppercase red">{e.story.section[0][1]}</strong> '
            f'<span class="silver">{lists.shown(e, "weekday 0 dash")}</span>'
            f'<h2><a href="{url}" title="{e.story.headline}">{e.story.headline}</a></h2></div></article></li>\n'
        )
    address = re.sub(r"([?&])page=\d*", r"\1", request.target).rstrip("?&").replace("?&", "?")
    more = f"{address}{'&' if '?' in address else '?'}page="
    numbers = "".join(
        f'<li{" class=active" if n == here else ""}><a href="{more}{n}">{n}</a></li>'
        for n in range(1, pages + 1)
    )
    following = f'<li><a href="{more}{here + 1}" rel="next">Next</a></li>' if here < pages else ""
    body = (
        f'<ul class="content-list">\n{"".join(rows)}</ul>\n'
        f'<div class="pagination"><ul>{numbers if pages > 1 else ""}{following}</ul></div>'
    )
    return lists.html_page(f"{title} - JPNN.com", body, modified=lists.newest(part))


PLAN = Plan(
    name="jpnn",
    title="JPNN.com",
    domains=("jpnn.com",),
    looks={look.name: look for look in (Desktop(), Regional(), Old(), Mobile(), Amp())},
    weights={"2020": 6, "2016": 2, "regional": 2},
    twins={"2020": ("mobile", "amp")},
    section=section,
    place=place,
    answer=answer,
    robots=ROBOTS,
    moved={"jpnn.com": "www.jpnn.com"},
)
