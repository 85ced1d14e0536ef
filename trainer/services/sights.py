"""Keeps what a learner has seen and done up to date, so that no page has to count every answer.

The tables are caches: `rebuild_caches` makes them anew from grades and saves, and nothing else reads like facts here.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping

from trainer.db.queries import exams, people
from trainer.db.queries import sights as queries
from trainer.domain.attempts.attempt import RUNNER_KINDS, AttemptKind
from trainer.domain.kernel.points import Points
from trainer.domain.readiness.pace import seconds_by_position
from trainer.services.scope import Scope, Scopes


@dataclass(frozen=True, slots=True)
class Graded:
    """One question of a sitting as it was graded. `saved_at` is None where it was left unanswered."""

    position: int
    item_id: int
    is_right: bool
    saved_at: datetime | None
    seconds: int | None

    @property
    def is_answered(self) -> bool:
        return self.saved_at is not None


def counts_as_answer(kind: str, revision: int, *, has_answer: bool) -> bool:
    """Whether a graded question was answered: in the diagnostic "I do not know" is an answer too, and not right."""
    return has_answer or (kind == AttemptKind.DIAGNOSTIC and revision > 0)


def note_graded(
    scope: Scope,
    learner_id: int,
    number: int,
    sitting: RowMapping,
    graded: Sequence[Graded],
    *,
    time_zone: str,
) -> None:
    """Takes questions of one sitting that were just graded into the caches; `sitting` has the columns of its row."""
    in_order = sorted(
        graded, key=lambda each: each.item_id
    )  # of two sittings graded at once neither waits for the other
    queries.add_sights(scope.session, [_sight(learner_id, number, sitting, each, scope.now) for each in in_order])
    queries.add_days(scope.session, _days(ZoneInfo(time_zone), learner_id, sitting["track"], graded))


def sight_and_day(
    scope: Scope, learner_id: int, number: int, sitting: RowMapping, graded: Graded, *, time_zone: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The rows that one answered question adds to the caches, see `note_graded`."""
    (day,) = _days(ZoneInfo(time_zone), learner_id, sitting["track"], (graded,))
    return _sight(learner_id, number, sitting, graded, scope.now), day


def note_given_up(scope: Scope, learner_id: int, number: int) -> None:
    """Whoever gives a sitting up has seen what they answered or looked at there: it is no first sight later."""
    rows = queries.list_given_up(scope.session, learner_id, number)
    queries.add_given_up(scope.session, [_unanswered(learner_id, row) for row in rows])


def _unanswered(learner_id: int, row: RowMapping) -> dict[str, Any]:
    seen = Graded(row["position"], row["item_id"], is_right=False, saved_at=None, seconds=None)
    return _sight(learner_id, row["number"], row, seen, row["closed_at"])


def note_case(scope: Scope, learner_id: int, track: str, at: datetime) -> None:
    """Counts a case that was graded for the first time to the day on which it was handed in."""
    day = _day(at, ZoneInfo(time_zone_of(scope, learner_id)))
    queries.add_days(scope.session, [_day_row(learner_id, day, track, cases=1)])


def time_zone_of(scope: Scope, learner_id: int) -> str:
    """The name of the zone by which the learner's days are counted."""
    return people.get_profile(scope.session, learner_id).time_zone


def today_of(scope: Scope, learner_id: int) -> date:
    """The learner's own date now."""
    return _day(scope.now, ZoneInfo(time_zone_of(scope, learner_id)))


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def seconds_of(scope: Scope, learner_id: int, number: int, sitting: RowMapping) -> dict[int, int]:
    """Position -> seconds in a whole sitting: on the screen in an exam, between saves elsewhere."""
    if sitting["kind"] in RUNNER_KINDS:
        spent = exams.time_by_position(scope.session, learner_id, number)
        return {position: milliseconds // 1000 for position, milliseconds in spent.items()}
    saves = queries.list_saves(scope.session, learner_id, number)
    return seconds_by_position(sitting["started_at"], ((row["position"], row["received_at"]) for row in saves))


def _sight(learner_id: int, number: int, sitting: RowMapping, graded: Graded, at: datetime) -> dict[str, Any]:
    is_timed = sitting["kind"] in RUNNER_KINDS or sitting["deadline_at"] is not None
    return {
        "learner_id": learner_id,
        "item_id": graded.item_id,
        "first_attempt_number": number,
        "first_position": graded.position,
        "first_seen_at": graded.saved_at or at,
        "first_is_answered": graded.is_answered,
        "first_is_right": graded.is_right,
        "first_is_timed": is_timed,
        "first_seconds": graded.seconds,
        "last_attempt_number": number,
        "last_position": graded.position,
        "last_seen_at": graded.saved_at or at,
        "last_is_right": graded.is_right,
        "times": 1,
        "answered": int(graded.is_answered),
        "times_right": int(graded.is_right and graded.is_answered),
    }


def _day_row(learner_id: int, day: date, track: str, **counts: int) -> dict[str, Any]:
    none = {"answers": 0, "cases": 0, "timed_answers": 0, "timed_seconds": 0}
    return {"learner_id": learner_id, "day": day, "track": track, **none, **counts}


def _days(zone: ZoneInfo, learner_id: int, track: str, graded: Iterable[Graded]) -> list[dict[str, Any]]:
    by_day: dict[date, list[int | None]] = defaultdict(list)
    for each in graded:
        if each.saved_at is not None:
            by_day[_day(each.saved_at, zone)].append(each.seconds)
    return [
        _day_row(
            learner_id,
            day,
            track,
            answers=len(times),
            timed_answers=sum(seconds is not None for seconds in times),
            timed_seconds=sum(seconds or 0 for seconds in times),
        )
        for day, times in sorted(by_day.items())
    ]


def rebuild_caches(scope: Scope, learner_id: int) -> None:
    """Makes the learner's sights and days anew from what was graded and saved; days by their present zone."""
    session = scope.session
    queries.delete_caches(session, learner_id)
    rows = queries.list_graded(session, learner_id)
    seconds = _all_seconds(scope, learner_id, rows)
    zone = ZoneInfo(time_zone_of(scope, learner_id))
    sights, days = [], []
    for row in rows:
        is_given = counts_as_answer(row["kind"], row["answer_revision"], has_answer=row["has_answer"])
        graded = Graded(
            row["position"],
            row["item_id"],
            Points(row["earned"], row["possible"]).is_full,
            row["saved_at"] if is_given else None,
            seconds.get((row["number"], row["position"])) if is_given else None,
        )
        sights.append((row["graded_at"], True, _sight(learner_id, row["number"], row, graded, row["graded_at"])))
        days += _days(zone, learner_id, row["track"], (graded,))
    given_up = queries.list_given_up(session, learner_id)
    sights += [(row["closed_at"], False, _unanswered(learner_id, row)) for row in given_up]
    sights.sort(key=lambda each: each[0])
    for is_graded, group in groupby(sights, key=lambda each: each[1]):
        add = queries.add_sights if is_graded else queries.add_given_up
        add(session, [row for *_, row in group])
    queries.add_days(session, days)
    for case in queries.list_graded_cases(session, learner_id):
        note_case(scope, learner_id, case["track"], case["closed_at"])


def _all_seconds(scope: Scope, learner_id: int, rows: Iterable[RowMapping]) -> dict[tuple[int, int], int]:
    sittings = {row["number"]: row for row in rows}
    known = {
        (row["attempt_number"], row["position"]): int(row["spent_ms"]) // 1000
        for row in queries.list_views(scope.session, learner_id)
    }
    saves: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for row in queries.list_saves(scope.session, learner_id):
        saves[row["attempt_number"]].append((row["position"], row["received_at"]))
    for number, sitting in sittings.items():
        if sitting["kind"] not in RUNNER_KINDS:
            spent = seconds_by_position(sitting["started_at"], saves[number])
            known |= {(number, position): seconds for position, seconds in spent.items()}
    return known


def rebuild_missing_caches(scopes: Scopes) -> int:
    """Rebuilds the caches of learners who have none although something of theirs was graded; how many there were."""
    with scopes.reading() as scope:
        learners = queries.learners_without_caches(scope.session)
    for learner_id in learners:
        with scopes.writing() as scope:
            rebuild_caches(scope, learner_id)
    return len(learners)
