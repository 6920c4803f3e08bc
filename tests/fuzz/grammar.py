"""A grammar of Indonesian news pages: a text, and what templates put between its blocks.

Decorations times labels times separators times nesting. What is planted is known block by block, so that a property
can ask for all of it and for nothing else (``properties.planted_comes_out``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from random import Random

from lxml import etree

from extractors import OUTLETS, NotAnArticle, extract, outlet_for
from extractors.reading.decode import parse
from extractors.rules.selectors import TreeIndex, outermost, select
from tests.fuzz.bases import load
from tests.fuzz.properties import Planted

# -- words ---------------------------------------------------------------------------------------------------------

_WHO = "Warga desa|Pedagang pasar|Para nelayan|Petugas dinas|Ketua kelompok tani|Sopir angkutan|Murid sekolah dasar|Kepala desa|Peneliti kampus|Pengurus koperasi|Komisi Pemberantasan Korupsi (KPK)|Badan Meteorologi, Klimatologi, dan Geofisika (BMKG)".split(
    "|"
)
_DID = "memperbaiki|membuka kembali|menghitung|mencatat|mengangkut|menanam|membersihkan|merundingkan|memeriksa|menjual|menunggu|membagikan".split(
    "|"
)
_WHAT = "jembatan gantung|dermaga lama|harga cabai rawit|panen padi gogo|gudang beku|perahu kayu|jalan berlubang|bibit kopi|saluran air|kios di tepi sungai|sisa beras 2,5 ton|aturan baru itu".split(
    "|"
)
_WHERE = "di lereng gunung|di tepi dermaga|di Kabupaten Sukamaju|di balai desa|di pasar induk|di muara sungai|di Pulau Seberang|di kantor kecamatan".split(
    "|"
)
_WHEN = "sejak pagi|pada Selasa (5/3)|setelah dua tahun|menjelang musim hujan|pada 2023|sebelum fajar|hingga larut malam|pekan lalu".split(
    "|"
)
_SAID = (
    "“{},” kata {}.",
    '"{}," ujar {}.',
    "Menurut {1}, {0}.",
    "{1} menulis: “Bawa uang pas. Baca juga: aturan pasar. {0}.”",
)
_TITLES = "Nelayan Dapat Kapal|Harga Beras Naik Lagi|Lima Cara Merawat Perahu|Siapa Pemilik Dermaga Itu?|Jembatan Gantung Ambruk, Warga Terisolasi|Kopi Lereng Gunung Juara Dunia|Ini Jadwal Kapal Malam|Bupati: Pasar Dibuka Pekan Depan".split(
    "|"
)

# What an article may say that looks like furniture.
STAYS = (
    '"Baca juga: peraturan pasar"', '"Baca juga: peraturan pasar," kata dia.', "“Simak juga: lampiran kedua,” kata dia.",
    "Baca juga kitab lama, begitu pesan guru.", "Simak juga penjelasan dia di balai desa.", "(tertawa)", "(KPK).", "(5/3).",
    "Lihat juga bisa berarti menengok.", "Iklan rokok di tepi jembatan diturunkan petugas.", "3 dari 5 warga setuju.",
    "Halaman sekolah itu becek.", "Selanjutnya, papan diganti satu per satu.", "Lanjutkan membaca buku itu, pesan guru.",
    "Komentar Rahmat singkat saja.", "Terkait hal itu, warga diminta bersabar.",
)  # fmt: skip

# -- furniture -----------------------------------------------------------------------------------------------------

DECORATIONS = ("{}", "{}", "{}", ">> {}", "» {}", "[{}]", "({})", "• {}", "- {}", "👉 {}", "👉🏻 {}", "🗞️ {}", "*** {} ***", "— {} —", "► {}", "{} <<", "<b>{}</b>", "\u200b{}", "[ {} ].", "📌 {}", "| {} |", "<em>&gt;&gt;&gt; {}</em>", "&#8203;{}&nbsp;", "<strong><i>{}</i></strong>", "<span>~ {} ~</span>")  # fmt: skip
LABELS = ("Baca juga", "BACA JUGA", "Baca Juga", "BacaJuga", "Baca juga artikel", "Baca Juga Berita Lainnya", "Baca juga ya", "Simak juga", "Simak Pula", "Lihat juga", "Tonton juga", "Baca pula", "Cek juga", "Artikel terkait", "Berita lainnya", "Rekomendasi untuk Anda", "Halaman selanjutnya", "Selanjutnya", "Pilihan Redaksi", "Jangan lewatkan", "Yuk, baca juga", "Read also", "See also")  # fmt: skip
SEPARATORS = (": ", ":", " : ", "： ", " – ", " » ", " → ", ":&nbsp;", ":<br>", ": <br/> ")
ADS = ("Iklan", "IKLAN", "Advertisement", "ADVERTISEMENT", "Artikel berlanjut setelah iklan", "Berita ini berlanjut setelah iklan berikut", "Lanjut baca di bawah iklan", "Advertisement. Scroll to continue reading.", "Iklan. Gulir ke bawah untuk melanjutkan", "SCROLL TO CONTINUE WITH CONTENT", "Scroll kebawah untuk melanjutkan", "Tutup iklan")  # fmt: skip
PAGERS = ("1 2 3 Next", "Halaman 1 2 3 Tampilkan Semua", "Halaman: 1 2 3", "Hal. 1 dari 3", "Page 1 of 3", "‹ Prev 1 2 3 Next ›", "[1] [2] [3]", "Sebelumnya 1 2 Selanjutnya")  # fmt: skip
UNSEEN = (
    '<div style="display:none"><p>rahasia besar</p></div>', "<p hidden>rahasia besar</p>", "<script>var x = '<p>rahasia besar</p>'</script>",
    "<style>.rahasia{}</style>", "<amp-list src=x><div fallback>Gagal memuat</div><div placeholder>Memuat...</div></amp-list>",
    "<amp-instagram><p>Memuat kiriman</p></amp-instagram>", "<p>\u200b</p>", "<p>&nbsp;</p>", "<p>&shy;</p><p><b> </b></p>", "<div></div>",
    '<blockquote class="text-post-media"><div><a>Lihat di Threads</a></div></blockquote>', "<noscript><p>rahasia besar</p></noscript>",
    '<p style="visibility:hidden">rahasia besar</p>', '<blockquote class="instagram-media"><a>View this post on Instagram</a></blockquote>',
)  # fmt: skip
POSTS = (
    '<blockquote class="twitter-tweet"><p lang="in">{}</p>&mdash; Ratna (@ratna) <a href="#">March 4, 2024</a></blockquote>',
    '<blockquote class="twitter-tweet">{} &mdash; Ratna (@ratna)</blockquote>',
    '<blockquote cite="x" class="fb-xfbml-parse-ignore"><p>{}</p>Dikirim oleh <a>Ratna</a> pada <a>Senin, 4 Maret 2024</a></blockquote>',
    '<blockquote class="bluesky-embed"><p>{}<br><br><a>[image or embed]</a></p>&mdash; Ratna (<a>@ratna.bsky.social</a>) <a>March 4</a></blockquote>',
    '<blockquote class="tiktok-embed"><section><a>@ratna</a> <p>{}</p> <a>♬ suara asli</a></section></blockquote>',
)
NESTS = ("{}", "{}", "{}", "<div>{}</div>", "<div><div>{}</div></div>", "<section>{}</section>", "<center>{}</center>", "<div><span></span>{}</div>\n")  # fmt: skip
INLINE = ("{}", "{}", "<b>{}</b>", "<i>{}</i>", '<a href="/t/x">{}</a>', "<span>{}</span>", "<em>{}</em>", "<font color=red>{}</font>", "<u>{}</u>")  # fmt: skip
GAPS = (" ", "  ", "\n", "&nbsp;", " <!-- x --> ", "\t", ' <span style="display:none">rahasia besar</span> ', "\u200b ", "&shy; ", " <i hidden>rahasia besar</i>")  # fmt: skip


@dataclass
class Writer:
    """Writes a page, and what is known of it."""

    chance: Random
    html: list[str] = field(default_factory=list)
    blocks: list[tuple[str, str]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    said: set[str] = field(default_factory=set)

    # -- words --------------------------------------------------------------------------------------------

    def clause(self) -> str:
        pick = self.chance.choice
        return f"{pick(_WHO)} {pick(_DID)} {pick(_WHAT)} {pick(_WHERE)} {pick(_WHEN)}"

    def sentence(self) -> str:
        """One that this page has not said: a pull quote would repeat it."""
        while True:
            text = self.clause() + "."
            if self.chance.random() < 0.25:
                text = self.chance.choice(_SAID).format(self.clause(), self.chance.choice(_WHO))
            if text not in self.said:
                self.said.add(text)
                return text

    def marked(self, text: str) -> str:
        """The same text in markup: inline elements, breaks of lines, marks without width, hidden words."""
        words = text.split(" ")
        parts = []
        at = 0
        while at < len(words):
            size = self.chance.randint(1, 6)
            part = " ".join(words[at : at + size])
            parts.append(self.chance.choice(INLINE).format(part) if self.chance.random() < 0.2 else part)
            at += size
        return "".join(
            part + (self.gap() if number < len(parts) - 1 else "") for number, part in enumerate(parts)
        )

    def gap(self) -> str:
        return self.chance.choice(GAPS) if self.chance.random() < 0.3 else " "

    def put(self, html: str) -> None:
        self.html.append(self.chance.choice(NESTS).format(html))

    # -- blocks -------------------------------------------------------------------------------------------

    def paragraph(self) -> None:
        texts = [self.sentence() for _ in range(self.chance.choice((1, 1, 2)))]
        form = self.chance.randrange(5)
        if form == 0 and len(texts) == 2:  # two paragraphs in one element
            self.blocks += [("paragraph", text) for text in texts]
            between = self.chance.choice(("<br><br>", "<br/>\n<br/>", "<br>\u200b<br>", "<br> &nbsp;<br>"))
            self.put(f"<p>{between.join(map(self.marked, texts))}</p>")
            return
        self.blocks.append(("paragraph", " ".join(texts)))
        joint = self.chance.choice((" ", " ", "<br>", " <br/>\n"))
        inner = joint.join(map(self.marked, texts))
        tag = self.chance.choice(("p", "p", "p", "div"))
        self.put(f"<{tag}>{inner}</{tag}>")

    def set_apart(self) -> None:
        """A paragraph with a line of furniture between single breaks."""
        first, last = self.sentence(), self.sentence()
        line = self.read_also_line() if self.chance.random() < 0.6 else self.ad_line()
        self.blocks.append(("paragraph", f"{first} {last}"))
        self.put(f"<p>{self.marked(first)}<br>{line}<br/>{self.marked(last)}</p>")

    def tail(self) -> None:
        """A paragraph that ends in a read-also line."""
        text, title = self.sentence(), self.chance.choice(_TITLES)
        self.blocks.append(("paragraph", text))
        self.titles.append(title)
        form = self.chance.choice(("{} {}{}", "{} ({}{})", "{} <b>{}{}</b>", "{} <strong>{}</strong>{}."))
        label = self.chance.choice(("Baca juga: ", "BACA JUGA: ", "Simak juga: "))
        self.put("<p>" + form.format(self.marked(text), label, f'<a href="/x">{title}</a>') + "</p>")

    def links(self) -> None:
        """A label with several links."""
        titles = self.chance.sample(_TITLES, 2)
        self.titles += titles
        between = self.chance.choice((" | ", ", ", " dan ", "<br>", "<br>- ", "; "))
        label = self.chance.choice(("Baca juga: ", "Baca juga:<br>", "[BACA JUGA] ", "Baca Juga<br>- "))
        self.put(f"<p>{label}{between.join(f'<a href=/x>{title}</a>' for title in titles)}</p>")

    def stays(self) -> None:
        text = self.chance.choice(STAYS)
        if text not in self.said:
            self.said.add(text)
            self.blocks.append(("paragraph", text))
            self.put(f"<p>{text}</p>")

    def heading(self) -> None:
        text = self.chance.choice(_WHAT).capitalize() + " " + self.chance.choice(_WHERE)
        if text not in self.said:
            self.said.add(text)
            self.blocks.append(("heading", text))
            self.put(
                self.chance.choice(("<h2>{}</h2>", "<h3>{}</h3>", "<h2><strong>{}</strong></h2>")).format(
                    text
                )
            )

    def items(self) -> None:
        made = []
        for _ in range(self.chance.randint(1, 3)):
            one, two = self.sentence(), self.sentence()
            form = self.chance.choice(("{}<br><br>{}", "{}<br>{}", "<p>{}</p><p>{}</p>", "{} {}"))
            self.blocks.append(("list_item", f"{one} {two}"))
            made.append(f"<li>{form.format(one, two)}</li>")
        self.put(f"<ul>{''.join(made)}</ul>")

    def quote(self) -> None:
        text = self.sentence()
        self.blocks.append(("quote", text))
        if self.chance.random() < 0.5:
            self.put(self.chance.choice(POSTS).format(text))
        else:
            self.put(f"<blockquote><p>{self.marked(text)}</p></blockquote>")

    # -- furniture ----------------------------------------------------------------------------------------

    def read_also_line(self) -> str:
        title = self.chance.choice(_TITLES)
        self.titles.append(title)
        separator = self.chance.choice(SEPARATORS)
        line = self.chance.choice(
            (
                '{0}{1}<a href="/x">{2}</a>',
                '<b>{0}</b>{1}<a href="/x">{2}</a>',
                '{0}{1}<a href="/x"><b>{2}</b></a>',
            )
        ).format(self.chance.choice(LABELS), separator, title)
        decoration = self.chance.choice(DECORATIONS)
        return decoration.format(line) if "<br" not in separator else line

    def ad_line(self) -> str:
        return self.chance.choice(DECORATIONS).format(self.chance.choice(ADS))

    def furniture(self) -> None:
        kind = self.chance.randrange(4)
        block = self.chance.choice(
            ("<p>{}</p>", "<div>{}</div>", "<p><span>{}</span></p>", "<p><strong>{}</strong></p>")
        )
        if kind == 0:
            self.put(block.format(self.read_also_line()))
        elif kind == 1:
            self.put(block.format(self.ad_line()))
        elif kind == 2:
            self.put(block.format(self.chance.choice(PAGERS)))
        else:
            self.put(self.chance.choice(UNSEEN))


def write(chance: Random) -> tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The inside of a body, its blocks, and the titles of its read-also lines.

    It opens and closes with sentences: a heading or a list at either end may be of the site.
    """
    page = Writer(chance)
    page.paragraph()
    kinds: tuple[tuple[Callable[[], None], int], ...] = (
        (page.paragraph, 5), (page.furniture, 6), (page.tail, 1), (page.links, 1), (page.set_apart, 2), (page.stays, 2), (page.heading, 1), (page.items, 1), (page.quote, 1),
    )  # fmt: skip
    for _ in range(chance.randint(2, 12)):
        chance.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0]()
    page.paragraph()
    return "\n".join(page.html), tuple(page.blocks), tuple(page.titles)


# -- pages ---------------------------------------------------------------------------------------------------------

_HERE = "INI-TEMPAT-TEKSNYA"
# Layouts whose own rules say more of the inside of a body than a grammar for all of them can know.
_OWN_WAYS = frozenset({("tempo", "artikel")})  # "Berita Lainnya:" ends its text


@dataclass(frozen=True)
class Skeleton:
    """A fixture's page with nothing in its body."""

    name: str
    url: str
    before: str
    behind: str


@cache
def skeletons() -> tuple[Skeleton, ...]:
    """One of each layout, in an order that does not depend on the machine."""
    found: dict[tuple[str, str], Skeleton] = {}
    for base in load().small:
        outlet = outlet_for(base.key)
        if outlet is None or not base.name.startswith("fixtures"):
            continue
        try:
            layout = extract(base.content, base.key).layout
        except NotAnArticle:
            continue
        if layout is None or (outlet.name, layout) in found or (outlet.name, layout) in _OWN_WAYS:
            continue
        skeleton = _emptied(base.name, base.content, base.key, OUTLETS[outlet.name].layout(layout).body)
        if skeleton and _read_by(layout, skeleton):  # some bodies hold the headline too
            found[outlet.name, layout] = skeleton
    return tuple(found[key] for key in sorted(found))


def _read_by(layout: str, skeleton: Skeleton) -> bool:
    html, _, _ = write(Random(0))
    try:
        return extract(f"{skeleton.before}{html}{skeleton.behind}", skeleton.url).layout == layout
    except NotAnArticle:
        return False


def _emptied(name: str, content: bytes, url: str, css: str) -> Skeleton | None:
    tree = parse(content, url)
    bodies = outermost(select(css).all(tree, TreeIndex(tree)))
    if not bodies:
        return None
    for body in bodies:
        for child in list(body):
            body.remove(child)
        body.text = ""
    bodies[0].text = _HERE
    before, _, behind = etree.tostring(tree, encoding="unicode", method="html").partition(_HERE)
    return Skeleton(name, url, before, behind)


def planted(chance: Random) -> Planted:
    """A page of one of the layouts, with a text that is known."""
    skeleton = chance.choice(skeletons())
    html, blocks, titles = write(chance)
    return Planted(f"{skeleton.before}{html}{skeleton.behind}", skeleton.url, None, blocks, titles)
