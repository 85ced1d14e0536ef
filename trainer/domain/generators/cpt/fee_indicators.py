"""Bilateral procedures and assistants at surgery by the indicators of Medicare's fee schedule.

Rule: Medicare Claims Processing Manual, chapter 12, sections 20.4.3 (assistants), 40.7 (bilateral procedures) and 110.2
(physician assistants); the indicators and the allowed amount stand in the stem.
"""

import random
from dataclasses import dataclass
from fractions import Fraction

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import a, money, patient, percent_of

_BOTH_SIDES = (
    ("1", "64721", "open carpal tunnel release of the right and the left wrist", "hand surgeon", 42000),
    ("1", "29881", "arthroscopic meniscectomy, medial, of the right and the left knee", "orthopedic surgeon", 54000),
    ("1", "20610", "steroid injection without ultrasound of the right and the left knee", "rheumatologist", 6400),
    ("1", "49505", "open repair of a first, reducible hernia of the right and the left groin", "surgeon", 51000),
    ("1", "15823", "surgery of the right and the left upper eyelid with heavy skin", "ophthalmologist", 53000),
    ("1", "30130", "partial excision of the right and the left inferior turbinate", "otolaryngologist", 42000),
    ("0", "17110", "destruction of eight common warts, four on each hand", "dermatologist", 11000),
    ("0", "11042", "debridement of subcutaneous tissue, 6 sq cm on each foot", "podiatrist", 12000),
    ("0", "31575", "flexible laryngoscopy with both vocal folds seen", "otolaryngologist", 12500),
    ("0", "52005", "cystoscopy with a catheter in the right and the left ureter", "urologist", 27000),
    ("2", "31231", "diagnostic nasal endoscopy, right and left", "otolaryngologist", 18000),
    ("2", "92250", "photography of the back of the right and the left eye", "ophthalmologist", 3600),
    ("2", "92134", "optical coherence tomography of the right and the left retina", "ophthalmologist", 3200),
    ("2", "92083", "extended visual field test of the right and the left eye", "ophthalmologist", 6200),
    ("2", "93880", "complete duplex scan of the right and the left carotid artery", "vascular surgeon", 18500),
    ("3", "73030", "radiographs of the right and the left shoulder, two views each", "orthopedic surgeon", 3400),
    ("3", "73630", "radiographs of the right and the left foot, three views each", "podiatrist", 3300),
    ("3", "73110", "radiographs of the right and the left wrist, three views each", "hand surgeon", 4000),
    ("3", "73560", "radiographs of the right and the left knee, two views each", "orthopedic surgeon", 3300),
)
"""Indicator, code, what was done, by whom, and a usual amount in cents."""
_BILATERAL = {
    "0": "Indicator 0: no adjustment for two sides, the amount of one procedure covers whatever was done",
    "1": "Indicator 1: the usual rule for two sides, 150% of the amount for one",
    "2": "Indicator 2: the amount is already that for both sides",
    "3": "Indicator 3: the usual rule does not apply, and each side has its full amount",
}


def _draw_bilateral(rng: random.Random) -> Draft:
    indicator = rng.choice("0011122333")
    _, code, what, who, usual = rng.choice([row for row in _BOTH_SIDES if row[0] == indicator])
    cents = usual * rng.randint(80, 125) // 100 // 10 * 10
    modified, plain = f"{code}-50, 1 unit", f"{code}, 1 unit"
    right = {"1": f"{modified}: {money(percent_of(cents, 150))}", "3": f"{modified}: {money(2 * cents)}"}.get(
        indicator, f"{plain}: {money(cents)}"
    )
    person = patient(rng, 66, 82)
    facts = f"bilateral indicator {indicator}, allowed amount {money(cents)}"
    stem = rng.choice(
        (
            f"{person.phrase} with Medicare is treated by {a(who)} in one session: {what} ({code}). Medicare's fee "
            f"schedule gives for {code}: {facts}. The contractor wants both sides on one line. Which line is right, "
            "and what does Medicare allow?",
            f"{a(who).capitalize()} bills Medicare for one date and {a(f'{person.age}-year-old {person.noun}')}: "
            f"{what}, {code}. The fee schedule says: {facts}. All of it goes on one line. How is it reported, "
            "and at what allowed amount?",
            f"Medicare Part B claim of {a(who)}, one line for the date. Done: {what}. Code: {code}, with {facts} in "
            "the fee schedule. Which line follows from the indicator?",
        )
    )
    wrong = _bilateral_wrong(rng, indicator, code, cents)
    return Draft(stem, right, _bilateral_why(indicator, cents, right), wrong)


def _bilateral_why(indicator: str, cents: int, right: str) -> str:
    figure = {
        "0": f"so no modifier 50 and {money(cents)}",
        "1": f"so modifier 50 with one unit and 150% of {money(cents)}",
        "2": f"so no modifier 50 and {money(cents)}",
        "3": f"so modifier 50 with one unit and twice {money(cents)}",
    }[indicator]
    return f"{_BILATERAL[indicator]}, {figure}. That is {right}."


def _bilateral_wrong(rng: random.Random, indicator: str, code: str, cents: int) -> tuple[Wrong, ...]:
    """Mistaken lines, first as a rule what would be right with another indicator, lest the options show the key."""
    modified, plain = f"{code}-50, 1 unit", f"{code}, 1 unit"
    one, half_more, double, half = (money(percent_of(cents, percent)) for percent in (100, 150, 200, 50))
    many = money(rng.choice((3, 4)) * cents)
    elsewhere = [
        (modified, half_more, "150% for whatever has two sides", f"Applies the usual 150% to {one}"),
        (modified, double, "two sides paid in full", f"Allows {one} for each of two sides"),
        (plain, one, "second side given away", f"Bills one side of two, at {one}"),
    ]
    nowhere = [
        (modified, one, "modifier 50 at the amount for one side", f"Tells of two sides and expects {one}"),
        (plain, half_more, "150% without modifier 50", f"Expects 150% of {one} from a bare code"),
        (plain, double, "200% without modifier 50", f"Expects twice {one} from a bare code"),
        (
            f"{code}-50, 2 units",
            many,
            "modifier 50 and two units",
            "Counts the sides twice, by modifier 50 and by units",
        ),
        (
            f"{code}-52, 1 unit",
            half,
            "reduced for each side",
            f"Halves {one} as if one side had been left out. Both were done",
        ),
    ]
    if indicator != "3":  # with indicator 3 two units are paid as modifier 50 is
        nowhere.append((f"{code}, 2 units", double, "two units for two sides", "Bills a unit for each side"))
    rng.shuffle(elsewhere)
    rng.shuffle(nowhere)
    lines = elsewhere + nowhere
    right = {"1": 150, "3": 200}.get(indicator, 100)
    if rng.random() < 0.2:  # one of the two lines of other indicators is left out
        dropped = next(each for each in elsewhere if each[1] != money(percent_of(cents, right)))
        lines.remove(dropped)
    return tuple(
        Wrong(f"{line}: {amount}", mistake, f"{why}. {_BILATERAL[indicator]}.") for line, amount, mistake, why in lines
    )


_ASSISTED = (
    ("2", "27447", "total replacement of a knee", 118000),
    ("2", "44140", "partial colectomy", 124000),
    ("2", "58150", "hysterectomy through the abdomen", 94000),
    ("2", "63047", "decompression of a lumbar segment", 104000),
    ("2", "33405", "replacement of the aortic valve", 206000),
    ("2", "60240", "total thyroidectomy", 84000),
    ("1", "66984", "cataract extraction with lens implant", 50000),
    ("1", "64721", "open carpal tunnel release", 42000),
    ("1", "19120", "removal of a breast lump", 42000),
    ("1", "26055", "release of a trigger finger", 30000),
    ("0", "29881", "arthroscopic removal of the torn medial meniscus", 52000),
    ("0", "19301", "partial mastectomy", 62000),
)
"""Indicator, code, what was done, and a usual amount in cents."""
_SIXTEEN, _PA = Fraction(16), Fraction(136, 10)
_PLACES = {
    "community": "a community hospital without residents",
    "no resident": "a teaching hospital; the operative note certifies that no qualified resident was available",
    "resident": "a teaching hospital where a qualified resident of the specialty was available",
}
NOT_PAID = "No assistant payment: $0.00"


@dataclass(frozen=True, slots=True)
class _Assisted:
    """Who assisted where: the indicator, whether documents show a need, and the modifier if the assistant is paid."""

    indicator: str
    place: str
    is_physician: bool
    is_documented: bool
    modifier: str


def _draw_case(rng: random.Random) -> _Assisted:
    """A case for each of the three modifiers and for none of them, equally often."""
    modifier = rng.choice(("80", "82", "AS", ""))
    why_not = rng.choice(("indicator", "proof", "resident")) if not modifier else ""
    indicator = {"indicator": "1", "proof": "0"}.get(why_not) or rng.choice("2220")
    is_physician = modifier in ("80", "82") or why_not == "resident" or (not modifier and rng.random() < 0.6)
    place = {"82": "no resident", "80": "community"}.get(modifier, "community")
    if why_not and is_physician:
        place = "resident" if why_not == "resident" else rng.choice(("community", "no resident"))
    is_documented = indicator == "0" and why_not != "proof"
    return _Assisted(indicator, place, is_physician, is_documented, modifier)


def _draw_assistant(rng: random.Random) -> Draft:
    case = _draw_case(rng)
    _, code, what, usual = rng.choice([row for row in _ASSISTED if row[0] == case.indicator])
    cents = usual * rng.randint(80, 125) // 100 // 100 * 100
    stem = _assistant_stem(rng, case, code, what, cents)
    rate = _SIXTEEN if case.is_physician else _PA
    right = f"{code}-{case.modifier}: {money(percent_of(cents, rate))}" if case.modifier else NOT_PAID
    reason = _assistant_reason(case)
    why = _assistant_why(reason, right, cents, case.is_physician)
    return Draft(stem, right, why, _assistant_wrong(rng, code, cents, reason, right))


def _assistant_stem(rng: random.Random, case: _Assisted, code: str, what: str, cents: int) -> str:
    is_woman_only = code in ("58150", "19120", "19301")
    hospital = _PLACES[case.place]
    assistant = "a second surgeon" if case.is_physician else "a physician assistant"
    paper = ""
    if case.indicator == "0":
        paper = (
            "; documents prove that an assistant was needed, and the contractor accepts them"
            if case.is_documented
            else "; nothing was submitted to show why an assistant was needed"
        )
    who = f"{rng.randint(66, 84)}-year-old {'woman' if is_woman_only else rng.choice(('man', 'woman'))}"
    facts = f"assistant-at-surgery indicator {case.indicator}, allowed amount {money(cents)} for the surgeon"
    return rng.choice(
        (
            f"{a(who).capitalize()} with Medicare has {a(what)} ({code}) in {hospital}. The only assistant is "
            f"{assistant}{paper}. Fee schedule: {facts}. Which claim line of the "
            "assistant is right, and what is allowed?",
            f"Medicare Part B. {a(what).capitalize()}, {code}, is performed on {a(who)}, with {assistant} as the only "
            f"assistant{paper}. The place is {hospital}. The fee schedule gives {facts}. How does the assistant report "
            "it, and what does Medicare allow?",
        )
    )


def _assistant_reason(case: _Assisted) -> str:
    if case.indicator == "1":
        return "Indicator 1: by law no assistant is paid for this procedure, whoever it is and wherever it is done"
    if case.place == "resident":
        return "In a teaching hospital with a qualified resident available no other assistant is paid"
    if case.indicator == "2":
        return "Indicator 2: an assistant may be paid without further proof"
    if case.is_documented:
        return "Indicator 0: an assistant is paid only where documents show the need, and here they do"
    return "Indicator 0: an assistant is paid only where documents show the need, and here none were sent"


_WHO = {
    "80": "modifier 80 is for a physician who assists where no resident comes into question",
    "82": "modifier 82 is for a physician who assists because no qualified resident is available",
    "AS": "modifier AS is for a physician assistant, nurse practitioner or clinical nurse specialist",
}


def _assistant_why(reason: str, right: str, cents: int, is_physician: bool) -> str:
    if right == NOT_PAID:
        return f"{reason}. Neither a modifier nor the amount of {money(cents)} changes that."
    rate = "16%" if is_physician else "85% of 16%, 13.6%,"
    modifier = right.split("-", 1)[1][:2]
    return f"{reason}; {_WHO[modifier]}. Medicare allows {rate} of {money(cents)}: {right}."


def _assistant_wrong(rng: random.Random, code: str, cents: int, reason: str, right: str) -> tuple[Wrong, ...]:
    """Mistaken lines, first two or three that would be right in another case, lest the options show the key."""
    full, reduced = money(percent_of(cents, _SIXTEEN)), money(percent_of(cents, _PA))

    def line(modifier: str, amount: str, mistake: str, why: str) -> Wrong:
        return Wrong(f"{code}-{modifier}: {amount}", mistake, f"{why}. {reason}; {_WHO[modifier]}.")

    elsewhere = [
        line("80", full, "physician's modifier for every assistant", "Takes 80 with 16% as the rule for all"),
        line("82", full, "resident's absence assumed", "Takes 82 with 16% without asking for the residents"),
        line("AS", reduced, "who assisted overlooked", "Takes AS with 13.6% whoever assisted"),
        Wrong(NOT_PAID, "assistant thought never payable", f"Writes the assistant off. {reason}; a line is paid."),
    ]
    nowhere = [
        line("AS", full, "physician's rate for a physician assistant", "Takes AS, but a physician's 16%"),
        line("80", reduced, "physician assistant's rate for a physician", "Takes 80, but the 13.6% of AS"),
        line("82", reduced, "physician assistant's rate for a physician", "Takes 82, but the 13.6% of AS"),
    ]
    elsewhere = [each for each in rng.sample(elsewhere, 4) if each.text != right]
    return (*elsewhere[: rng.choice((2, 3, 3))], rng.choice(nowhere))


FAMILIES = (
    Family(
        slug="family-cpt-bilateral-indicator",
        title="Both sides by the fee schedule's bilateral indicator",
        track="cpc",
        area="coding-guidelines",
        difficulty=3,
        bloom="apply",
        tags=("bilateral procedures", "modifiers"),
        references=("Medicare Claims Processing Manual, chapter 12, section 40.7",),
        draw=_draw_bilateral,
    ),
    Family(
        slug="family-cpt-assistant-indicator",
        title="Assistants by the fee schedule's indicator",
        track="cpc",
        area="coding-guidelines",
        difficulty=3,
        bloom="apply",
        tags=("assistant at surgery", "modifiers"),
        references=("Medicare Claims Processing Manual, chapter 12, sections 20.4.3 and 110.2", "42 CFR 415.190"),
        draw=_draw_assistant,
    ),
)
