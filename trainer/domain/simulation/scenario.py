"""The three scenarios of the month: its days, its working minutes, and which troubles come in with the encounters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SIMULATION_VERSION = 1
"""Raised by every change that lets the same moves end elsewhere; recorded moves belong to the version of their time."""

FIRST_DAY = date(2026, 4, 1)
LAST_DAY = date(2026, 4, 30)
DAYS_IN_MONTH = 30


class Scenario(StrEnum):
    EASY = "easy"
    NORMAL = "normal"
    HARD = "hard"


class Trouble(StrEnum):
    """What is special about an encounter. The learner sees its traces, never its name."""

    NONE = "none"
    DEDUCTIBLE = "deductible"
    SECOND_PAYER = "second payer"
    MEMBER_ID = "wrong member id"
    COVERAGE_ENDED = "coverage ended"
    OTHER_PAYER_FIRST = "other payer first"
    AUTHORIZATION = "authorization left out"
    NO_AUTHORIZATION = "authorization never given"
    MODIFIER_25 = "modifier 25 left out"
    PLACE = "wrong place of service"
    POINTER = "wrong diagnosis pointer"
    LATE = "filing limit near"
    DUPLICATE = "entered twice"
    NEWBORN = "newborn billed as the mother"
    NOTICE = "signed notice not told"
    NEW_PATIENT = "established patient billed as new"
    PAYER_ERROR = "denied by the payer's error"


@dataclass(frozen=True, slots=True)
class Terms:
    """A scenario: its shipped seed, the minutes of a working day, the troubles of its thirty encounters.

    `seconds` encounters have a wrong member id beside their trouble; with `has_hints` the front desk's note says more.
    """

    seed: int
    minutes: int
    troubles: Mapping[Trouble, int]
    seconds: int = 0
    has_hints: bool = False


_T = Trouble
SCENARIOS: Mapping[Scenario, Terms] = {
    Scenario.EASY: Terms(
        seed=11,
        minutes=180,
        troubles={
            _T.NONE: 10, _T.DEDUCTIBLE: 4, _T.SECOND_PAYER: 2, _T.MEMBER_ID: 2, _T.COVERAGE_ENDED: 1,
            _T.OTHER_PAYER_FIRST: 1, _T.AUTHORIZATION: 2, _T.MODIFIER_25: 2, _T.PLACE: 1, _T.POINTER: 1, _T.LATE: 1,
            _T.DUPLICATE: 1, _T.NEWBORN: 1, _T.NOTICE: 1,
        },
        has_hints=True,
    ),
    Scenario.NORMAL: Terms(
        seed=22,
        minutes=100,
        troubles={
            _T.NONE: 5, _T.DEDUCTIBLE: 3, _T.SECOND_PAYER: 2, _T.MEMBER_ID: 2, _T.COVERAGE_ENDED: 2,
            _T.OTHER_PAYER_FIRST: 2, _T.AUTHORIZATION: 2, _T.MODIFIER_25: 2, _T.PLACE: 1, _T.POINTER: 2, _T.LATE: 1,
            _T.DUPLICATE: 1, _T.NEWBORN: 1, _T.NOTICE: 1, _T.NEW_PATIENT: 1, _T.PAYER_ERROR: 2,
        },
        seconds=2,
    ),
    Scenario.HARD: Terms(
        seed=33,
        minutes=55,
        troubles={
            _T.NONE: 2, _T.DEDUCTIBLE: 2, _T.SECOND_PAYER: 2, _T.MEMBER_ID: 2, _T.COVERAGE_ENDED: 2,
            _T.OTHER_PAYER_FIRST: 2, _T.AUTHORIZATION: 2, _T.NO_AUTHORIZATION: 1, _T.MODIFIER_25: 3, _T.PLACE: 2,
            _T.POINTER: 2, _T.LATE: 1, _T.DUPLICATE: 1, _T.NEWBORN: 1, _T.NOTICE: 1, _T.NEW_PATIENT: 1,
            _T.PAYER_ERROR: 3,
        },
        seconds=6,
    ),
}  # fmt: skip
"""Each scenario has thirty encounters."""


_HOLIDAYS = frozenset({date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16)})
"""Federal holidays of the months before; April 2026 has none."""


def is_working_day(day: date) -> bool:
    """Monday to Friday without federal holidays."""
    return day.weekday() < 5 and day not in _HOLIDAYS


def working_day_from(day: date) -> date:
    """This day, or the next working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_day_until(day: date) -> date:
    """This day, or the last working day before it."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


WORKING_DAYS: tuple[date, ...] = tuple(
    day for day in (FIRST_DAY + timedelta(days=n) for n in range(DAYS_IN_MONTH)) if is_working_day(day)
)
