"""The last day to file a claim: Medicare's calendar year and plans that count days.

Medicare: one calendar year after the date of service, for institutional claims with a span after the "through" date,
for professional lines with a span after the "from" date; a primary payer's late remittance does not prolong it (42 CFR
424.44; Medicare Claims Processing Manual, chapter 1, section 70). Plans: the rule in the stem; the day after the day
named is day 1. Last days drawn are working days, so that no rule on weekends or holidays matters.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from trainer.domain.generators.billing.figures import day_between, days_later, is_working_day, months_later, wrong_days
from trainer.domain.generators.family import Draft, Family
from trainer.domain.generators.wording import long_day

_FIRST, _LAST = date(2026, 1, 20), date(2026, 9, 25)
_SERVICES = (
    "an office visit",
    "a minor procedure",
    "an ultrasound examination",
    "an injection",
    "a stress test",
)


@dataclass(frozen=True, slots=True)
class _Deadline:
    """The facts, the last day and why, and wrong last days as (day, mistake, why)."""

    facts: str
    day: date
    why: str
    wrong: tuple[tuple[date, str, str], ...]


def _year_after(day: date) -> date:
    return day.replace(year=day.year + 1)


def _end_of_next_year(day: date) -> date:
    return date(day.year + 1, 12, 31)


def _medicare_wrong(day: date) -> tuple[tuple[date, str, str], ...]:
    """Mistakes that are possible with every Medicare claim, from the day that starts the year."""
    return (
        (
            _end_of_next_year(day),
            "rule before 2010",
            "Follows the rule of the years before 2010, when the limit ran to the end of a calendar year.",
        ),
        (
            day + timedelta(days=180),
            "180 days",
            "Counts 180 days, as some plans' contracts do. Medicare allows one calendar year.",
        ),
        (
            date(day.year, 12, 31),
            "end of the same year",
            "Reads one calendar year as the year in which the service took place. It is one year from the service.",
        ),
        (day + timedelta(days=90), "90 days", "Counts 90 days, as some plans' contracts do. Medicare allows a year."),
    )


def _medicare_plain(rng: random.Random) -> _Deadline:
    day = day_between(rng, _FIRST, _LAST)
    filed = days_later(rng, day, 20, 40)
    right = _year_after(day)
    return _Deadline(
        f"A physician practice sees a patient with Original Medicare for {rng.choice(_SERVICES)} on {long_day(day)}. "
        f"A first claim, sent on {long_day(filed)}, comes back as unprocessable, so nothing has been filed yet. No "
        "exception "
        "to the time limit applies.",
        right,
        f"Medicare must have the claim one calendar year after the service: {long_day(right)}. An unprocessable "
        "claim does "
        "not count and starts no new period.",
        (
            (
                _year_after(filed),
                "year from the first sending",
                f"Counts from the sending of the first claim. The year runs from the service, {long_day(day)}.",
            ),
            *_medicare_wrong(day),
        ),
    )


def _medicare_secondary(rng: random.Random) -> _Deadline:
    day = day_between(rng, _FIRST, date(2026, 6, 30))
    remittance = days_later(rng, day, 100, 240)
    right = _year_after(day)
    return _Deadline(
        f"A patient has a group plan as primary and Original Medicare as secondary payer. A physician provides "
        f"{rng.choice(_SERVICES)} on {long_day(day)}. After long delays the plan's remittance is dated "
        f"{long_day(remittance)}. No exception to Medicare's time limit applies.",
        right,
        f"The year runs from the service, {long_day(day)}, even where Medicare is secondary. The late remittance "
        "does not "
        f"move the last day, {long_day(right)}.",
        (
            (
                _year_after(remittance),
                "year from the primary's remittance",
                f"Counts from the plan's remittance. Medicare's year runs from the service, {long_day(day)}.",
            ),
            (
                remittance + timedelta(days=90),
                "90 days from the remittance",
                "Counts 90 days from the remittance, as secondary plans may. Medicare knows no such period.",
            ),
            *_medicare_wrong(day),
        ),
    )


def _medicare_span(rng: random.Random) -> _Deadline:
    first = day_between(rng, _FIRST, _LAST)
    last = first + timedelta(days=rng.randint(3, 9))
    is_hospital = rng.random() < 0.5
    start, other = (last, first) if is_hospital else (first, last)
    right = _year_after(start)
    if is_hospital:
        facts = (
            "A hospital bills Original Medicare on an institutional claim for an inpatient stay. The claim's dates "
            "are from "
            f"{long_day(first)} through {long_day(last)}. No exception to the time limit applies."
        )
    else:
        facts = (
            "A supplier bills Original Medicare on a professional claim for a rented item. The line's dates of "
            "service are "
            f"from {long_day(first)} to {long_day(last)}; the claim is to be on time as a whole, and no exception to "
            "the "
            "limit applies."
        )
    kind, date_name, wrong_name = (
        ("institutional", "through", "from") if is_hospital else ("professional", "from", "to")
    )
    return _Deadline(
        facts,
        right,
        f'On {kind} claims with a span the year runs from the "{date_name}" date, {long_day(start)}, and ends on '
        f"{long_day(right)}.",
        (
            (
                _year_after(other),
                "other end of the span",
                f'Counts from the "{wrong_name}" date. On {kind} claims the "{date_name}" date starts the year.',
            ),
            *_medicare_wrong(start),
        ),
    )


_COUNTING = (
    "The contract counts calendar days; the day after the {} is day 1.",
    "By the contract every calendar day counts, and day 1 is the day after the {}.",
)


def _counted_wrong(start: date, days: int) -> tuple[tuple[date, str, str], ...]:
    """Mistakes in counting so many days from the right start."""
    right = start + timedelta(days=days)
    months = days // 30
    by_month = (
        months_later(start, months),
        "months for days",
        f"Takes {months} months for {days} days. Months differ in length; day {days} is {long_day(right)}.",
    )
    return (
        (
            right - timedelta(days=1),
            "first day counted",
            f"Counts {long_day(start)} itself as day 1. By the contract day 1 is the day after it.",
        ),
        by_month,
        (right + timedelta(days=1), "one day too many", f"This is day {days + 1}, one day after the limit."),
        (
            _year_after(start),
            "Medicare's year",
            f"Takes Medicare's calendar year. This commercial contract allows {days} days.",
        ),
    )


def _plan_from_service(rng: random.Random) -> _Deadline:
    day = day_between(rng, _FIRST, _LAST)
    days = rng.choice((60, 90, 120, 180))
    sent = days_later(rng, day, 10, 40)
    right = day + timedelta(days=days)
    what = rng.choice(_SERVICES)
    return _Deadline(
        f"An in-network practice provides {what} on {long_day(day)} to a member of a commercial plan, the only "
        "coverage. "
        f"The contract: claims must reach the plan within {days} days after the date of service. "
        f"{rng.choice(_COUNTING).format('date of service')} A claim sent on {long_day(sent)} was "
        "rejected by the clearinghouse.",
        right,
        f"Day {days} after {long_day(day)} is {long_day(right)}. The rejected claim does not move it.",
        (
            (
                sent + timedelta(days=days),
                "days from the first claim",
                f"Counts from {long_day(sent)}. The contract counts from the service, {long_day(day)}.",
            ),
            *_counted_wrong(day, days),
        ),
    )


def _plan_from_remittance(rng: random.Random) -> _Deadline:
    day = day_between(rng, _FIRST, date(2026, 8, 14))
    dated = days_later(rng, day, 25, 70)
    posted = days_later(rng, dated, 3, 12)
    days, primary_days = rng.choice(((60, 180), (90, 180), (90, 120), (120, 90)))
    right = dated + timedelta(days=days)
    return _Deadline(
        f"A patient has two commercial plans. For a service of {long_day(day)} the primary plan, with its own limit of "
        f"{primary_days} days from the service, has paid on time; its remittance is dated {long_day(dated)} and was "
        "posted "
        f"on {long_day(posted)}. The secondary plan's contract: claims must be received within {days} days after the "
        "date "
        f"of the primary's remittance. {rng.choice(_COUNTING).format('date of the remittance')} The question "
        "concerns the secondary claim.",
        right,
        f"The secondary counts from the date of the remittance, {long_day(dated)}: day {days} is {long_day(right)}.",
        (
            (
                day + timedelta(days=days),
                "days from the service",
                f"Counts from the service. This plan counts from the primary's remittance, {long_day(dated)}.",
            ),
            (
                posted + timedelta(days=days),
                "days from posting",
                f"Counts from the posting in the practice. The date on the remittance counts, {long_day(dated)}.",
            ),
            (
                day + timedelta(days=primary_days),
                "primary plan's limit",
                f"Takes the primary plan's {primary_days} days from the service; the secondary has a limit of its own.",
            ),
            *_counted_wrong(dated, days),
        ),
    )


_CASES: tuple[Callable[[random.Random], _Deadline], ...] = (
    _medicare_plain,
    _medicare_secondary,
    _medicare_span,
    _plan_from_service,
    _plan_from_service,
    _plan_from_remittance,
    _plan_from_remittance,
)


def _draw(rng: random.Random) -> Draft:
    while True:
        case = rng.choice(_CASES)(rng)
        if is_working_day(case.day):
            break
    ask = rng.choice(
        (
            "What is the last day on which the claim is received in time?",
            "By which day must the payer have the claim at the latest?",
            "Which is the last day for the claim to be on time?",
        )
    )
    wrong = wrong_days(rng, case.day, case.wrong)
    return Draft(f"{case.facts} {ask}", long_day(case.day), case.why, wrong)


FAMILIES = (
    Family(
        slug="family-cpb-timely-filing-last-day",
        title="The last day for a timely claim",
        track="cpb",
        area="billing",
        difficulty=3,
        bloom="apply",
        tags=("timely filing", "secondary claims"),
        references=(
            "42 CFR 424.44",
            "Medicare Claims Processing Manual, chapter 1, section 70",
            "The contracts' terms as stated in the stem",
        ),
        draw=_draw,
    ),
)
