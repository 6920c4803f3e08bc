"""Indopolitika, indopolitika.com: political news. No served page was seen: one public program reads it."""

from extractors.rules import Dateline, Layout, Outlet, Rubric

INDOPOLITIKA = Outlet(
    name="indopolitika",
    title="Indopolitika",
    domains=("indopolitika.com",),
    names=("Indopolitika.com", "Redaksi"),
    articles="/{words}",
    examples=("https://indopolitika.com/petani-garam-temui-menteri",),
    not_articles={
        "index page": r"^https?://[^/]+/(?:indeks-berita|category|author|page|pedoman-media-siber)\b"
    },
    # read by a public program in July 2026
    discover=(Rubric("https://indopolitika.com/indeks-berita/page/{page}"),),
    dateline=Dateline("INDOPOLITIKA", "INDOPOLITIKA.COM", place=True),
    layouts=(
        Layout(
            "post-article",
            years="2023– (unverified)",
            when=".post-body .post-article",
            headline=".post-title h1",
            byline=".post-authorname a",
            caption="figcaption",
            body=".post-body .post-article",
        ),
    ),
)
