"""Berita Utama, beritautama.net: translated foreign news on WordPress. Known only from a capture, not from a page."""

from extractors.families.wordpress import wordpress
from extractors.rules import Capture, Dateline, Feed, Outlet, Sitemap, Tag

BERITAUTAMA = Outlet(
    name="beritautama",
    title="Berita Utama",
    domains=("beritautama.net",),
    names=("admin", "redaksi", "Beritautama.net"),
    articles="/{words}",
    examples=("https://beritautama.net/kapal-riset-tiba-di-kutub",),
    not_articles={
        "search page": r"^https?://[^/]+/\?s=",
        "index page": r"^https?://[^/]+/(?:(?:category|author|page)/|wp-(?:admin|json|content|includes)\b)",
    },
    canonical=((r"//www\.", "//"), (r"/amp/?$", ""), (r"(//[^/]+/.+)/$", r"\1")),
    discover=(
        Sitemap("https://beritautama.net/wp-sitemap.xml", follow=r"wp-sitemap-posts-post-"),
        Feed("https://beritautama.net/feed/", more="https://beritautama.net/feed/?paged={page}"),
        Tag(
            "https://beritautama.net/tag/{tag}/feed/",
            more="https://beritautama.net/tag/{tag}/feed/?paged={page}",
        ),
    ),
    dateline=Dateline("BERITAUTAMA.NET", place=True),
    # a translated text keeps the original's kicker and headline
    layouts=wordpress(years="2018–", drop=(".article__kicker", ".article__headline")),
    capture=Capture(chrome=(r"Berita Utama", r"Berita tentang Indonesia")),
)
