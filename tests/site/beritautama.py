"""Berita Utama on loopback: a WordPress site with its feeds, archives, sitemaps and REST answers."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from tests.site import lists
from tests.site.lists import Answer, Request
from tests.site.looks import Cut, Look, Page, text_html
from tests.site.site import Entry, Plan, Site
from tests.site.words import Item, Story, slugify

LINKS = r"https://beritautama\.net/(?:[a-z0-9-]{15,}|[xy])/?"


class WordPress(Look):
    outlet = "beritautama"
    name = "wordpress"
    case = "beritautama/wordpress/classic-newspaper"
    links = LINKS
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("section", 'Lihat semua pos dalam Ekonomi" class="entry-crumb" href="', "</a>"),
        Cut("section", '<li class="entry-category"><a href="', "</a>"),
        Cut(
            "column",
            '<div class="td-post-content tagdiv-type">',
            '<div class="sharedaddy sd-sharing-enabled">',
        ),
        Cut("tags", "<li><span>TAGS</span></li>", "</ul>"),
    )
    deck = True
    editors = False
    sections = 1
    modified = True
    pictures = True

    def authors(self, story: Story) -> tuple[str, ...]:
        return story.authors[:1]

    def dateline(self, story: Story) -> str | None:
        return f"BERITAUTAMA.NET, {story.city.upper()}"

    def credit(self, name: str) -> str:
        return f"Foto: {name}"

    def opening(self, page: Page) -> str:
        return f"<strong>BERITAUTAMA.NET, {page.story.city.upper()}</strong> &#8211; "

    def tag_url(self, name: str, page: Page) -> str:
        return f"{page.scheme}://beritautama.net/tag/{slugify(name)}/"

    def write_section(self, page: Page) -> str:
        slug, name = page.story.section[0]
        return f'{page.scheme}://beritautama.net/category/{slug}/">{name}'

    def write_column(self, page: Page) -> str:
        return f"\n{self.write_body(page)}\n<p>&nbsp;</p>\n"

    def write_tags(self, page: Page) -> str:
        return "".join(f'<li><a href="{self.tag_url(tag, page)}">{tag}</a></li>' for tag in page.story.tags)

    def heading(self, item: Item, page: Page) -> str:
        return f"<h3>{text_html(item.text)}</h3>"

    def read_also(self, title: str, url: str) -> str:
        return f'<p>Baca juga: <a href="{url}">{title}</a></p>'

    def picture(self, item: Item, page: Page) -> str:
        return (
            '<div id="attachment_1" style="width: 310px" class="wp-caption alignleft"><img class="size-medium" '
            'src="https://beritautama.net/wp-content/uploads/foto-300x200.jpg" alt="" width="300" height="200" />'
            f'<p id="caption-attachment-1" class="wp-caption-text">{item.text} ({self.credit(item.credit)})</p></div>'
        )

    def ad(self, item: Item, page: Page) -> str:
        return (
            '<div class="td-a-rec td-a-rec-id-content_inline tdi_3_rec"><span class="td-adspot-title">- Advertisement -'
            '</span><ins class="adsbygoogle" style="display:block"></ins></div>'
        )


CATEGORIES = ("nasional", "ekonomi", "dunia", "olahraga", "teknologi")
ROBOTS = (
    "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\n"
    "Sitemap: https://beritautama.net/wp-sitemap.xml\n"
)
MAP_SIZE = 2000
FEED_SIZE = 10


def section(layout: str, rng: random.Random) -> tuple[tuple[str, str], ...]:
    slug = rng.choice(CATEGORIES)
    return (slug, slug.capitalize()), ("", "")


def place(layout: str, story: Story) -> str:
    return f"https://beritautama.net/{story.slug}"


def answer(site: Site, request: Request) -> Answer | None:
    entries = site.entries["beritautama"]
    path = request.path
    base = f"{site.scheme}://beritautama.net"
    if path in ("/wp-sitemap.xml", "/sitemap_index.xml", "/sitemap.xml"):
        count = lists.sliced(entries, 1, MAP_SIZE)[1]
        names = [f"posts-post-{n}" for n in range(1, count + 1)] + ["taxonomies-category-1", "users-1"]
        return lists.sitemap_index(f"{base}/wp-sitemap-{name}.xml" for name in names)
    if match := re.fullmatch(r"/wp-sitemap-posts-post-(\d+)\.xml", path):
        part, _ = lists.sliced(entries, int(match[1]), MAP_SIZE)
        return lists.urlset(part) if part else None
    if re.fullmatch(r"/wp-sitemap-(taxonomies-category|users)-1\.xml", path):
        return _addresses([f"{base}/category/{name}/" for name in CATEGORIES])
    if path == "/wp-json/wp/v2/posts":
        return _rest(entries, request)
    match = re.fullmatch(
        r"/(?:(category|tag)/([a-z0-9-]+)/|(\d{4})/(\d\d)/(?:(\d\d)/)?)?(?:page/(\d+)/)?(feed/(?:atom/)?)?",
        path,
    )
    if not match:
        return None
    kind, name, year, month, day, page, feed = match.groups()
    chosen = [e for e in entries if _fits(e, kind, name, year, month, day)]
    if feed:
        part, _ = lists.sliced(chosen, request.number("paged", 1), FEED_SIZE)
        if not part and request.number("paged", 1) > 1:
            return None
        return (
            lists.atom("Berita Utama", f"{base}{path}", part)
            if "atom" in feed
            else lists.rss("Berita Utama", part)
        )
    here = int(page or 1)
    part, pages = lists.sliced(chosen, here, site.list_size)
    if here > pages:
        return None
    return _archive(part, here, pages, base + re.sub(r"page/\d+/$", "", path))


def _fits(entry: Entry, kind: str | None, name: str, year: str | None, month: str, day: str | None) -> bool:
    if kind == "category":
        return entry.channel == name
    if kind == "tag":
        return name in map(slugify, entry.story.tags)
    if year:
        when = entry.story.published
        return (when.year, when.month) == (int(year), int(month)) and day in (None, f"{when:%d}")
    return True


def _addresses(urls: Sequence[str]) -> Answer:
    rows = "".join(f"<url><loc>{url}</loc></url>\n" for url in urls)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    return Answer(text.encode(), type="application/xml; charset=utf-8")


def _archive(entries: Sequence[Entry], here: int, pages: int, base: str) -> Answer:
    rows = "".join(
        f'<div class="td_module_10"><h3 class="entry-title td-module-title"><a href="{e.url}" rel="bookmark">{e.story.headline}</a></h3>'
        f'<time class="entry-date updated td-module-date" datetime="{e.story.published.isoformat()}">{lists.shown(e, "wordpress")}</time>'
        f'<div class="td-excerpt">{e.story.summary}</div></div>\n'
        for e in entries
    )
    following = (
        f'<a class="next page-numbers" rel="next" href="{base}page/{here + 1}/">Berikutnya</a>'
        if here < pages
        else ""
    )
    body = f'<div class="td-main-content">\n{rows}<div class="page-nav">{following}</div></div>'
    return lists.html_page("Berita Utama - Berita tentang Indonesia", body, modified=lists.newest(entries))


def _rest(entries: Sequence[Entry], request: Request) -> Answer:
    chosen = list(entries)
    for name, later in (("after", True), ("before", False)):
        if limit := request.query.get(name):
            when = datetime.fromisoformat(limit).replace(tzinfo=None)
            chosen = [e for e in chosen if (e.story.published.replace(tzinfo=None) > when) is later]
    page, size = request.number("page", 1), request.number("per_page", 10)
    part, pages = lists.sliced(chosen, page, size)
    if page > pages:
        return Answer(
            b'{"code":"rest_post_invalid_page_number"}', 400, type="application/json; charset=utf-8"
        )
    rows = [
        {
            "id": e.story.id,
            "date": f"{e.story.published:%Y-%m-%dT%H:%M:%S}",
            "modified": f"{e.changed:%Y-%m-%dT%H:%M:%S}",
            "slug": e.story.slug,
            "link": e.url,
            "title": {"rendered": e.story.headline},
            "excerpt": {"rendered": f"<p>{e.story.summary}</p>"},
        }
        for e in part
    ]
    answer = lists.as_json(rows, lists.newest(part))
    return replace(answer, headers=(("X-WP-Total", str(len(chosen))), ("X-WP-TotalPages", str(pages))))


PLAN = Plan(
    name="beritautama",
    title="Berita Utama",
    domains=("beritautama.net",),
    looks={"wordpress": WordPress()},
    weights={"wordpress": 1},
    twins={},
    section=section,
    place=place,
    answer=answer,
    robots=ROBOTS,
    moved={"www.beritautama.net": "beritautama.net"},
)
