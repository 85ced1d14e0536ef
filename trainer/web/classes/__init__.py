"""Classes: the list, one class, joining and leaving, members, rosters. Every module puts its views on one blueprint."""

from trainer.web.classes import joining, members, rosters, views

__all__ = ["joining", "members", "rosters", "views"]
