"""VIVA, viva.co.id: a general news portal; until about 2017 a host for each of its parts (life., bola., ...).

Known from real pages: the templates of 2016 and of 2018 to 2020. That of 2021 and later is known from what
programs read in it, and is unverified.
"""

from extractors.rules import Capture, Feed, Index, Layout, Outlet, Pages, Rubric, Sitemap, Tag

CHANNELS = tuple("berita bisnis bola digital gaya-hidup otomotif showbiz sport trending militer".split())
NO_TEXT = "foto|video|vlog|tag|search|indeks|request|get|sitemap"

VIVA = Outlet(
    name="viva",
    title="VIVA.co.id",
    domains=("viva.co.id",),
    names=("VIVA", "VIVAnews", "Tim VIVA"),
    articles=(
        rf"https?://(?!(?:foto|video|vlog|media|thumb)\.)(?:[a-z]+\.)?viva\.co\.id/(?:amp/)?(?!(?:{NO_TEXT})/)"
        r"(?:[a-z0-9-]+/){1,3}\d+-[a-z0-9-]+"
    ),
    not_articles={
        "index page": r"^https?://[^/]+(?:/[a-z-]+)?/?(?:[?#]|$)|^https?://[^/]+/indeks\b",
        "video page": r"^https?://(?:video|vlog)\.viva\.co\.id/|^https?://[^/]+/(?:video|vlog)/",
        "photo gallery": r"^https?://foto\.viva\.co\.id/|^https?://[^/]+/foto/",
    },
    canonical=((r"viva\.co\.id/amp/", "viva.co.id/"),),
    id=r"viva\.co\.id/(?:[a-z0-9-]+/)+(\d+)-",
    discover=(
        Sitemap("https://www.viva.co.id/sitemap/news/news-sitemap.xml", news=True),
        Feed("https://www.viva.co.id/get/all"),
        Index(
            "https://www.viva.co.id/indeks/berita/all/{date:%Y/%m/%d}",
            item=".article-list-row",
            links="a.article-list-title",
            date=".article-list-date",
        ),
        Rubric(
            "https://www.viva.co.id/{channel}",
            channels=CHANNELS,
            item=".article-list-row",
            links="a.article-list-title",
            date=".article-list-date",
        ),
        Tag(
            "https://www.viva.co.id/tag/{tag}",
            item=".article-list-row",
            links="a.article-list-title",
            date=".article-list-date",
        ),
    ),
    # "VIVA.co.id - ", "VIVA – ", "VIVA Bola – ", "Jakarta, VIVA – "
    dateline=(
        r"((?:[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){0,2},\s)?VIVA(?:\.co\.id|news|\s[A-Z][a-z]+)?)\s*[-–—]\s*"
    ),
    layouts=(
        Layout(
            "main-content",
            years="2021– (unverified)",
            headline=".main-content-title",
            published=".main-content-date",
            byline=".main-content-author",
            section="a.breadcrumb-step",
            caption="figcaption",
            body=".main-content-detail",
            read_also=".recommended-article",
            drop=(".widget-other-article", ".ads, .adsbygoogle, [id^=div-gpt-ad]"),
            pages=Pages(query="page", links=".pagination-detail a", whole="all"),
        ),
        Layout(
            "2018",  # every part of the page is an item of a list
            years="2018–2020",
            when="#article-detail-content",
            headline=".leading-title h1",
            published=".leading-date",
            byline=".leading-author-list li",
            section="a.fa-chevron-right",
            caption=".leading-image-caption, figure:has(> figcaption)",
            credit=".leading-image-info li, figure > footer",
            body="#article-detail-content",
            keywords='.side-new-trending a[href*="medium=detail"]',
            drop=("[class^=iklan-]",),
        ),
        Layout(
            "2016",
            years="2016",
            when="article.article-detail",
            scope="article.article-detail",
            headline=".title h1",
            deck=".summary",
            published=".smalldesc .date",
            byline=".smalldesc .author",
            section=".upperdeck-kanal",
            # under pictures in the text, in the middle and slanted
            caption='.photodesc, [itemprop=articleBody] [style*="text-align: center"] > em',
            body="[itemprop=articleBody]",
        ),
    ),
    capture=Capture(
        related=(r"TERKAIT", r"BACA ARTIKEL MENARIK LAINNYA", r"Berita Terkait", r"Artikel Terpopuler"),
        chrome=(r"KOMENTARI ARTIKEL INI", r"Halaman Selanjutnya", r"Source ?:.*"),
    ),
)
