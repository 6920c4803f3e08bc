"""Grid Network, the magazines of Kompas Gramedia."""

from extractors.families.grid import GRID
from extractors.rules import Dateline, Outlet, Rubric, Sitemap

GRIDID = Outlet(
    name="grid",
    title="Grid.ID",
    domains=("grid.id",),
    # a public crawler of 2022 to 2024 read a sitemap of each
    hosts=(
        "www bobo cewekbanget fotokita fame games health hot pop star hai hits hype idea infokomputer intisari kids makemac"
        " nakita nationalgeographic nextren nova otofemale sajiansedap sosok stylo suar video wiken"
    ),
    examples=("https://intisari.grid.id/read/034123456/tikar-pandan-dari-pesisir",),
    dateline=Dateline("GRID.ID", "*.ID", "Intisari-Online.com", "*.com", place=True),
    family=GRID,
)

GRIDOTO = Outlet(
    name="gridoto",
    title="GridOto.com",
    domains=("gridoto.com",),
    hosts="www otomania otomotifnet otorace otoseken",
    examples=("https://otomania.gridoto.com/read/244123456/motor-listrik-rakitan",),
    dateline=Dateline("GridOto.com", "*.com", place=True),
    discover=(
        Rubric("https://www.gridoto.com/index?section=all&page={page}", item=".news-list__item", links="a"),
        *GRID.discover[:1],
    ),
    family=GRID,
)

BOLASPORT = Outlet(
    name="bolasport",
    title="BolaSport.com",
    domains=("bolasport.com",),
    hosts="www juara superball sportfeat bolastylo bolanas",
    examples=("https://www.bolasport.com/read/314123456/gol-menit-akhir",),
    dateline=Dateline("BolaSport.com", "*.com", "*.id", place=True),
    discover=(
        Sitemap("https://www.bolasport.com/sitemap-news.xml", news=True, seen="2024"),
        GRID.discover[1],
    ),
    family=GRID,
)

MOTORPLUS = Outlet(
    name="motorplus",
    title="MOTOR Plus",
    domains=("motorplus-online.com",),
    hosts="www gridmotor",
    examples=("https://www.motorplus-online.com/read/254123456/bengkel-di-lereng",),
    dateline=Dateline("MOTOR Plus-online.com", "*.com", place=True),
    family=GRID,
)

SONORA = Outlet(
    name="sonora",
    title="Sonora.ID",
    domains=("sonora.id",),
    hosts="www",
    examples=("https://www.sonora.id/read/424123456/siaran-dari-menara-tua",),
    dateline=Dateline("Sonora.ID", place=True),
    family=GRID,
)

PARAPUAN = Outlet(  # known by its address alone
    name="parapuan",
    title="Parapuan",
    domains=("parapuan.co",),
    hosts="www",
    examples=("https://www.parapuan.co/read/534123456/koperasi-ibu-nelayan",),
    dateline=Dateline("Parapuan.co", place=True),
    family=GRID,
)
