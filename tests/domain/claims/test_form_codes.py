"""Diagnoses of a form, looked up in the shipped release."""

from datetime import date

import pytest

from trainer.codebook.book import SqliteCodeBook
from trainer.domain.claims.form_codes import code_problems, first_service_on
from trainer.domain.claims.form_values import ProblemKind

ON = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({}, []),
        ({"21.A": "H66.001", "21.B": "j06.9", "24.1.code": "00000"}, []),
        ({"21.A": "H66.0"}, [("21.A", "H66.0 is not complete")]),
        ({"21.A": "I10", "21.C": "I10.9"}, [("21.C", "I10.9 is no code of ICD-10-CM")]),
        ({"21.L": "ZZ9", "21.B": "E11"}, [("21.B", "E11 is not complete"), ("21.L", "ZZ9 is no code")]),
    ],
)
def test_every_diagnosis_that_was_not_billable_is_named_in_form_order(
    entries: dict[str, str], expected: list[tuple[str, str]], book: SqliteCodeBook
) -> None:
    found = code_problems(entries, book, ON)
    assert [each.item for each in found] == [item for item, _ in expected]
    assert all(words in each.message for each, (_, words) in zip(found, expected, strict=True))
    assert {each.kind for each in found} <= {ProblemKind.DISAGREES}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ({}, None),
        ({"24.1.from": "sometime"}, None),
        ({"24.1.from": "03/12/2026", "24.2.from": "03/10/2026", "24.3.from": "?"}, date(2026, 3, 10)),
    ],
)
def test_the_first_day_of_service_is_the_earliest_that_can_be_read(
    entries: dict[str, str], expected: date | None
) -> None:
    assert first_service_on(entries) == expected
