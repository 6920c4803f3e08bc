"""Betahita, betahita.id: environmental news. No served page was seen: one public program reads it."""

from extractors.rules import Layout, Outlet, Rubric

BETAHITA = Outlet(
    name="betahita",
    title="Betahita",
    domains=("betahita.id",),
    names=("Betahita.id", "Tim Betahita"),
    articles="/(berita|opini|sorot)/{id}/{slug}",
    examples=("https://betahita.id/berita/10911/tambak-garam-rembang-menyusut",),
    discover=(Rubric("https://betahita.id/"),),
    layouts=(
        Layout(
            "detail-artikel",
            years="2020– (unverified)",
            when="article.detail-artikel",
            headline="article.detail-artikel div.judul-artikel h1",
            published="article.detail-artikel h5.margin-bottom-sm",
            byline="div.box-sumber h5.title",  # "Oleh: Name"
            caption="figcaption",
            body="div.detail-in",
        ),
    ),
)
