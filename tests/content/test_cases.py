"""Case folders: what a good one becomes, and what is said about a bad one."""

from dataclasses import dataclass
from datetime import date

import pytest

from tests.support.content_files import CASE, CASE_FILE, CASE_FOLDER, CHART, CHART_FILE, KEY, KEY_FILE, ContentFolder
from trainer.content.case_files import AuthoredCase
from trainer.domain.claims.case import CaseContent, Patient
from trainer.domain.grading.case_key import (
    CaseKey,
    DiagnosisKey,
    ModifierRule,
    NotReportable,
    PointerRule,
    ProcedureKey,
    Trap,
)

NAME = "code-the-encounter/ear"


def problems(folder: ContentFolder) -> list[str]:
    return [str(problem) for problem in folder.load()[1]]


def test_a_case_carries_everything_that_its_folder_says(folder: ContentFolder) -> None:
    library, report = folder.load()
    assert list(report) == []
    assert library.cases == (
        AuthoredCase(
            slug="ear",
            content=CaseContent(
                kind="code-the-encounter",
                title="An ear",
                specialty="urgent care",
                level=2,
                edition="2026",
                setting="outpatient",
                place_of_service="20",
                payer="commercial",
                convention="CPT",
                patient=Patient(7, "female", "established"),
                date_of_service=date(2026, 6, 18),
                summary="A child with an ear ache.",
                task="Code the visit.",
                chart=CHART,
            ),
            key=CaseKey(
                diagnoses=(
                    DiagnosisKey(
                        "H66.001",
                        "the drum is red and bulging",
                        "Acute suppurative otitis media, right.",
                        is_first_listed=True,
                    ),
                    DiagnosisKey("H61.21", "Impacted wax", "Impacted cerumen, right."),
                ),
                procedures=(
                    ProcedureKey(
                        "99213",
                        "Amoxicillin prescribed",
                        "Low complexity.",
                        modifiers=ModifierRule(all=("25",), forbidden=("57",)),
                        pointers=PointerRule(0, (1,)),
                    ),
                    ProcedureKey(
                        "69210",
                        "removed with a curette",
                        "Removal with an instrument.",
                        modifiers=ModifierRule(optional=("RT",)),
                        units_high=2,
                        pointers=PointerRule(1),
                    ),
                ),
                not_reportable=(NotReportable("H92.01", "Pain belongs to the infection."),),
                traps=(Trap("69209", ("RT",), "wrong_code", "Nothing was irrigated."),),
                references=("ICD-10-CM 2026",),
            ),
            key_reason="",
            second_solution="",
        ),
    )


def test_the_reason_for_a_changed_key_and_the_second_solution_are_read(folder: ContentFolder) -> None:
    folder.change(
        KEY_FILE, "schema = 1", 'schema = 1\nkey_reason = "Left, not right."\nreview = { second_solution = "settled" }'
    )
    (case,) = folder.load()[0].cases
    assert (case.key_reason, case.second_solution) == ("Left, not right.", "settled")


@dataclass(frozen=True)
class Bad:
    """One change that spoils a case, and what must be said: the field and a part of the message."""

    why: str
    file: str
    old: str
    new: str
    field: str
    says: str


FIRST_POINTERS = "pointers = { first = 1, allowed = [2] }"
BAD = [
    Bad("no TOML", KEY_FILE, "[[traps]]", "[[traps", "", "is not TOML"),
    Bad("an unknown field of the facts", CASE_FILE, "level = 2", "level = 2\nhue = 1", "hue", "is not a field"),
    Bad("an unknown field of the patient", CASE_FILE, "age_years = 7,", "age_years = 7, age = 7,", "patient.age",
        "is not a field"),
    Bad("a missing fact", CASE_FILE, 'payer = "commercial"\n', "", "payer", "is missing"),
    Bad("a patient too old", CASE_FILE, "age_years = 7", "age_years = 121", "patient.age_years", "less than"),
    Bad("another place of service", CASE_FILE, '"20"', '"office"', "place_of_service", "should match pattern"),
    Bad("an unknown convention", CASE_FILE, '"CPT"', '"house rules"', "convention", "'CPT' or 'Medicare'"),
    Bad("an unknown kind", CASE_FILE, '"code-the-encounter"', '"riddle"', "kind", "code-the-encounter"),
    Bad("an edition that is none", CASE_FILE, '"2026"', '"FY26"', "edition", "should match pattern"),
    Bad("a date as text", CASE_FILE, "2026-06-18", '"2026-06-18"', "date_of_service", "valid date"),
    Bad("another id than the folder", CASE_FILE, '"ear"', '"eye"', "id", "should be code-the-encounter/eye"),
    Bad("a span not in the chart", KEY_FILE, "the drum is red", "the drum is pink", "diagnoses[H66.001].span",
        "is not in the chart word for word: 'the drum is pink and bulging'"),
    Bad("a span of a procedure not in the chart", KEY_FILE, "removed with a curette", "removed with a spoon",
        "procedures[69210].span", "is not in the chart"),
    Bad("a chart that changed", CHART_FILE, "Impacted wax", "Hard wax", "diagnoses[H61.21].span",
        "is not in the chart"),
    Bad("a first pointer out of range", KEY_FILE, FIRST_POINTERS, "pointers = { first = 3 }",
        "procedures[99213].pointers", "there are only 2 diagnoses"),
    Bad("an allowed pointer out of range", KEY_FILE, FIRST_POINTERS, "pointers = { first = 1, allowed = [2, 3] }",
        "procedures[99213].pointers", "there are only 2 diagnoses"),
    Bad("a pointer before the first", KEY_FILE, FIRST_POINTERS, "pointers = { first = 0 }",
        "procedures[1].pointers.first", "greater than or equal to 1"),
    Bad("a code in small letters", KEY_FILE, '"H92.01"', '"h66.001"', "not_reportable[1].code",
        "should match pattern"),
    Bad("a diagnosis of the key that is not reportable", KEY_FILE, '"H92.01"', '"H66001"', "not_reportable[H66001]",
        "is a line of the key as well"),
    Bad("a procedure of the key that is not reportable", KEY_FILE, '"H92.01"', '"69210"', "not_reportable[69210]",
        "is a line of the key as well"),
    Bad("two first-listed diagnoses", KEY_FILE, 'code = "H61.21"', 'code = "H61.21"\nrole = "first-listed"',
        "diagnoses", "the first diagnosis, and no other"),
    Bad("no first-listed diagnosis", KEY_FILE, 'role = "first-listed"\n', "", "diagnoses", "the first diagnosis"),
    Bad("a modifier required and forbidden", KEY_FILE, 'forbidden = ["57"]', 'forbidden = ["25"]',
        "procedures[99213].modifiers", "permitted and forbidden"),
    Bad("a modifier optional and forbidden", KEY_FILE, 'optional = ["RT"]', 'optional = ["RT"], forbidden = ["RT"]',
        "procedures[69210].modifiers", "permitted and forbidden"),
    Bad("a modifier of one letter", KEY_FILE, '["25"]', '["5"]', "procedures[1].modifiers.all[1]", "match pattern"),
    Bad("units upside down", KEY_FILE, "low = 1, high = 2", "low = 3, high = 2", "procedures[69210].units",
        "low is more than high"),
    Bad("units without end", KEY_FILE, "low = 1, high = 2", "low = 1", "procedures[2].units.high", "is missing"),
    Bad("no unit", KEY_FILE, "{ low = 1, high = 2 }", "0", "procedures[2].units", "greater than or equal to 1"),
    Bad("no rationale", KEY_FILE, 'why = "Low complexity."\n', "", "procedures[1].why", "is missing"),
    Bad("no reason for a code that is not reportable", KEY_FILE, 'why = "Pain belongs to the infection."\n', "",
        "not_reportable[1].why", "is missing"),
    Bad("a trap without finding", KEY_FILE, 'finding = "wrong_code"\n', "", "traps[1].finding", "is missing"),
    Bad("an unknown status", KEY_FILE, 'role = "first-listed"', 'status = "perhaps"', "diagnoses[1].status",
        "should be 'required' or 'optional'"),
    Bad("a key that contradicts itself", KEY_FILE, '{ all = ["25"], forbidden = ["57"] }',
        '{ all = ["XS", "XU"], one_of = ["XS", "XU"] }', "", "the key's own claim is not graded as clean"),
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.why)
def test_a_bad_case_is_reported_with_its_file_and_field_and_left_out(folder: ContentFolder, bad: Bad) -> None:
    folder.change(bad.file, bad.old, bad.new)
    file = "key.toml" if bad.file == CHART_FILE else bad.file.rpartition("/")[2]
    library, report = folder.load()
    found = [problem.message for problem in report if (problem.file, problem.field) == (f"{NAME}/{file}", bad.field)]
    assert any(bad.says in message for message in found), problems(folder)
    assert library.cases == ()


@pytest.mark.parametrize("name", ["case.toml", "chart.md", "key.toml"])
def test_a_missing_file_of_a_case_is_reported(folder: ContentFolder, name: str) -> None:
    (folder.root / CASE_FOLDER / name).unlink()
    assert problems(folder) == [f"{NAME}/{name}: cannot be read: No such file or directory"]


def test_a_chart_that_is_not_utf_8_is_reported(folder: ContentFolder) -> None:
    folder.write(CHART_FILE, CHART.encode() + b"\xff")
    assert problems(folder) == [f"{NAME}/chart.md: is not UTF-8 text (byte {len(CHART) + 1:,})"]


def test_a_chart_of_20_mb_is_refused_by_its_size(folder: ContentFolder) -> None:
    folder.write(CHART_FILE, "x" * 20_000_000)
    assert problems(folder) == [
        f"{NAME}/chart.md: is 20,000,000 bytes long; files of content have at most 2,000,000",
    ]


def test_a_folder_of_another_name_is_reported(folder: ContentFolder) -> None:
    (folder.root / CASE_FOLDER).rename(folder.cases / "code-the-encounter" / "nose")
    assert problems(folder) == ["code-the-encounter/nose/case.toml: id: the folder should be code-the-encounter/ear"]


def test_a_folder_of_another_kind_is_reported(folder: ContentFolder) -> None:
    (folder.cases / "code-the-encounter").rename(folder.cases / "audit")
    assert problems(folder) == ["audit/ear/case.toml: id: the folder should be code-the-encounter/ear"]


def test_a_case_at_the_wrong_depth_is_not_passed_over(folder: ContentFolder) -> None:
    folder.write("case_studies/case.toml", CASE)
    assert problems(folder) == ["case.toml: the file should lie in <kind>/<id>"]


def test_a_key_without_a_required_line_is_reported(folder: ContentFolder) -> None:
    folder.write(KEY_FILE, KEY.replace("span = ", 'status = "optional"\nspan = '))
    assert f"{NAME}/key.toml: the key has no required line" in problems(folder)


def test_more_diagnoses_than_a_claim_takes_are_reported(folder: ContentFolder) -> None:
    more = '[[diagnoses]]\ncode = "Z00.0{}"\nspan = "wax"\nwhy = "x"\n'
    folder.write(KEY_FILE, KEY + "".join(more.format(number) for number in range(11)))
    assert [problem.field for problem in folder.load()[1]] == ["diagnoses"]


def test_all_problems_of_the_three_files_are_reported_at_once(folder: ContentFolder) -> None:
    folder.change(CASE_FILE, "level = 2", "level = 9")
    folder.write(CHART_FILE, b"\xff")
    folder.change(KEY_FILE, 'why = "Low complexity."\n', "")
    folder.change(KEY_FILE, 'finding = "wrong_code"\n', "")
    assert [(problem.file, problem.field) for problem in folder.load()[1]] == [
        (f"{NAME}/case.toml", "level"),
        (f"{NAME}/chart.md", ""),
        (f"{NAME}/key.toml", "procedures[1].why"),
        (f"{NAME}/key.toml", "traps[1].finding"),
    ]


def test_all_contradictions_between_key_and_chart_are_reported_at_once(folder: ContentFolder) -> None:
    folder.change(CASE_FILE, '"ear"', '"eye"')
    folder.change(KEY_FILE, "the drum is red", "the drum is pink")
    folder.change(KEY_FILE, FIRST_POINTERS, "pointers = { first = 3 }")
    folder.change(KEY_FILE, '"H92.01"', '"H66.001"')
    assert {(problem.file, problem.field) for problem in folder.load()[1]} == {
        (f"{NAME}/case.toml", "id"),
        (f"{NAME}/key.toml", "diagnoses[H66.001].span"),
        (f"{NAME}/key.toml", "procedures[99213].pointers"),
        (f"{NAME}/key.toml", "not_reportable[H66.001]"),
    }
