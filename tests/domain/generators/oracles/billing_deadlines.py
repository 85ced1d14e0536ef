"""Second, independent implementations of the CPB families about last days and about figures of the receivables.

Each function reads one generated question as a learner does (stem and options as text), counts the days or
works out the figure by the rule and returns the id of the option that states it.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

DAY = r"(\d{1,2} [A-Z][a-z]+ \d{4})"
MONEY = r"\$(\d[\d,]*\.\d\d)"
MONTHS = {
    name: number
    for number, name in enumerate(
        (
            *("January", "February", "March", "April", "May", "June"),
            *("July", "August", "September", "October", "November", "December"),
        ),
        start=1,
    )
}


def find(pattern: str, text: str) -> re.Match[str]:
    """The only match of the pattern in the text; DAY and MONEY in the pattern stand for a date and an amount."""
    found = list(re.finditer(pattern.replace("DAY", DAY).replace("MONEY", MONEY), text))
    assert len(found) == 1, f"{len(found)} matches of {pattern!r}"
    return found[0]


def day_of(text: str) -> date:
    """The day that a date of the question names."""
    day, month, year = text.split()
    return date(int(year), MONTHS[month], int(day))


def number(text: str) -> Fraction:
    """The value of an amount as the question writes it."""
    return Fraction(text.replace("$", "").replace(",", ""))


def the_one(options: dict[str, str], wanted: str) -> str:
    """The id of the only option that says what was computed."""
    right = [name for name, text in options.items() if text == wanted]
    assert len(right) == 1, f"computed {wanted!r}, stated by options {right}"
    return right[0]


def only_true(facts: dict[str, bool]) -> str:
    """The name of the only fact that holds."""
    true = [name for name, holds in facts.items() if holds]
    assert len(true) == 1, f"{len(true)} of {list(facts)} hold: {true}"
    return true[0]


def table(stem: str) -> list[list[str]]:
    """The cells of the Markdown table in the stem, without its head and its rule."""
    rows = [line for line in stem.splitlines() if line.startswith("|") and not line.startswith("|--")]
    return [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in rows[1:]]


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth such weekday of the month, Monday being 0."""
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def federal_holidays(year: int) -> set[date]:
    """The holidays of 5 USC 6103 on the days on which they are kept."""
    fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    fixed.append(date(year + 1, 1, 1))
    kept = {day + timedelta({5: -1, 6: 1}.get(day.weekday(), 0)) for day in fixed}
    last_of_may = date(year, 5, 31)
    kept |= {nth_weekday(year, 1, 0, 3), nth_weekday(year, 2, 0, 3), nth_weekday(year, 9, 0, 1)}
    kept |= {nth_weekday(year, 10, 0, 2), nth_weekday(year, 11, 3, 4)}
    return kept | {last_of_may - timedelta(last_of_may.weekday())}


def written(day: date) -> str:
    """The date as an option writes it; a working day, so that nothing is put off to the next one."""
    assert day.weekday() < 5, f"{day} is a Saturday or Sunday"
    assert day not in federal_holidays(day.year), f"{day} is a federal holiday"
    return f"{day:%-d %B %Y}"


def year_later(day: date) -> date:
    """The same date one calendar year after."""
    return day.replace(year=day.year + 1)


def medicare_filing_day(stem: str) -> date:
    """42 CFR 424.44; Medicare Claims Processing Manual chapter 1, section 70: which date starts the calendar year."""
    assert re.search(r"[Nn]o exception to (?:the|Medicare's time|the time) limit applies", stem)
    if "on an institutional claim" in stem:
        return year_later(day_of(find("are from DAY through DAY", stem)[2]))
    if "on a professional claim" in stem:
        return year_later(day_of(find("are from DAY to DAY", stem)[1]))
    seen = find(
        r"(?:physician practice sees a patient with Original Medicare for|A physician provides) [^.]*on DAY", stem
    )
    return year_later(day_of(seen[1]))


def timely_filing_last_day(stem: str, options: dict[str, str]) -> str:
    """Medicare's calendar year, or the days of the contract from the service or from the primary's remittance."""
    case = only_true(
        {
            "Medicare": "Original Medicare" in stem,
            "secondary": "A patient has two commercial plans" in stem,
            "primary": "of a commercial plan, the only coverage" in stem,
        }
    )
    if case == "Medicare":
        return the_one(options, written(medicare_filing_day(stem)))
    start_day = r"the date of (?:service|the remittance)"
    find(rf"day 1 is the day after {start_day}\.|the day after {start_day} is day 1\.", stem)
    if case == "secondary":
        start = day_of(find("its remittance is dated DAY", stem)[1])
        limit = find(r"claims must be received within (\d+) days after the date of the primary's remittance", stem)
    else:
        start = day_of(find("practice provides [^.]* on DAY to a member", stem)[1])
        limit = find(r"claims must reach the plan within (\d+) days after the date of service", stem)
    return the_one(options, written(start + timedelta(int(limit[1]))))


# The notice on the desk, what comes next, its days, and the amount that it takes in 2026 (42 CFR 405.1006).
LEVELS = {
    "remittance notice with the initial denial": ("Redetermination by the contractor", 120, 0),
    "contractor's unfavorable redetermination": ("Reconsideration by the QIC", 180, 0),
    "unfavorable reconsideration of the qualified": ("Hearing before an ALJ", 60, 200),
    "unfavorable decision of the administrative law judge": ("Review by the Appeals Council", 60, 0),
    "unfavorable decision of the Medicare Appeals Council": ("Suit in federal district court", 60, 1960),
}


def medicare_appeal_level_and_day(stem: str, options: dict[str, str]) -> str:
    """42 CFR 405.942, 405.962, 405.1002, 405.1102 and 405.1136, receipt five days after the date of the notice."""
    assert "receipt is presumed 5 calendar days after its date" in stem
    level, days, least = LEVELS[only_true({notice: notice in stem for notice in LEVELS})]
    amount = number(find("amount in controversy, computed under the regulation, is MONEY", stem)[1])
    assert "cannot be combined with other claims" in stem
    dated = day_of(find("DAY", stem)[1])
    last = dated + timedelta(5 + days)
    if least:
        assert dated.year == last.year == 2026, f"the amounts of 2026 may not apply from {dated} to {last}"
    if amount < least:
        return the_one(options, "No further level: the amount is below the threshold")
    return the_one(options, f"{level}, by {written(last)}")


def overpayment_sixty_days(stem: str, options: dict[str, str]) -> str:
    """42 CFR 401.305(a)(2) and (b)(1) as in force since 2025: 60 days after the practice knows of the overpayment."""
    assert "no sign of related overpayments" in stem
    assert "no cost report is concerned" in stem
    known = find(r"DAY the biller [a-z' ]+ and now knows that|A biller [a-z' ]+ on DAY and then knows that", stem)
    return the_one(options, written(day_of(known[1] or known[2]) + timedelta(60)))


def aging_bucket_total(stem: str, options: dict[str, str]) -> str:
    """The rule of the practice in the stem: day 0 is the service or the first statement; both ends belong in."""
    report = day_of(find(r"(?:prints its aging report on|checks an aging report of|^On) DAY", stem)[1])
    column = {"service": 1, "the first statement": 2}[find(r"from the date of ([a-z ]+); that day is day 0", stem)[1]]
    low, high = map(int, find(r"the bucket of (\d+)–(\d+) days\?", stem).groups())
    ages = [((report - day_of(row[column])).days, number(row[3])) for row in table(stem)]
    assert all(age >= 0 for age, _ in ages), "an account begins after the report"
    total = sum((balance for age, balance in ages if low <= age <= high), Fraction())
    return the_one(options, f"${Decimal(total.numerator) / total.denominator:,.2f}")


def one_decimal(value: Fraction) -> Decimal:
    """Rounded once, half up, from the exact fraction."""
    tenths = (value * 10 + Fraction(1, 2)).__floor__()
    return (Decimal(tenths) / 10).quantize(Decimal("0.1"), ROUND_HALF_UP)


def days_in_receivables(stem: str, options: dict[str, str]) -> str:
    """Receivables over the average gross charge per calendar day of the three months, the formula of the stem."""
    year = int(find(r"\b(?:in|In|report of) (\d{4})\b", stem)[1])
    charges = re.findall(rf"\b({'|'.join(MONTHS)}) {MONEY}", stem)
    numbers = [MONTHS[month] for month, _ in charges]
    assert numbers == list(range(numbers[0], numbers[0] + 3)), f"months read: {charges}"
    days = (date(year, numbers[-1] + 1, 1) - date(year, numbers[0], 1)).days
    assert days == int(find(r"of the three months, (\d+) days in all", stem)[1])
    end = charges[-1][0]
    if "there are no credit balances" in stem:
        owed = number(find(f"Receivables at the end of {end} are MONEY; there are no credit", stem)[1])
    else:
        ledger = find(f"end of {end} the ledger shows MONEY, from which credit balances of MONEY have been", stem)
        assert "the practice adds these back to its receivables" in stem
        owed = number(ledger[1]) + number(ledger[2])
    figure = owed / (sum((number(charge) for _, charge in charges), Fraction()) / days)
    return the_one(options, f"{one_decimal(figure)} days")


def collection_rate(stem: str, options: dict[str, str]) -> str:
    """Payments after refunds over gross charges, or over gross charges less contractual adjustments (net)."""
    rows = {name: number(amount) for name, amount in table(stem)}
    kept = rows["Payments received"] - rows["Refunds to payers and patients"]
    expected = rows["Gross charges"] - rows["Contractual adjustments"]
    spent = sum((rows[name] for name in rows if name.startswith("Written off")), Fraction())
    assert expected == kept + spent + rows["Still open"], "the table does not add up"
    assert rows["Still open"] >= 0, f"less than nothing is still open: {rows['Still open']}"
    kind = find(r"what is the (gross|net) collection rate|What is the (gross|net) collection rate", stem)
    base = {"gross": rows["Gross charges"], "net": expected}[kind[1] or kind[2]]
    return the_one(options, f"{one_decimal(kept / base * 100)}%")


ORACLES: dict[str, Callable[[str, dict[str, str]], str]] = {
    "family-cpb-timely-filing-last-day": timely_filing_last_day,
    "family-cpb-medicare-appeal-level-and-day": medicare_appeal_level_and_day,
    "family-cpb-overpayment-sixty-days": overpayment_sixty_days,
    "family-cpb-aging-bucket-total": aging_bucket_total,
    "family-cpb-days-in-receivables": days_in_receivables,
    "family-cpb-collection-rate": collection_rate,
}
