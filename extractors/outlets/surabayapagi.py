"""Surabaya Pagi, surabayapagi.com: daily of East Java.

No served page was seen: one public program reads it, and its container is no more than the article element.
"""

from extractors.rules import Dateline, Feed, Layout, Outlet

SURABAYAPAGI = Outlet(
    name="surabayapagi",
    title="Surabaya Pagi",
    domains=("surabayapagi.com",),
    names=("SurabayaPagi.com", "Redaksi"),
    articles="/news-{id}-{slug}",
    examples=("https://surabayapagi.com/news-245678-petani-garam-gresik-panen-lebih-awal",),
    # read by a public program in July 2026
    discover=(Feed("https://surabayapagi.com/feed"),),
    dateline=Dateline("SURABAYAPAGI.COM", "SURABAYAPAGI", place=True),
    layouts=(
        Layout(
            "article",
            years="2021– (unverified)",
            when="article p",
            headline="h1",
            caption="figcaption",
            body="article",
            byline_meta=True,
        ),
    ),
)
