import pytest

from trainer.domain.grading.billing_faults import BillingFault
from trainer.domain.grading.billing_items import fault_of, read_item


@pytest.mark.parametrize(
    ("item", "text", "same"),
    [
        ("24.1.from", "03 09 26", "03/09/2026"),
        ("24.1.from", "03092026", "2026-03-09"),
        ("28", "120 00", "120.00"),
        ("28", "$1,200.00", "1200"),
        ("3.born", "04 02 1951", "04/02/1951"),
        ("33b", "zz 207Q00000X", "ZZ207Q00000X"),
    ],
)
def test_an_entry_as_the_form_prints_it_is_the_same_as_one_that_is_typed(item: str, text: str, same: str) -> None:
    assert read_item(item, text) == read_item(item, same)


def test_a_birth_with_two_digits_of_the_year_is_no_birth() -> None:
    assert read_item("3.born", "04 02 51") != read_item("3.born", "04/02/2051")
    assert read_item("3.born", "04 02 51") != read_item("3.born", "04/02/1951")


@pytest.mark.parametrize("item", ["17a", "17a.qualifier", "24.2.qualifier", "24.2.other", "32b", "33b"])
def test_another_number_of_a_provider_is_a_wrong_number(item: str) -> None:
    assert fault_of(item) is BillingFault.WRONG_NUMBER
