"""Findings in the words of the pages."""

from trainer.domain.grading.findings import DIAGNOSIS_KINDS, PROCEDURE_KINDS, RULES, FindingKind
from trainer.web.billing.words import fault_words

_WORDS = {
    FindingKind.UNSUPPORTED: "not supported by the chart",
    FindingKind.CONTRADICTS_CHART: "contradicts the chart",
    FindingKind.LESS_SPECIFIC: "not specific enough",
    FindingKind.LATERALITY: "wrong side",
    FindingKind.SEVENTH_CHARACTER: "7th character",
    FindingKind.PLACEHOLDER: "placeholder X missing",
    FindingKind.INVALID: "no such code",
    FindingKind.NOT_BILLABLE: "not a complete code",
    FindingKind.RETIRED: "not in force on that day",
    FindingKind.SEQUENCING: "wrong order",
    FindingKind.CODE_FIRST: "code first",
    FindingKind.COMBINATION_MISSED: "combination code missed",
    FindingKind.SEQUELA: "late effect",
    FindingKind.EXCLUDES1: "Excludes1",
    FindingKind.SYMPTOM_WITH_DEFINITIVE: "symptom of a definitive diagnosis",
    FindingKind.UNCERTAIN_CODED: "uncertain diagnosis coded",
    FindingKind.SCREENING_VS_DIAGNOSTIC: "screening or diagnostic",
    FindingKind.HISTORY_VS_CURRENT: "history or current",
    FindingKind.AGE_SEX: "age or sex",
    FindingKind.EM_CATEGORY: "wrong kind of visit",
    FindingKind.EM_OVER: "visit level too high",
    FindingKind.EM_UNDER: "visit level too low",
    FindingKind.MODIFIER_UNNEEDED: "modifier not needed",
    FindingKind.COMPONENT: "professional or technical component",
    FindingKind.GLOBAL_INCLUDED: "part of the global package",
    FindingKind.DRUG_WASTE: "drug waste",
    FindingKind.UNBUNDLED: "part of another service",
    FindingKind.MUE: "more units than Medicare expects",
    FindingKind.ADDON_ALONE: "add-on code alone",
    FindingKind.POINTER: "diagnosis pointer",
    FindingKind.POS: "place of service",
    FindingKind.PROVIDER_ROLE: "role of the provider",
    FindingKind.DUPLICATE: "billed twice",
    FindingKind.WRONG_SYSTEM: "wrong code set",
}


def kind_words(kind: str) -> str:
    """A kind of finding in a few words, of billing too; kinds of earlier versions as they were stored."""
    known = FindingKind(kind) if kind in RULES else None
    return _WORDS.get(known, kind.replace("_", " ")) if known else fault_words(kind)


def kind_choices(section: str) -> list[tuple[str, str]]:
    """What an auditor may call wrong at a line of a section: kind and words, in the order of the words."""
    kinds = DIAGNOSIS_KINDS if section == "diagnoses" else PROCEDURE_KINDS
    at_a_line = [kind for kind in kinds if kind is not FindingKind.MISSED]
    return sorted(((kind.value, kind_words(kind)) for kind in at_a_line), key=lambda pair: pair[1].casefold())
