"""From when a file is in force, by its name."""

from datetime import date

import pytest

from trainer.codebook.dates import day_named
from trainer.codebook.errors import ReleaseUnusable

JANUARY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("icd10cm-tabular-April-1-2026.xml", date(2026, 4, 1)),
        ("april-1-2026-code-tables-tabular-index.zip", date(2026, 4, 1)),
        ("icd10cm_order_2027.txt", date(2026, 10, 1)),
        ("icd10cm_order_addenda_2027.txt", date(2026, 10, 1)),
    ],
)
def test_the_name_of_a_file_says_from_when_it_is_in_force(name: str, day: date) -> None:
    assert day_named(name) == day


@pytest.mark.parametrize("name", ["codes.xml", "tabular-April-31-2026.xml", "icd10cm_order_20270.txt"])
def test_a_name_without_a_day_is_told_how_to_say_it(name: str) -> None:
    with pytest.raises(ReleaseUnusable, match="--in-force-from YYYY-MM-DD"):
        day_named(name)
