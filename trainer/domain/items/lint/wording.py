"""Rules about the sentences of an item."""

import re
from collections.abc import Iterator
from functools import lru_cache

from trainer.domain.items.content import SingleBest
from trainer.domain.items.lint.findings import Draft, LintFinding, problem, warning

STEM_WORDS = (8, 400)
SENTENCE_WORDS = 50
MAX_GRADE = 15.0
SHORTEST_RATIONALE = 25

_ALL_OR_NONE = re.compile(
    r"\b(all|none|both|neither|any) of (the|these) (above|options|answers)\b"
    r"|\b(both|neither) [A-D] (and|nor) [A-D]\b"
    r"|^(all|none|both|neither)( (of (these|them|the options)|are (right|correct|true)))?\W*$",
    re.IGNORECASE,
)
_NAMES_A_LETTER = re.compile(r"\b(option|answer|choice|distractor)s? [A-D]\b", re.IGNORECASE)
_NEGATIVES = "not|except|least|never|incorrect|false"
_NEGATIVE = re.compile(rf"\b(which|what|who)\b[^,;]*\b({_NEGATIVES})\b", re.IGNORECASE)
_EMPHASIZED = re.compile(rf"\*\*[^*]*\b(?i:{_NEGATIVES})\b[^*]*\*\*|\b({_NEGATIVES.upper()})\b")
_NEEDS_OPTIONS = re.compile(
    r"\b(which|what) (one )?((of )?(the|these) )?(following|statements?|options?|answers?)\b"
    r"|\b(which|what) (one )?is (true|correct)\b",
    re.IGNORECASE,
)
_CPT_HABITS = re.compile(
    r"\(separate procedure\)|list separately in addition|when performed|code for primary procedure"
    r"|medically appropriate history|must be met or exceeded",
    re.IGNORECASE,
)
"""Turns of phrase that descriptors of CPT have and a description in one's own words has not."""
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_SENTENCE_END = re.compile(r"(?<=[.?!:;])\s+|\n\s*\n|\n\|")
_ABBREVIATED = re.compile(r"\b(Dr|Mr|Mrs|Ms|vs|No|St|approx|e\.g|i\.e)\.\s")


def wording_findings(draft: Draft) -> Iterator[LintFinding]:
    """What the rules about words find in one item."""
    yield from _stem_findings(draft)
    texts = [*((f"option {option.id}", option.text) for option in draft.options), *draft.explanation.rationales]
    for option in draft.options:
        if _ALL_OR_NONE.search(option.text):
            yield problem(
                draft, "all-or-none", f"option {option.id} points at other options; each must stand for itself"
            )
    for place, why in draft.explanation.rationales:
        if _NAMES_A_LETTER.search(why):
            yield problem(
                draft,
                "names-a-letter",
                f"the rationale of {place} names an option by its letter; letters are dealt anew",
            )
        if len(why) < SHORTEST_RATIONALE:
            yield warning(draft, "thin-rationale", f"the rationale of {place} teaches nothing: {why!r}")
    for place, text in [("the stem", draft.content.stem), *texts]:
        if found := _CPT_HABITS.search(text):
            yield problem(draft, "cpt-text", f"{place} sounds like the text of CPT: {found.group()!r}")


def _stem_findings(draft: Draft) -> Iterator[LintFinding]:
    stem = draft.content.stem
    words = len(_WORD.findall(stem))
    if not STEM_WORDS[0] <= words <= STEM_WORDS[1]:
        yield warning(draft, "stem-length", f"the stem has {words} words")
    question = question_of(stem)
    if isinstance(draft.response, SingleBest) and not question.endswith("?"):
        yield problem(draft, "no-question", "the stem does not end in a question")
    if _NEGATIVE.search(question) and not _EMPHASIZED.search(question):
        yield problem(draft, "negative", "the question turns on a negative that is not emphasized")
    if _NEEDS_OPTIONS.search(question):
        yield warning(draft, "needs-options", "the question cannot be answered before the options are read")
    longest = max((len(_WORD.findall(sentence)) for sentence in sentences(stem)), default=0)
    if longest > SENTENCE_WORDS:
        yield warning(draft, "long-sentence", f"a sentence has {longest} words")
    if (grade := reading_grade(stem)) > MAX_GRADE:
        yield warning(draft, "reading-level", f"the stem reads at grade {grade:.0f} (Flesch-Kincaid)")


def question_of(stem: str) -> str:
    """The last sentence of a stem that asks; its last sentence where none does."""
    text = _ABBREVIATED.sub(lambda found: found.group().replace(".", ""), stem.strip())
    parts = re.split(r"(?<=[.?!])\s+|\n\s*\n", text)
    asking = [part for part in parts if part.endswith("?")]
    return (asking or parts)[-1].strip()


def sentences(text: str) -> list[str]:
    """The sentences of a text; rows of tables, paragraphs and clauses after a semicolon count for themselves."""
    plain = _ABBREVIATED.sub(lambda found: found.group().replace(".", ""), text)
    return [part for part in _SENTENCE_END.split(plain) if _WORD.search(part)]


def reading_grade(text: str) -> float:
    """Flesch-Kincaid grade level: 0.39 words a sentence + 11.8 syllables a word - 15.59; 0 without words.

    Syllables are counted as groups of vowels, a silent e at the end left out.
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / max(1, len(sentences(text))) + 11.8 * syllables / len(words) - 15.59


@lru_cache(maxsize=2**14)
def _syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    if word.lower().endswith("e") and not word.lower().endswith(("le", "ee")) and groups > 1:
        groups -= 1
    return max(1, groups)
