"""What a password costs on this machine, and which cost of argon2id takes a wanted time (RFC 9106, section 4)."""

from collections.abc import Callable
from dataclasses import replace
from statistics import median

from trainer.config import PasswordCost
from trainer.services.passwords import hash_password

MEMORY_KIB = (65_536, 47_104, 19_456)
"""From much to little; the last is the least that OWASP recommends, with two passes."""
FEWEST_PASSES = {65_536: 3, 47_104: 1, 19_456: 2}
MOST_PASSES = 20
TRIES = 3


def measure_cost(cost: PasswordCost, clock: Callable[[], float]) -> float:
    """Milliseconds that one hash takes: the median of a few. `clock` counts seconds."""
    taken = []
    for _ in range(TRIES):
        begun = clock()
        hash_password("correct horse battery", cost)
        taken.append(clock() - begun)
    return 1000 * median(taken)


def suggest_cost(milliseconds: float, at_once: int, clock: Callable[[], float]) -> tuple[PasswordCost, float]:
    """The cost with the most memory, then the most passes, that takes no longer; with the milliseconds it takes.

    Memory first: it is what guessing machines have least of. One that is too slow for all gets the least cost.
    """
    for memory in MEMORY_KIB:
        cost = PasswordCost(FEWEST_PASSES[memory], memory, 1, at_once)
        taken = measure_cost(cost, clock)
        if taken <= milliseconds or memory == MEMORY_KIB[-1]:
            break
    passes = min(MOST_PASSES, max(cost.passes, int(cost.passes * milliseconds / taken)))
    while passes > cost.passes:
        more = replace(cost, passes=passes)
        if (longer := measure_cost(more, clock)) <= milliseconds:
            return more, longer
        passes -= 1
    return cost, taken
