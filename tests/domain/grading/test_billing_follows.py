"""What an answer comes to by its own computation from what was entered elsewhere."""

import pytest

from trainer.domain.claims.billing_case import FieldType
from trainer.domain.grading.billing_follows import follow_on

MONEY, NUMBER = FieldType.MONEY, FieldType.NUMBER
TYPES = {"deductible": MONEY, "coinsurance": MONEY, "share": MONEY, "days": NUMBER, "daily": MONEY, "twice": NUMBER}
COMPUTATIONS = {
    "coinsurance": "(98.00 - {deductible}) * 20%",
    "share": "{deductible} + {coinsurance}",
    "days": "{share} / {daily}",
    "twice": "2 * {days}",
}


@pytest.mark.parametrize(
    ("field", "sheet", "values"),
    [
        ("deductible", {"deductible": "39.00"}, set()),
        ("coinsurance", {"deductible": "39.00"}, {1_180}),
        ("coinsurance", {"deductible": "$98"}, {0}),
        ("coinsurance", {"deductible": "98.02"}, {0}),  # -0.004 dollars
        ("coinsurance", {"deductible": "98.03"}, {-1}),  # -0.006 dollars
        ("coinsurance", {}, set()),
        ("coinsurance", {"deductible": "much"}, set()),
        ("share", {"deductible": "98.00", "coinsurance": "0.00"}, {9_800}),
        ("share", {"deductible": "98.00", "coinsurance": "11.80"}, {9_800, 10_980}),
        ("share", {"deductible": "98.00"}, {9_800}),
        ("share", {"coinsurance": "11.80"}, set()),
        ("days", {"deductible": "98.00", "coinsurance": "0.00", "share": "98.00", "daily": "4.00"}, {25}),  # 24.5
        ("days", {"share": "97.00", "daily": "4.00"}, {24}),
        ("days", {"share": "97.00", "daily": "0.00"}, set()),
        ("twice", {"days": "7"}, {14}),
    ],
)
def test_a_field_follows_from_what_was_entered_and_from_what_that_follows_from(
    field: str, sheet: dict[str, str], values: set[int]
) -> None:
    assert follow_on(field, TYPES, COMPUTATIONS, sheet) == values
