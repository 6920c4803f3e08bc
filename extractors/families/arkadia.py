"""Arkadia Digital: the sites beside Suara.com, on the template that Suara.com had before 2026."""

from extractors.rules import ADS, Family, Feed, Layout, Pages, Rubric

# public filter lists name the text and the boxes in it; the other names are Suara.com's
DETAIL = Layout(
    "detail-content",
    years="2022– (unverified)",
    when=".detail-content, .article-content",
    headline=".article-image h1 || h1",
    published=".date-article || .mt-10",
    byline="h3.author-trigger a",
    section=".breadcrumb a",
    caption=".article-image figcaption, .detail-content figcaption",
    body=".article-content || .detail-content",
    read_also=".item--baca-juga-inner, .article-read, .baca-juga-new",
    keywords=".article-tags a",
    drop=(
        ADS,
        '.ten-second, [class^=placeholder_], [id*="div-ad"], #next-article, #geniee-berita-terkait, .pagination-custom',
    ),
    byline_meta=True,
    pages=Pages(query="page", links=".pagination-custom a", whole="all"),
)

ARKADIA = Family(
    name="arkadia",
    # /kanal/2024/01/31/083000/slug
    articles="/{channel}/{date}/{number}/{slug}",
    id=r"/(\d{4}/\d\d/\d\d/\d{6})/",
    canonical=((r"(//[^/]+)/amp/", r"\1/"),),
    discover=(
        Feed("https://{host}/rss"),
        Rubric("https://{host}/indeks?page={page}", item=".item", links="a"),
    ),
    layouts=(DETAIL,),
)
