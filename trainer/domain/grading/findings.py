"""What an audit can find at a line: the kinds of findings, each with its rule, where that is written, and its group.

Rules are stated in our own words; sources name the section, never its sentences.
"""

from dataclasses import dataclass
from enum import StrEnum

from trainer.domain.grading.billing_faults import BILLING_RULES, BillingFault
from trainer.domain.grading.rules import Rule


class FindingKind(StrEnum):
    """Names of differences between a claim and what the record supports."""

    MISSED = "missed"
    UNSUPPORTED = "unsupported"
    CONTRADICTS_CHART = "contradicts_chart"
    WRONG_CODE = "wrong_code"
    LESS_SPECIFIC = "less_specific"
    LATERALITY = "laterality"
    SEVENTH_CHARACTER = "seventh_character"
    PLACEHOLDER = "placeholder"
    INVALID = "invalid"
    NOT_BILLABLE = "not_billable"
    RETIRED = "retired"
    SEQUENCING = "sequencing"
    CODE_FIRST = "code_first"
    ADDITIONAL_CODE_MISSING = "additional_code_missing"
    COMBINATION_MISSED = "combination_missed"
    SEQUELA = "sequela"
    EXCLUDES1 = "excludes1"
    SYMPTOM_WITH_DEFINITIVE = "symptom_with_definitive"
    UNCERTAIN_CODED = "uncertain_coded"
    SCREENING_VS_DIAGNOSTIC = "screening_vs_diagnostic"
    HISTORY_VS_CURRENT = "history_vs_current"
    AGE_SEX = "age_sex"
    EM_CATEGORY = "em_category"
    EM_OVER = "em_over"
    EM_UNDER = "em_under"
    MODIFIER_MISSING = "modifier_missing"
    MODIFIER_WRONG = "modifier_wrong"
    MODIFIER_UNNEEDED = "modifier_unneeded"
    COMPONENT = "component"
    GLOBAL_INCLUDED = "global_included"
    UNITS = "units"
    DRUG_WASTE = "drug_waste"
    UNBUNDLED = "unbundled"
    MUE = "mue"
    ADDON_ALONE = "addon_alone"
    POINTER = "pointer"
    POS = "pos"
    PROVIDER_ROLE = "provider_role"
    DUPLICATE = "duplicate"
    WRONG_SYSTEM = "wrong_system"


class Severity(StrEnum):
    """An error costs credit; a warning asks to be looked at; a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


Fault = FindingKind | BillingFault
"""Whatever a finding may name: no value belongs to both."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One named difference. `cost` is what the line lost for it, in points of 12; a second cause at a line costs 0.

    `span` quotes the chart, `look_up` is the code whose page in the code book shows the rule; both may be "".
    """

    kind: Fault
    severity: Severity
    cost: int
    remark: str
    span: str
    rule: Rule
    look_up: str


_ICD = "ICD-10-CM Official Guidelines FY 2026"
_NCCI = "NCCI Policy Manual for Medicare Services"
_CPT = "CPT 2026"
_CMS = "Medicare Claims Processing Manual"
_K = FindingKind

RULES: dict[FindingKind, Rule] = {
    _K.MISSED: Rule(
        "What was done, or treated, and documented is reported.", f"{_ICD}, sections III and IV.J; {_CPT}, introduction"
    ),
    _K.UNSUPPORTED: Rule(
        "A line needs words in the record that support it.", f"{_ICD}, section I.B.14; {_CMS}, chapter 12"
    ),
    _K.CONTRADICTS_CHART: Rule("The record says otherwise, and the record decides.", f"{_ICD}, section I.A.19"),
    _K.WRONG_CODE: Rule(
        "Choose the code whose whole meaning fits what is documented.", f"{_ICD}, section I.B.1; {_CPT}, introduction"
    ),
    _K.LESS_SPECIFIC: Rule(
        "Code to the highest number of characters, and the most detail, that the record supports.",
        f"{_ICD}, sections I.B.2 and I.B.18",
    ),
    _K.LATERALITY: Rule(
        "The side in the code is the side in the record; unspecified only where none is given.",
        f"{_ICD}, section I.B.13",
    ),
    _K.SEVENTH_CHARACTER: Rule(
        "The 7th character tells the stage of care: active treatment, healing, late effect.",
        f"{_ICD}, sections I.A.5 and I.C.19.a",
    ),
    _K.PLACEHOLDER: Rule(
        "The letter X fills empty places so that the 7th character stands seventh.", f"{_ICD}, section I.A.4"
    ),
    _K.INVALID: Rule("Only codes that exist on the date of service are accepted.", f"{_ICD}, section I.A.2"),
    _K.NOT_BILLABLE: Rule("A heading with codes below it is not complete.", f"{_ICD}, section I.B.2"),
    _K.RETIRED: Rule(
        "The release in force on the date of service decides which codes exist.",
        "45 CFR 162.1000; release notes of ICD-10-CM",
    ),
    _K.SEQUENCING: Rule(
        "First-listed is the condition chiefly responsible for the services; rules of order come before habit.",
        f"{_ICD}, sections IV.G and I.B.7",
    ),
    _K.CODE_FIRST: Rule(
        "Etiology before manifestation: what a “code first” note names stands before it.", f"{_ICD}, section I.A.13"
    ),
    _K.ADDITIONAL_CODE_MISSING: Rule(
        "A “use additional code” note asks for a second code where the record gives it.",
        f"{_ICD}, sections I.A.17 and I.B.7",
    ),
    _K.COMBINATION_MISSED: Rule("One code that says both is used instead of two.", f"{_ICD}, section I.B.9"),
    _K.SEQUELA: Rule(
        "A late effect is its condition with the cause as sequela, not the acute injury again.",
        f"{_ICD}, section I.B.10",
    ),
    _K.EXCLUDES1: Rule(
        "Two codes that an Excludes1 note parts go together only when the conditions are unrelated.",
        f"{_ICD}, section I.A.12.a",
    ),
    _K.SYMPTOM_WITH_DEFINITIVE: Rule(
        "A symptom that belongs to an established diagnosis is not coded beside it.",
        f"{_ICD}, sections I.B.4 and I.B.5",
    ),
    _K.UNCERTAIN_CODED: Rule(
        "Outpatient: probable, suspected or ruled-out conditions are not coded; the symptom is.",
        f"{_ICD}, section IV.H",
    ),
    _K.SCREENING_VS_DIAGNOSTIC: Rule(
        "An examination without symptoms is screening and stays so, whatever it finds; with symptoms it is diagnostic.",
        f"{_ICD}, section I.C.21.c.5",
    ),
    _K.HISTORY_VS_CURRENT: Rule(
        "A condition that is gone and not treated any more is history.", f"{_ICD}, sections I.C.2.m and I.C.21.c.4"
    ),
    _K.AGE_SEX: Rule(
        "Some codes hold for one sex or age only.", f"{_ICD}, sections I.C.15 and I.C.16; Medicare Code Editor"
    ),
    _K.EM_CATEGORY: Rule(
        "Place, kind of visit and new or established choose the category before the level.",
        f"{_CPT}, evaluation and management",
    ),
    _K.EM_OVER: Rule(
        "Two of the three elements must reach the level, or the time its minimum.", f"{_CPT}, evaluation and management"
    ),
    _K.EM_UNDER: Rule(
        "Two of the three elements reach a higher level, or the time its minimum.", f"{_CPT}, evaluation and management"
    ),
    _K.MODIFIER_MISSING: Rule(
        "What sets this service apart for payment is said by a modifier.", f"{_CPT}, appendix A; {_NCCI}, chapter 1"
    ),
    _K.MODIFIER_WRONG: Rule(
        "The modifier must say what happened, in the way this payer reads it.",
        f"{_CPT}, appendix A; {_NCCI}, chapter 1",
    ),
    _K.MODIFIER_UNNEEDED: Rule(
        "A payment modifier without its circumstance misstates the service.", f"{_CPT}, appendix A; {_NCCI}, chapter 1"
    ),
    _K.COMPONENT: Rule(
        "Who only interprets reports the professional component, who only provides the equipment the technical one.",
        f"{_CMS}, chapter 13; {_CPT}, appendix A",
    ),
    _K.GLOBAL_INCLUDED: Rule(
        "Care that belongs to an operation is paid with it, through its global period.",
        f"{_CMS}, chapter 12, section 40",
    ),
    _K.UNITS: Rule("Units count what the code counts.", f"{_CPT}, introduction; {_CMS}, chapter 26"),
    _K.DRUG_WASTE: Rule(
        "Discarded drug of a single-dose container goes on a line with JW; JZ says that nothing was.",
        f"{_CMS}, chapter 17, section 40",
    ),
    _K.UNBUNDLED: Rule("A service that is part of another is not reported beside it.", f"{_NCCI}, chapter 1"),
    _K.MUE: Rule("More units than Medicare expects of one patient on one day.", f"{_NCCI}, chapter 1; MUE tables"),
    _K.ADDON_ALONE: Rule(
        "An add-on code goes only beside a primary procedure.", f"{_CPT}, introduction; add-on code edits"
    ),
    _K.POINTER: Rule(
        "Each service points first to the diagnosis that made it necessary.", f"{_CMS}, chapter 26, item 24E"
    ),
    _K.POS: Rule("The code must belong to the place where the service was given.", f"{_CMS}, chapter 26, section 10.5"),
    _K.PROVIDER_ROLE: Rule(
        "A modifier names the part that this provider had.", f"{_CMS}, chapter 12, sections 20.4.3, 40.8 and 50"
    ),
    _K.DUPLICATE: Rule("The same service once is one line.", f"{_CMS}, chapter 1, section 120"),
    _K.WRONG_SYSTEM: Rule(
        "Diagnoses are ICD-10-CM, services CPT or HCPCS Level II as the payer wants them.", "45 CFR 162.1002"
    ),
}
"""The rule behind each kind; a finding may carry a more exact one, such as a note of the tabular list."""

DIAGNOSIS_KINDS = (*list(_K)[: list(_K).index(_K.EM_CATEGORY)], _K.DUPLICATE, _K.WRONG_SYSTEM)
PROCEDURE_KINDS = (
    _K.MISSED,
    _K.UNSUPPORTED,
    _K.CONTRADICTS_CHART,
    _K.WRONG_CODE,
    _K.LATERALITY,
    *list(_K)[list(_K).index(_K.EM_CATEGORY) :],
)
"""The kinds that an auditor may choose from at a line of each section."""


def finding(
    kind: Fault,
    remark: str = "",
    *,
    severity: Severity = Severity.ERROR,
    cost: int = 0,
    span: str = "",
    rule: Rule | None = None,
    look_up: str = "",
) -> Finding:
    """A finding with the general rule of its kind, unless a more exact one is given."""
    general = RULES[kind] if isinstance(kind, FindingKind) else BILLING_RULES[kind]
    return Finding(kind, severity, cost, remark, span, rule or general, look_up)
