"""Viva Group beside VIVA: tvOneNews, and four sites that are known by their addresses alone."""

from extractors.families.viva import MAIN_CONTENT, VIVA_GROUP
from extractors.rules import Dateline, Layout, Outlet, Rubric, Sitemap

TVONENEWS = Outlet(
    name="tvonenews",
    title="tvOnenews.com",
    domains=("tvonenews.com",),
    examples=("https://www.tvonenews.com/daerah/jateng/212345-panen-garam-di-rembang",),
    names=("Tim TvOne", "tvOne"),
    dateline=Dateline("tvOnenews.com", "tvOnenews", place=True),
    discover=(
        Sitemap("https://www.tvonenews.com/sitemap/news/sitemap.xml"),
        Rubric(
            "https://www.tvonenews.com/indeks",
            item=".article-list-row",
            links="a.ali-title",
            date=".ali-date",
        ),
    ),
    layouts=(
        # named by three public scrapers of 2022 to 2026
        Layout(
            "detail-content",
            years="2022– (unverified)",
            headline="h1",
            published=".detail-date",
            byline=".detail-author-data a || .detail-author",
            section=".breadcrumb a",
            caption="figcaption",
            body=".detail-content",
            drop=("[class^=slotiklan-]",),
            pages=MAIN_CONTENT.pages,
        ),
    ),
    family=VIVA_GROUP,
)

INTIPSELEB = Outlet(
    name="intipseleb",
    title="IntipSeleb",
    domains=("intipseleb.com",),
    examples=("https://www.intipseleb.com/lokal/12345-konser-di-lapangan-desa",),
    dateline=Dateline("IntipSeleb", place=True),
    family=VIVA_GROUP,
)

SAHIJAB = Outlet(
    name="sahijab",
    title="Sahijab",
    domains=("sahijab.com",),
    examples=("https://www.sahijab.com/artikel/1234-batik-cap-dari-lasem",),
    dateline=Dateline("Sahijab", place=True),
    family=VIVA_GROUP,
)

SERATUSKPJ = Outlet(
    name="100kpj",
    title="100KPJ",
    domains=("100kpj.com",),
    examples=("https://www.100kpj.com/motor/12345-bengkel-di-lereng",),
    dateline=Dateline("100KPJ", place=True),
    family=VIVA_GROUP,
)

JAGODANGDUT = Outlet(
    name="jagodangdut",
    title="JagoDangdut",
    domains=("jagodangdut.com",),
    examples=("https://www.jagodangdut.com/berita/12345-kendang-dari-nangka",),
    dateline=Dateline("JagoDangdut", place=True),
    family=VIVA_GROUP,
)
