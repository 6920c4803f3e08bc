"""Pantau, pantau.com: news portal on Next.js.

No served page was seen: one public program takes the text from the page and all else from the page's data. The name
of the text in the data is a guess.
"""

from extractors.rules import Layout, Outlet, PageJSON, PayloadJSON

PANTAU = Outlet(
    name="pantau",
    title="Pantau",
    domains=("pantau.com",),
    names=("Pantau.com", "Tim Pantau"),
    articles="/{channel}/{id}/{slug}",
    examples=("https://www.pantau.com/nasional/312345/petani-garam-rembang-panen-lebih-awal",),
    # read by a public program in August 2026
    discover=(
        PayloadJSON(
            "https://www.pantau.com/?sort=latest&page={page}",
            script="script#__NEXT_DATA__",
            path=("props", "pageProps", "initialNewsFeed"),
            link="urlDetail",
            title="title",
        ),
    ),
    layouts=(
        Layout(
            "next-data",
            years="2025– (unverified)",
            data=PageJSON(path=("props", "pageProps", "article")),
            when=".article > .content",
            headline=".article > .title",
            published=".article > .createdAt || .article > .published_at",
            byline=".createdBy > .name || .author > .name",
            body=".article > .content",
        ),
        Layout(
            "main-article",
            years="2025– (unverified)",
            when="main article p",
            headline='h1 || meta[property="og:title"]',
            caption="figcaption",
            body="main article",
            byline_meta=True,
        ),
    ),
)
