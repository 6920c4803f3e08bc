"""What there is to say of one page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from extractors import Article, NotAnArticle
from extractors.authoring.naming import own_names
from extractors.reading import refuse as detect
from extractors.reading.blocks import clean, text_content
from extractors.reading.decode import parse
from extractors.reading.engine import extract_tree
from extractors.reading.metadata import Metadata, names_of, read_metadata, text_of
from extractors.reading.page_json import fits
from extractors.rules.model import Layout, Outlet
from extractors.rules.selectors import TreeIndex
from extractors.score import GOLDEN_KEYS
from extractors.vocabulary import bylines, endings, furniture, picture_credits, read_also
from extractors.vocabulary.dates import parse_date
from newsspider.authoring.survey.boxes import unread_boxes
from newsspider.authoring.survey.counts import number_of
from newsspider.authoring.survey.sightings import SHORT, Sighting, bare

KEYS = tuple(key for key in GOLDEN_KEYS if key not in ("headline", "body", "isAccessibleForFree"))

_MOST_BLOCKS = 400  # of one page
_PROMPT = re.compile(
    r"(?:ikuti|simak|klik|dapatkan|download|unduh|gabung|follow|saksikan|tonton|jangan\s+lewatkan|"
    r"berlangganan|subscribe|bagikan)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One page, in short. ``kind`` is read, unread (no layout fits), refused, failed or passed.

    ``detail`` is the layout of a page that was read, the marks of one that is unread, the name of the
    refusal otherwise.
    """

    url: str
    kind: str
    detail: str
    reason: str = ""
    key: str = ""  # what the article's address is at all its addresses
    filled: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    marks: tuple[Sighting, ...] = ()
    looked: bool = True  # whether its unread boxes were looked for
    offset: int = -1


def examine(
    body: bytes,
    url: str,
    outlet: Outlet,
    *,
    encoding: str | None = None,
    fetched: datetime | None = None,
    every: int = 1,
) -> Seen:
    """Examine one page. Raises nothing: what cannot be read is refused or failed.

    Boxes that nobody reads are looked for on one page of ``every``, picked by its address.
    """
    looked = every == 1 or number_of(url) % every == 0
    listed = outlet.is_article(url)
    try:
        detect.refuse_address(url, outlet)
        tree = parse(body, url, encoding)
        if not listed and not any(fits(x, TreeIndex(tree)) for x in outlet.layouts):
            return Seen(url, "passed", "not an article's address")
        marks = _marks_of(tree)  # before the fallback changes it
        article = extract_tree(tree, url, outlet, fetched=fetched, explain=looked)
    except NotAnArticle as result:
        return Seen(url, "refused" if listed else "passed", result.kind, result.reason)
    except (Exception, RecursionError) as error:
        return Seen(url, "failed", f"extractor failed ({type(error).__name__})", str(error))
    key = article.canonicalUrl or url
    layout = next((x for x in outlet.layouts if x.name == article.layout), None)
    if layout is None:
        return Seen(url, "unread" if listed else "passed", marks, article.headline or "", key)
    record, metadata = article.to_dict(), read_metadata(tree)
    return Seen(
        url,
        "read",
        layout.name,
        key=key,
        filled=tuple(name for name in KEYS if record.get(name)),
        blocks=tuple(block.text[:SHORT] for block in article.body[:_MOST_BLOCKS]),
        marks=(
            *_looks(article, layout),
            *_disagreements(article, metadata, outlet, layout),
            *(unread_boxes(article, tree, layout, metadata) if looked else ()),
        ),
        looked=looked,
    )


def _looks(article: Article, layout: Layout) -> Iterator[Sighting]:
    """Blocks of the text that give themselves away as something else, one of each kind."""
    said: set[str] = set()
    code = re.compile(layout.desk_code) if layout.desk_code else None
    for number, block in enumerate(article.body):
        name = ""
        text = block.text
        if bylines.is_byline(text):
            name = "byline"
        elif furniture.is_share_bar(text):
            name = "share bar"
        elif read_also.split_read_also(text)[1]:
            name = "read-also"
        elif block.type == "paragraph" and len(text) < 300 and picture_credits.is_caption(text):
            name = "caption"
        elif number == len(article.body) - 1 and endings.desk_code_start(text, code) is not None:
            name = "desk code"
        elif len(text) <= SHORT and _PROMPT.match(text) and "“" not in text and '"' not in text:
            name = "prompt"
        if name and name not in said:
            said.add(name)
            yield Sighting("looks", name, text[:SHORT])


def _disagreements(
    article: Article, metadata: Metadata, outlet: Outlet, layout: Layout
) -> Iterator[Sighting]:
    told = text_of(metadata.article.get("headline")) or text_of(metadata.meta.get("og:title"))
    if told and article.headline:
        one, other = bare(told), bare(article.headline)
        if not (one.startswith(other) or other.startswith(one)):
            yield Sighting(
                "metadata", "headline", f"{article.headline[:70]!r} is read, the metadata say {told[:70]!r}"
            )
    told = metadata.published
    if told and article.datePublished:
        try:
            date = parse_date(told, local=layout.local_dates, zone=outlet.zone)
        except (ValueError, OverflowError):
            date = None
        if date and abs(date.value - article.datePublished) > timedelta(hours=25):
            yield Sighting(
                "metadata",
                "datePublished",
                f"{article.datePublished.isoformat()} is read, the metadata say {told[:40]}",
            )
    own = {bare(name) for name in outlet.own_words}
    names = [name for name in metadata.authors if bare(name) not in own and not name.startswith("http")]
    people = {bare(name) for name in (*article.authors, *article.editors, *article.sources)}
    if names and not any(bare(name) in people for name in names):
        read = ", ".join(article.authors) or "no one"
        yield Sighting("metadata", "authors", f"{read[:60]} read, the metadata say {', '.join(names)[:60]}")
    sections = names_of(metadata.article.get("articleSection"))
    if not sections and (told := text_of(metadata.meta.get("article:section"))):
        sections = [told]
    if sections and article.articleSection:
        read_sections = {bare(name) for name in article.articleSection}
        if not any(bare(name) in read_sections for name in sections):
            yield Sighting(
                "metadata",
                "articleSection",
                f"{' / '.join(article.articleSection)[:60]} read, the metadata say {', '.join(sections)[:60]}",
            )


def _marks_of(tree: etree._Element) -> str:
    """What a template may be known by: its h1 and what holds most of its paragraphs."""
    head = next(tree.iter("h1"), None)
    sizes: Counter[etree._Element] = Counter()
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        if parent is not None:
            sizes[parent] += len(clean(text_content(paragraph, {})))
    parts = ["no h1" if head is None else _called(head)]
    if sizes:
        holder = sizes.most_common(1)[0][0]
        named = next(
            (x for x in (holder, *holder.iterancestors()) if own_names(x) or x.tag == "body"), holder
        )
        parts.append(f"text in {_called(named)}")
    return ", ".join(parts)


def _called(element: etree._Element) -> str:
    names = [one.css for one in own_names(element) if one.css[0] in ".#" and one.css.count(".") < 2]
    return f"{element.tag}{names[0]}" if names else str(element.tag)
