"""Social media posts embedded in a text: how to recognize them, and which words are the post's own."""

from __future__ import annotations

import re

from lxml import etree

# Classes of the blockquote in the networks' own snippets.
CLASSES = frozenset(
    "twitter-tweet twitter-video instagram-media tiktok-embed fb-post fb-video fb-xfbml-parse-ignore bluesky-embed "
    "text-post-media reddit-embed-bq reddit-card mastodon-embed imgur-embed-pub telegram-post vk-embed "
    "embedly-card".split()
)
ATTRIBUTES = frozenset(
    (
        "data-instgrm-permalink",
        "data-bluesky-uri",
        "data-text-post-permalink",
        "data-embed-url",
        "data-telegram-post",
        "data-tweet-id",
    )
)
NETWORKS = frozenset("tiktok twitter x facebook instagram threads reddit bsky".split())
_CITED = re.compile(rf"https?://(?:[\w-]+\.)*(?:{'|'.join(sorted(NETWORKS))})\.(?:com|net|app)/", re.I)

_NETWORK = (
    r"(?:instagram|threads|facebook|twitter|x|tiktok|bluesky|reddit|mastodon|telegram|youtube|linkedin)"
)
# A line that says only who wrote it, where and when.
_ABOUT = re.compile(
    r"(?:"
    rf"(?:lihat|baca|buka|view|see|read|open|tonton|watch)\b.{{0,60}}\b(?:di|on|in|via)\s+{_NETWORK}\b.{{0,20}}|"
    r"(?:a\s+post\s+shared\s+by|(?:sebuah\s+)?(?:kiriman|postingan|unggahan|video)\s+(?:yang\s+)?(?:dibagikan\s+)?(?:oleh|dari)"
    r"|(?:di)?(?:kirim|posting|unggah|bagikan)(?:kan)?\s+oleh|posted\s+by|shared\s+by|(?:a\s+)?(?:post|video)\s+by)\b.{0,160}|"
    r"(?:by|oleh)\s*(?:u/)?[\w.-]+\s*(?:in|di)\s*(?:r/)?[\w.-]+|(?:from|dari)\s+r/\w+\b.{0,60}|u/[\w-]+(?:\s+(?:in|di)\s+r/\w+)?|"
    r"♬.{0,120}|@[\w.]{1,40}|\[(?:image|video|gif|gambar|foto)(?:\s+or\s+embed)?\]|(?:post|kiriman|unggahan|utas)|discussion|komentar"
    r")",
    re.I,
)
# "words — Name (@name) March 5, 2024"
_ATTRIBUTION = re.compile(r"(?:[—–]|--?)\s?[^—–@]{0,80}\(\s*@[\w.]{1,60}\s*\).{0,60}$")
# "words Posted by Name on 5 March 2024", "Title by u/name in r/sub": without a <p>, one text with the words
_SHARED = re.compile(
    r"(?:^|(?<=[.!?…\"”’)])\s|\s)(?:(?:di(?:kirim|posting|unggah|bagikan)(?:kan)?|posted|shared)\s+(?:oleh|by)\s+\S.{0,80}\s+(?:pada|on)\s.{4,60}"
    r"|(?:by|oleh|from|dari)\s*(?:u/[\w-]+(?:\s*(?:in|di)\s*(?:r/)?\w+)?|r/\w+).{0,20})$",
    re.I,
)
_MARK = re.compile(r"\[(?:image or embed|image|video|gif)\]$", re.I)
# "@name words ♬ original sound"
_SOUND = re.compile(r"^@[\w.]{1,40}\s|♬.{0,120}$")


def is_post(quotation: etree._Element) -> bool:
    """Whether a ``<blockquote>`` is the snippet of an embedded post."""
    names = quotation.get("class")
    if names and not CLASSES.isdisjoint(names.lower().split()):
        return True
    cite = quotation.get("cite")
    if cite and _CITED.match(cite):
        return True
    return not ATTRIBUTES.isdisjoint(quotation.keys())


def words_of(text: str, *, bare: bool) -> str:
    """The post's words in one of its blocks; "" if the block is only about the post.

    ``bare`` means that the snippet has no paragraphs, so that words and attribution are one text.
    """
    text = _MARK.sub("", text).rstrip()
    if bare:
        text = _SOUND.sub("", _SHARED.sub("", _ATTRIBUTION.sub("", text))).strip()
    return "" if _ABOUT.fullmatch(text) else text
