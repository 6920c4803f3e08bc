"""KOMPAS.com: one host per channel, some channels below www.kompas.com."""

from extractors.rules import Capture, Dateline, Index, Layout, Outlet, Pages, Sitemap, Tag

# channels with a host of their own; the AMP host names all of them in its path
HOSTS = (
    "nasional regional megapolitan internasional money bola tekno otomotif entertainment lifestyle health properti"
    " travel edukasi sains olahraga umkm ikn kilasdaerah kilaskementerian biz vik cekfakta"
    " bandung denpasar makassar medan surabaya yogyakarta banjarmasin manado padang palembang pekanbaru pontianak"
)
BYLINE = ".kcm-read-copy tr, .penulis-editor tr"  # "Penulis" | ": Kontributor Ngawi, Name"
SHARE = ".social__share, .kcm-social-share, .kcm-read-bottom-topic"

KOMPAS = Outlet(
    name="kompas",
    title="KOMPAS.com",
    domains=("kompas.com",),
    hosts=f"www {HOSTS}",
    names=("Kompas Cyber Media", "KOMPAS", "Tim Redaksi"),
    articles="/[amp/][{path}/]read/{date}/{id}/{slug}",
    examples=("https://regional.kompas.com/read/2023/05/17/12345678/panen-garam-di-rembang",),
    no_articles_on=("video", "images"),
    not_articles={
        "search page": r"^https?://search\.kompas\.com/|^https?://[^/]+/search\b",
        "tag page": r"^https?://[^/]+/(?:tag|topik-pilihan)/",
        "video page": r"^https?://video\.kompas\.com/|^https?://[^/]+/video/",
        "photo gallery": r"^https?://images\.kompas\.com/|^https?://[^/]+/(?:photo|image|galeri|foto)/",
        "index page": r"^https?://indeks\.kompas\.com/|^https?://[^/]+/?(?:[?#]|$)|^https?://[^/]+/(?:komentar|profile)/",
    },
    canonical=(
        (rf"^https?://amp\.kompas\.com/({HOSTS.replace(' ', '|')})/read/", r"https://\1.kompas.com/read/"),
        (r"^https?://amp\.kompas\.com/", "https://www.kompas.com/"),
        (r"(\.kompas\.com)/amp/", r"\1/"),
    ),
    id=r"/read/(\d{4}/\d\d/\d\d/\d+)/",
    discover=(
        Sitemap("https://www.kompas.com/sitemap.xml"),
        Index(
            "https://indeks.kompas.com/?site=all&date={date:%Y-%m-%d}&page={page}",
            links=".articleItem a.article-link, .article__list a.article__link",
        ),
        Tag("https://www.kompas.com/tag/{tag}?page={page}"),
    ),
    dateline=Dateline("KOMPAS.com", "Kompas*", place=True),  # "Jakarta, KompasOtomotif – "
    common=Layout(drop=(SHARE,)),
    layouts=(
        # a public scraper of 2026 uses the names of the real page of 2023 (title, date, text, "-title-name");
        # #penulis and #editor are from the template's first years and unverified
        Layout(
            "read",
            years="2017–",
            headline="h1.read__title",
            published=".read__time",
            byline='.credit-author:has(.credit-author-position:contains("Penulis")) .credit-author-name, #penulis',
            editors='.credit-author:has(.credit-author-position:contains("Editor")) .credit-author-name, #editor',
            sources='.read__credit__item:not([id]):contains("Sumber") a',
            section=".breadcrumb__link",
            # the picture above the text until about 2021, and pictures inside the text to this day
            caption=".photo__caption, div:has(> span.author)",
            credit=".photo__author, div > span.author",
            body=".read__content",
            read_also=".inject-baca-juga",
            keywords=".tag__article__link",
            drop=(
                ".ads-on-body, .ads-partner-wrap, .kompasidRec, [class^=kompasidRec]",
                "div.video, .fb-quote, .photoCarousel",
                ".read__paging, .read__paging__footnote",
            ),
            pages=Pages(query="page", links=".paging--article a.paging__link", whole="all"),
        ),
        # Bola puts text and title into other elements of the same template
        Layout(
            "kcm",
            years="2015–2016",
            when=".kcm-read-text, .kcmread1114",
            headline=".kcm-read-top > h2, .kcm-read-content-top > h2",  # the h1 is the channel
            published=".kcm-date, .kcm-read-top > .msmall",
            byline=BYLINE,
            section=".kcm-breadcrumb a, .breadcrump a",
            caption=".photo:has(.author)",
            credit=".photo > .author",
            body=".kcm-read-text, .kcmread1114",
            drop=(".kcm-read-terkait",),
        ),
        Layout(
            "otomotif",
            years="2016",
            when=".baca-content .div-read",
            headline=".baca-content > h1",
            published=".baca-content .kcm-date",
            byline=BYLINE,
            section=".bread-c a",
            caption=".photo:has(.author)",
            credit=".photo > .author",
            body=".div-read",
            drop=(".berita-terkait-content",),
        ),
    ),
    capture=Capture(
        related=("Terkini Lainnya", "Now Trending", "Close Ads.*"),
        chrome=(r"Lihat Foto", r"Show All", r"Tim Redaksi", r"Halaman Selanjutnya", r"Tag", r"Kompas\.com"),
    ),
)
