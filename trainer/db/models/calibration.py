"""What was measured of items, from first answers only. Frozen: every calibration is a run of its own."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.columns import Stored
from trainer.db.models.base import Base
from trainer.domain.calibration.calibrate import ItemCalibration
from trainer.domain.calibration.reliability import FormReliability


class CalibrationRun(Base):
    """One calibration of a track: how many learners and first answers it saw, the spread of ability in logits."""

    __tablename__ = "calibration_runs"
    __table_args__ = (CheckConstraint("track IN ('cpc', 'cpb')", name="track"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    track: Mapped[str] = mapped_column(String(8))
    made_at: Mapped[datetime]
    learners: Mapped[int]
    answers: Mapped[int]
    ability_sd: Mapped[float]
    has_settled: Mapped[bool]
    forms: Mapped[tuple[FormReliability, ...]] = mapped_column(Stored(tuple[FormReliability, ...]))


class ItemCalibrationRow(Base):
    """What a run found of an item version; a generated family stands there with its first variant, pooled."""

    __tablename__ = "item_calibrations"

    run_id: Mapped[int] = mapped_column(ForeignKey("calibration_runs.id"), primary_key=True, autoincrement=False)
    item_version_id: Mapped[int] = mapped_column(
        ForeignKey("item_versions.id"), primary_key=True, autoincrement=False, index=True
    )
    answers: Mapped[int]
    difficulty: Mapped[float]
    standard_error: Mapped[float]
    found: Mapped[ItemCalibration] = mapped_column(Stored(ItemCalibration))
