"""What lies in a private bank appears nowhere in what learners choose themselves, and nowhere in what is counted."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.exams import publish_exams
from tests.support.library import publish
from tests.support.people import Learner, first_to_sign_up, sign_up
from tests.support.school import a_school
from trainer.db.models.cases import Case
from trainer.db.models.content import Bank, Item
from trainer.db.queries import calibration, cases, diagnostics, exams, insight, items, plans, readiness
from trainer.services.scope import Scope, Scopes

AREAS = ("anatomy",)


@pytest.fixture
def learner(scopes: Scopes) -> Learner:
    return first_to_sign_up(scopes, publish_exams)


def hide(scopes: Scopes) -> int:
    """Puts one item of the first area, and all cases, into a private bank; the id of the item."""
    with scopes.writing() as scope:
        bank = Bank(slug="private", title="Private", origin="browser", is_shared=False)
        scope.session.add(bank)
        scope.session.flush()
        item = scope.session.scalars(
            select(Item).where(Item.track == "cpc", Item.area == "anatomy").order_by(Item.id)
        ).first()
        assert item is not None
        item.bank_id = bank.id
        for case in scope.session.scalars(select(Case)):
            case.bank_id = bank.id
        return item.id


def ids(rows: Any) -> set[int]:
    return {row["item_id"] for row in rows}


POOLS: dict[str, Callable[[Scope, int], set[int]]] = {
    "practice": lambda scope, me: ids(items.list_pool(scope.session, me, "cpc", scope.now)),
    "exams": lambda scope, me: ids(exams.list_exam_pool(scope.session, me, "cpc", AREAS, is_sealed=False)),
    "diagnostics": lambda scope, me: ids(diagnostics.list_candidates(scope.session, me, "cpc", scope.now)),
    "calibration": lambda scope, me: ids(calibration.list_bank(scope.session, "cpc")),
    "difficulties": lambda scope, me: ids(calibration.list_difficulties(scope.session, "cpc", 1)),
}
COUNTS: dict[str, Callable[[Scope, int], int]] = {
    "by area": lambda scope, me: items.count_by_area(scope.session, "cpc")["anatomy"],
    "sets": lambda scope, me: exams.count_sets(scope.session, me, "cpc", is_sealed=False)["anatomy"][1],
    "readiness": lambda scope, me: sum(row[4] for row in readiness.state_of_bank(scope.session, "cpc")),
}


@pytest.mark.parametrize("pool", list(POOLS))
def test_no_pool_has_an_item_of_a_private_bank(learner: Learner, scopes: Scopes, pool: str) -> None:
    with learner.reading() as scope:
        before = POOLS[pool](scope, learner.id)
    hidden = hide(scopes)
    with learner.reading() as scope:
        assert POOLS[pool](scope, learner.id) == before - {hidden}
    assert hidden in before


@pytest.mark.parametrize("count", list(COUNTS))
def test_no_count_has_an_item_of_a_private_bank(learner: Learner, scopes: Scopes, count: str) -> None:
    with learner.reading() as scope:
        before = COUNTS[count](scope, learner.id)
    hide(scopes)
    with learner.reading() as scope:
        assert COUNTS[count](scope, learner.id) == before - 1


def test_cases_of_a_private_bank_are_not_on_offer(scopes: Scopes) -> None:
    publish(scopes)
    learner = sign_up(scopes)

    def offered() -> tuple[int, int, int, bool]:
        with learner.reading() as scope:
            listed = cases.list_cases(scope.session, "cpc")
            return (
                len(listed),
                cases.count_cases(scope.session, "cpc"),
                plans.count_untried_cases(scope.session, learner.id, "cpc"),
                cases.find_case(scope.session, "ear-with-wax") is not None,
            )

    before = offered()
    assert before[0] > 0
    hide(scopes)
    assert offered() == (0, 0, 0, False)


def test_no_estimate_rests_on_an_item_of_a_private_bank(scopes: Scopes) -> None:
    publish_exams(scopes)
    school = a_school(scopes)
    me = school.learner
    number = me.start(number=6)
    for position in range(1, 7):
        me.answer(number, position, rightly=True)
    me.hand_in(number)

    def known() -> set[int]:
        with me.reading() as scope:
            return ids(readiness.list_known_items(scope.session, me.id, "cpc", scope.now))

    def counted() -> int:
        with me.reading() as scope:
            return insight.count_first_answers(scope.session, school.class_id, "cpc")[me.id]

    before = known()
    hidden = min(before)
    assert (len(before), counted()) == (6, 6)
    with scopes.writing() as scope:
        bank = Bank(slug="private", title="Private", origin="browser", is_shared=False)
        scope.session.add(bank)
        scope.session.flush()
        scope.session.get_one(Item, hidden).bank_id = bank.id
    assert (known(), counted()) == (before - {hidden}, 5)
