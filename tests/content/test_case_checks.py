"""The claims of a case are graded: what its key, traps and seeded errors declare must be what is found."""

from dataclasses import replace

import pytest

from tests.support.builders import a_case, a_case_key, a_diagnosis_key, a_procedure_key
from tests.support.case_files import AUDIT_FOLDER, add_audit, add_query
from tests.support.content_files import KEY_FILE, ContentFolder
from tests.support.edits import SomeEdits, a_pair, an_add_on
from trainer.codebook.book import SqliteCodeBook
from trainer.content.case_checks import grading_problems
from trainer.content.case_files import AuthoredCase
from trainer.domain.claims.case import CaseKind, Patient
from trainer.domain.codesets.edits import NoEdits
from trainer.domain.grading.case_key import CaseKey, PointerRule, RelatedPair, Trap
from trainer.domain.grading.context import Context
from trainer.domain.grading.findings import FindingKind

AUDITED = f"{AUDIT_FOLDER}/key.toml"


def problems_of(folder: ContentFolder, kind: CaseKind, book: SqliteCodeBook) -> list[str]:
    """What is said of the folder's case of this kind, which must be readable."""
    library, report = folder.load()
    assert list(report) == []
    (case,) = (each for each in library.cases if each.content.kind is kind)
    return problems(case, book)


def problems(case: AuthoredCase, book: SqliteCodeBook, edits: SomeEdits | NoEdits = NoEdits()) -> list[str]:  # noqa: B008
    return [": ".join(problem) for problem in grading_problems(case, Context(case.content, book, edits))]


def a_coded(key: CaseKey) -> AuthoredCase:
    return AuthoredCase("a-case", a_case(patient=Patient(40, "female", "established")), key, "", "")


EAR = a_case_key((a_diagnosis_key("H66.001", first=True),), (a_procedure_key("69210", pointers=PointerRule(0)),))


def with_trap(code: str, finding: FindingKind, **parts: object) -> CaseKey:
    return replace(EAR, traps=(Trap(code, (), finding, "x", **parts),))  # type: ignore[arg-type]


def test_what_the_folders_of_the_tests_declare_holds(folder: ContentFolder, book: SqliteCodeBook) -> None:
    add_audit(folder)
    add_query(folder)
    assert {kind: problems_of(folder, kind, book) for kind in CaseKind} == {kind: [] for kind in CaseKind}


def test_a_trap_that_gives_something_else_than_it_declares_is_named(
    folder: ContentFolder, book: SqliteCodeBook
) -> None:
    folder.change(KEY_FILE, 'finding = "wrong_code"', 'finding = "laterality"')
    assert problems_of(folder, CaseKind.CODE, book) == []  # what the author says of a line is its name …
    proven = Trap("H66.002", (), FindingKind.WRONG_CODE, "x", instead_of="H66.001")  # … unless the book proves another
    assert problems(a_coded(replace(EAR, traps=(proven,))), book) == [
        "traps[H66.002].finding: declares wrong_code; graded, it gives laterality"
    ]


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        pytest.param(
            with_trap("69210", FindingKind.MISSED), "declares missed; graded, it gives nothing", id="no error"
        ),
        pytest.param(
            with_trap("H66.001", FindingKind.UNSUPPORTED, is_left_out=True),
            None,
            id="a line left out: the author names it",
        ),
        pytest.param(with_trap("H66.001", FindingKind.SEQUENCING, place=1), "it gives nothing", id="moved nowhere"),
    ],
)
def test_a_trap_is_an_error(key: CaseKey, problem: str | None, book: SqliteCodeBook) -> None:
    found = problems(a_coded(key), book)
    assert len(found) == (problem is not None)
    assert all(str(problem) in each for each in found)


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(with_trap("69210", FindingKind.SEQUENCING, place=1), id="a service has no place"),
        pytest.param(
            with_trap("H92.01", FindingKind.SEQUENCING, place=1, instead_of="H66.001"),
            id="a line that is moved stands in no other's place",
        ),
        pytest.param(
            replace(
                EAR,
                procedures=(*EAR.procedures, a_procedure_key("99213", status="optional")),
                traps=(Trap("99213", (), FindingKind.MISSED, "x", is_left_out=True),),
            ),
            id="an optional line may be left out",
        ),
    ],
)
def test_a_trap_that_describes_no_claim_is_named(key: CaseKey, book: SqliteCodeBook) -> None:
    (problem,) = problems(a_coded(key), book)
    assert problem.startswith(f"traps[{key.traps[0].code}]")


@pytest.mark.parametrize(
    ("key", "edits", "says"),
    [
        pytest.param(
            a_case_key((a_diagnosis_key("H66.001", first=True), a_diagnosis_key("H66.00")), ()),
            NoEdits(),
            None,
            id="that a code is not billable is said where codes are looked up",
        ),
        pytest.param(
            a_case_key((), (a_procedure_key("99292"),)),
            an_add_on("99292", "99291"),
            "the key's own claim gives rise to addon_alone: An add-on code, reported only beside 99291.",
            id="an add-on without its primary",
        ),
        pytest.param(
            a_case_key((), (a_procedure_key("99285"), a_procedure_key("36600"))),
            a_pair("99285", "36600", 0),
            "the key's own claim gives rise to unbundled: Part of 99285",
            id="two services that an edit keeps apart",
        ),
        pytest.param(
            a_case_key((a_diagnosis_key("E11.9", first=True), a_diagnosis_key("E10.9")), ()),
            NoEdits(),
            "the key's own claim gives rise to excludes1: E10.9 and E11.9 go together only if",
            id="two diagnoses that a note keeps apart",
        ),
        pytest.param(
            replace(
                a_case_key((a_diagnosis_key("E11.9", first=True), a_diagnosis_key("E10.9")), ()),
                related=(RelatedPair("E10.9", "E11.9", "Never of one patient, but of this test.", is_related=False),),
            ),
            NoEdits(),
            None,
            id="unless the author says that they are unrelated",
        ),
        pytest.param(
            a_case_key((), (a_procedure_key("9921O"),)),
            NoEdits(),
            "the key's own claim is not graded as clean",
            id="a look-alike in the key",
        ),
    ],
)
def test_the_keys_own_claim_is_clean_and_gives_rise_to_nothing(
    key: CaseKey, edits: SomeEdits | NoEdits, says: str | None, book: SqliteCodeBook
) -> None:
    found = problems(a_coded(key), book, edits)
    assert any(str(says) in each for each in found) if says else found == []


def test_traps_of_a_key_that_is_not_sound_are_not_graded(book: SqliteCodeBook) -> None:
    trap = Trap("99213", (), FindingKind.MISSED, "x", is_left_out=True)
    key = replace(a_case_key((), (a_procedure_key("99292"), a_procedure_key("99213"))), traps=(trap,))
    found = problems(a_coded(key), book, an_add_on("99292", "99291"))
    assert [each for each in found if each.startswith("traps")] == []


def test_what_is_declared_of_an_audit_must_be_what_is_found(folder: ContentFolder, book: SqliteCodeBook) -> None:
    add_audit(folder)
    folder.change(AUDITED, 'finding = "less_specific"\nalso = ["wrong_code"]', 'finding = "sequela"')
    assert problems_of(folder, CaseKind.AUDIT, book) == [
        "seeded[diagnoses 1]: declares sequela; graded, it gives less_specific"
    ]


def test_one_of_the_kinds_of_an_error_is_enough(folder: ContentFolder, book: SqliteCodeBook) -> None:
    add_audit(folder)
    folder.change(
        AUDITED, 'finding = "less_specific"\nalso = ["wrong_code"]', 'finding = "sequela"\nalso = ["less_specific"]'
    )
    assert problems_of(folder, CaseKind.AUDIT, book) == []


def test_an_error_that_the_claim_does_not_have_is_named(folder: ContentFolder, book: SqliteCodeBook) -> None:
    add_audit(folder)
    folder.change(AUDITED, "line = 1", "line = 2")
    folder.change(AUDITED, 'missing = "69210"', 'missing = "99213"')
    assert problems_of(folder, CaseKind.AUDIT, book) == [
        "seeded[diagnoses 2]: the claim as billed has no error there",
        "seeded[procedures 99213]: the claim as billed has no error there",
        "seeded: an error is not declared: diagnoses line 1, less_specific",
        "seeded: an error is not declared: 69210 is missing, missed",
    ]


def test_a_query_has_no_claim_to_grade(folder: ContentFolder, book: SqliteCodeBook) -> None:
    add_query(folder)
    assert problems_of(folder, CaseKind.QUERY, book) == []
