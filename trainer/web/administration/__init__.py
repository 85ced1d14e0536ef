"""Administration: for administrators only. Every module puts its views on one blueprint."""

from trainer.web.administration import audit, jobs, people, views

__all__ = ["audit", "jobs", "people", "views"]
