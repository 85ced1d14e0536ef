"""Official wages by state."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, delete, func, select
from sqlalchemy.orm import Session

from trainer.db.models.field import StateWage


def find_newest_year(session: Session, occupation: str) -> int | None:
    """The newest year of which wages of an occupation were imported."""
    return session.scalar(select(func.max(StateWage.year)).where(StateWage.occupation == occupation))


def list_wages(session: Session, occupation: str, year: int) -> Sequence[RowMapping]:
    """The wages of an occupation in a year, by the name of the state."""
    statement = select(*StateWage.__table__.c).where(StateWage.occupation == occupation, StateWage.year == year)
    return session.execute(statement.order_by(StateWage.area_title, StateWage.state)).mappings().all()


def delete_wages(session: Session, year: int) -> None:
    """Removes all that was imported of a year."""
    session.execute(delete(StateWage).where(StateWage.year == year))
