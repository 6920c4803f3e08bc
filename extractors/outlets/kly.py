"""KLY beside Liputan6, Merdeka and KapanLagi: Fimela, Bola.com, Bola.net, Otosia, Dream, Brilio."""

from extractors.families.kly import KLY
from extractors.rules import Dateline, Feed, Layout, Outlet, Sitemap

FIMELA = Outlet(
    name="fimela",
    title="Fimela",
    domains=("fimela.com",),
    examples=("https://www.fimela.com/lifestyle/read/5123456/menanam-sawi-di-balkon",),
    dateline=Dateline("Fimela.com", place=True),
    common=Layout(
        years="2025 (unverified)",
        published="time.read-page--header--author__modified-time || .read-page--header--author__datetime",
    ),
    family=KLY,
)

BOLA = Outlet(  # known by its address and ads, as are Otosia and Dream
    name="bola",
    title="Bola.com",
    domains=("bola.com",),
    examples=("https://www.bola.com/indonesia/read/5123456/gol-menit-akhir",),
    dateline=Dateline("Bola.com", place=True),
    common=Layout(years="2026 (unverified)"),
    family=KLY,
)

OTOSIA = Outlet(
    name="otosia",
    title="Otosia",
    domains=("otosia.com",),
    examples=("https://www.otosia.com/berita/read/5123456/motor-listrik-rakitan",),
    dateline=Dateline("Otosia.com", place=True),
    common=Layout(years="2026 (unverified)"),
    family=KLY,
)

DREAM = Outlet(
    name="dream",
    title="Dream.co.id",
    domains=("dream.co.id",),
    examples=("https://www.dream.co.id/lifestyle/read/5123456/batik-cap-dari-lasem",),
    dateline=Dateline("Dream", place=True),
    common=Layout(years="2026 (unverified)"),
    family=KLY,
)

BRILIO = Outlet(
    name="brilio",
    title="Brilio",
    domains=("brilio.net",),
    examples=("https://www.brilio.net/ragam/warung-dengan-perpustakaan-240131a.html",),
    articles="/{channel}/{slug}.html",
    id=r"-(\d{6}\w)\.html",
    dateline=Dateline("Brilio.net", place=True),
    common=Layout(years="2026 (unverified)"),
    family=KLY,
)

BOLANET = Outlet(
    name="bolanet",
    title="Bola.net",
    domains=("bola.net",),
    examples=("https://www.bola.net/tim_nasional/latihan-di-tengah-hujan-1a2b3c.html",),
    articles=r"https?://(?:www\.)?bola\.net/[a-z_-]+/[^/?#]+-[0-9a-f]{6}\.html",
    id=r"-([0-9a-f]{6})\.html",
    dateline=Dateline("Bola.net", place=True),
    discover=(Sitemap("https://www.bola.net/sitemap/sitemap.xml"), Feed("https://www.bola.net/feed/")),
    # one filter list names the text; the rest is metadata
    layouts=(
        Layout(
            "content-news",
            years="2026 (unverified)",
            when="#content-news",
            headline="h1",
            body="#content-news",
        ),
    ),
    family=KLY,
)
