"""What the pages of an assignment say once content was retired, dates are past, keys were seen; its words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from tests.support.browser import Browser
from tests.support.exams import an_exam_library, publish_exams
from tests.support.library import CASE_SLUG, a_library
from tests.support.school import School, a_school, a_spec, an_assignment, at
from tests.web.conftest import build
from tests.web.test_assignments import FORM, SPEC, base, begin, only
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.content import Item
from trainer.domain.classes.work import (
    CaseWork,
    Draw,
    DrawBy,
    DrawnItems,
    FeedbackRule,
    FixedItems,
    MockWork,
    ReviewWork,
)
from trainer.services.assignment_dealing import Gone
from trainer.services.scope import Scopes
from trainer.web.assignments.words import feedback_words, gone_words, seen_words, work_details, work_words


@pytest.fixture(scope="module")
def app(shared_scopes: Scopes) -> Flask:
    publish_exams(shared_scopes, replace(an_exam_library(), cases=a_library().cases))
    return build(shared_scopes, shared_scopes.settings)


@pytest.fixture
def school(app: Flask, shared_scopes: Scopes) -> School:
    return a_school(shared_scopes, uuid4().hex)


@pytest.fixture
def ines(app: Flask, school: School) -> Browser:
    return Browser(app).sign_in(school.instructor)


@contextmanager
def retired(school: School, slug: str) -> Iterator[None]:
    """The library is shared with other tests: what is taken away comes back."""
    with school.scopes.writing() as scope:
        scope.session.execute(update(Item).where(Item.slug == slug).values(retired_at=scope.now))
    try:
        yield
    finally:
        with school.scopes.writing() as scope:
            scope.session.execute(update(Item).where(Item.slug == slug).values(retired_at=None))


def test_what_was_retired_since_is_said_on_every_page_of_the_assignment(app, school, ines):
    assignment_id = an_assignment(school, a_spec("anatomy-1", "anatomy-2", "anatomy-3"))
    here = base(school, f"/{assignment_id}")
    words = "1 of 3 questions is not on offer any more: whoever starts now gets 2."
    assert words not in ines.page(f"{here}/manage").text
    with retired(school, "anatomy-2"):
        for page in ("manage", "dry-run"):
            assert words in ines.page(f"{here}/{page}").text
        assert words in Browser(app).sign_in(school.learner).page(f"{here}/mine").text
        form = FORM | {"items": "anatomy-1\nanatomy-2\nanatomy-3", "base_number": "1"}
        assert ines.post(f"{here}/edit", form).status_code == 303


def test_a_draw_for_all_says_in_its_dry_run_what_was_retired_since(school, ines):
    work = DrawnItems((Draw(DrawBy.AREA, "anatomy", 26),), is_per_learner=False)
    ines.post(base(school, "/new"), FORM | {"work": "draws", "draw-1-value": "anatomy", "draw-1-count": "26"})
    assignment_id = only(school).id
    assert ines.post(base(school, f"/{assignment_id}/publish")).status_code == 303
    assert only(school).spec.work == work
    with retired(school, "anatomy-2"):
        assert "1 of 26 questions is not on offer any more" in ines.page(base(school, f"/{assignment_id}/dry-run")).text


def test_a_withdrawn_case_stays_ticked_and_in_its_place(school, ines):
    cases = (CASE_SLUG, "long-gone")
    assignment_id = an_assignment(school, a_spec(work=CaseWork(("long-gone", CASE_SLUG))))
    page = ines.page(base(school, f"/{assignment_id}/edit"))
    ticked = {each["value"] for each in page.named("cases") if "checked" in each}
    assert ticked == set(cases)
    form = FORM | {"work": "cases", "cases": list(cases), "time_limit": "", "base_number": "1"}
    assert ines.post(base(school, f"/{assignment_id}/edit"), form).status_code == 303
    assert only(school).spec.work == CaseWork(("long-gone", CASE_SLUG))


@pytest.mark.parametrize(("typed", "stored"), [("01:30", "07:30"), ("01:31", "06:31")])
def test_a_time_in_the_second_of_two_hours_stays_unless_it_is_typed_anew(school, ines, typed, stored):
    spec = replace(SPEC, due_at=at("2026-11-01 07:30"), closes_at=None, late_percent_per_day=0, opens_at=None)
    assignment_id = an_assignment(school, spec)
    page = ines.page(base(school, f"/{assignment_id}/edit"))
    assert page.named("due")[0]["value"] == "2026-11-01T01:30"
    form = FORM | {"due": f"2026-11-01T{typed}", "closes": "", "late": "0", "opens": "", "weight": "5"}
    assert ines.post(base(school, f"/{assignment_id}/edit"), form | {"base_number": "1"}).status_code == 303
    assert only(school).spec.due_at == at(f"2026-11-01 {stored}")


def test_dates_that_lie_before_now_are_warned_of_when_they_are_saved_and_published(school, ines):
    past = FORM | {"opens": "", "due": "2026-02-02T10:00", "closes": "", "late": "0"}
    page = ines.page(ines.post(base(school, "/new"), past).headers["Location"])
    assert "It was due before now" in page.text
    here = base(school, f"/{only(school).id}")
    page = ines.page(ines.post(f"{here}/publish").headers["Location"])
    assert "It is closed already" in page.text
    page = ines.page(ines.post(f"{here}/edit", past | {"weight": "2", "base_number": "1"}).headers["Location"])
    assert "It is closed already" in page.text
    page = ines.page(ines.post(f"{here}/edit", FORM | {"base_number": "2"}).headers["Location"])
    assert "before now" not in page.text


def test_mocks_go_by_their_titles(school, ines):
    assignment_id = an_assignment(school, a_spec(work=MockWork("short-25")))
    for page in ("", f"/{assignment_id}/manage", f"/{assignment_id}/preview"):
        text = ines.page(base(school, page)).text
        assert ", 25 questions”" in text
        assert "short-25" not in text
    assert work_words(a_spec(work=MockWork("gone-1"))) == "mock “gone-1”"


DUE, CASES, MOCK = at("2026-03-20 15:00"), CaseWork(("ear",)), MockWork("full")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"feedback": FeedbackRule.AT_ONCE}, "What is right, and why, is shown after every answer."),
        (
            {"feedback": FeedbackRule.AT_ONCE, "work": CASES},
            "Score, keys and reasons are shown once a case is handed in.",
        ),
        ({"feedback": FeedbackRule.AT_ONCE, "work": MOCK}, "Score, keys and reasons are shown once it is handed in."),
        ({"due_at": DUE}, "Score, keys and reasons are shown when nobody in the class can work on it any more."),
        ({}, "Score, keys and reasons are shown once it is handed in."),
        (
            {"feedback": FeedbackRule.NEVER_KEYS},
            "The score is shown once it is handed in; keys and reasons are not shown.",
        ),
        (
            {"work": ReviewWork(9), "due_at": DUE},
            "What is right, and why, is shown after every review. Reviews count once they are done.",
        ),
    ],
)
def test_what_is_told_when_is_the_same_sentence_for_staff_and_learners(app, school, ines, values, words):
    assert feedback_words(a_spec("anatomy-1", **values)) == words
    assignment_id = an_assignment(school, a_spec(**{"work": FixedItems(("anatomy-1",))} | values))
    assert words in ines.page(base(school, f"/{assignment_id}/manage")).text
    assert words in Browser(app).sign_in(school.learner).page(base(school, f"/{assignment_id}/mine")).text


def test_a_family_is_one_question_in_words_and_in_the_form(school, ines):
    work = DrawnItems((Draw(DrawBy.FAMILY, "units", 1), Draw(DrawBy.TAG, "bone", 2)), is_per_learner=True)
    assert work_details(a_spec(work=work)) == ["family units", "2 of tag bone"]
    row = {"draw-1-by": "family", "draw-1-value": "units", "draw-1-count": "3"}
    response = ines.post(base(school, "/new"), FORM | {"work": "draws"} | row)
    assert "Row 1: A family stands for one question" in response.text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (gone_words(Gone("case", 1, 1)), "1 of 1 case is not on offer any more: nobody can start it now."),
        (gone_words(Gone("case", 2, 3)), "2 of 3 cases are not on offer any more: whoever starts now gets 1."),
        (seen_words(1), "1 learner has seen keys of this work already: whoever goes on now may know them."),
        (seen_words(2), "2 learners have seen keys of this work already: whoever goes on now may know them."),
    ],
)
def test_numbers_come_in_words(said, words):
    assert said == words


def test_an_edit_that_gives_more_time_tells_of_keys_that_were_seen(school, ines):
    spec = a_spec("anatomy-1", due_at=at("2026-03-01 15:00"))
    assignment_id = an_assignment(school, spec)
    begin(school, assignment_id)
    with school.scopes.writing() as scope:
        row = scope.session.query(AttemptRow).filter_by(assignment_id=assignment_id).one()
        row.state, row.closed_at, row.shows_from = "submitted", scope.now, spec.due_at
    response = ines.post(base(school, f"/{assignment_id}/edit"), FORM | {"base_number": "1"})
    assert "1 learner has seen keys of this work already" in ines.page(response.headers["Location"]).text
