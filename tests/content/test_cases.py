"""Case folders: what a good one becomes, and what is said about a bad one."""

from dataclasses import dataclass
from datetime import date

import pytest

from tests.support.content_files import CASE, CASE_FILE, CASE_FOLDER, CHART, CHART_FILE, KEY, KEY_FILE, ContentFolder
from trainer.content.case_files import AuthoredCase
from trainer.domain.claims.case import CaseContent, CaseKind, Patient, PriorEncounter
from trainer.domain.grading.case_key import (
    CaseKey,
    Choice,
    DiagnosisKey,
    ModifierRule,
    NotReportable,
    OrderRule,
    PointerRule,
    ProcedureKey,
    RelatedPair,
    Trap,
    VisitElements,
)
from trainer.domain.grading.findings import FindingKind

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
                kind=CaseKind.CODE,
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
                traps=(Trap("69209", ("RT",), FindingKind.WRONG_CODE, "Nothing was irrigated.", instead_of="69210"),),
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


MORE_FACTS = """
provider = "physician"
asks_elements = true
prior_encounters = [
  { on = 2026-06-08, service = "x", code = "69436", global_days = 10, same_specialty = false, face_to_face = false },
  { on = 2025-01-02, service = "a visit" },
]
"""
MORE_KEY = """
[[diagnoses]]
code = "H61.23"
alternative = "wax/both"
when = "Medicare"
span = "wax"
why = "Both ears."

[[diagnoses]]
code = "H72.91"
alternative = "wax/hole"
status = "optional"
span = "drum"
why = "A hole."

[[order]]
before = "H66.001"
after = "H61.21"
why = "The infection was treated."

[[related]]
codes = ["H66.001", "H92.11"]
why = "The discharge is the infection."

[[related]]
codes = ["H61.21", "H66.001"]
related = false
why = "Wax and infection are two things."

[[not_reportable]]
code = "H92.11"
finding = "symptom_with_definitive"
why = "It belongs to the infection."

[[traps]]
line = { code = "69210", units = 2, pointers = [2, 1] }
finding = "units"
why = "One ear."

[[traps]]
line = { code = "H61.21", place = 1 }
finding = "sequencing"
why = "The infection first."

[[traps]]
line = { code = "69210", left_out = true }
finding = "missed"
why = "It was done."
"""


def test_a_case_carries_everything_that_its_folder_may_say(folder: ContentFolder) -> None:
    folder.write(CASE_FILE, CASE + MORE_FACTS)
    elements = 'elements = { problems = "low", data = "minimal", risk = "moderate" }'
    folder.write(KEY_FILE, KEY.replace('code = "99213"', f'code = "99213"\n{elements}') + MORE_KEY)
    library, report = folder.load()
    assert list(report) == []
    content, key = library.cases[0].content, library.cases[0].key
    assert (content.provider, content.asks_elements) == ("physician", True)
    assert content.prior_encounters == (
        PriorEncounter(date(2026, 6, 8), "x", "69436", 10, is_same_specialty=False, is_face_to_face=False),
        PriorEncounter(date(2025, 1, 2), "a visit"),
    )
    assert key.procedures[0].elements == VisitElements("low", "minimal", "moderate")
    assert key.diagnoses[2:] == (
        DiagnosisKey("H61.23", "wax", "Both ears.", choice=Choice("wax", "both"), when="Medicare"),
        DiagnosisKey("H72.91", "drum", "A hole.", "optional", choice=Choice("wax", "hole")),
    )
    assert key.order == (OrderRule("H66.001", "H61.21", "The infection was treated."),)
    assert key.related == (
        RelatedPair("H66.001", "H92.11", "The discharge is the infection."),
        RelatedPair("H61.21", "H66.001", "Wax and infection are two things.", is_related=False),
    )
    assert key.not_reportable[1].finding is FindingKind.SYMPTOM_WITH_DEFINITIVE
    assert key.traps[1:] == (
        Trap("69210", (), FindingKind.UNITS, "One ear.", 2, (1, 0)),
        Trap("H61.21", (), FindingKind.SEQUENCING, "The infection first.", place=1),
        Trap("69210", (), FindingKind.MISSED, "It was done.", is_left_out=True),
    )


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
    Bad("an optional service that could be a required one", KEY_FILE, '[[procedures]]\ncode = "69210"\n',
        '[[procedures]]\ncode = "99212"\nstatus = "optional"\n', "procedures[99212].status", "same neighborhood"),
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
    Bad("an unknown finding", KEY_FILE, 'finding = "wrong_code"', 'finding = "riddle"', "traps[1].finding",
        "should be 'missed'"),
    Bad("a comparison with nothing", KEY_FILE, 'instead_of = "69210"\n', "", "traps[69209].instead_of",
        "wrong_code is said of a line in the place of another one"),
    Bad("a trap in the place of a line that is none", KEY_FILE, 'instead_of = "69210"', 'instead_of = "69200"',
        "traps[69209]", "69200 is no line of the key"),
    Bad("a trap that leaves out a line that is none", KEY_FILE, 'modifiers = ["RT"] }\ninstead_of = "69210"',
        "left_out = true }", "traps[69209]", "69209 is no line of the key"),
    Bad("a trap that moves a line that is none", KEY_FILE, 'modifiers = ["RT"] }\ninstead_of = "69210"',
        "place = 1 }", "traps[69209]", "69209 is no line of the key"),
    Bad("a trap with a pointer out of range", KEY_FILE, 'modifiers = ["RT"] }', "pointers = [1, 3] }",
        "traps[69209].pointers", "there are only 2 diagnoses"),
    Bad("a trap about a level that is none", KEY_FILE, 'finding = "wrong_code"', 'finding = "em_over"',
        "traps[69209].finding", "em_over is not what this code would be beside 99213"),
    Bad("an order of a code that is no diagnosis", KEY_FILE, "[[traps]]",
        '[[order]]\nbefore = "H66.001"\nafter = "69210"\nwhy = "x"\n[[traps]]', "order",
        "H66.001 and 69210 are not both diagnoses"),
    Bad("an order that the key does not obey", KEY_FILE, "[[traps]]",
        '[[order]]\nbefore = "H61.21"\nafter = "H66.001"\nwhy = "x"\n[[traps]]', "order",
        "the key itself has H66.001 before H61.21"),
    Bad("an alternative to nothing", KEY_FILE, 'code = "H61.21"', 'code = "H61.21"\nalternative = "wax/one"',
        "alternative wax", "has only one choice"),
    Bad("an alternative without a name", KEY_FILE, 'code = "H61.21"', 'code = "H61.21"\nalternative = "wax"',
        "diagnoses[2].alternative", "match pattern"),
    Bad("a relation to nothing", KEY_FILE, "[[traps]]", '[[related]]\ncodes = ["H66.001"]\nwhy = "x"\n[[traps]]',
        "related[1].codes", "at least 2"),
    Bad("elements that give another level", KEY_FILE, 'code = "99213"',
        'code = "99213"\nelements = { problems = "low", data = "high", risk = "high" }', "procedures[99213].elements",
        "support 99215"),
    Bad("a visit for another patient", CASE_FILE, '"established"', '"new"', "procedures[99213].code",
        "is for a patient who is established; the facts say new"),
    Bad("elements asked for and not given", CASE_FILE, "level = 2", "level = 2\nasks_elements = true", "asks_elements",
        "the key has 0 with elements"),
    Bad("an earlier service that comes later", CASE_FILE, "level = 2",
        'level = 2\nprior_encounters = [{ on = 2026-06-19, service = "x" }]', "prior_encounters",
        "2026-06-19 is after the date of service"),
    Bad("a finished claim to be coded", CASE_FILE, 'task = "Code the visit."',
        'task = "Code the visit."\n[claim]\ndiagnoses = ["I10"]\nprocedures = [{ code = "99213" }]', "claim",
        "an audit, and no other kind of case"),
    Bad("a query to be coded", CASE_FILE, 'task = "Code the visit."',
        'task = "Code the visit."\n[query]\ngaps = [{ id = "a", text = "x" }, { id = "b", text = "x" }]\n'
        'parts = [{ id = "q", title = "x", choices = [{ id = "a", text = "x" }, { id = "b", text = "x" }] }]', "query",
        "a query, and no other kind of case"),
    Bad("seeded errors to be coded", KEY_FILE, "[[traps]]",
        '[[seeded]]\nsection = "diagnoses"\nline = 1\nfinding = "missed"\nwhy = "x"\n[[traps]]', "seeded",
        "an audit, and no other kind of case, has seeded errors"),
    Bad("the key of a query to be coded", KEY_FILE, "[[traps]]",
        '[query]\nneeded = false\nwhy = "x"\ngaps = []\ngap_reasons = {}\nparts = {}\n[[traps]]', "query",
        "a query, and no other kind of case, has the key of a query"),
    Bad("a key that contradicts itself", KEY_FILE, '{ all = ["25"], forbidden = ["57"] }',
        '{ all = ["XS", "XU"], one_of = ["XS", "XU"] }', "", "the key's own claim is not graded as clean"),
]  # fmt: skip
OF_THE_KEY = {"a visit for another patient"}
"""Facts that make the key wrong."""


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.why)
def test_a_bad_case_is_reported_with_its_file_and_field_and_left_out(folder: ContentFolder, bad: Bad) -> None:
    folder.change(bad.file, bad.old, bad.new)
    is_about_key = bad.file == CHART_FILE or bad.why in OF_THE_KEY
    file = "key.toml" if is_about_key else bad.file.rpartition("/")[2]
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
