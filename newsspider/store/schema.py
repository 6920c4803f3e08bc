"""The store's tables in SQLite, made anew or brought up to date."""

from __future__ import annotations

from newsspider.runtime.sqlite import Connection

__all__ = ["READABLE", "VERSION", "WITH_COPIES", "prepare_tables", "version_of"]

VERSION = 4
READABLE = (1, 2, 3, 4)  # 1 had one more table, which nothing reads; 3 has one more, which only a crawl needs
WITH_COPIES = 4  # the first one that knows which texts are copies

_TABLES = """
CREATE TABLE articles(
    id INTEGER PRIMARY KEY,
    canonical_url TEXT NOT NULL UNIQUE,
    outlet TEXT,
    headline TEXT NOT NULL,
    published TEXT,                 -- these moments are UTC, ISO 8601, so that they sort as text
    modified TEXT,
    layout TEXT,
    extractor TEXT,
    text_hash TEXT NOT NULL,
    revision INTEGER NOT NULL,      -- the current one: the one fetched last
    revisions INTEGER NOT NULL,     -- how many there are
    fetched TEXT NOT NULL,          -- when the current revision was first fetched
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL         -- when the current revision was last found unchanged
);
CREATE INDEX articles_outlet ON articles(outlet, published);
CREATE INDEX articles_published ON articles(coalesce(published, first_seen));
CREATE TABLE revisions(
    article INTEGER NOT NULL REFERENCES articles(id),
    revision INTEGER NOT NULL,
    text_hash TEXT NOT NULL,
    record TEXT NOT NULL,           -- Article.to_dict() as JSON, without what is derived from its text
    fetched TEXT NOT NULL,
    warc_file TEXT, warc_offset INTEGER, warc_length INTEGER,
    pages TEXT,                     -- the same three for the further pages of a split article, as JSON
    layout TEXT,
    extractor TEXT,
    PRIMARY KEY (article, revision)
);
CREATE INDEX revisions_warc ON revisions(warc_file, warc_offset);
CREATE VIRTUAL TABLE search USING fts5(headline, text, tokenize = 'unicode61 remove_diacritics 2');
"""
_MARK = """
CREATE TABLE IF NOT EXISTS mark(    -- which store it is, and how often something was put there
    id TEXT NOT NULL, puts INTEGER NOT NULL);
INSERT INTO mark SELECT lower(hex(randomblob(16))), 0 WHERE NOT EXISTS (SELECT 1 FROM mark);
"""
_INTAKE = """
-- A new article in one statement: between any two the crawl's thread and the store's take turns.
CREATE VIEW intake AS SELECT
    canonical_url, outlet, headline, published, modified, layout, extractor, text_hash, '' AS text, '' AS record,
    fetched, '' AS warc_file, 0 AS warc_offset, 0 AS warc_length, '' AS pages
    FROM articles;
CREATE TRIGGER intake_insert INSTEAD OF INSERT ON intake BEGIN
    INSERT INTO articles(canonical_url, outlet, headline, published, modified, layout, extractor, text_hash,
            revision, revisions, fetched, first_seen, last_seen)
        VALUES (new.canonical_url, new.outlet, new.headline, new.published, new.modified, new.layout,
            new.extractor, new.text_hash, 1, 1, new.fetched, new.fetched, new.fetched);
    INSERT INTO revisions(article, revision, text_hash, record, fetched, warc_file, warc_offset, warc_length,
            pages, layout, extractor)
        SELECT id, 1, text_hash, new.record, fetched, new.warc_file, new.warc_offset, new.warc_length,
            new.pages, layout, extractor FROM articles WHERE canonical_url = new.canonical_url;
    INSERT INTO search(rowid, headline, text)
        SELECT id, headline, new.text FROM articles WHERE canonical_url = new.canonical_url;
END;
"""
_FEEDS = """
CREATE TABLE feeds(                 -- which articles an unfinished crawl has put into which feed
    feed TEXT NOT NULL, canonical_url TEXT NOT NULL,
    crawl TEXT NOT NULL,            -- the run that all processes of a crawl share
    PRIMARY KEY (feed, canonical_url)
) WITHOUT ROWID;
CREATE INDEX feeds_crawl ON feeds(crawl, canonical_url);
"""
_COPIES = """
CREATE TABLE texts(                 -- what the current text of an article is known by; see extractors/copies.py
    article INTEGER PRIMARY KEY REFERENCES articles(id),
    hashes BLOB NOT NULL,           -- its shingles: unsigned, 4 bytes each, the lowest first
    credits TEXT NOT NULL           -- the outlets that it credits, as JSON
);
CREATE TABLE shingle(               -- the same the other way round; a hash has at most COMMON articles
    hash INTEGER NOT NULL, article INTEGER NOT NULL,
    PRIMARY KEY (hash, article)
) WITHOUT ROWID;
CREATE TABLE alike(                 -- articles that share their text, each pair both ways
    article INTEGER NOT NULL, other INTEGER NOT NULL, containment REAL NOT NULL,
    PRIMARY KEY (article, other)
) WITHOUT ROWID;
CREATE TABLE copies(                -- the articles that are copies, each with the one that it comes from
    article INTEGER PRIMARY KEY, original INTEGER NOT NULL, containment REAL NOT NULL, evidence TEXT NOT NULL);
CREATE INDEX copies_original ON copies(original);
"""
_FROM_1 = """
DROP TRIGGER IF EXISTS intake_insert;
DROP VIEW IF EXISTS intake;
DROP TABLE validators;
"""


def version_of(db: Connection) -> int:
    """The version of the tables in a file; 0 where there are none yet."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def prepare_tables(db: Connection) -> None:
    """Make the tables in an empty file; make those of an older version this one's."""
    db.execute("BEGIN IMMEDIATE")
    version = version_of(db)
    if version < VERSION:
        view, trigger, body = _INTAKE.partition("CREATE TRIGGER")
        intake = (*view.split(";\n"), trigger + body)
        steps = {
            0: (*_TABLES.split(";\n"), *intake),
            1: (*_FROM_1.split(";\n"), *intake),
            2: _FEEDS.split(";\n"),
            3: _COPIES.split(";\n"),
        }
        if version == 0:
            del steps[1]
        for statement in (one for step, made in steps.items() if step >= version for one in made):
            db.execute(statement)
        db.execute(f"PRAGMA user_version={VERSION}")
    for statement in _MARK.split(";\n"):
        db.execute(statement)
    db.execute("COMMIT")
