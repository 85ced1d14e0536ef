"""Assignments of a class: written, looked at beforehand, done. Every module puts its views on one blueprint."""

from trainer.web.assignments import editor, mine, overrides, views

__all__ = ["editor", "mine", "overrides", "views"]
