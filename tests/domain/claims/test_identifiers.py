import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.claims import identifiers as ids

Check = Callable[[str], str | None]

NINE = st.integers(100_000_000, 299_999_999).map(str)


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (ids.check_npi, "1234567893"),  # the example of CMS's description of the check digit
        (ids.check_npi, " 1234567893 "),
        (ids.check_mbi, "1EG4-TE5-MK73"),  # the specimen of CMS
        (ids.check_mbi, "1EG4TE5MK73"),
        (ids.check_mbi, "1eg4te5mk73"),
        (ids.check_tax_id, "123456789"),
        (ids.check_tax_id, "12-3456789"),
        (ids.check_tax_id, "123-45-6789"),
        (ids.check_zip, "43085"),
        (ids.check_zip, "430851234"),
        (ids.check_zip, "43085-1234"),
        (ids.check_state, "OH"),
        (ids.check_state, "pr"),
        (ids.check_phone, "6145550123"),
        (ids.check_phone, "(614) 555-0123"),
        (ids.check_phone, "614.555.0123"),
        (ids.check_clia, "36D0123456"),
        (ids.check_clia, "36d0123456"),
        (ids.check_taxonomy, "207Q00000X"),
        (ids.check_ndc, "00026064871"),
        (ids.check_ndc, "00026-0648-71"),
        (ids.check_dod_number, "12345678901"),
        (ids.check_dod_number, "123-45-6789"),
        (ids.check_place, "11"),
        (ids.check_place, " 66 "),
    ],
)
def test_a_well_written_number_passes(check: Check, text: str) -> None:
    assert check(text) is None


@pytest.mark.parametrize(
    ("check", "text", "reason"),
    [
        (ids.check_npi, "123456789", "ten digits"),
        (ids.check_npi, "12345678934", "ten digits"),
        (ids.check_npi, "123456789X", "ten digits"),
        (ids.check_npi, "3234567893", "begins with 1 or 2"),
        (ids.check_npi, "1234567890", "check digit"),
        (ids.check_npi, "1234576893", "check digit"),  # 6 and 7 transposed
        (ids.check_mbi, "1EG4-TE5-MK7", "eleven characters, this has 10"),
        (ids.check_mbi, "0EG4TE5MK73", "places"),
        (ids.check_mbi, "1SG4TE5MK73", "places"),
        (ids.check_mbi, "1EO4TE5MK73", "places"),
        (ids.check_mbi, "1EG4TE5M073", "places"),
        (ids.check_tax_id, "12345678", "nine digits"),
        (ids.check_tax_id, "1-23456789", "nine digits"),
        (ids.check_zip, "4308", "five digits"),
        (ids.check_zip, "43085-12", "five digits"),
        (ids.check_state, "Ohio", "two letters"),
        (ids.check_state, "XX", "two letters"),
        (ids.check_phone, "555-0123", "ten digits"),
        (ids.check_clia, "36A0123456", "letter D"),
        (ids.check_taxonomy, "207Q00000", "taxonomy"),
        (ids.check_ndc, "0026-0648-71", "eleven digits"),
        (ids.check_dod_number, "1234567890", "eleven-digit"),
        (ids.check_place, "28", "place of service"),
        (ids.check_place, "1", "place of service"),
    ],
)
def test_what_is_wrong_with_a_number_is_named(check: Check, text: str, reason: str) -> None:
    message = check(text)
    assert message is not None
    assert reason in message
    assert text in message


@given(NINE)
def test_a_made_npi_passes_and_no_other_check_digit_does(nine: str) -> None:
    made = ids.make_npi(nine)
    assert made[:9] == nine
    assert [digit for digit in string.digits if ids.check_npi(nine + digit) is None] == [made[9]]


@given(NINE, st.integers(0, 8))
def test_the_check_digit_catches_every_wrong_digit(nine: str, place: int) -> None:
    npi = ids.make_npi(nine)
    wrong = npi[:place] + str((int(npi[place]) + 1) % 10) + npi[place + 1 :]
    assert ids.check_npi(wrong) is not None


@pytest.mark.parametrize("text", ["12345678", "1234567890", "923456789", "12345678x"])
def test_only_nine_digits_of_an_npi_can_be_completed(text: str) -> None:
    with pytest.raises(ValueError, match="first nine digits"):
        ids.make_npi(text)


def test_bare_takes_out_what_only_parts() -> None:
    assert ids.bare(" 1eg4-te5 mk73") == "1EG4TE5MK73"
    assert ids.bare("(614) 555/01.23") == "6145550123"
