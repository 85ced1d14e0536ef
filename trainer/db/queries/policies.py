"""What the policy of a sitting lets be seen, in SQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from trainer.db.models.study import ItemSight
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.exams.review import Shows


def verdicts_are_shown(sitting: Any, now: datetime) -> ColumnElement[bool]:
    """Whether verdicts of `sitting` (`AttemptRow` or an alias) may be seen; the twin of `ReviewPolicy.keys_are_shown`.

    A verdict that was given at once, in practice, is known anyway.
    """
    is_due = or_(sitting.shows_from.is_(None), sitting.shows_from <= now)
    return and_(sitting.shows == Shows.EVERYTHING, is_due)


def last_is_missed(sitting: Any) -> ColumnElement[bool]:
    """Whether an item's last sight, in `sitting`, was graded and short of full; what was given up is not known."""
    is_graded = or_(sitting.state != AttemptState.ABANDONED, ItemSight.answered > 0)
    return and_(ItemSight.last_is_right.is_(False), is_graded)
