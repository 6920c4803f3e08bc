"""detikcom, detik.com: one host per channel (news., finance., inet., ...), regional ones below www."""

from extractors.families.trans import COMMON, DETAIL
from extractors.rules import Capture, Dateline, Feed, Index, Layout, Outlet, Pages, Sitemap, Tag

DETIK = Outlet(
    name="detik",
    title="detikcom",
    domains=("detik.com",),
    hosts="news finance inet hot sport oto travel food health wolipop",
    names=("Tim detikcom", "Tim detik"),
    # since 2016: /berita/d-7016153/slug; before: /read/2015/11/05/100026/3062623/323/slug
    articles=("/{path}/d-{id}[/{slug}][/(amp|{number})]", "/read/{date}/{number}/{id}/{number}/{slug}"),
    examples=(
        "https://news.detik.com/berita/d-7012345/kebun-toga-di-gang-sempit",
        "https://inet.detik.com/read/2015/11/05/100026/3012345/323/perahu-naga",
    ),
    no_articles_on=("20", "foto", "m"),
    not_articles={
        "video page": r"^https?://20\.detik\.com/|^https?://[^/]+/(?:[a-z0-9-]*video[a-z0-9-]*|detiktv)/",
        "photo gallery": r"^https?://foto\.detik\.com/|^https?://[^/]+/(?:foto[a-z0-9-]*|readfoto|fotostory)/",
        "index page": r"^https?://[^/]+/(?:[a-z-]+/)?(?:indeks|indeksfokus|kanal|terpopuler)\b",
    },
    canonical=((r"(/d-\d+/[^/?#]+)/(?:amp|\d+)/?$", r"\1"),),
    discover=(
        Sitemap(
            "https://{channel}/sitemap_news.xml",
            channels={"news": "news.detik.com/berita", "finance": "finance.detik.com"},
            news=True,
        ),
        Index(
            "https://{channel}.detik.com/indeks?page={page}&date={date:%m/%d/%Y}",
            channels=tuple("news finance inet hot sport oto travel food health wolipop".split()),
            item="article",
            links="h3 a, h2 a",
        ),
        Feed("https://rss.detik.com/index.php/detikcom"),
        Tag("https://www.detik.com/tag/{tag}/?sortby=time&page={page}", item="article", links="a"),
    ),
    dateline=Dateline(place=True),  # "Jakarta -" in bold, "Aceh Tamiang, Aceh -"
    common=Layout(
        read_also=COMMON.read_also,
        drop=COMMON.drop,
        desk_code=r"\((?:Content Promotion|Tagsite)\s?/[^()]{2,60}\)$",  # sponsored text: "(Content Promotion/Name)"
        # the pages have addresses of their own (.../2), but one parameter gives the whole text
        pages=Pages(query="single", links='.detail__multiple a[href*="single=1"]', whole="1"),
    ),
    layouts=(
        DETAIL,
        # Wolipop and others use other names around the same text container; known only from public scrapers
        Layout(
            "itp",
            years="2023– (unverified)",
            when=".itp_bodycontent",
            headline="article h1 || h1",
            published="article time, article .date || time",
            byline="article .author, .text-author",
            section=".page__breadcrumb a, .breadcrumb a",
            caption="article figcaption",
            body=".itp_bodycontent",
            keywords=".detail__body-tag a.nav__item, .tag-list a",
            byline_meta=True,
            section_meta=True,
        ),
        Layout(
            "text-detail",
            years="2015–2016",
            when=".text_detail",
            headline="h1",
            published=".breadcrumb ~ .date",
            byline=".breadcrumb ~ .author > strong",
            section="ul.breadcrumb a",
            caption=".pic_artikel > span",
            body=".text_detail",
            drop=("#bacajugabox, .label_fokus, .articleshare2",),
            local_dates=True,
        ),
    ),
    capture=Capture(
        related=("Berita detikcom Lainnya", "Most Popular", "Hoegeng Awards.*", "Komentar Terbanyak"),
        chrome=(
            r"BAGIKAN",
            r"URL telah disalin",
            r"SCROLL TO (?:CONTINUE|RESUME) (?:WITH )?CONTENT",
            r"Foto:.{0,60}",
        ),
    ),
)
