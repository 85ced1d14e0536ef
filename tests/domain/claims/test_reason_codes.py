import tomllib
from pathlib import Path

import pytest

from tests.support.remittances import adjustment
from trainer.domain.claims.reason_codes import _CARC_ROWS, _RARC_ROWS, CARC, RARC, Cause, Disposition, Step, disposition
from trainer.domain.claims.remittance import Group

SHIPPED = Path(__file__).parents[3] / "question_banks" / "code_sets" / "reason_codes.toml"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PR-1", Disposition.PATIENT),
        ("PR-45", Disposition.PATIENT),
        ("PR-204", Disposition.PATIENT),
        ("OA-23", Disposition.EARLIER_PAYER),
        ("PR-23", Disposition.PATIENT),
        ("CO-45", Disposition.WRITE_OFF),
        ("PI-45", Disposition.WRITE_OFF),
        ("CO-24", Disposition.WRITE_OFF),
        ("CO-59", Disposition.WRITE_OFF),
        ("CO-94", Disposition.WRITE_OFF),
        ("CO-253", Disposition.WRITE_OFF),
        ("CO-P12", Disposition.WRITE_OFF),
        ("CO-16", Disposition.DENIED),
        ("CO-29", Disposition.DENIED),
        ("CO-50", Disposition.DENIED),
        ("CO-96", Disposition.DENIED),
        ("CO-97", Disposition.DENIED),
        ("CO-197", Disposition.DENIED),
        ("OA-18", Disposition.DENIED),
        ("OA-133", Disposition.DENIED),
        ("CO-9999", Disposition.DENIED),
    ],
)
def test_only_what_nobody_can_win_back_is_written_off(text: str, expected: Disposition) -> None:
    assert disposition(adjustment(text, 100)) is expected


@pytest.mark.parametrize(
    ("code", "cause", "first"),
    [
        ("16", Cause.CLAIM_DATA, Step.CORRECT),
        ("22", Cause.COORDINATION, Step.BILL_OTHER),
        ("29", Cause.TIMELINESS, Step.FOLLOW_UP),
        ("50", Cause.NECESSITY, Step.APPEAL),
        ("97", Cause.BUNDLING, Step.CORRECT),
        ("109", Cause.COORDINATION, Step.BILL_OTHER),
        ("252", Cause.DOCUMENTATION, Step.SEND),
    ],
)
def test_a_denial_has_its_root_cause_and_next_step(code: str, cause: Cause, first: Step) -> None:
    assert (CARC[code].cause, CARC[code].steps[0]) == (cause, first)


def test_a_late_claim_is_proved_to_be_in_time_or_written_off_and_never_appealed() -> None:
    """Medicare: no initial determination, nothing to appeal (Claims Processing Manual, chapter 1, section 70.4)."""
    assert CARC["29"].steps == (Step.FOLLOW_UP, Step.WRITE_OFF)


def test_the_remark_tells_what_a_sixteen_lacks() -> None:
    assert RARC["M76"].cause is Cause.CODING
    assert RARC["N290"].cause is Cause.PROVIDER
    assert not [code for code, reason in RARC.items() if reason.groups]


def test_the_deductible_coinsurance_and_copay_are_the_patients() -> None:
    assert {code for code, reason in CARC.items() if reason.cause is Cause.COST_SHARING} == {"1", "2", "3"}
    assert all(CARC[code].groups == (Group.PATIENT,) for code in ("1", "2", "3"))


def test_no_code_stands_in_two_rows() -> None:
    for rows in (_CARC_ROWS, _RARC_ROWS):
        codes = [code for row in rows for code in row[0].split()]
        assert len(codes) == len(set(codes))


@pytest.mark.parametrize(("key", "table"), [("carc", CARC), ("rarc", RARC)])
def test_the_code_book_has_words_for_the_numbers(key: str, table: dict[str, object]) -> None:
    shipped = {row["code"] for row in tomllib.loads(SHIPPED.read_text(encoding="utf-8"))[key]}

    assert set(table) - shipped == set()
