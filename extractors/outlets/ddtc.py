"""DDTCNews, news.ddtc.co.id: news of taxes. No served page was seen: one public program reads it."""

from extractors.rules import Dateline, Layout, Outlet, Rubric

DDTC = Outlet(
    name="ddtc",
    title="DDTCNews",
    domains=("news.ddtc.co.id",),
    names=("DDTC News", "Redaksi DDTCNews"),
    articles="/(berita|review|literasi|komunitas)/[{path}/]{id}/{slug}",
    examples=("https://news.ddtc.co.id/berita/nasional/1812345/pajak-garam-impor-dikaji-lagi",),
    # read by a public program in July 2026
    discover=(Rubric("https://news.ddtc.co.id/", links="div.news-item a"),),
    dateline=Dateline("DDTCNews", place=True),
    layouts=(
        Layout(
            "content-article",
            years="2024– (unverified)",
            when="div.contentArticle",
            headline="h1",
            published="#publish-news",
            caption="figcaption",
            body="div.contentArticle",
            byline_meta=True,
        ),
    ),
)
