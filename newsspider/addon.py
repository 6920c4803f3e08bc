"""Articles in somebody else's Scrapy project, by one line: ``ADDONS = {"newsspider.addon.Newsspider": 300}``.

The project keeps its own settings: the add-on installs one item pipeline and nothing else. A spider may yield a page
(an item of any kind that itemadapter knows, with a ``url`` and an ``html``) and gets an article's fields::

    yield {"url": response.url, "html": response.body}

or read the article itself::

    article = article_of(response)
"""

from __future__ import annotations

from typing import Any, Self

from itemadapter import ItemAdapter
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.http import Response
from scrapy.settings import BaseSettings

from extractors import Article, NotAnArticle, extract
from newsspider.discovery.split_article import charset_of, sent_at
from newsspider.runtime.console import project_folder
from newsspider.runtime.own_outlets import load_outlets

__all__ = ["ArticlePipeline", "Newsspider", "article_of"]


def article_of(response: Response) -> Article:
    """The article on a fetched page. Raises NotAnArticle, with the reason, where there is none.

    A split article is its first page; ``Article.pageUrls`` names the others, ``extractors.join_pages`` joins them.
    """
    return extract(
        response.body,
        response.url,
        encoding=charset_of(response.headers.get("Content-Type")),
        fetched=sent_at(response.headers.get("Date")),
    )


class ArticlePipeline:
    """Item pipeline: replaces an item's ``html`` with the article in it.

    A dict gets every key of ``Article.to_dict()``; an item with declared fields those that it declares. Items
    without ``url`` or ``html`` pass. A page that is not an article is dropped with its reason, and counted under
    ``newsspider/not an article/REASON``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        adapter = ItemAdapter(item)
        html, url = adapter.get("html"), adapter.get("url")
        if not isinstance(html, bytes | str) or not isinstance(url, str):
            return item
        try:
            record = extract(html, url).to_dict()
        except NotAnArticle as result:
            if self.crawler.stats is not None:
                self.crawler.stats.inc_value(f"newsspider/not an article/{result.kind}")
            raise DropItem(str(result)) from None
        names = set(adapter.field_names())
        open_item = adapter.is_item_class(type(item)) and isinstance(item, dict)
        for name, value in record.items():
            if name in names or open_item:
                adapter[name] = value
        if open_item:
            del adapter["html"]
        else:
            adapter["html"] = None
        return item


class Newsspider:
    """Scrapy add-on: installs ``ArticlePipeline``, unless the project has placed it itself.

    Outlets of the project's setting ``OUTLET_MODULES`` are known to it. Raises RuleError as ``load_outlets`` does.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        load_outlets(settings.getlist("OUTLET_MODULES"), project_folder())
        settings.setdefault_in_component_priority_dict("ITEM_PIPELINES", ArticlePipeline, 300)
