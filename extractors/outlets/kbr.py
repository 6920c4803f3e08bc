"""KBR, kbr.id: radio news agency; its pages are built by Next.js, perhaps with the text in its data alone.

No served page was seen: one public program reads it.
"""

from extractors.rules import Dateline, Layout, Outlet, Rubric

KBR = Outlet(
    name="kbr",
    title="KBR",
    domains=("kbr.id",),
    names=("KBR.id", "Tim KBR"),
    articles="/articles/{channel}/{slug}",
    examples=("https://kbr.id/articles/berita/petani-garam-rembang-panen-lebih-awal",),
    # read by a public program in May 2026
    discover=(Rubric("https://kbr.id/articles/indeks?page={page}"),),
    dateline=Dateline("KBR", place=True),
    layouts=(
        Layout(
            "article",
            years="2024– (unverified)",
            when="article p",
            headline="h1",
            published="time[datetime]",
            caption="figcaption",
            body=".article-content || article",
            byline_meta=True,
        ),
    ),
)
