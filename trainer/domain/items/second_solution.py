"""The independent second solution: every item is answered by somebody who has not seen its key, before it is published.

One item in twenty goes into the comparison with a planted wrong key. A second solver who agrees with planted keys did
not solve the items, so a batch in which more than one in ten of them passes unnoticed is solved again by somebody else.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from trainer.domain.items.content import ItemContent, options_of
from trainer.domain.items.keys import SingleKey
from trainer.domain.items.lint.findings import Draft, LintFinding, problem, warning
from trainer.domain.kernel.fingerprints import fingerprint

PLANTED_ONE_IN = 20
MISSED_AT_MOST_ONE_IN = 10


@dataclass(frozen=True, slots=True)
class Solution:
    """One raw answer, written down before the key was opened.

    `text` is the fingerprint of what was seen (`seen_text`); `argument` is the best case that can be made for
    `best_loser`; `doubt` is empty where there was none.
    """

    slug: str
    text: str
    answer: str
    looked_up: tuple[str, ...]
    best_loser: str
    argument: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Solutions of one solver. `planted` names the wrong key that stood in the comparison for an item.

    `withdrawn` says why an item was taken out of the bank after it was solved.
    """

    name: str
    solved_on: date
    solutions: tuple[Solution, ...]
    planted: dict[str, str]
    withdrawn: dict[str, str] = field(default_factory=dict)

    @property
    def missed(self) -> tuple[str, ...]:
        """Items whose planted wrong key the solver agreed with."""
        return tuple(each.slug for each in self.solutions if self.planted.get(each.slug) == each.answer)

    @property
    def lacks_plants(self) -> bool:
        """Whether fewer keys were planted than one in twenty (at least one)."""
        return len(self.planted) < max(1, len(self.solutions) // PLANTED_ONE_IN)

    @property
    def must_be_solved_again(self) -> bool:
        """Whether more than one planted key in ten passed unnoticed."""
        there = sum(each.slug in self.planted for each in self.solutions)
        return len(self.missed) * MISSED_AT_MOST_ONE_IN > there


@dataclass(frozen=True, slots=True)
class Review:
    """What an item's file says of its second solution: agreed, settled or disputed, and how."""

    outcome: str
    note: str


def seen_text(content: ItemContent, scenario: str) -> str:
    """The fingerprint of scenario, stem and options: 16 hex digits that change with every word a solver sees."""
    options = [[option.id, option.text] for option in options_of(content.response)]
    return fingerprint([scenario.strip(), content.stem.strip(), options])[:16]


def plant(drafts: Sequence[Draft], rng: random.Random) -> dict[str, str]:
    """Wrong keys for one item in twenty (at least one), chosen by the dice before anybody solves the batch."""
    able = [draft for draft in drafts if draft.right]
    chosen = rng.sample(able, min(len(able), max(1, round(len(able) / PLANTED_ONE_IN))))
    return {draft.slug: rng.choice([option.id for option in draft.wrong]) for draft in chosen}


@dataclass(frozen=True, slots=True)
class Standing:
    """How an item stands: its first raw answer, whether that agreed, whether its present text was solved."""

    draft: Draft
    review: Review | None
    first: Solution | None
    is_solved_as_it_is: bool

    @property
    def has_agreed(self) -> bool:
        """Whether the first answer was the author's key of that time; not so for a settled item, whoever was right."""
        return bool(self.first and self.review and self.review.outcome == "agreed") and self.first_is_right

    @property
    def first_is_right(self) -> bool:
        """Whether the first answer is the key that the item has now."""
        return self.first is not None and _agrees(self.first, self.draft)


def standings(drafts: Sequence[Draft], reviews: dict[str, Review], batches: Sequence[Batch]) -> list[Standing]:
    """Every item with its second solution. Batches with too many missed plants do not count."""
    solutions: dict[str, list[Solution]] = {}
    for batch in sorted(batches, key=lambda batch: (batch.solved_on, batch.name)):
        if not batch.must_be_solved_again:
            for each in batch.solutions:
                solutions.setdefault(each.slug, []).append(each)
    found = []
    for draft in drafts:
        mine = solutions.get(draft.slug, [])
        text = seen_text(draft.content, draft.scenario)
        is_solved = any(each.text == text and _agrees(each, draft) for each in mine)
        found.append(Standing(draft, reviews.get(draft.slug), mine[0] if mine else None, is_solved))
    return found


def _agrees(solution: Solution, draft: Draft) -> bool:
    return isinstance(draft.key, SingleKey) and solution.answer == draft.key.option


def review_findings(standing: Standing) -> list[LintFinding]:
    """What is missing or does not fit in the review of an item."""
    draft, review, first = standing.draft, standing.review, standing.first
    if not isinstance(draft.key, SingleKey):
        return []
    if review is None or first is None:
        found = [warning(draft, "second-solution", "nobody has solved it a second time without seeing the key")]
    elif review.outcome == "settled" and not review.note:
        found = [problem(draft, "second-solution", "is settled, and no note says how")]
    elif review.outcome == "agreed" and not standing.first_is_right:
        found = [problem(draft, "second-solution", f"is called agreed, and the second solver answered {first.answer}")]
    elif not standing.is_solved_as_it_is and not review.note:
        found = [warning(draft, "second-solution", "its text has changed since it was solved, and no note says why")]
    else:
        found = []
    return [finding for finding in found if finding.is_problem or finding.rule not in draft.accepted]
