"""One spider per outlet, made from the registry: a new rule file is a new spider.

    SPIDER_LOADER_CLASS = "newsspider.crawl.spider_loader.OutletSpiderLoader"

A spider in ``SPIDER_MODULES`` that has the name of an outlet replaces the one made for it.
"""

from __future__ import annotations

import builtins

import scrapy
from scrapy.http import Request
from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader

from extractors import OUTLETS
from newsspider.crawl.spiders.outlet import OutletSpider
from newsspider.runtime.console import project_folder
from newsspider.runtime.own_outlets import load_outlets

__all__ = ["OutletSpiderLoader"]


class OutletSpiderLoader(SpiderLoader):
    """The spiders of ``SPIDER_MODULES`` and of all outlets, those of ``OUTLET_MODULES`` among them."""

    def __init__(self, settings: BaseSettings) -> None:
        load_outlets(settings.getlist("OUTLET_MODULES"), project_folder())
        super().__init__(settings)

    def load(self, spider_name: str) -> type[scrapy.Spider]:
        if spider_name not in self._spiders and spider_name in OUTLETS:
            outlet = OUTLETS[spider_name]
            self._spiders[spider_name] = type(
                f"{spider_name.capitalize()}Spider",
                (OutletSpider,),
                {
                    "name": spider_name,
                    "outlet": outlet,
                    "__module__": __name__,
                    "__doc__": f"{outlet.title}.",
                },
            )
        return super().load(spider_name)

    def list(self) -> builtins.list[str]:
        return sorted({*self._spiders, *OUTLETS})

    def find_by_request(self, request: Request) -> builtins.list[str]:
        return [name for name in self.list() if self.load(name).handles_request(request)]
