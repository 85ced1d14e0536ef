"""Exams: choose a form, sit it, read its report. Every module puts its views on one blueprint."""

from trainer.web.exams import presence, results, runner, views

__all__ = ["presence", "results", "runner", "views"]
