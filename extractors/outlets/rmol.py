"""RMOL, rmol.id: political news portal of the Rakyat Merdeka group, with sister sites of provinces.

No served page was seen: two public programs read rmol.id; that its sisters look alike is a guess.
"""

from extractors.rules import ADS, Feed, Layout, Outlet, Rubric, Tag

RMOL = Outlet(
    name="rmol",
    title="RMOL",
    domains=("rmol.id", "rmoljabar.id", "rmolbanten.com"),
    names=("RMOL.ID", "RMOLJabar", "RMOLBanten", "Kantor Berita Politik RMOL", "Redaksi"),
    articles="/[{channel}/]read/{date}/{id}/{slug}",
    examples=("https://rmol.id/nusantara/read/2026/02/14/609364/petani-garam-rembang-panen-lebih-awal",),
    not_articles={"index page": r"^https?://[^/]+/(?:indeksberita|about)\b"},
    # read by a public program in July 2026
    discover=(
        Feed("https://rmol.id/rss"),
        Rubric("https://rmol.id/indeksberita", links=".single_post_text a"),
        Tag("https://rmol.id/tag/{tag}", more="https://rmol.id/tag/{tag}/page/{page}"),
    ),
    layouts=(
        Layout(
            "single-post",
            years="2020– (unverified)",
            when="#fontResizableText",
            headline=".single_post_heading h1",
            published=".author li",
            byline='.author a[href*="/about/"]',
            caption="figcaption",
            body="#fontResizableText",
            drop=(ADS,),
            byline_meta=True,
        ),
    ),
)
