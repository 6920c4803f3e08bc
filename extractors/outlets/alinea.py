"""Alinea, alinea.id: data-driven reporting. No served page was seen: one public program reads it."""

from extractors.rules import Layout, Outlet, Rubric

ALINEA = Outlet(
    name="alinea",
    title="Alinea",
    domains=("alinea.id",),
    names=("Alinea.id", "Tim Alinea"),
    articles="/{channel}/{slug}",
    examples=("https://www.alinea.id/gaya-hidup/apa-yang-hilang-dari-tambak-garam-b2k8w9PZK",),
    not_articles={
        "video page": r"^https?://[^/]+/(?:video|alineatv)/",
        "photo gallery": r"^https?://[^/]+/(?:foto|infografis)/",
    },
    # read by a public program in July 2026
    discover=(Rubric("https://www.alinea.id/indeks", links=".hasilcari .box1 a"),),
    layouts=(
        Layout(
            "artikelend",
            years="2018– (unverified)",
            when="div.artikelend, div.frontdate",
            headline="h1",
            published="div.frontdate",
            byline="div.written__reporter div.reporter__nama",
            caption="figcaption",
            body="div.artikelend || article",
        ),
    ),
)
