"""JPNN, jpnn.com: the news portal of the Jawa Pos network, with regional hosts (jatim., bali., ...)."""

from dataclasses import replace

from extractors.rules import Capture, Feed, Index, Layout, Outlet, Pages, Rubric, Sitemap, Tag

PAGES = Pages(query="page", links=".pagination a")
READ_ALSO = ".baca-juga"
# "Redaktur & Reporter : X", then a line of the same class that begins with "Sumber"
SOURCE = 'p.waktu:contains("Sumber")'
BYLINE = 'p.waktu:not(.text-center):not(:contains("Sumber"))'
# "(boy/jpnn)", "(sha/c7/JPNN)"; it may stand behind a sentence without its full stop
DESK_CODE = r"\s*\((?:[\w.]{1,14}\s?/\s?){1,4}(?i:jpnn)(?:\.com)?\)\.?$"
ADS = ("[id^=div-gpt-ad], [class^=ans-], ins.adsbygoogle",)

DESKTOP = Layout(
    "2020",
    years="2020–",
    when="div.page-content h1.judul",
    headline="h1.judul",
    published=".date-publish",
    byline=BYLINE,
    sources=SOURCE,
    section=".breadcrumb a",
    caption=".page-content > .caption",
    body="[itemprop=articleBody]",  # a second div.page-content holds the links of a sister site
    read_also=READ_ALSO,
    keywords=".tags a:not(.text-tags)",
    drop=ADS,
    desk_code=DESK_CODE,
    pages=PAGES,
)

JPNN = Outlet(
    name="jpnn",
    title="JPNN.com",
    domains=("jpnn.com",),
    names=("JPNN", "Jawa Pos National Network"),
    articles=(
        r"https?://(?:(?:www\.|m\.)?jpnn\.com/(?:amp/)?news/[a-z0-9-]+"
        r"|(?!www\.|m\.|foto\.|video\.)[a-z]+\.jpnn\.com/[a-z-]+/\d+/[a-z0-9-]+)"
    ),
    not_articles={
        "index page": r"^https?://[^/]+/(?:indeks|populer|rekomendasi|topik)\b"
        # channels and their parts
        r"|^https?://[^/]+/(?:nasional|politik|daerah|ekonomi|internasional|olahraga|entertainment|teknologi"
        r"|otomotif|kriminal|lifestyle|abc-indonesia|[a-z]+-terkini)(?:/[a-z-]+)?/?(?:[?#]|$)",
        "tag page": r"^https?://[^/]+/tag(?:/|$)",
        "video page": r"^https?://video\.jpnn\.com/|^https?://[^/]+/video(?:/|$)",
        "photo gallery": r"^https?://foto\.jpnn\.com/|^https?://[^/]+/foto(?:/|$)",
    },
    canonical=((r"^https?://(?:m\.|www\.)?jpnn\.com/(?:amp/)?", "https://www.jpnn.com/"),),
    id=r"//([a-z]+)\.jpnn\.com/[a-z-]+/(\d+)/",  # of regional articles; elsewhere the title is the address
    discover=(
        Sitemap("https://www.jpnn.com/sitemap.xml"),
        Feed("https://www.jpnn.com/rss"),
        Index(
            "https://www.jpnn.com/indeks?id=&d={date:%d}&m={date:%m}&y={date:%Y}&tab=all&page={page}",
            item="ul.content-list > li, ul.loadmore > li, div.content-description",
            links="h2 a, h1 a, a",
        ),
        Rubric(
            "https://www.jpnn.com/{channel}",
            channels=tuple(
                "nasional politik daerah ekonomi internasional olahraga entertainment teknologi otomotif kriminal"
                " lifestyle pendidikan".split()
            ),
            item="ul.content-list > li",
            links="h2 a, h1 a",
            date="span.silver",
            next='.pagination a[rel=next], .pagination a:contains("Next")',
        ),
        Tag(
            "https://www.jpnn.com/tag/{tag}?page={page}",
            item="ul.content-list > li",
            links="h2 a, h1 a",
            date="span.silver",
        ),
    ),
    # "jpnn.com, JAKARTA - ", "jpnn.com - JAKARTA –", "jatim.jpnn.com, SURABAYA - ", "jpnn.com - ";
    # behind a dash only capitals are a place, else "jpnn.com - Timnas U-23" would have one
    dateline=(
        r"((?:[a-z]+\.)?(?i:jpnn\.com)"
        r"(?:\s?,\s?[A-Z][^\s,–—]*(?:,? [A-Z(][^\s,–—]*){0,4}(?=\s[-–—]|-\s|[–—])"
        r"|\s?[-–—]\s?[A-Z][A-Z.'’]+(?: [A-Z(][A-Z.)'’]*){0,3}(?=\s[-–—]|-\s|[–—]))?"
        r"|[A-Z]{4}[A-Z .]{0,30}(?=\s--|\s[-–]\s))"  # until 2012 the place alone
        r"\s?(?:--|[-–—])\s*"
    ),
    layouts=(
        Layout(
            "amp",
            years="2020–",
            when="style[amp-boilerplate]",
            headline="h1.judul",
            published=".date-publish",
            byline=BYLINE,
            sources=SOURCE,
            section=".breadcrumb a",
            caption=".caption",
            body="[itemprop=articleBody]",
            read_also=READ_ALSO,
            keywords=".tags a:not(.text-tags)",
            drop=ADS,
            desk_code=DESK_CODE,
            pages=PAGES,
        ),
        Layout(
            "mobile",
            years="2020–",
            when="[id^=jpnn_m_], .download_apps",
            headline="h1.judul",
            published=".date-publish",
            byline=BYLINE,
            sources=SOURCE,
            section=".breadcrumb a",
            caption=".caption",
            body=".page-content:has(h1.judul)",  # the text stands among the page's tools
            read_also=READ_ALSO,
            keywords=".tags a:not(.text-tags)",
            drop=(*ADS, ".top-medsos, .creator-medsos", ".text-center, .pagination", ".tags, .terkait"),
            desk_code=DESK_CODE,
            pages=PAGES,
        ),
        # the same template under a regional name, which stands first in the breadcrumb
        replace(
            DESKTOP,
            name="regional",
            years="2021–",
            when='.breadcrumb a[title^="JPNN.com "]',
            section='.breadcrumb a:not([title^="JPNN.com "])',
        ),
        DESKTOP,
        Layout(
            "2016",
            years="2016–2019 (unverified)",
            when="#content-utama .artikel",
            headline=".artikel > h1",
            published=".artikel > .date",  # the header has a div.date too: the site's clock
            byline=BYLINE,
            sources=SOURCE,
            section=".breadcrumb a",
            caption=".foto > p",
            body=".artikel .post, #konten-artikel > div:nth-child(2)",  # the second since 2019
            read_also=READ_ALSO,
            keywords=".tags a",
            drop=ADS,
            desk_code=DESK_CODE,
            local_dates=True,  # "2016-12-28T14-10-00Z" is WIB
            pages=PAGES,
        ),
    ),
    capture=Capture(
        related=(r"Berita Terkait", r"Berita Terkini GenPI\.co", r"Terpopuler", r"Pilihan Redaksi"),
        chrome=(r"TAGS", r"Video Terpopuler Hari ini:?", r"PERIODE:.*"),
        synopsis=True,
    ),
)
