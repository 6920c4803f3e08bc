"""IDNFinancials, idnfinancials.com/id: news of listed companies; the English pages stand outside of the folder.

No served page was seen: one public program reads articles, another the lists. How texts open is unverified.
"""

from extractors.rules import Dateline, Layout, Outlet, Rubric

IDNFINANCIALS = Outlet(
    name="idnfinancials",
    title="IDNFinancials",
    domains=("idnfinancials.com/id",),
    names=("IDN Financials",),
    articles="/news/{id}/{slug}",
    examples=("https://www.idnfinancials.com/id/news/64358/produsen-garam-rembang-tambah-gudang",),
    # read by a public program in July 2026
    discover=(Rubric("https://www.idnfinancials.com/id/news/page/{page}", links="ul.list > li.item > a"),),
    dateline=Dateline("IDNFinancials", place=True, alone=True),
    layouts=(
        Layout(
            "article-body",
            years="2023– (unverified)",
            when="div.article-body",
            headline="h1",
            published="div.date-published",
            byline=".idn-authors .ia-names a.ian",
            caption="figcaption",
            body="div.article-body",
        ),
    ),
)
