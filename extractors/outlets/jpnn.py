"""JPNN, jpnn.com: the news portal of the Jawa Pos network, with regional hosts (jatim., bali., ...)."""

from dataclasses import replace

from extractors.rules import ADS, Capture, Dateline, Feed, Index, Layout, Outlet, Pages, Rubric, Sitemap, Tag

DESKTOP = Layout(
    "2020",
    years="2020–",
    when="div.page-content h1.judul",
    headline="h1.judul",
    published=".date-publish",
    caption=".page-content > .caption",
    body="[itemprop=articleBody]",  # a second div.page-content has the links of a sister site
    keywords=".tags a:not(.text-tags)",
)

JPNN = Outlet(
    name="jpnn",
    title="JPNN.com",
    domains=("jpnn.com",),
    hosts="www m jabar jatim jateng jogja bali banten sumsel lampung kaltim",
    names=("JPNN", "Jawa Pos National Network"),
    articles=("/[amp/]news/{slug}", "//{host}.jpnn.com/{channel}/{id}/{slug}"),
    examples=(
        "https://www.jpnn.com/news/kabut-di-bromo",
        "https://jatim.jpnn.com/pendidikan/12345/kabut-di-bromo",
    ),
    no_articles_on=("foto", "video"),
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
    dateline=Dateline("jpnn.com", place=True, alone=True),  # only the place until 2012
    common=Layout(
        # "Redaktur & Reporter : X", then a line of the same class beginning with "Sumber"
        byline='p.waktu:not(.text-center):not(:contains("Sumber"))',
        sources='p.waktu:contains("Sumber")',
        section=".breadcrumb a",
        read_also=".baca-juga",
        drop=(ADS, "[class^=ans-]"),
        # "(boy/jpnn)", "(sha/c7/JPNN)"; the sentence before it may lack its period
        desk_code=r"\s*\((?:[\w.]{1,14}\s?/\s?){1,4}(?i:jpnn)(?:\.com)?\)\.?$",
        pages=Pages(query="page", links=".pagination a"),
    ),
    layouts=(
        replace(DESKTOP, name="amp", when="style[amp-boilerplate]", caption=".caption"),
        replace(
            DESKTOP,
            name="mobile",
            when="[id^=jpnn_m_], .download_apps",
            caption=".caption",
            body=".page-content:has(h1.judul)",  # the text is among the page's tools
            drop=(".top-medsos, .creator-medsos", ".text-center, .pagination", ".tags, .terkait"),
        ),
        # the same template under a regional name, which comes first in the breadcrumb
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
            published=".artikel > .date",  # the header also has a div.date: the site's clock
            caption=".foto > p",
            body=".artikel .post, #konten-artikel > div:nth-child(2)",  # the second since 2019
            keywords=".tags a",
            local_dates=True,  # "2016-12-28T14-10-00Z" is WIB
        ),
    ),
    capture=Capture(
        related=(r"Berita Terkini GenPI\.co", "Pilihan Redaksi"),
        chrome=(r"TAGS", r"Video Terpopuler Hari ini:?", r"PERIODE:.*"),
        synopsis=True,
    ),
)
