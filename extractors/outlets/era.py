"""ERA.id, era.id: news for young readers.

No served page was seen: one public program reads it; the form of addresses is a guess from the family of such portals.
"""

from extractors.rules import Dateline, Layout, Outlet, Sitemap

ERA = Outlet(
    name="era",
    title="ERA.id",
    domains=("era.id",),
    names=("ERA", "Tim ERA"),
    articles="/{channel}/{id}/{slug}",
    examples=("https://era.id/nasional/155432/petani-garam-rembang-panen-lebih-awal",),
    # read by a public program in 2024
    discover=(Sitemap("https://era.id/sitemap.xml"),),
    dateline=Dateline("ERA.id", place=True),
    layouts=(
        Layout(
            "article",
            years="2022– (unverified)",
            when="article p",
            headline="h1",
            byline="ul.author-lists li a",
            caption="figcaption",
            body="article",
        ),
    ),
)
