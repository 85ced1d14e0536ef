"""Which code set answers: the illness in ICD-10-CM, the service in CPT, the product or drug in HCPCS Level II.

Every scene is one encounter with two codes of each set; the question asks for one of them. Sources: the code sets
themselves.
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
    """What happened, told after the patient, and what is coded: the illness, two services and two products."""

    story: str
    parts: tuple[Part, Part, Part, Part, Part]
    noun: str = ""
    ages: tuple[int, int] = (45, 84)


def _why(code: str, means: str, asked: str = "the reason for the encounter") -> Part:
    return Part(code, "why", means, asked)


def _work(code: str, means: str) -> Part:
    return Part(code, "work", means, f"the work of {means}")


def _goods(code: str, means: str, asked: str = "") -> Part:
    return Part(code, "goods", means, asked or f"{means} itself")


def _noted(code: str, told: str, asked: str = "") -> tuple[str, Part]:
    """A condition or circumstance beside the reason for the encounter, as the chart tells it, and its code."""
    means = asked or told
    return told, Part(code, "why", means, f"the {means} also noted")


_ALSO_WHEN_YOUNG = (
    _noted("E03.9", "hypothyroidism"),
    _noted("K21.9", "gastroesophageal reflux without esophagitis"),
    _noted("Z88.0", "an allergy to penicillin", "allergy to penicillin"),
)
_ALSO = (
    *_ALSO_WHEN_YOUNG,
    _noted("I10", "essential hypertension"),
    _noted("E78.5", "hyperlipidemia"),
    _noted("Z87.891", "cigarette smoking given up years ago", "past cigarette smoking"),
    _noted("Z79.82", "daily aspirin for the long term", "long-term aspirin"),
)
_SCENES = (
    Scene(
        "with primary osteoarthritis of the right knee alone has films of the knee in three views, and the physician "
        "injects triamcinolone into the joint without imaging guidance; a single-tip cane is supplied",
        (
            _why("M17.11", "primary osteoarthritis of the right knee"),
            _work("20610", "the injection into the knee joint"),
            _work("73562", "the knee films"),
            _goods("J3301", "the triamcinolone"),
            _goods("E0100", "the cane"),
        ),
    ),
    Scene(
        "sprains the calcaneofibular ligament of the right ankle, has a complete set of ankle films, and goes home in "
        "a ready-made ankle gauntlet and with a pair of metal underarm crutches, after a quarter of an hour of gait "
        "training by a therapist",
        (
            _why("S93.411A", "the sprain of the calcaneofibular ligament"),
            _work("73610", "the ankle films"),
            _work("97116", "the gait training"),
            _goods("L1902", "the ankle gauntlet"),
            _goods("E0114", "the pair of underarm crutches"),
        ),
    ),
    Scene(
        "with iron deficiency anemia from chronic blood loss has a ferritin level measured; diphenhydramine is given "
        "by vein, and then the nurse infuses iron sucrose over 45 minutes",
        (
            _why("D50.0", "iron deficiency anemia from chronic blood loss"),
            _work("96365", "the infusion"),
            _work("82728", "the ferritin test"),
            _goods("J1756", "the iron sucrose"),
            _goods("J1200", "the diphenhydramine"),
        ),
    ),
    Scene(
        "with carpal tunnel syndrome of the right wrist has six nerve conduction studies, then methylprednisolone "
        "acetate injected into the carpal tunnel, and takes home a ready-made cock-up splint",
        (
            _why("G56.01", "carpal tunnel syndrome of the right side"),
            _work("20526", "the injection into the carpal tunnel"),
            _work("95909", "the nerve conduction studies"),
            _goods("L3908", "the wrist splint"),
            _goods("J1010", "the methylprednisolone acetate"),
        ),
    ),
    Scene(
        "with an exacerbation of chronic obstructive pulmonary disease has chest films in two views and gets an "
        "inhalation treatment in the office; a nebulizer with compressor is delivered for use at home, with unit doses "
        "of albuterol and ipratropium",
        (
            _why("J44.1", "the exacerbation of the lung disease"),
            _work("94640", "the inhalation treatment in the office"),
            _work("71046", "the chest films"),
            _goods("E0570", "the nebulizer with compressor"),
            _goods("J7620", "the inhalation drug for home", "the inhalation drug for use at home"),
        ),
    ),
    Scene(
        "has an attended sleep study in the laboratory, is found to have obstructive sleep apnea, has the "
        "thyroid-stimulating hormone measured, and is fitted with a CPAP machine and a nasal mask",
        (
            _why("G47.33", "obstructive sleep apnea"),
            _work("95810", "the sleep study"),
            _work("84443", "the hormone test"),
            _goods("E0601", "the CPAP machine"),
            _goods("A7034", "the nasal mask"),
        ),
    ),
    Scene(
        "with age-related osteoporosis and no fracture has a bone density scan of hip and spine, gets denosumab under "
        "the skin, and is supplied with a folding walker",
        (
            _why("M81.0", "osteoporosis without a fracture"),
            _work("77080", "the bone density scan"),
            _work("96372", "the injection under the skin"),
            _goods("J0897", "the denosumab"),
            _goods("E0135", "the folding walker"),
        ),
        "woman",
        (66, 84),
    ),
    Scene(
        "with type 2 diabetes and hyperglycemia has hemoglobin A1c and the albumin in the urine measured and is "
        "supplied with a home glucose meter and test strips",
        (
            _why("E11.65", "type 2 diabetes with hyperglycemia"),
            _work("83036", "the hemoglobin A1c test"),
            _work("82043", "the urine albumin test"),
            _goods("E0607", "the home glucose meter"),
            _goods("A4253", "the supply of test strips", "the test strips themselves"),
        ),
    ),
    Scene(
        "in urinary retention without a known cause has the bladder scanned for residual urine and a Foley catheter of "
        "coated latex placed without difficulty, and takes home a bedside drainage bag",
        (
            _why("R33.9", "urinary retention"),
            _work("51702", "the catheter placement"),
            _work("51798", "the bladder scan"),
            _goods("A4338", "the Foley catheter"),
            _goods("A4357", "the bedside drainage bag"),
        ),
    ),
    Scene(
        "with cancer in the upper outer quadrant of the right breast has an echocardiogram with Doppler and then an "
        "hour's infusion of trastuzumab, the reference product; at the end the port is flushed with heparin",
        (
            _why("C50.411", "cancer of the right breast", "the disease treated"),
            _work("96413", "the chemotherapy infusion"),
            _work("93306", "the echocardiogram"),
            _goods("J9355", "the trastuzumab"),
            _goods("J1642", "the heparin for the flush", "the heparin itself"),
        ),
        "woman",
    ),
    Scene(
        "with a closed Colles' fracture of the right radius has complete wrist films and treatment without "
        "manipulation; a short arm cast of fiberglass is put on, the office bills its materials, and the arm is put "
        "in a sling",
        (
            _why("S52.531A", "the closed Colles' fracture"),
            _work("25600", "the fracture treatment"),
            _work("73110", "the wrist films"),
            _goods("Q4010", "the fiberglass for the cast", "the cast material"),
            _goods("A4565", "the sling"),
        ),
    ),
    Scene(
        "with a stage 3 pressure ulcer of the sacrum has it debrided down to subcutaneous tissue, 12 sq cm in all, and "
        "a culture taken and processed; a small foam cover without adhesive edge and a dry pressure mattress are "
        "delivered to the home",
        (
            _why("L89.153", "the stage 3 pressure ulcer"),
            _work("11042", "the debridement"),
            _work("87070", "the wound culture"),
            _goods("E0184", "the dry pressure mattress"),
            _goods("A6209", "the foam wound cover"),
        ),
    ),
    Scene(
        "cuts the scalp in a fall and comes by ambulance at the basic life support level, as an emergency, over 9 "
        "miles; the head is scanned by CT without contrast and the 2 cm cut is closed in a single layer",
        (
            _why("S01.01XA", "the cut of the scalp"),
            _work("12001", "the wound closure"),
            _work("70450", "the CT scan"),
            _goods("A0429", "the ambulance trip"),
            _goods("A0425", "the ambulance miles", "the miles of the ambulance"),
        ),
    ),
    Scene(
        "comes for insertion of an intrauterine device, has a negative urine pregnancy test, is given ketorolac for "
        "the cramps, and has a Mirena device placed",
        (
            _why("Z30.430", "the encounter for insertion of the device"),
            _work("58300", "the insertion"),
            _work("81025", "the pregnancy test"),
            _goods("J7298", "the Mirena device"),
            _goods("J1885", "the ketorolac"),
        ),
        "woman",
        (21, 44),
    ),
    Scene(
        "with chronic migraine without aura, not intractable, had an MRI of the brain without contrast and now gets "
        "onabotulinumtoxinA into the muscles of face and neck on both sides, and sumatriptan under the skin for "
        "today's headache",
        (
            _why("G43.709", "chronic migraine"),
            _work("64615", "the injections for migraine"),
            _work("70551", "the MRI of the brain"),
            _goods("J0585", "the onabotulinumtoxinA"),
            _goods("J3030", "the sumatriptan"),
        ),
        "",
        (24, 62),
    ),
    Scene(
        "with exudative macular degeneration of the right eye and active new vessels has an OCT of the retina and an "
        "injection of aflibercept, standard strength, into the vitreous; new eyeglass frames are dispensed",
        (
            _why("H35.3211", "exudative macular degeneration with active new vessels"),
            _work("67028", "the injection into the vitreous"),
            _work("92134", "the OCT of the retina"),
            _goods("J0178", "the aflibercept"),
            _goods("V2020", "the eyeglass frames", "the eyeglass frames themselves"),
        ),
        "",
        (62, 84),
    ),
    Scene(
        "with chronic respiratory failure with hypoxia has arterial blood gases analyzed and oxygen saturation "
        "measured several times at rest and on walking; a concentrator and a portable gas system are rented for the "
        "home",
        (
            _why("J96.11", "chronic respiratory failure with hypoxia"),
            _work("94761", "the repeated oximetry"),
            _work("82803", "the blood gas analysis"),
            _goods("E1390", "the oxygen concentrator"),
            _goods("E0431", "the portable oxygen system"),
        ),
    ),
)


def _options(rng: random.Random, parts: list[Part]) -> list[Part]:
    """Four of the six codes of an encounter, the right one first.

    Its code set mostly stands among them twice, so that the form of a code alone does not answer; the other two are
    mostly of one set as well, so that the pair does not point to it.
    """
    part = rng.choice(parts)
    twin = next(each for each in parts if each.kind == part.kind and each is not part)
    first, second = rng.sample([kind for kind in _SETS if kind != part.kind], 2)
    others = [each for each in parts if each.kind == first]
    single = rng.choice([each for each in parts if each.kind == second])
    match rng.choices(("two pairs", "pair", "alone"), (13, 4, 3))[0]:
        case "two pairs":
            return [part, twin, *others]
        case "pair":
            return [part, twin, rng.choice(others), single]
        case _:
            return [part, *others, single]


def _stem(rng: random.Random, scene: Scene, also: str, part: Part, who: Person) -> str:
    return rng.choice(
        (
            f"{who.start} {scene.story}. Also noted: {also}. Which code reports {part.asked}?",
            f"From an encounter: {who.inside} {scene.story}. Also noted: {also}. The biller needs the code for "
            f"{part.asked}. Which is it?",
            f"{who.start} {scene.story}. Also noted: {also}. Among the codes on the charge sheet, which one stands for "
            f"{part.asked}?",
        )
    )


def _draw(rng: random.Random) -> Draft:
    scene = rng.choice(_SCENES)
    also, noted = rng.choice(_ALSO if scene.ages[0] > 40 else _ALSO_WHEN_YOUNG)
    part, *others = _options(rng, [*scene.parts, noted])
    who = person(rng, scene.noun, *scene.ages)
    name, answers = _SETS[part.kind]
    why = f"{part.code} is the code of {part.means}. It belongs to {name}, which {answers}."
    wrong = []
    for other in others:
        its_set, its_answer = _SETS[other.kind]
        if other.kind == part.kind:
            mistake = "right set, other thing"
            reason = f"{other.code} is of the right code set, {its_set}, but stands for {other.means}."
        else:
            mistake = f"{_NAMED[other.kind]} for {_NAMED[part.kind]}"
            reason = f"{other.code} is {its_set}, which {its_answer}; it stands for {other.means}."
        wrong.append(Wrong(other.code, mistake, f"{reason} Asked for is {part.asked}."))
    return Draft(_stem(rng, scene, also, part, who), part.code, why, tuple(wrong))


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
