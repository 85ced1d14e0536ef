import pytest

from tests.domain.claims.adjudication_builders import a_line
from trainer.domain.claims.bundling import bundled_into, is_set_apart
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
