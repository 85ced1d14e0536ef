"""Broken rules. An error carries data; the web layer finds the words and the status."""

from dataclasses import dataclass


class DomainError(Exception):
    """Base of every rule that a caller can break.

    Its dataclasses are not frozen: `contextlib` sets `__traceback__` on an error that passes through it.
    """


@dataclass(eq=False)
class NotFound(DomainError):
    """No such thing, or not one that this person may see."""

    what: str


@dataclass(eq=False)
class Conflict(DomainError):
    """Somebody else was first: the stored state is no longer the one that the request was based on."""

    what: str


@dataclass(eq=False)
class Refused(DomainError):
    """The request is understood and not allowed; `field` names the input to correct, if one does."""

    reason: str
    field: str = ""
