"""Lines that the page says of itself: buttons, switches, icons, prompts, addresses of the publisher, forms for comments."""

from __future__ import annotations

import re

__all__ = ["is_disowned", "is_right_of_reply", "is_tool"]

LONGEST = 260  # characters

# As a block of a page each of these would be an element of its own; in a capture it is a line. All is in lower case: patterns
# that ignore the case take twice as long.
_BUTTONS = (
    r"a(?:\s+a){1,2}|a{1,2}[-+]?(?:\s*[/|]\s*(?:a[-+]?|text\s+sizes?))*|text\s+sizes?|aa\s+text|\[\s*\]|[×✕✖]",
    r"(?:lihat|tampilkan|perbesar|buka)\s+(?:foto|gambar)|selengkapnya\s+di|blank|avatar|inline|icon|banner|thumbnail",
    r"logo|logo\s[\w.]+(?:\s?logo\s[\w.]+){0,3}|(?:photo|foto)\s+(?:author|penulis)|cover\s+berita|kumpulan\s+berita\s.{2,30}",
    r"(?:\d{1,12}\s)?[a-z0-9]{1,30}(?:_[a-z0-9]{1,30}){2,8}|(?:sosmed|social|icon|more|zoom|copy|share|badge|chevron|arrow|caret|menu)(?:-[a-z]{1,20}){1,3}|i?mg[-_]?\d{1,3}",
    r"[-–—_=*~•·]{3,80}|\d{1,2}\.|(?:small|larg)est\s+font(?:\s+(?:small|larg)est\s+font)?|waktu\s+baca\s+\d{1,3}\s+menit(?:\s?advertisement)?|tetap\s+terhubung\s+dengan\s+kami\s?:?|bacaan\s+lain(?:nya)?\s?:?",
    r"(?:halaman\s+)?(?:selanjutnya|berikutnya)(?:\.{3}|…)|published|on|connect\s+with\s+us|print(?:\s+pdf)?",
    r"comments?|copy[-\s]link(?:[-\s]\w+)?|kembali\s+ke\s+(?:video|atas)(?:\.{2,3}|…)?|x?\s*(?:close|tutup)",
    r"close\s+ads?(?:\s+x)?|close\s+banner\b.{0,40}|loading(?:\.{1,3}|…)?|mohon\s+tunggu(?:\.{1,3}|…)|musik\s?:\s.{2,60}",
    r"(?:dis)?like\s\(\d+\)|rate\s+artikel\s+ini|credits?\s\(\d+\)|share\s+on\s+\w{1,20}|\d{0,6}\s?shares?|sebarkan\s+artikel\s+ini",
    r"\d{1,3}\s?%\s?(?:suka|lucu|kaget|sedih|marah|senang|terhibur|bangga|takut|tidak\s+peduli|terinspirasi)",
)
_PROMPTS = (
    r"di\s+whatsapp\s+anda|dapatkan\s+berita\s+pilihan|dapatkan\s+di\s+(?:google\s+)?(?:play|apps?)\s?store\b.{0,40}",
    r"(?:download|unduh)\s+apps?\s.{2,40}|[\w.]{3,40}\s+apps?|aplikasi\s+berita\s.{2,60}|login\s+untuk\s.{2,80}",
    r"fakta\s+atau\s+hoa(?:ks|x)\s*\??(?:\s+untuk\s+mengetahui\b.{0,220})?|di\s+atas\s+untuk\s+konten\s+akun\s+media\s+sosial\b.{0,80}",
    r"bagaimana\s+tanggapan\s+anda\s+(?:mengenai|tentang)\s+(?:artikel|berita)\s+ini\b.{0,60}|teruskan\s+membaca\b.{0,40}",
    r"artikel\s+ini\s+(?:bisa|dapat)\s+(?:dilihat|dibaca)\s+di\s?:?\s*https?://\S+|selalu\s+update\s+(?:berita|informasi)\b.{0,80}\bhanya\s+di\s.{3,40}",
    r"untuk\s+mengetahui\s+kebenaran\s.{0,60}\b(?:whatsapp|wa)\s+ke\s+nomor\b.{0,120}",
    r"(?:baca|lihat|simak)\s+(?:artikel|berita)(?:nya)?\s+(?:selengkapnya|lengkap(?:nya)?)\s+di\s?sini\.?|baca\s+koran|cari\s+berita\s+lain\b.{0,20}",
    r"(?:saksikan|simak|lihat|tonton)\s+(?:tayangan(?:\s+video)?|video)(?:nya)?\s+selengkapnya\b.{0,50}",
    r"halaman\s+(?:selanjutnya|berikutnya)\s*-{1,2}>.{0,160}|(?:this|your)\s+browser\s+does\s?n[o'’]t\s+support\b.{0,60}",
)
_NOTICES = (
    r"dilarang\s+mengambil\s+dan\s?/\s?atau\b.{0,220}|syarat\s*(?:&|dan)\s*ketentuan(?=\W|[a-z]|$).{0,120}|powered\s+by\s.{2,40}",
    r"(?:this|ini)\s+(?:is|adalah)\s+(?:an?\s+)?(?:ai[-\s]generated\s+summar|ringkasan\s+yang\s+dibuat\s+oleh\s+ai).{0,160}",
    r"akun\s+(?:ini\s+)?diblokir\b.{0,90}|laporkan\s+(?:konten|akun|penyalahgunaan)|[\w.]{2,30}(?:\s[\w.]{2,30})?\s+adalah\s+platform\s+blog\b.{0,200}",
    r"untuk\s+informasi\s+lebih\s+lanjut,?\s+(?:anda\s+dapat|silakan)\s+(?:meng)?hubungi\s+kami\b.{0,60}",
    r"(?:telah\s+)?ter(?:verifikasi|daftar)\s+(?:secara\s+)?(?:administra\w+|faktual)\b.{0,40}\bdewan\s+pers\b.{0,40}",
    r"post\s+a\s+comment|\d{1,6}\s+(?:responses?|comments?|tanggapan)\s+(?:to|on|untuk)\b.{0,200}|let['’]?s\s+block\s+ads\b.{0,20}",
    r"(?:ruang|space)\s+iklan|iklan\s+(?:utama|atas|bawah|samping|kanan|kiri)",
)
# the publisher's telephones and links
_LINKS = (
    r"https?://\S+\.(?:jpe?g|png|webp|gif|svg)(?:\?\S{0,99})?|\+\d[\d\s-]{6,20}|\(0\d{2,4}\)[\d\s-]{5,16}|kantor\s+(?:redaksi|iklan|pusat)|layanan\s+pelanggan",
)
_LABELS = (
    r"headlines?|breaking\s+news|grafis|tim\s+redaksi|dok\.?\s?ist(?:imewa)?\.?|\d{1,3}\s+hari\s+menuju|\d{1,3}(?:st|nd|rd|th)|(?:\W{0,2}#\s?\w{1,40}){2,12}",
    r"[—–-]{1,2}\s?[^()]{1,60}\s\(@\w{1,30}\)\s\w{3,9}\s\d{1,2},\s\d{4}",
)
_TOOL = re.compile("|".join((*_BUTTONS, *_PROMPTS, *_NOTICES, *_LINKS, *_LABELS)))


_NOT_OURS = re.compile(
    r"(?:tulisan|artikel|konten|opini)\s+(?:ini|dari|oleh)\b.{0,80}\btidak\s+(?:mewakili|mencerminkan)\s.{0,80}\bredaksi\b.{0,40}",
    re.I,
)
_REPLY = ("catatan redaksi", "hak jawab", "catatan:")
_OBJECTS = re.compile(r"keberatan|sanggahan|hak\s+jawab|dirugikan", re.I)
_HEAD, _NOTICE = 16, 600  # characters
# these two may begin with anything, and are told by how they end
_POSTAL = re.compile(r"[^.!?]{0,60}\b(?:jalan|jl\.?)\s[^.!?]{4,120},\s(?:indonesia,?\s)?\d{5}\.?")
_MINUTES = re.compile(r".{0,4}\b\d{1,2}\s+menit\s+(?:mem)?baca")


def is_disowned(text: str) -> bool:
    """Whether a line says that a reader wrote the text: "Tulisan dari … tidak mewakili pandangan dari redaksi …"."""
    return len(text) <= LONGEST and text[:1] in "TtAaKkOo" and _NOT_OURS.fullmatch(text) is not None


def is_right_of_reply(text: str) -> bool:
    """Whether a line of the editors offers a right of reply: "CATATAN REDAKSI: Apabila ada pihak yang keberatan …"."""
    return text[:_HEAD].lower().startswith(_REPLY) and _OBJECTS.search(text, 0, _NOTICE) is not None


def is_tool(text: str) -> bool:
    """Whether a line is a button, a switch or a ticker of the page, or the signature of an embedded post."""
    if is_right_of_reply(text):
        return True
    if len(text) > LONGEST:
        return False
    text = text.lower()
    if _TOOL.fullmatch(text) or text.startswith(". ") or is_disowned(text):
        return True
    if text[-1:].isdigit() or text[-2:-1].isdigit():
        return _POSTAL.fullmatch(text) is not None
    return text.endswith("baca") and _MINUTES.fullmatch(text) is not None
