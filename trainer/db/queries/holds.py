"""Which sittings of assignments hold back what is right: until they let go, it is told nowhere else either."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import (
    JSON,
    ColumnElement,
    Integer,
    RowMapping,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from trainer.db.models.attempts import AttemptItem, AttemptRow
from trainer.db.models.cases import Case, CaseSubmission, CaseVersion
from trainer.db.models.classes import AssignmentOverride, AssignmentRow, AssignmentVersion, ClassRow
from trainer.db.models.content import Item, ItemVersion
from trainer.db.queries.authoring import SHARED
from trainer.domain.attempts.attempt import GRACE, AttemptState, Feedback
from trainer.domain.exams.review import Shows

_AS_JSON = JSON().with_variant(Text(), "sqlite")  # SQLite reads JSON out of text, PostgreSQL does not
_SECONDS = 19
"""The characters of `2026-04-03T17:00:00`."""


def _said(name: str) -> ColumnElement[str]:
    """What the newest version of an assignment says of a setting, as text."""
    return cast(AssignmentVersion.spec, _AS_JSON).op("->>", return_type=Text())(literal_column(f"'{name}'"))


_IN_FORCE = and_(
    AssignmentOverride.class_id == AssignmentRow.class_id,
    AssignmentOverride.learner_id == AttemptRow.learner_id,
    AssignmentOverride.ended_at.is_(None),
    or_(AssignmentOverride.assignment_id.is_(None), AssignmentOverride.assignment_id == AssignmentRow.id),
)


def _last_granted(date: InstrumentedAttribute[datetime | None]) -> ColumnElement[datetime | None]:
    statement = select(date).where(_IN_FORCE, date.is_not(None))
    newest = statement.order_by(AssignmentOverride.granted_at.desc(), AssignmentOverride.id.desc()).limit(1)
    return newest.correlate(AttemptRow, AssignmentRow).scalar_subquery()


# What does not depend on the moment is put together once: nearly every page asks whether something is held.
_DUE, _CLOSES = _said("due_at"), _said("closes_at")
_LATER_DUE, _LATER_CLOSES = _last_granted(AssignmentOverride.due_at), _last_granted(AssignmentOverride.closes_at)
_NEVER_CLOSES = and_(_DUE.is_(None), _CLOSES.is_(None), _LATER_DUE.is_(None), _LATER_CLOSES.is_(None))
_AGAIN = aliased(AttemptRow)
_MADE = (
    select(func.max(_AGAIN.assignment_try))
    .where(
        _AGAIN.learner_id == AttemptRow.learner_id,
        _AGAIN.assignment_id == AttemptRow.assignment_id,
        _AGAIN.assignment_part == AttemptRow.assignment_part,
    )
    .correlate(AttemptRow)
    .scalar_subquery()
)
_MORE = (
    select(func.coalesce(func.sum(AssignmentOverride.extra_attempts), 0))
    .where(_IN_FORCE)
    .correlate(AttemptRow, AssignmentRow)
    .scalar_subquery()
)
_ALLOWED = cast(_said("attempts"), Integer)
_WITH_TRIES_LEFT = (
    select(AssignmentRow.id)
    .join(ClassRow, ClassRow.id == AssignmentRow.class_id)
    .join(
        AssignmentVersion,
        and_(
            AssignmentVersion.assignment_id == AssignmentRow.id,
            AssignmentVersion.number == AssignmentRow.current_number,
        ),
    )
    .where(AssignmentRow.id == AttemptRow.assignment_id, AssignmentRow.published_at.is_not(None))
    .where(AssignmentRow.archived_at.is_(None), ClassRow.archived_at.is_(None))
    .where(or_(_ALLOWED == 0, _MADE < _ALLOWED + _MORE))
    .correlate(AttemptRow)
)


def is_held(now: datetime) -> ColumnElement[bool]:
    """Whether a sitting of an assignment that tells nothing at once holds back what is right at `now`.

    It does while it may be worked in; until the moment from which it tells keys; and where it never tells any, while
    its learner may try the assignment, or this part of it, again.
    """
    sitting = AttemptRow
    has_time = or_(sitting.paused_at.is_not(None), sitting.deadline_at.is_(None), sitting.deadline_at >= now - GRACE)
    may_be_tried_again = _WITH_TRIES_LEFT.where(_is_not_closed(now)).exists()
    return and_(
        sitting.assignment_id.is_not(None),
        sitting.feedback == Feedback.AT_END,
        or_(
            and_(sitting.state == AttemptState.IN_PROGRESS, has_time),
            and_(sitting.shows == Shows.EVERYTHING, sitting.shows_from > now),
            and_(sitting.shows != Shows.EVERYTHING, may_be_tried_again),
        ),
    )


def _is_not_closed(now: datetime) -> ColumnElement[bool]:
    """The twin of `terms_of` and `Terms.window` for what can be asked of the database only."""
    at = now.isoformat(timespec="seconds")[:_SECONDS]
    return or_(
        _NEVER_CLOSES,
        *(
            case((granted.is_not(None), granted >= now), else_=func.substr(said, 1, _SECONDS) >= at)
            for granted, said in ((_LATER_DUE, _DUE), (_LATER_CLOSES, _CLOSES))
        ),
    )


_HOLD = (
    select(
        AttemptRow.number,
        AttemptRow.title,
        AttemptRow.assignment_id,
        AttemptRow.state,
        AttemptRow.shows,
        AttemptRow.shows_from,
        AssignmentRow.class_id,
        ClassRow.time_zone,
    )
    .join(AssignmentRow, AssignmentRow.id == AttemptRow.assignment_id)
    .join(ClassRow, ClassRow.id == AssignmentRow.class_id)
    .order_by(AttemptRow.number.desc())
)


def list_of_items(session: Session, learner_id: int, item_ids: Collection[int], now: datetime) -> list[RowMapping]:
    """The learner's sittings that hold back what is right at these items, newest first."""
    dealt = (
        select(AttemptItem.attempt_number)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .where(AttemptItem.learner_id == learner_id, ItemVersion.item_id.in_(item_ids))
    )
    statement = _HOLD.where(AttemptRow.learner_id == learner_id, AttemptRow.number.in_(dealt), is_held(now))
    return list(session.execute(statement).mappings())


def list_of_track(session: Session, learner_id: int, track: str, now: datetime) -> list[RowMapping]:
    """The learner's sittings of a track that hold back questions of shared banks, newest first.

    `spec` is the newest of the assignment.
    """
    has_items = (
        select(AttemptItem.position)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(AttemptItem.learner_id == AttemptRow.learner_id, AttemptItem.attempt_number == AttemptRow.number)
        .where(SHARED)
        .correlate(AttemptRow)
        .exists()
    )
    is_newest = and_(
        AssignmentVersion.assignment_id == AssignmentRow.id, AssignmentVersion.number == AssignmentRow.current_number
    )
    statement = (
        _HOLD.add_columns(AssignmentVersion.spec)
        .join(AssignmentVersion, is_newest)
        .where(AttemptRow.learner_id == learner_id, AttemptRow.track == track, has_items, is_held(now))
    )
    return list(session.execute(statement).mappings())


def list_of_case(session: Session, learner_id: int, slug: str, now: datetime) -> list[RowMapping]:
    """The learner's sittings that hold back the report of this case, newest first."""
    worked = (
        select(CaseSubmission.attempt_number)
        .join(CaseVersion, CaseVersion.id == CaseSubmission.case_version_id)
        .join(Case, Case.id == CaseVersion.case_id)
        .where(CaseSubmission.learner_id == learner_id, Case.slug == slug)
    )
    statement = _HOLD.where(AttemptRow.learner_id == learner_id, AttemptRow.number.in_(worked), is_held(now))
    return list(session.execute(statement).mappings())
