import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.support.drafts import STEM, TEXTS, a_draft
from trainer.domain.items.content import ItemContent, NumericEntry
from trainer.domain.items.keys import NumericKey
from trainer.domain.items.lint.findings import Draft
from trainer.domain.items.second_solution import (
    Batch,
    Review,
    Solution,
    Standing,
    plant,
    review_findings,
    seen_text,
    standings,
)

DAY = date(2026, 11, 25)
AGREED = Review("agreed", "")


def a_solution(draft: Draft, answer: str = "B", **changes: Any) -> Solution:
    solved = Solution(draft.slug, seen_text(draft.content, draft.scenario), answer, (), "A", "It could be.")
    return replace(solved, **changes)


def a_batch(*solutions: Solution, name: str = "one", day: date = DAY, planted: dict[str, str] | None = None) -> Batch:
    return Batch(name, day, solutions, planted or {})


def the_standing(draft: Draft, review: Review | None, *batches: Batch) -> Standing:
    (found,) = standings([draft], {draft.slug: review} if review else {}, batches)
    return found


def found(standing: Standing) -> list[tuple[str, bool]]:
    return [(finding.message, finding.is_problem) for finding in review_findings(standing)]


def test_the_fingerprint_changes_with_every_word_that_a_solver_sees() -> None:
    draft = a_draft()
    texts = {
        seen_text(draft.content, ""),
        seen_text(draft.content, "A scenario"),
        seen_text(a_draft(STEM.replace("cream", "salve")).content, ""),
        seen_text(a_draft(texts=(*TEXTS[:3], "Ask him again")).content, ""),
    }
    assert len(texts) == 4
    assert all(len(text) == 16 for text in texts)
    assert seen_text(replace(draft.content, stem=f"\n{STEM}\n"), " ") == seen_text(draft.content, "")


def test_one_item_in_twenty_gets_a_wrong_key_and_at_least_one() -> None:
    drafts = [a_draft(slug=f"cpc-{n}") for n in range(60)]
    planted = plant(drafts, random.Random(1))
    assert len(planted) == 3
    assert "B" not in planted.values()
    assert planted == plant(drafts, random.Random(1)) != plant(drafts, random.Random(2))
    assert len(plant(drafts[:4], random.Random(1))) == 1


def test_an_item_without_one_best_answer_gets_no_planted_key() -> None:
    content = ItemContent("How much?", NumericEntry(), "2026")
    assert plant([a_draft(content=content, key=NumericKey(Decimal(1)))], random.Random(1)) == {}


def test_a_batch_that_misses_more_than_one_planted_key_in_ten_is_solved_again() -> None:
    drafts = [a_draft(slug=f"cpc-{n}") for n in range(20)]
    planted = {draft.slug: "C" for draft in drafts}
    one = [a_solution(draft, "C" if place < 2 else "B") for place, draft in enumerate(drafts)]
    passing = a_batch(*one, planted=planted)
    assert (passing.missed, passing.must_be_solved_again) == (("cpc-0", "cpc-1"), False)
    failing = a_batch(*(replace(each, answer="C") if each.slug == "cpc-2" else each for each in one), planted=planted)
    assert failing.must_be_solved_again
    assert not a_batch(*one).must_be_solved_again


def test_an_item_that_was_solved_as_it_is_has_agreed() -> None:
    draft = a_draft()
    standing = the_standing(draft, AGREED, a_batch(a_solution(draft)))
    assert (standing.has_agreed, standing.first_is_right, standing.is_solved_as_it_is) == (True, True, True)
    assert found(standing) == []


def test_the_first_answer_counts_and_a_later_one_confirms_the_present_text() -> None:
    draft = a_draft()
    early = a_batch(a_solution(draft, "C", text="before"), name="b", day=date(2026, 11, 1))
    late = a_batch(a_solution(draft), name="a")
    standing = the_standing(draft, Review("settled", "The payer was not named."), late, early)
    assert standing.first is not None
    assert (standing.first.answer, standing.has_agreed, standing.is_solved_as_it_is) == ("C", False, True)
    assert found(standing) == []


def test_a_batch_that_must_be_solved_again_does_not_count() -> None:
    draft = a_draft()
    batch = a_batch(a_solution(draft, "C"), planted={draft.slug: "C"})
    assert the_standing(draft, AGREED, batch).first is None


def test_a_settled_item_has_not_agreed_even_if_the_key_is_now_what_was_answered() -> None:
    draft = a_draft()
    standing = the_standing(draft, Review("settled", "The key was wrong."), a_batch(a_solution(draft)))
    assert (standing.has_agreed, standing.first_is_right) == (False, True)


@pytest.mark.parametrize(
    ("review", "answer", "text", "message", "is_problem"),
    [
        (None, "B", "", "nobody has solved it a second time without seeing the key", False),
        (Review("settled", ""), "C", "", "is settled, and no note says how", True),
        (AGREED, "C", "", "is called agreed, and the second solver answered C", True),
        (AGREED, "B", "before", "its text has changed since it was solved, and no note says why", False),
    ],
)
def test_a_review_that_is_missing_or_does_not_fit_is_found(
    review: Review | None, answer: str, text: str, message: str, is_problem: bool
) -> None:
    draft = a_draft()
    solution = a_solution(draft, answer, **({"text": text} if text else {}))
    assert found(the_standing(draft, review, a_batch(solution))) == [(message, is_problem)]


def test_an_item_that_nobody_solved_is_a_warning_and_may_stand_with_a_reason() -> None:
    assert [is_problem for _, is_problem in found(the_standing(a_draft(), AGREED))] == [False]
    accepted = a_draft(accepted={"second-solution": "a school's own question, solved in class"})
    assert found(the_standing(accepted, None)) == []


def test_a_changed_text_may_stand_with_a_note() -> None:
    draft = a_draft()
    standing = the_standing(draft, Review("agreed", "A comma was set."), a_batch(a_solution(draft, text="before")))
    assert (standing.is_solved_as_it_is, found(standing)) == (False, [])


def test_an_item_without_one_best_answer_needs_no_second_solution() -> None:
    content = ItemContent("How much?", NumericEntry(), "2026")
    draft = a_draft(content=content, key=NumericKey(Decimal(1)))
    assert found(the_standing(draft, None)) == []
    assert not the_standing(draft, AGREED, a_batch(a_solution(draft))).has_agreed
