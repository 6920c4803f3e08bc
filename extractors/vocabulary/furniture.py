"""Whole blocks of a page that are never text: ad labels, prompts, paywall words, disclaimers, headings of lists.

Every rule is about a whole block, never about a word inside a sentence: what the article itself says stays, even
if it is short or begins with one of these words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import category

from extractors.vocabulary.read_also import Verdict, is_sure_label, judge_read_also, titles_of
from extractors.vocabulary.screen import may_have
from extractors.vocabulary.sentences import ends_sentence

_AD_WORD = (
    r"(?:(?:advert(?:ising|isement)s?|iklan)\s*){1,4}|ads?(?:\s+by\s+\w+)?|(?:sponsored|paid)(?:\s+(?:content|post))?|pariwara|"
    r"konten\s+(?:sponsor|berbayar|promosi)|(?:tutup|lewati|close|skip)\s+(?:iklan|ads?)|"
    # "Artikel berlanjut setelah iklan", "Lanjut baca di bawah iklan ini", "Story continues below this ad"
    r"(?:artikel|berita|konten|tulisan|cerita|bacaan)\s+(?:ini\s+)?(?:ber|di)?lanjut(?:kan)?\s+(?:setelah|sesudah|di\s*bawah)(?:\s+iklan)?(?:\s+(?:ini|berikut))?|"
    r"(?:ber)?lanjut(?:kan)?(?:\s+(?:mem)?baca(?:\s+(?:artikel|berita))?)?\s+(?:setelah|sesudah|di\s*bawah)\s+(?:iklan|pariwara)(?:\s+(?:ini|berikut))?|"
    r"lanjut(?:kan)?\s+membaca(?:\s+(?:artikel|berita))?(?:\s+di\s*bawah)?(?:\s+ini)?|"
    r"continue\s+reading(?:\s+(?:below|the\s+main\s+story))?|"
    r"(?:article|story|content)\s+continues?(?:\s+(?:below|after)(?:\s+(?:this\s+)?(?:ad(?:vertisement)?))?)|"
    r"(?:scroll|gulir|geser|swipe|usap)\s+(?:(?:ke\s*(?:bawah|atas)|down|up|layar)\s+)?(?:(?:untuk|to|buat)\s+)?(?:melanjutkan|lanjutkan|lanjut|membaca|continue|resume|read|see)"
    r"(?:\s+(?:membaca|berita|baca|artikel|(?:with\s+)?content|reading|konten))?|"
    r"scroll\s+ke\s+bawah\s+untuk\s+membaca\s+(?:berita|artikel)|"
    r"baca\s+berita\s+(?:dengan|tanpa)\s+(?:sedikit\s+)?iklan,?\s*klik\s+di\s?sini|"
    r"artikel\s+ini\s+dipersembahkan\s+oleh.{0,60}"
)
_AD = re.compile(rf"(?:{_AD_WORD})(?:[\s.,:;|/–—-]{{1,4}}(?:{_AD_WORD})){{0,3}}[\s.:…!]{{0,4}}", re.I)

_PROMPT = re.compile(
    r"(?:"
    # news aggregators, messengers, newsletters, apps
    r"(?:cek|ikuti|follow|silakan\s+baca|baca|simak|dapatkan|temukan|lihat)\b.{0,160}\bgoogle\s+news\b.{0,40}|"
    r"(?:follow|ikuti)\s+(?:us\b|kami\b|akun\b|[\w.]{2,30}\s).{0,30}@[\w.]{2,30}|"
    r"dapatkan\s+(?:berita|artikel|informasi|kabar|update)\b.{0,60}\bdi\s+(?:whatsapp|telegram|ponsel|e-?mail|inbox)(?:\s+(?:anda|kamu))?|"
    r"(?:lanjut(?:kan)?\s+)?(?:mem)?baca\s+(?:di|lewat|melalui)\s+(?:app|aplikasi)\b.{0,30}|"
    r"(?:(?:selalu|ingin|mau|jangan)\b[^.!?]{3,60}[.!?]\s+)?(?:ikuti|dapatkan|gabung|mari\s+(?:ber)?gabung|bergabunglah|join|simak|follow)\b.{0,220}"
    r"\b(?:telegram|whatsapp|wa|line\s+today|instagram|facebook|twitter|tiktok|youtube)\b.{0,120}"
    r"(?:klik|channel|grup|group|kanal|saluran|follow|akun|di\s?sini|https?://).{0,160}|"
    r"(?:download|unduh|install|instal)\b.{0,80}\b(?:aplikasi|app|play\s?store|app\s?store)\b.{0,80}|"
    r"(?:dapatkan|ikuti|berlangganan)\b.{0,80}\bnewsletter\b.{0,80}|"
    r"(?:baca|nikmati)\s+(?:berita|konten|artikel)\s+tanpa\s+iklan\b.{0,60}|"
    # teasers of videos and galleries, with a title; a bare URL is part of the text
    r"(?:yuk|ayo)?[,!]?\s*(?:simak|saksikan|tonton|lihat)(?:\s+juga|\s+pula|lah)?\s+(?:\w+\s+){0,2}"
    r"(?:video|foto-foto|infografis)(?:nya)?\b(?:[^.]|\.(?=\d)){0,90}(?:\[gambas:[^\]]{1,60}\])?|"
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
    # campaign lines below a text
    r"(?:\*{1,3}\s*)?#\s?(?:ingatpesanibu|satgascovid19|pakaimasker|jagajarak|cucitangan(?:pakaisabun)?)(?:[\s.]+#\w+)*|"
    r"(?:pakai|selalu\s+(?:pakai|jaga))\s+(?:masker|kesehatan),\s+(?:cuci\s+tangan|jangan\s+sampai\s+tertular)\b.{0,90}|"
    # tools of the page
    r"tampilkan\s+ringkasan\s+artikel|dengarkan\s+(?:artikel|berita)(?:\s+ini)?|gabung\s+tempo\s+circle|"
    r"perbesar|perkecil|bagikan(?:\s+(?:artikel|berita)(?:\s+ini)?)?(?:\s+(?:ke|di|via|melalui)\s+\w{1,20})?\s*:?|share(?:\s+(?:this|to)\b.{0,40})?\s*:?|"
    r"komentar|\d+\s+komentar|tulis\s+komentar(?:.{0,30}|(?:mu|\s+anda)?\s+dengan\b.{0,220})|laporkan\s+komentar|"
    r"berkomentarlah\s+secara\b.{0,200}|kolom\s+komentar\s+(?:masih|belum|sudah|tersedia)\b.{0,80}|syarat\s*(?:&|dan)\s*ketentuan|"
    r"terima\s+kasih\.\s+kami\s+(?:sudah|telah)\s+menerima\s+laporan\s+anda\b.{0,160}|cetak|print|font\s*:?|ukuran\s+font\s*:?[\s+-]*|"
    r"copy\s+link|salin\s+tautan|read\s+more|show\s+all|lihat\s+semua|muat\s+lainnya|load\s+more|"
    r"editorial\s+team|topik\s*:|topic\s*:|tags?\s*:?|image-gnews|ringkasan\s+berita|"
    # forms to log in with
    r"(?:maaf,?\s+)?(?:e-?mail|username)\s+(?:atau|dan|or)\s+(?:password|kata\s+sandi)\b.{0,60}|masukk?an\s+(?:alamat\s+)?e-?mail\b.{0,80}|"
    r"lupa\s+(?:kata\s+sandi|password)\b.{0,40}|konfirmasi\s+(?:e-?mail|password)|belum\s+(?:memiliki|punya)\s+akun\b.{0,40}|"
    r"sudah\s+(?:memiliki|punya)\s+akun\b.{0,40}|satu\s+akun,?\s+untuk\s+semua\s+akses|(?:kami\s+telah\s+mengirimkan|klik)\s+link\s+(?:aktivasi|reset)\b.{0,120}|"
    r"jika\s+anda\s+tidak\s+menerima\s+e-?mail\b.{0,60}|"
    # pagers
    r"(?:next|previous)\s+page|(?:(?:lihat|baca|tampilkan)\s+)?semua\s+halaman|(?:baca|lihat)\s+halaman\s+(?:selanjutnya|berikutnya|\d{1,2})|"
    r"(?:lanjut(?:kan)?|berlanjut)\s+ke\s+halaman\s+\d{1,2}|"
    r"(?:halaman\s+)?(?:selanjutnya|berikutnya|sebelumnya)\s*[>»<«]*|halaman\s*:?[\s\d|.]*(?:dari\s+\d{1,3})?|next|prev(?:ious)?|"
    r"(?:simak|baca|lihat)(?:\s+(?:berita|artikel|juga))?\s+selengkapnya\s+(?:di|pada)\s+halaman\s+(?:selanjutnya|berikutnya)\.?|"
    r"(?:simak|baca|lihat)\s.{0,90}\bselengkapnya\s+(?:di|pada)\s+halaman\s+khusus\b.{0,30}|"
    r"(?:bersambung|lanjut|berlanjut)\s+(?:ke\s+)?halaman\s+(?:selanjutnya|berikutnya)\.?|"
    r"(?:last|first)\s*[»«]?|tampilkan\s+semua|[\d\s|»«>]{1,20}|"
    # copyright lines
    r"(?:copyright\s*(?:©|\(c\)|@|\d|by\b)|hak\s+cipta\s*(?:©|\(c\)|\d|dilindungi)|©).{0,160}"
    r")",
    re.I,
)

_PAYWALL = re.compile(
    r"(?:berlangganan\s+(?:untuk|tempo\+|dengan)\b.{0,90}|silak?h?an\s+berlangganan\b.{0,120}|"
    r"(?:berlangganan\s+)?sudah\s+berlangganan\?.{0,60}|ini\s+artikel\s+spesial|berita\s+tempo\s+plus|lihat\s+benefit\s+lainnya|"
    r"agar\s+bisa\s+lanjut\s+membaca\s+sampai\s+tuntas\b.{0,120}|segera\s+berlangganan\b.{0,120}|"
    r"(?:hanya|cuma|mulai(?:\s+dari)?)\s+rp\.?\s?[\d.,]{1,12}\s+(?:per\s+\w{1,8}\s+)?untuk\s+membaca\b.{0,60}|"
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
    r"(?:lebih\s+dulu\s+|pertama\s+kali\s+)?(?:sebelumnya\s+)?di\s+(?P<source>[\w.\- ]{2,40}?)"
    r"(?:\s*,?\s*(?:dengan\s+judul|berjudul|pada)\b.*|\s*[.,:]?)",
    re.I,
)

# What the patterns above begin with, up to six letters (a pattern may join its words): most paragraphs begin with
# none of these, and one lookup saves them all the patterns. (tests/extractors/vocabulary/test_furniture.py generates
# texts from the patterns.)
_FIRST_LETTERS = re.compile(r"[^\W\d_]{1,6}")

_OPENINGS = frozenset(
    "a ad ads advert agar akses also anda articl artike ayo ayolih ayosak ayosim ayoton baca bacaan bacaju "
    "bacapu bagika belum bergab beriku berita berkom berlan bersam cek cekjug cekpul cerita cetak close conten "
    "contin copy copyri cuma dapatk dari dengar dilara discla downlo e editor email first fitur follow font foto "
    "gabung galeri geser gratis gulir hak hal halama hanya idn iklan iklana iklani ikuti image info infogr "
    "inform ingin ini instal intip intipj intipp isi jangan jika join kabar kami ketahu kirima kisah klik klikju "
    "klikpu kolom koment konfir konten kuota laman lanjut lapork last lewati lihat lihatj lihatl lihatp liputa "
    "load lupa maaf mari masuka masukk mau memb membac member menari muat mulai mungki next nikmat of page pages paid "
    "pakai pantau pariwa perbes perkec pilih piliha popule prev previo print read recomm rekome relate ringka "
    "saksik salin satu scroll sebelu sebuah see segera selalu selanj seleng semua share show silaan silaha "
    "silaka silakh simak simakj simakl simakp skip sponso story sudah swipe syarat tag tags tampil temuka terima "
    "terkai terpop tonton topic topik trendi tulis tulisa tutup ukuran ulasan unduh usap userna video view you "
    "yuk yuklih yuksak yuksim yukton".split()
)


def _may_be_boilerplate(text: str) -> bool:
    """Whether any pattern of the vocabulary can match a block, judging by its first letters."""
    letters = text[:6]
    if not letters.isalpha():
        first = _FIRST_LETTERS.match(text)
        if first is None:
            return True
        letters = first[0]
    return letters.lower() in _OPENINGS or not letters.isascii()


_LONGEST_LABEL = 30  # characters
_CONTENTS = re.compile(r"daftar\s+isi(?:\s+artikel)?\s*:?", re.I)

# Characters that only decorate a label: ">> Baca juga: …", "- Iklan -", "👉 Simak juga: …"
_DECORATION = " \t>»›<«‹→⇒➡⮕►▸▶▷◆◇■□▪●○•·∙*★☆✦✅✔☞☛⏩⏭#~_=+|¦‖-‐‑–—―−❖➤➜➔📌📍🔥👉👇🔗📰📖💡🎥▼▽↓⬇\ufe0f"
_BRACKETS = {"(": ")", "[": "]", "{": "}", "【": "】"}
_LIST_MARK = re.compile(r"[-–—•·*▪●]\s?")  # these may also be bullets of a list without <li>


def _without_pictures(text: str) -> str:
    """A text without the emoji at its ends, skin tones and all; a copyright sign says something."""
    while text and category(text[0]) in _PICTURES and text[0] not in "©®°":
        text = text[1:].lstrip(_DECORATION)
    while text and category(text[-1]) in _PICTURES and text[-1] not in "©®°":
        text = text[:-1].rstrip(_DECORATION)
    return text


def without_joints(plain: str) -> str:
    """What stands outside of a block's links, without what joins them behind their label."""
    while (bare := plain.rstrip(" ,;/|&.–—-•·").removesuffix(" dan")) != plain:
        plain = bare
    return plain


def only_links(plain: str) -> bool:
    """Whether what stands outside of a block's links is no more than the marks of a list."""
    return _MARKS_OF_LINKS.fullmatch(undecorated(plain)) is not None


_PICTURES = frozenset(("So", "Sk"))
_MARKS_OF_LINKS = re.compile(r"(?:\d{1,2}(?!\d)|[\s|,;/&“”\"'‘’.)]|dan\b)*")


def undecorated(text: str) -> str:
    """A line without the characters and the pair of brackets that decorate it; "" if nothing else is on it."""
    for _ in range(3):
        bare = _without_pictures(text.strip(_DECORATION)).strip(_DECORATION)
        inner = bare.rstrip(".")
        if inner and _BRACKETS.get(inner[0], "") == inner[-1]:
            bare = inner[1:-1]
        elif bare[:1] == "(" and ")" not in bare:
            bare = bare[1:]
        if bare == text:
            break
        text = bare
    return text


def _is_plain(text: str) -> bool:
    """Whether a line has no decoration, as most: it opens with a letter, a digit or a quotation and closes likewise."""
    opens = text[:1]
    return (opens.isalnum() or opens in _QUOTES) and (text[-1] in _CLOSES or text[-1].isalnum())


_QUOTES = frozenset("\"“”'‘")
_CLOSES = frozenset(".,:;!?…\"'”’)")


def classify(
    text: str,
    *,
    links: Sequence[str] = (),
    plain: str | None = None,
    linked: bool = False,
    heading: bool = False,
) -> Verdict | None:
    """Judge a whole block; None means that it is text.

    ``text`` is the cleaned block. On a page, ``links`` are the texts of its links and ``plain`` is the text
    outside of them; in a capture, which shows no links, leave ``plain`` None.
    """
    size = len(text)
    if size > 420:
        return None
    if size <= 12 and _ORNAMENT.fullmatch(text):
        return Verdict("chrome", "ornament")
    if links and plain and is_sure_label(undecorated(without_joints(plain))):  # "[BACA JUGA] TITLE, TITLE"
        return Verdict("read_also", "read-also line", titles_of(links))
    bare = text if _is_plain(text) else undecorated(text)
    if bare and bare != text:
        verdict = _classify(bare, links, undecorated(plain) if plain else plain, linked, heading)
        listed = _LIST_MARK.fullmatch(text[: text.index(bare[0])]) and text.endswith(bare)
        if verdict and (verdict.label in ("read_also", "ad") or not listed):
            return verdict
    return _classify(text, links, plain, linked, heading)


# What a pager consists of: page numbers, symbols, and words, of which it needs at least one.
_PAGER_PART = re.compile(
    r"(?:(?P<word>halaman|laman|hal(?=\.)|pages?|selanjutnya|berikutnya|sebelumnya|next|prev(?:ious)?|last|first"
    r"|(?:pilih|tampilkan|lihat|baca|show|view)\s(?:semua|all|halaman)|semua\shalaman)\b|(?P<number>\d{1,3})\b"
    r"|dari\b|of\b|semua\b|\.{1,3}|[/|»«›‹<>…()\[\]])[\s,:]{0,3}",
    re.I,
)
_PAGER = 90  # characters: no pager is longer


def is_pager(text: str) -> bool:
    """Whether a line is the row of page numbers below a part of an article ("Halaman 1 2 3 Selanjutnya")."""
    words = numbers = at = 0
    while at < len(text) <= _PAGER:
        found = _PAGER_PART.match(text, at)
        if found is None:
            return False
        words, numbers, at = words + bool(found["word"]), numbers + bool(found["number"]), found.end()
    return words > 1 or (words == 1 and numbers > 0) or (numbers > 1 and text.startswith(("[1]", "(1)")))


def _classify(
    text: str, links: Sequence[str], plain: str | None, linked: bool, heading: bool
) -> Verdict | None:
    size, first = len(text), text[0]
    if first in _QUOTES or first == "«" or not _may_be_boilerplate(text):
        return None
    if verdict := judge_read_also(text, links, plain, linked):
        return verdict
    if size <= 120 and _AD.fullmatch(text):
        return Verdict("ad", "ad label")
    if _PAYWALL.fullmatch(text):
        return Verdict("paywall", "paywall prompt")
    if is_pager(text):
        return Verdict("chrome", "pager")
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
    """Whether a block is a sentence of the article that only begins like a prompt: it ends as one and has no link.

    Prompts address the reader in the imperative and name their channel; a reported sentence has a speaker or
    verb after a comma and a closed quotation.
    """
    if links or heading:
        return False
    return bool(re.search(r"[\"”’],?\s+(?:kata|ujar|tutur|ucap|jelas|tulis|imbuh|papar|tegas)\w*\b", text))


def is_contents_label(text: str) -> bool:
    """Whether a block heads the article's table of contents."""
    return len(text) <= _LONGEST_LABEL and _CONTENTS.fullmatch(text) is not None


_RELATED = re.compile(
    r"(?:(?:berita|artikel|konten|video|foto)\s+(?:terkait|lainnya|terkini(?:\s+lainnya)?|terbaru|terpopuler|populer)|"
    r"(?:(?:artikel|berita)\s+)?rekomendasi(?:\s+(?:artikel|berita|untuk\s+anda))?|terbaru|terkini|terpopuler|(?:related|more)\s+(?:news|articles?|posts?|stories)|"
    r"latest\s+(?:news|articles?|posts?)|img_title|(?:kolom\s+)?komentar|leave\s+a\s+(?:reply|comment)|tinggalkan\s+(?:balasan|komentar))\s*:?",
    re.I,
)

_TOPICS = re.compile(r"(?:topi[kc]s?|tags?|kata\s+kunci)\s*:?", re.I)

_NETWORK = re.compile(
    r"\b(?:facebook|twitter|whatsapp|telegram|linkedin|pinterest|instagram|tiktok|youtube|copy\s?link|e-?mail|line|x)\b",
    re.I,
)
# of three, one is among these
_NETWORKS = ("twitter", "facebook", "whatsapp", "telegram", "instagram", "linkedin", "pinterest", "tiktok", "youtube", "copy", "mail")  # fmt: skip


def is_related_heading(text: str) -> bool:
    """Whether a line heads a list of other articles ("Berita terkait", "TERBARU")."""
    return bool(_RELATED.fullmatch(text))


def is_topics_heading(text: str) -> bool:
    """Whether a line heads the article's topics ("Topik:", "Tags")."""
    return bool(_TOPICS.fullmatch(text))


def is_share_bar(text: str) -> bool:
    """Whether a line only lists networks on which to share the page."""
    if len(text) > 200 or ends_sentence(text) or not may_have(text, _NETWORKS):
        return False
    found = {match.lower() for match in _NETWORK.findall(text)}
    return len(found) >= 3 and len(text.split()) <= 4 * len(found)
