"""Which of the parents' plans is primary for a child: order of benefits by the NAIC model regulation (120), section 6.

Parents who live together: the earlier birthday in the year (month and day), with equal birthdays the plan that has
covered its parent longer. Parents who do not: the parent whom a court decree makes responsible, once the plan knows;
where it makes both responsible, or gives joint custody without a word on health care, the birthday rule; without a
decree the custodial parent, then the custodial parent's spouse, then the other parent.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from trainer.domain.generators.billing.figures import day_between
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import Patient, long_day


@dataclass(frozen=True, slots=True)
class _Parent:
    """A parent with birthday, and since when the plan has covered the parent and the child."""

    name: str
    born: date
    covered_since: int
    child_since: int

    @property
    def birthday(self) -> str:
        return f"{self.born.day} {self.born:%B}"

    @property
    def pronoun(self) -> str:
        return "him" if self.name == "father" else "her"

    @property
    def other(self) -> str:
        """The other parent as an object: the other plan has covered her."""
        return "has covered her" if self.name == "father" else "has covered him"

    @property
    def subject(self) -> str:
        return "he" if self.name == "father" else "she"

    @property
    def possessive(self) -> str:
        return "his" if self.name == "father" else "her"


@dataclass(frozen=True, slots=True)
class _Case:
    """What the stem says of the parents, the primary plan's reason, and wrong answers, all in words."""

    facts: str
    right: str
    why: str
    wrong: tuple[Wrong, ...]


def _parents(rng: random.Random, *, same_birthday: bool) -> tuple[_Parent, _Parent]:
    """(the one whose birthday comes first in the year or, with equal birthdays, covered longer; the other)."""
    days = sorted(rng.sample(range(8, 355), 2))
    if same_birthday:
        days[1] = days[0]
    years = rng.sample(range(1979, 1992), 2)
    since = rng.sample(range(2010, 2021), 2)
    if same_birthday:
        since.sort()
    child = rng.sample(range(2021, 2025), 2)
    names = rng.sample(("mother", "father"), 2)
    born = [date(2025, 1, 1) + timedelta(days=day) for day in days]
    first, second = (
        _Parent(names[place], born[place].replace(year=years[place]), since[place], child[place]) for place in (0, 1)
    )
    return first, second


def _plan(parent: _Parent, reason: str) -> str:
    return f"The {parent.name}'s plan, because {reason}"


def _older(first: _Parent, second: _Parent) -> _Parent:
    return min((first, second), key=lambda parent: parent.born)


def _by_birthday(parent: _Parent) -> str:
    return _plan(parent, f"{parent.possessive} birthday, {parent.birthday}, comes first in the year")


def _by_age(parent: _Parent) -> str:
    return _plan(parent, f"{parent.subject} is the older of the two parents")


def _by_cover(parent: _Parent) -> str:
    return _plan(parent, f"it has covered {parent.pronoun} longer than the other plan {parent.other}")


def _by_child(parent: _Parent) -> str:
    return _plan(parent, "it has covered the child longer than the other plan")


def _by_custody(parent: _Parent) -> str:
    return _plan(parent, f"{parent.subject} has custody")


def _by_home(parent: _Parent) -> str:
    return _plan(parent, f"the child lives with {parent.pronoun} most of the time")


def _by_decree(parent: _Parent, *, alone: bool = False) -> str:
    return _plan(parent, f"the decree makes {parent.pronoun} {'alone ' if alone else ''}responsible for the coverage")


def _wrong_child(first: _Parent, second: _Parent) -> Wrong:
    longer = min((first, second), key=lambda parent: parent.child_since)
    return Wrong(
        _by_child(longer),
        "length of the child's coverage",
        "How long a plan has covered the child is never asked; even a tie looks at the coverage of the parent.",
    )


def _wrong_age(first: _Parent, second: _Parent, decides: str) -> Wrong:
    return Wrong(
        _by_age(_older(first, second)), "year of birth", f"The years of birth play no part in the order; {decides}."
    )


def _wrong_birthdays(first: _Parent, second: _Parent, decides: str = "") -> tuple[Wrong, ...]:
    """The birthdays compared in the wrong way, where they count, or, where `decides` names another rule, do not."""
    right = f"The plan of the parent whose birthday comes first in the year is primary: {_birthdays(first, second)}."
    why = f"The birthday rule, which asks for the first birthday, does not apply: {decides}." if decides else right
    later = _plan(second, f"{second.possessive} birthday, {second.birthday}, comes later in the year")
    turned = Wrong(later, "birthday rule turned round", why)
    if first.born.day <= second.born.day:
        return (turned,)
    day = _plan(second, f"{second.possessive} birthday, {second.birthday}, has the lower day of the month")
    return turned, Wrong(day, "days compared without months", f"The month would count before the day. {why}")


def _birthdays(first: _Parent, second: _Parent) -> str:
    return f"{first.birthday} comes before {second.birthday}, whatever the years"


def _together(rng: random.Random, first: _Parent, second: _Parent) -> _Case:
    decides = "the month and day of the birthdays decide"
    wrong = (
        _wrong_age(first, second, decides),
        Wrong(
            _by_cover(min((first, second), key=lambda p: p.covered_since)),
            "length of the parent's coverage",
            f"The length of the parents' coverage breaks a tie only; {decides}.",
        ),
        _wrong_child(first, second),
        *_wrong_birthdays(first, second),
    )
    return _Case(
        rng.choice(("The parents are married and live together.", "The parents, never married, live together.")),
        _by_birthday(first),
        f"The parents live together, so the birthday rule applies: {_birthdays(first, second)}.",
        tuple(rng.sample(wrong, len(wrong))),
    )


def _same_birthday(rng: random.Random, first: _Parent, second: _Parent) -> _Case:
    decides = f"with equal birthdays the longer coverage of the parent decides, here since {first.covered_since}"
    wrong = (
        _wrong_age(first, second, decides),
        _wrong_child(first, second),
        Wrong(
            _plan(second, f"its coverage of {second.pronoun}, from {second.covered_since}, is the newer one"),
            "newer coverage first",
            f"The newer coverage comes second: {decides}.",
        ),
        Wrong(
            _plan(first, f"a tie of birthdays goes to the {first.name}"),
            "sex of the parent",
            f"The sex of the parent decides nothing; {decides}.",
        ),
    )
    return _Case(
        rng.choice(("The parents are married and live together.", "The parents live together and are married.")),
        _by_cover(first),
        f"Both birthdays fall on {first.birthday}. The plan that has covered its parent longer is then primary: "
        f"{first.covered_since} against {second.covered_since}.",
        tuple(rng.sample(wrong, len(wrong))),
    )


def _decree_names_one(rng: random.Random, first: _Parent, second: _Parent) -> _Case:
    named, other = rng.sample((first, second), 2)
    home = rng.choice((other, other, named))
    where, reason = rng.choice(
        (
            (f"the child lives mostly with the {home.name}", _by_home(home)),
            (f"the {home.name} has custody", _by_custody(home)),
        )
    )
    decides = f"the decree makes the {named.name} responsible for the coverage, and that comes before all other rules"
    likely = [
        Wrong(
            reason, "custody before decree", f"Custody decides where no decree assigns the coverage; here {decides}."
        ),
        Wrong(_by_decree(other), "decree read of the other parent", f"The decree does not say so: {decides}."),
    ]
    rng.shuffle(likely)
    others = [
        likely.pop(),
        *_wrong_birthdays(first, second, decides),
        _wrong_age(first, second, decides),
        _wrong_child(first, second),
    ]
    birthday = Wrong(
        _by_birthday(first), "birthday rule after divorce", f"The birthday rule does not apply: {decides}."
    )
    return _Case(
        f"The parents are divorced; {where}. The divorce decree makes the {named.name} responsible for the child's "
        f"health coverage, and {named.possessive} plan has been told so.",
        _by_decree(named),
        f"The court decree names the {named.name}, and the plan knows it. That comes before custody and birthdays.",
        (birthday, *likely, *rng.sample(others, len(others))),
    )


def _joint(rng: random.Random, first: _Parent, second: _Parent) -> _Case:
    home = rng.choice((second, second, first))
    terms = rng.choice(
        (
            "A decree gives them joint custody and says nothing of the child's health care or coverage; in fact the "
            f"child sleeps more often at the {home.name}'s.",
            "The decree makes both parents responsible for the child's health care; the child lives mostly with the "
            f"{home.name}.",
        )
    )
    decides = "a decree of this kind sends both plans to the birthday rule"
    alone = f"The decree names neither parent alone; {decides}."
    wrong = (
        Wrong(
            _by_home(home),
            "custody in spite of the decree",
            f"The custodial parent comes first where there is no such decree; {decides}.",
        ),
        Wrong(_by_decree(first, alone=True), "decree read as naming one parent", alone),
        Wrong(_by_decree(second, alone=True), "decree read as naming one parent", alone),
        *_wrong_birthdays(first, second),
        _wrong_age(first, second, decides),
        _wrong_child(first, second),
    )
    return _Case(
        f"The parents are divorced. {terms}",
        _by_birthday(first),
        "A decree that makes neither parent alone responsible leads to the birthday rule: "
        f"{_birthdays(first, second)}.",
        tuple(rng.sample(wrong, len(wrong))),
    )


def _custody(rng: random.Random, first: _Parent, second: _Parent) -> _Case:
    custodial, other = rng.sample((first, second), 2)
    parted = rng.choice(("are divorced", "are separated", "were never married and live apart"))
    facts, right, decides = (
        f"the child lives with the {custodial.name}, who has custody. No court has said who is responsible for the "
        "child's health care or coverage",
        _by_custody(custodial),
        f"without a decree the plan of the parent with custody goes first, here the {custodial.name}'s",
    )
    if parted != "are divorced" and rng.random() < 0.7:
        facts, right, decides = (
            f"the child lives with the {custodial.name} most of the time. No court has decided on custody or on the "
            "child's health care or coverage",
            _by_home(custodial),
            "without a decree the parent with whom the child lives more than half of the year counts as the custodial "
            f"one and goes first, here the {custodial.name}",
        )
    wrong = (
        *_wrong_birthdays(first, second, decides),
        _wrong_age(first, second, decides),
        Wrong(
            _plan(other, "the parent without custody goes first"),
            "custody turned round",
            f"The parent without custody comes last; {decides}.",
        ),
        _wrong_child(first, second),
    )
    why = f"The birthday rule is for parents who live together; {decides}."
    return _Case(
        f"The parents {parted}; {facts}.",
        right,
        f"Without a decree on health care the plan of the custodial parent is primary, here the {custodial.name}'s.",
        (Wrong(_by_birthday(first), "birthday rule for parents apart", why), *rng.sample(wrong, len(wrong))),
    )


_CASES: tuple[tuple[Callable[[random.Random, _Parent, _Parent], _Case], bool], ...] = (
    (_together, False),
    (_together, False),
    (_same_birthday, True),
    (_decree_names_one, False),
    (_decree_names_one, False),
    (_joint, False),
    (_custody, False),
    (_custody, False),
)


def _cover(parent: _Parent) -> str:
    return (
        f"the {parent.name}'s (born {long_day(parent.born)}; plan in force for {parent.pronoun} since "
        f"{parent.covered_since}, for the child since {parent.child_since})"
    )


def _draw(rng: random.Random) -> Draft:
    make, same_birthday = rng.choice(_CASES)
    first, second = _parents(rng, same_birthday=same_birthday)
    case = make(rng, first, second)
    day = long_day(day_between(rng, date(2026, 1, 20), date(2026, 9, 25)))
    child = Patient(rng.randint(6, 14), rng.choice(("girl", "boy")))
    listed = " and ".join(_cover(parent) for parent in rng.sample((first, second), 2))
    why = rng.choice(("a sprained ankle", "an ear infection", "an asthma check", "a sore throat", "a broken finger"))
    opening = rng.choice(
        (
            f"{child.phrase} is seen for {why} on {day} and is a dependent under two employers' group plans: {listed}.",
            f"At registration on {day}, for {why}, {child.phrase.lower()} is found to be covered as a dependent by two "
            f"group plans: {listed}.",
            f"Two group plans cover {child.phrase.lower()}, who is seen for {why} on {day}, as a dependent: {listed}.",
        )
    )
    rules = rng.choice(
        (
            "Both plans follow the NAIC model order of benefits.",
            "Both plans have adopted the NAIC model rules of order.",
        )
    )
    ask = rng.choice(("Which plan is primary, and why?", "To which plan is the claim sent first, and why?"))
    return Draft(f"{opening} {case.facts} {rules} {ask}", case.right, case.why, case.wrong)


FAMILIES = (
    Family(
        slug="family-cpb-child-order-of-benefits",
        title="Order of benefits for a child: birthday rule, custody, court decree",
        track="cpb",
        area="insurance",
        difficulty=3,
        bloom="apply",
        tags=("coordination of benefits", "birthday rule", "divorced parents"),
        references=("NAIC Coordination of Benefits Model Regulation (120), section 6",),
        draw=_draw,
    ),
)
