"""Sittings with a case of either track: started once, found again, read with their case."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.cases import CaseSubmission
from trainer.db.queries import cases as queries
from trainer.db.queries import people
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, Feedback
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.domain.kernel.points import Points
from trainer.services.attempts import to_review_policy
from trainer.services.scope import Scope

CODING, BILLING = "cpc", "cpb"
"""The tracks that coding cases and billing exercises belong to."""
NOT_ON_OFFER = (
    "This case is not on offer for practice: it belongs to a class, or was retired. What you did with it stays yours."
)
_TITLES = {CODING: "Case", BILLING: "Billing"}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in the list, with what the learner has done with it. `kind` is that of its track.

    `best` of the tries whose score may be seen; `open_number` is a sitting that nobody assigned.
    """

    slug: str
    kind: str
    title: str
    specialty: str
    level: int
    summary: str
    tries: int
    best: Points | None
    open_number: int | None
    payer: str


@dataclass(frozen=True, slots=True)
class OpenedSitting:
    """A sitting that has just been opened, or the one that was open. `case` is its case as on offer now."""

    number: int
    case: RowMapping
    submission: CaseSubmission
    is_new: bool = False


def list_rows(scope: Scope, track: str) -> tuple[CaseRow, ...]:
    """The cases of a track on offer, easiest first."""
    tries: dict[str, list[RowMapping]] = {}
    for row in queries.list_tries(scope.session, scope.learner.id, scope.now):
        tries.setdefault(row["slug"], []).append(row)
    return tuple(_case_row(scope, row, tries.get(row["slug"], [])) for row in queries.list_cases(scope.session, track))


def _case_row(scope: Scope, row: RowMapping, tries: Iterable[RowMapping]) -> CaseRow:
    known = list(tries)
    graded = [line for line in known if line["possible"] is not None]
    told = [
        Points(line["earned"], line["possible"])
        for line in graded
        if score_is_shown(scope, line) and not is_held_back(line, known)
    ]
    is_open = (line["number"] for line in known if _is_open_try(line))
    return CaseRow(
        row["slug"],
        row["kind"],
        row["title"],
        row["specialty"],
        row["level"],
        row["content"].summary,
        len(graded),
        max(told, key=lambda points: points.earned / points.possible, default=None),
        next(is_open, None),
        row["content"].payer,
    )


def open_sitting(scope: Scope, slug: str, track: str) -> OpenedSitting:
    """The sitting with this case that nobody assigned: the open one, or a new one without any work in it.

    Raises:
        NotFound: the track has no such case.
        Refused: the learner has worked on it, and it is not on offer to everybody: private to a class, or retired.
    """
    case = queries.find_case(scope.session, slug)
    if case is None and any(row["track"] == track for row in tries_of(scope, slug)):
        raise Refused(NOT_ON_OFFER)  # their own report leads here, and says what they know already
    if case is None or case["track"] != track:
        raise NotFound("case")
    if (known := _open_try(scope, slug)) is not None:
        return _opened(scope, known, case)
    number = people.take_attempt_number(scope.session, scope.learner.id)
    if (known := _open_try(scope, slug)) is not None:  # started at the same moment: it held the learner's row until now
        return _opened(scope, known, case)
    return add_sitting(scope, case, number, f"{_TITLES[track]}: {case['title']}")


def add_sitting(scope: Scope, case: RowMapping, number: int, title: str, **policy: Any) -> OpenedSitting:
    """A new sitting with a case, without any work in it. `policy` has columns of `attempts` that are not as usual."""
    usual = {"request_id": scope.rng.randbytes(16).hex()}
    scope.session.add(
        AttemptRow(
            learner_id=scope.learner.id,
            number=number,
            kind=AttemptKind.CASE,
            track=case["track"],
            title=title[:200],
            feedback=Feedback.AT_END,
            state=AttemptState.IN_PROGRESS,
            item_count=1,
            started_at=scope.now,
            **usual | policy,
        )
    )
    scope.session.flush()
    submission = CaseSubmission(
        learner_id=scope.learner.id, attempt_number=number, case_version_id=case["case_version_id"], revision=0
    )
    scope.session.add(submission)
    scope.session.flush()
    return OpenedSitting(number, case, submission, is_new=True)


def _opened(scope: Scope, number: int, case: RowMapping) -> OpenedSitting:
    return OpenedSitting(number, case, queries.get_submission(scope.session, scope.learner.id, number))


def _open_try(scope: Scope, slug: str) -> int | None:
    return next((int(row["number"]) for row in tries_of(scope, slug) if _is_open_try(row)), None)


def _is_open_try(row: RowMapping) -> bool:
    return row["state"] == AttemptState.IN_PROGRESS and row["assignment_id"] is None


def score_is_shown(scope: Scope, row: RowMapping) -> bool:
    """Whether the score of a graded sitting with a case may be seen now, by its policy."""
    return to_review_policy(row).score_is_shown(is_over=True, now=scope.now)


def key_is_shown(scope: Scope, row: RowMapping) -> bool:
    """Whether the findings and the key of a graded sitting with a case may be seen now, by its policy."""
    return to_review_policy(row).keys_are_shown(is_over=True, now=scope.now)


def is_held_back(row: RowMapping, tries: Iterable[RowMapping]) -> bool:
    """Whether an assignment holds back what came of a sitting; `tries` are all that the learner has with its case."""
    return any(each["is_held"] and each["assignment_id"] != row["assignment_id"] for each in tries)


def tries_of(scope: Scope, slug: str) -> list[RowMapping]:
    """All of the learner's sittings with a case, newest first."""
    return [row for row in queries.list_tries(scope.session, scope.learner.id, scope.now) if row["slug"] == slug]


def find_last_try(scope: Scope, slug: str) -> RowMapping | None:
    """The newest graded sitting with a case."""
    return next((row for row in tries_of(scope, slug) if row["possible"] is not None), None)


def get_sitting(scope: Scope, number: int, track: str, *, lock: bool = False) -> RowMapping:
    """The learner's sitting with its case.

    Raises:
        NotFound: the learner has no such sitting with a case of this track.
    """
    row = queries.find_work(scope.session, scope.learner.id, number, lock=lock)
    if row is None or row["track"] != track:
        raise NotFound("sitting")
    return row
