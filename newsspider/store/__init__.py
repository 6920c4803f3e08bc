"""Articles, kept: by canonical address, with every revision of their text, in one SQLite file."""

from __future__ import annotations

from newsspider.store.database import ArticleStore, Entry, Revision, StoreError, Summary, Validators
from newsspider.store.pipeline import Provenance, StorePipeline

__all__ = [
    "ArticleStore",
    "Entry",
    "Provenance",
    "Revision",
    "StoreError",
    "StorePipeline",
    "Summary",
    "Validators",
]
