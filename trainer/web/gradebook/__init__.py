"""The gradebook of a class. Every module puts its views on one blueprint."""

from trainer.web.gradebook import live, marks, views, work

__all__ = ["live", "marks", "views", "work"]
