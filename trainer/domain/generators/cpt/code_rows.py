"""Which wrong codes stand beside the right one where codes come in two rows of rising level.

New and established patients, initial and subsequent care: were always the same codes offered beside each other, the
four would show the right one by themselves, as the middle level or as the code of the commoner row.
"""

import random
from collections.abc import Iterable, Mapping

from trainer.domain.generators.family import Wrong


def by_level(rng: random.Random, found: Iterable[tuple[int, Wrong]], right: int | None = None) -> dict[int, Wrong]:
    """One wrong answer for each level, in any order; of several any one; none for the level that is `right`."""
    rows = list(found)
    kept: dict[int, Wrong] = {}
    for level, wrong in rng.sample(rows, len(rows)):
        if level != right:
            kept.setdefault(level, wrong)
    return kept


def mixed(rng: random.Random, right: int, same: Mapping[int, Wrong], other: Mapping[int, Wrong]) -> tuple[Wrong, ...]:
    """The wrong answers in one of three patterns, those that fit it first.

    They are: the right and a mistaken level in both rows; three levels of the other row; two more levels of the right
    row and one code of the other.
    """
    mistaken = list(same)
    rest = [*same.values(), *other.values()]
    pattern = rng.random()
    pairs = [level for level in mistaken if level in other]
    if pattern < 0.45 and pairs:
        return (same[pairs[0]], other[right], other[pairs[0]], *rest)
    beside = [level for level in other if level != right]
    if pattern < 0.65 and len(beside) > 1:
        return (other[right], other[beside[0]], other[beside[1]], *rest)
    near = [level for level in (right, *mistaken[:2]) if level in other]
    return (*(same[level] for level in mistaken[:2]), other[rng.choice(near)], *rest)
