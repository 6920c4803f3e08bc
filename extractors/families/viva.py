"""Viva Group: VIVA's template since 2021, on the sites of the house that are known only by it."""

from extractors.rules import ADS, Family, Layout, Pages, Rubric, Sitemap

MAIN_CONTENT = Layout(
    "main-content",
    years="2021– (unverified)",
    headline=".main-content-title",
    published=".main-content-date",
    byline=".main-content-author",
    section="a.breadcrumb-step",
    caption="figcaption",
    body=".main-content-detail",
    read_also=".recommended-article",
    drop=(ADS, ".widget-other-article, .ads"),
    pages=Pages(query="page", links=".pagination-detail a", whole="all"),
)

VIVA_GROUP = Family(
    name="viva",
    articles="/[{path}/]{id}-{slug}",
    not_articles={"photo gallery": r"^https?://[^/]+/foto/", "video page": r"^https?://[^/]+/video/"},
    canonical=((r"(//[^/]+)/amp/", r"\1/"),),
    discover=(
        Sitemap("https://{host}/sitemap/news/news-sitemap.xml", news=True),
        Rubric(
            "https://{host}/indeks",
            item=".article-list-row",
            links="a.article-list-title",
            date=".article-list-date",
        ),
    ),
    layouts=(MAIN_CONTENT,),
)
