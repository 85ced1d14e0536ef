"""Official figures about the field that an operator imports."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.models.base import Base


class StateWage(Base):
    """What an occupation paid in a state in May of a year, in whole dollars a year; None where it was not published.

    `occupation` is the number of the Standard Occupational Classification, `p10` to `p90` are percentiles.
    """

    __tablename__ = "state_wages"

    state: Mapped[str] = mapped_column(String(2), primary_key=True)
    occupation: Mapped[str] = mapped_column(String(7), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    area_title: Mapped[str] = mapped_column(String(60))
    employment: Mapped[int | None]
    median_dollars: Mapped[int | None]
    mean_dollars: Mapped[int | None]
    p10_dollars: Mapped[int | None]
    p25_dollars: Mapped[int | None]
    p75_dollars: Mapped[int | None]
    p90_dollars: Mapped[int | None]
    imported_at: Mapped[datetime]
