"""Outlets on WordPress that need no rules of their own: a name, a domain, the form of their addresses.

What is known of each is its theme, from one public scraper or two, or its feed alone; none of their pages was seen.
"""

from extractors.families.wordpress import WORDPRESS
from extractors.rules import Dateline, Feed, Layout, Outlet

BALIPOST = Outlet(
    name="balipost",
    title="Bali Post",
    domains=("balipost.com",),
    articles="/news/{date}/[{number}/]{slug}",
    examples=("https://www.balipost.com/news/2024/01/31/subak-di-jatiluwih",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

BANTENNEWS = Outlet(
    name="bantennews",
    title="BantenNews",
    domains=("bantennews.co.id",),
    examples=("https://www.bantennews.co.id/nelayan-banten-kembali-melaut",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

GATRA = Outlet(
    name="gatra",
    title="Gatra",
    domains=("gatra.net",),
    articles="/news-{id}-{slug}",
    examples=("https://www.gatra.net/news-512345-jembatan-bambu.html",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

TRANSHAPAKAT = Outlet(
    name="transhapakat",
    title="Trans Hapakat",
    domains=("transhapakat.co.id",),
    examples=("https://transhapakat.co.id/rotan-dari-katingan-dikirim",),
    common=Layout(years="2024 (unverified)"),
    family=WORDPRESS,
)

BATAMPOS = Outlet(
    name="batampos",
    title="Batam Pos",
    domains=("batampos.co.id",),
    articles="/[{channel}/]{words}",
    examples=("https://batampos.co.id/kapal-feri-baru-ke-belakang-padang",),
    dateline=Dateline("batampos", "batampos.co.id", place=True),
    discover=(Feed("https://batampos.co.id/feed/"),),  # its sitemap answers 404
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

PROKALTENG = Outlet(
    name="prokalteng",
    title="Prokalteng",
    domains=("prokalteng.jawapos.com",),
    articles="/[{path}/][{date}/]{words}",
    examples=("https://prokalteng.jawapos.com/kabar-kalteng/rotan-dari-katingan-dikirim",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

FAJAR = Outlet(
    name="fajar",
    title="Fajar",
    domains=("fajar.co.id",),
    articles="/{date}/{slug}",
    examples=("https://fajar.co.id/2024/01/31/pinisi-baru-dari-bulukumba",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

HIPWEE = Outlet(
    name="hipwee",
    title="Hipwee",
    domains=("hipwee.com",),
    articles="/{channel}/{slug}",
    examples=("https://www.hipwee.com/motivasi/bertahan-di-kota-kecil",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

MOJOK = Outlet(
    name="mojok",
    title="Mojok",
    domains=("mojok.co",),
    articles="/{path}/{words}",
    examples=("https://mojok.co/esai/warung-kopi-di-tepi-sawah",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

NIAGAASIA = Outlet(
    name="niagaasia",
    title="Niaga Asia",
    domains=("niaga.asia",),
    examples=("https://www.niaga.asia/pelabuhan-baru-di-kuala-samboja",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

BORNEO24 = Outlet(
    name="borneo24",
    title="Borneo24",
    domains=("borneo24.com",),
    articles="/[{path}/]{words}",
    examples=("https://borneo24.com/kalteng/rotan-dari-katingan-dikirim",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

BERITAJATIM = Outlet(
    name="beritajatim",
    title="Beritajatim",
    domains=("beritajatim.com",),
    articles="/[{path}/]{words}",
    examples=("https://beritajatim.com/panen-apel-di-batu-melimpah",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

DAILYSOCIAL = Outlet(
    name="dailysocial",
    title="DailySocial",
    domains=("dailysocial.id",),
    articles="/post/{slug}",
    examples=("https://news.dailysocial.id/post/aplikasi-warung-dari-malang",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

PROJECTMULTATULI = Outlet(
    name="projectmultatuli",
    title="Project Multatuli",
    domains=("projectmultatuli.org",),
    articles="/[(id|en)/]{words}",
    examples=("https://projectmultatuli.org/id/perempuan-penjaga-mata-air",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

INFOBANK = Outlet(
    name="infobank",
    title="Infobank",
    domains=("infobanknews.com",),
    examples=("https://infobanknews.com/bank-desa-menambah-agen",),
    dateline=Dateline("Infobanknews", place=True),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

MONGABAY = Outlet(
    name="mongabay",
    title="Mongabay Indonesia",
    domains=("mongabay.co.id",),
    articles="/{date}/{slug}",
    examples=("https://www.mongabay.co.id/2024/01/31/penyu-di-pantai-selatan",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

SUARAJELATA = Outlet(
    name="suarajelata",
    title="Suara Jelata",
    domains=("suarajelata.com",),
    articles="/[{date}/]{words}",
    examples=("https://suarajelata.com/2024/01/31/pinisi-baru-dari-bulukumba",),
    common=Layout(years="2024–2025 (unverified)"),
    family=WORDPRESS,
)

EMSATUNEWS = Outlet(
    name="emsatunews",
    title="Emsatunews",
    domains=("emsatunews.co.id",),
    articles="/[{date}/]{words}",
    examples=("https://emsatunews.co.id/2024/01/31/nelayan-kembali-melaut",),
    common=Layout(years="2024–2025 (unverified)"),
    family=WORDPRESS,
)

SEPUTARPANTURA = Outlet(
    name="seputarpantura",
    title="Seputar Pantura",
    domains=("seputarpantura.com",),
    examples=("https://seputarpantura.com/nelayan-pantura-kembali-melaut",),
    common=Layout(years="2024–2025 (unverified)"),
    family=WORDPRESS,
)

MANTIQMEDIA = Outlet(
    name="mantiqmedia",
    title="Mantiq Media",
    domains=("mantiqmedia.id",),
    examples=("https://mantiqmedia.id/santri-merakit-perahu-kayu",),
    common=Layout(years="2024–2025 (unverified)"),
    family=WORDPRESS,
)

SMPANTURA = Outlet(
    name="smpantura",
    title="SM Pantura",
    domains=("smpantura.news",),
    articles="/[{date}/]{words}",
    examples=("https://smpantura.news/2024/01/31/nelayan-kembali-melaut",),
    dateline=Dateline("smpantura", place=True),
    common=Layout(years="2024–2025 (unverified)"),
    family=WORDPRESS,
)

MITRATODAY = Outlet(
    name="mitratoday",
    title="Mitra Today",
    domains=("mitratoday.com",),
    examples=("https://mitratoday.com/panen-kopi-di-kepahiang",),
    common=Layout(years="2024 (unverified)"),
    family=WORDPRESS,
)

SUARABARU = Outlet(
    name="suarabaru",
    title="Suara Baru",
    domains=("suarabaru.id",),
    articles="/[{date}/]{words}",
    examples=("https://suarabaru.id/2024/01/31/nelayan-kembali-melaut",),
    common=Layout(years="2025 (unverified)"),
    family=WORDPRESS,
)

BREBESNEWS = Outlet(
    name="brebesnews",
    title="Brebes News",
    domains=("brebesnews.co",),
    articles="/[{date}/]{words}",
    examples=("https://brebesnews.co/2024/01/31/bawang-brebes-dikirim",),
    common=Layout(years="2025 (unverified)"),
    family=WORDPRESS,
)

BERITAKOTA = Outlet(
    name="beritakota",
    title="Berita Kota",
    domains=("beritakota.id",),
    examples=("https://beritakota.id/taman-baca-di-gang-sempit",),
    common=Layout(years="2025 (unverified)"),
    family=WORDPRESS,
)

RADARBANTEN = Outlet(  # known by its feed alone
    name="radarbanten",
    title="Radar Banten",
    domains=("radarbanten.co.id",),
    articles="/[{date}/]{words}",
    examples=("https://www.radarbanten.co.id/2024/01/31/nelayan-kembali-melaut",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

KABARBANTEN = Outlet(  # known by its feed alone
    name="kabarbanten",
    title="Kabar Banten",
    domains=("kabar-banten.com",),
    examples=("https://www.kabar-banten.com/golok-ciomas-dipamerkan-lagi",),
    dateline=Dateline("KABAR BANTEN", place=True),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

GOPOS = Outlet(  # known by its feed alone
    name="gopos",
    title="Gopos",
    domains=("gopos.id",),
    examples=("https://gopos.id/karawo-dipakai-siswa-sekolah",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

HULONDALO = Outlet(  # known by its feed alone
    name="hulondalo",
    title="Hulondalo",
    domains=("hulondalo.id",),
    examples=("https://hulondalo.id/danau-limboto-ditanami-teratai",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)

KERINCITIME = Outlet(  # known by its feed alone
    name="kerincitime",
    title="Kerinci Time",
    domains=("kerincitime.co.id",),
    examples=("https://kerincitime.co.id/kopi-kerinci-dikirim-ke-jepang",),
    common=Layout(years="2026 (unverified)"),
    family=WORDPRESS,
)
