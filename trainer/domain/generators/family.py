"""What a family of items is, and how one of its variants is made from a seed."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from trainer.domain.items.content import ItemContent, Option, SingleBest, has_natural_order
from trainer.domain.items.keys import Explanation, SingleKey

OPTIONS = 4
LETTERS = "ABCD"
TRIES = 40


class Degenerate(Exception):
    """A family that gives no sound item: its mistakes lead to the same answers, or its stems are too few."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong answer: what it says, the name of the mistake it results from, and why it is one."""

    text: str
    mistake: str
    why: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One draw: the question, its computed answer and why; wrong answers with the likeliest mistake first.

    More than three wrong answers may be given: the first three that differ from each other and from the right one
    become options, because two mistakes can lead to the same number. Where fewer differ, the dice are thrown again.
    """

    stem: str
    right: str
    why: str
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Items of one rule. `draw` is a pure function of its dice and leaves everything else alone.

    `slug` names the item under which all variants are published, and never changes. `has_odd_codes`: options show
    codes on purpose that are not complete, in force or known ("S52.5" for want of a character), or the stem does.
    """

    slug: str
    title: str
    track: Literal["cpc", "cpb"]
    area: str
    difficulty: int
    bloom: Literal["recall", "apply", "analyze"]
    tags: tuple[str, ...]
    references: tuple[str, ...]
    draw: Callable[[random.Random], Draft]
    edition: str = "2026"
    has_odd_codes: bool = False


@dataclass(frozen=True, slots=True)
class Generated:
    """A variant: content, key and explanation as an author would have written them, and the seed they came from.

    `mistakes` pairs the id of every wrong option with the name of its mistake.
    """

    seed: int
    content: ItemContent
    key: SingleKey
    explanation: Explanation
    mistakes: tuple[tuple[str, str], ...]


def generate(family: Family, seed: int) -> Generated:
    """The variant of a seed, the same on every machine. Amounts stand in ascending order, other options by chance.

    Raises:
        Degenerate: the draws give too few different answers.
    """
    rng = random.Random(f"{family.slug}/{seed}")  # noqa: S311 - dice of a question
    draft, wrong = _sound_draw(family, rng)
    texts = {draft.right: draft.why} | {each.text: each.why for each in wrong}
    order = _in_order(list(texts), rng)
    options = tuple(Option(letter, text) for letter, text in zip(LETTERS, order, strict=True))
    ids = {option.text: option.id for option in options}
    return Generated(
        seed,
        ItemContent(draft.stem.strip(), SingleBest(options), family.edition),
        SingleKey(ids[draft.right]),
        Explanation("", tuple((option.id, texts[option.text]) for option in options), family.references),
        tuple(sorted((ids[each.text], each.mistake) for each in wrong)),
    )


def variants(family: Family, wanted: int) -> tuple[Generated, ...]:
    """The first `wanted` variants with different stems, from seed 1 on.

    Raises:
        Degenerate: the family does not give so many in 50 seeds each.
    """
    found: dict[str, Generated] = {}
    for seed in range(1, wanted * 50 + 1):
        variant = generate(family, seed)
        found.setdefault(variant.content.stem, variant)
        if len(found) == wanted:
            return tuple(found.values())
    raise Degenerate(f"{family.slug}: {len(found)} different stems, {wanted} wanted")


def _sound_draw(family: Family, rng: random.Random) -> tuple[Draft, list[Wrong]]:
    """The first of at most `TRIES` draws in which three mistakes lead to different wrong answers."""
    for _ in range(TRIES):
        draft = family.draw(rng)
        kept: dict[str, Wrong] = {}
        for each in draft.wrong:
            if each.text != draft.right:
                kept.setdefault(each.text, each)
        if len(kept) >= OPTIONS - 1:
            return draft, list(kept.values())[: OPTIONS - 1]
    raise Degenerate(f"{family.slug}: too few different wrong answers in {TRIES} draws, last to: {draft.stem.strip()}")


def _in_order(texts: list[str], rng: random.Random) -> list[str]:
    if has_natural_order([Option(letter, text) for letter, text in zip(LETTERS, texts, strict=True)]):
        return sorted(texts, key=amount)
    texts.sort()  # the dice alone decide, not the order in which they were written
    rng.shuffle(texts)
    return texts


def amount(text: str) -> float:
    """The number in a quantity such as "$1,240.50", "12 units" or "−3 %"; 0 where there is none."""
    digits = "".join(character for character in text if character.isdigit() or character in ".-")
    return float(digits.strip(".") or 0)
