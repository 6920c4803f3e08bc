"""Trans Media beside detik and CNN Indonesia: CNBC Indonesia, and three sites that are known by addresses and ads."""

from extractors.families.trans import TRANS
from extractors.rules import Dateline, Feed, Index, Layout, Outlet, Pages

CNBCINDONESIA = Outlet(
    name="cnbcindonesia",
    title="CNBC Indonesia",
    domains=("cnbcindonesia.com",),
    examples=("https://www.cnbcindonesia.com/market/20240131083000-17-512345/harga-nikel-naik",),
    dateline=Dateline("CNBC Indonesia", place=True),
    discover=(
        Feed(
            "https://www.cnbcindonesia.com/{channel}/rss",
            channels=tuple(
                "news market investment entrepreneur syariah tech lifestyle opini research".split()
            ),
        ),
        Index(
            "https://www.cnbcindonesia.com/indeks?date={date:%Y/%m/%d}&page={page}",
            item=".nhl-list a.group",
            links="a.group",
        ),
    ),
    layouts=(
        # named by three public scrapers up to August 2026; `.detail_text` until about 2023
        Layout(
            "detail-text",
            years="2024– (unverified)",
            when=".detail-text, .detail_text",
            headline="h1",
            published=".text-cm.text-gray",
            byline="div.mb-1.text-base.font-semibold:not(:first-child)",
            section='a.text-xs.font-semibold[href="#"]',
            caption="figcaption",
            body=".detail-text, .detail_text",
            drop=(".autovideocnbc, .media-institusi",),
            byline_meta=True,
            pages=Pages(query="page", whole="all"),
        ),
    ),
    family=TRANS,
)

INSERTLIVE = Outlet(
    name="insertlive",
    title="InsertLive",
    domains=("insertlive.com",),
    examples=("https://www.insertlive.com/hot-gossip/20240131083000-7-312345/konser-di-lapangan-desa",),
    dateline=Dateline("Insertlive", place=True),
    common=Layout(
        years="2026 (unverified)", when=".detail__body", body=".detail__body-text || .detail__body"
    ),
    family=TRANS,
)

HAIBUNDA = Outlet(
    name="haibunda",
    title="HaiBunda",
    domains=("haibunda.com",),
    examples=("https://www.haibunda.com/parenting/20240131083000-62-312345/bekal-dari-ubi",),
    dateline=Dateline(place=True),
    common=Layout(years="2026 (unverified)"),
    family=TRANS,
)

BEAUTYNESIA = Outlet(
    name="beautynesia",
    title="Beautynesia",
    domains=("beautynesia.id",),
    examples=("https://www.beautynesia.id/life/lulur-dari-beras-hitam/b-281234",),
    articles="/{channel}/{slug}/b-{id}",
    id=r"/b-(\d+)",
    common=Layout(years="2026 (unverified)"),
    family=TRANS,
)
