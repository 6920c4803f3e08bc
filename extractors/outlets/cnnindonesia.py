"""CNN Indonesia, cnnindonesia.com: news site of Trans Media, a sister of detikcom.

Known from a mirror of July 2026. The template before 2023 is known only from public scrapers.
"""

from extractors.rules import ADS, Capture, Dateline, Feed, Layout, Outlet, Pages, Rubric

CHANNELS = tuple("nasional internasional ekonomi teknologi olahraga hiburan gaya-hidup".split())

CNNINDONESIA = Outlet(
    name="cnnindonesia",
    title="CNN Indonesia",
    domains=("cnnindonesia.com",),
    names=("CNN Indonesia", "cnnindonesia.com"),
    articles="/{channel}/{number}-{number}-{id}/{slug}[/amp]",
    examples=("https://www.cnnindonesia.com/ekonomi/20260724100745-92-1312345/panen-garam-di-rembang",),
    not_articles={
        "video page": r"^https?://[^/]+/tv/",
        "photo gallery": r"^https?://[^/]+/(?:foto|infografis)/",
        "index page": r"^https?://[^/]+/(?:(?:[a-z-]+/)?indeks|outboundlinks)\b|^https?://[^/]+/[a-z-]+/?(?:[?#]|$)",
    },
    canonical=((r"/amp/?$", ""),),
    discover=(
        Feed("https://www.cnnindonesia.com/rss"),
        Feed("https://www.cnnindonesia.com/{channel}/rss", channels=CHANNELS),
        # the exact time of an entry is in an HTML comment
        Rubric(
            "https://www.cnnindonesia.com/indeks?page={page}",
            seen="2026-07",
            item="article.flex-grow",
            links="article > a",
        ),
        Rubric(
            "https://www.cnnindonesia.com/{channel}/indeks?page={page}",
            channels=CHANNELS,
            item="article.flex-grow",
            links="article > a",
        ),
    ),
    dateline=Dateline("CNN Indonesia", place=True),
    layouts=(
        Layout(
            "2023",
            years="2023– (mirror)",
            when=".detail-text",
            headline="h1",
            published=".text-cnn_grey.text-sm",
            byline=".text-cnn_black_light3 span",
            section=".gtm_breadcrumb_kanal, .gtm_breadcrumb_subkanal",
            caption="figure figcaption",
            body=".detail-text",
            read_also=".linksisip, .lihatjg",
            keywords='aside:has(> .title-box:contains("TOPIK TERKAIT")) a',
            drop=(
                ADS,
                ".paradetail, .para_caption, .ads-slot, .detail_ads, .inbetween_ads",
                ".newstag, .end-of-article, a[href*=outboundlinks]",
                ".sisip_embed_sosmed, .sisip_video_ds, p:has(> .inview_ap_0.videocnn)",
            ),
            pages=Pages(path="/{page}", links=".mb-8 > .gap-2.text-base a, select[name=multipage] option"),
        ),
        Layout(
            "2014",
            years="2014–2022 (unverified)",
            when=".detail_text",
            headline="h1.title",
            published=".date",
            byline=".author",
            caption=".detail_text figcaption, .pic_artikel figcaption",
            body=".detail_text",
            read_also=".linksisip, .lihatjg",
            drop=(".paradetail, .detail_ads, .newstag",),
        ),
    ),
    capture=Capture(chrome=("Add as a preferred source on Google",)),
)
