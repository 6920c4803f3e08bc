"""Dandapala, dandapala.com: news of the courts. No served page was seen: one public program reads it."""

from extractors.rules import Layout, Outlet, Rubric

DANDAPALA = Outlet(
    name="dandapala",
    title="Dandapala",
    domains=("dandapala.com",),
    names=("Tim Dandapala", "Humas MA"),
    articles="/article/detail/{slug}",
    examples=("https://dandapala.com/article/detail/hakim-rembang-damaikan-sengketa-tambak",),
    # read by a public program in July 2026
    discover=(Rubric("https://dandapala.com/", links='h3 a[href*="/article/detail/"]'),),
    layouts=(
        Layout(
            "article-content",
            years="2024– (unverified)",
            when="#article-content",
            headline="h1",
            caption="figcaption",
            body="#article-content",
            drop=("p.mt-2",),
            byline_meta=True,
        ),
    ),
)
