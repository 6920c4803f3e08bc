"""RRI, rri.co.id: the public radio, with pages of its regional stations. No served page was seen: one public program reads it."""

from extractors.rules import Layout, Outlet, Rubric

RRI = Outlet(
    name="rri",
    title="RRI",
    domains=("rri.co.id",),
    names=("RRI.co.id", "KBRN"),
    articles=r"https?://(?:www\.)?rri\.co\.id/(?!en/)(?:[a-z-]+/){1,2}\d+/[^/?#]+/?(?:[?#]|$)",
    id=r"/(\d+)/",
    examples=(
        "https://rri.co.id/nasional/1700981/petani-garam-rembang-panen-lebih-awal",
        "https://rri.co.id/biak/hobi/1895298/tiga-gunung-di-papua",
    ),
    discover=(Rubric("https://rri.co.id/"),),
    # "RRI.CO.ID, Biak - ", and formerly "KBRN, Palangka Raya : "
    dateline=r"((?:KBRN|RRI\.CO\.ID), [A-Z][^:–—]{1,40}?)\s*(?::|[-–—](?=\s))\s*",
    layouts=(
        Layout(
            "post-details",
            years="2023– (unverified)",
            when=".post_details_inner, .main-content",
            headline="h1",
            published=".date",
            byline=".author",
            caption="figcaption",
            body=".post_details_inner || .main-content",
        ),
    ),
)
