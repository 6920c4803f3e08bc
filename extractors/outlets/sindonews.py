"""SINDOnews, sindonews.com: news site of the MNC group, one host per channel.

Known from a mirror of July 2026. Texts have no paragraph elements: two line breaks separate paragraphs. Page 2 of
a split article is at ``/5``, page 3 at ``/10``.
"""

from extractors.rules import Capture, Dateline, Feed, Index, Layout, Outlet, Pages

SINDONEWS = Outlet(
    name="sindonews",
    title="SINDOnews",
    domains=("sindonews.com",),
    hosts="www nasional daerah ekbis international sports kalam edukasi lifestyle otomotif tekno",
    names=("SINDOnews.com", "SINDOnews", "Sindonews", "Koran Sindo", "Koran SINDO"),
    articles="/read/{id}/{number}/{slug}",
    examples=("https://ekbis.sindonews.com/read/1712345/178/panen-garam-di-rembang-1782345678",),
    no_articles_on=("hi-lite", "scope", "media", "pict", "e", "video", "photo"),
    not_articles={
        "video page": r"^https?://video\.",
        "photo gallery": r"^https?://photo\.",
        "tag page": r"^https?://[^/]+/(?:tag|topic)/",
        "index page": r"^https?://[^/]+/(?:indeks|more|blog)\b|^https?://(?:index|hi-lite|scope|media|pict|e)\.",
    },
    discover=(
        Feed("https://www.sindonews.com/feed"),
        Feed("https://{host}/rss", seen="2026-02"),
        # 0 stands for all channels
        Index(
            "https://www.sindonews.com/indeks/0/{page}?t={date:%Y-%m-%d}",
            item=".warp-article",
            links=".title-article a",
            date=".date-article",
            seen="2026-07",
            first=0,
            step=20,
        ),
    ),
    dateline=Dateline("SINDOnews.com", "SINDOnews", "Koran SINDO", place=True, alone=True),
    layouts=(
        Layout(
            "detail",
            years="2026 (mirror)",
            when="#detail-desc",
            headline="h1.detail-title || h1",
            published=".detail-date-artikel",
            byline=".detail-nama-redaksi a[rel=author]",
            section_meta=True,
            caption=".detail-img figcaption, .detail-desc figcaption",
            body="#detail-desc",
            drop=("[class^=v-], .voutstream, .voucher_at, .vidwrap, .ads",),
            byline_meta=True,
            pages=Pages(path="/{page}", links=".paging-artikel a", whole="?showpage=all"),
        ),
        Layout(
            "2016",
            years="2016 (unverified)",
            when="h1[itemprop=headline] ~ .content, article:has(h1[itemprop=headline]) .content",
            headline="h1[itemprop=headline]",
            published="article > div.time",
            body="article .content",
        ),
    ),
    capture=Capture(chrome=(r"Baca Selengkapnya", r"Dibaca: [\d.]+x")),
)
