"""EmitenNews, emitennews.com: news of the companies listed in Jakarta.

No served page was seen: four public programs read it. A page that is gone leads to /404, which claims success.
"""

from extractors.rules import Dateline, Layout, Outlet, Rubric, Sitemap

EMITENNEWS = Outlet(
    name="emitennews",
    title="EmitenNews",
    domains=("emitennews.com",),
    names=("EmitenNews.com", "Emiten News"),
    articles="/news/{slug}",
    examples=("https://www.emitennews.com/news/produsen-garam-rembang-tambah-gudang",),
    not_articles={
        "error page": r"^https?://[^/]+/404\b",
        "index page": r"^https?://[^/]+/category/",
    },
    canonical=((r"//emitennews\.", "//www.emitennews."),),
    # read by a public program in September 2026
    discover=(
        Sitemap("https://www.emitennews.com/sitemap.xml", follow=r"sitemap-current-\d+\.xml"),
        Rubric(
            "https://www.emitennews.com/category/{channel}",
            more="https://www.emitennews.com/category/{channel}/{page}",
            channels=("emiten",),
            links="a.news-card-2",
            first=0,
            step=9,
        ),
    ),
    dateline=Dateline("EmitenNews.com", place=True),
    layouts=(
        Layout(
            "news-page-item",
            years="2024– (unverified)",
            when="div.news-page-item, .article-body",
            headline="h1",
            published=".time-posted",
            caption="figcaption",
            body="div.news-page-item || .article-body",
            byline_meta=True,
        ),
    ),
)
