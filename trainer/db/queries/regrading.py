"""What a corrected key touches: the item, its graded answers everywhere, what learners were told, corrected keys."""

from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from trainer.db.models.attempts import AnswerRow, AttemptItem, AttemptRow
from trainer.db.models.content import Area, Bank, Item, ItemKey, ItemVersion
from trainer.db.models.exams import Notice
from trainer.db.models.grades import FIRST_RUN_ID, AttemptScore, GradeRow, GradingRun
from trainer.db.models.people import User
from trainer.db.queries.attempts import ANSWER_HERE, LATEST_KEY, LATEST_RUN, LATEST_SCORE, POLICY, THIS_ATTEMPT
from trainer.db.queries.exams import is_open_exam, items_in_open_exams, keeps_secret
from trainer.domain.attempts.attempt import AttemptState, Feedback
from trainer.domain.exams.regrades import RunKind

Span = tuple[int, int]
"""Learners from one number to another, both among them."""
EVERYBODY: Span = (0, 2**62)

_MOST_DIGITS = 9
"""Longer numbers fit into no column."""
_GRADES_HERE = and_(
    GradeRow.learner_id == AttemptItem.learner_id,
    GradeRow.attempt_number == AttemptItem.attempt_number,
    GradeRow.position == AttemptItem.position,
)
_LATEST_GRADE = (
    select(
        AttemptItem.learner_id,
        AttemptItem.attempt_number.label("number"),
        AttemptItem.position,
        AttemptRow.kind,
        AttemptRow.title,
        AttemptRow.form,
        AttemptRow.item_count,
        AttemptRow.shows,
        AnswerRow.answer,
        GradeRow.answer_revision,
        GradeRow.item_key_id,
        GradeRow.grader_version,
        GradeRow.earned,
        GradeRow.possible,
        GradingRun.kind.label("run_kind"),
        ItemKey.key_fingerprint,
        ItemVersion.item_id,
        AttemptScore.earned.label("score_earned"),
        AttemptScore.possible.label("score_possible"),
        AttemptScore.correct.label("score_correct"),
        AttemptScore.answered.label("score_answered"),
        User.display_name,
        User.email,
    )
    .select_from(AttemptItem)
    .join(AttemptRow, THIS_ATTEMPT)
    .join(User, User.id == AttemptItem.learner_id)
    .join(GradeRow, and_(_GRADES_HERE, GradeRow.run_id == LATEST_RUN))
    .join(GradingRun, GradingRun.id == GradeRow.run_id)
    .join(ItemKey, ItemKey.id == GradeRow.item_key_id)
    .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
    .outerjoin(AnswerRow, ANSWER_HERE)
    .outerjoin(AttemptScore, LATEST_SCORE)
    .where(User.purge_started_at.is_(None))
)


def lock_item(session: Session, slug: str) -> None:
    """Nobody else corrects or regrades this item until the transaction ends."""
    session.execute(select(Item.id).where(Item.slug == slug.partition("/")[0]).with_for_update(key_share=True))


def find_current_key(session: Session, slug: str, version_id: int | None = None) -> RowMapping | None:
    """The current version of an item, or that one, with the key in force; "slug/7": the seventh variant of a family."""
    slug, _, variant = slug.partition("/")
    if not (variant or "0").isdecimal() or len(variant) > _MOST_DIGITS:
        return None
    is_wanted = ItemVersion.number == Item.current_number if version_id is None else ItemVersion.id == version_id
    statement = (
        select(
            Item.slug,
            ItemVersion.id.label("item_version_id"),
            ItemVersion.content,
            ItemKey.id.label("item_key_id"),
            ItemKey.revision,
            ItemKey.key,
            ItemKey.explanation,
            ItemKey.key_fingerprint,
        )
        .join(ItemVersion, and_(ItemVersion.item_id == Item.id, is_wanted))
        .join(ItemKey, and_(ItemKey.item_version_id == ItemVersion.id, ItemKey.revision == LATEST_KEY))
        .where(Item.slug == slug, ItemVersion.variant == int(variant or 0))
    )
    return session.execute(statement).mappings().one_or_none()


def find_correction(session: Session, item_version_id: int, key_fingerprint: str) -> RowMapping:
    """The revision that brought the key in force, its reason and date: explanations may have been revised since."""
    before = aliased(ItemKey)
    last_other = select(func.coalesce(func.max(before.revision), 0)).where(
        before.item_version_id == item_version_id, before.key_fingerprint != key_fingerprint
    )
    statement = (
        select(ItemKey.id, ItemKey.revision, ItemKey.reason, ItemKey.created_at)
        .where(ItemKey.item_version_id == item_version_id, ItemKey.revision > last_other.scalar_subquery())
        .order_by(ItemKey.revision)
        .limit(1)
    )
    return session.execute(statement).mappings().one()


def list_learners_with(session: Session, item_version_id: int, after: int = 0) -> list[int]:
    """Everybody who was dealt this version, by number, from above the number `after` on."""
    statement = _learners_with(item_version_id).where(AttemptItem.learner_id > after).distinct()
    return sorted(session.scalars(statement))


def count_latest_grades(session: Session, item_version_id: int, key_fingerprint: str) -> RowMapping:
    """Graded answers to this version: `answers` in all, `by_hand`, by `others` than this key, `to_regrade` of these."""
    is_other, is_by_hand = ItemKey.key_fingerprint != key_fingerprint, GradingRun.kind == RunKind.MANUAL
    statement = _LATEST_GRADE.with_only_columns(
        func.count().label("answers"),
        func.count().filter(is_by_hand).label("by_hand"),
        func.count().filter(is_other).label("others"),
        func.count().filter(is_other, ~is_by_hand).label("to_regrade"),
    ).where(AttemptItem.item_version_id == item_version_id)
    return session.execute(statement).mappings().one()


def lock_sittings_with(session: Session, item_version_id: int, learners: Span) -> None:
    """Whatever grades an answer to this version at the moment has finished, and nothing else begins to.

    An open sitting that is graded at its end is left alone: it will be graded by the key that is in force then.
    """
    may_be_graded = or_(AttemptRow.state != AttemptState.IN_PROGRESS, AttemptRow.feedback == Feedback.AT_ONCE)
    statement = (
        select(AttemptRow.number)
        .join(AttemptItem, THIS_ATTEMPT)
        .where(AttemptItem.item_version_id == item_version_id, _among(learners), may_be_graded)
        .order_by(AttemptRow.learner_id, AttemptRow.number)
        .with_for_update(of=AttemptRow, key_share=True)
    )
    session.execute(statement).all()


def list_latest_grades(session: Session, item_version_id: int, learners: Span = EVERYBODY) -> list[RowMapping]:
    """The latest grade of every answer of these learners to this version, with its answer and its sitting's score."""
    statement = _LATEST_GRADE.where(AttemptItem.item_version_id == item_version_id, _among(learners))
    ordered = statement.order_by(AttemptItem.learner_id, AttemptItem.attempt_number, AttemptItem.position)
    return list(session.execute(ordered).mappings())


def find_latest_grade(session: Session, learner_id: int, number: int, position: int) -> RowMapping | None:
    """The same for one question of one sitting; None while it is not graded."""
    statement = _LATEST_GRADE.where(
        AttemptItem.learner_id == learner_id, AttemptItem.attempt_number == number, AttemptItem.position == position
    )
    return session.execute(statement).mappings().one_or_none()


def has_question(session: Session, learner_id: int, number: int, position: int) -> bool:
    return session.get(AttemptItem, (learner_id, number, position)) is not None


def list_changed_grades(session: Session, learner_id: int, number: int) -> list[RowMapping]:
    """Every grade, first to last, of those questions of a sitting that were graded more than once."""
    again = select(GradeRow.position).where(
        GradeRow.learner_id == learner_id, GradeRow.attempt_number == number, GradeRow.run_id > FIRST_RUN_ID
    )
    statement = (
        select(
            GradeRow.position,
            GradeRow.earned,
            GradeRow.possible,
            GradeRow.graded_at,
            GradingRun.kind,
            GradingRun.reason,
            ItemVersion.item_id,
        )
        .select_from(GradeRow)
        .join(AttemptItem, _GRADES_HERE)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(GradingRun, GradingRun.id == GradeRow.run_id)
        .where(GradeRow.learner_id == learner_id, GradeRow.attempt_number == number, GradeRow.position.in_(again))
        .order_by(GradeRow.position, GradeRow.run_id)
    )
    return list(session.execute(statement).mappings())


def _among(learners: Span) -> ColumnElement[bool]:
    return true() if learners == EVERYBODY else AttemptItem.learner_id.between(*learners)


def _learners_with(item_version_id: int, learners: Span = EVERYBODY) -> Select[int]:
    return select(AttemptItem.learner_id).where(AttemptItem.item_version_id == item_version_id, _among(learners))


def learners_told(session: Session, item_version_id: int, item_key_id: int, learners: Span) -> set[int]:
    """Who of these was told before that this revision of the key is in force."""
    statement = (
        select(Notice.learner_id)
        .join(GradingRun, GradingRun.id == Notice.run_id)
        .where(
            Notice.learner_id.in_(_learners_with(item_version_id, learners)),
            GradingRun.item_key_id == item_key_id,
            GradingRun.kind == RunKind.REGRADE,
        )
    )
    return set(session.scalars(statement))


def lock_learners_with(session: Session, item_version_id: int, learners: Span) -> dict[int, int]:
    """Learner -> the number of their last notice (0: none), for those of them who were dealt this version.

    Nobody else numbers another one until the transaction ends. Rows that refer to a learner may be added meanwhile:
    who saves an answer may hold such a row and wait for the sitting.
    """
    dealt = _learners_with(item_version_id, learners)
    lock = select(User.id).where(User.id.in_(dealt)).order_by(User.id).with_for_update(key_share=True)
    last = dict.fromkeys(session.scalars(lock), 0)
    numbers = (
        select(Notice.learner_id, func.max(Notice.number))
        .where(Notice.learner_id.in_(dealt))
        .group_by(Notice.learner_id)
    )
    return last | dict(session.execute(numbers).all())


def lock_last_notice(session: Session, learner_id: int) -> int:
    """The number of a learner's last notice (0: none). Nobody else numbers another one until the transaction ends."""
    session.execute(select(User.id).where(User.id == learner_id).with_for_update(key_share=True))
    statement = select(func.coalesce(func.max(Notice.number), 0)).where(Notice.learner_id == learner_id)
    return session.execute(statement).scalar_one()


def list_unread(session: Session, learner_id: int, now: datetime) -> list[RowMapping]:
    """Unread notices, newest first, with the policy of their sitting; none about an item in the learner's open exam.

    The run of a notice about a case names no key of an item.
    """
    statement = (
        select(Notice.number, Notice.attempt_number, Notice.text, Notice.created_at, *POLICY)
        .join(AttemptRow, and_(AttemptRow.learner_id == Notice.learner_id, AttemptRow.number == Notice.attempt_number))
        .join(GradingRun, GradingRun.id == Notice.run_id)
        .outerjoin(ItemKey, ItemKey.id == GradingRun.item_key_id)
        .outerjoin(ItemVersion, ItemVersion.id == ItemKey.item_version_id)
        .where(
            Notice.learner_id == learner_id,
            Notice.read_at.is_(None),
            or_(
                GradingRun.item_key_id.is_(None),
                ItemVersion.item_id.not_in(items_in_open_exams(learner_id, now)),
            ),
        )
        .order_by(Notice.number.desc())
    )
    return list(session.execute(statement).mappings())


_KEY_BEFORE = aliased(ItemKey)
_FOLLOWS = and_(
    _KEY_BEFORE.item_version_id == ItemKey.item_version_id,
    _KEY_BEFORE.revision == ItemKey.revision - 1,
    _KEY_BEFORE.key_fingerprint != ItemKey.key_fingerprint,
)


def _dealt_items(learner_id: int | None) -> Select[int]:
    """The items that a learner was ever dealt."""
    dealt = select(ItemVersion.item_id).join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
    return dealt.where(AttemptItem.learner_id == learner_id)


_REGRADED = (
    select(func.count())
    .select_from(AttemptItem)
    .join(GradeRow, _GRADES_HERE)
    .join(GradingRun, GradingRun.id == GradeRow.run_id)
    .where(
        AttemptItem.item_version_id == ItemKey.item_version_id,
        GradeRow.run_id > FIRST_RUN_ID,
        GradingRun.kind == RunKind.REGRADE,
        GradingRun.item_key_id == ItemKey.id,
    )
    .scalar_subquery()
)


def list_corrections(
    session: Session, learner_id: int | None, now: datetime, limit: int, offset: int
) -> list[RowMapping]:
    """Keys in shared banks that differ from the revision before, newest first, with the number of answers regraded.

    `is_examined`: the item stands in an exam in progress of this learner (None: of anybody); `was_dealt`: the learner
    was dealt it (never for None).
    """
    statement = (
        select(
            Item.slug,
            Item.is_sealed,
            Item.id.in_(_dealt_items(learner_id)).label("was_dealt"),
            Item.track,
            Area.title.label("area_title"),
            ItemVersion.content,
            ItemKey.key,
            _KEY_BEFORE.key.label("key_before"),
            ItemKey.reason,
            ItemKey.created_at,
            _REGRADED.label("regraded"),
            _is_examined(learner_id, now).label("is_examined"),
        )
        .join(_KEY_BEFORE, _FOLLOWS)
        .join(ItemVersion, ItemVersion.id == ItemKey.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Area, and_(Area.track == Item.track, Area.slug == Item.area))
        .join(Bank, Bank.id == Item.bank_id)
        .where(Bank.is_shared)
        .order_by(ItemKey.created_at.desc(), ItemKey.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return list(session.execute(statement).mappings())


def _is_examined(learner_id: int | None, now: datetime) -> ColumnElement[bool]:
    """To strangers a diagnostic that somebody never finishes must not hide a correction for ever."""
    dealt = aliased(ItemVersion)
    examined = is_open_exam(now) if learner_id is None else keeps_secret(now)
    statement = (
        select(AttemptItem.position)
        .join(AttemptRow, THIS_ATTEMPT)
        .join(dealt, dealt.id == AttemptItem.item_version_id)
        .where(dealt.item_id == Item.id, examined)
    )
    if learner_id is not None:
        statement = statement.where(AttemptRow.learner_id == learner_id)
    return statement.correlate(Item).exists()


def count_corrections(session: Session) -> int:
    statement = (
        select(func.count())
        .select_from(ItemKey)
        .join(_KEY_BEFORE, _FOLLOWS)
        .join(ItemVersion, ItemVersion.id == ItemKey.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Bank, Bank.id == Item.bank_id)
        .where(Bank.is_shared)
    )
    return session.execute(statement).scalar_one()


def find_notice(session: Session, learner_id: int, number: int) -> Notice | None:
    return session.get(Notice, (learner_id, number))
