"""What the start page reads, in few statements that cost the same however much a learner has answered."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    RowMapping,
    ScalarSelect,
    Select,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session, aliased

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.cases import Case, CaseSubmission, CaseVersion
from trainer.db.models.classes import Enrolment
from trainer.db.models.content import Item
from trainer.db.models.grades import CaseGradeRow, GradedLineRow
from trainer.db.models.people import LearnerProfile
from trainer.db.models.study import ItemSight, ReadinessSnapshot, StudyDay, StudyPlan
from trainer.db.queries.authoring import FREELY_DEALT, SHARED, SHARED_CASE
from trainer.db.queries.exams import items_in_open_exams
from trainer.db.queries.policies import last_is_missed, verdicts_are_shown
from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.classes.roles import Role

DAY, ESTIMATE, CASE = "day", "estimate", "case"
"""What a row of `list_history` is."""

_OTHER_GRADE = aliased(CaseGradeRow)
_LATEST_RUN = (
    select(func.max(_OTHER_GRADE.run_id))
    .where(
        _OTHER_GRADE.learner_id == CaseGradeRow.learner_id,
        _OTHER_GRADE.attempt_number == CaseGradeRow.attempt_number,
    )
    .scalar_subquery()
)
_GRADE_OF_ATTEMPT = and_(
    CaseGradeRow.learner_id == AttemptRow.learner_id, CaseGradeRow.attempt_number == AttemptRow.number
)


def list_history(
    session: Session, learner_id: int, track: str, since: date, now: datetime
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Days of study and graded cases in either track, and estimates in this one, from that day on; oldest first.

    Of cases only those whose findings may be seen at `now`.

    A row is kind, day, track, four numbers, questions, a moment, faults. The numbers of a DAY are answers, cases, timed
    answers and their seconds; those of an ESTIMATE score, low, high, first sights; of a CASE the first is its sitting,
    closed at the moment. Each line with errors by the latest grade of a case is a row; a case without any is one row.
    """
    statement = union_all(
        _days(learner_id, since), _estimates(learner_id, track, since), _cases(learner_id, track, since, now)
    )
    found = statement.subquery()
    ordered = select(*found.c).order_by(found.c.kind, found.c.day, found.c.at, found.c.first, found.c.track)
    return session.execute(ordered).all()


def _days(learner_id: int, since: date) -> Select[*tuple[Any, ...]]:
    return select(
        literal(DAY).label("kind"),
        StudyDay.day.label("day"),
        StudyDay.track.label("track"),
        StudyDay.answers.label("first"),
        StudyDay.cases.label("second"),
        StudyDay.timed_answers.label("third"),
        StudyDay.timed_seconds.label("fourth"),
        literal(0).label("questions"),
        cast(null(), AttemptRow.closed_at.type).label("at"),
        cast(null(), GradedLineRow.faults.type).label("faults"),
    ).where(StudyDay.learner_id == learner_id, StudyDay.day >= since)


def _estimates(learner_id: int, track: str, since: date) -> Select[*tuple[Any, ...]]:
    own = (ReadinessSnapshot.learner_id == learner_id, ReadinessSnapshot.track == track)
    return select(
        literal(ESTIMATE),
        ReadinessSnapshot.day,
        ReadinessSnapshot.track,
        ReadinessSnapshot.score,
        ReadinessSnapshot.low,
        ReadinessSnapshot.high,
        ReadinessSnapshot.first_sights,
        ReadinessSnapshot.questions,
        null(),
        null(),
    ).where(*own, ReadinessSnapshot.day >= since)


def _cases(learner_id: int, track: str, since: date, now: datetime) -> Select[*tuple[Any, ...]]:
    nothing = literal(0)
    has_faults = and_(
        GradedLineRow.learner_id == CaseGradeRow.learner_id,
        GradedLineRow.attempt_number == CaseGradeRow.attempt_number,
        GradedLineRow.run_id == CaseGradeRow.run_id,
        GradedLineRow.faults != (),
    )
    return (
        select(
            literal(CASE),
            cast(null(), StudyDay.day.type),
            AttemptRow.track,
            AttemptRow.number,
            nothing,
            nothing,
            nothing,
            nothing,
            AttemptRow.closed_at,
            GradedLineRow.faults,
        )
        .join(CaseGradeRow, _GRADE_OF_ATTEMPT)
        .outerjoin(GradedLineRow, has_faults)
        .where(AttemptRow.learner_id == learner_id, AttemptRow.track == track, CaseGradeRow.run_id == _LATEST_RUN)
        .where(AttemptRow.closed_at >= datetime.combine(since, time(), UTC), verdicts_are_shown(AttemptRow, now))
    )


def get_offers(session: Session, learner_id: int, track: str, now: datetime) -> RowMapping:
    """What there is to go on with: numbers of `items`, `unseen`, `missed` and `cases`, and the next case.

    That is the one in hand, else the easiest that is not graded yet; its columns are None where there is none. A case
    in hand as an assignment is none to go on with here.
    `missed` are items whose last verdict may be told and fell short of full. Beside it the learner's `time_zone`
    and `exam_on`, whether they have a plan of the track, and whether they are a learner of any class.
    """
    seen = select(ItemSight.item_id).where(ItemSight.learner_id == learner_id)
    is_free = Item.id.not_in(items_in_open_exams(learner_id, now))
    plan = select(StudyPlan.number).where(StudyPlan.learner_id == learner_id, StudyPlan.track == track)
    of_track = and_(Item.track == track, Item.retired_at.is_(None), SHARED)
    on_offer = and_(Case.retired_at.is_(None), SHARED_CASE, Case.track == track)
    cases = select(func.count()).select_from(Case).where(on_offer).scalar_subquery()
    counts = (
        select(
            LearnerProfile.time_zone,
            LearnerProfile.exam_on,
            plan.exists().label("has_plan"),
            _is_in_class(learner_id).label("is_in_class"),
            _count_items(of_track).label("items"),
            _count_items(of_track, FREELY_DEALT, Item.id.not_in(seen), is_free).label("unseen"),
            _count_missed(learner_id, of_track, now).label("missed"),
            cases.label("cases"),
        )
        .where(LearnerProfile.learner_id == learner_id)
        .subquery()
    )
    case = _next_case(learner_id, track).subquery()
    statement = select(*counts.c, *case.c).select_from(counts.outerjoin(case, true()))
    return session.execute(statement).mappings().one()


def _is_in_class(learner_id: int) -> ColumnElement[bool]:
    return (
        select(Enrolment.class_id)
        .where(Enrolment.person_id == learner_id, Enrolment.role == Role.LEARNER, Enrolment.left_at.is_(None))
        .exists()
    )


def _count_items(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(Item).where(*conditions).scalar_subquery()


def _count_missed(learner_id: int, of_track: ColumnElement[bool], now: datetime) -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(ItemSight)
        .join(Item, Item.id == ItemSight.item_id)
        .join(
            AttemptRow,
            and_(AttemptRow.learner_id == ItemSight.learner_id, AttemptRow.number == ItemSight.last_attempt_number),
        )
        .where(ItemSight.learner_id == learner_id, last_is_missed(AttemptRow), of_track)
        .where(verdicts_are_shown(AttemptRow, now), Item.id.not_in(items_in_open_exams(learner_id, now)))
        .scalar_subquery()
    )


_CASE_NAMED = (Case.slug, Case.kind, Case.title, Case.specialty, Case.level)


def _next_case(learner_id: int, track: str) -> Select[*tuple[Any, ...]]:
    """Looks through the learner's sittings once: a subquery for each case would do it as often as there are cases."""
    submission = and_(
        CaseSubmission.learner_id == AttemptRow.learner_id, CaseSubmission.attempt_number == AttemptRow.number
    )
    is_open = AttemptRow.state == AttemptState.IN_PROGRESS
    own, assigned = and_(is_open, AttemptRow.assignment_id.is_(None)), AttemptRow.assignment_id.is_not(None)
    work = (
        select(
            CaseVersion.case_id,
            func.max(sql_case((own, AttemptRow.number))).label("open_number"),
            func.max(sql_case((and_(is_open, assigned), 1))).label("is_assigned"),
            func.count(CaseGradeRow.run_id).label("grades"),
        )
        .select_from(AttemptRow)
        .join(CaseSubmission, submission)
        .join(CaseVersion, CaseVersion.id == CaseSubmission.case_version_id)
        .outerjoin(CaseGradeRow, _GRADE_OF_ATTEMPT)
        .where(AttemptRow.learner_id == learner_id, AttemptRow.kind == AttemptKind.CASE)
        .group_by(CaseVersion.case_id)
        .subquery()
    )
    is_new = or_(work.c.grades.is_(None), and_(work.c.grades == 0, work.c.is_assigned.is_(None)))
    return (
        select(*_CASE_NAMED, CaseVersion.content, work.c.open_number)
        .join(CaseVersion, and_(CaseVersion.case_id == Case.id, CaseVersion.number == Case.current_number))
        .outerjoin(work, work.c.case_id == Case.id)
        .where(
            Case.retired_at.is_(None),
            Case.track == track,
            or_(work.c.open_number.is_not(None), and_(SHARED_CASE, is_new)),
        )
        .order_by(work.c.open_number.is_(None), Case.level, Case.title)
        .limit(1)
    )
