"""Finds codes by code or words, and says why each was found. One search is a few statements on stored ranks."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice, zip_longest

from trainer.codebook.queries import codes_among, is_like_a_code, sets_named
from trainer.codebook.vocabulary import Reading, Spellings, Vocabulary
from trainer.codebook.words import telling, unlinked, words_in
from trainer.domain.codesets.book import Code, Level, System
from trainer.domain.codesets.codes import normalise_code

_LONGEST_QUERY = 200
_MOST_WORDS = 24
_CODES_OF_A_SYNONYM = 6
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
    NOTE = "note"
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
class _Attempt:
    """What is searched for instead of the words of a query: some of them corrected, some left out."""

    words: tuple[Spellings, ...]
    corrected: dict[str, list[str]]
    left_out: tuple[str, ...] = ()
    is_being_typed: bool = False


@dataclass(slots=True)
class _Found:
    """Hits in order, each code once; `offered` counts all that were added, those that were there already too."""

    limit: int
    hits: list[Hit] = field(default_factory=list)
    seen: set[tuple[System, str]] = field(default_factory=set)
    offered: int = 0

    @property
    def is_full(self) -> bool:
        return len(self.hits) == self.limit

    def add(self, hits: Iterable[Hit]) -> None:
        for hit in hits:
            if self.is_full:
                return
            self.offered += 1
            if (hit.code.system, hit.code.code) not in self.seen:
                self.seen.add((hit.code.system, hit.code.code))
                self.hits.append(hit)


class Search:
    """Searches an open code book in the releases given by their numbers."""

    def __init__(self, connection: sqlite3.Connection, releases: Sequence[int]) -> None:
        self._connection = connection
        self._vocabulary = Vocabulary(connection)
        self._in_force = " OR ".join(f"{number} BETWEEN c.first_release AND c.last_release" for number in releases)

    def find(self, query: str, filters: Filters = Filters(), limit: int = 20) -> Results:
        """What answers a query: codes and their beginnings first, then words with all that is known to stand for them.

        A query that names a code set is answered from it first. Where all words together find nothing, words that only
        link others are left out ("with"); then a word one letter off is corrected; where that does not help, what
        stands nowhere is left out, or else the first word without which the others find something.
        """
        query = " ".join(query.split())[:_LONGEST_QUERY]
        results = self._find(query, filters, limit)
        for system, rest in sets_named(query):
            if filters.system in (None, system):
                named = self._find(rest, replace(filters, system=system), limit)
                if named.hits and not named.left_out:
                    found = _Found(limit)
                    found.add(named.hits)
                    found.add(() if results.left_out or results.corrected else results.hits)
                    return replace(named, query=query, hits=tuple(found.hits))
        return results

    def _find(self, query: str, filters: Filters, limit: int) -> Results:
        found = _Found(limit)
        found.add(self._by_code(query, filters, limit))
        is_code = bool(found.hits)
        words = telling(words_in(query if is_code else self._beside_codes(query, filters, found)))[:_MOST_WORDS]
        before = found.offered
        for attempt in self._attempts(words) if words else ():
            self._try(attempt, filters, found)
            if is_code or found.is_full or found.offered > before:
                used = _used(found.hits, attempt.corrected)
                return Results(query, tuple(found.hits), used, attempt.left_out)
        return Results(query, tuple(found.hits))

    def _beside_codes(self, query: str, filters: Filters, found: _Found) -> str:
        """The query without the codes among its words ("Z23 vaccination"), which are found with what names them."""
        words = rest = query.split()
        for word, code in codes_among(query):
            exact = [
                Hit(entry, chapter, MatchKind.CODE, entry.display)
                for entry, chapter in self._codes("c.code = ?", [code], filters, 2)
            ]
            found.add(exact)
            rest = [other for other in rest if other != word or not exact]
        if len(rest) < len(words):
            together = tuple((word,) for word in telling(words_in(query))[:_MOST_WORDS])
            found.add(self._by_words(Reading(together), filters, found.limit))
        return " ".join(rest)

    def _attempts(self, words: list[str]) -> Iterator[_Attempt]:
        """What to search for, one after the other until something is found."""
        slips = self._vocabulary.slips(words)
        yield _Attempt(_spelled(words, slips), slips, is_being_typed=True)
        fewer = unlinked(words)
        links = tuple(word for word in dict.fromkeys(words) if word not in fewer)
        if links:
            yield _Attempt(_spelled(fewer, slips), slips, links)
        corrections = {word: self._vocabulary.corrections(word) for word in dict.fromkeys(words)}
        unknown = self._unknown(words)
        for wrong in (unknown, *([word] for word in words)):
            mended = {word: corrections[word] for word in wrong if corrections[word]}
            if mended:
                yield _Attempt(_spelled(words, mended), mended)
            if mended and links:
                yield _Attempt(_spelled(fewer, mended), mended, links)
        hopeless = [word for word in unknown if not corrections[word]]
        likely = {word: corrections[word] for word in unknown if corrections[word]}
        for left_out in [hopeless] if hopeless else [[word] for word in unknown or fewer]:
            rest = [word for word in fewer if word not in left_out]
            mended = {word: spellings for word, spellings in likely.items() if word in rest}
            if rest:
                yield _Attempt(_spelled(rest, mended), mended, (*left_out, *links))

    def _unknown(self, words: list[str]) -> list[str]:
        """The words that stand nowhere, not even in another form or as a synonym."""
        synonyms = self._vocabulary.understand([(word,) for word in words]).synonyms
        return [
            word
            for word in words
            if word not in synonyms and not self._vocabulary.stands_somewhere(_expression([(word,)]))
        ]

    def _try(self, attempt: _Attempt, filters: Filters, found: _Found) -> None:
        """Adds what the words find; where one synonym is not enough, what they find with all of them."""
        understood = self._vocabulary.understand(attempt.words)
        before = found.offered
        found.add(self._of_synonym(" ".join(word[0] for word in attempt.words), understood.codes, filters))
        last = attempt.words[-1]
        may_go_on = attempt.is_being_typed and len(last) == 1 and len(last[0]) >= _SHORTEST_BEGINNING
        self._add_read(understood.readings, filters, found, is_being_typed=may_go_on)
        if found.offered == before:
            self._add_read(understood.combined, filters, found)

    def _add_read(
        self, readings: Sequence[Reading], filters: Filters, found: _Found, *, is_being_typed: bool = False
    ) -> None:
        """What the readings find, in turn and billable first; what the last word may be the beginning of behind it."""
        of_each = [list(self._by_words(reading, filters, found.limit)) for reading in readings]
        begun: list[Hit] = []
        if is_being_typed and len(of_each[0]) < found.limit:
            begun = list(self._by_words(readings[0], filters, found.limit, is_being_typed=True))
        for is_billable in (True, False):
            found.add(_in_turn([hit for hit in hits if hit.code.is_billable is is_billable] for hits in of_each))
            found.add(hit for hit in begun if hit.code.is_billable is is_billable)

    def _by_code(self, query: str, filters: Filters, limit: int) -> Iterator[Hit]:
        code = normalise_code(query)
        if not is_like_a_code(code):
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

    def _of_synonym(self, phrase: str, codes: Iterable[tuple[str, str]], filters: Filters) -> Iterator[Hit]:
        """The best codes of each category that a phrase stands for, the categories taking turns."""
        of_each = []
        for system, code in islice(codes, _CODES_OF_A_SYNONYM):
            last = code + "~" if system == System.ICD10CM else code
            where = "c.system = ? AND c.code BETWEEN ? AND ?"
            best = self._codes(where, [system, code, last], filters, 3, ranked=True)
            of_each.append([Hit(entry, chapter, MatchKind.SYNONYM, phrase) for entry, chapter in best])
        return islice(_in_turn(of_each), _CODES_OF_A_SYNONYM)

    def _by_words(
        self, reading: Reading, filters: Filters, limit: int, *, is_being_typed: bool = False
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


def _spelled(words: Iterable[str], corrected: dict[str, list[str]]) -> tuple[Spellings, ...]:
    """Each word, or what it is corrected to."""
    return tuple(tuple(corrected.get(word, [word])) for word in words)


def _used(hits: Sequence[Hit], corrections: dict[str, list[str]]) -> tuple[tuple[str, str], ...]:
    """For each corrected word the spelling that stands in what was found."""
    texts = {word for hit in hits for word in words_in(hit.text)}
    return tuple(
        (word, next((spelling for spelling in spellings if spelling in texts), spellings[0]))
        for word, spellings in corrections.items()
        if spellings
    )
