"""Assignments on paper: the same form comes out again, its key belongs to it, and nothing is stored."""

import pytest

from tests.support.billing import FILL, LIST, ONE_OF_EACH, exercise, publish_exercises
from tests.support.exams import publish_exams
from tests.support.library import AUDIT_SLUG, CASE_SLUG, QUERY_SLUG, publish
from tests.support.people import Learner
from tests.support.school import School, a_school, a_spec, an_assignment
from trainer.db.models.classes import AssignmentRow, AssignmentVersion
from trainer.domain.claims.billing_case import BillingKind
from trainer.domain.classes.work import (
    AssignmentSpec,
    CaseWork,
    Draw,
    DrawBy,
    DrawnItems,
    FixedItems,
    MockWork,
    ReviewWork,
)
from trainer.domain.items.keys import SingleKey
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.assignment_dealing import deal_for_all
from trainer.services.papers import PaperKeys, PaperSet, get_keys, get_papers
from trainer.services.scope import Scope, Scopes

ITEMS = ("a-single", "story-1", "anatomy-1", "story-2", "a-quantity", "anatomy-2", "a-matching", "story-3", "a-number")
PLAIN = ONE_OF_EACH[BillingKind.COVERAGE]
DRAW = (Draw(DrawBy.AREA, "anatomy", 6),)


@pytest.fixture
def school(scopes: Scopes) -> School:
    publish_exams(scopes)
    return a_school(scopes)


def papers_of(school: School, assignment_id: int, count: int = 3, who: Learner | None = None) -> PaperSet:
    with (who or school.instructor).reading() as scope:
        return get_papers(scope, school.class_id, assignment_id, count)


def keys_of(school: School, papers: PaperSet) -> PaperKeys:
    with school.instructor.reading() as scope:
        return get_keys(scope, papers)


def add_version(scope: Scope, assignment_id: int, spec: AssignmentSpec, dealt: tuple[int, ...] = ()) -> None:
    row = scope.session.get_one(AssignmentRow, assignment_id)
    row.current_number = 2
    version = AssignmentVersion(assignment_id=assignment_id, number=2, spec=spec, dealt=dealt, created_at=scope.now)
    version.created_by = scope.session.get_one(AssignmentVersion, (assignment_id, 1)).created_by
    scope.session.add(version)


def stems(papers: PaperSet, letter: str) -> list[str]:
    form = papers.form(letter)
    assert form is not None
    return [question.content.stem.split("**")[1] for question in form.questions]


def test_form_a_keeps_the_order_and_joins_what_shares_a_scenario(school):
    papers = papers_of(school, an_assignment(school, a_spec(*ITEMS)))
    assert stems(papers, "A") == [
        *("a-single", "story-1", "story-2", "story-3", "anatomy-1", "a-quantity", "anatomy-2", "a-matching", "a-number")
    ]
    assert [option.id for option in papers.forms[0].questions[0].options] == list("ABCD")
    assert papers.forms[0].questions[1].stimulus_title == "A long story"


def test_the_other_forms_have_the_same_questions_in_another_order_with_sets_whole(school):
    papers = papers_of(school, an_assignment(school, a_spec(*ITEMS)))
    first, second = stems(papers, "A"), stems(papers, "B")
    assert second != first
    assert sorted(second) == sorted(first)
    place = second.index("story-1")
    assert second[place : place + 3] == ["story-1", "story-2", "story-3"]
    quantity = papers.forms[1].questions[second.index("a-quantity")]
    assert [option.text for option in quantity.options] == ["10", "20", "30", "40"]


def test_a_form_is_the_same_for_whoever_prints_it_and_however_many_there_are(school):
    assignment_id = an_assignment(school, a_spec(*ITEMS))
    papers = papers_of(school, assignment_id, 6)
    assert papers_of(school, assignment_id, 6).forms == papers.forms
    assert papers_of(school, assignment_id, 2, school.assistant).forms == papers.forms[:2]
    assert len({form.check for form in papers.forms}) == 6


def test_an_unshuffled_assignment_has_shuffled_forms_too(school):
    papers = papers_of(school, an_assignment(school, a_spec(*ITEMS, is_shuffled=False)))
    assert stems(papers, "A") != stems(papers, "B")


def test_another_version_is_shuffled_otherwise(school):
    assignment_id = an_assignment(school, a_spec(*ITEMS))
    before = papers_of(school, assignment_id)
    with school.scopes.writing() as scope:
        add_version(scope, assignment_id, a_spec(*ITEMS, time_limit_minutes=5))
    after = papers_of(school, assignment_id)
    assert after.forms[0] == before.forms[0]
    assert after.forms[1] != before.forms[1]


def test_the_table_of_numbers_finds_every_question_in_every_form(school):
    papers = papers_of(school, an_assignment(school, a_spec(*ITEMS)))
    assert papers.has_numbers
    for row in papers.numbers:
        found = {form.questions[number - 1].version_id for form, number in zip(papers.forms, row, strict=True)}
        assert len(found) == 1
    assert not papers_of(school, an_assignment(school, a_spec(*ITEMS)), 1).has_numbers


def test_keys_are_those_in_force_of_everything_that_is_printed(school):
    papers = papers_of(school, an_assignment(school, a_spec(*ITEMS)))
    keys = keys_of(school, papers)
    assert set(keys.items) == set(papers.forms[0].version_ids)
    assert keys.items[papers.forms[0].version_ids[0]][0] == SingleKey("B")
    assert keys.cases == {}


def test_only_staff_gets_papers_and_keys(school):
    assignment_id = an_assignment(school, a_spec(*ITEMS))
    papers = papers_of(school, assignment_id)
    for person in (school.learner, school.other_instructor, school.administrator):
        with pytest.raises(NotFound):
            papers_of(school, assignment_id, who=person)
        with person.reading() as scope, pytest.raises(NotFound):
            get_keys(scope, papers)


@pytest.mark.parametrize("count", [0, 7, -1])
def test_there_are_one_to_six_forms(school, count):
    with pytest.raises(Refused, match="1 to 6"):
        papers_of(school, an_assignment(school, a_spec(*ITEMS)), count)


def test_an_assignment_of_another_class_is_not_found(school):
    assignment_id = an_assignment(school, a_spec(*ITEMS))
    with school.other_instructor.reading() as scope, pytest.raises(NotFound):
        get_papers(scope, school.other_class_id, assignment_id)


def test_a_draw_for_all_is_printed_as_it_was_dealt(school):
    spec = a_spec(work=DrawnItems(DRAW, is_per_learner=False))
    assignment_id = an_assignment(school, spec, is_published=False)
    draft = papers_of(school, assignment_id)
    assert draft.may_change
    assert papers_of(school, assignment_id, who=school.assistant).forms == draft.forms
    published = an_assignment(school, spec)
    with school.instructor.writing() as scope:
        add_version(scope, published, spec, deal_for_all(scope, school.class_id, spec))
    papers = papers_of(school, published)
    assert not papers.may_change
    assert not papers.is_own_draw
    assert sorted(papers.forms[0].version_ids) == sorted(papers.forms[1].version_ids)
    assert len(papers.forms[0].questions) == 6


def test_a_draw_per_learner_is_another_draw_in_every_form(school):
    assignment_id = an_assignment(school, a_spec(work=DrawnItems(DRAW, is_per_learner=True)))
    papers = papers_of(school, assignment_id, 4)
    assert papers.is_own_draw
    assert papers.may_change
    assert not papers.has_numbers
    assert len({frozenset(form.version_ids) for form in papers.forms}) > 1
    assert papers_of(school, assignment_id, 4, school.assistant).forms == papers.forms


def test_a_mock_is_printed_like_questions_in_the_time_of_its_form(school):
    papers = papers_of(school, an_assignment(school, a_spec(work=MockWork("short-25"))))
    assert [len(form.questions) for form in papers.forms] == [25, 25, 25]
    assert papers.minutes
    assert papers.may_change
    assert set(papers.forms[0].version_ids) == set(papers.forms[1].version_ids)


def test_a_paper_does_not_hang_on_what_its_printer_has_seen(school):
    assignment_id = an_assignment(school, a_spec(work=MockWork("short-25")))
    before = papers_of(school, assignment_id).forms
    number = school.instructor.start()
    school.instructor.answer(number, 1, rightly=True)
    school.instructor.hand_in(number)
    assert papers_of(school, assignment_id).forms == before


def test_the_time_limit_is_that_of_the_assignment(school):
    assert papers_of(school, an_assignment(school, a_spec("a-single"))).minutes is None
    assert papers_of(school, an_assignment(school, a_spec("a-single", time_limit_minutes=45))).minutes == 45


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        (ReviewWork(10), "own queue"),
        (MockWork("sealed"), "sealed"),
        (MockWork("nothing"), "not on offer any more."),
        (FixedItems(("no-such-item",)), "on offer any more."),
        (CaseWork(("no-such-case",)), "None of the cases"),
        (DrawnItems((Draw(DrawBy.TAG, "no-such-tag", 3),), is_per_learner=False), "not enough questions"),
    ],
)
def test_what_cannot_be_printed_says_why_to_staff(school, work, reason):
    papers = papers_of(school, an_assignment(school, a_spec(work=work)))
    assert papers.forms == ()
    assert reason in papers.refusal
    assert "Tell your instructor" not in papers.refusal
    assert not papers.has_numbers


def test_what_is_gone_is_counted(school):
    assert papers_of(school, an_assignment(school, a_spec("a-single", "no-such-item"))).missing == 1
    assert papers_of(school, an_assignment(school, a_spec("a-single"))).missing == 0
    assert papers_of(school, an_assignment(school, a_spec(work=MockWork("short-25")))).missing == 0
    per_learner = a_spec(work=DrawnItems(DRAW, is_per_learner=True))
    assert papers_of(school, an_assignment(school, per_learner)).missing == 0


def test_cases_come_in_another_order_in_other_forms(scopes):
    publish(scopes)
    school = a_school(scopes)
    slugs = (CASE_SLUG, AUDIT_SLUG, QUERY_SLUG)
    papers = papers_of(school, an_assignment(school, a_spec(work=CaseWork((*slugs, "gone")))), 2)
    first, second = ([case.content.title for case in form.cases] for form in papers.forms)
    assert first == ["An ear with wax", "A claim about an ear", "An ear, but which"]
    assert sorted(first) == sorted(second)
    assert first != second
    assert papers.missing == 1
    assert papers.has_numbers
    assert set(keys_of(school, papers).cases) == set(papers.forms[1].version_ids)
    assert papers.form("F") is None


def test_exercises_of_exhibits_and_questions_are_printed_others_are_named(scopes):
    publish_exercises(scopes, (exercise(PLAIN), exercise(FILL), exercise(LIST)))
    school = a_school(scopes)
    plain = papers_of(school, an_assignment(school, a_spec(track="cpb", work=CaseWork((PLAIN,)))))
    assert [case.content.kind for case in plain.forms[0].cases] == ["verify-coverage"]
    assert len(keys_of(school, plain).cases) == 1
    one = papers_of(school, an_assignment(school, a_spec(track="cpb", work=CaseWork((PLAIN, FILL)))))
    assert one.refusal.count("“") == 1
    both = papers_of(school, an_assignment(school, a_spec(track="cpb", work=CaseWork((LIST, FILL)))))
    assert both.forms == ()
    assert "filled in on screen" in both.refusal
    assert "” and “" in both.refusal
