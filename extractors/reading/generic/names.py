"""What the names in a page's markup say of its parts: classes, ids and ``itemprop`` as news templates use them.

Only words that templates of many houses share stand here, Indonesian and English; what one outlet alone uses is a
matter of its rule file.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[A-Z]")


def _whole(words: str) -> str:
    return rf"-(?:{words})-"


# In order: of an element with several names the first that fits counts.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            "read_also",
            r"-(?:baca|simak|lihat)-?(?:juga|jg|lainnya)|-(?:read|see)-?(?:also|too|other)|-also-?read|"
            r"-picked-?article|-(?:editors?|editor-s)-?(?:pick|choice)|-pilihan-?editor|"
            r"-(?:inline|inject|insert|inside|sisip)-(?:related|article|berita|artikel|link)|-link-?sisip|-wp-embedded-content-",
        ),
        (
            "ad",
            _whole(
                r"ads?|adv|advert\w*|adsense|adsbygoogle|adslot|adunit|iklan\w*|banner\w*|sponsor\w*|dfp|gpt|taboola|outbrain"
                r"|mgid|promo\w*|para?llax\w*|in-?reads?|inreads?|placeholder|donasi|ins|insideads|apex|revive|gam"
            ),
        ),
        ("crumb", r"-bread-?c\w*|-crumbs?-|-sitemap-|-kanal-map-"),
        (
            "caption",
            r"caption|-(?:photo|foto|img|image|gambar|pic)-?(?:desc\w*|ket\w*|info|text|teks|copyright)-|-imageinfo-|"
            r"-(?:desc|ket|keterangan|deskripsi)-?(?:photo|foto|img|image|gambar)-|-(?:keterangan|deskripsi|photodesc)-",
        ),
        ("comment", _whole(r"comments?|komentar|disqus|respond|tbkomentar")),
        (
            "chrome",
            _whole(
                r"share|shares|sharing|sharer|sharedaddy|addthis|addtoany|social|sosmed|medsos|follow|subscribe|newsletter|"
                r"related|terkait|rekomendasi|recommend\w*|popular|populer|terpopuler|trending|terkini|latest|"
                r"pag(?:ing|ging|ination|inations|er)|page-number|toc|widget|nav|navbar|navigation|menu|sidebar|footer|"
                r"print|tools?|toolbar|gnews|google-news|yarpp|jp-relatedposts|collapsible|multiple|emoji|reaction|rating|"
                r"login|modal|popup|cookie|search|video|player|jwplayer|dm-player|headlines?-list|next-article|channel|"
                r"author-box|authorbox|bio|disclaimer|footnote|app-download|download|sponsored|most|views|view-count|count"
            ),
        ),
        ("keyword", r"-tags?-|-tagg?ing-|-tag-?(?:cloud|list|links?)|-topi[kc]s?-|-keywords?-"),
        ("editor", _whole(r"editors?|redaktur|penyunting")),
        (
            "byline",
            _whole(
                r"authors?|byline|penulis|reporters?|writers?|wartawan|jurnalis|journalist|pewarta|redaksi|creator|by|nmreporter"
            ),
        ),
        (
            "date",
            _whole(
                r"date|dates|datetime|time|timestamp|tanggal|tgl|waktu|publish\w*|posted|pubdate|dateline|updated?"
            ),
        ),
        (
            "deck",
            _whole(
                r"deck|sub-?titles?|sub-?heads?|subheading|sub-?judul|excerpt|summary|sinopsis|synopsis|standfirst|teaser"
            ),
        ),
        ("credit", _whole(r"credits?|kredit|source|sumber|copyright")),
        ("headline", _whole(r"titles?|headline|judul|heading|jdl")),
        (
            "body",
            _whole(
                r"articlebody|article-body|body|content|contents|konten|isi|text|txt|paragraph|read|detail|dtl|post|entry|artikel|"
                r"article|story|news|berita|description"
            ),
        ),
    )
)


@lru_cache(maxsize=8192)
def kind_of(names: str) -> str:
    """What the names of an element make of it, "" where they say nothing.

    >>> kind_of("photo__caption"), kind_of("readBacaJuga"), kind_of("x1a")
    ('caption', 'read_also', '')
    """
    told = f"-{'-'.join(word.lower() for word in _WORDS.findall(names[:300]))}-"
    return next((kind for kind, pattern in _KINDS if pattern.search(told)), "")
