"""Okezone, okezone.com: the news portal of the MNC group, a host for each channel.

Known from real pages: the desktop templates of 2015, 2017 and 2020. That of 2026 is known from what programs
read in it, and is unverified.
"""

from extractors.rules import Capture, Feed, Index, Layout, Outlet, Pages, Sitemap, Tag

CHANNELS = tuple("news economy women celebrity sports bola ototekno muslim edukasi".split())
# hosts of okezone.com that hold no articles of the outlet
OTHERS = "mpi|img|cdn|redaksi|search|id|sindikasi|index|widget"
# the place alone, in capitals; a sentence may begin with a word in capitals, so the dash is needed
DATELINE = r"([A-Z]{3}[A-Z.'’]*(?:[ /-][A-Z][A-Z.'’]+){0,3})\s?[-–—]\s+"
# "(ren)", "(FHM)" below the text, bold; by 2026 the editor's whole name in brackets, a block of its own
DESK_CODE = r"\s*\([A-Za-z]{2,5}\)\.?$|^\((?P<editor>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,4})\)$"

OKEZONE = Outlet(
    name="okezone",
    title="Okezone",
    domains=("okezone.com",),
    names=("Okezone.com", "Jurnalis"),
    articles=rf"https?://(?!(?:{OTHERS})\.)(?:[a-z0-9]+\.)?okezone\.com/(?:read|amp)/\d{{4}}/\d\d/\d\d/\d+/\d+/[^/?#]+",
    not_articles={
        "index page": r"^https?://index\.okezone\.com/|^https?://[^/]+/indeks\b",
        "search page": r"^https?://search\.okezone\.com/|^https?://[^/]+/search\b",
        "tag page": r"^https?://[^/]+/(?:tag|topic)/",
        "video page": r"^https?://[^/]+/(?:video|play)/|^https?://tv\.okezone\.com/",
        "photo gallery": r"^https?://[^/]+/(?:foto|view)/",
    },
    canonical=((r"okezone\.com/amp/", "okezone.com/read/"),),
    id=r"okezone\.com/(?:read|amp)/\d+/\d+/\d+/\d+/(\d+)/",
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
    dateline=DATELINE,
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
            drop=(".vicon", "[class^=inject-], [class^=banner]"),
            desk_code=DESK_CODE,
            pages=Pages(query="page", links="#paging a.nomor", whole="all"),
        ),
        Layout(
            "2020",
            years="2020",
            when="#contentx.read",
            headline=".title h1",
            published=".namerep b",
            byline=".namerep",
            section=".breadcrumb li",
            caption=".detfoto > span",
            body="#contentx",
            keywords=".detail-tag a",
            until=".detail-tag",
            drop=(".namerep b, .namerep i, .namerep span", ".flying_carpet_div", "[id^=div-gpt-ad]"),
            desk_code=DESK_CODE,
        ),
        Layout(
            "2017",
            years="2017",
            headline=".title-detail h1",
            published=".title-detail > span",
            byline=".title-detail > span > b",
            section=".breadcrumb li",
            caption=".caption-img-ab p",
            body=".ctn-desc",
            keywords="a.mb-topic",
            drop=(".tbkomentar", ".dtl_banner", "[id^=div-gpt-ad]"),
            desk_code=DESK_CODE,
        ),
        Layout(
            "2015",
            years="2015",
            headline=".titles h1",  # the logos are h1 too
            published="time.tgl",
            byline=".nmreporter > div",
            section=".breadcrumb li",
            caption=".caption-img-ab p",
            body=".dtlnews",
            keywords=".meta-bottom-content > span > a",
            desk_code=DESK_CODE,
        ),
    ),
    capture=Capture(
        related=(
            r"Berita Rekomendasi",
            r"Berita lainnya",
            r"Berita Terkait",
            r"Topik Artikel ?:?",
            r"Rekomendasi",
        ),
        chrome=(r"Follow Berita Okezone di Google News", r"Dapatkan berita up to date\b.*", r"Jurnalis"),
    ),
)
