"""Study plans: what they are made from, what was done of them, who wants the daily mail."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    RowMapping,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from trainer.db.models.attempts import AnswerRow, AttemptItem, AttemptRow
from trainer.db.models.cases import Case, CaseSubmission, CaseVersion
from trainer.db.models.content import Area, Item, ItemVersion
from trainer.db.models.grades import CaseGradeRow
from trainer.db.models.people import LearnerProfile, User
from trainer.db.models.reviews import ReviewLog
from trainer.db.models.study import ItemSight, StudyDay, StudyPlan
from trainer.db.queries.authoring import FREELY_DEALT, SHARED, SHARED_CASE
from trainer.db.queries.exams import items_in_open_exams
from trainer.db.queries.policies import verdicts_are_shown
from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.exams.forms import Form
from trainer.domain.readiness.plan_values import Plan


def get_plan(session: Session, learner_id: int) -> RowMapping:
    """The learner's settings with the last plan of their track; its columns are None where there is none."""
    last = (
        select(func.max(StudyPlan.number))
        .where(StudyPlan.learner_id == learner_id, StudyPlan.track == LearnerProfile.track)
        .correlate(LearnerProfile)
        .scalar_subquery()
    )
    of_learner = and_(StudyPlan.learner_id == LearnerProfile.learner_id, StudyPlan.number == last)
    statement = (
        select(*LearnerProfile.__table__.c, StudyPlan.number, StudyPlan.plan, StudyPlan.made_at)
        .outerjoin(StudyPlan, of_learner)
        .where(LearnerProfile.learner_id == learner_id)
    )
    return session.execute(statement).mappings().one()


def last_plan_number(session: Session, learner_id: int) -> int:
    """The number of the learner's last plan of any track; 0 where there is none."""
    statement = select(func.max(StudyPlan.number)).where(StudyPlan.learner_id == learner_id)
    return session.execute(statement).scalar_one() or 0


def list_earlier_plans(session: Session, learner_id: int, number: int, limit: int) -> list[Plan]:
    """The plans before this one, of any track, latest first."""
    statement = (
        select(StudyPlan.plan)
        .where(StudyPlan.learner_id == learner_id, StudyPlan.number < number)
        .order_by(StudyPlan.number.desc())
        .limit(limit)
    )
    return list(session.scalars(statement))


def list_area_states(session: Session, learner_id: int, track: str, now: datetime) -> list[RowMapping]:
    """The areas of a track in the order of its blueprint: items never seen, items seen, those right at first sight.

    An item seen counts only where its first verdict may be told; left empty it counts as not right, and is asked again.
    What stands in an open exam is not unseen. Sealed items are there once they were seen.
    """
    examined = items_in_open_exams(learner_id, now)
    is_told = and_(verdicts_are_shown(AttemptRow, now), Item.id.not_in(examined))
    is_new = and_(ItemSight.item_id.is_(None), Item.id.not_in(examined))
    counts = (
        select(
            Item.area,
            func.sum(case((is_new, 1), else_=0)).label("unseen"),
            func.sum(case((is_told, 1), else_=0)).label("seen"),
            func.sum(case((and_(is_told, ItemSight.first_is_right), 1), else_=0)).label("right"),
        )
        .outerjoin(ItemSight, and_(ItemSight.item_id == Item.id, ItemSight.learner_id == learner_id))
        .outerjoin(
            AttemptRow,
            and_(AttemptRow.learner_id == learner_id, AttemptRow.number == ItemSight.first_attempt_number),
        )
        .where(Item.track == track, Item.retired_at.is_(None), SHARED)
        .where(or_(FREELY_DEALT, ItemSight.times > 0))
        .group_by(Item.area)
        .subquery()
    )
    columns = [func.coalesce(counts.c[name], 0).label(name) for name in ("unseen", "seen", "right")]
    statement = (
        select(Area.slug, Area.title, Area.questions, *columns)
        .outerjoin(counts, counts.c.area == Area.slug)
        .where(Area.track == track)
        .order_by(Area.position)
    )
    return list(session.execute(statement).mappings())


def count_untried_cases(session: Session, learner_id: int, track: str) -> int:
    """Cases of the track on offer that the learner was never graded for."""
    tried = (
        select(CaseVersion.case_id)
        .join(CaseSubmission, CaseSubmission.case_version_id == CaseVersion.id)
        .join(
            CaseGradeRow,
            and_(
                CaseGradeRow.learner_id == CaseSubmission.learner_id,
                CaseGradeRow.attempt_number == CaseSubmission.attempt_number,
            ),
        )
        .where(CaseSubmission.learner_id == learner_id)
    )
    statement = (
        select(func.count())
        .select_from(Case)
        .where(Case.retired_at.is_(None), SHARED_CASE, Case.track == track, Case.id.not_in(tried))
    )
    return session.execute(statement).scalar_one()


def sum_pace(session: Session, learner_id: int, track: str, since: date) -> tuple[int, int]:
    """Answers of known time since this day, and their seconds."""
    statement = select(
        func.coalesce(func.sum(StudyDay.timed_answers), 0), func.coalesce(func.sum(StudyDay.timed_seconds), 0)
    ).where(StudyDay.learner_id == learner_id, StudyDay.track == track, StudyDay.day >= since)
    answers, seconds = session.execute(statement).one()
    return int(answers), int(seconds)


_WAS_DUE = and_(ReviewLog.is_overruling.is_(False), ReviewLog.due_before <= ReviewLog.reviewed_at)


def count_done(
    session: Session, learner_id: int, track: str, since: datetime, days: Sequence[datetime]
) -> list[RowMapping]:
    """What was done since then as `kind`, `subject`, `day`, `count`: practice by area, cases handed in, review answers.

    `day` is a place in `days`, which are the beginnings of days, earliest first; what came before them is of the first.
    All of them are those of the track. A review is an answer to an item that had come due; in practice it is not
    counted a second time.
    """
    done = union_all(
        _practice_done(learner_id, track, since, days),
        _cases_done(learner_id, track, since, days),
        _reviews_done(learner_id, track, since, days),
    ).subquery()
    # Grouped outside: PostgreSQL takes an expression with parameters, written twice, for two expressions.
    key = (done.c.kind, done.c.subject, done.c.day)
    return list(session.execute(select(*key, func.count().label("count")).group_by(*key)).mappings())


def _day_of(moment: InstrumentedAttribute[Any], days: Sequence[datetime]) -> ColumnElement[int]:
    """The place of the moment's day in `days`."""
    whens = [(moment < start, place) for place, start in enumerate(days[1:])]
    return case(*whens, else_=len(whens)) if whens else literal(0)


def _cases_done(learner_id: int, track: str, since: datetime, days: Sequence[datetime]) -> Select[str, str, int]:
    return select(literal("cases"), literal(""), _day_of(AttemptRow.closed_at, days)).where(
        AttemptRow.learner_id == learner_id,
        AttemptRow.kind == AttemptKind.CASE,
        AttemptRow.track == track,
        AttemptRow.state == AttemptState.SUBMITTED,
        AttemptRow.closed_at >= since,
    )


def _reviews_done(learner_id: int, track: str, since: datetime, days: Sequence[datetime]) -> Select[str, str, int]:
    """A log's `reviewed_at` is the date of its day of study: it is asked for only to find the logs quickly."""
    return (
        select(literal("reviews"), literal(""), _day_of(ReviewLog.logged_at, days))
        .select_from(ReviewLog)
        .join(Item, Item.id == ReviewLog.item_id)
        .where(ReviewLog.learner_id == learner_id, Item.track == track)
        .where(ReviewLog.reviewed_at >= since - timedelta(days=2), ReviewLog.logged_at >= since, _WAS_DUE)
    )


def _practice_done(learner_id: int, track: str, since: datetime, days: Sequence[datetime]) -> Select[str, str, int]:
    """Answers with their area; only sittings that were open since then are looked through."""
    sittings = (
        select(AttemptRow.number)
        .where(AttemptRow.learner_id == learner_id, AttemptRow.track == track)
        .where(AttemptRow.kind.in_((AttemptKind.PRACTICE, AttemptKind.DIAGNOSTIC)))
        .where(or_(AttemptRow.closed_at.is_(None), AttemptRow.closed_at >= since))
    )
    here = and_(
        AttemptItem.learner_id == AnswerRow.learner_id,
        AttemptItem.attempt_number == AnswerRow.attempt_number,
        AttemptItem.position == AnswerRow.position,
    )
    is_review = (
        select(ReviewLog.number)
        .where(ReviewLog.learner_id == AnswerRow.learner_id, ReviewLog.item_id == ItemVersion.item_id)
        .where(ReviewLog.attempt_number == AnswerRow.attempt_number, ReviewLog.position == AnswerRow.position)
        .where(_WAS_DUE)
        .exists()
    )
    day = _day_of(AnswerRow.saved_at, days).label("day")
    return (
        select(literal("practice").label("kind"), Item.area.label("subject"), day)
        .select_from(AnswerRow)
        .join(AttemptItem, here)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(AnswerRow.learner_id == learner_id, AnswerRow.attempt_number.in_(sittings))
        .where(AnswerRow.saved_at >= since, AnswerRow.answer.is_not(None), ~is_review)
    )


def list_forms_sat(session: Session, learner_id: int, track: str, since: datetime) -> list[tuple[Form, datetime]]:
    """The forms of the exams that were finished since then, with the moment."""
    statement = select(AttemptRow.form, AttemptRow.closed_at).where(
        AttemptRow.learner_id == learner_id,
        AttemptRow.track == track,
        AttemptRow.kind == AttemptKind.EXAM,
        AttemptRow.state.in_((AttemptState.SUBMITTED, AttemptState.EXPIRED)),
        AttemptRow.closed_at >= since,
    )
    return [(form, at) for form, at in session.execute(statement) if form and at]


_MAY_BE_MAILED = (
    LearnerProfile.mail_hour.is_not(None),
    User.email.is_not(None),
    User.email_verified_at.is_not(None),
    User.disabled_at.is_(None),
    User.purge_started_at.is_(None),
)


def list_mail_hours(session: Session) -> list[tuple[str, int]]:
    """The zones and hours at which anybody wants the daily mail; few, however many people there are."""
    statement = (
        select(LearnerProfile.time_zone, LearnerProfile.mail_hour)
        .where(LearnerProfile.mail_hour.is_not(None))
        .distinct()
        .order_by(LearnerProfile.time_zone, LearnerProfile.mail_hour)
    )
    return [(zone, hour) for zone, hour in session.execute(statement) if hour is not None]


def list_to_mail(session: Session, time_zone: str, mail_hour: int, today: date) -> Sequence[int]:
    """Who of a zone and an hour has not had the mail of this day."""
    statement = (
        select(LearnerProfile.learner_id)
        .join(User, User.id == LearnerProfile.learner_id)
        .where(*_MAY_BE_MAILED, LearnerProfile.time_zone == time_zone, LearnerProfile.mail_hour == mail_hour)
        .where(or_(LearnerProfile.mailed_on.is_(None), LearnerProfile.mailed_on < today))
        .order_by(LearnerProfile.learner_id)
    )
    return session.scalars(statement).all()


def find_addressee(session: Session, learner_id: int) -> RowMapping | None:
    """Name and address of somebody who wants the daily mail and may have it."""
    statement = (
        select(User.display_name, User.email)
        .join(LearnerProfile, LearnerProfile.learner_id == User.id)
        .where(User.id == learner_id, *_MAY_BE_MAILED)
    )
    return session.execute(statement).mappings().one_or_none()


def claim_mail(session: Session, learner_id: int, today: date) -> bool:
    """Takes the learner's mail of this day; False where somebody else has taken it, or none is wanted any more."""
    statement = (
        update(LearnerProfile)
        .where(LearnerProfile.learner_id == learner_id, LearnerProfile.mail_hour.is_not(None))
        .where(or_(LearnerProfile.mailed_on.is_(None), LearnerProfile.mailed_on < today))
        .values(mailed_on=today)
        .execution_options(synchronize_session=False)
    )
    return cast(CursorResult[Any], session.execute(statement)).rowcount == 1


def stop_mail(session: Session, learner_id: int) -> None:
    statement = update(LearnerProfile).where(LearnerProfile.learner_id == learner_id).values(mail_hour=None)
    session.execute(statement, execution_options={"synchronize_session": False})
