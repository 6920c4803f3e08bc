"""IDN Times on loopback: five layouts of two ages; sitemaps per channel, hubs, feeds."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from tests.site import lists
from tests.site.lists import Answer, Request
from tests.site.looks import Cut, Look, Page, text_html
from tests.site.site import Entry, Plan, Site
from tests.site.words import Item, Story, slugify

LINKS = r"https://www\.idntimes\.com/[a-z-]+/[a-z-]+/[^\"']{15,}"


class _IDN(Look):
    outlet = "idntimes"
    links = LINKS
    sections = 2

    def dateline(self, story: Story) -> str | None:
        return f"{story.city}, IDN Times"

    def credit(self, name: str) -> str:
        return f"IDN Times/{name}"

    def opening(self, page: Page) -> str:
        return f"<strong>{page.story.city}, IDN Times </strong>-&nbsp;"

    def tag_url(self, name: str, page: Page) -> str:
        return f"{page.scheme}://www.idntimes.com/tag/{slugify(name)}"

    def write_column(self, page: Page) -> str:
        return f"\n{self.write_body(page)}\n"


class Desktop(_IDN):
    name = "2017"
    case = "idntimes/2017/koperasi-nelayan-2022"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("crumbs", '<ol class="breadcrumb">', '<li class="gimmick">'),
        Cut("column", '<article id="article-content" class="content-post-description">', "</article>"),
        Cut("tags", "<h3>Topic:</h3>\n<ul>", "</ul>"),
        Cut("team", '<div class="content-post-editorial-full">\n<ul>', "</ul>"),
    )
    deck = True
    pictures = True

    def authors(self, story: Story) -> tuple[str, ...]:
        return story.authors[:1]

    def write_crumbs(self, page: Page) -> str:
        (slug, name), (_, part) = page.story.section
        return f'\n<li>\n<a href="{page.scheme}://www.idntimes.com/{slug}">{name}</a>\n</li>\n<li class="active">{part}</li>\n'

    def write_tags(self, page: Page) -> str:
        return "".join(
            f'\n<li><a href="{self.tag_url(t, page)}" class="btn-topic">{t}</a></li>' for t in page.story.tags
        )

    def write_team(self, page: Page) -> str:
        return "".join(
            f'\n<li class="divide-table"><div class="divide-table-cell">{name} <span class="text-role">Editor</span></div></li>'
            for name in page.story.editors
        )

    def write_column(self, page: Page) -> str:
        """Sections lie in boxes that the page opens one by one; all of them are in the HTML."""
        column = self.write_body(page)
        at = column.find("<h2>")
        if at < 0:
            return f"\n{column}"
        sections = column[at:].split("<h2>")[1:]
        boxes = "".join(
            f"<div class='show-page hide' target='{n}'></div><div class='split-page split-page{n}' data-target='{n}'><h2>{s}</div>"
            for n, s in enumerate(sections, 1)
        )
        return f"\n{column[:at]}{boxes}\n<p><i>  </i></p>\n"

    def heading(self, item: Item, page: Page) -> str:
        return f"<h2>{text_html(item.text)}</h2>"

    def read_also(self, title: str, url: str) -> str:
        return (
            f'<p>         <a href="{url}" target="_blank">           <strong>             <em>Baca Juga: {title}</em>'
            "           </strong>         </a>       </p>"
        )

    def picture(self, item: Item, page: Page) -> str:
        return (
            f'<div class="embed-image"><img src="https://cdn.idntimes.com/content-images/post/foto.jpg" alt="{page.story.headline}" />'
            f'<span class="main-article-source">{item.text} ({self.credit(item.credit)})</span></div>'
        )

    def ad(self, item: Item, page: Page) -> str:
        return (
            '<div style="margin: 10px auto;" class="inarticle-ads"><div id="div-gpt-ad-inarticle2" class="loading-ads">'
            '<span class="ads-label">Advertisement</span></div></div>'
        )


class Mobile(Desktop):
    name = "mobile"
    case = "idntimes/mobile/kereta-wisata"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("crumbs", '<ul class="breadcrumb article__breadcrumb">', "</ul>"),
        Cut(
            "column",
            '<div id="article-content" class="article__content">',
            '</div>\n<div class="article__more">',
        ),
        Cut("tags", "<h3>Topik:</h3><ul>", "</ul>"),
        Cut("team", '<ul class="content-post-editorial-full">', "</ul>"),
    )

    def write_crumbs(self, page: Page) -> str:
        (slug, name), (_, part) = page.story.section
        return (
            '<li><a href="https://www.idntimes.com">Home</a></li>'
            f'<li><a href="https://www.idntimes.com/{slug}">{name}</a></li><li class="active">{part}</li>'
        )


class Amp(Desktop):
    name = "amp"
    case = "idntimes/amp/bendungan"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("crumbs", '<ol class="breadcrumb">', "</ol>"),
        Cut("column", '<article id="article-content" class="content-post-description">', "</article>"),
        Cut("tags", '<div class="content-post-topic">', "</div>"),
    )
    editors = False

    def write_tags(self, page: Page) -> str:
        return f"<h3>Topic:</h3><ul>{super().write_tags(page)}</ul>"

    def ad(self, item: Item, page: Page) -> str:
        return (
            '<div class="amp-ads"><span class="ads-label">Advertisement</span><amp-ad width="300" height="250" '
            'type="doubleclick" data-slot="/00000000/idn-times-amp/inarticle-1"><div placeholder>Iklan</div></amp-ad></div>'
        )

    def picture(self, item: Item, page: Page) -> str:
        return (
            super()
            .picture(item, page)
            .replace("<img ", '<amp-img width="600" height="400" ')
            .replace(" />", "></amp-img>")
        )


class Next(_IDN):
    name = "2025"
    case = "idntimes/2025/kapal-listrik"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("crumbs", '<nav aria-label="breadcrumb" class="css-v81nqe">', "</nav>"),
        Cut("people", '</h1>\n<div class="css-v81nqe">', '<div data-testid="publish-date-article"'),
        Cut("points", "<h2>Intinya Sih</h2><ul>", "</ul>"),
        Cut("column", '<div id="article-description">', '</div>\n<div id="ads-infeed">'),
        Cut("tags", "<h3>Topics</h3>", "</div>"),
        Cut("team", "<h3>Editorial Team</h3><ul>", "</ul>"),
    )
    modified = True
    pictures = True

    def opening(self, page: Page) -> str:
        return f"<strong>{page.story.city}, IDN Times - </strong>"

    def write_crumbs(self, page: Page) -> str:
        (slug, name), (part_slug, part) = page.story.section
        steps = (("/", "Home"), (f"/{slug}", name), (f"/{slug}/{part_slug}", part))
        return "".join(
            f'<span data-testid="breadcrumbs-{i}"><a href="{url}">{text}</a></span>'
            '<span class="css-0b71ds" aria-hidden="true">/</span>'
            for i, (url, text) in enumerate(steps)
        )

    def write_people(self, page: Page) -> str:
        return "".join(
            f'<div class="css-v81nqe"><a data-testid="author-article-{i}" '
            f'href="https://www.idntimes.com/author/{slugify(name)}">{name}</a></div>'
            for i, name in enumerate(page.story.authors, 1)
        )

    def write_points(self, page: Page) -> str:
        return f"<li>{page.story.deck.rstrip('.')}</li>"

    def write_tags(self, page: Page) -> str:
        return "".join(f'<a href="{self.tag_url(tag, page)}">{tag}</a>' for tag in page.story.tags)

    def write_team(self, page: Page) -> str:
        return "".join(
            f'<li><span class="css-0b71ds">Editor</span><a data-testid="editor-article-{i}" '
            f'href="https://www.idntimes.com/author/{slugify(name)}">{name}</a></li>'
            for i, name in enumerate(page.story.editors, 1)
        )

    def paragraph(self, text: str) -> str:
        return f'<p class="article-text css-k4m2ps">{text}</p>'

    def heading(self, item: Item, page: Page) -> str:
        return f'<h2 class="article-heading">{text_html(item.text)}</h2>'

    def listing(self, entries: Iterable[str]) -> str:
        return super().listing(entries).replace("<ul>", '<ul class="article-list">', 1)

    def quote(self, item: Item, page: Page) -> str:
        return f'<blockquote class="article-quote css-zz81lm"><p>{text_html(item.text)}</p></blockquote>'

    def read_also(self, title: str, url: str) -> str:
        return self.paragraph(
            f'<a data-x-link-type="internal" href="{url}"><strong><em>Baca Juga: {title}</em></strong></a>'
        )

    def ad(self, item: Item, page: Page) -> str:
        return (
            '<div id="wrapper-IDN_InArticle_1" class="css-p0d3ad"><p class="ads-title">ADVERTISEMENT</p>'
            '<div id="IDN_InArticle_1"></div></div>'
        )

    def picture(self, item: Item, page: Page) -> str:
        return (
            '<figure class="article-image"><img alt="" loading="lazy" src="/_next/image?url=foto.jpg&amp;w=1080&amp;q=75"/>'
            f'<figcaption class="css-0b71ds">{item.text} ({self.credit(item.credit)})</figcaption></figure>'
        )


class NextAmp(Next):
    name = "2025-amp"
    case = "idntimes/2025-amp/rel-ganda"
    cuts: ClassVar[Sequence[Cut]] = (
        Cut("crumbs", '<nav class="css-v81nqe">', "</nav>"),
        Cut("people", '</h1>\n<div class="css-v81nqe">', '<div data-testid="publish-date-article"'),
        Cut("column", '<div id="article-description">', '</div>\n<div data-testid="tag-list">'),
        Cut("tags", "<h3>Topics</h3>", "</div>"),
        Cut("team", "<h3>Editorial Team</h3><ul>", "</ul>"),
    )
    modified = False

    def picture(self, item: Item, page: Page) -> str:
        return (
            '<figure class="article-image"><amp-img src="https://image.idntimes.com/post/rel.jpg" width="800" height="533">'
            f"</amp-img><figcaption>{item.text} ({self.credit(item.credit)})</figcaption></figure>"
        )


SECTIONS = {
    "news": ("indonesia", "world"),
    "business": ("economy", "finance"),
    "tech": ("gadget", "trend"),
    "travel": ("destination", "tips"),
    "food": ("recipe", "dining-guide"),
    "life": ("inspiration", "career"),
    "science": ("discovery", "experiment"),
    "hype": ("entertainment", "fun-fact"),
    "sport": ("soccer", "arena"),
    "health": ("medical", "fitness"),
    "men": ("style", "attitude"),
    "automotive": ("car", "motorbike"),
}
ROBOTS = (
    "User-agent: *\nDisallow: /ajax/\nDisallow: /search?*\nDisallow: /tag-manager*\nDisallow: /*?utm*\nDisallow: /v1\n\n"
    "Sitemap: https://www.idntimes.com/sitemap.xml\n"
)


def section(layout: str, rng: random.Random) -> tuple[tuple[str, str], ...]:
    slug = rng.choice(list(SECTIONS))
    part = rng.choice(SECTIONS[slug])
    return (slug, slug.capitalize()), (part, part.replace("-", " ").title())


def place(layout: str, story: Story) -> str:
    (slug, _), (part, _) = story.section
    base = f"https://www.idntimes.com/{slug}/{part}"
    author = slugify(story.authors[0])
    if layout.startswith("2025"):
        url = f"{base}/{story.slug}-00-{story.token[1:]}-{story.token}"
        return f"{url}/amp" if layout == "2025-amp" else url
    return f"{base}/amp/{author}/{story.slug}" if layout == "amp" else f"{base}/{author}/{story.slug}"


def answer(site: Site, request: Request) -> Answer | None:
    entries = site.entries["idntimes"]
    path = request.path
    base = f"{site.scheme}://www.idntimes.com"
    if request.host != "www.idntimes.com":
        return None
    old = [e for e in entries if e.layout != "2025"]
    if path == "/sitemap.xml":
        parts = [f"{base}/{name}/sitemap-{kind}.xml" for name in SECTIONS for kind in ("web", "news")]
        return lists.sitemap_index([*parts, f"{base}/sitemap-post.xml"], lists.newest(entries))
    if path == "/sitemap-post.xml":
        return lists.urlset(old)
    if match := re.fullmatch(r"/([a-z]+)/(sitemap-web|sitemap-news|rss)(?:\.xml)?", path):
        chosen = [e for e in entries if e.channel == match[1] and e.layout == "2025"]
        if match[2] == "rss":
            return lists.rss(f"IDN Times {match[1]}", [e for e in entries if e.channel == match[1]][:25])
        if match[2] == "sitemap-web":
            return lists.urlset(chosen)
        last = max((e.story.published for e in chosen), default=None)  # a news sitemap holds two days
        return lists.urlset(
            [e for e in chosen if last and last - e.story.published < 2 * lists.DAY], news="IDN Times"
        )
    if path == "/rss":
        return lists.rss("IDN Times", entries[:25])
    if path == "/index":
        return _old_list(site, "Index", entries[: site.list_size])
    if match := re.fullmatch(r"/tag/([a-z0-9-]+)", path):
        tagged = [e for e in entries if match[1] in map(slugify, e.story.tags)]
        return _hub(f"Tag {match[1]}", tagged[: site.list_size])
    if match := re.fullmatch(r"/([a-z]*)(?:/([a-z-]+))?", path):
        name, part = match[1], match[2]
        if name and (name not in SECTIONS or (part and part not in SECTIONS[name])):
            return None
        chosen = [
            e
            for e in entries
            if (not name or e.channel == name) and (not part or e.story.section[1][0] == part)
        ]
        return _hub(f"IDN Times {name}", chosen[: site.list_size])
    return None


def _hub(title: str, entries: Sequence[Entry]) -> Answer:
    cards = "".join(
        f'<div class="css-19ictbt"><a href="{e.url}"><h2 data-cy="ds-card-article-title">{e.story.headline}</h2>'
        f'<span data-cy="ds-card-article-category" class="css-544mn6">{e.story.section[1][1]}</span>'
        f'<span data-cy="ds-card-article-pubdate" class="css-0b71ds">{lists.shown(e, "idn 2025")}</span></a></div>\n'
        for e in entries
    )
    regional = '<div data-cy="ds-widget-card-regional"><h3>Regional</h3><a href="https://bali.idntimes.com">Bali</a></div>'
    return lists.html_page(title, f"<main>\n{cards}{regional}</main>", modified=lists.newest(entries))


def _old_list(site: Site, title: str, entries: Sequence[Entry]) -> Answer:
    rows = "".join(
        f'<div class="box-latest"><div class="box-description"><a href="{e.url}"><h2>{e.story.headline}</h2></a>'
        f'<time class="date">{lists.shown(e, "idn")}</time></div></div>\n'
        for e in entries
    )
    page = lists.html_page(title, f'<div id="latest-article">\n{rows}</div>', modified=lists.newest(entries))
    # the outlet's pages of those years close the element that holds all others
    return replace(page, body=page.body.replace(b'<html lang="id">', b'<html class="no-js" lang="id" />', 1))


PLAN = Plan(
    name="idntimes",
    title="IDN Times",
    domains=("idntimes.com",),
    looks={look.name: look for look in (Desktop(), Mobile(), Amp(), Next(), NextAmp())},
    weights={"2017": 4, "mobile": 1, "2025": 5},
    twins={"2017": ("amp",), "2025": ("2025-amp",)},
    section=section,
    place=place,
    answer=answer,
    robots=ROBOTS,
    moved={"idntimes.com": "www.idntimes.com"},
)
