"""Closing and grading sittings: two steps, the second of which can be run again after a crash."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import RowMapping, Table, insert
from sqlalchemy.exc import IntegrityError

from trainer.db.faults import is_duplicate
from trainer.db.models.grades import FIRST_RUN_ID, AttemptScore, GradeRow
from trainer.db.queries import attempts as queries
from trainer.db.queries import people
from trainer.db.queries.graded import GradedAnswer, add_graded_answer
from trainer.db.queries.lean import send
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, is_sat_as
from trainer.domain.attempts.decisions import Abandon, Closed, Command, Submit, Sweep, decide
from trainer.domain.grading.items import GRADER_VERSION, grade_item
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.domain.kernel.points import Points
from trainer.domain.readiness.pace import gap_seconds
from trainer.domain.review.ratings import Confidence
from trainer.services.attempts import to_attempt
from trainer.services.case_grading import grade_case_sitting
from trainer.services.codes import NoCodeBook
from trainer.services.readiness import take_snapshot
from trainer.services.review_log import note_reviews
from trainer.services.scope import Scope, Scopes
from trainer.services.sights import (
    Graded,
    counts_as_answer,
    note_case,
    note_given_up,
    note_graded,
    seconds_of,
    sight_and_day,
)

_ADD_GRADE = insert(cast(Table, GradeRow.__table__))


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many sittings were closed because their time was up, how many were graded, how many wait for a code book."""

    closed: int = 0
    graded: int = 0
    waiting: int = 0


def close_attempt(
    scope: Scope, learner_id: int, number: int, command: Command, kind: AttemptKind | None = None
) -> AttemptState:
    """Applies `Submit`, `Abandon` or `Sweep`; the state afterwards. Closing twice changes nothing.

    Raises:
        NotFound: the learner has no such sitting, or it is of another kind than `kind`.
        Refused: it is work on an assignment and was to be given up: that would cost a try.
    """
    row = queries.find_attempt(scope.session, learner_id, number, lock=True)
    if row is None or (kind is not None and not is_sat_as(row["kind"], kind)):
        raise NotFound("sitting")
    if isinstance(command, Abandon) and row["assignment_id"] is not None:
        raise Refused("Work on an assignment is not given up, it would cost you a try. Hand in what you have.")
    change = decide(to_attempt(row), command, scope.now)
    if isinstance(change, Closed):
        store_closing(scope, learner_id, number, change)
        return change.state
    return AttemptState(row["state"])


def store_closing(scope: Scope, learner_id: int, number: int, change: Closed) -> None:
    """Stores that a sitting was closed."""
    attempt = queries.get_attempt_row(scope.session, learner_id, number)
    attempt.state, attempt.closed_at, attempt.paused_at = change.state, change.at, None
    if change.state is AttemptState.ABANDONED:
        scope.session.flush()
        note_given_up(scope, learner_id, number)


def submit_attempt(scope: Scope, number: int, kind: AttemptKind) -> AttemptState:
    """Hands in the learner's sitting. Grading is the next step, in a scope of its own.

    Raises:
        NotFound: the learner has no such sitting of this kind.
    """
    return close_attempt(scope, scope.learner.id, number, Submit(), kind)


def abandon_attempt(scope: Scope, number: int, kind: AttemptKind) -> AttemptState:
    """Gives the learner's sitting up; what was entered is kept, ungraded.

    Raises:
        NotFound: the learner has no such sitting of this kind.
    """
    return close_attempt(scope, scope.learner.id, number, Abandon(), kind)


def sweep_attempt(scope: Scope, number: int) -> AttemptState:
    """Closes the learner's sitting where its time is up; its state afterwards.

    Raises:
        NotFound: the learner has no such sitting.
    """
    return close_attempt(scope, scope.learner.id, number, Sweep())


def grade_attempt(scope: Scope, number: int) -> None:
    """Grades the learner's closed sitting; does nothing where that is done.

    Raises:
        NotFound: the learner has no such sitting.
    """
    grade_closed(scope, scope.learner.id, number)


def grade_closed(scope: Scope, learner_id: int, number: int) -> bool:
    """Grades what is not graded yet of a submitted or expired sitting, and sums it up; whether there was anything.

    Raises:
        NotFound: the learner has no such sitting.
    """
    row = queries.find_attempt(scope.session, learner_id, number, lock=True)
    if row is None:
        raise NotFound("sitting")
    if row["graded_at"] or row["state"] not in (AttemptState.SUBMITTED, AttemptState.EXPIRED):
        return False
    if row["kind"] == AttemptKind.CASE:
        grade_case_sitting(scope, learner_id, number)
        note_case(scope, learner_id, row["track"], row["closed_at"])
    else:
        _grade_items(scope, row)
        take_snapshot(scope, learner_id, row["track"])
    queries.get_attempt_row(scope.session, learner_id, number).graded_at = scope.now
    return True


def _grade_row(
    scope: Scope, place: tuple[int, int, int], revision: int, item_key_id: int, points: Points
) -> dict[str, Any]:
    """The first grade of the answer at `place`: learner, sitting, position."""
    learner_id, number, position = place
    return {
        "learner_id": learner_id,
        "attempt_number": number,
        "position": position,
        "run_id": FIRST_RUN_ID,
        "answer_revision": revision,
        "item_key_id": item_key_id,
        "grader_version": GRADER_VERSION,
        "earned": points.earned,
        "possible": points.possible,
        "graded_at": scope.now,
    }


@contextmanager
def one_wins() -> Iterator[None]:
    """Around what stores an answer.

    Raises:
        Conflict: the same event, or another answer, was stored at the same moment.
    """
    try:
        yield
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise Conflict("answer") from error


def grade_at_once(
    scope: Scope,
    question: RowMapping,
    event: Mapping[str, Any],
    answer: Mapping[str, Any],
    confidence: Confidence | None,
) -> None:
    """Stores the rows of an answer that is final, and of its event, with the verdict and what follows from it.

    `question` is what saving the answer needed to know.

    Raises:
        Conflict: see `one_wins`.
    """
    learner_id, number, position = answer["learner_id"], answer["attempt_number"], answer["position"]
    points = grade_item(question["key"], answer["answer"])
    grade = _grade_row(scope, (learner_id, number, position), answer["revision"], question["item_key_id"], points)
    spent = gap_seconds(question["last_save_at"] or question["started_at"], scope.now)
    graded = Graded(position, question["item_id"], points.is_full, scope.now, spent)
    zone, exam_on = question["time_zone"], question["exam_on"]
    sight, day = sight_and_day(scope, learner_id, number, question, graded, time_zone=zone)
    with one_wins():
        add_graded_answer(scope.session, GradedAnswer(event, answer, grade, sight, day))
    track = question["track"]
    note_reviews(scope, learner_id, number, track, (graded,), time_zone=zone, exam_on=exam_on, confidence=confidence)


def tidy_up(scopes: Scopes) -> Tidied:
    """Closes what has run out of time and grades what was left ungraded. It can be run again at any time.

    What needs the code book while there is none waits for a later turn.
    """
    with scopes.reading() as scope:
        rows = queries.list_to_tidy(scope.session, scope.now)
    closed = graded = waiting = 0
    for row in rows:
        try:
            if row["state"] == AttemptState.IN_PROGRESS:
                with scopes.writing() as scope:
                    state = close_attempt(scope, row["learner_id"], row["number"], Sweep())
                closed += state is AttemptState.EXPIRED
            with scopes.writing() as scope:
                graded += grade_closed(scope, row["learner_id"], row["number"])
        except NoCodeBook:
            waiting += 1
        except NotFound:  # of a guest who was deleted meanwhile
            continue
    return Tidied(closed, graded, waiting)


def _grade_items(scope: Scope, sitting: RowMapping) -> None:
    learner_id, number = sitting["learner_id"], sitting["number"]
    rows = queries.list_to_grade(scope.session, learner_id, number)
    seconds = seconds_of(scope, learner_id, number, sitting)
    total, graded = [], []
    for row in rows:
        if row["possible"] is not None:
            total.append(Points(row["earned"], row["possible"]))
            continue
        points = grade_item(row["key"], row["answer"])
        place, revision = (learner_id, number, row["position"]), row["revision"] or 0
        send(scope.session, _ADD_GRADE, _grade_row(scope, place, revision, row["item_key_id"], points))
        is_given = counts_as_answer(sitting["kind"], revision, has_answer=row["answer"] is not None)
        saved_at = row["saved_at"] if is_given else None
        spent = seconds.get(row["position"]) if is_given else None
        graded.append(Graded(row["position"], row["item_id"], points.is_full, saved_at, spent))
        total.append(points)
    profile = people.get_profile(scope.session, learner_id)
    zone, exam_on = profile.time_zone, profile.exam_on
    note_graded(scope, learner_id, number, sitting, graded, time_zone=zone)
    note_reviews(scope, learner_id, number, sitting["track"], graded, time_zone=zone, exam_on=exam_on)
    scope.session.add(
        AttemptScore(
            learner_id=learner_id,
            attempt_number=number,
            run_id=FIRST_RUN_ID,
            earned=sum(points.earned for points in total),
            possible=sum(points.possible for points in total),
            correct=sum(points.is_full for points in total),
            answered=sum(row["answer"] is not None for row in rows),
        )
    )
