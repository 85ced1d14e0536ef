"""Grading the work on coding cases of every kind, the report on it, and what became of earlier tries."""

from dataclasses import replace

import pytest

from tests.support.cases import EMPTY, an_answer, claimed, diagnoses, hand_in, listed, report, save, start, workbench
from tests.support.library import (
    AUDIT_SLUG,
    BILLED,
    CASE_RATIONALE,
    CASE_SLUG,
    QUERY_SLUG,
    RIGHT_CLAIM,
    SPANS,
)
from tests.support.people import Learner
from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.claims.lines import TypedClaim, TypedLine
from trainer.domain.grading.case_key import VisitElements
from trainer.domain.grading.queries import QueryAnswer
from trainer.domain.kernel.points import Points
from trainer.services import grading, progress
from trainer.services.case_reports import ReportLine
from trainer.services.cases import CaseWork
from trainer.services.codes import NoCodeBook

with_code_book = pytest.mark.usefixtures("code_book")


def kinds(line: ReportLine) -> dict[str, int]:
    """The findings at a line with what they cost."""
    return {found.kind: found.cost for found in line.findings}


def only(lines: tuple[ReportLine, ...], section: str) -> list[ReportLine]:
    return [line for line in lines if line.section == section]


@with_code_book
def test_the_claim_that_the_key_asks_for_is_clean_and_earns_everything(learner):
    page = hand_in(learner, RIGHT_CLAIM)
    assert page.score.is_full
    assert (page.is_clean, page.correct_lines, page.key_lines) == (True, 4, 4)
    assert [line.verdict for line in page.lines] == ["right"] * 4
    assert [line.span for line in page.lines] == list(SPANS.values())
    assert all(CASE_RATIONALE in line.explanation for line in page.lines)
    assert dict(page.sections) == {"diagnoses": Points(24, 24), "procedures": Points(24, 24)}
    assert page.key.not_reportable[0].code == "92504"
    assert page.clean_claim == (
        ("diagnoses", "H66.001", SPANS["H66.001"]),
        ("diagnoses", "H61.21", SPANS["H61.21"]),
        ("procedures", "99213-25 → A", SPANS["99213"]),
        ("procedures", "69210 → B", SPANS["69210"]),
    )


@with_code_book
def test_lines_pasted_from_a_spreadsheet_are_read_as_they_are_meant(learner):
    pasted = TypedClaim(
        (TypedLine("\u00a0h66.001\u200a"), TypedLine("Ｈ61.21")),
        (TypedLine("９９２１３", "２５", "１", "ａ"), TypedLine(" 69210\t", "", "", "b")),
    )
    page = hand_in(learner, pasted)
    assert page.is_clean, [(line.entered, line.verdict, line.faults) for line in page.lines]


@with_code_book
def test_an_o_for_a_zero_is_read_as_it_is_meant_pointed_out_and_kept(learner):
    typed = TypedClaim((TypedLine("H66.OO1"), TypedLine("H6I.2I")), RIGHT_CLAIM.procedures)
    page = hand_in(learner, typed)
    assert (page.is_clean, page.score.is_full) == (True, True)
    assert page.work.claim == typed
    assert [line.entered for line in only(page.lines, "diagnoses")] == ["H66.OO1", "H6I.2I"]
    assert all(found.severity == "note" for line in page.lines for found in line.findings)
    assert sum(len(line.findings) for line in page.lines) == 2


@with_code_book
def test_a_letter_that_only_looks_like_a_latin_one_is_pointed_out_and_kept(learner):
    number = start(learner)
    cyrillic = diagnoses("Н66.001")
    assert save(learner, number, cyrillic) == ("diagnoses 1",)
    assert workbench(learner, number).work.claim == cyrillic


@with_code_book
def test_the_report_names_each_line_that_is_missed_wrong_or_not_supported(learner):
    claim = TypedClaim(
        (TypedLine("H66.002"), TypedLine("J20.9")),
        (TypedLine("99213", "", "2", "A"), TypedLine("92504", "", "1", "A")),
    )
    page = hand_in(learner, claim)
    found = {(line.section, line.entered.split("-")[0].split(" ")[0]): line for line in page.lines}
    wrong = found["diagnoses", "H66.002"]
    assert (wrong.verdict, wrong.expected, kinds(wrong)) == ("wrong", "H66.001", {"laterality": 9})
    assert found["diagnoses", "J20.9"].verdict == "unsupported"
    partly = found["procedures", "99213"]
    assert (partly.verdict, set(kinds(partly))) == ("partly", {"modifier_missing", "units"})
    assert (partly.expected, partly.entered) == ("99213-25 → A", "99213 × 2 → A")
    assert all(each.rule.text and each.rule.source for each in partly.findings)
    tempting = found["procedures", "92504"]
    assert tempting.verdict == "unsupported"
    assert "the microscope is included" in tempting.explanation
    missed = sorted(line.expected for line in page.lines if line.verdict == "missed")
    assert missed == ["69210 → B", "H61.21"]
    assert (page.is_clean, page.correct_lines) == (False, 0)


@with_code_book
def test_a_claim_that_leaves_blanks_and_strikes_lines_is_told_of_each_line_as_it_was_typed(learner):
    claim = TypedClaim((TypedLine(""), TypedLine("h66.001"), TypedLine("J20.9", is_struck=True)), ())
    page = hand_in(learner, claim)
    assert [line.entered for line in page.lines if line.entered] == ["H66.001"]


@with_code_book
def test_the_same_code_fifty_times_is_graded_line_by_line(learner):
    page = hand_in(learner, TypedClaim(RIGHT_CLAIM.diagnoses, (TypedLine("69210", "", "1", "B"),) * 50))
    lines = [line for line in page.lines if line.entered == "69210 → B"]
    assert (len(lines), [line.verdict for line in lines].count("right")) == (50, 1)
    assert "duplicate" in {kind for line in lines for kind in kinds(line)}


@with_code_book
@pytest.mark.parametrize("slug", [CASE_SLUG, QUERY_SLUG])
def test_empty_work_can_be_handed_in_and_earns_nothing(learner, slug):
    page = hand_in(learner, CaseWork(), slug)
    assert page.score.earned == page.correct_lines == 0
    assert not page.is_clean
    assert {line.verdict for line in page.lines} <= {"missed", "wrong"}


@with_code_book
def test_an_audit_that_finds_nothing_is_told_every_error(learner):
    page = hand_in(learner, claimed(BILLED), AUDIT_SLUG)
    assert (page.score.earned, page.correct_lines, page.key_lines, page.is_clean) == (0, 0, 3, False)
    assert [(line.section, line.verdict, line.earned) for line in page.lines] == [
        ("diagnoses", "missed", 0),
        ("procedures", "missed", 0),
        ("procedures", "missed", 0),
    ]
    assert [line.findings[0].remark for line in page.lines] == ["Not noticed."] * 3


@with_code_book
def test_an_audit_that_finds_names_and_corrects_everything_is_clean(learner):
    visit, removal = RIGHT_CLAIM.procedures
    claim = TypedClaim(
        (TypedLine("H66.001", mark="laterality"), TypedLine("H61.21")),
        (replace(visit, mark="modifier_missing"), removal),
    )
    page = hand_in(learner, claimed(claim), AUDIT_SLUG)
    assert (page.score, page.correct_lines, page.key_lines, page.is_clean) == (Points(36, 36), 3, 3, True)
    assert [line.entered for line in page.lines] == ["H66.001", "99213-25 → A", ""]
    assert page.lines[2].expected == "69210 → B"


@with_code_book
def test_what_an_audit_only_noticed_or_called_by_another_name_earns_a_part(learner):
    claim = TypedClaim(
        (TypedLine("H66.002", mark="laterality"), TypedLine("H61.21")),  # found and named, not corrected
        (TypedLine("99213", "25", "1", "A", "units"),),  # found and corrected, called something else
    )
    page = hand_in(learner, claimed(claim), AUDIT_SLUG)
    named, corrected, missed = page.lines
    assert (named.verdict, named.earned, kinds(named)) == ("partly", 8, {"laterality": 4})
    assert "not put right" in named.findings[0].remark
    assert (corrected.verdict, corrected.earned, kinds(corrected)) == ("partly", 8, {"modifier_missing": 4})
    assert "not named" in corrected.findings[0].remark
    assert (missed.verdict, missed.earned) == ("missed", 0)
    assert page.score == Points(16, 36)


@with_code_book
def test_lines_called_wrong_that_were_right_cost_an_audit_points(learner):
    claim = TypedClaim(
        (TypedLine("H66.002"), TypedLine("H61.21", mark="unsupported", is_struck=True), TypedLine("J20.9")),
        (TypedLine("99213", "", "1", "A"),),
    )
    page = hand_in(learner, claimed(claim), AUDIT_SLUG)
    alarms = [line for line in page.lines if line.verdict == "unsupported"]
    assert [(line.verdict, line.explanation) for line in alarms] == [
        ("unsupported", "This line was right as billed."),
        ("unsupported", "This line was not missing."),
    ]
    assert page.score == Points(0, 12 * (3 + 2))


@with_code_book
def test_a_billed_line_that_was_struck_is_reported_as_struck(learner):
    line = TypedLine("H66.002", mark="unsupported", is_struck=True)
    page = hand_in(learner, claimed(replace(BILLED, diagnoses=(line, BILLED.diagnoses[1]), procedures=())), AUDIT_SLUG)
    assert page.lines[0].entered == "H66.002 struck"


def test_a_query_is_graded_by_its_criteria_and_without_a_code_book(learner):
    page = hand_in(learner, an_answer(), QUERY_SLUG)
    assert (page.score, page.correct_lines, page.key_lines, page.is_clean) == (Points(48, 48), 4, 4, True)
    assert [line.verdict for line in page.lines] == ["right"] * 4
    assert page.lines[0].explanation == f"{CASE_RATIONALE} needed"


@pytest.mark.parametrize(
    ("work", "earned"),
    [
        (an_answer("a"), [12, 6, 12, 12]),
        (an_answer("abc"), [12, 6, 12, 12]),
        (an_answer("b"), [12, 0, 12, 12]),
        (an_answer(question="a"), [12, 12, 12, 0]),
        (an_answer(question=""), [12, 12, 12, 0]),
        (an_answer(is_needed=False), [0, 0, 0, 0]),
        (an_answer(is_needed=None), [0, 0, 0, 0]),
    ],
)
def test_each_criterion_of_a_query_earns_by_itself(learner, work, earned):
    page = hand_in(learner, work, QUERY_SLUG)
    assert [line.earned for line in page.lines] == earned


def test_choices_that_a_query_does_not_offer_earn_nothing_and_break_nothing(learner):
    forged = CaseWork(query=QueryAnswer(is_needed=True, gaps=("a", "c", "z"), parts=(("facts", "z"), ("tone", "a"))))
    page = hand_in(learner, forged, QUERY_SLUG)
    assert [line.earned for line in page.lines] == [12, 6, 0, 0]


@with_code_book
def test_the_elements_of_the_visit_stand_beside_those_of_the_key_and_earn_nothing(learner):
    elements = VisitElements("high", "", "moderate")
    page = hand_in(learner, CaseWork(RIGHT_CLAIM, elements=elements))
    assert (page.work.elements, page.key_elements) == (elements, VisitElements("low", "minimal", "moderate"))
    assert page.is_clean


@with_code_book
def test_there_is_no_report_before_the_claim_is_graded(learner):
    number = start(learner)
    assert report(learner, number) is None
    submit(learner, number)
    assert report(learner, number) is None
    grade(learner, number)
    assert report(learner, number) is not None


@with_code_book
def test_grading_a_claim_twice_adds_nothing(learner, scopes):
    number = start(learner)
    save(learner, number, RIGHT_CLAIM)
    learner.hand_in(number)
    before = report(learner, number)
    learner.hand_in(number)
    grading.tidy_up(scopes)
    assert report(learner, number) == before


def submit(learner: Learner, number: int) -> None:
    with learner.writing() as scope:
        grading.submit_attempt(scope, number, AttemptKind.CASE)


def grade(learner: Learner, number: int) -> None:
    with learner.writing() as scope:
        grading.grade_attempt(scope, number)


def test_without_a_code_book_a_claim_stays_handed_in_until_it_can_be_graded(learner, scopes, small_book):
    number = start(learner)
    save(learner, number, RIGHT_CLAIM)
    submit(learner, number)
    with pytest.raises(NoCodeBook):
        grade(learner, number)
    assert report(learner, number) is None
    assert workbench(learner, number).state is AttemptState.SUBMITTED
    assert (listed(learner).tries, listed(learner).open_number) == (0, None)
    scopes.settings.codebook_path.write_bytes(small_book.read_bytes())
    grade(learner, number)
    assert report(learner, number).is_clean


def test_tidying_up_grades_what_it_can_while_there_is_no_code_book(learner, scopes, small_book):
    case, query = start(learner), start(learner, QUERY_SLUG)
    for number in (case, query):
        submit(learner, number)
    assert grading.tidy_up(scopes) == grading.Tidied(graded=1, waiting=1)
    assert report(learner, case) is None
    assert report(learner, query) is not None, "it needs no code book"
    scopes.settings.codebook_path.write_bytes(small_book.read_bytes())
    assert grading.tidy_up(scopes) == grading.Tidied(graded=1)
    assert grading.tidy_up(scopes) == grading.Tidied()
    assert report(learner, case) is not None


@with_code_book
def test_tries_are_listed_with_what_went_and_what_came(learner, clock):
    hand_in(learner, TypedClaim((TypedLine("H66.002"), TypedLine("H61.21")), RIGHT_CLAIM.procedures))
    clock.advance(days=1)
    hand_in(learner, TypedClaim(RIGHT_CLAIM.diagnoses, (replace(RIGHT_CLAIM.procedures[0], modifiers="", units="2"),)))
    clock.advance(days=1)
    hand_in(learner, diagnoses("J20.9"), AUDIT_SLUG)  # another case is no try of this one
    third = hand_in(learner, RIGHT_CLAIM)
    assert [row.number for row in third.tries] == [4, 2, 1]
    last, middle, first = third.tries
    assert (last.is_clean, last.errors, last.new) == (True, 0, ())
    assert last.gone == ("missed", "modifier_missing", "units")
    assert (middle.gone, middle.new) == (("laterality",), ("missed", "modifier_missing", "units"))
    assert (first.errors, first.gone, first.new) == (1, (), ())


@with_code_book
def test_the_same_error_made_less_often_is_told_as_mended(learner):
    hand_in(learner, EMPTY)
    page = hand_in(learner, replace(RIGHT_CLAIM, procedures=()))
    assert [row.errors for row in page.tries] == [2, 4]
    assert (page.tries[0].gone, page.tries[0].new) == (("missed",), ())


@with_code_book
def test_the_history_shows_a_case_with_its_score(learner):
    hand_in(learner, RIGHT_CLAIM)
    with learner.reading() as scope:
        (row,) = progress.get_history(scope, 1).rows
    assert (row.kind, row.case_slug, row.is_clean, row.score.is_full) == ("case", CASE_SLUG, True, True)
