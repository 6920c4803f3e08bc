"""Berita Utama, beritautama.net: translated foreign news on WordPress. Known only from a capture, not from a page."""

from extractors.families.wordpress import WORDPRESS
from extractors.rules import Capture, Dateline, Layout, Outlet

BERITAUTAMA = Outlet(
    name="beritautama",
    title="Berita Utama",
    domains=("beritautama.net",),
    family=WORDPRESS,
    names=("admin", "redaksi", "Beritautama.net"),
    articles="/{words}",
    examples=("https://beritautama.net/kapal-riset-tiba-di-kutub",),
    dateline=Dateline("BERITAUTAMA.NET", place=True),
    # a translated text keeps the original's kicker and headline
    common=Layout(years="2018–", drop=(".article__kicker", ".article__headline")),
    capture=Capture(chrome=(r"Berita Utama", r"Berita tentang Indonesia")),
)
