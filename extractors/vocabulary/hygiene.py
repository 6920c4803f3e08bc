"""The vocabulary of Indonesian news pages: what surrounds a text and is not part of it.

One vocabulary for all outlets. Every judgement here is about a whole block (or its very end), never
about a word inside a sentence: what the article itself says stays, even when it is short or begins with
one of these words. A label such as "Baca juga" counts only with what makes it a label: a colon, a link,
or nothing behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.article import Image, Label

# -- read-also lines -------------------------------------------------------------------------------------

_STRONG = (
    r"baca\s+juga|baca\s+pula|simak\s+juga|simak\s+pula|lihat\s+juga|tonton\s+juga|baca\s+artikel\s+lainnya|"
    r"baca\s+berita\s+lainnya|artikel\s+lainnya|pilihan\s+editor|pilihan\s+redaksi|menarik\s+dibaca|"
    r"berita\s+terkait|artikel\s+terkait|baca\s+selengkapnya|baca\s+selanjutnya|jangan\s+lewatkan|"
    r"editor['’]?s\s+picks?|read\s+also|also\s+read"
)
_WEAK = r"baca|simak|lihat|selanjutnya|terkait|cek|berita|baca\s+berita"
_STRONG_LABEL = re.compile(rf"(?:{_STRONG})(?P<dots>\.{{2,3}}|…)?\s*(?P<colon>[:：])?\s*", re.I)
_WEAK_LABEL = re.compile(rf"(?:{_WEAK})\s*[:：]\s*", re.I)
_SENTENCE_END = re.compile(r"[.!?…]['\"”’)]*$")
_TRAILING_DATE = re.compile(r"\s*\[[^\[\]]{4,40}\]$")

# -- whole blocks that are never text --------------------------------------------------------------------

_AD = re.compile(
    r"(?:(?:(?:advert(?:ising|isement)s?|iklan)\s*){1,4}|ads|sponsored|konten\s+sponsor|"
    r"(?:advertisement\s+)?scroll\s+(?:ke\s+bawah\s+)?(?:untuk\s+)?(?:melanjutkan|lanjutkan|lanjut|to\s+continue)"
    r"(?:\s+(?:membaca|berita|baca|with\s+content|reading))?|"
    r"scroll\s+ke\s+bawah\s+untuk\s+membaca\s+(?:berita|artikel)|"
    r"baca\s+berita\s+(?:dengan|tanpa)\s+(?:sedikit\s+)?iklan,?\s*klik\s+di\s?sini\.?|"
    r"lanjutkan\s+membaca(?:\s+artikel)?(?:\s+di\s+bawah(?:\s+ini)?)?|continue\s+reading|"
    r"artikel\s+ini\s+dipersembahkan\s+oleh.{0,60})",
    re.I,
)
_PROMPT = re.compile(
    r"(?:"
    # news aggregators, messengers, newsletters, apps
    r"(?:cek|ikuti|silakan\s+baca|baca|simak|dapatkan|temukan|lihat)\b.{0,160}\bgoogle\s+news\b.{0,40}|"
    r"(?:(?:selalu|ingin|mau|jangan)\b[^.!?]{3,60}[.!?]\s+)?(?:ikuti|dapatkan|gabung|mari\s+(?:ber)?gabung|bergabunglah|join|simak|follow)\b.{0,220}"
    r"\b(?:telegram|whatsapp|wa|line\s+today|instagram|facebook|twitter|tiktok|youtube)\b.{0,120}"
    r"(?:klik|channel|grup|group|kanal|saluran|follow|akun|di\s?sini|https?://).{0,160}|"
    r"(?:download|unduh|install|instal)\b.{0,80}\b(?:aplikasi|app|play\s?store|app\s?store)\b.{0,80}|"
    r"(?:dapatkan|ikuti|berlangganan)\b.{0,80}\bnewsletter\b.{0,80}|"
    # videos and galleries that are announced, by a title; a bare address is part of what the text says
    r"(?:yuk|ayo)?[,!]?\s*(?:simak|saksikan|tonton|lihat)(?:\s+juga|\s+pula|lah)?\s+(?:\w+\s+){0,2}"
    r"(?:video|foto-foto|infografis)(?:nya)?\b[^.]{0,90}(?:\[gambas:[^\]]{1,60}\])?|"
    r"(?:video|foto|infografis|galeri\s+foto)\s+(?:terpopuler|pilihan|terkait|lainnya)(?:\s+hari\s+ini)?\s*:?.{0,90}|"
    r"(?:simak|lihat|tonton)\s+(?:juga\s+)?(?:video\s*)?['\"“‘][^'\"“”‘’]{3,120}['\"”’]\s*:?(?:\s*\[gambas:[^\]]{1,60}\])?|"
    r"saksikan\s+juga\s+\w[^:.!?]{2,60}:.{0,90}|"
    r"jangan\s+lewatkan\s+video\b.{0,90}|\[gambas:[^\]]{1,60}\]|"
    r"(?:video|infografis|galeri\s+foto|berita\s+foto)\s*:(?!\s*https?://\S+$).{0,120}|"
    # embeds
    r"view\s+this\s+post\s+on\s+instagram|lihat\s+postingan\s+ini\s+di\s+instagram|"
    r"(?:a\s+post\s+shared\s+by|sebuah\s+kiriman\s+dibagikan\s+oleh|kiriman\s+dibagikan\s+oleh)\b.{0,120}|"
    r"lihat\s+artikel\s+asli(?:\s+https?://\S+)?|selengkapnya\s*(?:\.{2,3}|…)?|"
    r"pantau\s+berita\s+terkini\s+di\s+\w+(?:\s+network)?\s+terkait\s.{2,60}|"
    # campaigns below a text
    r"(?:\*{1,3}\s*)?#\s?(?:ingatpesanibu|satgascovid19|pakaimasker|jagajarak|cucitangan(?:pakaisabun)?)(?:[\s.]+#\w+)*|"
    r"(?:pakai|selalu\s+(?:pakai|jaga))\s+(?:masker|kesehatan),\s+(?:cuci\s+tangan|jangan\s+sampai\s+tertular)\b.{0,90}|"
    # tools of the page
    r"tampilkan\s+ringkasan\s+artikel|dengarkan\s+(?:artikel|berita)(?:\s+ini)?|gabung\s+tempo\s+circle|"
    r"perbesar|perkecil|bagikan(?:\s+(?:artikel|berita)(?:\s+ini)?)?\s*:?|share(?:\s+(?:this|to)\b.{0,40})?\s*:?|"
    r"komentar|\d+\s+komentar|tulis\s+komentar.{0,30}|cetak|print|font\s*:?|ukuran\s+font\s*:?[\s+-]*|"
    r"copy\s+link|salin\s+tautan|read\s+more|show\s+all|lihat\s+semua|muat\s+lainnya|load\s+more|"
    r"editorial\s+team|topik\s*:|topic\s*:|tags?\s*:?|image-gnews|ringkasan\s+berita|"
    # pagers
    r"(?:halaman\s+)?(?:selanjutnya|berikutnya|sebelumnya)\s*[>»<«]*|halaman\s*:?[\s\d|.]*(?:dari\s+\d{1,3})?|next|prev(?:ious)?|"
    r"(?:simak|baca|lihat)(?:\s+(?:berita|artikel|juga))?\s+selengkapnya\s+(?:di|pada)\s+halaman\s+(?:selanjutnya|berikutnya)\.?|"
    r"(?:simak|baca|lihat)\s.{0,90}\bselengkapnya\s+(?:di|pada)\s+halaman\s+khusus\b.{0,30}|"
    r"(?:bersambung|lanjut|berlanjut)\s+(?:ke\s+)?halaman\s+(?:selanjutnya|berikutnya)\.?|"
    r"(?:last|first)\s*[»«]?|tampilkan\s+semua|[\d\s|»«>]{1,20}|"
    # copyright lines
    r"(?:copyright\s*(?:©|\(c\)|@|\d|by\b)|hak\s+cipta\s*(?:©|\(c\)|\d|dilindungi)|©).{0,80}"
    r")",
    re.I,
)
_PAYWALL = re.compile(
    r"(?:berlangganan\s+(?:untuk|tempo\+|dengan)\b.{0,90}|silak?h?an\s+berlangganan\b.{0,120}|"
    r"(?:berlangganan\s+)?sudah\s+berlangganan\?.{0,60}|ini\s+artikel\s+spesial|berita\s+tempo\s+plus|lihat\s+benefit\s+lainnya|"
    r"agar\s+bisa\s+lanjut\s+membaca\s+sampai\s+tuntas\b.{0,120}|segera\s+berlangganan\b.{0,120}|"
    r"kuota\s+artikel\s+gratis\s+anda\s+sudah\s+habis|gratis\s+uji\s+coba\s+\d+\s+hari\b.{0,60}|"
    r"akses\s+edisi\s+mingguan\s+dari\s+tahun\s+1971|akses\s+penuh\s+seluruh\s+artikel\s+tempo\+|"
    r"baca\s+dengan\s+lebih\s+sedikit\s+gangguan\s+iklan|fitur\s+baca\s+cepat\s+di\s+edisi\s+mingguan|"
    r"anda\s+mendukung\s+independensi\s+jurnalisme\s+tempo)",
    re.I,
)
_DISCLAIMER = re.compile(
    r"(?:idn\s+times\s+community\s+adalah\s+media\b.{0,260}|"
    r"semua\s+karya\s+tulis\s+yang\s+dibuat\s+adalah\s+sepenuhnya\b.{0,160}|"
    r"dilarang\s+keras\s+mengambil\s+konten\b.{0,260}|"
    r"disclaimer\s*:.{0,300}|isi\s+(?:artikel|tulisan)\s+(?:ini\s+)?(?:menjadi|di\s+luar)\s+tanggung\s+jawab.{0,160})",
    re.I,
)
_BIO = re.compile(r"member\s+idn\s+times\s+community\s+ini\b.{0,120}", re.I)
_ORNAMENT = re.compile(r"[\s•·*⁂—–_=.~#-]{1,12}")
_REPUBLISHED = re.compile(
    r"(?:artikel|berita)\s+ini\s+(?:telah|sudah|pertama\s+kali)\s+(?:tayang|terbit|dimuat|dipublikasikan)\s+"
    r"(?:lebih\s+dulu\s+)?(?:sebelumnya\s+)?di\s+(?P<source>[\w.\- ]{2,40}?)"
    r"(?:\s*,?\s*(?:dengan\s+judul|berjudul|pada)\b.*|\s*[.,:]?)",
    re.I,
)

# What every pattern above begins with, cut to six letters (a pattern may glue its words): most paragraphs begin
# with nothing of the kind, and one look-up spares them all the patterns. (tests/extractors/vocabulary/test_hygiene.py draws
# texts from the patterns.)
_FIRST_LETTERS = re.compile(r"[^\W\d_]{1,6}")
_OPENINGS = frozenset(
    "a ads advert agar akses also anda artike ayo ayosim ayosak ayoton ayolih baca bagika berita bergab "
    "berlan beriku cek cetak contin copy copyri dapatk dilara discla downlo editor first fitur follow font foto gabung galeri "
    "gratis hak halama idn iklan iklana iklani ikuti image infogr ingin ini instal isi jangan join kirima koment konten kuota lanjut "
    "bersam dengar pakai pantau seleng last lihat lihatl load mari mau member menari muat next perbes perkec piliha prev previo print read rekome ringka "
    "saksik salin scroll sebelu sebuah segera selalu selanj semua share show silaan silaha silaka silakh simak simakl sponso sudah "
    "tag tags tampil temuka terkai tonton topic topik tulis ukuran unduh video view yuk yuksim yuksak yukton yuklih".split()
)


def _may_be_boilerplate(text: str) -> bool:
    """Whether the first letters of a block leave any of the vocabulary's patterns a chance."""
    first = _FIRST_LETTERS.match(text)
    return first is None or (letters := first[0]).lower() in _OPENINGS or not letters.isascii()


# -- people ----------------------------------------------------------------------------------------------

_ROLE = re.compile(
    r"(?:^|(?<=[\s|;,(]))(?P<role>redaktur\s*(?:&|dan|/)\s*reporter|reporter\s*(?:&|dan|/)\s*redaktur|"
    r"penulis\s*(?:&|dan|/)\s*editor|reporter|penulis|pewarta|jurnalis|wartawan|kontributor|laporan|oleh|"
    r"editor|redaktur|penyunting|red|rep|sumber|penyumbang\s+bahan|author|written\s+by|by|teks)"
    r"\s*(?P<colon>[:：])\s*",
    re.I,
)
_ROLE_LINE = re.compile(
    r"(?:reporter|penulis|pewarta|jurnalis|kontributor|editor|redaktur|penyunting|author)s?", re.I
)
# "Laporan Wartawan Tribunnews.com, Name": the medium stands between role and name
_REPORT_BY = re.compile(
    r"laporan\s+(?:wartawan|reporter|jurnalis|kontributor)\s+[\w.-]+(?:\s[\w.-]+){0,2}?\s*,\s*(?P<names>[A-Z][^.!?:]{2,80})",
    re.I,
)
_BOTH = re.compile(r"(?:&|dan|/)")
_COPYRIGHT = re.compile(r"(?:copyright|hak\s+cipta)\b|©", re.I)
_EDITOR_ROLES = ("editor", "redaktur", "penyunting", "red")
_BADGE = re.compile(
    r"\(?\b(?:verified\s+writer|verified|jurnalis\s+\w+|kontributor\s+\w+|member\s+idn\s+times\s+community)\b\)?"
    r"|\bcommunity\s+writer\b|^(?:oleh|by|penulis|reporter|editor|redaktur|sumber)\b\s*:?"
    r"|(?<=\w)\s+(?:penulis|reporter|editor)$",
    re.I,
)
# a degree stands between commas or at the end: "Budi, S.H., M.H."; in "A, M.A. MURTADHO" the initials begin a name
_DEGREE = r"(?:[SM]\.[A-Za-z.]+|Ph\.?\s?D?\.?|SH|SE|MM|Jr\.?)\s*(?:[,;|/&\n)]|dan\b|and\b|$)"
_NAME_SPLIT = re.compile(rf"\s*(?:,(?!\s*{_DEGREE})|;|\||/|\s&\s|\bdan\b|\band\b|\n)\s*")
_TEAM = re.compile(r"\s[-–—]\s\w+$")  # "Tim detikcom - detikNews"
# "Kontributor Jawa Tengah, Name": the place is not a person
_CONTRIBUTOR = re.compile(
    r"\bkontributor\s[^\W\d_][\w.'’/-]*(?:\s[^\W\d_][\w.'’/-]*){0,3},\s?(?=[^\W\d_])", re.I
)
# "(Penulis Name | Editor Name)": roles without colons, set apart by bars
_BARRED = re.compile(
    r"\(?(?:penulis|reporter|jurnalis)\s[^|:.!?]{3,90}(?:\|\s*(?:penulis|reporter|editor|redaktur)\s[^|:.!?]{3,60})+\)?",
    re.I,
)
_BARRED_ROLE = re.compile(r"((?:^|\|)\s*(?:penulis|reporter|jurnalis|editor|redaktur))\s", re.I)
_PLACE_BEHIND = re.compile(r"\s*\([A-Z][A-Za-z .,]*\)\s*$")
AGENCIES = (
    "REUTERS|AFP|AP|ANTARA(?:\\s?NEWS)?|ANTARANEWS(?:\\.COM)?|XINHUA|BBC(?:\\s?INDONESIA)?|CNN(?:\\s?INDONESIA)?|"
    "AL\\s?JAZEERA|ALJAZEERA|BLOOMBERG|DPA|TASS|RIA\\s+NOVOSTI|SPUTNIK|KYODO|YONHAP|BERNAMA|THE\\s+GUARDIAN|GUARDIAN|"
    "THE\\s+STRAITS\\s+TIMES|STRAITS\\s+TIMES|CHANNEL\\s+NEWS\\s?ASIA|CNA|NYTIMES|NEW\\s+YORK\\s+TIMES|WASHINGTON\\s+POST|"
    "SCMP|FOX\\s+NEWS|SKY\\s+NEWS|DAILY\\s+MAIL|THE\\s+INDEPENDENT|INDEPENDENT|NPR|DW|VOA|CNBC|TIME|FORBES|VARIETY|"
    "ANADOLU(?:\\s+AGENCY)?|MIDDLE\\s+EAST\\s+MONITOR|MEMO|PEOPLE|HEALTHLINE|TECHCRUNCH|THE\\s+VERGE|GSMARENA|"
    "ABC(?:\\s+INDONESIA)?|JAWA\\s?POS|TEMPO(?:\\.CO)?|KOMPAS\\.COM|NEWSWEEK|THE\\s+HILL|POLITICO|EURONEWS|"
    "MERDEKA\\.COM|LIPUTAN6\\.COM|OKEZONE\\.COM|SUARA\\.COM|BISNIS\\.COM|TRIBUNNEWS\\.COM|REPUBLIKA\\.CO\\.ID|"
    "THE\\s+MOSCOW\\s+TIMES|UPI|EFE|ANSA|WION|NDTV|TIMES\\s+OF\\s+INDIA|HINDUSTAN\\s+TIMES|GOAL(?:\\.COM)?|ESPN|MARCA"
)
_AGENCY = re.compile(rf"(?:{AGENCIES})", re.I)
_AGENCY_LINE = re.compile(
    rf"(?i:sumber\s*:\s*)?(?:{AGENCIES})(?:\s*(?:,|/|\||&|\bdan\b|-|–)\s*(?:{AGENCIES}))*\s*\.?"
)
_SOURCE_LINE = re.compile(r"sumber(?:\s+berita)?\s*[:：]\s*(?P<names>[^.]{2,80}(?:\.\w[^.]{0,40})*)\.?", re.I)
_SOURCE_AGENCY = re.compile(rf"sumber\s+(?P<names>{AGENCIES})\.?", re.I)
_CAPITAL_NAMES = re.compile(r"[A-Z][A-Z .,'’|/&()-]{3,120}")

# -- ends ------------------------------------------------------------------------------------------------

DESK_CODE = r"\((?:[a-z][\w.]{0,9}(?:\s?/\s?[a-z][\w.]{0,9}){1,5}|[A-Z]{1,2}-\d{1,2}|\*{1,3}|[a-z]{2,4})\)"
_DESK_CODE_END = re.compile(rf"(?:(?<=[.!?”\"'’…\])])|(?<=\.\s))\s*{DESK_CODE}\s*\.?$")
_DESK_CODE_ALONE = re.compile(rf"{DESK_CODE}\.?")
# "Foto: Name/Outlet", or a caption that closes with it in brackets
_CREDIT_LINE = re.compile(
    r"(?:foto|photo)\s?:\s?[^.!?:]{2,60}|[^()]{3,300}\((?:foto|photo)\s?:\s?[^():]{2,60}\)\.?", re.I
)
_CONTENTS = re.compile(r"daftar\s+isi(?:\s+artikel)?\s*:?", re.I)
_NAME_IN_BRACKETS = re.compile(r"\s*\((?P<name>[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+){1,4})\)$")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a block is when it is not text: its label, the vocabulary's rule, and the titles or names in it."""

    label: Label
    rule: str
    titles: tuple[str, ...] = ()
    opens_box: bool = False


@dataclass(slots=True)
class People:
    """Names, by what they did; in the order in which the page names them."""

    authors: list[str]
    editors: list[str]
    sources: list[str]


def classify(
    text: str,
    *,
    links: Sequence[str] = (),
    plain: str | None = None,
    linked: bool = False,
    heading: bool = False,
) -> Verdict | None:
    """Judge a whole block; None means that it is text.

    ``text`` is the cleaned block. In a page ``links`` are the texts of its links and ``plain`` what
    stands outside of them; in a capture, where links cannot be seen, leave ``plain`` None.
    """
    size = len(text)
    if size > 420:
        return None
    first = text[0]
    if first in "\"“”'‘«" or not _may_be_boilerplate(text):
        return None
    if verdict := _read_also(text, links, plain, linked):
        return verdict
    if size <= 12 and _ORNAMENT.fullmatch(text):
        return Verdict("chrome", "ornament")
    if size <= 120 and _AD.fullmatch(text):
        return Verdict("ad", "ad label")
    if _PAYWALL.fullmatch(text):
        return Verdict("paywall", "paywall prompt")
    if _PROMPT.fullmatch(text) and not _is_sentence(text, links, plain, heading):
        return Verdict("chrome", "prompt")
    if first in "IiSsDd" and _DISCLAIMER.fullmatch(text):
        return Verdict("disclaimer", "disclaimer")
    if first in "Mm" and _BIO.fullmatch(text):
        return Verdict("author_bio", "author biography")
    if first in "ABab" and (match := _REPUBLISHED.fullmatch(text)):
        return Verdict("source", "republished", (match["source"].strip(),))
    return None


def _is_sentence(text: str, links: Sequence[str], plain: str | None, heading: bool) -> bool:
    """A statement in the article that merely begins like a prompt: it ends like one and links nowhere.

    The prompts of the pages speak to the reader, in the imperative, and name their channel; a reported
    sentence carries its own speaker or verb behind a comma and a closed quotation.
    """
    if links or heading:
        return False
    return bool(re.search(r"[\"”’],?\s+(?:kata|ujar|tutur|ucap|jelas|tulis|imbuh|papar|tegas)\w*\b", text))


def _read_also(text: str, links: Sequence[str], plain: str | None, linked: bool) -> Verdict | None:
    if match := _STRONG_LABEL.match(text):
        rest = text[match.end() :]
        if not rest:
            return Verdict("read_also", "read-also label", opens_box=True)
        if match["colon"] or match["dots"]:
            # `Baca juga: "..." kata dia.` is still a link line where the page links it
            if links and plain is not None and _label_only(plain):
                return Verdict("read_also", "read-also line", titles_of(links))
            if plain is not None and links and not linked and len(plain) > 60 and _SENTENCE_END.search(text):
                return None
            return Verdict("read_also", "read-also line", _titles(rest))
        if linked or (links and plain is not None and _label_only(plain)):
            return Verdict("read_also", "read-also link", titles_of(links))
        return None
    if match := _WEAK_LABEL.match(text):
        rest = text[match.end() :]
        if plain is not None:
            if links and (linked or _label_only(plain)):
                return Verdict("read_also", "read-also line", titles_of(links))
            return None
        sentence = _SENTENCE_END.search(rest) and not (rest[-1] in "?!" and is_titled(rest))
        if rest and len(rest) <= 160 and not sentence and rest[0].isupper():
            return Verdict("read_also", "read-also line", _titles(rest))
    return None


def _label_only(plain: str) -> bool:
    """Outside of its links the block says nothing but the label."""
    return bool(re.fullmatch(rf"(?:{_STRONG}|{_WEAK})?\s*[.…]*\s*[:：|>»,-]*\s*\.?", plain, re.I))


def titles_of(links: Iterable[str]) -> tuple[str, ...]:
    """Link texts as titles, the label taken off where it stands inside the link."""
    titles = []
    for link in links:
        match = _STRONG_LABEL.match(link) or _WEAK_LABEL.match(link)
        title = link[match.end() :] if match and (":" in match[0] or match.end() == len(link)) else link
        if title := _title(title):
            titles.append(title)
    return tuple(titles)


def _title(text: str) -> str:
    return _TRAILING_DATE.sub("", text.strip()).strip()


def _titles(text: str) -> tuple[str, ...]:
    title = _title(text)
    return (title,) if title else ()


def strip_label(text: str) -> str:
    """A read-also line without its label."""
    match = _STRONG_LABEL.match(text) or _WEAK_LABEL.match(text)
    return _title(text[match.end() :]) if match else text


# -- people ----------------------------------------------------------------------------------------------


def parse_people(lines: Sequence[str], *, default: str = "authors", own_names: Iterable[str] = ()) -> People:
    """Names out of a byline: "Reporter: A, B | Editor: C", or a role word on a line of its own.

    A name without a role goes to ``default`` ("authors", "editors" or "sources"). ``own_names`` are the
    outlet's names, which are no person.
    """
    people = People([], [], [])
    own = {name.casefold() for name in own_names}
    role: tuple[str, ...] = (default,)

    def put(text: str) -> None:
        for name in split_names(text):
            for target in role:
                # the outlet wrote nothing, but a whole text may come from its house
                if target != "sources" and (name.casefold() in own or _TEAM.sub("", name).casefold() in own):
                    continue
                names: list[str] = getattr(people, target)
                if name not in names:
                    names.append(name)

    for line in map(_with_colons, lines):
        if _COPYRIGHT.match(line):
            continue
        if match := _REPORT_BY.fullmatch(line):
            role = ("authors",)
            put(match["names"])
            continue
        end = 0
        found = False
        for match in _ROLE.finditer(line):
            put(line[end : match.start()].strip(" |,;-–—"))
            role, end, found = _roles_of(match["role"]), match.end(), True
        if not found and _ROLE_LINE.fullmatch(line.strip(" :")):
            role = _roles_of(line.strip(" :"))
            continue
        put(line[end:].strip(" |,;-–—"))
    return people


def _with_colons(line: str) -> str:
    """A line of roles and names that only bars set apart, as other lines of the kind are written."""
    if "|" not in line or not _BARRED.fullmatch(line):
        return line
    return _BARRED_ROLE.sub(r"\1: ", line.strip("()"))


def _roles_of(word: str) -> tuple[str, ...]:
    word = word.lower()
    if word == "sumber":
        return ("sources",)
    editor = any(part in word for part in _EDITOR_ROLES)
    if editor and _BOTH.search(word):
        return ("authors", "editors")
    return ("editors",) if editor else ("authors",)


def split_names(text: str) -> list[str]:
    """A list of names as people write it: commas, "dan", "&", bars; badges and role words taken off."""
    names = []
    for part in _NAME_SPLIT.split(_CONTRIBUTOR.sub("", text)):
        part = _PLACE_BEHIND.sub("", part).rstrip()
        name = " ".join(_BADGE.sub(" ", part).split()).strip(" -–—:.,|")
        if name[-1:].isupper() and part.endswith("."):
            name += "."  # an initial keeps its full stop
        if name and any(ch.isalpha() for ch in name):
            names.append(name)
    return names


def is_byline(text: str, lines: Sequence[str] = ()) -> bool:
    """Whether a block is nothing but roles and names ("Reporter: A | Editor: B", "Sumber: Antara")."""
    lines = tuple(map(_with_colons, lines or (text,)))
    if len(lines) == 1 and (match := _REPORT_BY.fullmatch(text)):
        return all(word[0].isupper() for word in re.findall(r"[^\W\d_]+", match["names"]) if word != "dan")
    if len(text) > 240 or not _ROLE.match(lines[0]):
        return False
    for line in lines:
        parts = _ROLE.split(line)[1:]
        if not parts:
            return False
        for names in parts[2::3]:
            if len(names) > 110 or len(names.split()) > 14 or re.search(r"[!?]|\.\s+[a-z]", names):
                return False
            words = [word for word in re.split(r"[\s,|/&]+", names.strip(" .|")) if word]
            low = [
                w
                for w in words
                if w[0].islower() and w not in ("dan", "and", "bin", "binti", "van", "de", "al")
            ]
            if len(low) * 2 > len(words):
                return False
    return True


def agencies(text: str) -> tuple[str, ...]:
    """Agencies credited by a line that is nothing else ("REUTERS", "ANTARA | AL JAZEERA"), else ()."""
    if len(text) > 80 or not _AGENCY_LINE.fullmatch(text):
        return ()
    text = re.sub(r"^sumber\s*:\s*", "", text, flags=re.I)
    return tuple(x.group() for x in _AGENCY.finditer(text))


def source_line(text: str) -> tuple[str, ...]:
    """Names of a line "Sumber: X", or "Sumber X" where X is an agency, else ()."""
    match = _SOURCE_LINE.fullmatch(text) or _SOURCE_AGENCY.fullmatch(text)
    return tuple(split_names(match["names"])) if match else ()


def signature(text: str) -> tuple[str, ...]:
    """Names of a signature in capitals that closes a text ("DINI TEJA", "A. B, C (BOGOR)"), else ()."""
    if not _CAPITAL_NAMES.fullmatch(text) or len(text.split()) > 16:
        return ()
    return tuple(split_names(text))


# -- ends ------------------------------------------------------------------------------------------------


def desk_code_start(text: str, pattern: re.Pattern[str] | None = None) -> int | None:
    """Where a desk code such as "(boy/jpnn)" begins that closes a text, None without one.

    The general form counts only behind the end of a sentence, so that "(km/jam)" in one stays.
    """
    if pattern is not None and (match := pattern.search(text)) and match.end() == len(text):
        return match.start()
    if text.endswith((")", ").")):
        if _DESK_CODE_ALONE.fullmatch(text):
            return 0
        if match := _DESK_CODE_END.search(text):
            return match.start()
    return None


def is_credit_line(text: str) -> bool:
    """Whether a block is the credit of a picture ("Foto: Name/Outlet"), or a caption with one ("... (Foto: Name)")."""
    return bool(_CREDIT_LINE.fullmatch(text))


def is_contents_label(text: str) -> bool:
    """Whether a block heads the article's table of contents."""
    return bool(_CONTENTS.fullmatch(text))


def name_in_brackets(text: str) -> tuple[str, str] | None:
    """Text and name where a writer's name in brackets closes it, else None."""
    match = _NAME_IN_BRACKETS.search(text)
    return (text[: match.start()].rstrip(), match["name"]) if match else None


# -- captions --------------------------------------------------------------------------------------------

_CREDIT_BRACKETS = re.compile(
    r"^(?P<text>.*?)\s*[(\[]{1,2}\s*(?P<credit>[^()\[\]]{2,120}?)\s*[)\]]{1,2}\s*\.?$", re.S
)
_CREDIT_COPYRIGHT = re.compile(r"^(?P<text>.*?)\s*(?P<credit>©\s?[^©]{2,100})$", re.S)
_CREDIT_LABEL = re.compile(
    r"^(?P<text>.*?)[\s,|/-]{0,9}\b(?P<credit>(?:foto|photo|sumber|source|kredit|credit|dok)\s*[:：]\s*[^:]{2,100}?)\.?$",
    re.I | re.S,
)
_CREDIT_DASH = re.compile(r"^(?P<text>.*\S)\s+[-–—|]\s+(?P<credit>[^-–—|]{2,60}?)\.?$", re.S)
_CREDIT_PATH = re.compile(
    r"^(?P<text>.*?[.!?\d”\"])?\s*(?:Image\s?:\s?)?(?P<credit>(?:via\s+)?"
    r"(?:[A-Z][A-Z.]{1,30}(?:\s[A-Z][A-Za-z.]{1,30}){0,3}|[A-Z][\w.]{1,30}(?:\s[A-Z][\w.]{1,30}){0,3})"
    r"\s?/\s?[^/.]{1,60}(?:\.[^/.]{1,30}){0,3}(?:\s?/\s?[^/]{2,40}){0,3}?)\.?$",
    re.S,
)
# "pixabay.com/name", "shape.com": the page shows where a picture is from and nothing else
_CREDIT_ADDRESS = re.compile(
    r"^(?P<text>)(?P<credit>(?:(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^/]{1,60})+/?"
    r"|(?:[a-z0-9-]+\.){1,3}(?:com?|org|net|id|io|me|tv|info|gov|edu|uk|us|au|my|sg)/?))$",
    re.I,
)
_CREDIT_STOCK = re.compile(
    r"^(?P<text>)(?P<credit>(?:pixabay|unsplash|pexels|freepik"
    r"|dok(?:umen(?:tasi)?)?\b[.:]?\s?(?:(?:pribadi|istimewa|[A-Z@][^\s/]*)(?:\s(?:[A-Z][^\s/]*|pribadi))*)|istimewa|ist\.)(?:/[^/]{1,60})*)$",
    re.I,
)
_AGENCY_TAIL = re.compile(rf"^(?P<text>.*[.!?”\"])\s+(?P<credit>(?:{AGENCIES}))\.?$", re.S)


# In order, each with the characters of which a text holds one where the pattern can match at all.
_CREDITS = (
    (")]", _CREDIT_BRACKETS),
    ("©", _CREDIT_COPYRIGHT),
    (":：", _CREDIT_LABEL),
    ("/.", _CREDIT_ADDRESS),
    ("", _CREDIT_STOCK),
    ('.!?”"', _AGENCY_TAIL),
    ("/", _CREDIT_PATH),
    ("-–—|", _CREDIT_DASH),
)

CAPTION = 700  # letters: no caption is longer
BOX = 200  # letters of the remains of an author's box


def caption(text: str, *, credit: str | None = None, lead: bool = False) -> Image | None:
    """A caption with its credit split off; None where nothing is displayed.

    A credit stands in brackets, after a dash-like separator, behind "Foto:", or is an agency path such
    as ``REUTERS/Denis Balibouse/Pool``.
    """
    text = text.strip()
    if len(text) > CAPTION:  # a text that a selector took for a caption
        return Image(text, credit, lead)
    if credit:
        credit = credit.strip(" ()[]")
        return Image(text or None, credit or None, lead)
    if not text:
        return None
    for needed, pattern in _CREDITS:
        match = pattern.match(text) if not needed or any(character in text for character in needed) else None
        if match and _plausible_credit(match["credit"]):
            rest = (match["text"] or "").strip()
            return Image(rest or None, match["credit"].strip(), lead)
    return Image(text, None, lead)


def _plausible_credit(credit: str) -> bool:
    """A credit is a name or a source, not half of a sentence."""
    words = credit.split()
    if len(words) > 10:
        return False
    if re.fullmatch(
        r"(?:kiri|kanan|tengah|atas|bawah|kedua|ketiga|keempat|paling)(?:\s+\w+){0,3}", credit, re.I
    ):
        return False
    return not re.fullmatch(r"[\d/.\s:-]+|(?:foto\s+)?ilustrasi", credit, re.I)


# -- where markup cannot be seen -------------------------------------------------------------------------
# A capture has lines and no elements: what a page tells by its markup has to be told by the words.

_RELATED = re.compile(
    r"(?:(?:berita|artikel|konten|video|foto)\s+(?:terkait|lainnya|terkini(?:\s+lainnya)?|terbaru|terpopuler|populer)|"
    r"rekomendasi(?:\s+(?:artikel|berita|untuk\s+anda))?|terbaru|terkini|terpopuler|related\s+(?:news|articles?|posts?)|"
    r"latest\s+(?:news|articles?|posts?)|(?:kolom\s+)?komentar|leave\s+a\s+(?:reply|comment)|tinggalkan\s+(?:balasan|komentar))\s*:?",
    re.I,
)
_TOPICS = re.compile(r"(?:topi[kc]s?|tags?|kata\s+kunci)\s*:?", re.I)
_NETWORK = re.compile(
    r"\b(?:facebook|twitter|whatsapp|telegram|linkedin|pinterest|instagram|tiktok|youtube|copy\s?link|e-?mail|line|x)\b",
    re.I,
)
_AUTHOR_BOX = re.compile(
    r"(?P<name>[^\W\d_].{1,60}?)\s+photo\b\s*(?:verified\s+writer|verified|community\s+writer|writer|author)?\s*(?P=name)",
    re.I,
)
_PARTICLES = frozenset(
    "di ke dari dan atau yang untuk pada dengan oleh dalam bagi para per vs saat soal agar hingga jadi karena "
    "tentang akan tak tidak ini itu usai demi bak a an and at by for from in is of on or the to with".split()
)
_WORD = re.compile(r"[^\W_][\w'’.&/-]*")
_DOMAIN = r"(?:[\w-]+\.)+(?:com|org|net|id|co|io|me|tv|gov|info)"
_CREDITED = re.compile(
    r"(?:"
    r"\[[^\[\]]{2,80}/[^\[\]]{2,80}\]|"  # [REUTERS / Name]
    rf"\((?i:{_DOMAIN})(?:/[^()]{{1,80}})?\)|"  # (twitter.com/name)
    # (ANTARA FOTO/Name); behind a full stop it may be the credit of a text, unless it names a person
    r"(?<![.!?”\"\s])\s*\([A-Z][\w.]*(?:\s[\w.]+){0,4}\s?/\s?[^()/]{2,60}(?:/[^()/]{1,40}){0,3}\)|"
    r"(?<![.!?”\"\s])\s*\([A-Z][\w.]+(?:\s[\w.]+){0,3}:\s?[A-Z][^():]{2,50}\)|"  # (ABC News: Name)
    r"\([A-Z][\w.]+(?:\s[\w.]+){0,3}\s?/\s?[A-Z][\w.]*\s[^()/]{1,40}(?:/[^()/]{1,40}){0,3}\)|"
    r"\([A-Z][\w.]+(?:\s[\w.]+){1,3}\s?/\s?[A-Z][^()/]{1,40}(?:/[^()/]{1,40}){0,3}\)|"
    r"[(\[](?i:dok(?:umen(?:tasi)?|\.)?|foto|photo|sumber|source|ist(?:imewa)?|instagram)\b[^()\[\]]{0,80}[)\]]|"
    r"\b(?:Foto|Photo|Dok|FOTO|PHOTO)\s*[:：]\s*[^:.!?]{2,60}(?:\.\w+)?|"
    # REUTERS/Name/Pool
    r"(?:(?<=[.!?”\"\d)])|(?<=[.!?”\"\d)]\s)|(?<=\s[-–—]\s))[A-Z][A-Z.]{2,30}(?:\s[A-Z][A-Za-z.]{1,30}){0,3}"
    r"\s?/\s?[^/.]{2,60}(?:\s?/\s?[^/]{2,40}){0,3}?"
    r")\s*\.?$"
)
_ILLUSTRATION = re.compile(r"ilustrasi\b.{0,140}(?:\([^()]{2,60}\)|[^.!?)\s])", re.I)
_GLUED = re.compile(r"(?:^|(?<=[.!?”\"’)])\s+)(?:baca\s+juga|simak\s+juga|lihat\s+juga)\s*[:：]\s*", re.I)
MERGED = 20_000  # letters: what is longer is no block of an article
_OPENERS = frozenset(
    "menurut adapun sementara namun selain dia ia dalam pada sebelumnya saat hal mereka kata meski meskipun "
    "sebagai untuk dengan karena jika apabila setelah sejak kini saat sedangkan bahkan padahal sebab selanjutnya "
    "kemudian lalu pihaknya pemerintah berdasarkan seperti berikut tak tidak ini itu bila tahun bulan".split()
)


def is_related_heading(text: str) -> bool:
    """Whether a line heads a list of other articles ("Berita terkait", "TERBARU")."""
    return bool(_RELATED.fullmatch(text))


def is_topics_heading(text: str) -> bool:
    """Whether a line heads the article's topics ("Topik:", "Tags")."""
    return bool(_TOPICS.fullmatch(text))


def is_share_bar(text: str) -> bool:
    """Whether a line names the networks to share a page on, and says nothing of them."""
    if len(text) > 200 or ends_sentence(text):
        return False
    found = {match.lower() for match in _NETWORK.findall(text)}
    return len(found) >= 3 and len(text.split()) <= 4 * len(found)


def author_box(text: str) -> str | None:
    """The name in the one-line remains of an author's box ("Ani Rahma Photo Verified Writer Ani Rahma")."""
    match = _AUTHOR_BOX.fullmatch(text) if len(text) <= BOX else None
    return match["name"] if match else None


def ends_sentence(text: str) -> bool:
    """Whether a text closes as a sentence does; two apostrophes close a quotation too."""
    return bool(_SENTENCE_END.search(text))


def is_titled(text: str, least: int = 3) -> bool:
    """Whether a text is written as headlines are: most of its words capitalised, no full stop.

    Indonesian outlets write headlines with capitals except for particles; sentences are not.
    """
    words = [word for word in _WORD.findall(text) if word.lower() not in _PARTICLES]
    if len(words) < least or (text.endswith(".") and not text.endswith("..")):
        return False
    return sum(not word[0].islower() for word in words) >= 0.7 * len(words)


def is_caption(text: str) -> bool:
    """Whether a line gives itself away as the caption of a picture: by its credit, or "Ilustrasi ..."."""
    return len(text) <= CAPTION and bool(_CREDITED.search(text) or _ILLUSTRATION.fullmatch(text))


def split_read_also(text: str) -> tuple[str, tuple[str, ...]]:
    """Take read-also lines off that are glued to a text: what is left, and their titles.

    Behind a sentence the title runs to the end of the text. In front of one nothing marks where the title
    ends and the text begins: the title's words are capitalised, so it ends before the sentence whose first
    word in small letters follows. Inside a quotation nothing is taken off.
    """
    titles: list[str] = []
    while len(text) <= MERGED:
        match = next((m for m in _GLUED.finditer(text) if not _quoted(text, m.end())), None)
        if match is None:
            return text, tuple(titles)
        before, rest = text[: match.start()].rstrip(), text[match.end() :]
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
    """A title in capitals and the sentence that follows it without a mark, which may be empty."""
    words = list(re.finditer(r"\S+", text))
    low = next(
        (
            index
            for index, word in enumerate(words)
            if index and word[0][0].islower() and word[0].strip(".,:;!?").lower() not in _PARTICLES
        ),
        None,
    )
    if low is None:
        return text, ""
    start = low - 1
    for index in range(low - 1, max(low - 7, 0), -1):
        if words[index][0].strip(",.").lower() in _OPENERS and words[index][0][0].isupper():
            start = index
            break
    at = words[start].start()
    return text[:at].strip(), text[at:].strip()
