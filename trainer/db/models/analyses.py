"""What the answers of a class to its assignments say of the items: computed beforehand, so that pages only read."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.columns import Stored
from trainer.db.models.base import Base
from trainer.domain.calibration.analysis import FormAnalysis


class ClassAnalysis(Base):
    """One analysis of an assignment, or (None) of all assignments of a class. Frozen; the newest counts."""

    __tablename__ = "class_analyses"
    __table_args__ = (Index(None, "class_id", "assignment_id", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id"))
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"))
    made_at: Mapped[datetime]
    learners: Mapped[int]
    answers: Mapped[int]
    found: Mapped[FormAnalysis] = mapped_column(Stored(FormAnalysis))
