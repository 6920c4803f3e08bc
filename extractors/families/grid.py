"""Grid Network, the magazines of Kompas Gramedia: grid.id with a host for each, Bolasport, GridOto, Sonora and others."""

from extractors.rules import Family, Layout, Pages, Rubric, Sitemap

# named by public scrapers of 2022 to 2026; metadata say who wrote it and when
READ = Layout(
    "read",
    years="2022– (unverified)",
    when=".read__article, .read__textarea",
    headline="h1.read__title || h1",
    published="meta[name=content_date]",
    byline="meta[name=content_author]",
    editors="meta[name=content_editor]",
    section=".breadcrumb a",
    caption=".photo__caption, figcaption",
    body=".read__article .read__right || .read__textarea || .read__article",
    keywords=".tag__list a",
    drop=(
        ".kgnw-player, .kgnw-root, .kgnw-middle, .ads-inf-box, #div-Inside-MediumRectangle, .ads-partner-wrap",
        ".video-box-wrap, .floatingIframe, .cls-mgid",
    ),
    pages=Pages(query="page", whole="all"),
)

GRID = Family(
    name="grid",
    articles="/read/{id}/{slug}",
    not_articles={
        "photo gallery": r"^https?://[^/]+/(?:photo|foto)/",
        "video page": r"^https?://[^/]+/video/",
    },
    canonical=((r"(//[^/]+)/amp/", r"\1/"),),
    discover=(
        Sitemap("https://{host}/sitemap/news/sitemap.xml", seen="2024"),
        Rubric("https://{host}/index?page={page}", item=".news-list__item", links="a.news-list__link"),
    ),
    layouts=(READ,),
)
