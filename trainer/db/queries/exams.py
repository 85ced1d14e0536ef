"""Exams: what can be dealt, what is going on, the paper of one, what its report needs."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, Select, Subquery, and_, case, func, or_, select, union_all
from sqlalchemy.orm import Session

from trainer.db.models.attempts import AnswerEvent, AnswerRow, AttemptItem, AttemptRow, ItemFlag
from trainer.db.models.cases import CaseSubmission, CaseVersion
from trainer.db.models.content import Area, Item, ItemKey, ItemVersion, Stimulus
from trainer.db.models.exams import AccommodationRow, Notepad, QuestionAidsRow, QuestionView, TimeExtension
from trainer.db.models.grades import AttemptScore, GradeRow
from trainer.db.queries.attempts import ANSWERED, LATEST_KEY, LATEST_RUN, LATEST_SCORE, POLICY, THIS_ATTEMPT, fixed
from trainer.db.queries.authoring import SHARED
from trainer.db.queries.holds import is_held
from trainer.domain.attempts.attempt import GRACE, RUNNER_KINDS, AttemptKind, AttemptState


def _here(table: type[AnswerRow | QuestionAidsRow | GradeRow]) -> ColumnElement[bool]:
    return and_(
        table.learner_id == AttemptItem.learner_id,
        table.attempt_number == AttemptItem.attempt_number,
        table.position == AttemptItem.position,
    )


_THIS_CASE = and_(
    CaseSubmission.learner_id == AttemptRow.learner_id, CaseSubmission.attempt_number == AttemptRow.number
)


def is_open_exam(now: datetime) -> ColumnElement[bool]:
    """Whether a sitting is an exam, or an assignment sat like one, that may still be worked in at `now`."""
    has_time = or_(AttemptRow.paused_at.is_not(None), AttemptRow.deadline_at >= now - GRACE)
    return and_(AttemptRow.kind.in_(RUNNER_KINDS), AttemptRow.state == fixed(AttemptState.IN_PROGRESS), has_time)


def is_under_examination(now: datetime) -> ColumnElement[bool]:
    """Whether nothing may be told of the questions of a sitting: an open exam, or a diagnostic that is not finished."""
    is_diagnostic = AttemptRow.kind == AttemptKind.DIAGNOSTIC
    return or_(is_open_exam(now), and_(is_diagnostic, AttemptRow.state == fixed(AttemptState.IN_PROGRESS)))


def keeps_secret(now: datetime) -> ColumnElement[bool]:
    """Whether nothing may be told elsewhere of what a sitting asks: it is under examination, or see `is_held`."""
    return or_(is_under_examination(now), is_held(now))


def items_in_open_exams(learner_id: int, now: datetime, *, but: int | None = None) -> Select[int]:
    """The ids of the items that stand in an exam or a diagnostic which the learner has not finished.

    And of those that an assignment of theirs holds back, see `is_held`; not for the sittings of the assignment `but`,
    whose own rule says what they tell.
    """
    is_secret = keeps_secret(now)
    if but is not None:
        is_other = AttemptRow.assignment_id.is_distinct_from(but)
        is_secret = or_(is_under_examination(now), and_(is_held(now), is_other))
    numbers = select(AttemptRow.number).where(AttemptRow.learner_id == learner_id, is_secret)
    return (
        select(ItemVersion.item_id)
        .join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
        .where(AttemptItem.learner_id == learner_id, AttemptItem.attempt_number.in_(numbers))
    )


def sittings_under_examination(session: Session, learner_id: int, now: datetime) -> set[int]:
    """The learner's sittings with a question or case that also stands where nothing may be told of it yet.

    That is in an exam or diagnostic which they have not finished, or in another assignment that holds it back.
    """
    is_own, is_secret = AttemptRow.learner_id == learner_id, keeps_secret(now)
    of_exam = case((is_under_examination(now), None), else_=AttemptRow.assignment_id).label("assignment_id")
    items = (
        select(ItemVersion.item_id, of_exam)
        .join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
        .join(AttemptRow, THIS_ATTEMPT)
        .where(is_own, is_secret)
        .subquery()
    )
    with_items = (
        select(AttemptRow.number)
        .join(AttemptItem, THIS_ATTEMPT)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(items, and_(items.c.item_id == ItemVersion.item_id, _is_elsewhere(items)))
        .where(is_own)
    )
    cases = (
        select(CaseVersion.case_id, AttemptRow.assignment_id)
        .join(CaseSubmission, CaseSubmission.case_version_id == CaseVersion.id)
        .join(AttemptRow, _THIS_CASE)
        .where(is_own, is_secret)
        .subquery()
    )
    with_cases = (
        select(AttemptRow.number)
        .join(CaseSubmission, _THIS_CASE)
        .join(CaseVersion, CaseVersion.id == CaseSubmission.case_version_id)
        .join(cases, and_(cases.c.case_id == CaseVersion.case_id, _is_elsewhere(cases)))
        .where(is_own)
    )
    return set(session.scalars(union_all(with_items, with_cases)))


def _is_elsewhere(held: Subquery) -> ColumnElement[bool]:
    """An exam holds its questions back everywhere, an assignment everywhere but in its own sittings."""
    return or_(held.c.assignment_id.is_(None), AttemptRow.assignment_id.is_distinct_from(held.c.assignment_id))


def find_open_exam(session: Session, learner_id: int, track: str, now: datetime) -> int | None:
    """The exam of a track that the learner chose themselves, has started and not finished."""
    statement = select(AttemptRow.number).where(
        AttemptRow.learner_id == learner_id,
        AttemptRow.track == track,
        AttemptRow.assignment_id.is_(None),
        is_open_exam(now),
    )
    return session.execute(statement.order_by(AttemptRow.number.desc()).limit(1)).scalar_one_or_none()


def list_exam_pool(
    session: Session, learner_id: int, track: str, areas: Sequence[str], *, is_sealed: bool
) -> list[RowMapping]:
    """Current items of these areas with their key and when the learner was dealt them last; no generated ones.

    For the sealed mock only sealed items, for any other form those that are not, or no longer for this learner.
    """
    dealt = _dealt(learner_id)
    statement = (
        select(
            Item.id.label("item_id"),
            Item.area,
            Item.difficulty,
            ItemVersion.id.label("item_version_id"),
            func.coalesce(ItemVersion.stimulus_id, 0).label("stimulus_id"),
            ItemVersion.content,
            ItemKey.key,
            dealt.c.last_dealt_at,
        )
        .join(ItemVersion, and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.current_number))
        .join(ItemKey, and_(ItemKey.item_version_id == ItemVersion.id, ItemKey.revision == LATEST_KEY))
        .outerjoin(dealt, dealt.c.item_id == Item.id)
        .where(Item.track == track, Item.retired_at.is_(None), SHARED)
        .where(ItemVersion.variant == 0, Item.area.in_(areas))
        .where(_may_be_dealt(dealt, is_sealed=is_sealed))
    )
    return list(session.execute(statement).mappings())


def _dealt(learner_id: int) -> Subquery:
    """When the learner was dealt each item last."""
    return (
        select(ItemVersion.item_id, func.max(AttemptRow.started_at).label("last_dealt_at"))
        .join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
        .join(AttemptRow, THIS_ATTEMPT)
        .where(AttemptItem.learner_id == learner_id)
        .group_by(ItemVersion.item_id)
        .subquery()
    )


def _may_be_dealt(dealt: Subquery, *, is_sealed: bool) -> ColumnElement[bool]:
    if is_sealed:
        return Item.is_sealed.is_(True)
    return and_(Item.lesson.is_(None), or_(Item.is_sealed.is_(False), dealt.c.last_dealt_at.is_not(None)))


def has_sealed_items(session: Session, track: str) -> bool:
    statement = select(Item.id).where(Item.track == track, Item.retired_at.is_(None), SHARED, Item.is_sealed)
    return session.execute(statement.limit(1)).first() is not None


def count_sets(session: Session, learner_id: int, track: str, *, is_sealed: bool) -> dict[str, Counter[int]]:
    """How many items of `list_exam_pool` each area has by the size of their set; without a scenario: a set of one."""
    dealt = _dealt(learner_id)
    statement = (
        select(Item.area, ItemVersion.stimulus_id, func.count())
        .join(ItemVersion, and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.current_number))
        .outerjoin(dealt, dealt.c.item_id == Item.id)
        .where(Item.track == track, Item.retired_at.is_(None), SHARED, ItemVersion.variant == 0)
        .where(_may_be_dealt(dealt, is_sealed=is_sealed))
        .group_by(Item.area, ItemVersion.stimulus_id)
    )
    sizes: dict[str, Counter[int]] = defaultdict(Counter)
    for area, stimulus_id, count in session.execute(statement):
        sizes[area] += Counter({1: count} if stimulus_id is None else {count: 1})
    return sizes


def list_exams(session: Session, learner_id: int, track: str) -> list[RowMapping]:
    """The learner's exams of a track, newest first, with the score of the latest run where there is one."""
    statement = (
        select(AttemptRow.number, *POLICY, AttemptRow.assignment_id, AttemptScore.correct, ANSWERED.label("answered"))
        .outerjoin(AttemptScore, LATEST_SCORE)
        .where(AttemptRow.learner_id == learner_id, AttemptRow.track == track, AttemptRow.kind == AttemptKind.EXAM)
        .order_by(AttemptRow.number.desc())
    )
    return list(session.execute(statement).mappings())


def list_paper(session: Session, learner_id: int, number: int, position: int | None = None) -> list[RowMapping]:
    """The questions of a sitting (or the one at `position`) as a candidate sees them, without anything of a key.

    The first row also has the `notepad` of the sitting, None where there is nothing on it.
    """
    first = 1 if position is None else position
    statement = (
        select(
            AttemptItem.position,
            AttemptItem.option_order,
            Area.title.label("area_title"),
            ItemVersion.content,
            Stimulus.title.label("stimulus_title"),
            Stimulus.body.label("stimulus_body"),
            AnswerRow.revision,
            AnswerRow.answer,
            ItemFlag.flagged_at,
            QuestionAidsRow.aids,
            Notepad.text.label("notepad"),
        )
        .select_from(AttemptItem)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Area, and_(Area.track == Item.track, Area.slug == Item.area))
        .outerjoin(Stimulus, Stimulus.id == ItemVersion.stimulus_id)
        .outerjoin(AnswerRow, _here(AnswerRow))
        .outerjoin(QuestionAidsRow, _here(QuestionAidsRow))
        .outerjoin(
            Notepad,
            and_(
                Notepad.learner_id == AttemptItem.learner_id,
                Notepad.attempt_number == AttemptItem.attempt_number,
                AttemptItem.position == first,
            ),
        )
        .outerjoin(ItemFlag, and_(ItemFlag.learner_id == AttemptItem.learner_id, ItemFlag.item_id == Item.id))
        .where(AttemptItem.learner_id == learner_id, AttemptItem.attempt_number == number)
        .order_by(AttemptItem.position)
    )
    if position is not None:
        statement = statement.where(AttemptItem.position == position)
    return list(session.execute(statement).mappings())


def list_marked(session: Session, learner_id: int, number: int) -> list[RowMapping]:
    """What the report needs of every position: item, area, current answer, the latest grade with the key it used."""
    statement = (
        select(
            AttemptItem.position,
            Item.area,
            Area.title.label("area_title"),
            ItemVersion.content,
            AnswerRow.answer,
            ItemFlag.flagged_at,
            GradeRow.earned,
            GradeRow.possible,
            ItemKey.key,
        )
        .select_from(AttemptItem)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Area, and_(Area.track == Item.track, Area.slug == Item.area))
        .join(GradeRow, and_(_here(GradeRow), GradeRow.run_id == LATEST_RUN))
        .join(ItemKey, ItemKey.id == GradeRow.item_key_id)
        .outerjoin(AnswerRow, _here(AnswerRow))
        .outerjoin(ItemFlag, and_(ItemFlag.learner_id == AttemptItem.learner_id, ItemFlag.item_id == Item.id))
        .where(AttemptItem.learner_id == learner_id, AttemptItem.attempt_number == number)
        .order_by(AttemptItem.position)
    )
    return list(session.execute(statement).mappings())


def list_events(session: Session, learner_id: int, number: int) -> list[RowMapping]:
    """Every save of a sitting in the order in which it arrived."""
    statement = (
        select(AnswerEvent.position, AnswerEvent.answer, AnswerEvent.received_at, AnswerEvent.is_late)
        .where(AnswerEvent.learner_id == learner_id, AnswerEvent.attempt_number == number)
        .order_by(AnswerEvent.received_at, AnswerEvent.base_revision, AnswerEvent.client_id, AnswerEvent.sequence)
    )
    return list(session.execute(statement).mappings())


def time_by_position(session: Session, learner_id: int, number: int) -> dict[int, int]:
    """Position -> milliseconds for which the question was on the screen."""
    statement = (
        select(QuestionView.position, func.sum(QuestionView.spent_ms))
        .where(QuestionView.learner_id == learner_id, QuestionView.attempt_number == number)
        .group_by(QuestionView.position)
    )
    return {position: int(spent) for position, spent in session.execute(statement)}


def list_accommodations(session: Session, learner_id: int) -> list[AccommodationRow]:
    """Those that are in force, oldest first."""
    statement = (
        select(AccommodationRow)
        .where(AccommodationRow.learner_id == learner_id, AccommodationRow.ended_at.is_(None))
        .order_by(AccommodationRow.number)
    )
    return list(session.scalars(statement))


def count_accommodations(session: Session, learner_id: int) -> int:
    """All that were ever granted."""
    statement = select(func.count()).select_from(AccommodationRow).where(AccommodationRow.learner_id == learner_id)
    return session.execute(statement).scalar_one()


def list_extensions(session: Session, learner_id: int, number: int) -> list[TimeExtension]:
    """More time that was given during a sitting, oldest first."""
    statement = (
        select(TimeExtension)
        .where(TimeExtension.learner_id == learner_id, TimeExtension.attempt_number == number)
        .order_by(TimeExtension.number)
    )
    return list(session.scalars(statement))
