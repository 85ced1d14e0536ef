"""What a visitor tried, and the question of the landing page."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import RowMapping, and_, func, select
from sqlalchemy.orm import Session

from trainer.db.models.attempts import AttemptItem, AttemptRow
from trainer.db.models.content import Item, ItemKey, ItemVersion
from trainer.db.models.grades import AttemptScore, GradedLineRow
from trainer.db.queries.attempts import LATEST_SCORE, THIS_ATTEMPT
from trainer.db.queries.authoring import SHARED
from trainer.db.queries.exams import items_in_open_exams
from trainer.domain.attempts.attempt import AttemptState


def find_last_sitting(session: Session, learner_id: int, title: str, now: datetime) -> RowMapping | None:
    """The learner's last sitting with this title that was not given up, with its latest score if it is graded.

    `is_held`: nothing may be told of a question of it, because it stands in an exam that is not finished.
    """
    is_held = (
        select(AttemptItem.position)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .where(THIS_ATTEMPT, ItemVersion.item_id.in_(items_in_open_exams(learner_id, now)))
        .exists()
    )
    columns = (AttemptRow.number, AttemptRow.item_count, AttemptRow.deadline_at, AttemptRow.graded_at)
    statement = (
        select(*columns, AttemptScore.correct, is_held.label("is_held"))
        .outerjoin(AttemptScore, LATEST_SCORE)
        .where(
            AttemptRow.learner_id == learner_id,
            AttemptRow.title == title,
            AttemptRow.state != AttemptState.ABANDONED,
        )
        .order_by(AttemptRow.number.desc())
        .limit(1)
    )
    return session.execute(statement).mappings().one_or_none()


def list_verdicts(session: Session, learner_id: int, numbers: Collection[int]) -> list[RowMapping]:
    """The lines of the key of these sittings with their verdicts, by the latest grade of each."""
    latest = (
        select(GradedLineRow.attempt_number, func.max(GradedLineRow.run_id).label("run_id"))
        .where(GradedLineRow.learner_id == learner_id, GradedLineRow.attempt_number.in_(numbers))
        .group_by(GradedLineRow.attempt_number)
        .subquery()
    )
    statement = (
        select(GradedLineRow.attempt_number, GradedLineRow.section, GradedLineRow.key_line, GradedLineRow.verdict)
        .join(
            latest,
            and_(
                latest.c.attempt_number == GradedLineRow.attempt_number,
                latest.c.run_id == GradedLineRow.run_id,
            ),
        )
        .where(GradedLineRow.learner_id == learner_id, GradedLineRow.key_line.is_not(None))
    )
    return list(session.execute(statement).mappings())


def find_question(session: Session, slug: str) -> RowMapping | None:
    """The current content, key and explanation of an item with fixed text that everybody may see, None without one."""
    statement = (
        select(ItemVersion.content, ItemKey.key, ItemKey.explanation)
        .join(Item, and_(Item.id == ItemVersion.item_id, Item.current_number == ItemVersion.number))
        .join(ItemKey, ItemKey.item_version_id == ItemVersion.id)
        .where(Item.slug == slug, Item.retired_at.is_(None), SHARED, ItemVersion.variant == 0)
        .order_by(ItemKey.revision.desc())
        .limit(1)
    )
    return session.execute(statement).mappings().one_or_none()
