"""What pages show of item analyses, and the same as a table."""

import pytest

from tests.support.classroom import RIGHT, WRONG, answer, publish_questions, pupils, questions
from tests.support.people import Learner
from tests.support.regrades import CORRECTED, REASON
from tests.support.school import School, a_school, a_spec, an_assignment, belongs_to, enrol
from trainer.domain.calibration.flags import Flag
from trainer.domain.classes.work import CaseWork
from trainer.domain.exams.regrades import Mode
from trainer.domain.kernel.errors import NotFound
from trainer.services import class_analyses, class_items, errata
from trainer.services.class_items import ItemPage, ItemsPage
from trainer.services.regrading import ITEMS
from trainer.services.scope import Scopes


@pytest.fixture
def school(scopes: Scopes) -> School:
    publish_questions(scopes, questions(11))
    return a_school(scopes)


@pytest.fixture
def assignment(school: School) -> int:
    return an_assignment(school, a_spec(*(f"q-{place}" for place in range(11))))


def items(school: School, assignment: int | None, page: int = 1, who: Learner | None = None) -> ItemsPage:
    with (who or school.instructor).reading() as scope:
        return class_items.get_items(scope, school.class_id, assignment, page)


def item(school: School, assignment: int | None, version_id: int) -> ItemPage:
    with school.instructor.reading() as scope:
        return class_items.get_item(scope, school.class_id, assignment, version_id)


def table(school: School, assignment: int | None) -> list[list[object]]:
    with school.instructor.reading() as scope:
        return [list(row) for row in class_items.table_of_items(scope, school.class_id, assignment)]


def hand_in(school: School, learner: Learner, assignment: int, choices: dict[str, str]) -> None:
    belongs_to(school, learner, answer(learner, choices), assignment)


def a_divided_class(school: School, assignment: int, learners: int = 60) -> None:
    """The weak half gets `q-0` right and all others wrong, the strong half the other way round."""
    for place, learner in enumerate(pupils(school.scopes, learners)):
        enrol(school.scopes, school.class_id, learner)
        own, others = (RIGHT, WRONG) if place < learners // 2 else (WRONG, RIGHT)
        hand_in(school, learner, assignment, {f"q-{number}": others for number in range(1, 11)} | {"q-0": own})
    class_analyses.make_analysis(school.scopes, school.class_id, assignment)


def test_before_the_first_analysis_the_page_says_what_there_could_be(school, assignment):
    an_assignment(school, a_spec(title="Charts", work=CaseWork(("a-case",))))
    page = items(school, assignment)
    assert (page.heading.made_at, page.heading.title, page.rows, page.items, page.pages) == (None, "Week 1", (), 0, 1)
    assert page.assignments == ((assignment, "Week 1"),)
    assert table(school, assignment)[1:] == []


def test_the_dubious_stand_first_with_what_is_wrong_with_them(school, assignment):
    a_divided_class(school, assignment)
    page = items(school, assignment)
    assert (page.items, page.dubious) == (11, 1)
    assert [row.slug for row in page.rows[:3]] == ["q-0", "q-1", "q-2"]
    first = page.rows[0]
    assert first.found.flags == (Flag.NEGATIVE_DISCRIMINATION, Flag.DISTRACTOR_BEATS_KEY)
    assert first.words == ("better learners get it wrong", "a wrong option beats the right one")
    assert (first.stem, first.area, first.is_current) == ("The stem of q-0.", "Anatomy", True)
    assert page.reliability is not None
    shown = item(school, assignment, first.version_id)
    assert [(option.letter, option.found.n, option.found.is_right) for option in shown.options[:2]] == [
        ("A", 30, False),
        ("B", 30, True),
    ]
    assert [group.counts[:2] for group in shown.row.found.groups] == [(0, 30), (30, 0)]
    assert shown.has_plot
    head, row = table(school, assignment)[:2]
    cells = dict(zip(head, row, strict=True))
    assert (cells["Item"], cells["Facility"], cells["Point-biserial"]) == ("q-0", 0.5, -1.0)
    assert cells["Dubious"] == "better learners get it wrong; a wrong option beats the right one"
    assert (cells["Option A"], cells["Key A"], cells["Chosen A"]) == ("A", 0, 30)


def test_the_table_tells_how_reliable_the_scores_are_in_every_row(school, assignment):
    a_divided_class(school, assignment)
    found = items(school, assignment).reliability
    head, *rows = table(school, assignment)
    names = ("KR-20 of all scores", "KR-21 of all scores", "SEM in questions", "Learners scored")
    told = {tuple(dict(zip(head, row, strict=True))[name] for name in names) for row in rows}
    of_kind = (round(found.reliability, 3), None) if found.is_fixed else (None, round(found.reliability, 3))
    assert told == {(*of_kind, round(found.sem, 3), 60)}
    class_analyses.make_analysis(school.scopes, school.class_id, None)
    assert {row[head.index("SEM in questions")] for row in table(school, None)[1:]} == {None}, "no one form"


def test_a_page_says_how_much_was_graded_since(school, assignment, clock):
    hand_in(school, school.learner, assignment, {"q-0": "A"})
    class_analyses.make_analysis(school.scopes, school.class_id, assignment)
    heading = items(school, assignment).heading
    assert (heading.learners, heading.answers, heading.answers_since, heading.regraded_since) == (1, 1, 0, 0)
    clock.advance(hours=1)
    hand_in(school, school.classmate, assignment, {"q-0": RIGHT, "q-1": RIGHT})
    with school.instructor.writing() as scope:
        errata.correct_key(scope, "q-0", CORRECTED, REASON)
        ITEMS.apply(scope, "q-0", Mode.ALL)
        class_analyses.request_analysis(scope, school.class_id, assignment)
    heading = items(school, assignment, who=school.assistant).heading
    assert (heading.answers, heading.answers_since, heading.is_queued) == (1, 11, True)
    assert heading.regraded_since == 2


def test_a_long_list_has_pages(school, assignment, monkeypatch):
    monkeypatch.setattr(class_items, "PAGE_ITEMS", 4)
    hand_in(school, school.learner, assignment, {"q-0": RIGHT})
    class_analyses.make_analysis(school.scopes, school.class_id, assignment)
    assert [row.slug for row in items(school, assignment, 3).rows] == ["q-8", "q-9", "q-10"]
    assert (items(school, assignment, 99).page, items(school, assignment, -1).page) == (3, 1)
    assert len(table(school, assignment)) == 12


def test_an_item_that_the_analysis_does_not_have_is_not_found(school, assignment):
    hand_in(school, school.learner, assignment, {"q-0": RIGHT})
    with pytest.raises(NotFound):
        item(school, assignment, 1)
    class_analyses.make_analysis(school.scopes, school.class_id, assignment)
    assert not item(school, assignment, items(school, assignment).rows[0].version_id).has_plot
    with pytest.raises(NotFound):
        item(school, assignment, 10**6)
    with pytest.raises(NotFound):
        item(school, None, items(school, assignment).rows[0].version_id)


@pytest.mark.parametrize("who", ["learner", "stranger", "other_instructor", "administrator"])
def test_only_who_may_grade_sees_it(school, assignment, who):
    with pytest.raises(NotFound):
        items(school, assignment, who=getattr(school, who))
