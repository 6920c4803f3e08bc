"""What the spider reports to whoever counts: Scrapy signals, each with the function that sends it."""

from __future__ import annotations

from datetime import datetime

from scrapy.crawler import Crawler
from scrapy.http import Response

from extractors import Article

__all__ = ["article_seen", "list_seen", "tell_article", "tell_list"]

article_seen = object()
"""An article was read. Receivers get ``article`` and ``response``, its first page."""

list_seen = object()
"""A list of the whole outlet was read. Receivers get ``links`` and ``lists``, how many it names, and ``newest``, the time
of the newest article that it names or, where lists have no dates, that is known."""


def tell_article(crawler: Crawler, article: Article, response: Response) -> None:
    """Send the signal ``article_seen``."""
    crawler.signals.send_catch_log(article_seen, article=article, response=response)


def tell_list(crawler: Crawler, links: int, lists: int, newest: datetime | None) -> None:
    """Send the signal ``list_seen``."""
    crawler.signals.send_catch_log(list_seen, links=links, lists=lists, newest=newest)
