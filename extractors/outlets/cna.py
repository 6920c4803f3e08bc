"""CNA Indonesia, cna.id: the Indonesian edition of Channel NewsAsia, on Drupal.

No served page was seen: one public program reads it. How texts open is unverified.
"""

from extractors.rules import Layout, Outlet, Rubric, Tag

CNA = Outlet(
    name="cna",
    title="CNA Indonesia",
    domains=("cna.id",),
    names=("CNA", "CNA.id"),
    articles="/{channel}/{slug}-{id}",
    examples=("https://www.cna.id/indonesia/petani-garam-rembang-panen-lebih-awal-31246",),
    not_articles={"tag page": r"^https?://[^/]+/topic/"},
    # read by a public program in July 2026
    discover=(
        Rubric("https://www.cna.id/terbaru"),
        Tag("https://www.cna.id/topic/{tag}"),
    ),
    dateline=r"([A-Z][A-Z .,/-]{4,40}):\s+(?=\S)",  # "SINGAPURA: "
    layouts=(
        Layout(
            "field-body",
            years="2024– (unverified)",
            when=".field--name-body",
            headline="h1",
            caption="figcaption",
            body=".field--name-body",
            byline_meta=True,
        ),
    ),
)
