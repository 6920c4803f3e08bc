BEGIN TRANSACTION;
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
INSERT INTO "articles" VALUES(1,'https://www.kontan.co.id/berita/1','kontan','Harga Beras Naik','2026-11-28T02:00:00.000Z',NULL,'desk','rules/1','hash-1-40',2,2,'2026-11-29T03:04:05.000Z','2026-11-28T03:04:05.000Z','2026-11-29T03:04:05.000Z');
INSERT INTO "articles" VALUES(2,'https://www.kontan.co.id/berita/2','kontan','Panen Padi','2026-11-28T02:00:00.000Z',NULL,'desk','rules/1','hash-2-31',1,1,'2026-11-28T03:04:05.000Z','2026-11-28T03:04:05.000Z','2026-11-28T03:04:05.000Z');
CREATE TABLE feeds(                 -- which articles an unfinished crawl has put into which feed
    feed TEXT NOT NULL, canonical_url TEXT NOT NULL, PRIMARY KEY (feed, canonical_url)
) WITHOUT ROWID;
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
INSERT INTO "revisions" VALUES(1,1,'hash-1-33','{"headline": "Harga Beras Naik", "datePublished": "2026-11-28T09:00:00+07:00", "body": [{"type": "paragraph", "text": "Pedagang beras di pasar mengeluh."}], "url": "https://www.kontan.co.id/berita/1", "canonicalUrl": "https://www.kontan.co.id/berita/1", "outlet": "kontan", "layout": "desk", "extractor": "rules/1"}','2026-11-28T03:04:05.000Z',NULL,NULL,NULL,NULL,'desk','rules/1');
INSERT INTO "revisions" VALUES(2,1,'hash-2-31','{"headline": "Panen Padi", "datePublished": "2026-11-28T09:00:00+07:00", "body": [{"type": "paragraph", "text": "Petani padi memanen lebih awal."}], "url": "https://www.kontan.co.id/berita/2", "canonicalUrl": "https://www.kontan.co.id/berita/2", "outlet": "kontan", "layout": "desk", "extractor": "rules/1"}','2026-11-28T03:04:05.000Z',NULL,NULL,NULL,NULL,'desk','rules/1');
INSERT INTO "revisions" VALUES(1,2,'hash-1-40','{"headline": "Harga Beras Naik", "datePublished": "2026-11-28T09:00:00+07:00", "body": [{"type": "paragraph", "text": "Pedagang beras di pasar tersenyum lebar."}], "url": "https://www.kontan.co.id/berita/1", "canonicalUrl": "https://www.kontan.co.id/berita/1", "outlet": "kontan", "layout": "desk", "extractor": "rules/1"}','2026-11-29T03:04:05.000Z',NULL,NULL,NULL,NULL,'desk','rules/1');
CREATE VIRTUAL TABLE search USING fts5(headline, text, tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO search(rowid, headline, text) VALUES(1, 'Harga Beras Naik', 'Pedagang beras di pasar tersenyum lebar.');
INSERT INTO search(rowid, headline, text) VALUES(2, 'Panen Padi', 'Petani padi memanen lebih awal.');
CREATE INDEX articles_outlet ON articles(outlet, published);
CREATE INDEX articles_published ON articles(coalesce(published, first_seen));
CREATE INDEX revisions_warc ON revisions(warc_file, warc_offset);
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
COMMIT;
PRAGMA user_version=3;
