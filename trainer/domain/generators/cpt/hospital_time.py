"""Hospital inpatient and observation care by total time on the date.

Rule: CPT conventions in force since 2023, each code with a minimum that must be met or exceeded, and Medicare policy on
consultants and on stays of one date (Claims Processing Manual, chapter 12, section 30.6), stated in our own words.
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.cpt.code_rows import by_level, mixed
from trainer.domain.generators.cpt.visit_time import (
    OTHER_DAY,
    PERSONAL,
    SEPARATE,
    STAFF,
    Activity,
    Ladder,
    explained,
    listed,
    minutes,
    miscounts,
    other_row,
    same_row,
    shares,
    target,
)
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import joined, patient


@dataclass(frozen=True, slots=True)
class _Kind:
    """Hospital care of a kind: codes with their minimum times, times before 2023, last minute before prolonged care."""

    name: str
    ladder: Ladder
    old_starts: tuple[int, ...]
    last: int


_INITIAL = _Kind("initial care", Ladder(("99221", "99222", "99223"), (40, 55, 75)), (30, 50, 70), 89)
_SUBSEQUENT = _Kind("subsequent care", Ladder(("99231", "99232", "99233"), (25, 35, 50)), (15, 25, 35), 64)
_SAME_DAY = _Kind(
    "admission and discharge on one date", Ladder(("99234", "99235", "99236"), (45, 70, 85)), (40, 50, 55), 99
)

_SITUATIONS = (
    (
        _INITIAL,
        _SUBSEQUENT,
        "is admitted as an inpatient by a hospitalist today and stays on",
        "the hospitalist admits the patient, who stays on",
    ),
    (
        _INITIAL,
        _SUBSEQUENT,
        "was admitted two days ago by another group; today a nephrologist, whose group has not seen the patient during "
        "this stay, gives an opinion on request and stays on the case",
        "it is the first encounter of this group and specialty in the stay, and Medicare pays no consultation codes",
    ),
    (
        _INITIAL,
        _SAME_DAY,
        "is placed in observation by a hospitalist this morning and goes home tomorrow",
        "the patient does not go home on the date of the admission",
    ),
    (
        _SUBSEQUENT,
        _INITIAL,
        "is on the third hospital day, not yet going home, and is seen by the hospitalist who did the admission",
        "the same physician has already given the initial care",
    ),
    (
        _SUBSEQUENT,
        _INITIAL,
        "is on the second hospital day and not yet going home; a hospitalist sees the "
        "patient for the first time, covering for a partner of the same group and specialty who did the admission",
        "the partner of the same group and specialty has already given the initial care",
    ),
    (
        _SAME_DAY,
        _INITIAL,
        "is placed in observation by a hospitalist at 7:00 a.m., seen again by the same hospitalist in the evening, "
        "and discharged home at 8:00 p.m. the same day",
        "admission and discharge fall on the same date, with two encounters and more than eight hours between them",
    ),
)
_BEDSIDE = (
    "history and examination at the bedside",
    "examination and talk with the patient at the bedside",
    "bedside examination and counseling of the patient",
)
_DESK = (
    "reading the chart and results on the unit",
    "writing the note at the office that afternoon",
    "a call to the cardiologist about the treatment the same day",
    "entering orders on the unit",
    "talking with the family on the unit about the treatment",
)
_NOT_COUNTED = (
    ("wound care taught to the patient by the nurse", STAFF, "the nurse's time does not count"),
    ("history taken by a resident on his own", STAFF, "a resident's own time does not count"),
    ("placing a central venous line, reported with its own code", SEPARATE, "the line is reported with its own code"),
    ("draining the chest with a needle, reported with its own code", SEPARATE, "the drainage has its own code"),
    ("finishing the note the next morning", OTHER_DAY, "the next morning is another date"),
    ("walking over from the office building", PERSONAL, "travel does not count"),
    ("general teaching on rounds, not about this patient's care", PERSONAL, "general teaching does not count"),
)


def _draw(rng: random.Random) -> Draft:
    kind, mistaken, situation, why_kind = rng.choice(_SITUATIONS)
    ladder = kind.ladder
    total = target(rng, ladder.starts, kind.last)
    parts = rng.randint(2, 4)
    sizes = shares(rng, total, parts, 5)
    counted = [Activity(sizes[0], rng.choice(_BEDSIDE), is_bedside=True)]
    counted += [Activity(size, text) for size, text in zip(sizes[1:], rng.sample(_DESK, parts - 1), strict=True)]
    rows = rng.sample(_NOT_COUNTED, rng.randint(1, 2))
    uncounted = [Activity(rng.randint(5, 25), text, mistake=mistake, why_not=why) for text, mistake, why in rows]
    log = rng.sample(counted + uncounted, parts + len(rows))
    return Draft(
        _stem(rng, situation, log),
        ladder.level_of(total),
        f"This is {kind.name}: {why_kind}. {explained(ladder, counted, uncounted, 'at the bedside')}",
        _wrong(rng, (kind, mistaken), why_kind, counted, uncounted),
    )


def _stem(rng: random.Random, situation: str, log: list[Activity]) -> str:
    who = patient(rng, 66, 88)
    return rng.choice(
        (
            f"{who.phrase} with Medicare {situation}. The level of this physician's care is chosen by time. Noted for "
            f"the patient: {listed(log)}. Each entry is this physician's own work of today unless it says "
            "otherwise. Which code reports the physician's care of today?",
            f"Hospital, Medicare Part B. {who.phrase} {situation}. Time log: {listed(log)}. Unless an entry "
            "names somebody else or another day, this physician did it today; time decides the level. Which code does "
            "the physician report for today?",
            f"{who.phrase}, insured by Medicare, {situation}. For choosing the level by time the chart gives: "
            f"{listed(log)}. Unless the entry says otherwise, this physician did it today. Which code is "
            "reported for the physician's visit of today?",
        )
    )


def _wrong(
    rng: random.Random,
    kinds: tuple[_Kind, _Kind],
    why_kind: str,
    counted: list[Activity],
    uncounted: list[Activity],
) -> tuple[Wrong, ...]:
    """Wrong codes of either kind of care."""
    kind, mistaken = kinds
    ladder, total = kind.ladder, minutes(counted)
    place, found = ladder.place_of(total), miscounts(counted, uncounted, "at the bedside")
    old = Ladder(ladder.codes, kind.old_starts)
    why = (
        f"Uses the times of the years before 2023. Today the minimums of {joined(list(ladder.codes))} are "
        f"{joined([str(start) for start in ladder.starts])} minutes, and {total} minutes are {ladder.codes[place]}."
    )
    same = [
        *same_row(ladder, total, found),
        (old.place_of(total), Wrong(old.level_of(total), "times of the years before 2023", why)),
    ]
    other = other_row(
        (ladder, mistaken.ladder),
        total,
        found,
        name="wrong kind of hospital care",
        why=f"Is a code of {mistaken.name}. Here {why_kind}, so this is {kind.name}",
    )
    return mixed(rng, place, by_level(rng, same, place), by_level(rng, other))


FAMILIES = (
    Family(
        slug="family-cpt-hospital-time",
        title="Hospital and observation care from total time",
        track="cpc",
        area="evaluation-management",
        difficulty=3,
        bloom="apply",
        tags=("time", "hospital care"),
        references=(
            "CPT evaluation and management conventions on total time, stated in our own words",
            "Medicare Claims Processing Manual, chapter 12, section 30.6",
        ),
        draw=_draw,
    ),
)
