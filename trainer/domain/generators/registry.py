"""All families by slug. Their modules are many and no page of a learner needs one: they are imported at first need."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from trainer.domain.generators.family import Family

_MODULES = {
    "icd10cm": (
        "specificity",
        "laterality",
        "injuries",
        "fractures",
        "placeholders",
        "excludes",
        "manifestations",
        "additional",
        "combination",
        "screening",
        "cancer_history",
        "past_conditions",
        "sequelae",
    ),
    "hcpcs": (
        "drug_units",
        "drug_waste",
        "supplies",
        "ambulance",
        "code_sets",
    ),
    "cpt": (
        "office_mdm",
        "office_time",
        "hospital_time",
        "critical_care",
        "prolonged_visits",
        "anesthesia",
        "lesion_excision",
        "wound_repair",
        "debridement",
        "burns",
        "joint_injections",
        "infusions",
        "vaccines",
        "global_period",
        "procedure_order",
        "fee_indicators",
        "stopped_procedures",
        "shared_services",
        "surgeon_circumstances",
    ),
    "words": (
        "build_terms",
        "take_apart",
        "look_alike_roots",
        "abbreviations",
        "paths",
        "vessels",
        "directions",
    ),
    "billing": (
        "cost_sharing",
        "order_of_benefits",
        "secondary_payment",
        "medicare_secondary",
        "medicare_secondary_payment",
        "medicare_fees",
        "participation",
        "multiple_procedures",
        "timely_filing",
        "appeals",
        "receivables",
        "collection_rates",
        "remittance",
        "secondary_remittance",
        "refunds",
        "overpayments",
        "abn_modifiers",
    ),
}
"""The modules of each package, in the order in which families are listed; each names its own as FAMILIES."""


@cache
def families() -> Mapping[str, Family]:
    """All families by slug, those of one code set after the other."""
    paths = (f"{__package__}.{package}.{name}" for package, names in _MODULES.items() for name in names)
    return {family.slug: family for path in paths for family in import_module(path).FAMILIES}
