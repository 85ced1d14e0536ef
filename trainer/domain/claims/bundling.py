"""NCCI bundles on one claim: which line is part of another, and which modifiers set the two apart."""

from collections.abc import Sequence

from trainer.domain.claims.contracts import Bundle
from trainer.domain.claims.professional import ServiceLine

DISTINCT = frozenset({"59", "XE", "XS", "XP", "XU", "58", "78", "79", "91"})
"""A distinct service of the day (NCCI policy manual, chapter I, section E). 59 and X count on either code."""

VISIT = frozenset({"24", "25", "27", "57"})
"""Modifiers of an evaluation and management service, which set it apart from a procedure."""

_FINGERS_AND_TOES = {f"{letter}{place}" for letter in "FT" for place in ("A", *range(1, 10))}
ANATOMIC = frozenset(_FINGERS_AND_TOES | {"E1", "E2", "E3", "E4", "LT", "RT", "LC", "LD", "LM", "RC", "RI"})
"""Another site. The same side on both codes is no other site."""


def is_visit(code: str) -> bool:
    """Whether a code is an evaluation and management or an ophthalmological visit."""
    return code.isdigit() and (99_202 <= int(code) <= 99_499 or 92_002 <= int(code) <= 92_014)


def is_set_apart(one: ServiceLine, two: ServiceLine) -> bool:
    """Whether modifiers of the two lines say that they are distinct services."""
    modifiers = {*one.modifiers, *two.modifiers}
    if modifiers & DISTINCT or (set(one.modifiers) ^ set(two.modifiers)) & ANATOMIC:
        return True
    return any(is_visit(line.code) and VISIT & set(line.modifiers) for line in (one, two))


def bundled_into(line: ServiceLine, others: Sequence[ServiceLine], bundles: Sequence[Bundle]) -> Bundle | None:
    """The bundle by which a line is part of another line of its day, if no modifier may and does set them apart."""
    for bundle in bundles:
        if bundle.column_two != line.code:
            continue
        for other in others:
            is_pair = other.code == bundle.column_one and other.on == line.on
            if is_pair and not (bundle.is_modifier_allowed and is_set_apart(other, line)):
                return bundle
    return None


def bundles_of(lines: Sequence[ServiceLine], bundles: Sequence[Bundle]) -> tuple[Bundle | None, ...]:
    """For every line of a claim the bundle by which it is not paid, None where it is.

    Only a line that is paid carries another, whatever the order of the lines: of A with B and B with C, where nothing
    pairs A with C, B is not paid and C is. Of lines that bundle each other in a circle the first is paid.
    """
    found: dict[int, Bundle | None] = {}
    undecided = list(range(len(lines)))
    while undecided:
        others = [lines[place] for place in undecided]
        paid = [place for place in undecided if not bundled_into(lines[place], others, bundles)] or undecided[:1]
        found |= dict.fromkeys(paid)
        carriers = [lines[place] for place in paid]
        for place in undecided:
            if place not in found and (bundle := bundled_into(lines[place], carriers, bundles)):
                found[place] = bundle
        undecided = [place for place in undecided if place not in found]
    return tuple(found[place] for place in range(len(lines)))
