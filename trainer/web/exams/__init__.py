"""Exams: choose a form, sit it, read its report. Every module puts its views on one blueprint."""

from trainer.web.exams import results, runner, views

__all__ = ["results", "runner", "views"]
