"""ANTARA, antaranews.com: the national news agency, with regional hosts (jatim., bali., ...) and en. in English."""

from extractors.rules import ADS, Capture, Dateline, Feed, Index, Layout, Outlet, Pages, Rubric, Tag

ANTARA = Outlet(
    name="antara",
    title="ANTARA News",
    domains=("antaranews.com",),
    # of the regional hosts, bali to papua are named by public crawlers; the others are known by name only
    hosts=(
        "www en bali jateng jatim jabar sumut sulteng kalteng megapolitan bengkulu papua"
        " aceh sumbar riau kepri jambi sumsel babel lampung banten jogja kalbar kalsel kaltim kaltara"
        " makassar sultra gorontalo manado ambon mataram kupang papuabarat"
    ),
    names=("ANTARA", "Antaranews.com", "PR Wire", "prwir", "Redaksi ANTARA"),
    articles="//{host}.antaranews.com/[amp/](berita|news|rilis-pers|press-release)/{id}/{slug}",
    examples=("https://jatim.antaranews.com/berita/123456/petani-garam-panen",),
    not_articles={
        "video page": r"^https?://[^/]+/(?:video|vidio)/|^https?://tv\.antaranews\.com/",
        "photo gallery": r"^https?://[^/]+/(?:foto|infografik|infographics)/",
        "tag page": r"^https?://[^/]+/(?:tag|slug)/",
        "index page": r"^https?://[^/]+/(?:terkini|indeks|top-news|terpopuler)\b",
    },
    canonical=(
        (r"^https?://m\.antaranews\.com/", "https://www.antaranews.com/"),
        (r"(\.antaranews\.com)/amp/", r"\1/"),
    ),
    languages={"en.antaranews.com": "en"},
    discover=(
        # its sitemap was reported broken in September 2026
        Feed("https://{host}/rss/terkini.xml", seen="2026-02"),
        Feed(
            "https://www.antaranews.com/rss/{channel}.xml",
            channels=tuple("top-news politik hukum ekonomi-finansial ekonomi-bisnis".split()),
            seen="2026-02",
        ),
        Index(
            "https://www.antaranews.com/indeks/{date:%d-%m-%Y}/{page}",
            links=".simple-post h3 a, .card__post a",
        ),
        Rubric(
            "https://www.antaranews.com/terkini?page={page}",
            item=".card__post",
            links=".card__post h2 a, .card__post h3 a, .card__post a",
        ),
        Tag("https://www.antaranews.com/tag/{tag}?page={page}", item=".card__post", links="a"),
    ),
    # "Mataram, NTB (ANTARA News) - ", "Jakarta (ANTARA) - ", "ISTANBUL, 23 Februari 2016 (Antara/PRNewswire) --"
    dateline=Dateline("ANTARA", "ANT", place=True),
    common=Layout(read_also=".baca-juga", drop=(ADS,)),
    layouts=(
        # 2022 and later, then the years before: names that public scrapers use; the elements inside are unverified
        Layout(
            "wrap",
            years="2022– (unverified)",
            when=".wrap__article-detail-content",
            headline=".wrap__article-detail-title h1 || .wrap__article-detail-title",
            published=".wrap__article-detail-info .list-inline-item, .text-secondary.font-weight-normal",
            byline=".text-muted.mt-2.small",
            section=".breadcrumbs__item:not(.breadcrumbs__item--current)",
            caption=".wrap__article-detail-image figcaption, .wrap__article-detail-content figcaption",
            body=".wrap__article-detail-content",
            keywords=".blog-tags a, .tags__article a",
            drop=(".total-views, .share",),
        ),
        Layout(
            "post",
            years="2018–2022 (unverified)",
            when="h1.post-title ~ * .article-date, .post-header .article-date",
            headline="h1.post-title",
            published=".article-date",
            byline="p.text-muted.small",
            section=".breadcrumb a",
            caption=".post-wrapper figcaption, .image-overlay figcaption",
            body=".post-content",
            keywords=".tags-widget a",
            drop=(".simple-share",),
        ),
        # the regional hosts, as public scrapers of 2025 and 2026 read them; `datePublished` there may be another day's
        Layout(
            "regional",
            years="2025– (unverified)",
            when=".post-content[itemprop=articleBody]",
            headline="h1",
            published="header time[itemprop=dateModified], .article-date",
            byline="p.text-muted.small",
            section=".breadcrumb a",
            caption="figcaption",
            body=".post-content[itemprop=articleBody]",
            keywords=".tags-widget a",
            pages=Pages(query="page", whole="all"),
        ),
        Layout(
            "content-news",
            years="2015–2017",
            when="#content_news",
            headline="h1.title",
            published=".bjbrt > .date",  # "... 14:56 WIB | 1.229 Views"
            byline=".bjbrt > .byline, #content_news > p.mt10",
            caption="#caption_news",
            body="#content_news",
            drop=("#content_news > p.date",),
        ),
    ),
    capture=Capture(
        related=("Top News",),
        chrome=(r"Copyright © ANTARA \d{4}", r"[\d.]+ Views", r"Dilarang keras mengambil konten.*"),
    ),
)
