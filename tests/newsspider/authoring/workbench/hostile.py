"""An outlet whose page tries everything that a page can try."""

from __future__ import annotations

from pathlib import Path

from newsspider.recording.fixtures import RecordedPage, write_case

RULES = '''"""Jahat, evil.invalid: an outlet that wishes us ill."""

from extractors.rules import Layout, Outlet

JAHAT = Outlet(
    name="jahat",
    title="Jahat <script>parent.ran = true</script>",
    domains=("evil.invalid",),
    articles=r"https?://evil\\.invalid/berita/",
    layouts=(
        Layout(
            "isi",
            when="div.isi",
            headline="h1.judul",
            body="div.isi",
        ),
    ),
)
'''


def add_hostile(project: Path) -> None:
    """Put the outlet into a project."""
    (project / "extractors" / "outlets" / "jahat.py").write_text(RULES, encoding="utf-8")
    page = Path(__file__).with_name("hostile.html").read_bytes()
    keys = ("alternativeHeadline", "datePublished", "dateModified", "dateline", "isAccessibleForFree")
    lists = ("authors", "editors", "sources", "articleSection", "keywords", "images", "readAlso")
    article = {
        "headline": "<img src=http://evil.invalid/golden.png onerror=parent.ran=true>",
        **dict.fromkeys(keys),
        **{key: [] for key in lists},
        "body": [{"type": "paragraph", "text": "<script>parent.ran = true</script>"}],
    }
    write_case(
        project / "fixtures" / "jahat" / "isi" / "satu",
        [RecordedPage("https://evil.invalid/berita/satu", page)],
        {"article": article, "notes": "made up"},
        {"kind": "synthetic", "years": "–", "sources": ["made up"]},
    )
