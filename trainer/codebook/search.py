"""Finds codes by code or words, and says why each was found. One search is a few statements on stored ranks."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice, zip_longest

from trainer.codebook.words import (
    SHORTEST_CORRECTED,
    deletions,
    is_one_letter_away,
    synonym_key,
    telling,
    words_in,
)
from trainer.domain.codesets.book import Code, Level, System
from trainer.domain.codesets.codes import normalise_code

_LIKE_A_CODE = re.compile(r"(?=.*[0-9])[0-9A-Z-]{1,8}|[A-Z]{2}")
_LONGEST_QUERY = 200
_MOST_WORDS = 24
_MOST_READINGS = 6
_LONGEST_SYNONYM = 7
_CODES_OF_A_SYNONYM = 6
_CORRECTIONS = 4
_SHORTEST_BEGINNING = 2
_ROWS_FOR_A_HIT = 6
_FIRST_IN_LINE = 3
_LOOK_ALIKES = str.maketrans("OI", "01")


class MatchKind(StrEnum):
    """Why a code was found."""

    CODE = "code"
    CODE_PREFIX = "code_prefix"
    LOOK_ALIKE = "look_alike"
    TITLE = "title"
    INCLUSION_TERM = "inclusion_term"
    INDEX = "index"
    SYNONYM = "synonym"


@dataclass(frozen=True, slots=True)
class Hit:
    """A code that was found: `text` is the phrase that matched, `reading` how the query was read to find it."""

    code: Code
    chapter: str
    kind: MatchKind
    text: str
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be found; None and "" leave it open."""

    system: System | None = None
    chapter: str = ""
    is_billable: bool | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """Best first, at most as many as asked for. `corrected` pairs words with what was searched instead of them."""

    query: str
    hits: tuple[Hit, ...]
    corrected: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to understand a query: each word with what may stand for it. `told` is said of what it finds."""

    words: tuple[tuple[str, ...], ...]
    told: str = ""


@dataclass(slots=True)
class _Found:
    """Hits in order, each code once."""

    limit: int
    hits: list[Hit] = field(default_factory=list)
    seen: set[tuple[System, str]] = field(default_factory=set)

    def add(self, hits: Iterable[Hit]) -> None:
        for hit in hits:
            if len(self.hits) == self.limit:
                return
            if (hit.code.system, hit.code.code) not in self.seen:
                self.seen.add((hit.code.system, hit.code.code))
                self.hits.append(hit)


class Search:
    """Searches an open code book in the releases given by their numbers."""

    def __init__(self, connection: sqlite3.Connection, releases: Sequence[int]) -> None:
        self._connection = connection
        self._in_force = " OR ".join(f"{number} BETWEEN c.first_release AND c.last_release" for number in releases)

    def find(self, query: str, filters: Filters = Filters(), limit: int = 20) -> Results:
        """What answers a query: codes and their beginnings first, then words with all that is known to stand for them.

        Where all words together find nothing, a word one letter off is corrected; where that does not help, a word is
        left out: one that stands nowhere, or else the first without which the others find something.
        """
        query = " ".join(query.split())[:_LONGEST_QUERY]
        found = _Found(limit)
        found.add(self._by_code(query, filters, limit))
        words = telling(words_in(query))[:_MOST_WORDS]
        if not words:
            return Results(query, tuple(found.hits))
        synonym_codes, readings = self._readings(words)
        found.add(self._of_synonym(" ".join(words), synonym_codes, filters))
        of_each = [list(self._by_words(reading, filters, limit)) for reading in readings]
        begun = []
        if len(of_each[0]) < limit and len(words[-1]) >= _SHORTEST_BEGINNING:
            begun = list(self._by_words(readings[0], filters, limit, is_being_typed=True))
        for is_billable in (True, False):
            found.add(_in_turn([hit for hit in hits if hit.code.is_billable is is_billable] for hits in of_each))
            found.add(hit for hit in begun if hit.code.is_billable is is_billable)
        if found.hits:
            return Results(query, tuple(found.hits))
        return self._nearby(query, words, filters, found)

    def _by_code(self, query: str, filters: Filters, limit: int) -> Iterator[Hit]:
        code = normalise_code(query)
        if not _LIKE_A_CODE.fullmatch(code):
            return
        exact = list(self._codes("c.code = ?", [code], filters, limit))
        yield from (Hit(entry, chapter, MatchKind.CODE, entry.display) for entry, chapter in exact)
        if not any(character.isdigit() for character in code):
            return
        begin = list(self._codes("c.code > ? AND c.code < ?", [code, code + "~"], filters, limit))
        yield from (Hit(entry, chapter, MatchKind.CODE_PREFIX, code) for entry, chapter in begin)
        meant = code[:1] + code[1:].translate(_LOOK_ALIKES)
        if not exact and not begin and meant != code:
            alike = self._codes("c.code >= ? AND c.code < ?", [meant, meant + "~"], filters, limit)
            yield from (Hit(entry, chapter, MatchKind.LOOK_ALIKE, meant) for entry, chapter in alike)

    def _readings(self, words: list[str]) -> tuple[list[str], list[_Reading]]:
        """The codes that the whole query is a synonym of, and the ways to read its words, as they stand first."""
        literal = [(word,) for word in words]
        readings = [_Reading(tuple(literal))]
        spans = [
            (start, end)
            for length in range(min(len(words), _LONGEST_SYNONYM), 0, -1)
            for start in range(len(words) - length + 1)
            for end in [start + length]
        ]
        keys = {span: synonym_key(words[slice(*span)]) for span in spans}
        known = self._synonyms([*keys.values(), synonym_key(["".join(words)])])
        codes = (known.get(synonym_key(words)) or known.get(synonym_key(["".join(words)])) or ([], []))[1]
        taken: set[int] = set()
        for (start, end), key in keys.items():
            if key not in known or not taken.isdisjoint(range(start, end)):
                continue
            taken.update(range(start, end))
            for means in known[key][0]:
                instead = [(word,) for word in telling(words_in(means))]
                told = f"{' '.join(words[start:end])} → {means}"
                readings.append(_Reading((*literal[:start], *instead, *literal[end:]), told))
        if len(words) > 1 and self._any_phrase(f'"{"".join(words)}"'):
            readings.append(_Reading((("".join(words),),), "".join(words)))
        return codes, readings[:_MOST_READINGS]

    def _synonyms(self, keys: list[str]) -> dict[str, tuple[list[str], list[str]]]:
        marks = ", ".join("?" * len(keys))
        rows = self._connection.execute(f"SELECT * FROM synonyms WHERE phrase IN ({marks})", keys)  # noqa: S608
        return {key: (json.loads(means), json.loads(codes)) for key, means, codes in rows}

    def _of_synonym(self, phrase: str, codes: list[str], filters: Filters) -> Iterator[Hit]:
        """The best codes of each category that a phrase stands for, the categories taking turns."""
        below = "c.system = ? AND c.code >= ? AND c.code < ?"
        of_each = [
            [
                Hit(entry, chapter, MatchKind.SYNONYM, phrase)
                for entry, chapter in self._codes(below, [System.ICD10CM, code, code + "~"], filters, 3, ranked=True)
            ]
            for code in codes[:_CODES_OF_A_SYNONYM]
        ]
        return islice(_in_turn(of_each), _CODES_OF_A_SYNONYM)

    def _nearby(self, query: str, words: list[str], filters: Filters, found: _Found) -> Results:
        corrections = {word: self._corrections(word) for word in dict.fromkeys(words)}
        unknown = self._unknown(words)
        for wrong in (unknown, *([word] for word in words if corrections[word])):
            reading = _Reading(tuple(tuple(corrections[w] or [w]) if w in wrong else (w,) for w in words))
            found.add(self._by_words(reading, filters, found.limit) if any(corrections[w] for w in wrong) else ())
            if found.hits:
                used = _used(found.hits, {word: corrections[word] for word in wrong})
                return Results(query, tuple(found.hits), corrected=used)
        likely = [tuple(corrections[word] or [word]) if word in unknown else (word,) for word in words]
        dropped = unknown[:1] or words
        for word in dropped if len(words) > 1 else ():
            place = words.index(word)
            found.add(self._by_words(_Reading((*likely[:place], *likely[place + 1 :])), filters, found.limit))
            if found.hits:
                return Results(query, tuple(found.hits), left_out=(word,))
        return Results(query, ())

    def _unknown(self, words: list[str]) -> list[str]:
        """The words that stand nowhere, not even as a beginning or in another form."""
        return [word for word in words if not self._any_phrase(_expression([(word,)]))]

    def _any_phrase(self, expression: str) -> bool:
        row = self._connection.execute("SELECT 1 FROM phrase_index WHERE phrase_index MATCH ? LIMIT 1", (expression,))
        return row.fetchone() is not None

    def _corrections(self, word: str) -> list[str]:
        """Words of the vocabulary that are one letter away, the most used first."""
        if len(word) < SHORTEST_CORRECTED:
            return []
        shorter = list(deletions(word))
        marks = ", ".join("?" * len(shorter))
        rows = self._connection.execute(
            f"SELECT word, uses FROM words WHERE word IN ({marks}) UNION SELECT word, uses FROM words WHERE word IN"  # noqa: S608
            f" (SELECT word FROM near_words WHERE deletion IN (?, {marks})) ORDER BY uses DESC",
            [*shorter, word, *shorter],
        )
        near = (other for other, _ in rows if is_one_letter_away(word, other))
        return list(islice(near, _CORRECTIONS))

    def _by_words(
        self, reading: _Reading, filters: Filters, limit: int, *, is_being_typed: bool = False
    ) -> Iterator[Hit]:
        """The phrases of best stored rank; of those whose title begins with what was typed a few come first."""
        condition, values = self._condition(filters)
        rows = self._connection.execute(
            f"SELECT {_COLUMNS}, p.kind, coalesce(p.text, c.title) FROM phrase_index"  # noqa: S608
            " JOIN phrases p ON p.id = phrase_index.rowid JOIN codes c ON c.id = p.code_id"
            f" WHERE phrase_index MATCH ? AND {condition} ORDER BY phrase_index.rowid LIMIT ?",
            [_expression(reading.words) + ("*" if is_being_typed else ""), *values, limit * _ROWS_FOR_A_HIT],
        )
        hits = [Hit(code_of(row), row[7], MatchKind(row[8]), row[9], reading.told) for row in rows]
        opening = " ".join(spellings[0] for spellings in reading.words)
        opened = [hit for hit in hits if hit.code.is_billable and _opens_with(hit, opening)][:_FIRST_IN_LINE]
        return iter([*opened, *hits])

    def _codes(
        self, where: str, values: list[object], filters: Filters, limit: int, *, ranked: bool = False
    ) -> Iterator[tuple[Code, str]]:
        condition, more = self._condition(filters)
        order = _LIKELIEST_FIRST if ranked else "c.code"
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM codes c WHERE {where} AND {condition} AND c.level NOT IN ('chapter', 'section')"  # noqa: S608
            f" ORDER BY {order} LIMIT ?",
            [*values, *more, limit],
        )
        return ((code_of(row), row[7]) for row in rows)

    def _condition(self, filters: Filters) -> tuple[str, list[object]]:
        parts, values = [f"({self._in_force})"], list[object]()
        for column, value in (
            ("system", filters.system),
            ("chapter", filters.chapter or None),
            ("is_billable", filters.is_billable),
        ):
            if value is not None:
                parts.append(f"c.{column} = ?")
                values.append(value)
        return " AND ".join(parts), values


_LIKELIEST_FIRST = (
    "c.is_billable DESC, c.title NOT LIKE '%, unspecified' AND c.title NOT LIKE '%without complications',"
    " (SELECT min(p.id) FROM phrases p WHERE p.code_id = c.id)"
)
"""What somebody who uses a word of everyday life can know: the unspecified code, then stored rank."""

_COLUMNS = "c.system, c.code, c.display, c.title, c.level, c.is_billable, c.parent, c.chapter"


def code_of(row: Sequence[object]) -> Code:
    """The code in the first seven columns of a row."""
    system, code, display, title, level, is_billable, parent = row[:7]
    return Code(
        System(str(system)), str(code), str(display), str(title), Level(str(level)), bool(is_billable), str(parent)
    )


def _expression(words: Iterable[tuple[str, ...]]) -> str:
    """All words, each in one of its spellings."""
    groups = [" OR ".join(f'"{spelling}"' for spelling in spellings) for spellings in words]
    return " AND ".join(f"({group})" if " OR " in group else group for group in groups)


def _opens_with(hit: Hit, opening: str) -> bool:
    return hit.kind is MatchKind.TITLE and " ".join(telling(words_in(hit.text))).startswith(opening)


def _in_turn(lists: Iterable[Iterable[Hit]]) -> Iterator[Hit]:
    """The first of each, then the second of each, and so on."""
    for turn in zip_longest(*lists):
        yield from (hit for hit in turn if hit is not None)


def _used(hits: Sequence[Hit], corrections: dict[str, list[str]]) -> tuple[tuple[str, str], ...]:
    """For each corrected word the spelling that stands in what was found."""
    texts = {word for hit in hits for word in words_in(hit.text)}
    return tuple(
        (word, next((spelling for spelling in spellings if spelling in texts), spellings[0]))
        for word, spellings in corrections.items()
        if spellings
    )
