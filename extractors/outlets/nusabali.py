"""NusaBali, nusabali.com: Denpasar daily. No served page was seen: one public program reads it."""

from extractors.rules import WITA, Dateline, Layout, Outlet, Rubric

NUSABALI = Outlet(
    name="nusabali",
    title="NusaBali",
    domains=("nusabali.com",),
    names=("NusaBali.com",),
    articles="/berita/{id}/{slug}",
    examples=("https://www.nusabali.com/berita/187654/petani-garam-kusamba-panen-lebih-awal",),
    zone=WITA,
    # read by a public program in August 2026
    discover=(Rubric("https://www.nusabali.com/", links="#article-list a"),),
    dateline=Dateline("NusaBali", "NusaBali.com", place=True),
    layouts=(
        Layout(
            "entry-box",
            years="2018– (unverified)",
            when=".entry-box[itemprop=articleBody]",
            headline="h1 span[itemprop=headline]",
            published="span[itemprop=datePublished]",
            byline="span[itemprop=author]",
            section="span[itemprop=articleSection]",
            caption="figcaption",
            body=".entry-box[itemprop=articleBody] .entry-content",
        ),
    ),
)
