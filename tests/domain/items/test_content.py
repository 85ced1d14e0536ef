import pytest

from tests.support.builders import a_matching, every_kind, some_options
from trainer.domain.items.content import (
    CodeEntry,
    MultipleResponse,
    NumericEntry,
    Option,
    Ordering,
    Response,
    SingleBest,
    has_natural_order,
    options_of,
)


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (SingleBest(some_options("BAC")), some_options("BAC")),
        (MultipleResponse(some_options("AB")), some_options("AB")),
        (Ordering(some_options("CAB")), some_options("CAB")),
        (a_matching("PQ", "BA"), some_options("BA")),
        (NumericEntry("USD", 2), ()),
        (CodeEntry("cpt"), ()),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_options_come_in_the_authors_order_and_only_from_kinds_that_have_them(
    response: Response, expected: tuple[Option, ...]
) -> None:
    assert options_of(response) == expected


def test_every_kind_of_response_has_a_name_of_its_own() -> None:
    kinds = [response.kind for response, _ in every_kind()]
    assert len(set(kinds)) == len(kinds) == 6


def options_saying(*texts: str) -> tuple[Option, ...]:
    return tuple(Option(letter, text) for letter, text in zip("ABCDEF", texts, strict=False))


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(("1", "2", "3", "4"), id="whole numbers"),
        pytest.param(("$12.50", "$80.00", "$1,250.00"), id="dollars"),
        pytest.param(("-$5", "+$5", "$-5"), id="with a sign"),
        pytest.param(("0.5", "1,234,567.25"), id="decimals, and commas between thousands"),
        pytest.param(("10%", "25 %", "50 %."), id="shares, one with a full stop"),
        pytest.param(("1 unit", "2 units", "3 units of service"), id="a unit in up to three words"),
        pytest.param(("30 days", "60 days"), id="durations"),
        pytest.param(("**2 years**", "(7 years)"), id="within Markdown and brackets"),
    ],
)
def test_quantities_are_best_left_in_order(texts: tuple[str, ...]) -> None:
    assert has_natural_order(options_saying(*texts))


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param((), id="no options"),
        pytest.param(("1", "2", "None of these"), id="one that is no number"),
        pytest.param(("99213", "99214"), id="codes of five digits"),
        pytest.param(("J20.9", "J20.8"), id="diagnoses"),
        pytest.param(("12 and 13", "14 and 15"), id="two numbers in one"),
        pytest.param(("1 day of the month of March", "2 days"), id="a sentence"),
        pytest.param(("1,23", "4,56"), id="commas that part no thousands"),
        pytest.param(("Modifier 25", "Modifier 59"), id="words before the number"),
        pytest.param(("２", "３"), id="digits of another script"),
    ],
)
def test_anything_else_has_no_order_of_its_own(texts: tuple[str, ...]) -> None:
    assert not has_natural_order(options_saying(*texts))


def test_a_long_option_is_looked_at_quickly() -> None:
    assert not has_natural_order(options_saying("1" + " a" * 50_000, "(" * 100_000))
