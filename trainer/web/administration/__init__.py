"""Administration: for administrators only. Every module puts its views on one blueprint."""

from trainer.web.administration import audit, people, views

__all__ = ["audit", "people", "views"]
