"""The rows of an audit report: a line of the claim, the line of the key that it answers, verdict, credit, findings."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm

from trainer.domain.grading.findings import Fault, Finding, Severity
from trainer.domain.kernel.points import Points

LINE_POINTS = 12
"""What a line is worth, so that quarters are whole."""


class Verdict(StrEnum):
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNSUPPORTED = "unsupported"
    MISSED = "missed"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class GradedLine:
    """Learner line and key line are 0-based; None where there is none. Findings stand with the cause first."""

    section: str
    learner_line: int | None
    key_line: int | None
    verdict: Verdict
    earned: int
    findings: tuple[Finding, ...]
    explanation: str

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The kinds of the errors at the line; empty where it is right or does not count."""
        return tuple(found.kind for found in self.findings if found.severity is Severity.ERROR)


SectionPoints = tuple[tuple[str, Points], ...]
"""Points by section. A section that neither key nor claim uses is left out."""


@dataclass(frozen=True, slots=True)
class CaseGrade:
    """The rows, and the points of every section.

    `correct_lines` of `key_lines` is code over code; `is_clean` whether the work would pass as it is.
    """

    lines: tuple[GradedLine, ...]
    sections: SectionPoints
    correct_lines: int
    key_lines: int
    is_clean: bool

    def points_of(self, section: str) -> Points | None:
        """The points of a section; None where it is not used."""
        return dict(self.sections).get(section)

    @property
    def line_score(self) -> Points:
        """All sections count the same, whatever their number of lines."""
        if not self.sections:
            return Points(0, LINE_POINTS)
        shares = [Fraction(points.earned, points.possible) for _, points in self.sections]
        possible = len(shares) * lcm(*(points.possible for _, points in self.sections))
        return Points(int(sum(shares) / len(shares) * possible), possible)
