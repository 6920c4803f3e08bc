"""Arkadia's sites beside Suara.com. No scraper of them is public: their layout is that of the family, unverified."""

from extractors.families.arkadia import ARKADIA
from extractors.rules import Dateline, Outlet

HITEKNO = Outlet(
    name="hitekno",
    title="HiTekno",
    domains=("hitekno.com",),
    examples=("https://www.hitekno.com/internet/2024/01/31/083000/peta-gerhana-sebagian",),
    dateline=Dateline("HiTekno.com", place=True),
    family=ARKADIA,
)

BOLATIMES = Outlet(
    name="bolatimes",
    title="BolaTimes",
    domains=("bolatimes.com",),
    examples=("https://www.bolatimes.com/boladunia/2024/01/31/083000/gol-menit-akhir",),
    dateline=Dateline("BolaTimes.com", place=True),
    family=ARKADIA,
)

MATAMATA = Outlet(
    name="matamata",
    title="MataMata",
    domains=("matamata.com",),
    examples=("https://www.matamata.com/seleb/2024/01/31/083000/album-baru-dari-garasi",),
    dateline=Dateline("MataMata.com", place=True),
    family=ARKADIA,
)

MOBIMOTO = Outlet(
    name="mobimoto",
    title="MobiMoto",
    domains=("mobimoto.com",),
    examples=("https://www.mobimoto.com/otonews/2024/01/31/083000/motor-listrik-rakitan",),
    dateline=Dateline("MobiMoto.com", place=True),
    family=ARKADIA,
)

HIMEDIK = Outlet(
    name="himedik",
    title="HiMedik",
    domains=("himedik.com",),
    examples=("https://www.himedik.com/info/2024/01/31/083000/tidur-siang-yang-cukup",),
    dateline=Dateline("HiMedik.com", place=True),
    family=ARKADIA,
)

GUIDEKU = Outlet(
    name="guideku",
    title="Guideku",
    domains=("guideku.com",),
    examples=("https://www.guideku.com/travel/2024/01/31/083000/desa-di-atas-awan",),
    dateline=Dateline("Guideku.com", place=True),
    family=ARKADIA,
)

DEWIKU = Outlet(
    name="dewiku",
    title="Dewiku",
    domains=("dewiku.com",),
    examples=("https://www.dewiku.com/beauty/2024/01/31/083000/bedak-dari-beras",),
    dateline=Dateline("Dewiku.com", place=True),
    family=ARKADIA,
)

MAMAPAPA = Outlet(
    name="mamapapa",
    title="MamaPapa",
    domains=("mamapapa.id",),
    examples=("https://www.mamapapa.id/parenting/2024/01/31/083000/bekal-sekolah-sehat",),
    dateline=Dateline("MamaPapa.id", place=True),
    family=ARKADIA,
)
