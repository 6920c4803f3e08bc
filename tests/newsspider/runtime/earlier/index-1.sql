BEGIN TRANSACTION;
CREATE TABLE files(
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER NOT NULL DEFAULT 0,
    closed INTEGER NOT NULL DEFAULT 0);
INSERT INTO "files" VALUES(1,'a.warc.gz',900,1);
CREATE TABLE records(
    id TEXT PRIMARY KEY, file INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL,
    url TEXT NOT NULL, time REAL NOT NULL, digest TEXT) WITHOUT ROWID;
INSERT INTO "records" VALUES('id-1',1,0,400,'https://www.kontan.co.id/berita/1',1795835045.0,'sha1:A');
INSERT INTO "records" VALUES('id-2',1,400,500,'https://www.kontan.co.id/berita/2',1795835045.0,NULL);
CREATE INDEX records_digest ON records(digest) WHERE digest IS NOT NULL;
COMMIT;
PRAGMA user_version=0;
