"""Hypothesis for the domain: the default number of examples, and no clock that a busy machine could trip."""

from hypothesis import settings

settings.register_profile("domain", deadline=None)
settings.load_profile("domain")
