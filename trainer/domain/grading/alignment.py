"""Which line of a claim answers which line of the key: the assignment of most total worth."""

from collections.abc import Callable, Hashable, Sequence

import numpy as np

from trainer.domain.kernel.scipy_parts import scipy_part


def align(entered: Sequence[Hashable], keys: int, worth: Callable[[int, int], int]) -> dict[int, int]:
    """Learner place -> key place. Pairs that are worth nothing are left apart.

    `entered` are sortable values that say all there is to say about a line: another order of the same lines is
    aligned in the same way, and of equal lines those that stand first are taken first.
    """
    if not entered or not keys:
        return {}
    order = sorted(range(len(entered)), key=lambda place: (entered[place], place))
    table = np.array([[worth(place, key) for key in range(keys)] for place in order], dtype=np.int64)
    rows, columns = scipy_part("optimize", "_lsap", "linear_sum_assignment")(table, maximize=True)
    paired = {order[row]: int(key) for row, key in zip(rows, columns, strict=True) if table[row, key] > 0}
    return _first_of_equals(entered, paired)


def _first_of_equals(entered: Sequence[Hashable], paired: dict[int, int]) -> dict[int, int]:
    places: dict[Hashable, list[int]] = {}
    for place, value in enumerate(entered):
        places.setdefault(value, []).append(place)
    settled: dict[int, int] = {}
    for equals in places.values():
        keys = [paired[place] for place in equals if place in paired]
        settled |= dict(zip(equals, sorted(keys), strict=False))
    return settled
