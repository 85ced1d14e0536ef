"""Aspiration and injection of joints and bursae by their size and by ultrasound guidance.

Rule: CPT conventions, in our own words: small joints 20600, intermediate 20605, major 20610; with ultrasound guidance,
its image kept and its findings reported, 20604, 20606 and 20611. One unit per joint, however often the needle goes in;
fluoroscopy is reported beside the code without ultrasound (77002).
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import a, joined, patient

_SIZES = ("small", "intermediate", "major")
_PLAIN = ("20600", "20605", "20610")
_GUIDED = ("20604", "20606", "20611")
_JOINTS = (
    (0, "middle joint of the right index finger"),
    (0, "end joint of the left middle finger"),
    (0, "base joint of the right great toe"),
    (0, "middle joint of the left second toe"),
    (1, "right wrist"),
    (1, "left elbow"),
    (1, "right ankle"),
    (1, "left acromioclavicular joint"),
    (1, "bursa over the tip of the left elbow"),
    (2, "right shoulder joint"),
    (2, "left hip joint"),
    (2, "right knee joint"),
    (2, "bursa under the left acromion"),
)
"""Size and name of the place."""
_GUIDES = (
    ("by landmarks alone", "no guidance was used"),
    ("by landmarks alone", "no guidance was used"),
    (
        "under ultrasound guidance, with images kept in the record and the findings written down",
        "ultrasound guidance was used, recorded and reported",
    ),
    (
        "under ultrasound guidance, with images kept in the record and the findings written down",
        "ultrasound guidance was used, recorded and reported",
    ),
    (
        "with a look by ultrasound, of which no image was kept and nothing was written down",
        "ultrasound without a kept image and a report does not count as guidance",
    ),
)
_ACTS = (
    ("fluid is drawn off and a steroid injected through the same needle", "drawing off and injecting are one unit"),
    ("a steroid is injected", "one injection is one unit"),
    ("a steroid and a local anesthetic are injected from two syringes", "two drugs at one place are one unit"),
    ("fluid is drawn off through two punctures", "two punctures of one place are one unit"),
)


@dataclass(frozen=True, slots=True)
class _Puncture:
    """One joint: its size and name, what was done, whether guidance counts, and why."""

    size: int
    place: str
    guide: str
    act: str
    is_guided: bool
    why_guide: str
    why_act: str

    @property
    def code(self) -> str:
        return (_GUIDED if self.is_guided else _PLAIN)[self.size]


def _draw(rng: random.Random) -> Draft:
    first = rng.choice(_JOINTS)
    joints = [first]
    if rng.random() < 0.55:
        joints.append(rng.choice([each for each in _JOINTS if each[0] != first[0]]))
    punctures = []
    for size, place in joints:
        guide, why_guide = rng.choice(_GUIDES)
        act, why_act = rng.choice(_ACTS)
        is_guided = "kept in the record" in guide
        punctures.append(_Puncture(size, place, guide, act, is_guided, why_guide, why_act))
    done = "; ".join(f"{each.place}, {each.guide}: {each.act}" for each in punctures)
    who = patient(rng, 35, 84)
    asked = "which codes report these services" if len(punctures) > 1 else "which code reports the service"
    stem = rng.choice(
        (
            f"{who.phrase} with {rng.choice(('osteoarthritis', 'gout', 'rheumatoid arthritis'))} is treated at a "
            f"rheumatologist's office. Procedure note: {done}. Drugs, visit, modifiers and side aside, {asked} under "
            "CPT conventions?",
            f"Office note, orthopedics. {who.phrase} has painful swelling. Procedures of today, with consent: {done}. "
            f"Under CPT conventions, leaving drugs, visit and modifiers aside, {asked}?",
        )
    )
    right = _codes([each.code for each in punctures])
    return Draft(stem, right, _why(punctures, right), _wrong(rng, punctures, right))


def _codes(codes: list[str]) -> str:
    """The codes in descending order, as they stand on a claim."""
    return ", ".join(sorted(codes, reverse=True))


def _size(each: _Puncture) -> str:
    kind = "bursa" if "bursa" in each.place else "joint"
    return f"the {each.place} is {a(f'{_SIZES[each.size]} {kind}')}"


def _fact(each: _Puncture) -> str:
    return f"{_size(each)}; {each.why_guide}, and {each.why_act}: {each.code}"


def _guidance(each: _Puncture) -> str:
    return f"at the {each.place} {each.why_guide}"


def _why(punctures: list[_Puncture], right: str) -> str:
    facts = [_fact(each) for each in punctures]
    text = ". ".join(f"{fact[0].upper()}{fact[1:]}" for fact in facts)
    return f"{text}. That is {right}." if len(punctures) > 1 else f"{text}."


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a note is read: the sizes, and guidance "" as it was, "everywhere", "nowhere" or "turned" round."""

    sizes: tuple[int, ...]
    guidance: str
    mistake: str
    why: str

    def codes(self, punctures: list[_Puncture]) -> str:
        found = []
        for each, size in zip(punctures, self.sizes, strict=True):
            is_guided = {"": each.is_guided, "everywhere": True, "nowhere": False}.get(
                self.guidance, not each.is_guided
            )
            found.append((_GUIDED if is_guided else _PLAIN)[size])
        return _codes(found)


def _missized(punctures: list[_Puncture]) -> list[_Reading]:
    """One of the joints a step too large or too small."""
    sizes, found = tuple(each.size for each in punctures), []
    for place, each in enumerate(punctures):
        for size in (each.size - 1, each.size + 1):
            if 0 <= size <= 2 and size not in sizes:
                kind = "bursa" if "bursa" in each.place else "joint"
                mistake = f"size of the joint too {'large' if size > each.size else 'small'}"
                taken, true = (a(f"{_SIZES[index]} {kind}") for index in (size, each.size))
                why = f"Takes the {each.place} for {taken}. It is {true}"
                found.append(_Reading((*sizes[:place], size, *sizes[place + 1 :]), "", mistake, why))
    return found


def _misguided(punctures: list[_Puncture]) -> list[_Reading]:
    """Guidance taken wrong."""
    sizes, facts = tuple(each.size for each in punctures), joined([_guidance(each) for each in punctures])
    guided = {each.is_guided for each in punctures}
    found = []
    if False in guided:
        why = f"Takes guidance for given throughout, but {facts}"
        found.append(_Reading(sizes, "everywhere", "guidance assumed everywhere", why))
    if True in guided:
        why = f"Uses the codes without guidance throughout, but {facts}"
        found.append(_Reading(sizes, "nowhere", "guidance overlooked", why))
    if len(guided) > 1:
        found.append(_Reading(sizes, "turned", "guidance turned round", f"Has guidance the wrong way round: {facts}"))
    return found


def _wrong(rng: random.Random, punctures: list[_Puncture], right: str) -> tuple[Wrong, ...]:
    """Mistakes in any order; often one about size, one about guidance and both at once come first."""
    missized, misguided = _missized(punctures), _misguided(punctures)
    one, other = rng.choice(missized), rng.choice(misguided)
    both = _Reading(one.sizes, other.guidance, f"{one.mistake} and {other.mistake}", f"{one.why}. {other.why}")
    readings = [*missized, *misguided, both]
    found = [Wrong(each.codes(punctures), each.mistake, f"{each.why}. That makes {right}.") for each in readings]
    beside = _codes([*(_PLAIN[each.size] for each in punctures), "76942"])
    why = f"Adds 76942, but {joined([_guidance(each) for each in punctures])}. That makes {right}."
    found.append(Wrong(beside, "ultrasound reported beside", why))
    rng.shuffle(found)
    if rng.random() < 0.6:
        found.sort(key=lambda each: each.mistake not in (one.mistake, other.mistake, both.mistake))
    return tuple(found)


FAMILIES = (
    Family(
        slug="family-cpt-joint-injection",
        title="Joint injections by size and guidance",
        track="cpc",
        area="20000-series",
        difficulty=2,
        bloom="apply",
        tags=("joint injection", "ultrasound guidance"),
        references=("CPT musculoskeletal conventions on joints and bursae, stated in our own words",),
        draw=_draw,
    ),
)
