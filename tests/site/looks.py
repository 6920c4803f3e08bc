"""How a story is dressed: a layout's markup, taken from a recorded page, with the story's own words in it.

A template is a page of ``fixtures/`` whose words have been taken out. What a golden or the page's head
says literally (headline, address, dates, names, captions, deck, description) is found by itself; what
repeats (breadcrumb, people, text, tags, pager) is cut out between two pieces of markup and written anew
for every story. So a page of the site has the chrome, the advertisements and the metadata of the real
layout, and its golden is known from the story alone.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from newsspider.recording.fixtures import read_case
from tests.site.words import Item, Story, slugify

FIXTURES = Path(__file__).parents[2] / "fixtures"

_MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
_SHORT = "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des".split()
_EN_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Senin Selasa Rabu Kamis Jumat Sabtu Minggu".split()
_EN_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


DATES: dict[str, Callable[[datetime], str]] = {
    "iso": lambda d: d.isoformat(),
    "iso minute": lambda d: f"{d:%Y-%m-%dT%H:%M:00}+07:00",
    "iso utc": lambda d: f"{d:%Y-%m-%dT%H:%M:%S}+00:00",
    "wordpress": lambda d: f"{_MONTHS[d.month - 1]} {d.day}, {d.year}",
    "sql": lambda d: f"{d:%Y-%m-%d %H:%M:%S}",
    "jpnn 2016": lambda d: f"{d:%Y-%m-%dT%H-%M-00Z}",
    "weekday space": lambda d: f"{_DAYS[d.weekday()]}, {d.day} {_MONTHS[d.month - 1]} {d.year} {d:%H:%M} WIB",
    "weekday bar": lambda d: f"{_DAYS[d.weekday()]}, {d.day} {_MONTHS[d.month - 1]} {d.year} | {d:%H:%M} WIB",
    "weekday 0 bar": lambda d: (
        f"{_DAYS[d.weekday()]}, {d:%d} {_MONTHS[d.month - 1]} {d.year} | {d:%H:%M} WIB"
    ),
    "weekday 0 slash": lambda d: (
        f"{_DAYS[d.weekday()]}, {d:%d} {_MONTHS[d.month - 1]} {d.year} / {d:%H:%M} WIB"
    ),
    "weekday 0 dash": lambda d: (
        f"{_DAYS[d.weekday()]}, {d:%d} {_MONTHS[d.month - 1]} {d.year} &ndash; {d:%H:%M} WIB"
    ),
    "dot": lambda d: f"{d.day} {_MONTHS[d.month - 1]} {d.year} | {d:%H.%M} WIB",
    "plain": lambda d: f"{d:%d} {_MONTHS[d.month - 1]} {d.year} {d:%H:%M}",
    "plain en": lambda d: f"{d:%d} {_EN_MONTHS[d.month - 1]} {d.year} {d:%H:%M}",
    "idn": lambda d: f"{d:%d} {d:%b} {d:%y} | {d:%H:%M}",
    "idn 2025": lambda d: f"{d:%d} {_SHORT[d.month - 1]} {d.year}, {d:%H:%M} WIB",
    "idn 2025 agt": lambda d: f"{d:%d} {_SHORT[d.month - 1].replace('Agu', 'Agt')} {d.year}, {d:%H:%M} WIB",
    "day": lambda d: f"{_DAYS[d.weekday()]}, {d.day} {_MONTHS[d.month - 1]} {d.year}",
    "day en": lambda d: f"{_EN_DAYS[d.weekday()]}, {d.day} {_EN_MONTHS[d.month - 1]} {d.year}",
}
"""Every way a page writes a moment; the first that fits a piece of a fixture is its way."""


def text_html(text: str) -> str:
    """A text as a newsroom's editor writes it: typographic marks and some blanks as entities."""
    text = html.escape(text, quote=False)
    return text.replace("“", "&ldquo;").replace("”", "&rdquo;").replace("Rp ", "Rp&nbsp;")


@dataclass(frozen=True)
class Cut:
    """The markup from the end of ``start`` to the next ``end`` becomes a slot. Line breaks match any white space."""

    slot: str
    start: str
    end: str


def _loose(marker: str) -> str:
    return r"\s*".join(re.escape(part) for part in marker.split("\n"))


class TemplateError(ValueError):
    """A fixture no longer looks the way a layout of the local outlets expects; the message says where."""


class Template:
    """A recorded page with its words taken out."""

    def __init__(
        self,
        case: str,
        cuts: Sequence[Cut],
        *,
        links: str,
        also: Mapping[str, str] | None = None,
        page: int = 0,
    ) -> None:
        recorded = read_case(FIXTURES / case)
        golden: dict[str, Any] = recorded.golden["article"]
        source = recorded.pages[page]
        text = source.body.decode("utf-8")
        self.case = case
        self.slots: list[str] = []

        at = 0
        for cut in cuts:
            found = re.compile(f"({_loose(cut.start)})(.*?)(?={_loose(cut.end)})", re.S).search(text, at)
            if not found:
                raise TemplateError(
                    f"fixtures/{case}: no {cut.start!r} … {cut.end!r} for {cut.slot!r}: "
                    "the fixture has changed, change the cut in tests/site"
                )
            mark = self._mark(cut.slot)
            text = text[: found.start(2)] + mark + text[found.end(2) :]
            at = found.start(2) + len(mark)

        text = re.sub(r'("articleBody":\s*")(?:[^"\\]|\\.)*', lambda m: m[1] + self._mark("json text"), text)
        address = source.url.split("?")[0]
        slug = address.rstrip("/").removesuffix("/amp").rsplit("/", 1)[1]
        known: list[tuple[str, str]] = [(literal, slot) for literal, slot in (also or {}).items()]
        known += [(address, "url"), (quote(address, safe=""), "quoted url"), (golden["headline"], "headline")]
        known.append((html.escape(golden["headline"]), "headline"))
        if golden["alternativeHeadline"]:
            known.append((golden["alternativeHeadline"], "deck"))
        for name in ("description", "og:description"):
            if said := re.search(
                rf'<meta (?:name|property)="{name}" content="(?:JPNN\.com : )?(.*?)(?:\.\.\.)?"', text
            ):
                known += [(said[1], "summary"), (html.unescape(said[1]), "summary")]
        for role in ("authors", "editors"):
            known += [(name, f"{role}{i}") for i, name in enumerate(golden[role])]
        for image in golden["images"][:1]:
            slot = "caption" if image["credit"] else "caption line"
            known += [(image["text"] or "", slot), (image["credit"] or "", "credit")]
        for field in ("datePublished", "dateModified"):
            if golden[field]:
                moment = datetime.fromisoformat(golden[field])
                for form, write in DATES.items():
                    known.append((write(moment), f"{field} {form}"))
        # the longest first, so that a name inside an address does not spoil the address
        for literal, slot in sorted(known, key=lambda pair: -len(pair[0])):
            if len(literal) > 3:
                text = text.replace(literal, self._mark(slot))
        # the page's other addresses: its twin on another host, its sharing links
        twin = rf"https?://[^\s\"'<>\x00?&=;]*?{re.escape(slug)}(?:/amp)?"
        text = re.sub(twin, lambda m: self._mark(self._twin(m[0])), text)
        text = text.replace(slug, self._mark("slug"))

        others: dict[str, str] = {}

        def link(match: re.Match[str]) -> str:
            slot = others.setdefault(match[2], f"link{len(others) % NEIGHBOURS}")
            return f"{match[1]}{self._mark(slot)}{match[3]}"

        text = re.sub(rf'(["\'])({links})(["\'])', link, text)
        self.parts = re.split(r"\x00(\d+)\x00", text)

    @staticmethod
    def _twin(address: str) -> str:
        if "//m." in address and "/amp/" not in address:
            return "mobile url"
        return "amp url" if re.search(r"/amp\b|//amp\.", address) else "main url"

    def _mark(self, slot: str) -> str:
        if slot not in self.slots:
            self.slots.append(slot)
        return f"\x00{self.slots.index(slot)}\x00"

    def render(self, values: Mapping[str, str]) -> str:
        filled = [values[slot] for slot in self.slots]
        return "".join(part if i % 2 == 0 else filled[int(part)] for i, part in enumerate(self.parts))


NEIGHBOURS = 12
"""How many other articles a page links to."""


@dataclass(frozen=True)
class Page:
    """One page of one article in one layout: what a look needs to write it."""

    story: Story
    urls: Mapping[str, str]
    """"url" is this page's own (its first page's); "main url", "amp url", "mobile url" are the twins'."""
    links: Sequence[str]
    """Addresses of other articles."""
    titles: Sequence[str]
    """Their headlines."""
    scheme: str = "https"
    number: int = 1
    count: int = 1

    def at(self, number: int, query: str) -> str:
        return self.urls["url"] if number == 1 else f"{self.urls['url']}?{query}={number}"


class Look:
    """One layout: which parts of a story it displays, and the markup it displays them in."""

    outlet: ClassVar[str]
    name: ClassVar[str]
    case: ClassVar[str]
    cuts: ClassVar[Sequence[Cut]]
    links: ClassVar[str]
    also: ClassVar[Mapping[str, str]] = {}

    deck = False
    editors = True
    agency: str | None = None
    """The name an agency is credited by, where the layout credits one."""
    modified = False
    free: bool | None = None
    sections = 2
    tags = True
    lists = True
    quotes = True
    pictures = False
    cut_after: int | None = None
    """A paywall stands behind this many paragraphs."""
    query: str | None = None
    """The parameter that counts the pages of a split article."""
    whole: str | None = None
    """Its value for the whole text."""
    dashed = True
    """Has a dateline."""

    @cached_property
    def template(self) -> Template:
        return Template(self.case, self.cuts, links=self.links, also=self.also)

    # -- what the layout shows of a story ------------------------------------------------------------

    def credited(self, story: Story) -> str | None:
        return self.agency if self.agency and story.from_agency else None

    def authors(self, story: Story) -> tuple[str, ...]:
        return story.authors

    def editing(self, story: Story) -> tuple[str, ...]:
        return story.editors if self.editors else ()

    def dateline(self, story: Story) -> str | None:
        raise NotImplementedError

    def credit(self, name: str) -> str:
        """The credit as the layout names a photographer."""
        raise NotImplementedError

    def section(self, story: Story) -> list[str]:
        return [name for _, name in story.section[: self.sections]]

    def items(self, story: Story) -> list[Item]:
        """The column of text as far as this layout shows it."""
        out: list[Item] = []
        for item in story.items:
            if item.kind == "picture" and not self.pictures:
                continue
            if item.kind == "quote" and not self.quotes:
                item = Item("paragraph", item.text)
            if item.kind == "list" and not self.lists:
                out += [Item("paragraph", entry) for entry in item.entries]
                continue
            out.append(item)
            if self.cut_after and sum(i.kind == "paragraph" for i in out) == self.cut_after:
                break
        return out

    def pages(self, story: Story) -> int:
        if self.query is None or self.cut_after or len(story.items) <= 9:
            return 1
        count = 1 + story.number % 3
        while len(self.split(story, count)) < count:
            count -= 1
        return count

    def split(self, story: Story, count: int) -> list[list[Item]]:
        """The column of text in pages, fewer than asked for where nothing is left for a last one.

        A page begins with a paragraph.
        """
        items = self.items(story)
        pages: list[list[Item]] = [[]]
        share = len(items) / count
        for i, item in enumerate(items):
            if len(pages) < count and i >= share * len(pages) and item.kind == "paragraph" and pages[-1]:
                pages.append([])
            pages[-1].append(item)
        return pages

    def golden(self, story: Story, titles: Sequence[str]) -> dict[str, Any]:
        """What an extractor has to find, in the keys of a golden."""
        body: list[dict[str, str]] = []
        read_also: list[str] = []
        images: list[dict[str, Any]] = [
            {"text": story.caption, "credit": self.credit(story.photographer), "lead": True}
        ]
        for item in self.items(story):
            if item.kind in ("paragraph", "heading", "quote"):
                body.append({"type": item.kind, "text": item.text})
            elif item.kind == "list":
                body += [{"type": "list_item", "text": entry} for entry in item.entries]
            elif item.kind == "read_also":
                read_also.append(titles[len(read_also)])
            elif item.kind == "picture":
                images.append({"text": item.text, "credit": self.credit(item.credit), "lead": False})
        credited = self.credited(story)
        return {
            "headline": story.headline,
            "alternativeHeadline": story.deck if self.deck else None,
            "datePublished": story.published.isoformat(),
            "dateModified": self._modified(story).isoformat() if self.modified else None,
            "authors": list(self.authors(story)),
            "editors": list(self.editing(story)),
            "sources": [credited] if credited else [],
            "dateline": self.dateline(story),
            "articleSection": self.section(story),
            "keywords": list(story.tags) if self.tags else [],
            "isAccessibleForFree": self.free,
            "images": self.images(images),
            "body": body,
            "readAlso": read_also,
        }

    def images(self, images: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return images

    @staticmethod
    def _modified(story: Story) -> datetime:
        return story.modified or story.published + timedelta(seconds=30)

    # -- how it is written ---------------------------------------------------------------------------

    def render(self, page: Page) -> str:
        return self.template.render(_Values(self, page))

    def slot(self, slot: str, page: Page) -> str:
        """What a slot of the template holds on a page."""
        story = page.story
        if slot in page.urls:
            return page.urls[slot]
        if slot.startswith("link"):
            return page.links[int(slot[4:])]
        if slot.startswith("datePublished "):
            return DATES[slot[14:]](story.published)
        if slot.startswith("dateModified "):
            return DATES[slot[13:]](self._modified(story))
        for role, names in (("authors", story.authors), ("editors", story.editors)):
            if slot.startswith(role) and slot[len(role) :].isdecimal():
                return names[min(int(slot[len(role) :]), len(names) - 1)]
        write = getattr(self, "write_" + slot.replace(" ", "_"), None)
        if write is None:
            raise TemplateError(f"{self.outlet}/{self.name}: nothing writes the slot {slot!r}")
        written: str = write(page)
        return written

    def write_quoted_url(self, page: Page) -> str:
        return quote(page.urls["url"], safe="")

    def write_headline(self, page: Page) -> str:
        return page.story.headline

    def write_slug(self, page: Page) -> str:
        return urlsplit(page.urls["main url"]).path.rstrip("/").rsplit("/", 1)[-1]

    def write_summary(self, page: Page) -> str:
        return page.story.summary

    def write_deck(self, page: Page) -> str:
        return page.story.deck

    def write_caption(self, page: Page) -> str:
        return page.story.caption

    def write_credit(self, page: Page) -> str:
        return self.credit(page.story.photographer)

    def write_caption_line(self, page: Page) -> str:
        return f"{page.story.caption} {self.credit(page.story.photographer)}"

    def write_json_text(self, page: Page) -> str:
        return json.dumps(" ".join(page.story.paragraphs), ensure_ascii=False)[1:-1]

    def write_body(self, page: Page) -> str:
        parts = self.split(page.story, page.count)
        told = sum(item.kind == "read_also" for part in parts[: page.number - 1] for item in part)
        items = list(parts[page.number - 1])
        first, last = page.number == 1, page.number == page.count
        if not first and (halves := self.broken(page.story, parts, page.number - 1)):
            items[0] = Item("paragraph", halves[1])
        if not last and (halves := self.broken(page.story, parts, page.number)):
            items.append(Item("paragraph", halves[0]))
        out: list[str] = []
        before = ""
        for i, item in enumerate(items):
            if item.kind == "paragraph":
                text = self.inline(item.text, page) if i == 2 else text_html(item.text)
                if first and i == 0:
                    text = self.opening(page) + text
                if last and item is self._last(items):
                    text += self.closing(page)
                if before and i % 5 == 4:  # some editors press the key for a new line twice
                    out.pop()
                    text = f"{before}<br /><br />{text}"
                out.append(self.paragraph(text))
                before = text
                continue
            before = ""
            if item.kind == "read_also":
                out.append(self.read_also(page.titles[told], page.links[told]))
                told += 1
            elif item.kind == "list":
                out.append(self.listing(item.entries))
            else:
                out.append(getattr(self, item.kind)(item, page))
        if last:
            out.append(self.behind(page))
        return "\n".join(out)

    @staticmethod
    def broken(story: Story, parts: Sequence[Sequence[Item]], at: int) -> tuple[str, str] | None:
        """The halves of the paragraph that begins page ``at`` + 1, where the break goes through a sentence."""
        if story.number % 2 or not parts[at] or parts[at][0].kind != "paragraph":
            return None
        words = parts[at][0].text.split(" ")
        for n in range(len(words) // 2, len(words)):
            if words[n][0].islower() and words[n - 1][-1].isalnum():
                return " ".join(words[:n]), " ".join(words[n:])
        return None

    @staticmethod
    def _last(items: Sequence[Item]) -> Item | None:
        texts = [item for item in items if item.kind in ("paragraph", "list", "quote", "heading")]
        return texts[-1] if texts and texts[-1].kind == "paragraph" else None

    def inline(self, text: str, page: Page) -> str:
        """A paragraph with a link to a tag in it."""
        name = page.story.village
        link = f'<a href="{self.tag_url(name, page)}" target="_blank">{name}</a>'
        return text_html(text).replace(name, link, 1)

    def tag_url(self, name: str, page: Page) -> str:
        host = urlsplit(page.urls["url"]).netloc
        return f"{page.scheme}://{host}/tag/{slugify(name)}"

    def opening(self, page: Page) -> str:
        """The dateline as markup."""
        raise NotImplementedError

    def closing(self, page: Page) -> str:
        """What stands at the end of the last paragraph: a desk code."""
        return ""

    def behind(self, page: Page) -> str:
        """What follows the text inside its container."""
        return ""

    def paragraph(self, text: str) -> str:
        return f"<p>{text}</p>"

    def heading(self, item: Item, page: Page) -> str:
        return f"<h2>{text_html(item.text)}</h2>"

    def quote(self, item: Item, page: Page) -> str:
        return f"<blockquote><p>{text_html(item.text)}</p></blockquote>"

    def listing(self, entries: Iterable[str]) -> str:
        return "<ul>" + "".join(f"<li>{text_html(entry)}</li>" for entry in entries) + "</ul>"

    def read_also(self, title: str, url: str) -> str:
        return f'<p><strong>Baca juga: <a href="{url}">{title}</a></strong></p>'

    def picture(self, item: Item, page: Page) -> str:
        raise NotImplementedError

    def ad(self, item: Item, page: Page) -> str:
        return "<p>Iklan</p>"

    def numbers(self, page: Page, link: Callable[[int, str], str]) -> str:
        """The pager's numbers, each written by ``link`` (number, address)."""
        assert self.query
        return "".join(link(n, page.at(n, self.query)) for n in range(1, page.count + 1))


class _Values(dict[str, str]):
    """The slots of one page, written as the template asks for them."""

    def __init__(self, look: Look, page: Page) -> None:
        super().__init__()
        self.look, self.page = look, page

    def __missing__(self, slot: str) -> str:
        value = self[slot] = self.look.slot(slot, self.page)
        return value
