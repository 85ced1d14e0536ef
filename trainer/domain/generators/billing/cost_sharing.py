"""A plan's deductible, coinsurance, copayment and out-of-pocket maximum on one in-network claim.

The rule is the plan's own and stands in the stem: deductible first, coinsurance on the rest of the allowed amount, a
copayment instead of both for the visit, and never more than what is left of the out-of-pocket maximum.
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.billing.figures import dollars, wrong_amounts
from trainer.domain.generators.family import Draft, Family
from trainer.domain.generators.wording import joined, money, patient


@dataclass(frozen=True, slots=True)
class _Service:
    """A procedure, what plans allow for it in whole dollars, and from which age on it is done as a rule."""

    name: str
    low: int
    high: int
    from_age: int = 24


_SERVICES = (
    _Service("an outpatient knee arthroscopy", 3600, 7800),
    _Service("an outpatient hernia repair", 4200, 8800),
    _Service("an outpatient cataract operation", 2600, 5200, 54),
    _Service("an outpatient shoulder operation", 6000, 12_500, 30),
    _Service("a diagnostic cardiac catheterization", 4400, 9800, 50),
    _Service("an outpatient hand operation", 2000, 4600),
    _Service("an outpatient hip replacement", 17_000, 27_000, 52),
    _Service("an outpatient knee replacement", 16_000, 26_000, 54),
)
_PLANS = ("PPO", "EPO", "HMO", "point-of-service plan")


@dataclass(frozen=True, slots=True)
class _Claim:
    """The plan's terms, what the member has paid this year, and the claim; amounts in cents.

    `copay` is 0 where no office visit is on the claim.
    """

    service: _Service
    deductible: int
    percent: int
    maximum: int
    met: int
    spent: int
    charge: int
    allowed: int
    copay: int

    @property
    def left(self) -> int:
        return self.deductible - self.met

    @property
    def room(self) -> int:
        return self.maximum - self.spent

    @property
    def first(self) -> int:
        """What goes to the deductible."""
        return min(self.left, self.allowed)

    @property
    def coinsurance(self) -> int:
        return (self.allowed - self.first) * self.percent // 100

    @property
    def uncapped(self) -> int:
        return self.copay + self.first + self.coinsurance

    @property
    def share(self) -> int:
        return min(self.uncapped, self.room)


def _terms(rng: random.Random) -> _Claim:
    """A claim above the deductible that is left; four in ten are to go beyond the out-of-pocket maximum."""
    is_capped = rng.random() < 0.4
    while True:
        claim = _drawn(rng)
        if claim.first < claim.allowed and is_capped == (claim.uncapped > claim.room):
            return claim


def _drawn(rng: random.Random) -> _Claim:
    service = rng.choice(_SERVICES)
    deductible = dollars(rng, 500, 2500, 250)
    percent = rng.choice((10, 15, 20, 25, 30))
    maximum = deductible + dollars(rng, 2000, 4500, 500)
    copay = rng.choice((0, dollars(rng, 25, 70, 5)))
    is_met = rng.random() < 0.4
    met = deductible if is_met else dollars(rng, 50, deductible // 100 - 150, 10)
    spent = met + rng.randint(1, 6) * 4000
    if is_met and rng.random() < 0.6:
        spent = maximum - dollars(rng, 120, 900, 10)
    allowed = dollars(rng, service.low, service.high, 20)
    charge = allowed + dollars(rng, allowed // 500, allowed // 180, 10)
    return _Claim(service, deductible, percent, maximum, met, spent, charge, allowed, copay)


def _stem(rng: random.Random, claim: _Claim, ask: str) -> str:
    plan, service, who = rng.choice(_PLANS), claim.service.name, patient(rng, claim.service.from_age, 63)
    visit = (
        f"For a specialist's office visit the plan charges a copayment of {money(claim.copay)} and neither deductible "
        "nor coinsurance; the copayment does not count toward the deductible. "
        if claim.copay
        else ""
    )
    terms = (
        f"an annual deductible of {money(claim.deductible)}, then {claim.percent}% coinsurance of the allowed amount, "
        f"and an out-of-pocket maximum of {money(claim.maximum)} for deductible, coinsurance and copayments together"
    )
    before = (
        f"{money(claim.met)} of the deductible has been met and {money(claim.spent)} counts toward the out-of-pocket "
        "maximum (the deductible included)"
    )
    prices = f"is charged at {money(claim.charge)}, and the plan allows {money(claim.allowed)}"
    with_visit = (
        " The plan processes a covered specialist's office visit of the week before at the same time."
        if claim.copay
        else ""
    )
    inner = f"{who.phrase[0].lower()}{who.phrase[1:]}"
    openings = (
        f"{who.phrase} has a commercial {plan} with {terms}. {visit}Before this claim {before}. In network, {service} "
        f"{prices}.{with_visit}",
        f"The eligibility response for {inner} in a commercial {plan} shows {terms}. {visit}So far this year {before}. "
        f"The in-network claim: {service} {prices}.{with_visit}",
        f"A claim for {inner} in a commercial {plan} comes from a provider in network: {service} {prices}.{with_visit} "
        f"The plan has {terms}. {visit}Until now {before}.",
    )
    return f"{rng.choice(openings)} {_question(claim, ask)}"


def _question(claim: _Claim, ask: str) -> str:
    both = " for the visit and the procedure together" if claim.copay else ""
    if ask == "member":
        return f"How much does the patient owe{both}?"
    visit = f"The plan allows {money(2 * claim.copay + 6000)} for the visit. " if claim.copay else ""
    return f"{visit}How much does the plan pay{both}?"


def _working(claim: _Claim) -> str:
    parts = [f"a copayment of {money(claim.copay)}"] if claim.copay else []
    if claim.first:
        parts.append(f"{money(claim.first)} of deductible")
    rest = money(claim.allowed - claim.first)
    parts.append(f"{money(claim.coinsurance)} of coinsurance ({claim.percent}% of {rest})")
    met = "" if claim.first else "The deductible has been met. "
    text = f"{met}The patient's share is {joined(parts)}, {money(claim.uncapped)} in all."
    if claim.uncapped > claim.room:
        return f"{text} But only {money(claim.room)} is left of the out-of-pocket maximum, and the share ends there."
    return f"{text} That is within the {money(claim.room)} left of the out-of-pocket maximum."


def _beyond_the_maximum(claim: _Claim) -> list[tuple[int, str, str]]:
    """Mistaken shares of the patient where the maximum ends the right one."""
    room, spent = money(claim.room), money(claim.spent)
    charged = claim.copay + claim.first + (claim.charge - claim.first) * claim.percent // 100
    return [
        (
            claim.uncapped,
            "out-of-pocket maximum ignored",
            f"Adds deductible, coinsurance and copayment, but only {room} is left until the maximum is reached.",
        ),
        (
            claim.maximum,
            "whole maximum taken",
            f"Takes the whole out-of-pocket maximum; {spent} of it has been spent this year, which leaves {room}.",
        ),
        (
            claim.maximum - claim.met,
            "only the deductible counted",
            f"Counts only the deductible toward the maximum; {spent} has been spent in all, which leaves {room}.",
        ),
        (
            charged,
            "coinsurance on the charge",
            f"Calculates from the charge, not the allowed amount, and goes beyond the {room} left of the maximum.",
        ),
        *_around_the_rest(claim),
    ]


def _around_the_rest(claim: _Claim) -> list[tuple[int, str, str]]:
    """Mistaken shares for which something is put on top of what is left of the maximum, or taken off it."""
    room, spent = money(claim.room), money(claim.spent)
    return [
        (
            claim.room + claim.copay,
            "copayment on top of the maximum",
            f"Adds the copayment to the {room} left. Copayments count toward this plan's maximum like the rest.",
        ),
        (
            claim.room - claim.first if claim.first else claim.room - claim.deductible,
            "deductible taken off the rest",
            f"Takes the deductible off the {room} left. It is part of what the patient pays until the maximum is "
            "reached.",
        ),
        (
            claim.room - claim.met,
            "deductible counted twice",
            f"Takes off {spent} and the {money(claim.met)} of deductible once more, which {spent} includes.",
        ),
        (
            claim.room - claim.copay,
            "copayment taken off the rest",
            f"Takes the copayment off the {room} left. It is part of what the patient pays until the maximum is "
            "reached.",
        ),
    ]


def _within_the_maximum(claim: _Claim) -> list[tuple[int, str, str]]:
    """Mistaken shares of the patient where deductible, coinsurance and copayment stay below the maximum."""
    percent = claim.percent
    rest, again = claim.allowed - claim.first, min(claim.deductible, claim.allowed)
    found = [
        (
            claim.copay + claim.first + claim.allowed * percent // 100,
            "coinsurance on the whole",
            "Takes the coinsurance of the whole allowed amount. It applies to what the deductible leaves, "
            f"{money(rest)}.",
        ),
        (
            claim.copay + claim.allowed * percent // 100,
            "deductible left out",
            f"Leaves out {money(claim.first)} that is still due as deductible.",
        ),
        (
            claim.copay + again + (claim.allowed - again) * percent // 100,
            "deductible counted from the start",
            f"Takes the annual deductible as if nothing had been paid; {money(claim.met)} of it has been met this "
            "year.",
        ),
        (
            claim.copay + claim.first + (claim.charge - claim.first) * percent // 100,
            "coinsurance on the charge",
            f"Calculates from the charge. In network the allowed amount of {money(claim.allowed)} counts.",
        ),
        (
            claim.copay + claim.first + rest * (100 - percent) // 100,
            "shares exchanged",
            f"Exchanges the shares: after the deductible the patient's part is {percent}%, the plan's is the rest.",
        ),
    ]
    return [*found[:2], *_part_left_out(claim), *found[2:]]


def _part_left_out(claim: _Claim) -> list[tuple[int, str, str]]:
    """Mistaken shares below the right one: a part of it left out."""
    percent, found = claim.percent, []
    if claim.copay:
        bare = f"Leaves out the copayment of {money(claim.copay)}, which is due for the visit besides."
        found.append((claim.first + claim.coinsurance, "copayment left out", bare))
    if claim.first:
        rest = money(claim.allowed - claim.first)
        short = f"Asks for the deductible of {money(claim.first)} without the coinsurance on the other {rest}."
        found.append((claim.copay + claim.first, "coinsurance left out", short))
    else:
        off = f"Takes the {money(claim.deductible)} of deductible off before the coinsurance, but it has been met."
        less = (claim.allowed - claim.deductible) * percent // 100
        found.append((claim.copay + less, "met deductible taken off", off))
    return found


def _draw(rng: random.Random) -> Draft:
    claim = _terms(rng)
    ask = rng.choice(("member", "member", "plan"))
    total = claim.allowed + (2 * claim.copay + 6000 if claim.copay else 0)
    stem, why = _stem(rng, claim, ask), _working(claim)
    right = claim.share
    candidates = _within_the_maximum(claim)
    if claim.uncapped > claim.room:
        candidates = _beyond_the_maximum(claim)
    candidates = [each for each in candidates if 0 < each[0] < total]
    if ask == "plan":
        right = total - claim.share
        why = f"{why} The plan pays the rest of what it allows: {money(total)} − {money(claim.share)} = {money(right)}."
        candidates = [
            (total - cents, mistake, f"Allowed {money(total)} less a patient's share of {money(cents)}. {text}")
            for cents, mistake, text in candidates
        ]
    return Draft(stem, money(right), why, wrong_amounts(rng, right, candidates))


FAMILIES = (
    Family(
        slug="family-cpb-deductible-coinsurance-maximum",
        title="Deductible, coinsurance, copayment and out-of-pocket maximum",
        track="cpb",
        area="insurance",
        difficulty=3,
        bloom="apply",
        tags=("deductible", "coinsurance", "out-of-pocket maximum"),
        references=("The plan's terms as stated in the stem",),
        draw=_draw,
    ),
)
