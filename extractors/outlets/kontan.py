"""Kontan, kontan.co.id: Jakarta business daily; its sister site momsmoney.id runs on the same templates."""

from extractors.rules import Capture, Dateline, Feed, Index, Layout, Outlet, Pages, Rubric, Sitemap, Tag

CHANNELS = tuple(
    "nasional keuangan investasi industri internasional peluangusaha personalfinance english lifestyle fokus"
    " regional kesehatan analisis executive kolom insight pressrelease".split()
)
TAGS = ".wrap-tag .tagl a"

KONTAN = Outlet(
    name="kontan",
    title="Kontan",
    domains=("kontan.co.id", "momsmoney.id"),
    hosts=f"www.momsmoney.id {' '.join(CHANNELS)}",
    names=("KONTAN.CO.ID", "Momsmoney.id"),
    articles="/(news|release)/{slug}",
    examples=(
        "https://investasi.kontan.co.id/news/harga-emas-naik",
        "https://www.momsmoney.id/news/resep-sayur",
    ),
    no_articles_on=("advertising", "pusatdata"),
    not_articles={
        "index page": r"^https?://[^/]+/(?:search/)?indeks\b|/sitemap\.xml$",
        "search page": r"^https?://[^/]+/search/?(?:\?|$)",
        "video page": r"^https?://tv\.kontan\.co\.id/",
    },
    languages={"english.kontan.co.id": "en"},
    # the AMP host serves articles of every channel with only the last path segment
    id=r"//(?:[a-z0-9]+\.)?(?:kontan\.co|(momsmoney))\.id/(?:news|release)/([A-Za-z0-9-]+)",
    discover=(
        Sitemap("https://www.kontan.co.id/sitemap.xml"),
        Feed("https://{channel}.kontan.co.id/rss", channels=CHANNELS),
        Index(
            "https://www.kontan.co.id/search/indeks?kanal=&tanggal={date:%d}&bulan={date:%m}&tahun={date:%Y}"
            "&pos=indeks&per_page={page}",
            item=".list-berita li",
            links="h1 a, a",
            first=0,
            step=20,
        ),
        Rubric(
            "https://{channel}.kontan.co.id/",
            channels=CHANNELS,
            item="#list-news li, .list-berita li, .box-terbaru li",
            links="h1 a, a",
            date=".font-gray, .ket",
        ),
        Tag(
            "https://www.kontan.co.id/tag/{tag}",
            item="#load_berita li, .list-berita li",
            links="a",
            date=".font-gray, .ket",
            more="https://www.kontan.co.id/tag/loadmore_news/{tag}/{page}",
            first=0,
            step=20,
        ),
    ),
    dateline=Dateline("KONTAN.CO.ID", "MOMSMONEY.ID", place=True, stop=True),
    common=Layout(
        section="div.breadcumb a",  # the outlet's own spelling
        caption_prefix=r"ILUSTRASI\.\s*",
        # label and title in one link; if the label is outside the link, the bold element around both
        read_also="strong:has(a.track-bacajuga-inside), a.track-bacajuga-inside, .bacajuga-listdesk",
        drop=(".ads-inreads, [d-widget]",),
        paywall=".kgmPWall, .kgmModal",
        pages=Pages(query="page", whole="all", links=".pagination a, .paginations a, .paging a"),
    ),
    layouts=(
        Layout(
            "amp",
            years="2020–",
            when="style[amp-boilerplate]",
            headline="article h1",
            published=".amp-date",
            byline=".amp-byline",
            caption=".amp-foto figcaption",
            body="div[itemprop=articleBody]",
            keywords=".amp-tag a",
        ),
        Layout(
            "desk",
            years="2018–",
            when="div.tmpt-desk-kon",
            headline="h1.detail-desk",
            published="h1.detail-desk ~ div.fs14.font-gray",  # the grid below also has dates of that class
            caption=".img-detail-desk",
            body="div.tmpt-desk-kon",
            keywords=TAGS,
            until="#share-it",
            drop=(
                ".heightads250, .insideads, .paralax-ad, [id^=div-belowarticle], .boxdonasi",
                ".kgnw-root, #persona-widget, .pagination",
            ),
        ),
        Layout(
            "insight",
            years="2021–",
            when=".kontan_premiun",
            headline="h1.jdl_dtl",
            published="div.fs13.color-gray.mar-t-10",
            body="div.ctn",
            paywall=".kontan_premiun",
            drop=(".prmtn",),
        ),
        Layout(
            "setup",
            years="2018–",
            headline="h1.jdl_dtl",
            published="div.fs13.color-gray.mar-t-10",
            byline="div.fs13.color-gray.mar-t-10 span, .tpt_shr",
            caption=".img-dtl",
            body="div.ctn",
            keywords=TAGS,
            until=".listbut-shr",
            drop=(".heightads250, .paginations, .pad-10.pad-l.pad-r",),
        ),
        Layout(
            "artikel-title",
            years="2024–",
            headline=".artikel__title",
            deck=".artikel__subtitle",
            published=".artikel__date",
            byline=".artikel__penulis",
            caption="figcaption",
            body="article.col-12",
            keywords=".artikel__tags a",
            drop=(".artikel__sosmed, .artikel__tags",),
        ),
        Layout(
            "pressrelease",
            years="2018–",
            when="#release-content",
            headline="h1",
            published=".release-date",
            byline=".release-source",
            caption=".release-caption",
            body="#release-content",
        ),
    ),
    capture=Capture(
        related=("INSIGHT LAINNYA", "RILIS LAINNYA"),
        chrome=(
            r"kontan\.co\.id",
            r"banner langganan top",
            r".*\bINDIKATOR\s*\|.*",
            # the ticker: "LQ45923,65 -11,86 -1.27%", "RD.SAHAM 0.05%"
            r"(?:EMAS|USD/IDR|LQ45|IDX\w*|RD\.[A-Z ]+?)\s*[\d.,]++.*%",
            r"\[X\]",
            r"×",
            r"halaman selanjutnya\s*>*",
        ),
        bullet_links=True,
    ),
)
