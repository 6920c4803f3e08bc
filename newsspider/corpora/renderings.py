"""An article as people and programs read it: plain text, with or without a header, Markdown, schema.org."""

from __future__ import annotations

from typing import Any

from extractors import Article

__all__ = ["as_headed_text", "as_json_ld", "as_markdown", "as_text"]


def as_text(article: Article) -> str:
    """Headline, who and when, and the text, as plain paragraphs."""
    head = [article.headline] if article.headline else []
    if article.alternativeHeadline:
        head.append(article.alternativeHeadline)
    if line := _byline(article):
        head.append(line)
    return "\n".join(head) + f"\n\n{article.text}\n"


def as_headed_text(article: Article) -> str:
    """The text below a header of lines ``Name: value``; the header ends with an empty line."""
    head = {
        "Headline": article.headline,
        "Deck": article.alternativeHeadline,
        "Published": article.datePublished and article.datePublished.isoformat(),
        "Modified": article.dateModified and article.dateModified.isoformat(),
        "Dateline": article.dateline,
        "Authors": "; ".join(article.authors),
        "Sources": "; ".join(article.sources),
        "Outlet": article.outlet,
        "Url": article.canonicalUrl or article.url,
        "Missing-Pages": " ".join(article.missingPages),
    }
    lines = [f"{name}: {value}\n" for name, value in head.items() if value]
    return f"{''.join(lines)}\n{article.text}\n"


def as_json_ld(article: Article) -> dict[str, Any]:
    """The article as schema.org's NewsArticle, without what it does not say.

    ``sourceOrganization`` holds the agencies and media that the text is credited to.
    """
    address = article.canonicalUrl or article.url
    node: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": article.headline,
        "alternativeHeadline": article.alternativeHeadline,
        "datePublished": article.datePublished and article.datePublished.isoformat(),
        "dateModified": article.dateModified and article.dateModified.isoformat(),
        "author": _things("Person", article.authors),
        "editor": _things("Person", article.editors),
        "sourceOrganization": _things("Organization", article.sources),
        "publisher": {"@type": "NewsMediaOrganization", "name": article.outlet} if article.outlet else None,
        "dateline": article.dateline,
        "articleSection": list(article.articleSection),
        "keywords": list(article.keywords),
        "inLanguage": article.inLanguage,
        "isAccessibleForFree": article.isAccessibleForFree,
        "image": [
            {"@type": "ImageObject", **{key: text for key, text in said.items() if text}}
            for said in ({"caption": image.text, "creditText": image.credit} for image in article.images)
        ],
        "articleBody": article.text,
        "wordCount": article.wordCount,
    }
    return {name: value for name, value in node.items() if value not in (None, [])}


def _things(kind: str, names: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"@type": kind, "name": name} for name in names]


def as_markdown(article: Article) -> str:
    """The article as Markdown: the blocks by their type."""
    parts = [f"# {article.headline}"] if article.headline else []
    if article.alternativeHeadline:
        parts.append(f"*{article.alternativeHeadline}*")
    if line := _byline(article):
        parts.append(line)
    marks = {"heading": "## ", "list_item": "- ", "quote": "> "}
    before = None
    for block in article.body:
        text = marks.get(block.type, "") + block.text
        if block.type == before == "list_item":
            parts[-1] += f"\n{text}"
        else:
            parts.append(text)
        before = block.type
    return "\n\n".join(parts) + "\n"


def _byline(article: Article) -> str:
    parts: list[str | None] = [article.dateline]
    if article.datePublished:
        parts.append(article.datePublished.strftime("%Y-%m-%d %H:%M %z"))
    parts.append(", ".join((*article.authors, *article.sources)))
    return " | ".join(part for part in parts if part)
