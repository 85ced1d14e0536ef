"""The billing lab in the words of the pages."""

from trainer.domain.claims.billing_case import BillingKind
from trainer.domain.claims.cms1500 import Block
from trainer.domain.claims.professional import Profile
from trainer.domain.claims.remittance import Group
from trainer.domain.grading.billing_faults import BILLING_RULES, BillingFault

KIND_TITLES = {
    BillingKind.FILL: "Fill the claim",
    BillingKind.SCRUB: "Scrub the claim",
    BillingKind.POST: "Post the remittance",
    BillingKind.DENIAL: "Work the denial",
    BillingKind.COVERAGE: "Verify coverage",
    BillingKind.PAYS_FIRST: "Who pays first",
    BillingKind.WORKLIST: "Work the list",
    BillingKind.PATIENT: "Answer the patient",
    BillingKind.ARITHMETIC: "Statement arithmetic",
}

PROFILE_TITLES = {
    Profile.MEDICARE: "Medicare",
    Profile.COMMERCIAL: "Commercial",
    Profile.MEDICAID: "Medicaid",
    Profile.TRICARE: "TRICARE",
    Profile.WORKERS_COMPENSATION: "Workers’ compensation",
}

GROUP_WORDS = {
    Group.CONTRACTUAL: "contractual, never the patient’s",
    Group.PATIENT: "the patient’s share",
    Group.OTHER: "other",
    Group.PAYER: "the payer’s own reduction",
}

BLOCK_TITLES = {
    Block.CARRIER: "Payer",
    Block.PATIENT: "Patient and insured",
    Block.CONDITION: "Condition and diagnoses",
    Block.SERVICE: "Services",
    Block.PROVIDER: "Provider and totals",
}
"""The parts of the CMS-1500."""

STATUS_WORDS = {
    "1": "processed as primary",
    "2": "processed as secondary",
    "3": "processed as tertiary",
    "4": "denied: the patient is not known",
    "19": "processed as primary, forwarded",
    "20": "processed as secondary, forwarded",
    "21": "processed as tertiary, forwarded",
    "22": "reversal of an earlier payment",
    "23": "not this payer’s claim, forwarded",
    "25": "predetermination: what would be paid",
}

METHOD_WORDS = {"ACH": "electronic funds transfer", "CHK": "check", "NON": "no payment"}

_FAULTS = {
    BillingFault.NOT_WANTED: "must stay empty",
    BillingFault.BAD_FORMAT: "not in the right form",
    BillingFault.WRONG_PERSON: "wrong person or name",
    BillingFault.WRONG_NUMBER: "wrong number or identifier",
    BillingFault.WRONG_CODE: "wrong code or modifier",
    BillingFault.WRONG_LINK: "wrong diagnosis pointer",
    BillingFault.WRONG_PLACE: "wrong place of service",
    BillingFault.AUTHORIZATION: "authorization number missing or wrong",
    BillingFault.WRONG_BUCKET: "booked in the wrong place",
    BillingFault.NOT_ADDED_UP: "does not add up",
    BillingFault.WRONG_CAUSE: "wrong root cause",
    BillingFault.WEAK_ARGUMENT: "argument that does not answer the denial",
    BillingFault.PRIVACY: "tells more than may be told",
    BillingFault.WRONG_POLICY: "against the practice’s policy",
    BillingFault.UNNOTICED: "not noticed",
}
_NEVER_MARKED = frozenset(
    {
        BillingFault.UNNOTICED,
        BillingFault.FALSE_ALARM,
        BillingFault.WRONG_BUCKET,
        BillingFault.WRONG_CAUSE,
        BillingFault.WRONG_ACTION,
        BillingFault.TOO_LATE,
        BillingFault.WEAK_ARGUMENT,
        BillingFault.WRONG_ORDER,
        BillingFault.PRIVACY,
        BillingFault.WRONG_POLICY,
        BillingFault.WRONG_ANSWER,
    }
)
"""What nobody can say of an item of a claim."""


def fault_words(kind: str) -> str:
    """A kind of error in a few words; kinds of earlier versions as they were stored."""
    if kind not in list(BillingFault):
        return kind.replace("_", " ")
    return _FAULTS.get(BillingFault(kind), kind.replace("_", " "))


def mark_choices() -> list[tuple[str, str]]:
    """What may be called wrong at an item of a claim: kind and words, in the order of the words."""
    kinds = [kind for kind in BILLING_RULES if kind not in _NEVER_MARKED]
    return sorted(((kind.value, fault_words(kind)) for kind in kinds), key=lambda pair: pair[1].casefold())
