"""The 7th character of shaft fractures of the forearm and the lower leg: type of fracture by phase of care.

ICD-10-CM tabular, categories S52 and S82 (closed; open of Gustilo type I or II; open of type IIIA, IIIB or IIIC), and
guideline I.C.19.c: not said to be open means closed, an open type not told is I or II, active treatment whoever gives
it, nonunion and malunion of a treated fracture take their own subsequent characters even when they are operated on.
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.icd10cm.charts import GUIDELINES, TABULAR, somebody

_TYPES = ("closed", "open of type I or II", "open of type III")
_CHARACTERS = {
    "active": "ABC",
    "routine": "DEF",
    "delayed": "GHJ",
    "nonunion": "KMN",
    "malunion": "PQR",
}
_PHASE = {
    "active": "active treatment",
    "routine": "healing on course",
    "delayed": "delayed healing",
    "nonunion": "nonunion",
    "malunion": "malunion",
}
_BONES = (
    ("displaced transverse fracture of the shaft of the right radius", "S52.321"),
    ("displaced transverse fracture of the shaft of the left radius", "S52.322"),
    ("displaced oblique fracture of the shaft of the right radius", "S52.331"),
    ("displaced oblique fracture of the shaft of the left radius", "S52.332"),
    ("displaced transverse fracture of the shaft of the right ulna", "S52.221"),
    ("displaced oblique fracture of the shaft of the left ulna", "S52.232"),
    ("displaced transverse fracture of the shaft of the right tibia", "S82.221"),
    ("displaced transverse fracture of the shaft of the left tibia", "S82.222"),
    ("displaced oblique fracture of the shaft of the right tibia", "S82.231"),
    ("displaced comminuted fracture of the shaft of the left tibia", "S82.252"),
    ("displaced comminuted fracture of the shaft of the right tibia", "S82.251"),
    ("displaced oblique fracture of the shaft of the right fibula", "S82.431"),
)
_SKIN = (
    (0, "closed", "the note calls it closed"),
    (0, "with the skin intact", "the skin was intact, so that it was closed"),
    (0, "", "nothing says that it was open, so that it counts as closed"),
    (1, "open, Gustilo type I", "it was open of type I"),
    (1, "open, Gustilo type II", "it was open of type II"),
    (1, "compound (open), the Gustilo type not recorded", "it was open and an untold type counts as I or II"),
    (2, "open, Gustilo type IIIA", "it was open of type IIIA"),
    (2, "open, Gustilo type IIIB", "it was open of type IIIB"),
)
"""Index of the type, what the chart says of the skin, and what follows from it."""
_CLOSED_ONLY = (
    ("active", "is brought to the emergency department with a {}. It is reduced and immobilized there"),
    (
        "active",
        "fell a week ago; an emergency physician splinted the injury, a {}. Today, in the surgeon's first contact with "
        "the patient, the surgeon takes over and fixes it by open reduction with a plate, the definitive treatment",
    ),
)
_OPEN_ONLY = (
    ("active", "is taken to the operating room with a {}. The wound is washed out and the bone is stabilized"),
    (
        "active",
        "had a {}, which was washed out and put in a frame at another hospital three days ago. Today a surgeon who "
        "has not met the patient before washes it out again and places a nail, as active treatment",
    ),
)
_VISITS = (
    (
        "active",
        "is admitted with a {}. Open reduction with internal fixation is done the same day by the surgeon on call",
    ),
    (
        "active",
        "was treated first at another hospital, where an external frame was put on for a {}. Today another surgeon "
        "converts it to internal fixation, which was part of the plan and completes active treatment",
    ),
    (
        "routine",
        "comes to the fracture clinic seven weeks after fixation of a {}. Films show callus; it heals on course",
    ),
    (
        "routine",
        "has moved and sees a new orthopedic surgeon for the first time, six weeks after treatment of a {}. It is "
        "healing normally and the cast is removed",
    ),
    ("delayed", "is seen four months after treatment of a {}. The surgeon's note: delayed union; a bone stimulator"),
    (
        "delayed",
        "comes back with pain. Films of the treated fracture, a {}, show slow healing; the surgeon: delayed healing",
    ),
    (
        "nonunion",
        "is operated on by a surgeon whom the patient had not met before. The fracture, a {}, was treated from the day "
        "of the injury eleven months ago and has not united; the diagnosis is nonunion, and bone graft is placed",
    ),
    ("nonunion", "is seen ten months after treatment of a {}. The surgeon documents nonunion and plans a bone graft"),
    (
        "malunion",
        "has a corrective osteotomy. The fracture, a {}, was treated without delay last year and united in a bad "
        "position; the surgeon's diagnosis is malunion",
    ),
    ("malunion", "is seen a year after treatment of a {}. Films show union with angulation; the surgeon: malunion"),
)
_OPERATIONS = ("reduction", "fixation", "operated", "osteotomy")
_QUESTIONS = (
    "Under ICD-10-CM FY 2026, which code reports the fracture at this encounter?",
    "Which ICD-10-CM code (FY 2026) stands for the fracture on this claim?",
    "Leaving external causes aside, which ICD-10-CM code (FY 2026) is reported for the fracture?",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """A fracture as drawn: the code up to the 7th character, the index of its type, what shows it, and the phase."""

    base: str
    kind: int
    shown_by: str
    phase: str
    has_operation: bool

    def code(self, phase: str = "", kind: int = -1) -> str:
        return self.base + _CHARACTERS[phase or self.phase][self.kind if kind < 0 else kind]


def _type_mistakes(facts: Facts) -> list[Wrong]:
    """What comes out where the type of the fracture is read wrongly."""
    ground = f"In the chart {facts.shown_by}."
    if facts.kind == 0:
        by = "An operation through the skin does not make a fracture open." if facts.has_operation else ""
        closed = Wrong(
            facts.code(kind=1),
            "open for closed",
            f"{facts.code(kind=1)} is for an open fracture. {ground} {by}".strip(),
        )
        return [closed, Wrong(facts.code(kind=2), "open for closed", f"That character is for open type III. {ground}")]
    other = 3 - facts.kind
    return [
        Wrong(
            facts.code(kind=0),
            "open wound not carried over",
            f"{facts.code(kind=0)} is for a closed fracture. {ground} The type stays that of the "
            "injury at every visit.",
        ),
        Wrong(
            facts.code(kind=other), "other group of Gustilo types", f"That is for a fracture {_TYPES[other]}. {ground}"
        ),
    ]


def _phase_mistakes(facts: Facts) -> list[Wrong]:
    """What comes out where the phase of care is read wrongly."""
    others = {
        "active": ("routine", "delayed"),
        "routine": ("active", "delayed"),
        "delayed": ("routine", "nonunion", "active"),
        "nonunion": ("active", "malunion", "delayed"),
        "malunion": ("active", "nonunion", "routine"),
    }[facts.phase]
    why = {
        "active": "The character of active treatment does not go with a new physician or a later operation as such;",
        "routine": "The character of routine healing does not fit;",
        "delayed": "The character of delayed healing does not fit;",
        "nonunion": "The character of nonunion does not fit;",
        "malunion": "The character of malunion does not fit;",
    }
    name = {
        "active": "new physician or operation taken for initial",
        "routine": "later visit taken for routine healing",
        "delayed": "healing problem misread",
        "nonunion": "healing problem misread",
        "malunion": "healing problem misread",
    }
    return [
        Wrong(facts.code(each), name[each], f"{why[each]} the chart describes {_PHASE[facts.phase]}.")
        for each in others
    ]


def _is_fit(visit: str, base: str, kind: int) -> bool:
    """Whether the bone fits a visit with an external frame: never the fibula, the forearm only if open."""
    is_fibula, is_tibia = base.startswith("S82.4"), base.startswith("S82.2")
    return "frame" not in visit or is_tibia or (kind > 0 and not is_fibula)


def _draw(rng: random.Random) -> Draft:
    bone, base = rng.choice(_BONES)
    kind = rng.choice((0, 0, 1, 1, 2))
    said, shown_by = rng.choice([row[1:] for row in _SKIN if row[0] == kind])
    phase = rng.choice(tuple(_CHARACTERS))
    visits = (*_VISITS, *(_OPEN_ONLY if kind else _CLOSED_ONLY))
    visit = rng.choice([text for each, text in visits if each == phase and _is_fit(text, base, kind)])
    facts = Facts(base, kind, shown_by, phase, any(word in visit for word in _OPERATIONS))
    who = somebody(rng, 20, 64).phrase
    stem = f"{who} {visit.format(f'{bone}, {said}' if said else bone)}. {rng.choice(_QUESTIONS)}"
    types, phases = _type_mistakes(facts), _phase_mistakes(facts)
    orders = (
        (types[0], phases[0], types[1], *phases[1:]),
        (phases[0], types[0], *phases[1:], types[1]),
    )
    mixed = Wrong(
        facts.code("active" if phase != "active" else "routine", 0 if kind else 1),
        "type and phase misread",
        f"Both the type and the phase are wrong: in the chart {shown_by}, and it describes {_PHASE[phase]}.",
    )
    right = facts.code()
    why = (
        f"Type: {shown_by}. Phase: {_PHASE[phase]}. The character for a fracture that is "
        f"{_TYPES[kind]}, in that phase, "
        f"is {right[-1]}: {right}."
    )
    first, second, *rest = rng.choice(orders)
    wrong = (first, second, mixed, *rest) if rng.random() < 0.5 else (first, second, *rest, mixed)
    return Draft(stem, right, why, wrong)


FAMILIES = (
    Family(
        slug="family-icd-fracture-seventh-character",
        title="The 7th character of a fracture: closed or open, and how it heals",
        track="cpc",
        area="icd-10-cm",
        difficulty=3,
        bloom="apply",
        tags=("fractures", "7th character", "open fractures"),
        references=(
            GUIDELINES + "I.C.19.c (traumatic fractures)",
            GUIDELINES + "I.C.19.a (7th characters in chapter 19)",
            TABULAR + "categories S52 and S82",
        ),
        draw=_draw,
    ),
)
