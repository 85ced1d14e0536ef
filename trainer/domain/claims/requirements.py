"""Who wants which item of the CMS-1500: a rule for every payer profile and item, each with its source.

`_EVERYBODY` holds what the form's own manual asks; a profile changes single rows. Where payers differ among themselves
(states, contracts) the rule is the mildest of them, so that a claim is never called wrong that some payer accepts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from trainer.domain.claims.cms1500 import template_of
from trainer.domain.claims.form_conditions import (
    INPATIENT,
    Condition,
    all_of,
    any_of,
    anywhere_but,
    at_places,
    beside,
    billed_by_group,
    bills_chiropractic,
    bills_drug,
    bills_laboratory,
    bills_ordered_tests,
    by_hand,
    filled,
    insured_differs,
    medicare_second,
    negated,
    own_address,
    own_line,
    says,
    treated_elsewhere,
)
from trainer.domain.claims.professional import Profile


class Requirement(StrEnum):
    REQUIRED = "required"
    CONDITIONAL = "conditional"
    OPTIONAL = "optional"
    NOT_WANTED = "not_wanted"


@dataclass(frozen=True, slots=True)
class Rule:
    """`when` is the condition in words. `needed` decides from the form whether the item must be filled, None where only
    the papers can tell; `allowed` whether it may be filled, None where it always may.
    """

    requirement: Requirement
    source: str
    when: str = ""
    needed: Condition | None = None
    allowed: Condition | None = None


_NUCC = "NUCC, 1500 Claim Form Reference Instruction Manual (02/12)"
_CMS = "Medicare Claims Processing Manual, chapter 26, §10"
_MEDICAID = "42 CFR 433.139 (other payers first); state manuals differ"
_TRICARE = "TRICARE Operations Manual, chapter 8"
_COMP = "NUCC manual, notes on workers' compensation; state rules differ"

_Rows = dict[str, Rule]


def _each(items: str, requirement: Requirement, source: str) -> _Rows:
    return dict.fromkeys(items.split(), Rule(requirement, source))


def _if(items: str, source: str, when: str, needed: Condition | None = None, allowed: Condition | None = None) -> _Rows:
    return dict.fromkeys(items.split(), Rule(Requirement.CONDITIONAL, source, when, needed, allowed))


_accident = any_of(says("10a", "yes"), says("10b", "yes"), says("10c", "yes"))
_other_plan = says("11d", "yes")
_role_or_npi = filled("17", "17b", "17.qualifier")

_EVERYBODY: _Rows = {
    **_each(
        "carrier.name 1 1a 2 3.born 3.sex 5.street 5.city 5.state 5.zip 10a 10b 10c 12 21.indicator 21.A 25 25.kind "
        "28 31 31.date 33.name 33.street 33.city 33.state 33.zip 33a",
        Requirement.REQUIRED,
        _NUCC,
    ),
    **_if("4", _NUCC, "needed when the patient is not the insured", insured_differs),
    **_if("6", _NUCC, "needed beside a name in 4", filled("4")),
    **_if("7.street", _NUCC, "needed when the patient is not the insured", insured_differs),
    **_if(
        "7.city 7.state 7.zip",
        _NUCC,
        "needed when the patient is not the insured and lives elsewhere",
        all_of(insured_differs, own_address),
    ),
    **_if("9 9a 9d", _NUCC, "needed after a yes in 11d, and only then", _other_plan, _other_plan),
    **_if("10b.state", _NUCC, "needed after a yes in 10b, and only then", says("10b", "yes"), says("10b", "yes")),
    **_if("11", _NUCC, "needed when the card shows a group number"),
    **_if("11a.born 11a.sex", _NUCC, "needed when the patient is not the insured", insured_differs),
    **_if("11d", _NUCC, "needed when the patient has a further plan, which stands in 9", filled("9", "9a", "9d")),
    **_if("12.date", _NUCC, "needed when 12 is signed by hand", by_hand("12")),
    **_if("13", _NUCC, "needed when the payment is to go to the provider"),
    **_if(
        "14",
        _NUCC,
        "needed when 10a, 10b or 10c says yes: the day of the accident",
        all_of(_accident, negated(says("15.qualifier", "439"))),
    ),
    **_if("14.qualifier", _NUCC, "needed beside a date in 14, and only then", filled("14"), filled("14")),
    **_if("15", _NUCC, "needed when a qualifier stands beside it", filled("15.qualifier")),
    **_if("15.qualifier", _NUCC, "needed beside a date in 15", filled("15")),
    **_if("16.from", _NUCC, "needed when the patient cannot work", filled("16.through")),
    **_if("17", _NUCC, "needed when somebody else referred, ordered or supervised", _role_or_npi),
    **_if("17.qualifier 17b", _NUCC, "needed beside a name in 17", _role_or_npi),
    **_if("17a.qualifier", _NUCC, "needed beside a number in 17a", filled("17a")),
    **_if("17a", _NUCC, "needed beside a qualifier in 17a", filled("17a.qualifier")),
    **_if("18.from", _NUCC, "needed for services to an inpatient", any_of(at_places(INPATIENT), filled("18.through"))),
    **_if("20.charges", _NUCC, "needed after a yes in 20, and only then", says("20", "yes"), says("20", "yes")),
    **_if("22.code", _NUCC, "needed when a decided claim is replaced or voided", filled("22.reference")),
    **_if("22.reference", _NUCC, "needed beside a resubmission code", filled("22.code")),
    **_if("23", _NUCC, "needed when the payer authorized the service, or for a laboratory's own tests"),
    **_if(
        "24.*.from 24.*.place 24.*.code 24.*.pointers 24.*.charge 24.*.units",
        _NUCC,
        "needed in every line that is used",
        own_line,
    ),
    **_if("24.*.qualifier", _NUCC, "needed beside another number in 24J", beside("other")),
    **_if("24.*.other", _NUCC, "needed beside a qualifier in 24I", beside("qualifier")),
    **_if("24.*.rendering", _NUCC, "needed when item 33 names a group", billed_by_group),
    **_if("24.*.shaded", _NUCC, "needed when the payer wants the drug behind the code"),
    **_if(
        "32.name 32.street 32.city 32.state 32.zip",
        _NUCC,
        "needed when the patient was treated elsewhere than at the billing practice",
        any_of(treated_elsewhere, says("20", "yes")),
    ),
}

_needs_order = any_of(_role_or_npi, bills_ordered_tests)
_medigap = filled("9", "9a", "9d")
_when_second = "needed when another insurance pays before Medicare, and only then"

_MEDICARE: _Rows = {
    **_each("carrier.name", Requirement.OPTIONAL, _CMS),
    **_each("11 27 32.street 32.city 32.state 32.zip 33.phone", Requirement.REQUIRED, _CMS),
    **_each("11d 14.qualifier 15 15.qualifier 22.code 22.reference", Requirement.NOT_WANTED, _CMS),
    **_each("17a.qualifier 17a 24.*.epsdt 24.*.qualifier 24.*.other", Requirement.NOT_WANTED, _CMS),
    **_if("4 7.street 11c", _CMS, _when_second, medicare_second, medicare_second),
    **_if("6", _CMS, "needed when another insurance pays before Medicare", medicare_second),
    **_if("7.city 7.state 7.zip", _CMS, _when_second, all_of(medicare_second, own_address), medicare_second),
    **_if("7.phone 11b", _CMS, "wanted only when another insurance pays before Medicare", None, medicare_second),
    **_if(
        "11a.born 11a.sex",
        _CMS,
        "needed when the insured of a payer before Medicare is not the patient; without such a payer it stays empty",
        all_of(medicare_second, insured_differs),
        medicare_second,
    ),
    **_if("9 9a 9d", _CMS, "needed when a Medigap policy is assigned: all three or none", _medigap),
    **_if("13", _CMS, "needed when item 9 names a Medigap policy", _medigap),
    **_if("14", _CMS, "needed for chiropractic treatment: the day on which it began", bills_chiropractic),
    **_if("17 17.qualifier 17b", _CMS, "needed for what somebody ordered: imaging, laboratory, referral", _needs_order),
    **_if("23", _CMS, "needed for a laboratory's own tests (CLIA), or an authorization", bills_laboratory),
    **_if("32.name", _CMS, "needed for every place but the patient's home", anywhere_but("12")),
}

_MEDICAID_ROWS: _Rows = {
    **_each("4 6 7.street 7.city 7.state 7.zip 11a.born 11a.sex 11d 12", Requirement.OPTIONAL, _MEDICAID),
    **_if("9 9a 9d", _MEDICAID, "needed when another insurance pays first", _other_plan),
    **_if("24.*.shaded", "Social Security Act §1927(a)(7)", "needed when a drug is billed by a J code", bills_drug),
}

_TRICARE_ROWS: _Rows = {
    **_each("6 11d 27", Requirement.REQUIRED, _TRICARE),
    **_if("11", _TRICARE, "needed when other health insurance pays first"),
}

_COMP_ROWS: _Rows = {
    **_each("4 7.street 7.city 7.state 7.zip 14", Requirement.REQUIRED, _COMP),
    **_each("6 9 9a 9d 11a.born 11a.sex 11d 12", Requirement.OPTIONAL, _COMP),
    **_if("10d", _COMP, "needed when a bill is repeated or appealed: W2 to W5"),
    **_if("11", _COMP, "needed for FECA"),
    **_if("11b", _COMP, "needed when the insurer has given the claim a number"),
}

_RULES: Mapping[Profile, _Rows] = {
    Profile.COMMERCIAL: _EVERYBODY,
    Profile.MEDICARE: _EVERYBODY | _MEDICARE,
    Profile.MEDICAID: _EVERYBODY | _MEDICAID_ROWS,
    Profile.TRICARE: _EVERYBODY | _TRICARE_ROWS,
    Profile.WORKERS_COMPENSATION: _EVERYBODY | _COMP_ROWS,
}

_OPTIONAL = Rule(Requirement.OPTIONAL, _NUCC)


def rule_for(item: str, profile: Profile) -> Rule:
    """The rule of a payer for an item; whatever no row names is optional."""
    rules = _RULES[profile]
    return rules.get(item) or rules.get(template_of(item), _OPTIONAL)
