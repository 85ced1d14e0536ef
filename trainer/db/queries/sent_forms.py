"""Forms that made something, by the person who sent them."""

from datetime import datetime
from typing import cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from trainer.db.models.people import SentForm


def claim(session: Session, person_id: int, form: str, request_id: str, now: datetime) -> bool:
    """Whether this form is sent for the first time. The same at the same moment waits for what the first one does."""
    table = cast(Table, SentForm.__table__)
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(table) if is_postgresql else sqlite.insert(table)
    row = {"person_id": person_id, "form": form, "request_id": request_id, "sent_at": now}
    statement = insert.values(**row).on_conflict_do_nothing().returning(table.c.person_id)
    return session.execute(statement).first() is not None


def get_sent(session: Session, person_id: int, form: str, request_id: str) -> SentForm:
    return session.get_one(SentForm, (person_id, form, request_id))
