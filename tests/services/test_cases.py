"""Coding cases: the draft claim, handing in, the report, and trying again."""

from threading import Thread

import pytest

from tests.support.library import CASE_RATIONALE, CASE_SLUG, CASE_TITLE, RIGHT_CLAIM
from tests.support.people import Learner
from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.attempts.decisions import AttemptClosed, StaleAnswer
from trainer.domain.claims.lines import TypedClaim, TypedLine
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import cases, grading, progress, sittings

EMPTY = TypedClaim((), ())


def start(learner: Learner) -> int:
    with learner.writing() as scope:
        return cases.start_case(scope, CASE_SLUG)


def save(learner: Learner, number: int, claim: TypedClaim, base: int = 0) -> tuple[str, ...]:
    """Where the claim cannot be read: `diagnoses 1` and the like."""
    with learner.writing() as scope:
        problems = cases.save_claim(scope, number, claim, base)
    return tuple(f"{problem.section} {problem.line}" for problem in problems)


def workbench(learner: Learner, number: int) -> cases.Workbench:
    with learner.reading() as scope:
        return cases.get_workbench(scope, number)


def hand_in(learner: Learner, claim: TypedClaim) -> cases.CaseReport:
    """The report on a new try with this claim."""
    number = start(learner)
    save(learner, number, claim)
    learner.hand_in(number)
    return report(learner, number)


def report(learner: Learner, number: int) -> cases.CaseReport | None:
    with learner.reading() as scope:
        return cases.get_report(scope, number)


def listed(learner: Learner) -> cases.CaseRow:
    with learner.reading() as scope:
        (row,) = cases.list_cases(scope)
        return row


def diagnoses(*codes: str) -> TypedClaim:
    return TypedClaim(tuple(map(TypedLine, codes)), ())


def test_a_new_try_shows_the_chart_and_an_empty_claim(learner):
    page = workbench(learner, start(learner))
    assert (page.content.title, page.state) == (CASE_TITLE, AttemptState.IN_PROGRESS)
    assert (page.typed, page.revision, page.saved_at, page.problems) == (EMPTY, 0, None, ())
    assert CASE_RATIONALE not in repr(page)


def test_an_unknown_case_cannot_be_started(learner):
    with pytest.raises(NotFound), learner.writing() as scope:
        cases.start_case(scope, "no-such-case")


def test_starting_again_goes_on_with_the_open_try(learner):
    assert start(learner) == start(learner)


def test_two_starts_at_the_same_moment_make_one_try(learner):
    numbers: list[int] = []
    second = Thread(target=lambda: numbers.append(start(learner)))
    with learner.writing() as scope:
        numbers.append(cases.start_case(scope, CASE_SLUG))
        second.start()
        second.join(0.3)
        assert second.is_alive(), "the second start waits for the first"
    second.join(20)
    assert numbers == [1, 1]


@pytest.mark.parametrize(
    "line",
    [
        TypedLine(" h66.001 "),
        TypedLine("H66001\t"),
        TypedLine("Ｈ６６．００１"),
        TypedLine("not a code"),
        TypedLine("✓ <b>&amp;</b> ' \""),
    ],
)
def test_a_draft_is_kept_exactly_as_typed(learner, clock, line):
    number = start(learner)
    claim = TypedClaim((line, TypedLine(""), TypedLine("H61.21")), (TypedLine("99213", " 25 ,rt", " 1", "a b"),))
    save(learner, number, claim)
    page = workbench(learner, number)
    assert (page.typed, page.revision, page.saved_at) == (claim, 1, clock())


def test_blank_lines_at_the_end_are_not_kept(learner):
    number = start(learner)
    save(learner, number, TypedClaim((TypedLine("H66.001"), TypedLine("")), (TypedLine("", "", "1"), TypedLine(""))))
    assert workbench(learner, number).typed == diagnoses("H66.001")


def test_what_cannot_be_read_is_saved_and_named_by_its_line(learner):
    number = start(learner)
    claim = TypedClaim((TypedLine("H66.001"), TypedLine("?")), (TypedLine("99213", "25", "none", "Z"),))
    assert set(save(learner, number, claim)) == {"diagnoses 2", "procedures 1"}
    page = workbench(learner, number)
    assert page.typed == claim
    assert {problem.section for problem in page.problems} == {"diagnoses", "procedures"}


def test_lines_can_be_taken_out_again(learner):
    number = start(learner)
    save(learner, number, RIGHT_CLAIM)
    save(learner, number, diagnoses("H61.21"), base=1)
    page = workbench(learner, number)
    assert (page.typed, page.revision) == (diagnoses("H61.21"), 2)


def test_saving_the_same_claim_again_is_no_new_revision(learner):
    number = start(learner)
    save(learner, number, RIGHT_CLAIM)
    assert save(learner, number, RIGHT_CLAIM, base=0) == ()
    assert workbench(learner, number).revision == 1


def test_a_stale_save_is_refused_and_overwrites_nothing(learner):
    number = start(learner)
    save(learner, number, RIGHT_CLAIM)
    with pytest.raises(StaleAnswer) as stale:
        save(learner, number, diagnoses("J20.9"), base=0)
    assert stale.value.current_revision == 1
    assert workbench(learner, number).typed == RIGHT_CLAIM


def test_two_saves_at_the_same_moment_do_not_overwrite_each_other(learner):
    number = start(learner)
    lost: list[StaleAnswer] = []

    def second_tab() -> None:
        try:
            save(learner, number, diagnoses("J20.9"))
        except StaleAnswer as error:
            lost.append(error)

    second = Thread(target=second_tab)
    with learner.writing() as scope:
        cases.save_claim(scope, number, RIGHT_CLAIM, 0)
        second.start()
        second.join(0.3)
        assert second.is_alive(), "the second tab waits for the first"
    second.join(20)
    assert len(lost) == 1
    assert workbench(learner, number).typed == RIGHT_CLAIM


@pytest.mark.parametrize(
    "claim",
    [
        TypedClaim((TypedLine("H" * 41),), ()),
        TypedClaim((), (TypedLine("99213", "2" * 41),)),
        TypedClaim((), (TypedLine("99213", "", "1" * 41),)),
        TypedClaim(tuple(TypedLine("H66.001") for _ in range(201)), ()),
    ],
)
def test_more_than_any_claim_holds_is_refused_not_cut(learner, claim):
    number = start(learner)
    with pytest.raises(Refused):
        save(learner, number, claim)
    assert workbench(learner, number).typed == EMPTY


def test_a_claim_that_was_handed_in_cannot_be_changed(learner):
    number = start(learner)
    save(learner, number, RIGHT_CLAIM)
    learner.hand_in(number)
    with pytest.raises(AttemptClosed):
        save(learner, number, diagnoses("J20.9"), base=1)
    assert workbench(learner, number).typed == RIGHT_CLAIM


def test_the_claim_that_the_key_asks_for_is_clean_and_earns_everything(learner):
    page = hand_in(learner, RIGHT_CLAIM)
    assert page.score.is_full
    assert (page.is_clean, page.correct_lines, page.key_lines) == (True, 4, 4)
    assert [line.verdict for line in page.lines] == ["right"] * 4
    assert all(line.span.startswith("the chart on") and CASE_RATIONALE in line.explanation for line in page.lines)
    assert page.not_reportable[0][0] == "92504"


def test_lines_pasted_from_a_spreadsheet_are_read_as_they_are_meant(learner):
    pasted = TypedClaim(
        (TypedLine("\u00a0h66.001\u200a"), TypedLine("Ｈ61.21")),
        (TypedLine("９９２１３", "２５", "１", "ａ"), TypedLine(" 69210\t", "", "", "b")),
    )
    page = hand_in(learner, pasted)
    assert page.is_clean, [(line.entered, line.verdict, line.faults) for line in page.lines]


def test_a_letter_that_only_looks_like_a_latin_one_is_pointed_out_and_kept(learner):
    number = start(learner)
    cyrillic = diagnoses("Н66.001")
    assert save(learner, number, cyrillic) == ("diagnoses 1",)
    assert workbench(learner, number).typed == cyrillic


def test_the_report_names_each_line_that_is_missed_wrong_or_not_supported(learner):
    claim = TypedClaim(
        (TypedLine("H66.002"), TypedLine("J20.9")),
        (TypedLine("99213", "", "2", "A"), TypedLine("92504", "", "1", "A")),
    )
    page = hand_in(learner, claim)
    found = {(line.section, line.entered.split("-")[0].split(" ")[0]): line for line in page.lines}
    wrong = found["diagnoses", "H66.002"]
    assert (wrong.verdict, wrong.expected, wrong.faults) == ("wrong", "H66.001", ("wrong_code_same_category",))
    assert found["diagnoses", "J20.9"].verdict == "unsupported"
    partly = found["procedures", "99213"]
    assert (partly.verdict, set(partly.faults)) == ("partly", {"modifier", "units"})
    assert partly.expected == "99213-25 → A"
    assert partly.entered == "99213 × 2 → A"
    tempting = found["procedures", "92504"]
    assert tempting.verdict == "unsupported"
    assert "the microscope is included" in tempting.explanation
    missed = sorted(line.expected for line in page.lines if line.verdict == "missed")
    assert missed == ["69210 → B", "H61.21"]
    assert (page.is_clean, page.correct_lines) == (False, 0)


def test_an_empty_claim_can_be_handed_in_and_misses_everything(learner):
    page = hand_in(learner, EMPTY)
    assert [line.verdict for line in page.lines] == ["missed"] * 4
    assert page.score.earned == 0


def test_there_is_no_report_before_the_claim_is_graded(learner):
    number = start(learner)
    assert report(learner, number) is None
    with learner.writing() as scope:
        grading.submit_attempt(scope, number, AttemptKind.CASE)
    assert report(learner, number) is None
    with learner.writing() as scope:
        grading.grade_attempt(scope, number)
    assert report(learner, number) is not None


def test_grading_a_claim_twice_adds_nothing(learner, scopes):
    number = start(learner)
    save(learner, number, RIGHT_CLAIM)
    learner.hand_in(number)
    before = report(learner, number)
    learner.hand_in(number)
    grading.tidy_up(scopes)
    assert report(learner, number) == before


def test_a_second_try_starts_empty_and_is_listed_with_the_first(learner, clock):
    first = hand_in(learner, EMPTY)
    clock.advance(days=1)
    second = hand_in(learner, RIGHT_CLAIM)
    assert (first.number, second.number) == (1, 2)
    assert [(row.number, row.is_clean) for row in second.tries] == [(2, True), (1, False)]


def test_the_list_shows_tries_and_the_best_score(learner, other):
    row = listed(learner)
    assert (row.slug, row.tries, row.best, row.open_number) == (CASE_SLUG, 0, None, None)
    number = start(learner)
    assert (listed(learner).tries, listed(learner).open_number) == (0, number)
    learner.hand_in(number)
    hand_in(learner, RIGHT_CLAIM)
    hand_in(learner, diagnoses("H66.001"))
    row = listed(learner)
    assert (row.tries, row.best.is_full, row.open_number) == (3, True, None)
    assert listed(other).tries == 0


def test_a_case_that_was_given_up_has_no_report_and_can_be_started_anew(learner):
    number = start(learner)
    save(learner, number, RIGHT_CLAIM)
    with learner.writing() as scope:
        grading.abandon_attempt(scope, number, AttemptKind.CASE)
    assert report(learner, number) is None
    assert workbench(learner, number).typed == RIGHT_CLAIM, "the claim stays in the history"
    assert start(learner) == number + 1


def test_another_learners_claim_cannot_be_found(learner, other):
    number = start(learner)
    save(learner, number, RIGHT_CLAIM)
    calls = (
        lambda scope: cases.get_workbench(scope, number),
        lambda scope: cases.save_claim(scope, number, EMPTY, 1),
        lambda scope: cases.get_report(scope, number),
        lambda scope: grading.submit_attempt(scope, number, AttemptKind.CASE),
    )
    for call in calls:
        with pytest.raises(NotFound), other.writing() as scope:
            call(scope)
    assert workbench(learner, number).typed == RIGHT_CLAIM


def test_a_sitting_with_questions_is_no_claim_and_a_claim_no_sitting_with_questions(learner):
    practice, case = learner.start(), start(learner)
    with pytest.raises(NotFound):
        workbench(learner, practice)
    with pytest.raises(NotFound), learner.reading() as scope:
        sittings.get_result(scope, case)


def test_the_history_shows_a_case_with_its_score(learner):
    hand_in(learner, RIGHT_CLAIM)
    with learner.reading() as scope:
        (row,) = progress.get_history(scope, 1).rows
    assert (row.kind, row.case_slug, row.is_clean, row.score.is_full) == ("case", CASE_SLUG, True, True)
