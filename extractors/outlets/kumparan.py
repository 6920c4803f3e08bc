"""kumparan, kumparan.com: articles of its newsroom and of accounts of readers and partners.

Known from a mirror of July 2026. No class name is stable; the attribute ``data-qa-id`` names the parts of a page. The
channel pages are filled by a script from an interface that is asked with POST, so lists are read from feed and sitemaps.
"""

from extractors.rules import Capture, Feed, Layout, Outlet, Sitemap

CHANNELS = tuple("news entertainment bisnis food-travel otomotif woman mom tekno-sains bola-sports".split())

KUMPARAN = Outlet(
    name="kumparan",
    title="kumparan",
    domains=("kumparan.com",),
    names=tuple(
        "kumparan kumparanNEWS kumparanBISNIS kumparanHITS kumparanSPORT kumparanBOLANITA kumparanBOLA kumparanTECH"
        " kumparanSAINS kumparanOTO kumparanFOOD kumparanTRAVEL kumparanSTYLE kumparanWOMAN kumparanMOM kumparanREG"
        " kumparanPLUS kumparanK-POP kumparanBUZZ kumparanTEKNO".split()
    ),
    articles=r"https?://(?:www\.|m\.)?kumparan\.com/[a-z0-9][a-z0-9._-]*/[a-z0-9]+(?:-[a-z0-9]+)*-[A-Za-z0-9]{11}(?:/full)?/?(?:[?#]|$)",
    examples=("https://kumparan.com/kumparannews/panen-garam-di-rembang-24AbC1dEfGh",),
    not_articles={
        "video page": r"^https?://[^/]+/(?:video|videos)/",
        "index page": r"^https?://[^/]+/(?:channel|topic|trending|user|author)\b",
    },
    canonical=(
        (r"^https?://(?:www\.|m\.)kumparan\.com/", "https://kumparan.com/"),
        (r"(-[A-Za-z0-9]{11})/full$", r"\1"),
    ),
    id=r"-([A-Za-z0-9]{11})$",
    discover=(
        Feed("https://lapi.kumparan.com/v2.0/rss/"),
        Sitemap("https://kumparan.com/sitemap_channel_{channel}.xml", channels=CHANNELS, seen="2026-07"),
        Sitemap("https://kumparan.com/sitemap.xml", seen="2026-07"),
    ),
    capture=Capture(chrome=(r"waktu baca \d+ menit",)),
    layouts=(
        Layout(
            "story",
            years="2020– (mirror)",
            when="[data-qa-id=story-paragraph]",
            headline="[data-qa-id=story-title] || h1",
            published="[data-qa-id=publish-date]",
            byline="[data-qa-id=author-name]",
            editors="[data-qa-id=editor-name]",
            section_meta=True,
            caption="[data-qa-id=image-caption]",
            # until about 2025 a paragraph was a span in a box of its own
            body="article:has([data-qa-id=story-paragraph]) || .track_paragraph || [data-qa-id=story-paragraph]",
            keywords="[data-qa-id=tag-topic]",
            drop=(
                "[data-qa-id*=-article-page-], [data-qa-id*=banner], [data-qa-id^=breaking-news-compartment]",
                "[data-qa-id=share-wrapper], [data-qa-id=story-footer], [data-qa-id=end_of_article]",
                "[data-qa-id=reading-time]",
            ),
            byline_meta=True,
        ),
    ),
)
