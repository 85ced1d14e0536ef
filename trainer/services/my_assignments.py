"""The assignments of a class as one of its learners sees them: what holds for them, what they did, what it came to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.db.models.classes import AssignmentOverride
from trainer.db.queries import assignment_terms as terms_queries
from trainer.db.queries import exams as exam_queries
from trainer.db.queries import my_assignments as queries
from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.classes.dates import Terms, Window, terms_of
from trainer.domain.classes.marks import Cell, CellState, Mark, MarkKind, Try, cell_of
from trainer.domain.classes.parts import WHOLE
from trainer.domain.classes.roles import Act
from trainer.domain.classes.work import AssignmentSpec, MockWork, ReviewWork
from trainer.domain.exams.clock import Accommodation
from trainer.domain.exams.review import Shows
from trainer.domain.kernel.points import Points
from trainer.services.assignment_dealing import Gone, count_gone
from trainer.services.assignment_parts import Paper, papers
from trainer.services.assignment_sittings import get_published
from trainer.services.assignment_terms import limit_seconds, to_override
from trainer.services.assignment_tries import there_since, tries_of_class
from trainer.services.attempts import to_attempt, to_review_policy
from trainer.services.class_access import Member, member_for
from trainer.services.scope import Scope

_DONE = (CellState.DONE, CellState.LATE, CellState.UNGRADED, CellState.EXCUSED, CellState.BEFORE_JOINING)


@dataclass(frozen=True, slots=True)
class Granted:
    """Something that was granted, with its reason. A date of None changes nothing.

    `is_everywhere`: for all work of the person, not of this class alone.
    """

    reason: str
    extra_percent: int
    extra_seconds: int
    extra_attempts: int = 0
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    is_everywhere: bool = False


@dataclass(frozen=True, slots=True)
class MyAssignment:
    """One assignment and how it stands. The cell has no score while none may be seen; `score_from`: from then on.

    `is_held`: none may be seen while other work of the learner asks what it asked.
    `reviews`: done and asked for, where it asks for reviews.
    """

    id: int
    spec: AssignmentSpec
    terms: Terms
    window: Window
    cell: Cell
    score_from: datetime | None
    is_held: bool
    granted: tuple[Granted, ...]
    reviews: Points | None

    @property
    def is_done(self) -> bool:
        """Whether nothing is asked for any more."""
        return self.cell.state in _DONE


@dataclass(frozen=True, slots=True)
class MyClass:
    """The published assignments of a class in their order."""

    member: Member
    rows: tuple[MyAssignment, ...]


@dataclass(frozen=True, slots=True)
class SittingLine:
    """One sitting. `points` is None while it is not graded or its score may not be seen.

    `keys_from`: from when on keys and reasons are shown (None: now, or never where not `shows_keys`).
    """

    number: int
    attempt: int
    kind: AttemptKind
    track: str
    state: AttemptState
    started_at: datetime
    ended_at: datetime | None
    deadline_at: datetime | None
    points: Points | None
    shows_keys: bool
    keys_from: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state is AttemptState.IN_PROGRESS


@dataclass(frozen=True, slots=True)
class PartLine:
    """What is sat at once: all of it, or one case. `tries_left` None: as many as one likes.

    `part` 0: it was begun once, and is not asked for any more. `next_try`: the number of the try that beginning it now
    makes, 0 where it cannot be begun.
    """

    part: int
    title: str
    sittings: tuple[SittingLine, ...]
    tries_left: int | None
    next_try: int

    @property
    def open_sitting(self) -> SittingLine | None:
        return next((line for line in self.sittings if line.is_open), None)


@dataclass(frozen=True, slots=True)
class MarkLine:
    """What somebody set by hand, and why."""

    kind: MarkKind
    permille: int
    reason: str
    made_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class CommentLine:
    """What somebody said about a sitting (None: about all of it), at a question or line of it (0: none)."""

    number: int | None
    position: int
    text: str
    said_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class MyAssignmentPage:
    """One assignment with everything about it. `can_start`: a new try is taken now, as long as one is left.

    `asked` is the assignment as the learner is at it: `is_changed`, where it asks others for something else by now.
    `version` is the number of the version that beginning it now is of. `limit_seconds` is its time limit without extra
    time. `gone` is what whoever starts now is not given any more.
    """

    member: Member
    row: MyAssignment
    asked: AssignmentSpec
    is_changed: bool
    version: int
    parts: tuple[PartLine, ...]
    can_start: bool
    limit_seconds: int | None
    marks: tuple[MarkLine, ...]
    comments: tuple[CommentLine, ...]
    gone: Gone | None


def list_mine(scope: Scope, class_id: int) -> MyClass:
    """What a class asks of its learner, in a constant number of statements.

    Raises:
        NotFound: see `member_for`.
    """
    member = member_for(scope, class_id, Act.ATTEND)
    rows = terms_queries.list_published(scope.session, class_id)
    return MyClass(member, tuple(_stands(scope, member, rows)))


def get_mine(scope: Scope, class_id: int, assignment_id: int) -> MyAssignmentPage:
    """One assignment as its learner sees it.

    Raises:
        NotFound: see `member_for`, or the class has no such assignment that learners may see.
    """
    member = member_for(scope, class_id, Act.ATTEND)
    published = get_published(scope, member, assignment_id)
    (row,) = _stands(scope, member, [published])
    sittings = queries.list_own(scope.session, scope.learner.id, [assignment_id])
    hidden = exam_queries.sittings_under_examination(scope.session, scope.learner.id, scope.now)
    is_open = row.window in (Window.OPEN, Window.LATE) and not member.is_archived
    paper = papers(scope, [published], {row.id: sittings}, {row.id: row.terms.attempts})[row.id]
    return MyAssignmentPage(
        member,
        row,
        paper.told,
        paper.is_changed,
        paper.now.version,
        tuple(_parts(scope, row, paper, [_line(scope, each, hidden) for each in sittings], sittings)),
        is_open and not isinstance(paper.spec.work, ReviewWork),
        limit_seconds(scope, paper.spec),
        tuple(
            MarkLine(MarkKind(each["kind"]), each["permille"], each["reason"], each["made_at"], each["display_name"])
            for each in reversed(queries.list_marks(scope.session, scope.learner.id, [assignment_id]))
        ),
        tuple(
            CommentLine(*(each[name] for name in ("attempt_number", "position", "text", "said_at", "display_name")))
            for each in queries.list_comments(scope.session, scope.learner.id, assignment_id)
        ),
        count_gone(scope, class_id, published["spec"], published["dealt"]) if is_open else None,
    )


def _stands(scope: Scope, member: Member, rows: Sequence[RowMapping]) -> Iterable[MyAssignment]:
    learner_id, ids = scope.learner.id, [row["id"] for row in rows]
    granted = terms_queries.list_granted(scope.session, member.class_id, learner_id=learner_id, with_ended=True)
    everywhere = exam_queries.list_accommodations(scope.session, learner_id)
    extra = [Accommodation(each.percent, each.seconds) for each in everywhere]
    usual = tuple(Granted(each.reason, each.percent, each.seconds, is_everywhere=True) for each in everywhere)
    meant = {row["id"]: [each for each in granted if each.assignment_id in (None, row["id"])] for row in rows}
    terms = {row["id"]: terms_of(row["spec"], map(to_override, meant[row["id"]]), extra) for row in rows}
    tries = tries_of_class(
        scope, member.class_id, learner_id, {(each, learner_id): held for each, held in terms.items()}
    )
    marks = {
        each["assignment_id"]: Mark(MarkKind(each["kind"]), each["permille"])
        for each in queries.list_marks(scope.session, learner_id, ids)
    }
    sittings = defaultdict(list)
    for sitting in queries.list_own(scope.session, learner_id, ids):
        sittings[sitting["assignment_id"]].append(sitting)
    hidden = exam_queries.sittings_under_examination(scope.session, learner_id, scope.now)
    since = there_since(scope, member.class_id, [(learner_id, member.joined_at)], tries, rows)[learner_id]
    for row in rows:
        own = tries.get((row["id"], learner_id), ())
        mark, counts = marks.get(row["id"]), row["spec"].counts
        cell = cell_of(own, terms[row["id"]], counts, mark, scope.now, there_since=since)
        told, score_from, is_held = _told(scope, cell, sittings[row["id"]], hidden)
        yield MyAssignment(
            row["id"],
            row["spec"],
            terms[row["id"]],
            terms[row["id"]].window(scope.now),
            told,
            score_from,
            is_held,
            (*(usual if _has_limit(row["spec"]) else ()), *map(_granted, _in_force(meant[row["id"]]))),
            _reviews(row["spec"], own),
        )


def _has_limit(spec: AssignmentSpec) -> bool:
    return spec.time_limit_minutes is not None or isinstance(spec.work, MockWork)


def _in_force(granted: Iterable[AssignmentOverride]) -> Iterable[AssignmentOverride]:
    return (each for each in granted if each.ended_at is None)


def _granted(row: AssignmentOverride) -> Granted:
    return Granted(
        row.reason,
        row.extra_percent,
        row.extra_seconds,
        row.extra_attempts,
        row.opens_at,
        row.due_at,
        row.closes_at,
    )


def _reviews(spec: AssignmentSpec, tries: Sequence[Try]) -> Points | None:
    if not isinstance(spec.work, ReviewWork):
        return None
    return (tries[0].points if tries else None) or Points(0, spec.work.reviews)


def _told(
    scope: Scope, cell: Cell, sittings: Iterable[RowMapping], hidden: Collection[int]
) -> tuple[Cell, datetime | None, bool]:
    """The cell without what may not be told now; from when on it is told, where a date says so; whether it is held."""
    counted = [row for row in sittings if row["assignment_try"] == cell.counted]
    if cell.permille is None or cell.is_by_hand or not counted:
        return cell, None, False
    if all(_score_is_shown(scope, row, hidden) for row in counted):
        return cell, None, False
    dates = [row["shows_from"] for row in counted if row["shows_from"] is not None and row["shows_from"] > scope.now]
    is_held = not dates and any(row["number"] in hidden for row in counted)
    return replace(cell, permille=None, late_percent=0), max(dates, default=None), is_held


def _score_is_shown(scope: Scope, row: RowMapping, hidden: Collection[int]) -> bool:
    is_over = to_attempt(row).effective_state(scope.now) is not AttemptState.IN_PROGRESS
    return to_review_policy(row).score_is_shown(is_over, scope.now) and row["number"] not in hidden


def _parts(
    scope: Scope, row: MyAssignment, paper: Paper, lines: Sequence[SittingLine], sittings: Sequence[RowMapping]
) -> Iterable[PartLine]:
    if isinstance(paper.spec.work, ReviewWork) and not lines:
        return
    own: dict[str, list[SittingLine]] = defaultdict(list)
    for line, each in zip(lines, sittings, strict=True):
        own[paper.case_of(each)].append(line)
    asked = {} if isinstance(paper.spec.work, ReviewWork) else {paper.case(part): part for part in paper.now.parts}
    cases = list(dict.fromkeys([*asked, *own]))
    titles = queries.list_case_titles(scope.session, [each for each in cases if each != WHOLE])
    for case in cases:
        part = asked.get(case, 0)
        next_try = paper.next_try(part) if part else 0
        left = max(0, row.terms.attempts - next_try + 1) if part and row.terms.attempts else None
        title = row.spec.title if case == WHOLE else titles.get(case, case)
        yield PartLine(part, title, tuple(own[case]), left if part else 0, next_try)


def _line(scope: Scope, row: RowMapping, hidden: Collection[int]) -> SittingLine:
    state = to_attempt(row).effective_state(scope.now)
    is_told = row["possible"] is not None and _score_is_shown(scope, row, hidden)
    policy = to_review_policy(row)
    is_open = state is AttemptState.IN_PROGRESS
    return SittingLine(
        row["number"],
        row["assignment_try"],
        AttemptKind(row["kind"]),
        row["track"],
        state,
        row["started_at"],
        None if is_open else row["closed_at"] or row["deadline_at"],
        row["deadline_at"],
        Points(row["earned"], row["possible"]) if is_told else None,
        policy.shows is Shows.EVERYTHING,
        policy.not_before if policy.not_before is not None and policy.not_before > scope.now else None,
    )
