"""Correcting, regrading and marking at the same moment as learners answer: nothing is lost, nothing done twice."""

from threading import Thread

import pytest
from sqlalchemy import select

from tests.support.people import Learner, first_to_sign_up, sign_up
from tests.support.regrades import (
    SLUG,
    assert_sums_agree,
    correct,
    count,
    grades,
    grades_at,
    mark,
    position_in_exam,
    practise,
    preview,
    publish_ten,
    regrade,
    sit,
)
from trainer.db.models.content import ItemKey
from trainer.db.models.exams import Notice
from trainer.domain.attempts.attempt import AttemptState, Feedback
from trainer.domain.items.keys import SingleKey
from trainer.domain.kernel.errors import DomainError, Refused
from trainer.services import sittings
from trainer.services.scope import Scopes

TUTOR = Feedback.AT_ONCE


@pytest.fixture
def ann(scopes: Scopes) -> Learner:
    return first_to_sign_up(scopes, publish_ten)


@pytest.fixture
def ben(scopes: Scopes, ann: Learner) -> Learner:
    return sign_up(scopes, "ben@example.org", "Ben")


def in_parallel(*acts) -> list[DomainError]:
    """Runs them at the same moment; what they raised."""
    raised: list[DomainError] = []

    def run(act) -> None:
        try:
            act()
        except DomainError as error:
            raised.append(error)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_two_regrades_at_the_same_moment_add_one_run(ann, ben, scopes):
    sit(ann, "A")
    sit(ben, "B")
    correct(scopes)
    assert in_parallel(*[lambda: regrade(scopes)] * 4) == []
    assert len([row for row in grades(scopes) if row.run_id > 1]) == 2
    assert count(scopes, Notice) == [2]
    assert_sums_agree(scopes)


def test_marks_and_regrades_at_the_same_moment_lose_nothing(ann, scopes):
    place = sit(ann, "A")
    other = sit(ann, "A")
    correct(scopes)
    raised = in_parallel(lambda: regrade(scopes), lambda: mark(ann, place, 1), lambda: mark(ann, other, 1))
    assert all(isinstance(error, Refused) for error in raised), "the regrade was first: it has these points already"
    assert regrade(scopes).graded == 0
    assert (grades_at(ann, place)[-1], grades_at(ann, other)[-1]) == ((1, 1), (1, 1))
    with scopes.reading() as scope:
        numbers = scope.session.scalars(select(Notice.number).order_by(Notice.number)).all()
    assert numbers == [1, 2]
    assert_sums_agree(scopes)


def test_a_key_is_corrected_and_regraded_while_learners_answer_and_hand_in(scopes: Scopes):
    publish_ten(scopes)
    learners = [sign_up(scopes, f"learner-{place}@example.org") for place in range(4)]
    tutoring = [(learner, *practise_later(learner)) for learner in learners]
    exams = [(learner, learner.start_exam("full")) for learner in learners]
    for learner, number in exams:
        learner.save_in_exam(number, position_in_exam(learner, number), {"choice": ["A"]})

    def correct_and_regrade() -> None:
        correct(scopes)
        regrade(scopes)

    acts = [lambda place=place: place[0].save(place[1], place[2], {"choice": ["A"]}) for place in tutoring]
    acts += [lambda exam=exam: exam[0].hand_in(exam[1]) for exam in exams]
    assert in_parallel(*acts, correct_and_regrade) == []
    regrade(scopes)
    for learner, number, position in tutoring:
        assert grades_at(learner, (number, position))[-1] == (1, 1)
        learner.hand_in(number)
    assert [learner.exam_list().earlier[0].correct for learner, _ in exams] == [1] * 4
    assert [learner.exam_list().earlier[0].state for learner, _ in exams] == [AttemptState.SUBMITTED] * 4
    assert preview(scopes).is_done
    assert_sums_agree(scopes)


def practise_later(learner: Learner) -> tuple[int, int]:
    """(sitting, position) in an open tutor sitting, the question not answered."""
    number = learner.start(TUTOR, 10)
    at = next(place for place in range(1, 11) if f"**{SLUG}**" in learner.question(number, place).content.stem)
    return number, at


def test_a_note_and_an_answer_that_are_saved_while_another_answer_is_marked_wait_and_are_kept(ann, scopes):
    number, position = practise(ann, "A", hands_in=False)
    others = [each for each in range(1, 11) if each != position]

    def save_with_note(at: int) -> None:
        with ann.writing() as scope:
            sittings.set_note(scope, number, at, f"Note {at}")
            sittings.save_answer(scope, number, at, {"choice": ["B"]}, sittings.Event("tab", 100 + at, 0))

    acts = [lambda at=at: save_with_note(at) for at in others[:4]]
    assert in_parallel(*acts, lambda: mark(ann, (number, position), 1)) == []
    assert grades_at(ann, (number, position))[-1] == (1, 1)
    for at in others[:4]:
        page = ann.question(number, at)
        assert (page.note, page.revision, page.verdict is None) == (f"Note {at}", 1, False)


def test_two_corrections_at_the_same_moment_are_one_revision_each_or_refused(ann, scopes):
    keys = [SingleKey(option) for option in "ACDA"]
    raised = in_parallel(*[lambda key=key: correct(scopes, key) for key in keys])
    assert all(isinstance(error, Refused) for error in raised), "only A may be in force already"
    with scopes.reading() as scope:
        revisions = scope.session.scalars(select(ItemKey.revision).where(ItemKey.revision > 1)).all()
    assert sorted(revisions) == list(range(2, 6 - len(raised)))
