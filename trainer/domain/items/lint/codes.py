"""Rules about codes: every one that an item shows is in force, or odd on purpose; every wrong one is a near miss."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from trainer.domain.codesets.book import CodeBook, System
from trainer.domain.codesets.codes import dotted, normalise_code
from trainer.domain.items.content import Option
from trainer.domain.items.lint.findings import Draft, LintFinding, problem, warning

QUOTED_WORDS = 5
"""So many words in a row that also stand in a descriptor are a quotation."""
FAR = 4
"""The distance of codes that have nothing to do with each other; see `distance`."""

_ICD = re.compile(r"(?<![\w$.])[A-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}(?!\w)")
_CATEGORY = re.compile(r"(?<![\w$.-])[A-Z]\d[0-9A-Z](?!\w|\.\w|-\d)")
_NUMBER = re.compile(r"(?<![\w$.#-])(?:\d{5}|\d{4}[TUF]|[A-CE-V]\d{4})(?![\w%]|,\d{3}(?!\d)|\.\d)")
_DENTAL = re.compile(r"(?<![\w$.#-])D\d{4}(?![\w%]|\.\d)")
_MODIFIERS = re.compile(r"(?<![\w$.,#-])(?:\d{5}|\d{4}[TUF]|[A-V]\d{4})((?:-[0-9A-Z]{2})+)(?!\w)")
_AMBULANCE_PLACES = frozenset("DEGHIJNPRSX")
"""Letters for the origin and the destination of an ambulance trip, which make its modifier."""
_STANDS_ANYWHERE = "RSTVWXYZ"
"""First letters of chapters whose codes stand beside any other: symptoms, injuries, external causes, status."""


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """What codes are looked up in: the code book, and the numbers of CPT and HCPCS in force (None: not at hand)."""

    book: CodeBook
    numbers: Set[str] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A code as a text shows it, and the set that its form belongs to."""

    code: str
    system: System


def codes_in(text: str, book: CodeBook) -> list[Shown]:
    """The codes that a text shows, in order, each once. Three characters are a code only where the book has them."""
    found = [
        *((match.start(), Shown(match.group(), System.ICD10CM)) for match in _ICD.finditer(text)),
        *(
            (match.start(), Shown(match.group(), System.ICD10CM))
            for match in _CATEGORY.finditer(text)
            if book.is_billable(match.group())
        ),
        *((match.start(), Shown(match.group(), _system_of(match.group()))) for match in _NUMBER.finditer(text)),
    ]
    return list(dict.fromkeys(shown for _, shown in sorted(found, key=lambda pair: pair[0])))


def _system_of(number: str) -> System:
    return System.HCPCS if number[0].isalpha() else System.CPT


def code_findings(draft: Draft, known: KnownCodes) -> Iterator[LintFinding]:
    """What the rules about codes find in one item."""
    texts = [draft.scenario, draft.content.stem, *(option.text for option in draft.options)]
    shown = list(dict.fromkeys(each for text in texts for each in codes_in(text, known.book)))
    for code in sorted({code for text in texts for code in _DENTAL.findall(text)}):
        yield problem(draft, "cdt", f"{code} is a dental code, which belongs to the ADA and is never shown")
    yield from _validity_findings(draft, shown, known)
    yield from _modifier_findings(draft, texts, known.book)
    yield from _quote_findings(draft, [*texts, *(why for _, why in draft.explanation.rationales)], shown, known.book)
    if draft.right:
        yield from _distance_findings(draft, draft.right, known.book)


def _validity_findings(draft: Draft, shown: list[Shown], known: KnownCodes) -> Iterator[LintFinding]:
    odd = {normalise_code(code) for code in draft.odd_codes}
    seen = set()
    for each in shown:
        fault = _fault(each, draft, known)
        if fault and normalise_code(each.code) not in odd:
            yield problem(draft, "code", fault)
        elif fault:
            seen.add(normalise_code(each.code))
    looked_up = {normalise_code(each.code) for each in shown if each.system is System.ICD10CM or known.numbers}
    for code in draft.odd_codes:
        plain = normalise_code(code)
        if plain not in seen and (plain in looked_up or plain not in {normalise_code(each.code) for each in shown}):
            yield problem(draft, "odd-codes", f"{code} is said to be odd, and is in force or not shown at all")


def _fault(shown: Shown, draft: Draft, known: KnownCodes) -> str:
    """Why a code cannot stand for itself on the day; empty where it can, or nothing is known about it."""
    day, code = draft.day, shown.code
    if shown.system is System.ICD10CM:
        if known.book.valid_on(code, day):
            return ""
        entry = known.book.get(code)
        return f"{dotted(code)} is not {'complete' if entry else 'a code of ICD-10-CM'} on {day}"
    if known.numbers is None or code in known.numbers or known.book.valid_on(code, day, System.HCPCS):
        return ""
    return f"{code} is not in force on {day}"


def _modifier_findings(draft: Draft, texts: list[str], book: CodeBook) -> Iterator[LintFinding]:
    if book.get("25", System.MODIFIER) is None:
        return  # a code book without modifiers
    used = {part for text in texts for found in _MODIFIERS.findall(text) for part in found.split("-") if part}
    for modifier in sorted(used):
        is_trip = set(modifier) <= _AMBULANCE_PLACES
        if not is_trip and book.get(modifier, System.MODIFIER) is None and modifier not in draft.odd_codes:
            yield problem(draft, "code", f"there is no modifier {modifier}")


def _quote_findings(draft: Draft, texts: list[str], shown: list[Shown], book: CodeBook) -> Iterator[LintFinding]:
    """A run of words that stands in the descriptor of a shown code: only where a licensed file of CPT was imported."""
    said = _runs(" \n ".join(texts))
    for each in shown:
        entry = book.get(each.code, System.CPT) if each.system is System.CPT else None
        if entry and (quoted := sorted(said & _runs(entry.title))):
            yield problem(draft, "cpt-text", f"quotes the descriptor of {each.code}: {quoted[0]!r}")


def _runs(text: str) -> frozenset[str]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return frozenset(" ".join(words[place : place + QUOTED_WORDS]) for place in range(len(words) - QUOTED_WORDS + 1))


def _distance_findings(draft: Draft, right: Option, book: CodeBook) -> Iterator[LintFinding]:
    """A wrong option must be near the key in one code at least: another one beside it is the mistake of unbundling."""
    keyed = codes_in(right.text, book)
    in_stem = {each.code for each in codes_in(f"{draft.scenario}\n{draft.content.stem}", book)}
    if not keyed:
        return
    for option in draft.wrong:
        codes = codes_in(option.text, book)
        if codes and all(_is_far(each, keyed, book) and each.code not in in_stem for each in codes):
            listed = ", ".join(each.code for each in codes)
            yield warning(draft, "far-distractor", f"option {option.id}: {listed} is far from every code of the key")


def _is_far(code: Shown, keyed: list[Shown], book: CodeBook) -> bool:
    return min(distance(code, key, book) for key in keyed) >= FAR


def distance(one: Shown, other: Shown, book: CodeBook) -> int:
    """How far apart two codes lie.

    Returns:
        0 the same code; 1 the same category (ICD-10-CM) or within twenty numbers; 2 the same block, or the same
        thousand; 3 the same chapter, or the same section of numbers; 4 otherwise. Codes of different sets, HCPCS codes
        of different letters and diagnoses that stand beside any other count 3: taking one for the other is a mistake of
        its own.
    """
    if normalise_code(one.code) == normalise_code(other.code):
        return 0
    if one.system != other.system:
        return 3
    if one.system is System.ICD10CM:
        return _diagnosis_distance(one.code, other.code, book)
    if one.system is System.HCPCS:
        return 3 if one.code[0] != other.code[0] else _number_distance(int(one.code[1:]), int(other.code[1:]), 3)
    if not (one.code.isdigit() and other.code.isdigit()):
        return 3  # Category II and III
    first, second = int(one.code), int(other.code)
    return _number_distance(first, second, 3 if _section(first) == _section(second) else FAR)


def _diagnosis_distance(one: str, other: str, book: CodeBook) -> int:
    first, second = normalise_code(one), normalise_code(other)
    if first[:3] == second[:3]:
        return 1
    mine, theirs = [code.code for code in book.ancestors(one)], [code.code for code in book.ancestors(other)]
    if not mine or not theirs:  # a code that the book does not know: its category says where it would stand
        return 3 if first[0] == second[0] else FAR
    if mine[-1] != theirs[-1]:
        return 3 if first[0] in _STANDS_ANYWHERE or second[0] in _STANDS_ANYWHERE else FAR
    return 2 if mine[-2:] == theirs[-2:] else 3


def _number_distance(one: int, other: int, otherwise: int) -> int:
    if abs(one - other) <= 20:
        return 1
    return 2 if one // 1000 == other // 1000 else otherwise


def _section(number: int) -> str:
    """The section of a CPT number: anesthesia, the systems of surgery, radiology, laboratory, medicine, visits."""
    for last, name in _SECTIONS:
        if number <= last:
            return name
    return "visits"


_SECTIONS = (
    (1999, "anesthesia"),
    (19499, "skin"),
    (29999, "bones and joints"),
    (39599, "chest, heart and vessels"),
    (49999, "digestive system"),
    (60699, "urinary and genital systems, maternity, glands"),
    (69990, "nerves, eye and ear"),
    (79999, "radiology"),
    (89398, "laboratory"),
    (99199, "medicine"),
)
