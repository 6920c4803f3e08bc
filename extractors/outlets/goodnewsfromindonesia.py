"""GNFI, goodnewsfromindonesia.id: good news, much of it by readers. No served page was seen: one public program reads it."""

from extractors.rules import Layout, Outlet, Rubric

GOODNEWSFROMINDONESIA = Outlet(
    name="goodnewsfromindonesia",
    title="Good News From Indonesia",
    domains=("goodnewsfromindonesia.id",),
    names=("GNFI", "GoodNews From Indonesia"),
    articles="/{date}/{slug}",
    examples=("https://www.goodnewsfromindonesia.id/2025/10/10/cara-petani-garam-rembang-membaca-langit",),
    # read by a public program in August 2026
    discover=(Rubric("https://www.goodnewsfromindonesia.id/explore"),),
    layouts=(
        Layout(
            "article-sheet",
            years="2023– (unverified)",
            headline="h1",
            when="div.article-sheet",
            section="div.article-category a",
            caption="figcaption",
            body="div.article-sheet",
            drop=(".article-photos-ads",),
            byline_meta=True,
        ),
    ),
)
