"""Lines of a typed claim moved, copied, removed, pasted: pointers go with their diagnoses, nothing typed is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.claims.editing import Edit, edited, with_pasted
from trainer.domain.claims.lines import POINTER_LETTERS, TypedClaim, TypedLine


def a_claim(diagnoses: str, *pointers: str) -> TypedClaim:
    """One letter for each diagnosis, one procedure for each text of pointers."""
    return TypedClaim(tuple(map(TypedLine, diagnoses)), tuple(TypedLine("99213", "25", "1", text) for text in pointers))


def seen(claim: TypedClaim) -> tuple[str, ...]:
    return "".join(line.code for line in claim.diagnoses), *(line.pointers for line in claim.procedures)


@pytest.mark.parametrize(
    ("edit", "place", "target", "expected"),
    [
        pytest.param(Edit.UP, 2, 0, ("xzyw", "ACBD", "B"), id="up"),
        pytest.param(Edit.DOWN, 0, 0, ("yxzw", "BACD", "C"), id="down"),
        pytest.param(Edit.TO, 3, 0, ("wxyz", "BCDA", "D"), id="to the top"),
        pytest.param(Edit.TO, 0, 3, ("yzwx", "DABC", "B"), id="to the end"),
        pytest.param(Edit.TO, 1, 1, ("xyzw", "ABCD", "C"), id="where it is"),
        pytest.param(Edit.UP, 0, 0, ("xyzw", "ABCD", "C"), id="up from the top"),
        pytest.param(Edit.DOWN, 3, 0, ("xyzw", "ABCD", "C"), id="down from the end"),
        pytest.param(Edit.TO, 0, 99, ("yzwx", "DABC", "B"), id="beyond the end"),
        pytest.param(Edit.TO, 3, -5, ("wxyz", "BCDA", "D"), id="before the top"),
        pytest.param(Edit.REMOVE, 2, 0, ("xyw", "ABC", ""), id="removed, and what pointed to it"),
        pytest.param(Edit.REMOVE, 0, 0, ("yzw", "ABC", "B"), id="the first removed"),
        pytest.param(Edit.REMOVE, 3, 0, ("xyz", "ABC", "C"), id="the last removed"),
        pytest.param(Edit.COPY, 1, 0, ("xyyzw", "ABDE", "D"), id="copied: pointers stay at the first"),
        pytest.param(Edit.UP, 4, 0, ("xyzw", "ABCD", "C"), id="no such line"),
        pytest.param(Edit.REMOVE, -1, 0, ("xyzw", "ABCD", "C"), id="no such line either"),
    ],
)
def test_pointers_follow_the_diagnoses(edit: Edit, place: int, target: int, expected: tuple[str, ...]) -> None:
    assert seen(edited(a_claim("xyzw", "ABCD", "C"), "diagnoses", place, edit, target)) == expected


@pytest.mark.parametrize(
    ("pointers", "expected"),
    [
        pytest.param("b, a", "A, B", id="what stands between the letters stays"),
        pytest.param("A?1", "B?1", id="what names no line stays as typed"),
        pytest.param("ABF", "BAF", id="letters of lines that are not there yet stay"),
        pytest.param("", "", id="none"),
    ],
)
def test_what_was_typed_beside_the_letters_is_not_lost(pointers: str, expected: str) -> None:
    assert seen(edited(a_claim("xyz", pointers), "diagnoses", 0, Edit.DOWN))[1] == expected


def test_a_diagnosis_that_moves_behind_the_twelfth_cannot_be_pointed_to() -> None:
    claim = edited(a_claim("abcdefghijklm", "LA"), "diagnoses", 0, Edit.TO, 12)
    assert seen(claim) == ("bcdefghijklma", "K")
    assert seen(edited(a_claim("abcdefghijkl", "L"), "diagnoses", 0, Edit.COPY)) == ("aabcdefghijkl", "")


def test_the_last_diagnosis_removed_takes_its_letters_with_it() -> None:
    assert seen(edited(a_claim("x", "A", "B"), "diagnoses", 0, Edit.REMOVE)) == ("", "", "B")


def test_procedures_are_edited_without_touching_diagnoses() -> None:
    claim = a_claim("xy", "A", "B", "AB")
    assert seen(edited(claim, "procedures", 2, Edit.UP)) == ("xy", "A", "AB", "B")
    assert seen(edited(claim, "procedures", 0, Edit.COPY)) == ("xy", "A", "A", "B", "AB")
    assert seen(edited(claim, "procedures", 1, Edit.REMOVE)) == ("xy", "A", "AB")
    assert seen(edited(claim, "procedures", 0, Edit.TO, 2)) == ("xy", "B", "AB", "A")
    assert edited(claim, "procedures", 3, Edit.UP) == claim


DIAGNOSES = st.integers(1, 14).map(lambda count: "abcdefghijklmn"[:count])


@given(DIAGNOSES, st.sampled_from([Edit.UP, Edit.DOWN, Edit.TO, Edit.REMOVE]), st.data())
def test_every_pointer_leads_to_the_same_diagnosis_as_before(diagnoses: str, edit: Edit, data: st.DataObject) -> None:
    letters = POINTER_LETTERS[: len(diagnoses)]
    pointers = "".join(data.draw(st.lists(st.sampled_from(letters), max_size=4, unique=True)))
    place, target = data.draw(st.integers(0, len(diagnoses) - 1)), data.draw(st.integers(-2, 15))
    after = edited(a_claim(diagnoses, pointers), "diagnoses", place, edit, target)
    codes, moved = seen(after)
    assert sorted(codes) == sorted(diagnoses) if edit is not Edit.REMOVE else len(codes) == len(diagnoses) - 1
    meant = [diagnoses[POINTER_LETTERS.index(letter)] for letter in pointers]
    assert [codes[POINTER_LETTERS.index(letter)] for letter in moved] == [
        code for code in meant if code in codes[: len(POINTER_LETTERS)]
    ]


FILLED = (TypedLine("H66.001"), TypedLine(""), TypedLine("", "25"), TypedLine(""), TypedLine("", "", "1"))


@pytest.mark.parametrize(
    ("lines", "kept"), [(FILLED, FILLED[:3]), (FILLED[3:], ()), ((), ()), (FILLED[:1], FILLED[:1])]
)
def test_pasted_lines_stand_behind_the_last_that_is_filled(
    lines: tuple[TypedLine, ...], kept: tuple[TypedLine, ...]
) -> None:
    claim = TypedClaim(lines, lines)
    pasted = [TypedLine("99213", "25", "2", "A"), TypedLine("69210")]
    assert with_pasted(claim, "procedures", pasted) == TypedClaim(lines, (*kept, *pasted))
    assert with_pasted(claim, "diagnoses", pasted) == TypedClaim(
        (*kept, TypedLine("99213"), TypedLine("69210")), lines
    ), "a diagnosis has a code and nothing else"
    assert with_pasted(claim, "diagnoses", []).diagnoses == kept
