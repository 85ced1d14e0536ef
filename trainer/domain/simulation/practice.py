"""The practice of the simulation, its doctors and charges, and the contracts of its five payers.

All of it is invented, allowed amounts included; of 2026 are Medicare's deductible ($283), coinsurance (20 %) and
sequestration (2 %). DOMAIN facts: 90 FR, 19 November 2025 (Part B deductible); 42 CFR 424.44 (one year to file).
"""

from dataclasses import dataclass

from trainer.domain.claims.contracts import Benefits, Contract, Fee
from trainer.domain.claims.professional import Address, BillingProvider, Name, Payer, Profile, Provider

MEDICARE, PPO, HMO, MEDICAID, TRICARE = "MCR01", "LKS02", "NFH03", "MCD04", "TRC05"

PRACTICE = BillingProvider(
    Provider(Name("Alder Creek Family Practice"), "1426083154", is_person=False, taxonomy="207Q00000X"),
    Address("18 Mill Street", "Alder Creek", "OH", "430850018"),
    "310000127",
    phone="6145550140",
)

DOCTORS = (
    Provider(Name("Okafor", "Ngozi"), "1703915243", taxonomy="207Q00000X"),
    Provider(Name("Lindqvist", "Per"), "1188206472", taxonomy="207Q00000X"),
    Provider(Name("Marsh", "Helen"), "1937044166", taxonomy="207Q00000X"),
)

PAYERS = {
    MEDICARE: Payer("Medicare", MEDICARE, Profile.MEDICARE),
    PPO: Payer("Locksley Health PPO", PPO, Profile.COMMERCIAL),
    HMO: Payer("Northfork Health HMO", HMO, Profile.COMMERCIAL),
    MEDICAID: Payer("Medicaid", MEDICAID, Profile.MEDICAID),
    TRICARE: Payer("TRICARE", TRICARE, Profile.TRICARE),
}

_PREVENTIVE = frozenset({"99396", "G0439", "99381"})
_VISITS = frozenset({"99203", "99213", "99214", "99348"})
_AUTHORIZED = frozenset({"11402"})
"""What the HMO wants to be asked about first."""

# Dollars: the practice's charge, then what Medicare, PPO, HMO, Medicaid and TRICARE allow (0: no such service there).
_FEES = {
    "99203": (210, 110, 135, 120, 70, 110),
    "99213": (150, 90, 110, 100, 55, 90),
    "99214": (220, 130, 155, 140, 80, 130),
    "99348": (160, 85, 105, 95, 50, 85),
    "99396": (240, 0, 170, 150, 90, 150),
    "G0439": (220, 130, 0, 0, 0, 0),
    "99381": (220, 0, 150, 135, 85, 130),
    "20610": (145, 65, 90, 80, 45, 65),
    "69210": (110, 50, 65, 55, 35, 50),
    "17110": (195, 110, 130, 115, 65, 110),
    "11402": (320, 175, 210, 185, 110, 175),
    "93000": (60, 15, 25, 20, 10, 15),
}
CHARGES = {code: dollars[0] * 100 for code, dollars in _FEES.items()}


def _fees(column: int, *, asks_first: frozenset[str] = frozenset()) -> tuple[Fee, ...]:
    return tuple(
        Fee(
            code,
            dollars[column] * 100,
            needs_authorization=code in asks_first,
            is_preventive=code in _PREVENTIVE,
        )
        for code, dollars in _FEES.items()
        if dollars[column]
    )


@dataclass(frozen=True, slots=True)
class Agreement:
    """A payer as the practice knows it: the contract, the benefits of its members, days that an appeal takes."""

    contract: Contract
    benefits: Benefits


def _agreement(payer_id: str, contract: Contract, benefits: Benefits) -> tuple[str, Agreement]:
    return payer_id, Agreement(contract, benefits)


def _contract(payer_id: str, column: int, timely_days: int, appeal_days: int) -> Contract:
    payer = PAYERS[payer_id]
    return Contract(
        payer.name,
        payer_id,
        payer.profile,
        _fees(column, asks_first=_AUTHORIZED if payer_id == HMO else frozenset()),
        2026,
        timely_days=timely_days,
        appeal_days=appeal_days,
        sequestration=200 if payer_id == MEDICARE else 0,
    )


AGREEMENTS: dict[str, Agreement] = dict(
    (
        _agreement(MEDICARE, _contract(MEDICARE, 1, 365, 120), Benefits(deductible_cents=28_300, coinsurance=2_000)),
        _agreement(
            PPO,
            _contract(PPO, 2, 90, 60),
            Benefits(deductible_cents=60_000, coinsurance=2_000, copay_cents=3_000, copay_codes=_VISITS),
        ),
        _agreement(
            HMO,
            _contract(HMO, 3, 120, 30),
            Benefits(coinsurance=1_000, copay_cents=2_500, copay_codes=_VISITS),
        ),
        _agreement(MEDICAID, _contract(MEDICAID, 4, 180, 60), Benefits()),
        _agreement(TRICARE, _contract(TRICARE, 5, 365, 90), Benefits(deductible_cents=15_000, coinsurance=2_000)),
    )
)
