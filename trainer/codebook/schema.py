"""The tables of a compiled code book. `FORMAT` is raised when a file of the former shape cannot be read any more."""

FORMAT = 3

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE releases (
  id INTEGER PRIMARY KEY,
  system TEXT NOT NULL,
  name TEXT NOT NULL,
  effective_from TEXT NOT NULL,
  source TEXT NOT NULL,
  billable INTEGER NOT NULL,
  UNIQUE (system, effective_from)
);
-- One row for each run of releases in which an entry did not change. `position`: its place in the printed order.
CREATE TABLE codes (
  id INTEGER PRIMARY KEY,
  system TEXT NOT NULL,
  code TEXT NOT NULL,
  display TEXT NOT NULL,
  title TEXT NOT NULL,
  level TEXT NOT NULL,
  is_billable INTEGER NOT NULL,
  parent TEXT NOT NULL,
  chapter TEXT NOT NULL,
  position INTEGER NOT NULL,
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
-- What a search can find, in stored rank: the first rows are the ones to show first. No text where it is the title.
CREATE TABLE phrases (
  id INTEGER PRIMARY KEY,
  code_id INTEGER NOT NULL REFERENCES codes (id),
  kind TEXT NOT NULL,
  text TEXT
);
CREATE VIRTUAL TABLE phrase_index USING fts5 (
  text, content = '', detail = none, columnsize = 0, prefix = '2 3 4',
  tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TABLE words (word TEXT PRIMARY KEY, uses INTEGER NOT NULL) WITHOUT ROWID;
-- Every word with one letter left out, to find the word that a typing error is nearest to.
CREATE TABLE near_words (deletion TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (deletion, word)) WITHOUT ROWID;
-- The words once more, to find those with the stem of a word that stands nowhere itself.
CREATE VIRTUAL TABLE word_index USING fts5 (
  word, detail = none, columnsize = 0, tokenize = 'porter unicode61 remove_diacritics 2'
);
-- `codes` are pairs of a code set and a code.
CREATE TABLE synonyms (phrase TEXT PRIMARY KEY, means TEXT NOT NULL, codes TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE glossary (
  position INTEGER PRIMARY KEY,
  part TEXT NOT NULL,
  kind TEXT NOT NULL,
  meaning TEXT NOT NULL,
  examples TEXT NOT NULL,
  variants TEXT NOT NULL
);
CREATE TABLE index_tables (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  effective_from TEXT NOT NULL,
  source TEXT NOT NULL,
  heads TEXT NOT NULL,
  UNIQUE (kind, effective_from)
);
CREATE TABLE index_terms (
  table_id INTEGER NOT NULL REFERENCES index_tables (id),
  position INTEGER NOT NULL,
  depth INTEGER NOT NULL,
  letter TEXT NOT NULL,
  title TEXT NOT NULL,
  cells TEXT NOT NULL,
  see TEXT NOT NULL,
  see_also TEXT NOT NULL,
  PRIMARY KEY (table_id, position)
) WITHOUT ROWID;
CREATE TABLE edit_tables (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  setting TEXT NOT NULL,
  effective_from TEXT NOT NULL,
  source TEXT NOT NULL,
  edits INTEGER NOT NULL
);
CREATE TABLE ptp_edits (
  table_id INTEGER NOT NULL REFERENCES edit_tables (id),
  column_one TEXT NOT NULL,
  column_two TEXT NOT NULL,
  effective_on TEXT NOT NULL,
  deleted_on TEXT,
  modifier_indicator INTEGER NOT NULL,
  rationale TEXT NOT NULL
);
CREATE TABLE add_on_edits (
  table_id INTEGER NOT NULL REFERENCES edit_tables (id),
  add_on TEXT NOT NULL,
  primary_code TEXT NOT NULL,
  kind INTEGER NOT NULL,
  effective_on TEXT NOT NULL,
  deleted_on TEXT
);
CREATE TABLE mue_edits (
  table_id INTEGER NOT NULL REFERENCES edit_tables (id),
  code TEXT NOT NULL,
  units INTEGER NOT NULL,
  adjudication INTEGER NOT NULL,
  rationale TEXT NOT NULL
);
"""

INDEXES = (
    "CREATE UNIQUE INDEX codes_by_code ON codes (code, system, first_release)",
    "CREATE INDEX codes_by_parent ON codes (parent)",
    "CREATE INDEX codes_by_position ON codes (level, position)",
    "CREATE INDEX phrases_by_code ON phrases (code_id)",
    "CREATE INDEX index_terms_by_letter ON index_terms (table_id, letter, position)",
    "CREATE INDEX ptp_edits_by_codes ON ptp_edits (column_one, column_two)",
    "CREATE INDEX add_on_edits_by_code ON add_on_edits (add_on)",
    "CREATE INDEX mue_edits_by_code ON mue_edits (code)",
)
