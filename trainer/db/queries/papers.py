"""What is printed: scenarios that questions share, cases, and, apart from both, the keys in force."""

from collections.abc import Collection

from sqlalchemy import RowMapping, and_, func, select
from sqlalchemy.orm import Session, aliased

from trainer.db.models.cases import CaseKeyRevision, CaseVersion
from trainer.db.models.content import ItemKey, ItemVersion
from trainer.db.queries.attempts import LATEST_KEY
from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.claims.case import CaseContent
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.grading.case_key import CaseKey

_OTHER_KEY = aliased(CaseKeyRevision)
_LATEST_CASE_KEY = (
    select(func.max(_OTHER_KEY.revision)).where(_OTHER_KEY.case_version_id == CaseVersion.id).scalar_subquery()
)


def sets_of(session: Session, version_ids: Collection[int]) -> dict[int, int]:
    """Item version id -> the id of its scenario; 0: none."""
    statement = select(ItemVersion.id, func.coalesce(ItemVersion.stimulus_id, 0)).where(ItemVersion.id.in_(version_ids))
    return dict(session.execute(statement).all())


def case_contents_of(session: Session, version_ids: Collection[int]) -> dict[int, CaseContent | BillingContent]:
    """Case version id -> what a learner may see of it."""
    statement = select(CaseVersion.id, CaseVersion.content).where(CaseVersion.id.in_(version_ids))
    return dict(session.execute(statement).all())


def keys_of(session: Session, version_ids: Collection[int]) -> dict[int, RowMapping]:
    """Item version id -> key and explanation in force."""
    newest = and_(ItemKey.item_version_id == ItemVersion.id, ItemKey.revision == LATEST_KEY)
    statement = (
        select(ItemVersion.id, ItemKey.key, ItemKey.explanation)
        .join(ItemKey, newest)
        .where(ItemVersion.id.in_(version_ids))
    )
    return {row["id"]: row for row in session.execute(statement).mappings()}


def case_keys_of(session: Session, version_ids: Collection[int]) -> dict[int, CaseKey | BillingKey]:
    """Case version id -> the key in force."""
    newest = and_(CaseKeyRevision.case_version_id == CaseVersion.id, CaseKeyRevision.revision == _LATEST_CASE_KEY)
    statement = (
        select(CaseVersion.id, CaseKeyRevision.key).join(CaseKeyRevision, newest).where(CaseVersion.id.in_(version_ids))
    )
    return dict(session.execute(statement).all())
