"""ABN modifiers in Original Medicare: GA, GX, GY and GZ by the reason of the denial and the notice on file.

Expected denial as not reasonable and necessary (or as too frequent): GA with a valid ABN, GZ without one. Never covered
by statute: GY, and with a voluntary notice GX beside it (Medicare Claims Processing Manual, chapter 30, section 50, and
chapter 23). An ABN is void if it is not specific, complete, understood and given in time before the service.
"""

import random
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trainer.domain.generators.billing.figures import day_between, days_later, dollars
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import long_day, money, patient

_REFERENCES = (
    "Medicare Claims Processing Manual, chapter 30, section 50",
    "Social Security Act 1862(a) and 1879",
    "42 CFR 411.404 and 411.408",
)


class _Notice(StrEnum):
    NONE = "no notice"
    VALID = "valid notice"
    VOID = "void notice"


@dataclass(frozen=True, slots=True)
class _Service:
    """A service, why Medicare is not expected to pay for it, and its usual cost in whole dollars."""

    name: str
    reason: str
    low: int
    high: int


_DOUBTFUL = (
    _Service(
        "a vitamin D test",
        "the local coverage policy pays for it less often than it is ordered for this patient",
        45,
        95,
    ),
    _Service("a vitamin B12 injection", "the local coverage policy does not list the patient's diagnosis", 25, 60),
    _Service(
        "spinal manipulation", "the chiropractor regards it as maintenance, which Medicare finds not necessary", 35, 75
    ),
    _Service(
        "a bone density scan",
        "the last one was a year ago, and nothing in the chart allows another before two years",
        110,
        240,
    ),
    _Service(
        "a screening lipid panel",
        "the last one was two years ago, and Medicare pays for one in five years",
        30,
        65,
    ),
    _Service("a glycated hemoglobin test", "the last one was three weeks ago, and the diabetes is controlled", 25, 50),
    _Service(
        "a thyroid panel", "the patient's only diagnosis is not on the list of the national coverage policy", 55, 120
    ),
)
"""Services that Medicare covers, and why it is expected to find this one not reasonable and necessary."""

_EXCLUDED = (
    _Service("a refraction for new glasses", "the law excludes eye refractions", 30, 70),
    _Service(
        "a cosmetic eyelid operation without any functional complaint",
        "the law excludes cosmetic surgery",
        2400,
        4800,
    ),
    _Service("routine foot care without any systemic disease", "the law excludes routine foot care", 45, 90),
    _Service("an examination for fitting a hearing aid", "the law excludes it together with hearing aids", 80, 180),
    _Service("a routine dental cleaning", "the law excludes dental care of this kind", 85, 160),
    _Service(
        "a complete physical outside the preventive visits", "the law excludes routine physical checkups", 180, 320
    ),
)
"""Services that Medicare never covers by statute, and why."""

_VOID = (
    "The only paper is one from January that names no service, reason or cost and that every patient signs.",
    "The patient signed the ABN an hour after the service had been done.",
    "On the ABN the space for the reason why Medicare may not pay was left empty.",
    "An ABN lies in the chart, filled in, but without a signature; no refusal to sign was noted.",
    "The staff told the patient by word of mouth that Medicare may not pay; nothing was put in writing.",
)


@dataclass(frozen=True, slots=True)
class _Case:
    """A service, whether the law excludes it, and the notice in words and kind."""

    service: _Service
    is_excluded: bool
    notice: _Notice
    words: str

    @property
    def right(self) -> str:
        if self.is_excluded:
            return "GX and GY" if self.notice is _Notice.VALID else "GY"
        return "GA" if self.notice is _Notice.VALID else "GZ"


def _signed(rng: random.Random, service: _Service, day: date) -> str:
    """A valid notice, given on or before the day of service."""
    cents = dollars(rng, service.low, service.high, 5 if service.high < 1000 else 50)
    before = rng.choice(("the same day, before the service", long_day(days_later(rng, day, -6, -1))))
    return rng.choice(
        (
            f"On the ABN, signed on {before}, the patient chose to have the service and Medicare billed; it names "
            "the service, "
            f"the reason and an estimate of {money(cents)}.",
            f"The patient signed a complete ABN on {before}: service, reason, estimated cost of {money(cents)}, and "
            "the wish "
            "to have Medicare billed.",
        )
    )


def _case(rng: random.Random, day: date) -> _Case:
    is_excluded = rng.random() < 0.45
    service = rng.choice(_EXCLUDED if is_excluded else _DOUBTFUL)
    if is_excluded:
        notice = rng.choice((_Notice.NONE, _Notice.VALID))
        words = "No notice was given, and none is required."
        if notice is _Notice.VALID:
            words = f"The practice gave a voluntary ABN all the same. {_signed(rng, service, day)}"
        return _Case(service, is_excluded, notice, words)
    notice = rng.choice((_Notice.NONE, _Notice.VALID, _Notice.VALID, _Notice.VOID))
    words = {
        _Notice.NONE: rng.choice(("No ABN was given.", "Nobody thought of an ABN before the service.")),
        _Notice.VALID: _signed(rng, service, day),
        _Notice.VOID: rng.choice(_VOID),
    }[notice]
    return _Case(service, is_excluded, notice, words)


def _facts(rng: random.Random, case: _Case, day: date) -> str:
    who = patient(rng, 66, 88).phrase
    inner = f"{who[0].lower()}{who[1:]}"
    expected = (
        f"Medicare never pays for it: {case.service.reason}."
        if case.is_excluded
        else f"A denial as not reasonable and necessary is expected: {case.service.reason}."
    )
    return rng.choice(
        (
            f"{who} with Original Medicare receives {case.service.name} on {long_day(day)}. {expected} {case.words}",
            f"On {long_day(day)} a practice provides {case.service.name} to {inner} with Original Medicare. {expected} "
            f"{case.words}",
            f"The charge sheet of {long_day(day)} shows {case.service.name} for {inner}, who has Original Medicare. "
            f"{expected} "
            f"{case.words}",
        )
    )


def _why(case: _Case) -> str:
    match case.right:
        case "GA":
            return "A denial for want of necessity is expected, and a valid ABN is on file: GA."
        case "GZ":
            lack = "no ABN" if case.notice is _Notice.NONE else "no valid ABN"
            return (
                f"A denial for want of necessity is expected, and there is {lack}: GZ, and the patient is not billed."
            )
        case "GY":
            return "The service is excluded by statute and no notice was given: GY alone."
        case _:
            return "The service is excluded by statute, GY, and a voluntary notice was given, which GX reports."


def _modifier_why(modifier: str, case: _Case) -> str:
    kind = "excluded by statute" if case.is_excluded else "a covered service that fails on necessity"
    file = {
        _Notice.NONE: "no notice was given",
        _Notice.VALID: "a complete notice was signed before the service",
        _Notice.VOID: "the notice is not valid",
    }[case.notice]
    says = {
        "GA": "GA says that a required ABN, for a denial on necessity, is on file",
        "GX": "GX reports a voluntary notice for a service that is never covered",
        "GY": "GY says that the service is excluded by statute",
        "GZ": "GZ says that a denial on necessity is expected without a valid ABN",
        "GX and GY": "the pair reports a voluntary notice for a service that is excluded by statute",
        "GA and GY": "the pair joins a required ABN with a statutory exclusion, which contradict each other",
        "GZ and GY": "the pair joins an expected denial on necessity with a statutory exclusion",
        "GA and GZ": "the pair says at once that an ABN is and is not on file",
    }[modifier]
    return f"{says[0].upper()}{says[1:]}. This service is {kind}, and {file}."


_MISTAKES = {
    "GA": "required ABN reported",
    "GX": "voluntary notice reported",
    "GY": "statutory exclusion reported",
    "GZ": "missing ABN reported",
    "GX and GY": "voluntary notice and exclusion",
    "GA and GY": "required ABN with an exclusion",
    "GZ and GY": "missing ABN with an exclusion",
    "GA and GZ": "notice both given and missing",
}
_WRONG = {
    "GA": ("GZ", "GX and GY", "GY", "GX", "GA and GY"),
    "GZ": ("GA", "GY", "GX and GY", "GX", "GZ and GY"),
    "GY": ("GZ", "GX and GY", "GA", "GX"),
    "GX and GY": ("GX", "GY", "GA and GY", "GA", "GZ", "GZ and GY"),
}


def _draw_modifier(rng: random.Random) -> Draft:
    day = day_between(rng, date(2026, 1, 26), date(2026, 9, 25))
    case = _case(rng, day)
    ask = rng.choice(
        (
            "The claim is to report both why a denial is expected and any notice given. Which modifier or modifiers "
            "belong on "
            "the line?",
            "The claim is to report both why a denial is expected and any notice given. What is appended to the line?",
        )
    )
    names = list(_WRONG[case.right])
    rng.shuffle(names)
    left_out = {"GX": " The ground, GY, is left out.", "GY": " The notice, GX, is left out."}
    if case.right != "GX and GY":
        left_out = {}
    wrong = tuple(Wrong(name, _MISTAKES[name], _modifier_why(name, case) + left_out.get(name, "")) for name in names)
    return Draft(f"{_facts(rng, case, day)} {ask}", case.right, _why(case), wrong)


def _liable(case: _Case) -> bool:
    """Whether the patient may be billed after Medicare's denial."""
    return case.is_excluded or case.notice is _Notice.VALID


def _outcome(modifier: str, group: str, *, is_patient: bool) -> str:
    return f"{modifier}: {group} denial, {'patient billed' if is_patient else 'practice writes off'}"


def _wrong_outcomes(case: _Case, main: str, end: str) -> list[Wrong]:
    """The right modifier with the wrong liability, and the other modifiers with either."""
    found = []
    for name in ("GA", "GY", "GZ"):
        for is_patient in (True, False):
            if name == main and is_patient == _liable(case):
                continue
            mistake, why = _MISTAKES[name], _modifier_why(name, case)
            if name == main:
                mistake, why = "liability turned round", f"The modifier is right, the liability is not. {end}"
            elif is_patient != _liable(case):
                mistake, why = f"{mistake}, liability turned round", f"{why} {end}"
            found.append(Wrong(_outcome(name, "PR" if is_patient else "CO", is_patient=is_patient), mistake, why))
    return found


def _draw_liability(rng: random.Random) -> Draft:
    day = day_between(rng, date(2026, 1, 26), date(2026, 9, 25))
    case = _case(rng, day)
    main = "GY" if case.is_excluded else case.right
    liable = _liable(case)
    right = _outcome(main, "PR" if liable else "CO", is_patient=liable)
    end = (
        "Group code PR leaves the amount to the patient."
        if liable
        else "Without valid notice the practice is liable; group code CO forbids billing."
    )
    wrong = _wrong_outcomes(case, main, end)
    rng.shuffle(wrong)
    ask = rng.choice(
        (
            "The claim is filed for a decision. Which modifier tells why a denial is expected, and who bears the "
            "denied amount?",
            "The claim goes to Medicare. Which of GA, GY and GZ fits, and what follows from the denial?",
        )
    )
    return Draft(f"{_facts(rng, case, day)} {ask}", right, f"{_why(case)} {end}", tuple(wrong))


FAMILIES = (
    Family(
        slug="family-cpb-abn-modifier",
        title="ABN modifiers by reason and notice",
        track="cpb",
        area="regulations",
        difficulty=3,
        bloom="apply",
        tags=("ABN", "GA", "GY", "GZ", "Medicare"),
        references=_REFERENCES,
        draw=_draw_modifier,
    ),
    Family(
        slug="family-cpb-abn-liability",
        title="ABN: modifier and who bears the denied amount",
        track="cpb",
        area="regulations",
        difficulty=3,
        bloom="apply",
        tags=("ABN", "liability", "Medicare"),
        references=_REFERENCES,
        draw=_draw_liability,
    ),
)
