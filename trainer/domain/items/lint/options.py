"""Rules about the options side by side: nothing but knowledge may tell the right one from the others."""

import re
from collections.abc import Iterator, Sequence

from trainer.domain.items.content import Option, has_natural_order
from trainer.domain.items.lint.findings import Draft, LintFinding, problem, warning
from trainer.domain.items.lint.wording import question_of

EXAM_OPTIONS = 4
LONGER_BY = 1.3
LONGER_BY_CHARACTERS = 12

_CODE = r"(?:[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?|[0-9]{4}[0-9TUF]|[A-V]\d{4})"
_LINE = rf"{_CODE}(?:[-–][A-Z0-9]{{2}})*(?:\s*[×x]\s*\d+)?"
_CODES = re.compile(rf"{_LINE}(?:[,;+]?\s*(?:and\s+|with\s+|plus\s+)?{_LINE})*")
_DATE = re.compile(r"(on )?\d{1,2} [A-Z][a-z]+ 20\d\d|(on )?[A-Z][a-z]+ \d{1,2}, 20\d\d")
_MODIFIER = re.compile(rf"{_CODE}[-–][A-Z0-9]{{2}}")
_VOWEL = re.compile(r"[aeiou]", re.IGNORECASE)
_ASKS_ONE = re.compile(r"\bwhich (single )?(\S+ )?code (reports|is|describes|best)\b", re.IGNORECASE)
_ASKS_SEVERAL = re.compile(r"\bwhich (\S+ )?codes\b", re.IGNORECASE)


def option_findings(draft: Draft) -> Iterator[LintFinding]:
    """What the rules about options find in an item with one best answer; nothing for other kinds."""
    right = draft.right
    if right is None:
        return
    if len(draft.options) != EXAM_OPTIONS:
        yield warning(draft, "option-count", f"there are {len(draft.options)} options; the exams have {EXAM_OPTIONS}")
    plain = [re.sub(r"\W+", " ", option.text).casefold().strip() for option in draft.options]
    if len(set(plain)) != len(plain):
        yield problem(draft, "same-option", "two options say the same")
    if has_natural_order(draft.options) and not _ascends(draft.options):
        yield problem(draft, "order-of-numbers", "options that are numbers stand in ascending order")
    yield from _length_findings(draft, right)
    yield from _form_findings(draft, right)
    yield from _cue_findings(draft, right)


def _ascends(options: Sequence[Option]) -> bool:
    numbers = [_number(option.text) for option in options]
    return numbers == sorted(numbers)


def _number(text: str) -> float:
    found = re.search(r"-?[\d,]*\d(\.\d+)?", text)
    return float(found.group().replace(",", "")) if found else 0.0


def is_longest(draft: Draft) -> bool:
    """Whether the right option is longer than every other one."""
    right = draft.right
    return right is not None and all(len(right.text) > len(option.text) for option in draft.wrong)


def _length_findings(draft: Draft, right: Option) -> Iterator[LintFinding]:
    longest = max((len(option.text) for option in draft.wrong), default=0)
    if len(right.text) > LONGER_BY * longest and len(right.text) - longest > LONGER_BY_CHARACTERS:
        yield warning(draft, "longest-option", f"the right option has {len(right.text)} characters, the next {longest}")


def form_of(text: str) -> str:
    """What an option is: codes, an amount, a date, a quantity, or words."""
    plain = text.strip().rstrip(".")
    if _CODES.fullmatch(plain):
        return "codes"
    if _DATE.fullmatch(plain):
        return "date"
    if re.fullmatch(r"-?\$[\d,]+(\.\d\d)?", plain):
        return "amount"
    return "quantity" if has_natural_order([Option("A", plain)]) and re.search(r"\d", plain) else "words"


def _form_findings(draft: Draft, right: Option) -> Iterator[LintFinding]:
    forms = [form_of(option.text) for option in draft.wrong]
    if form_of(right.text) not in forms:
        yield warning(draft, "lone-form", f"the right option alone is of the form {form_of(right.text)!r}")
    has_modifier = [bool(_MODIFIER.search(option.text)) for option in draft.wrong]
    if _MODIFIER.search(right.text) and not any(has_modifier):
        yield warning(draft, "lone-modifier", "the right option alone has a modifier")


def _cue_findings(draft: Draft, right: Option) -> Iterator[LintFinding]:
    """Grammar that rules options out: an article before the blank, one code asked for and several offered."""
    if article := re.search(r"\b(an?)\s*(?:[:_…]+|\?)?$", draft.content.stem.rstrip()):
        fits = [bool(_VOWEL.match(option.text)) == (article.group(1) == "an") for option in draft.options]
        if len(set(fits)) > 1:
            yield problem(draft, "grammar", "the article at the end of the stem fits some of the options only")
    question = question_of(draft.content.stem)
    counts = [len(re.findall(_CODE, option.text)) for option in draft.wrong]
    mine = len(re.findall(_CODE, right.text))
    if _ASKS_ONE.search(question) and mine == 1 and sum(count > 1 for count in counts) > 1:
        yield warning(draft, "grammar", "the question asks for one code, which rules out the options with several")
    if _ASKS_SEVERAL.search(question) and mine > 1 and all(count == 1 for count in counts):
        yield problem(draft, "grammar", "the question asks for codes, and the right option alone has several")
