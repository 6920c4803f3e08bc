"""VOA Indonesia, voaindonesia.com: the Indonesian service of the Voice of America; little is new since 2025.

No served page was seen: one public program reads this outlet, another the same system in English. How texts open and
end is unverified.
"""

from extractors.rules import Dateline, Feed, Layout, Outlet, Rubric

VOAINDONESIA = Outlet(
    name="voaindonesia",
    title="VOA Indonesia",
    domains=("voaindonesia.com",),
    names=("VOA", "VOA Indonesia"),
    articles="/a/{slug}/{id}.html",
    examples=("https://www.voaindonesia.com/a/petani-garam-madura-menunggu-kemarau/7654321.html",),
    not_articles={
        "search page": r"^https?://[^/]+/s\b",
        "index page": r"^https?://[^/]+/(?:z|p|t)/",
    },
    # read by a public program in May 2026
    discover=(
        Feed("https://www.voaindonesia.com/api/zmgqoe$moi"),
        Rubric("https://www.voaindonesia.com/z"),
    ),
    dateline=Dateline("VOA", place=True, alone=True),
    layouts=(
        Layout(
            "pangea",
            years="2015– (unverified)",
            when="div.body-container",
            headline="h1.title || h1",
            published="time[datetime]",
            caption="figcaption",
            body=".body-container .wsw || .body-container",
            drop=(".c-mmp, [class*=lightbox], [class*=article-tools], [class*=sharing]",),
            desk_code=r"\s*\[[a-z]{2,3}(?:/[a-z]{2,3}){0,3}\]$",
            byline_meta=True,
        ),
    ),
)
