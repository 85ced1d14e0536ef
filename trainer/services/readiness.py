"""How near to passing a learner is: the estimate as it stands now, and as it stood at the end of each day.

Only first sights that may be told of count: nothing of an exam that is not finished.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import RowMapping

from trainer.db.queries import items
from trainer.db.queries import readiness as queries
from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.calibration.difficulty import above_guessing, author_difficulty
from trainer.domain.exams.blueprint import Blueprint
from trainer.domain.readiness.ability import GENERAL_MEAN, SLOPE
from trainer.domain.readiness.estimate import Estimate, NotEnough, Readiness, estimate
from trainer.domain.readiness.evidence import FEWEST_IN_AREA, FEWEST_SIGHTS, FirstSight, Level
from trainer.domain.readiness.projection import AreaShape, BankItem, MockShape
from trainer.services.calibration import bank_difficulties
from trainer.services.holds import Hold, holds_on_track
from trainer.services.scope import Scope, Scopes
from trainer.services.sights import time_zone_of, today_of
from trainer.services.study_habits import StudyHabits, get_habits

USUAL_GUESS = 0.25
"""The chance to guess right an item that is no longer in the bank: nearly all have four options."""

SNAPSHOT_DAYS = 180

TRIED_DAYS = 30
"""So long after the last answer a learner is tried every night: it makes up for a server that was away, and who never
has enough for an estimate is not reckoned for ever."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class AreaSeen:
    """An area of the mock, how many of its first sights were right, and how many items are left to be seen first.

    What stands in an exam or diagnostic that is not finished is not left.
    """

    slug: str
    title: str
    right: int
    seen: int
    unseen: int
    questions: int

    @property
    def is_blank(self) -> bool:
        """Whether there is too little to say anything of it: what is said comes from the other areas."""
        return self.seen < FEWEST_IN_AREA


@dataclass(frozen=True, slots=True)
class ReadinessView:
    """The estimate at `at`. `found` is None where the bank does not fill the areas of a mock.

    `answered` first sights count for it, of which the last was on `last_at`; the areas stand in the order of the
    blueprint.
    """

    track: str
    at: datetime
    questions: int
    pass_questions: int
    found: Readiness | None
    answered: int
    last_at: datetime | None
    areas: tuple[AreaSeen, ...]

    @property
    def estimate(self) -> Estimate | None:
        """The number, where there is enough evidence for one."""
        return self.found if isinstance(self.found, Estimate) else None

    @property
    def not_enough(self) -> NotEnough | None:
        """What is missing, where there is not."""
        return self.found if isinstance(self.found, NotEnough) else None

    @property
    def blank(self) -> tuple[AreaSeen, ...]:
        return tuple(area for area in self.areas if area.is_blank)

    @property
    def unseen(self) -> Mapping[str, int]:
        """Area -> items that the learner has not seen."""
        return {area.slug: area.unseen for area in self.areas}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The estimate as it stood at the end of a day of the learner's calendar; `chance` of reaching the pass mark."""

    day: date
    first_sights: int
    questions: int
    pass_questions: int
    score: int
    low: int
    high: int
    chance: float
    level: Level


@dataclass(frozen=True, slots=True)
class Examination:
    """A sitting that is not finished, and of whose questions nothing may be told."""

    number: int
    kind: AttemptKind


@dataclass(frozen=True, slots=True)
class ReadinessPage:
    """`examination` is an exam or diagnostic whose questions do not count yet, `holds` are assignments of that kind.

    Snapshots stand oldest first.
    """

    view: ReadinessView
    habits: StudyHabits
    examination: Examination | None
    holds: tuple[Hold, ...]
    snapshots: tuple[Snapshot, ...]


@dataclass(frozen=True, slots=True)
class _Bank:
    """The mock that the bank gives (None: an area is empty), what is known of each item by its id, and the ids of the
    items that are open to practice, by area."""

    blueprint: Blueprint | None
    shape: MockShape | None
    known: Mapping[int, BankItem]
    to_practice: Mapping[str, frozenset[int]]


_BANKS: WeakKeyDictionary[Any, dict[str, tuple[object, _Bank]]] = WeakKeyDictionary()
"""Engine -> track -> the bank with the state of the database that it was read in."""


def get_readiness(scope: Scope, track: str) -> ReadinessView:
    """How near the learner is to passing a mock of this track, at this moment."""
    return _view(scope, scope.learner.id, track)


def get_readiness_page(scope: Scope, track: str) -> ReadinessPage:
    """All of the page on readiness."""
    blueprint = _bank(scope, track).blueprint
    pace = Fraction(blueprint.minutes * 60, blueprint.questions) if blueprint else Fraction(0)
    row = queries.find_examination(scope.session, scope.learner.id, track, scope.now)
    return ReadinessPage(
        get_readiness(scope, track),
        get_habits(scope, track, pace),
        Examination(row["number"], AttemptKind(row["kind"])) if row else None,
        holds_on_track(scope, track),
        list_snapshots(scope, track),
    )


def logits_of(difficulty: float, guess: float) -> float:
    """A difficulty without a floor for guessing, in the logits of `domain.readiness.ability`.

    There the average learner stands at GENERAL_MEAN, curves rise by SLOPE and have a floor. The average learner is
    right as often on either scale.
    """
    return GENERAL_MEAN + above_guessing(difficulty, guess) / SLOPE


def _view(scope: Scope, learner_id: int, track: str) -> ReadinessView:
    bank = _bank(scope, track)
    known = queries.list_known_items(scope.session, learner_id, track, scope.now)
    rows = [row for row in known if row["is_told"] and row["first_is_answered"]]
    areas = _areas(rows, bank, {row["item_id"] for row in known})
    unseen = {area.slug: area.unseen for area in areas}
    answers = [_first_sight(row, bank, scope.now) for row in rows]
    found = estimate(answers, bank.shape, unseen) if bank.shape else None
    blueprint = bank.blueprint
    return ReadinessView(
        track=track,
        at=scope.now,
        questions=blueprint.questions if blueprint else 0,
        pass_questions=blueprint.pass_questions if blueprint else 0,
        found=found,
        answered=len(rows),
        last_at=rows[-1]["first_seen_at"] if rows else None,
        areas=areas,
    )


def _first_sight(row: RowMapping, bank: _Bank, now: datetime) -> FirstSight:
    item = bank.known.get(row["item_id"]) or _item(author_difficulty(row["difficulty"]), USUAL_GUESS)
    age: timedelta = now - row["first_seen_at"]
    return FirstSight(
        area=row["area"],
        difficulty=item.difficulty,
        guess=item.guess,
        is_right=row["first_is_right"],
        age_days=age / timedelta(days=1),
        is_timed=row["first_is_timed"],
    )


def _areas(rows: Sequence[RowMapping], bank: _Bank, known_ids: Set[int]) -> tuple[AreaSeen, ...]:
    seen = Counter(row["area"] for row in rows)
    right = Counter(row["area"] for row in rows if row["first_is_right"])
    return tuple(
        AreaSeen(
            slug=area.slug,
            title=area.title,
            right=right[area.slug],
            seen=seen[area.slug],
            unseen=len(bank.to_practice.get(area.slug, frozenset()) - known_ids),
            questions=area.questions,
        )
        for area in (bank.blueprint.areas if bank.blueprint else ())
    )


def _bank(scope: Scope, track: str) -> _Bank:
    """The bank of a track, read once for each state that it is in."""
    banks = _BANKS.setdefault(scope.session.get_bind(), {})
    state = queries.state_of_bank(scope.session, track)
    known = banks.get(track)
    if known is None or known[0] != state:
        known = banks[track] = state, _read_bank(scope, track)
    return known[1]


def _read_bank(scope: Scope, track: str) -> _Bank:
    """A mock is drawn from all items with fixed text, sealed ones too; a family is known by what all variants share."""
    _, blueprint = items.last_blueprint(scope.session, track)
    known: dict[int, BankItem] = {}
    fixed, to_practice = defaultdict[str, list[BankItem]](list), defaultdict[str, set[int]](set)
    for each in bank_difficulties(scope, track):
        known[each.item_id] = item = _item(each.difficulty.logits, each.guess)
        if each.variant == items.FIXED:
            fixed[each.area].append(item)
        if not each.is_sealed:
            to_practice[each.area].add(each.item_id)
    shape = _shape(blueprint, fixed) if blueprint else None
    return _Bank(blueprint, shape, known, {area: frozenset(ids) for area, ids in to_practice.items()})


def _item(difficulty: float, guess: float) -> BankItem:
    return BankItem(logits_of(difficulty, guess), guess)


def _shape(blueprint: Blueprint, fixed: Mapping[str, Sequence[BankItem]]) -> MockShape | None:
    if any(area.slug not in fixed for area in blueprint.areas):
        return None
    areas = (AreaShape(area.slug, area.title, area.questions, tuple(fixed[area.slug])) for area in blueprint.areas)
    return MockShape(tuple(areas), blueprint.pass_questions)


def take_snapshot(scope: Scope, learner_id: int, track: str, day: date | None = None) -> bool:
    """Stores the learner's estimate for their present day, or for `day`; whether there is one to store.

    Again on the same day, the later estimate takes the place of the earlier one.
    """
    found = _view(scope, learner_id, track).estimate
    if found is None:
        return False
    queries.store_snapshot(
        scope.session,
        {
            "learner_id": learner_id,
            "track": track,
            "day": day or today_of(scope, learner_id),
            "taken_at": scope.now,
            "first_sights": found.first_sights,
            "questions": found.questions,
            "pass_questions": found.pass_questions,
            "score": found.score,
            "low": found.low,
            "high": found.high,
            "chance_permille": round(1000 * found.chance),
            "level": found.level,
        },
    )
    return True


def snapshot_all(scopes: Scopes) -> int:
    """Stores the estimate of everybody with an answer since the last one, for the day when it was given or graded.

    How many were stored. It can be run again at any time; what fails is logged and tried again the next night.
    """
    with scopes.reading() as scope:
        since = scope.now - timedelta(days=TRIED_DAYS)
        rows = queries.list_without_snapshot(scope.session, FEWEST_SIGHTS, since)
    taken = 0
    for row in rows:
        try:
            with scopes.writing() as scope:
                taken += take_snapshot(scope, row["learner_id"], row["track"], _last_day(scope, row))
        except Exception:
            log.exception("a snapshot failed", learner=row["learner_id"], track=row["track"])
    return taken


def _last_day(scope: Scope, row: RowMapping) -> date:
    zone = ZoneInfo(time_zone_of(scope, row["learner_id"]))
    last: datetime = max(row["last_seen_at"], row["last_graded_at"] or row["last_seen_at"])
    return last.astimezone(zone).date()


def list_snapshots(scope: Scope, track: str, days: int = SNAPSHOT_DAYS) -> tuple[Snapshot, ...]:
    """The learner's estimates of the last days, today included, oldest first; at most one a day."""
    since = today_of(scope, scope.learner.id) - timedelta(days=days - 1)
    return tuple(
        Snapshot(
            row["day"],
            row["first_sights"],
            row["questions"],
            row["pass_questions"],
            row["score"],
            row["low"],
            row["high"],
            row["chance_permille"] / 1000,
            Level(row["level"]),
        )
        for row in queries.list_snapshots(scope.session, scope.learner.id, track, since)
    )
