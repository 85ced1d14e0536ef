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
    low, high = rng.randint(threshold // 3, threshold - 2), rng.randint(threshold + 2, threshold * 4)
    return rng.choice((threshold - 1, threshold, threshold + 1, low, high))


def _employer(number: int) -> str:
    return (
        "It is not a multi-employer plan, and the employer has had "
        f"{count(number, 'employee')} on every working day since the start of 2025."
    )


def _work(rng: random.Random, number: int) -> tuple[str, str]:
    """(the sentences on employment and coverage, who works)."""
    if rng.random() < 0.5:
        return f"The patient still works and has the employer's group plan. {_employer(number)}", "the patient"
    return f"{_SPOUSE} {_employer(number)}", "the spouse"


_SPOUSE = (
    "The patient does not work and has, through the spouse's current job, the group plan of the spouse's employer."
)


def _with_other_side(rng: random.Random, turned: Wrong, others: list[Wrong], distance: int) -> tuple[Wrong, ...]:
    """Three wrong answers, with the other side of the right threshold always where the facts lie next to it.

    Farther off not always: of two contrary options one would be sure to be right.
    """
    if distance > 2 and rng.random() < 0.5:
        return tuple(rng.sample(others, 3))
    return turned, *rng.sample(others, 2)


def _age_alone(number: int) -> Wrong:
    return Wrong(
        _medicare("patients of 65 or older always have it first"),
        "age alone",
        f"Age alone does not decide: current employment and the employer's size, here {number}, do.",
    )


def _working_aged(rng: random.Random, day: date) -> _Status:
    number = _size(rng, 20)
    sentence, worker = _work(rng, number)
    who = a(f"{rng.randint(66, 78)}-year-old patient").capitalize()
    rule = "With Medicare by age the plan of a current employment goes first from 20 employees on; the employer has "
    is_plan = number >= 20
    large = _plan(f"{worker} works for an employer with 20 or more employees")
    small = _medicare("the employer has fewer than 20 employees")
    turned = Wrong(
        small if is_plan else large,
        "threshold on the wrong side",
        f"The threshold is 20 and the employer has {number}, which is {'enough' if is_plan else 'not enough'}.",
    )
    return _Status(
        f"{who} has Original Medicare on the basis of age alone. {sentence}",
        large if is_plan else small,
        f"{rule}{number}." if is_plan else f"{rule}only {number}, so Medicare goes first.",
        _with_other_side(rng, turned, _wrong_by_age(number, worker), abs(number - 20)),
    )


def _wrong_by_age(number: int, worker: str) -> list[Wrong]:
    """Wrong answers where Medicare rests on age, whatever the size."""
    enough = f"Below 20 employees Medicare would go first; here there are {number}."
    if number < 20:
        enough = f"A current job is not enough: the employer needs 20 employees and has {number}."
    found = [
        _age_alone(number),
        Wrong(_plan("a current job is enough, whatever the size"), "size not asked", enough),
        Wrong(_plan("it goes first whatever the size of the employer"), "any size", f"Size counts by age. {enough}"),
        Wrong(
            _plan("Medicare goes second for the first 30 months"),
            "rule of ESRD",
            "The 30 months belong to end-stage renal disease. This patient has Medicare by age alone.",
        ),
    ]
    if 20 <= number < 100:
        why = f"The threshold of 100 belongs to Medicare by disability. By age it is 20, and {number} reach it."
        found.append(Wrong(_medicare("the employer has fewer than 100 employees"), "threshold of disability", why))
    if worker == "the spouse":
        found += _spouse_overlooked()
    return found


def _spouse_overlooked() -> list[Wrong]:
    """Wrong answers where the plan comes from the spouse's current job."""
    why = "A spouse's current job counts like the patient's own."
    return [
        Wrong(_medicare("the patient no longer works"), "spouse's job overlooked", why),
        Wrong(_medicare("the coverage does not rest on current employment"), "spouse's job not taken for current", why),
    ]


def _disabled(rng: random.Random, day: date) -> _Status:
    number = _size(rng, 100)
    who = a(f"{rng.randint(34, 61)}-year-old patient").capitalize()
    rule = (
        "With Medicare by disability the plan of a current employment goes first from 100 employees on; here there are"
    )
    is_plan = number >= 100
    large = _plan("the spouse's employer has 100 or more employees")
    small = _medicare("the spouse's employer has fewer than 100 employees")
    turned = Wrong(
        small if is_plan else large,
        "threshold on the wrong side",
        f"The threshold is 100 and the employer has {number}, which is {'enough' if is_plan else 'not enough'}.",
    )
    return _Status(
        f"{who} has Original Medicare on the basis of disability alone. {_SPOUSE} {_employer(number)}",
        large if is_plan else small,
        f"{rule} {number}." if is_plan else f"{rule} only {number}, so Medicare goes first.",
        _with_other_side(rng, turned, _wrong_for_disabled(number), abs(number - 100)),
    )


def _wrong_for_disabled(number: int) -> list[Wrong]:
    """Wrong answers where Medicare rests on disability, whatever the size."""
    enough = f"the employer needs 100 employees; it has {number}."
    return [
        *_spouse_overlooked(),
        Wrong(_plan("a current job is enough, whatever the size"), "size not asked", f"A job is not all: {enough}"),
        Wrong(
            _plan("an employer of 20 or more is large enough"),
            "threshold of age",
            f"The threshold of 20 belongs to Medicare by age. By disability it is 100, and the employer has {number}.",
        ),
        Wrong(_plan("it goes first whatever the size of the employer"), "any size", f"Size counts: {enough}"),
        Wrong(
            _medicare("a disability always puts it first"),
            "disability alone",
            f"Disability alone does not decide: the size of the spouse's employer, here {number}, does.",
        ),
    ]


def _kidney(rng: random.Random, day: date) -> _Status:
    months = rng.choice((29, 29, 30, 30, rng.randint(13, 28), rng.randint(31, 44)))
    index = day.year * 12 + day.month - 1 - months
    start = date(index // 12, index % 12 + 1, 1)
    number = rng.choice((rng.randint(6, 18), rng.randint(25, 90), rng.randint(120, 900)))
    sentence, worker = _work(rng, number)
    who = a(f"{rng.randint(31, 58)}-year-old patient").capitalize()
    counted = f"{long_day(day)} lies in month {months + 1} from {long_day(start)} on"
    is_plan = months < _ESRD_MONTHS
    within, after = (
        _plan("the 30 months of coordination are not over"),
        _medicare("the 30 months of coordination are over"),
    )
    turned = Wrong(after if is_plan else within, "months miscounted", f"Miscounts the 30 months: {counted}.")
    return _Status(
        f"{who} became eligible for and entitled to Medicare on {long_day(start)}, only because of end-stage renal "
        f"disease (ESRD), and has had no transplant. {sentence} This coverage has gone on without a break since before "
        "ESRD.",
        within if is_plan else after,
        f"With ESRD a group plan of any size goes first for 30 months. {counted}.",
        _with_other_side(rng, turned, _wrong_for_kidney(months, number, worker, counted), abs(months - _ESRD_MONTHS)),
    )


def _wrong_for_kidney(months: int, number: int, worker: str, counted: str) -> list[Wrong]:
    """Wrong answers in ESRD, during the coordination period or after it."""
    former = "12" if months < 19 else "18"
    found = [
        Wrong(
            _medicare(f"the {former} months of coordination are over"),
            "period of former years",
            f"The period was shorter in former years; it is 30 months now, and {counted}.",
        ),
        Wrong(
            _plan(f"{worker} is still working for the employer"),
            "current employment",
            f"In ESRD coordination the 30 months decide, not the job, and {counted}.",
        ),
        Wrong(
            _medicare("kidney failure always puts it first"),
            "ESRD alone",
            f"For the first 30 months of ESRD Medicare a group plan goes first; {counted}.",
        ),
    ]
    if number < 100:
        size = _medicare(f"the employer has fewer than {20 if number < 20 else 100} employees")
        found.append(
            Wrong(size, "size of the employer", "The size of the employer plays no part in ESRD coordination.")
        )
    if months < 36:
        longer, mistake = "the 36 months of coordination are not over", "longer period"
    else:
        longer, mistake = "ESRD puts it first as long as it lasts", "period without end"
    found.append(Wrong(_plan(longer), mistake, f"The coordination period is 30 months, and {counted}."))
    return found


def _past_employment(rng: random.Random, day: date) -> _Status:
    number = rng.choice((rng.randint(30, 95), rng.randint(120, 4000)))
    is_cobra = rng.random() < 0.4
    what = "COBRA coverage" if is_cobra else "retiree coverage"
    since = rng.choice(("2023", "2024", "2025")) if not is_cobra else "the end of 2025"
    facts = (
        f"{a(f'{rng.randint(66, 80)}-year-old patient').capitalize()} has Original Medicare on the basis of age alone. "
        f"The patient has been retired since {since} and has {what} under the group plan of the former employer, which "
        f"has {count(number, 'employee')}. The patient's spouse does not work either."
    )
    wrong = _wrong_for_past(number, what)
    return _Status(
        facts,
        _medicare("the coverage does not rest on current employment"),
        f"Only a plan held through current employment goes before Medicare by age. This is {what}, so Medicare is "
        "first.",
        tuple(rng.sample(wrong, len(wrong))),
    )


def _wrong_for_past(number: int, what: str) -> list[Wrong]:
    """Wrong answers where neither the patient nor the spouse works."""
    found = [
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
            "The 30 months belong to end-stage renal disease. This patient has Medicare by age alone.",
        ),
        Wrong(
            _plan(f"{what} goes on with the plan of an active employee"),
            "former employment taken for current",
            f"The plan is the same, the employment is over: {what} does not rest on current employment.",
        ),
    ]
    if number < 100:
        why = "Right payer, wrong reason: no size matters where nobody works, and by age the threshold is 20, not 100."
        found.append(Wrong(_medicare("the former employer has fewer than 100 employees"), "size asked", why))
    return found


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
