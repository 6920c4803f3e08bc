"""Media Indonesia, mediaindonesia.com: the daily of the Media Group.

Known from one real page of January 2026; public scrapers of 2024 to 2026 read the same template.
"""

from extractors.rules import Capture, Feed, Layout, Outlet, Rubric, Sitemap

CHANNELS = tuple(
    "ekonomi politik-dan-hukum humaniora internasional megapolitan nusantara olahraga sepak-bola hiburan"
    " teknologi otomotif weekend opini editorials kolom-pakar jelita".split()
)

MEDIAINDONESIA = Outlet(
    name="mediaindonesia",
    title="Media Indonesia",
    domains=("mediaindonesia.com",),
    names=("mediaindonesia.com", "Media Indonesia", "mediaindonesia.com developer"),
    articles=("/{channel}/{id}/{slug}", "/read/detail/{id}-{slug}"),  # the second until about 2020
    examples=(
        "https://mediaindonesia.com/ekonomi/712345/panen-garam-di-rembang",
        "https://mediaindonesia.com/read/detail/212345-panen-garam-di-rembang",
    ),
    not_articles={
        "index page": (
            r"^https?://[^/]+(?:/[a-z-]+)?/?(?:[?#]|$)|^https?://[^/]+/(?:indeks|author)\b|^https?://[^/]+/[a-z-]+/\d+/\d+/?$"
        ),
        "video page": r"^https?://[^/]+/video/",
        "photo gallery": r"^https?://[^/]+/(?:galleries|infografis)/",
    },
    canonical=((r"^https?://(?:www\.|m\.)?mediaindonesia\.com/", "https://mediaindonesia.com/"),),
    discover=(
        Sitemap("https://mediaindonesia.com/sitemap.xml"),
        Feed("https://mediaindonesia.com/feed"),
        Rubric(
            "https://mediaindonesia.com/{channel}",
            more="https://mediaindonesia.com/{channel}/20/{page}",
            channels=CHANNELS,
            item="ul.list-3 > li",
            links=".text a",
            date=".text span",
            first=0,
            step=20,
        ),
    ),
    layouts=(
        Layout(
            "2026",
            when=".mi-breadcrumb",
            headline="h1",
            published=".info .datetime",
            byline=".info .author-2",
            editors=".article .info-author",
            section=".mi-breadcrumb li",
            caption=".article figcaption",
            body="div.article",
            read_also=".related-news",
            keywords=".related-tags a",
            drop=(".flying-carpet, ._ap_apex_ad, .dfp-ad", ".ext-channel"),
            desk_code=r"\s*\((?:[A-Z][A-Za-z]{0,4}\s?/\s?){0,3}[A-Z]{1,3}-\d{1,2}\)\.?$",  # "(E-2)", "(LN/E-2)"
        ),
    ),
    capture=Capture(
        related=("Opini", "Kolom Pakar", "BenihBaik", "TOPIK POPULER"),
        chrome=(r"A-|A\+", r"SHARE", r"LOAD MORE", r"Cek berita dan artikel yg lain di\b.*"),
    ),
)
