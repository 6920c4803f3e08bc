"""Suara.com, with the hosts of its regions (jogja., bogor., …); of the publisher Arkadia.

Known from a mirror of July 2026. The pages of a split article after the first have no headline of their own.
"""

from extractors.families.arkadia import DETAIL
from extractors.rules import Dateline, Feed, Layout, Outlet, Pages, Rubric, Sitemap

CHANNELS = tuple("news bisnis bola lifestyle entertainment otomotif tekno health".split())
REGIONS = (
    "jakarta bogor bekaci jabar jogja jateng malang jatim bali lampung banten surakarta kaltim kalbar sulsel sumut"
    " sumbar sumsel batam riau"
)

SUARA = Outlet(
    name="suara",
    title="Suara.com",
    domains=("suara.com",),
    hosts=f"www {REGIONS}",
    names=("Suara.com", "Suara"),
    articles="/{channel}/{date}/{number}/{slug}",  # a region's channel is "read"
    examples=(
        "https://www.suara.com/news/2026/07/24/070859/panen-garam-di-rembang",
        "https://jogja.suara.com/read/2026/07/24/070859/panen-garam-di-rembang",
    ),
    not_articles={
        "photo gallery": r"^https?://[^/]+/(?:foto|infografis)/",
        "video page": r"^https?://[^/]+/(?:video|tv)/",
        "index page": r"^https?://[^/]+/(?:indeks|author|reporter|loadmoredetail)\b",
    },
    discover=(
        Feed("https://www.suara.com/rss"),
        Feed("https://www.suara.com/rss/{channel}", channels=CHANNELS),
        Rubric("https://www.suara.com/indeks?page={page}", seen="2026-07"),
        Sitemap(
            "https://{channel}.suara.com/static/news/{channel}-sitemap.xml", channels=tuple(REGIONS.split())
        ),
    ),
    dateline=Dateline("Suara.com", "*.suara.com", "Suara*.id", place=True),
    layouts=(
        Layout(
            "article-content",
            years="2026 (mirror)",
            when=".article-content",
            headline=".article-image h1 || h1",
            # a span without a class, beside the names
            published=".article-image > span, .article-image .article-profile + span",
            byline=".author-trigger",
            caption=".article-image figcaption",
            body=".article-content",
            read_also=".article-read, .item--baca-juga-inner",
            keywords=".article-tags a",
            drop=(".ten-second, [class^=placeholder_], [id*=div-ad], #next-article",),
            pages=Pages(query="page", links=".pagination-custom a, .wrap-pagination a", whole="all"),
        ),
        DETAIL,
        Layout(
            "2016",
            years="2016 (unverified)",
            when="article[itemprop=articleBody]",
            headline="h1",
            published="time",
            caption="figcaption",
            body="article[itemprop=articleBody]",
            read_also="p.baca-juga-new",
        ),
    ),
)
