import pytest

from trainer.domain.claims.drugs import split_quantity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ML2.5", ("ML", "2.5")),
        ("F2500", ("F2", "500")),
        ("UN1", ("UN", "1")),
        ("ME0.125", ("ME", "0.125")),
        ("GR12345678.123", ("GR", "12345678.123")),
        ("", None),
        ("2.5", None),
        ("QT2", None),
        ("ML", None),
        ("ML2.", None),
        ("ML2.1234", None),
        ("ML123456789", None),
        ("ml2.5", None),
        ("ML-1", None),
    ],
)
def test_a_quantity_is_a_unit_and_a_number(text: str, expected: tuple[str, str] | None) -> None:
    assert split_quantity(text) == expected
