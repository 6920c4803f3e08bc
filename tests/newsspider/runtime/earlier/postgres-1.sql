SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA newsspider;
CREATE FUNCTION newsspider.json_each(list text) RETURNS TABLE(value text)
    LANGUAGE sql IMMUTABLE
    AS $$ SELECT pg_catalog.json_array_elements_text(list::json) $$;
CREATE FUNCTION newsspider.take_in() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION newsspider.words(folded text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT setweight(to_tsvector('pg_catalog.simple', split_part(folded, E'\n', 1)), 'A')
        || setweight(to_tsvector('pg_catalog.simple', split_part(folded, E'\n', 2)), 'B') $$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE newsspider.alerts (
    id bigint NOT NULL,
    outlet text NOT NULL,
    closed integer,
    alert text NOT NULL
);
ALTER TABLE newsspider.alerts ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newsspider.alerts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE newsspider.alike (
    article bigint NOT NULL,
    other bigint NOT NULL,
    containment double precision NOT NULL
);
CREATE TABLE newsspider.articles (
    id bigint NOT NULL,
    canonical_url text NOT NULL COLLATE pg_catalog."C",
    outlet text COLLATE pg_catalog."C",
    headline text NOT NULL,
    published timestamp with time zone,
    modified timestamp with time zone,
    layout text,
    extractor text,
    text_hash text NOT NULL,
    revision integer NOT NULL,
    revisions integer NOT NULL,
    fetched timestamp with time zone NOT NULL,
    first_seen timestamp with time zone NOT NULL,
    last_seen timestamp with time zone NOT NULL
)
WITH (fillfactor='90', autovacuum_vacuum_scale_factor='0.05');
COMMENT ON COLUMN newsspider.articles.revision IS 'the current one: the one fetched last';
COMMENT ON COLUMN newsspider.articles.last_seen IS 'when the current revision was last found unchanged';
ALTER TABLE newsspider.articles ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newsspider.articles_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE newsspider.copies (
    article bigint NOT NULL,
    original bigint NOT NULL,
    containment double precision NOT NULL,
    evidence text NOT NULL
);
CREATE TABLE newsspider.counts (
    series bigint NOT NULL,
    hour integer NOT NULL,
    count bigint NOT NULL
)
WITH (fillfactor='90', autovacuum_vacuum_scale_factor='0.05');
CREATE TABLE newsspider.feeds (
    feed text NOT NULL,
    canonical_url text NOT NULL COLLATE pg_catalog."C",
    crawl text NOT NULL
);
CREATE TABLE newsspider.files (
    id bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    size bigint DEFAULT 0 NOT NULL,
    closed integer DEFAULT 0 NOT NULL,
    missing integer DEFAULT 0 NOT NULL
);
ALTER TABLE newsspider.files ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newsspider.files_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE newsspider.frontier_mark (
    id text NOT NULL
);
CREATE TABLE newsspider.hosts (
    host text NOT NULL COLLATE pg_catalog."C",
    next_slot double precision DEFAULT 0 NOT NULL,
    delay double precision DEFAULT 0 NOT NULL,
    paused_until double precision DEFAULT 0 NOT NULL,
    reason text,
    holder bigint
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0.1', autovacuum_vacuum_threshold='200');
CREATE VIEW newsspider.intake AS
 SELECT articles.canonical_url,
    articles.outlet,
    articles.headline,
    articles.published,
    articles.modified,
    articles.layout,
    articles.extractor,
    articles.text_hash,
    ''::text AS text,
    ''::text AS record,
    articles.fetched,
    ''::text AS warc_file,
    (0)::bigint AS warc_offset,
    (0)::bigint AS warc_length,
    ''::text AS pages
   FROM newsspider.articles;
CREATE TABLE newsspider.mark (
    id text NOT NULL,
    puts bigint NOT NULL
)
WITH (fillfactor='10');
CREATE TABLE newsspider.marks (
    name text NOT NULL,
    id text NOT NULL,
    count bigint NOT NULL
);
CREATE TABLE newsspider.owners (
    id bigint NOT NULL,
    spider text NOT NULL COLLATE pg_catalog."C",
    node text NOT NULL,
    boot text NOT NULL,
    space text NOT NULL,
    pid bigint NOT NULL,
    started text NOT NULL,
    lease_until double precision NOT NULL,
    server double precision NOT NULL,
    idle boolean DEFAULT false NOT NULL
)
WITH (fillfactor='50', autovacuum_vacuum_scale_factor='0.1', autovacuum_vacuum_threshold='200');
COMMENT ON COLUMN newsspider.owners.server IS 'when the server was started in which this owner has its advisory lock';
ALTER TABLE newsspider.owners ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newsspider.owners_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE newsspider.records (
    id text NOT NULL COLLATE pg_catalog."C",
    file bigint NOT NULL,
    "offset" bigint NOT NULL,
    length bigint NOT NULL,
    url text NOT NULL,
    "time" double precision NOT NULL,
    digest text COLLATE pg_catalog."C"
);
CREATE TABLE newsspider.requests (
    id bigint NOT NULL,
    spider text NOT NULL COLLATE pg_catalog."C",
    fingerprint bytea NOT NULL,
    run bigint NOT NULL,
    state smallint NOT NULL,
    host text NOT NULL COLLATE pg_catalog."C",
    rank integer NOT NULL,
    place bigint NOT NULL,
    url text NOT NULL,
    depth integer DEFAULT 0 NOT NULL,
    payload text,
    attempts integer DEFAULT 0 NOT NULL,
    next_try double precision DEFAULT 0 NOT NULL,
    owner bigint,
    reason text,
    added double precision NOT NULL,
    finished double precision
)
WITH (fillfactor='80', autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_threshold='500', autovacuum_analyze_scale_factor='0.05', autovacuum_vacuum_cost_delay='1');
COMMENT ON COLUMN newsspider.requests.state IS '0 queued, 1 later (not before next_try), 2 leased, 3 failed, 4 done';
COMMENT ON COLUMN newsspider.requests.rank IS 'the priority, negated: the smallest is the first';
ALTER TABLE newsspider.requests ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newsspider.requests_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE newsspider.revisions (
    article bigint NOT NULL,
    revision integer NOT NULL,
    text_hash text NOT NULL,
    record text NOT NULL,
    fetched timestamp with time zone NOT NULL,
    warc_file text COLLATE pg_catalog."C",
    warc_offset bigint,
    warc_length bigint,
    pages text,
    layout text,
    extractor text
);
COMMENT ON COLUMN newsspider.revisions.record IS 'the article as JSON, without what is derived from its text; record::jsonb to ask it';
CREATE TABLE newsspider.runs (
    id bigint NOT NULL,
    spider text NOT NULL COLLATE pg_catalog."C",
    began double precision NOT NULL,
    ended double precision,
    store text,
    puts bigint
);
ALTER TABLE newsspider.runs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newsspider.runs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE newsspider.search (
    rowid bigint NOT NULL,
    words tsvector NOT NULL
);
CREATE TABLE newsspider.series (
    id bigint NOT NULL,
    source text NOT NULL COLLATE pg_catalog."C",
    outlet text NOT NULL COLLATE pg_catalog."C",
    layout text NOT NULL,
    key text NOT NULL
);
ALTER TABLE newsspider.series ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newsspider.series_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE newsspider.shingle (
    hash bigint NOT NULL,
    article bigint NOT NULL
);
CREATE TABLE newsspider.states (
    outlet text NOT NULL,
    state text NOT NULL
);
CREATE TABLE newsspider.texts (
    article bigint NOT NULL,
    hashes bytea NOT NULL,
    credits text NOT NULL
);
CREATE TABLE newsspider.thinned (
    before integer NOT NULL
);
CREATE TABLE newsspider.versions (
    part text NOT NULL,
    version integer NOT NULL
);
CREATE TABLE newsspider.visits (
    identity text NOT NULL COLLATE pg_catalog."C",
    url text NOT NULL,
    outlet text NOT NULL COLLATE pg_catalog."C",
    outcome text NOT NULL,
    asked double precision NOT NULL,
    first double precision NOT NULL,
    published double precision,
    lastmod double precision,
    etag text,
    last_modified text,
    canonical text
)
WITH (fillfactor='90', autovacuum_vacuum_scale_factor='0.05');
CREATE TABLE newsspider.walks (
    outlet text NOT NULL,
    scope text NOT NULL,
    since double precision,
    before double precision,
    began double precision NOT NULL,
    ended double precision
);
INSERT INTO newsspider.alerts OVERRIDING SYSTEM VALUE VALUES (1, 'kontan', NULL, '{"kind": "key", "layout": "desk", "key": "editors", "since": 490000, "raised": 490001, "pages": 38, "filled": 0, "usual": 0.97, "provisional": false, "message": "kontan desk: editors empty", "nearest": "", "examples": [], "acknowledged": false, "told": [], "outlet": "kontan", "closed": null}');
INSERT INTO newsspider.articles OVERRIDING SYSTEM VALUE VALUES (2, 'https://www.kontan.co.id/berita/2', 'kontan', 'Panen Padi', '2026-11-28 02:00:00+00', NULL, 'desk', 'rules/1', 'hash-2-31', 1, 1, '2026-11-28 03:04:05+00', '2026-11-28 03:04:05+00', '2026-11-28 03:04:05+00');
INSERT INTO newsspider.articles OVERRIDING SYSTEM VALUE VALUES (1, 'https://www.kontan.co.id/berita/1', 'kontan', 'Harga Beras Naik', '2026-11-28 02:00:00+00', NULL, 'desk', 'rules/1', 'hash-1-40', 2, 2, '2026-11-29 03:04:05+00', '2026-11-28 03:04:05+00', '2026-11-29 03:04:05+00');
INSERT INTO newsspider.counts VALUES (1, 490000, 3);
INSERT INTO newsspider.files OVERRIDING SYSTEM VALUE VALUES (1, 'a.warc.gz', 900, 1, 0);
INSERT INTO newsspider.frontier_mark VALUES ('7eda008fe73542278c138a71e1b38452');
INSERT INTO newsspider.hosts VALUES ('www.kontan.co.id', 0, 0, 0, NULL, NULL);
INSERT INTO newsspider.mark VALUES ('e1d4083146364d2a8dfc768964e55484', 2);
INSERT INTO newsspider.records VALUES ('id-1', 1, 0, 400, 'https://www.kontan.co.id/berita/1', 1795835045, 'sha1:A');
INSERT INTO newsspider.records VALUES ('id-2', 1, 400, 500, 'https://www.kontan.co.id/berita/2', 1795835045, NULL);
INSERT INTO newsspider.requests OVERRIDING SYSTEM VALUE VALUES (3, 'kontan', '\x33', 1, 0, 'www.kontan.co.id', 0, 1796025525424066, 'https://www.kontan.co.id/berita/3', 0, '{}', 0, 0, NULL, NULL, 1796025525.437181, NULL);
INSERT INTO newsspider.requests OVERRIDING SYSTEM VALUE VALUES (4, 'kontan', '\x34', 1, 0, 'www.kontan.co.id', 0, 1796025525424067, 'https://www.kontan.co.id/berita/4', 0, '{}', 0, 0, NULL, NULL, 1796025525.437195, NULL);
INSERT INTO newsspider.requests OVERRIDING SYSTEM VALUE VALUES (1, 'kontan', '\x31', 1, 4, 'www.kontan.co.id', 0, 1796025525424064, 'https://www.kontan.co.id/berita/1', 0, NULL, 1, 0, NULL, NULL, 1796025525.436349, 1796025525.453399);
INSERT INTO newsspider.requests OVERRIDING SYSTEM VALUE VALUES (2, 'kontan', '\x32', 1, 3, 'www.kontan.co.id', 0, 1796025525424065, 'https://www.kontan.co.id/berita/2', 0, '{}', 1, 0, NULL, 'HTTP 500', 1796025525.437129, 1796025525.455484);
INSERT INTO newsspider.revisions VALUES (1, 1, 'hash-1-33', '{"headline": "Harga Beras Naik", "datePublished": "2026-11-28T09:00:00+07:00", "body": [{"type": "paragraph", "text": "Pedagang beras di pasar mengeluh."}], "url": "https://www.kontan.co.id/berita/1", "canonicalUrl": "https://www.kontan.co.id/berita/1", "outlet": "kontan", "layout": "desk", "extractor": "rules/1"}', '2026-11-28 03:04:05+00', NULL, NULL, NULL, NULL, 'desk', 'rules/1');
INSERT INTO newsspider.revisions VALUES (2, 1, 'hash-2-31', '{"headline": "Panen Padi", "datePublished": "2026-11-28T09:00:00+07:00", "body": [{"type": "paragraph", "text": "Petani padi memanen lebih awal."}], "url": "https://www.kontan.co.id/berita/2", "canonicalUrl": "https://www.kontan.co.id/berita/2", "outlet": "kontan", "layout": "desk", "extractor": "rules/1"}', '2026-11-28 03:04:05+00', NULL, NULL, NULL, NULL, 'desk', 'rules/1');
INSERT INTO newsspider.revisions VALUES (1, 2, 'hash-1-40', '{"headline": "Harga Beras Naik", "datePublished": "2026-11-28T09:00:00+07:00", "body": [{"type": "paragraph", "text": "Pedagang beras di pasar tersenyum lebar."}], "url": "https://www.kontan.co.id/berita/1", "canonicalUrl": "https://www.kontan.co.id/berita/1", "outlet": "kontan", "layout": "desk", "extractor": "rules/1"}', '2026-11-29 03:04:05+00', NULL, NULL, NULL, NULL, 'desk', 'rules/1');
INSERT INTO newsspider.runs OVERRIDING SYSTEM VALUE VALUES (1, 'kontan', 1796025525.41198, NULL, NULL, NULL);
INSERT INTO newsspider.search VALUES (2, '''awal'':7B ''lebih'':6B ''memanen'':5B ''padi'':2A,4B ''panen'':1A ''petani'':3B');
INSERT INTO newsspider.search VALUES (1, '''beras'':2A,5B ''di'':6B ''harga'':1A ''lebar'':9B ''naik'':3A ''pasar'':7B ''pedagang'':4B ''tersenyum'':8B');
INSERT INTO newsspider.series OVERRIDING SYSTEM VALUE VALUES (1, 'crawl', 'kontan', 'desk', 'articles');
INSERT INTO newsspider.shingle VALUES (878057499, 2);
INSERT INTO newsspider.shingle VALUES (610337260, 1);
INSERT INTO newsspider.texts VALUES (2, '\x1b185634', '[]');
INSERT INTO newsspider.texts VALUES (1, '\xec016124', '[]');
INSERT INTO newsspider.versions VALUES ('store', 1);
INSERT INTO newsspider.versions VALUES ('frontier', 1);
INSERT INTO newsspider.versions VALUES ('visits', 1);
INSERT INTO newsspider.versions VALUES ('archive', 1);
INSERT INTO newsspider.versions VALUES ('drift', 1);
INSERT INTO newsspider.visits VALUES ('kontan:1', 'https://www.kontan.co.id/berita/1', 'kontan', 'article', 1795835045, 1795835045, 1795835045, NULL, NULL, NULL, NULL);
INSERT INTO newsspider.visits VALUES ('kontan:2', 'https://www.kontan.co.id/berita/2', 'kontan', 'article', 1795835045, 1795835045, 1795835045, NULL, NULL, NULL, NULL);
INSERT INTO newsspider.visits VALUES ('kontan:3', 'https://www.kontan.co.id/berita/3', 'kontan', 'gone', 1795835045, 1795835045, 1795835045, NULL, NULL, NULL, NULL);
SELECT pg_catalog.setval('newsspider.alerts_id_seq', 1, true);
SELECT pg_catalog.setval('newsspider.articles_id_seq', 2, true);
SELECT pg_catalog.setval('newsspider.files_id_seq', 1, true);
SELECT pg_catalog.setval('newsspider.owners_id_seq', 1, true);
SELECT pg_catalog.setval('newsspider.requests_id_seq', 4, true);
SELECT pg_catalog.setval('newsspider.runs_id_seq', 1, true);
SELECT pg_catalog.setval('newsspider.series_id_seq', 1, true);
ALTER TABLE ONLY newsspider.alerts
    ADD CONSTRAINT alerts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY newsspider.alike
    ADD CONSTRAINT alike_pkey PRIMARY KEY (article, other);
ALTER TABLE ONLY newsspider.articles
    ADD CONSTRAINT articles_canonical_url_key UNIQUE (canonical_url);
ALTER TABLE ONLY newsspider.articles
    ADD CONSTRAINT articles_pkey PRIMARY KEY (id);
ALTER TABLE ONLY newsspider.copies
    ADD CONSTRAINT copies_pkey PRIMARY KEY (article);
ALTER TABLE ONLY newsspider.counts
    ADD CONSTRAINT counts_pkey PRIMARY KEY (series, hour);
ALTER TABLE ONLY newsspider.feeds
    ADD CONSTRAINT feeds_pkey PRIMARY KEY (feed, canonical_url);
ALTER TABLE ONLY newsspider.files
    ADD CONSTRAINT files_name_key UNIQUE (name);
ALTER TABLE ONLY newsspider.files
    ADD CONSTRAINT files_pkey PRIMARY KEY (id);
ALTER TABLE ONLY newsspider.hosts
    ADD CONSTRAINT hosts_pkey PRIMARY KEY (host);
ALTER TABLE ONLY newsspider.marks
    ADD CONSTRAINT marks_pkey PRIMARY KEY (name);
ALTER TABLE ONLY newsspider.owners
    ADD CONSTRAINT owners_pkey PRIMARY KEY (id);
ALTER TABLE ONLY newsspider.records
    ADD CONSTRAINT records_pkey PRIMARY KEY (id);
ALTER TABLE ONLY newsspider.requests
    ADD CONSTRAINT requests_pkey PRIMARY KEY (id);
ALTER TABLE ONLY newsspider.requests
    ADD CONSTRAINT requests_spider_fingerprint_key UNIQUE (spider, fingerprint);
ALTER TABLE ONLY newsspider.revisions
    ADD CONSTRAINT revisions_pkey PRIMARY KEY (article, revision);
ALTER TABLE ONLY newsspider.runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY newsspider.search
    ADD CONSTRAINT search_pkey PRIMARY KEY (rowid);
ALTER TABLE ONLY newsspider.series
    ADD CONSTRAINT series_outlet_source_layout_key_key UNIQUE (outlet, source, layout, key);
ALTER TABLE ONLY newsspider.series
    ADD CONSTRAINT series_pkey PRIMARY KEY (id);
ALTER TABLE ONLY newsspider.shingle
    ADD CONSTRAINT shingle_pkey PRIMARY KEY (hash, article);
ALTER TABLE ONLY newsspider.states
    ADD CONSTRAINT states_pkey PRIMARY KEY (outlet);
ALTER TABLE ONLY newsspider.texts
    ADD CONSTRAINT texts_pkey PRIMARY KEY (article);
ALTER TABLE ONLY newsspider.versions
    ADD CONSTRAINT versions_pkey PRIMARY KEY (part);
ALTER TABLE ONLY newsspider.visits
    ADD CONSTRAINT visits_pkey PRIMARY KEY (identity);
CREATE INDEX alerts_open ON newsspider.alerts USING btree (outlet) WHERE (closed IS NULL);
CREATE INDEX articles_outlet ON newsspider.articles USING btree (outlet, published);
CREATE INDEX articles_published ON newsspider.articles USING btree (COALESCE(published, first_seen), id);
CREATE INDEX copies_original ON newsspider.copies USING btree (original);
CREATE INDEX feeds_crawl ON newsspider.feeds USING btree (crawl, canonical_url);
CREATE INDEX records_digest ON newsspider.records USING btree (digest) WHERE (digest IS NOT NULL);
CREATE INDEX requests_failed ON newsspider.requests USING btree (spider) WHERE (state = 3);
CREATE INDEX requests_later ON newsspider.requests USING btree (spider, next_try) WHERE (state = 1);
CREATE INDEX requests_leased ON newsspider.requests USING btree (owner) WHERE (state = 2);
CREATE INDEX requests_queued ON newsspider.requests USING btree (spider, host, rank, place) WHERE (state = 0);
CREATE INDEX revisions_warc ON newsspider.revisions USING btree (warc_file, warc_offset);
CREATE INDEX search_words ON newsspider.search USING gin (words);
CREATE INDEX series_source ON newsspider.series USING btree (source);
CREATE INDEX visits_age ON newsspider.visits USING btree (outlet, published);
CREATE INDEX visits_missed ON newsspider.visits USING btree (outlet, first) WHERE (outcome <> 'article'::text);
CREATE INDEX walks_outlet ON newsspider.walks USING btree (outlet, scope);
CREATE TRIGGER intake_insert INSTEAD OF INSERT ON newsspider.intake FOR EACH ROW EXECUTE FUNCTION newsspider.take_in();
ALTER TABLE ONLY newsspider.counts
    ADD CONSTRAINT counts_series_fkey FOREIGN KEY (series) REFERENCES newsspider.series(id);
ALTER TABLE ONLY newsspider.records
    ADD CONSTRAINT records_file_fkey FOREIGN KEY (file) REFERENCES newsspider.files(id);
ALTER TABLE ONLY newsspider.revisions
    ADD CONSTRAINT revisions_article_fkey FOREIGN KEY (article) REFERENCES newsspider.articles(id);
ALTER TABLE ONLY newsspider.search
    ADD CONSTRAINT search_rowid_fkey FOREIGN KEY (rowid) REFERENCES newsspider.articles(id) ON DELETE CASCADE;
ALTER TABLE ONLY newsspider.texts
    ADD CONSTRAINT texts_article_fkey FOREIGN KEY (article) REFERENCES newsspider.articles(id);
