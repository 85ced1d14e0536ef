"""What an assignment is dealt from: enough of it, a draw for all, the paper of one learner."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from tests.support.classroom import publish_questions, questions
from tests.support.exams import SHORT, an_exam_library, first_of_each_area, publish_exams
from tests.support.families import a_family, authored
from tests.support.library import CASE_SLUG, publish
from tests.support.school import School, a_school, a_spec, enrol
from trainer.db.models.classes import Enrolment
from trainer.db.models.content import Bank, Item, ItemVersion
from trainer.domain.classes.roles import Role
from trainer.domain.classes.work import AssignmentSpec, CaseWork, Draw, DrawBy, DrawnItems, MockWork, ReviewWork
from trainer.domain.exams.assembly import Dealt
from trainer.domain.kernel.errors import Refused
from trainer.services.assignment_dealing import Gone, Shortage, count_gone, deal, deal_for_all, shortages
from trainer.services.scope import Scopes


@pytest.fixture
def school(scopes: Scopes) -> School:
    publish_exams(scopes)
    return a_school(scopes)


def drawn(*draws: Draw, is_per_learner: bool = False, **values: object) -> AssignmentSpec:
    return a_spec(work=DrawnItems(draws, is_per_learner), **values)


def lacks(school: School, spec: AssignmentSpec) -> tuple[Shortage, ...]:
    with school.instructor.reading() as scope:
        return shortages(scope, school.class_id, spec)


def paper(school: School, spec: AssignmentSpec, dealt: tuple[int, ...] = ()) -> list[Dealt]:
    with school.learner.writing() as scope:
        return deal(scope, school.class_id, spec, dealt)


def slugs(school: School, papers: list[Dealt]) -> list[str]:
    with school.scopes.reading() as scope:
        statement = select(ItemVersion.id, Item.slug).join(Item, Item.id == ItemVersion.item_id)
        names = dict(scope.session.execute(statement).all())
    return [names[each.item_version_id] for each in papers]


def make_private(school: School, owner: int) -> None:
    with school.scopes.writing() as scope:
        scope.session.execute(update(Bank).values(is_shared=False, owner_id=owner))


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (
            a_spec("anatomy-1", "nowhere", "billing-1"),
            (Shortage("Item nowhere", 1, 0), Shortage("Item billing-1", 1, 0)),
        ),
        (a_spec("anatomy-1"), ()),
        (drawn(Draw(DrawBy.AREA, "cases", 10)), ()),
        (drawn(Draw(DrawBy.AREA, "cases", 14)), (Shortage("Cases", 14, 10),)),
        (drawn(Draw(DrawBy.AREA, "nowhere", 1)), (Shortage("nowhere", 1, 0),)),
        (
            drawn(Draw(DrawBy.AREA, "anatomy", 26), Draw(DrawBy.DIFFICULTY, "5", 7)),
            (Shortage("Difficulty 5", 7, 3, elsewhere=4),),
        ),
        (drawn(Draw(DrawBy.TAG, "nowhere", 2)), (Shortage("Tag nowhere", 2, 0),)),
        (drawn(Draw(DrawBy.DIFFICULTY, "5", 99)), (Shortage("Difficulty 5", 99, 7),)),
        (drawn(Draw(DrawBy.FAMILY, "anatomy-1", 1)), (Shortage("Family anatomy-1", 1, 0),)),
        (a_spec(work=MockWork(SHORT)), ()),
        (a_spec(work=MockWork("nowhere")), (Shortage("Mock nowhere", 1, 0),)),
        (a_spec(work=CaseWork(("nowhere",))), (Shortage("Case nowhere", 1, 0),)),
        (a_spec(work=ReviewWork(9)), ()),
    ],
)
def test_what_is_lacking_is_named(school, spec, expected):
    assert lacks(school, spec) == expected


def test_a_mock_lacks_areas(scopes):
    publish_exams(scopes, an_exam_library(first_of_each_area(6)))
    assert lacks(a_school(scopes), a_spec(work=MockWork(SHORT))) == (
        Shortage("Anatomy", 13, 6),
        Shortage("Compliance", 7, 6),
    )


def test_a_case_is_there(scopes):
    publish(scopes)
    assert lacks(a_school(scopes), a_spec(work=CaseWork((CASE_SLUG,)))) == ()


def test_a_draw_for_all_is_made_once_and_dealt_to_each(school):
    spec = drawn(Draw(DrawBy.AREA, "anatomy", 6), Draw(DrawBy.AREA, "cases", 3))
    with school.instructor.reading() as scope:
        dealt = deal_for_all(scope, school.class_id, spec)
    assert len(set(dealt)) == 9
    assert sorted(slugs(school, paper(school, spec, dealt))) == sorted(slugs(school, paper(school, spec, dealt)))
    in_order = paper(school, replace(spec, is_shuffled=False), dealt)
    with school.scopes.reading() as scope:
        items = dict(scope.session.execute(select(ItemVersion.id, ItemVersion.item_id)).all())
    assert [items[each.item_version_id] for each in in_order] == list(dealt)


@pytest.mark.parametrize("work", [MockWork(SHORT), CaseWork(("x",)), ReviewWork(3)])
def test_nothing_is_drawn_for_all_elsewhere(school, work):
    with school.instructor.reading() as scope:
        assert deal_for_all(scope, school.class_id, a_spec(work=work)) == ()
        assert deal_for_all(scope, school.class_id, drawn(Draw(DrawBy.AREA, "cases", 1), is_per_learner=True)) == ()


def test_too_few_are_refused_when_they_are_drawn(school):
    spec = drawn(Draw(DrawBy.AREA, "cases", 40), is_per_learner=True)
    with pytest.raises(Refused, match=r".*"):
        paper(school, spec)
    with pytest.raises(Refused), school.instructor.reading() as scope:
        deal_for_all(scope, school.class_id, replace(spec, work=replace(spec.work, is_per_learner=False)))


def test_cases_and_reviews_have_no_paper(school):
    assert paper(school, a_spec(work=CaseWork(("x",)))) == []
    assert paper(school, a_spec(work=ReviewWork(3))) == []


def test_a_mock_is_dealt_by_its_form_and_a_form_may_be_gone(school):
    assert len(paper(school, a_spec(work=MockWork(SHORT)))) == 25
    with pytest.raises(Refused):
        paper(school, a_spec(work=MockWork("gone")))


def test_what_was_retired_is_left_out(school):
    spec = a_spec("anatomy-1", "anatomy-2")
    with school.scopes.writing() as scope:
        scope.session.execute(update(Item).where(Item.slug == "anatomy-1").values(retired_at=scope.now))
    assert slugs(school, paper(school, spec)) == ["anatomy-2"]
    with pytest.raises(Refused):
        paper(school, a_spec("anatomy-1"))


def test_sealed_items_are_dealt_in_their_mock_alone(school):
    with school.scopes.writing() as scope:
        scope.session.execute(update(Item).where(Item.slug == "anatomy-1").values(is_sealed=True))
    assert lacks(school, a_spec("anatomy-1")) == (Shortage("Item anatomy-1", 1, 0),)


def test_a_private_bank_serves_the_classes_of_its_owner(school):
    spec = a_spec("anatomy-1")
    make_private(school, school.instructor.id)
    assert lacks(school, spec) == ()
    make_private(school, school.other_instructor.id)
    assert lacks(school, spec) == (Shortage("Item anatomy-1", 1, 0),)
    assert lacks(school, drawn(Draw(DrawBy.AREA, "cases", 1))) == (Shortage("Cases", 1, 0),)


def test_shuffled_scenarios_stay_together(school):
    spec = a_spec("story-1", "anatomy-1", "story-2", "anatomy-2", "story-3", "anatomy-3")
    for _ in range(8):
        names = slugs(school, paper(school, spec))
        first = names.index("story-1")
        assert names[first : first + 3] == ["story-1", "story-2", "story-3"]


def test_a_family_comes_with_facts_of_its_own(scopes):
    publish_questions(scopes, questions(2), authored(a_family()))
    school = a_school(scopes)
    with scopes.reading() as scope:
        slug = scope.session.scalars(
            select(Item.slug).join(ItemVersion, ItemVersion.item_id == Item.id).where(ItemVersion.variant > 0)
        ).first()
    spec = drawn(Draw(DrawBy.FAMILY, slug, 1))
    assert lacks(school, spec) == ()
    assert lacks(school, drawn(Draw(DrawBy.FAMILY, slug, 2))) == (Shortage(f"Family {slug}", 2, 1),)
    assert len({paper(school, a_spec(slug))[0].item_version_id for _ in range(30)}) > 1


def test_the_bank_of_an_instructor_who_has_left_gives_only_what_was_set_by_name_already(school, scopes):
    enrol(scopes, school.class_id, school.other_instructor, Role.INSTRUCTOR)
    make_private(school, school.other_instructor.id)
    by_name, by_area = a_spec("anatomy-1"), drawn(Draw(DrawBy.AREA, "anatomy", 1), is_per_learner=True)
    assert lacks(school, by_name) == lacks(school, by_area) == ()
    with scopes.writing() as scope:
        scope.session.get_one(Enrolment, (school.class_id, school.other_instructor.id)).left_at = scope.now
    assert lacks(school, by_name) == (Shortage("Item anatomy-1", 1, 0),)
    assert len(lacks(school, by_area)) == 1
    assert slugs(school, paper(school, by_name)) == ["anatomy-1"]
    with pytest.raises(Refused):
        paper(school, by_area)


@pytest.mark.parametrize(
    ("spec", "gone"),
    [
        (a_spec("anatomy-1", "anatomy-2", "anatomy-3"), Gone("question", 1, 3)),
        (a_spec("anatomy-1"), None),
        (drawn(Draw(DrawBy.AREA, "anatomy", 26)), Gone("question", 1, 26)),
        (drawn(Draw(DrawBy.AREA, "cases", 3)), None),
        (drawn(Draw(DrawBy.AREA, "anatomy", 26), is_per_learner=True), None),
        (a_spec(work=CaseWork(("nowhere",))), Gone("case", 1, 1)),
        (a_spec(work=MockWork(SHORT)), None),
        (a_spec(work=ReviewWork(9)), None),
    ],
)
def test_what_was_retired_since_it_was_set_is_counted(school, spec, gone):
    with school.instructor.writing() as scope:
        dealt = deal_for_all(scope, school.class_id, spec)
        scope.session.execute(update(Item).where(Item.slug == "anatomy-2").values(retired_at=scope.now))
        assert count_gone(scope, school.class_id, spec, dealt) == gone
