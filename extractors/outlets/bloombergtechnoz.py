"""Bloomberg Technoz, bloombergtechnoz.com: business news under license of Bloomberg.

No served page was seen: one public program reads it.
"""

from extractors.rules import Dateline, Layout, Outlet, Pages, Rubric

BLOOMBERGTECHNOZ = Outlet(
    name="bloombergtechnoz",
    title="Bloomberg Technoz",
    domains=("bloombergtechnoz.com",),
    names=("Bloomberg News", "Redaksi"),
    articles="/detail-news/{id}/{slug}",
    examples=(
        "https://www.bloombergtechnoz.com/detail-news/97783/koperasi-garam-rembang-terbitkan-obligasi",
    ),
    # read by a public program in April 2026
    discover=(Rubric("https://www.bloombergtechnoz.com/", links="div.card-box.ft150.margin-bottom-xl a"),),
    dateline=Dateline("Bloomberg Technoz", "Bloomberg", place=True),
    layouts=(
        Layout(
            "detail-in",
            years="2022– (unverified)",
            headline=".title.margin-bottom-sm",
            when=".detail-in",
            published="h5.title.fw4.cl-gray",
            byline="h5.title.margin-bottom-ss a",
            section="ul.sitemap a",
            caption="figcaption",
            body=".detail-in",
            read_also="[class^=smallbox-pilihan]",
            pages=Pages(path="/{page}", links="a.pager__next"),
        ),
    ),
)
