"""RMOL, rmol.id: political news portal of the Rakyat Merdeka group. No served page was seen: two public programs read it."""

from extractors.rules import ADS, Feed, Layout, Outlet, Rubric, Tag

RMOL = Outlet(
    name="rmol",
    title="RMOL",
    domains=("rmol.id",),
    names=("RMOL", "RMOL.ID", "Kantor Berita Politik RMOL", "Redaksi"),
    articles="/[{channel}/]read/{date}/{id}/{slug}",
    examples=("https://rmol.id/nusantara/read/2026/02/14/609364/petani-garam-rembang-panen-lebih-awal",),
    not_articles={"index page": r"^https?://[^/]+/(?:indeksberita|about)\b"},
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
