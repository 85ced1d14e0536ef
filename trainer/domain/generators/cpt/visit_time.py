"""Time on the date of a visit: which activities count, shared by the families of office and hospital visits.

Rule: CPT conventions since 2021 (office) and 2023 (hospital): the personal time of the physician or other qualified
professional on the date of the encounter counts, with and without the patient; time of staff, of other days, of
services reported separately, of travel and of general teaching does not.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Activity:
    """Minutes of something that counts or, where it has a `mistake`, does not; `is_bedside` is face to face."""

    minutes: int
    text: str
    is_bedside: bool = False
    mistake: str = ""
    why_not: str = ""


STAFF = "time of clinical staff counted"
OTHER_DAY = "work of another day counted"
SEPARATE = "separately reported service counted"
PERSONAL = "travel or teaching counted"


def minutes(activities: Iterable[Activity]) -> int:
    return sum(each.minutes for each in activities)


def shares(rng: random.Random, total: int, parts: int, least: int) -> list[int]:
    """`total` minutes cut into so many parts of at least `least`, the first the largest."""
    rest = total - parts * least
    cuts = sorted(rng.randint(0, rest) for _ in range(parts - 1))
    sizes = [high - low + least for low, high in zip([0, *cuts], [*cuts, rest], strict=True)]
    return sorted(sizes, reverse=True)


def level_of(codes: tuple[str, ...], starts: tuple[int, ...], total: int) -> str:
    """The highest code whose minimum time is met; the lowest one where none is."""
    return codes[max(sum(total >= start for start in starts) - 1, 0)]


def target(rng: random.Random, starts: tuple[int, ...], end: int) -> int:
    """A total of minutes in a random level, often its first or last minute; never over `end`."""
    level = rng.randrange(len(starts))
    low, high = starts[level], (*starts[1:], end + 1)[level] - 1
    return rng.choice((low, high, rng.randint(low, high), rng.randint(low, high)))


def listed(activities: Iterable[Activity]) -> str:
    """The activities as a chart lists them: "taking the history …, 12 minutes; …"."""
    return "; ".join(f"{each.text}, {each.minutes} minutes" for each in activities)
