"""An assignment is looked at before learners do: dry run and preview."""

import pytest
from sqlalchemy import update

from tests.support.assignment_forms import FORM, base, entries
from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.library import CASE_RATIONALE, CASE_SLUG, CASE_TITLE, RATIONALE
from tests.support.school import a_spec, an_assignment
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.content import Item
from trainer.domain.classes.work import (
    CaseWork,
    Draw,
    DrawBy,
    DrawnItems,
    MockWork,
    ReviewWork,
)
from trainer.services.overrides import Grant, grant_override


def test_a_dry_run_says_what_is_short_and_stores_nothing(school, teacher):
    rows = {"work": "draws", "draw-1-by": "area", "draw-1-value": "cases", "draw-1-count": "14"}
    response = teacher.post(base(school, "/dry-run"), FORM | rows)
    page = Page(response.text)
    assert response.status_code == 200
    assert "2 learners × 14 items, pool of 10 Cases items is short by 4." in page.text
    assert "30 min, the time limit" in page.text
    untitled = Page(teacher.post(base(school, "/dry-run"), FORM | rows | {"title": ""}).text)
    assert "pool of 10 Cases items is short by 4." in untitled.text
    assert "Give it a title" in untitled.text
    assert page.named("draw-1-count")[0]["value"] == "14"
    assert entries(school) == []


def test_a_dry_run_names_problems_cases_and_those_with_other_terms(school, teacher):
    with school.instructor.writing() as scope:
        grant_override(scope, school.class_id, Grant(school.learner.id, None, "A letter", extra_percent=50))
    cases = {"work": "cases", "cases": [CASE_SLUG], "time_limit": ""}
    page = Page(teacher.post(base(school, "/dry-run"), FORM | cases).text)
    assert "2 learners × 1 case: there is enough for everybody." in page.text
    assert CASE_TITLE in page.text
    assert "Other terms for 1 learner" in page.text
    assert "50 % more time" in page.text
    page = Page(teacher.post(base(school, "/dry-run"), FORM | {"items": "anatomy-1\nnot-there", "weight": "x"}).text)
    assert "not ready" in page.text
    assert "Line 2: There is no item “not-there”" in page.text
    assert "“x” is no whole number" in page.text


def test_a_dry_run_warns_of_what_looks_unmeant(school, teacher):
    typed = FORM | {"opens": "", "due": "2026-02-02T10:00", "closes": "2026-02-03T10:00", "weight": "0"}
    many = "\n".join(f"anatomy-{number}" for number in range(1, 23))
    page = Page(teacher.post(base(school, "/dry-run"), typed | {"time_limit": "5", "items": many}).text)
    assert "It was due before now" in page.text
    assert "It is closed already" in page.text
    assert "less than 20 seconds" in page.text
    assert "does not count in the total" in page.text


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (a_spec("anatomy-1"), "2 learners × 1 item: there is enough"),
        (a_spec(work=ReviewWork(40)), "2 learners × 40 reviews: there is enough"),
        (a_spec(work=MockWork("short-25")), "2 learners × 25 items: there is enough"),
        (a_spec(work=DrawnItems((Draw(DrawBy.TAG, "small", 99),), is_per_learner=True)), "items of tag small is short"),
    ],
)
def test_what_is_stored_runs_dry_too(school, teacher, spec, words):
    assignment_id = an_assignment(school, spec)
    assert words in teacher.page(base(school, f"/{assignment_id}/dry-run")).text


@pytest.mark.parametrize("is_shuffled", [True, False])
def test_a_preview_shows_questions_without_keys_and_stores_nothing(school, teacher, is_shuffled):
    items = ("a-single", "a-multiple", "an-ordering", "a-code", "a-number", "a-matching", "story-1")
    assignment_id = an_assignment(school, a_spec(*items, is_shuffled=is_shuffled, instructions="Read **first**."))
    page = teacher.page(base(school, f"/{assignment_id}/preview"))
    assert "Question 7 of 7" in page.text
    assert "A patient comes back three times." in page.text
    assert RATIONALE not in page.text
    inputs = page.named("choice") + page.named("number") + page.named("code")
    assert inputs
    assert all("disabled" in each for each in inputs)
    with school.scopes.reading() as scope:
        assert scope.session.query(AttemptRow).filter_by(learner_id=school.instructor.id).count() == 0


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (DrawnItems((Draw(DrawBy.AREA, "anatomy", 3),), is_per_learner=False), "Question 3 of 3"),
        (DrawnItems((Draw(DrawBy.AREA, "cases", 30),), is_per_learner=True), "There are not enough questions"),
        (MockWork("short-25"), "25 questions"),
        (CaseWork((CASE_SLUG,)), CASE_TITLE),
        (ReviewWork(40), "40 reviews of what each learner has seen before"),
    ],
)
def test_work_of_every_kind_is_previewed(school, teacher, work, words):
    assignment_id = an_assignment(school, a_spec(work=work), is_published=False)
    page = teacher.page(base(school, f"/{assignment_id}/preview"))
    assert words in page.text
    assert CASE_RATIONALE not in page.text


def test_the_sealed_mock_is_previewed_by_nobody(school, course_app):
    with school.scopes.writing() as scope:
        scope.session.execute(update(Item).where(Item.track == "cpc").values(is_sealed=True))
    try:
        assignment_id = an_assignment(school, a_spec(work=MockWork("sealed")))
        for person in (school.instructor, school.assistant):
            page = Browser(course_app).sign_in(person).page(base(school, f"/{assignment_id}/preview"))
            assert "The sealed mock is not shown" in page.text
            assert not page.named("choice")
    finally:
        with school.scopes.writing() as scope:
            scope.session.execute(update(Item).values(is_sealed=False))


def test_draws_that_want_the_same_items_say_how_many_there_are_at_all(school, teacher):
    rows = {"work": "draws", "draw-1-by": "area", "draw-1-value": "anatomy", "draw-1-count": "26"}
    rows |= {"draw-2-by": "difficulty", "draw-2-value": "5", "draw-2-count": "7"}
    page = Page(teacher.post(base(school, "/dry-run"), FORM | rows).text)
    assert "pool of 7 items of difficulty 5 is short by 4, as other rows draw 4 of them." in page.text
    one = {"work": "draws", "draw-1-by": "tag", "draw-1-value": "nowhere", "draw-1-count": "1"}
    assert "pool of 0 items of tag nowhere" in Page(teacher.post(base(school, "/dry-run"), FORM | one).text).text
