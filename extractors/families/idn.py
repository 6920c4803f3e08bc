"""IDN Media: the template of IDN Times since 2025, and the sites of the house that are known only by it."""

from extractors.rules import ADS, Dateline, Family, Layout, Rubric, Sitemap

IDN_ADS = "[id^=IDN_], [id^=wrapper-IDN_], [id^=for-you-ads-]"

IN_2025 = Layout(
    "2025",
    years="2025–",
    headline="h1[data-testid=title-article]",
    deck="[data-testid=excerpt-article]",
    published="[data-testid=publish-date-article] time",
    byline="[data-testid^=author-article]",
    editors="[data-testid^=editor-article]",
    section="[data-testid^=breadcrumbs-]",
    caption="[data-testid=cover-article] figcaption",
    body="#article-description",
    keywords="[data-testid=tag-list] a",
    byline_meta=True,
    section_meta=True,
)

IDN = Family(
    name="idn",
    # /news/world/{slug}-{5}-{6}, and titles alone before 2025
    articles="/{channel}/{channel}/[{channel}/]{words}",
    not_articles={"index page": r"^https?://[^/]+/(?:author|indeks|index)\b"},
    id=r"-(\d\d-[a-z0-9]{5}-[a-z0-9]{6})$|/([^/?#]+)$",
    discover=(Sitemap("https://{host}/sitemap.xml"), Rubric("https://{host}/")),
    dateline=Dateline("*.com", "*.id", "FORTUNE", place=True),
    common=Layout(read_also=".editors-pick", drop=(ADS, IDN_ADS, ".dm-player")),
    layouts=(IN_2025,),
)
