"""SWA, swa.co.id: business magazine.

No served page was seen: one public program reads it. The outlet tells programs that it forbids crawling (September
2026): these rules are for pages that one has, and name no lists.
"""

from extractors.rules import Layout, Outlet

SWA = Outlet(
    name="swa",
    title="SWA",
    domains=("swa.co.id",),
    names=("SWA.co.id", "Swa Online"),
    articles="/read/{id}/{slug}",
    examples=("https://swa.co.id/read/456789/koperasi-garam-rembang-menembus-ekspor",),
    layouts=(
        Layout(
            "article-content",
            years="2023– (unverified)",
            when=".article-content",
            headline="h1",
            published="time[datetime]",
            caption="figcaption",
            body=".article-content",
            byline_meta=True,
        ),
    ),
)
