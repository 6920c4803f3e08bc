"""The manners that DESIGN asks for are the settings' defaults."""

from __future__ import annotations

import pytest
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from newsspider import settings as module
from newsspider.crawl.spiders.outlet import OutletSpider
from tests.conftest import FIXTURES


@pytest.fixture
def settings() -> Settings:
    settings = Settings()
    settings.setmodule(module)
    return settings


def test_a_crawl_is_polite(settings: Settings) -> None:
    assert settings.getbool("ROBOTSTXT_OBEY") and settings.getbool("AUTOTHROTTLE_ENABLED")
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert settings.getfloat("DOWNLOAD_DELAY") >= 1 and settings.getfloat("DOWNLOAD_DELAY_JITTER") > 0
    assert settings["USER_AGENT"].startswith("newsspider/")


def test_nothing_of_it_can_be_steered_from_outside(settings: Settings) -> None:
    for name in ("TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "COOKIES_ENABLED"):
        assert settings.getbool(name) is False


def test_a_page_has_limits(settings: Settings) -> None:
    assert settings.getint("DOWNLOAD_MAXSIZE") == 20 * 1024 * 1024
    assert settings.getint("DOWNLOAD_TIMEOUT") <= 60


def test_a_recording_is_played_without_waiting(settings: Settings) -> None:
    crawler = Crawler(OutletSpider, settings)
    cassette = str(FIXTURES / "jpnn")
    OutletSpider.from_crawler(crawler, name="jpnn", cassette=cassette)
    assert crawler.settings.getfloat("DOWNLOAD_DELAY") == 0
    assert crawler.settings.getbool("AUTOTHROTTLE_ENABLED") is False
