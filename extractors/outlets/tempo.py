"""Tempo, tempo.co: Jakarta news site, with its weekly (majalah), daily (koran) and English weekly (magz).

The 2021 templates of site, AMP, majalah, koran and magz share their markup (`article.detail-artikel`);
AMP pages and infinitely scrolling pages have more articles, of class `berikutnya`, after the first.
"""

from dataclasses import replace

from extractors.rules import Capture, Dateline, Feed, Index, Layout, Outlet, Pages, PayloadJSON, Sitemap, Tag

ART = "article.detail-artikel:not(.berikutnya)"

# the 2021 templates, which share their markup
ARTIKEL = Layout(
    "detail-konten",
    years="2022–2024",
    when=f"{ART} .detail-in",
    headline=f"{ART} h1.title",
    published=f"{ART} .detail-title .date",
    byline=f"{ART} .detail-title .text-avatar",
    body=f"{ART} .detail-in",
    paywall=".pw-container, .pw-containers",
)
# majalah.tempo.co, whose templates koran and magz share; only the address distinguishes them
MAJALAH = replace(
    ARTIKEL,
    name="majalah",
    when='link[rel=canonical][href*="//majalah.tempo.co/"]',
    headline=f"{ART} p.main_title || {ART} h1.title",
    deck=f"{ART} .detail-title div.title > p, {ART} .detail-title h3.title + p",
    byline=".block-avatar .text-avatar .title.bold, .penymbangbahan span",
    drop=("figcaption small, .faq",),
    paywall=".newblur-pwcontain, .pw-containers, .pw-container",
)

TEMPO = Outlet(
    name="tempo",
    title="Tempo",
    domains=("tempo.co",),
    hosts=(
        "www nasional bisnis metro dunia bola sport seleb tekno otomotif gaya travel cantik fokus en majalah koran magz"
    ),
    names=("TEMPO.CO", "Tempo.co", "Tempo"),
    articles=(
        "/{channel}/{slug}-{id}",
        "/(read|amp)/[news/{date}/|{channel}/]{id}/{slug}",  # until 2024
    ),
    examples=(
        "https://www.tempo.co/lingkungan/panen-garam-di-rembang-2012345",
        "https://nasional.tempo.co/read/1812345/panen-garam-di-rembang",
        "https://bisnis.tempo.co/read/news/2015/11/05/090712345/panen-garam-di-rembang",
    ),
    not_articles={
        "index page": r"tempo\.co/(?:indeks|penulis|author|topik|edisi|terpopuler)\b",
        "search page": r"tempo\.co/search\b|//search\.tempo\.co/",
        "tag page": r"tempo\.co/tag/",
        "video page": r"//video\.tempo\.co/|//(?:www\.)?tempo\.co/video/",
        "photo gallery": r"//foto\.tempo\.co/|//(?:www\.)?tempo\.co/foto/|/read/beritafoto/",
    },
    canonical=(
        (r"^https://tempo\.co/", "https://www.tempo.co/"),
        (r"^(https://[a-z]+\.tempo\.co)/amp/", r"\1/read/"),
    ),
    languages={"en.tempo.co": "en", "magz.tempo.co": "en"},
    # until 2024 the number is the same in all addresses of an article; since then there are other numbers
    id=r"//(en|koran|magz|majalah)?[a-z.]*tempo\.co/(?:(read)/(?:news/\d{4}/\d\d/\d\d/|[a-z-]+/)?(\d+)/[^/]+$|[a-z-]+/[a-z0-9-]*-(\d+)/?$)",
    discover=(
        Sitemap("https://www.tempo.co/sitemap.xml"),
        Feed(
            "https://rss.tempo.co/{channel}",
            channels=tuple(
                "nasional bisnis metro dunia bola sport cantik tekno otomotif seleb gaya internasional".split()
            ),
        ),
        Index(
            "https://www.tempo.co/indeks?page={page}&category=date&start_date={date:%Y-%m-%d}&end_date={date:%Y-%m-%d}",
            item="figure, article",
            links="figcaption p a, h2.title a, a",
        ),
        PayloadJSON(  # the rubric pages themselves are drawn by JavaScript
            "https://www.tempo.co/{channel}/_payload.json",
            channels=tuple(
                "politik hukum ekonomi lingkungan wawancara sains investigasi cekfakta kolom hiburan internasional"
                " arsip otomotif olahraga sepakbola digital gaya-hidup teroka prelude tokoh".split()
            ),
            path=("data", "rubric-content", "latest", "data"),
            link="canonical_url",
            date="published_at",
            title="title_digital",
            base="https://www.tempo.co/",
        ),
        Tag("https://www.tempo.co/tag/{tag}"),
    ),
    # the daily opens with only the place; until about 2017 the dash may be missing
    dateline=Dateline("TEMPO.CO", "TEMPO Interaktif", place=True, alone=True, dashless=True),
    common=Layout(
        section=".breadcrumbs ul.sitemap a",
        keywords=".box-tag-detail a",
        caption=f"{ART} figcaption, {ART} .detail-in small",
        read_also=".baca-juga",
        drop=(
            ".banner728, .parallax-box, .inside300, .kaikai-container, .remp-banner, .adv-cls, .lanjutkan",
            "[id^=div-gpt-], #inarticle, #aniBox, .dm-player, [id^=ivs-]",
            ".pagging, .paging",
        ),
        signature=True,
        pages=Pages(query="page_num", links=".pagging a, .paging a"),
    ),
    layouts=(
        MAJALAH,
        replace(
            MAJALAH, name="koran", years="2019–2024", when='link[rel=canonical][href*="//koran.tempo.co/"]'
        ),
        replace(MAJALAH, name="magz", when='link[rel=canonical][href*="//magz.tempo.co/"]'),
        replace(ARTIKEL, name="amp", years="2018–2024", when="style[amp-boilerplate]"),
        Layout(
            "nuxt",
            years="2024–",
            when="#content-wrapper",
            headline="h1",
            published="p.text-neutral-900.text-sm",
            byline='a[href^="/penulis/"]',
            byline_meta=True,
            section_meta=True,
            keywords='a[href^="/tag/"]',
            caption="article figcaption",
            # one wrapper per paragraph, all with the same id; the second is the BACA JUGA box between them
            body="#content-wrapper, .p-4.my-4.bg-neutral-400",
            drop=("[ad-unit-path]",),
        ),
        ARTIKEL,
        Layout(
            "isi",
            years="2016–2021",
            when="#isi",
            headline="#article h1 || h1[itemprop=headline]",
            published="#date",
            byline="#author, span[itemprop=author], span[itemprop=editor]",
            section='[itemtype$="BreadcrumbList"] span[itemprop=name]',
            keywords=".tags a",
            caption="#article figcaption, #isi small",
            body="#isi",
        ),
        Layout(
            "english",
            years="2015",
            headline=".judul-konten",
            published="#blok-sitemap ~ .tanggal",
            section="#blok-sitemap a",
            caption=".blok-foto-konten .foto-desc",
            body=".tubuh-berita",
        ),
        Layout(
            "artikel",
            years="2011–2015",
            when="div.artikel",
            headline="div.artikel h1, div.artikel > h4",
            published=".block-tanggal",
            section="ul.block-kanal-map a",
            keywords="ul.topik-terkait a",
            caption="div.artikel .deskripsi",
            body="div.artikel",
            until='div.artikel strong:contains("Terpopuler:"), div.artikel strong:contains("Berita Lainnya:")',
            drop=(".share-display",),
        ),
    ),
    capture=Capture(
        related=("Berita Lainn{1,2}ya", "Konten (?:Edisi|Eksklusif) Lainnya"),
        chrome=(
            # the login modal at the top of a desktop page
            r"Satu Akun, Untuk Semua Akses",
            r"Lupa Kata Sandi\?.*",
            r"atau (?:Masuk|Daftar) melalui",
            r"(?:Belum|Sudah) Memiliki Akun\b.*",
            r"Konfirmasi Email",
            r"Kami telah mengirimkan link\b.* melalui email ke\b.*",
            r"Klik link aktivasi dan\b.*",
            r"Jika Anda tidak menerima email,",
            r"Kirimkan Lagi Sekarang",
            r"Masukk?an alamat email Anda\b.*",
            r"(?:Belum|Sudah) punya akun\b.*|Daftar Tempo ID\b.*",
            r"maaf email atau password anda salah",
            r"Ubah (?:No\. Telepon|Kata Sandi|Data Diri)|Topik Favorit|Jenis Kelamin|Paket Aktif|Hapus Berita",
            r"Apakah Anda yakin akan menghapus berita\?",
            r"(?:Platinum|Gold|Silver)|\(\d+ \w+ \d{4} - \d+ \w+ \d{4}\)",
            # a reader survey and the newsletter
            r"Seberapa puas Anda\b.*|Newsletter|(?:Terima|Dapatkan) ringkasan berita\b.*",
            r"(?:Font:)?\s*(?:Ukuran Font:?)?(?:\s*-\s*\+)?|-|\+",
            # the picture's button, which contains the name of its icon
            r"[\w-]{0,20} ?Perbesar ?[\w-]{0,20}",
            r"image-gnews",
            r"arsip tempo ?: ?\d+\.?",
            r"Kami mengemas berita, dengan cerita\.",
            r"Manfaat berlangganan Tempo Digital\?.*",
        ),
    ),
)
