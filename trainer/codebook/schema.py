"""The tables of a compiled code book. `FORMAT` is raised when a file of the former shape cannot be read any more."""

FORMAT = 1

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE releases (
  id INTEGER PRIMARY KEY,
  system TEXT NOT NULL,
  name TEXT NOT NULL,
  effective_from TEXT NOT NULL,
  source TEXT NOT NULL,
  billable INTEGER NOT NULL
);
CREATE TABLE codes (
  id INTEGER PRIMARY KEY,
  system TEXT NOT NULL,
  code TEXT NOT NULL,
  display TEXT NOT NULL,
  title TEXT NOT NULL,
  level TEXT NOT NULL,
  is_billable INTEGER NOT NULL,
  parent_id INTEGER REFERENCES codes (id),
  first_release INTEGER NOT NULL REFERENCES releases (id),
  last_release INTEGER NOT NULL REFERENCES releases (id)
);
CREATE TABLE notes (
  code_id INTEGER NOT NULL REFERENCES codes (id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (code_id, position)
) WITHOUT ROWID;
CREATE TABLE sevenths (
  code_id INTEGER NOT NULL REFERENCES codes (id),
  position INTEGER NOT NULL,
  character TEXT NOT NULL,
  meaning TEXT NOT NULL,
  PRIMARY KEY (code_id, position)
) WITHOUT ROWID;
"""

INDEXES = (
    "CREATE UNIQUE INDEX codes_by_code ON codes (code, first_release, system)",
    "CREATE INDEX codes_by_parent ON codes (parent_id)",
)
