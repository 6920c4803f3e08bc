"""IDX Channel, idxchannel.com: stock market television of the MNC group.

No served page was seen: six public programs read it.
"""

from extractors.rules import Dateline, Index, Layout, Outlet, Pages, Sitemap

IDXCHANNEL = Outlet(
    name="idxchannel",
    title="IDX Channel",
    domains=("idxchannel.com",),
    names=("IDXChannel", "Tim IDX Channel"),
    articles="/{channel}/{words}",
    examples=("https://www.idxchannel.com/market-news/produsen-garam-rembang-tambah-gudang",),
    not_articles={
        "video page": r"^https?://[^/]+/(?:video|live)\b",
        "photo gallery": r"^https?://[^/]+/(?:foto|infografis)/",
        "index page": r"^https?://[^/]+/(?:indeks|author)\b",
    },
    # read by a public program in July 2026
    discover=(
        Sitemap(
            "https://www.idxchannel.com/{channel}/sitemap.xml",
            channels=tuple("news market-news economics technology".split()),
            news=True,
        ),
        Index(
            "https://www.idxchannel.com/indeks?date={date:%Y-%m-%d}",
            links=".list-berita-baru a, .title-capt a",
        ),
    ),
    dateline=Dateline("IDXChannel", "IDX Channel", place=True),
    layouts=(
        Layout(
            "article",
            years="2021– (unverified)",
            when=".article--content",
            headline="h1",
            published=".article--creator .text-body--2 || .article--creator",
            byline='.article--creator a.creator, .list-tim-editor:has(.job-editor:contains("Reporter")) .name-editor',
            editors='.list-tim-editor:has(.job-editor:contains("Editor")) .name-editor',
            caption="figcaption",
            body=".article--content",
            keywords=".article--tags-link a",
            read_also=".baca-juga-new, .baca_juga",
            drop=("#relatedNews, .berita--terkait, .berita--terkait-container, .outer-social-media-box",),
            pages=Pages(path="/{page}", links=".paging a", whole="/all"),
        ),
    ),
)
