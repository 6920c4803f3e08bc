"""Katadata, katadata.co.id: business and data journalism. No served page was seen: four public programs name its parts."""

from extractors.rules import Layout, Outlet, Rubric

KATADATA = Outlet(
    name="katadata",
    title="Katadata",
    domains=("katadata.co.id",),
    names=("Katadata", "Katadata.co.id", "Tim Redaksi", "Tim Publikasi Katadata"),
    articles="/{path}/{code}/{slug}",
    examples=(
        "https://katadata.co.id/finansial/bursa/67a2f7c0ac621/koperasi-garam-rembang-terbitkan-obligasi",
    ),
    no_articles_on=("databoks", "cdn1", "search", "api-search"),
    not_articles={
        "index page": r"^https?://[^/]+/(?:indeks|tags?|author)\b",
        "search page": r"^https?://[^/]+/search\b",
        "video page": r"^https?://[^/]+/video/",
        "photo gallery": r"^https?://[^/]+/(?:foto|infografik)/",
    },
    # read by a public program in July 2026
    discover=(Rubric("https://katadata.co.id/indeks", links="article.article--berita a"),),
    layouts=(
        Layout(
            "detail",
            years="2022– (unverified)",
            headline=".detail-title",
            published=".detail-date",
            byline=".detail-author-name",
            section=".section-breadcrumb a || .section-breadcrumb",
            caption="figcaption",
            body=".detail-body || .detail-main",
            read_also="[class^=widget-baca-juga]",
            drop=(
                ".section-affiliate, [class*=ai-summary]",
                "#video_in_article, [class^=ivs-], .dm-player",
            ),
        ),
    ),
)
