"""Posting a remittance: what is written off, what the patient owes, and what stays open with payers.

CO amounts for the fee schedule (45), the sequestration (253) or an agreed denial (97, 197) are written off; CO-16 is
corrected and sent again, so it stays open; PR amounts go to the next payer or else to the patient, less what has been
paid at the visit; OA-23 on a secondary's remittance repeats what the primary did and is not posted again.
"""

import random
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from trainer.domain.generators.billing.figures import day_between, dollars
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import long_day, money

_DENIALS = {
    "CO-16": "claim lacks information, namely the referring provider's NPI, which the practice has",
    "CO-97": "payment included in another service; the practice agrees that the two belong together",
    "CO-197": "prior authorization absent; the practice agrees that the contract required one, and none can be had now",
    "PR-204": "not covered under the patient's plan; the practice agrees",
}


@dataclass(frozen=True, slots=True)
class _Posting:
    """Where the balance goes, in cents."""

    write_off: int
    patient: int
    still_open: int

    @property
    def text(self) -> str:
        return f"Write off {money(self.write_off)}; patient {money(self.patient)}; open {money(self.still_open)}"

    def plus(self, other: "_Posting", base: "_Posting") -> "_Posting":
        """What comes out if both this and the other depart from the base as they do."""
        return _Posting(
            self.write_off + other.write_off - base.write_off,
            self.patient + other.patient - base.patient,
            self.still_open + other.still_open - base.still_open,
        )


@dataclass(frozen=True, slots=True)
class _Mistake:
    """A wrong posting, its name, why it is wrong, and the part of the remittance that it posts wrongly."""

    posting: _Posting
    name: str
    why: str
    part: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """A paid line and perhaps a denied one (`denial`, `denied`), in cents; `has_second` where another plan follows."""

    charge: int
    allowed: int
    deductible: int
    coinsurance: int
    copay: int
    sequestered: int
    denial: str
    denied: int
    prepaid: int
    has_second: bool

    @property
    def contractual(self) -> int:
        return self.charge - self.allowed

    @property
    def share(self) -> int:
        return self.deductible + self.coinsurance + self.copay

    @property
    def paid(self) -> int:
        return self.allowed - self.share - self.sequestered

    @property
    def right(self) -> _Posting:
        posting = _Posting(self.contractual + self.sequestered, self.share - self.prepaid, 0)
        if self.has_second:
            posting = replace(posting, patient=0, still_open=self.share)
        match self.denial:
            case "CO-16":
                return replace(posting, still_open=posting.still_open + self.denied)
            case "CO-97" | "CO-197":
                return replace(posting, write_off=posting.write_off + self.denied)
            case "PR-204":
                return replace(posting, patient=posting.patient + self.denied)
            case _:
                return posting


def _claim(rng: random.Random) -> _Claim:
    allowed = dollars(rng, 90, 600, 5)
    charge = allowed + dollars(rng, 40, 320, 5)
    is_medicare = rng.random() < 0.4
    deductible = rng.choice((0, dollars(rng, 20, allowed // 250, 5)))
    coinsurance = (allowed - deductible) * 20 // 100
    copay, sequestered = 0, 0
    if is_medicare:
        sequestered = ((allowed - deductible - coinsurance) * 2 + 50) // 100
    elif deductible == 0 and rng.random() < 0.5:
        coinsurance, copay = 0, dollars(rng, 20, 60, 5)
    has_second = rng.random() < 0.35
    prepaid = dollars(rng, 10, (deductible + coinsurance + copay) // 100, 5) if rng.random() < 0.4 else 0
    denial = rng.choice(("", "CO-16", "CO-97", "CO-197", "PR-204"))
    if has_second:
        prepaid, denial = 0, rng.choice(("", "CO-16", "CO-97"))
    if is_medicare and denial in ("PR-204", "CO-197"):
        denial = "CO-97"
    denied = dollars(rng, 35, 180, 5) if denial else 0
    return _Claim(charge, allowed, deductible, coinsurance, copay, sequestered, denial, denied, prepaid, has_second)


def _table(claim: _Claim) -> str:
    adjustments = [f"CO-45 {money(claim.contractual)}"]
    adjustments += [f"CO-253 {money(claim.sequestered)}"] if claim.sequestered else []
    for reason, cents in (("PR-1", claim.deductible), ("PR-2", claim.coinsurance), ("PR-3", claim.copay)):
        adjustments += [f"{reason} {money(cents)}"] if cents else []
    rows = [f"| 1 | {money(claim.charge)} | {', '.join(adjustments)} | {money(claim.paid)} |"]
    if claim.denial:
        rows.append(f"| 2 | {money(claim.denied)} | {claim.denial} {money(claim.denied)} | $0.00 |")
    return "| Line | Charge | Adjustments | Paid |\n|---|---|---|---|\n" + "\n".join(rows)


def _stem(rng: random.Random, claim: _Claim) -> str:
    day = long_day(day_between(rng, date(2026, 2, 20), date(2026, 9, 25)))
    payer = "Medicare Part B" if claim.sequestered else "a commercial plan"
    tie = "participates in Medicare" if claim.sequestered else "is in the plan's network"
    opening = rng.choice(
        (
            f"A practice posts the remittance of {payer}, dated {day}. It {tie}.",
            f"On {day} {payer} sends this remittance for one claim to a practice that {tie}.",
            f"The practice {tie}. The remittance of {day} from {payer} reads:",
        )
    )
    second = "The patient has no other coverage."
    if claim.has_second:
        other = "a Medicare supplement plan" if claim.sequestered else "a second commercial plan"
        second = f"The patient also has {other}, to which the practice sends the rest; it bills no patient before that."
    denial = f" Line 2: {_DENIALS[claim.denial]}." if claim.denial else ""
    prepaid = f" The patient paid {money(claim.prepaid)} at the visit." if claim.prepaid else ""
    ask = rng.choice(
        (
            "What is written off, what does the patient owe now, and what stays open (to be corrected or sent to "
            "another "
            "payer)?",
            "How are the balances posted: write-off, due from the patient now, and open for correction or another "
            "payer?",
        )
    )
    return f"{opening}\n\n{_table(claim)}\n\n{second}{denial}{prepaid} {ask}"


def _working(claim: _Claim) -> str:
    written = f"CO-45 {money(claim.contractual)}"
    written += f" and CO-253 {money(claim.sequestered)}" if claim.sequestered else ""
    parts = [f"Written off: {written}."]
    if claim.has_second:
        parts.append(f"The PR amounts of {money(claim.share)} go to the second plan first.")
    elif claim.prepaid:
        parts.append(f"The patient's share is {money(claim.share)} less {money(claim.prepaid)} paid at the visit.")
    else:
        parts.append(f"The PR amounts of {money(claim.share)} are due from the patient.")
    line = f"the {money(claim.denied)} of line 2"
    match claim.denial:
        case "CO-16":
            parts.append(f"CO-16 is a matter of missing data: {line} stay open, to be corrected and sent again.")
        case "CO-97" | "CO-197":
            parts.append(f"{claim.denial} is final here: {line} are written off too, and the patient is not billed.")
        case "PR-204":
            parts.append(f"Group code PR makes {line} the patient's.")
        case _:
            pass
    return " ".join(parts)


def _denial_mistakes(claim: _Claim) -> list[_Mistake]:
    """Other ways to post the denied line."""
    right, sum_ = claim.right, claim.denied
    line = f"the {money(sum_)} of line 2"
    base = {
        "CO-16": replace(right, still_open=right.still_open - sum_),
        "PR-204": replace(right, patient=right.patient - sum_),
    }.get(claim.denial, replace(right, write_off=right.write_off - sum_))
    group = "PR" if claim.denial == "PR-204" else "CO"
    return [
        _Mistake(
            replace(base, patient=base.patient + sum_),
            "denied line billed to the patient",
            f"Bills {line} to the patient. Group code CO forbids it.",
            "line 2",
        ),
        _Mistake(
            replace(base, write_off=base.write_off + sum_),
            "denied line written off",
            f"Writes off {line}, although "
            + ("it can be corrected and sent again." if group == "CO" else "group code PR makes it the patient's."),
            "line 2",
        ),
        _Mistake(
            replace(base, still_open=base.still_open + sum_),
            "denied line kept open",
            f"Keeps {line} open, although the practice agrees with the denial and nothing is to be corrected.",
            "line 2",
        ),
    ]


def _mistakes(claim: _Claim) -> list[_Mistake]:
    right = claim.right
    found = _denial_mistakes(claim) if claim.denial else []
    if claim.has_second:
        moved = replace(right, patient=right.patient + claim.share, still_open=right.still_open - claim.share)
        why = f"Bills the patient {money(claim.share)} at once. The second plan comes first."
        found.append(_Mistake(moved, "patient billed before the second plan", why, "share"))
    if claim.prepaid:
        whole = replace(right, patient=right.patient + claim.prepaid)
        why = f"Bills the whole {money(claim.share)} and forgets the {money(claim.prepaid)} paid at the visit."
        found.append(_Mistake(whole, "payment at the visit forgotten", why, "share"))
    if claim.sequestered:
        passed = replace(
            right, write_off=right.write_off - claim.sequestered, patient=right.patient + claim.sequestered
        )
        why = (
            f"Passes the sequestration of {money(claim.sequestered)} (CO-253) on to the patient; the practice bears it."
        )
        found.append(_Mistake(passed, "sequestration billed", why, "sequestration"))
    found += _share_mistakes(claim)
    return [each for each in found if each.posting != right]


def _share_mistakes(claim: _Claim) -> list[_Mistake]:
    """Other ways to post the patient's share and the contractual amount of line 1."""
    right, due = claim.right, claim.share - claim.prepaid
    gone = replace(right, write_off=right.write_off + due, patient=right.patient - due)
    if claim.has_second:
        gone = replace(right, write_off=right.write_off + due, still_open=right.still_open - due)
    billed = claim.contractual
    whole = replace(right, write_off=right.write_off - billed, patient=right.patient + billed)
    return [
        _Mistake(
            gone,
            "patient's share written off",
            f"Writes off {money(due)} of the PR amounts. A patient's share is not waived.",
            "share",
        ),
        _Mistake(
            whole,
            "contractual amount billed",
            f"Bills the patient CO-45, {money(billed)}. Group code CO forbids it.",
            "contractual amount",
        ),
        _Mistake(
            replace(right, write_off=0, patient=right.patient + right.write_off),
            "nothing written off",
            "Bills the patient all that was not paid. Group code CO forbids it for these amounts.",
            "",
        ),
    ]


def _paired(right: _Posting, mistakes: list[_Mistake]) -> list[_Mistake]:
    """The first two mistakes that go together, and then both at once, so that the right answer is no common element."""
    found: list[_Mistake] = []
    for one, other in combinations(mistakes, 2):
        both = one.posting.plus(other.posting, right)
        taken = (right, one.posting, other.posting)
        is_apart = one.part and other.part and one.part != other.part
        if is_apart and both not in taken and min(both.write_off, both.patient, both.still_open) >= 0:
            twice = _Mistake(both, " and ".join(sorted((one.name, other.name))), f"{one.why} {other.why}", "")
            found += [one, other, twice]
    return [*found[:3], *mistakes]


def _draw(rng: random.Random) -> Draft:
    claim = _claim(rng)
    stem, mistakes = _stem(rng, claim), _mistakes(claim)
    rng.shuffle(mistakes)
    if rng.random() < 0.6:
        mistakes = _paired(claim.right, mistakes)
    wrong = tuple(Wrong(each.posting.text, each.name, each.why) for each in mistakes)
    return Draft(stem, claim.right.text, _working(claim), wrong)


FAMILIES = (
    Family(
        slug="family-cpb-remittance-posting",
        title="Posting a remittance: write-off, patient, open",
        track="cpb",
        area="billing",
        difficulty=3,
        bloom="apply",
        tags=("remittance", "posting", "group codes"),
        references=("Claim adjustment group and reason codes (X12): CO, PR; 16, 45, 97, 197, 204, 253",),
        draw=_draw,
    ),
)
