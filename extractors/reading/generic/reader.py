"""A page that no layout describes → an Article: the parts are found, then read and judged as a layout's are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lxml import etree

from extractors.article import Article
from extractors.reading.apart import apart
from extractors.reading.assemble import assemble
from extractors.reading.blocks import HEADINGS, Credits, Raw, Role, read_blocks
from extractors.reading.explain import explained
from extractors.reading.generic.confidence import confidence_of, facts_of
from extractors.reading.generic.container import find_container
from extractors.reading.generic.dateline import OPENING, opening
from extractors.reading.generic.dates import find_dates
from extractors.reading.generic.deck import find_deck
from extractors.reading.generic.embedded import read_embedded
from extractors.reading.generic.flow import claim_outside, find_flow
from extractors.reading.generic.headline import find_headline
from extractors.reading.generic.letters import key
from extractors.reading.generic.lists import find_keywords, find_section
from extractors.reading.generic.pager import find_pages
from extractors.reading.generic.parts import claim_parts
from extractors.reading.generic.people import find_people, settle_people
from extractors.reading.generic.pictures import claim_captions, claim_credits, lead_captions, raw_captions
from extractors.reading.generic.site import SHARED, Learner, Seen, SiteProfile
from extractors.reading.generic.survey import Survey
from extractors.reading.judge import Judge, Judged
from extractors.reading.metadata import Metadata, text_of
from extractors.reading.settle import settle_dates
from extractors.results import IndexPage
from extractors.rules.model import Layout, Outlet
from extractors.urls import host_of
from extractors.version import __version__
from extractors.vocabulary import bylines, furniture
from extractors.vocabulary.datelines import DASH
from extractors.vocabulary.sentences import ends_sentence, is_prose

EXTRACTOR = f"generic/{__version__}"
MIN_WORDS, FEW_WORDS = 40, 12  # of a text; the fewer where the page calls itself an article
LAYOUT = Layout(
    "generic",
    headline="h1",
    body="body",
    # behind a sentence; in capitals, and no more than that, it is an abbreviation: "… Badan Meteorologi (BMKG)."
    desk_code=r"(?<=\s)\([a-z]{2,6}(?:/[a-z]{2,6}){1,3}\)\.?$|^\([^()/.]{2,30}/[^()/.]{2,40}\)\.?$|^\(\s?[A-Za-z]{2,6}(?:\s?/\s?[A-Za-z.]{2,9}){0,4}\s?\)\.?$|(?:(?<=[.!?”\"])|(?<=[.!?”\"]\s))\((?!\s?[A-Z]+\s?\))\s?[A-Za-z]{2,6}(?:\s?/\s?[A-Za-z.]{2,9}){0,4}\s?\)\.?$",
    signature=True,
)


def read_generic(
    tree: etree._Element,
    url: str,
    outlet: Outlet | None,
    metadata: Metadata,
    *,
    fetched: datetime | None = None,
    explain: bool = False,
    least: int = 0,
    site: SiteProfile | None = None,
    learn: Learner | None = None,
) -> Article | None:
    """The article on a page, None where no running text or no headline is found.

    ``least`` is how many words of the text must be in sentences; half of them must be in any case, unless the page
    says that it is an article and consists of short sentences. ``site`` is what other pages of the site have shown,
    ``learn`` what is to learn from this one.
    """
    survey = Survey(tree)
    own = own_names(metadata, url, outlet)
    names = frozenset(key(x) for x in own)
    headline, place = find_headline(survey, metadata, names, site)
    if not headline:
        return None
    repeated = [x for x in site.repeated(survey) if x != place] if site is not None else []
    survey.discount(repeated)
    body = find_container(survey, place, metadata.description or "", site)
    if body is None:
        return None
    earlier, further = find_pages(tree, url) if outlet is None or not outlet.layouts else ((), ())
    roles = claim_parts(survey, body, place)
    if site is not None:
        site.claim(survey, body, repeated, roles)
    claim_captions(survey, body, roles)
    flow = find_flow(survey, body, roles)
    if flow is not None:
        claim_outside(survey, body, flow, roles, continues=bool(further))
    container = survey.elements[body]
    shared = {survey.elements[x] for x in repeated}
    lead = [x for x in lead_captions(survey, place, body, roles) if x not in shared]
    captions = [*lead, *(element for element, role in roles.items() if role[0] == "caption")]
    credited = claim_credits(survey, captions, roles)
    shown = frozenset((container, *survey.later))
    if explain or learn is not None:
        read = read_blocks(container, roles, everything=True, shown=shown)
    else:
        read = survey.blocks(body, roles, shown, LAYOUT)
    found = apart(read)
    if site is not None:  # a text between two line breaks is no element
        found = [
            replace(raw, kind="drop", rule=SHARED) if raw.kind == "text" and site.shares(raw.text) else raw
            for raw in found
        ]
    blocks = trimmed(found)
    # not the rulings: an explanation has one for each block of what is dropped
    dropped = sum(new.kind == "drop" and old.kind != "drop" for new, old in zip(blocks, found, strict=True))
    deck = _deck(survey, metadata, place, flow.first if flow else body, captions, roles)
    judge = Judge(
        outlet,
        headline,
        deck=deck,
        dateline=(outlet.dateline if outlet else None)
        or opening(own, site.openings if site else (), [raw.text for raw in blocks if raw.kind == "text"]),
        layout=LAYOUT,
    )
    captions_above = raw_captions(lead, roles)
    credits = Credits(credited)
    for some in (captions_above, blocks):
        credits.add_to(some)
    for raw in captions_above:
        judge.take_caption(raw, lead=True)
    rulings = judge.read(blocks)
    judged = judge.finish(
        tuple(x for x in (metadata.description, text_of(metadata.article.get("description"))) if x)
    )
    words = sum(len(block.text.split()) for block in judged.body)
    displayed = find_dates(survey, place, body, metadata)
    if not judged.body or words < (FEW_WORDS if displayed or says_article(metadata) else MIN_WORDS):
        return None
    prose = sum(len(block.text.split()) for block in judged.body if is_prose(block.text))
    if prose < least or (prose * 2 < words and not _is_short_article(judged, bool(displayed), metadata)):
        return None
    if judged.linked * 2 > len(judged.body):
        raise IndexPage(url, "most of its blocks are links")
    above, below = find_people(
        survey, place, flow.first if flow else body, flow.end if flow else survey.ends[body], own
    )
    inner = judged.people
    people = bylines.People(
        authors=_in_order(above.authors, inner.authors, below.authors),
        editors=_in_order(above.editors, inner.editors, below.editors),
        sources=_in_order(above.sources, inner.sources, below.sources),
    )
    people = settle_people(people, metadata, own)
    said = " ".join([headline, *told_keywords(metadata), *(block.text for block in judged.body)])
    keywords = find_keywords(survey, body, flow.end if flow else survey.ends[body], said)
    seen = Seen(survey, headline, place, body, blocks, rulings, keywords)
    if learn is not None and not learn.take(seen):
        return None
    if site is not None and site.shares_keywords(keywords):
        keywords = []
    article = assemble(
        replace(judged, people=people),
        settle_dates(displayed, (), metadata, outlet, fetched=fetched),
        headline=headline,
        deck=deck,
        section=find_section(survey, metadata, headline, place, body, section_names(own)),
        keywords=keywords,
        extractor=EXTRACTOR,
        outlet=outlet,
        layout=None,
        language=outlet.language if outlet else tree.get("lang"),
        free=metadata.free,
        url=url,
        declared=metadata.declared,
        earlier=earlier,
        further=further,
        explanation=explained(tree, roles, {container: (blocks, rulings)}, _names_of(container))
        if explain
        else (),
    )
    facts = facts_of(survey, body, flow, place, judged, metadata.description or "", metadata.free, dropped)
    return replace(article, confidence=confidence_of(facts), evidence=facts)


def _is_short_article(judged: Judged, dated: bool, metadata: Metadata) -> bool:
    """Whether a page that says it is an article has short sentences, or a text that a paywall cuts."""
    if judged.paywalled or metadata.free is False:
        return True
    closed = sum(len(block.text.split()) for block in judged.body if ends_sentence(block.text))
    words = sum(len(block.text.split()) for block in judged.body)
    # lyrics and recipes have few sentences, and JSON-LD that calls them articles
    return (dated or says_article(metadata)) and (
        closed * 3 >= words or (bool(metadata.article) and closed >= FEW_WORDS)
    )


def told_keywords(metadata: Metadata) -> list[str]:
    """The tags in the metadata, not one by one: they are only searched for those that are displayed."""
    told = metadata.article.get("keywords")
    listed = told if isinstance(told, list) else [told]
    named = [metadata.meta.get(name) for name in ("keywords", "news_keywords", "article:tag")]
    return [text for value in (*listed, *named) if (text := text_of(value))]


def _names_of(container: etree._Element) -> str:
    names = container.get("class") or container.get("id") or ""
    return f"generic: <{container.tag}> {names}".rstrip()


def read_unshown(
    tree: etree._Element,
    url: str,
    outlet: Outlet | None,
    metadata: Metadata,
    *,
    fetched: datetime | None = None,
    least: int = 0,
) -> Article | None:
    """The article of a page that shows no text and holds it in its JSON, None if it has fewer than ``least`` words."""
    article = read_embedded(tree, url, outlet, metadata, LAYOUT, EXTRACTOR, fetched=fetched)
    return article if article is not None and article.wordCount >= max(least, FEW_WORDS) else None


def _in_order(above: list[str], inner: list[str], below: list[str]) -> list[str]:
    """Names in page order; what closes the text was read with what stands behind it."""
    return [*above, *(name for name in inner if name not in below), *below]


def _deck(
    survey: Survey,
    metadata: Metadata,
    headline: int | None,
    first: int,
    captions: Sequence[etree._Element],
    roles: dict[etree._Element, Role],
) -> str | None:
    """The deck as it is displayed, claimed."""
    place = find_deck(survey, metadata, headline, first, frozenset(captions))
    if place is None:
        return None
    roles[survey.elements[place]] = "deck", "between headline and text"
    return survey.text(place)


def section_names(own: Sequence[str]) -> frozenset[str]:
    """The outlet's names as they stand in a breadcrumb, for its home page; those of its channels are none of them."""
    hosts = {key(name) for name in own if "." in name}
    labels = {key(name) for name in own if any(key(name) == host[: len(key(name))] for host in hosts)}
    return frozenset(hosts | labels)


def says_article(metadata: Metadata) -> bool:
    """Whether the page calls itself an article, or says when it was published."""
    return (
        bool(metadata.article or metadata.published) or metadata.meta.get("og:type", "").lower() == "article"
    )


def own_names(metadata: Metadata, url: str, outlet: Outlet | None) -> list[str]:
    """What the outlet calls itself: it writes nothing, and is no section and no title."""
    names = list(outlet.own_names) if outlet else []
    publisher = metadata.article.get("publisher")
    for value in (
        metadata.meta.get("og:site_name"),
        metadata.meta.get("application-name"),
        publisher.get("name") if isinstance(publisher, dict) else publisher,
    ):
        if text := text_of(value):
            names.append(text[:80])
    for address in (url, metadata.canonical or "", metadata.meta.get("og:url") or ""):
        host = host_of(address).removeprefix("www.")
        if host:
            parts = re.sub(r"\.(?:(?:co|or|web|go|ac)\.)?[a-z]+$", "", host).split(".")
            names += [host, parts[-1]]
            names.append(".".join(host.split(".")[len(parts) - 1 :]))
    return list(dict.fromkeys(x for x in names if x))


def is_opening(text: str) -> bool:
    """Whether a text begins with a dateline and says something behind it."""
    found = _OPENING.match(text)
    return found is not None and len(text[found.end() :].split()) >= _OPENED


def trimmed(blocks: Sequence[Raw]) -> list[Raw]:
    """The blocks, with links alone as read-also lines, and what is no text above the first and behind the last."""
    found = [_told(raw) for raw in blocks]
    first = next((n for n, raw in enumerate(found) if _runs(raw)), None)
    if first is None:
        return found
    last = next(n for n in range(len(found) - 1, -1, -1) if _runs(found[n]))
    for number, raw in enumerate(found):
        if raw.kind not in ("text", "read_also") or first <= number <= last or not raw.text:
            continue
        if number < first:
            if raw.kind == "text" and _OPENS.search(raw.text) and len(raw.text) <= 80:
                continue
            if raw.kind == "text" and is_opening(raw.text):
                continue
            if raw.kind == "text" and (
                raw.type == "heading" or raw.bold or (len(raw.text) > 25 and ends_sentence(raw.text))
            ):
                continue
            found[number] = replace(raw, kind="drop", rule="above the text")
        elif raw.rule == _ALONE:
            found[number] = replace(raw, kind="drop", rule="behind the text")
    return found


_OPENS = re.compile(rf"{DASH}\s*$")  # a dateline that stands before the first paragraph
_OPENING = re.compile(OPENING)
_OPENED = 6  # words behind a dateline
_NAMES = 300  # characters of a line that says who wrote the text
_ALONE = "a link alone"
_NUMBERED = re.compile(r"\(?\d{1,3}[.)\s]")
_CODED = re.compile(r"[.!?…\"”’']\s*\([^()]{2,40}\)\.?$")


def _told(raw: Raw) -> Raw:
    if (
        raw.kind != "text"
        or not (raw.linked or (raw.links and furniture.only_links(raw.plain or "")))
        or raw.rule
        or ends_sentence(raw.text)
        or _NUMBERED.match(raw.text)
    ):
        return raw
    if raw.tag in HEADINGS and raw.text[0] not in "•·-–*":
        return raw
    if (
        furniture.classify(raw.text, links=raw.links, plain=raw.plain, linked=True)
        or len(raw.text.split()) < 4
    ):
        return raw
    return replace(raw, kind="read_also", rule=_ALONE, text=raw.text.lstrip("•·-–* "))


def _runs(raw: Raw) -> bool:
    plain = raw.plain if raw.plain is not None else raw.text
    if raw.kind != "text" or raw.linked or len(plain) < 20:
        return False
    if furniture.classify(raw.text, links=raw.links, plain=raw.plain, linked=raw.linked):
        return False
    if len(raw.text) <= _NAMES and bylines.is_byline(raw.text, raw.lines):
        return False
    return ends_sentence(raw.text) or len(plain) > 120 or bool(_CODED.search(raw.text))
