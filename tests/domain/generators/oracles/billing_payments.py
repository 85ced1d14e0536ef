"""Second, independent implementations of the CPB families about what each payer and the patient pay.

Each function reads one generated question as a learner does (stem and options as text), works out the
amount from the published rule or from the plan terms in the stem and returns the id of the option that states it.
"""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

MONEY = r"\$(\d[\d,]*\.\d\d)"
PERCENT = r"(\d+)%"
NOTHING = Decimal(0)


def number(text: str) -> Decimal:
    """The value of a number written with thousands separators."""
    return Decimal(text.replace(",", ""))


def cents(value: Decimal) -> Decimal:
    """Rounded to the cent, half a cent upward."""
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def find(pattern: str, text: str) -> re.Match[str]:
    """The only match of the pattern in the text."""
    found = list(re.finditer(pattern, text))
    assert len(found) == 1, f"{len(found)} matches of {pattern!r}"
    return found[0]


def money(pattern: str, text: str) -> Decimal:
    """The amount of the only match; MONEY in the pattern stands for it."""
    return number(find(pattern.replace("MONEY", MONEY), text)[1])


def share(pattern: str, text: str) -> Decimal:
    """The percentage of the only match as a fraction of one; PERCENT in the pattern stands for it."""
    return number(find(pattern.replace("PERCENT", PERCENT), text)[1]) / 100


def phrase(text: str, phrases: dict[str, str]) -> str:
    """The meaning of the only one of these phrases that stands in the text."""
    found = {meaning for words, meaning in phrases.items() if words in text}
    assert len(found) == 1, f"the stem says {found or 'none'} of {sorted(set(phrases.values()))}"
    return found.pop()


def the_one(options: dict[str, str], wanted: str) -> str:
    """The id of the only option that says what was computed."""
    right = [name for name, text in options.items() if text == wanted]
    assert len(right) == 1, f"computed {wanted}, stated by options {right}"
    return right[0]


def dollars(value: Decimal) -> str:
    """An amount that is already whole cents, as an option writes it."""
    assert value == cents(value), f"not whole cents: {value}"
    return f"${value:,.2f}"


def table(stem: str) -> list[list[str]]:
    """The cells of the Markdown table in the stem, without its rule."""
    rows = [line for line in stem.splitlines() if line.startswith("|") and not line.startswith("|--")]
    return [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in rows]


def deductible_coinsurance_maximum(stem: str, options: dict[str, str]) -> str:
    """Plan terms of the stem: copayment, deductible still open, coinsurance of the rest, capped by the maximum."""
    deductible = money("annual deductible of MONEY", stem)
    percent = share("then PERCENT coinsurance of the allowed amount", stem)
    maximum = money("out-of-pocket maximum of MONEY for deductible, coinsurance and copayments together", stem)
    met = money("MONEY of the deductible has been met", stem)
    counted = money(r"MONEY counts toward the out-of-pocket maximum \(the deductible included\)", stem)
    charge = money("is charged at MONEY", stem)
    allowed = money("and the plan allows MONEY", stem)
    assert met <= counted <= maximum, f"met {met}, counted {counted}, maximum {maximum}"
    assert met <= deductible, f"deductible {deductible}, met {met}"
    assert charge >= allowed
    copayment = NOTHING
    if "office visit" in stem:
        assert "neither deductible nor coinsurance; the copayment does not count toward the deductible" in stem
        assert "processes a covered specialist's office visit of the week before at the same time" in stem
        copayment = money("charges a copayment of MONEY", stem)
        assert "for the visit and the procedure together?" in stem
    first = min(deductible - met, allowed)
    owed = min(copayment + first + percent * (allowed - first), maximum - counted)
    asked = phrase(stem, {"How much does the patient owe": "patient", "How much does the plan pay": "plan"})
    if asked == "patient":
        return the_one(options, dollars(owed))
    covered = allowed + (money("The plan allows MONEY for the visit", stem) if copayment else NOTHING)
    return the_one(options, dollars(covered - owed))


def fee_schedule_amount_gpci(stem: str, options: dict[str, str]) -> str:
    """42 CFR 414.22 to 414.34: sum of RVU times GPCI, times the conversion factor; facility PE in POS 22 and 24."""
    head, rvus, gpcis = table(stem)
    assert head == ["", "Work", "PE, non-facility", "PE, facility", "MP"], head
    assert (rvus[0], gpcis[0]) == ("RVUs", "GPCI of the locality")
    place = find(r"\(POS (\d\d)\)", stem)[1]
    assert ("own office" in stem or "office of the group" in stem) == (place == "11"), place
    expense = {"11": 2, "22": 3, "24": 3}[place]
    units = sum((Decimal(rvus[column]) * Decimal(gpcis[column]) for column in (1, expense, 4)), NOTHING)
    factor = Decimal(find(r"conversion factor (?:that applies )?(?:is|of) \$(\d+\.\d{4})", stem)[1])
    year = find(r"\d+ [A-Z][a-z]+ (\d{4})", stem)[1]
    assert factor == {"2026": Decimal("33.4009")}[year], f"conversion factor {factor} in {year}"
    amount = cents(units * factor)
    asked = phrase(
        stem,
        {
            "What is the fee schedule amount?": "amount",
            "What does Medicare pay": "Medicare",
            "What does the patient owe?": "patient",
        },
    )
    if asked == "amount":
        return the_one(options, dollars(amount))
    assert "The Part B deductible has been met" in stem
    paid = cents(amount * Decimal("0.8"))
    assert cents(amount * Decimal("0.2")) == amount - paid
    return the_one(options, dollars(paid if asked == "Medicare" else amount - paid))


STATUSES = {
    "who participates in Medicare": "participating",
    "who has signed a Medicare participation agreement": "participating",
    "whose participation agreement with Medicare covers all of 2026": "participating",
    "who does not participate in Medicare and accepts assignment on this claim": "assigned",
    "who is non-participating in Medicare but takes assignment for this claim": "assigned",
    'without a participation agreement, who checks "accept assignment" on this claim': "assigned",
    "who does not participate in Medicare and does not accept assignment on this claim": "unassigned",
    "who is non-participating in Medicare and leaves this claim unassigned": "unassigned",
    "without a participation agreement, who declines assignment on this claim": "unassigned",
}


def participation(stem: str) -> tuple[str, Decimal, Decimal]:
    """Social Security Act 1848(a)(3) and (g): who gets Medicare's payment, that payment, what the patient pays.

    Medicare pays 80% of the lower of charge and fee schedule amount, which is 95% for those who do not
    participate; without assignment the patient is billed up to the limiting charge, 115% of the 95%.
    """
    assert "Original Medicare" in stem
    assert "deductible has been met, and there is no other insurance and no stricter state limit" in stem
    status = phrase(stem, STATUSES)
    charge = money(r"(?:The|physician's) charge (?:is )?MONEY", stem)
    full = money(
        "(?:schedule amount for participating physicians is|participating physicians are allowed|"
        "participating fee schedule amount is) MONEY",
        stem,
    )
    fee = full if status == "participating" else cents(full * Decimal("0.95"))
    allowed = min(charge, fee)
    paid = cents(allowed * Decimal("0.8"))
    if status == "unassigned":
        return "patient", paid, min(charge, cents(fee * Decimal("1.15")))
    return "physician", paid, allowed - paid


def medicare_participation_payments(stem: str, options: dict[str, str]) -> str:
    """42 CFR 414.20 and 414.48: both payments of one Part B service."""
    payee, paid, collected = participation(stem)
    return the_one(
        options,
        f"Medicare pays the {payee} {dollars(paid)}; the physician collects {dollars(collected)} from the patient",
    )


def medicare_participation_most_collected(stem: str, options: dict[str, str]) -> str:
    """42 CFR 414.20 and 414.48: the most that reaches the physician for one Part B service."""
    payee, paid, collected = participation(stem)
    return the_one(options, dollars(collected if payee == "patient" else paid + collected))


def percents(stem: str) -> tuple[Decimal, ...]:
    """The share of the fee for the first, second and further procedures; the last one goes on."""
    if "The payer is Original Medicare" in stem:
        assert "have multiple-procedure indicator 2 and the standard reduction applies" in stem
        return Decimal(1), Decimal("0.5")
    assert "The commercial plan ranks procedures by its allowed amount" in stem
    assert "the limit is the lower of the charge and the amount so reduced" in stem
    steps = find(rf"allows {PERCENT} of it for the first(?:, {PERCENT} for the second)? and {PERCENT} for each", stem)
    return tuple(number(step) / 100 for step in steps.groups() if step)


def multiple_procedure_reduction(stem: str, options: dict[str, str]) -> str:
    """Medicare Claims Processing Manual, chapter 12, section 40.6, or the plan's rule: rank, reduce, compare."""
    rows = [(row[1], number(row[2].strip("$")), number(row[3].strip("$"))) for row in table(stem)[1:]]
    assert {kind for kind, _, _ in rows} <= {"procedure", "add-on code"}
    ranked = sorted((fee, charge) for kind, charge, fee in rows if kind == "procedure")[::-1]
    assert 2 <= len(ranked) <= 5
    assert len({fee for fee, _ in ranked}) == len(ranked), "equal fees"
    steps = percents(stem)
    total = sum((min(charge, fee) for kind, charge, fee in rows if kind == "add-on code"), NOTHING)
    for place, (fee, charge) in enumerate(ranked):
        total += min(charge, cents(fee * steps[min(place, len(steps) - 1)]))
    return the_one(options, dollars(total))


CLAUSES = {
    "it pays, as secondary, what the primary plan left of the primary's allowed amount, but never more than it would "
    "have paid as the only plan": "standard",
    "pays the lesser of its normal benefit and the share of the primary's allowed amount that the primary left to "
    "the patient": "standard",
    "it pays the benefit it would have paid as the only plan less what the primary paid": "non-duplication",
    "it takes the primary's payment off its own normal benefit and pays only the difference": "non-duplication",
    "it pays, as secondary, what the primary plan left to the patient, but only until both payments together reach "
    "its own allowed amount": "own limit",
    "it covers what the primary left to the patient to the extent that both plans' payments together do not exceed "
    "the secondary's own allowed amount": "own limit",
}


def secondary_plan_payment(stem: str, options: dict[str, str]) -> str:
    """The plan's clause in the stem; the standard one is that of NAIC model regulation 120."""
    assert "The practice is in network with both." in stem
    first, second = re.split(r"The secondary plan, whose deductible has been met, ", stem)
    allowed = money("The primary plan allows MONEY", first)
    coinsurance = share("(?:applies|and) PERCENT coinsurance", first)
    applied = NOTHING if "the deductible having been met" in first else money("applies MONEY to the deductible", first)
    left = applied + coinsurance * (allowed - applied)
    paid = allowed - left
    own = money("^allows MONEY with", second)
    normal = own * (1 - share("with PERCENT coinsurance;", second))
    clause = phrase(second, CLAUSES)
    if clause == "standard":
        benefit = min(normal, left)
    elif clause == "non-duplication":
        benefit = max(normal - paid, NOTHING)
    else:
        benefit = max(min(left, own - paid), NOTHING)
    asked = phrase(
        stem,
        {
            "What is the secondary plan's payment?": "plan",
            "How much does the secondary plan pay?": "plan",
            "What does the patient owe after both plans have paid?": "patient",
            "How much is left for the patient after both plans?": "patient",
        },
    )
    if asked == "plan":
        return the_one(options, dollars(benefit))
    assert re.search("collects? (?:no more than )?the primary's allowed amount in (?:all|total)", stem)
    return the_one(options, dollars(left - benefit))


def medicare_secondary_payment(stem: str, options: dict[str, str]) -> str:
    """42 CFR 411.33(a): the lowest of three; Medicare alone pays on the lower of charge and fee (414.21)."""
    charge = money("(?:charges|bills|physician's charge is) MONEY", stem)
    allowed = money("(?:The plan allows|remittance shows an allowed amount of) MONEY", stem)
    paid = money("(?:patient's share, pays|and a payment of) MONEY", stem)
    fee = money("The Medicare fee schedule amount is MONEY", stem)
    open_deductible = NOTHING
    if "the Part B deductible has been met" not in stem:
        open_deductible = money("MONEY of the Part B deductible is still to be met", stem)
    accepted = charge
    if "A contract with the plan" in stem:
        accepted = money("makes the physician accept the plan's MONEY as payment in full", stem)
        assert accepted == allowed <= charge
    else:
        assert "has no contract with the plan and need not accept less than the charge" in stem
    alone = share("Medicare alone would pay PERCENT", stem) * max(min(charge, fee) - open_deductible, NOTHING)
    payment = min(accepted - paid, alone, max(fee, allowed) - paid)
    return the_one(options, dollars(max(payment, NOTHING)))


ORACLES: dict[str, Callable[[str, dict[str, str]], str]] = {
    "family-cpb-deductible-coinsurance-maximum": deductible_coinsurance_maximum,
    "family-cpb-fee-schedule-amount-gpci": fee_schedule_amount_gpci,
    "family-cpb-medicare-participation-payments": medicare_participation_payments,
    "family-cpb-medicare-participation-most-collected": medicare_participation_most_collected,
    "family-cpb-multiple-procedure-reduction": multiple_procedure_reduction,
    "family-cpb-secondary-plan-payment": secondary_plan_payment,
    "family-cpb-medicare-secondary-payment": medicare_secondary_payment,
}
