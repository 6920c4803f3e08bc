"""Which fields of a layout decide a key of the golden, and typical names for each field's elements."""

from __future__ import annotations

from collections.abc import Mapping

KEY_FIELDS: Mapping[str, tuple[str, ...]] = {
    "headline": ("headline",),
    "alternativeHeadline": ("deck",),
    "datePublished": ("published", "local_dates"),
    "dateModified": ("modified", "local_dates"),
    "authors": ("byline", "signature", "byline_meta"),
    "editors": ("editors", "byline"),
    "sources": ("sources", "byline"),
    "dateline": ("dateline",),
    "articleSection": ("section", "section_meta"),
    "keywords": ("keywords",),
    "isAccessibleForFree": ("paywall",),
    "images": ("caption", "credit", "caption_prefix"),
    "body": ("body", "drop", "until", "scope", "dateline", "desk_code", "read_also"),
    "readAlso": ("read_also",),
}
"""Which fields of a layout decide a key of the golden, the most likely first."""

HINTS: Mapping[str, tuple[str, ...]] = {
    "headline": ("title", "judul", "headline", "heading"),
    "deck": ("sub", "deck", "lead", "summary", "sinopsis", "excerpt", "synopsis"),
    "body": (
        "body",
        "isi",
        "content",
        "article",
        "artikel",
        "detail",
        "text",
        "entry",
        "paragraph",
        "konten",
    ),
    "published": ("date", "tanggal", "time", "waktu", "publish", "tgl"),
    "modified": ("modif", "update"),
    "byline": ("author", "byline", "reporter", "penulis", "writer", "jurnalis", "editor"),
    "section": ("crumb", "kanal", "rubrik", "category", "channel", "section"),
    "keywords": ("tag", "topi", "keyword"),
    "caption": ("caption", "foto", "photo", "img", "image", "pict"),
    "credit": ("credit", "copyright", "source"),
    "read_also": ("baca", "also", "related", "terkait"),
    "drop": ("ads", "iklan", "share", "related", "baner", "banner", "promo", "widget"),
    "until": ("share", "tag", "related", "terkait", "comment", "komentar", "author", "social"),
    "paywall": ("pay", "wall", "langgan", "premi", "subscri", "plus"),
}
"""Parts of class names that are typical of a field's elements."""
