"""A graded case with a line changed by hand: sections, counts and clean follow; what takes no points is refused."""

import pytest

from trainer.domain.grading.by_hand import with_points, without_finding
from trainer.domain.grading.findings import Finding, FindingKind, Severity, finding
from trainer.domain.grading.lines import CaseGrade, GradedLine, Verdict
from trainer.domain.kernel.errors import Refused
from trainer.domain.kernel.points import Points

DIAGNOSES, PROCEDURES = "diagnoses", "procedures"


def a_line(earned: int, verdict: Verdict, *findings: Finding, section: str = DIAGNOSES) -> GradedLine:
    return GradedLine(section, 0, 0, verdict, earned, findings, "")


def an_error(cost: int, kind: FindingKind = FindingKind.UNITS) -> Finding:
    return finding(kind, cost=cost)


NOTE = finding(FindingKind.MUE, severity=Severity.NOTE)


def a_grade(*lines: GradedLine, possible: int = 24, is_clean: bool = False) -> CaseGrade:
    earned = sum(line.earned for line in lines)
    right = sum(line.verdict is Verdict.RIGHT for line in lines)
    sections = ((DIAGNOSES, Points(earned, possible)), (PROCEDURES, Points(12, 12)))
    return CaseGrade(lines, sections, right, 2, is_clean)


RIGHT, WRONG = a_line(12, Verdict.RIGHT), a_line(0, Verdict.WRONG, an_error(12))


def test_full_points_make_a_line_right_and_the_work_clean():
    after = with_points(a_grade(RIGHT, WRONG), 1, 12)
    assert after.lines[1].verdict is Verdict.RIGHT
    assert after.sections == ((DIAGNOSES, Points(24, 24)), (PROCEDURES, Points(12, 12)))
    assert (after.correct_lines, after.is_clean, after.line_score.is_full) == (2, True, True)


def test_some_points_make_a_line_partly_right_and_keep_what_was_found():
    after = with_points(a_grade(RIGHT, WRONG), 1, 6)
    assert (after.lines[1].verdict, after.lines[1].findings) == (Verdict.PARTLY, WRONG.findings)
    assert (after.correct_lines, after.is_clean) == (1, False)
    assert after.line_score == Points(42, 48)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (a_line(12, Verdict.RIGHT), Verdict.WRONG),
        (a_line(6, Verdict.PARTLY), Verdict.WRONG),
        (a_line(3, Verdict.MISSED), Verdict.MISSED),
    ],
)
def test_a_line_without_points_is_wrong_in_its_own_way(before, after):
    found = with_points(a_grade(before, RIGHT, is_clean=True), 0, 0)
    assert (found.lines[0].verdict, found.is_clean) == (after, False)


def test_clean_work_stays_clean_while_no_line_loses_points():
    partly = a_line(8, Verdict.PARTLY)
    assert with_points(a_grade(partly, RIGHT, is_clean=True), 0, 9).is_clean


def test_withdrawing_an_error_gives_back_what_it_took():
    partly = a_line(3, Verdict.PARTLY, an_error(6), an_error(3, FindingKind.POINTER))
    after = without_finding(a_grade(partly, RIGHT), 0, 0)
    assert (after.lines[0].earned, after.lines[0].verdict) == (9, Verdict.PARTLY)
    assert [each.kind for each in after.lines[0].findings] == [FindingKind.POINTER]


def test_a_line_without_an_error_is_right_whatever_the_error_cost():
    missed = a_line(0, Verdict.MISSED, an_error(0, FindingKind.MISSED), NOTE)
    after = without_finding(a_grade(missed, RIGHT), 0, 0)
    assert (after.lines[0].earned, after.lines[0].verdict, after.lines[0].findings) == (12, Verdict.RIGHT, (NOTE,))


@pytest.mark.parametrize("number", [-1, 1, 2])
def test_only_an_error_that_is_there_can_be_withdrawn(number):
    with pytest.raises(Refused, match="no such error"):
        without_finding(a_grade(a_line(0, Verdict.WRONG, an_error(12), NOTE)), 0, number)


@pytest.mark.parametrize("earned", [-1, 13])
def test_a_line_has_nought_to_twelve_points(earned):
    with pytest.raises(Refused, match="0 to 12"):
        with_points(a_grade(WRONG), 0, earned)


def test_a_line_that_does_not_count_takes_no_points():
    with pytest.raises(Refused, match="does not count"):
        with_points(a_grade(a_line(0, Verdict.OPTIONAL)), 0, 12)


def test_work_that_is_not_scored_by_lines_takes_none():
    with pytest.raises(Refused, match="not scored line by line"):
        with_points(a_grade(a_line(0, Verdict.WRONG, section="accounts")), 0, 12)


def test_lines_never_earn_more_together_than_their_section_has():
    with pytest.raises(Refused, match="0 to 12 points together; that would be 24"):
        with_points(a_grade(RIGHT, WRONG, possible=12), 1, 12)
