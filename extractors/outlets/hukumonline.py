"""Hukumonline, hukumonline.com: news of the law; its databases and PRO texts need an account.

No served page was seen: one public program reads it, and a filter list names its ads. The container of the text is no
more than the article element.
"""

from extractors.rules import Layout, Outlet, Pages, Sitemap

HUKUMONLINE = Outlet(
    name="hukumonline",
    title="Hukumonline",
    domains=("hukumonline.com",),
    names=("Hukumonline.com", "Tim Hukumonline"),
    articles="/berita/a/{slug}",
    examples=("https://www.hukumonline.com/berita/a/sengketa-tambak-garam-di-rembang-lt68faf7239339e/",),
    not_articles={
        "photo gallery": r"^https?://[^/]+/berita/foto/",
        "index page": r"^https?://[^/]+/(?:berita/?(?:[?#]|$)|stories/)",
    },
    id=r"-(lt[0-9a-f]{10,14})/?(?:[?#]|$)",
    # read by a public program in July 2026
    discover=(Sitemap("https://www.hukumonline.com/berita/sitemap.xml"),),
    layouts=(
        Layout(
            "article",
            years="2021– (unverified)",
            when="article h1, main h1",
            headline="h1",
            published="time[datetime]",
            caption="figcaption",
            body="article || main",
            drop=(".ps-ads-banner",),
            byline_meta=True,
            pages=Pages(query="page", links='[class*=pag] a[href*="?page="]', whole="all"),
        ),
    ),
)
