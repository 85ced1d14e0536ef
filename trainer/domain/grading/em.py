"""Levels of evaluation and management (E/M) visits: by medical decision making, or by total time where time counts.

Rules of CPT since 2021 (office) and 2023 (hospital, emergency department), minimum minutes since 2024, in own words.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum


class Complexity(IntEnum):
    """How far an element, or decision making as a whole, reaches."""

    STRAIGHTFORWARD = 1
    LOW = 2
    MODERATE = 3
    HIGH = 4


_WORDS = {
    "none": Complexity.STRAIGHTFORWARD,
    "minimal": Complexity.STRAIGHTFORWARD,
    "straightforward": Complexity.STRAIGHTFORWARD,
    "low": Complexity.LOW,
    "limited": Complexity.LOW,
    "moderate": Complexity.MODERATE,
    "high": Complexity.HIGH,
    "extensive": Complexity.HIGH,
}


def complexity_named(word: str) -> Complexity | None:
    """What a word of the elements means ("limited" data reach as far as "low" problems); None for other words."""
    return _WORDS.get(word.strip().lower())


@dataclass(frozen=True, slots=True)
class DecisionMaking:
    """The three elements of medical decision making (MDM)."""

    problems: Complexity
    data: Complexity
    risk: Complexity

    @property
    def level(self) -> Complexity:
        """What two of the three elements reach, which is the middle one of them."""
        return sorted((self.problems, self.data, self.risk))[1]


class Category(StrEnum):
    """Groups of visits whose codes are levels of the same service."""

    OFFICE_NEW = "office or other outpatient, new patient"
    OFFICE_ESTABLISHED = "office or other outpatient, established patient"
    HOSPITAL_INITIAL = "hospital inpatient or observation, initial"
    HOSPITAL_SUBSEQUENT = "hospital inpatient or observation, subsequent"
    HOSPITAL_SAME_DAY = "hospital inpatient or observation, admitted and discharged the same day"
    EMERGENCY = "emergency department"
    HOME_NEW = "home or residence, new patient"
    HOME_ESTABLISHED = "home or residence, established patient"


@dataclass(frozen=True, slots=True)
class Level:
    """One code of a category: the least decision making, and the least minutes, that it asks for.

    `least` None: no decision making of a physician is needed (99211, 99281). `minutes` None: time does not count.
    """

    code: str
    least: Complexity | None
    minutes: int | None


_S, _L, _M, _H = Complexity

_LEVELS: dict[Category, tuple[Level, ...]] = {
    Category.OFFICE_NEW: (
        Level("99202", _S, 15),
        Level("99203", _L, 30),
        Level("99204", _M, 45),
        Level("99205", _H, 60),
    ),
    Category.OFFICE_ESTABLISHED: (
        Level("99211", None, None),
        Level("99212", _S, 10),
        Level("99213", _L, 20),
        Level("99214", _M, 30),
        Level("99215", _H, 40),
    ),
    Category.HOSPITAL_INITIAL: (Level("99221", _S, 40), Level("99222", _M, 55), Level("99223", _H, 75)),
    Category.HOSPITAL_SUBSEQUENT: (Level("99231", _S, 25), Level("99232", _M, 35), Level("99233", _H, 50)),
    Category.HOSPITAL_SAME_DAY: (Level("99234", _S, 45), Level("99235", _M, 70), Level("99236", _H, 85)),
    Category.EMERGENCY: (
        Level("99281", None, None),
        Level("99282", _S, None),
        Level("99283", _L, None),
        Level("99284", _M, None),
        Level("99285", _H, None),
    ),
    Category.HOME_NEW: (
        Level("99341", _S, 15),
        Level("99342", _L, 30),
        Level("99344", _M, 60),
        Level("99345", _H, 75),
    ),
    Category.HOME_ESTABLISHED: (
        Level("99347", _S, 20),
        Level("99348", _L, 30),
        Level("99349", _M, 40),
        Level("99350", _H, 60),
    ),
}
_PLACES = {level.code: (category, place) for category, levels in _LEVELS.items() for place, level in enumerate(levels)}

_HOMES = ("04", "12", "13", "14", "16", "33", "55")
_PLACES_OF_SERVICE = {
    Category.HOME_NEW: _HOMES,
    Category.HOME_ESTABLISHED: _HOMES,
    Category.HOSPITAL_INITIAL: ("21", "22", "23", "51", "61"),
    Category.HOSPITAL_SUBSEQUENT: ("21", "22", "23", "51", "61"),
    Category.HOSPITAL_SAME_DAY: ("21", "22", "23", "51", "61"),
    Category.EMERGENCY: ("23",),
}
_NEVER_OFFICE = (*_HOMES, "21", "31", "32", "51", "61")
"""Places with visit codes of their own: homes, inpatient hospitals, nursing facilities."""


def fits_place(category: Category, place_of_service: str) -> bool:
    """Whether visits of a category are given in a place (two digits)."""
    if category in (Category.OFFICE_NEW, Category.OFFICE_ESTABLISHED):
        return place_of_service not in _NEVER_OFFICE
    return place_of_service in _PLACES_OF_SERVICE[category]


def category_of(code: str) -> Category | None:
    """The category of an E/M code; None for codes that are no levels of such a visit."""
    return _PLACES[code][0] if code in _PLACES else None


_ADDED_TO_VISITS = frozenset({"99292", "99415", "99416", "99417", "99418", "99425", "99427", "99437", "99439"})


def is_visit(code: str) -> bool:
    """Whether a code is a service of evaluation and management in its own right: no add-on, leveled or not."""
    return len(code) == 5 and code.isdigit() and 99202 <= int(code) <= 99499 and code not in _ADDED_TO_VISITS


def are_other_kinds(one: str, other: str) -> bool:
    """Whether both codes are visits, and of different categories (preventive visits: new or established)."""
    if not (is_visit(one) and is_visit(other)):
        return False
    first, second = (category_of(code) or code[:4] for code in (one, other))
    return first != second


def levels_between(entered: str, wanted: str) -> int | None:
    """How many levels one code of a category is above another (below: negative); None across categories."""
    if category_of(entered) is None or category_of(entered) != category_of(wanted):
        return None
    return _PLACES[entered][1] - _PLACES[wanted][1]


def code_by_decision_making(category: Category, made: DecisionMaking) -> str:
    """The code that medical decision making supports."""
    reached = [level.code for level in _LEVELS[category] if level.least is not None and level.least <= made.level]
    return reached[-1]


def code_by_time(category: Category, minutes: int) -> str | None:
    """The code whose minimum the total time on the date of the visit meets or exceeds.

    None: too short for any code, or a visit of the emergency department, which is never leveled by time.
    """
    reached = [level.code for level in _LEVELS[category] if level.minutes is not None and level.minutes <= minutes]
    return reached[-1] if reached else None


def supported_code(category: Category, made: DecisionMaking, minutes: int | None = None) -> str:
    """The highest code that the record supports: by decision making or, where it counts and was recorded, by time."""
    by_time = None if minutes is None else code_by_time(category, minutes)
    by_decision = code_by_decision_making(category, made)
    return max(by_decision, by_time or by_decision)


def is_new_patient(last_seen: date | None, day: date) -> bool:
    """The three-year rule. `last_seen` is the last professional face-to-face service by the same group and exactly the
    same specialty and subspecialty, None if there was none. After three full years the patient is new again.
    """
    if last_seen is None:
        return True
    try:
        return last_seen.replace(year=last_seen.year + 3) <= day
    except ValueError:  # 29 February
        return date(last_seen.year + 3, 3, 1) <= day
