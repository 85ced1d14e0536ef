"""What is wrong among the diagnoses of a claim: missed, too many, in the wrong order, without what belongs to them."""

from dataclasses import replace

from tests.support.audit_rows import Row, dx, key
from trainer.domain.claims.case import Patient
from trainer.domain.grading.case_key import Choice
from trainer.domain.grading.context import Policy
from trainer.domain.grading.findings import FindingKind as K

G = "ICD-10-CM Official Guidelines FY 2026, section "
TAB = "ICD-10-CM tabular list, April 2026, "
INPATIENT = {"setting": "inpatient", "place_of_service": "21"}
MAN = {"patient": Patient(61, "male", "established")}
ALTERNATIVES = tuple(
    replace(line, is_first_listed=True, choice=Choice("kind", line.code)) for line in dx("J45.21, J45.901")
)

MORE_OR_LESS = (
    Row("nothing entered", f"{G}IV.J", key("E11.9, I10"), "", "missed@- missed@-", "0/24"),
    Row("one condition forgotten", f"{G}IV.J", key("J20.9, I10"), "J20.9", "missed@-", "12/24"),
    Row("one that nobody documented", f"{G}I.B.14", key("E11.9, I10"), "E11.9, I10, J44.9", "unsupported@3", "24/36"),
    Row(
        "one too many, strict",
        f"{G}I.B.14",
        key("E11.9"),
        "E11.9, J44.9",
        "unsupported@2",
        "12/24",
        policy=Policy.STRICT,
    ),
    Row("the same code twice", f"{G}I.B.12", key("J20.9"), "J20.9, J20.9", "duplicate@2", "12/24"),
    Row(
        "the same code three times",
        f"{G}I.B.12",
        key("J20.9"),
        "J20.9, j209, J20.9",
        "duplicate@2 duplicate@3",
        "12/36",
    ),
    Row(
        "two errors at two lines",
        f"{G}I.B.2 and IV.J",
        key("N18.32, E78.5"),
        "N18.30",
        "less_specific@1 missed@-",
        "3/24",
    ),
    Row("an optional line left out", "DESIGN section 5, status optional", key("E11.9, ?Z79.84"), "E11.9"),
    Row("an optional line entered", "DESIGN section 5, status optional", key("E11.9, ?Z79.84"), "E11.9, Z79.84"),
    Row(
        "another code in the place of an optional line",
        f"{G}I.B.14; DESIGN section 5, status optional",
        key("I10, ?E78.5"),
        "I10, E78.00",
        "unsupported|wrong_code@2",
        "12/24",
    ),
    Row("one choice", "DESIGN section 5, any_of", key(ALTERNATIVES), "J45.21"),
    Row("the other choice", "DESIGN section 5, any_of", key(ALTERNATIVES), "J45.901"),
    Row(
        "both choices",
        "DESIGN section 5, any_of: this set or that one",
        key(ALTERNATIVES),
        "J45.21, J45.901",
        "unsupported|less_specific|wrong_code|duplicate",
        "12/24",
    ),
    Row("order of secondary codes", "DESIGN section 5, neutral", key("M17.11, I10, E78.5"), "M17.11, E78.5, I10"),
    Row("no rule between two that follow", f"{TAB}I13.0", key("I13.0, I50.22, N18.32"), "I13.0, N18.32, I50.22"),
)

ORDER = (
    Row("the chief reason second", f"{G}IV.G", key("M17.11, E78.5"), "E78.5, M17.11", "sequencing", "<"),
    Row("the polyp before the screening", f"{G}I.C.21.c.5", key("Z12.11, D12.3"), "D12.3, Z12.11", "sequencing", "<"),
    Row(
        "cancer before its chemotherapy", f"{G}I.C.2.e.2", key("Z51.11, C50.911"), "C50.911, Z51.11", "sequencing", "<"
    ),
    Row(
        "an external cause first", f"{G}I.C.20.a.6", key("S93.401A, W10.9XXA"), "W10.9XXA, S93.401A", "sequencing", "<"
    ),
    Row("anemia before the pregnancy", f"{G}I.C.15.a.1", key("O99.013, D50.9"), "D50.9, O99.013", "sequencing", "<"),
    Row(
        "vomiting before the poisoning",
        f"{G}I.C.19.e.5.b",
        key("T39.011A, R11.2"),
        "R11.2, T39.011A",
        "sequencing",
        "<",
    ),
    Row(
        "the injury before its late effect",
        f"{G}I.B.10",
        key("M19.131, S52.501S"),
        "S52.501S, M19.131",
        "sequencing",
        "<",
    ),
    Row(
        "an order that the key gives to secondary lines",
        "DESIGN section 5, order before → after",
        key("Z51.11, C79.51, M84.58XA", order=(("C79.51", "M84.58XA"),)),
        "Z51.11, M84.58XA, C79.51",
        "sequencing",
        "<",
    ),
    Row(
        "dementia before Alzheimer's",
        f"{TAB}code first at F02",
        key("G30.9, F02.80"),
        "F02.80, G30.9",
        "code_first",
        "<",
    ),
    Row(
        "kidney stage before hypertension",
        f"{TAB}code first at N18",
        key("I12.9, N18.4"),
        "N18.4, I12.9",
        "code_first",
        "<",
    ),
    Row(
        "heart failure before hypertension",
        f"{TAB}code first at I50",
        key("I13.0, I50.22, N18.32"),
        "I50.22, I13.0, N18.32",
        "code_first",
        "<",
    ),
    Row(
        "ulcer before diabetes",
        f"{TAB}code first at L97",
        key("E11.621, L97.511"),
        "L97.511, E11.621",
        "code_first",
        "<",
    ),
    Row(
        "drug before the rash",
        f"{TAB}code first at T36-T50",
        key("L27.0, T36.0X5A"),
        "T36.0X5A, L27.0",
        "code_first",
        "<",
    ),
    Row(
        "frequency before prostate",
        f"{TAB}code first at R35",
        key("N40.1, R35.0"),
        "R35.0, N40.1",
        "code_first",
        "<",
        facts=MAN,
    ),
    Row(
        "severe sepsis before the infection",
        f"{G}I.C.1.d.4; {TAB}code first at R65.2",
        key("A41.9, R65.20"),
        "R65.20, A41.9",
        "code_first",
        "<",
        facts=INPATIENT,
    ),
    Row(
        "anemia before kidney disease, both secondary",
        f"{TAB}code first at D63.1",
        key("I12.9, N18.4, D63.1"),
        "I12.9, D63.1, N18.4",
        "code_first",
        "<",
    ),
    Row(
        "neuropathy of nothing",
        f"{G}I.A.13; {TAB}code first at G63",
        key("I10"),
        "I10, G63",
        "unsupported@2",
        "12/24",
        warns="code_first",
    ),
    Row(
        "dementia of nothing, first",
        f"{G}I.A.13; {TAB}code first at F02",
        key("I10"),
        "F02.80, I10",
        "unsupported@1",
        "12/24",
        warns="code_first",
    ),
)

ADDITIONAL = (
    Row(
        "no stage of the kidney disease",
        f"{TAB}E11.22",
        key("E11.22, N18.31"),
        "E11.22",
        "additional_code_missing@-",
        "12/24",
    ),
    Row(
        "no stage with hypertension", f"{TAB}I12.9", key("I12.9, N18.4"), "I12.9", "additional_code_missing@-", "12/24"
    ),
    Row("no insulin", f"{G}I.C.4.a.3; {TAB}E11", key("E11.9, Z79.4"), "E11.9", "additional_code_missing@-", "12/24"),
    Row("no bacterium", f"{TAB}L00-L08", key("L03.115, B95.62"), "L03.115", "additional_code_missing@-", "12/24"),
    Row(
        "no bacterium of the bladder",
        f"{TAB}N39.0",
        key("N39.0, B96.20"),
        "N39.0",
        "additional_code_missing@-",
        "12/24",
    ),
    Row(
        "no tobacco of the past",
        f"{TAB}chapter 10",
        key("J44.9, Z87.891"),
        "J44.9",
        "additional_code_missing@-",
        "12/24",
    ),
    Row("no body mass index", f"{TAB}E66", key("E66.01, Z68.35"), "E66.01", "additional_code_missing@-", "12/24"),
    Row(
        "no symptom of the prostate",
        f"{TAB}N40.1",
        key("N40.1, R35.0"),
        "N40.1",
        "additional_code_missing@-",
        "12/24",
        facts=MAN,
    ),
    Row("a symptom that a note asks for", f"{TAB}N40.1", key("N40.1, R35.0"), "N40.1, R35.0", facts=MAN),
    Row(
        "hypertension and failure apart",
        f"{G}I.C.9.a.1",
        key("I11.0, I50.9", traps={"I10": ("I11.0", K.COMBINATION_MISSED)}),
        "I10, I50.9",
        "combination_missed@1",
        "12/24",
    ),
    Row(
        "a combination that leaves out the kidneys",
        f"{G}I.C.9.a.3",
        key("I13.0, I50.22, N18.32", traps={"I11.0": ("I13.0", K.COMBINATION_MISSED)}),
        "I11.0, I50.22, N18.32",
        "combination_missed@1",
        "24/36",
    ),
    Row(
        "diabetes and its neuropathy apart",
        f"{G}I.B.9 and I.A.15",
        key("E11.42", refused={"E11.9": K.COMBINATION_MISSED, "G62.9": K.COMBINATION_MISSED}),
        "E11.9, G62.9",
        "combination_missed@1 combination_missed@2",
        "3/24",
    ),
)

ROWS = (*MORE_OR_LESS, *ORDER, *ADDITIONAL)
