BEGIN TRANSACTION;
CREATE TABLE visits(
    identity TEXT PRIMARY KEY, url TEXT NOT NULL, outlet TEXT NOT NULL, outcome TEXT NOT NULL,
    asked REAL NOT NULL, first REAL NOT NULL, published REAL, lastmod REAL, etag TEXT, last_modified TEXT
) WITHOUT ROWID;
INSERT INTO "visits" VALUES('kontan:1','https://www.kontan.co.id/berita/1','kontan','article',1795835045.0,1795835045.0,1795835045.0,NULL,NULL,NULL);
INSERT INTO "visits" VALUES('kontan:2','https://www.kontan.co.id/berita/2','kontan','article',1795835045.0,1795835045.0,1795835045.0,NULL,NULL,NULL);
INSERT INTO "visits" VALUES('kontan:3','https://www.kontan.co.id/berita/3','kontan','gone',1795835045.0,1795835045.0,1795835045.0,NULL,NULL,NULL);
CREATE TABLE walks(
    outlet TEXT NOT NULL, scope TEXT NOT NULL, since REAL, before REAL, began REAL NOT NULL, ended REAL
);
CREATE INDEX visits_age ON visits(outlet, published);
CREATE INDEX visits_missed ON visits(outlet, first) WHERE outcome <> 'article';
CREATE INDEX walks_outlet ON walks(outlet, scope);
COMMIT;
PRAGMA user_version=0;
