"""The work behind a cell of the gradebook: one learner's tries at one assignment, and every answer of a sitting.

Only sittings of the class's assignments are shown, never what a learner practises for themselves.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.db.queries import assignment_terms as terms_queries
from trainer.db.queries import attempts, exams
from trainer.db.queries import gradebook as class_queries
from trainer.db.queries import gradebook_work as queries
from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.classes.dates import Override, Terms
from trainer.domain.classes.marks import Cell, MarkKind, cell_of
from trainer.domain.classes.roles import Act
from trainer.domain.classes.work import AssignmentSpec
from trainer.domain.items.answers import Answer
from trainer.domain.items.content import ItemContent, Option, Response, options_of
from trainer.domain.kernel.errors import NotFound
from trainer.domain.kernel.points import Points
from trainer.services.assignment_terms import terms_for, to_override
from trainer.services.assignment_tries import there_since, tries_of_class
from trainer.services.billing_reports import BillingReport
from trainer.services.case_reports import CaseReport
from trainer.services.class_access import Member, changer_of, member_for
from trainer.services.gradebook import to_mark
from trainer.services.gradebook_cases import find_report
from trainer.services.gradebook_tries import SittingRow, TryRow, list_tries, to_sitting
from trainer.services.scope import Scope
from trainer.services.sittings import Verdict


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who learns in the class."""

    id: int
    name: str
    email: str
    student_number: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """An assignment and a learner of a class, with the learners before and after them by name."""

    member: Member
    assignment_id: int
    spec: AssignmentSpec
    learner: Person
    previous: Person | None
    following: Person | None


@dataclass(frozen=True, slots=True)
class Granted:
    """What was granted to the learner; `is_for_class`: for every assignment of the class. `until`: it was ended."""

    override: Override
    reason: str
    is_for_class: bool
    granted_at: datetime


@dataclass(frozen=True, slots=True)
class MarkRow:
    """Something that was set by hand."""

    number: int
    kind: MarkKind
    permille: int
    reason: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Comment:
    """Something that was said; `sitting` and `position` where it is about a sitting (None: all), a question (0: all).

    `is_own`: the person who reads said it, and may withdraw it.
    """

    number: int
    sitting: int | None
    position: int
    text: str
    said_at: datetime
    said_by: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class WorkPage:
    """Everything about one learner and one assignment. `mark_number` is the number of the newest mark (0: none)."""

    place: WorkPlace
    cell: Cell
    terms: Terms
    granted: tuple[Granted, ...]
    extra_time_reasons: tuple[str, ...]
    tries: tuple[TryRow, ...]
    marks: tuple[MarkRow, ...]
    comments: tuple[Comment, ...]

    @property
    def mark_number(self) -> int:
        return self.marks[0].number if self.marks else 0


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """One question with what was answered, by which key it was graded, and how long it was on the screen.

    `seconds` is None where no time was recorded; `has_late_answer`: an answer came after the end, and does not count.
    """

    position: int
    area_title: str
    slug: str
    content: ItemContent
    options: tuple[Option, ...]
    stimulus_title: str
    stimulus_body: str
    answer: Answer | None
    answered_at: datetime | None
    verdict: Verdict
    is_by_hand: bool
    reason: str
    seconds: int | None
    has_late_answer: bool

    @property
    def response(self) -> Response:
        return self.content.response


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One grade of a case: the first, or one that followed it. `by` is "" where no person made it."""

    run_id: int
    points: Points
    at: datetime
    kind: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class SittingPage:
    """One sitting; `questions` of a quiz or an exam, or the `report` of a case (None while it is not graded)."""

    place: WorkPlace
    sitting: SittingRow
    attempt: int
    questions: tuple[AnsweredQuestion, ...]
    report: CaseReport | BillingReport | None
    changes: tuple[CaseChange, ...]
    comments: tuple[Comment, ...]

    @property
    def run_id(self) -> int:
        """The newest grade of a case; 0 while there is none."""
        return self.changes[-1].run_id if self.changes else 0

    @property
    def is_billing(self) -> bool:
        return isinstance(self.report, BillingReport)


def get_work(scope: Scope, class_id: int, assignment_id: int, learner_id: int) -> WorkPage:
    """One learner's work on one assignment.

    Raises:
        NotFound: the person may not grade in the class, or it has no such assignment or learner.
    """
    place = get_place(scope, class_id, assignment_id, learner_id)
    terms = terms_for(scope, assignment_id, learner_id)
    key = (assignment_id, learner_id)
    all_tries = tries_of_class(scope, class_id, learner_id, terms={key: terms})
    tries = all_tries.get(key, ())
    published = terms_queries.list_published(scope.session, class_id)
    since = there_since(scope, class_id, [(learner_id, place.learner.joined_at)], all_tries, published)[learner_id]
    mark = to_mark(class_queries.newest_marks(scope.session, class_id).get(key))
    cell = cell_of(tries, terms, place.spec.counts, mark, scope.now, there_since=since)
    rows = queries.list_sittings(scope.session, learner_id, assignment_id)
    granted = terms_queries.list_granted(scope.session, class_id, assignment_id=assignment_id, learner_id=learner_id)
    return WorkPage(
        place,
        cell,
        terms,
        tuple(Granted(to_override(row), row.reason, row.assignment_id is None, row.granted_at) for row in granted),
        tuple(row.reason for row in exams.list_accommodations(scope.session, learner_id)),
        list_tries(
            rows, tries, lambda each: cell_of((each,), terms, place.spec.counts, None, scope.now), cell, scope.now
        ),
        tuple(
            MarkRow(
                row["number"],
                MarkKind(row["kind"]),
                row["permille"],
                row["reason"],
                row["made_at"],
                row["made_by_name"],
            )
            for row in queries.list_marks(scope.session, learner_id, assignment_id)
        ),
        _comments(scope, learner_id, assignment_id),
    )


def get_place(scope: Scope, class_id: int, assignment_id: int, learner_id: int, *, changes: bool = False) -> WorkPlace:
    """The assignment and the learner, for whoever may grade; with `changes`, in a class that may be changed.

    Raises:
        NotFound: see `get_work`.
        Refused: with `changes`, the class is archived.
    """
    member = (changer_of if changes else member_for)(scope, class_id, Act.GRADE)
    row = terms_queries.find_assignment(scope.session, assignment_id)
    if row is None or queries.find_class_of(scope.session, assignment_id) != class_id:
        raise NotFound("assignment")
    people = [
        Person(each["id"], each["display_name"], each["email"] or "", each["student_number"], each["joined_at"])
        for each in class_queries.list_learners(scope.session, class_id)
    ]
    at = next((at for at, each in enumerate(people) if each.id == learner_id), None)
    if at is None:
        raise NotFound("learner")
    previous, following = people[at - 1] if at else None, people[at + 1] if at + 1 < len(people) else None
    return WorkPlace(member, assignment_id, row["spec"], people[at], previous, following)


def _comments(scope: Scope, learner_id: int, assignment_id: int, sitting: int | None = None) -> tuple[Comment, ...]:
    """All comments, or those about one sitting."""
    return tuple(
        Comment(
            row["number"],
            row["attempt_number"],
            row["position"],
            row["text"],
            row["said_at"],
            row["said_by_name"],
            row["said_by"] == scope.learner.id,
        )
        for row in queries.list_comments(scope.session, learner_id, assignment_id)
        if sitting in (None, row["attempt_number"])
    )


def get_sitting_work(scope: Scope, class_id: int, assignment_id: int, learner_id: int, number: int) -> SittingPage:
    """Every answer of one sitting with its key, or the graded case.

    Raises:
        NotFound: see `get_work`; or the sitting is not of this assignment.
    """
    place = get_place(scope, class_id, assignment_id, learner_id)
    rows = queries.list_sittings(scope.session, learner_id, assignment_id)
    row = next((row for row in rows if row["number"] == number), None)
    if row is None:
        raise NotFound("sitting")
    is_case = row["kind"] == AttemptKind.CASE
    return SittingPage(
        place,
        to_sitting(row, scope.now),
        row["assignment_try"],
        () if is_case else _questions(scope, learner_id, number),
        find_report(scope, learner_id, number) if is_case else None,
        _changes(scope, learner_id, number) if is_case else (),
        _comments(scope, learner_id, assignment_id, number),
    )


def require_sitting(scope: Scope, place: WorkPlace, number: int) -> RowMapping:
    """A sitting of this learner that is work on this assignment, locked.

    Raises:
        NotFound: there is none of this number.
    """
    row = attempts.find_attempt(scope.session, place.learner.id, number, lock=True)
    if row is None or row["assignment_id"] != place.assignment_id:
        raise NotFound("sitting")
    return row


def _questions(scope: Scope, learner_id: int, number: int) -> tuple[AnsweredQuestion, ...]:
    spent = exams.time_by_position(scope.session, learner_id, number)
    late = {event["position"] for event in exams.list_events(scope.session, learner_id, number) if event["is_late"]}
    return tuple(
        _question(row, spent.get(row["position"]), has_late_answer=row["position"] in late)
        for row in queries.list_answers(scope.session, learner_id, number)
    )


def _question(row: RowMapping, spent_ms: int | None, *, has_late_answer: bool) -> AnsweredQuestion:
    by_id = {option.id: option for option in options_of(row["content"].response)}
    points = None if row["possible"] is None else Points(row["earned"], row["possible"])
    is_by_hand = row["run_kind"] == "manual"
    return AnsweredQuestion(
        position=row["position"],
        area_title=row["area_title"],
        slug=row["slug"],
        content=row["content"],
        options=tuple(by_id[option_id] for option_id in row["option_order"]),
        stimulus_title=row["stimulus_title"] or "",
        stimulus_body=row["stimulus_body"] or "",
        answer=row["answer"],
        answered_at=row["saved_at"],
        verdict=Verdict(points, row["key"], row["explanation"], None),
        is_by_hand=is_by_hand,
        reason=row["reason"] if is_by_hand else "",
        seconds=None if spent_ms is None else round(spent_ms / 1000),
        has_late_answer=has_late_answer,
    )


def _changes(scope: Scope, learner_id: int, number: int) -> tuple[CaseChange, ...]:
    return tuple(
        CaseChange(
            row["run_id"],
            Points(row["earned"], row["possible"]),
            row["graded_at"],
            row["kind"],
            row["reason"],
            row["display_name"] or "",
        )
        for row in queries.list_case_changes(scope.session, learner_id, number)
    )
