"""The readiness of a class: what is known of each learner, who is at risk, who stands first."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.clock import START
from tests.support.people import Learner, sign_up
from tests.support.reviews import statements
from tests.support.school import School, a_school, a_spec, an_assignment, enrol
from trainer.db.models.classes import AssignmentMark, Enrolment
from trainer.db.models.people import LearnerProfile
from trainer.db.models.study import ReadinessSnapshot, StudyDay
from trainer.domain.classes.risk import RiskKind
from trainer.domain.kernel.errors import NotFound
from trainer.services import class_readiness
from trainer.services.class_readiness import LearnerRow, ReadinessPage, Standing
from trainer.services.scope import Scopes

TODAY = date(2026, 3, 2)


@pytest.fixture
def school(scopes: Scopes) -> School:
    return a_school(scopes)


def readiness(school: School, who: Learner | None = None) -> ReadinessPage:
    with (who or school.instructor).reading() as scope:
        return class_readiness.get_readiness(scope, school.class_id)


def row(school: School, name: str = "Learner") -> LearnerRow:
    return next(each for each in readiness(school).rows if each.name == name)


def estimated(school: School, learner: Learner, day: date, score: int, **values: Any) -> None:
    """An estimate of a hundred questions, seven to either side."""
    with school.scopes.writing() as scope:
        fields = {
            "learner_id": learner.id,
            "track": "cpc",
            "day": day,
            "taken_at": scope.now,
            "first_sights": 200,
            "questions": 100,
            "pass_questions": 70,
            "score": score,
            "low": score - 7,
            "high": score + 7,
            "chance_permille": 500,
            "level": "fair",
        }
        scope.session.add(ReadinessSnapshot(**(fields | values)))


def studied(school: School, learner: Learner, day: date, answers: int = 10) -> None:
    with school.scopes.writing() as scope:
        scope.session.add(StudyDay(learner_id=learner.id, day=day, track="cpc", answers=answers))


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_a_class_without_learners_has_no_rows(school):
    with school.scopes.writing() as scope:
        for learner in (school.learner, school.classmate):
            scope.session.get_one(Enrolment, (school.class_id, learner.id)).left_at = scope.now
    page = readiness(school)
    assert (page.rows, page.at_risk, page.today) == ((), 0, TODAY)


def test_who_has_no_estimate_has_no_number(school):
    found = row(school)
    assert (found.situation.estimate, found.days_old, found.standing) == (None, None, Standing.UNKNOWN)
    assert [risk.kind for risk in found.risks] == [RiskKind.NOT_ENOUGH_EVIDENCE]


def test_the_newest_estimate_of_the_track_of_the_class_counts(school):
    estimated(school, school.learner, days_ago(40), 70)
    estimated(school, school.learner, days_ago(3), 79)
    estimated(school, school.learner, days_ago(1), 20, track="cpb")
    found = row(school)
    assert found.situation.estimate is not None
    assert (found.situation.estimate.score, found.days_old, found.standing) == (79, 3, Standing.ABOVE)
    assert found.risks == ()


@pytest.mark.parametrize(
    ("score", "standing"), [(77, Standing.ABOVE), (76, Standing.NEAR), (63, Standing.NEAR), (62, Standing.BELOW)]
)
def test_learners_are_counted_by_where_they_stand(school, score, standing):
    estimated(school, school.learner, TODAY, score)
    page = readiness(school)
    assert dict(page.standings) == dict.fromkeys(Standing, 0) | {standing: 1, Standing.UNKNOWN: 1}
    assert page.at_risk == (2 if standing is Standing.BELOW else 1)


def test_an_estimate_that_fell_since_two_weeks_ago_is_a_risk(school):
    estimated(school, school.learner, days_ago(15), 82)
    estimated(school, school.learner, days_ago(1), 77)
    assert [risk.why for risk in row(school).risks] == ["The estimate fell from 82 to 77 in 14 days."]


def test_the_last_day_with_graded_work_counts(school):
    studied(school, school.learner, days_ago(12))
    studied(school, school.learner, days_ago(2), answers=0)
    assert row(school).situation.studied_on == days_ago(12)
    assert RiskKind.NO_STUDY in [risk.kind for risk in row(school).risks]


def test_missing_assignments_are_those_past_their_date_without_work_that_are_not_excused(school, clock):
    past = START + timedelta(days=1)
    clock.advance(days=2)
    late = [an_assignment(school, a_spec("q-0", title=f"Week {week}", due_at=past)) for week in range(3)]
    an_assignment(school, a_spec("q-0", title="Open", due_at=START + timedelta(days=3)))
    with school.scopes.writing() as scope:
        for number, kind in ((1, "score"), (2, "excused")):
            scope.session.add(
                AssignmentMark(
                    learner_id=school.learner.id,
                    assignment_id=late[0],
                    number=number,
                    kind=kind,
                    reason="ill",
                    made_at=scope.now,
                    made_by=school.instructor.id,
                )
            )
    assert (row(school).situation.missing, row(school, "Classmate").situation.missing) == (2, 3)


def test_the_exam_is_that_of_the_track_of_the_class(school):
    with school.scopes.writing() as scope:
        for learner, track in ((school.learner, "cpc"), (school.classmate, "cpb")):
            profile = scope.session.get_one(LearnerProfile, learner.id)
            profile.exam_on, profile.track = date(2026, 3, 20), track
    assert row(school).situation.exam_on == date(2026, 3, 20)
    assert row(school, "Classmate").situation.exam_on is None
    assert [each.name for each in readiness(school).rows] == ["Learner", "Classmate"]


def test_the_table_has_no_number_that_nobody_measured(school):
    estimated(school, school.classmate, days_ago(1), 60)
    with school.instructor.reading() as scope:
        head, *rows = [list(each) for each in class_readiness.table_of_readiness(scope, school.class_id)]
    cells = {each[0]: dict(zip(head, each, strict=True)) for each in rows}
    assert (cells["Classmate"]["Estimate"], cells["Classmate"]["High"]) == (60, 67)
    assert cells["Classmate"]["Risks"] == "All of the interval (53–67) lies under the pass mark of 70."
    assert cells["Learner"]["Estimate"] is cells["Learner"]["Estimate of"] is None


def test_a_large_class_takes_no_more_statements_than_a_small_one(school):
    def taken() -> int:
        return statements(school.scopes, lambda: readiness(school))

    an_assignment(school, a_spec("q-0", title="Before", due_at=START - timedelta(days=1)))
    few = taken()
    for number in range(4):
        learner = sign_up(school.scopes, f"more-{number}@example.org", f"More {number}")
        enrol(school.scopes, school.class_id, learner)
        estimated(school, learner, TODAY, 80)
        an_assignment(school, a_spec("q-0", title=f"Week {number}", due_at=START - timedelta(days=1)))
    assert taken() == few


@pytest.mark.parametrize("who", ["learner", "stranger", "other_instructor", "administrator"])
def test_only_who_may_grade_sees_it(school, who):
    with pytest.raises(NotFound):
        readiness(school, getattr(school, who))
