"""Jawa Pos, www.jawapos.com: the daily of Surabaya.

Known from a mirror of July 2026: the article is in the page's JSON, and a script draws it. Robots.txt bars the search
and ``/api/``; further pages of the index come from an interface that is asked with POST, so only the first is read.
"""

from extractors.rules import Dateline, Layout, Outlet, PageJSON, PayloadJSON

JAWAPOS = Outlet(
    name="jawapos",
    title="Jawa Pos",
    domains=("jawapos.com",),
    hosts="www",
    names=("JawaPos.com", "JawaPos", "Jawa Pos", "www.jawapos.com"),
    articles="//[www.]jawapos.com/{channel}/{id}/{slug}",
    examples=("https://www.jawapos.com/ekonomi/2607240073/panen-garam-di-rembang",),
    not_articles={
        "index page": r"^https?://[^/]+/(?:indeks|author|penulis|search)\b|^https?://[^/]+/[a-z-]+/?(?:[?#]|$)",
        "photo gallery": r"^https?://[^/]+/(?:foto|infografis)/",
    },
    canonical=((r"^https?://jawapos\.com/", "https://www.jawapos.com/"),),
    discover=(
        PayloadJSON(
            "https://www.jawapos.com/indeks",
            script="script#__NEXT_DATA__",
            path=("props", "pageProps", "initialArticles", "data"),
            link="/{category.slug}/{article_id}/{slug}",
            date="published_at",
            title="title",
            seen="2026-07",
        ),
        PayloadJSON(
            "https://www.jawapos.com/{channel}",
            channels=tuple("nasional ekonomi surabaya-raya sepak-bola-dunia sepak-bola-indonesia".split()),
            script="script#__NEXT_DATA__",
            path=("props", "pageProps", "categoryArticle", "data"),
            link="/{category.slug}/{article_id}/{slug}",
            date="published_at",
            title="title",
        ),
    ),
    dateline=Dateline("JawaPos.com", place=True),
    layouts=(
        Layout(
            "next",
            years="2026 (mirror)",
            data=PageJSON("script#__NEXT_DATA__", path=("props", "pageProps", "article")),
            headline=".article > .title",
            published=".article > .published_at",
            byline=".article > .authors > .name",
            editors=".article > .editor > .name",
            section=".article > .category > .name",
            caption=".content figcaption",
            body=".article > .content",
            read_also=".content p:has(> .readmore)",
            keywords=".article > .tags > .name",
            drop=("[data-jp-ad-slot-id]",),
        ),
        Layout(
            "2016",
            years="2016 (unverified)",
            headline="h1.detailtitle",
            body=".newsContent",
            drop=(".newsPagingWrap",),
        ),
    ),
)
