"""Bisnis Indonesia: Bisnis.com, Solopos (since 2024 Espos), Harian Jogja."""

from extractors.rules import Capture, Dateline, Layout, Outlet, Rubric

CHANNELS = "ekonomi finansial market teknologi kabar24 bola lifestyle otomotif"

BISNIS = Outlet(
    name="bisnis",
    title="Bisnis.com",
    domains=("bisnis.com",),
    hosts=f"{CHANNELS} www",
    examples=("https://ekonomi.bisnis.com/read/20240131/9/1712345/harga-nikel-naik",),
    articles="/read/{number}/{number}/{id}/{slug}",
    id=r"/read/\d{8}/\d+/(\d+)/",
    # neither a feed nor a sitemap can be fetched
    discover=(
        Rubric(
            "https://www.bisnis.com/indeks?page={page}", item=".artItem", links="a.artLink", seen="2026-07"
        ),
    ),
    dateline=Dateline("Bisnis.com", place=True),
    layouts=(
        # named by three public scrapers up to July 2026
        Layout(
            "details",
            years="2023– (unverified)",
            headline="h1.detailsTitleCaption",
            published=".detailsAttributeDates || .authorTime",
            byline=".authorName, .authorNames",
            section=".breadcrumbLink",
            caption="figcaption, .detailsImageCaption",
            body=".detailsContent",
            read_also="[class^=baca-juga-box]",
            keywords=".detailsTag a",
            paywall=".paywall",
        ),
    ),
    capture=Capture(chrome=(r"Simak berita lainnya seputar topik artikel ini, di sini\b.*",)),
)

SOLOPOS = Outlet(
    name="solopos",
    title="Solopos",
    domains=("solopos.com", "espos.id"),
    hosts="www.solopos.com solopos.espos.id",
    examples=(
        "https://www.solopos.com/pasar-gede-dibuka-lagi-1112345",
        "https://solopos.espos.id/pasar-gede-dibuka-lagi-1912345",
    ),
    articles="/{slug}-{id}",
    discover=(Rubric("https://www.espos.id/"),),
    dateline=Dateline("Solopos.com", "Espos.id", place=True),
    # its own public templates of 2021; what espos.id has is not known
    layouts=(
        Layout(
            "post",
            years="2021 (unverified)",
            when=".post-content-area",
            headline="h1.post-title",
            deck=".post-header-area > p",
            published="ul.post-meta li:has(.fa-clock-o)",
            byline="ul.post-meta li.post-author",
            editors=".author-box .author-info h6 a",
            caption=".post-media span p",
            caption_prefix=r"SOLOPOS\.COM\s*-\s*",
            body=".post-content-area",
            keywords=".tag-lists a",
            drop=(".iklan, .related-post",),
        ),
    ),
)

HARIANJOGJA = Outlet(
    name="harianjogja",
    title="Harian Jogja",
    domains=("harianjogja.com",),
    hosts="jogjapolitan news",
    examples=("https://jogjapolitan.harianjogja.com/r-1234567/panen-salak-di-turi",),
    articles="/r-{id}/{slug}",
    discover=(Rubric("https://{host}/"),),
    dateline=Dateline("Harianjogja.com", place=True),
    # one public scraper of May 2026 names the text; the rest is metadata
    layouts=(
        Layout(
            "article-content",
            years="2026 (unverified)",
            when=".article-content",
            headline="h1",
            caption="figcaption",
            body=".article-content",
            drop=(".ads",),
            byline_meta=True,
        ),
    ),
)
