"""Diagnoses that do not go together, are in doubt, or do not fit the patient."""

from tests.support.audit_rows import Row, key, seen
from trainer.domain.claims.case import Patient
from trainer.domain.grading.findings import FindingKind as K

G = "ICD-10-CM Official Guidelines FY 2026, section "
TAB = "ICD-10-CM tabular list, April 2026, "
INPATIENT = {"setting": "inpatient", "place_of_service": "21"}
MAN, GIRL = {"patient": Patient(61, "male", "established")}, {"patient": Patient(7, "female", "established")}

TOGETHER = (
    Row(
        "grinding teeth and another disorder of F45.8: unrelated",
        f"{G}I.A.12.a, example",
        key("F45.8, G47.63"),
        "F45.8, G47.63",
        warns="excludes1",
    ),
    Row(
        "one condition as two: related",
        f"{G}I.A.12.a, example",
        key("G47.63", related=(("F45.8", "G47.63"),)),
        "G47.63, F45.8",
        "excludes1@2",
        "12/24",
    ),
    Row(
        "late effects of a stroke and of an injury are unrelated",
        f"{G}I.A.12.a; {TAB}I69",
        key("I69.351, S06.5X0S"),
        "I69.351, S06.5X0S",
        warns="excludes1",
    ),
    Row(
        "bronchitis twice: related",
        f"{G}I.A.12.a; {TAB}J20",
        key("J20.9", related=(("J20.9", "J40"),)),
        "J20.9, J40",
        "excludes1@2",
        "12/24",
    ),
    Row(
        "Excludes2 parts nothing: hernia and reflux", f"{G}I.A.12.b; {TAB}K20-K31", key("K21.9, K44.9"), "K21.9, K44.9"
    ),
    Row("Excludes2 parts nothing: two ulcers", f"{G}I.A.12.b; {TAB}L97", key("L97.511, L89.151"), "L97.511, L89.151"),
    Row("pain of the stone", f"{G}I.B.5", key("N20.1"), "N20.1, R10.9", "symptom_with_definitive@2", "12/24"),
    Row(
        "cough and fever of pneumonia",
        f"{G}I.B.5",
        key("J18.9"),
        "J18.9, R05.9, R50.9",
        "symptom_with_definitive@2 symptom_with_definitive@3",
        "12/36",
    ),
    Row(
        "ear pain of otitis",
        f"{G}I.B.4 and I.B.5",
        key("H66.001", refused={"H92.01": K.SYMPTOM_WITH_DEFINITIVE}),
        "H66.001, H92.01",
        "symptom_with_definitive@2",
        "12/24",
    ),
    Row(
        "knee pain of arthritis",
        f"{G}I.B.4 and I.B.5",
        key("M17.11", refused={"M25.561": K.SYMPTOM_WITH_DEFINITIVE}),
        "M17.11, M25.561",
        "symptom_with_definitive@2",
        "12/24",
    ),
    Row(
        "hyperglycemia of diabetes",
        f"{G}I.B.5; {TAB}Excludes1 at R73",
        key("E11.9"),
        "E11.9, R73.9",
        "symptom_with_definitive@2",
        "12/24",
        warns="excludes1",
    ),
    Row("a symptom of its own", f"{G}I.B.6", key("K52.9, R55"), "K52.9, R55"),
    Row("symptoms without a diagnosis", f"{G}IV.D", key("R07.9"), "R07.9"),
    Row("one symptom too many", f"{G}I.B.14", key("R07.9"), "R07.9, R05.9", "unsupported@2", "12/24"),
    seen(
        Row(
            "a symptom for the diagnosis",
            f"{G}IV.D",
            key("K35.80"),
            "R10.31",
            "wrong_code|symptom_with_definitive@1",
            "0/12",
        )
    ),
)


def _outpatient(chart: str) -> dict[str, object]:
    return {"chart": chart}


def _inpatient(chart: str) -> dict[str, object]:
    return {"chart": chart, **INPATIENT}


DOUBT = (
    seen(
        Row(
            "suspected embolism for the pain",
            f"{G}IV.H",
            key("R07.1"),
            "I26.99",
            "uncertain_coded@1",
            "0/12",
            facts=_outpatient("Pain on breathing. Suspected pulmonary embolism; CT tomorrow."),
        )
    ),
    Row(
        "probable pneumonia beside the cough",
        f"{G}IV.H",
        key("R05.9"),
        "R05.9, J18.9",
        "uncertain_coded@2",
        "12/24",
        facts=_outpatient("Cough for three days, probable pneumonia. Film ordered."),
    ),
    Row(
        "to be ruled out",
        f"{G}IV.H",
        key("R10.31"),
        "R10.31, K35.80",
        "uncertain_coded@2",
        "12/24",
        facts=_outpatient("Pain in the right lower quadrant, rule out acute appendicitis."),
    ),
    Row(
        "in doubt, named by the key",
        f"{G}IV.H",
        key("R50.9", refused={"J11.1": K.UNCERTAIN_CODED}),
        "R50.9, J11.1",
        "uncertain_coded@2",
        "12/24",
    ),
    Row(
        "doubt about one, nothing about another",
        f"{G}I.B.14",
        key("R05.9"),
        "R05.9, E11.9",
        "unsupported@2",
        "12/24",
        facts=_outpatient("Cough for three days, probable pneumonia."),
    ),
    Row(
        "inpatient: as if it existed",
        f"{G}II.H",
        key("J18.9"),
        "J18.9",
        facts=_inpatient("At discharge: probable pneumonia, treated."),
    ),
    Row(
        "inpatient: HIV only when confirmed",
        f"{G}II.H and I.C.1.a.1",
        key("R59.1"),
        "R59.1, B20",
        "uncertain_coded@2",
        "12/24",
        facts=_inpatient("Enlarged lymph nodes everywhere. At discharge: probable HIV disease, test pending."),
    ),
    Row(
        "inpatient: COVID-19 only when confirmed",
        f"{G}II.H and I.C.1.g.1.a",
        key("R05.1"),
        "R05.1, U07.1",
        "uncertain_coded@2",
        "12/24",
        facts=_inpatient("Acute cough. At discharge: suspected COVID-19, swab pending."),
    ),
)

MCE = "Medicare Code Editor, "
FITS = (
    Row("a prostate of a woman", f"{MCE}sex conflict", key("N39.0"), "N39.0, N40.1", "age_sex@2", "12/24"),
    Row(
        "a pregnancy of a man", f"{TAB}note at chapter 15", key("N20.1"), "N20.1, O80", "age_sex@2", "12/24", facts=MAN
    ),
    Row("a child's visit of an adult", f"{MCE}age conflict", key("Z00.00"), "Z00.129", "age_sex@1", "3/12"),
    Row("an adult's visit of a child", f"{MCE}age conflict", key("Z00.129"), "Z00.00", "age_sex@1", "3/12", facts=GIRL),
    Row(
        "a delivery at 70",
        f"{MCE}age conflict, maternity",
        key("N39.0"),
        "N39.0, O80",
        "age_sex@2",
        "12/24",
        facts={"patient": Patient(70, "female", "established")},
    ),
    Row(
        "registered as a woman: the key stands",
        f"{MCE}sex conflict; condition code 45",
        key("N40.1"),
        "N40.1",
        warns="age_sex",
    ),
    Row(
        "registered as a man: the key stands",
        f"{MCE}sex conflict; condition code 45",
        key("Z12.4"),
        "Z12.4",
        warns="age_sex",
        facts=MAN,
    ),
    Row(
        "sex unknown conflicts with nothing",
        f"{MCE}sex conflict",
        key("N40.1"),
        "N40.1",
        facts={"patient": Patient(61, "unknown", "established")},
    ),
    Row(
        "a condition from birth in a grown-up",
        f"{G}I.C.16.a.4",
        key("P27.1"),
        "P27.1",
        facts={"patient": Patient(20, "male", "established")},
    ),
)

ROWS = (*TOGETHER, *DOUBT, *FITS)
