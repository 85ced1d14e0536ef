"""Words as search sees them: folded, split like the full-text index does, and one letter away from each other."""

import re
import unicodedata
from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s\b")
_SMALL = frozenset(
    re.findall(
        r"\w+", "a an and are at by for from had has have i in is it its my of on or some that the this to was were"
    )
)
_LINKING = frozenset(re.findall(r"\w+", "after associated because caused due during following related w with"))
SHORTEST_CORRECTED = 4
"""Shorter words have too many neighbours to guess which one was meant."""


def fold(text: str) -> str:
    """Lower case, without accents and compatibility forms."""
    folded = text.casefold()
    if folded.isascii():  # nearly every title of a code: a code book is compiled in a fifth less time
        return folded
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def words_in(text: str) -> list[str]:
    """The words of a text, folded, in order; the possessive s is left out."""
    return _WORD.findall(_POSSESSIVE.sub("", fold(text)))


def telling(words: list[str]) -> list[str]:
    """Without articles, prepositions and the like, unless there is nothing else."""
    return [word for word in words if word not in _SMALL] or words


def unlinked(words: list[str]) -> list[str]:
    """Without the words that only link two conditions; a title may link them in another way."""
    return [word for word in words if word not in _LINKING] or words


def synonym_key(words: list[str]) -> str:
    """What two ways of saying a thing share: their telling words in the singular, in any order."""
    return " ".join(sorted({_singular(word) for word in telling(words)}))


def _singular(word: str) -> str:
    is_plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if is_plural else word


def deletions(word: str) -> Iterator[str]:
    """The word with each of its letters left out in turn."""
    seen = set()
    for place in range(len(word)):
        shorter = word[:place] + word[place + 1 :]
        if shorter not in seen:
            seen.add(shorter)
            yield shorter


def is_one_letter_away(one: str, other: str) -> bool:
    """Whether one letter dropped, added, replaced, or two neighbours swapped make one word of the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < len(longer):
        return shorter in deletions(longer)
    differing = [place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    if len(differing) == 1:
        return True
    if len(differing) != 2 or differing[1] != differing[0] + 1:
        return False
    first, second = differing
    return one[first] == other[second] and one[second] == other[first]
