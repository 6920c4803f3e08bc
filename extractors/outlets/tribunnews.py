"""Tribunnews, tribunnews.com, with the hosts of its regional papers, and papers of the network on their own domains."""

from extractors.families.tribun import TRIBUN
from extractors.rules import Outlet, Sitemap

TRIBUNNEWS = Outlet(
    name="tribunnews",
    title="Tribunnews.com",
    domains=("tribunnews.com",),
    family=TRIBUN,
    # those that a public list of feeds of 2026 names, and www
    hosts=(
        "www aceh prohaba medan padang pekanbaru batam jambi palembang sumsel bangka belitung lampung banten tangerang jakarta"
        " wartakota bogor depok bekasi jabar cirebon jateng banyumas pantura solo jogja jatim surabaya suryamalang mataraman"
        " madura bali mataram lombok kupang flores pontianak kalteng banjarmasin kaltim kaltara makassar sulbar palu manado"
        " ambon papua papuabarat"
    ),
    examples=(
        "https://www.tribunnews.com/internasional/7812345/panen-garam-di-rembang",
        "https://jateng.tribunnews.com/2020/05/04/panen-garam-di-rembang",
    ),
    discover=(
        Sitemap(
            "https://www.tribunnews.com/{channel}/sitemap-news.xml",
            channels=tuple(
                "nasional regional internasional metropolitan bisnis sport superskor seleb lifestyle pendidikan".split()
            ),
            news=True,
        ),
        Sitemap("https://www.tribunnews.com/sitemap.xml", follow=r"sitemap-(?:news|web)\.xml"),
        *TRIBUN.discover,
    ),
)

SERAMBINEWS = Outlet(
    name="serambinews",
    title="Serambi Indonesia",
    domains=("serambinews.com",),
    hosts="www aceh",
    examples=("https://aceh.serambinews.com/news/912345/panen-garam-di-pidie",),
    family=TRIBUN,
)

SURYAMALANG = Outlet(
    name="suryamalang",
    title="Surya Malang",
    domains=("suryamalang.com",),
    hosts="www",
    examples=("https://www.suryamalang.com/malang-raya/312345/panen-apel-di-batu",),
    family=TRIBUN,
)

BANGKAPOS = Outlet(
    name="bangkapos",
    title="Bangka Pos",
    domains=("bangkapos.com",),
    hosts="www",
    examples=("https://www.bangkapos.com/lokal/912345/panen-lada-di-mentok",),
    family=TRIBUN,
)

POSBELITUNG = Outlet(  # known by its address alone
    name="posbelitung",
    title="Pos Belitung",
    domains=("posbelitung.co",),
    hosts="www",
    examples=("https://www.posbelitung.co/lokal/912345/panen-lada-di-sijuk",),
    family=TRIBUN,
)
