import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.claims.lines import (
    MAX_DIAGNOSES,
    MAX_PROCEDURES,
    POINTER_LETTERS,
    Claim,
    LineProblem,
    ProcedureLine,
    TypedClaim,
    TypedLine,
    pasted_codes,
    pasted_lines,
    read_claim,
    said,
    typed_lines,
)

BLANK = TypedLine("")
TEXT = st.text(st.characters()) | st.text("ABCLM0123456789.,;/- ﬁ²\t", max_size=12)
TYPED_LINES = st.lists(st.builds(TypedLine, TEXT, TEXT, TEXT, TEXT), max_size=15).map(tuple)


def typed(*diagnoses: str, procedures: tuple[TypedLine, ...] = ()) -> TypedClaim:
    return TypedClaim(tuple(map(TypedLine, diagnoses)), procedures)


def read_line(line: TypedLine, diagnoses: str = "A00 B00 C00 D00 E00") -> tuple[ProcedureLine, list[LineProblem]]:
    """One procedure line, beside diagnoses in the first rows."""
    claim, problems = read_claim(typed(*diagnoses.split(), procedures=(line,)))
    return claim.procedures[0], list(problems)


def read_pointers(text: str, *diagnoses: str) -> tuple[int, ...]:
    claim, problems = read_claim(typed(*diagnoses, procedures=(TypedLine("99213", pointers=text),)))
    assert problems == ()
    return claim.procedures[0].pointers


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (TypedLine(""), True),
        (TypedLine("", "", "1", ""), True),
        (TypedLine("  ", "\t", " 1 ", " "), True),
        (TypedLine("99213"), False),
        (TypedLine("", "25"), False),
        (TypedLine("", "", "2"), False),
        (TypedLine("", "", "", "A"), False),
    ],
)
def test_a_line_is_blank_when_nothing_was_typed_but_the_one_unit_that_stands_there(
    line: TypedLine, expected: bool
) -> None:
    assert line.is_blank is expected


def test_a_claim_is_read_as_a_payer_reads_it() -> None:
    procedures = (TypedLine("99213", "25", "", "A"), TypedLine(" 69210", "rt", "2", "b, a"))
    claim, problems = read_claim(typed("h66.001", "H61.21 ", procedures=procedures))
    assert problems == ()
    assert claim == Claim(
        ("H66001", "H6121"),
        (ProcedureLine("99213", ("25",), 1, (0,)), ProcedureLine("69210", ("RT",), 2, (1, 0))),
    )


def test_struck_lines_are_left_out_like_blank_ones() -> None:
    """An auditor strikes lines; what they say is kept, and the letters of the others stay."""
    diagnoses = (TypedLine("H66.002", is_struck=True), TypedLine("H61.21"))
    procedures = (TypedLine("92504", "!!!", "0", "Z", is_struck=True), TypedLine("69210", "", "1", "B"))
    claim, problems = read_claim(TypedClaim(diagnoses, procedures))
    assert (claim, problems) == (Claim(("H6121",), (ProcedureLine("69210", (), 1, (0,)),)), ())
    _, problems = read_claim(TypedClaim(diagnoses, (TypedLine("69210", "", "1", "AB"),)))
    assert [problem.message for problem in problems] == ["The pointer A names no diagnosis line."]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (TypedLine("99213"), True),
        (TypedLine("99213", mark="em_over"), True),
        (TypedLine("99213", is_struck=True), False),
        (TypedLine("", mark="missed"), False),
        (TypedLine(" ", "", "1"), False),
    ],
)
def test_a_line_stands_unless_it_is_blank_or_struck(line: TypedLine, expected: bool) -> None:
    assert line.stands is expected


def test_an_empty_claim_has_no_lines_and_no_problems() -> None:
    assert read_claim(typed("", " ", procedures=(BLANK,))) == (Claim((), ()), ())


@pytest.mark.parametrize(
    ("diagnoses", "text", "expected"),
    [
        pytest.param(("A00", "B00"), "AB", (0, 1), id="no blank line"),
        pytest.param(("", "A00", "B00"), "BC", (0, 1), id="the letters are those of the rows"),
        pytest.param(("A00", "", "", "B00"), "DA", (1, 0), id="in the order they were typed"),
        pytest.param(("A00", "B00"), "ABA", (0, 1), id="the same letter twice counts once"),
        pytest.param(("A00", "B00"), " a ; b ", (0, 1), id="lower case and separators"),
        pytest.param(("A00", "B00"), "Ｂ/Ａ", (1, 0), id="full-width letters"),
        pytest.param(("A00",), "", (), id="none"),
        pytest.param(("A00",) * 12, "L", (11,), id="the twelfth row is L"),
    ],
)
def test_blank_lines_are_left_out_and_pointers_move_along_with_their_diagnoses(
    diagnoses: tuple[str, ...], text: str, expected: tuple[int, ...]
) -> None:
    assert read_pointers(text, *diagnoses) == expected


@pytest.mark.parametrize(
    ("line", "modifiers", "units"),
    [
        (TypedLine("69210", "25", "1"), ("25",), 1),
        (TypedLine("69210", "59,RT", "2"), ("59", "RT"), 2),
        (TypedLine("69210", " xs ; lt ", " 12 "), ("XS", "LT"), 12),
        (TypedLine("69210", "26-59", "999"), ("26", "59"), 999),
        (TypedLine("69210", "26/59.51", "007"), ("26", "59", "51"), 7),
        (TypedLine("69210", "ＲＴ", "１０"), ("RT",), 10),
        (TypedLine("69210", "51 26 59 RT", ""), ("51", "26", "59", "RT"), 1),
    ],
)
def test_modifiers_keep_their_order_and_units_default_to_one(
    line: TypedLine, modifiers: tuple[str, ...], units: int
) -> None:
    read, problems = read_line(line)
    assert problems == []
    assert (read.modifiers, read.units) == (modifiers, units)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(TypedLine("", "25"), "The code is missing.", id="only a modifier"),
        pytest.param(TypedLine(" . ", "25"), "The code is missing.", id="only a dot"),
        pytest.param(TypedLine("99"), "“99” is not written like a code.", id="two characters"),
        pytest.param(TypedLine("123456789"), "“123456789” is not written like a code.", id="nine characters"),
        pytest.param(TypedLine("992 1!"), "“992 1!” is not written like a code.", id="another sign"),
        pytest.param(TypedLine(" 99213-25"), "“99213-25” is not written like a code.", id="a modifier in the code"),
        pytest.param(
            TypedLine("99213", "25RT"),
            "“25RT” is not a modifier: a modifier has two letters or digits.",
            id="modifiers run together",
        ),
        pytest.param(TypedLine("99213", "24 25 26 51 59"), "A line takes at most 4 modifiers.", id="five modifiers"),
        *(
            pytest.param(TypedLine("99213", "", units), "Units are a whole number from 1 to 999.", id=f"units {units}")
            for units in ("0", "000", "1000", "1.5", "-1", "two", "٣")
        ),
        pytest.param(TypedLine("99213", pointers="F"), "The pointer F names no diagnosis line.", id="an empty row"),
        pytest.param(TypedLine("99213", pointers="M"), "The pointer M names no diagnosis line.", id="no such row"),
        pytest.param(TypedLine("99213", pointers="1"), "The pointer 1 names no diagnosis line.", id="a digit"),
        pytest.param(TypedLine("99213", pointers="ABCDE"), "A line points to at most 4 diagnoses.", id="five pointers"),
    ],
)
def test_what_cannot_be_read_is_named(line: TypedLine, message: str) -> None:
    _, problems = read_line(line)
    assert problems == [LineProblem("procedures", 1, message)]


def test_units_that_cannot_be_read_count_as_one() -> None:
    assert read_line(TypedLine("99213", "", "many"))[0].units == 1


def test_a_pointer_to_nothing_is_left_out() -> None:
    assert read_line(TypedLine("99213", pointers="BXA"))[0].pointers == (1, 0)


def test_all_problems_are_named_with_section_and_row_blank_rows_counted() -> None:
    procedures = (BLANK, TypedLine("!", "123", "0", "Z"))
    _, problems = read_claim(typed("", "?", "J20.9", procedures=procedures))
    assert [(problem.section, problem.line) for problem in problems] == [("diagnoses", 2), *[("procedures", 2)] * 4]


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        pytest.param(["J20.9"] * MAX_DIAGNOSES, [], id="as many as fit"),
        pytest.param(["", *["J20.9"] * MAX_DIAGNOSES], [], id="blank rows do not count"),
        pytest.param(["J20.9"] * 13, [13], id="one too many"),
        pytest.param(["J20.9"] * 15, [13], id="three too many: said once"),
        pytest.param(["", "", *["J20.9"] * 13], [15], id="the row of the thirteenth"),
    ],
)
def test_a_claim_takes_twelve_diagnoses(rows: list[str], problems: list[int]) -> None:
    _, found = read_claim(typed(*rows))
    message = "A claim takes at most 12 diagnoses."
    assert list(found) == [LineProblem("diagnoses", line, message) for line in problems]


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        pytest.param([TypedLine("99213")] * MAX_PROCEDURES, [], id="as many as are read"),
        pytest.param([TypedLine("99213")] * 52, [51], id="two too many: said once"),
        pytest.param([BLANK, *[TypedLine("99213")] * 51], [52], id="the row of the fifty-first"),
    ],
)
def test_more_procedure_lines_than_are_read_are_a_problem(rows: list[TypedLine], problems: list[int]) -> None:
    _, found = read_claim(typed(procedures=tuple(rows)))
    assert [(problem.section, problem.line) for problem in found] == [("procedures", line) for line in problems]


@given(TYPED_LINES, TYPED_LINES)
def test_whatever_is_typed_can_be_read(diagnoses: tuple[TypedLine, ...], procedures: tuple[TypedLine, ...]) -> None:
    claim, problems = read_claim(TypedClaim(diagnoses, procedures))
    assert len(claim.diagnoses) == sum(not line.is_blank for line in diagnoses)
    assert len(claim.procedures) == sum(not line.is_blank for line in procedures)
    for line in claim.procedures:
        assert line.units >= 1
        assert set(line.pointers) <= set(range(len(claim.diagnoses)))
        assert len(set(line.pointers)) == len(line.pointers)
    for problem in problems:
        rows = {"diagnoses": diagnoses, "procedures": procedures}[problem.section]
        assert not rows[problem.line - 1].is_blank


@given(st.lists(st.sampled_from(["A00", "B99", "Z00.0", ""]), max_size=12), st.data())
def test_every_pointer_leads_to_the_diagnosis_in_its_row(rows: list[str], data: st.DataObject) -> None:
    filled = [place for place, row in enumerate(rows) if row]
    chosen = data.draw(st.lists(st.sampled_from(filled), max_size=4, unique=True) if filled else st.just([]))
    text = data.draw(st.sampled_from(["", " ", ","])).join(POINTER_LETTERS[place] for place in chosen)
    claim, problems = read_claim(typed(*rows, procedures=(TypedLine("99213", pointers=text),)))
    assert problems == ()
    pointed = [claim.diagnoses[pointer] for pointer in claim.procedures[0].pointers]
    assert pointed == [rows[place].replace(".", "") for place in chosen]


@pytest.mark.parametrize(
    ("columns", "lines"),
    [
        ([["A", "B"], ["25", ""], ["1", "2"], ["", "A"]], (TypedLine("A", "25", "1"), TypedLine("B", "", "2", "A"))),
        (
            [["A"], ["25", "59"], [], ["", "", "C"]],
            (TypedLine("A", "25"), TypedLine("", "59"), TypedLine("", "", "", "C")),
        ),
        ([["A", "B"]], (TypedLine("A"), TypedLine("B"))),
        ([["A"], ["25"], ["1"], ["B"], ["em_over"]], (TypedLine("A", "25", "1", "B", "em_over"),)),
        ([["A", "B"], [], [], [], ["", "units"]], (TypedLine("A"), TypedLine("B", mark="units"))),
        ([[], [], [], []], ()),
        ([], ()),
    ],
)
def test_form_columns_become_lines_and_short_columns_are_filled_with_blanks(
    columns: list[list[str]], lines: tuple[TypedLine, ...]
) -> None:
    assert typed_lines(columns) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("99213\t25\t1\tA", [TypedLine("99213", "25", "1", "A")], id="one row"),
        pytest.param(
            "99213\t25\t1\tA\r\n69210\t\t2\tB\r\n",
            [TypedLine("99213", "25", "1", "A"), TypedLine("69210", "", "2", "B")],
            id="rows of a spreadsheet",
        ),
        pytest.param("H66.001\nH61.21", [TypedLine("H66.001"), TypedLine("H61.21")], id="one column"),
        pytest.param("H66.001\rH61.21", [TypedLine("H66.001"), TypedLine("H61.21")], id="of an old Mac"),
        pytest.param(" 99213 \t 25 59 ", [TypedLine("99213", "25 59")], id="spaces around the cells"),
        pytest.param("\n\n99213\n \n\t\n69210", [TypedLine("99213"), TypedLine("69210")], id="empty rows"),
        pytest.param("\t25", [TypedLine("", "25")], id="a row without its code"),
        pytest.param("99213\t25\t1\tA\tVisit", [TypedLine("99213", "25", "1", "A")], id="more cells than a line has"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_rows_of_a_spreadsheet_become_lines(text: str, lines: list[TypedLine]) -> None:
    assert pasted_lines(text) == lines


def test_rows_pasted_into_the_field_of_a_code_become_lines_of_their_own() -> None:
    columns = [["I10", "99213\t25\t1\tA\r\n69210", "20610"], ["", "", "RT"]]
    assert typed_lines(columns) == (
        TypedLine("I10"),
        TypedLine("99213", "25", "1", "A"),
        TypedLine("69210"),
        TypedLine("20610", "RT"),
    )
    assert typed_lines([["H66.001\n"]]) == (TypedLine("H66.001\n"),), "a line break at the end makes no rows"


def test_what_was_typed_beside_pasted_rows_is_not_lost() -> None:
    lines = typed_lines([["99213\n69210"], ["59"], ["2"], ["B"], ["units"]])
    assert {line.code for line in lines} == {"99213", "69210"}
    assert ("59", "2", "B", "units") in {(line.modifiers, line.units, line.pointers, line.mark) for line in lines}


@given(st.lists(st.lists(TEXT, max_size=4), max_size=5))
def test_whatever_columns_a_form_sends_become_lines_that_can_be_read(columns: list[list[str]]) -> None:
    lines = typed_lines(columns)
    read_claim(TypedClaim(lines, lines))
    if not any(re.search(r"[\t\r\n]", text.strip()) for text in (columns or [[]])[0]):
        assert len(lines) == max((len(column) for column in columns), default=0)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (TypedLine("H66.001"), TypedLine(" h66 001 "), True),
        (TypedLine("99213", "25 59", "", "ab"), TypedLine("９９２１３", "59/25", "01", "A, B"), True),
        (TypedLine("99213", "", "２"), TypedLine("99213", "", "2"), True),
        (TypedLine("99213", "", "two"), TypedLine("99213", "", " two "), True),
        (TypedLine("99213", mark="units"), TypedLine("99213", is_struck=True), True),
        (TypedLine("99213"), TypedLine("99214"), False),
        (TypedLine("99213"), TypedLine("99213", "25"), False),
        (TypedLine("99213"), TypedLine("99213", "", "2"), False),
        (TypedLine("99213", "", "", "AB"), TypedLine("99213", "", "", "BA"), False),
    ],
)
def test_what_a_line_says_does_not_hang_on_how_it_is_written(one: TypedLine, other: TypedLine, is_same: bool) -> None:
    assert (said(one) == said(other)) is is_same


def test_diagnoses_pasted_beside_each_other_are_all_taken_and_words_beside_them_are_not() -> None:
    text = "H66.001\tH61.21\tE11.9\r\n j20.9 \tAcute bronchitis\r\n\t\nred"
    assert [line.code for line in pasted_codes(text)] == ["H66.001", "H61.21", "E11.9", "j20.9", "red"]
