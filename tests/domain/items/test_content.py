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
