"""The tables, one module per aggregate. Importing this package knows them all."""

from trainer.db.models import (
    analyses,
    attempts,
    audit,
    authoring,
    billing,
    calibration,
    cases,
    classes,
    content,
    exams,
    grades,
    jobs,
    people,
    reviews,
    settings,
    study,
)
from trainer.db.models.base import Base

__all__ = [
    "Base",
    "analyses",
    "attempts",
    "audit",
    "authoring",
    "billing",
    "calibration",
    "cases",
    "classes",
    "content",
    "exams",
    "grades",
    "jobs",
    "people",
    "reviews",
    "settings",
    "study",
]
