"""DW Indonesia, dw.com/id: the Indonesian pages of Deutsche Welle.

No served page was seen: two public programs read the same front end in other languages. The address of the feed is
unverified.
"""

from extractors.rules import ADS, Feed, Layout, Outlet

DW = Outlet(
    name="dw",
    title="DW Indonesia",
    domains=("dw.com/id", "rss.dw.com"),
    names=("Deutsche Welle", "DW"),
    articles="/{slug}/a-{id}",
    examples=("https://www.dw.com/id/jerman-uji-panel-surya-di-atas-sawah/a-65612084",),
    not_articles={
        "video page": r"^https?://[^/]+/id/[^?#]*/av-\d",
        "live page": r"^https?://[^/]+/id/[^?#]*/live-\d",
        "photo gallery": r"^https?://[^/]+/id/[^?#]*/g-\d",
        "index page": r"^https?://[^/]+/id/[^?#]*/[st]-\d",
    },
    discover=(Feed("https://rss.dw.com/xml/rss-id-all"),),
    layouts=(
        Layout(
            "rich-text",
            years="2022– (unverified)",
            when="div.rich-text",
            headline="h1",
            deck="header > p",
            caption="figcaption",
            credit="figcaption small",
            body="div.rich-text",
            keywords="aside[data-tracking-name=related-topics] > a",
            drop=(ADS,),
            desk_code=r"(?:^|(?<=[.!?”\"] ))[a-z]{2,4}(?:/[a-z]{2,4}){0,3}(?: \([^()]{2,60}\))?$",  # "ha/as (Reuters, dpa)"
            byline_meta=True,
        ),
    ),
)
