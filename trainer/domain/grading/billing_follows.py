"""Errors carried forward: what an answer would be by its own computation from what the learner entered elsewhere.

An answer that is wrong by the key, and right by that, has its cause in another field and is not charged again.
"""

from collections.abc import Mapping
from decimal import Decimal
from itertools import product

from trainer.domain.claims.billing_case import FieldType
from trainer.domain.claims.sums import SumError, fill_in, names_in, sum_cents, sum_whole
from trainer.domain.grading.billing_reading import read_value

COMPUTED = (FieldType.MONEY, FieldType.NUMBER)
"""The types of fields that may follow from others, and that others may follow from."""


def follow_on(
    field: str, types: Mapping[str, FieldType], computations: Mapping[str, str], sheet: Mapping[str, str]
) -> frozenset[int]:
    """All that the computation of a field may come to, in cents or as whole numbers; empty where it has none.

    A field that it names stands for what was entered there and, if it has a computation too, for what that comes to:
    a total still follows from a wrong line when the subtotal between them has been mended. `computations` have no
    circles.
    """
    if field not in computations:
        return frozenset()
    choices = []
    for name in names_in(computations[field]):
        entry = read_value(types[name], sheet.get(name, ""))
        values = {*follow_on(name, types, computations, sheet), *([entry] if isinstance(entry, int) else [])}
        choices.append([(name, amount_of(types[name], value)) for value in sorted(values)])
    found = (_value(types[field], computations[field], dict(each)) for each in product(*choices))
    return frozenset(value for value in found if value is not None)


def amount_of(type_: FieldType, value: int) -> Decimal:
    """What a field says as a computation takes it: amounts in dollars, numbers as they are."""
    return Decimal(value) / 100 if type_ is FieldType.MONEY else Decimal(value)


def _value(type_: FieldType, computation: str, values: Mapping[str, Decimal]) -> int | None:
    """None where it cannot be computed, as where something is divided by an entry of 0."""
    try:
        filled = fill_in(computation, values)
        return sum_cents(filled) if type_ is FieldType.MONEY else sum_whole(filled)
    except SumError:
        return None
