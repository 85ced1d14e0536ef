"""Which code set answers: the illness in ICD-10-CM, the service in CPT, the product or drug in HCPCS Level II.

Every scene is one encounter with four codes; the question asks for one of them. Sources: the code sets themselves.
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.hcpcs.amounts import Person, person

_SETS = {
    "why": ("ICD-10-CM", "names the illness or reason, not anything done or supplied"),
    "work": ("CPT", "names a service that somebody performed"),
    "goods": ("HCPCS Level II", "names a product, a drug or a supplier's service"),
}


_NAMED = {"why": "diagnosis", "work": "service", "goods": "product"}
"""What the mistake of another code set is called."""


@dataclass(frozen=True, slots=True)
class Part:
    """A code of a scene: its kind (a key of `_SETS`), what it stands for, and how a question asks for it."""

    code: str
    kind: str
    means: str
    asked: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What happened, told after the patient, and the four parts that are coded."""

    story: str
    parts: tuple[Part, Part, Part, Part]
    noun: str = ""
    ages: tuple[int, int] = (45, 84)


def _why(code: str, means: str) -> Part:
    return Part(code, "why", means, "the reason for the encounter")


def _work(code: str, means: str) -> Part:
    return Part(code, "work", means, f"the work of {means}")


def _goods(code: str, means: str) -> Part:
    return Part(code, "goods", means, f"{means} itself")


_SCENES = (
    Scene(
        "with primary osteoarthritis of the right knee alone has films of the knee in three views, and the physician "
        "injects triamcinolone into the joint without imaging guidance",
        (
            _why("M17.11", "primary osteoarthritis of the right knee"),
            _work("20610", "the injection into the knee joint"),
            _work("73562", "the knee films"),
            _goods("J3301", "the triamcinolone"),
        ),
    ),
    Scene(
        "sprains the calcaneofibular ligament of the right ankle, has a complete set of ankle films, and goes home in "
        "a ready-made ankle gauntlet that the office supplies",
        (
            _why("S93.411A", "the sprain of the calcaneofibular ligament"),
            _work("73610", "the ankle films"),
            _goods("L1902", "the ankle gauntlet"),
            _goods("E0114", "a pair of underarm crutches"),
        ),
    ),
    Scene(
        "with iron deficiency anemia from chronic blood loss has a ferritin level measured, and the nurse infuses iron "
        "sucrose by vein over 45 minutes",
        (
            _why("D50.0", "iron deficiency anemia from chronic blood loss"),
            _work("96365", "the infusion"),
            _work("82728", "the ferritin test"),
            _goods("J1756", "the iron sucrose"),
        ),
    ),
    Scene(
        "with carpal tunnel syndrome of the right wrist has methylprednisolone acetate injected into the carpal tunnel "
        "and takes home a ready-made cock-up splint",
        (
            _why("G56.01", "carpal tunnel syndrome of the right side"),
            _work("20526", "the injection into the carpal tunnel"),
            _goods("L3908", "the wrist splint"),
            _goods("J1010", "the methylprednisolone acetate"),
        ),
    ),
    Scene(
        "with an exacerbation of chronic obstructive pulmonary disease gets an inhalation treatment in the office; a "
        "nebulizer with compressor is delivered for use at home, with unit doses of albuterol and ipratropium",
        (
            _why("J44.1", "the exacerbation of the lung disease"),
            _work("94640", "the inhalation treatment in the office"),
            _goods("E0570", "the nebulizer with compressor"),
            _goods("J7620", "the inhalation drug for home"),
        ),
    ),
    Scene(
        "with pernicious anemia has the vitamin B12 level measured and gets an injection of cyanocobalamin into the "
        "muscle",
        (
            _why("D51.0", "pernicious anemia"),
            _work("96372", "the injection into the muscle"),
            _work("82607", "the vitamin B12 test"),
            _goods("J3420", "the cyanocobalamin"),
        ),
    ),
    Scene(
        "has an attended sleep study in the laboratory, is found to have obstructive sleep apnea, and is fitted with a "
        "CPAP machine and a nasal mask",
        (
            _why("G47.33", "obstructive sleep apnea"),
            _work("95810", "the sleep study"),
            _goods("E0601", "the CPAP machine"),
            _goods("A7034", "the nasal mask"),
        ),
    ),
    Scene(
        "with age-related osteoporosis and no fracture has a bone density scan of hip and spine and gets denosumab "
        "under the skin",
        (
            _why("M81.0", "osteoporosis without a fracture"),
            _work("77080", "the bone density scan"),
            _work("96372", "the injection under the skin"),
            _goods("J0897", "the denosumab"),
        ),
        "woman",
        (66, 84),
    ),
    Scene(
        "with type 2 diabetes and hyperglycemia has hemoglobin A1c measured and is supplied with a home glucose meter "
        "and test strips",
        (
            _why("E11.65", "type 2 diabetes with hyperglycemia"),
            _work("83036", "the hemoglobin A1c test"),
            _goods("E0607", "the home glucose meter"),
            _goods("A4253", "the supply of test strips"),
        ),
    ),
    Scene(
        "in urinary retention without a known cause has a Foley catheter of coated latex placed without difficulty and "
        "takes home a bedside drainage bag",
        (
            _why("R33.9", "urinary retention"),
            _work("51702", "the catheter placement"),
            _goods("A4338", "the Foley catheter"),
            _goods("A4357", "the bedside drainage bag"),
        ),
    ),
    Scene(
        "with cancer in the upper outer quadrant of the right breast has an echocardiogram with Doppler and then an "
        "hour's infusion of trastuzumab, the reference product",
        (
            _why("C50.411", "cancer of the right breast"),
            _work("96413", "the chemotherapy infusion"),
            _work("93306", "the echocardiogram"),
            _goods("J9355", "the trastuzumab"),
        ),
        "woman",
    ),
    Scene(
        "with a closed Colles' fracture of the right radius has complete wrist films and treatment without "
        "manipulation; a short arm cast of fiberglass is put on, and the office bills its materials",
        (
            _why("S52.531A", "the closed Colles' fracture"),
            _work("25600", "the fracture treatment"),
            _work("73110", "the wrist films"),
            _goods("Q4010", "the fiberglass for the cast"),
        ),
    ),
    Scene(
        "with a stage 3 pressure ulcer of the sacrum has it debrided down to subcutaneous tissue, 12 sq cm in all; a "
        "dry pressure mattress is delivered to the home",
        (
            _why("L89.153", "the stage 3 pressure ulcer"),
            _work("11042", "the debridement"),
            _goods("E0184", "the dry pressure mattress"),
            _goods("A6209", "a small foam wound cover"),
        ),
    ),
    Scene(
        "cuts the scalp in a fall and comes by ambulance at the basic life support level, as an emergency; the head is "
        "scanned by CT without contrast and the 2 cm cut is closed in a single layer",
        (
            _why("S01.01XA", "the cut of the scalp"),
            _work("12001", "the wound closure"),
            _work("70450", "the CT scan"),
            _goods("A0429", "the ambulance trip"),
        ),
    ),
    Scene(
        "comes for insertion of an intrauterine device, has a negative urine pregnancy test, and has a Mirena device "
        "placed",
        (
            _why("Z30.430", "the encounter for insertion of the device"),
            _work("58300", "the insertion"),
            _work("81025", "the pregnancy test"),
            _goods("J7298", "the Mirena device"),
        ),
        "woman",
        (21, 44),
    ),
    Scene(
        "with chronic migraine without aura, not intractable, had an MRI of the brain without contrast and now gets "
        "onabotulinumtoxinA into the muscles of face and neck on both sides",
        (
            _why("G43.709", "chronic migraine"),
            _work("64615", "the injections for migraine"),
            _work("70551", "the MRI of the brain"),
            _goods("J0585", "the onabotulinumtoxinA"),
        ),
        "",
        (24, 62),
    ),
    Scene(
        "with exudative macular degeneration of the right eye and active new vessels has an OCT of the retina and an "
        "injection of aflibercept, standard strength, into the vitreous",
        (
            _why("H35.3211", "exudative macular degeneration with active new vessels"),
            _work("67028", "the injection into the vitreous"),
            _work("92134", "the OCT of the retina"),
            _goods("J0178", "the aflibercept"),
        ),
        "",
        (62, 84),
    ),
    Scene(
        "with chronic respiratory failure with hypoxia has oxygen saturation measured several times at rest and on "
        "walking; a concentrator and a portable gas system are rented for the home",
        (
            _why("J96.11", "chronic respiratory failure with hypoxia"),
            _work("94761", "the repeated oximetry"),
            _goods("E1390", "the oxygen concentrator"),
            _goods("E0431", "the portable oxygen system"),
        ),
    ),
)


def _stem(rng: random.Random, scene: Scene, part: Part, who: Person) -> str:
    return rng.choice(
        (
            f"{who.start} {scene.story}. Which code reports {part.asked}?",
            f"From an encounter: {who.inside} {scene.story}. The biller needs the code for {part.asked}. Which is it?",
            f"{who.start} {scene.story}. Among the codes on the charge sheet, which one stands for {part.asked}?",
        )
    )


def _draw(rng: random.Random) -> Draft:
    scene = rng.choice(_SCENES)
    part = rng.choice([each for each in scene.parts if each.means in scene.story or not each.means.startswith("a ")])
    who = person(rng, scene.noun, *scene.ages)
    name, answers = _SETS[part.kind]
    why = f"{part.code} is the code of {part.means}. It belongs to {name}, which {answers}."
    wrong = []
    for other in scene.parts:
        if other is part:
            continue
        its_set, its_answer = _SETS[other.kind]
        if other.kind == part.kind:
            reason = f"{other.code} is of the right code set, {its_set}, but stands for {other.means}."
            wrong.append(Wrong(other.code, "right set, other thing", f"{reason} Asked for is {part.asked}."))
        else:
            reason = f"{other.code} is {its_set}, which {its_answer}; it stands for {other.means}."
            wrong.append(
                Wrong(
                    other.code, f"{_NAMED[other.kind]} for {_NAMED[part.kind]}", f"{reason} Asked for is {part.asked}."
                )
            )
    return Draft(_stem(rng, scene, part, who), part.code, why, tuple(wrong))


FAMILIES = (
    Family(
        slug="family-hcpcs-code-set",
        title="Which code set answers",
        track="cpc",
        area="hcpcs",
        difficulty=1,
        bloom="apply",
        tags=("code sets",),
        references=("ICD-10-CM, CPT and HCPCS Level II: what each code set is for",),
        draw=_draw,
    ),
)
