"""TIMES Indonesia, timesindonesia.co.id: "positive journalism" from Malang.

No served page was seen; the components of the outlet's own front end are public, and one public program reads it.
"""

from extractors.rules import Dateline, Layout, Outlet, Rubric

TIMESINDONESIA = Outlet(
    name="timesindonesia",
    title="TIMES Indonesia",
    domains=("timesindonesia.co.id",),
    names=("TIMES", "TIMESINDONESIA"),
    articles="/{channel}/{id}/{slug}",
    examples=("https://timesindonesia.co.id/kesehatan/601703/petani-garam-jaga-punggung-dengan-senam",),
    not_articles={
        "index page": r"^https?://[^/]+/(?:kanal|writer|editor|fokus)/",
        "photo gallery": r"^https?://[^/]+/(?:ekoran|gallery|foto)\b",
    },
    discover=(Rubric("https://timesindonesia.co.id/"),),
    # "MALANG – ", "TIMESINDONESIA – "
    dateline=Dateline("TIMESINDONESIA", "TIMES *", place=True, alone=True),
    layouts=(
        Layout(
            "prose",
            years="2025– (unverified)",
            when="article .prose",
            headline="article h1",
            deck="article h1 + h2",
            published="article .text-muted-foreground > span",
            byline='article .dropdown-content li span:has(> span:contains("Penulis"))',
            editors='article .dropdown-content li span:has(> span:contains("Editor"))',
            section=".breadcrumbs li",
            caption="article figcaption",
            body="article .prose",
            keywords='article a.badge[href^="/tag/"]',
            drop=('.prose p:has(a[href*="whatsapp.com/channel"])',),
        ),
    ),
)
