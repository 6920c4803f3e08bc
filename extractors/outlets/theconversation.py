"""The Conversation Indonesia, theconversation.com/id: researchers write for the public.

No served page was seen: one public program reads it. All editions share one form of address without the language, so
that an English article handed to these rules counts as Indonesian; the feed lists only those of this edition.
"""

from extractors.rules import Feed, Layout, Outlet, Rubric

THECONVERSATION = Outlet(
    name="theconversation",
    title="The Conversation Indonesia",
    domains=("theconversation.com",),
    names=("The Conversation",),
    articles="/{slug}-{id}",
    examples=("https://theconversation.com/mengapa-petani-garam-butuh-ramalan-hujan-245123",),
    not_articles={"search page": r"^https?://[^/]+/id/search\b"},
    # read by a public program in July 2026
    discover=(
        Feed("https://theconversation.com/id/articles.atom"),
        Rubric("https://theconversation.com/id"),
    ),
    layouts=(
        Layout(
            "article-body",
            years="2017– (unverified)",
            when="div[itemprop=articleBody]",
            headline="h1",
            published="time[datetime]",
            byline="a[rel=author]",
            caption="figcaption",
            body="div[itemprop=articleBody]",
            keywords='ul a[href*="/topics/"]',
            drop=("aside",),
        ),
    ),
)
