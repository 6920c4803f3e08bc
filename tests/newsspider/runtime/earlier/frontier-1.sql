BEGIN TRANSACTION;
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    next_slot REAL NOT NULL DEFAULT 0,
    delay REAL NOT NULL DEFAULT 0,
    paused_until REAL NOT NULL DEFAULT 0,
    reason TEXT,
    holder INTEGER
) WITHOUT ROWID;
CREATE TABLE owners (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    spider TEXT NOT NULL,
    node TEXT NOT NULL, boot TEXT NOT NULL, space TEXT NOT NULL, pid INTEGER NOT NULL, started TEXT NOT NULL,
    lease_until REAL NOT NULL
);
CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    spider TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    run INTEGER NOT NULL,
    state INTEGER NOT NULL,
    host TEXT NOT NULL,
    priority INTEGER NOT NULL,
    place INTEGER NOT NULL,
    url TEXT NOT NULL,
    depth INTEGER NOT NULL DEFAULT 0,
    payload TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try REAL NOT NULL DEFAULT 0,
    owner INTEGER,
    reason TEXT,
    added REAL NOT NULL,
    finished REAL,
    UNIQUE (spider, fingerprint)
);
INSERT INTO "requests" VALUES(1,'kontan',X'31',1,4,'www.kontan.co.id',0,1796025328576442,'https://www.kontan.co.id/berita/1',0,NULL,1,0.0,NULL,NULL,1.79602532857644128804e+09,1.79602532857843828198e+09);
INSERT INTO "requests" VALUES(2,'kontan',X'32',1,3,'www.kontan.co.id',0,1796025328576443,'https://www.kontan.co.id/berita/2',0,'{}',1,0.0,NULL,'HTTP 500',1.79602532857644128804e+09,1.79602532857861590387e+09);
INSERT INTO "requests" VALUES(3,'kontan',X'33',1,0,'www.kontan.co.id',0,1796025328576444,'https://www.kontan.co.id/berita/3',0,'{}',0,0.0,NULL,NULL,1.79602532857644128804e+09,NULL);
INSERT INTO "requests" VALUES(4,'kontan',X'34',1,0,'www.kontan.co.id',0,1796025328576445,'https://www.kontan.co.id/berita/4',0,'{}',0,0.0,NULL,NULL,1.79602532857644128804e+09,NULL);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    spider TEXT NOT NULL,
    began REAL NOT NULL,
    ended REAL
);
INSERT INTO "runs" VALUES(1,'kontan',1.79602532857148718828e+09,NULL);
CREATE INDEX requests_queued ON requests (spider, host, priority DESC, place) WHERE state = 0;
CREATE INDEX requests_later ON requests (spider, next_try) WHERE state = 1;
CREATE INDEX requests_leased ON requests (owner) WHERE state = 2;
CREATE INDEX requests_failed ON requests (spider) WHERE state = 3;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('runs',1);
INSERT INTO "sqlite_sequence" VALUES('owners',1);
COMMIT;
PRAGMA user_version=1;
