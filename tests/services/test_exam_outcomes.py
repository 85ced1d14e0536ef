"""Real results: what can be told, the estimate that stood before, taking back, and what all of them say."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from tests.support.people import Learner, sign_up
from trainer.db.models.people import LearnerProfile
from trainer.db.models.study import ReadinessSnapshot
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import exam_outcomes
from trainer.services.exam_outcomes import Before, Fifth, OutcomesPage, RealEvidence, Told
from trainer.services.scope import Scopes

TODAY = date(2026, 3, 2)
PASSED = Told("cpc", date(2026, 2, 28), has_passed=True, percent=74, areas={"anatomy": 80})


def tell(learner: Learner, told: Told = PASSED) -> int:
    with learner.writing() as scope:
        return exam_outcomes.record_outcome(scope, told)


def take_back(learner: Learner, number: int) -> None:
    with learner.writing() as scope:
        exam_outcomes.withdraw_outcome(scope, number)


def page_of(learner: Learner) -> OutcomesPage:
    with learner.reading() as scope:
        return exam_outcomes.get_outcomes(scope, "cpc")


def real_evidence(scopes: Scopes) -> RealEvidence:
    with scopes.reading() as scope:
        return exam_outcomes.get_real_evidence(scope)


def add_snapshot(learner: Learner, day: date, *, permille: int = 700, track: str = "cpc") -> None:
    with learner.writing() as scope:
        scope.session.add(
            ReadinessSnapshot(
                learner_id=learner.id,
                track=track,
                day=day,
                taken_at=scope.now,
                first_sights=day.day + 100,
                questions=100,
                pass_questions=70,
                score=72,
                low=65,
                high=79,
                chance_permille=permille,
                level="fair",
            )
        )


def test_a_result_is_kept_as_it_was_told(learner, other):
    tell(other, Told("cpb", TODAY, has_passed=False))
    assert tell(learner) == 1
    page = page_of(learner)
    (row,) = page.outcomes
    assert (row.number, row.track, row.taken_on, row.has_passed, row.percent) == (1, "cpc", PASSED.taken_on, True, 74)
    assert (row.areas, row.before) == ((("anatomy", 80),), None)
    assert (page.areas, page.today) == ((("anatomy", "Anatomy"), ("compliance", "Compliance")), TODAY)
    assert page.earliest == date(2025, 3, 1)


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        (replace(PASSED, taken_on=TODAY + timedelta(days=1)), "taken_on", "not come yet"),
        (replace(PASSED, taken_on=date(2025, 2, 28)), "taken_on", "more than a year ago"),
        (replace(PASSED, taken_on=date(1, 1, 1)), "taken_on", "more than a year ago"),
        (replace(PASSED, percent=101), "percent", "0 to 100"),
        (replace(PASSED, percent=-1), "percent", "0 to 100"),
        (replace(PASSED, areas={"anatomy": 101}), "anatomy", "0 to 100"),
        (replace(PASSED, areas={"billing": 50}), "areas", "billing"),
        (replace(PASSED, track="cic"), "track", "no such exam"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(learner, told, field, words):
    with pytest.raises(Refused) as refused:
        tell(learner, told)
    assert refused.value.field == field
    assert words in refused.value.reason
    assert page_of(learner).outcomes == ()


@pytest.mark.parametrize("told", [replace(PASSED, taken_on=TODAY), replace(PASSED, taken_on=date(2025, 3, 1))])
def test_today_and_a_year_ago_can_be(learner, told):
    assert tell(learner, told) == 1


def test_today_is_the_learners_own_day(learner, clock):
    clock.advance(hours=3)  # noon UTC, after midnight in Auckland
    with pytest.raises(Refused):
        tell(learner, replace(PASSED, taken_on=date(2026, 3, 3)))
    with learner.writing() as scope:
        mine = LearnerProfile.learner_id == learner.id
        scope.session.execute(update(LearnerProfile).where(mine).values(time_zone="Pacific/Auckland"))
    assert tell(learner, replace(PASSED, taken_on=date(2026, 3, 3))) == 1


def test_the_estimate_of_the_last_day_before_the_exam_is_kept_with_it(learner, other):
    for day in (20, 25, 28):
        add_snapshot(learner, date(2026, 2, day))
    add_snapshot(learner, date(2026, 2, 27), track="cpb")
    add_snapshot(other, date(2026, 2, 26))
    tell(learner)
    (row,) = page_of(learner).outcomes
    assert row.before == Before(72, 65, 79, 100, 0.7, 125), "that of the 25th: the 28th is the day of the exam"


@pytest.mark.parametrize(("day", "tests"), [(date(2026, 1, 29), True), (date(2026, 1, 28), False)])
def test_an_estimate_of_more_than_thirty_days_before_is_not_tested(learner, day, tests):
    """The exam was on 28 February: 30 days before it is 29 January."""
    add_snapshot(learner, day)
    tell(learner)
    assert (page_of(learner).outcomes[0].before is not None) == tests


def test_a_later_estimate_does_not_change_what_stood_before(learner):
    tell(learner)
    add_snapshot(learner, date(2026, 2, 27))
    assert page_of(learner).outcomes[0].before is None


def test_the_same_again_is_one_result_and_another_of_the_same_day_is_refused(learner):
    assert tell(learner) == tell(learner) == 1
    for other_one in (replace(PASSED, has_passed=False), replace(PASSED, percent=None), replace(PASSED, areas={})):
        with pytest.raises(Refused) as refused:
            tell(learner, other_one)
        assert refused.value.field == "taken_on"
    assert len(page_of(learner).outcomes) == 1


def test_a_second_try_and_another_exam_are_results_of_their_own(learner):
    first = tell(learner, Told("cpc", date(2025, 12, 1), has_passed=False))
    assert (first, tell(learner), tell(learner, Told("cpb", PASSED.taken_on, has_passed=True))) == (1, 2, 3)
    assert {row.number for row in page_of(learner).outcomes} == {1, 2, 3}
    assert page_of(learner).outcomes[-1].number == 1, "newest exam first"


def test_a_result_can_be_taken_back_once_and_told_anew(learner, clock):
    tell(learner)
    take_back(learner, 1)
    clock.advance(days=1)
    take_back(learner, 1)
    assert page_of(learner).outcomes == ()
    assert tell(learner, replace(PASSED, has_passed=False)) == 2, "numbers are not used twice"


def test_what_another_learner_told_cannot_be_taken_back(learner, other):
    tell(other)
    for number in (1, 2):
        with pytest.raises(NotFound):
            take_back(learner, number)
    assert len(page_of(other).outcomes) == 1


def people_who_tell(scopes: Scopes, count: int, first: int = 0) -> list[Learner]:
    """The n-th is given a chance of 0.1, 0.5 or 0.9 in turn; of three, the last two pass."""
    found = []
    for at in range(first, first + count):
        person = sign_up(scopes, f"teller{at}@example.org")
        add_snapshot(person, date(2026, 2, 1), permille=(100, 500, 900)[at % 3])
        tell(person, replace(PASSED, has_passed=at % 3 > 0))
        found.append(person)
    return found


def test_under_thirty_people_there_is_a_number_of_people_and_nothing_else(scopes, learner):
    tell(learner)
    first, *_ = people_who_tell(scopes, 29)
    for day in (10, 11):
        tell(first, replace(PASSED, taken_on=date(2026, 2, day)))
    assert real_evidence(scopes) == RealEvidence(29, None), "no estimate stood before Ann's; retakes are no more people"


def test_from_thirty_people_on_the_chance_is_held_against_what_came_of_it(scopes, learner):
    """Ten each of (0.1, failed), (0.5, passed), (0.9, passed): Brier (0.01 + 0.25 + 0.01) / 3 = 0.09."""
    people = people_who_tell(scopes, 30)
    found = real_evidence(scopes)
    assert found.people == 30
    real = found.found
    assert (real.results, real.passed, real.tracks) == (30, 20, (("cpc", 30),))
    assert real.brier == pytest.approx(0.09)
    assert real.brier_of_share == pytest.approx(2 / 9)
    assert [(fifth.start, fifth.n) for fifth in real.fifths] == [(0, 10), (0.2, 0), (0.4, 10), (0.6, 0), (0.8, 10)]
    assert real.fifths[0] == Fifth(0, 0.2, 10, pytest.approx(0.1), 0)
    assert real.fifths[1] == Fifth(0.2, 0.4, 0, None, None)
    take_back(people[0], 1)
    assert real_evidence(scopes) == RealEvidence(29, None)


def test_of_each_person_and_exam_the_latest_result_counts(scopes, learner):
    """The first teller passes at last, after a chance of 0.1; Ann tells both exams, and her earlier try last."""
    first, *_ = people_who_tell(scopes, 30)
    tell(first, replace(PASSED, taken_on=TODAY))
    for track in ("cpc", "cpb"):
        add_snapshot(learner, date(2026, 2, 1), permille=500, track=track)
        tell(learner, Told(track, PASSED.taken_on, has_passed=True))
    tell(learner, Told("cpc", date(2026, 2, 20), has_passed=False))
    found = real_evidence(scopes)
    assert found.people == 31
    assert (found.found.results, found.found.passed) == (32, 23), "20 and the first, and both of Ann's"
    assert found.found.tracks == (("cpc", 31), ("cpb", 1))
    assert found.found.brier == pytest.approx((9 * 0.01 + 0.81 + 12 * 0.25 + 10 * 0.01) / 32)


def test_a_fifth_with_few_results_says_no_share(scopes, learner):
    people_who_tell(scopes, 30)
    add_snapshot(learner, date(2026, 2, 1), permille=1000)
    tell(learner)
    stranger = sign_up(scopes, "few@example.org")
    add_snapshot(stranger, date(2026, 2, 1), permille=300)
    tell(stranger)
    fifths = real_evidence(scopes).found.fifths
    assert fifths[4].n == 11, "a chance of 1 belongs to the last"
    assert (fifths[1].n, fifths[1].mean_chance, fifths[1].passed) == (1, None, None)
