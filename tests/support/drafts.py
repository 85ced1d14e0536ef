"""Items as lint looks at them: sound ones, in which a test can spoil one thing."""

from dataclasses import replace
from typing import Any

from trainer.domain.items.content import ItemContent, Option, SingleBest
from trainer.domain.items.keys import Explanation, SingleKey
from trainer.domain.items.lint.findings import Draft

STEM = (
    "A patient of 40 years is seen in the office for a rash that came back after a month. The physician looks at the "
    "rash, asks a few questions and prescribes a cream. Which step does the biller take next?"
)
TEXTS = ("Send the claim today", "Hold the claim a week", "Call the payer first", "Ask the patient again")
WHY = "A sentence that explains something to the learner."


def a_draft(
    stem: str = STEM, texts: tuple[str, ...] = TEXTS, right: str = "B", *, slug: str = "cpc-sound", **changes: Any
) -> Draft:
    """A sound item, but for what is given; `changes` are fields of the draft."""
    options = tuple(Option(letter, text) for letter, text in zip("ABCDEFGH", texts, strict=False))
    draft = Draft(
        slug,
        "cpc",
        ItemContent(stem, SingleBest(options), "2026"),
        SingleKey(right),
        Explanation("", tuple((option.id, WHY) for option in options), ("A manual",)),
    )
    return replace(draft, **changes)


def explained(*whys: str) -> Explanation:
    """Rationales for the options A, B, …"""
    return Explanation("", tuple(zip("ABCDEFGH", whys, strict=False)), ("A manual",))
