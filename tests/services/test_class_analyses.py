"""Item analyses of a class: which answers count, when one is made, and what is stored of it."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select, update

from tests.support.classroom import RIGHT, WRONG, answer, publish_questions, pupils, questions
from tests.support.clock import Clock
from tests.support.families import a_family, authored
from tests.support.people import Learner
from tests.support.regrades import CORRECTED, REASON
from tests.support.reviews import statements
from tests.support.school import School, a_school, a_spec, an_assignment, belongs_to, enrol
from trainer.db.models.analyses import ClassAnalysis
from trainer.db.models.classes import AssignmentRow, ClassRow, Enrolment
from trainer.db.models.content import Item, ItemVersion
from trainer.db.models.jobs import Job
from trainer.domain.attempts.decisions import Abandon
from trainer.domain.calibration.analysis import AnalysedItem
from trainer.domain.exams.regrades import Mode
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import class_analyses, errata, grading
from trainer.services.jobs import run_due_jobs
from trainer.services.nightly import TASKS, queue_nightly
from trainer.services.regrading import ITEMS
from trainer.services.scope import Scopes

SLUGS = ("q-2", "q-0", "q-1")


@pytest.fixture
def school(scopes: Scopes) -> School:
    publish_questions(scopes, questions(3), authored(a_family()))
    return a_school(scopes)


@pytest.fixture
def assignment(school: School) -> int:
    return an_assignment(school, a_spec(*SLUGS))


def hand_in(school: School, learner: Learner, assignment: int, *choices: str, attempt: int = 1) -> int:
    """A try in which q-0, q-1 … are answered so ("": left empty)."""
    named = {f"q-{place}": choice for place, choice in enumerate(choices) if choice}
    number = answer(learner, named)
    belongs_to(school, learner, number, assignment, attempt=attempt)
    return number


def stored(school: School) -> list[ClassAnalysis]:
    with school.scopes.reading() as scope:
        return list(scope.session.scalars(select(ClassAnalysis).order_by(ClassAnalysis.id)))


def slugs_of_versions(school: School) -> dict[int, str]:
    with school.scopes.reading() as scope:
        return dict(scope.session.execute(select(ItemVersion.id, Item.slug).join(Item)).all())


def make(school: School, assignment: int | None) -> dict[str, AnalysedItem]:
    """Slug -> what a new analysis found, in its order."""
    assert class_analyses.make_analysis(school.scopes, school.class_id, assignment)
    slugs = slugs_of_versions(school)
    return {slugs[each.item_version_id]: each for each in stored(school)[-1].found.items}


def counted(school: School, assignment: int | None, slug: str = "q-0") -> tuple[int, float | None]:
    found = make(school, assignment)[slug]
    return found.n, found.facility


def jobs(school: School) -> list[Job]:
    with school.scopes.reading() as scope:
        return list(scope.session.scalars(select(Job).where(Job.kind == class_analyses.KIND).order_by(Job.id)))


def request(who: Learner, class_id: int, assignment: int | None) -> bool:
    with who.writing() as scope:
        return class_analyses.request_analysis(scope, class_id, assignment)


def test_without_a_complete_try_there_is_nothing_to_analyse(school, assignment):
    number = answer(school.learner, {"q-0": RIGHT}, hands_in=False)
    belongs_to(school, school.learner, number, assignment)
    for which in (assignment, None):
        assert not class_analyses.make_analysis(school.scopes, school.class_id, which)
    assert stored(school) == []


def test_options_choices_and_times_are_counted_in_the_order_of_the_assignment(school, assignment, clock):
    for learner, choice in ((school.learner, RIGHT), (school.classmate, "D")):
        number = learner.start(number=20)
        belongs_to(school, learner, number, assignment)
        place = next(at for at in range(1, 5) if "q-0" in learner.question(number, at).content.stem)
        clock.advance(seconds=40)
        learner.save(number, place, {"choice": [choice]})
        learner.hand_in(number)
    found = make(school, assignment)
    assert [slug for slug in found if slug.startswith("q-")] == list(SLUGS)
    item = found["q-0"]
    assert (item.n, item.facility, item.timed_n, item.median_seconds) == (2, 0.5, 2, 40.0)
    assert [(each.option, each.n, each.is_right) for each in item.options] == [
        ("A", 0, False),
        ("B", 1, True),
        ("C", 0, False),
        ("D", 1, False),
    ]
    assert (found["q-1"].n, found["q-1"].facility) == (0, None)
    assert (stored(school)[0].learners, stored(school)[0].answers) == (2, 2)


def test_of_several_tries_the_first_complete_one_counts(school, assignment):
    first = answer(school.learner, {"q-0": WRONG}, hands_in=False)
    with school.learner.writing() as scope:
        grading.close_attempt(scope, school.learner.id, first, Abandon())
    belongs_to(school, school.learner, first, assignment, attempt=1)
    hand_in(school, school.learner, assignment, RIGHT, attempt=2)
    hand_in(school, school.learner, assignment, WRONG, attempt=3)
    assert counted(school, assignment) == (1, 1.0)


def test_work_that_is_none_of_the_class_does_not_count(school, assignment):
    hand_in(school, school.learner, assignment, RIGHT)
    answer(school.classmate, {"q-0": WRONG})  # own practice
    hand_in(school, school.assistant, assignment, WRONG)  # no learner
    gone = pupils(school.scopes, 1)[0]
    enrol(school.scopes, school.class_id, gone)
    hand_in(school, gone, assignment, WRONG)
    with school.scopes.writing() as scope:
        scope.session.get_one(Enrolment, (school.class_id, gone.id)).left_at = scope.now
    assert counted(school, assignment) == counted(school, None) == (1, 1.0)


def test_the_newest_grade_counts(school, assignment):
    hand_in(school, school.learner, assignment, "A")
    assert counted(school, assignment) == (1, 0.0)
    with school.instructor.writing() as scope:
        errata.correct_key(scope, "q-0", CORRECTED, REASON)
        ITEMS.apply(scope, "q-0", Mode.ALL)
    assert counted(school, assignment) == (1, 1.0)
    assert [each.is_right for each in make(school, assignment)["q-0"].options] == [True, False, False, False]


def test_over_all_assignments_an_item_counts_once_for_each_learner_and_has_no_reliability(school, assignment):
    other = an_assignment(school, a_spec("q-0", title="Week 2"))
    hand_in(school, school.learner, assignment, RIGHT)
    hand_in(school, school.learner, other, WRONG)
    hand_in(school, school.classmate, other, WRONG)
    assert counted(school, other) == (2, 0.0)
    assert counted(school, None) == (2, 0.5)
    assert stored(school)[-1].found.reliability is None


def test_drafts_and_archived_assignments_do_not_count(school, assignment):
    hand_in(school, school.learner, assignment, RIGHT)
    with school.scopes.writing() as scope:
        scope.session.execute(update(AssignmentRow).values(archived_at=scope.now))
    assert not class_analyses.make_analysis(school.scopes, school.class_id, None)


def test_the_variants_of_a_family_are_analysed_together(school, assignment):
    for learner in (school.learner, school.classmate):
        number = learner.start(number=20)
        belongs_to(school, learner, number, assignment)
        place = next(at for at in range(1, 5) if "first line" in learner.question(number, at).content.stem)
        learner.save(number, place, {"choice": ["A"]})
        learner.hand_in(number)
    found = make(school, assignment)["family-sum"]
    assert (found.n, found.options) == (2, ())


def test_the_reliability_counts_what_was_left_empty_as_not_right(school, assignment):
    learners = [school.learner, school.classmate, *pupils(school.scopes, 2)]
    for learner in learners[2:]:
        enrol(school.scopes, school.class_id, learner)
    for learner, choices in zip(learners, ("BBB", "BB", "B", "A"), strict=True):
        hand_in(school, learner, assignment, *choices)
    make(school, assignment)
    found = stored(school)[0].found.reliability
    assert found is not None
    assert (found.is_fixed, found.learners, found.questions, found.mean) == (True, 4, 4, 1.5)


def test_staff_ask_for_an_analysis_and_it_is_made_once(school, assignment):
    hand_in(school, school.learner, assignment, RIGHT)
    assert request(school.assistant, school.class_id, assignment)
    assert not request(school.instructor, school.class_id, assignment)
    assert request(school.instructor, school.class_id, None)
    run_due_jobs(school.scopes)
    assert [each.assignment_id for each in stored(school)] == [assignment, None]
    assert request(school.instructor, school.class_id, assignment)


@pytest.mark.parametrize("who", ["learner", "stranger", "other_instructor", "administrator"])
def test_nobody_else_does(school, assignment, who):
    with pytest.raises(NotFound):
        request(getattr(school, who), school.class_id, assignment)


def test_an_assignment_of_another_class_or_a_draft_is_none_of_this_class(school, assignment):
    draft = an_assignment(school, a_spec("q-0"), is_published=False)
    for who, class_id, which in (
        (school.other_instructor, school.other_class_id, assignment),
        (school.instructor, school.class_id, draft),
        (school.instructor, school.class_id, 10**6),
    ):
        with pytest.raises(NotFound):
            request(who, class_id, which)


def test_in_an_archived_class_nothing_is_queued(school, assignment):
    hand_in(school, school.learner, assignment, RIGHT)
    with school.scopes.writing() as scope:
        scope.session.get_one(ClassRow, school.class_id).archived_at = scope.now
    with pytest.raises(Refused):
        request(school.instructor, school.class_id, assignment)
    assert class_analyses.queue_due(school.scopes) == 0


def turn(school: School) -> list[int | None]:
    """What is analysed when the hour strikes."""
    before = len(stored(school))
    class_analyses.queue_due(school.scopes)
    run_due_jobs(school.scopes)
    return [each.assignment_id for each in stored(school)[before:]]


def test_answers_are_analysed_within_the_hour_then_once_a_day(school, assignment, clock):
    assert turn(school) == []
    hand_in(school, school.learner, assignment, RIGHT)
    assert turn(school) == [assignment, None]
    clock.advance(hours=30)
    assert turn(school) == []  # nothing is new
    make(school, assignment)
    make(school, None)
    clock.advance(hours=1)
    hand_in(school, school.classmate, assignment, RIGHT)
    assert turn(school) == []  # not a day old
    clock.advance(hours=19)
    assert turn(school) == [assignment, None]


def test_when_an_assignment_has_closed_it_is_analysed_once_more(school, clock: Clock):
    closes = clock.now.replace(hour=15)
    assignment = an_assignment(school, a_spec(*SLUGS, due_at=closes))
    hand_in(school, school.learner, assignment, RIGHT)
    assert turn(school) == [assignment, None]
    clock.advance(hours=2)
    hand_in(school, school.classmate, assignment, RIGHT)
    assert turn(school) == []
    clock.advance(hours=5)
    assert turn(school) == [assignment]
    clock.advance(hours=1)
    assert turn(school) == []


def test_a_regrade_is_new_too(school, assignment, clock):
    hand_in(school, school.learner, assignment, "A")
    turn(school)
    clock.advance(hours=1)
    with school.instructor.writing() as scope:
        errata.correct_key(scope, "q-0", CORRECTED, REASON)
        ITEMS.apply(scope, "q-0", Mode.ALL)
    clock.advance(hours=20)
    assert turn(school) == [assignment, None]


def test_the_hour_is_struck_by_the_nightly_tasks(school, assignment):
    hand_in(school, school.learner, assignment, RIGHT)
    assert {task.number for task in TASKS if task.run is class_analyses.queue_due} == {4}
    queue_nightly(school.scopes)
    run_due_jobs(school.scopes)
    assert {each.assignment_id for each in stored(school)} == {assignment, None}


def test_a_large_class_takes_no_more_statements_than_a_small_one(school, assignment):
    def taken(learners: Sequence[Learner]) -> int:
        for learner in learners:
            hand_in(school, learner, assignment, RIGHT, WRONG)
        return statements(school.scopes, lambda: make(school, assignment))

    few = taken([school.learner])
    more = pupils(school.scopes, 3)
    for learner in more:
        enrol(school.scopes, school.class_id, learner)
    assert taken(more) == few
