"""What is wrong with one diagnosis code: it is not one, not complete, not specific, or says something else."""

from datetime import date

from tests.support.audit_rows import Row, key, seen
from trainer.domain.grading.context import Policy
from trainer.domain.grading.findings import FindingKind as K

G = "ICD-10-CM Official Guidelines FY 2026, section "
TAB = "ICD-10-CM tabular list, April 2026, "
FY2027 = "ICD-10-CM order addenda FY 2027, in force from 2026-10-01; 45 CFR 162.1000"
STRICT = Policy.STRICT

AS_WRITTEN = (
    Row("the code of the key has nothing wrong", "DESIGN section 5, exact 1", key("E11.9"), "E11.9"),
    Row("small letters and no dot are the same code", "DESIGN section 5, normalise", key("E11.65"), "e11 65"),
    Row("full-width characters are the same code", "DESIGN section 5, normalise", key("E11.65"), "Ｅ１１．６５"),
    Row("an O for a zero is only noted", "DESIGN section 5, O/0 never fail", key("J20.9"), "J2O.9", notes="*@1"),
    Row("an I for a one is only noted", "DESIGN section 5, I/1 never fail", key("E11.9"), "EI1.9", notes="*@1"),
    Row("a zero for the letter O", "DESIGN section 5, O/0 never fail", key("O80, Z37.0"), "080, Z37.0", notes="*@1"),
    Row("unspecified is right where the record is", f"{G}I.B.18", key("J45.909"), "J45.909"),
)

NOT_A_CODE = (
    Row("a category with codes below it", f"{G}I.B.2", key("E11.22"), "E11", "not_billable@1", "0/12"),
    Row("a subcategory is invalid, not near", f"{G}I.B.2", key("E11.22"), "E11.2", "not_billable@1", "0/12"),
    Row("a heading of injuries", f"{G}I.B.2", key("S52.501A"), "S52.5", "not_billable@1", "0/12"),
    Row("a heading, strict", f"{G}I.B.2", key("E11.65"), "E11.6", "not_billable@1", "0/12", policy=STRICT),
    Row("a code that does not exist", f"{G}I.A.2", key("E11.22"), "E11.23", "invalid@1", "0/12"),
    Row("one character too many", f"{G}I.A.2", key("E11.22"), "E11.229", "invalid@1", "0/12"),
    seen(Row("a CPT code as diagnosis", "45 CFR 162.1002", key("J20.9"), "99213", "wrong_system@1", "0/12")),
    Row("an operation as diagnosis", "45 CFR 162.1002", key("M17.11"), "27447", "wrong_system@1 missed@-", "0/12"),
    Row("a sprain without its 7th character", f"{G}I.A.5", key("S93.401A"), "S93.401", "seventh_character@1", "0/12"),
    Row("glaucoma without its stage", f"{G}I.C.7.a", key("H40.1112"), "H40.111", "seventh_character@1", "0/12"),
    Row(
        "a 7th character of fractures at a sprain",
        f"{TAB}7th characters at S93 (A, D, S)",
        key("S93.401A"),
        "S93.401G",
        "seventh_character@1",
        "0/12",
    ),
    Row("no X before the A, eye", f"{G}I.A.4", key("S05.02XA"), "S05.02A", "placeholder@1", "0/12"),
    Row("no X before the A, foreign body", f"{G}I.A.4", key("T15.02XA"), "T15.02A", "placeholder@1", "0/12"),
    Row("one X of two", f"{G}I.A.4", key("O32.1XX1"), "O32.1X1", "placeholder@1", "0/12"),
    Row(
        "neither placeholder nor 7th character",
        f"{G}I.A.4 and I.A.5",
        key("T15.02XA"),
        "T15.02",
        "placeholder|seventh_character@1",
        "0/12",
    ),
)

SEVENTH = (
    Row(
        "a visit of healing under active treatment",
        f"{G}I.C.19.a",
        key("S52.501A"),
        "S52.501D",
        "seventh_character@1",
        "3/12",
    ),
    Row(
        "active treatment while it heals: A is not the first visit",
        f"{G}I.C.19.a",
        key("S52.501D"),
        "S52.501A",
        "seventh_character@1",
        "3/12",
    ),
    Row(
        "the 7th character, strict",
        f"{G}I.C.19.a",
        key("S52.501A"),
        "S52.501D",
        "seventh_character@1",
        "0/12",
        policy=STRICT,
    ),
    Row("closed for open", f"{G}I.C.19.c", key("S82.201B"), "S82.201A", "seventh_character@1", "3/12"),
    Row(
        "not healed (nonunion) as a first treatment",
        f"{G}I.C.19.c.1",
        key("S72.001K"),
        "S72.001A",
        "seventh_character@1",
        "3/12",
    ),
    Row("mild for moderate glaucoma", f"{G}I.C.7.a", key("H40.1112"), "H40.1111", "seventh_character@1", "3/12"),
    Row(
        "a late effect with the fracture as if new",
        f"{G}I.B.10",
        key("M19.131, S52.501S"),
        "M19.131, S52.501A",
        "sequela@2",
        "15/24",
    ),
    Row(
        "a late effect with the fracture as if new, strict",
        f"{G}I.B.10",
        key("M19.131, S52.501S"),
        "M19.131, S52.501A",
        "sequela@2",
        "12/24",
        policy=STRICT,
    ),
    seen(
        Row(
            "the stroke again where its late effect is treated",
            f"{G}I.C.9.d.1",
            key("I69.351"),
            "I63.511",
            "sequela@1",
            "0/12",
        )
    ),
)

SPECIFIC = (
    Row("kind and side of an otitis left out", f"{G}I.B.2", key("H66.001"), "H66.90", "less_specific@1", "3/12"),
    Row(
        "kind and side left out, strict",
        f"{G}I.B.2",
        key("H66.001"),
        "H66.90",
        "less_specific@1",
        "0/12",
        policy=STRICT,
    ),
    Row("asthma without its severity", f"{G}I.B.18", key("J45.40"), "J45.909", "less_specific@1", "3/12"),
    Row("kidney disease stage 3 without a or b", f"{G}I.B.2", key("N18.32"), "N18.30", "less_specific@1", "3/12"),
    Row("systolic failure without how acute", f"{G}I.B.2", key("I50.22"), "I50.20", "less_specific@1", "3/12"),
    Row("heart failure without its kind", f"{G}I.B.2", key("I50.22"), "I50.9", "less_specific@1", "3/12"),
    Row("diabetes, complication not named", f"{G}I.B.2", key("E11.65"), "E11.8", "less_specific@1", "3/12"),
    Row("arthritis of a knee, nothing more", f"{G}I.B.2", key("M17.11"), "M17.9", "less_specific@1", "3/12"),
    Row(
        "more than the record says",
        f"{G}I.B.18",
        key("J45.909"),
        "J45.40",
        "wrong_code|unsupported|contradicts_chart@1",
        "3/12",
    ),
    Row(
        "pouches without inflammation for diverticulitis",
        f"{G}I.B.1",
        key("K57.32"),
        "K57.30",
        "wrong_code@1",
        "3/12",
    ),
    Row(
        "another code of the category, strict",
        f"{G}I.B.1",
        key("K57.32"),
        "K57.30",
        "wrong_code@1",
        "0/12",
        policy=STRICT,
    ),
    seen(Row("the visit's reason of another category", f"{TAB}J20, J40", key("J20.9"), "J40", "wrong_code@1", "0/12")),
    Row(
        "another category, and nothing ties the two",
        f"{G}I.B.14 and IV.J",
        key("J20.9"),
        "J44.9",
        "unsupported@1 missed@-",
        "0/12",
    ),
    Row(
        "a polyp, histology known",
        f"{TAB}D12 and K63.5",
        key("D12.3", traps={"K63.5": ("D12.3", K.WRONG_CODE)}),
        "K63.5",
        "wrong_code@1",
        "0/12",
    ),
    Row(
        "no complication for hyperglycemia",
        f"{G}I.C.4.a",
        key("E11.65"),
        "E11.9",
        "wrong_code|contradicts_chart@1",
        "3/12",
    ),
)

SIDES = (
    Row("left for right", f"{G}I.B.13", key("H66.001"), "H66.002", "laterality@1", "3/12"),
    Row("left for right, strict", f"{G}I.B.13", key("H66.001"), "H66.002", "laterality@1", "0/12", policy=STRICT),
    Row("the other knee", f"{G}I.B.13", key("M17.11"), "M17.12", "laterality@1", "3/12"),
    Row("one side for both", f"{G}I.B.13", key("H25.13"), "H25.11", "laterality@1", "3/12"),
    Row("one eye for both", f"{G}I.B.13", key("H10.33"), "H10.31", "laterality@1", "3/12"),
    Row("the other ankle", f"{G}I.B.13", key("S93.401A"), "S93.402A", "laterality@1", "3/12"),
    Row(
        "no side where there is one",
        f"{G}I.B.13 and I.B.2",
        key("S93.401A"),
        "S93.409A",
        "laterality|less_specific@1",
        "3/12",
    ),
    Row("no side of a knee", f"{G}I.B.13 and I.B.2", key("M17.11"), "M17.10", "laterality|less_specific@1", "3/12"),
    Row("two codes where none is for both", f"{G}I.B.13", key("S93.401A, S93.402A"), "S93.401A, S93.402A"),
    Row("one of two sides", f"{G}I.B.13", key("S93.401A, S93.402A"), "S93.401A", "missed@-", "12/24"),
    Row(
        "two codes where one is for both",
        f"{G}I.B.13",
        key("H25.13"),
        "H25.11, H25.12",
        "laterality|combination_missed laterality|combination_missed|unsupported",
        "3/24",
    ),
)

SAYS_OTHERWISE = (
    Row(
        "recurrent, with no word of it",
        f"{G}I.A.19",
        key("H66.001", traps={"H66.004": ("H66.001", K.CONTRADICTS_CHART)}),
        "H66.004",
        "contradicts_chart@1",
        "3/12",
    ),
    Row(
        "diastolic, with a reduced ejection fraction",
        f"{G}I.A.19",
        key("I50.22", traps={"I50.32": ("I50.22", K.CONTRADICTS_CHART)}),
        "I50.32",
        "contradicts_chart@1",
        "0/12",
        policy=STRICT,
    ),
    Row(
        "type 1, with type 2 in the record",
        f"{G}I.C.4.a.1",
        key("E11.9", traps={"E10.9": ("E11.9", K.CONTRADICTS_CHART)}),
        "E10.9",
        "contradicts_chart@1",
        "0/12",
    ),
    seen(Row("cancer that is gone", f"{G}I.C.2.m", key("Z85.3"), "C50.911", "history_vs_current@1", "0/12")),
    seen(Row("history of what is treated", f"{G}I.C.2.m", key("C50.911"), "Z85.3", "history_vs_current@1", "0/12")),
    seen(Row("a stroke of years ago", f"{G}I.C.9.d.3", key("Z86.73"), "I63.9", "history_vs_current@1", "0/12")),
    seen(Row("an ulcer of years ago", f"{G}I.C.21.c.4", key("Z87.11"), "K27.9", "history_vs_current@1", "0/12")),
    seen(
        Row(
            "screening of a patient who bleeds",
            f"{G}I.C.21.c.5; {TAB}Excludes1 at Z12",
            key("K62.5"),
            "Z12.11",
            "screening_vs_diagnostic@1",
            "0/12",
        )
    ),
    seen(
        Row(
            "the finding for the screening",
            f"{G}I.C.21.c.5",
            key("Z12.31"),
            "R92.8",
            "screening_vs_diagnostic@1",
            "0/12",
        )
    ),
    Row(
        "the screening left out beside its finding",
        f"{G}I.C.21.c.5",
        key("Z12.11, D12.3"),
        "D12.3",
        "missed|screening_vs_diagnostic@-",
        "12/24",
    ),
)


def _dated(says: str, day: date, right: str, claim: str, finds: str = "") -> Row:
    credit = "0/12" if finds else "full"
    return seen(Row(says, FY2027, key(right), claim, finds, credit, on=day, is_dated=True))


BEFORE, AFTER = date(2026, 9, 30), date(2026, 10, 1)
ON_THE_DAY = (
    _dated("the last day of a code", BEFORE, "S23.420A", "S23.420A"),
    _dated("the first day without it", AFTER, "S23.429A", "S23.420A", "retired@1"),
    _dated("a retired poisoning, invalid and not near", AFTER, "T52.891A", "T52.8X1A", "retired@1"),
    _dated("a code became a heading", AFTER, "D69.11", "D69.1", "not_billable|retired@1"),
    _dated("a code became a heading elsewhere", AFTER, "M67.A01", "M72.2", "not_billable|retired@1"),
    _dated("a code before its first day", BEFORE, "M72.2", "M67.A01", "invalid|retired@1"),
    _dated("a code on its first day", AFTER, "M67.A01", "M67.A01"),
    _dated("what no release changed", AFTER, "E11.65", "E11.65"),
)

ROWS = (*AS_WRITTEN, *NOT_A_CODE, *SEVENTH, *SPECIFIC, *SIDES, *SAYS_OTHERWISE, *ON_THE_DAY)
