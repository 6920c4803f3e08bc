"""Tribunnews, tribunnews.com, with the hosts of its regional papers (jabar., jogja., ...)."""

from extractors.rules import Capture, Dateline, Index, Layout, Outlet, Pages, Sitemap, Tag

# papers of the network with names of their own, as their texts begin
PAPERS = (
    "SERAMBINEWS.COM", "PROHABA.CO", "SRIPOKU.COM", "BANGKAPOS.COM", "POSBELITUNG.CO", "WARTAKOTALIVE.COM", "SURYA.CO.ID",
    "SURYAMALANG.COM", "POS-KUPANG.COM", "POSKUPANG.COM", "BANJARMASINPOST.CO.ID", "BPOST.CO.ID", "SUPERBALL.ID",
    "SUPERBALL.COM", "KOMPAS.COM",
)  # fmt: skip

TRIBUNNEWS = Outlet(
    name="tribunnews",
    title="Tribunnews.com",
    domains=("tribunnews.com",),
    # those that a public list of feeds of 2026 names, and www
    hosts=(
        "www aceh prohaba medan padang pekanbaru batam jambi palembang sumsel bangka belitung lampung banten tangerang jakarta"
        " wartakota bogor depok bekasi jabar cirebon jateng banyumas pantura solo jogja jatim surabaya suryamalang mataraman"
        " madura bali mataram lombok kupang flores pontianak kalteng banjarmasin kaltim kaltara makassar sulbar palu manado"
        " ambon papua papuabarat"
    ),
    names=("Tribun", "Tribun Network", "Redaksi Tribunnews.com"),
    # /pendidikan/2020/05/04/slug, /internasional/7858656/slug; regional: /2020/05/04/slug
    articles="/[amp/][{path}/]({date}|{id})/{slug}",
    examples=(
        "https://www.tribunnews.com/internasional/7812345/panen-garam-di-rembang",
        "https://jateng.tribunnews.com/2020/05/04/panen-garam-di-rembang",
    ),
    not_articles={
        "video page": r"^https?://video\.tribunnews\.com/|^https?://[^/]+/videos?/",
        "photo gallery": r"^https?://[^/]+/(?:images?|foto|webstories)/",
        "tag page": r"^https?://[^/]+/(?:tag|topic)/",
        "index page": r"^https?://[^/]+/(?:index-news|populer|penulis|editor)\b",
    },
    canonical=(
        (r"^https?://m\.tribunnews\.com/(?:amp/)?", "https://www.tribunnews.com/"),
        (r"(\.tribunnews\.com)/amp/", r"\1/"),
    ),
    discover=(
        Sitemap(
            "https://www.tribunnews.com/{channel}/sitemap-news.xml",
            channels=tuple(
                "nasional regional internasional metropolitan bisnis sport superskor seleb lifestyle pendidikan".split()
            ),
            news=True,
        ),
        Sitemap("https://www.tribunnews.com/sitemap.xml", follow=r"sitemap-(?:news|web)\.xml"),
        # addresses beyond page 10 repeat page 10
        Index(
            "https://www.tribunnews.com/index-news?date={date:%Y-%m-%d}&page={page}",
            item="ul.lsi > li",
            links="h3 a",
            date="time",
        ),
        Tag(
            "https://www.tribunnews.com/tag/{tag}?page={page}", item="ul.lsi > li", links="h3 a", date="time"
        ),
    ),
    # "TRIBUNNEWS.COM - ", "TRIBUNNEWS.COM, JAKARTA – ", "TRIBUN-MEDAN.com - ", "SURYA.CO.ID, SURABAYA - "
    dateline=Dateline("TRIBUN*.com", "TRIBUN*.co.id", "TRIBUN*.co", "TRIBUN*.id", *PAPERS, place=True),
    layouts=(
        # from a real page of 2020; a public crawler's notes of July 2026 have the same names, and the summary and ad
        # boxes
        Layout(
            "txt-article",
            years="2019–",
            headline="#arttitle",
            published="#article time, time.grey",
            byline="#penulis",
            editors="#editor",
            sources='#editor ~ div:contains("Sumber")',
            section="li[itemprop=itemListElement] a",
            section_meta=True,
            caption="#artimg .arial.f12, .txt-article figcaption",
            credit="#artimg .f11.white",
            body=".side-article.txt-article",
            read_also="p.baca",
            keywords=".tagcloud3 a",
            drop=(
                "blockquote.summary-article",
                ".ads-placeholder, [id^=div-Inside], .paging, h4.hide",
            ),
            desk_code=r"\s*\((?i:tribun[\w-]*\.(?:com|id))(?:/[^()]{1,60})?\)\.?$",  # "(Tribunnews.com/Name)"
            pages=Pages(query="page", links=".paging a", whole="all"),
        ),
    ),
    capture=Capture(
        related=("Sesuai Minatmu",),
        chrome=(r"lihat foto", r"Ringkasan Berita:?", r"Tayang:.*", r"Ikuti kami di", r"Halaman \d+/\d+"),
    ),
)
