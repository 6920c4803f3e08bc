"""The store's tables in PostgreSQL. The statements of ``intake``, ``queries`` and ``copies`` are the same for both backends."""

from __future__ import annotations

__all__ = ["MIGRATIONS"]

MIGRATIONS = (
    """
CREATE TABLE articles (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    canonical_url text COLLATE "C" NOT NULL UNIQUE,
    outlet text COLLATE "C",
    headline text NOT NULL,
    published timestamptz,
    modified timestamptz,
    layout text,
    extractor text,
    text_hash text NOT NULL,
    revision integer NOT NULL,
    revisions integer NOT NULL,
    fetched timestamptz NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX articles_outlet ON articles (outlet, published);
CREATE INDEX articles_published ON articles (coalesce(published, first_seen), id);
COMMENT ON COLUMN articles.revision IS 'the current one: the one fetched last';
COMMENT ON COLUMN articles.last_seen IS 'when the current revision was last found unchanged';
CREATE TABLE revisions (
    article bigint NOT NULL REFERENCES articles (id),
    revision integer NOT NULL,
    text_hash text NOT NULL,
    record text NOT NULL,
    fetched timestamptz NOT NULL,
    warc_file text COLLATE "C", warc_offset bigint, warc_length bigint,
    pages text,
    layout text,
    extractor text,
    PRIMARY KEY (article, revision)
);
COMMENT ON COLUMN revisions.record IS 'the article as JSON, without what is derived from its text; record::jsonb to ask it';
CREATE INDEX revisions_warc ON revisions (warc_file, warc_offset);
CREATE TABLE search (
    rowid bigint PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    words tsvector NOT NULL
);
CREATE INDEX search_words ON search USING gin (words);
-- a headline and, in the second line, a text, both without case and accents
CREATE FUNCTION words(folded text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
    SELECT setweight(to_tsvector('pg_catalog.simple', split_part(folded, E'\\n', 1)), 'A')
        || setweight(to_tsvector('pg_catalog.simple', split_part(folded, E'\\n', 2)), 'B') $$;
CREATE TABLE mark (id text NOT NULL, puts bigint NOT NULL) WITH (fillfactor = 10);
INSERT INTO mark VALUES (replace(gen_random_uuid()::text, '-', ''), 0);
CREATE VIEW intake AS SELECT
    canonical_url, outlet, headline, published, modified, layout, extractor, text_hash, '' AS text, '' AS record,
    fetched, '' AS warc_file, 0::bigint AS warc_offset, 0::bigint AS warc_length, '' AS pages
    FROM articles;
CREATE FUNCTION take_in() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE article bigint;
BEGIN
    INSERT INTO articles (canonical_url, outlet, headline, published, modified, layout, extractor, text_hash,
            revision, revisions, fetched, first_seen, last_seen)
        VALUES (new.canonical_url, new.outlet, new.headline, new.published, new.modified, new.layout,
            new.extractor, new.text_hash, 1, 1, new.fetched, new.fetched, new.fetched)
        RETURNING id INTO article;
    INSERT INTO revisions (article, revision, text_hash, record, fetched, warc_file, warc_offset, warc_length,
            pages, layout, extractor)
        VALUES (article, 1, new.text_hash, new.record, new.fetched, new.warc_file, new.warc_offset,
            new.warc_length, new.pages, new.layout, new.extractor);
    INSERT INTO search (rowid, words) VALUES (article, words(new.text));
    RETURN new;
END $$;
CREATE TRIGGER intake_insert INSTEAD OF INSERT ON intake FOR EACH ROW EXECUTE FUNCTION take_in();
CREATE TABLE feeds (
    feed text NOT NULL, canonical_url text COLLATE "C" NOT NULL,
    crawl text NOT NULL,
    PRIMARY KEY (feed, canonical_url)
);
CREATE INDEX feeds_crawl ON feeds (crawl, canonical_url);
CREATE TABLE texts (
    article bigint PRIMARY KEY REFERENCES articles (id),
    hashes bytea NOT NULL,
    credits text NOT NULL
);
CREATE TABLE shingle (hash bigint NOT NULL, article bigint NOT NULL, PRIMARY KEY (hash, article));
CREATE TABLE alike (
    article bigint NOT NULL, other bigint NOT NULL, containment double precision NOT NULL,
    PRIMARY KEY (article, other)
);
CREATE TABLE copies (
    article bigint PRIMARY KEY, original bigint NOT NULL, containment double precision NOT NULL, evidence text NOT NULL
);
CREATE INDEX copies_original ON copies (original)
""",
)
"""What each version of the tables adds to the one before it; never changed once it was released."""
