"""Second, independent implementations of the CPB families about who pays: order of benefits and Medicare's notices.

Each function reads one generated question as a learner does (stem and options as text), applies the rule
of coordination of benefits or of the Advance Beneficiary Notice and returns the id of the option that states it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

DAY = r"(\d{1,2} [A-Z][a-z]+ \d{4})"
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
    """The only match of the pattern in the text; DAY in the pattern stands for a date."""
    found = list(re.finditer(pattern.replace("DAY", DAY), text))
    assert len(found) == 1, f"{len(found)} matches of {pattern!r}"
    return found[0]


def day_of(text: str) -> date:
    """The day that a date of the question names."""
    day, month, year = text.split()
    return date(int(year), MONTHS[month], int(day))


def days_in(text: str) -> list[date]:
    """All dates of the text in the order in which they stand."""
    return [day_of(written) for written in re.findall(DAY, text)]


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


@dataclass(frozen=True)
class Parent:
    """One parent with the plan through which the child is covered."""

    name: str
    born: date
    plan_since: int

    @property
    def pronoun(self) -> str:
        """How an option refers to the parent as an object."""
        return {"mother": "her", "father": "him"}[self.name]

    @property
    def birthday(self) -> tuple[int, int]:
        """Month and day; the year does not count."""
        return self.born.month, self.born.day


def both_parents(stem: str) -> tuple[Parent, Parent]:
    """Mother and father as the parentheses of the stem describe them."""
    pattern = rf"the (mother|father)'s \(born {DAY}; plan in force for (?:her|him) since (\d{{4}}), for the child since"
    read = {name: Parent(name, day_of(born), int(since)) for name, born, since in re.findall(pattern, stem)}
    assert set(read) == {"mother", "father"}, f"parents read: {read}"
    return read["mother"], read["father"]


def by_birthday(mother: Parent, father: Parent) -> str:
    """The birthday rule, and with one birthday for both the plan that has covered its parent longer."""
    if mother.birthday != father.birthday:
        first = min(mother, father, key=lambda parent: parent.birthday)
        own = {"mother": "her", "father": "his"}[first.name]
        return f"The {first.name}'s plan, because {own} birthday, {first.born:%-d %B}, comes first in the year"
    assert mother.plan_since != father.plan_since, "birthdays and length of coverage are the same"
    first, other = sorted((mother, father), key=lambda parent: parent.plan_since)
    reason = f"it has covered {first.pronoun} longer than the other plan has covered {other.pronoun}"
    return f"The {first.name}'s plan, because {reason}"


def child_order_of_benefits(stem: str, options: dict[str, str]) -> str:
    """NAIC Coordination of Benefits Model Regulation (120), section 6: order for a dependent child.

    Section 3: without a decree the custodial parent is the one with whom the child lives more than half of the year.
    """
    assert "NAIC model" in stem
    mother, father = both_parents(stem)
    one = re.search(r"decree makes the (mother|father) responsible for the child's health coverage, and", stem)
    custody = re.search(r"the child lives with the (mother|father), who has custody\.", stem)
    home = re.search(r"; the child lives with the (mother|father) most of the time\.", stem)
    case = only_true(
        {
            "together": bool(re.search(r"The parents[^.]* live together", stem)),
            "decree, one": bool(one),
            "decree, both": "The decree makes both parents responsible for the child's health care" in stem,
            "decree, joint custody": "joint custody and says nothing of the child's health care or coverage" in stem,
            "custody alone": bool(custody) and "No court has said who is responsible" in stem,
            "home alone": bool(home) and "No court has decided on custody or on the child's health care" in stem,
        }
    )
    if case == "decree, one" and one:
        assert re.search(r"and (?:his|her) plan has been told so", stem)
        pronoun = {"mother": "her", "father": "him"}[one[1]]
        wanted = f"The {one[1]}'s plan, because the decree makes {pronoun} responsible for the coverage"
    elif case == "custody alone" and custody:
        pronoun = {"mother": "she", "father": "he"}[custody[1]]
        wanted = f"The {custody[1]}'s plan, because {pronoun} has custody"
    elif case == "home alone" and home:
        pronoun = {"mother": "her", "father": "him"}[home[1]]
        wanted = f"The {home[1]}'s plan, because the child lives with {pronoun} most of the time"
    else:
        wanted = by_birthday(mother, father)
    return the_one(options, wanted)


def months_later(start: date, months: int) -> date:
    """The first day of a month, a number of months later."""
    assert start.day == 1, f"not the first of a month: {start}"
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(years, month + 1, 1)


def payer_with_kidney_failure(stem: str) -> str:
    """Social Security Act 1862(b)(1)(C), 42 CFR 411.162: 30 months from the month of eligibility, whatever the size."""
    assert "has had no transplant" in stem
    assert "without a break since before ESRD" in stem
    entitled, *_, served = days_in(stem)
    if served < months_later(entitled, 30):
        return "The group plan, because the 30 months of coordination are not over"
    return "Medicare, because the 30 months of coordination are over"


def payer_by_size(stem: str, worker: str, employees: int) -> str:
    """42 CFR 411.170-411.206: 20 employees for the working aged, 100 for the disabled."""
    if "on the basis of age alone" in stem:
        if employees >= 20:
            return f"The group plan, because the {worker} works for an employer with 20 or more employees"
        return "Medicare, because the employer has fewer than 20 employees"
    assert worker == "spouse", "no question has a disabled patient who works"
    if employees >= 100:
        return "The group plan, because the spouse's employer has 100 or more employees"
    return "Medicare, because the spouse's employer has fewer than 100 employees"


def medicare_or_group_plan_first(stem: str, options: dict[str, str]) -> str:
    """Social Security Act 1862(b)(1); Medicare Secondary Payer Manual chapter 2, sections 10 to 30."""
    age = int(find(r"(\d+)-year-old patient", stem)[1])
    basis = only_true(
        {
            "age": "has Original Medicare on the basis of age alone" in stem,
            "disability": "has Original Medicare on the basis of disability alone" in stem,
            "kidney": "only because of end-stage renal disease" in stem,
        }
    )
    assert (age >= 65) == (basis == "age"), f"{basis} at {age}"
    worker = only_true(
        {
            "patient": "The patient still works and has the employer's group plan" in stem,
            "spouse": "through the spouse's current job" in stem,
            "nobody": bool(re.search(r"retired since .* has (?:retiree|COBRA) coverage", stem)),
        }
    )
    employees = int(
        find(r"(?:the employer has had|the former employer, which has) ([\d,]+) employees", stem)[1].replace(",", "")
    )
    if basis == "kidney":
        wanted = payer_with_kidney_failure(stem)
    elif worker == "nobody":
        assert "spouse does not work either" in stem
        wanted = "Medicare, because the coverage does not rest on current employment"
    else:
        assert "It is not a multi-employer plan" in stem
        wanted = payer_by_size(stem, worker, employees)
    return the_one(options, wanted)


# Services that Original Medicare covers when they are reasonable and necessary, Social Security Act 1862(a)(1).
COVERED = (
    "vitamin D test",
    "vitamin B12 injection",
    "spinal manipulation",
    "bone density scan",
    "screening lipid panel",
    "glycated hemoglobin test",
    "thyroid panel",
)
# Services that section 1862(a) of the Act excludes: (7) checkups, refraction, hearing aids; (10), (12), (13).
EXCLUDED = (
    "refraction for new glasses",
    "cosmetic eyelid operation",
    "routine foot care",
    "examination for fitting a hearing aid",
    "routine dental cleaning",
    "complete physical outside the preventive visits",
)
NO_VALID_NOTICE = (
    "No ABN was given",
    "Nobody thought of an ABN",
    "No notice was given, and none is required",
    "names no service, reason or cost and that every patient signs",
    "signed the ABN an hour after the service",
    "the space for the reason why Medicare may not pay was left empty",
    "without a signature; no refusal to sign was noted",
    "by word of mouth that Medicare may not pay; nothing was put in writing",
)


def excluded_by_law(stem: str) -> bool:
    """Whether the statute excludes the service; the stem's own words must say the same."""
    service = only_true({name: name in stem for name in COVERED + EXCLUDED})
    said = only_true(
        {
            "necessity": "A denial as not reasonable and necessary is expected" in stem,
            "excluded": "Medicare never pays for it: the law excludes" in stem,
        }
    )
    assert (said == "excluded") == (service in EXCLUDED), f"{service} called {said}"
    return said == "excluded"


def notice_is_valid(stem: str) -> bool:
    """Claims Processing Manual chapter 30, section 50: valid if written, complete and signed before the service."""
    complete = (
        rf"signed a complete ABN on (?:{DAY}|the same day, before the service): service, reason, estimated cost of \$",
        rf"On the ABN, signed on (?:{DAY}|the same day, before the service), the patient chose .* an estimate of \$",
    )
    found = [match for match in (re.search(pattern, stem) for pattern in complete) if match]
    found_void = [words for words in NO_VALID_NOTICE if words in stem]
    assert len(found) + len(found_void) == 1, f"notices read: {found} and {found_void}"
    if not found:
        return False
    if found[0][1]:
        assert day_of(found[0][1]) < days_in(stem)[0], "signed after the service"
    return True


def abn_modifier(stem: str, options: dict[str, str]) -> str:
    """Medicare Claims Processing Manual chapter 30, section 50: GA, GX, GY and GZ."""
    assert "Original Medicare" in stem
    valid = notice_is_valid(stem)
    if excluded_by_law(stem):
        assert valid == ("The practice gave a voluntary ABN" in stem)
        return the_one(options, "GX and GY" if valid else "GY")
    return the_one(options, "GA" if valid else "GZ")


def abn_liability(stem: str, options: dict[str, str]) -> str:
    """Social Security Act 1879 for necessity; 1862(a) exclusions are the patient's own, notice or not."""
    assert "Original Medicare" in stem
    valid = notice_is_valid(stem)
    if excluded_by_law(stem):
        return the_one(options, "GY: PR denial, patient billed")
    return the_one(options, "GA: PR denial, patient billed" if valid else "GZ: CO denial, practice writes off")


ORACLES: dict[str, Callable[[str, dict[str, str]], str]] = {
    "family-cpb-child-order-of-benefits": child_order_of_benefits,
    "family-cpb-medicare-or-group-plan-first": medicare_or_group_plan_first,
    "family-cpb-abn-modifier": abn_modifier,
    "family-cpb-abn-liability": abn_liability,
}
