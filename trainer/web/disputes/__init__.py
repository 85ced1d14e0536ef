"""Disputed keys: said by learners, answered by who teaches. Every module puts its views on one blueprint."""

from trainer.web.disputes import cases, items, views

__all__ = ["cases", "items", "views"]
