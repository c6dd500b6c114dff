-- schema 4

CREATE TABLE loads (
  id TEXT PRIMARY KEY,
  revision INTEGER NOT NULL UNIQUE,
  props TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE records (
  seq INTEGER PRIMARY KEY,
  target TEXT NOT NULL,
  dataset TEXT NOT NULL,
  owner TEXT NOT NULL,
  load TEXT NOT NULL,
  revision INTEGER NOT NULL,
  withdrawn INTEGER NOT NULL,
  live INTEGER NOT NULL,
  said TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX records_live ON records (target, dataset) WHERE live = 1;
CREATE INDEX records_owner ON records (dataset, owner) WHERE live = 1;
CREATE INDEX records_load ON records (revision);
CREATE TABLE refs (
  target TEXT NOT NULL,
  dataset TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (target, dataset, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX refs_id ON refs (id);
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE gone (
  id TEXT NOT NULL,
  target TEXT NOT NULL,
  PRIMARY KEY (id, target)
) STRICT, WITHOUT ROWID;
DROP INDEX records_load;
CREATE INDEX records_revision ON records (revision, target);
CREATE INDEX records_target ON records (target, revision);

CREATE TABLE node (
  id TEXT PRIMARY KEY,
  noun TEXT NOT NULL,
  degree INTEGER NOT NULL,
  props BLOB
) STRICT, WITHOUT ROWID;
CREATE TABLE "Actor" (
  id TEXT PRIMARY KEY,
  "kind" TEXT,
  "name" TEXT,
  "name_fold" TEXT,
  "fullName" TEXT,
  "fullName_fold" TEXT,
  "aliases" TEXT,
  "aliases_fold" TEXT,
  "identifiers" TEXT,
  "declaredSize" INTEGER,
  "from" TEXT,
  "from_first" TEXT,
  "from_last" TEXT,
  "to" TEXT,
  "to_first" TEXT,
  "to_last" TEXT,
  "existence" TEXT,
  "silentOn" TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX "Actor_kind" ON "Actor" ("kind");
CREATE INDEX "Actor_name" ON "Actor" ("name");
CREATE INDEX "Actor_from" ON "Actor" ("from_first", "from_last");
CREATE INDEX "Actor_to" ON "Actor" ("to_first", "to_last");
CREATE TABLE "Declaration" (
  id TEXT PRIMARY KEY,
  "kind" TEXT,
  "title" TEXT,
  "title_fold" TEXT,
  "stage" TEXT,
  "status" TEXT,
  "bindingness" TEXT,
  "adoptedOn" TEXT,
  "adoptedOn_first" TEXT,
  "adoptedOn_last" TEXT,
  "signedOn" TEXT,
  "signedOn_first" TEXT,
  "signedOn_last" TEXT,
  "inForceOn" TEXT,
  "inForceOn_first" TEXT,
  "inForceOn_last" TEXT,
  "terminatedOn" TEXT,
  "terminatedOn_first" TEXT,
  "terminatedOn_last" TEXT,
  "expiresOn" TEXT,
  "expiresOn_first" TEXT,
  "expiresOn_last" TEXT,
  "term" TEXT,
  "notice" TEXT,
  "place" TEXT,
  "place_fold" TEXT,
  "identifiers" TEXT,
  "silentOn" TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX "Declaration_kind" ON "Declaration" ("kind");
CREATE INDEX "Declaration_title" ON "Declaration" ("title");
CREATE INDEX "Declaration_adoptedOn" ON "Declaration" ("adoptedOn_first", "adoptedOn_last");
CREATE INDEX "Declaration_signedOn" ON "Declaration" ("signedOn_first", "signedOn_last");
CREATE INDEX "Declaration_inForceOn" ON "Declaration" ("inForceOn_first", "inForceOn_last");
CREATE INDEX "Declaration_terminatedOn" ON "Declaration" ("terminatedOn_first", "terminatedOn_last");
CREATE INDEX "Declaration_expiresOn" ON "Declaration" ("expiresOn_first", "expiresOn_last");
CREATE TABLE "Obligation" (
  id TEXT PRIMARY KEY,
  "kind" TEXT,
  "summary" TEXT,
  "summary_fold" TEXT,
  "topics" TEXT,
  "topics_fold" TEXT,
  "modality" TEXT,
  "modalText" TEXT,
  "modalText_fold" TEXT,
  "bindingness" TEXT,
  "bearerMode" TEXT,
  "bearerRole" TEXT,
  "discretion" TEXT,
  "domains" TEXT,
  "amountValue" REAL,
  "amountUnit" TEXT,
  "purpose" TEXT,
  "purpose_fold" TEXT,
  "place" TEXT,
  "place_fold" TEXT,
  "due" TEXT,
  "due_first" TEXT,
  "due_last" TEXT,
  "from" TEXT,
  "from_first" TEXT,
  "from_last" TEXT,
  "to" TEXT,
  "to_first" TEXT,
  "to_last" TEXT,
  "locator" TEXT,
  "silentOn" TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX "Obligation_kind" ON "Obligation" ("kind");
CREATE INDEX "Obligation_summary" ON "Obligation" ("summary");
CREATE INDEX "Obligation_due" ON "Obligation" ("due_first", "due_last");
CREATE INDEX "Obligation_from" ON "Obligation" ("from_first", "from_last");
CREATE INDEX "Obligation_to" ON "Obligation" ("to_first", "to_last");
CREATE TABLE "Condition" (
  id TEXT PRIMARY KEY,
  "kind" TEXT,
  "text" TEXT,
  "text_fold" TEXT,
  "negated" INTEGER,
  "determinedBy" TEXT,
  "determinedBy_fold" TEXT,
  "victimRole" TEXT,
  "silentOn" TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX "Condition_kind" ON "Condition" ("kind");
CREATE TABLE "Event" (
  id TEXT PRIMARY KEY,
  "kind" TEXT,
  "title" TEXT,
  "title_fold" TEXT,
  "from" TEXT,
  "from_first" TEXT,
  "from_last" TEXT,
  "to" TEXT,
  "to_first" TEXT,
  "to_last" TEXT,
  "place" TEXT,
  "place_fold" TEXT,
  "status" TEXT,
  "silentOn" TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX "Event_kind" ON "Event" ("kind");
CREATE INDEX "Event_title" ON "Event" ("title");
CREATE INDEX "Event_from" ON "Event" ("from_first", "from_last");
CREATE INDEX "Event_to" ON "Event" ("to_first", "to_last");
CREATE TABLE "Statement" (
  id TEXT PRIMARY KEY,
  "text" TEXT,
  "text_fold" TEXT,
  "form" TEXT,
  "act" TEXT,
  "date" TEXT,
  "date_first" TEXT,
  "date_last" TEXT,
  "silentOn" TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX "Statement_date" ON "Statement" ("date_first", "date_last");
CREATE TABLE "Source" (
  id TEXT PRIMARY KEY,
  "kind" TEXT,
  "title" TEXT,
  "title_fold" TEXT,
  "url" TEXT,
  "author" TEXT,
  "author_fold" TEXT,
  "publishedOn" TEXT,
  "publishedOn_first" TEXT,
  "publishedOn_last" TEXT,
  "retrievedOn" TEXT,
  "retrievedOn_first" TEXT,
  "retrievedOn_last" TEXT,
  "language" TEXT,
  "sha256" TEXT,
  "reliability" TEXT,
  "licence" TEXT,
  "attribution" TEXT,
  "seen" INTEGER,
  "silentOn" TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX "Source_kind" ON "Source" ("kind");
CREATE INDEX "Source_title" ON "Source" ("title");
CREATE INDEX "Source_publishedOn" ON "Source" ("publishedOn_first", "publishedOn_last");
CREATE INDEX "Source_retrievedOn" ON "Source" ("retrievedOn_first", "retrievedOn_last");
CREATE TABLE "Evidence" (
  id TEXT PRIMARY KEY,
  "exact" TEXT,
  "exact_fold" TEXT,
  "prefix" TEXT,
  "suffix" TEXT,
  "start" INTEGER,
  "end" INTEGER,
  "locator" TEXT,
  "verified" INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE "Claim" (
  id TEXT PRIMARY KEY,
  "field" TEXT,
  "value" TEXT,
  "stance" TEXT,
  "basis" TEXT,
  "credibility" INTEGER,
  "note" TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX "Claim_stance" ON "Claim" ("stance");
CREATE INDEX "Claim_basis" ON "Claim" ("basis");
CREATE TABLE "Load" (
  id TEXT PRIMARY KEY,
  "dataset" TEXT,
  "files" TEXT,
  "sha256" TEXT,
  "revision" INTEGER,
  "startedAt" TEXT,
  "finishedAt" TEXT,
  "who" TEXT,
  "added" INTEGER,
  "changed" INTEGER,
  "removed" INTEGER,
  "reverts" TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX "Load_revision" ON "Load" ("revision");
CREATE TABLE edge (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  start TEXT NOT NULL REFERENCES node (id),
  "end" TEXT NOT NULL REFERENCES node (id),
  props BLOB,
  "role" TEXT,
  "action" TEXT,
  "capacity" TEXT,
  "mode" TEXT,
  "relation" TEXT,
  "assessment" TEXT,
  "title" TEXT,
  "text" TEXT,
  "asNamed" TEXT,
  "locator" TEXT,
  "phase" TEXT,
  "group" INTEGER,
  "lead" INTEGER,
  "by" TEXT,
  "date" TEXT,
  "date_first" TEXT,
  "date_last" TEXT,
  "effectiveDate" TEXT,
  "effectiveDate_first" TEXT,
  "effectiveDate_last" TEXT,
  "from" TEXT,
  "from_first" TEXT,
  "from_last" TEXT,
  "to" TEXT,
  "to_first" TEXT,
  "to_last" TEXT,
  "until" TEXT,
  "until_first" TEXT,
  "until_last" TEXT,
  "edge" TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX edge_out ON edge (start, type, "end", id, props);
CREATE INDEX edge_in ON edge ("end", type, start, id, props);
CREATE INDEX edge_claimed ON edge (edge) WHERE edge IS NOT NULL;
-- searched: form 1 of Actor.name Actor.fullName Actor.aliases Declaration.title Obligation.summary Condition.text Event.title Statement.text Source.title Source.author Evidence.exact
CREATE TABLE search_node (
  doc INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  noun TEXT NOT NULL,
  degree INTEGER NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'ascii');
CREATE TABLE search_word (
  key TEXT NOT NULL,
  word TEXT NOT NULL,
  PRIMARY KEY (key, word)
) STRICT, WITHOUT ROWID;
