"""Pos Kota, poskota.co.id: Jakarta's tabloid.

No served page was seen: two public programs name different containers, and a filter list its ads.
"""

from extractors.rules import Dateline, Layout, Outlet, Rubric, Tag

POSKOTA = Outlet(
    name="poskota",
    title="Pos Kota",
    domains=("poskota.co.id",),
    names=("Poskota", "POSKOTA.CO.ID"),
    articles="/{date}/{slug}",
    examples=("https://www.poskota.co.id/2026/04/11/pedagang-garam-keliling-masih-laku",),
    # read by a public program in April 2026
    discover=(
        Rubric("https://www.poskota.co.id/", links=".recent-item a"),
        Tag("https://www.poskota.co.id/tag/{tag}", links=".recent-item a", next="nav.pagination a[rel=next]"),
    ),
    dateline=Dateline("POSKOTA.CO.ID", "POSKOTA", place=True),
    layouts=(
        Layout(
            "article-body",
            years="2022– (unverified)",
            when="[itemprop=articleBody], .article-content, .content__article",
            headline="h1",
            caption="figcaption",
            body="[itemprop=articleBody] || .article-content || .content__article",
            drop=(".display__banner, [class^=get_ads_]",),
            byline_meta=True,
        ),
    ),
)
