"""The report of an exam, as far as its review policy shows it now, and the review of its questions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from sqlalchemy import RowMapping

from trainer.db.queries import attempts, exams, items
from trainer.db.queries.navigator import list_navigator
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, is_sat_as
from trainer.domain.exams.forms import Form
from trainer.domain.exams.review import Shows
from trainer.domain.exams.scoring import (
    AreaScore,
    Marked,
    PacePoint,
    ScoreReport,
    Shift,
    answers_in_turn,
    areas_to_study,
    pace,
    passes,
    score,
)
from trainer.domain.grading.items import grade_item
from trainer.domain.kernel.errors import NotFound
from trainer.domain.kernel.points import Points
from trainer.services import regrading, sittings
from trainer.services.attempts import to_attempt, to_review_policy
from trainer.services.exams import ExamRow, to_exam_row
from trainer.services.practice_results import opening_words
from trainer.services.regrading import GradeChange
from trainer.services.scope import Scope

MOST_MOCKS_COMPARED = 10


@dataclass(frozen=True, slots=True)
class Heading:
    """What may always be said of an exam that is over. `used_seconds` without the pauses."""

    number: int
    title: str
    track: str
    form: Form
    learner_name: str
    state: AttemptState
    started_at: datetime
    closed_at: datetime
    extra_seconds: int
    used_seconds: int
    paused_seconds: int
    is_assigned: bool = False

    @property
    def allowed_seconds(self) -> int:
        return self.form.minutes * 60 + self.extra_seconds


@dataclass(frozen=True, slots=True)
class NotGraded:
    """The exam is not over, or its grading is outstanding."""


@dataclass(frozen=True, slots=True)
class GivenUp:
    heading: Heading


@dataclass(frozen=True, slots=True)
class Withheld:
    """Its policy shows no score now; it does from `shown_from` on (None: never)."""

    heading: Heading
    shown_from: datetime | None


@dataclass(frozen=True, slots=True)
class AreaRow:
    """`weight`: the number of its questions in the whole exam. `missed` is empty where no answers may be shown."""

    slug: str
    title: str
    score: AreaScore
    weight: int
    missed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    position: int
    area_title: str
    opening: str
    points: Points
    is_answered: bool
    is_flagged: bool
    seconds: int
    is_slow: bool
    is_changed: bool
    shift: Shift | None


class Part(StrEnum):
    """Which of the questions are listed."""

    ALL = "all"
    WRONG = "wrong"
    FLAGGED = "flagged"
    SLOW = "slow"
    UNANSWERED = "unanswered"
    CHANGED = "changed"

    def holds(self, row: QuestionRow) -> bool:
        match self:
            case Part.ALL:
                return True
            case Part.WRONG:
                return not row.points.is_full
            case Part.FLAGGED:
                return row.is_flagged
            case Part.SLOW:
                return row.is_slow
            case Part.UNANSWERED:
                return not row.is_answered
            case Part.CHANGED:
                return row.is_changed


@dataclass(frozen=True, slots=True)
class Regrade:
    """The number right `before` and `after` questions were graded anew for one reason."""

    at: datetime
    reason: str
    is_by_hand: bool
    before: int
    after: int
    passed_before: bool | None
    passed_after: bool | None
    changes: tuple[GradeChange, ...]


@dataclass(frozen=True, slots=True)
class ExamReport:
    """The report of a graded exam.

    `shows_answers`: its questions may be reviewed. Without that there are areas, and no questions, shifts and regrades;
    while it `is_held_back`, because some of its questions stand in an exam that is not finished, no areas either.
    `late` questions had an answer after the end. `mocks` are those of the same form, this one last.
    """

    heading: Heading
    score: ScoreReport
    shows_answers: bool
    is_held_back: bool
    late: int
    pace: tuple[PacePoint, ...]
    areas: tuple[AreaRow, ...]
    to_study: tuple[AreaRow, ...]
    exam_questions: int
    mocks: tuple[ExamRow, ...]
    questions: tuple[QuestionRow, ...]
    regrades: tuple[Regrade, ...]

    @property
    def has_times(self) -> bool:
        """Whether any time was recorded."""
        return any(point.seconds for point in self.pace)

    def part(self, part: Part) -> tuple[QuestionRow, ...]:
        return tuple(row for row in self.questions if part.holds(row))


ExamResult = NotGraded | GivenUp | Withheld | ExamReport


@dataclass(frozen=True, slots=True)
class ExamReview:
    """One question with its verdict, among the `rows` of the part that is looked through."""

    report: ExamReport
    question: sittings.QuestionPage
    row: QuestionRow
    part: Part
    rows: tuple[QuestionRow, ...]

    @property
    def previous(self) -> int | None:
        return max((row.position for row in self.rows if row.position < self.row.position), default=None)

    @property
    def following(self) -> int | None:
        return min((row.position for row in self.rows if row.position > self.row.position), default=None)


def get_result(scope: Scope, number: int) -> ExamResult:
    """What the learner may see of an exam now.

    Raises:
        NotFound: the learner has no such exam.
    """
    row = attempts.find_attempt(scope.session, scope.learner.id, number)
    if row is None or not is_sat_as(row["kind"], AttemptKind.EXAM):
        raise NotFound("exam")
    state = to_attempt(row).effective_state(scope.now)
    if state is AttemptState.ABANDONED:
        return GivenUp(_heading(scope, row))
    if row["graded_at"] is None:
        return NotGraded()
    policy = to_review_policy(row)
    if not policy.score_is_shown(is_over=True, now=scope.now):
        return Withheld(_heading(scope, row), None if policy.shows is Shows.NOTHING else policy.not_before)
    return _report(scope, row, shows_answers=policy.keys_are_shown(is_over=True, now=scope.now))


def get_review(scope: Scope, number: int, position: int, part: Part) -> ExamReview | None:
    """One question of a graded exam with key and reasons; None while these may not be shown.

    Raises:
        NotFound: the learner has no such exam, or it has no such question.
    """
    question = sittings.get_question(scope, number, position, AttemptKind.EXAM)
    report = get_result(scope, number)
    if not isinstance(report, ExamReport) or not report.shows_answers:
        return None
    return ExamReview(report, question, report.questions[position - 1], part, report.part(part))


def _heading(scope: Scope, row: RowMapping) -> Heading:
    """The end moves with every pause, so that what it moved is how long they lasted."""
    form: Form = row["form"]
    lasted = int((row["closed_at"] - row["started_at"]).total_seconds())
    granted = int((row["deadline_at"] - row["started_at"]).total_seconds())
    paused = max(0, granted - form.minutes * 60 - row["extra_seconds"])
    return Heading(
        number=row["number"],
        title=row["title"],
        track=row["track"],
        form=form,
        learner_name=scope.learner.display_name,
        state=AttemptState(row["state"]),
        started_at=row["started_at"],
        closed_at=row["closed_at"],
        extra_seconds=row["extra_seconds"],
        used_seconds=max(0, lasted - paused),
        paused_seconds=paused,
        is_assigned=row["assignment_id"] is not None,
    )


def _report(scope: Scope, attempt: RowMapping, *, shows_answers: bool) -> ExamReport:
    heading = _heading(scope, attempt)
    rows = exams.list_marked(scope.session, scope.learner.id, heading.number)
    events = exams.list_events(scope.session, scope.learner.id, heading.number)
    marked = _marked(scope, heading.number, rows, events)
    report = score(heading.form, marked, heading.extra_seconds)
    is_held_back = _is_held_back(scope, attempt)
    is_open = shows_answers and not is_held_back
    areas, exam_questions = _areas(scope, heading.track, rows, report, shows_missed=is_open)
    to_study = areas_to_study(report.areas, {area.slug: area.weight for area in areas})
    by_slug = {area.slug: area for area in areas}
    return ExamReport(
        heading=heading,
        score=replace(report, areas=() if is_held_back else report.areas, shifts=report.shifts if is_open else ()),
        shows_answers=is_open,
        is_held_back=is_held_back,
        late=len({event["position"] for event in events if event["is_late"]}),
        pace=pace(marked, heading.allowed_seconds),
        areas=() if is_held_back else areas,
        to_study=() if is_held_back else tuple(by_slug[area.area] for area in to_study),
        exam_questions=exam_questions,
        mocks=_mocks(scope, heading),
        questions=tuple(_questions(rows, marked, report)) if is_open else (),
        regrades=tuple(_regrades(scope, heading, report.correct)) if is_open else (),
    )


def _marked(scope: Scope, number: int, rows: Sequence[RowMapping], events: Sequence[RowMapping]) -> list[Marked]:
    """Every question as the report counts it; its earlier answers by the key that its grade used."""
    saves = ((event["position"], event["answer"]) for event in events if not event["is_late"])
    given = answers_in_turn(saves)
    spent_ms = exams.time_by_position(scope.session, scope.learner.id, number)
    return [
        Marked(
            row["position"],
            row["area"],
            Points(row["earned"], row["possible"]),
            row["answer"] is not None,
            round(spent_ms.get(row["position"], 0) / 1000),
            tuple(
                None if answer is None else grade_item(row["key"], answer) for answer in given.get(row["position"], ())
            ),
        )
        for row in rows
    ]


def _is_held_back(scope: Scope, attempt: RowMapping) -> bool:
    """Whether questions of this exam stand in one that the learner has not finished, or in another assignment."""
    hidden = sittings.items_under_examination(scope, attempt["assignment_id"])
    if not hidden:
        return False
    cells = list_navigator(scope.session, scope.learner.id, attempt["number"])
    return any(cell.item_id in hidden for cell in cells)


def _areas(
    scope: Scope, track: str, rows: Sequence[RowMapping], report: ScoreReport, *, shows_missed: bool
) -> tuple[tuple[AreaRow, ...], int]:
    """The areas of the form, and the number of questions of the whole exam."""
    known = {row["slug"]: row for row in items.list_areas(scope.session, track)}
    missed: dict[str, list[int]] = {area.area: [] for area in report.areas}
    for row in rows:
        if shows_missed and row["earned"] < row["possible"] and row["area"] in missed:
            missed[row["area"]].append(row["position"])
    areas = tuple(
        AreaRow(
            area.area,
            known[area.area]["title"],
            area,
            known[area.area]["questions"] or area.questions,
            tuple(missed[area.area]),
        )
        for area in report.areas
    )
    return areas, sum(row["questions"] for row in known.values())


def _mocks(scope: Scope, heading: Heading) -> tuple[ExamRow, ...]:
    """This exam and those of the same form before it, as far as their scores may be seen; oldest first."""
    rows = exams.list_exams(scope.session, scope.learner.id, heading.track)
    alike = (row for row in rows if row["number"] <= heading.number and row["form"].slug == heading.form.slug)
    shown = [mock for mock in (to_exam_row(scope, row) for row in alike) if mock.correct is not None]
    return tuple(reversed(shown[:MOST_MOCKS_COMPARED]))


def _questions(rows: Iterable[RowMapping], marked: Iterable[Marked], report: ScoreReport) -> Iterator[QuestionRow]:
    slow = set(report.slow)
    for row, mark in zip(rows, marked, strict=True):
        yield QuestionRow(
            position=mark.position,
            area_title=row["area_title"],
            opening=opening_words(row["content"].stem),
            points=mark.points,
            is_answered=mark.is_answered,
            is_flagged=row["flagged_at"] is not None,
            seconds=mark.seconds,
            is_slow=mark.position in slow,
            is_changed=mark.is_changed,
            shift=mark.shift,
        )


def _regrades(scope: Scope, heading: Heading, correct: int) -> Iterator[Regrade]:
    """What was graded anew, the latest first: the number right is followed back from what it is now."""
    changes = sorted(regrading.list_changes(scope, heading.number), key=lambda change: change.at, reverse=True)
    after = correct
    for (at, reason, is_by_hand), group in groupby(changes, key=lambda each: (each.at, each.reason, each.is_by_hand)):
        changed = tuple(sorted(group, key=lambda change: change.position))
        before = after - sum(change.after.is_full - change.before.is_full for change in changed)
        passed = passes(heading.form, before), passes(heading.form, after)
        yield Regrade(at, reason, is_by_hand, before, after, *passed, changed)
        after = before
