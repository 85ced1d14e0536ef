"""Original Medicare's five levels of appeal: the next one and its last day (42 CFR part 405, subpart I).

Redetermination 120 days, reconsideration 180, hearing 60, Council review 60, federal court 60, from receipt; receipt is
presumed 5 days after the date of the notice. Requests filed in 2026: at least $200 in controversy for a hearing and
$1,960 for court (90 FR, 4 December 2025). Last days drawn are working days.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from trainer.domain.generators.billing.figures import day_between, is_working_day
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import long_day, money

_PRESUMED = 5
_TOO_SMALL = "No further level: the amount is below the threshold"


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of appeal: who decided before it, how it is called, its days and the least amount in cents."""

    notice: str
    name: str
    days: int
    threshold: int = 0


_LEVELS = (
    _Level("the contractor's remittance notice with the initial denial", "Redetermination by the contractor", 120),
    _Level("the contractor's unfavorable redetermination", "Reconsideration by the QIC", 180),
    _Level(
        "the unfavorable reconsideration of the qualified independent contractor (QIC)",
        "Hearing before an ALJ",
        60,
        20_000,
    ),
    _Level("the unfavorable decision of the administrative law judge (ALJ)", "Review by the Appeals Council", 60),
    _Level("the unfavorable decision of the Medicare Appeals Council", "Suit in federal district court", 60, 196_000),
)


_OTHER_DAYS = {120: (180, 60, 90), 180: (120, 60, 90), 60: (90, 120, 30)}
"""Numbers of days that a level is given by mistake, by its right number."""


@dataclass(frozen=True, slots=True)
class _Denial:
    """A notice on a claim, and the place of the next level in `_LEVELS`; the amount is in cents."""

    place: int
    dated: date
    amount: int

    @property
    def level(self) -> _Level:
        return _LEVELS[self.place]

    @property
    def received(self) -> date:
        return self.dated + timedelta(days=_PRESUMED)

    @property
    def last(self) -> date:
        return self.received + timedelta(days=self.level.days)

    @property
    def is_enough(self) -> bool:
        return self.amount >= self.level.threshold


def _amount(rng: random.Random, place: int) -> int:
    """In controversy: mostly enough; near the threshold and thresholds of earlier years where there is one."""
    if place == 2:
        return rng.choice((18_500, 19_000, 19_500, 19_999, 20_000, 20_050, rng.randint(210, 1900) * 100))
    if place == 4:
        return rng.choice((190_000, 194_000, 195_999, 196_000, 196_050, rng.randint(2000, 9000) * 100))
    return rng.randint(210, 1900) * 100 if place == 3 else rng.randint(60, 600) * 100


def _denial(rng: random.Random) -> _Denial:
    while True:
        place = rng.randrange(len(_LEVELS))
        dated = day_between(rng, date(2026, 1, 20), date(2026, 9, 25))
        denial = _Denial(place, dated, _amount(rng, place))
        if is_working_day(denial.last) and denial.last.year == 2026:
            return denial


def _stem(rng: random.Random, denial: _Denial) -> str:
    dated, amount = long_day(denial.dated), money(denial.amount)
    opening = rng.choice(
        (
            "A participating physician has appealed the denial of a Part B service and has used every level so far. "
            f"The latest notice is {denial.level.notice}, dated {dated}.",
            f"{_upper(denial.level.notice)}, dated {dated}, is in the file of a participating practice; it concerns a "
            "Part B service.",
            f"A practice that took assignment holds {denial.level.notice} on a Part B claim. The date on it is "
            f"{dated}.",
        )
    )
    if denial.place == 0:
        opening = rng.choice(
            (
                f"A Part B service of a participating physician is denied. {_upper(denial.level.notice)} is dated "
                f"{dated}.",
                f"A participating practice receives {denial.level.notice} on a Part B service; the date on it is "
                f"{dated}.",
            )
        )
    return (
        f"{opening} The patient has Original Medicare. The amount in controversy, computed under the regulation, is "
        f"{amount}; it cannot be combined with other claims. Nothing shows when the notice arrived, so receipt is "
        "presumed 5 calendar days after its date, and there is no good cause for a late request. "
        f"{rng.choice(('Which step is open next, and until when?', 'What is the next level, and its last day?'))}"
    )


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _step(level: _Level, day: date) -> str:
    return f"{level.name}, by {long_day(day)}"


def _working(denial: _Denial) -> str:
    level = denial.level
    if not denial.is_enough:
        return (
            f"After {level.notice} the next level needs at least {money(level.threshold)} in controversy for "
            "requests of "
            f"2026. {money(denial.amount)} is less, so the appeal ends here."
        )
    enough = f" The {money(denial.amount)} reach the {money(level.threshold)} needed." if level.threshold else ""
    return (
        f"After {level.notice} comes: {level.name}, within {level.days} days from receipt. Received, as presumed, on "
        f"{long_day(denial.received)}; day {level.days} after it is {long_day(denial.last)}.{enough}"
    )


_Step = tuple[_Level, date, str, str]
"""A wrong step: level and last day, the mistake and why it is one."""


def _misdated(denial: _Denial, days: int, end: str) -> list[_Step]:
    """The right level with a wrong last day, once from `days` in place of its own; `end` is added to each reason."""
    level = denial.level
    return [
        (
            level,
            denial.dated + timedelta(days=level.days),
            "days from the date of the notice",
            f"Counts {level.days} days from the date on the notice; receipt is presumed on {long_day(denial.received)}."
            f"{end}",
        ),
        (
            level,
            denial.received + timedelta(days=days),
            "wrong number of days",
            f"Gives this level {days} days instead of {level.days} from receipt.{end}",
        ),
    ]


def _misplaced(denial: _Denial, end: str) -> list[_Step]:
    """Another level with the days that belong to it, from receipt or, a second mistake, from the date of the notice."""
    following = _LEVELS[denial.place + 1] if denial.place < 4 else _LEVELS[3]
    before = _LEVELS[denial.place - 1] if denial.place > 0 else _LEVELS[2]
    found = []
    for other, mistake in ((following, "another level"), (before, "level out of turn")):
        why = (
            f"Takes another level and its {other.days} days. After {denial.level.notice} the next is: "
            f"{_lower(denial.level.name)}.{end}"
        )
        twice = (
            f"{why} Nor do days run from the date on the notice: receipt is presumed on {long_day(denial.received)}."
        )
        found += [
            (other, denial.received + timedelta(days=other.days), mistake, why),
            (other, denial.dated + timedelta(days=other.days), f"{mistake}, days from the notice", twice),
        ]
    return found


def _mistakes(rng: random.Random, denial: _Denial) -> list[Wrong]:
    """Wrong steps in any order; a threshold where there is none, or is none missed, stands among them as a rule.

    Like the right one they end on working days, lest a weekend tell them.
    """
    level = denial.level
    end = "" if denial.is_enough else f" Besides, the amount is below the {money(level.threshold)} it needs."
    steps = [*_misdated(denial, rng.choice(_OTHER_DAYS[level.days]), end), *_misplaced(denial, end)]
    found = [Wrong(_step(level, day), mistake, why) for level, day, mistake, why in steps if is_working_day(day)]
    rng.shuffle(found)
    if level.threshold and denial.is_enough:
        why = f"{money(denial.amount)} is at least the {money(level.threshold)} that requests of 2026 need."
        found.insert(rng.randrange(5), Wrong(_TOO_SMALL, "threshold taken for missed", why))
    elif not level.threshold and denial.amount < (20_000 if denial.place < 3 else 196_000):
        why = "Only the hearing and the court have a least amount; this level has none."
        found.insert(rng.randrange(5), Wrong(_TOO_SMALL, "threshold of another level", why))
    return found


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _draw(rng: random.Random) -> Draft:
    denial = _denial(rng)
    stem = _stem(rng, denial)
    right = _step(denial.level, denial.last) if denial.is_enough else _TOO_SMALL
    wrong = _mistakes(rng, denial)
    if not denial.is_enough:
        why = (
            f"The level would be next, with {denial.level.days} days from receipt on {long_day(denial.received)}, but "
            f"{money(denial.amount)} is below the {money(denial.level.threshold)} needed in 2026."
        )
        wrong.insert(0, Wrong(_step(denial.level, denial.last), "threshold overlooked", why))
    return Draft(stem, right, _working(denial), tuple(wrong))


FAMILIES = (
    Family(
        slug="family-cpb-medicare-appeal-level-and-day",
        title="Medicare appeals: the next level and its last day",
        track="cpb",
        area="regulations",
        difficulty=4,
        bloom="apply",
        tags=("appeals", "deadlines", "amount in controversy"),
        references=(
            "42 CFR 405.942, 405.962, 405.1002, 405.1006, 405.1102 and 405.1136",
            "Notice of amounts in controversy for 2026, Federal Register of 4 December 2025",
        ),
        draw=_draw,
    ),
)
