"""IDN Media beside IDN Times: known by their addresses and ad boxes; their layout is IDN Times's of 2025, unverified."""

from extractors.families.idn import IDN
from extractors.rules import Outlet

POPMAMA = Outlet(
    name="popmama",
    title="Popmama",
    domains=("popmama.com",),
    examples=("https://www.popmama.com/baby/7-12-months/mpasi-dari-ubi-00-ab1cd-e2f3gh",),
    family=IDN,
)

POPBELA = Outlet(
    name="popbela",
    title="Popbela",
    domains=("popbela.com",),
    examples=("https://www.popbela.com/beauty/hair/rambut-keriting-sehat-00-ab1cd-e2f3gh",),
    family=IDN,
)

FORTUNEIDN = Outlet(
    name="fortuneidn",
    title="Fortune Indonesia",
    domains=("fortuneidn.com",),
    examples=("https://www.fortuneidn.com/business/strategy/pabrik-garam-meja-00-ab1cd-e2f3gh",),
    family=IDN,
)

GGWP = Outlet(
    name="ggwp",
    title="GGWP",
    domains=("ggwp.id",),
    examples=("https://www.ggwp.id/esports/mobile/tim-desa-juara-00-ab1cd-e2f3gh",),
    family=IDN,
)

YUMMY = Outlet(
    name="yummy",
    title="Yummy",
    domains=("yummy.co.id",),
    examples=("https://www.yummy.co.id/artikel/tips/nasi-tidak-lengket-00-ab1cd-e2f3gh",),
    family=IDN,
)
