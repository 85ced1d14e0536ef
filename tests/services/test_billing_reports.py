"""Grading billing work of every kind: what is stored of it, what the report says, and what became of earlier tries."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.support.billing import (
    LIST,
    POST,
    SCRUB,
    SLUGS,
    exact,
    exercise,
    exercises,
    hand_in,
    publish_exercises,
    report,
    save,
    start,
)
from tests.support.people import Learner, first_to_sign_up
from trainer.db.models.cases import CaseSubmission
from trainer.db.models.grades import CaseGradeRow, GradedLineRow
from trainer.domain.grading.billing import BILLING_GRADER_VERSION
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import billing, case_reports, grading, progress
from trainer.services.scope import Scopes


@pytest.fixture(autouse=True)
def learner(scopes: Scopes) -> Learner:
    """Ann, with an exercise of each kind on offer."""
    return first_to_sign_up(scopes, publish_exercises)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_work_that_the_key_asks_for_earns_everything(learner, slug):
    page = hand_in(learner, slug, exact(slug))
    assert page.score.is_full
    assert (page.is_clean, page.correct) == (True, page.asked)
    assert {row.verdict for row in page.rows} <= {"right", "optional"}
    assert page.key == exercise(slug).key
    assert page.content == exercise(slug).content


@pytest.mark.parametrize("slug", SLUGS)
def test_an_empty_sheet_earns_nothing(learner, slug):
    page = hand_in(learner, slug, ())
    assert (page.score.earned, page.correct, page.is_clean) == (0, 0, False)
    assert all(row.findings for row in page.rows if row.verdict not in ("right", "optional"))
    assert page.asked > 0


@pytest.mark.parametrize("slug", SLUGS)
def test_no_code_book_is_needed(learner, slug, settings):
    assert not settings.codebook_path.exists()
    assert hand_in(learner, slug, exact(slug)).score.is_full


def test_the_graded_rows_are_stored_as_facts_with_the_grader_that_made_them(learner):
    slug = POST
    field = exercise(slug).content.fields[1]
    assert field.type == "money"
    work = tuple((name, "1.23" if name == field.id else text) for name, text in exact(slug))
    page = hand_in(learner, slug, work)
    with learner.reading() as scope:
        (stored,) = scope.session.scalars(select(CaseGradeRow)).all()
        rows = scope.session.scalars(select(GradedLineRow).order_by(GradedLineRow.row)).all()
        assert (stored.grader_version, stored.submission_revision) == (BILLING_GRADER_VERSION, 1)
        assert (stored.correct_lines, stored.key_lines) == (page.correct, page.asked)
        assert len(rows) == len(page.rows) == len(exercise(slug).content.fields)
        assert [row.section for row in rows] == ["fields"] * len(rows)
        assert [row.row for row in rows] == list(range(len(rows)))
    wrong = page.rows[1]
    assert (wrong.verdict, wrong.entered, wrong.earned, wrong.learner_line, wrong.key_line) == (
        "wrong",
        "1.23",
        0,
        1,
        1,
    )
    assert [found.cost for found in wrong.findings] == [12]
    assert wrong.findings[0].rule.source
    assert wrong.explanation == next(each.why for each in exercise(slug).key.fields if each.field == field.id)


def test_a_false_alarm_is_a_row_of_its_own_and_costs(learner):
    page = hand_in(learner, SCRUB, (*exact(SCRUB), ("2.mark", "wrong_person")))
    assert page.correct == page.asked
    assert not page.is_clean
    assert not page.score.is_full
    (alarm,) = [row for row in page.rows if row.verdict == "unsupported"]
    assert (alarm.key_line, alarm.entered, alarm.findings[0].kind) == (None, "wrong person", "false_alarm")


def test_a_list_is_scored_in_dollars_and_deadlines(learner):
    page = hand_in(learner, LIST, exact(LIST))
    assert [name for name, _ in page.sections] == ["dollars", "deadlines"]
    assert len(page.rows) == 15
    nothing = tuple((name, "nothing" if name.endswith(".action") else text) for name, text in exact(LIST))
    assert hand_in(learner, LIST, nothing).score.earned == 0


def test_tries_are_told_with_what_went_and_what_came(learner):
    fields = exercise(POST).content.fields
    money = [field.id for field in fields if field.type == "money"][:2]
    for wrong in money:
        work = tuple((name, "1.23" if name == wrong else text) for name, text in exact(POST))
        page = hand_in(learner, POST, work)
    last, first = page.tries
    assert (last.number, first.number, first.errors, last.errors) == (2, 1, 1, 1)
    clean = hand_in(learner, POST, exact(POST))
    assert (clean.tries[0].is_clean, clean.tries[0].gone, clean.tries[0].new) == (True, ("wrong_amount",), ())
    with learner.reading() as scope:
        row = next(row for row in billing.list_exercises(scope) if row.slug == POST)
    assert (row.tries, row.best.is_full, row.open_number) == (3, True, None)


def test_work_that_is_not_graded_has_no_report(learner):
    number = start(learner, POST)
    assert report(learner, number) is None
    with learner.writing() as scope, pytest.raises(Refused):
        case_reports.dispute_key(scope, number, "The write-off is 90.00.")
    with pytest.raises(NotFound):
        report(learner, 99)


def test_grading_twice_adds_nothing(learner):
    page = hand_in(learner, POST, exact(POST))
    with learner.writing() as scope:
        grading.grade_attempt(scope, page.number)
        assert len(scope.session.scalars(select(CaseGradeRow)).all()) == 1


def test_a_key_is_disputed_and_the_dispute_stands_on_the_report(learner, clock):
    page = hand_in(learner, POST, exact(POST))
    with learner.writing() as scope:
        case_reports.dispute_key(scope, page.number, "The deposit comes first.")
    again = report(learner, page.number)
    assert [(each.text, each.created_at, each.answer) for each in again.disputes] == [
        ("The deposit comes first.", clock(), None)
    ]


def test_the_grade_stands_in_the_history_of_the_billers_track(learner):
    page = hand_in(learner, POST, exact(POST))
    with learner.reading() as scope:
        history = progress.get_history(scope, 1)
    (row,) = history.rows
    assert (row.number, row.kind, row.track) == (page.number, "case", "cpb")
    assert row.score.is_full
    assert exercise(POST).content.title in row.title


def test_what_was_handed_in_stays_as_it_was_typed(learner):
    typed = tuple((name, f" {text.lower()} ") for name, text in exact(POST))
    page = hand_in(learner, POST, typed)
    assert page.worksheet == typed
    with learner.reading() as scope:
        assert scope.session.scalars(select(CaseSubmission)).one().worksheet == typed


def test_a_key_that_is_corrected_later_leaves_the_grade_and_grades_the_next_try(learner, scopes):
    before = hand_in(learner, POST, exact(POST))
    first, *others = exercise(POST).key.fields
    offers = [offer.id for offer in exercise(POST).content.fields[0].offers]
    other = next(each for each in offers if each not in first.accepts)
    corrected = replace(
        exercise(POST),
        key=replace(exercise(POST).key, fields=(replace(first, accepts=(other,)), *others)),
        key_reason="The contract says otherwise.",
    )
    published = publish_exercises(scopes, [*(each for each in exercises() if each.slug != POST), corrected])
    assert published.changes == {"cases with a corrected key": 1}
    after = report(learner, before.number)
    assert (after.score, after.rows, after.key) == (before.score, before.rows, before.key)
    again = hand_in(learner, POST, exact(POST))
    assert (again.rows[0].verdict, again.key) == ("wrong", corrected.key)


def test_saving_after_a_start_begins_at_the_revision_that_the_page_shows(learner):
    number = start(learner, POST)
    assert save(learner, number, exact(POST)[:1], 0) == 1
    assert save(learner, number, exact(POST)[:2], 1) == 2
