"""Promedia: one template of many houses (Pikiran Rakyat's network, Promedia's partners, the Radar papers of Jawa Pos).

KOMPAS.com and Grid use the same class names for other things, so the layout is bound to its outlets' domains.
"""

from extractors.rules import Capture, Dateline, Family, Layout, Pages, Rubric, Tag

# public scrapers of 2021 to 2026 name these elements; one page of 2020 was seen, without its head
READ = Layout(
    "read",
    years="2020– (unverified)",
    when=".read__content, .read__article",
    headline="h1.read__title, .read__title h1",
    published=".read__info__date || .date_detail",  # "- Selasa, 24 Februari 2026 | 08:50 WIB"
    byline='.read__info__author a[href*="/author/"], .read__content ~ p:contains("Penulis:")',
    editors=(
        ".read__info__author .read_contributor, .read__info__author a:not([href]), "
        '.read__content ~ p:contains("Editor:")'
    ),
    sources='.read__content ~ p:contains("Sumber:")',
    section=".breadcrumb__item a",
    caption=".photo__caption",
    body=".read__content || .read__article",
    read_also="p:has(> .read__others)",
    keywords=".tag__list a || .read__tagging .tag a",
    drop=(
        ".ads, .prads, #prmn__megabillboard, #cont-megabillboard, .ads__under__image",
        ".coverwa, .social, .cards_list, .read__related, .mt1",
        ".read__paging, .paging",
    ),
    pages=Pages(query="page", links="a.paging__link", whole="all"),
)

PROMEDIA = Family(
    name="promedia",
    articles="/{channel}/[pr-]{id}/{slug}",
    discover=(
        Rubric(
            "https://{host}/indeks-berita?page={page}",
            item=".latest__item",
            links="a.latest__link",
            date=".latest__date",
        ),
        Tag("https://{host}/tag/{tag}?page={page}", item=".latest__item", links="a.latest__link"),
    ),
    # "PIKIRAN RAKYAT - ", "HOPS.ID - ", "SEMARANG, suaramerdeka.com - ", "RADAR BOGOR - "
    dateline=Dateline("*.com", "*.id", "*.co.id", place=True, alone=True),
    layouts=(READ,),
    capture=Capture(chrome=(r"Artikel ini adalah bagian dari Mitra Promedia Group\b.*", r"Halaman:?")),
)
