"""Outlets on Promedia's template: Pikiran Rakyat's network, Promedia's partners, the Radar papers of Jawa Pos."""

from extractors.families.promedia import PROMEDIA
from extractors.rules import Layout, Outlet

# the first nine are named by public scrapers; the others are known by name only. www.jawapos.com has another template
RADARS = (
    "radarbogor.jawapos.com radarsurabaya.jawapos.com radarmalang.jawapos.com radarkediri.jawapos.com"
    " radarmadura.jawapos.com radarsolo.jawapos.com radarsemarang.jawapos.com radarjogja.jawapos.com"
    " radarbali.jawapos.com radarbanyuwangi.jawapos.com radarbojonegoro.jawapos.com"
    " radarbromo.jawapos.com radarjember.jawapos.com radarkudus.jawapos.com radarlawu.jawapos.com"
    " radarmadiun.jawapos.com radarmagelang.jawapos.com radarmojokerto.jawapos.com"
    " radarpekalongan.jawapos.com radarpurworejo.jawapos.com radartulungagung.jawapos.com"
    " radarbanyumas.jawapos.com radarcirebon.jawapos.com"
)

PIKIRANRAKYAT = Outlet(
    name="pikiranrakyat",
    title="Pikiran Rakyat",
    domains=("pikiran-rakyat.com",),
    # public scrapers name the first line; the others are known by name only
    hosts=(
        "www zonajakarta galamedia depok bekasi kabarbesuki"
        " bogor cirebon tasikmalaya karawang purwakarta cianjur isubogor kabarbanten zonabanten seputartangsel kabarpriangan"
        " priangantimurnews portalbandungtimur mapaybandung jurnalsoreang prfmnews literasinews mantrasukabumi deskjabar"
        " beritadiy kendalku semarangku portaljember ringtimesbali ringtimesbanyuwangi kabarlumajang kabarjoglosemar prsoloraya"
        " portalpurwokerto portalbrebes kabartegal portalpekalongan portalkudus portalsurabaya malangterkini mediablitar"
        " zonasurabayaraya lamongantoday jurnalmedan seputarlampung kabarsumbawa portalsulut"
    ),
    examples=("https://zonajakarta.pikiran-rakyat.com/internasional/pr-18812345/panen-garam-di-rembang",),
    common=Layout(years="2020–"),
    family=PROMEDIA,
)

RADAR = Outlet(
    name="radar",
    title="Jawa Pos Radar",
    domains=tuple(RADARS.split()),
    hosts=RADARS,
    examples=("https://radarbogor.jawapos.com/bogor/2471234567/panen-talas-di-lereng-salak",),
    family=PROMEDIA,
)

SUARAMERDEKA = Outlet(
    name="suaramerdeka",
    title="Suara Merdeka",
    domains=("suaramerdeka.com",),
    hosts="www muria pantura",
    examples=("https://www.suaramerdeka.com/semarang-raya/0412345678/panen-garam-di-rembang",),
    family=PROMEDIA,
)

AYOBANDUNG = Outlet(
    name="ayobandung",
    title="AyoBandung",
    domains=("ayobandung.com",),
    hosts="www",
    examples=("https://www.ayobandung.com/bandung-raya/7912345678/taman-baca-di-gang-sempit",),
    family=PROMEDIA,
)

AYOJAKARTA = Outlet(
    name="ayojakarta",
    title="AyoJakarta",
    domains=("ayojakarta.com",),
    hosts="www",
    examples=("https://www.ayojakarta.com/megapolitan/7612345678/taman-baca-di-gang-sempit",),
    family=PROMEDIA,
)

AYOSEMARANG = Outlet(
    name="ayosemarang",
    title="AyoSemarang",
    domains=("ayosemarang.com",),
    hosts="www",
    examples=("https://www.ayosemarang.com/semarang-raya/7712345678/taman-baca-di-gang-sempit",),
    family=PROMEDIA,
)

HOPS = Outlet(
    name="hops",
    title="Hops.ID",
    domains=("hops.id",),
    hosts="www",
    examples=("https://www.hops.id/hot/2941234567/konser-di-lapangan-desa",),
    family=PROMEDIA,
)

POJOKSATU = Outlet(
    name="pojoksatu",
    title="Pojoksatu.id",
    domains=("pojoksatu.id",),
    hosts="www",
    examples=("https://www.pojoksatu.id/news/1084123456/jembatan-bambu-dibuka",),
    family=PROMEDIA,
)

KILAT = Outlet(
    name="kilat",
    title="Kilat.com",
    domains=("kilat.com",),
    hosts="www",
    examples=("https://www.kilat.com/nasional/8441234567/jembatan-bambu-dibuka",),
    family=PROMEDIA,
)

UNEWS = Outlet(
    name="unews",
    title="Unews.id",
    domains=("unews.id",),
    hosts="www",
    examples=("https://www.unews.id/kampus/9012345678/kuliah-di-kebun",),
    family=PROMEDIA,
)

JATIMNETWORK = Outlet(
    name="jatimnetwork",
    title="Jatim Network",
    domains=("jatimnetwork.com",),
    hosts="www",
    examples=("https://www.jatimnetwork.com/jatim/4312345678/panen-apel-di-batu",),
    family=PROMEDIA,
)

ABOUTMALANG = Outlet(
    name="aboutmalang",
    title="About Malang",
    domains=("aboutmalang.com",),
    hosts="www",
    examples=("https://www.aboutmalang.com/malang/9112345678/panen-apel-di-batu",),
    family=PROMEDIA,
)

DAGANGBERITA = Outlet(
    name="dagangberita",
    title="Dagang Berita",
    domains=("dagangberita.com",),
    hosts="www",
    examples=("https://www.dagangberita.com/bisnis/9212345678/harga-cabai-turun",),
    family=PROMEDIA,
)

DUAPULUHJAM = Outlet(
    name="20jam",
    title="20Jam",
    domains=("20jam.com",),
    hosts="www",
    examples=("https://www.20jam.com/nasional/9312345678/jembatan-bambu-dibuka",),
    family=PROMEDIA,
)

PAPANSKOR = Outlet(
    name="papanskor",
    title="Papan Skor",
    domains=("papanskor.com",),
    hosts="www",
    examples=("https://www.papanskor.com/bola/9412345678/gol-menit-akhir",),
    family=PROMEDIA,
)

VIMANEWS = Outlet(
    name="vimanews",
    title="Vimanews",
    domains=("vimanews.id",),
    hosts="www",
    examples=("https://www.vimanews.id/nasional/9512345678/jembatan-bambu-dibuka",),
    family=PROMEDIA,
)

PANTURAPOST = Outlet(
    name="panturapost",
    title="PanturaPost",
    domains=("panturapost.com",),
    hosts="www",
    examples=("https://www.panturapost.com/tegal/2071234567/nelayan-kembali-melaut",),
    family=PROMEDIA,
)

KALTENGPOS = Outlet(
    name="kaltengpos",
    title="Kalteng Pos",
    domains=("kaltengpos.info",),
    hosts="www",
    examples=("https://www.kaltengpos.info/kalteng/2081234567/rotan-dari-katingan",),
    family=PROMEDIA,
)

HALLO = Outlet(  # known by name alone
    name="hallo",
    title="Hallo.id",
    domains=("hallo.id",),
    hosts="www",
    examples=("https://www.hallo.id/nasional/9612345678/jembatan-bambu-dibuka",),
    family=PROMEDIA,
)

SMOL = Outlet(  # known by name alone
    name="smol",
    title="Smol.id",
    domains=("smol.id",),
    hosts="www",
    examples=("https://www.smol.id/semarang/9712345678/jembatan-bambu-dibuka",),
    family=PROMEDIA,
)
