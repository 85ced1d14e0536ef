"""Billing work of all kinds: what a row shows of an entry, and that its grade can be stored."""

import pytest
from pydantic import TypeAdapter

from tests.domain.grading.billing_builders import a_content, a_field
from trainer.domain.claims.billing_case import FieldType, Worksheet
from trainer.domain.claims.cms1500 import ITEMS
from trainer.domain.grading.billing import MAX_SHOWN, exact_worksheet, grade_billing, shown_entry
from trainer.domain.grading.billing_faults import BILLING_RULES, BillingFault
from trainer.domain.grading.billing_items import fault_of, read_item
from trainer.domain.grading.billing_key import BillingKey, FieldKey
from trainer.domain.grading.findings import RULES, Finding, FindingKind, Severity, finding


@pytest.mark.parametrize("kind", [*FindingKind, *BillingFault])
def test_a_finding_of_either_side_comes_back_from_storage_as_it_was(kind: FindingKind | BillingFault) -> None:
    adapter = TypeAdapter(tuple[Finding, ...])
    found = (finding(kind, "a remark", severity=Severity.WARNING),)
    back = adapter.validate_json(adapter.dump_json(found))
    assert back == found
    assert type(back[0].kind) is type(kind)


def test_no_name_of_a_fault_is_that_of_a_coding_error_as_well() -> None:
    assert not {each.value for each in BillingFault} & {each.value for each in FindingKind}
    assert set(BILLING_RULES) == set(BillingFault)
    assert set(RULES) == set(FindingKind)


@pytest.mark.parametrize(
    ("type_", "typed", "shown"),
    [
        (FieldType.MONEY, " $12 ", "$12"),
        (FieldType.TEXT, "x" * 300, "x" * MAX_SHOWN),
        (FieldType.CHOICE, "a", "offer a"),
        (FieldType.CHOICES, "c a", "offer c; offer a"),
        (FieldType.ORDER, "b z", "offer b → z"),
        (FieldType.MONEY, "", ""),
    ],
)
def test_a_row_shows_what_was_entered(type_: FieldType, typed: str, shown: str) -> None:
    content = a_content(fields=(a_field(type_, offers="" if type_ in (FieldType.MONEY, FieldType.TEXT) else "abc"),))
    key = BillingKey(fields=(FieldKey("f", ("a",), "why"),))
    sheet: Worksheet = (("f", typed),)
    (row,) = grade_billing(content, key, sheet).lines
    assert shown_entry(content, key, sheet, row) == shown


def test_the_exact_answer_is_the_first_that_is_right() -> None:
    content = a_content(fields=(a_field(FieldType.TEXT),))
    key = BillingKey(fields=(FieldKey("f", ("Ann", "Anna"), "why"),))
    assert exact_worksheet(content, key) == (("f", "Ann"),)


@pytest.mark.parametrize("item", ITEMS)
def test_every_item_of_the_form_is_read_and_its_error_has_a_name(item: str) -> None:
    assert read_item(item, "1") == read_item(item, " 1 ")
    assert isinstance(fault_of(item), BillingFault)
