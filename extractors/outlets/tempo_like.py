"""Cantika, Gooto and Teras, sites of Tempo's house on its template of 2022 to 2024."""

from extractors.families.tempo_like import TEMPO_LIKE
from extractors.rules import Dateline, Outlet

CANTIKA = Outlet(  # known by its address alone, as are the two below
    name="cantika",
    title="Cantika",
    domains=("cantika.com",),
    examples=("https://www.cantika.com/read/1712345/merawat-rambut-keriting",),
    dateline=Dateline("CANTIKA.COM", place=True),
    family=TEMPO_LIKE,
)

GOOTO = Outlet(
    name="gooto",
    title="GoOto",
    domains=("gooto.com",),
    examples=("https://www.gooto.com/read/1712345/motor-listrik-rakitan",),
    dateline=Dateline("GOOTO.COM", place=True),
    family=TEMPO_LIKE,
)

TERAS = Outlet(
    name="teras",
    title="Teras.id",
    domains=("teras.id",),
    examples=("https://www.teras.id/read/612345/pasar-terapung-ramai",),
    dateline=Dateline("TERAS.ID", place=True),
    family=TEMPO_LIKE,
)
