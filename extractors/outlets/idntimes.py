"""IDN Times, idntimes.com: news and listicles for young readers, many by community writers.

Known from a real page: the desktop template of 2017–25 and, of the mobile one, the text container.
The names around it, and those of both AMP templates, follow their desktop twins and are unverified.
"""

from dataclasses import replace

from extractors.families.idn import IDN_ADS, IN_2025
from extractors.rules import ADS, Capture, Dateline, Layout, Outlet, Rubric, Sitemap, Tag

NOT_SECTIONS = "tag|tag-manager|author|search|search-ajax|ajax|index|indeks|login|v1"

IDNTIMES = Outlet(
    name="idntimes",
    title="IDN Times",
    domains=("idntimes.com",),
    hosts="www bali jabar jateng jatim jogja banten sumut sumsel sulsel kaltim lampung ntb",
    names=("IDN Times Community", "IDNTimes.com"),
    # 2025–: /news/world/{slug}-{5}-{6}[/amp]; before: /news/world/[amp/]{writer}/{slug}[/full]
    articles=(
        rf"https?://[a-z]+\.idntimes\.com/(?!(?:{NOT_SECTIONS})/)[a-z-]+/[a-z0-9-]+/"
        r"(?:[a-z0-9-]+-[a-z0-9]{5}-[a-z0-9]{6}(?:/amp)?|(?:amp/)?[a-z0-9.-]+/(?!amp/?(?:[?#]|$))[a-z0-9-]+(?:/full)?)"
        r"/?(?:[?#].*)?$"
    ),
    examples=(
        "https://www.idntimes.com/news/world/kapal-riset-tiba-di-kutub-00-ab1cd-e2f3gh",
        "https://www.idntimes.com/news/world/nama-penulis/kapal-riset-tiba-di-kutub",
    ),
    not_articles={
        "search page": r"^https?://[^/]+/search(?:-ajax)?\b",
        "index page": r"^https?://[^/]+(?:/[a-z0-9-]+){0,2}/?(?:[?#]|$)|^https?://[^/]+/(?:author|index|indeks|ajax)\b",
    },
    canonical=(
        (r"(\.idntimes\.com/[^/]+/[^/]+)/amp/", r"\1/"),
        (r"/(?:amp|full)/?(?=[?#]|$)", ""),
        (r"\?page=all$", ""),
    ),
    # since 2025 an address ends in a token for the author and one for the article
    id=r"idntimes\.com/[a-z0-9-]+/[a-z0-9-]+/[a-z0-9-]+-[a-z0-9]{5}-([a-z0-9]{6})/?$",
    discover=(
        Rubric(
            "https://www.idntimes.com/{channel}",
            channels=tuple(
                "news business life science travel food hype sport tech health men automotive".split()
            ),
            item="a:has([data-cy=ds-card-article-title])",
            links="a:has([data-cy=ds-card-article-title])",
            date="[data-cy=ds-card-article-pubdate]",
        ),
        # it answered 403 in September 2026, to any client that is no browser
        Sitemap("https://www.idntimes.com/sitemap.xml"),
        Tag(
            "https://www.idntimes.com/tag/{tag}",
            item="a:has([data-cy=ds-card-article-title])",
            browser=True,
        ),
    ),
    dateline=Dateline("IDN Times", place=True),
    common=Layout(
        read_also=".editors-pick",
        drop=(
            ADS,
            ".inarticle-ads, .loading-ads, .amp-ads, .parallax-ad, .amp-ad-wrapper",
            IDN_ADS,
            ".dm-player",
        ),
    ),
    layouts=(
        replace(
            IN_2025,
            name="2025-amp",
            when="head:has(style[amp-boilerplate]) ~ body #article-description",
            headline=f"{IN_2025.headline} || main h1",
        ),
        Layout(
            "amp",
            years="2017–2025",
            when="style[amp-boilerplate]",
            headline="h1.title-text || main h1",
            deck=".excerpt",
            published=".box-information time, .breadcrumb time",
            byline=".author-name a",
            section="ol.breadcrumb li:not(.gimmick)",
            caption=".featured-image > span, .main-article-source",
            body="#article-content",
            keywords=".content-post-topic a",
            byline_meta=True,
        ),
        IN_2025,
        Layout(
            "mobile",
            years="2020",
            when="div#article-content.article__content",
            headline="h1.article__title || h1",
            deck=".article__excerpt || .excerpt",
            published=".article__date || .breadcrumb time",
            byline=".article__author-name, .community-author-bottom .community-author-name",
            editors=".content-post-editorial-full li, .content-post-editorial li",
            section=".breadcrumb li:not(.gimmick)",
            caption=".featured-image > span, .embed-image > span",
            body="div#article-content.article__content",
            keywords=".content-post-topic a, a.btn-topic",
            byline_meta=True,
            section_meta=True,
        ),
        Layout(
            "2017",
            years="2017–2025",
            when="article#article-content.content-post-description",
            headline="h1.title-text",
            deck="div.excerpt",
            published="ol.breadcrumb time.date",
            byline=".box-information .author-name a, .community-author-bottom .community-author-name",
            editors=".content-post-editorial-full li",
            section="ol.breadcrumb li:not(.gimmick)",
            caption=".featured-image > span, .main-article-source",
            body="article#article-content.content-post-description",
            keywords=".content-post-topic a.btn-topic",
        ),
    ),
    capture=Capture(
        related=("Latest in .{3,40}",),
        chrome=(
            r"Topi[ck]:?",
            r"Topics",
            r"Editorial Team",
            r"Show All",
            r"Read More",
            r"IDN Times Community",
        ),
        editors_last=True,
    ),
)
