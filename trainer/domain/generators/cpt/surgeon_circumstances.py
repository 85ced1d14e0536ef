"""What was more, less or other than usual about an operation: modifiers 22, 23, 47, 52 and 59, or nothing to add.

Rule: CPT's appendix of modifiers in our own words: 22 for work substantially greater than usual, with the reason
documented; 23 for general anesthesia where usually none or only local is needed; 47 for regional or general anesthesia
given by the surgeon, not for local anesthesia; 52 for less than the code covers, by choice; 59 for another site.
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
    ("a total thyroidectomy", "general surgeon", 110, "a goiter that surrounds both nerves and bleeds"),
)  # fmt: skip
_TRIFLES = ("a few thin adhesions", "slight oozing", "a little scar tissue")
_SMALL = (
    ("an open carpal tunnel release", "hand surgeon", "a block of the arm through a vein under tourniquet"),
    ("a release of a trigger finger", "hand surgeon", "a block of the whole arm at the armpit"),
    ("a bunion operation on the right foot", "podiatrist", "a regional block of the five nerves at the ankle"),
    ("a removal of a ganglion of the wrist", "hand surgeon", "a block of the arm through a vein under tourniquet"),
    ("an open repair of a finger tendon", "hand surgeon", "a block of the whole arm at the armpit"),
)  # fmt: skip


def _option(outcome: str) -> str:
    return "The code without a modifier" if outcome == "none" else f"The code with modifier {outcome}"


_ONE_SIDE = (
    (
        "removes the right tonsil of {who}; the left one was taken out years ago. The code stands for both tonsils, "
        "and no code for one",
        "otolaryngologist",
        (19, 45),
        "one tonsil was removed where the code stands for both",
    ),
    (
        "circumcises {who} with a clamp and gives no block of the penis, as the parents wish. The code includes the "
        "block, and no code leaves it out",
        "pediatrician",
        (0, 0),
        "the block that the code includes was left out",
    ),
)
"""What was done of what the code covers, by whom, to whom, and the reason."""
_APART = (
    ("freezes an actinic keratosis of the left temple", "takes a biopsy of another lesion, on the right shin", "biopsy",
     "dermatologist"),
    ("releases the trigger finger of the right ring finger", "injects the tendon sheath of the left thumb", "injection",
     "hand surgeon"),
    ("takes off the nail of the right great toe", "trims the thick nails of the left foot", "trimming", "podiatrist"),
)  # fmt: skip
_STILL = (
    ("removal of a wart of the hand", "severe autism", (20, 40)),
    ("stitching of a cut of the forearm", "a severe intellectual disability", (20, 60)),
)
"""What is done, and why the patient cannot hold still."""
_ALL = ("22", "23", "47", "52", "59", "none")
_PAYERS = ("a commercial plan that follows CPT", "a plan that follows CPT's modifiers")


def _draw(rng: random.Random) -> Draft:
    outcome = rng.choice(_ALL)
    if outcome == "22":
        return _work(rng, is_hard=True)
    if outcome == "47":
        return _numbed(rng, "block")
    if outcome == "52":
        return _less(rng)
    if outcome == "59":
        return _elsewhere(rng)
    if outcome == "23":
        return _asleep(rng)
    kind = rng.choice(("long", "local", "anesthesiologist"))
    return _work(rng, is_hard=False) if kind == "long" else _numbed(rng, kind)


def _less(rng: random.Random) -> Draft:
    done, surgeon, ages, reason = rng.choice(_ONE_SIDE)
    person = patient(rng, *ages)
    who = a(f"{person.age}-year-old {person.noun}" if person.age else f"{rng.randint(1, 9)}-day-old boy")
    who = who.replace("1-day-old", "one-day-old")
    stem = (
        f"{a(surgeon).capitalize()} {done.format(who=who)}. There is no complication, and the rest goes as planned. "
        f"The payer is {rng.choice(_PAYERS)}. How does the {surgeon} report the operation?"
    )
    return _drafted(rng, stem, "52", f"{reason}, as planned")


def _elsewhere(rng: random.Random) -> Draft:
    first, second, short, surgeon = rng.choice(_APART)
    person = patient(rng, 50, 64)
    who = a(f"{person.age}-year-old {person.noun}")
    stem = rng.choice(
        (
            f"In one session {a(surgeon)} {first} of {who} and {second}. The payer is {rng.choice(_PAYERS)}; its edits "
            f"count the {short} as part of the other procedure unless it is done at another site. How is the {short} "
            "reported?",
            f"Note of {a(surgeon)}, {who}: the {surgeon} {first} and then {second}. The edits of the payer, "
            f"{rng.choice(_PAYERS)}, bundle the {short} where both are done at one site. How does the {short} go on "
            "the claim?",
        )
    )
    return _drafted(rng, stem, "59", f"the {short} was done at another site than the other procedure")


def _asleep(rng: random.Random) -> Draft:
    what, trouble, ages = rng.choice(_STILL)
    person = patient(rng, *ages)
    who = a(f"{person.age}-year-old {person.noun}")
    stem = rng.choice(
        (
            f"{who[0].upper()}{who[1:]} with {trouble} cannot hold still. For {what}, which usually needs local "
            f"anesthesia at most, an anesthesiologist gives general anesthesia. The payer is {rng.choice(_PAYERS)}. "
            "Physical status aside, how does the anesthesiologist report the anesthesia?",
            f"Anesthesia record, {who}, for {rng.choice(_PAYERS)}: {what}, usually done with local anesthesia or none. "
            f"Because {trouble} makes it impossible to hold still, the anesthesiologist gives general anesthesia. How "
            "is the anesthesia reported, physical status aside?",
        )
    )
    reason = f"general anesthesia was needed because of {trouble}, where usually none or only local is given"
    return _drafted(rng, stem, "23", reason)


def _work(rng: random.Random, *, is_hard: bool) -> Draft:
    operation, surgeon, usual, trouble = rng.choice(_HARD)
    person = patient(rng, 30, 64)
    who = a(f"{person.age}-year-old woman" if "hysterectomy" in operation else f"{person.age}-year-old {person.noun}")
    minutes = usual * (rng.randint(200, 260) if is_hard else rng.randint(98, 108)) // 100
    note = (
        f"The note explains why: {trouble}; it describes the extra work step by step"
        if is_hard
        else f"The note mentions {rng.choice(_TRIFLES)}, nothing unusual"
    )
    payer = rng.choice(_PAYERS)
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
    return _drafted(rng, stem, "22" if is_hard else "none", reason)


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
    payer = rng.choice(_PAYERS)
    stem = rng.choice(
        (
            f"{a(surgeon).capitalize()} performs {operation} on {who}. {how}. The operation takes the usual time and "
            f"goes as expected. The payer is {payer}. How does the {surgeon} report the operation?",
            f"Note of {a(surgeon)}: {operation}, {who}, usual course and time. {how}. The claim goes to {payer}. How "
            f"is the operation reported by the {surgeon}?",
        )
    )
    return _drafted(rng, stem, outcome, reason)


def _drafted(rng: random.Random, stem: str, outcome: str, reason: str) -> Draft:
    """The draft with wrong answers by chance: were they chosen to fit, the four would show the right one."""
    others = rng.sample([each for each in _ALL if each != outcome], 3)
    wrong = tuple(Wrong(_option(each), _MISTAKES[each], f"{_MEANING[each]}. Here {reason}.") for each in others)
    return Draft(stem, _option(outcome), f"Here {reason}. {_MEANING[outcome]}.", wrong)


FAMILIES = (
    Family(
        slug="family-cpt-surgeon-circumstances",
        title="More or less work than usual, another site, unusual anesthesia",
        track="cpc",
        area="coding-guidelines",
        difficulty=2,
        bloom="apply",
        tags=("modifiers", "anesthesia by surgeon"),
        references=("CPT conventions on modifiers, stated in our own words",),
        draw=_draw,
    ),
)
