"""When an edit of the National Correct Coding Initiative is in force."""

from datetime import date

import pytest

from trainer.domain.codesets.edits import ClaimEdits, NoEdits, PtpEdit

BEGIN, END = date(2026, 1, 1), date(2026, 3, 31)


@pytest.mark.parametrize(
    ("deleted_on", "day", "expected"),
    [
        pytest.param(None, date(2025, 12, 31), False, id="the day before it begins"),
        pytest.param(None, BEGIN, True, id="the day on which it begins"),
        pytest.param(None, date(2030, 1, 1), True, id="years later"),
        pytest.param(END, END, True, id="its last day"),
        pytest.param(END, date(2026, 4, 1), False, id="the day after"),
        pytest.param(BEGIN, BEGIN, False, id="deleted as of its first day: never in force"),
    ],
)
def test_an_edit_holds_from_its_first_to_its_last_day(deleted_on: date | None, day: date, expected: bool) -> None:
    assert PtpEdit("69210", "92504", BEGIN, deleted_on, 1, "").is_in_force(day) is expected


def test_where_nothing_was_imported_there_are_no_edits() -> None:
    edits: ClaimEdits = NoEdits()
    assert [*edits.ptp_edits("69210", "92504", BEGIN), *edits.add_on_edits("99292", BEGIN)] == []
    assert [*edits.mue_edits("99292", BEGIN)] == []
