"""An article as people read it: plain text and Markdown."""

from __future__ import annotations

from extractors import Article

__all__ = ["as_markdown", "as_text"]


def as_text(article: Article) -> str:
    """Headline, who and when, and the text, as plain paragraphs."""
    head = [article.headline] if article.headline else []
    if article.alternativeHeadline:
        head.append(article.alternativeHeadline)
    if line := _byline(article):
        head.append(line)
    return "\n".join(head) + f"\n\n{article.text}\n"


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
