"""Articles, kept: by canonical address, with every revision of their text, in SQLite or PostgreSQL."""

from __future__ import annotations

from newsspider.store.database import ArticleStore
from newsspider.store.model import Alike, CopyOf, Revision, StoreEntry, StoreError, Summary
from newsspider.store.pipeline import Provenance, StorePipeline
from newsspider.store.protocol import Store

__all__ = [
    "Alike",
    "ArticleStore",
    "CopyOf",
    "Provenance",
    "Revision",
    "Store",
    "StoreEntry",
    "StoreError",
    "StorePipeline",
    "Summary",
]
