"""The reason for a corrected key is public while others sit the question: it must not name the answer."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from trainer.domain.codesets.codes import normalise_code
from trainer.domain.items.content import Response, options_of
from trainer.domain.items.keys import CodeKey, Key, NumericKey

_LETTER = re.compile(r"(?<![\w&/-])[A-Z][0-9]?(?![\w&/-])")
_SMALL_LETTER = re.compile(
    r"\b(?:option|answer|choice|letter|key)s?\s+(?:(?:is|was|to|be|not)\s+)*[\"'“‘(]?([a-z][0-9]?)(?=\W*$|\W*[.,;:)]|\s+(?:is|was|and|or)\b)"
)
_OF_THE_FIELD = re.compile(
    r"\b(?:appendix|blood group|box|chapter|class|column|figure|grade|group|hepatitis|influenza|level|part|plan|"
    r"schedule|section|stage|step|subpart|table|type|vitamin)s?\s+$",
    re.IGNORECASE,
)
"""What a letter stands behind that is no option: Part B, hepatitis C."""
_ARTICLE = re.compile(r"A\s+(?!(?:is|was|and|or|to|not|should|cannot|may|instead|also)\b)[a-z]")
_LEAST_TEXT = 4
"""Shorter options without a digit, such as Yes and No, are words that any reason may need."""


def names_answer(reason: str, response: Response, keys: Iterable[Key]) -> bool:
    """Whether a reason names an option (by letter or by its text), or a value or code of one of the keys.

    A guard, not a proof: who corrects a key is told to keep the answer out of the reason.
    """
    options = options_of(response)
    return (
        _names_letter(reason, {option.id for option in options})
        or _names_text(reason, [option.text for option in options])
        or any(_names_value(reason, key) for key in keys)
    )


def _names_letter(reason: str, letters: set[str]) -> bool:
    small = (found[1].upper() for found in _SMALL_LETTER.finditer(reason))
    capital = (found[0] for found in _LETTER.finditer(reason) if not _is_a_word(reason, found.start()))
    return not letters.isdisjoint({*small, *capital})


def _is_a_word(reason: str, place: int) -> bool:
    """Whether the letter at this place belongs to a term of the field, or is the article that begins a sentence."""
    before = reason[:place]
    begins = re.search(r"(?:^|[.!?:])\W*$", before) is not None
    return _OF_THE_FIELD.search(before) is not None or (begins and _ARTICLE.match(reason, place) is not None)


def _names_text(reason: str, texts: Iterable[str]) -> bool:
    said, codes = _words(reason), _codes(reason)
    for text in texts:
        words = _words(text)
        tells = len(words.strip()) >= _LEAST_TEXT or re.search(r"\d", words) is not None
        if (tells and words in said) or not codes.isdisjoint(_codes(text)):
            return True
    return False


def _words(text: str) -> str:
    """The words of a text in small letters, a space around each."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
    return f" {' '.join(words)} "


def _codes(text: str) -> set[str]:
    """Words with a digit and at least three characters, as codes are compared."""
    words = re.findall(r"[0-9A-Z][0-9A-Z.]*[0-9A-Z]", unicodedata.normalize("NFKC", text).upper())
    return {code for word in words if len(code := normalise_code(word)) > 2 and re.search(r"\d", code)}


def _names_value(reason: str, key: Key) -> bool:
    match key:
        case NumericKey(value):
            return value in _numbers(reason)
        case CodeKey(codes):
            return not _codes(reason).isdisjoint(map(normalise_code, codes))
        case _:
            return False


def _numbers(text: str) -> set[Decimal]:
    found = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", unicodedata.normalize("NFKC", text))
    return {Decimal(number.replace(",", "")) for number in found}
