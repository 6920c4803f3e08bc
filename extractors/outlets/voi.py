"""VOI, voi.id: news portal that translates itself into ten languages; these rules are for the Indonesian tree.

No served page was seen: one public program reads it. How texts open is unverified.
"""

from extractors.rules import Dateline, Layout, Outlet, Rubric

VOI = Outlet(
    name="voi",
    title="VOI",
    domains=("voi.id",),
    names=("VOI.id", "Tim Redaksi"),
    articles="/{channel}/{id}[/{slug}]",
    examples=("https://voi.id/ekonomi/541973/petani-garam-rembang-panen-lebih-awal",),
    canonical=((r"(//voi\.id/[a-z-]+/\d+)/.*", r"\1"),),  # the number alone leads to the article
    # read by a public program in August 2026
    discover=(Rubric("https://voi.id/artikel/indeks?page={page}", links=".section-item-title a"),),
    dateline=Dateline("VOI", place=True, alone=True),
    layouts=(
        Layout(
            "single-post",
            years="2020– (unverified)",
            when="div.single-post-content",
            headline="h1",
            published=".single-post-date time",
            byline='.single-post-author small:contains("Reporter") + a',
            editors='.single-post-author small:contains("Editor") + a',
            caption="figcaption",
            body="div.single-post-content",
            read_also="[class*=see-also]",
        ),
    ),
)
