"""Disputed keys as their answerer sees them: what waits, what was answered, one of them, the answer.

Administrators answer everybody. Whoever may teach answers the learners of the classes whose instructor they are, and
those who met a question or a case of their own banks. Names are told to a learner's instructors only.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.db.models.cases import KeyDispute
from trainer.db.models.classes import ItemReport
from trainer.db.queries import cases as case_queries
from trainer.db.queries import disputes as queries
from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.items.answers import Answer
from trainer.domain.items.content import ItemContent
from trainer.domain.items.keys import Explanation, Key
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.domain.kernel.points import Points
from trainer.services.accounts import record
from trainer.services.case_reports import DisputeRow
from trainer.services.item_reports import ReportRow, checked_text
from trainer.services.scope import Scope

__all__ = ["NotFound", "OpenDispute", "Refused", "answer_dispute", "list_open_disputes"]

ROWS_ON_A_PAGE = 30
SOMEBODY = "a learner"
_REPORT = re.compile(r"[0-9]{1,9}(-[0-9]{1,9}){3}")
_DISPUTE = re.compile(r"[0-9]{1,9}(-[0-9]{1,9}){2}")


@dataclass(frozen=True, slots=True)
class OpenDispute:
    """`reference` names it: learner, sitting and number, joined by hyphens."""

    reference: str
    slug: str
    revision: int
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """One dispute in the list. `reference` names it; `who` is "a learner" to whoever does not teach them."""

    is_item: bool
    reference: str
    slug: str
    title: str
    who: str
    text: str
    created_at: datetime
    answered_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class DisputesPage:
    """One page of the list, pages counted from 1."""

    track: str
    is_open: bool
    rows: tuple[DisputeLine, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class ItemDispute:
    """A report with the question as its learner had it: the order of the options, and what they answered.

    `is_current`: the question has not been rewritten since.
    """

    reference: str
    slug: str
    who: str
    kind: AttemptKind
    content: ItemContent
    item_version_id: int
    key: Key
    explanation: Explanation
    option_order: tuple[str, ...]
    given: Answer | None
    is_current: bool
    report: ReportRow
    answered_by: str


@dataclass(frozen=True, slots=True)
class GradedRow:
    """One row of the learner's graded work."""

    section: str
    entered: str
    verdict: str
    earned: int
    explanation: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseDispute:
    """An objection to the key of a case, with the work of its learner as it is graded now."""

    reference: str
    slug: str
    track: str
    title: str
    who: str
    dispute: DisputeRow
    answered_by: str
    score: Points | None
    rows: tuple[GradedRow, ...]


def answering_for(scope: Scope) -> int | None:
    """The id of the person who answers; None for an administrator, who answers everybody.

    Raises:
        NotFound: this person answers nobody.
    """
    if scope.learner.is_administrator:
        return None
    if not scope.learner.may_teach:
        raise NotFound("disputes")
    return scope.learner.id


def list_disputes(scope: Scope, track: str, page: int = 1, *, is_open: bool = True) -> DisputesPage:
    """One page of the disputes of a track: open ones oldest first, the others by their answer, newest first.

    Raises:
        NotFound: this person answers nobody.
    """
    person_id = answering_for(scope)
    page = max(page, 1)
    rows, total = queries.list_to_answer(
        scope.session, person_id, track, ROWS_ON_A_PAGE, (page - 1) * ROWS_ON_A_PAGE, is_open=is_open
    )
    names = Names(scope, (row["learner_id"] for row in rows))
    lines = tuple(_line(row, names) for row in rows)
    return DisputesPage(track, is_open, lines, page, max(1, -(-total // ROWS_ON_A_PAGE)), total)


def count_waiting(scope: Scope) -> int:
    """How many disputes wait for an answer of this person, in both tracks; 0 without a statement for other people."""
    if not (scope.learner.may_teach or scope.learner.is_administrator):
        return 0
    return queries.count_to_answer(scope.session, answering_for(scope))


class Names:
    """What learners are called to the person who acts: by their name only to an instructor of theirs."""

    def __init__(self, scope: Scope, learner_ids: Iterable[int]) -> None:
        self._taught = queries.list_taught(scope.session, scope.learner.id, {*learner_ids})

    def of(self, learner_id: int, name: str) -> str:
        return name if learner_id in self._taught else SOMEBODY


def _line(row: RowMapping, names: Names) -> DisputeLine:
    is_item = row["what"] == "item"
    places = ("learner_id", "attempt_number", "position", "number") if is_item else _DISPUTE_KEY
    return DisputeLine(
        is_item,
        "-".join(str(row[place]) for place in places),
        item_name(row["slug"], row["variant"]),
        row["title"],
        names.of(row["learner_id"], row["display_name"]),
        row["text"],
        row["created_at"],
        row["answered_at"],
        row["outcome"],
    )


_DISPUTE_KEY = ("learner_id", "attempt_number", "number")


def item_name(slug: str, variant: int) -> str:
    """`slug`, or `slug/7` for the seventh variant of a family."""
    return f"{slug}/{variant}" if variant else slug


def get_item_dispute(scope: Scope, reference: str) -> ItemDispute:
    """One report about the key of an item.

    Raises:
        NotFound: there is no such report, or it is not this person's to answer.
    """
    row = _find_report(scope, reference)
    names = Names(scope, [row["learner_id"]])
    return ItemDispute(
        reference,
        item_name(row["slug"], row["variant"]),
        names.of(row["learner_id"], row["display_name"]),
        AttemptKind(row["kind"]),
        row["content"],
        row["item_version_id"],
        row["key"],
        row["explanation"],
        tuple(row["option_order"]),
        row["given"],
        bool(row["is_current"]),
        ReportRow(row["number"], row["text"], row["created_at"], row["answer"], row["outcome"], row["answered_at"]),
        row["answered_by_name"] or "",
    )


def _find_report(scope: Scope, reference: str) -> RowMapping:
    person_id = answering_for(scope)
    row = None
    if _REPORT.fullmatch(reference):
        learner_id, attempt_number, position, number = map(int, reference.split("-"))
        row = queries.find_report(scope.session, person_id, (learner_id, attempt_number, position, number))
    if row is None:
        raise NotFound("report")
    return row


def get_case_dispute(scope: Scope, reference: str) -> CaseDispute:
    """One objection to the key of a case, with the graded work that it is about.

    Raises:
        NotFound: there is no such objection, or it is not this person's to answer.
    """
    row = _find_dispute(scope, reference)
    grade = case_queries.find_grade(scope.session, row["learner_id"], row["attempt_number"])
    lines = (
        case_queries.list_graded_lines(scope.session, row["learner_id"], row["attempt_number"], grade["run_id"])
        if grade
        else []
    )
    return CaseDispute(
        reference,
        row["slug"],
        row["track"],
        row["title"],
        Names(scope, [row["learner_id"]]).of(row["learner_id"], row["display_name"]),
        DisputeRow(row["text"], row["created_at"], row["answer"], row["answered_at"]),
        row["answered_by_name"] or "",
        Points(grade["earned"], grade["possible"]) if grade else None,
        tuple(
            GradedRow(line.section, line.entered, line.verdict, line.earned, line.explanation, line.faults)
            for line in lines
        ),
    )


def _find_dispute(scope: Scope, reference: str) -> RowMapping:
    person_id = answering_for(scope)
    row = None
    if _DISPUTE.fullmatch(reference):
        learner_id, attempt_number, number = map(int, reference.split("-"))
        row = queries.find_dispute(scope.session, person_id, (learner_id, attempt_number, number))
    if row is None:
        raise NotFound("dispute")
    return row


def explain_key(scope: Scope, reference: str, text: str) -> None:
    """Answers a report: the key stands, and why.

    Raises:
        NotFound: see `get_item_dispute`.
        Refused: it was answered before, or the answer says too little or too much.
    """
    row = _find_report(scope, reference)
    text = checked_text(text, "Say why the key stands")
    report = queries.get_report(
        scope.session, (row["learner_id"], row["attempt_number"], row["position"], row["number"])
    )
    if report.answered_at is not None:
        raise Refused("This report is answered already.", "text")
    close_report(scope, report, text, "explained")
    record(scope, "dispute.answer", f"item {item_name(row['slug'], row['variant'])}, report {reference}")


def close_report(scope: Scope, report: ItemReport, text: str, outcome: str) -> None:
    """Stores the answer to a report that the caller holds."""
    report.answer, report.outcome = text, outcome
    report.answered_at, report.answered_by = scope.now, scope.actor.id if scope.actor else None


def explain_case_key(scope: Scope, reference: str, text: str) -> None:
    """Answers an objection to the key of a case.

    Raises:
        NotFound: see `get_case_dispute`.
        Refused: it was answered before, or the answer says too little or too much.
    """
    row = _find_dispute(scope, reference)
    text = checked_text(text, "Say why the key stands")
    dispute = queries.get_dispute(scope.session, (row["learner_id"], row["attempt_number"], row["number"]))
    if dispute.answered_at is not None:
        raise Refused("This dispute is answered already.", "text")
    close_dispute(scope, dispute, text)
    record(scope, "dispute.answer", f"case {row['slug']}, dispute {reference}")


def close_dispute(scope: Scope, dispute: KeyDispute, text: str) -> None:
    """Stores the answer to an objection that the caller holds."""
    dispute.answer, dispute.answered_at = text, scope.now
    dispute.answered_by = scope.actor.id if scope.actor else None


def list_open_disputes(scope: Scope) -> tuple[OpenDispute, ...]:
    """All about cases without an answer, oldest first."""
    return tuple(
        OpenDispute(
            f"{row['learner_id']}-{row['attempt_number']}-{row['number']}",
            row["slug"],
            row["revision"],
            row["text"],
            row["created_at"],
        )
        for row in case_queries.list_open_disputes(scope.session)
    )


def answer_dispute(scope: Scope, reference: str, text: str) -> None:
    """Stores the answer of whoever runs the trainer; the learner reads it on the report.

    Raises:
        NotFound: there is no such dispute.
        Refused: it was answered before, or the answer says nothing.
    """
    if not _DISPUTE.fullmatch(reference):
        raise NotFound("dispute")
    row = case_queries.find_dispute(scope.session, *map(int, reference.split("-")))
    if row is None:
        raise NotFound("dispute")
    if row.answered_at is not None:
        raise Refused("This dispute is answered already.")
    if not text.strip():
        raise Refused("An answer says something.")
    close_dispute(scope, row, text.strip())
