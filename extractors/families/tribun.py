"""Tribun Network: Tribunnews with a host for each regional paper, and papers on domains of their own."""

from extractors.rules import Capture, Dateline, Family, Index, Layout, Pages, Tag

# papers of the network with names of their own, as their texts begin
PAPERS = (
    "SERAMBINEWS.COM", "PROHABA.CO", "SRIPOKU.COM", "BANGKAPOS.COM", "POSBELITUNG.CO", "WARTAKOTALIVE.COM", "SURYA.CO.ID",
    "SURYAMALANG.COM", "POS-KUPANG.COM", "POSKUPANG.COM", "BANJARMASINPOST.CO.ID", "BPOST.CO.ID", "SUPERBALL.ID",
    "SUPERBALL.COM", "KOMPAS.COM",
)  # fmt: skip

# from a real page of 2020; a public crawler's notes of July 2026 have the same names, and the summary and ad boxes
TXT_ARTICLE = Layout(
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
    # "(Tribunnews.com/Name)", "(Serambinews.com/Name)"
    desk_code=r"\s*\((?i:[a-z][\w-]{3,30}\.(?:com|co\.id|id|co))(?:/[^()]{1,60})?\)\.?$",
    pages=Pages(query="page", links=".paging a", whole="all"),
)

TRIBUN = Family(
    name="tribun",
    # /pendidikan/2020/05/04/slug, /internasional/7858656/slug; regional: /2020/05/04/slug
    articles="/[amp/][{path}/]({date}|{id})/{slug}",
    id=r"^https://([^/]+)/(?:[^/?#]+/){1,3}(\d{5,})/[^/?#]+$",  # each host numbers on its own
    names=("Tribun", "Tribun Network", "Redaksi Tribunnews.com"),
    not_articles={
        "video page": r"^https?://video\.tribunnews\.com/|^https?://[^/]+/videos?/",
        "photo gallery": r"^https?://[^/]+/(?:images?|foto|webstories)/",
        "tag page": r"^https?://[^/]+/(?:tag|topic)/",
        "index page": r"^https?://[^/]+/(?:index-news|populer|penulis|editor)\b",
    },
    canonical=((r"^https?://m\.([^/]+)/(?:amp/)?", r"https://www.\1/"), (r"(//[^/]+)/amp/", r"\1/")),
    discover=(
        # addresses beyond page 10 repeat page 10
        Index(
            "https://{host}/index-news?date={date:%Y-%m-%d}&page={page}",
            item="ul.lsi > li",
            links="h3 a",
            date="time",
        ),
        Tag("https://{host}/tag/{tag}?page={page}", item="ul.lsi > li", links="h3 a", date="time"),
    ),
    # "TRIBUNNEWS.COM - ", "TRIBUNNEWS.COM, JAKARTA – ", "TRIBUN-MEDAN.com - ", "SURYA.CO.ID, SURABAYA - "
    dateline=Dateline("TRIBUN*.com", "TRIBUN*.co.id", "TRIBUN*.co", "TRIBUN*.id", *PAPERS, place=True),
    layouts=(TXT_ARTICLE,),
    capture=Capture(
        related=("Sesuai Minatmu",),
        chrome=(r"lihat foto", r"Ringkasan Berita:?", r"Tayang:.*", r"Ikuti kami di", r"Halaman \d+/\d+"),
    ),
)
