"""Independen, independen.id: reporting of the journalists' alliance AJI, on Drupal.

No served page was seen: one public program reads it, and its container is no more than the article element.
"""

from extractors.rules import Layout, Outlet, Rubric

INDEPENDEN = Outlet(
    name="independen",
    title="Independen",
    domains=("independen.id",),
    names=("Independen.id", "Tim Independen"),
    articles="/{words}",
    examples=("https://independen.id/di-balik-harga-garam-yang-jatuh",),
    not_articles={"index page": r"^https?://[^/]+/(?:hukum-dan-ham|pedoman|tentang|front-page)\b"},
    # read by a public program in July 2026
    discover=(Rubric("https://independen.id/"),),
    layouts=(
        Layout(
            "article",
            years="2023– (unverified)",
            headline="article h1",
            published="article time[datetime]",
            byline=".byline, .field-name-author",
            caption="figcaption",
            body="article",
            byline_meta=True,
        ),
    ),
)
