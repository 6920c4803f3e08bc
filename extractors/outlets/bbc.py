"""BBC News Indonesia, bbc.com/indonesia: the Indonesian pages of the BBC World Service.

No served page was seen. Structure and attributes are those of the BBC's own front end, whose source is public; its
class names change with every build. In the byline, hidden words stand before names, roles and places: the authors are
those of the metadata.
"""

from extractors.rules import Capture, Feed, Layout, Outlet

BBC = Outlet(
    name="bbc",
    title="BBC News Indonesia",
    domains=("bbc.com/indonesia", "feeds.bbci.co.uk/indonesia"),
    names=("BBC Indonesia", "BBC News", "BBC"),
    articles=("/articles/{code}", "/{slug}-{id}"),  # the second until 2022
    examples=(
        "https://www.bbc.com/indonesia/articles/c1d2e3f4g5ho",
        "https://www.bbc.com/indonesia/dunia-59724223",
    ),
    not_articles={
        "index page": r"^https?://[^/]+/indonesia(?:/(?:topics|popular)\b|/?(?:[?#]|$))",
        "live page": r"^https?://[^/]+/indonesia/live/",
        "video page": r"^https?://[^/]+/indonesia/(?:media|av)[-/]",
    },
    discover=(Feed("https://feeds.bbci.co.uk/indonesia/rss.xml"),),
    layouts=(
        Layout(
            "articles",
            years="2019– (unverified)",
            when="main[role=main] h1",
            headline="main h1",
            published="main time",
            caption="main figcaption",
            credit="main figure p[role=text]",
            body="main[role=main]",
            keywords="aside[aria-labelledby=related-topics] a",
            drop=(
                "[aria-labelledby=article-byline], ul[role=list]:has(> li > [role=text], > li > .focusIndicatorReducedWidth)",
                # what only a screen reader speaks: "Keterangan gambar, ", "Sumber gambar, "
                "figcaption [role=text] > span:not([data-testid]), figure p[role=text] > span:not([lang])",
                "[aria-labelledby=recommendations-heading], [aria-labelledby=podcast-promo]",
                "[data-e2e^=article-lite-site-link], [data-e2e*=embed], div[id^=include-]",
            ),
            byline_meta=True,
        ),
    ),
    capture=Capture(
        related=(
            "Topik terkait",
            "Berita Utama",
            "Majalah",
            "Paling banyak dibaca",
        ),
        chrome=(
            r"Lewatkan .{1,90} dan terus membaca",
            r"Akhir dari .{1,90}",
            r"Artikel-artikel yang direkomendasikan",
            r"Sumber gambar, .{1,90}",
        ),
    ),
)
