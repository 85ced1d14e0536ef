"""What a chart leaves open, and what the code book and the places of codes tell of one code beside another."""

import pytest

from tests.support.builders import a_context
from trainer.codebook.book import SqliteCodeBook
from trainer.domain.claims.case import Patient
from trainer.domain.codesets.book import NothingKnown
from trainer.domain.grading.findings import FindingKind, Severity
from trainer.domain.grading.naming import (
    code_fault,
    doubt_about,
    missed_beside,
    name_pair,
    suspect_pair,
    suspect_unsupported,
    uncertain_sentence,
)

K = FindingKind


@pytest.mark.parametrize(
    ("chart", "title", "sentence"),
    [
        ("Probable pneumonia.", "Pneumonia, unspecified organism", "Probable pneumonia."),
        ("Cough. Suspected pneumonia; film ordered.", "Pneumonia, unspecified organism", "Suspected pneumonia;"),
        ("Rule out gastritis", "Acute gastritis without bleeding", "Rule out gastritis"),
        ("r/o appendicitis", "Unspecified acute appendicitis", "r/o appendicitis"),
        ("Appendicitis versus ileitis.", "Regional ileitis", ""),  # "regional" is its first telling word
        ("Appendicitis versus ileitis.", "Ileitis", "Appendicitis versus ileitis."),
        ("Appendicitis vs. ileitis.", "Ileitis", "Appendicitis vs. ileitis."),
        ("Likely cholecystitis\nUltrasound", "Acute cholecystitis", "Likely cholecystitis"),
        (
            "Findings compatible with osteoarthritis.",
            "Osteoarthritis of knee",
            "Findings compatible with osteoarthritis.",
        ),
        ("Concern for SEPSIS!", "Sepsis, unspecified organism", "Concern for SEPSIS!"),
        ("Pneumonia. Probably home tomorrow.", "Pneumonia, unspecified organism", ""),  # another sentence
        ("Pneumonia, possibly after the flight.", "Pneumonia, unspecified organism", ""),  # the doubt is about the rest
        ("Pneumonia confirmed.", "Pneumonia, unspecified organism", ""),
        ("Suspected fracture.", "Other disorder of bone, right arm", ""),  # no telling word but those of other words
        ("Suspected fracture.", "Acute, chronic, unspecified", ""),  # no telling word at all
        ("Possible COPD.", "Chronic obstructive pulmonary disease [COPD], unspecified", "Possible COPD."),
        ("", "Pneumonia", ""),
        ("Probable pneumonia.", "", ""),
    ],
)
def test_a_sentence_leaves_a_condition_open_that_doubts_before_it_names_it(
    chart: str, title: str, sentence: str
) -> None:
    assert uncertain_sentence(chart, title) == sentence


@pytest.mark.parametrize(
    ("code", "setting", "is_doubted"),
    [
        pytest.param("J189", "outpatient", True, id="IV.H: outpatient, doubt is not coded"),
        pytest.param("J189", "inpatient", False, id="II.H: inpatient, it is coded as if it existed"),
        pytest.param("U071", "inpatient", True, id="I.C.1.g: COVID-19 only when confirmed"),
    ],
)
def test_the_setting_decides_whether_doubt_keeps_a_condition_from_being_coded(
    code: str, setting: str, is_doubted: bool
) -> None:
    context = a_context(setting=setting, chart="Probable pneumonia.")
    assert doubt_about(code, "Pneumonia", context) == ("Probable pneumonia." if is_doubted else "")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("E1122", None),
        ("E112", K.NOT_BILLABLE),
        ("E11", K.NOT_BILLABLE),
        ("S52532", K.SEVENTH_CHARACTER),
        ("S93401", K.SEVENTH_CHARACTER),
        ("W11", K.SEVENTH_CHARACTER),
        ("S525", K.NOT_BILLABLE),  # the character is not all that is missing
        ("W11A", K.PLACEHOLDER),
        ("W11XXXZ", K.SEVENTH_CHARACTER),
        ("S93401Z", K.SEVENTH_CHARACTER),
        ("99213", K.WRONG_SYSTEM),
        ("0001A", K.WRONG_SYSTEM),
        ("E1123", K.INVALID),
        ("XYZ", K.INVALID),
    ],
)
def test_what_keeps_a_code_from_standing_on_any_claim(
    code: str, kind: FindingKind | None, book: SqliteCodeBook
) -> None:
    found = code_fault(code, a_context(book))
    assert (found and found.kind) == kind
    assert found is None or (found.severity is Severity.ERROR and found.cost == 0 and found.remark)


@pytest.mark.parametrize(
    ("entered", "wanted", "kind"),
    [
        ("H66002", "H66001", K.LATERALITY),
        ("H66009", "H66001", K.LESS_SPECIFIC),
        ("H66003", "H66001", K.LATERALITY),
        ("S52532D", "S52532A", K.SEVENTH_CHARACTER),
        ("S52532S", "S52532A", K.SEQUELA),
        ("S52532A", "S52532S", K.SEQUELA),
        ("E119", "I10", None),
        ("J209", "J2089", None),
    ],
)
def test_what_the_book_proves_of_one_code_in_the_place_of_another(
    entered: str, wanted: str, kind: FindingKind | None, book: SqliteCodeBook
) -> None:
    assert name_pair(entered, wanted, book) is kind


@pytest.mark.parametrize(
    ("entered", "wanted", "kind"),
    [
        ("Z8546", "C61", K.HISTORY_VS_CURRENT),
        ("C61", "Z8546", K.HISTORY_VS_CURRENT),
        ("Z1211", "K635", K.SCREENING_VS_DIAGNOSTIC),
        ("K635", "Z1211", K.SCREENING_VS_DIAGNOSTIC),
        ("R1031", "K3580", K.SYMPTOM_WITH_DEFINITIVE),
        ("R1031", "R1032", K.WRONG_CODE),
        ("R1031", "Z0000", K.WRONG_CODE),
        ("E119", "E109", K.WRONG_CODE),
        ("Z8546", "Z8543", K.WRONG_CODE),
    ],
)
def test_what_the_places_of_two_codes_suggest(entered: str, wanted: str, kind: FindingKind) -> None:
    assert suspect_pair(entered, wanted, NothingKnown()) is kind


@pytest.mark.parametrize(
    ("code", "key", "facts", "kind"),
    [
        pytest.param("N400", [], {"patient": Patient(40, "female")}, K.AGE_SEX, id="of the other sex"),
        pytest.param("J189", ["R05"], {"chart": "Rule out pneumonia."}, K.UNCERTAIN_CODED, id="left open"),
        pytest.param("R05", ["J209"], {}, K.SYMPTOM_WITH_DEFINITIVE, id="a symptom beside the diagnosis"),
        pytest.param("R05", ["R062", "Z0000"], {}, K.UNSUPPORTED, id="a symptom beside symptoms"),
        pytest.param("C61", ["Z8546"], {}, K.HISTORY_VS_CURRENT, id="a tumor that is history"),
        pytest.param("C61", ["I10"], {}, K.UNSUPPORTED, id="a tumor of nowhere"),
        pytest.param("XYZ", [], {}, K.UNSUPPORTED, id="a code of no title"),
    ],
)
def test_why_a_valid_code_is_not_supported(
    code: str, key: list[str], facts: dict[str, object], kind: FindingKind, book: SqliteCodeBook
) -> None:
    assert suspect_unsupported(code, key, a_context(book, **facts)).kind is kind


def test_a_code_is_missed_beside_one_whose_note_asks_for_it(book: SqliteCodeBook) -> None:
    """At E11: use additional code to identify control using insulin (Z79.4)."""
    found = missed_beside("Z794", ["I10", "E1122"], book)
    assert found is not None
    asking, rule = found
    assert (asking, rule.source) == ("E1122", "ICD-10-CM tabular list, note at E11")
    assert rule.text.startswith("Use additional ")
    assert "Z79.4" in rule.text
    assert missed_beside("Z794", ["I10"], book) is None
    assert missed_beside("R05", ["E1122"], book) is None
    assert missed_beside("Z794", ["E1122"], NothingKnown()) is None
