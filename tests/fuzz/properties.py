"""What holds for every page and every capture, whatever is in it. Each property is a function with a name.

A property takes what was read and the Article that came out of it, and raises ``Violation`` where it does not
hold. Where no Article came out, ``read`` has seen to it that the reason has a name.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any
from unicodedata import normalize

import jsonschema

from extractors import Article, NotAnArticle, clean_capture, extract, json_schema
from extractors.reading.blocks import clean
from extractors.reading.decode import WIDTHLESS, parse, whole
from extractors.results import RESULTS
from extractors.vocabulary import furniture, sentences

SECONDS = 1.0  # of CPU time, for any page up to 10 MB, and for each megabyte of a capture
MEGABYTES = 300

__all__ = ["PROPERTIES", "Capture", "CleanText", "Page", "Planted", "Violation", "check", "read"]


class Violation(AssertionError):
    """A property that does not hold: ``name`` is the property's, the message what was seen."""

    def __init__(self, name: str, seen: str) -> None:
        super().__init__(f"{name}: {seen}")
        self.name = name


_ESCAPED = re.compile(r"\\+u([0-9a-fA-F]{4})")


@dataclass(frozen=True)
class Page:
    """A page as ``extract`` takes it."""

    content: bytes | str
    url: str
    encoding: str | None = None

    def read(self, *, explain: bool = False) -> Article:
        return extract(self.content, self.url, encoding=self.encoding, explain=explain)

    def shown(self) -> str:
        """All text of the page: what an Article's text may be made of."""
        text = "".join(map(str, parse(self.content, self.url, self.encoding).itertext()))
        # a text may stand in the page's JSON alone, where characters are written as escapes and as entities
        return (
            text + unescape(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))
            if "\\u" in text or "&" in text
            else text
        )


@dataclass(frozen=True)
class Planted(Page):
    """A page whose text is known: ``blocks`` are type and text, ``titles`` those of its read-also lines."""

    blocks: tuple[tuple[str, str], ...] = ()
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Capture:
    """A plain-text capture as ``clean_capture`` takes it."""

    content: str
    outlet: str

    def read(self, *, explain: bool = False) -> Article:
        return clean_capture(self.content, self.outlet, explain=explain)

    def shown(self) -> str:
        return whole(self.content)


@dataclass(frozen=True)
class CleanText(Capture):
    """A capture that is nothing but a clean article: its headline, and the blocks of its text."""

    blocks: tuple[str, ...] = ()

    @classmethod
    def of(cls, headline: str | None, blocks: Sequence[str], outlet: str) -> CleanText:
        parts = [headline, *blocks] if headline else blocks
        return cls("\n\n".join(parts), outlet, tuple(blocks))


@dataclass(frozen=True)
class PlantedCapture(Capture):
    """A capture whose text is known: its paragraphs."""

    paragraphs: tuple[str, ...] = ()


Subject = Page | Capture
Outcome = Article | NotAnArticle


def read(subject: Subject, *, explain: bool = False, timed: bool = False) -> Outcome:
    """The Article or the named result (``timed``: and in time); anything else is a Violation.

    The fuzzer times what it reads. Tests do not: see ``tests.work`` for what they count.
    """
    outcome, spent = _timed(subject, explain)
    limit = SECONDS if isinstance(subject, Page) else SECONDS * (1 + len(subject.content) // 1_000_000)
    if (
        timed and spent > limit and (spent := min(spent, _timed(subject, explain)[1])) > limit
    ):  # a busy machine is no page's fault
        raise Violation("in bounds", f"{spent:.1f} s for {len(subject.content):,} bytes")
    if isinstance(outcome, NotAnArticle) and (
        RESULTS.get(outcome.kind) is not type(outcome) or not outcome.reason
    ):
        raise Violation("a named result", f"{type(outcome).__name__} is none of the results")
    return outcome


def _timed(subject: Subject, explain: bool) -> tuple[Outcome, float]:
    begun = time.process_time()
    try:
        outcome: Outcome = subject.read(explain=explain)
    except NotAnArticle as result:
        outcome = result
    except MemoryError:
        raise Violation("in bounds", f"more than {MEGABYTES} MB were asked for") from None
    except Exception as error:  # a RecursionError too
        raise Violation("a named result", f"{type(error).__name__}: {str(error)[:300]}") from error
    return outcome, time.process_time() - begun


# -- the properties ----------------------------------------------------------------------------------------


def same_again(subject: Subject, outcome: Outcome) -> None:
    """The same bytes give the same Article, or the same reason."""
    _same("same bytes, same Article", outcome, read(subject))


def explained_the_same(subject: Subject, outcome: Outcome) -> None:
    """``explain=True`` changes nothing but the explanation."""
    _same("explained the same", outcome, read(subject, explain=True))


def _same(name: str, outcome: Outcome, other: Outcome) -> None:
    if isinstance(outcome, Article) and isinstance(other, Article):
        for key, value in outcome.to_dict().items():
            if value != (again := other.to_dict()[key]):
                raise Violation(name, f"{key}: {value!r:.200} and then {again!r:.200}")
    elif type(outcome) is not type(other) or str(outcome) != str(other):
        raise Violation(name, f"{outcome!r:.200} and then {other!r:.200}")


def from_the_page(subject: Subject, outcome: Outcome) -> None:
    """Every block of the text occurs in the page, or all its words do: nothing is added."""
    if not isinstance(outcome, Article):
        return
    capture = isinstance(subject, Capture)
    page = _bare(subject.shown(), capture)
    for block in outcome.body:
        if _bare(block.text, capture) in page:
            continue
        # What stands inside a block may be left out, which glues the words around it; and trafilatura may put
        # texts in another order.
        words = [_bare(part, capture) for part in block.text.split()]
        if lost := next((word for word in words if not _glued(word, page)), None):
            raise Violation("from the page", f"{lost!r:.100} of {block.text!r:.200}")


def _glued(word: str, page: str) -> bool:
    """Whether a word is made of a few parts that occur in the page."""
    for _ in range(3 + len(word) // 9):
        if word in page:
            return True
        size = next((size for size in range(len(word) - 1, 0, -1) if word[:size] in page), 0)
        if not size:
            return False
        word = word[size:]
    return word in page


# one parser drops what another replaces
# ... and a <q> is shown in quotation marks that are none of its text
_NO_CHARACTERS = dict.fromkeys(
    (
        *WIDTHLESS,
        *range(32),
        0x7F,
        0x201C,
        0x201D,
        0xFFFD,
        *(0xFFFE + 0x10000 * plane + last for plane in range(17) for last in (0, 1)),
    )
)
_MARKS = str.maketrans("", "", "\\*_[]()#`>")  # Markdown's, which a capture may be written in


def _bare(text: str, capture: bool) -> str:
    """Without white space, by which elements and lines differ."""
    text = normalize("NFD", "".join(text.split())).translate(_NO_CHARACTERS)
    return text.translate(_MARKS) if capture else text


def nothing_from_the_drop_list(subject: Subject, outcome: Outcome) -> None:
    """No block is an ad label, a read-also line or a prompt.

    Except what the vocabulary itself lets stay: a sentence that begins like a read-also line and links to
    something inside it.
    """
    if not isinstance(outcome, Article):
        return
    for block in outcome.body:
        if not block.text:
            raise Violation("normal", "an empty block")
        plain = block.text if isinstance(subject, Page) else None
        verdict = furniture.classify(block.text, plain=plain)
        if verdict is None:
            continue
        if verdict.label == "read_also" and len(block.text) > 60 and sentences.ends_sentence(block.text):
            continue
        raise Violation("nothing from the drop list", f"{verdict.rule}: {block.text!r:.200}")


def normal(subject: Subject, outcome: Outcome) -> None:
    """Texts are NFC with single blanks, trimmed, never empty, without NULs and halves of characters."""
    if not isinstance(outcome, Article):
        return
    images = [text for image in outcome.images for text in (image.text, image.credit) if text is not None]
    single = (outcome.headline, outcome.alternativeHeadline, outcome.dateline)
    lists = (outcome.authors, outcome.editors, outcome.sources, outcome.keywords, outcome.readAlso)
    for text in (
        *(block.text for block in outcome.body),
        *(text for text in single if text is not None),
        *(text for texts in lists for text in texts),
        *images,
    ):
        if not text or clean(text) != text or whole(text) != text:
            raise Violation("normal", f"{text!r:.200}")
    if not outcome.body:
        raise Violation("normal", "an Article without a text")


def there_and_back(subject: Subject, outcome: Outcome) -> None:
    """``from_dict(to_dict(article))`` is the article, through JSON in UTF-8 as well."""
    if not isinstance(outcome, Article):
        return
    record = outcome.to_dict()
    try:
        line = json.dumps(record, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise Violation("there and back", f"it cannot be written as UTF-8: {error}") from None
    if Article.from_dict(record) != outcome or Article.from_dict(json.loads(line)) != outcome:
        raise Violation("there and back", "another Article came back")


@cache
def _schema() -> Any:
    return jsonschema.Draft202012Validator(
        json_schema(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def fits_the_schema(subject: Subject, outcome: Outcome) -> None:
    """The record is what the shipped JSON Schema says."""
    if isinstance(outcome, Article) and (error := next(_schema().iter_errors(outcome.to_dict()), None)):
        raise Violation("fits the schema", f"{error.json_path}: {error.message:.200}")


def clean_stays_clean(subject: Subject, outcome: Outcome) -> None:
    """Cleaning a clean article changes nothing in its text."""
    if not isinstance(subject, CleanText):
        return
    if not isinstance(outcome, Article):
        raise Violation("clean stays clean", str(outcome)[:300])
    after = [block.text for block in outcome.body]
    if list(subject.blocks) != after:
        gone = [text for text in subject.blocks if text not in after][:2]
        new = [text for text in after if text not in subject.blocks][:2]
        raise Violation("clean stays clean", f"gone {gone!r:.200}, new {new!r:.200}")


def planted_comes_out(subject: Subject, outcome: Outcome) -> None:
    """Of a page whose text is known, all of it comes out, and nothing of what stands between its blocks."""
    if not isinstance(subject, Planted):
        return
    if not isinstance(outcome, Article):
        raise Violation("planted comes out", str(outcome)[:300])
    after = tuple((block.type, block.text) for block in outcome.body)
    if after != subject.blocks:
        gone = [block for block in subject.blocks if block not in after][:2]
        new = [block for block in after if block not in subject.blocks][:2]
        raise Violation("planted comes out", f"gone {gone!r:.400}, new {new!r:.400}")
    if outcome.readAlso != subject.titles:
        raise Violation(
            "planted comes out", f"readAlso {outcome.readAlso!r:.300}, not {subject.titles!r:.300}"
        )


def planted_capture_comes_out(subject: Subject, outcome: Outcome) -> None:
    """Of a capture whose text is known, all of it comes out, and nothing of the page around it."""
    if not isinstance(subject, PlantedCapture):
        return
    if not isinstance(outcome, Article):
        raise Violation("planted capture comes out", str(outcome)[:300])
    after = tuple(block.text for block in outcome.body)
    if after != subject.paragraphs:
        gone = [text for text in subject.paragraphs if text not in after][:2]
        new = [text for text in after if text not in subject.paragraphs][:2]
        raise Violation("planted capture comes out", f"gone {gone!r:.400}, new {new!r:.400}")


def stays_in_the_outlet(subject: Subject, outcome: Outcome) -> None:
    """The canonical address and the further pages are the outlet's own, whatever the page says."""
    if not isinstance(outcome, Article) or not isinstance(subject, Page):
        return
    for url in (outcome.canonicalUrl, *outcome.pageUrls, *outcome.missingPages):
        if url and not _same_site(url, subject.url):
            raise Violation("stays in the outlet", f"{url:.200} on {subject.url:.100}")


def _same_site(url: str, page: str) -> bool:
    from extractors import outlet_for
    from extractors.urls import host_of

    outlet = outlet_for(page)
    return outlet_for(url) is outlet and (outlet is not None or host_of(url) == host_of(page))


# With each, how many cases of the fuzzer go by between two that it is asked of: what costs much is asked of fewer.
PROPERTIES: dict[Callable[[Subject, Outcome], None], int] = {
    from_the_page: 2,
    nothing_from_the_drop_list: 1,
    normal: 1,
    there_and_back: 2,
    stays_in_the_outlet: 1,
    clean_stays_clean: 1,
    planted_comes_out: 1,
    planted_capture_comes_out: 1,
    same_again: 8,
    explained_the_same: 8,
    fits_the_schema: 8,
}


def check(subject: Subject, number: int = 0, *, timed: bool = False) -> Outcome:
    """Read a page or capture and ask every property of it (of case ``number``, those that are its turn)."""
    outcome = read(subject, timed=timed)
    for property_, every in PROPERTIES.items():
        if number % every == 0:
            property_(subject, outcome)
    return outcome
