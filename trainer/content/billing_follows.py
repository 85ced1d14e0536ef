"""What must hold of computations from other fields: they name amounts and numbers, go in no circle, and come out.

Every check yields (field of the file, sentence).
"""

from collections.abc import Iterator, Mapping
from math import prod

from trainer.domain.claims.billing_case import BillingContent, FieldType
from trainer.domain.claims.money import write_cents
from trainer.domain.claims.sums import SumError, fill_in, names_in, sum_cents, sum_whole
from trainer.domain.grading.billing_follows import COMPUTED, amount_of
from trainer.domain.grading.billing_key import BillingKey, FieldKey
from trainer.domain.grading.billing_reading import read_value

MAX_WAYS = 200
"""Ways in which a field may follow from others, each of them standing for its entry or for its own computation."""


def follow_problems(content: BillingContent, key: BillingKey) -> Iterator[tuple[str, str]]:
    """What is wrong with the computations of a key from other fields."""
    types = {each.id: each.type for each in content.fields}
    keys = {each.field: each for each in key.fields}
    computations = {name: each.follows for name, each in keys.items() if each.follows}
    circular = {name for name in computations if name in _grounds(name, computations)}
    for name, computation in computations.items():
        where, named = f"fields[{name}].follows", names_in(computation)
        unknown = [each for each in named if each not in keys or types.get(each) not in COMPUTED]
        if types.get(name) not in COMPUTED:
            yield where, "only amounts and numbers follow from other fields"
        elif not named:
            yield where, "names no field: that is a `sum`"
        elif unknown:
            yield where, f"{unknown[0]!r} is no amount or number of the case"
        elif name in circular:
            yield where, "goes in a circle"
        elif not circular and _ways(name, computations) > MAX_WAYS:
            yield where, "rests on too many fields that follow from others themselves"
        else:
            yield from ((where, problem) for problem in _value_problems(types, keys, keys[name]))


def _value_problems(types: Mapping[str, FieldType], keys: Mapping[str, FieldKey], key: FieldKey) -> Iterator[str]:
    """A computation that does not make the key's own answer of its other answers."""
    said = {each: read_value(types[each], keys[each].accepts[0]) for each in (key.field, *names_in(key.follows))}
    values = {each: amount_of(types[each], value) for each, value in said.items() if isinstance(value, int)}
    is_money = types[key.field] is FieldType.MONEY
    try:
        found = (sum_cents if is_money else sum_whole)(fill_in(key.follows, values))
    except SumError as error:
        yield str(error)
        return
    if found != said[key.field]:
        yield f"makes {write_cents(found) if is_money else found}, not {key.accepts[0]}"


def _grounds(name: str, computations: Mapping[str, str]) -> set[str]:
    """All fields that a field rests on, through others too."""
    grounds: set[str] = set()
    left = [name]
    while left:
        new = set(names_in(computations.get(left.pop(), ""))) - grounds
        grounds |= new
        left.extend(new)
    return grounds


def _ways(name: str, computations: Mapping[str, str]) -> int:
    named = names_in(computations.get(name, ""))
    return 1 + prod(_ways(each, computations) for each in named) if named else 1
