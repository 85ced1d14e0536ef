"""Real results that learners choose to tell: they test the estimate that stood before, and do nothing else."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import RowMapping

from trainer.db.models.study import ExamOutcome
from trainer.db.queries import items, people
from trainer.db.queries import readiness as queries
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.scope import Scope
from trainer.services.sights import today_of

FEWEST_PEOPLE = 30
"""Results of fewer people are not shown in any form but that number."""

LONGEST_AGO = timedelta(days=366)

ESTIMATE_AGE = timedelta(days=30)
"""A result tests an estimate that is at most so old on the day of the exam: much is learned or forgotten in longer."""

FIFTHS = 5
FEWEST_IN_FIFTH = 5
"""Under so many results a fifth of the scale is not shown: it would tell of single people, and little."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a learner tells of an exam: `percent` and `areas` (slug -> percent right) as its report said."""

    track: str
    taken_on: date
    has_passed: bool
    percent: int | None = None
    areas: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """The estimate that stood before an exam."""

    score: int
    low: int
    high: int
    questions: int
    chance: float
    first_sights: int


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A result of the learner. `areas` are slugs with percents; `before` is None where no estimate stood."""

    number: int
    track: str
    taken_on: date
    has_passed: bool
    percent: int | None
    areas: tuple[tuple[str, int], ...]
    before: Before | None


@dataclass(frozen=True, slots=True)
class OutcomesPage:
    """`areas` are slugs and titles of the track's areas; an exam can have been from `earliest` to `today`."""

    track: str
    areas: tuple[tuple[str, str], ...]
    outcomes: tuple[OutcomeRow, ...]
    earliest: date
    today: date


@dataclass(frozen=True, slots=True)
class Fifth:
    """Results after an estimate whose chance lay from `start` to `to`. The shares are None where there are too few."""

    start: float
    to: float
    n: int
    mean_chance: float | None
    passed: float | None


@dataclass(frozen=True, slots=True)
class RealResults:
    """One result for each person and exam, the latest: `tracks` has how many of each exam.

    `brier` is that of the estimate, `brier_of_share` that of telling everybody the share that passed.
    """

    results: int
    tracks: tuple[tuple[str, int], ...]
    passed: int
    brier: float
    brier_of_share: float
    fifths: tuple[Fifth, ...]


@dataclass(frozen=True, slots=True)
class RealEvidence:
    """How many people told a result after an estimate; `found` only when they are enough."""

    people: int
    found: RealResults | None


def get_outcomes(scope: Scope, track: str) -> OutcomesPage:
    """What the learner has told, and what there is to tell of a track."""
    today = today_of(scope, scope.learner.id)
    return OutcomesPage(
        track,
        tuple((row["slug"], row["title"]) for row in items.list_areas(scope.session, track)),
        tuple(_to_row(row) for row in queries.list_outcomes(scope.session, scope.learner.id)),
        today - LONGEST_AGO,
        today,
    )


def record_outcome(scope: Scope, told: Told) -> int:
    """The number of the result, kept with the last estimate of the thirty days before the exam.

    The same again gives the same number.

    Raises:
        Refused: the day, a percent or an area cannot be, or another result of that day is known.
    """
    learner_id = scope.learner.id
    _check(scope, told)
    people.lock_learner(scope.session, learner_id)
    for known in queries.list_outcomes(scope.session, learner_id):
        if (known["track"], known["taken_on"]) == (told.track, told.taken_on):
            if _is_same(known, told):
                return int(known["number"])
            raise Refused("You have told a result of that day. Take it back below to tell it anew.", "taken_on")
    since = told.taken_on - ESTIMATE_AGE
    before = queries.find_snapshot_before(scope.session, learner_id, told.track, told.taken_on, since)
    number = queries.last_outcome_number(scope.session, learner_id) + 1
    names = ("score", "low", "high", "questions", "chance_permille", "first_sights")
    scope.session.add(
        ExamOutcome(
            learner_id=learner_id,
            number=number,
            track=told.track,
            taken_on=told.taken_on,
            has_passed=told.has_passed,
            percent=told.percent,
            areas=dict(told.areas or {}),
            recorded_at=scope.now,
            withdrawn_at=None,
            **{name: before[name] if before else None for name in names},
        )
    )
    return number


def _is_same(known: RowMapping, told: Told) -> bool:
    stored = known["has_passed"], known["percent"], known["areas"]
    return stored == (told.has_passed, told.percent, dict(told.areas or {}))


def _check(scope: Scope, told: Told) -> None:
    today = today_of(scope, scope.learner.id)
    if told.taken_on > today:
        raise Refused("That day has not come yet.", "taken_on")
    if told.taken_on < today - LONGEST_AGO:
        raise Refused("That is more than a year ago: the estimate of then is not kept.", "taken_on")
    slugs = {row["slug"] for row in items.list_areas(scope.session, told.track)}
    if not slugs:
        raise Refused("There is no such exam.", "track")
    areas = told.areas or {}
    if unknown := sorted(areas.keys() - slugs):
        raise Refused(f"The exam has no such area: {', '.join(unknown)}.", "areas")
    for field, percent in (("percent", told.percent), *areas.items()):
        if percent is not None and not 0 <= percent <= 100:
            raise Refused("A percentage is a whole number from 0 to 100.", field)


def withdraw_outcome(scope: Scope, number: int) -> None:
    """Takes a result of the learner back: it no longer counts anywhere. Again changes nothing.

    Raises:
        NotFound: the learner has told no such result.
    """
    outcome = queries.find_outcome(scope.session, scope.learner.id, number)
    if outcome is None:
        raise NotFound("result")
    outcome.withdrawn_at = outcome.withdrawn_at or scope.now


def get_real_evidence(scope: Scope) -> RealEvidence:
    """How the estimate did in real exams, of everybody who told a result after one: the latest of each exam."""
    rows = queries.list_tested_estimates(scope.session)
    latest = {(row["learner_id"], row["track"]): row for row in rows}
    count = len({learner_id for learner_id, _ in latest})
    return RealEvidence(count, _real_results(list(latest.values())) if count >= FEWEST_PEOPLE else None)


def _real_results(rows: Sequence[RowMapping]) -> RealResults:
    pairs = [(row["chance_permille"] / 1000, row["has_passed"]) for row in rows]
    passed = sum(has_passed for _, has_passed in pairs)
    share = passed / len(pairs)
    return RealResults(
        results=len(pairs),
        tracks=tuple(sorted(Counter(row["track"] for row in rows).items(), key=lambda each: (-each[1], each[0]))),
        passed=passed,
        brier=sum((chance - has_passed) ** 2 for chance, has_passed in pairs) / len(pairs),
        brier_of_share=share * (1 - share),
        fifths=tuple(_fifth(pairs, at) for at in range(FIFTHS)),
    )


def _fifth(pairs: Sequence[tuple[float, bool]], at: int) -> Fifth:
    own = [pair for pair in pairs if min(int(pair[0] * FIFTHS), FIFTHS - 1) == at]
    n, is_shown = len(own), len(own) >= FEWEST_IN_FIFTH
    return Fifth(
        at / FIFTHS,
        (at + 1) / FIFTHS,
        n,
        sum(chance for chance, _ in own) / n if is_shown else None,
        sum(has_passed for _, has_passed in own) / n if is_shown else None,
    )


def _to_row(row: RowMapping) -> OutcomeRow:
    before = None
    if row["chance_permille"] is not None:
        before = Before(
            row["score"], row["low"], row["high"], row["questions"], row["chance_permille"] / 1000, row["first_sights"]
        )
    return OutcomeRow(
        row["number"],
        row["track"],
        row["taken_on"],
        row["has_passed"],
        row["percent"],
        tuple(row["areas"].items()),
        before,
    )
