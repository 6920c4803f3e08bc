"""Republika, republika.co.id: one host per channel and region; its sister site ihram.co.id shares its templates."""

from extractors.rules import ADS, Capture, Dateline, Feed, Index, Layout, Outlet, Pages, Sitemap, Tag

REPUBLIKA = Outlet(
    name="republika",
    title="Republika",
    domains=("republika.co.id", "ihram.co.id"),
    names=("Republika Online", "Redaksi", "republika.co.id"),
    # /berita/tio9zt472/slug (sometimes with a double slash); before: /berita/nasional/daerah/16/02/15/o2l07x284-slug
    articles=("/berita/[/]{code}/{slug}", "/berita/{path}/{date}/{code}-{slug}"),
    examples=(
        "https://ekonomi.republika.co.id/berita/tio9zt472/panen-garam-di-rembang",
        "https://www.republika.co.id/berita/nasional/daerah/16/02/15/o2l07x284-panen-garam-di-rembang",
    ),
    no_articles_on=("static", "files", "m"),
    not_articles={
        "video page": r"^https?://[^/]+/(?:video|videos)/|^https?://[^/]+/berita/(?:[a-z-]+/)?[a-z-]*video[a-z-]*/",
        "photo gallery": r"^https?://[^/]+/(?:foto|infografis|galeri)/",
        "tag page": r"^https?://[^/]+/(?:tag|indeks/hot_topic)/",
        "index page": r"^https?://[^/]+/(?:indeks?|index|kanal|page|komentar)\b",
    },
    canonical=((r"(\.co\.id/berita)//", r"\1/"),),
    discover=(
        Sitemap("https://republika.co.id/files/xml/sitemap.xml"),
        Feed("https://www.republika.co.id/rss", seen="2026-02"),
        Index(
            "https://republika.co.id/index/{page}/{date:%Y/%m/%d}",
            item="li.list-group-item, .set_subkanal",
            first=0,
            step=50,
            browser=True,
        ),
        Tag("https://www.republika.co.id/tag/{tag}"),
    ),
    # "REPUBLIKA.CO.ID, JAKARTA -- ", "IHRAM.CO.ID, BANDUNG --"
    dateline=Dateline("REPUBLIKA.CO.ID", "*.CO.ID", place=True),
    common=Layout(
        section=".breadcome a || .breadcrumb a",
        read_also=".picked-article",
        keywords=".tagging a",
        drop=(ADS, "ins"),
    ),
    layouts=(
        # a mirror of July 2026
        Layout(
            "max-card",
            years="2023– (mirror)",
            when=".max-card__title",
            headline=".max-card__title h1",
            deck=".max-card__teaser",
            published=".date__info, .max-card__info .date, .date-item__headline",
            # since 2025 "Rep: Name/ Red: Name" in a box without id or class
            byline='.info-author, .max-card__author, .by, .max-card__title > div:contains("Red:")',
            caption=".max-card__image .caption, .max-card__image figcaption, .detail__media-caption",
            credit=".detail__media-caption > .source-img",
            body=".article-content article",
            keywords=".article-tags a, .tagging a",
            drop=("[id^=bn_], .footnote-wrap, #next-article",),
            # a script loads the further parts, from addresses that no source names
            pages=Pages(path="-part{page}"),
        ),
        # as read by a scraper of about 2020: title, date, people, text
        Layout(
            "wrap-detail-set",
            years="2018–2022 (unverified)",
            when=".wrap_detail_set .artikel",
            headline=".wrap_detail_set h1",
            published=".date_detail p",
            byline=".by p",
            caption=".wrap_detail_set figcaption, .caption p",
            body=".artikel",
        ),
        Layout(
            "jdl-detail",
            years="2016",
            when=".jdl-detail",
            headline=".jdl-detail h2",  # the h1 is the channel's name
            published=".wp-conten-detail > .date-detail",
            byline=".wp-reset .red",
            sources=".content-detail + div",
            caption=".wp-cap .caption",
            credit=".cap-foto",
            body=".content-detail",
        ),
        Layout(
            "global-detail",
            years="2017",
            when=".teaser.global-detail",
            headline=".h5.global-detail",
            published=".date-detail.global-detail",
            byline=".set-sosmed .red tr",
            caption=".set-cp .caption",
            credit=".img-set .def",
            body=".teaser.global-detail",
        ),
    ),
    capture=Capture(
        chrome=(r"SHARE", r"KOMENTAR", r"Scroll untuk membaca"),
    ),
)
