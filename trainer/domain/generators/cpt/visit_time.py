"""Time on the date of a visit: which activities count, shared by the families of office and hospital visits.

Rule: CPT conventions since 2021 (office) and 2023 (hospital): the personal time of the physician or other qualified
professional on the date of the encounter counts, with and without the patient; time of staff, of other days, of
services reported separately, of travel and of general teaching does not.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from trainer.domain.generators.family import Wrong
from trainer.domain.generators.wording import joined


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


def minutes(activities: Sequence[Activity]) -> int:
    return sum(each.minutes for each in activities)


def shares(rng: random.Random, total: int, parts: int, least: int) -> list[int]:
    """`total` minutes cut into so many parts of at least `least`, the first the largest."""
    rest = total - parts * least
    cuts = sorted(rng.randint(0, rest) for _ in range(parts - 1))
    sizes = [high - low + least for low, high in zip([0, *cuts], [*cuts, rest], strict=True)]
    return sorted(sizes, reverse=True)


@dataclass(frozen=True, slots=True)
class Ladder:
    """Codes of rising level and the minutes each needs at least."""

    codes: tuple[str, ...]
    starts: tuple[int, ...]

    def level_of(self, total: int) -> str:
        """The highest code whose minimum is met; the lowest one where none is."""
        return self.codes[max(sum(total >= start for start in self.starts) - 1, 0)]


def target(rng: random.Random, starts: tuple[int, ...], end: int) -> int:
    """A total of minutes in a random level, often its first or last minute; never over `end`."""
    level = rng.randrange(len(starts))
    low, high = starts[level], (*starts[1:], end + 1)[level] - 1
    return rng.choice((low, high, rng.randint(low, high), rng.randint(low, high)))


def listed(activities: Sequence[Activity]) -> str:
    """The activities as a chart lists them: "taking the history …, 12 minutes; …"."""
    return "; ".join(f"{each.text}, {each.minutes} minutes" for each in activities)


def sum_of(activities: Sequence[Activity]) -> str:
    """ "18 + 7 = 25 minutes"."""
    return " + ".join(str(each.minutes) for each in activities) + f" = {minutes(activities)} minutes"


def left_out(uncounted: Sequence[Activity]) -> str:
    return joined([each.why_not for each in uncounted])


def explained(ladder: Ladder, counted: Sequence[Activity], uncounted: Sequence[Activity], bedside: str) -> str:
    """Which minutes count, which do not, and between which minimums their sum lies."""
    right = ladder.level_of(minutes(counted))
    place = ladder.codes.index(right)
    more = f" and {ladder.codes[place + 1]} would need {ladder.starts[place + 1]}" if right != ladder.codes[-1] else ""
    out = left_out(uncounted)
    return (
        f"The physician's own work of the date counts, {bedside} or not: {sum_of(counted)}. {out[0].upper()}{out[1:]}. "
        f"{right} needs at least {ladder.starts[place]} minutes{more}."
    )


def additions(ladder: Ladder, counted: Sequence[Activity], uncounted: Sequence[Activity]) -> list[Wrong]:
    """Minutes added that do not count, one entry at a time."""
    total = minutes(counted)
    return [
        Wrong(
            ladder.level_of(total + each.minutes),
            each.mistake,
            f"Adds {each.minutes} minutes, to {total + each.minutes}, but {each.why_not}; {sum_of(counted)} count.",
        )
        for each in uncounted
    ]


def bedside_only(ladder: Ladder, counted: Sequence[Activity], bedside: str) -> Wrong:
    room = minutes([each for each in counted if each.is_bedside])
    return Wrong(
        ladder.level_of(room),
        "face-to-face time only",
        f"Takes only the {room} minutes {bedside}. Work elsewhere on the same date counts too: {sum_of(counted)} "
        "count.",
    )


def everything(ladder: Ladder, counted: Sequence[Activity], uncounted: Sequence[Activity]) -> Wrong:
    whole = minutes(counted) + minutes(uncounted)
    why = f"Adds up every entry, {whole} minutes, but {left_out(uncounted)}; {sum_of(counted)} count."
    return Wrong(ladder.level_of(whole), "every minute counted", why)


def neighbors(ladder: Ladder, total: int) -> list[Wrong]:
    """The level above and the level below, the likelier first."""
    place = ladder.codes.index(ladder.level_of(total))
    above, below = min(place + 1, len(ladder.codes) - 1), max(place - 1, 0)
    too_high = Wrong(
        ladder.codes[above],
        "next level before its minimum",
        f"Goes up before the minimum is met: {ladder.codes[above]} needs {ladder.starts[above]} minutes, and {total} "
        "were spent; there is no rounding up.",
    )
    too_low = Wrong(
        ladder.codes[below],
        "minimum to be exceeded",
        f"Stays a level too low: {total} minutes reach the minimum of {ladder.starts[place]} for "
        f"{ladder.codes[place]}, and to meet it is enough.",
    )
    return [too_low, too_high] if total == ladder.starts[place] else [too_high, too_low]
