"""Invented Indonesian news: a small grammar that never says the same paragraph twice.

Every paragraph names the article's own village or one of its own people. Those names are counted, not
drawn, so no two articles share one and no two paragraphs of a site are equal. The text holds none of
``& < > " \\``, so that it may stand in HTML and JSON alike; quotations carry typographic marks.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

_HEADS = "Ba Ce Da Ga Ja Ka La Ma Na Pa Ra Sa Ta Wa Be De Ke Le Me Pe Se Te Bo Do Go Ko Lo Mo Po So To Bu Gu Ku".split()
_MIDDLES = "ba bi bo da di do ga gi ka ki ko la li lo ma mi mo na ni ra ri ro sa si so ta ti to wa ya".split()
_TAILS = "lan ran wan mas ti no ri ndo ngka sari yu lem rak tan bang dung lang mban neng ras wi ya".split()

_FIRST = (
    "Adi Agus Anisa Arif Bambang Bayu Citra Dedi Dewi Dian Eka Endah Fajar Farida Gilang Hana Hendra Indah Irfan "
    "Joko Kartika Lestari Lukman Maya Mega Nadia Nanda Novi Oki Putri Rahmat Ratna Rendra Rini Rizal Sari Sinta "
    "Surya Tari Teguh Tuti Umar Vera Wahyu Wulan Yanto Yudi Yuni Zahra Zaki"
).split()
_LAST = (
    "Anggraini Basuki Cahyono Darmawan Effendi Firmansyah Gunadi Hapsari Iskandar Juwono Kurniawati Laksmana "
    "Maulana Nasution Oktaviani Pamungkas Prabowati Raharjo Saptono Siregar Sitorus Subekti Susilo Tanjung "
    "Utomo Wibisono Widodari Wijayanti Wulandari Yulianti"
).split()

CITIES = (
    "Jakarta Bandung Semarang Surabaya Medan Makassar Palembang Denpasar Kupang Ambon Manado Pontianak Samarinda "
    "Jambi Bengkulu Mataram Kendari Ternate Sorong Pekanbaru Cirebon Magelang Malang Jember Banyuwangi"
).split()

_ACTORS = (
    ("petani", "bawang merah"),
    ("nelayan", "ikan tongkol"),
    ("pedagang", "cabai rawit"),
    ("perajin", "anyaman bambu"),
    ("peternak", "susu sapi"),
    ("pengelola koperasi", "kopi robusta"),
    ("penjahit", "seragam sekolah"),
    ("penambak", "garam"),
    ("pekebun", "kakao"),
    ("pembuat tahu", "kedelai"),
    ("penganyam", "tikar pandan"),
    ("pembudi daya", "rumput laut"),
)
_WORKS = "jembatan gantung,pasar desa,saluran irigasi,dermaga kecil,gedung sekolah,sumur bor,lumbung pangan,jalan tani,balai warga,tanggul sungai".split(
    ","
)
_OFFICES = "dinas pekerjaan umum,dinas perdagangan,dinas perikanan,badan penanggulangan bencana,kantor kecamatan,balai penyuluhan,dinas pendidikan".split(
    ","
)
_DAYS = "Senin Selasa Rabu Kamis Jumat Sabtu Minggu".split()
_TOPICS = "pangan,infrastruktur,koperasi,pasar rakyat,irigasi,perikanan,pertanian,desa wisata,listrik desa,air bersih".split(
    ","
)

_HEADLINES = (
    "{Actor} {Village} Panen Lebih Awal, Harga {Ware} Turun {n} Persen",
    "Warga {Village} Bangun {Work} dengan Dana Patungan",
    "{Work} di {Village} Rampung, {Actor} Tak Lagi Memutar {n} Kilometer",
    "Kisah {Person}, {Actor} dari {Village} yang Menyekolahkan {n} Anak Tetangga",
    "{Office} Janji Perbaiki {Work} {Village} Sebelum Musim Hujan",
    "{n} {Actor} di {Village} Dapat Pinjaman Tanpa Bunga",
    "Harga {Ware} Naik {n} Persen, {Actor} {Village} Menahan Penjualan",
    "{Village} Kekurangan Air, {Office} Kirim {n} Tangki Setiap Hari",
    "Begini Cara {Actor} {Village} Menghemat Ongkos Angkut {Ware}",
    "Anggaran {Work} {Village} Dipotong, Warga Bersurat ke Bupati",
)
_DECKS = (
    "Warga {village} memilih mengerjakan sendiri sambil menunggu anggaran.",
    "Sebanyak {n} keluarga di {village} ikut menanggung biayanya.",
    "Pemerintah kabupaten belum memberi tanggal pasti kepada warga {village}.",
    "Hasilnya dibagi rata kepada {n} anggota kelompok di {village}.",
)
_OPENINGS = (
    "Sebanyak {n} {actor} di {village} mulai memakai {work} yang selesai dibangun pekan lalu.",
    "{Actor} di {village} mengeluhkan harga {ware} yang turun {m} persen dalam sepekan.",
    "Pembangunan {work} di {village} akhirnya berjalan lagi setelah berhenti {m} bulan.",
    "Pengurus kelompok {actor} di {village} menyiapkan {n} ton {ware} untuk dikirim ke {city}.",
    "Warga {village} menggelar rapat terbuka tentang {work}, {day} malam.",
)
_SENTENCES = (
    "Menurut {person}, ongkos angkut {ware} dari {village} kini mencapai Rp {n} ribu per karung.",
    "{person} menyebut ada {n} keluarga di {village} yang belum tersambung jaringan listrik.",
    "Catatan {person} menunjukkan penjualan {ware} naik {m} persen sejak awal tahun.",
    "Di {village}, {work} itu dikerjakan {n} orang secara bergiliran.",
    "{office_cap} mencatat {n} hektare lahan di {village} terdampak kekeringan.",
    "Sejak {day}, {person} meminta setiap anggota menyetor {m} kilogram {ware} ke gudang.",
    "Bagi {person}, yang terpenting warga {village} tidak perlu lagi menyeberang dengan rakit.",
    "Kepada pengurus di {village}, {office} berjanji menambah {n} unit pompa.",
    "Selanjutnya, {person} akan menawarkan {ware} itu kepada pembeli di {city}.",
    "Meski begitu, {person} mengakui masih ada {m} rukun tetangga yang menolak iuran.",
    "{village} berjarak sekitar {n} kilometer dari {city} dan hanya punya satu jalan aspal.",
    "Tahun lalu {village} menerima bantuan senilai Rp {n} juta untuk memperbaiki {work}.",
    "Tidak semua {actor} setuju. Di {village}, {m} orang memilih menjual langsung ke {city}.",
    "{person} hanya mengangguk.",
    "Baca doa bersama dipimpin {person} sebelum pekerjaan dimulai.",
)
_FILLERS = (
    "Pekerjaan berlangsung dari pagi hingga menjelang magrib.",
    "Harga di tingkat pengecer belum banyak berubah.",
    "Cuaca menjadi penentu paling besar.",
    "Anggaran itu dibahas lagi bulan depan.",
    "Beberapa warga membawa sendiri cangkul dan semen.",
    "Semua catatan ditempel di papan pengumuman.",
    "Jumlah itu naik dibanding tahun sebelumnya.",
    "Sebagian besar pekerja adalah ibu rumah tangga.",
)
_QUOTES = (
    "“Kami sudah menunggu {m} tahun, jadi dikerjakan sendiri saja,” kata {person}, {day}.",
    "“Kalau harganya di bawah Rp {n} ribu, kami rugi,” ujar {person} saat ditemui di {village}.",
    "“Anak-anak {village} sekarang bisa berangkat sekolah tanpa basah,” tutur {person}.",
    "“Uangnya ada, tinggal kemauan,” ucap {person} kepada wartawan di {village}.",
    "“Jangan tanya siapa yang paling banyak menyumbang,” kata {person} sambil tertawa.",
)
_PULLED = (
    "Air yang lewat di depan rumah {person} adalah air kita bersama.",
    "Selama {village} masih punya sawah, kami tidak akan pergi.",
    "Pasar {village} buka setiap hari, termasuk saat hujan.",
)
_HEADINGS = (
    "Harga di {village}",
    "Menunggu anggaran {village}",
    "Jalan panjang {person}",
    "Rencana musim depan di {village}",
    "Siapa menanggung biaya {village}",
)
_LIST_INTRO = "Ada {m} hal yang disepakati dalam rapat di {village}:"
_LIST = (
    "Iuran Rp {n} ribu setiap keluarga.",
    "Kerja bakti setiap {day} pagi.",
    "Gudang {village} dibuka sampai pukul {h}.00.",
    "Hasil penjualan {ware} dicatat {person}.",
    "Bibit dibeli bersama di {city}.",
)
_CAPTIONS = (
    "{Actor} memindahkan {ware} di gudang {village}.",
    "Warga meninjau {work} di {village}.",
    "Suasana rapat warga di balai {village}, {day}.",
    "{person} menunjukkan hasil panen di {village}.",
)


@dataclass(frozen=True)
class Item:
    """One thing in the column of text.

    ``kind`` is paragraph, heading, list, quote, read_also (``text`` is the title it leads to), picture
    (``text`` and ``credit``) or ad.
    """

    kind: str
    text: str = ""
    entries: tuple[str, ...] = ()
    credit: str = ""


@dataclass
class Story:
    """What an article says, before any layout dresses it."""

    outlet: str
    number: int
    seed: int
    published: datetime
    section: tuple[tuple[str, str], ...]
    """(slug, name) of the channel and of its part."""
    modified: datetime | None = None
    revision: int = 0
    headline: str = field(init=False)
    slug: str = field(init=False)

    def __post_init__(self) -> None:
        rng = random.Random(f"{self.seed} {self.outlet} {self.number} head")
        count = self.number * 5 + sorted(_OUTLETS).index(self.outlet)
        self.village = _own_name(count)
        self.people = tuple(
            f"{rng.choice(_FIRST)} {_own_name(count + 3_000_000 + i * 1_000_000)}" for i in range(3)
        )
        self.city = rng.choice(CITIES)
        self.actor, self.ware = rng.choice(_ACTORS)
        self.work = rng.choice(_WORKS)
        self.office = rng.choice(_OFFICES)
        self.headline = self._say(rng.choice(_HEADLINES), rng)
        self.slug = slugify(self.headline)
        self.deck = self._say(rng.choice(_DECKS), rng)
        names = [f"{a} {b}" for a, b in zip(rng.sample(_FIRST, 4), rng.sample(_LAST, 4), strict=True)]
        self.authors = tuple(names[: 2 if rng.random() < 0.25 else 1])
        self.editors = tuple(names[2:3])
        self.from_agency = rng.random() < 0.3
        self.photographer = names[3]
        self.caption = self._say(rng.choice(_CAPTIONS), rng)
        self.tags = (self.village, self.ware, rng.choice(_TOPICS))
        self.id = 1_000_000 + count
        self.token = _token(count)

    @property
    def summary(self) -> str:
        """One sentence for descriptions and feeds."""
        return self.paragraphs[0].split(". ")[0].rstrip(".") + "."

    @property
    def paragraphs(self) -> list[str]:
        return [item.text for item in self.items if item.kind == "paragraph"]

    @property
    def items(self) -> tuple[Item, ...]:
        """The column of text. A revision rewrites one paragraph and adds another."""
        if self.__dict__.get("_made") != self.revision:
            self._items = self._column(random.Random(f"{self.seed} {self.outlet} {self.number} body"))
            self._made = self.revision
        return self._items

    def _column(self, rng: random.Random) -> tuple[Item, ...]:
        said = {self.caption}

        def say(patterns: Sequence[str], filler: bool = False) -> str:
            for _ in range(50):
                text = self._say(rng.choice(patterns), rng)
                if filler and rng.random() < 0.6:
                    text += " " + rng.choice(_FILLERS)
                if text not in said:
                    break
            else:
                text = self._say("{person} menghitung ada {n} alasan lain bagi warga {village}.", rng)
            said.add(text)
            return text

        out = [Item("paragraph", say(_OPENINGS) + " " + say(_SENTENCES[:8]))]
        length = rng.randint(6, 13)
        heading = rng.random() < 0.5
        listed = rng.randint(3, length - 1) if rng.random() < 0.35 else 0
        quoted = rng.randint(3, length - 1) if rng.random() < 0.3 else 0
        pictured = rng.randint(2, length - 1) if rng.random() < 0.4 else 0
        read = {rng.randint(2, length - 1) for _ in range(rng.randint(0, 2))}
        for at in range(1, length):
            if heading and at % 4 == 3:
                out.append(Item("heading", say(_HEADINGS)))
            text = say(_QUOTES) if rng.random() < 0.3 else say(_SENTENCES, filler=True)
            if rng.random() < 0.35:
                text += " " + say(_SENTENCES[:8])
            out.append(Item("paragraph", text))
            if at % 4 == 1:
                out.append(Item("ad"))
            if at in read:
                out.append(Item("read_also"))
            if at == listed:
                out.append(Item("paragraph", say([_LIST_INTRO])))
                out.append(Item("list", entries=tuple(say(_LIST) for _ in range(rng.randint(3, 5)))))
            if at == quoted:
                out.append(Item("quote", say(_PULLED)))
            if at == pictured:
                out.append(Item("picture", say(_CAPTIONS), credit=self.photographer))
        for revision in range(1, self.revision + 1):
            changes = random.Random(f"{self.seed} {self.outlet} {self.number} revision {revision}")
            places = [i for i, item in enumerate(out) if item.kind == "paragraph" and i > 0]
            place = changes.choice(places)
            text = self._say("{person} meralat jumlah itu menjadi {n} orang di {village}.", changes)
            out[place] = Item("paragraph", f"{out[place].text} {text}")
            extra = self._say("Hingga {day} malam, {person} masih menghitung kerugian di {village}", changes)
            out.append(Item("paragraph", f"{extra}, kali ke-{revision + 1}."))
        return tuple(out)

    def _say(self, pattern: str, rng: random.Random) -> str:
        return pattern.format(
            actor=self.actor,
            Actor=_title(self.actor) if pattern in _HEADLINES else self.actor.capitalize(),
            ware=self.ware,
            Ware=_title(self.ware),
            work=self.work,
            Work=_title(self.work),
            office=self.office,
            Office=_title(self.office),
            office_cap=self.office.capitalize(),
            village=f"Desa {self.village}",
            Village=self.village,
            person=rng.choice(self.people),
            Person=self.people[0],
            city=self.city,
            n=rng.randint(11, 97),
            m=rng.randint(2, 9),
            h=rng.randint(16, 21),
            day=rng.choice(_DAYS),
        )


_OUTLETS = ("beritautama", "idntimes", "jpnn", "kontan", "tempo")


def slugify(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _title(text: str) -> str:
    return " ".join(word.capitalize() for word in text.split())


def _own_name(count: int) -> str:
    """A name that belongs to this number alone."""
    sizes = (len(_HEADS), len(_MIDDLES), len(_MIDDLES), len(_TAILS))
    # a stride that has no factor in common with the number of names spreads neighbours apart
    rest = count * 600_011 % (sizes[0] * sizes[1] * sizes[2] * sizes[3])
    parts = []
    for size, syllables in zip(sizes, (_HEADS, _MIDDLES, _MIDDLES, _TAILS), strict=True):
        rest, at = divmod(rest, size)
        parts.append(syllables[at])
    return "".join(parts)


def _token(count: int) -> str:
    letters = "bcdfghjkmnpqrstvwxyz23456789"
    out = []
    rest = count * 7_919 + 104_729
    for _ in range(6):
        rest, at = divmod(rest, len(letters))
        out.append(letters[at])
    return "".join(out)
