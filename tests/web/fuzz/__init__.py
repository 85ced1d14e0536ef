"""Hostile requests for every route and every kind of visitor, and the valid ones that show who is let in."""
