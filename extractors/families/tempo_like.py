"""The template of Tempo's later years, on sites that have it too."""

from extractors.rules import Family, Layout, Rubric

DETAIL_IN = Layout(
    "detail-in",
    years="2022– (unverified)",
    when=".detail-in",
    headline="h1.title",
    published="p.date",
    byline="h5.title a",
    caption="figcaption",
    body=".detail-in",
    read_also=".baca-juga",
    drop=(".banner728, .parallax-box, .inside300, [id^=div-gpt-], .pager, .pagging",),
    byline_meta=True,
)

TEMPO_LIKE = Family(
    name="tempo-like",
    articles="/[read/|{channel}/]{id}/{slug}",
    discover=(Rubric("https://{host}/indeks?page={page}"),),
    layouts=(DETAIL_IN,),
)
