"""The sealed mock: its items stand in no other sitting before it was sat."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.support.exams import COMPLIANCE, CPC, an_exam_library, exam_items, publish_exams
from tests.support.people import Learner, sign_up
from trainer.content.item_files import AuthoredItem
from trainer.db.models.attempts import AttemptItem
from trainer.db.models.content import Item, ItemVersion
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.exams.blueprint import Area
from trainer.domain.items.keys import SingleKey
from trainer.domain.kernel.errors import Refused
from trainer.services import errata
from trainer.services.practice import Pool
from trainer.services.scope import Scopes

SEALED_COUNT = 10
BLUEPRINT = replace(
    CPC, questions=SEALED_COUNT, minutes=15, pass_questions=7, areas=(Area("compliance", "Compliance", 10, "x"),)
)


def some_items(sealed: int = SEALED_COUNT) -> tuple[AuthoredItem, ...]:
    """Twenty items of compliance, the first of them sealed."""
    plain = next(item for item in exam_items() if item.slug == "compliance-1")
    return tuple(
        replace(
            plain,
            slug=f"law-{place}",
            content=replace(plain.content, stem=f"The stem of **law-{place}**."),
            is_sealed=place <= sealed,
        )
        for place in range(1, 21)
    )


@pytest.fixture
def candidate(scopes: Scopes) -> Learner:
    """Cleo, with nothing but the twenty items."""
    publish_exams(scopes, an_exam_library(some_items(), (BLUEPRINT,)))
    return sign_up(scopes, "cleo@example.org", "Cleo")


def dealt(learner: Learner, number: int) -> set[str]:
    with learner.reading() as scope:
        statement = (
            select(Item.slug)
            .join(ItemVersion, ItemVersion.item_id == Item.id)
            .join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
            .where(AttemptItem.attempt_number == number, AttemptItem.learner_id == learner.id)
        )
        return set(scope.session.scalars(statement))


def practise(learner: Learner, pool: Pool = Pool.ALL) -> set[str]:
    return dealt(learner, learner.start(Feedback.AT_ONCE, 100, areas=("compliance",), pool=pool))


SEALED = {f"law-{place}" for place in range(1, SEALED_COUNT + 1)}
OTHERS = {f"law-{place}" for place in range(SEALED_COUNT + 1, 21)}


def test_the_sealed_form_is_on_offer_where_the_bank_has_sealed_items(candidate: Learner) -> None:
    assert [row.form.slug for row in candidate.exam_list().forms] == ["full", "sealed", "area-compliance"]
    assert all(row.missing == () for row in candidate.exam_list().forms)
    publish_exams(candidate.scopes, an_exam_library(some_items(0), (BLUEPRINT,)))
    assert [row.form.slug for row in candidate.exam_list().forms] == ["full", "area-compliance"]


def test_a_bank_with_too_few_sealed_items_says_so(candidate: Learner) -> None:
    publish_exams(candidate.scopes, an_exam_library(some_items(4), (BLUEPRINT,)))
    sealed = next(row for row in candidate.exam_list().forms if row.form.slug == "sealed")
    assert sealed.missing == (("Compliance", 10, 4),)
    with pytest.raises(Refused, match="Compliance needs 10 and has 4"):
        candidate.start_exam("sealed")


def test_before_it_was_sat_its_items_stand_nowhere_else(candidate: Learner) -> None:
    assert practise(candidate) == practise(candidate, Pool.UNSEEN) == OTHERS
    assert dealt(candidate, candidate.start_exam("full")) == OTHERS


def test_area_forms_do_not_open_it_either(candidate: Learner) -> None:
    assert dealt(candidate, candidate.start_exam(COMPLIANCE)) == OTHERS


def test_the_sealed_mock_is_dealt_from_the_sealed_items_alone(candidate: Learner) -> None:
    number = candidate.start_exam("sealed")
    assert dealt(candidate, number) == SEALED
    assert candidate.exam(number).title == "CPC sealed mock, 10 questions"


def test_while_it_is_being_sat_its_items_stay_sealed(candidate: Learner) -> None:
    candidate.start_exam("sealed")
    assert practise(candidate) == OTHERS


def test_after_it_was_sat_its_items_can_be_practised_and_those_of_others_stay_sealed(
    candidate: Learner, neighbour: Learner
) -> None:
    candidate.hand_in(candidate.start_exam("sealed"))
    assert practise(candidate) == SEALED | OTHERS
    assert practise(neighbour) == OTHERS


def test_after_it_was_sat_another_mock_takes_unseen_items_first(candidate: Learner) -> None:
    candidate.hand_in(candidate.start_exam("sealed"))
    assert dealt(candidate, candidate.start_exam("full")) == OTHERS


def test_two_whole_exams_and_the_sealed_one_share_no_item(candidate: Learner) -> None:
    """A bank of three times the exam."""
    more = tuple(replace(item, slug=f"more-{place}", is_sealed=False) for place, item in enumerate(some_items()[:10]))
    publish_exams(candidate.scopes, an_exam_library((*some_items(), *more), (BLUEPRINT,)))
    sat = []
    for form in ("full", "sealed", "full"):
        number = candidate.start_exam(form)
        sat.append(dealt(candidate, number))
        candidate.hand_in(number)
    assert len(set.union(*sat)) == sum(map(len, sat)) == 30


def corrected(learner: Learner, slug: str) -> None:
    with learner.writing() as scope:
        errata.correct_key(scope, slug, SingleKey("C"), "It was miscounted.", errata.Remarks())


def told(learner: Learner) -> list[tuple[str, str]]:
    with learner.reading() as scope:
        return [(row.slug, row.reason) for row in errata.get_errata(scope, 1).rows]


def test_of_a_corrected_sealed_item_neither_name_nor_reason_is_told_before_it_was_sat(
    candidate: Learner, neighbour: Learner
) -> None:
    corrected(candidate, "law-1")
    assert told(candidate) == told(neighbour) == [("", "")]
    candidate.hand_in(candidate.start_exam("sealed"))
    assert told(candidate) == [("law-1", "It was miscounted.")]
    assert told(neighbour) == [("", "")]
    with candidate.scopes.reading() as scope:
        assert [(row.slug, row.reason) for row in errata.get_errata(scope, 1).rows] == [("", "")], "a guest"
