"""A first rule file for a new outlet, from two to five of its pages.

Draft goldens come from the pages' metadata (JSON-LD, OpenGraph, microdata), from what trafilatura takes for the text
and from what repeats on several pages. A layout is induced from them as from reviewed ones (``induce``).
Nothing here is trusted: a person reviews the drafts before they count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from extractors.article import Article
from extractors.authoring.induce import KeyNote, Proposal, Sample, find_body, induce
from extractors.authoring.page_view import squeeze
from extractors.authoring.rulefile import outlet_source
from extractors.families.wordpress import WORDPRESS
from extractors.reading.blocks import HEADINGS, clean, text_content
from extractors.reading.engine import read_with, text_values
from extractors.reading.fallback import extract_generic, headline_of
from extractors.reading.metadata import Metadata, read_metadata, text_of
from extractors.reading.settle import settle_dates
from extractors.results import NotAnArticle
from extractors.rules.addresses import PLACEHOLDERS, article_pattern
from extractors.rules.model import Layout, Outlet
from extractors.rules.selectors import TreeIndex, position, select, within
from extractors.rules.sources import Feed, Sitemap, Source
from extractors.score import GOLDEN_KEYS, score
from extractors.urls import host_of
from extractors.vocabulary import bylines, picture_credits
from extractors.vocabulary.dates import parse_date

__all__ = ["Draft", "SamplePage", "draft", "outlet_of"]

_SECOND_LEVEL = frozenset("co or go ac web my sch net com org desa ponpes biz".split())
_LISTS = ("authors", "editors", "sources", "articleSection", "keywords", "images", "body", "readAlso")
_BYLINES = (
    "[itemprop=author], [rel=author], [class*=author], [class*=byline], [class*=penulis], [class*=reporter], "
    "[class*=writer], [class*=editor], [class*=jurnalis]"
)
_CRUMBS = "[class*=breadcrumb] a, [class*=breadcumb] a, [id*=breadcrumb] a, [class*=crumb] a"
_TAGS = 'a[rel=tag], a[href*="/tag/"], a[href*="/topik/"], a[href*="/topic/"], a[href*="/tags/"]'
_NEAR = 120  # characters: a longer text shows more than a date or a name


@dataclass(frozen=True)
class SamplePage:
    """One page of the outlet, parsed, and its address."""

    tree: etree._Element
    url: str


@dataclass(frozen=True)
class Draft:
    """A proposed outlet, draft goldens for its pages in the same order, and notes on what was found."""

    outlet: Outlet
    goldens: tuple[dict[str, Any], ...]
    notes: tuple[KeyNote, ...]
    remarks: tuple[str, ...]
    family: str | None = None

    def to_source(self) -> str:
        """The rule file."""
        doc = f"{self.outlet.title}, {', '.join(self.outlet.domains)}."
        return outlet_source(self.outlet, doc, family=self.family)


def draft(
    pages: Sequence[SamplePage],
    name: str,
    *,
    title: str | None = None,
    layout: str = "article",
    robots: str = "",
) -> Draft:
    """A rule file and goldens to start from. ``robots`` is the outlet's robots.txt, if known.

    Raises ValueError if there are no pages, or if none of them has text.
    """
    if not pages:
        raise ValueError("there is no page to learn from")
    read = [_Page(page.tree, page.url) for page in pages]
    outlet = outlet_of(
        name, [page.url for page in pages], title=title or _title(read), robots=robots, pages=pages
    )
    remarks: list[str] = []
    for one in read:
        one.find_text(outlet)
        if one.problem:
            remarks.append(f"{one.url}: {one.problem}")
    useful = [one for one in read if one.seed]
    if not useful:
        if all(one.unshown for one in read):
            raise ValueError(
                "these pages have their text in JSON-LD alone and no element shows it (a script writes it in the "
                "browser): save them as a browser shows them, or use another version of them (their AMP pages)"
            )
        raise ValueError("no text was found on any of these pages: " + "; ".join(dict.fromkeys(remarks)))
    _find_bodies(useful, outlet)
    for one in useful:
        one.find_rest(outlet)
    samples = [Sample(one.url, ((one.tree, one.url),), one.golden) for one in useful]
    years = _years([one.golden.get("datePublished") for one in useful])
    proposal = induce(samples, outlet, name=layout, years=years)
    family = _family(useful, outlet, proposal)
    chosen = replace(WORDPRESS, years=years or WORDPRESS.years) if family else proposal.layout
    outlet = replace(outlet, layouts=(chosen,))
    goldens = tuple(one.read(outlet, chosen) for one in read)
    sources = Counter(one.told_by for one in useful)
    remarks += [
        f"the text was found by {what} on {count} of {len(read)} pages" for what, count in sources.items()
    ]
    if family:
        remarks.append("the pages are from WordPress: its family of layouts fits")
    remarks += [f"found {type(source).__name__.lower()} {source.url}" for source in outlet.discover]
    return Draft(outlet, goldens, () if family else proposal.notes, tuple(remarks), family)


# -- the outlet ---------------------------------------------------------------------------------------------


def outlet_of(
    name: str,
    urls: Sequence[str],
    *,
    title: str = "",
    robots: str = "",
    pages: Sequence[SamplePage] = (),
) -> Outlet:
    """What addresses say about an outlet: its domain and the form of its article addresses."""
    domains = tuple(dict.fromkeys(registered_domain(host_of(url)) for url in urls))
    templates = address_templates(urls, domains)
    return Outlet(
        name=name,
        title=title or name.capitalize(),
        domains=domains,
        articles=templates[0] if len(templates) == 1 else templates,
        examples=_examples(urls, templates, domains),
        discover=_sources(urls, domains, robots, pages),
        layouts=(Layout("article", when="body", headline="h1", body="body"),),
    )


def registered_domain(host: str) -> str:
    """The registered domain of a host: `news.contoh.co.id` → `contoh.co.id`."""
    labels = host.split(".")
    if all(label.isdecimal() for label in labels):
        return host
    size = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
    return ".".join(labels[-size:])


def address_templates(urls: Sequence[str], domains: Sequence[str]) -> tuple[str, ...]:
    """Templates of article addresses, one for each number of path segments among the samples."""
    forms: dict[int, list[list[str]]] = {}
    for url in dict.fromkeys(urls):
        path = [part for part in urlsplit(url).path.split("/") if part] or ["-"]
        forms.setdefault(len(path), []).append(path)
    found = []
    for paths in forms.values():
        template = _template(paths)
        addresses = [f"https://{domains[0]}/{'/'.join(path)}" for path in paths]
        if not all(re.match(article_pattern(template, domains), address) for address in addresses):
            template = "/{slug}" * len(paths[0])
        found.append(template)
    return tuple(dict.fromkeys(found))


def _template(paths: Sequence[Sequence[str]]) -> str:
    """The template of paths with the same number of segments."""
    parts = [
        _part([path[place] for path in paths], place == len(paths[0]) - 1) for place in range(len(paths[0]))
    ]
    template = "/" + "/".join(parts)
    template = template.replace("{year}/{number}/{number}", "{date}").replace("{year}", "{number}")
    if "{id}" not in template:
        if "{date}/{number}" in template:
            return template.replace("{date}/{number}", "{date}/{id}")
        # the longest number identifies the article, if no two articles share it
        told = {
            place: len(paths[0][place])
            for place, part in enumerate(parts)
            if part == "{number}" and _differ([path[place] for path in paths]) and len(paths[0][place]) > 2
        }
        if told and "{date}" not in template:
            chosen = max(told, key=told.__getitem__)
            return "/" + "/".join("{id}" if place == chosen else part for place, part in enumerate(parts))
    return template


def _differ(words: Sequence[str]) -> bool:
    return len(set(words)) == len(words)


def _part(words: Sequence[str], last: bool) -> str:
    """One path segment of a template: its text if all agree, otherwise what it is made of."""
    if all(re.fullmatch(r"(?:19|20)\d\d", word) for word in words):
        return "{year}"
    if all(word.isdecimal() for word in words):
        return "{number}"
    if len(set(words)) == 1 and len(words) > 1 and "-" not in words[0] and re.fullmatch(r"\w+", words[0]):
        return words[0]
    suffix = re.search(r"\.[a-z]{3,5}$", words[0])
    ending = suffix[0] if suffix and all(word.endswith(suffix[0]) for word in words) else ""
    stems = [word.removesuffix(ending) for word in words]
    if all(re.search(r"-\d{3,}$", stem) for stem in stems) and _differ([x.rpartition("-")[2] for x in stems]):
        return f"{{slug}}-{{id}}{ending}"
    if all(re.match(r"\d{3,}-", stem) for stem in stems) and _differ([x.partition("-")[0] for x in stems]):
        return f"{{id}}-{{slug}}{ending}"
    if all(re.fullmatch(PLACEHOLDERS["words"], stem) for stem in stems):
        return f"{{words}}{ending}"
    return f"{{slug}}{ending}" if last else "{channel}"


def _examples(urls: Sequence[str], templates: Sequence[str], domains: Sequence[str]) -> tuple[str, ...]:
    """For each template, the first address that it matches."""
    found = (next((u for u in urls if re.match(article_pattern(t, domains), u)), None) for t in templates)
    return tuple(dict.fromkeys(url for url in found if url))


def _sources(
    urls: Sequence[str], domains: Sequence[str], robots: str, pages: Sequence[SamplePage]
) -> tuple[Source, ...]:
    """Sitemaps named in robots.txt and feeds named on the pages."""

    def owned(url: str) -> bool:
        return any(host_of(url) == domain or host_of(url).endswith("." + domain) for domain in domains)

    maps = [url.strip() for url in re.findall(r"(?im)^\s*sitemap\s*:\s*(\S+)", robots)]
    feeds: dict[str, int] = {}
    for page in pages:
        for link in page.tree.iter("link"):
            kind = (link.get("type") or "").lower()
            if "alternate" in (link.get("rel") or "") and kind in (
                "application/rss+xml",
                "application/atom+xml",
            ):
                url = urljoin(page.url, link.get("href") or "")
                if owned(url) and "comment" not in url:
                    feeds[url] = feeds.get(url, 0) + 1
    sitemaps = [Sitemap(url) for url in dict.fromkeys(maps) if owned(url) and "{" not in url][:3]
    common = [url for url, count in feeds.items() if count > len(pages) / 2 and "{" not in url]
    return (*sitemaps, *(Feed(url) for url in common[:3]))


def _title(pages: Sequence[_Page]) -> str:
    names = Counter(name for page in pages if (name := page.metadata.meta.get("og:site_name")))
    return names.most_common(1)[0][0] if names else ""


def _years(dates: Sequence[Any]) -> str:
    years = sorted({date[:4] for date in dates if isinstance(date, str) and date[:4].isdecimal()})
    return years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}" if years else ""


def _family(pages: Sequence[_Page], outlet: Outlet, proposal: Proposal) -> str | None:
    """The publishing system whose layouts read these pages at least as well as the induced one."""
    known = replace(WORDPRESS)
    told = [page for page in pages if "wordpress" in page.metadata.meta.get("generator", "").lower()]
    fits = [page for page in pages if select(known.when).first(page.tree, page.index) is not None]
    if not told and len(fits) < len(pages):
        return None
    scores = []
    for page in pages:
        article = read_with(known, outlet, page.index, page.url, page.metadata)
        if article is None:
            return None
        scores.append(score(article.to_dict(), page.golden).word_f1)
    own = [one.word_f1 for one in proposal.scores]
    return "wordpress" if sum(scores) >= sum(own) - 0.05 * len(own) else None


# -- one page -------------------------------------------------------------------------------------------------


@dataclass
class _Page:
    """A page for which a golden is being drafted."""

    tree: etree._Element
    url: str
    problem: str = ""
    told_by: str = ""
    unshown: bool = False  # JSON-LD has a text of which the page's elements show next to nothing
    seed: list[str] = field(default_factory=list)  # texts that certainly belong to the article
    golden: dict[str, Any] = field(default_factory=dict)
    bodies: list[etree._Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.metadata: Metadata = read_metadata(self.tree)
        self.index = TreeIndex(self.tree)
        self.golden = dict.fromkeys(GOLDEN_KEYS) | {key: [] for key in _LISTS}

    def all(self, css: str) -> list[etree._Element]:
        return select(css).all(self.tree, self.index)

    def find_text(self, outlet: Outlet) -> None:
        """Find the headline and texts that certainly belong to the article, from any source."""

        self.golden["headline"] = headline_of(self.tree, self.metadata)
        told = text_of(self.metadata.article.get("articleBody"))
        marked = self.all("[itemprop=articleBody]")
        shown = squeeze(clean(text_content(self.tree, {})))
        if told and len(told) > 200:
            sentences = [s for s in re.split(r"\n+|(?<=[.!?”\"])\s+", told) if len(s) > 25]
            self.seed = [s for s in sentences if squeeze(s) in shown]
            self.unshown = not self.seed
            self.told_by = "JSON-LD's articleBody"
            if sum(map(len, self.seed)) > 0.5 * len(told):
                return
        try:
            article = extract_generic(self.tree, self.url, outlet, self.metadata)
        except NotAnArticle as result:
            self.problem = f"{result.kind}: {result.reason}"
            article = None
        if article is not None:
            self.seed = [block.text for block in article.body]
            self.told_by = "trafilatura"
        if marked and (text := clean(" ".join(text_content(e, {}) for e in marked))) and len(text) > 200:
            inside = squeeze(text)
            self.seed = [s for s in self.seed if squeeze(s) in inside] or [text]
            self.told_by = "itemprop=articleBody"
            self.problem = ""

    def find_rest(self, outlet: Outlet) -> None:
        """Draft everything around the text."""
        golden, metadata = self.golden, self.metadata
        body = squeeze(" ".join(block["text"] for block in golden["body"]))
        headings = [
            e
            for e in self.all("h1, h2, p, div, span")
            if squeeze(_text(e)) == squeeze(golden["headline"] or "")
        ]
        golden["alternativeHeadline"] = self._deck(body)
        shown = self._dates(headings)
        dates = settle_dates(shown, (), metadata, outlet)
        golden["datePublished"] = dates.published.isoformat() if dates.published else None
        golden["dateModified"] = dates.modified.isoformat() if dates.modified else None
        golden["isAccessibleForFree"] = metadata.free
        golden["authors"], golden["editors"], golden["sources"] = self._people(outlet)
        golden["articleSection"] = self._section(outlet)
        tags = [_text(e).lstrip("#").strip(" ,") for e in self.all(_TAGS) if self._behind(e)]
        golden["keywords"] = [tag for tag in dict.fromkeys(tags) if 1 < len(tag) < 60][:15]
        golden["images"] = self._images()

    def read(self, outlet: Outlet, layout: Layout) -> dict[str, Any]:
        """What a layout reads on this page, as a golden; what it does not read comes from the draft."""
        article = read_with(layout, outlet, self.index, self.url, self.metadata)
        record = article.to_dict() if article else self.golden
        return {key: record[key] for key in GOLDEN_KEYS}

    def _behind(self, element: etree._Element) -> bool:
        """Whether an element comes after the beginning of the text."""
        return bool(self.bodies) and position(element) > position(self.bodies[0])

    def _deck(self, body: str) -> str | None:
        for told in (self.metadata.description, text_of(self.metadata.article.get("description"))):
            text = text_of(told)
            if not text or squeeze(text) in body or text == self.golden["headline"]:
                continue
            if any(clean(_text(e)) == text for e in self.all("h2, h3, p, div") if not self._behind(e)):
                return text
        return None

    def _dates(self, headings: Sequence[etree._Element]) -> list[str]:
        """Displayed dates of this page that the metadata's date confirms, the nearest to the headline first."""
        told = parse_date(self.metadata.published or "")
        near: list[tuple[int, int, str]] = []
        at = min((position(e) for e in headings if e.tag in HEADINGS), default=(0,))
        for number, element in enumerate(self.all("time, span, div, p, small, li, td, b, i, h2, h3, h4, h5")):
            if within(element, set(self.bodies)):
                continue
            text = _text(element)
            if not 6 < len(text) < _NEAR or not (date := parse_date(text)) or not date.has_time:
                continue
            if told and abs((date.value.replace(tzinfo=None) - told.value.replace(tzinfo=None)).days) > 1:
                continue
            if told is None and position(element) < at:
                continue  # today's date, in the page's header
            near.append((0 if position(element) > at else 1, number, text))
        return [text for _, _, text in sorted(near)[:1]]

    def _people(self, outlet: Outlet) -> tuple[list[str], list[str], list[str]]:
        own = (*outlet.own_names, "admin", "redaksi")
        people = bylines.People([], [], [])
        for element in self.all(_BYLINES):
            lines = [x for x in text_values(element) if len(x) < _NEAR]
            inside = any(other is not element and within(other, {element}) for other in self.all(_BYLINES))
            if lines and not inside and not within(element, set(self.bodies)):
                found = bylines.parse_people(lines[:1], own_names=own)
                people.authors += [x for x in found.authors if _is_name(x)]
                people.editors += [x for x in found.editors if _is_name(x)]
                people.sources += found.sources
        shown = _text(self.tree).casefold()
        low = {name.casefold() for name in own}
        told = [
            n
            for n in self.metadata.authors
            if n.casefold() in shown and n.casefold() not in low and _is_name(n)
        ]
        editors = list(dict.fromkeys(people.editors))[:3]
        # a name after a role word on the page wins; JSON-LD's author is the editor on many pages
        authors = people.authors if people.authors and editors else told or people.authors
        authors = [name for name in dict.fromkeys(authors) if name not in editors or name in people.authors]
        return authors[:5], editors, list(dict.fromkeys(people.sources))[:2]

    def _section(self, outlet: Outlet) -> list[str]:
        items = list(self.metadata.breadcrumb) or [_text(e) for e in self.all(_CRUMBS)]
        skip = {
            "home",
            "beranda",
            outlet.title.casefold(),
            outlet.name,
            (self.golden["headline"] or "").casefold(),
        }
        kept = [item.strip(" /»›>|") for item in items if item.strip(" /»›>|").casefold() not in skip]
        return [item for item in dict.fromkeys(kept) if item and len(item) < 40][:4]

    def _images(self) -> list[dict[str, Any]]:
        found = []
        for element in self.all("figcaption, [class*=caption]"):
            text = _text(element)
            nested = any(
                other is not element and within(other, {element}) for other in self.all("figcaption")
            )
            lead = not self._behind(element)
            beside = lead or within(element, set(self.bodies))
            if (
                text
                and len(text) < 500
                and not nested
                and beside
                and (image := picture_credits.caption(text, lead=lead))
            ):
                found.append({"text": image.text, "credit": image.credit, "lead": image.lead})
        return found[:10]


def _find_bodies(pages: Sequence[_Page], outlet: Outlet) -> None:
    """The blocks of the text, without what repeats from page to page."""
    samples = [
        Sample(
            page.url,
            ((page.tree, page.url),),
            page.golden | {"body": [{"type": "paragraph", "text": text} for text in page.seed]},
        )
        for page in pages
    ]
    layout = find_body(samples, outlet)
    articles: list[Article | None] = []
    for page in pages:
        page.bodies = page.all(layout.body)
        articles.append(read_with(layout, outlet, page.index, page.url, page.metadata))
    texts: list[list[dict[str, str]]] = []
    for page, article in zip(pages, articles, strict=True):
        blocks = [{"type": b.type, "text": b.text} for b in article.body] if article else []
        page.golden["dateline"] = _take_dateline(blocks, outlet)
        page.golden["readAlso"] = list(article.readAlso) if article else []
        texts.append(blocks)
    counts = Counter(text for blocks in texts for text in {block["text"] for block in blocks})
    for page, blocks in zip(pages, texts, strict=True):
        told = squeeze(" ".join(page.seed))
        kept = [block for block in blocks if counts[block["text"]] < 2]
        places = [n for n, block in enumerate(kept) if squeeze(block["text"])[:60] in told]
        # what precedes or follows all of the known texts is chrome
        kept = kept[places[0] : places[-1] + 1] if places else []
        page.golden["body"] = kept or [{"type": "paragraph", "text": text} for text in page.seed]


def _take_dateline(body: list[dict[str, str]], outlet: Outlet) -> str | None:
    """Remove what opens the text like a dateline: the outlet's name, a place in capitals, a dash."""
    names = "|".join(re.escape(name) for name in (*outlet.domains, outlet.title, outlet.name))
    place = r"[A-Z][\w.'’]*(?:[ /-][A-Z][\w.'’]*){0,3}"
    pattern = re.compile(
        rf"((?:{place}(?:, {place})?[ ,]*)?\(?(?i:{names})[^-–—()]{{0,40}}?\)?(?:\s*[-–/]\s*{place})?"
        rf"|{place}(?:, {place})? \([^()]{{2,40}}\)|[A-Z]{{3,}}(?:[ ,/]+[A-Z]{{3,}}){{0,3}})\s*[-–—]+\s*"
        rf"|((?i:{names})(?:\s*[-–/,]\s*{place})?)\s*[.:]\s+"
    )
    for block in body[:2]:
        if match := pattern.match(block["text"]):
            rest, dateline = block["text"][match.end() :], clean(match[1] or match[2])
            if rest:
                block["text"] = rest
                return dateline
            body.remove(block)
            # "KONTAN.CO.ID -" in a paragraph of its own, "JAKARTA. ..." in the next
            more = re.match(r"([A-Z]{3,}(?: [A-Z]{3,})*)\.\s+", body[0]["text"]) if body else None
            if more:
                body[0]["text"] = body[0]["text"][more.end() :]
                dateline = f"{dateline} - {more[1]}"
            return dateline
    return None


def _text(element: etree._Element) -> str:
    return clean(text_content(element, {}))


def _is_name(text: str) -> bool:
    words = text.split()
    return 0 < len(words) < 7 and not any(ch.isdigit() for ch in text) and words[0][:1].isupper()
