"""The add-on in somebody else's Scrapy project, in a process of its own, over a real socket."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import web_poet
from itemadapter import ItemAdapter
from scrapy import Item
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.item import Field
from scrapy.settings import Settings
from scrapy.spiders import Spider
from scrapy.statscollectors import MemoryStatsCollector

from newsspider.addon import ArticlePipeline, Newsspider
from newsspider.crawl.poet import NewsArticlePage
from newsspider.recording.fixtures import read_case
from tests.conftest import FIXTURES, ROOT

CASE = read_case(FIXTURES / "viva" / "2018" / "pasar-apung")
PAGE = CASE.pages[0]

SPIDER = """
import scrapy
from newsspider.addon import article_of

class Foreign(scrapy.Spider):
    name = "foreign"
    custom_settings = {"LOG_LEVEL": "ERROR"}

    async def start(self):
        yield scrapy.Request(self.where)

    def parse(self, response):
        page = response.replace(url=self.address)
        yield {"url": self.address, "html": page.body, "mine": 1}
        yield {"headline": article_of(page).headline, "helper": True}
        yield {"url": "https://www.viva.co.id/", "html": page.body}
"""


def test_one_line_gives_a_foreign_project_articles_and_leaves_it_its_manners(tmp_path: Path) -> None:
    project = tmp_path / "foreign"
    (project / "foreign" / "spiders").mkdir(parents=True)
    (project / "scrapy.cfg").write_text("[settings]\ndefault = foreign.settings\n")
    for name in ("__init__.py", "spiders/__init__.py"):
        (project / "foreign" / name).write_text("")
    (project / "foreign" / "spiders" / "foreign.py").write_text(SPIDER)
    (project / "foreign" / "settings.py").write_text(
        'SPIDER_MODULES = ["foreign.spiders"]\nUSER_AGENT = "foreign/1"\nDOWNLOAD_DELAY = 0\n'
        'ADDONS = {"newsspider.addon.Newsspider": 300}\n'
    )
    (tmp_path / "page.html").write_bytes(PAGE.body)
    command = [sys.executable, "-m", "scrapy", "crawl", "foreign", "-O", "out.jsonl"]
    command += ["-a", f"where={(tmp_path / 'page.html').as_uri()}", "-a", f"address={PAGE.url}"]
    done = subprocess.run(
        command,
        cwd=project,
        capture_output=True,
        text=True,
        timeout=120,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in (project / "out.jsonl").read_text("utf-8").splitlines()]
    headline = CASE.golden["article"]["headline"]
    assert [row["headline"] for row in rows] == [headline, headline]  # the home page was dropped
    assert (
        rows[0]["body"] == CASE.golden["article"]["body"] and rows[0]["mine"] == 1 and "html" not in rows[0]
    )
    assert "USER_AGENT" not in done.stderr


class Declared(Item):
    url = Field()
    html = Field()
    headline = Field()


@dataclass
class Typed:
    url: str
    html: bytes | None
    headline: str | None = None


@pytest.mark.parametrize("kind", [Declared, Typed])
def test_an_item_with_declared_fields_gets_those_and_no_others(kind: type) -> None:
    crawler = Crawler(Spider)
    crawler.stats = MemoryStatsCollector(crawler)
    pipeline = ArticlePipeline.from_crawler(crawler)
    item = pipeline.process_item(kind(url=PAGE.url, html=PAGE.body))
    adapter = ItemAdapter(item)
    assert adapter["headline"] == CASE.golden["article"]["headline"] and adapter["html"] is None
    with pytest.raises(DropItem, match="home page"):
        pipeline.process_item(kind(url="https://www.viva.co.id/", html=PAGE.body))
    assert pipeline.process_item({"other": 1}) == {"other": 1}
    assert crawler.stats.get_value("newsspider/not an article/index page") == 1


def test_the_add_on_changes_nothing_but_the_pipelines() -> None:
    before, settings = Settings(), Settings()
    Newsspider().update_settings(settings)
    one, other = settings.copy_to_dict(), before.copy_to_dict()
    changed = {name for name in one if one[name] != other.get(name)}
    assert changed == {"ITEM_PIPELINES"}


def test_a_page_object_gives_the_article() -> None:
    response = web_poet.HttpResponse(
        PAGE.url, body=PAGE.body, headers={"Content-Type": "text/html; charset=utf-8"}
    )
    article = asyncio.run(NewsArticlePage(response=response).to_item())
    assert article.headline == CASE.golden["article"]["headline"]
