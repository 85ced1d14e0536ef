"""Coding cases: starting, the work as it was last saved, and what is refused."""

from dataclasses import replace
from threading import Thread

import pytest

from tests.support.cases import (
    EMPTY,
    an_answer,
    claimed,
    diagnoses,
    hand_in,
    listed,
    report,
    save,
    start,
    workbench,
)
from tests.support.library import (
    AUDIT_SLUG,
    BILLED,
    CASE_RATIONALE,
    CASE_SLUG,
    CASE_TITLE,
    QUERY_SLUG,
    RIGHT_CLAIM,
    a_library,
    an_audit,
)
from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.attempts.decisions import AttemptClosed, StaleAnswer
from trainer.domain.claims.case import CaseKind
from trainer.domain.claims.lines import TypedClaim, TypedLine
from trainer.domain.grading.case_key import VisitElements
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import case_reports, cases, grading, practice_results
from trainer.services.cases import CaseWork
from trainer.services.publishing import publish_library

pytestmark = pytest.mark.usefixtures("code_book")

WORK = {
    CASE_SLUG: CaseWork(RIGHT_CLAIM, "Ask about the\nother ear.", VisitElements("low", "", "moderate")),
    AUDIT_SLUG: CaseWork(
        TypedClaim(
            (TypedLine("H66.001", mark="laterality"), TypedLine("", mark="unsupported"), TypedLine("J20.9")),
            (TypedLine("99213", "25", "1", "A", "modifier_missing", is_struck=True), TypedLine("69210", "", "1", "C")),
        ),
        "Two of three.",
    ),
    QUERY_SLUG: replace(an_answer("ab", question=""), note="Which ear?"),
}


def test_a_new_try_shows_the_chart_and_an_empty_claim(learner):
    page = workbench(learner, start(learner))
    assert (page.content.title, page.state) == (CASE_TITLE, AttemptState.IN_PROGRESS)
    assert (page.work, page.revision, page.saved_at, page.problems) == (CaseWork(), 0, None, ())


def test_a_new_audit_begins_with_the_claim_as_billed(learner):
    page = workbench(learner, start(learner, AUDIT_SLUG))
    assert (page.work, page.revision, page.saved_at) == (claimed(BILLED), 0, None)


@pytest.mark.parametrize("slug", WORK)
def test_the_workbench_holds_nothing_of_the_key(learner, slug):
    assert CASE_RATIONALE not in repr(workbench(learner, start(learner, slug)))


def test_an_unknown_case_cannot_be_started(learner):
    with pytest.raises(NotFound):
        start(learner, "no-such-case")


def test_starting_again_goes_on_with_the_open_try(learner):
    number = start(learner)
    save(learner, number, RIGHT_CLAIM)
    assert start(learner) == start(learner, is_from_last=True) == number
    assert workbench(learner, number).work.claim == RIGHT_CLAIM


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


@pytest.mark.parametrize("slug", WORK)
def test_work_of_every_kind_is_kept_exactly_as_it_was_entered(learner, clock, slug):
    number = start(learner, slug)
    assert save(learner, number, WORK[slug]) == ()
    page = workbench(learner, number)
    assert (page.work, page.revision, page.saved_at) == (WORK[slug], 1, clock())


@pytest.mark.parametrize(
    "line",
    [
        TypedLine(" h66.001 "),
        TypedLine("H66001\t"),
        TypedLine("Ｈ６６．００１"),
        TypedLine("H66.OO1"),
        TypedLine("not a code"),
        TypedLine("✓ <b>&amp;</b> ' \""),
    ],
)
def test_a_draft_is_kept_exactly_as_typed(learner, line):
    number = start(learner)
    claim = TypedClaim((line, TypedLine(""), TypedLine("H61.21")), (TypedLine("99213", " 25 ,rt", " 1", "a b"),))
    save(learner, number, claim)
    assert workbench(learner, number).work.claim == claim


def test_blank_lines_at_the_end_are_not_kept(learner):
    number = start(learner)
    save(learner, number, TypedClaim((TypedLine("H66.001"), TypedLine("")), (TypedLine("", "", "1"), TypedLine(""))))
    assert workbench(learner, number).work.claim == diagnoses("H66.001")


def test_billed_lines_that_were_emptied_keep_their_places(learner):
    number = start(learner, AUDIT_SLUG)
    emptied = TypedClaim((TypedLine(""), TypedLine("")), (TypedLine("", "", "1"),))
    save(learner, number, TypedClaim((*emptied.diagnoses, TypedLine("")), (*emptied.procedures, TypedLine(""))))
    assert workbench(learner, number).work.claim == emptied


def test_what_cannot_be_read_is_saved_and_named_by_its_line(learner):
    number = start(learner)
    claim = TypedClaim((TypedLine("H66.001"), TypedLine("?")), (TypedLine("99213", "25", "none", "Z"),))
    assert set(save(learner, number, claim)) == {"diagnoses 2", "procedures 1"}
    page = workbench(learner, number)
    assert page.work.claim == claim
    assert {problem.section for problem in page.problems} == {"diagnoses", "procedures"}


def test_in_a_query_there_is_no_claim_that_could_not_be_read(learner):
    number = start(learner, QUERY_SLUG)
    assert save(learner, number, replace(an_answer(), claim=diagnoses("?"))) == ()
    assert workbench(learner, number).problems == ()


def test_lines_can_be_taken_out_again(learner):
    number = start(learner)
    save(learner, number, RIGHT_CLAIM)
    save(learner, number, diagnoses("H61.21"), base=1)
    page = workbench(learner, number)
    assert (page.work.claim, page.revision) == (diagnoses("H61.21"), 2)


@pytest.mark.parametrize("slug", WORK)
def test_saving_the_same_work_again_is_no_new_revision(learner, slug):
    number = start(learner, slug)
    save(learner, number, WORK[slug])
    assert save(learner, number, WORK[slug], base=0) == ()
    assert workbench(learner, number).revision == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"note": "Another."},
        {"elements": VisitElements("high", "", "")},
        {"claim": TypedClaim(RIGHT_CLAIM.diagnoses, (replace(RIGHT_CLAIM.procedures[0], is_struck=True),))},
        {"claim": TypedClaim((replace(RIGHT_CLAIM.diagnoses[0], mark="units"),), ())},
        {"query": an_answer("a").query},
    ],
)
def test_whatever_is_changed_makes_a_new_revision(learner, changed):
    number = start(learner)
    save(learner, number, WORK[CASE_SLUG])
    work = replace(WORK[CASE_SLUG], **changed)
    save(learner, number, work, base=1)
    assert (workbench(learner, number).work, workbench(learner, number).revision) == (work, 2)


@pytest.mark.parametrize("slug", WORK)
def test_a_stale_save_is_refused_and_overwrites_nothing(learner, slug):
    number = start(learner, slug)
    save(learner, number, WORK[slug])
    with pytest.raises(StaleAnswer) as stale:
        save(learner, number, replace(WORK[slug], note="an older tab"), base=0)
    assert stale.value.current_revision == 1
    assert workbench(learner, number).work == WORK[slug]


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
        cases.save_work(scope, number, claimed(RIGHT_CLAIM), 0)
        second.start()
        second.join(0.3)
        assert second.is_alive(), "the second tab waits for the first"
    second.join(20)
    assert len(lost) == 1
    assert workbench(learner, number).work.claim == RIGHT_CLAIM


def test_as_many_lines_as_a_section_takes_are_kept(learner):
    number = start(learner)
    most = TypedClaim((TypedLine("H66.001"),) * 200, (TypedLine("69210", "", "1", "A"),) * 200)
    assert save(learner, number, most) == ("diagnoses 13", "procedures 51"), "kept, though no claim holds so many"
    assert workbench(learner, number).work.claim == most


@pytest.mark.parametrize(
    "work",
    [
        claimed(diagnoses("H" * 41)),
        claimed(TypedClaim((), (TypedLine("99213", "2" * 41),))),
        claimed(TypedClaim((), (TypedLine("99213", "", "1" * 41),))),
        claimed(TypedClaim((), (TypedLine("99213", "", "1", "A" * 41),))),
        claimed(TypedClaim((TypedLine("H66.001", mark="m" * 41),), ())),
        claimed(diagnoses(*["H66.001"] * 201)),
        claimed(TypedClaim((), (TypedLine("69210"),) * 201)),
        CaseWork(note="n" * 4_001),
    ],
)
def test_more_than_is_kept_is_refused_not_cut(learner, work):
    number = start(learner)
    with pytest.raises(Refused):
        save(learner, number, work)
    assert workbench(learner, number).work == CaseWork()


def test_work_that_was_handed_in_cannot_be_changed(learner):
    number = start(learner)
    save(learner, number, RIGHT_CLAIM)
    learner.hand_in(number)
    for work in (diagnoses("J20.9"), RIGHT_CLAIM):
        with pytest.raises(AttemptClosed):
            save(learner, number, work, base=1)
    assert workbench(learner, number).work.claim == RIGHT_CLAIM


def test_a_fresh_try_starts_empty_and_one_from_the_last_work_where_that_ended(learner, clock):
    hand_in(learner, diagnoses("J20.9"))
    clock.advance(days=1)
    hand_in(learner, WORK[CASE_SLUG])
    fresh = start(learner)
    assert workbench(learner, fresh).work == CaseWork()
    with learner.writing() as scope:
        grading.abandon_attempt(scope, fresh, AttemptKind.CASE)
    page = workbench(learner, start(learner, is_from_last=True))
    assert (page.work, page.revision, page.saved_at) == (WORK[CASE_SLUG], 0, None)


@pytest.mark.parametrize("slug", [AUDIT_SLUG, QUERY_SLUG])
def test_audits_and_queries_can_be_tried_again_from_the_last_work_as_well(learner, slug):
    hand_in(learner, WORK[slug], slug)
    assert workbench(learner, start(learner, slug, is_from_last=True)).work == WORK[slug]


def test_without_any_last_work_a_try_from_it_starts_as_a_fresh_one(learner, other):
    hand_in(other, RIGHT_CLAIM)
    hand_in(learner, WORK[AUDIT_SLUG], AUDIT_SLUG)
    assert workbench(learner, start(learner, is_from_last=True)).work == CaseWork()


def test_the_last_audit_of_another_claim_is_not_laid_over_the_claim_of_today(learner, scopes):
    """The lines of an audit are those that were billed: the work on an older version answers to other ones."""
    hand_in(learner, WORK[AUDIT_SLUG], AUDIT_SLUG)
    audit = an_audit()
    billed = TypedClaim((TypedLine("H66.009"), TypedLine("H61.21")), BILLED.procedures)
    changed = replace(audit, content=replace(audit.content, billed=billed))
    library = a_library()
    with scopes.writing() as scope:
        publish_library(scope, replace(library, cases=(library.cases[0], changed, library.cases[2])))
    assert workbench(learner, start(learner, AUDIT_SLUG, is_from_last=True)).work == claimed(billed)


def test_the_list_shows_kinds_tries_and_the_best_score(learner, other):
    with learner.reading() as scope:
        assert [row.kind for row in cases.list_cases(scope)] == list(CaseKind)
    row = listed(learner)
    assert (row.slug, row.tries, row.best, row.open_number) == (CASE_SLUG, 0, None, None)
    number = start(learner)
    assert (listed(learner).tries, listed(learner).open_number) == (0, number)
    learner.hand_in(number)
    hand_in(learner, RIGHT_CLAIM)
    hand_in(learner, diagnoses("H66.001"))
    row = listed(learner)
    assert (row.tries, row.best.is_full, row.open_number) == (3, True, None)
    assert listed(learner, AUDIT_SLUG).tries == listed(other).tries == 0


def test_a_case_that_was_given_up_has_no_report_and_can_be_started_anew(learner):
    number = start(learner)
    save(learner, number, RIGHT_CLAIM)
    with learner.writing() as scope:
        grading.abandon_attempt(scope, number, AttemptKind.CASE)
    assert report(learner, number) is None
    assert workbench(learner, number).work.claim == RIGHT_CLAIM, "the work stays in the history"
    assert start(learner) == number + 1


def test_another_learners_work_cannot_be_found(learner, other):
    number = start(learner)
    save(learner, number, RIGHT_CLAIM)
    calls = (
        lambda scope: cases.get_workbench(scope, number),
        lambda scope: cases.save_work(scope, number, claimed(EMPTY), 1),
        lambda scope: case_reports.get_report(scope, number),
        lambda scope: case_reports.dispute_key(scope, number, "It is the left ear."),
        lambda scope: grading.submit_attempt(scope, number, AttemptKind.CASE),
        lambda scope: grading.grade_attempt(scope, number),
    )
    for call in calls:
        with pytest.raises(NotFound), other.writing() as scope:
            call(scope)
    assert workbench(learner, number).work.claim == RIGHT_CLAIM


def test_a_sitting_with_questions_is_no_claim_and_a_claim_no_sitting_with_questions(learner):
    practice, case = learner.start(), start(learner)
    with pytest.raises(NotFound):
        workbench(learner, practice)
    with pytest.raises(NotFound), learner.reading() as scope:
        practice_results.get_result(scope, case)
