"""What the store knows feeds by."""

from __future__ import annotations

import os

from scrapy.settings import BaseSettings

from newsspider.store.database import ArticleStore

__all__ = ["feed_key", "feed_keys", "forget_feeds"]


def feed_key(settings: BaseSettings, uri: str) -> str:
    """What the store knows a feed by: whose articles it holds, and where it lies."""
    place = uri if "://" in uri else os.path.abspath(uri)
    return f"{settings['FEED_CRAWL'] or settings['FRONTIER_QUEUE']} > {place}"


def feed_keys(settings: BaseSettings) -> tuple[str, ...]:
    """The keys of all feeds of a crawl; none without a store."""
    if not settings["STORE_PATH"]:
        return ()
    return tuple(feed_key(settings, str(uri)) for uri in settings.getdict("FEEDS"))


def forget_feeds(settings: BaseSettings) -> None:
    """The crawl whose feeds these are is at its end: the next one of its kind begins them anew."""
    if keys := feed_keys(settings):
        with ArticleStore(settings["STORE_PATH"]) as store:
            store.forget_feeds(keys)
