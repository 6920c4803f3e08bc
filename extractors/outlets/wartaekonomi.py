"""Warta Ekonomi, wartaekonomi.co.id: business magazine and portal. No served page was seen: three public programs read it."""

from extractors.rules import Dateline, Index, Layout, Outlet, Pages

WARTAEKONOMI = Outlet(
    name="wartaekonomi",
    title="Warta Ekonomi",
    domains=("wartaekonomi.co.id",),
    names=("WE Online", "Warta Ekonomi.co.id", "Tim Warta Ekonomi"),
    articles="/read{id}/{slug}",
    examples=("https://wartaekonomi.co.id/read580205/koperasi-garam-rembang-terbitkan-obligasi",),
    not_articles={"index page": r"^https?://[^/]+/(?:indeks|category-\d+)\b"},
    canonical=((r"//www\.wartaekonomi", "//wartaekonomi"), (r"\.html$", "")),
    # read by a public program in July 2026
    discover=(
        Index("https://wartaekonomi.co.id/indeks/{date:%Y%m%d}?page={page}", links="a.articleListItem"),
    ),
    dateline=Dateline("Warta Ekonomi", "WE Online", place=True),
    layouts=(
        Layout(
            "article-post",
            years="2022– (unverified)",
            when=".articlePostContent",
            headline=".articlePostHeader h1",
            published="time[datetime]",
            byline=".articlePostAuthor p",
            section=".articlePostHeader ul li a",
            caption="figcaption",
            body=".articlePostContent",
            read_also='a:contains("Baca Juga")',
            drop=("[class*=adInArticle], .articleListShare",),
            pages=Pages(query="page", links='[class*=pag] a[href*="?page="]', whole="all"),
        ),
    ),
)
