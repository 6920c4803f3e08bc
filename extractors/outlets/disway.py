"""Disway: Dahlan Iskan's network, with a host for each regional paper."""

from extractors.rules import Layout, Outlet, Pages, Rubric

DISWAY = Outlet(
    name="disway",
    title="Disway",
    domains=("disway.id",),
    # public scrapers name the first line; the others are known by name only
    hosts=(
        "disway.id jateng radartegal sumeks memorandum"
        " harian jabarekspres radarmukomuko radarlampung radarcirebon radarbanyumas palpres enimekspres okes oganilir"
        " linggaupos rakyatbengkulu bengkuluekspress jambiekspres babelpos belitongekspres lampung radarpena radarjabar"
    ),
    examples=("https://radartegal.disway.id/read/712345/nelayan-kembali-melaut",),
    articles=(
        "//{host}.disway.id/read/{id}/{slug}",
        "//disway.id/read/{id}/{slug}",
    ),  # each numbers on its own
    discover=(
        Rubric("https://{host}/", item=".bottom-15", links="h2.media-heading a"),
        Rubric("https://{host}/indeks", item=".media-content", links="h2.media-heading a"),
    ),
    # named by two public scrapers of 2024 and 2026
    layouts=(
        Layout(
            "entry",
            years="2024– (unverified)",
            when="section.entry-box .entry-content .post",
            headline="div.post h1 || h1",
            published=".post-date, .date",
            byline=".author a",
            section="ul.breadcrumb li a",
            caption="figcaption",
            body="section.entry-box .entry-content .post",
            read_also="p > strong > a",
            keywords=".tags a",
            byline_meta=True,
            pages=Pages(path="/{page}", links="ul.pagination li a"),  # /15, /30
        ),
    ),
)
