"""B-Universe beside Beritasatu: Investor Daily, Jakarta Globe."""

from extractors.rules import Dateline, Layout, Outlet, Rubric

INVESTOR = Outlet(
    name="investor",
    title="Investor Daily",
    domains=("investor.id",),
    hosts="investor.id",
    examples=("https://investor.id/market/312345/harga-nikel-naik",),
    articles="/{path}/{id}/{slug}",
    # the site answers 403 to most clients
    discover=(
        Rubric(
            "https://investor.id/{channel}/indeks",
            channels=("market", "corporate-action", "business", "finance", "macroeconomy"),
            item=".row.mb-4.position-relative",
            links="h4 a",
        ),
    ),
    dateline=Dateline("investor.id", place=True),
    # named by three public scrapers up to April 2026
    layouts=(
        Layout(
            "body-content",
            years="2024–2026 (unverified)",
            when=".body-content",
            headline="h1",
            published="span.text-muted",
            byline=".col.small.pt-1 b",
            section=".breadcrumb a",
            caption="figcaption",
            body=".body-content",
            drop=(".mt-4.mb-4:has(a), .ads",),
        ),
    ),
)

JAKARTAGLOBE = Outlet(
    name="jakartaglobe",
    title="Jakarta Globe",
    domains=("jakartaglobe.id",),
    hosts="jakartaglobe.id",
    examples=("https://jakartaglobe.id/business/nickel-price-rises-again",),
    articles="/{channel}/{words}",
    language="en",
    discover=(
        Rubric("https://jakartaglobe.id/{channel}", channels=("news", "business", "tech", "lifestyle")),
    ),
    dateline=Dateline(place=True),
    # one public scraper of May 2026 names the text; the rest is metadata
    layouts=(
        Layout(
            "content-body",
            years="2026 (unverified)",
            when=".content-body",
            headline="h1",
            caption="figcaption",
            body=".content-body",
            byline_meta=True,
            section_meta=True,
        ),
    ),
)
