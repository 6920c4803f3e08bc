"""Jakarta Selaras, jakarta.selaras.co.id: city news. No served page was seen: one public program reads it."""

from extractors.rules import Feed, Layout, Outlet

SELARAS = Outlet(
    name="selaras",
    title="Jakarta Selaras",
    domains=("selaras.co.id",),
    names=("Selaras.co.id", "Selaras", "Redaksi"),
    articles="//{host}.selaras.co.id/detail/{id}/{slug}",
    examples=("https://jakarta.selaras.co.id/detail/12345/taman-kecil-di-bawah-jembatan",),
    # read by a public program in May 2026
    discover=(Feed("https://jakarta.selaras.co.id/rss"),),
    layouts=(
        Layout(
            "post-content",
            years="2024– (unverified)",
            when=".post_content",
            headline="h1",
            caption="figcaption",
            body=".post_content",
            until=".endmark",
            byline_meta=True,
        ),
    ),
)
