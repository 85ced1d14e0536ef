"""The tables, one module per aggregate. Importing this package knows them all."""

from trainer.db.models import attempts, audit, cases, content, exams, grades, jobs, people
from trainer.db.models.base import Base

__all__ = ["Base", "attempts", "audit", "cases", "content", "exams", "grades", "jobs", "people"]
