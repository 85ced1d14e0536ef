from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.claims import form_values as values
from trainer.domain.claims.form_values import ValueProblem
from trainer.domain.claims.money import MoneyError
from trainer.domain.claims.professional import Name

WORDS = st.from_regex(r"[A-Z][a-z]{1,8}", fullmatch=True)
PAIRS = st.tuples(WORDS, WORDS).map(" ".join)
NAMES = st.builds(
    Name, WORDS | PAIRS, WORDS | PAIRS, st.just("") | WORDS | PAIRS, st.sampled_from(("", "Jr", "Sr", "III"))
)


@pytest.mark.parametrize(
    "text", ["03/09/2026", "3/9/2026", "03 09 2026", "03-09-2026", "2026-03-09", " 03/09/2026 ", "03092026", "03 09 26"]
)
def test_a_date_is_read_as_people_write_it_and_as_the_form_prints_it(text: str) -> None:
    assert values.read_date(text) == date(2026, 3, 9)


@given(st.dates(date(1, 1, 1)))
def test_a_written_date_is_read_back(day: date) -> None:
    assert values.read_date(values.write_date(day)) == day


def test_no_date_is_written_as_nothing() -> None:
    assert values.write_date(None) == ""


@pytest.mark.parametrize(
    ("read", "text", "reason"),
    [
        (values.read_date, "03/09/26", "four digits of the year"),
        (values.read_date, "030926", "four digits of the year"),
        (values.read_date, "3 9 26", "four digits of the year"),
        (values.read_date, "20260309", "no day of the calendar"),
        (values.read_date, "March 9, 2026", "not a date"),
        (values.read_date, "02/29/2026", "no day of the calendar"),
        (values.read_date, "13/09/2026", "no day of the calendar"),
        (values.read_person, "Luis Diaz", "Last, First, Middle"),
        (values.read_person, "Diaz,", "Last, First, Middle"),
        (values.read_person, ", Luis", "Last, First, Middle"),
        (values.read_person, "Diaz, Luis, A, Jr", "Last, First, Middle"),
        (values.read_signer, "Lindt, Mara, J, Q", "Last, First, Middle"),
        (values.read_units, "-1", "negative"),
        (values.read_units, "1.5", "decimals"),
        (values.read_units, "10.4", "tenths of ambulance miles"),
        (values.read_other_id, "207Q00000X", "qualifier"),
        (values.read_other_id, "ZZ", "qualifier"),
        (values.read_other_id, "ZZ207Q", "taxonomy code"),
        (values.read_other_id, "XX12", "qualifier"),
        (values.read_units, "1,5", "decimals"),
        (values.read_units, "0", "from 1 to 999"),
        (values.read_units, "1000", "from 1 to 999"),
        (values.read_units, "one", "from 1 to 999"),
        (values.read_units, "9" * 5000, "from 1 to 999"),
        (values.read_modifiers, "2", "two letters or digits"),
        (values.read_modifiers, "2559", "two letters or digits"),
        (values.read_modifiers, "25 59 LT 76 77", "at most 4"),
        (values.read_pointers, "12", "letters A to L"),
        (values.read_pointers, "AM", "letters A to L"),
        (values.read_pointers, "AA", "twice"),
        (values.read_pointers, "ABCDE", "at most 4"),
        (values.read_diagnosis, "99214", "ICD-10-CM"),
        (values.read_diagnosis, "I1", "ICD-10-CM"),
        (values.read_diagnosis, "S72.001AXX", "ICD-10-CM"),
        (values.read_procedure, "9921", "five characters"),
        (values.read_procedure, "992144", "five characters"),
        (values.read_procedure, "I10", "five characters"),
        (values.read_drug, "N40002606487 ML2.5", "eleven digits"),
        (values.read_drug, "N400026064871", "no quantity"),
        (values.read_drug, "N400026064871 2.5", "no quantity"),
        (values.read_drug, "N400026064871 ML2.5555", "no quantity"),
    ],
)
def test_what_cannot_be_read_is_named(read: Callable[[str], Any], text: str, reason: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        read(text)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Diaz, Luis, A", Name("Diaz", "Luis", "A")),
        ("Diaz,Luis", Name("Diaz", "Luis")),
        ("Diaz, Luis,", Name("Diaz", "Luis")),
        ("Diaz Jr, Luis, A", Name("Diaz", "Luis", "A", "Jr")),
        ("DIAZ JR., LUIS", Name("DIAZ", "LUIS", "", "JR.")),
        ("Van der Berg III,  Anna", Name("Van der Berg", "Anna", "", "III")),
        ("Jr, Luis", Name("Jr", "Luis")),
    ],
)
def test_a_persons_name_is_read(text: str, name: Name) -> None:
    assert values.read_person(text) == name


@pytest.mark.parametrize(
    ("text", "name", "is_person"),
    [
        ("Riverbend Family Medicine", Name("Riverbend Family Medicine"), False),
        ("Riverbend Family Medicine, LLC", Name("Riverbend Family Medicine, LLC"), False),
        ("Cedar Imaging, P.C.", Name("Cedar Imaging, P.C."), False),
        ("Elm Street PT", Name("Elm Street PT"), False),
        ("Smith, Jones, Miller, and Partners", Name("Smith, Jones, Miller, and Partners"), False),
        ("Lindt, Mara, J", Name("Lindt", "Mara", "J"), True),
        ("Lindt, Mara, MD", Name("Lindt", "Mara"), True),
        ("Mara Lindt MD", Name("Lindt", "Mara"), True),
        ("Mara J Lindt, M.D.", Name("Lindt", "Mara", "J"), True),
        ("Anh Minh Do", Name("Anh Minh Do"), False),
        ("Ann Fox DC", Name("Fox", "Ann"), True),
        ("Ann Fox, DC", Name("Fox", "Ann"), True),
        ("Ann Fox, PT", Name("Fox", "Ann"), True),
        ("Fox, Ann, PT", Name("Fox", "Ann"), True),
        ("Ann Fox PT", Name("Ann Fox PT"), False),
        ("Fox Dermatology, PA", Name("Fox Dermatology, PA"), False),
        ("Riverbend Center for Eyes OD", Name("Riverbend Center for Eyes OD"), False),
    ],
)
def test_a_provider_is_a_person_or_an_organisation(text: str, name: Name, is_person: bool) -> None:
    assert values.read_provider(text) == (name, is_person)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mara Lindt", Name("Lindt", "Mara")),
        ("Mara J Q Lindt DO PhD", Name("Lindt", "Mara", "J Q")),
        ("Mara Lindt Sr, PA", Name("Lindt", "Mara", "", "Sr")),
        ("Lindt, Mara", Name("Lindt", "Mara")),
        ("Lindt", Name("Lindt")),
        ("Signature on File", Name("")),
        ("sof", Name("")),
        ("", Name("")),
    ],
)
def test_who_signs_or_refers_is_a_person_in_either_order(text: str, name: Name) -> None:
    assert values.read_signer(text) == name


@given(NAMES)
def test_a_written_name_is_read_back(name: Name) -> None:
    assert values.read_person(values.write_person(name)) == name
    assert values.read_signer(values.write_signer(name)) == name


def test_a_signer_is_written_in_natural_order_where_that_is_clear() -> None:
    assert values.write_signer(Name("Lindt", "Mara", "J", "Jr")) == "Mara J Lindt Jr"
    assert values.write_signer(Name("Van Lindt", "Mara")) == "Van Lindt, Mara"
    assert values.write_signer(Name("")) == ""


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (values.read_units, " 12 ", 12),
        (values.read_modifiers, "25 59", ("25", "59")),
        (values.read_modifiers, "rt, xs", ("RT", "XS")),
        (values.read_modifiers, "", ()),
        (values.read_pointers, "a, B", "AB"),
        (values.read_pointers, "B A", "BA"),
        (values.read_pointers, "", ""),
        (values.read_diagnosis, "s72.001a", "S72001A"),
        (values.read_diagnosis, "I10", "I10"),
        (values.read_procedure, " 99214 ", "99214"),
        (values.read_procedure, "j1885", "J1885"),
        (values.read_procedure, "0001f", "0001F"),
        (values.read_drug, "N400026064871 ML2.5", ("00026064871", "ML2.5")),
        (values.read_drug, "n4 00026-0648-71  un1", ("00026064871", "UN1")),
        (values.read_drug, "7Begin 1245 End 1415", ("", "")),
        (values.read_drug, "", ("", "")),
    ],
)
def test_the_values_of_a_line_are_read(read: Callable[[str], Any], text: str, expected: object) -> None:
    assert read(text) == expected


def test_words_that_stand_for_something_are_known_in_any_case() -> None:
    assert values.is_same(" same ")
    assert values.is_none("None")
    assert values.is_on_file("S.O.F.")
    assert not values.is_on_file("Luis Diaz")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Fox PT", True),
        ("Ann Fox PA", True),
        ("Ann Fox DC", True),
        ("Fox, Ann", True),
        ("Elm Street PT", True),
        ("Elm Street Physical Therapy PT", False),
        ("Fox Dermatology, PA", False),
        ("Riverbend Family Medicine", False),
    ],
)
def test_behind_a_short_name_pa_and_pt_leave_open_whether_it_is_a_person(text: str, expected: bool) -> None:
    assert values.may_be_person(text) is expected


def test_a_birth_has_four_digits_of_the_year() -> None:
    assert values.read_item_date("3.born", "04 02 1951") == date(1951, 4, 2)
    assert values.read_item_date("14", "04 02 26") == date(2026, 4, 2)
    with pytest.raises(ValueProblem, match="leaves the century open"):
        values.read_item_date("11a.born", "04 02 51")


@pytest.mark.parametrize(("text", "cents"), [("120.00", 12000), ("120 00", 12000), ("0 05", 5), (" 120 ", 12000)])
def test_an_amount_is_read_as_it_is_printed(text: str, cents: int) -> None:
    assert values.read_amount(text) == cents


@pytest.mark.parametrize("text", ["120 0", "1 200 00", "-120 00", ""])
def test_other_blanks_make_no_amount(text: str) -> None:
    with pytest.raises(MoneyError):
        values.read_amount(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ZZ207Q00000X", ("ZZ", "207Q00000X")),
        ("zz 207q00000x", ("ZZ", "207Q00000X")),
        ("PXC207Q00000X", ("ZZ", "207Q00000X")),
        ("G2ABC123", ("G2", "ABC123")),
    ],
)
def test_another_number_has_its_qualifier_in_front(text: str, expected: tuple[str, str]) -> None:
    assert values.read_other_id(text) == expected
