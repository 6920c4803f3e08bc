"""The keys of feeds in the store."""

from __future__ import annotations

import os

from scrapy.settings import BaseSettings

from newsspider.runtime.database import place_of
from newsspider.store.database import ArticleStore

__all__ = ["feed_key", "feed_keys", "forget_feeds", "unwritten_key"]


def feed_key(settings: BaseSettings, uri: str) -> str:
    """A feed's key in the store: whose articles it holds, and where it is."""
    place = uri if "://" in uri else os.path.abspath(uri)
    return f"{unwritten_key(settings)}{place}"


def unwritten_key(settings: BaseSettings) -> str:
    """The key under which the store keeps what went to feeds that could not be written."""
    return f"{settings['FEED_CRAWL'] or settings['FRONTIER_QUEUE']} > "


def feed_keys(settings: BaseSettings) -> tuple[str, ...]:
    """The keys of all feeds of a crawl; none without a store."""
    if not settings["STORE_PATH"]:
        return ()
    return tuple(feed_key(settings, str(uri)) for uri in settings.getdict("FEEDS"))


def forget_feeds(settings: BaseSettings) -> None:
    """The crawl of these feeds has finished: the next one starts them anew."""
    place = place_of(settings, "STORE_PATH")
    if place is not None and (keys := feed_keys(settings)):
        with ArticleStore(place) as store:
            store.forget_feeds(keys)
