"""What is known of the words of a query: synonyms, words near to a misspelt one, ways to read them all together."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, product

from trainer.codebook.words import SHORTEST_CORRECTED, deletions, is_one_letter_away, synonym_key, telling, words_in

_LONGEST_SYNONYM = 7
_MOST_READINGS = 6
_CORRECTIONS = 4

Spellings = tuple[str, ...]
"""A word of a query, or what may stand for it: any of them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a query: each word with what may stand for it. `told` is said of what it finds."""

    words: tuple[Spellings, ...]
    told: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """The ways to read a query: word by word or with one synonym in `readings`, with several of them in `combined`.

    `codes` (pairs of a code set and a code) are those that the whole query is a synonym of, and `synonyms` the words
    that are part of one.
    """

    codes: tuple[tuple[str, str], ...]
    readings: tuple[Reading, ...]
    combined: tuple[Reading, ...]
    synonyms: frozenset[str]


class Vocabulary:
    """Words in an open code book."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def understand(self, words: Sequence[Spellings]) -> Understood:
        """The ways to read the words of a query, as they stand first."""
        spelled = [spellings[0] for spellings in words]
        spans = [
            (start, start + length)
            for length in range(min(len(words), _LONGEST_SYNONYM), 0, -1)
            for start in range(len(words) - length + 1)
        ]
        keys = {span: synonym_key(spelled[slice(*span)]) for span in spans}
        together = "".join(spelled)
        known = self._synonyms([*keys.values(), synonym_key([together])])
        codes = (known.get(synonym_key(spelled)) or known.get(synonym_key([together])) or ([], []))[1]
        meanings: dict[tuple[int, int], list[str]] = {}
        taken: set[int] = set()
        for span, key in keys.items():
            if key in known and taken.isdisjoint(range(*span)):
                taken.update(range(*span))
                meanings[span] = known[key][0]
        readings = [Reading(tuple(words))]
        readings += [_instead(words, {span: means}) for span in meanings for means in meanings[span]]
        if len(words) > 1 and self.stands_somewhere(f'"{together}"'):
            readings.append(Reading(((together,),), together))
        told = {span: means for span, means in sorted(meanings.items()) if means}
        combined = product(*told.values()) if len(told) > 1 else ()
        return Understood(
            tuple((system, code) for system, code in codes),
            tuple(readings[:_MOST_READINGS]),
            tuple(_instead(words, dict(zip(told, each, strict=True))) for each in islice(combined, _MOST_READINGS)),
            frozenset(spelled[place] for place in taken),
        )

    def stands_somewhere(self, expression: str) -> bool:
        """Whether any phrase has what an expression of the full-text index asks for."""
        row = self._connection.execute("SELECT 1 FROM phrase_index WHERE phrase_index MATCH ? LIMIT 1", (expression,))
        return row.fetchone() is not None

    def corrections(self, word: str) -> list[str]:
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

    def slips(self, words: Iterable[str]) -> dict[str, list[str]]:
        """Words that stand nowhere and share their stem by chance, each with its corrections.

        The stem joins "migrane" with "migrans". A word in another form is longer or shorter; where all words of a stem
        have the same length and one other letter, the word is as likely a slip for any word that is one letter away.
        """
        long = [word for word in dict.fromkeys(words) if len(word) >= SHORTEST_CORRECTED and word.isalpha()]
        marks = ", ".join("?" * len(long))
        rows = self._connection.execute(f"SELECT word FROM words WHERE word IN ({marks})", long)  # noqa: S608
        known = {word for (word,) in rows}
        return {word: self.corrections(word) for word in long if word not in known and self._is_chance(word)}

    def _is_chance(self, word: str) -> bool:
        rows = self._connection.execute("SELECT word FROM word_index WHERE word_index MATCH ?", (f'"{word}"',))
        of_stem = [other for (other,) in rows]
        return bool(of_stem) and all(len(other) == len(word) and is_one_letter_away(word, other) for other in of_stem)

    def _synonyms(self, keys: list[str]) -> dict[str, tuple[list[str], list[tuple[str, str]]]]:
        marks = ", ".join("?" * len(keys))
        rows = self._connection.execute(f"SELECT * FROM synonyms WHERE phrase IN ({marks})", keys)  # noqa: S608
        return {key: (json.loads(means), json.loads(codes)) for key, means, codes in rows}


def _instead(words: Sequence[Spellings], means: dict[tuple[int, int], str]) -> Reading:
    """The words with what some spans of them mean; spans in order."""
    read: list[Spellings] = []
    done = 0
    for (start, end), meaning in means.items():
        read += [*words[done:start], *((word,) for word in telling(words_in(meaning)))]
        done = end
    told = (f"{' '.join(each[0] for each in words[slice(*span)])} → {meaning}" for span, meaning in means.items())
    return Reading((*read, *words[done:]), ", ".join(told))
