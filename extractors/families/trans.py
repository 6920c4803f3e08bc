"""Trans Media: detik's template, on detik.com and on the sites of the house that are known only by it."""

from extractors.rules import Family, Feed, Index, Layout

DETAIL = Layout(
    "detail",
    years="2019–",
    when=".detail__body-text",
    headline="h1.detail__title",
    published=".detail__date",
    byline=".detail__author",
    section=".page__breadcrumb a",
    caption=".detail__media-caption, .pic_artikel_sisip span",
    body=".detail__body-text",
    keywords=".detail__body-tag a.nav__item",
)

COMMON = Layout(
    read_also="table.linksisip, .lihatjg",
    drop=(
        ".detail__label",  # "- detikHealth" after the writer's name
        ".parallaxindetail, .para_caption, .noncontent, .ads-scrollpage-container, .staticdetail_container",
        "strong:has(#aevp_title), #aevp, a.embed, .sisip_video_ds, .sisip_embed_sosmed",
        ".detail__body-tag, .detail__multiple, .collapsible",  # the last is a table of contents
    ),
)

TRANS = Family(
    name="trans",
    # /kanal/20240131083000-4-512345/slug
    articles=r"https?://(?:www\.)?[a-z]+\.com/[a-z-]+/\d{14}-\d+-\d+/[^/?#]+",
    id=r"/\d{14}-\d+-(\d+)/",
    not_articles={
        "video page": r"^https?://[^/]+/(?:video|tv)/",
        "photo gallery": r"^https?://[^/]+/(?:foto|photo)/",
    },
    discover=(
        Index("https://{host}/indeks?date={date:%Y/%m/%d}&page={page}", item="article", links="a"),
        Feed("https://{host}/rss"),
    ),
    common=Layout(
        read_also=COMMON.read_also,
        drop=(
            *COMMON.drop,
            ".paradetail, .pic_artikel_sisip_table, .ads_native_d, .ads-slot, .beaupicks, .detail__embed",
            '.smartbanner_new, [data-target="detail/aevp"]',
        ),
    ),
    layouts=(DETAIL,),
)
