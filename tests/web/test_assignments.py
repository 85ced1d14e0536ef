"""The pages on which an instructor writes, tries out and publishes assignments."""

import pytest

from tests.support.assignment_forms import FORM, base, entries
from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.library import CASE_SLUG, RATIONALE
from tests.support.school import School, a_class, a_spec, an_assignment, at, belongs_to, enrol
from tests.web.test_query_counts import counted
from trainer.domain.classes.changes import Change
from trainer.domain.classes.work import (
    AssignmentSpec,
    CaseWork,
    Counts,
    Draw,
    DrawBy,
    DrawnItems,
    FeedbackRule,
    FixedItems,
    MockWork,
    ReviewWork,
)
from trainer.services.assignments import AssignmentEntry, Edited, Stage
from trainer.web.assignments.words import edited_words

SPEC = AssignmentSpec(
    "Week 3",
    "Read **chapter 3** first.",
    "cpc",
    FixedItems(("anatomy-1", "anatomy-2")),
    at("2026-03-02 15:00"),
    at("2026-03-09 04:59"),
    at("2026-03-16 04:59"),
    10,
    2,
    Counts.LAST,
    30,
    "owl",
    FeedbackRule.NEVER_KEYS,
    is_shuffled=False,
    weight=3,
)


def only(school: School) -> AssignmentEntry:
    (entry,) = entries(school)
    return entry


def begin(school: School, assignment_id: int) -> None:
    belongs_to(school, school.learner, school.learner.start(), assignment_id)


def test_what_is_typed_becomes_a_draft(school, teacher):
    response = teacher.post(base(school, "/new"), FORM)
    assert response.status_code == 303
    entry = only(school)
    assert (entry.spec, entry.stage) == (SPEC, Stage.DRAFT)
    page = teacher.page(response.headers["Location"])
    assert "Saved as a draft" in page.text
    assert "Sun 8 Mar 2026, 23:59" in page.text
    assert "Taken until Sun 15 Mar 2026, 23:59, 10 % less for every day begun." in page.text


@pytest.mark.parametrize(
    "spec",
    [
        SPEC,
        a_spec(work=DrawnItems((Draw(DrawBy.AREA, "anatomy", 3), Draw(DrawBy.TAG, "small", 1)), is_per_learner=True)),
        a_spec(work=DrawnItems((Draw(DrawBy.DIFFICULTY, "3", 2),), is_per_learner=False)),
        a_spec(work=CaseWork((CASE_SLUG,)), attempts=0),
        a_spec(work=MockWork("short-25")),
        a_spec(work=ReviewWork(40)),
    ],
    ids=lambda spec: type(spec.work).__name__,
)
def test_the_form_of_an_assignment_sent_back_unchanged_changes_nothing(school, teacher, spec):
    assignment_id = an_assignment(school, spec, is_published=False)
    page = teacher.page(base(school, f"/{assignment_id}/edit"))
    form = page.form(base(school, f"/{assignment_id}/edit")).fields
    selects = {"form": "cpc:short-25"} if isinstance(spec.work, MockWork) else {}
    if isinstance(spec.work, DrawnItems):
        selects = {f"draw-{row}-by": draw.by.value for row, draw in enumerate(spec.work.draws, start=1)}
    areas = {"instructions": spec.instructions}
    if isinstance(spec.work, FixedItems):
        areas["items"] = "\n".join(spec.work.items)
    response = teacher.post(base(school, f"/{assignment_id}/edit"), form | selects | areas)
    assert response.status_code == 303
    assert "Nothing was changed." in teacher.page(response.headers["Location"]).text
    assert only(school).number == 1


def test_everything_wrong_is_said_at_once_and_nothing_typed_is_lost(school, teacher):
    wrong = FORM | {
        "title": "",
        "items": "anatomy-1\n\nno-such-item",
        "due": "2026-03-01T10:00",
        "late": "ten",
        "attempts": "99",
        "time_limit": "1.5",
    }
    response = teacher.post(base(school, "/new"), wrong)
    page = Page(response.text)
    assert response.status_code == 422
    for words in (
        "Give it a title",
        "Line 3: There is no item “no-such-item” that this class can use.",
        "It would be due before it opens.",
        "“ten” is no whole number.",
        "“1.5” is no whole number.",
        "Allow 1 to 20 attempts",
    ):
        assert words in page.text
    assert [page.named(name)[0]["value"] for name in ("due", "late", "attempts", "access_code")] == [
        "2026-03-01T10:00",
        "ten",
        "99",
        "owl",
    ]
    assert "anatomy-1 no-such-item" in page.text
    assert entries(school) == []


@pytest.mark.parametrize("kind", ["items", "draws", "cases", "mock", "reviews", ""])
def test_an_empty_form_of_every_kind_is_answered_with_what_it_lacks(school, teacher, kind):
    response = teacher.post(base(school, "/new"), {"work": kind})
    assert response.status_code == 422
    assert "Give it a title" in response.text


def test_a_time_that_the_clocks_skip_is_refused_in_words(school, teacher):
    response = teacher.post(base(school, "/new"), FORM | {"due": "2026-03-08T02:30"})
    assert response.status_code == 422
    assert "There is no 02:30 on 2026-03-08 in America/Chicago: the clocks go forward then." in response.text


@pytest.mark.parametrize("typed", ["tomorrow", "0001-01-01T00:00", "2026-03-08T10:00+00:00", "9" * 50])
def test_what_is_no_date_is_refused(school, teacher, typed):
    response = teacher.post(base(school, "/new"), FORM | {"due": typed})
    assert response.status_code == 422
    assert "is no date with a time" in response.text


def test_draws_are_read_by_row_and_areas_by_their_titles(school, teacher):
    rows = {
        "draw-1-by": "area",
        "draw-1-value": "Anatomy",
        "draw-1-count": "5",
        "draw-3-by": "difficulty",
        "draw-3-value": "3",
        "draw-3-count": "2",
    }
    assert teacher.post(base(school, "/new"), FORM | rows | {"work": "draws", "draw_for": "each"}).status_code == 303
    assert only(school).spec.work == DrawnItems(
        (Draw(DrawBy.AREA, "anatomy", 5), Draw(DrawBy.DIFFICULTY, "3", 2)), is_per_learner=True
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"by": "area", "value": "anatomy", "count": "five"}, "Row 1: “five” is no whole number."),
        ({"by": "area", "value": "anatomy", "count": ""}, "Row 1: Draw at least one item."),
        ({"by": "area", "value": "astronomy", "count": "5"}, "Row 1: The CPC has no area “astronomy”."),
        ({"by": "star", "value": "anatomy", "count": "5"}, "Choose one of these."),
    ],
)
def test_a_draw_that_makes_no_sense_is_named_by_its_row(school, teacher, row, words):
    rows = {f"draw-1-{part}": text for part, text in row.items()}
    response = teacher.post(base(school, "/new"), FORM | rows | {"work": "draws"})
    assert response.status_code == 422
    assert words in Page(response.text).text


def test_cases_and_mocks_and_reviews_are_read(school, teacher):
    for values in ({"work": "cases", "cases": [CASE_SLUG]}, {"work": "reviews", "reviews": "40"}):
        assert teacher.post(base(school, "/new"), FORM | {"time_limit": ""} | values).status_code == 303
    assert teacher.post(base(school, "/new"), FORM | {"work": "mock", "form": "cpc:short-25"}).status_code == 303
    assert [each.spec.work for each in entries(school)] == [
        CaseWork((CASE_SLUG,)),
        ReviewWork(40),
        MockWork("short-25"),
    ]


def test_a_mock_of_the_other_track_is_not_taken_for_one_of_this(school, teacher):
    response = teacher.post(base(school, "/new"), FORM | {"work": "mock", "form": "cpb:full"})
    assert response.status_code == 422
    assert "This mock is one of the CPB: choose its track." in response.text
    assert "cpb:full" in Page(response.text).chosen


def test_items_are_found_ticked_and_added_while_everything_typed_stays(school, teacher):
    typed = FORM | {"go": "find", "find": "anatomy-2"}
    page = Page(teacher.post(base(school, "/form"), typed).text)
    assert [box["value"] for box in page.named("pick")] == ["anatomy-2", "anatomy-20", "anatomy-21", "anatomy-22"]
    assert "disabled" in page.named("pick")[0]
    assert page.named("access_code")[0]["value"] == "owl"
    page = Page(teacher.post(base(school, "/form"), FORM | {"go": "add", "pick": ["anatomy-21"]}).text)
    assert "anatomy-1 anatomy-2 anatomy-21" in page.text
    assert RATIONALE not in page.text
    assert (
        "Nothing has all these words" in teacher.post(base(school, "/form"), FORM | {"go": "find", "find": "xyz"}).text
    )
    assert entries(school) == []


def test_there_are_more_rows_where_they_are_asked_for(school, teacher):
    few = Page(teacher.post(base(school, "/form"), FORM).text)
    more = Page(teacher.post(base(school, "/form"), FORM | {"go": "rows"}).text)
    count = [sum("list" in each.attributes for each in page.elements) for page in (few, more)]
    assert count == [6, 12]


def test_of_two_editors_the_second_sees_both_and_can_still_save(school, teacher):
    assignment_id = an_assignment(school, SPEC)
    hers = FORM | {"base_number": "1", "weight": "7", "instructions": "Hers."}
    assert teacher.post(base(school, f"/{assignment_id}/edit"), hers).status_code == 303
    his = FORM | {"base_number": "1", "title": "His title", "due": "2026-03-09T23:59"}
    response = teacher.post(base(school, f"/{assignment_id}/edit"), his)
    page = Page(response.text)
    assert response.status_code == 409
    assert "Ines Okafor saved version 2 while you were editing" in page.text
    assert "weight 7 3" in page.text
    assert "instructions Hers. Read **chapter 3** first." in page.text
    assert "due date Sun 8 Mar 2026, 23:59 Mon 9 Mar 2026, 23:59" in page.text
    assert only(school).spec.title == "Week 3"
    form = page.form(base(school, f"/{assignment_id}/edit")).fields
    assert (form["base_number"], form["title"]) == ("2", "His title")
    assert teacher.post(base(school, f"/{assignment_id}/edit"), his | {"base_number": "2"}).status_code == 303
    assert (only(school).number, only(school).spec.title) == (3, "His title")


def test_an_edit_says_what_it_means_for_those_who_have_begun(school, teacher):
    assignment_id = an_assignment(school, SPEC)
    begin(school, assignment_id)
    assert "1 learner has begun." in teacher.page(base(school, f"/{assignment_id}/edit")).text
    edit = base(school, f"/{assignment_id}/edit")
    location = teacher.post(edit, FORM | {"base_number": "1", "weight": "7"}).headers["Location"]
    assert "the change holds for them too, at once" in teacher.page(location).text
    teacher.post(edit, FORM | {"base_number": "2", "weight": "7", "items": "anatomy-5"})
    page = teacher.page(location)
    assert "1 learner has begun: this one keeps version 1. Whoever starts from now on gets version 3." in page.text
    assert "3 now" in page.text
    assert "Back to draft" not in page.text


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (
            Edited(2, Change.OTHER, 3, (1,)),
            "3 learners have begun: they keep version 1. Whoever starts from now on gets",
        ),
        (Edited(4, Change.OTHER, 3, (1, 3)), "they keep versions 1 and 3"),
        (Edited(2, Change.OTHER, 0), "Saved as version 2. Nobody has begun it."),
        (Edited(2, Change.ALIKE, 3, (1,)), "3 learners have begun: the change holds for them too, at once."),
        (Edited(2, Change.NOTHING, 3, (1,)), "Nothing was changed."),
    ],
)
def test_an_edit_in_words(done, words):
    assert words in edited_words(done)


def test_the_way_of_an_assignment_through_its_life(school, teacher):
    assignment_id = an_assignment(school, SPEC, is_published=False)
    here = base(school, f"/{assignment_id}")
    assert "Published: learners see it" in teacher.page(teacher.post(f"{here}/publish").headers["Location"]).text
    assert "draft again" in teacher.page(teacher.post(f"{here}/unpublish").headers["Location"]).text
    teacher.post(f"{here}/publish")
    begin(school, assignment_id)
    refused = teacher.post(f"{here}/unpublish")
    assert refused.status_code == 422
    assert "One learner has begun this assignment" in refused.text
    assert "Archived: 1" in teacher.page(teacher.post(f"{here}/archive").headers["Location"]).text
    assert "Restored" in teacher.page(teacher.post(f"{here}/restore").headers["Location"]).text
    copied = teacher.post(f"{here}/copy").headers["Location"]
    assert "Week 3 (copy)" in teacher.page(copied).text
    assert [each.spec.title for each in entries(school)] == ["Week 3", "Week 3 (copy)"]
    second = entries(school)[1].id
    teacher.post(base(school, f"/{second}/move"), {"to": "up"})
    assert [each.spec.title for each in entries(school)] == ["Week 3 (copy)", "Week 3"]


def test_what_the_banks_lack_is_named_on_publishing(school, teacher):
    spec = a_spec(work=DrawnItems((Draw(DrawBy.AREA, "cases", 14),), is_per_learner=False))
    assignment_id = an_assignment(school, spec, is_published=False)
    response = teacher.post(base(school, f"/{assignment_id}/publish"))
    assert response.status_code == 422
    assert "Cases needs 14 and has 10" in response.text


def test_the_list_teaches_where_it_is_empty_and_assistants_only_read(course_app, school, teacher):
    assert "No assignment yet" in teacher.page(base(school)).text
    an_assignment(school, SPEC)
    page = Browser(course_app).sign_in(school.assistant).page(base(school))
    assert "Week 3" in page.text
    assert "New assignment" not in page.text


def test_learners_get_their_own_list(course_app, school):
    an_assignment(school, SPEC)
    page = Browser(course_app).sign_in(school.learner).page(base(school))
    assert "Week 3" in page.text
    assert "Stage" not in page.text


def test_assignments_come_from_another_class(school, teacher):
    class_id = a_class(school.scopes, school.instructor, "Coding I, autumn", code="AUTUMN")
    an_assignment(school, SPEC)
    there = f"/classes/{class_id}/assignments"
    assert "Copy all assignments of another class" in teacher.page(there).text
    typed = {"source": str(school.class_id), "days": "7"}
    location = teacher.post(f"{there}/copy", typed).headers["Location"]
    assert "1 copied as drafts" in teacher.page(location).text
    (copied,) = entries(school, class_id)
    assert copied.spec.due_at == at("2026-03-16 04:59")
    for wrong, words in (({"source": ""}, "Choose a class."), ({"days": "a week"}, "Say by how many days")):
        response = teacher.post(f"{there}/copy", typed | wrong)
        assert response.status_code == 422
        assert words in response.text


def test_the_list_costs_as_many_statements_for_many_assignments_as_for_one(school, teacher):
    costs = []
    for count in (1, 10):
        for _ in range(count):
            an_assignment(school, SPEC)
        with counted(school.scopes) as sent:
            teacher.page(base(school))
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 16, "what comes next and who has handed it in among them"


def test_an_assignment_of_another_class_is_not_there(school, teacher):
    assert teacher.get(base(school, "/99999/manage")).status_code == 404
    assert teacher.post(base(school, "/dry-run"), FORM | {"assignment_id": "99999"}).status_code == 404
    enrol(school.scopes, school.other_class_id, school.instructor)
    assert teacher.get(f"/classes/{school.other_class_id}/assignments/new").status_code == 404
