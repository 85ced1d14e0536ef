"""Aspiration and injection of joints and bursae by their size and by ultrasound guidance.

Rule: CPT conventions, in our own words: small joints 20600, intermediate 20605, major 20610; with ultrasound guidance,
its image kept and its findings reported, 20604, 20606 and 20611. One unit per joint, however often the needle goes in;
fluoroscopy is reported beside the code without ultrasound (77002).
"""

import random
from dataclasses import dataclass, replace
from itertools import product

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import a, joined, patient

_SIZES = ("small", "intermediate", "major")
_PLAIN = ("20600", "20605", "20610")
_GUIDED = ("20604", "20606", "20611")
_ARTHRITIS = ("osteoarthritis", "gout", "rheumatoid arthritis")
_NO_GOUT = ("osteoarthritis", "rheumatoid arthritis")
_JOINTS = (
    (0, "middle joint of the right index finger", _ARTHRITIS),
    (0, "end joint of the left middle finger", ("osteoarthritis", "gout")),
    (0, "base joint of the right great toe", _ARTHRITIS),
    (0, "middle joint of the left second toe", _ARTHRITIS),
    (1, "right wrist", _ARTHRITIS),
    (1, "left elbow", _ARTHRITIS),
    (1, "right ankle", _ARTHRITIS),
    (1, "left acromioclavicular joint", _NO_GOUT),
    (1, "bursa over the tip of the right elbow", ("gout", "rheumatoid arthritis")),
    (2, "right shoulder joint", _NO_GOUT),
    (2, "left hip joint", _NO_GOUT),
    (2, "right knee joint", _ARTHRITIS),
    (2, "bursa under the left acromion", ("rheumatoid arthritis",)),
)
"""Size and name of the place, and what it can suffer from."""
_GUIDED_BY = (
    "under ultrasound guidance, with images kept in the record and the findings written down",
    "ultrasound guidance was used, recorded and reported",
)
_UNGUIDED = (
    ("by landmarks alone", "no guidance was used"),
    (
        "with ultrasound for orientation, no image kept and no findings written down",
        "ultrasound without a kept image and a report does not count as guidance",
    ),
)
_ONCE = "a steroid is injected"
_ACTS = (
    (0, _ONCE, "one injection is one unit"),
    (0, "a steroid and a local anesthetic are injected from two syringes", "two drugs at one place are one unit"),
    (
        1,
        "fluid is drawn off and a steroid injected through the same needle",
        "drawing off and injecting are one unit",
    ),
    (2, "fluid is drawn off through two punctures", "two punctures of one place are one unit"),
)
"""From which size on, what was done, and why it is one unit."""


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


def _places(rng: random.Random) -> list[tuple[int, str, tuple[str, ...]]]:
    """One place or two, not seldom of the same size, that can suffer from the same disease."""
    first = rng.choice(_JOINTS)
    if rng.random() < 0.45:
        return [first]
    is_same_size = rng.random() < 0.4
    seconds = [each for each in _JOINTS if each != first and (each[0] == first[0]) == is_same_size]
    return [first, rng.choice([each for each in seconds if set(each[2]) & set(first[2])])]


def _draw(rng: random.Random) -> Draft:
    places, punctures = _places(rng), []
    for size, place, _ in places:
        is_guided = rng.random() < 0.5
        guide, why_guide = _GUIDED_BY if is_guided else rng.choice(_UNGUIDED)
        act, why_act = rng.choice(
            [each[1:] for each in _ACTS if each[0] <= size and not ("two punctures" in each[1] and "bursa" in place)]
        )
        punctures.append(_Puncture(size, place, guide, act, is_guided, why_guide, why_act))
    done = "; ".join(f"{each.place}, {each.guide}: {each.act}" for each in punctures)
    who = patient(rng, 35, 84)
    diseases = sorted(set(places[0][2]).intersection(*(each[2] for each in places)))
    asked = "which codes report these services" if len(punctures) > 1 else "which code reports the service"
    stem = rng.choice(
        (
            f"{who.phrase} with {rng.choice(diseases)} is treated at a "
            f"rheumatologist's office. Procedure note: {done}. Drugs, visit and modifiers aside, {asked} under "
            "CPT conventions?",
            f"Office note, orthopedics. {who.phrase} has pain despite tablets. Procedures of today, with consent: "
            f"{done}. Under CPT conventions, leaving drugs, visit and modifiers aside, {asked}?",
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
    """How a note is read: size, guidance and units of each place, and the mistake in it."""

    sizes: tuple[int, ...]
    guided: tuple[bool, ...]
    units: tuple[int, ...]
    mistake: str
    why: str

    @property
    def codes(self) -> str:
        found = []
        for size, is_guided, units in zip(self.sizes, self.guided, self.units, strict=True):
            found += [(_GUIDED if is_guided else _PLAIN)[size]] * units
        return _codes(found)

    def changed_by(self, other: "_Reading") -> "_Reading":
        """Both mistakes at once, where the other one is about guidance alone."""
        names, whys = f"{self.mistake} and {other.mistake}", f"{self.why}. {other.why}"
        return replace(self, guided=other.guided, mistake=names, why=whys)


def _read(punctures: list[_Puncture]) -> _Reading:
    """The note as it should be read."""
    sizes, guided = tuple(each.size for each in punctures), tuple(each.is_guided for each in punctures)
    return _Reading(sizes, guided, (1,) * len(punctures), "", "")


def _missized(punctures: list[_Puncture]) -> list[_Reading]:
    """One of the places a step too large or too small."""
    true, found = _read(punctures), []
    for place, each in enumerate(punctures):
        for size in (each.size - 1, each.size + 1):
            if 0 <= size <= 2:
                kind = "bursa" if "bursa" in each.place else "joint"
                mistake = f"size of the joint too {'large' if size > each.size else 'small'}"
                taken, is_in_fact = (a(f"{_SIZES[index]} {kind}") for index in (size, each.size))
                why = f"Takes the {each.place} for {taken}. It is {is_in_fact}"
                sizes = (*true.sizes[:place], size, *true.sizes[place + 1 :])
                found.append(replace(true, sizes=sizes, mistake=mistake, why=why))
    return found


def _miscounted(punctures: list[_Puncture]) -> list[_Reading]:
    """Two acts at one place taken for two units, or two places of one code for one."""
    true, found = _read(punctures), []
    units = tuple(1 if each.act == _ONCE else 2 for each in punctures)
    if 2 in units:
        facts = joined([each.why_act for each, number in zip(punctures, units, strict=True) if number > 1])
        why = f"Counts two acts at one place as two units, but {facts}"
        found.append(replace(true, units=units, mistake="two acts counted as two units", why=why))
    if len(punctures) > 1 and punctures[0].code == punctures[1].code:
        why = f"Reports {punctures[0].code} once, but the {punctures[0].place} and the {punctures[1].place} are two"
        found.append(replace(true, units=(1, 0), mistake="two places counted as one unit", why=why))
    return found


def _misguided(punctures: list[_Puncture]) -> list[_Reading]:
    """Guidance taken wrong, at one place or at both."""
    true, facts = _read(punctures), joined([_guidance(each) for each in punctures])
    found = []
    for guided in product((True, False), repeat=len(punctures)):
        if guided != true.guided:
            wrong = [now for now, then in zip(guided, true.guided, strict=True) if now != then]
            mistake = "guidance turned round" if len(set(wrong)) > 1 else "guidance assumed" if wrong[0] else ""
            why = f"Takes guidance for {'given' if wrong[0] else 'not given'}"
            if len(set(wrong)) > 1:
                why = "Has guidance the wrong way round"
            said = f"{why}, but {facts}"
            found.append(replace(true, guided=guided, mistake=mistake or "guidance overlooked", why=said))
    return found


def _wrong(rng: random.Random, punctures: list[_Puncture], right: str) -> tuple[Wrong, ...]:
    """Mistakes in any order; often one about guidance, another one and both at once come first."""
    missized, miscounted, misguided = _missized(punctures), _miscounted(punctures), _misguided(punctures)
    others = [*missized, *miscounted]
    are_alike = len(punctures) > 1 and punctures[0].code == punctures[1].code
    one, other = rng.choice(missized), rng.choice(misguided)
    if miscounted and rng.random() < (0.7 if are_alike else 0.3):
        one = miscounted[-1]
        other = (
            next(each for each in misguided if set(each.guided) == {not punctures[0].is_guided}) if are_alike else other
        )
    both = one.changed_by(other)
    readings = [*others, *misguided, both]
    rng.shuffle(readings)
    if rng.random() < 0.6:
        readings = [one, other, both, *readings]
    found = [Wrong(each.codes, each.mistake, f"{each.why}. That makes {right}.") for each in readings]
    beside = _codes([*(_PLAIN[each.size] for each in punctures), "76942"])
    why = f"Adds 76942, but {joined([_guidance(each) for each in punctures])}. That makes {right}."
    return (*found, Wrong(beside, "ultrasound reported beside", why))


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
