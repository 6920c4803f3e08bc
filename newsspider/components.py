"""What runs in a crawl and in which order: one list.

Numbers are Scrapy's: of downloader middlewares the low ones stand next to the engine and see a request first
and its response last; of spider middlewares the high ones stand next to the spider; extensions start in order.
``ALWAYS`` runs in every crawl (``newsspider.settings`` installs it), ``LIVE`` in addition in crawls that ask the
web and keep what they get (the add-on ``newsspider.crawl.live.Live`` turns it on).
"""

from __future__ import annotations

from typing import Any

__all__ = ["ADDONS", "ALWAYS", "LIVE", "SCHEDULER"]

Components = dict[str, dict[str, Any]]

ALWAYS: Components = {
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # replaced by ours
        "newsspider.safety.address_policy.Gate": 20,
        "newsspider.politeness.blocked.HostRest": 50,
        "newsspider.politeness.robots.RobotsMiddleware": 100,
        "newsspider.crawl.browser.Browser": 540,  # gets what is unpacked (590) and not tried again (550)
        "newsspider.politeness.throttle.RetrySignals": 560,  # sees what RetryMiddleware (550) tries again
        # unpacks as Scrapy's does, sooner
        "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
        "newsspider.safety.decompression.Decompression": 590,
        "newsspider.politeness.redirects.RedirectGuard": 610,  # sees redirects before RedirectMiddleware (600)
    },
    "EXTENSIONS": {
        # does what AutoThrottle does, and reads Crawl-delay and Retry-After
        "scrapy.extensions.throttle.AutoThrottle": None,
        "newsspider.politeness.throttle.PoliteThrottle": 0,
        # each article once, whole files, and one sentence where a file cannot be written
        "scrapy.extensions.feedexport.FeedExporter": None,
        "newsspider.store.feeds.Feeds": 0,
        "newsspider.runtime.gc_tuning.GcTuning": 50,
        "newsspider.crawl.reader_processes.Extraction": 150,
        "newsspider.politeness.blocked.BlockWatch": 300,
        "newsspider.crawl.report.CrawlReport": 500,
    },
}

LIVE: Components = {
    "DOWNLOADER_MIDDLEWARES": {"newsspider.frontier.Acknowledge": 5},
    "SPIDER_MIDDLEWARES": {"newsspider.store.Provenance": 10, "newsspider.frontier.Acknowledge": 990},
    "ITEM_PIPELINES": {"newsspider.store.StorePipeline": 900},
    "EXTENSIONS": {
        "newsspider.archive.extension.WarcArchive": 100,
        "newsspider.crawl.visits.Visits": 200,
        "newsspider.crawl.agreement.Agreement": 210,
        "newsspider.drift.recorder.DriftWatch": 220,
    },
}
SCHEDULER = "newsspider.frontier.LeaseScheduler"  # of live crawls

ADDONS = {"newsspider.runtime.credentials.Redact": 50, "newsspider.crawl.live.Live": 100}
