"""Builds what search reads: every phrase that leads to a code in stored rank, the vocabulary, the synonyms."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trainer.codebook.parts import Entry, IndexTable, Synonym
from trainer.codebook.words import SHORTEST_CORRECTED, deletions, synonym_key, telling, words_in
from trainer.domain.codesets.book import NoteKind, System
from trainer.domain.codesets.codes import normalise_code

_ROWS_AT_ONCE = 20_000
_ENCOUNTERS = {"B": 1, "C": 1} | dict.fromkeys("DEFGHJKMNPQRS", 2)
"""Seventh characters of injuries: A is the first encounter, B and C that of an open one, the rest is later."""


class PhraseKind(StrEnum):
    """Where a phrase stands."""

    TITLE = "title"
    INCLUSION_TERM = "inclusion_term"
    INDEX = "index"
    NOTE = "note"


_TOLD_BY_NOTES = (System.MODIFIER, System.CARC, System.RARC)
"""Code sets whose notes say when a code is used, and in the words with which one looks for it."""


@dataclass(slots=True)
class Row:
    """An entry over a run of releases in which it did not change; `position` is its place in the printed order."""

    system: System
    entry: Entry
    chapter: str
    first_release: int
    last_release: int
    position: int = 0


Phrase = tuple[tuple[object, ...], int, PhraseKind, str]
"""Rank, number of the row in `codes`, kind, text."""


def write_search(
    connection: sqlite3.Connection,
    rows: Sequence[Row],
    tables: Sequence[IndexTable],
    synonyms: Sequence[Synonym],
    progress: Callable[[str, int, int], None],
) -> None:
    """Fills phrases, words and synonyms with all that is looked up in them; `rows` are numbered from 1 as in `codes`.

    Rank: what can be billed first, initial encounters before later ones, then the phrase with the fewest telling words,
    the shortest one, code order. It is stored by inserting in that order, so that a search reads its best rows first
    and stops (bm25 would have to score them all).
    """
    phrases = sorted([*_of_entries(rows), *_of_tables(rows, tables)])
    for start in range(0, len(phrases), _ROWS_AT_ONCE):
        part = list(enumerate(phrases[start : start + _ROWS_AT_ONCE], start + 1))
        stored = (
            (number, row, kind, None if kind is PhraseKind.TITLE else text) for number, (_, row, kind, text) in part
        )
        connection.executemany("INSERT INTO phrases VALUES (?, ?, ?, ?)", stored)
        indexed = ((number, _indexed(rows[row - 1], kind, text)) for number, (_, row, kind, text) in part)
        connection.executemany("INSERT INTO phrase_index (rowid, text) VALUES (?, ?)", indexed)
        progress("search", min(start + _ROWS_AT_ONCE, len(phrases)), len(phrases))
    connection.execute("INSERT INTO phrase_index (phrase_index) VALUES ('optimize')")
    _write_words(connection, Counter(word for _, _, _, text in phrases for word in words_in(text)))
    _write_synonyms(connection, synonyms)


def _indexed(row: Row, kind: PhraseKind, text: str) -> str:
    """The words that find a phrase; a note is found with those of the title that it explains as well."""
    return " ".join(words_in(f"{row.entry.title} {text}" if kind is PhraseKind.NOTE else text))


def _of_entries(rows: Sequence[Row]) -> Iterator[Phrase]:
    telling_notes = _telling_notes(rows)
    for number, row in enumerate(rows, 1):
        yield _phrase(row, number, PhraseKind.TITLE, row.entry.title)
        for kind, text in row.entry.notes:
            if kind is NoteKind.INCLUSION_TERM:
                yield _phrase(row, number, PhraseKind.INCLUSION_TERM, text)
            elif row.system in _TOLD_BY_NOTES and (row.system, text) in telling_notes:
                yield _phrase(row, number, PhraseKind.NOTE, text)


def _telling_notes(rows: Sequence[Row]) -> set[tuple[System, str]]:
    """The notes that stand at one code alone: those that many share, such as "Changes the amount.", tell none apart."""
    owners: dict[tuple[System, str], set[str]] = {}
    for row in rows:
        for _, text in row.entry.notes if row.system in _TOLD_BY_NOTES else ():
            owners.setdefault((row.system, text), set()).add(row.entry.code)
    return {note for note, codes in owners.items() if len(codes) == 1}


def _of_tables(rows: Sequence[Row], tables: Sequence[IndexTable]) -> Iterator[Phrase]:
    """Every line of an index that ends in a code: its main term and the terms above it, read as one phrase.

    It leads to the code in every release: the index was read for one of them, and finds what it can in the others.
    """
    by_code: dict[str, list[int]] = {}
    for number, row in enumerate(rows, 1):
        if row.system is System.ICD10CM:
            by_code.setdefault(row.entry.code, []).append(number)
    for table in tables:
        above: list[str] = []
        for term in table.terms:
            above = [*above[: term.depth], term.title]
            for head, cell in zip(table.heads, term.cells, strict=False):
                named = above if len(table.heads) == 1 else [*above, head]
                for number in by_code.get(normalise_code(cell.rstrip("-")) if cell.strip("-") else "", ()):
                    yield _phrase(rows[number - 1], number, PhraseKind.INDEX, ", ".join(named))


def _phrase(row: Row, number: int, kind: PhraseKind, text: str) -> Phrase:
    entry = row.entry
    encounter = _ENCOUNTERS.get(entry.code[6:], 0)
    words = len(telling(words_in(text)))
    rank = (not entry.is_billable, encounter, words, len(text), entry.code, number)
    return rank, number, kind, text


def _write_synonyms(connection: sqlite3.Connection, synonyms: Sequence[Synonym]) -> None:
    means: dict[str, dict[str, None]] = {}
    codes: dict[str, dict[tuple[System, str], None]] = {}
    for synonym in synonyms:
        key = synonym_key(words_in(synonym.phrase))
        means.setdefault(key, {}).update(dict.fromkeys(synonym.means))
        codes.setdefault(key, {}).update(dict.fromkeys(_meant(code) for code in synonym.codes))
    rows = ((key, json.dumps([*means[key]]), json.dumps([*codes[key]])) for key in means)
    connection.executemany("INSERT INTO synonyms VALUES (?, ?, ?)", rows)


def _meant(code: str) -> tuple[System, str]:
    """The code that a synonym names: of ICD-10-CM, or of the code set before it, "modifier 50"."""
    system, _, bare = code.rpartition(" ")
    return System(system) if system else System.ICD10CM, normalise_code(bare)


def _write_words(connection: sqlite3.Connection, uses: Counter[str]) -> None:
    connection.executemany("INSERT INTO words VALUES (?, ?)", sorted(uses.items()))
    connection.executemany("INSERT INTO word_index (word) VALUES (?)", ((word,) for word in sorted(uses)))
    long = (word for word in uses if len(word) >= SHORTEST_CORRECTED and re.fullmatch(r"[a-z]+", word))
    near = sorted((shorter, word) for word in long for shorter in deletions(word))
    connection.executemany("INSERT INTO near_words VALUES (?, ?)", near)
