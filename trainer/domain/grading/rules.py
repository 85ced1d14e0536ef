"""A rule behind a finding: what holds, in our own words, and where it is written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds, in our own words, and where it is written."""

    text: str
    source: str
