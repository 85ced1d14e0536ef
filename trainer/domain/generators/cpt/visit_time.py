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

    def place_of(self, total: int) -> int:
        """The place of the highest code whose minimum is met; that of the lowest one where none is."""
        return max(sum(total >= start for start in self.starts) - 1, 0)

    def level_of(self, total: int) -> str:
        """The highest code whose minimum is met; the lowest one where none is."""
        return self.codes[self.place_of(total)]


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


@dataclass(frozen=True, slots=True)
class Miscount:
    """Minutes arrived at by mistake, how, and why that is wrong."""

    minutes: int
    name: str
    why: str


def miscounts(counted: Sequence[Activity], uncounted: Sequence[Activity], bedside: str) -> list[Miscount]:
    """Mistaken totals: an entry too much, all of them, or only the time face to face."""
    total, true = minutes(counted), f"{sum_of(counted)} count"
    found = [
        Miscount(
            total + each.minutes,
            each.mistake,
            f"Adds {each.minutes} minutes, to {total + each.minutes}, but {each.why_not}; {true}.",
        )
        for each in uncounted
    ]
    whole = total + minutes(uncounted)
    if len(uncounted) > 1:
        why = f"Adds up every entry, {whole} minutes, but {left_out(uncounted)}; {true}."
        found.append(Miscount(whole, "every minute counted", why))
    room = minutes([each for each in counted if each.is_bedside])
    why = f"Takes only the {room} minutes {bedside}. Work elsewhere on the same date counts too: {true}."
    return [*found, Miscount(room, "face-to-face time only", why)]


def neighbors(ladder: Ladder, total: int) -> list[tuple[int, Wrong]]:
    """The levels above and below with their codes."""
    place = ladder.place_of(total)
    found = []
    if place + 1 < len(ladder.codes):
        above = ladder.codes[place + 1]
        why = (
            f"Goes up before the minimum is met: {above} needs {ladder.starts[place + 1]} minutes, and {total} were "
            "spent; there is no rounding up."
        )
        found.append((place + 1, Wrong(above, "next level before its minimum", why)))
    if place:
        why = (
            f"Stays a level too low: {total} minutes reach the minimum of {ladder.starts[place]} for "
            f"{ladder.codes[place]}, and to meet it is enough."
        )
        found.append((place - 1, Wrong(ladder.codes[place - 1], "minimum to be exceeded", why)))
    return found


def same_row(ladder: Ladder, total: int, found: Sequence[Miscount]) -> list[tuple[int, Wrong]]:
    """Wrong codes of the right row with their levels: by miscounts, and a level too high or low."""
    counts = [(ladder.place_of(each.minutes), each) for each in found]
    mistaken = [(place, Wrong(ladder.codes[place], each.name, each.why)) for place, each in counts]
    place = ladder.place_of(total)
    reached = {level for level, _ in mistaken}
    near = [row for row in neighbors(ladder, total) if row[0] not in reached or total == ladder.starts[place]]
    return [*mistaken, *near]


def other_row(
    rows: tuple[Ladder, Ladder], total: int, found: Sequence[Miscount], *, name: str, why: str
) -> list[tuple[int, Wrong]]:
    """Wrong codes of the other row: by its own minutes, or of the level which the right row has.

    `name` is the mistake that leads there, and `why` says why it is one, without a full stop.
    """
    ladder, other = rows
    place, right = ladder.place_of(total), ladder.level_of(total)
    end = f"{total} minutes are {right}"
    looked_up = f"{why}, and then {end}."
    rows_found = [(other.place_of(total), Wrong(other.level_of(total), name, looked_up))]
    if other.place_of(total) != place:
        rows_found.append((place, Wrong(other.codes[place], f"{name}, with the level kept", looked_up)))
    for each in found:
        for level in {other.place_of(each.minutes), ladder.place_of(each.minutes)} - {place}:
            said = f"{why}. {each.why} So {end}."
            rows_found.append((level, Wrong(other.codes[level], f"{name} and {each.name}", said)))
    return rows_found
