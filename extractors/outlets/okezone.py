"""Okezone, okezone.com: the news portal of the MNC group, one host per channel.

Known from real pages: the desktop templates of 2015, 2017 and 2020. The one of 2026 is known only from public
scrapers and unverified.
"""

from extractors.rules import ADS, Capture, Dateline, Feed, Index, Layout, Outlet, Pages, Sitemap, Tag

CHANNELS = tuple("news economy women celebrity sports bola ototekno muslim edukasi".split())

OKEZONE = Outlet(
    name="okezone",
    title="Okezone",
    domains=("okezone.com",),
    hosts=" ".join(CHANNELS),
    names=("Okezone.com", "Jurnalis"),
    articles="/(read|amp)/{date}/{number}/{id}/{slug}",
    examples=("https://news.okezone.com/read/2024/01/31/337/2912345/panen-garam-di-rembang",),
    no_articles_on=("mpi", "img", "cdn", "redaksi", "search", "id", "sindikasi", "index", "widget"),
    not_articles={
        "index page": r"^https?://index\.okezone\.com/|^https?://[^/]+/indeks\b",
        "search page": r"^https?://search\.okezone\.com/|^https?://[^/]+/search\b",
        "tag page": r"^https?://[^/]+/(?:tag|topic)/",
        "video page": r"^https?://[^/]+/(?:video|play)/|^https?://tv\.okezone\.com/",
        "photo gallery": r"^https?://[^/]+/(?:foto|view)/",
    },
    canonical=((r"okezone\.com/amp/", "okezone.com/read/"),),
    discover=(
        Sitemap("https://www.okezone.com/sitemap.xml"),
        Feed("https://sindikasi.okezone.com/index.php/rss/0/RSS2.0"),
        Index(
            "https://{channel}.okezone.com/indeks/{date:%Y/%m/%d}",
            more="https://{channel}.okezone.com/indeks/{date:%Y/%m/%d}/{page}",
            channels=CHANNELS,
            item=".subgroup, .content-hardnews",
            links="a.desc-text, h4.f17 a",
            date="a.time-text, time.category-hardnews",
            first=0,
            step=10,
        ),
        Tag(
            "https://www.okezone.com/tag/{tag}",
            more="https://www.okezone.com/tag/{tag}/{page}",
        ),
    ),
    dateline=Dateline(alone=True),
    common=Layout(
        section=".breadcrumb li",
        drop=(ADS,),
        # "(ren)", "(FHM)" below the text, bold; by 2026 the editor's full name in brackets, in a block of its own
        desk_code=r"(?:^|(?<=[.!?”\"’'])\s*)\([A-Za-z]{2,5}\)\.?$|\s*\([a-z]{2,5}\)$|^\((?P<editor>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,4})\)$",
    ),
    layouts=(
        Layout(
            "2026",
            years="2024– (unverified)",
            headline=".title-article h1",
            published=".journalist > span",
            byline=".journalist > a[title]",
            section=".breadcrumb a",
            caption=".desc-foto",
            body=".c-detail.read",
            read_also="#baca-juga",
            keywords="#tag .box-tag a",
            drop=(".vicon, [class^=inject-], [class^=banner]",),
            pages=Pages(query="page", links="#paging a.nomor", whole="all"),
        ),
        Layout(
            "2020",
            when="#contentx.read",
            headline=".title h1",
            published=".namerep b",
            byline=".namerep",
            caption=".detfoto > span",
            body="#contentx",
            keywords=".detail-tag a",
            until=".detail-tag",
            drop=(".namerep b, .namerep i, .namerep span, .flying_carpet_div",),
        ),
        Layout(
            "2017",
            headline=".title-detail h1",
            published=".title-detail > span",
            byline=".title-detail > span > b",
            caption=".caption-img-ab p",
            body=".ctn-desc",
            keywords="a.mb-topic",
            drop=(".tbkomentar, .dtl_banner",),
        ),
        Layout(
            "2015",
            headline=".titles h1",  # the logos are also h1
            published="time.tgl",
            byline=".nmreporter > div",
            caption=".caption-img-ab p",
            body=".dtlnews",
            keywords=".meta-bottom-content > span > a",
        ),
    ),
    capture=Capture(
        related=("Topik Artikel ?:?",),
        chrome=(r"Follow Berita Okezone di Google News", r"Dapatkan berita up to date\b.*", r"Jurnalis"),
    ),
)
