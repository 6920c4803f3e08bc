"""What can happen to a page or a capture on its way. A mutation takes bytes and chance, and gives bytes.

``case`` makes case ``number`` of a seed: a base, and one to four mutations of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from extractors import OUTLETS
from extractors.captures.lines import content
from extractors.vocabulary import picture_credits, sentences
from tests.fuzz.bases import Base, load
from tests.fuzz.captures import planted_capture
from tests.fuzz.grammar import planted
from tests.fuzz.properties import Capture, CleanText, Page, Subject

BIG = 400  # one case in so many is made of a page as served
PLANTED = 4  # one case in so many is a page of the grammar, whose text is known
CAPTURES = 5  # one case in so many is a capture
CLEAN = 20  # ... and one in so many a clean article, put together from the goldens' blocks
HUGE = 2_000  # one case in so many is blown up to megabytes

Mutation = Callable[[bytes, Random], bytes]

_TOKEN = re.compile(rb"(<[^>]*>)")

# What a page may say that is no text, and what looks like it.
LINES = tuple(
    """
    Baca juga: Harga Bawang Putih Naik Lagi|Baca Juga|Simak juga: "Siapa Dia?" kata dia.|Pilihan Editor: Ini Judulnya
    ADVERTISEMENT|Advertisement Scroll to continue with content|Iklan|SCROLL UNTUK MELANJUTKAN MEMBACA
    Selanjutnya|Halaman 1 2 3|1 2 3 »|Berita Terkait|Topik:|Tags|(boy/jpnn)|(ant/dil/jpnn)|(*)|(B-12)|REUTERS|ANTARA | AFP
    Reporter: Budi Santoso | Editor: Siti Aminah|Redaktur & Reporter : Adil|Sumber: Yahoo News|Oleh: A, B, S.H., dan C
    Jakarta, IDN Times -|TEMPO.CO, Jakarta -|KONTAN.CO.ID - JAKARTA. Iklan|jpnn.com, MOSKOW -|Liputan6.com, Jakarta
    Senin, 05 Agustus 2024 – 17:45 WIB|31 Februari 2021|32/13/2099 25:61|10 jam lalu|Ilustrasi bawang (REUTERS/Budi/Pool)
    View this post on Instagram|[Gambas:Video 20detik]|Copyright © 2024|Berlangganan untuk lanjut membaca|komentar|Cetak
    Artikel ini telah tayang di Kompas.com dengan judul "X"|Laporan Wartawan Tribunnews.com, Budi Santoso|BUDI SANTOSO (BOGOR)
    """.replace("\n    ", "|")
    .strip(" |\n")
    .split("|")
)
CHARACTERS = (
    "\x00 \x0b \x0c \x1b[31m \x7f \x85 \xa0 \xad \u061c \u200b \u200e \u202e \u2028 \u2029 \u2066 \u3000 \ufeff \ufffd "
    "\ufffe \uffff A\u0300 \u0344 \u1100\u1161 \U0001f9c5 \U000e0001 \U0010ffff \ud800 \udfff \udc80".split(
        " "
    )
)
_ENTITIES = (
    b"&#0; &#x0; &#xD800; &#xFFFF; &#x10FFFF; &#x110000; &#99999999999; &#-1; &amp;amp; &nbsp; &lt; &lt;p&gt; &bogus; & "
    b"&#x202e; &#27; &amp &#13; &zwj; &shy;"
).split(b" ")
_TAGS = (
    b"<p> </p> <div> </div> <br> <br><br> <b> </b> <li> <ul> </ul> <blockquote> <table><td> <a href='http://['> </a> <h1> "
    b"<h2> <span hidden> <figure> <figcaption> <script> </script> <style> <!-- --> <![CDATA[ <?xml <svg> <math> <title> "
    b"<textarea> <select> <body> <html> </html> <head> <frameset> <template> <noscript> <plaintext> <base&#32;href='//evil/'>"
).split(b" ")
_JSON = (
    b"{}|[]|null|1e999|NaN|[[[[[[]]]]]]|{\"@type\":1}|{\"@type\":\"NewsArticle\"}|{\"@graph\":{\"@graph\":[]}}|"
    b"{\"@type\":\"NewsArticle\",\"headline\":[{}],\"datePublished\":{\"a\":1},\"author\":[[[{\"name\":[1,null,\"\"]}]]]}|"
    b"{\"@type\":[\"NewsArticle\",3],\"author\":\"\\ud800\",\"datePublished\":\"9999-99-99T99:99\",\"isAccessibleForFree\":9}|"
    b"{\"@type\":\"BreadcrumbList\",\"itemListElement\":[{\"item\":\"x\"},{\"name\":{}},{\"item\":{\"name\":\"\"}}]}|"
    b"{\"@type\":\"NewsArticle\",\"description\":\"\\u0000\\ud83e\",\"author\":{\"name\":\"\\udc80 \\u202e\"}}|{"
).split(b"|")  # fmt: skip
_ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "iso2022_jp", "hz", "gb18030", "cp037", "utf-7", "rot13", "none-such", "idna", "unicode_escape")  # fmt: skip


def _span(data: bytes, chance: Random, at_most: int = 2_000) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.randint(1, at_most))


def cut(data: bytes, chance: Random) -> bytes:
    start, end = _span(data, chance)
    return chance.choice((data[:start], data[start:], *[data[:start] + data[end:]] * 4))


def double(data: bytes, chance: Random) -> bytes:
    start, end = _span(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 1, 1, 5, 40)) + data[end:]


def flip(data: bytes, chance: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 4, 30)) if data else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def characters(data: bytes, chance: Random) -> bytes:
    """Characters that text should not hold, lone surrogates (as the three bytes they would be) among them."""
    for _ in range(chance.choice((1, 3, 12))):
        at = chance.randrange(len(data) + 1)
        mark = chance.choice(CHARACTERS).encode("utf-8", "surrogatepass") * chance.choice((1, 1, 1, 50))
        data = data[:at] + mark + data[at:]
    return data


def _tokens(data: bytes) -> list[bytes]:
    return _TOKEN.split(data)  # text at even places, tags at odd ones


def _places(tokens: list[bytes], chance: Random, share: float) -> list[int]:
    count = len(tokens) // 2
    return [2 * chance.randrange(count) + 1 for _ in range(max(1, int(count * share)))] if count else []


def drop_tags(data: bytes, chance: Random) -> bytes:
    tokens = _tokens(data)
    for place in _places(tokens, chance, chance.choice((0, 0.01, 0.1))):
        tokens[place] = b""
    return b"".join(tokens)


def double_tags(data: bytes, chance: Random) -> bytes:
    tokens = _tokens(data)
    for place in _places(tokens, chance, chance.choice((0, 0.01, 0.1))):
        tokens[place] *= 2
    return b"".join(tokens)


def swap_tags(data: bytes, chance: Random) -> bytes:
    tokens = _tokens(data)
    places = _places(tokens, chance, chance.choice((0, 0.01, 0.1)))
    for place in places:
        other = chance.choice(places)
        tokens[place], tokens[other] = tokens[other], tokens[place]
    return b"".join(tokens)


def change_tags(data: bytes, chance: Random) -> bytes:
    tokens = _tokens(data)
    for place in _places(tokens, chance, chance.choice((0, 0.02, 0.1))):
        tokens[place] = chance.choice(_TAGS)
    return b"".join(tokens)


def nest(data: bytes, chance: Random) -> bytes:
    """A part of the page inside elements that are nested a few times, or a few hundred times."""
    tokens = _tokens(data)
    tag = chance.choice(
        (b"div", b"span", b"b", b"a", b"p", b"li", b"ul", b"blockquote", b"table", b"font", b"br")
    )
    deep = chance.choice((1, 3, 60, 260, 600))
    places = sorted(_places(tokens, chance, 0)[:1] + _places(tokens, chance, 0)[:1])
    if places:
        tokens[places[-1]] += (b"</%s>" % tag) * deep
        tokens[places[0]] = (b"<%s>" % tag) * deep + tokens[places[0]]
    return b"".join(tokens)


def attributes(data: bytes, chance: Random) -> bytes:
    """Attributes that are long, many, doubled, empty, or those of another tag of the page."""
    tokens = _tokens(data)
    for place in _places(tokens, chance, chance.choice((0, 0.05))):
        other = tokens[chance.choice(_places(tokens, chance, 0))]
        extra = chance.choice(
            (
                b'class="%s"' % (b"x " * chance.choice((3, 900))),
                b" ".join(b"a%d=1" % i for i in range(chance.choice((3, 300)))),
                b'style="display:none"',
                b"hidden",
                b'href="javascript:alert(1)"',
                b'href="//evil.example/?page=2"',
                b'datetime="%s"' % chance.choice((b"-1", b"2024-02-30", b"x" * 500)),
                b" ".join(other.strip(b"</>").split()[1:]),
            )
        )
        tokens[place] = tokens[place][:-1].rstrip(b"/") + b" " + extra + b">"
    return b"".join(tokens)


def entities(data: bytes, chance: Random) -> bytes:
    tokens = _tokens(data)
    for place in _places(tokens, chance, chance.choice((0, 0.05))):
        text = tokens[place - 1]
        at = chance.randrange(len(text) + 1)
        tokens[place - 1] = text[:at] + chance.choice(_ENTITIES) + text[at:]
    return b"".join(tokens)


def say(data: bytes, chance: Random) -> bytes:
    """A line of the vocabulary somewhere: as a block, inside a text, or in the place of one."""
    tokens = _tokens(data)
    for place in _places(tokens, chance, chance.choice((0, 0.03))):
        line = chance.choice(LINES).encode()
        mark = chance.choice(
            (b"%s", b"<p>%s</p>", b"<p><a href=/x>%s</a></p>", b"<p><b>%s</b></p>", b"<br>%s<br>")
        )
        said = mark % line
        tokens[place] = chance.choice((said + tokens[place], tokens[place] + said))
        if chance.random() < 0.2:
            tokens[place - 1] = b""
    return b"".join(tokens)


def lie(data: bytes, chance: Random) -> bytes:
    """JSON-LD, meta tags and a base that are wrong."""
    script = b'<script type="application/ld+json">%s</script>' % chance.choice(_JSON)
    meta = b'<meta property="%s" content="%s">' % (
        chance.choice(
            (b"article:published_time", b"og:title", b"og:type", b"og:url", b"author", b"og:description")
        ),
        chance.choice(
            (b"", b"video.other", b"9999-12-31T23:59:59Z", b"http://[", b"//evil.example/a", b"x" * 3_000)
        ),
    )
    link = b'<base href="%s"><link rel=canonical href="%s">' % (
        chance.choice((b"//evil.example/", b"javascript:", b"http://[::1", b"\\\\evil")),
        chance.choice((b"//evil.example/news/x", b"/news/x", b"?page=2", b"data:,x")),
    )
    head = data.find(b"<head") + 1
    at = data.find(b">", head) + 1
    return data[:at] + chance.choice((script, meta, link)) + data[at:]


def splice(data: bytes, chance: Random) -> bytes:
    """The head of one page and the end of another."""
    other = chance.choice(load().small).content
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def transplant(data: bytes, chance: Random) -> bytes:
    """The texts of one page in the markup of another."""
    tokens, other = _tokens(data), _tokens(chance.choice(load().small).content)
    texts = [text for text in other[::2] if len(text) > 20]
    if texts:
        for place in range(0, len(tokens), 2):
            if len(tokens[place]) > 20:
                tokens[place] = chance.choice(texts)
    return b"".join(tokens)


def relabel(data: bytes, chance: Random) -> bytes:
    """Another encoding than the page says, or another that it says."""
    if chance.random() < 0.5:
        label = chance.choice(_ENCODINGS).encode()
        return re.sub(rb"charset=[\"']?[\w-]+", b"charset=" + label, data, count=1)
    try:
        return data.decode("utf-8", "replace").encode(chance.choice(_ENCODINGS[:10]), "replace")
    except (UnicodeError, LookupError):
        return data


def blow_up(data: bytes, chance: Random) -> bytes:
    """Megabytes of a part of the page."""
    start, end = _span(data, chance, 20_000)
    return data[:end] + data[start:end] * (2_000_000 // max(1, end - start)) + data[end:]


ON_PAGES: tuple[Mutation, ...] = (
    cut, double, flip, characters, drop_tags, double_tags, swap_tags, change_tags, nest, attributes, entities, say, lie,
    splice, transplant, relabel,
)  # fmt: skip


# -- captures: the same by lines -------------------------------------------------------------------------------


def lines(data: bytes, chance: Random) -> bytes:
    """Lines dropped, doubled, swapped, joined, or said of another capture."""
    parts = data.split(b"\n")
    others = chance.choice(load().captures).content.split(b"\n")
    for _ in range(chance.choice((1, 3, 12))):
        at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        what = chance.randrange(6)
        if what == 0:
            parts[at] = b""
        elif what == 1:
            parts[at] += b"\n" + parts[at]
        elif what == 2:
            parts[at], parts[other] = parts[other], parts[at]
        elif what == 3:
            parts[at] += b" " + parts[other]
        elif what == 4:
            parts[at] = chance.choice(others)
        else:
            parts[at] = chance.choice(LINES).encode()
    return b"\n".join(parts)


def marks(data: bytes, chance: Random) -> bytes:
    """Markdown's marks and bullets, closed or not."""
    parts = data.split(b"\n")
    for _ in range(chance.choice((1, 5))):
        at = chance.randrange(len(parts))
        form = chance.choice((b"# %s", b"### %s ###", b"**%s**", b"* %s", b"  \xe2\x80\xa2 %s", b"> %s", b"[%s](http://x)", b"![%s](/x)", b"[%s", b"**%s", b"\\%s", b"1. %s", b"| %s |", b"%s\r\n\r\n", b"__%s__"))  # fmt: skip
        parts[at] = form % parts[at]
    return b"\n".join(parts)


ON_CAPTURES: tuple[Mutation, ...] = (cut, double, flip, characters, lines, lines, marks)


# -- cases ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One input, and how it came to be."""

    seed: int
    number: int
    subject: Subject
    made: str


def case(seed: int, number: int) -> Case:
    """Case ``number`` of a seed: the same on every machine that has the same pages."""
    chance = Random(f"{seed}:{number}")
    bases = load()
    if chance.randrange(PLANTED) == 0:
        return Case(seed, number, planted(chance), "a page of the grammar")
    if chance.randrange(CLEAN) == 0:
        return Case(seed, number, clean_text(chance), "a clean article of golden blocks")
    if chance.randrange(CAPTURES) == 0:
        if chance.randrange(2) == 0:
            return Case(seed, number, planted_capture(chance), "a capture of the grammar")
        base, mutations = chance.choice(bases.captures), ON_CAPTURES
    elif bases.big and chance.randrange(BIG) == 0:
        base, mutations = chance.choice(bases.big), ON_PAGES
    else:
        base, mutations = min(chance.choices(bases.small, k=2), key=lambda base: len(base.content)), ON_PAGES
    data, chosen = base.content, [chance.choice(mutations) for _ in range(chance.choice((1, 1, 2, 3, 4)))]
    if chance.randrange(HUGE) == 0:
        chosen.append(blow_up)
    start, end = base.inner if chance.random() < 0.9 else (0, 0)
    before, data, behind = data[:start], data[start : end or len(data)], data[end or len(data) :]
    for mutation in chosen:
        data = mutation(data, chance)
    data = before + data + behind
    made = f"{base.name}: {', '.join(mutation.__name__ for mutation in chosen)}"
    return Case(seed, number, _subject(base, data, mutations is ON_CAPTURES, chance), made)


def clean_text(chance: Random) -> CleanText:
    """A golden's text with blocks left out and other goldens' paragraphs put in.

    It opens and closes with a sentence: without markup, a short line at either end may be a deck or a link. A heading
    stays where the text that is left speaks of the same; another's is the title of another article.
    """
    articles = load().articles
    sentences: list[tuple[str, str]] = []
    while not sentences:
        truth = chance.choice(articles)
        sentences = [block for block in truth.blocks if _is_sentence(block)]
    first = sentences[0]
    own = [other for other in articles if other.outlet == truth.outlet]
    blocks = [block for block in truth.blocks if chance.random() < 0.9]
    for _ in range(chance.randrange(5)):
        if others := [block for block in chance.choice(own).blocks if _is_sentence(block)]:
            # behind a list, what speaks of something else is of another article
            behind = [place for place, block in enumerate(blocks, 1) if _is_sentence(block)]
            blocks.insert(chance.choice([0, *behind]), chance.choice(others))
    blocks = list(
        dict.fromkeys(block for block in (first, *blocks) if not picture_credits.is_caption(block[1]))
    )
    told = frozenset(content(text for kind, text in blocks if kind == "paragraph"))
    blocks = [block for block in blocks if block[0] != "heading" or _is_about(block[1], told)]
    while len(blocks) > 1 and not _is_sentence(blocks[-1]):
        blocks.pop()
    return CleanText.of(truth.headline, [text for _, text in blocks], truth.outlet)


def _is_about(heading: str, told: frozenset[str]) -> bool:
    own = content((heading,))
    return 3 * sum(word in told for word in own) >= 2 * len(own)


def _is_sentence(block: tuple[str, str]) -> bool:
    return block[0] == "paragraph" and len(block[1]) > 80 and sentences.ends_sentence(block[1])


def _subject(base: Base, data: bytes, capture: bool, chance: Random) -> Subject:
    if capture:
        outlet = base.key if chance.random() < 0.8 else chance.choice(tuple(OUTLETS))
        # as a program may hand it over that read the bytes carelessly: lone surrogates and all
        return Capture(data.decode("utf-8", chance.choice(("replace", "surrogateescape"))), outlet)
    url = base.key
    if chance.random() < 0.05:
        url = (
            chance.choice(load().pages).key if chance.random() < 0.8 else "https://news.example/2024/a-story"
        )
    if chance.random() < 0.03:
        return Page(data.decode("utf-8", "surrogateescape"), url)
    return Page(data, url, chance.choice(_ENCODINGS) if chance.random() < 0.05 else None)
