"""Therapeutic infusions, pushes and hydration in a physician's office by start and stop times.

Rule: CPT conventions, in our own words. One initial code per visit and access, that of the main reason for the visit.
Up to 15 minutes is a push, from 16 an infusion; a further hour counts from 31 minutes; hydration needs 31 minutes.
"""

import random
from collections import Counter
from dataclasses import dataclass, fields
from itertools import combinations

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import a, count, patient

_ORDER = ("96365", "96374", "96366", "96367", "96368", "96375", "96360", "96361", "96372")
_MINUTES = (16, 30, 60, 90, 91, 120, 150, 151, 180, 210, 211)
_PUSHES = ("ondansetron", "diphenhydramine", "ketorolac")
_SHORT = ("pantoprazole", "famotidine")


@dataclass(frozen=True, slots=True)
class _Main:
    """A drug, the reason for the visit, how many minutes it may run, and what can follow it or run beside it."""

    drug: str
    disease: str
    low: int
    high: int
    next_drug: str
    parallel: str


_MAIN = (
    _Main("vancomycin", "a bone infection", 60, 200, "cefepime", "magnesium sulfate"),
    _Main("methylprednisolone", "a relapse of multiple sclerosis", 31, 200, "magnesium sulfate", "acetaminophen"),
    _Main("iron sucrose", "iron deficiency anemia", 16, 210, "zoledronic acid", ""),
    _Main("immune globulin", "chronic inflammatory neuropathy", 120, 240, "methylprednisolone", ""),
    _Main("ceftriaxone", "Lyme disease", 16, 60, "magnesium sulfate", "acetaminophen"),
    _Main("acyclovir", "shingles of the face", 60, 120, "methylprednisolone", "magnesium sulfate"),
)
"""Beside iron sucrose and immune globulin nothing else may run in the line."""


@dataclass(frozen=True, slots=True)
class _Visit:
    """Minutes of the main infusion and of what came with it; 0 minutes is not given."""

    main: int
    pushes: int
    short: int
    sequential: int
    concurrent: int
    hydration: int


@dataclass(frozen=True, slots=True)
class _Rule:
    """How minutes become codes. The defaults are the rule, every change is a mistake."""

    over: int = 30
    push_until: int = 15
    hydration_from: int = 31
    is_first_in_time_initial: bool = False
    has_many_initials: bool = False
    is_time_summed: bool = False
    is_parallel_sequential: bool = False
    is_sequential_parallel: bool = False
    has_hydration_initial: bool = False


def _hours(minutes: int, over: int) -> int:
    """Hours beyond the first; the last one counts from `over` + 1 minutes."""
    return max(0, (minutes - 61 - over) // 60 + 1)


def _codes(visit: _Visit, rule: _Rule) -> str:
    """The codes with their units, under the rule or a mistaken version of it."""
    found: Counter[str] = Counter()
    main = visit.main + (visit.sequential + visit.short if rule.is_time_summed else 0)
    if main <= rule.push_until:
        found["96374"] += 1
    else:
        found["96367" if rule.is_first_in_time_initial else "96365"] += 1
        found["96366"] += _hours(main, rule.over)
    for minutes in (0 if rule.is_sequential_parallel else visit.sequential, visit.short):
        if minutes and not rule.is_time_summed:
            is_push = minutes <= rule.push_until
            many = rule.has_many_initials
            found[("96374" if many else "96375") if is_push else ("96365" if many else "96367")] += 1
            found["96366"] += 0 if is_push else _hours(minutes, rule.over)
    if rule.is_sequential_parallel and visit.sequential:
        found["96368"] += 1
    if visit.concurrent:
        found["96367" if rule.is_parallel_sequential else "96368"] += 1
    pushes = Counter({"96374" if rule.has_many_initials else "96375": visit.pushes})
    if rule.is_first_in_time_initial and visit.pushes:
        pushes = Counter({"96374": 1, "96375": visit.pushes - 1})
    found += pushes
    if visit.hydration and visit.hydration >= rule.hydration_from:
        units = 1 + _hours(visit.hydration, rule.over)
        if rule.has_hydration_initial or rule.has_many_initials:
            found["96360"] += 1
            units -= 1
        found["96361"] += units
    return ", ".join(code + (f" × {found[code]}" if found[code] > 1 else "") for code in _ORDER if found[code])


def _draw_visit(rng: random.Random, row: _Main) -> _Visit:
    main = rng.choice([each for each in _MINUTES if row.low <= each <= row.high] + [rng.randint(row.low, row.high)] * 2)
    beside = ("concurrent",) if row.parallel else ()
    extras = rng.sample(("pushes", "short", "sequential", *beside, "hydration"), rng.choice((1, 2, 2)))
    return _Visit(
        main,
        rng.randint(1, 2) if "pushes" in extras else 0,
        rng.randint(8, 15) if "short" in extras else 0,
        rng.choice((16, 20, 30, 30, 45, 60, 90, 91, 100)) if "sequential" in extras else 0,
        min(main, rng.randint(16, 60)) if "concurrent" in extras else 0,
        rng.choice((25, 30, 31, 40, 60, 90, 91)) if "hydration" in extras else 0,
    )


def _clock(minute: int) -> str:
    hour = minute // 60
    return f"{(hour - 1) % 12 + 1}:{minute % 60:02d} {'a.m.' if hour < 12 else 'p.m.'}"


def _span(start: int, minutes: int) -> str:
    return f"{_clock(start)} to {_clock(start + minutes)}"


def _log(rng: random.Random, visit: _Visit, row: _Main) -> list[str]:
    """The infusion record, in the order of time."""
    now = rng.randint(96, 120) * 5
    log = []
    short = rng.choice(_SHORT)
    for drug in rng.sample(_PUSHES, visit.pushes):
        log.append(f"{drug}, push, {_clock(now)}")
        now += 5
    log.append(f"{row.drug}, infusion, {_span(now, visit.main)}")
    if visit.concurrent:
        log.append(f"{row.parallel}, infusion from a second bag through the same line, {_span(now, visit.concurrent)}")
    now += visit.main
    if visit.short:
        log.append(f"{short}, infusion, {_span(now, visit.short)}")
        now += visit.short
    if visit.sequential:
        log.append(f"{row.next_drug}, infusion, {_span(now, visit.sequential)}")
        now += visit.sequential
    if visit.hydration:
        log.append(f"normal saline for dehydration, nothing else running, {_span(now, visit.hydration)}")
    return log


def _draw(rng: random.Random) -> Draft:
    row = rng.choice(_MAIN)
    visit, drug = _draw_visit(rng, row), row.drug
    log = "; ".join(_log(rng, visit, row))
    who = patient(rng, 25, 80)
    stem = rng.choice(
        (
            f"{who.phrase} comes to a physician's office for an infusion of {drug} because of {row.disease}. One "
            f"venous access is used, flushed between drugs. The record ({log}) shows that every substance was ordered. "
            "Drugs and visit aside, which codes does the practice report for the administration under CPT conventions?",
            f"Infusion record of a physician's practice, one venous access, flushed between drugs ({log}). The reason "
            f"for the visit is {drug} for {row.disease} in {a(f'{who.age}-year-old {who.noun}')}; the rest was ordered "
            "too. Which administration codes follow under CPT conventions, drugs aside?",
        )
    )
    right = _codes(visit, _Rule())
    return Draft(stem, right, _why(visit, drug, right), _wrong(rng, visit, drug, right))


def _facts(visit: _Visit, drug: str) -> str:
    """What each item is and which codes it leads to."""
    more = _hours(visit.main, 30)
    main = f"{drug}, the reason for the visit, ran {visit.main} minutes: 96365"
    parts = [main + (f" and {more} further {'hour' if more == 1 else 'hours'} with 96366" if more else "")]
    if visit.sequential:
        hours = _hours(visit.sequential, 30)
        tail = " and a further hour with 96366" if hours else ""
        parts.append(f"the next infusion of another drug took {visit.sequential} minutes: 96367{tail}")
    if visit.short:
        parts.append(f"{visit.short} minutes of infusion are a push, not over 15 minutes: 96375")
    if visit.concurrent:
        parts.append("the second bag ran at the same time: 96368, once and without regard to minutes")
    if visit.pushes:
        parts.append("each push of another drug is 96375, whichever came first")
    if visit.hydration:
        units = 1 + _hours(visit.hydration, 30)
        amount = f"96361{f' × {units}' if units > 1 else ''}" if visit.hydration > 30 else "not reported"
        parts.append(f"hydration alone of {visit.hydration} minutes is {amount}")
    return "; ".join(parts)


def _why(visit: _Visit, drug: str, right: str) -> str:
    facts = _facts(visit, drug)
    return f"{facts[0].upper()}{facts[1:]}. Further hours count from minute 31. Together: {right}."


_INITIAL = "One initial code is given per visit and access, here 96365 for {drug}, the reason for the visit"
_HOURS = "A last part of an hour counts from minute 31 on, so {longest} minutes count as {total}"
_MISTAKES = (
    (
        _Rule(is_first_in_time_initial=True),
        "first in time taken as initial",
        f"Lets the order in time decide. In an office the main reason for the visit does. {_INITIAL}",
    ),
    (
        _Rule(hydration_from=1),
        "short hydration reported",
        "Reports {hydration} minutes of hydration. It takes at least 31",
    ),
    (
        _Rule(is_parallel_sequential=True),
        "parallel infusion as one after another",
        "Takes the second bag for a next infusion, 96367. It ran while {drug} was running: 96368",
    ),
    (
        _Rule(is_sequential_parallel=True),
        "next infusion as a parallel one",
        "Takes the next infusion for one at the same time, 96368. It began when {drug} had ended: 96367",
    ),
    (
        _Rule(push_until=30),
        "infusion of up to half an hour taken as a push",
        "Takes {brief} minutes for a push. From 16 minutes on it is an infusion",
    ),
    (_Rule(over=0), "every started hour counted", f"Counts an hour from its first minute. {_HOURS}"),
    (
        _Rule(push_until=0),
        "short infusion not taken as a push",
        "Takes {short} minutes for an infusion. Up to 15 minutes it is a push, here 96375",
    ),
    (_Rule(has_many_initials=True), "several initial codes", f"Uses initial codes again. {_INITIAL}"),
    (
        _Rule(is_time_summed=True),
        "minutes of different drugs added",
        "Adds the minutes of different drugs to the {main} of {drug}. Each drug has its own code and minutes",
    ),
    (
        _Rule(has_hydration_initial=True),
        "hydration with an initial code",
        f"Gives hydration the initial code 96360. {_INITIAL}, so hydration is 96361",
    ),
    (_Rule(over=59), "full hours only", f"Counts further hours only when they are full. {_HOURS}"),
    (
        _Rule(over=0, has_many_initials=True),
        "started hours and several initial codes",
        f"Counts started hours and uses initial codes again. {_HOURS}. {_INITIAL}",
    ),
    (
        _Rule(hydration_from=999),
        "hydration left out",
        "Leaves out hydration of {hydration} minutes, which is over 30 and ran alone",
    ),
)
"""Mistaken rules, with what is said of them."""


def _both(one: _Rule, other: _Rule) -> _Rule:
    """The changes of both mistaken rules in one; where both change the same, the first one's."""
    plain = _Rule()
    names = [field.name for field in fields(_Rule)]
    return _Rule(
        **{name: getattr(one if getattr(one, name) != getattr(plain, name) else other, name) for name in names}
    )


def _wrong(rng: random.Random, visit: _Visit, drug: str, right: str) -> tuple[Wrong, ...]:
    """Mistakes in any order; often two that go together and both at once come first, lest the right one be the mean."""
    rows: dict[str, tuple[_Rule, str, str]] = {}
    for rule, mistake, why in _MISTAKES:
        codes = _codes(visit, rule)
        if codes != right and (visit.pushes or not rule.is_first_in_time_initial):
            rows.setdefault(codes, (rule, mistake, why.format(**_figures(visit, drug, rule))))
    shuffled = rng.sample(list(rows.values()), len(rows))
    if rng.random() < 0.5:  # what is taken for a push or a parallel infusion must not always be one
        shuffled.sort(key=lambda row: not (row[0].is_sequential_parallel or row[0].push_until == 30))
    if rng.random() < 0.6:
        shuffled = _paired(visit, right, shuffled)
    return tuple(Wrong(_codes(visit, rule), mistake, f"{why}. Right is {right}.") for rule, mistake, why in shuffled)


def _figures(visit: _Visit, drug: str, rule: _Rule) -> dict[str, str | int]:
    """What is filled into the texts of `_MISTAKES`; of several times the first whose hours a mistaken rule changes."""
    times = (visit.main, visit.sequential, visit.hydration)
    brief = next((each for each in times[:2] if 15 < each <= 30), 0)
    longest = next((each for each in times if _hours(each, rule.over) != _hours(each, 30)), max(times))
    return {
        "drug": drug,
        "main": visit.main,
        "short": visit.short,
        "brief": brief,
        "hydration": visit.hydration,
        "longest": longest,
        "total": count(1 + _hours(longest, 30), "hour"),
    }


def _paired(visit: _Visit, right: str, rows: list[tuple[_Rule, str, str]]) -> list[tuple[_Rule, str, str]]:
    """The first two mistakes that change different codes, and then both at once, before the others."""
    for one, other in combinations(rows, 2):
        both = _both(one[0], other[0])
        codes = [_codes(visit, rule) for rule in (one[0], other[0], both)]
        if len({right, *codes}) == len(codes) + 1:
            name = " and ".join(sorted((one[1], other[1])))
            return [one, other, (both, name, f"{one[2]}. {other[2]}"), *rows]
    return rows


FAMILIES = (
    Family(
        slug="family-cpt-infusion-times",
        title="Infusions and pushes by start and stop times",
        track="cpc",
        area="medicine",
        difficulty=4,
        bloom="analyze",
        tags=("infusions", "time"),
        references=(
            "CPT conventions on hydration, infusions and injections, stated in our own words",
            "NCCI Policy Manual, chapter XI",
        ),
        draw=_draw,
    ),
)
