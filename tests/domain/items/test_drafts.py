"""States of drafts, rights in banks, and what solutions of second persons amount to."""

import pytest

from trainer.domain.items.drafts import (
    DraftAct,
    DraftKind,
    DraftState,
    Life,
    Review,
    Seat,
    Solved,
    after,
    is_possible,
    require_agreement,
    review_of,
)
from trainer.domain.kernel.errors import Refused

ANN, BEN, CLEO = 1, 2, 3


def life(state: DraftState, kind: DraftKind = DraftKind.ITEM, revision: int = 2, published: int = 0) -> Life:
    return Life(kind, state, revision, published)


def seat(*true: str) -> Seat:
    names = ("is_owner", "is_colleague", "is_administrator", "is_shared", "is_from_files")
    return Seat(**{name: name in true for name in names})


def solved(revision: int, person: int, agrees: str) -> Solved:
    return Solved(revision, person, agrees == "yes")


@pytest.mark.parametrize(
    ("state", "possible"),
    [
        (DraftState.DRAFT, "save submit retire"),
        (DraftState.IN_REVIEW, "save withdraw solve settle publish retire"),
        (DraftState.PUBLISHED, "save retire"),
        (DraftState.RETIRED, "restore"),
    ],
)
def test_each_state_lets_some_things_be_done_and_refuses_the_others(state: DraftState, possible: str) -> None:
    for act in DraftAct:
        if is_possible(life(state), act):
            assert act in possible.split()
            after(life(state), act)
        else:
            assert act not in possible.split()
            with pytest.raises(Refused):
                after(life(state), act)


@pytest.mark.parametrize(
    ("state", "act", "expected"),
    [
        (DraftState.PUBLISHED, DraftAct.SAVE, DraftState.DRAFT),
        (DraftState.IN_REVIEW, DraftAct.SAVE, DraftState.DRAFT),
        (DraftState.DRAFT, DraftAct.SUBMIT, DraftState.IN_REVIEW),
        (DraftState.IN_REVIEW, DraftAct.WITHDRAW, DraftState.DRAFT),
        (DraftState.IN_REVIEW, DraftAct.SOLVE, DraftState.IN_REVIEW),
        (DraftState.IN_REVIEW, DraftAct.SETTLE, DraftState.IN_REVIEW),
        (DraftState.IN_REVIEW, DraftAct.PUBLISH, DraftState.PUBLISHED),
        (DraftState.PUBLISHED, DraftAct.RETIRE, DraftState.RETIRED),
    ],
)
def test_what_is_done_leads_to_the_next_state(state: DraftState, act: DraftAct, expected: DraftState) -> None:
    assert after(life(state), act) is expected


def test_what_is_restored_is_published_unless_it_was_written_on_since() -> None:
    assert after(life(DraftState.RETIRED, revision=3, published=3), DraftAct.RESTORE) is DraftState.PUBLISHED
    assert after(life(DraftState.RETIRED, revision=4, published=3), DraftAct.RESTORE) is DraftState.DRAFT


def test_a_scenario_has_no_key_and_is_published_without_a_second_person() -> None:
    draft = life(DraftState.DRAFT, DraftKind.SCENARIO)
    assert [act.value for act in DraftAct if is_possible(draft, act)] == ["save", "publish", "retire"]
    assert after(draft, DraftAct.PUBLISH) is DraftState.PUBLISHED
    assert not is_possible(life(DraftState.PUBLISHED, DraftKind.SCENARIO), DraftAct.PUBLISH)


@pytest.mark.parametrize(
    ("stands", "rights"),
    [
        (seat("is_owner"), (True, True, True)),
        (seat("is_colleague"), (True, False, False)),
        (seat("is_administrator"), (True, True, True)),
        (seat("is_shared"), (True, True, False)),
        (seat(), (False, False, False)),
        (seat("is_administrator", "is_shared", "is_from_files"), (True, False, False)),
    ],
    ids=["owner", "colleague", "administrator", "anybody, shared", "anybody, private", "a bank of files"],
)
def test_who_may_see_write_and_manage_a_bank(stands: Seat, rights: tuple[bool, bool, bool]) -> None:
    assert (stands.may_see, stands.may_write, stands.may_manage) == rights


@pytest.mark.parametrize(
    ("solutions", "expected"),
    [
        ([], Review.NOT_SOLVED),
        ([solved(1, BEN, "yes")], Review.NOT_SOLVED),
        ([solved(2, ANN, "yes")], Review.NOT_SOLVED),
        ([solved(2, BEN, "yes")], Review.AGREED),
        ([solved(2, BEN, "no")], Review.DIFFERS),
        ([solved(2, BEN, "no"), solved(2, BEN, "yes")], Review.AGREED),
        ([solved(2, BEN, "yes"), solved(2, CLEO, "no")], Review.DIFFERS),
        ([solved(1, BEN, "no"), solved(2, CLEO, "yes")], Review.AGREED),
    ],
)
def test_only_others_who_solved_the_newest_revision_count(solutions: list[Solved], expected: Review) -> None:
    assert review_of(2, {ANN}, solutions) is expected


def test_only_what_a_second_person_agrees_with_is_published() -> None:
    require_agreement(Review.AGREED)
    for review, words in ((Review.NOT_SOLVED, "Nobody else"), (Review.DIFFERS, "answers otherwise")):
        with pytest.raises(Refused, match=words):
            require_agreement(review)
