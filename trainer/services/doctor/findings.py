"""What an examination says."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """A problem has to be solved, a warning should be looked at."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what was found, and what to do about it ("" where nothing has to be done)."""

    area: str
    outcome: Outcome
    what: str
    advice: str = ""


def ok(area: str, what: str) -> Finding:
    return Finding(area, Outcome.OK, what)


def warning(area: str, what: str, advice: str) -> Finding:
    return Finding(area, Outcome.WARNING, what, advice)


def problem(area: str, what: str, advice: str) -> Finding:
    return Finding(area, Outcome.PROBLEM, what, advice)
