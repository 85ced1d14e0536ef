"""Claims in draft and remittances of one learner."""

import json
from typing import Any

from sqlalchemy import RowMapping, Text, delete, func, select, type_coerce
from sqlalchemy.orm import Session

from trainer.db.models.billing import ClaimDraft, RemittanceImport

Paper = type[ClaimDraft] | type[RemittanceImport]


def list_drafts(session: Session, learner_id: int) -> list[RowMapping]:
    """Every draft without its items, last saved first."""
    columns = (ClaimDraft.number, ClaimDraft.title, ClaimDraft.profile, ClaimDraft.source, ClaimDraft.saved_at)
    statement = select(*columns).where(ClaimDraft.learner_id == learner_id)
    order = (ClaimDraft.saved_at.desc(), ClaimDraft.number.desc())
    return list(session.execute(statement.order_by(*order)).mappings())


def find_draft(session: Session, learner_id: int, number: int, *, lock: bool = False) -> ClaimDraft | None:
    statement = select(ClaimDraft).where(ClaimDraft.learner_id == learner_id, ClaimDraft.number == number)
    return session.scalars(statement.with_for_update() if lock else statement).one_or_none()


def find_remittance(session: Session, learner_id: int, number: int) -> RemittanceImport | None:
    statement = select(RemittanceImport).where(
        RemittanceImport.learner_id == learner_id, RemittanceImport.number == number
    )
    return session.scalars(statement).one_or_none()


def list_remittances(session: Session, learner_id: int, limit: int, offset: int) -> list[RemittanceImport]:
    """A part of the remittances, the last imported first."""
    statement = select(RemittanceImport).where(RemittanceImport.learner_id == learner_id)
    ordered = statement.order_by(RemittanceImport.imported_at.desc(), RemittanceImport.number.desc())
    return list(session.scalars(ordered.limit(limit).offset(offset)))


def list_remittances_with_text(session: Session, learner_id: int, text: str) -> list[RemittanceImport]:
    """Those whose stored JSON holds this text as a whole string, so that not all of them have to be decoded."""
    stored = type_coerce(RemittanceImport.remittance, Text)
    quoted = json.dumps(text, ensure_ascii=False)
    statement = select(RemittanceImport).where(
        RemittanceImport.learner_id == learner_id, stored.contains(quoted, autoescape=True)
    )
    return list(session.scalars(statement.order_by(RemittanceImport.number)))


def count_papers(session: Session, learner_id: int, paper: Paper) -> int:
    statement = select(func.count()).select_from(paper).where(paper.learner_id == learner_id)
    return session.execute(statement).scalar_one()


def delete_paper(session: Session, learner_id: int, number: int, paper: Paper) -> bool:
    """Whether there was one to delete."""
    statement = delete(paper).where(paper.learner_id == learner_id, paper.number == number)
    result: Any = session.execute(statement, execution_options={"synchronize_session": False})
    return bool(result.rowcount)
