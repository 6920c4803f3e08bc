"""Links to other articles inside a text: "Baca juga", "Simak juga", "Pilihan Editor".

Words count as a label only with a colon, with a link, or with nothing after them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.article import Label
from extractors.vocabulary.sentences import PARTICLES, SENTENCE, ends_sentence, is_titled

_VERB = r"(?:baca|simak|lihat|tonton|cek|klik|saksikan|dengar(?:kan)?|intip|ketahui)"
_WHAT = r"(?:artikel|berita|kabar|tulisan|ulasan|kisah|cerita|liputan|konten|informasi|info)"
_WHICH = (
    r"(?:lain(?:nya)?|menarik|terkait|sebelumnya|selengkapnya|terbaru|terkini|terpopuler|populer|pilihan|rekomendasi|seru"
    r"|ini|selanjutnya|berikut(?:nya)?(?:\s+ini)?|ya|yuk|nih|dong|deh|di\s*sini)"
)
# Words that are always a label if a colon, a link or nothing follows.
_STRONG = (
    rf"(?:(?:jangan\s+lupa|yuk|ayo|silakan)[,!]?\s+)?{_VERB}\s*(?:juga|pula)(?:\s+{_WHAT})?(?:\s+{_WHICH}){{0,2}}|"
    r"baca\s+(?:artikel|berita)\s+lainnya|baca\s+(?:selengkapnya|selanjutnya)|(?:artikel|berita)\s+terkait|artikel\s+lainnya|baca\s+tentang|"
    r"pilihan\s+(?:editor|redaksi)|menarik\s+(?:untuk\s+)?dibaca|jangan\s+lewatkan|editor['’]?s\s+(?:picks?|choice)|"
    r"read\s+also|also\s+read|see\s+also"
)
# ... that are a label with a colon, which on a page must precede a link.
_WEAK = (
    r"(?:baca|simak|lihat)(?:\s+(?:berita|artikel|dulu|lagi))?|cek|terkait|berita|"
    r"(?:(?:halaman|artikel|berita)\s+)?(?:selanjutnya|berikutnya|sebelumnya)"
)
# ... that are a label if a page links what follows them and has nothing else in the block.
_LINKED = (
    rf"(?:baca|simak|lihat)\s+(?:{_WHAT}|kembali|{_WHICH})(?:\s+{_WHICH}){{0,3}}|{_WHAT}(?:\s+{_WHICH}){{1,3}}|"
    r"(?:bacaan|konten|topik)\s+(?:menarik\s+)?(?:lain(?:nya)?|terkait|pilihan|rekomendasi)|selengkapnya|rekomendasi(?:\s+\w+){0,2}|"
    r"(?:anda\s+)?mungkin\s+(?:anda\s+)?(?:juga\s+)?(?:suka|sukai|tertarik)|trending|(?:ter)?populer|"
    r"read(?:\s+(?:more|next))?|related(?:\s+(?:articles?|news|stor(?:y|ies)|posts?|topics?))?|you\s+may\s+(?:also\s+)?like"
)

# What may replace a colon. A dash may if the title after it is linked.
_COLON = r"[:：]|[»›→⇒➡►▸▶]+|>{1,3}|\|"

_STRONG_LABEL = re.compile(rf"(?:{_STRONG})(?P<dots>\.{{2,3}}|…)?!{{0,5}}\s*(?P<colon>{_COLON})?\s*", re.I)

_WEAK_LABEL = re.compile(rf"(?:{_WEAK})\s*(?:(?P<colon>{_COLON})|[-–—])\s*", re.I)
_LINKED_LABEL = re.compile(rf"(?:{_LINKED})\s*(?:(?P<colon>{_COLON})|[-–—])\s*", re.I)

_TRAILING_DATE = re.compile(r"\s*\[[^\[\]]{4,40}\]$")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a block is when it is not text: its label, the vocabulary's rule, and the titles or names in it."""

    label: Label
    rule: str
    titles: tuple[str, ...] = ()
    opens_box: bool = False


def judge_read_also(text: str, links: Sequence[str], plain: str | None, linked: bool) -> Verdict | None:
    """Whether a block is a read-also line. ``text`` and ``plain`` come without decoration (see ``furniture``)."""
    if match := _STRONG_LABEL.match(text):
        rest = text[match.end() :]
        if not rest:
            return Verdict("read_also", "read-also label", opens_box=True)
        if match["colon"] or match["dots"]:
            # `Baca juga: "..." kata dia.` is still a read-also line if the page links it
            if links and plain is not None and _label_only(plain):
                return Verdict("read_also", "read-also line", titles_of(links))
            if plain is not None and links and not linked and len(plain) > 60 and ends_sentence(text):
                return None
            if not links and closes_quotation(rest):
                return None  # the end of a quotation that began in the block before
            return Verdict("read_also", "read-also line", _titles(rest))
        if linked or (links and plain is not None and _label_only(plain)):
            return Verdict("read_also", "read-also link", titles_of(links))
        return _judge_capitals(text) if plain is None else None
    if match := _WEAK_LABEL.match(text):
        rest = text[match.end() :]
        if plain is not None:
            if links and ((linked and match["colon"]) or _label_only(plain)):
                return Verdict("read_also", "read-also line", titles_of(links))
            return None
        if match["colon"] and _is_title(rest):
            return Verdict("read_also", "read-also line", _titles(rest))
    elif plain is None and (match := _LINKED_LABEL.match(text)) and match["colon"]:
        # a capture does not show the link; what follows has to be written as a title
        rest = text[match.end() :]
        if _is_title(rest) and is_titled(rest):
            return Verdict("read_also", "read-also line", _titles(rest))
    elif plain is None and (verdict := _judge_capitals(text)):
        return verdict
    elif (
        links
        and (match := _LINKED_LABEL.match(text))
        and ((linked and match["colon"]) or (plain is not None and _label_only(plain)))
    ):
        return Verdict("read_also", "read-also line", titles_of(links))
    return None


# without a colon: a capture shows no link, but the capitals that set the label apart from its title
_CAPITAL_LABEL = re.compile(r"(?:READ|BACA|SIMAK)(?:\s(?:ALSO|JUGA|MORE))?(?:\s+|(?<=JUGA)(?=[A-Z][a-z]))")


def _judge_capitals(text: str) -> Verdict | None:
    """Whether a line of a capture is a label in capitals and a title that is not."""
    match = _CAPITAL_LABEL.match(text)
    rest = text[match.end() :] if match else ""
    if not _is_title(rest) or rest.isupper():
        return None
    return Verdict("read_also", "read-also line", _titles(rest))


def _is_title(text: str) -> bool:
    """Whether what follows a label may be a title: not long, no sentence, and it begins with a capital or a figure."""
    if not text or len(text) > 160 or not (text[0].isupper() or text[0].isdigit()):
        return False
    return not ends_sentence(text) or (text[-1] in "?!" and is_titled(text))


_LABEL = re.compile(rf"(?:{_STRONG}|{_WEAK}|{_LINKED})\s*(?P<colon>{_COLON}|[-–—])?", re.I)


def is_label(text: str) -> bool:
    """Whether a text is a label and nothing else: with a link behind it, a read-also line."""
    return _LABEL.fullmatch(text) is not None


def is_sure_label(text: str) -> bool:
    """Whether a text is a label even without a colon: "Baca juga", not "Baca"."""
    found = _LABEL.fullmatch(text)
    return found is not None and (bool(found["colon"]) or _STRONG_LABEL.fullmatch(text) is not None)


# ... with what stands between several links and around them
_LABEL_ONLY = re.compile(
    rf"(?:{_STRONG}|{_WEAK}|{_LINKED})?(?:[\s.…!:：;=|>»›→⇒➡►▸▶,/&“”\"'‘’–—-]|(?<=\s)dan\b|\d{{1,2}}[.)])*",
    re.I,
)


def _label_only(plain: str) -> bool:
    """Whether the block has only the label outside of its links."""
    return bool(_LABEL_ONLY.fullmatch(plain))


def closes_quotation(text: str) -> bool:
    """Whether a text closes a quotation that it did not open."""
    return text.count("”") > text.count("“") or text.count('"') % 2 == 1


def is_linked_title(text: str, links: Sequence[str]) -> bool:
    """Whether a text with links may be a title: a sentence that closes with a period is linked for other reasons."""
    return bool(links) and not (
        text.endswith(".") and not text.endswith("..") and len(text.split()) >= SENTENCE
    )


def titles_of(links: Iterable[str]) -> tuple[str, ...]:
    """Link texts as titles, without a label inside the link."""
    titles = []
    for link in links:
        match = _STRONG_LABEL.match(link) or _WEAK_LABEL.match(link) or _LINKED_LABEL.match(link)
        if match and (match["colon"] or match.end() == len(link)):
            title = link[match.end() :]
        else:
            title = link
        if title := _title(title):
            titles.append(title)
    return tuple(titles)


def _title(text: str) -> str:
    return _TRAILING_DATE.sub("", text.strip()).strip()


def _titles(text: str) -> tuple[str, ...]:
    title = _title(text)
    return (title,) if title else ()


def without_label(text: str) -> str:
    """A title in a list without a label in front of it that has lost its colon: "Baca Juga Harga Beras Naik"."""
    found = _STRONG_LABEL.match(text)
    return text[found.end() :] if found and is_titled(text[found.end() :]) else text


def strip_label(text: str) -> str:
    """A read-also line without its label."""
    match = _STRONG_LABEL.match(text) or _WEAK_LABEL.match(text)
    return _title(text[match.end() :]) if match else text


_GLUED = re.compile(
    r"(?:^|(?<=[.!?”\"’)])\s+)(?P<bracket>[(\[])?(?:baca\s+juga|simak\s+juga|lihat\s+juga)\s*(?:[:：]|(?<=juga);)\s*",
    re.I,
)


def may_have_glued(text: str) -> bool:
    """Whether it is worth while to look for read-also lines that are glued to a text."""
    return (":" in text or ";" in text or "：" in text) and "juga" in text.casefold()


_TAIL = re.compile(r"(?<=[.!?”\"’)])\s(?:\(|\[)?(?:baca|simak|lihat)\s?(?:juga|pula)\s?[:：]\s?", re.I)


def tail_of(text: str, title: str) -> int:
    """Where a read-also line begins that ends a paragraph and points to ``title``; 0 where none does."""
    if not text.rstrip(" .)]»").endswith(title):
        return 0
    end = text.rindex(title)
    for found in _TAIL.finditer(text, max(0, end - 40), end):
        if found.end() == end and not _quoted(text, end):
            return found.start() + 1
    return 0


MERGED = 20_000  # characters: what is longer is not a block of an article

OPENERS = frozenset(
    "menurut adapun sementara namun selain dia ia dalam pada sebelumnya saat hal mereka kata meski meskipun "
    "sebagai untuk dengan karena jika apabila setelah sejak kini saat sedangkan bahkan padahal sebab selanjutnya "
    "kemudian lalu pihaknya pemerintah berdasarkan seperti berikut tak tidak ini itu bila tahun bulan".split()
)


def split_read_also(text: str) -> tuple[str, tuple[str, ...]]:
    """Remove read-also lines glued to a text: returns what is left, and their titles.

    After a sentence, the title runs to the end of the text. Before one, nothing marks where the title ends and the
    text begins: a title's words are capitalized, so the sentence begins just before the first word in lower case.
    Inside a quotation nothing is removed.
    """
    titles: list[str] = []
    while len(text) <= MERGED:
        match = next((m for m in _GLUED.finditer(text) if not _quoted(text, m.end())), None)
        if match is None:
            return text, tuple(titles)
        before, rest = text[: match.start()].rstrip(), text[match.end() :]
        if match["bracket"]:
            rest = rest.rstrip(" .")
            rest = rest[:-1] if rest.endswith((")", "]")) else rest
        title, after = _cut_title(rest)
        if not _is_statement(after) or len(title.split()) < 3:
            title, after = rest, ""
        if not title or (before and not after and not is_titled(title, 2)):
            return text, tuple(titles)
        titles += _titles(title)
        text = f"{before} {after}".strip()
    return text, tuple(titles)


def _is_statement(text: str) -> bool:
    return len(text.split()) > 5 and (text.endswith((".", "”", '"', "''")) or len(text) > 120)


def _quoted(text: str, end: int) -> bool:
    before = text[:end]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def _cut_title(text: str) -> tuple[str, str]:
    """A title in capitals and the sentence that follows it without punctuation, which may be empty."""
    words = list(re.finditer(r"\S+", text))
    low = next(
        (
            index
            for index, word in enumerate(words)
            if index and word[0][0].islower() and word[0].strip(".,:;!?").lower() not in PARTICLES
        ),
        None,
    )
    if low is None:
        return text, ""
    start = low - 1
    for index in range(low - 1, max(low - 7, 0), -1):
        if words[index][0].strip(",.").lower() in OPENERS and words[index][0][0].isupper():
            start = index
            break
    at = words[start].start()
    return text[:at].strip(), text[at:].strip()
