"""TVRI News, tvrinews.com: the public television's newsroom. No served page was seen: one public program reads it."""

from extractors.rules import Layout, Outlet, Sitemap

TVRINEWS = Outlet(
    name="tvrinews",
    title="TVRI News",
    domains=("tvrinews.com",),
    names=("TVRINews", "TVRI"),
    articles=("/berita/{slug}", "/read/{slug}"),  # the second until about 2024
    examples=(
        "https://nasional.tvrinews.com/berita/txum5tf-petani-garam-rembang-panen-lebih-awal",
        "https://www.tvrinews.com/read/petani-garam-rembang-panen-lebih-awal",
    ),
    id=r"/berita/([a-z0-9]{6,8})-",
    hosts="nasional ekonomi daerah",
    # read by a public program in August 2026
    discover=(
        Sitemap("https://{host}/sitemap/news.xml", news=True),
        Sitemap("https://ekonomi.tvrinews.com/sitemap/web.xml"),
    ),
    layouts=(
        Layout(
            "blog-content",
            years="2024– (unverified)",
            when="div.blog-content",
            headline='h1 || meta[property="og:title"]',
            caption="figcaption",
            body="div.blog-content",
            byline_meta=True,
        ),
    ),
)
