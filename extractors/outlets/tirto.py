"""Tirto, tirto.id: news site of Jakarta.

Known from a mirror of July 2026. robots.txt bars ``?next=``, so of the index only its first page is read. Cloudflare
answers 403 to clients that do not look like a browser; a crawl then reports the host as blocked.
"""

from extractors.rules import Dateline, Layout, Outlet, Rubric, Sitemap

TIRTO = Outlet(
    name="tirto",
    title="Tirto.id",
    domains=("tirto.id",),
    names=("tirto.id", "Tirto"),
    # at least three words and a code of up to five letters: "/bisnis-tirto" is a rubric
    articles=r"https?://(?:www\.)?tirto\.id/(?:amp/)?[^/?#-]+(?:-[^/?#-]+){2,}-[A-Za-z0-9]{3,5}/?(?:[?#]|$)",
    examples=("https://tirto.id/panen-garam-di-rembang-hzAA",),
    not_articles={
        "index page": r"^https?://[^/]+/(?:indeks|author|search|sitemap|q|m)\b",
        "photo gallery": r"^https?://[^/]+/(?:foto|infografik)/",
    },
    canonical=((r"^https?://www\.tirto\.id/", "https://tirto.id/"), (r"(tirto\.id)/amp/", r"\1/")),
    id=r"-([A-Za-z0-9]{3,5})$",
    discover=(
        Sitemap("https://tirto.id/sitemap/r/google-discover", seen="2026-07"),
        Rubric(
            "https://tirto.id/indeks",
            item=".postcard",
            links=".postcard-title a",
            date=".postcard-timestamp",
            seen="2026-07",
        ),
    ),
    dateline=Dateline("tirto.id", place=True),
    layouts=(
        Layout(
            "2026",
            years="2026 (mirror)",
            when=".content-text-editor",
            headline="h1.article-title || h1",
            deck=".article-header .kicker",
            published=".byline > div",
            byline=".byline .reporter-name",
            section=".breadcrumbs-wrapper a",
            # a teaser may have the same class
            body="article .content-text-editor",
            read_also=".baca-holder",
            drop=("ins, [id^=gpt-]",),
        ),
    ),
)
