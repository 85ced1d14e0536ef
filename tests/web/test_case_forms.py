"""Forms of the workbench, read as they were typed: nothing is lost, nothing forged does harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from tests.support.library import BILLED, a_case, a_query, an_audit
from trainer.domain.claims.lines import TypedClaim, TypedLine
from trainer.domain.grading.case_key import VisitElements
from trainer.domain.grading.queries import QueryAnswer
from trainer.services.cases import CaseWork
from trainer.web.cases.forms import base_revision, read_form

CODE, AUDIT, QUERY = (authored.content for authored in (a_case(), an_audit(), a_query()))
THREE = {"diagnosis_code": ["A00", "B00", "C00"]}
LINES = {
    **THREE,
    "procedure_code": ["11111", "22222"],
    "procedure_modifiers": ["", "25"],
    "procedure_units": ["1", "2"],
    "procedure_pointers": ["A", "c,B x"],
}


def form(**fields: str | list[str]) -> MultiDict[str, str]:
    return MultiDict(fields)


def claim(**fields: str | list[str]) -> TypedClaim:
    return read_form(form(**fields), CODE).claim


def codes(read: TypedClaim) -> tuple[str, str]:
    """The codes of both sections, each as one word."""
    return " ".join(line.code for line in read.diagnoses), " ".join(line.code for line in read.procedures)


def test_every_field_is_taken_as_it_was_typed():
    read = read_form(
        form(**LINES, note="One.\r\nTwo.\r\n", element_problems="low", element_data="", element_risk="high"), CODE
    )
    assert read == CaseWork(
        TypedClaim(
            tuple(map(TypedLine, ("A00", "B00", "C00"))),
            (TypedLine("11111", "", "1", "A"), TypedLine("22222", "25", "2", "c,B x")),
        ),
        "One.\nTwo.",
        VisitElements("low", "", "high"),
    )


@pytest.mark.parametrize("content", [CODE, AUDIT, QUERY], ids=lambda content: content.kind)
def test_an_empty_form_is_empty_work(content):
    assert read_form(form(), content) == CaseWork()


def test_columns_of_different_lengths_lose_nothing():
    read = claim(procedure_code=["11111"], procedure_pointers=["A", "B", "C"])
    assert [line.pointers for line in read.procedures] == ["A", "B", "C"]
    audit = read_form(form(diagnosis_code=["A00"], diagnosis_mark=["", "units"]), AUDIT).claim
    assert audit.diagnoses == (TypedLine("A00"), TypedLine("", mark="units"))


def test_an_audit_keeps_marks_and_struck_lines_in_their_places():
    read = read_form(
        form(
            diagnosis_code=["H66.001", "", "J20.9"],
            diagnosis_mark=["laterality", "unsupported", ""],
            procedure_code=["99213"],
            procedure_mark=["modifier_missing"],
            struck=["d1", "p0", "d9", "x0", "d", "p-1"],
        ),
        AUDIT,
    ).claim
    assert read.diagnoses == (
        TypedLine("H66.001", mark="laterality"),
        TypedLine("", mark="unsupported", is_struck=True),
        TypedLine("J20.9"),
    )
    assert read.procedures == (TypedLine("99213", mark="modifier_missing", is_struck=True),)


def test_what_a_kind_of_case_does_not_ask_is_passed_over():
    """A forged field must not change a grade behind the back of the page, which does not show it."""
    everything = form(
        **LINES,
        diagnosis_mark=["units"],
        procedure_mark=["units"],
        struck=["d0", "p0"],
        needed="yes",
        gap=["a"],
        part_facts="a",
        element_risk="high",
    )
    code, audit, query = (read_form(everything, content) for content in (CODE, AUDIT, QUERY))
    assert not any(line.mark or line.is_struck for line in (*code.claim.diagnoses, *code.claim.procedures))
    assert code.query == audit.query == QueryAnswer()
    assert audit.elements == query.elements == VisitElements("", "", "")
    assert query.claim == TypedClaim((), ())


@pytest.mark.parametrize(
    ("edit", "diagnoses", "pointers"),
    [
        ("diagnoses.1.up", "B00 A00 C00", ["B", "C,A x"]),
        ("diagnoses.0.down", "B00 A00 C00", ["B", "C,A x"]),
        ("diagnoses.0.up", "A00 B00 C00", ["A", "C,B x"]),
        ("diagnoses.2.down", "A00 B00 C00", ["A", "C,B x"]),
        ("diagnoses.2.to.0", "C00 A00 B00", ["B", "A,C x"]),
        ("diagnoses.0.to.999", "B00 C00 A00", ["C", "B,A x"]),
        ("diagnoses.0.copy", "A00 A00 B00 C00", ["A", "D,C x"]),
        ("diagnoses.1.remove", "A00 C00", ["A", "B, x"]),
    ],
)
def test_an_edit_of_a_diagnosis_takes_its_pointers_along(edit, diagnoses, pointers):
    read = claim(**LINES, edit=edit)
    assert codes(read) == (diagnoses, "11111 22222")
    assert [line.pointers for line in read.procedures] == pointers


@pytest.mark.parametrize(
    ("edit", "procedures"),
    [
        ("procedures.1.up", "22222 11111"),
        ("procedures.0.to.1", "22222 11111"),
        ("procedures.1.copy", "11111 22222 22222"),
        ("procedures.0.remove", "22222"),
    ],
)
def test_an_edit_of_a_procedure_takes_its_whole_line(edit, procedures):
    read = claim(**LINES, edit=edit)
    assert codes(read) == ("A00 B00 C00", procedures)
    assert TypedLine("22222", "25", "2", "c,B x") in read.procedures


@pytest.mark.parametrize(
    "edit",
    [
        "",
        "diagnoses",
        "diagnoses.0",
        "diagnoses.9.remove",
        "diagnoses.-1.remove",
        "diagnoses.0.explode",
        "diagnoses..remove",
        "diagnoses.².remove",
        "diagnoses.٣.remove",
        "diagnoses.1000.remove",
        "modifiers.0.remove",
        "diagnoses.0.to",
        "diagnoses.0.to.-1",
        "diagnoses.0.to.1.1",
        "diagnoses.0.remove\n",
        " diagnoses.0.remove",
    ],
)
def test_a_forged_edit_changes_nothing(edit):
    assert claim(**LINES, edit=edit).diagnoses == claim(**LINES).diagnoses
    assert codes(claim(**LINES, edit=edit)) == codes(claim(**LINES))


@pytest.mark.parametrize("edit", ["diagnoses.0.remove", "diagnoses.1.up", "procedures.0.copy"])
def test_billed_lines_of_an_audit_cannot_be_moved(edit):
    fields = {"diagnosis_code": ["H66.002", "H61.21"], "procedure_code": ["99213"], "procedure_units": ["1"]}
    fields |= {"procedure_pointers": ["A"]}
    assert read_form(form(**fields, edit=edit), AUDIT).claim == BILLED
    assert read_form(form(**fields, pasted_diagnoses="A00"), AUDIT).claim == BILLED


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
def test_rows_of_a_spreadsheet_become_lines_behind_those_that_are_filled(end):
    rows = end.join(["", "99213\t25, RT\t2\tAB", " 69210 ", "\t\t", "J0120\t\t3\tB\tmore"])
    read = claim(
        diagnosis_code=["A00", "", ""],
        procedure_code=["11111", ""],
        procedure_units=["1", "1"],
        pasted_diagnoses=f"H66.001\tred{end}H61.21",
        pasted_procedures=rows,
    )
    assert codes(read)[0] == "A00 H66.001 H61.21"
    assert read.procedures == (
        TypedLine("11111", "", "1"),
        TypedLine("99213", "25, RT", "2", "AB"),
        TypedLine("69210"),
        TypedLine("J0120", "", "3", "B"),
    )


def test_a_block_of_cells_in_a_code_field_becomes_lines():
    assert codes(claim(diagnosis_code=["A00", "B00\nC00\tcholera", "D00"]))[0] == "A00 B00 C00 D00"
    read = claim(procedure_code=["99213\t25\t2\tA"], procedure_units=["1"])
    assert read.procedures == (TypedLine("99213", "25", "2", "A"),)


def test_a_diagnosis_has_nothing_that_its_page_would_not_show():
    assert claim(diagnosis_code=["C00\tcholera and much more of the same than any field of a claim holds"]) == (
        TypedClaim((TypedLine("C00"),), ())
    )


def test_a_block_of_cells_in_a_field_of_an_audit_stays_in_its_place():
    read = read_form(form(diagnosis_code=["A00\tB00", "C00"], diagnosis_mark=["units", "pos"]), AUDIT).claim
    assert read.diagnoses == (TypedLine("A00\tB00", mark="units"), TypedLine("C00", mark="pos"))


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({}, QueryAnswer()),
        ({"needed": "yes"}, QueryAnswer(is_needed=True)),
        ({"needed": "no", "gap": ["c", "a"]}, QueryAnswer(is_needed=False, gaps=("a", "c"))),
        ({"needed": "maybe", "gap": ["z", "a", "a", ""]}, QueryAnswer(gaps=("a",))),
        ({"part_question": "b", "part_facts": "a"}, QueryAnswer(parts=(("facts", "a"), ("question", "b")))),
        ({"part_question": "z", "part_tone": "a", "part_facts": ""}, QueryAnswer()),
    ],
)
def test_a_query_takes_what_is_offered_and_nothing_forged(fields, answer):
    assert read_form(form(**fields), QUERY) == CaseWork(query=answer)


@pytest.mark.parametrize("text", ["", "-1", "x", "²", "٣", "1.0", " 1", "9" * 10])
def test_a_base_revision_that_is_no_number_counts_as_none(text):
    assert base_revision(form(base_revision=text)) == 0
    assert base_revision(form()) == 0


def test_a_base_revision_is_read():
    assert base_revision(form(base_revision="999999999")) == 999_999_999


CELLS = st.lists(st.text(st.characters(exclude_characters="\t\r\n", exclude_categories=["Cs"]), max_size=8), max_size=5)


@given(CELLS, CELLS, CELLS, CELLS, CELLS)
def test_whatever_stands_in_the_fields_of_a_claim_stands_in_what_is_read(dx, px, modifiers, units, pointers):
    fields = {"diagnosis_code": dx, "procedure_code": px, "procedure_modifiers": modifiers}
    fields |= {"procedure_units": units, "procedure_pointers": pointers}
    for content in (CODE, AUDIT):
        read = read_form(form(**fields), content).claim
        assert [line.code for line in read.diagnoses] == dx
        for name, column in (("code", px), ("modifiers", modifiers), ("units", units), ("pointers", pointers)):
            typed = [getattr(line, name) for line in read.procedures]
            assert typed[: len(column)] == column
            assert not any(typed[len(column) :])
