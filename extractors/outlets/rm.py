"""Rakyat Merdeka, rm.id: Jakarta daily. No served page was seen: two public programs read it."""

from extractors.rules import Feed, Layout, Outlet

RM = Outlet(
    name="rm",
    title="Rakyat Merdeka",
    domains=("rm.id",),
    names=("RM.id", "RM", "Redaksi Rakyat Merdeka"),
    articles="/baca-berita/{path}/{id}/{slug}",
    examples=("https://rm.id/baca-berita/ekonomi-bisnis/266921/petani-garam-rembang-panen-lebih-awal",),
    discover=(
        Feed("https://rm.id/rss-rakyat-merdeka", seen="2026-02"),
        Feed(
            "https://rm.id/rss-rakyat-merdeka/{channel}", channels=("nasional", "ekonomi-bisnis", "humaniora")
        ),
    ),
    layouts=(
        Layout(
            "isi-berita",
            years="2019– (unverified)",
            when=".isi-berita, .content-berita",
            headline="h1",
            published='span:contains("||")',  # "2026-02-14 10:05:00 ||"
            caption="figcaption",
            body=".isi-berita, .content-berita",
            byline_meta=True,
        ),
    ),
)
