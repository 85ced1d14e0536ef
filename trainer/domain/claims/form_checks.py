"""Everything that is wrong with a filled CMS-1500 before it is sent: the desk check of a scrubber.

It looks at the form alone: whether the papers say something else, whether a code is billable or the claim is too late
is for others.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from trainer.domain.claims import form_values as values
from trainer.domain.claims.cms1500 import DIAGNOSES, ITEMS, LINES, Kind
from trainer.domain.claims.form_conditions import INPATIENT, line_stands, standing_lines
from trainer.domain.claims.form_formats import format_problems, length_problems
from trainer.domain.claims.form_parts import TYPES, read_taxonomy
from trainer.domain.claims.form_reading import in_form_order, pointer_problems
from trainer.domain.claims.form_values import Entries, FormProblem, ProblemKind, ValueProblem, text_of
from trainer.domain.claims.identifiers import check_taxonomy
from trainer.domain.claims.money import MoneyError, dollars
from trainer.domain.claims.professional import Profile
from trainer.domain.claims.requirements import Requirement, rule_for
from trainer.domain.codesets.codes import normalise_code

_OLDEST = 120
"""Years of age that nobody has passed, but for very few."""
_MAY_LIE_AHEAD = frozenset(("16.through",))
_PERIODS = (
    ("16.from", "16.through"),
    ("18.from", "18.through"),
    *((f"24.{line}.from", f"24.{line}.through") for line in LINES),
)


def check_form(entries: Entries, profile: Profile, on: date) -> tuple[FormProblem, ...]:
    """Every problem of a form that would be sent on a day, in form order; at most one of each kind for an item."""
    unreadable = format_problems(entries, profile)
    broken = {problem.item for problem in unreadable}
    found = [
        *unreadable,
        *_rule_problems(entries, profile, broken),
        *(
            problem
            for problem in (
                *length_problems(entries),
                *_date_problems(entries, on),
                *_diagnosis_problems(entries),
                *pointer_problems(entries),
                *_line_problems(entries, profile),
                *_total_problems(entries),
                *_tax_problems(entries),
                *_payer_problems(entries, profile),
            )
            if problem.item not in broken
        ),
    ]
    first = {(problem.item, problem.kind): problem for problem in reversed(found)}
    return in_form_order(list(first.values()))


def _rule_problems(entries: Entries, profile: Profile, broken: set[str]) -> Iterator[FormProblem]:
    """Empty items that the payer needs, filled ones that it does not take."""
    for item, shown in ITEMS.items():
        rule, text = rule_for(item, profile), text_of(entries, item)
        if not text and (
            rule.requirement is Requirement.REQUIRED or (rule.needed is not None and rule.needed(entries, item))
        ):
            why = rule.when or "this payer needs it on every claim"
            yield FormProblem(item, f"{shown.title} is empty: {why}.", ProblemKind.MISSING)
        elif text and item not in broken:
            if rule.requirement is Requirement.NOT_WANTED:
                message = f"{shown.title} is filled: this payer does not take it. Leave it empty."
                yield FormProblem(item, message, ProblemKind.NOT_WANTED)
            elif rule.allowed is not None and not rule.allowed(entries, item):
                message = (
                    f"{shown.title} is filled, but it is {rule.when}. Leave it empty or correct what it depends on."
                )
                yield FormProblem(item, message, ProblemKind.NOT_WANTED)


def _disagrees(item: str, message: str) -> FormProblem:
    return FormProblem(item, f"{ITEMS[item].title} {message}", ProblemKind.DISAGREES)


def _day(entries: Entries, item: str) -> date | None:
    """The day in an item; None where it is empty or unreadable."""
    try:
        return values.read_item_date(item, text_of(entries, item))
    except ValueProblem:
        return None


def _cents(entries: Entries, item: str) -> int | None:
    try:
        return values.read_amount(text_of(entries, item))
    except MoneyError:
        return None


def _date_problems(entries: Entries, on: date) -> Iterator[FormProblem]:
    days = {item: day for item, shown in ITEMS.items() if shown.kind is Kind.DATE and (day := _day(entries, item))}
    for item, day in days.items():
        if day > on and item not in _MAY_LIE_AHEAD:
            yield _disagrees(item, f"is {values.write_date(day)}, after the day of the claim: correct the date.")
    for start, end in _PERIODS:
        if start in days and end in days and days[end] < days[start]:
            yield _disagrees(end, f"is before its first day {values.write_date(days[start])}: correct one of the two.")
    for item in values.BIRTHS:
        if item in days and days[item].year < on.year - _OLDEST:
            yield _disagrees(
                item, f"is {values.write_date(days[item])}, more than {_OLDEST} years ago: correct the year."
            )
    yield from _service_problems(entries, days)


def _service_problems(entries: Entries, days: dict[str, date]) -> Iterator[FormProblem]:
    """What the days of service say against birth, signature, onset and admission."""
    services = [day for line in LINES if (day := days.get(f"24.{line}.from"))]
    if services and (born := days.get("3.born")) and min(services) < born:
        yield _disagrees("3.born", "is after a date of service: correct the year.")
    if services and (signed := days.get("31.date")) and signed < max(services):
        yield _disagrees("31.date", "is before the last service: a claim is signed when the work is done.")
    last = max(
        (day for line in LINES for part in ("from", "through") if (day := days.get(f"24.{line}.{part}"))), default=None
    )
    if last and (onset := days.get("14")) and onset > last:
        yield _disagrees("14", "is after the last service: the illness or injury came before its treatment.")
    inpatient = [
        day
        for line in LINES
        if text_of(entries, f"24.{line}.place") in INPATIENT and (day := days.get(f"24.{line}.from"))
    ]
    if inpatient and (admitted := days.get("18.from")) and admitted > min(inpatient):
        yield _disagrees("18.from", "is after a service to an inpatient: correct the admission or the place.")


def _diagnosis_problems(entries: Entries) -> Iterator[FormProblem]:
    seen: dict[str, str] = {}
    gap = ""
    for item in DIAGNOSES:
        text = text_of(entries, item)
        if not text:
            gap = gap or (item if item != "21.A" else "")  # an empty A is missing, which is said already
            continue
        if gap:
            yield _disagrees(item, f"stands behind the empty {gap[-1]}: fill item 21 without gaps.")
            gap = ""
        code = normalise_code(text)
        if code in seen:
            yield _disagrees(item, f"repeats the code of {seen[code][-1]}: name each diagnosis once and point to it.")
        seen.setdefault(code, item)


def _line_problems(entries: Entries, profile: Profile) -> Iterator[FormProblem]:
    lines = standing_lines(entries)
    for line in lines:
        if line > 1 and not line_stands(entries, line - 1):
            yield _disagrees(f"24.{line}.code", f"stands below the empty line {line - 1}: fill the lines without gaps.")
        pointers, modifiers = f"24.{line}.pointers", f"24.{line}.modifiers"
        if profile is Profile.MEDICARE and len([each for each in text_of(entries, pointers) if each.isalpha()]) > 1:
            yield _disagrees(pointers, "has several letters: Medicare takes one for each line, the main diagnosis.")
        counts = Counter(re.findall("[0-9A-Z]+", text_of(entries, modifiers).upper()))
        if twice := [each for each, count in counts.items() if count > 1]:
            yield _disagrees(modifiers, f"names {twice[0]} twice: name each modifier once.")
        if (taxonomy := read_taxonomy(entries, line)) and (problem := check_taxonomy(taxonomy)):
            yield _disagrees(f"24.{line}.other", f"does not fit ZZ in 24I: {problem}")


def _total_problems(entries: Entries) -> Iterator[FormProblem]:
    """Item 28 against the lines, unknown while a charge is missing or unreadable; what was paid against item 28."""
    charges = [_cents(entries, f"24.{line}.charge") for line in standing_lines(entries)]
    total = _cents(entries, "28")
    known = [each for each in charges if each is not None]
    if total is not None and known and len(known) == len(charges) and total != sum(known):
        yield _disagrees("28", f"says {dollars(total)}, the lines add up to {dollars(sum(known))}: correct the total.")
    if total is not None and (paid := _cents(entries, "29") or 0) > total:
        yield _disagrees("29", f"says {dollars(paid)}, more than the {dollars(total)} of item 28: correct the amount.")


def _tax_problems(entries: Entries) -> Iterator[FormProblem]:
    """Where the dashes of item 25 stand, against the kind beside it."""
    number, kind = text_of(entries, "25"), text_of(entries, "25.kind").upper()
    if kind == "EIN" and re.fullmatch("[0-9]{3}-[0-9]{2}-[0-9]{4}", number):
        yield _disagrees(
            "25", "is written like a social security number, but marked as an EIN: correct one of the two."
        )
    if kind == "SSN" and re.fullmatch("[0-9]{2}-[0-9]{7}", number):
        yield _disagrees(
            "25", "is written like an EIN, but marked as a social security number: correct one of the two."
        )


def _payer_problems(entries: Entries, profile: Profile) -> Iterator[FormProblem]:
    """What item 1, 6 and 10a say against the payer and item 4."""
    kind = text_of(entries, "1").lower()
    if kind and kind not in TYPES[profile]:
        wanted = " or ".join(TYPES[profile])
        yield _disagrees("1", f"says {kind}, but the claim goes to another kind of payer: mark {wanted}.")
    if profile is Profile.WORKERS_COMPENSATION:
        if text_of(entries, "10a").lower() == "no":
            yield _disagrees("10a", "says no on a workers' compensation claim: the condition comes from work.")
    elif text_of(entries, "6").lower() == "self" and _names_another(entries):
        yield _disagrees("6", "says self, but item 4 names somebody else: correct one of the two.")


def _names_another(entries: Entries) -> bool:
    insured = text_of(entries, "4")
    try:
        return (
            bool(insured)
            and not values.is_same(insured)
            and values.read_person(insured.upper()) != values.read_person(text_of(entries, "2").upper())
        )
    except ValueProblem:
        return False
