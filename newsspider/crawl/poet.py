"""An article as a web-poet page object (extra ``poet``): for projects on scrapy-poet.

>>> async def parse(self, response, page: NewsArticlePage):     # doctest: +SKIP
...     yield (await page.to_item()).to_dict()
"""

from __future__ import annotations

from web_poet import WebPage

from extractors import Article, extract
from newsspider.discovery.split_article import charset_of

__all__ = ["NewsArticlePage"]


class NewsArticlePage(WebPage[Article]):
    """The article of any outlet. ``to_item`` raises NotAnArticle, with the reason, where a page holds none."""

    async def to_item(self) -> Article:
        content_type = self.response.headers.get("Content-Type") or ""
        return extract(
            bytes(self.response.body), str(self.response.url), encoding=charset_of(content_type.encode())
        )
