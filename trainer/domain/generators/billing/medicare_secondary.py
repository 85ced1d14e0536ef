"""Medicare or the group plan: which of them is primary (42 CFR 411.161 to 411.163, 411.170 to 411.206).

By age the plan of a current employment with an employer of 20 or more; by disability of one with 100 or more; by
end-stage renal disease any group plan for 30 months from the first month of eligibility or entitlement; Medicare where
coverage does not rest on current employment.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from trainer.domain.generators.billing.figures import day_between
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import a, count, long_day

_FIRST, _LAST = date(2026, 1, 20), date(2026, 9, 25)
_ESRD_MONTHS = 30


@dataclass(frozen=True, slots=True)
class _Status:
    """A patient with Medicare and a group plan: the facts, the right answer and why, and the wrong ones."""

    facts: str
    right: str
    why: str
    wrong: tuple[Wrong, ...]


def _plan(reason: str) -> str:
    return f"The group plan, because {reason}"


def _medicare(reason: str) -> str:
    return f"Medicare, because {reason}"


def _size(rng: random.Random, threshold: int) -> int:
    """A number of employees, often next to the threshold."""
    low, high = rng.randint(threshold // 3, threshold - 2), rng.randint(threshold + 2, threshold * 6)
    return rng.choice((threshold - 1, threshold, threshold + 1, low, high))


def _employer(number: int) -> str:
    return (
        f"an employer, in no multi-employer plan, that has had {count(number, 'employee')} on every working day since "
        "the start of 2025"
    )


def _work(rng: random.Random, number: int) -> tuple[str, str]:
    """(the sentence on employment and coverage, who works)."""
    employer = _employer(number)
    if rng.random() < 0.5:
        return f"The patient still works and has the group plan of {employer}.", "the patient"
    return (
        f"The patient does not work and has, through the spouse's current job, the group plan of {employer}.",
        "the spouse",
    )


def _working_aged(rng: random.Random, day: date) -> _Status:
    number = _size(rng, 20)
    sentence, worker = _work(rng, number)
    who = a(f"{rng.randint(66, 78)}-year-old patient").capitalize()
    rule = "With Medicare by age the plan of a current employment goes first from 20 employees on; the employer has "
    is_plan = number >= 20
    return _Status(
        f"{who} has Original Medicare by age only. {sentence}",
        _plan(f"{worker} works for an employer with 20 or more employees")
        if is_plan
        else _medicare("the employer has fewer than 20 employees"),
        f"{rule}{number}." if is_plan else f"{rule}only {number}, so Medicare goes first.",
        _wrong_for_large(number, worker) if is_plan else _wrong_for_small(number, worker),
    )


def _age_alone(number: int) -> Wrong:
    return Wrong(
        _medicare("patients of 65 or older always have it first"),
        "age alone",
        f"Age alone does not decide: current employment and the employer's size, here {number}, do.",
    )


def _wrong_for_large(number: int, worker: str) -> tuple[Wrong, ...]:
    """Wrong answers where Medicare rests on age and the employer is large enough."""
    low = "100" if number < 100 else "1,000"
    idle = Wrong(
        _medicare("the patient no longer works"),
        "spouse's job overlooked",
        "A spouse's current job counts like the patient's own.",
    )
    return (
        Wrong(
            _medicare(f"the employer has fewer than {low} employees"),
            "threshold of disability",
            f"By age the threshold is 20, and {number} reach it.",
        ),
        idle if worker == "the spouse" else _age_alone(number),
        Wrong(
            _plan("it goes first whatever the size of the employer"),
            "size not asked",
            f"Size counts with Medicare by age: below 20 employees Medicare would go first. Here there are {number}.",
        ),
    )


def _wrong_for_small(number: int, worker: str) -> tuple[Wrong, ...]:
    """Wrong answers where Medicare rests on age and the employer is too small."""
    return (
        Wrong(
            _plan(f"{worker} is still working for the employer"),
            "size not asked",
            f"A current job is not enough: the employer needs 20 employees and has {number}.",
        ),
        _age_alone(number),
        Wrong(
            _plan("Medicare goes second for the first 30 months"),
            "rule of ESRD",
            "The 30 months belong to end-stage renal disease. This patient has Medicare by age only.",
        ),
    )


def _disabled(rng: random.Random, day: date) -> _Status:
    number = _size(rng, 100)
    who = a(f"{rng.randint(34, 61)}-year-old patient").capitalize()
    rule = (
        "With Medicare by disability the plan of a current employment goes first from 100 employees on; here there are"
    )
    is_plan = number >= 100
    return _Status(
        f"{who} has Original Medicare by disability only. The patient does not work and has, through the spouse's "
        "current "
        f"job, the group plan of {_employer(number)}.",
        _plan("the spouse's employer has 100 or more employees")
        if is_plan
        else _medicare("the spouse's employer has fewer than 100 employees"),
        f"{rule} {number}." if is_plan else f"{rule} only {number}, so Medicare goes first.",
        _wrong_for_disabled(number),
    )


def _wrong_for_disabled(number: int) -> tuple[Wrong, ...]:
    idle = Wrong(
        _medicare("the patient no longer works"),
        "family member's job overlooked",
        "The current job of a family member counts like the patient's own.",
    )
    job = Wrong(
        _plan("the spouse is still working for the employer"),
        "size not asked",
        f"A current job is not enough: the employer needs 100 employees and has {number}.",
    )
    return (
        Wrong(
            _plan("an employer of 20 or more is large enough"),
            "threshold of age",
            f"The threshold of 20 belongs to Medicare by age. By disability it is 100, and the employer has {number}.",
        ),
        idle if number >= 100 else job,
        Wrong(
            _medicare("a disability always puts it first"),
            "disability alone",
            f"Disability alone does not decide: the size of the spouse's employer, here {number}, does.",
        ),
    )


def _kidney(rng: random.Random, day: date) -> _Status:
    months = rng.choice((29, 29, 30, 30, rng.randint(13, 28), rng.randint(31, 44)))
    index = day.year * 12 + day.month - 1 - months
    start = date(index // 12, index % 12 + 1, 1)
    number = rng.choice((rng.randint(6, 18), rng.randint(25, 90), rng.randint(120, 900)))
    sentence, worker = _work(rng, number)
    who = a(f"{rng.randint(31, 58)}-year-old patient").capitalize()
    counted = f"{long_day(day)} lies in month {months + 1} from {long_day(start)} on"
    is_plan = months < _ESRD_MONTHS
    return _Status(
        f"{who} became eligible for and entitled to Medicare on {long_day(start)}, only because of end-stage renal "
        "disease "
        f"(ESRD), and has had no transplant. {sentence} This coverage has gone on without a break since before ESRD.",
        _plan("the 30 months of coordination are not over")
        if is_plan
        else _medicare("the 30 months of coordination are over"),
        f"With ESRD a group plan of any size goes first for 30 months. {counted}.",
        _wrong_within(months, number, worker, counted) if is_plan else _wrong_after(months, worker, counted),
    )


def _wrong_within(months: int, number: int, worker: str, counted: str) -> tuple[Wrong, ...]:
    """Wrong answers during the coordination period of ESRD."""
    size = "20" if number < 20 else "100" if number < 100 else "1,000"
    former = "12" if months < 19 else "18"
    return (
        Wrong(
            _medicare(f"the employer has fewer than {size} employees"),
            "size of the employer",
            "The size of the employer plays no part in ESRD coordination.",
        ),
        Wrong(
            _medicare(f"the {former} months of coordination are over"),
            "period of former years",
            f"The period was shorter in former years; it is 30 months now, and {counted}.",
        ),
        Wrong(
            _plan(f"{worker} is still working for the employer"),
            "current employment",
            "In ESRD coordination even a retiree plan goes first; the 30 months decide, not the job.",
        ),
    )


def _wrong_after(months: int, worker: str, counted: str) -> tuple[Wrong, ...]:
    """Wrong answers after the coordination period of ESRD."""
    longer = "the 36 months of coordination are not over" if months < 36 else "ESRD puts it first as long as it lasts"
    return (
        Wrong(
            _plan(f"{worker} is still working for the employer"),
            "current employment",
            f"The job does not prolong the 30 months, and {counted}. Neither age nor disability applies.",
        ),
        Wrong(_plan(longer), "longer period", f"The coordination period is 30 months, and {counted}."),
        Wrong(
            _medicare("kidney failure always puts it first"),
            "ESRD alone",
            "For the first 30 months of ESRD Medicare a group plan goes first; only then does Medicare.",
        ),
    )


def _past_employment(rng: random.Random, day: date) -> _Status:
    number = rng.randint(30, 4000)
    is_cobra = rng.random() < 0.4
    what = "COBRA coverage" if is_cobra else "retiree coverage"
    since = rng.choice(("2023", "2024", "2025")) if not is_cobra else "the end of 2025"
    facts = (
        f"{a(f'{rng.randint(66, 80)}-year-old patient').capitalize()} has Original Medicare by age only. The "
        "patient "
        f"has been retired since {since} and has {what} under the group plan of the former employer, who has "
        f"{count(number, 'employee')}. The patient's spouse does not work either."
    )
    return _Status(
        facts,
        _medicare("the coverage does not rest on current employment"),
        f"Only a plan held through current employment goes before Medicare by age. This is {what}, so Medicare is "
        "first.",
        (
            Wrong(
                _plan("the former employer has 20 or more employees"),
                "size without employment",
                f"The size, {number}, counts only with current employment, and neither patient nor spouse works.",
            ),
            Wrong(
                _medicare("patients of 65 or older always have it first"),
                "age alone",
                "Right payer, wrong reason: with a current job at an employer of 20 or more the plan would go first.",
            ),
            Wrong(
                _plan("a group plan always goes before Medicare"),
                "group plan always first",
                f"A group plan goes first through current employment; {what} is none.",
            ),
            Wrong(
                _plan("Medicare goes second for the first 30 months"),
                "rule of ESRD",
                "The 30 months belong to end-stage renal disease. This patient has Medicare by age only.",
            ),
        ),
    )


_CASES: tuple[Callable[[random.Random, date], _Status], ...] = (
    _working_aged,
    _working_aged,
    _disabled,
    _disabled,
    _kidney,
    _kidney,
    _past_employment,
)


def _draw(rng: random.Random) -> Draft:
    day = day_between(rng, _FIRST, _LAST)
    status = rng.choice(_CASES)(rng, day)
    kind = rng.choice(("an office visit", "a physician's visit", "a specialist's visit", "an outpatient test"))
    ask = rng.choice(
        (
            f"Which payer is primary for {kind} on {long_day(day)}, and why?",
            f"To which payer is the claim for {kind} on {long_day(day)} sent first, and why?",
            f"The practice bills {kind} of {long_day(day)}. Which payer is primary, and why?",
        )
    )
    return Draft(f"{status.facts} {ask}", status.right, status.why, status.wrong)


FAMILIES = (
    Family(
        slug="family-cpb-medicare-or-group-plan-first",
        title="Medicare secondary payer: which payer is primary",
        track="cpb",
        area="insurance",
        difficulty=3,
        bloom="apply",
        tags=("Medicare secondary payer", "working aged", "ESRD"),
        references=(
            "Social Security Act 1862(b)(1)",
            "42 CFR 411.161 to 411.163 and 411.170 to 411.206",
            "Medicare Secondary Payer Manual, chapter 2",
        ),
        draw=_draw,
    ),
)
