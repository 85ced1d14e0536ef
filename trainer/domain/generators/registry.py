"""All families by slug."""

from types import ModuleType

from trainer.domain.generators.billing import (
    abn_modifiers,
    appeals,
    collection_rates,
    cost_sharing,
    medicare_fees,
    medicare_secondary,
    medicare_secondary_payment,
    multiple_procedures,
    order_of_benefits,
    overpayments,
    participation,
    receivables,
    refunds,
    remittance,
    secondary_payment,
    secondary_remittance,
    timely_filing,
)
from trainer.domain.generators.cpt import (
    anesthesia,
    burns,
    critical_care,
    debridement,
    fee_indicators,
    global_period,
    hospital_time,
    infusions,
    joint_injections,
    lesion_excision,
    office_mdm,
    office_time,
    procedure_order,
    prolonged_visits,
    shared_services,
    stopped_procedures,
    surgeon_circumstances,
    vaccines,
    wound_repair,
)
from trainer.domain.generators.family import Family
from trainer.domain.generators.hcpcs import ambulance, code_sets, drug_units, drug_waste, supplies
from trainer.domain.generators.icd10cm import (
    additional,
    cancer_history,
    combination,
    excludes,
    fractures,
    injuries,
    laterality,
    manifestations,
    past_conditions,
    placeholders,
    screening,
    sequelae,
    specificity,
)
from trainer.domain.generators.words import (
    abbreviations,
    build_terms,
    directions,
    look_alike_roots,
    paths,
    take_apart,
    vessels,
)

_ICD_10_CM: tuple[ModuleType, ...] = (
    specificity,
    laterality,
    injuries,
    fractures,
    placeholders,
    excludes,
    manifestations,
    additional,
    combination,
    screening,
    cancer_history,
    past_conditions,
    sequelae,
)
_HCPCS: tuple[ModuleType, ...] = (drug_units, drug_waste, supplies, ambulance, code_sets)
_CPT: tuple[ModuleType, ...] = (
    office_mdm,
    office_time,
    hospital_time,
    critical_care,
    prolonged_visits,
    anesthesia,
    lesion_excision,
    wound_repair,
    debridement,
    burns,
    joint_injections,
    infusions,
    vaccines,
    global_period,
    procedure_order,
    fee_indicators,
    stopped_procedures,
    shared_services,
    surgeon_circumstances,
)
_BILLING: tuple[ModuleType, ...] = (
    cost_sharing,
    order_of_benefits,
    secondary_payment,
    medicare_secondary,
    medicare_secondary_payment,
    medicare_fees,
    participation,
    multiple_procedures,
    timely_filing,
    appeals,
    receivables,
    collection_rates,
    remittance,
    secondary_remittance,
    refunds,
    overpayments,
    abn_modifiers,
)
_WORDS: tuple[ModuleType, ...] = (
    build_terms,
    take_apart,
    look_alike_roots,
    abbreviations,
    paths,
    vessels,
    directions,
)

FAMILIES: dict[str, Family] = {
    family.slug: family for module in (*_ICD_10_CM, *_HCPCS, *_CPT, *_WORDS, *_BILLING) for family in module.FAMILIES
}
