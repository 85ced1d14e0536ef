"""Second, independent implementations of the CPB families about posting a remittance and clearing a credit.

Each function reads one generated question as a learner does (stem and options as text), works out the
entries from the X12 adjustment codes or from the ledger and returns the id of the option that states them.
"""

import re
from collections.abc import Callable
from decimal import Decimal

MONEY = r"\$(\d[\d,]*\.\d\d)"
NOTHING = Decimal(0)


def number(text: str) -> Decimal:
    """The value of an amount as the question writes it, a true minus sign included."""
    return Decimal(text.replace("$", "").replace(",", "").replace("−", "-"))


def find(pattern: str, text: str) -> re.Match[str]:
    """The only match of the pattern in the text."""
    found = list(re.finditer(pattern, text))
    assert len(found) == 1, f"{len(found)} matches of {pattern!r}"
    return found[0]


def money(pattern: str, text: str) -> Decimal:
    """The amount of the only match; MONEY in the pattern stands for it."""
    return number(find(pattern.replace("MONEY", MONEY), text)[1])


def the_one(options: dict[str, str], wanted: str) -> str:
    """The id of the only option that says what was computed."""
    right = [name for name, text in options.items() if text == wanted]
    assert len(right) == 1, f"computed {wanted}, stated by options {right}"
    return right[0]


def dollars(value: Decimal) -> str:
    """An amount that is not negative, as an option writes it."""
    assert value >= 0, f"negative: {value}"
    return f"${value:,.2f}"


def table(stem: str) -> list[list[str]]:
    """The cells of the Markdown table in the stem, without its head and its rule."""
    rows = [line for line in stem.splitlines() if line.startswith("|") and not line.startswith("|--")]
    return [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in rows[1:]]


def adjustments(text: str) -> dict[str, Decimal]:
    """Group and reason code with the amount, from a list in words or in a cell."""
    found = re.findall(rf"\b((?:CO|PR|OA|PI)-\d+) {MONEY}", text)
    codes = {code: number(amount) for code, amount in found}
    assert len(codes) == len(found), f"a code stands twice: {found}"
    return codes


# What becomes of a denied or adjusted amount, by the code and the finding of the practice in the stem.
WRITTEN_OFF = {
    "CO-45": "",
    "CO-253": "",
    "CO-97": "payment included in another service; the practice agrees that the two belong together",
    "CO-197": "prior authorization absent; the practice agrees that the contract required one, and none can be had now",
}
CORRECTED = {"CO-16": "claim lacks information, namely the referring provider's NPI, which the practice has"}
OWED = {"PR-1": "", "PR-2": "", "PR-3": "", "PR-204": "not covered under the patient's plan; the practice agrees"}


def remittance_posting(stem: str, options: dict[str, str]) -> str:
    """X12 group codes: CO is written off unless it can be corrected; PR goes to the next payer, then to the patient."""
    assert re.search(r"participates in Medicare|is in the plan's network|It is in the plan's network", stem)
    other = re.search("also has a (?:second commercial|Medicare supplement) plan, to which the practice sends", stem)
    assert bool(other) != ("The patient has no other coverage." in stem)
    off = patient = pending = NOTHING
    for _, charge, listed, paid in table(stem):
        codes = adjustments(listed)
        assert number(charge) == sum(codes.values(), number(paid)), f"line does not balance: {charge} {codes} {paid}"
        for code, amount in codes.items():
            assert {**WRITTEN_OFF, **CORRECTED, **OWED}[code] in stem, f"{code} is explained otherwise"
            if code in WRITTEN_OFF:
                off += amount
            elif code in CORRECTED or other:
                assert code != "PR-204" or not other, "does the second plan cover it?"
                pending += amount
            else:
                patient += amount
    if "at the visit" in stem:
        patient -= money("The patient paid MONEY at the visit", stem)
    return the_one(options, f"Write off {dollars(off)}; patient {dollars(patient)}; open {dollars(pending)}")


def secondary_remittance_posting(stem: str, options: dict[str, str]) -> str:
    """X12 code 23 repeats what the primary adjusted and paid, so it is not posted again; CO and PR are posted."""
    assert "in network with both" in stem or "in network with a patient's primary and secondary" in stem
    assert "The patient has paid nothing." in stem
    written_off = money("contractual adjustment MONEY", stem)
    primary_paid = money("payment MONEY", stem)
    rest = money("patient's share MONEY", stem)
    charges = {number(amount) for amount in re.findall(rf"charge (?:of |is )?{MONEY}", stem)}
    assert charges == {written_off + primary_paid + rest}, f"the primary's entries do not make the charge {charges}"
    codes = adjustments(stem)
    paid = money(r", paid MONEY\.", stem)
    assert codes.pop("OA-23") == written_off + primary_paid
    assert sum(codes.values(), paid) == rest, f"{codes} and {paid} do not make {rest}"
    off = codes.pop("CO-45", NOTHING)
    (owed,) = codes.keys()
    assert owed in ("PR-1", "PR-2", "PR-3"), owed
    due = codes[owed]
    return the_one(options, f"Payment {dollars(paid)}; write-off {dollars(off)}; due from the patient {dollars(due)}")


def credit_balance_refund(stem: str, options: dict[str, str]) -> str:
    """An overpayment goes back to the one who made it; an adjustment entered twice is only reversed."""
    entries: dict[str, list[Decimal]] = {}
    for _, entry, amount in table(stem):
        entries.setdefault(entry, []).append(number(amount))
    assert all(len(amounts) == 1 for amounts in entries.values()), entries
    ledger = {entry: amounts[0] for entry, amounts in entries.items()}
    assert -sum(ledger.values()) == money(r"(?:shows a credit|finds a credit balance) of MONEY", stem)
    allowed = money("(?:has an allowed amount of|allows) MONEY", stem)
    member = money("(?:the (?:copayment|coinsurance) on its remittance is|the member owes) MONEY", stem)
    assert ledger.pop("Charge") + ledger.pop("Plan: contractual adjustment") == allowed
    assert -ledger.pop("Plan: payment") == allowed - member
    again = -ledger.pop("Plan: payment, second remittance for the same claim", NOTHING)
    assert again in (NOTHING, allowed - member)
    ledger.pop("Plan: contractual adjustment, keyed from a paper copy", NOTHING)
    over = -ledger.pop("Paid by the patient (estimate)") - member
    assert not ledger, f"other entries: {ledger}"
    return the_one(options, f"{dollars(over)} to the patient; {dollars(again)} to the plan")


ORACLES: dict[str, Callable[[str, dict[str, str]], str]] = {
    "family-cpb-remittance-posting": remittance_posting,
    "family-cpb-secondary-remittance-posting": secondary_remittance_posting,
    "family-cpb-credit-balance-refund": credit_balance_refund,
}
