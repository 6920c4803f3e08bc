"""Media Group beside Media Indonesia: Metro TV News, Medcom."""

from extractors.rules import Feed, Layout, Outlet, Rubric

OPENING = r"([A-Z][a-z]+(?: [A-Z][a-z]+){0,2}):\s+"  # "Jakarta: "

METROTVNEWS = Outlet(
    name="metrotvnews",
    title="Metrotvnews.com",
    domains=("metrotvnews.com",),
    hosts="www",
    examples=("https://www.metrotvnews.com/read/NxGC1A2B-panen-garam-di-rembang",),
    articles=r"https?://(?:www\.)?metrotvnews\.com/read/[A-Za-z0-9]{8}-[^/?#]+",
    id=r"/read/([A-Za-z0-9]{8})-",
    not_articles={"video page": r"^https?://[^/]+/play/"},
    discover=(Rubric("https://www.metrotvnews.com/index", item=".item, .list-news", links="h3 a, .text a"),),
    dateline=OPENING,
    # one public scraper of August 2026
    layouts=(
        Layout(
            "news-text",
            years="2026 (unverified)",
            when=".news-text",
            headline="h1",
            published="p.pt-20.date",  # "Rani Puspita • 31 Januari 2024 08:30"
            byline="p.pt-20.date",
            section=".breadcrumb-content a",
            caption="figcaption",
            body=".news-text",
            drop=("td, .socmed-share-container, .ads",),
            byline_meta=True,
        ),
    ),
)

MEDCOM = Outlet(
    name="medcom",
    title="Medcom.id",
    domains=("medcom.id",),
    hosts="www",
    examples=("https://www.medcom.id/nasional/daerah/4BA1A2B3-panen-garam-di-rembang",),
    articles=r"https?://(?:www\.)?medcom\.id/[a-z-]+/[a-z-]+/[A-Za-z0-9]{8}-[^/?#]+",
    id=r"/([A-Za-z0-9]{8})-[^/]+$",
    discover=(Feed("https://www.medcom.id/feeds/berita"),),
    dateline=OPENING,
    # one public scraper of July 2026; who wrote a text is in the metadata at most
    layouts=(
        Layout(
            "artikel-body",
            years="2026 (unverified)",
            when=".artikel-body",
            headline="h1",
            published=".blog-date",
            caption="figcaption",
            body=".artikel-body",
            drop=("[id^=Ads_], .parallax_ads, #stickshare",),
            byline_meta=True,
        ),
    ),
)
