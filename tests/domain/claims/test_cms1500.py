import re

import pytest

from trainer.domain.claims import cms1500_rows as rows
from trainer.domain.claims.cms1500 import DIAGNOSES, ITEMS, LINES, ORDER, Block, Kind, line_of, template_of
from trainer.domain.claims.cms1500_help import HELP

SINGLE = """carrier.name carrier.id carrier.street carrier.city carrier.state carrier.zip 1 1a 2 3.born 3.sex 4
5.street 5.city 5.state 5.zip 5.phone 6 7.street 7.city 7.state 7.zip 7.phone 9 9a 9d 10a 10b 10b.state
10c 10d 11 11a.born 11a.sex 11b 11c 11d 12 12.date 13 14 14.qualifier 15 15.qualifier 16.from 16.through
17.qualifier 17 17a.qualifier 17a 17b 18.from 18.through 19 20 20.charges 21.indicator 22.code
22.reference 23 25 25.kind 26 27 28 29 31 31.date 32.name 32.street 32.city 32.state 32.zip 32a 32b
33.name 33.street 33.city 33.state 33.zip 33.phone 33a 33b""".split()  # noqa: SIM905
LINE = """from through place emergency code modifiers pointers charge units epsdt qualifier other rendering
shaded""".split()  # noqa: SIM905


def test_the_form_has_every_item_and_no_other() -> None:
    diagnoses = [f"21.{letter}" for letter in "ABCDEFGHIJKL"]
    lines = [f"24.{line}.{part}" for line in range(1, 7) for part in LINE]
    assert sorted(ITEMS) == sorted([*SINGLE, *diagnoses, *lines])
    assert tuple(diagnoses) == DIAGNOSES
    assert LINES == (1, 2, 3, 4, 5, 6)


def test_items_are_in_the_order_of_the_form_block_by_block() -> None:
    blocks = [item.block for item in ITEMS.values()]
    assert sorted(blocks, key=list(Block).index) == blocks
    assert [item for item in ITEMS if item in SINGLE] == SINGLE
    assert ORDER["24.1.shaded"] + 1 == ORDER["24.2.from"]
    assert ORDER["21.L"] < ORDER["22.code"]


@pytest.mark.parametrize(
    ("item", "number", "title"),
    [
        ("carrier.name", "", "Payer's name"),
        ("1a", "1a", "Item 1a (insured's member number)"),
        ("3.born", "3", "Item 3 (patient's date of birth)"),
        ("17b", "17b", "Item 17b (NPI of the provider in 17)"),
        ("20", "20", "Item 20 (bought from an outside laboratory)"),
        ("21.B", "21B", "Item 21B (diagnosis B)"),
        ("24.2.rendering", "24J", "Item 24J, line 2 (rendering provider's NPI)"),
        ("24.6.epsdt", "24H", "Item 24H, line 6 (EPSDT)"),
        ("24.1.qualifier", "24I", "Item 24I, line 1 (kind of the other number)"),
        ("24.1.other", "24J", "Item 24J, line 1 (rendering provider's other number)"),
        ("17a.qualifier", "17a", "Item 17a (kind of the number in 17a)"),
        ("33b", "33b", "Item 33b (billing provider's other number)"),
        ("32.zip", "32", "Item 32 (ZIP code of the place of service)"),
    ],
)
def test_an_item_is_called_as_the_form_prints_it(item: str, number: str, title: str) -> None:
    assert ITEMS[item].number == number
    assert ITEMS[item].title == title


def test_every_item_has_words_room_and_a_place_that_is_written_like_one() -> None:
    for item in ITEMS.values():
        assert item.label
        assert item.max_length >= 1
        assert 1 <= len(re.findall(r"[.;:?]( |$)", item.help)) <= 5, item.id
        assert "{" not in item.label + item.place


def test_help_is_written_for_the_rows_of_the_form_and_nothing_else() -> None:
    assert set(HELP) == {template_of(item) for item in ITEMS}
    assert set(rows.CHOICES) < set(HELP)


def test_choices_belong_to_items_of_choice_and_fit_into_the_box() -> None:
    for item in ITEMS.values():
        assert bool(item.choices) == (item.kind is Kind.CHOICE), item.id
        assert all(len(each.value) <= item.max_length for each in item.choices), item.id


def test_the_first_diagnosis_is_the_principal_one_of_the_837() -> None:
    assert ITEMS["21.A"].place == "2300 HI01-2 (ABK)"
    assert ITEMS["21.L"].place == "2300 HI12-2 (ABF)"


def test_an_item_knows_its_row_and_its_line() -> None:
    assert (template_of("24.3.code"), line_of("24.3.code")) == ("24.*.code", 3)
    assert (template_of("21.B"), line_of("21.B")) == ("21.*", 0)
    assert (template_of("21.indicator"), line_of("1a")) == ("21.indicator", 0)


def test_qualifiers_are_those_of_the_forms_manual() -> None:
    assert rows.NUMBER_QUALIFIERS == ("0B", "1G", "G2", "LU", "ZZ")
    assert rows.ONSET_QUALIFIERS == ("431", "484")
    assert rows.OTHER_DATE_QUALIFIERS == ("454", "304", "453", "439", "455", "471", "090", "091", "444")
    assert [each.value for each in ITEMS["24.1.epsdt"].choices] == ["Y", "N", "AV", "S2", "ST", "NU"]
