"""What a surgeon did beyond or beside the operation: modifiers 22 and 47, or nothing to add.

Rule: CPT's appendix of modifiers in our own words: 22 for work substantially greater than usual, with the reason
documented; 47 for regional or general anesthesia given by the surgeon, not for local anesthesia.
"""

import random

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import a, patient

_MEANING = {
    "22": "22 is for work substantially greater than usual, with the reason and the extra work in the note",
    "47": "47 is for regional or general anesthesia that the surgeon gives in person",
    "none": "A bare code stands for the usual work, local anesthesia by the surgeon included",
    "23": "23 is an anesthesia modifier, for general anesthesia where usually none or only local is needed",
    "52": "52 is for a service that was reduced by choice",
    "59": "59 is for a distinct service that is reported beside another",
}
_MISTAKES = {
    "22": "increased work assumed",
    "47": "anesthesia by the surgeon assumed",
    "none": "nothing added",
    "23": "unusual anesthesia assumed",
    "52": "reduced service assumed",
    "59": "distinct service assumed",
}
_HARD = (
    ("a laparoscopic removal of the gallbladder", "general surgeon", 60, "dense adhesions of two earlier operations"),
    ("a hysterectomy through the abdomen", "gynecologist", 90, "the pelvis frozen by endometriosis"),
    ("a total hip replacement", "orthopedic surgeon", 90, "severe deformity after an old fracture"),
    ("an open repair of a groin hernia", "general surgeon", 50, "dense scars of an earlier infection"),
    ("a removal of the whole thyroid", "general surgeon", 110, "a goiter that surrounds both nerves and bleeds"),
)  # fmt: skip
_SMALL = (
    ("an open carpal tunnel release", "hand surgeon", "a block of the arm through a vein under tourniquet"),
    ("a release of a trigger finger", "hand surgeon", "a block of the whole arm at the armpit"),
    ("a bunion operation on the right foot", "podiatrist", "a block of the nerves at the ankle"),
    ("a removal of a ganglion of the wrist", "hand surgeon", "a block of the arm through a vein under tourniquet"),
    ("an open repair of a finger tendon", "hand surgeon", "a block of the whole arm at the armpit"),
)  # fmt: skip


def _option(outcome: str) -> str:
    return "The code without a modifier" if outcome == "none" else f"The code with modifier {outcome}"


def _draw(rng: random.Random) -> Draft:
    kind = rng.choice(("hard", "hard", "hard", "long", "block", "block", "block", "local", "anesthesiologist"))
    return _work(rng, is_hard=kind == "hard") if kind in ("hard", "long") else _numbed(rng, kind)


def _work(rng: random.Random, *, is_hard: bool) -> Draft:
    operation, surgeon, usual, trouble = rng.choice(_HARD)
    person = patient(rng, 30, 64)
    who = a(f"{person.age}-year-old woman" if "hysterectomy" in operation else f"{person.age}-year-old {person.noun}")
    minutes = usual * (rng.randint(200, 260) if is_hard else rng.randint(98, 108)) // 100
    note = (
        f"The note explains why: {trouble}; it describes the extra work step by step"
        if is_hard
        else f"The note mentions {rng.choice(('a few thin adhesions', 'slight oozing', 'some fat'))}, nothing unusual"
    )
    payer = rng.choice(("a commercial plan that follows CPT", "a plan that follows CPT's modifiers"))
    stem = rng.choice(
        (
            f"{a(surgeon).capitalize()} performs {operation} on {who} under general anesthesia by an anesthesiologist. "
            f"It takes {minutes} minutes; this surgeon's usual time is {usual}. {note}. The payer is {payer}. How is "
            "the operation reported?",
            f"Operative report for {payer}: {operation}, {who}, {minutes} minutes from incision to closure (usual for "
            f"this {surgeon}: {usual}), general anesthesia by an anesthesiologist. {note}. How does the surgeon report "
            "the code?",
        )
    )
    reason = (
        f"{minutes} instead of {usual} minutes and the documented cause, {trouble}, are much more than the usual work"
        if is_hard
        else f"{minutes} minutes where {usual} are usual, with nothing hard about it, are the usual work"
    )
    return _drafted(rng, stem, "22" if is_hard else "none", ("22", "none", "59", "52", "47"), reason)


def _numbed(rng: random.Random, kind: str) -> Draft:
    operation, surgeon, block = rng.choice(_SMALL)
    person = patient(rng, 30, 64)
    who = a(f"{person.age}-year-old {person.noun}")
    how, reason, outcome = {
        "block": (
            f"The {surgeon} gives {block}, and nobody else gives anesthesia",
            f"the {surgeon} gave regional anesthesia, {block}",
            "47",
        ),
        "local": (
            f"The {surgeon} injects local anesthetic into the skin at the site, and nobody else gives anesthesia",
            f"the {surgeon} gave local anesthesia only, which belongs to the operation",
            "none",
        ),
        "anesthesiologist": (
            f"An anesthesiologist gives {block} and bills for it",
            "regional anesthesia was given and billed by an anesthesiologist, not by the surgeon",
            "none",
        ),
    }[kind]
    payer = rng.choice(("a commercial plan that follows CPT", "a plan that follows CPT's modifiers"))
    stem = rng.choice(
        (
            f"{a(surgeon).capitalize()} performs {operation} on {who}. {how}. The operation takes the usual time and "
            f"goes as expected. The payer is {payer}. How does the {surgeon} report the operation?",
            f"Note of {a(surgeon)}: {operation}, {who}, usual course and time. {how}. The claim goes to {payer}. How "
            f"is the operation reported by the {surgeon}?",
        )
    )
    return _drafted(rng, stem, outcome, ("47", "none", "23", "22", "59"), reason)


def _drafted(rng: random.Random, stem: str, outcome: str, outcomes: tuple[str, ...], reason: str) -> Draft:
    others = [each for each in outcomes if each != outcome]
    rng.shuffle(others)
    wrong = tuple(Wrong(_option(each), _MISTAKES[each], f"{_MEANING[each]}. Here {reason}.") for each in others)
    return Draft(stem, _option(outcome), f"Here {reason}. {_MEANING[outcome]}.", wrong)


FAMILIES = (
    Family(
        slug="family-cpt-surgeon-circumstances",
        title="More work than usual, anesthesia by the surgeon",
        track="cpc",
        area="coding-guidelines",
        difficulty=2,
        bloom="apply",
        tags=("modifiers", "anesthesia by surgeon"),
        references=("CPT conventions on modifiers, stated in our own words",),
        draw=_draw,
    ),
)
