"""The Jakarta Post, thejakartapost.com: Indonesia's English-language daily, partly behind a paywall.

No served page was seen: six public programs read it; two of them were tried on pages of 2026.
"""

from extractors.rules import Feed, Layout, Outlet, Rubric

THEJAKARTAPOST = Outlet(
    name="thejakartapost",
    title="The Jakarta Post",
    domains=("thejakartapost.com",),
    names=("Jakarta Post", "thejakartapost.com"),
    articles="/{path}/{date}/{slug}.html",
    examples=(
        "https://www.thejakartapost.com/business/2026/05/20/salt-farmers-in-rembang-build-greenhouses.html",
    ),
    not_articles={
        "index page": r"^https?://[^/]+/(?:[a-z-]+/){0,2}latest\b",
        "video page": r"^https?://[^/]+/(?:multimedia/)?video/",
        "photo gallery": r"^https?://[^/]+/(?:multimedia/)?(?:photo|album)/",
    },
    language="en",
    # read by a public program in July 2026
    discover=(
        Rubric(
            "https://www.thejakartapost.com/{channel}/latest?page={page}",
            channels=tuple("business indonesia world opinion culture".split()),
            links=".latestDetail a, .listNews a",
        ),
        Feed("https://www.thejakartapost.com/feeds"),
    ),
    layouts=(
        Layout(
            "single",
            years="2020– (unverified)",
            when=".tjp-single__content",
            headline="h1.tjp-title, h1.tjp-title--single",
            published=".tjp-single__head .created",
            byline=".tjp-single__head .author",
            section=".breadcrumb a",
            caption="figcaption",
            body=".tjp-single__content",
            paywall=".tjp-paywall",
            drop=(".tjp-single__content-ads, .tjp-single__content-list, .tjp-newsletter-box, .tjp-premium",),
            byline_meta=True,
        ),
    ),
)
