"""From a plain-text capture of a page to the Article that the page would give.

A capture has lost the markup and kept the words: lines, blank lines between blocks, bullets, the texts of
links and pictures. Extraction tools write two families: blank lines between blocks with bullets as `  • `, and one
line per block with bullets as `- `; some write Markdown. The outlet's ``Capture`` rules and the shared vocabulary
replace the selectors; the same ``Judge`` decides what is text and where it ends.

The rules, in the order of their use (1 is in ``lines`` and ``kinds``, 2 and 3 in ``opening``, 4 in ``above``, 5 in
``body``, 6 in ``ending`` and ``body``):

1. A line on its own is chrome (the outlet's list), a date, a byline, a caption with a credit, an ad label, a
   read-also line, a bullet, or text.
2. The text starts at its dateline; without one, at the first sentence. If a date, a byline or the repeated
   headline follows a single line there, that line was the deck.
3. The headline is above the start: a Markdown title, or the line for which most speaks: that the text has its words,
   a date below it, that it is long, that it occurs again. What precedes it is chrome, even the article's own text
   (some pages have it twice). A capture may show no headline.
4. Between headline and start: the headline again, a kicker (a block of two lines that repeats words of
   the headline), a deck (one line, before any date), captions.
5. From the start on, a line is a paragraph, a subheading (short, without an end mark, followed by a
   paragraph), a list item, the title of another article (of which the text says nothing), or one of the things in
   rule 1. A line that other captures of the site have is none of them.
6. The text ends at the heading of a related list, an author's box, a disclaimer, a copyright line, a paywall or a desk
   code that no paragraphs follow, the bulleted titles at the end of the capture, or the last sentence and the list or
   the rows it announces; sentences about something else, behind lines that are none, do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractors.article import Article, Block, Label, Line
from extractors.captures.above import find_deck, read_above
from extractors.captures.body import BodyReader
from extractors.captures.ending import NUMBERED
from extractors.captures.kinds import LAYOUT, UNKNOWN, CaptureRules, rules_for
from extractors.captures.line_kinds import LineKinds
from extractors.captures.lines import read_lines
from extractors.captures.opening import find_opening
from extractors.captures.readout import Readout
from extractors.captures.shared import SiteLines
from extractors.captures.synopsis import find_synopsis
from extractors.captures.wrapped import unwrapped
from extractors.reading import refuse as detect
from extractors.reading.assemble import assemble
from extractors.reading.engine import RULES
from extractors.reading.judge import Judge, Judged
from extractors.reading.settle import Dates
from extractors.registry import outlet_in_dateline, outlet_named
from extractors.results import EmptyPage, NoText
from extractors.rules.model import Outlet

FEW_WORDS = 40  # a shorter text may be the message of a wall

# Labels of the engine that are finer than what a capture needs.
_LABELS: dict[Label, Label] = {
    "list_item": "paragraph",
    "quote": "paragraph",
    "keyword": "chrome",
    "section": "chrome",
    "paywall": "chrome",
}


def clean_capture(
    text: str, outlet: str | None, *, lines: SiteLines | None = None, explain: bool = False
) -> Article:
    """The article in a plain-text capture of a page.

    ``outlet`` is the outlet's name. None stands for a site without rules: the article's outlet is then the one that its
    dateline names ("Jakarta (ANTARA)"), if there are rules for it, or None. ``lines`` are those that captures of the
    site share: they are no text. ``explain`` fills ``Article.explanation`` with one ``Line`` for every
    line of the capture that is not empty; ``number`` is the line's number in the capture, from 1.

    Raises UnknownOutlet, or a subclass of ``NotAnArticle`` if the text is not an article.
    """
    rules = rules_for(outlet_named(outlet) if outlet is not None else UNKNOWN)
    readout = _opened(text, rules, lines, explain)
    if outlet is None and (told := outlet_in_dateline(readout.opening.medium)):
        rules = rules_for(told)
        readout = _opened(text, rules, lines, explain)
    body = BodyReader(readout)
    read_above(readout, body)
    body.read()
    judged = _without_last_heading(readout.judge.finish(find_synopsis(readout)))
    if readout.opening.alone is not None or judged.dateline is not None:
        judged = _below_dateline(judged, readout.opening.medium)
    # an editor is named as such elsewhere on the page
    people = judged.people
    people.authors[:] = [x for x in people.authors if x not in readout.beside or x not in people.editors]
    _refuse(readout, judged)
    published, modified = readout.published, readout.modified
    return assemble(
        judged,
        Dates(
            published=published.value if published else None,
            modified=modified.value if modified else None,
            raw=published.raw if published else None,
        ),
        headline=readout.opening.title,
        deck=readout.deck_text,
        keywords=readout.keywords,
        extractor=RULES,
        outlet=None if rules.outlet is UNKNOWN else rules.outlet,
        layout=LAYOUT,
        language=rules.outlet.language,
        free=None,
        explanation=tuple(_explained(readout)) if explain else (),
    )


def _name(outlet: Outlet) -> str:
    """The name of a capture in messages, as it has no address."""
    return f"capture of {outlet.name}"


def _opened(text: str, rules: CaptureRules, shared: SiteLines | None, explains: bool) -> Readout:
    """The lines of a capture, and where its headline, its deck and its text are."""
    lines = unwrapped(read_lines(text))
    if not lines:
        raise EmptyPage(_name(rules.outlet), "the text is empty")
    find = LineKinds(lines, rules, shared).of
    for line in lines:
        line.find = find
    opening = find_opening(lines, rules)
    deck = find_deck(lines, rules, opening)
    judge = Judge(
        rules.outlet,
        opening.title or "",
        deck=None if deck is None else lines[deck].text,
        dateline=opening.dateline,
        layout=rules.ends,
        follows_boxes=False,
    )
    readout = Readout(lines, rules, opening, deck, judge, explains)
    for line in lines[: opening.first]:
        readout.note(line, "chrome", "first copy of the text, which follows below the headline")
    if opening.headline is not None:
        readout.note(lines[opening.headline], "headline", "headline", kept=True)
    return readout


def _without_last_heading(judged: Judged) -> Judged:
    """Turn a subheading at the cleaned end of the text, which heads nothing, into a paragraph."""
    last = judged.body[-1] if judged.body else None
    if last is None or last.type != "heading" or NUMBERED.match(last.text):
        return judged
    judged.rulings[-1].amend("paragraph", "heads nothing")
    return replace(judged, body=(*judged.body[:-1], Block("paragraph", last.text)))


def _below_dateline(judged: Judged, dateline: str) -> Judged:
    """Add the dateline that is on a line of its own; the dash behind it, or a second one, may begin the text."""
    if not judged.body:
        return judged
    first = judged.body[0]
    text = first.text.lstrip("-–— ")
    body = judged.body if text == first.text else (replace(first, text=text), *judged.body[1:])
    return replace(judged, dateline=judged.dateline or dateline, body=body)


def _refuse(readout: Readout, judged: Judged) -> None:
    """Raise the result that a text without an article is; a few words may be the message of a wall."""
    name = _name(readout.rules.outlet)
    if _has_words(judged.body[:FEW_WORDS], FEW_WORDS):
        return
    shown = [block.text for block in judged.body] or [line.text for line in readout.lines[:5]]
    for text in (readout.opening.title or "", *shown):
        detect.refuse_title(text, name)
    if not judged.body:
        raise NoText(name, "no paragraph is left once chrome is removed")


def _has_words(blocks: Iterable[Block], least: int) -> bool:
    """Whether blocks have so many words; those behind them are not counted."""
    words = 0
    for block in blocks:
        words += len(block.text.split())
        if words >= least:
            return True
    return False


def _explained(readout: Readout) -> Iterator[Line]:
    for line in readout.lines:
        ruling = line.ruling
        if ruling is None:
            for part in (line, *line.rest):
                yield Line(part.number, part.line, "chrome", False, "not read")
            continue
        # the deck is shown above the text; a synopsis is the page repeating itself
        repeated = ruling.rule.startswith("synopsis")
        label: Label = "chrome" if repeated else _LABELS.get(ruling.label, ruling.label)
        yield Line(line.number, line.line, label, ruling.kept, ruling.rule)
        for part in line.rest:
            yield Line(part.number, part.line, label, ruling.kept, "goes on from the line above")
