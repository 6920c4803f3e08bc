"""A grammar of captures: a text as tools write it down, and the furniture of its page around and between the paragraphs.

Lines of furniture times places times decorations times the tools' ways of writing. The paragraphs are known, so that
a property can ask for all of them and for nothing else (``properties.planted_capture_comes_out``).
"""

from __future__ import annotations

from random import Random

from tests.fuzz.grammar import ADS, LABELS, Writer
from tests.fuzz.properties import PlantedCapture

# What pages say of themselves, which is text nowhere.
TOOLS = (
    "Baca berita tanpa iklan. Gabung Kabar.com+", "AA / Text Sizes", "Dapatkan Berita Pilihan di WhatsApp Anda", "Bagikan:",
    "Follow Kabar Desa di Google News", "Simak juga Video: Panen Raya di Lereng 1.800 Meter", "Baca di App", "[]", "Grafis",
    "Lihat Foto", "27th", "0 hari menuju", "Tulis komentar dengan menyertakan tagar #KabarBaik dan menangkan hadiah.",
    "Syarat & Ketentuan", "Laporkan Komentar", "— Rani (@rani_w) March 6, 2020", "Cetak", "Salin tautan",
    "Dengarkan Berita Ini", "Facebook Twitter WhatsApp Telegram", "• 0%suka", "• 12%sedih", "Perbesar",
    "· 3 menit baca", "Sebarkan artikel ini", "×", "Baca Koran", "Space Iklan", "Logo Kabar", "Post a Comment", "Powered by Blogger.",
    "https://cdn.kabar.example/1024x678/kopi.jpg", "Kantor Redaksi", "+6221 1234 567", "Laporkan Konten", "Mohon tunggu...",
)  # fmt: skip
# ... and these where the page shows them: above the text, behind it.
ABOVE = ("6 Maret 2024, 16:46 WIB", "Rabu, 06 Mar 2024 16:46 WIB", "Penulis: Rani Wulandari | Editor: Bagus Adi", "Reporter: Rani Wulandari", "Rep: Rani Wulandari/ Red: Bagus Adi")  # fmt: skip
BEHIND = ("Terkini", "Komentar", "Berita Terkait", "Terpopuler", "News Feed", "Kontak Informasi", "X Close", "• Ikuti kuis berhadiah")  # fmt: skip
CODES = ("", "", "", " (abc/def)", " (els)", " (Z-8)", "\n\n(abc/def)", " [rhs]", "\n\n(*)")
DECORATIONS = ("{}", "{}", "{}", ">> {}", "» {}", "[{}]", "({})", "- {}", "*** {} ***", "► {}", "\u200b{}", "  {}  ", "{} <<")  # fmt: skip
# not jpnn, whose pages repeat the text in other words: of these few words, all paragraphs seem to be that
OPENINGS = {
    "kompas": ("KOMPAS.com - ", "JAKARTA, KOMPAS.com – "),
    "tempo": ("TEMPO.CO, Jakarta - ", "TEMPO.CO, Bandung — "),
    "liputan6": ("Liputan6.com, Jakarta - ", "Liputan6.com, Semarang "),
    "republika": ("REPUBLIKA.CO.ID, JAKARTA -- ",),
    "antara": ("Jakarta (ANTARA) - ", "Pare-Pare (ANTARA) — "),
    "tribunnews": ("TRIBUNNEWS.COM, JAKARTA - ",),
}
TITLE = "{} Selesai Lebih Cepat daripada Rencana"
OTHERS = (
    "Harga Emas Batangan Hari Ini Turun Dua Persen Lagi",
    "Gubernur Lantik Sembilan Pejabat Eselon Dua Kemarin",
)
LEAST = 3  # paragraphs: with fewer, a text does not show where it ends


def planted_capture(chance: Random) -> PlantedCapture:
    """A capture whose paragraphs are known."""
    outlet = chance.choice(sorted(OPENINGS))
    words = Writer(chance)
    paragraphs = [f"{words.sentence()} {words.sentence()}" for _ in range(chance.randint(LEAST, 8))]
    paragraphs = [text for text in paragraphs if not text.startswith(("“", '"'))] or [words.clause() + "."]
    while len(paragraphs) < LEAST:
        paragraphs.append(f"{words.clause()}, dan {words.clause()}.")
    subject = " ".join(paragraphs[0].split()[:4]).title()
    between = chance.choice(("\n\n", "\n\n", "\n\n", "\n\n\n", "\r\n\r\n"))
    lines = [*_some(TOOLS, chance), TITLE.format(subject)]
    if chance.random() < 0.7:
        lines.append(chance.choice(ABOVE[:2]))
        lines += _some(ABOVE[2:], chance, most=1)
    lines += _some(TOOLS, chance)
    lines.append(chance.choice(OPENINGS[outlet]) + paragraphs[0])
    for text in paragraphs[1:]:
        if chance.random() < 0.4:
            lines.append(_between(chance))
        lines.append(text)
    lines[-1] += chance.choice(CODES)
    if chance.random() < 0.6:
        lines += [*_some(TOOLS, chance), *_some(BEHIND, chance), *_some(OTHERS, chance)]
    return PlantedCapture(between.join(lines), outlet, tuple(paragraphs))


def _some(of: tuple[str, ...], chance: Random, *, most: int = 3) -> list[str]:
    return [chance.choice(of) for _ in range(chance.randint(0, most))]


def _between(chance: Random) -> str:
    """A line of furniture between two paragraphs."""
    kind = chance.randrange(4)
    if kind == 0:
        return chance.choice(DECORATIONS).format(chance.choice(ADS))
    if kind == 1:
        return chance.choice(DECORATIONS).format(f"{chance.choice(LABELS)}: {chance.choice(OTHERS)}")
    return chance.choice(TOOLS if kind == 2 else OTHERS)
