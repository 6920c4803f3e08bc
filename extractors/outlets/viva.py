"""VIVA, viva.co.id: a general news portal; until about 2017 one host per section (life., bola., ...).

Known from real pages: the templates of 2016 and of 2018 to 2020. That of 2021 and later is known from what
programs read in it, and is unverified.
"""

from extractors.families.viva import MAIN_CONTENT
from extractors.rules import Capture, Dateline, Feed, Index, Layout, Outlet, Rubric, Sitemap, Tag

CHANNELS = tuple("berita bisnis bola digital gaya-hidup otomotif showbiz sport trending militer".split())

VIVA = Outlet(
    name="viva",
    title="VIVA.co.id",
    domains=("viva.co.id",),
    names=("VIVA", "VIVAnews", "Tim VIVA"),
    articles="/[amp/]{path}/{id}-{slug}",
    examples=("https://www.viva.co.id/berita/nasional/1712345-panen-garam-di-rembang",),
    no_articles_on=("foto", "video", "vlog", "media", "thumb"),
    not_articles={
        "index page": r"^https?://[^/]+(?:/[a-z-]+)?/?(?:[?#]|$)|^https?://[^/]+/indeks\b",
        "video page": r"^https?://(?:video|vlog)\.viva\.co\.id/|^https?://[^/]+/(?:video|vlog)/",
        "photo gallery": r"^https?://foto\.viva\.co\.id/|^https?://[^/]+/foto/",
    },
    canonical=((r"viva\.co\.id/amp/", "viva.co.id/"),),
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
    dateline=Dateline("VIVA", "VIVA.co.id", "VIVAnews", "VIVA *", place=True),
    layouts=(
        MAIN_CONTENT,
        Layout(
            "2018",  # every part of the page is a list item
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
            when="article.article-detail",
            scope="article.article-detail",
            headline=".title h1",
            deck=".summary",
            published=".smalldesc .date",
            byline=".smalldesc .author",
            section=".upperdeck-kanal",
            # below pictures in the text, centered and in italics
            caption='.photodesc, [itemprop=articleBody] [style*="text-align: center"] > em',
            body="[itemprop=articleBody]",
        ),
    ),
    capture=Capture(
        related=("TERKAIT", "BACA ARTIKEL MENARIK LAINNYA"),
        chrome=(r"KOMENTARI ARTIKEL INI", r"Halaman Selanjutnya", r"Source ?:.*"),
    ),
)
