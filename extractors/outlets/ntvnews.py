"""NTV News, ntvnews.id: the newsroom of Nusantara TV. No served page was seen: one public program reads it."""

from extractors.rules import Dateline, Layout, Outlet, Sitemap

NTVNEWS = Outlet(
    name="ntvnews",
    title="NTV News",
    domains=("ntvnews.id",),
    names=("NTVNews.id", "Ntvnews"),
    articles="/{channel}/{id}/{slug}",
    examples=("https://www.ntvnews.id/ekonomi/01234567/petani-garam-rembang-panen-lebih-awal",),
    # read by a public program in July 2026
    discover=(Sitemap("https://www.ntvnews.id/sitemap-news.xml", news=True),),
    dateline=Dateline("Ntvnews.id", place=True),
    layouts=(
        Layout(
            "article-content",
            years="2024– (unverified)",
            when=".article-content, .body_read",
            headline="h1.title",
            byline='.penulis:has(.detail:contains("Penulis")) .nama',
            editors='.penulis:has(.detail:contains("Editor")) .nama',
            section=".breadcrumb a",
            caption="figcaption",
            body=".article-content, .body_read",
            read_also=".baca-juga",
            drop=("[id^=INARTICLE_]",),
            byline_meta=True,
        ),
    ),
)
