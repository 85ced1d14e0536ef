from itertools import permutations

import pytest

from tests.domain.claims.adjudication_builders import a_line
from trainer.domain.claims.bundling import bundled_into, bundles_of, is_set_apart
from trainer.domain.claims.contracts import Bundle


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("11042", "17000", False),
        ("11042", "17000-59", True),
        ("11042-XS", "17000", True),
        ("11042", "17000-25", False),
        ("20610", "99213-25", True),
        ("20610", "99213", False),
        ("27447", "99214-57", True),
        ("20610", "92012-25", True),
        ("29881-RT", "20610-LT", True),
        ("29881-RT", "20610-RT", False),
        ("29881", "20610-RT", True),
        ("29881-RT-59", "20610-RT", True),
        ("11730-T5", "11720-T1", True),
        ("11730-FA", "11720-F9", True),
        ("J1885", "96372-76", False),
    ],
)
def test_modifiers_set_a_pair_apart(one: str, two: str, expected: bool) -> None:
    assert is_set_apart(a_line(f"{one} 1.00"), a_line(f"{two} 1.00")) is expected


@pytest.mark.parametrize(
    ("other", "line", "is_modifier_allowed", "is_bundled"),
    [
        ("11042 1.00", "17000 1.00", True, True),
        ("11042 1.00", "17000-59 1.00", True, False),
        ("11042 1.00", "17000-59 1.00", False, True),
        ("11042 1.00 2026-03-11", "17000 1.00", True, False),
        ("20610 1.00", "17000 1.00", True, False),
        ("17000 1.00", "11042 1.00", True, False),
    ],
)
def test_a_line_is_bundled_into_column_one_of_its_day(
    other: str, line: str, is_modifier_allowed: bool, is_bundled: bool
) -> None:
    bundle = Bundle("11042", "17000", is_modifier_allowed)
    found = bundled_into(a_line(line), [a_line(other)], [bundle])
    assert found == (bundle if is_bundled else None)


_PAIRS = {
    "none": (),
    "one": ("11042 17000",),
    "chain": ("11042 17000", "17000 20610"),
    "chain and ends": ("11042 17000", "17000 20610", "11042 20610"),
    "long chain": ("11042 17000", "17000 20610", "20610 29125"),
    "two carry one": ("11042 20610", "17000 20610"),
}
_CODES = ("11042", "17000", "20610", "29125")


@pytest.mark.parametrize(
    ("pairs", "unpaid"),
    [
        ("none", ()),
        ("one", ("17000",)),
        ("chain", ("17000",)),
        ("chain and ends", ("17000", "20610")),
        ("long chain", ("17000", "29125")),
        ("two carry one", ("20610",)),
    ],
)
def test_only_a_line_that_is_paid_carries_another_in_any_order(pairs: str, unpaid: tuple[str, ...]) -> None:
    bundles = [Bundle(*pair.split(), is_modifier_allowed=True) for pair in _PAIRS[pairs]]
    for codes in permutations(_CODES):
        found = bundles_of([a_line(f"{code} 1.00") for code in codes], bundles)
        assert {code for code, bundle in zip(codes, found, strict=True) if bundle} == set(unpaid)
        assert all(bundle is None or bundle.column_two == code for code, bundle in zip(codes, found, strict=True))


def test_of_lines_that_bundle_each_other_in_a_circle_the_first_is_paid() -> None:
    one, two = Bundle("11042", "17000", is_modifier_allowed=True), Bundle("17000", "11042", is_modifier_allowed=True)
    assert bundles_of([a_line("11042 1.00"), a_line("17000 1.00")], [one, two]) == (None, one)
    assert bundles_of([a_line("17000 1.00"), a_line("11042 1.00")], [one, two]) == (None, two)
    assert bundles_of([], [one, two]) == ()
