"""GenPI, genpi.co: portal of JPNN's house, with regional hosts.

No served page was seen: a script that shows split articles whole names text and pager. How texts open is unverified.
"""

from extractors.rules import Dateline, Layout, Outlet, Pages, Rubric

GENPI = Outlet(
    name="genpi",
    title="GenPI",
    domains=("genpi.co",),
    names=("GenPI.co",),
    articles="//{host}.genpi.co/{channel}/{id}/{slug}",
    examples=("https://www.genpi.co/travel/24905/kampung-garam-rembang-dibuka-untuk-wisata",),
    no_articles_on=("images", "fs"),
    discover=(Rubric("https://www.genpi.co/"),),
    dateline=Dateline("GenPI.co", "GenPI.co *", place=True),
    layouts=(
        Layout(
            "entry-content",
            years="2020– (unverified)",
            when=".entry-content",
            headline="h1",
            caption="figcaption",
            body=".entry-content div.col-md-10 || .entry-content",
            drop=(".mnmd-pagination",),
            byline_meta=True,
            pages=Pages(query="page", links=".mnmd-pagination a"),
        ),
    ),
)
