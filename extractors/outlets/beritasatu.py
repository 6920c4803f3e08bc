"""Beritasatu, beritasatu.com: news site of the publisher B-Universe.

The template of today is known from a mirror of July 2026, that of 2020 from a real page. CloudFront answers 403 to
clients that do not look like a browser; a crawl then reports the host as blocked.
"""

from extractors.rules import ADS, Dateline, Layout, Outlet, Rubric, Sitemap

CHANNELS = tuple(
    "nasional ekonomi megapolitan internasional sport lifestyle ototekno hiburan nusantara opini".split()
)

BERITASATU = Outlet(
    name="beritasatu",
    title="Beritasatu.com",
    domains=("beritasatu.com",),
    names=("Beritasatu.com", "Berita Satu", "BeritaSatu.com"),
    articles="/{path}/{id}/{slug}",  # until about 2021 with the editor's name before the channel
    examples=(
        "https://www.beritasatu.com/nasional/2912345/panen-garam-di-rembang",
        "https://www.beritasatu.com/rina-lestari/nasional/685123/panen-garam-di-rembang",
    ),
    not_articles={
        "video page": r"^https?://[^/]+/(?:video|btv)/",
        "photo gallery": r"^https?://[^/]+/(?:photo|foto|infografis)/",
        "index page": r"^https?://[^/]+/(?:[a-z-]+/indeks|penulis|editor)\b|^https?://[^/]+/[a-z-]+/?(?:[?#]|$)",
    },
    discover=(
        Sitemap(
            "https://www.beritasatu.com/sitemap/{channel}/news.xml",
            channels=CHANNELS,
            news=True,
            seen="2026-07",
        ),
        Sitemap("https://www.beritasatu.com/sitemap.xml", follow=r"/web\.xml"),
        Rubric(
            "https://www.beritasatu.com/terkini/indeks",
            more="https://www.beritasatu.com/terkini/indeks/{page}",  # seven pages at most
            item=".row.gx-3.mt-4.position-relative",
            links="a.stretched-link",
            date=".b1-date",
            seen="2026-07",
        ),
        Rubric(
            "https://www.beritasatu.com/{channel}/indeks",
            more="https://www.beritasatu.com/{channel}/indeks/{page}",
            channels=CHANNELS,
            item=".row.gx-3.mt-4.position-relative",
            links="a.stretched-link",
            date=".b1-date",
        ),
    ),
    dateline=Dateline("Beritasatu.com", "Beritasatu", place=True),
    layouts=(
        Layout(
            "b1-article",
            years="2026 (mirror)",
            when=".b1-article, .body-content",
            headline="h1",
            published="small.text-muted",
            byline='.my-auto.small:has(a[href*="/penulis/"], a[href*="/editor/"])',
            section_meta=True,
            caption="figcaption",
            body=".b1-article.body-content || .body-content || .b1-article",
            read_also='.body-content > div:has(> p:contains("BACA JUGA") + h2)',
            keywords='a[href*="/tag/"] .badge',
            drop=(ADS, ".halfpage"),
        ),
        Layout(
            "story",
            years="2020",
            when="p.editor + #b1Photo, p.editor ~ .story",
            headline="h1",
            published="p.editor",
            byline="p.editor",
            editors="p.editor a",  # initials
            section=".bc a",
            caption=".caption-dtp",
            body=".story:not(.caption-dtp)",
            read_also=".card.bg-light-3",
            keywords='a[href*="/tag/"] .badge',
            drop=(".story > .container",),
        ),
    ),
)
