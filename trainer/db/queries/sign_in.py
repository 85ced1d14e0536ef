"""Second steps, recovery codes and identities at a provider."""

from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from trainer.db.models.sign_in import Identity, RecoveryCode, SecondStep

_QUIETLY = {"synchronize_session": False}


def is_second_step_on(session: Session, user_id: int) -> bool:
    statement = select(SecondStep.user_id).where(SecondStep.user_id == user_id, SecondStep.confirmed_at.is_not(None))
    return session.execute(statement).first() is not None


def take_step(session: Session, user_id: int, step: int) -> bool:
    """Whether no code of this half minute, or of a later one, was taken before."""
    statement = update(SecondStep).where(SecondStep.user_id == user_id, SecondStep.last_step < step)
    return _changed(session.execute(statement.values(last_step=step), execution_options=_QUIETLY)) == 1


def use_recovery_code(session: Session, user_id: int, code_hash: str, now: datetime) -> bool:
    """Whether this was a code that nobody had used."""
    statement = update(RecoveryCode).where(
        RecoveryCode.user_id == user_id, RecoveryCode.code_hash == code_hash, RecoveryCode.used_at.is_(None)
    )
    return _changed(session.execute(statement.values(used_at=now), execution_options=_QUIETLY)) == 1


def count_recovery_codes(session: Session, user_id: int) -> int:
    """Codes that can still be used."""
    statement = select(func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return session.execute(statement).scalar_one()


def delete_recovery_codes(session: Session, user_id: int) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id), execution_options=_QUIETLY)


def delete_second_step(session: Session, user_id: int) -> bool:
    """Whether there was one. Its recovery codes go too."""
    delete_recovery_codes(session, user_id)
    found = session.execute(delete(SecondStep).where(SecondStep.user_id == user_id), execution_options=_QUIETLY)
    return _changed(found) > 0


def find_identity(session: Session, issuer: str, subject: str) -> Identity | None:
    statement = select(Identity).where(Identity.issuer == issuer, Identity.subject == subject)
    return session.scalars(statement).one_or_none()


def list_identities(session: Session, user_id: int) -> list[Identity]:
    return list(session.scalars(select(Identity).where(Identity.user_id == user_id).order_by(Identity.id)))


def _changed(result: Any) -> int:
    assert isinstance(result, CursorResult)
    return result.rowcount
