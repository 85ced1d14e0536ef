"""A graded case with one line changed by hand: other points, or a finding fewer. The points possible stay."""

from dataclasses import replace

from trainer.domain.grading.findings import Finding, Severity
from trainer.domain.grading.lines import LINE_POINTS, CaseGrade, GradedLine, SectionPoints, Verdict
from trainer.domain.kernel.errors import Refused
from trainer.domain.kernel.points import Points

_FINE = (Verdict.RIGHT, Verdict.OPTIONAL)


def with_points(grade: CaseGrade, place: int, earned: int) -> CaseGrade:
    """The grade in which the line at `place` (0-based) earns other points, of 12; its findings stay as they are.

    Raises:
        Refused: no such points, or the line or its section takes none.
    """
    line = grade.lines[place]
    if not 0 <= earned <= LINE_POINTS:
        raise Refused(f"A line earns 0 to {LINE_POINTS} points.", "points")
    return _with_line(grade, place, replace(line, earned=earned, verdict=_verdict(line, earned)))


def without_finding(grade: CaseGrade, place: int, number: int) -> CaseGrade:
    """The grade without the finding `number` (0-based) at the line at `place`; the line gets back what that took.

    A line without an error is right.

    Raises:
        Refused: there is no such error, or the line or its section takes no points.
    """
    line = grade.lines[place]
    if not (0 <= number < len(line.findings) and line.findings[number].severity is Severity.ERROR):
        raise Refused("There is no such error at this line.", "finding")
    left = (*line.findings[:number], *line.findings[number + 1 :])
    earned = min(LINE_POINTS, line.earned + _worth(line.findings[number])) if _has_error(left) else LINE_POINTS
    return _with_line(grade, place, replace(line, earned=earned, verdict=_verdict(line, earned), findings=left))


def _worth(found: Finding) -> int:
    return max(0, found.cost)


def _has_error(findings: tuple[Finding, ...]) -> bool:
    return any(found.severity is Severity.ERROR for found in findings)


def _verdict(line: GradedLine, earned: int) -> Verdict:
    """A line that earns nothing is wrong in the way in which it was, if it was."""
    if earned == LINE_POINTS:
        return Verdict.RIGHT
    if earned:
        return Verdict.PARTLY
    return line.verdict if line.verdict not in (Verdict.RIGHT, Verdict.PARTLY) else Verdict.WRONG


def _with_line(grade: CaseGrade, place: int, line: GradedLine) -> CaseGrade:
    before = grade.lines[place]
    if before.verdict is Verdict.OPTIONAL:
        raise Refused("This line does not count, so that it takes no points.", "line")
    lines = (*grade.lines[:place], line, *grade.lines[place + 1 :])
    righted = (line.verdict is Verdict.RIGHT) - (before.verdict is Verdict.RIGHT)
    all_fine = all(each.verdict in _FINE for each in lines)
    return CaseGrade(
        lines=lines,
        sections=_sections(grade, line.section, line.earned - before.earned),
        correct_lines=min(grade.key_lines, max(0, grade.correct_lines + righted)),
        key_lines=grade.key_lines,
        is_clean=all_fine or (grade.is_clean and line.earned >= before.earned),
    )


def _sections(grade: CaseGrade, section: str, change: int) -> SectionPoints:
    points = grade.points_of(section)
    if points is None:
        raise Refused("This work is not scored line by line: set the score of the assignment instead.", "line")
    earned = points.earned + change
    if not 0 <= earned <= points.possible:
        raise Refused(f"These lines have 0 to {points.possible} points together; that would be {earned}.", "points")
    return tuple((name, Points(earned, each.possible) if name == section else each) for name, each in grade.sections)
