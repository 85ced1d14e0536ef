"""The tables, one module per aggregate. Importing this package knows them all."""

from trainer.db.models import (
    attempts,
    audit,
    billing,
    calibration,
    cases,
    content,
    exams,
    grades,
    jobs,
    people,
    reviews,
    study,
)
from trainer.db.models.base import Base

__all__ = [
    "Base",
    "attempts",
    "audit",
    "billing",
    "calibration",
    "cases",
    "content",
    "exams",
    "grades",
    "jobs",
    "people",
    "reviews",
    "study",
]
