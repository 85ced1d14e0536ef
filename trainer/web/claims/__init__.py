"""The claims desk: a learner's own claims. Every module puts its views on one blueprint."""

from trainer.web.claims import answers, files, views

__all__ = ["answers", "files", "views"]
