"""Computations of a key from other fields: what is wrong with them is named."""

import pytest

from tests.domain.grading.billing_builders import a_content, a_field
from trainer.content.billing_follows import follow_problems
from trainer.domain.claims.billing_case import FieldType
from trainer.domain.grading.billing_key import BillingKey, FieldKey

TYPES = {"allowed": FieldType.MONEY, "share": FieldType.MONEY, "days": FieldType.NUMBER, "next": FieldType.CHOICE}
RIGHT = {"allowed": "98.00", "share": "19.60", "days": "5", "next": "a"}


def said(**follows: str) -> list[tuple[str, str]]:
    """What is said of a key with these computations: allowed 98.00, share 19.60, days 5."""
    content = a_content(fields=tuple(a_field(type_, name, "abc") for name, type_ in TYPES.items()))
    keys = (FieldKey(name, (right,), "why", follows=follows.get(name, "")) for name, right in RIGHT.items())
    return list(follow_problems(content, BillingKey(fields=tuple(keys))))


@pytest.mark.parametrize(
    "follows",
    [
        {},
        {"share": "{allowed} * 20%"},
        {"share": "{allowed} * 20%", "days": "{allowed} / {share}"},
        {"days": "{allowed} / 18.00"},  # 5.44
        {"allowed": "{days} * 19.60", "share": "{allowed} / {days}"},
    ],
)
def test_a_computation_that_makes_the_key_is_fine(follows: dict[str, str]) -> None:
    assert said(**follows) == []


@pytest.mark.parametrize(
    ("follows", "problem"),
    [
        ({"share": "{allowed} * 25%"}, ("share", "makes 24.50, not 19.60")),
        ({"days": "{allowed} / 10"}, ("days", "makes 10, not 5")),
        ({"share": "98.00 * 20%"}, ("share", "names no field: that is a `sum`")),
        ({"share": "{paid} * 20%"}, ("share", "'paid' is no amount or number of the case")),
        ({"share": "{allowed} + {next}"}, ("share", "'next' is no amount or number of the case")),
        ({"next": "{allowed}"}, ("next", "only amounts and numbers follow from other fields")),
        ({"share": "{share}"}, ("share", "goes in a circle")),
        ({"share": "{allowed} / (2 - 2)"}, ("share", "has no value")),
        ({"share": "allowed * {allowed}"}, ("share", "allowed is no part of a sum")),
    ],
)
def test_a_computation_that_is_wrong_is_named(follows: dict[str, str], problem: tuple[str, str]) -> None:
    assert said(**follows) == [(f"fields[{problem[0]}].follows", problem[1])]


def test_every_field_of_a_circle_is_named_and_what_rests_on_it_is_computed() -> None:
    assert said(share="{allowed} * 20%", allowed="{share} * 5", days="{allowed} / {share}") == [
        ("fields[allowed].follows", "goes in a circle"),
        ("fields[share].follows", "goes in a circle"),
    ]


def test_a_field_that_has_no_answer_has_no_value() -> None:
    content = a_content(fields=(a_field(FieldType.MONEY, "allowed"), a_field(FieldType.MONEY, "share")))
    fields = (FieldKey("allowed", ("",), "why"), FieldKey("share", ("19.60",), "why", follows="{allowed} * 20%"))
    assert list(follow_problems(content, BillingKey(fields=fields))) == [
        ("fields[share].follows", "names 'allowed', which has no value")
    ]


def test_a_field_may_not_follow_in_hundreds_of_ways() -> None:
    """Every field rests on all before it: they follow in 2, 3, 7, 43 and 1807 ways."""
    names = ["a", "b", "c", "d", "e", "f"]
    content = a_content(fields=tuple(a_field(FieldType.MONEY, name) for name in names))
    fields = tuple(
        FieldKey(name, ("0.00",), "why", follows=" + ".join(f"{{{each}}}" for each in names[:place]))
        for place, name in enumerate(names)
    )
    assert list(follow_problems(content, BillingKey(fields=fields))) == [
        ("fields[f].follows", "rests on too many fields that follow from others themselves")
    ]
