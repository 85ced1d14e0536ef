"""Administration of vaccines with and without counseling.

Rule: CPT conventions, in our own words: to the age of 18, with counseling by a physician or other qualified
professional, 90460 for the first component of each vaccine and 90461 for each further one; otherwise 90471 for the
first injection, 90472 for each further one and 90474 for an oral vaccine beside injections. A component is what
protects from the diseases of one organism, however many types of it the vaccine holds.
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import a, count


@dataclass(frozen=True, slots=True)
class _Vaccine:
    """What a vaccine is against, its components, how many types it holds, and whether it is swallowed."""

    text: str
    components: int = 1
    types: int = 1
    is_oral: bool = False


_DTAP_POLIO = _Vaccine("diphtheria, tetanus, pertussis and polio", 4, 4)
_FIVE = _Vaccine("diphtheria, tetanus, pertussis, polio and Haemophilus influenzae type b", 5, 5)
_FIVE_B = _Vaccine("diphtheria, tetanus, pertussis, polio and hepatitis B", 5, 5)
_SIX = _Vaccine("diphtheria, tetanus, pertussis, polio, Haemophilus influenzae type b and hepatitis B", 6, 6)
_PNEUMOCOCCUS = _Vaccine("20 types of pneumococcus", 1, 20)
_ROTAVIRUS = _Vaccine("rotavirus", 1, 1, is_oral=True)
_MMR = _Vaccine("measles, mumps and rubella", 3, 3)
_MMR_VARICELLA = _Vaccine("measles, mumps, rubella and varicella", 4, 4)
_VARICELLA = _Vaccine("varicella")
_HEPATITIS_A = _Vaccine("hepatitis A")
_HEPATITIS_AB = _Vaccine("hepatitis B and hepatitis A", 2, 2)
_TDAP = _Vaccine("tetanus, diphtheria and pertussis", 3, 3)
_TD = _Vaccine("tetanus and diphtheria", 2, 2)
_HPV = _Vaccine("nine types of human papillomavirus", 1, 9)
_MENINGOCOCCUS = _Vaccine("meningococcus of the groups A, C, W and Y", 1, 4)
_MENINGOCOCCUS_B = _Vaccine("meningococcus of group B")
_FLU = _Vaccine("three strains of influenza", 1, 3)

_INFANTS = tuple(
    (f"{months}-month-old", ((_FIVE, _FIVE_B, _SIX), (_PNEUMOCOCCUS,), (_ROTAVIRUS,))) for months in (2, 4)
)
_TODDLERS = tuple(
    (f"{months}-month-old", ((_MMR, _MMR_VARICELLA), (_HEPATITIS_A,), (_PNEUMOCOCCUS,))) for months in (12, 13, 15)
)
_STARTERS = tuple((f"{years}-year-old", ((_DTAP_POLIO,), (_MMR_VARICELLA, _MMR), (_FLU,))) for years in (4, 5, 6))
_PRETEENS = tuple((f"{years}-year-old", ((_TDAP,), (_HPV,), (_MENINGOCOCCUS, _FLU))) for years in (11, 12))
_TEENS = tuple(
    (f"{years}-year-old", ((_MENINGOCOCCUS,), (_MENINGOCOCCUS_B, _FLU), (_TDAP, _MMR))) for years in (16, 17)
)
_EIGHTEEN = (("18-year-old", ((_HEPATITIS_AB, _MMR), (_MENINGOCOCCUS_B, _HPV), (_FLU, _TD))),)
_ADULTS = tuple(
    (f"{years}-year-old", ((_HEPATITIS_AB, _MMR), (_TDAP, _TD), (_FLU, _HPV))) for years in (19, 19, 20, 24)
)
_AGES = (_INFANTS, _TODDLERS, _STARTERS, _PRETEENS, _TEENS, _EIGHTEEN, _ADULTS)
_COUNSELORS = (
    ("The pediatrician counsels {whom} on every vaccine", "a physician counseled on every vaccine", True),
    ("A nurse practitioner with her own billing number counsels {whom} on every vaccine",
     "a nurse practitioner, a qualified professional, counseled on every vaccine", True),
    ("A medical assistant hands out the information sheets and gives the vaccines; the physician is not involved",
     "no physician or other qualified professional counseled", False),
    ("A registered nurse explains every vaccine to {whom}; no physician or other qualified professional takes part",
     "only a registered nurse counseled, who is no other qualified professional", False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Shots:
    """The vaccines of a visit, counted."""

    vaccines: int
    components: int
    types: int
    orals: int

    @property
    def injections(self) -> int:
        return self.vaccines - self.orals


def _line(*pairs: tuple[str, int]) -> str:
    return ", ".join(code + (f" × {units}" if units > 1 else "") for code, units in pairs if units)


def _counseled(shots: _Shots) -> str:
    return _line(("90460", shots.vaccines), ("90461", shots.components - shots.vaccines))


def _plain(shots: _Shots) -> str:
    return _line(("90471", 1), ("90472", shots.injections - 1), ("90474", shots.orals))


def _draw(rng: random.Random) -> Draft:
    group = rng.choice(_AGES)
    age, slots = rng.choice(group)
    is_adult = group is _ADULTS
    given = [rng.choice(slot) for slot in slots]
    if rng.random() < 0.3 and group is not _INFANTS:
        given.remove(rng.choice([each for each in given if each.components == 1] or given))
    rng.shuffle(given)
    counsel, why, is_qualified = rng.choice(_COUNSELORS[:2] if rng.random() < 0.58 else _COUNSELORS[2:])
    shots = _Shots(
        len(given),
        sum(each.components for each in given),
        sum(each.types for each in given),
        sum(each.is_oral for each in given),
    )
    is_counseled = is_qualified and not is_adult
    if is_adult:
        counsel = counsel.replace("pediatrician", "family physician")
    noun = rng.choice(("man", "woman") if is_adult or "18" in age else ("boy", "girl"))
    whom = "the patient" if is_adult or age[:2] in ("16", "17", "18") else "the mother"
    right = _counseled(shots) if is_counseled else _plain(shots)
    stem = _stem(rng, f"{age} {noun}", given, counsel.format(whom=whom))
    reason = f"{why}, but the patient is over 18" if is_adult and is_qualified else why
    rule = _rule(shots, reason, is_counseled=is_counseled)
    return Draft(stem, right, _why(shots, rule, right), _wrong(rng, shots, rule, is_counseled=is_counseled))


def _stem(rng: random.Random, who: str, given: list[_Vaccine], counsel: str) -> str:
    texts = [f"one {'by mouth' if each.is_oral else 'injection'} against {each.text}" for each in given]
    listed = "; ".join(texts)
    return rng.choice(
        (
            f"At a checkup {a(who)}, insured by a commercial plan that follows CPT, receives "
            f"{count(len(given), 'vaccine')}: {listed}. {counsel}. Leaving visit and vaccine products aside, how is "
            "the administration reported?",
            f"{a(who).capitalize()} comes to the office for vaccines; the plan is a commercial one that follows CPT. "
            f"{counsel}. Given are: {listed}. Which codes report the administration, products and visit aside?",
        )
    )


def _counts(shots: _Shots) -> str:
    return f"{count(shots.vaccines, 'vaccine')} with {count(shots.components, 'component')} in all"


def _rule(shots: _Shots, reason: str, *, is_counseled: bool) -> str:
    if is_counseled:
        more = shots.components - shots.vaccines
        return (
            f"the patient is not over 18, and {reason}: 90460 for {count(shots.vaccines, 'vaccine')} and 90461 "
            f"for {count(more, 'further component')}"
        )
    oral = " and 90474 for the oral vaccine" if shots.orals else ""
    return (
        f"{reason}: 90471 for the first injection, 90472 for "
        f"{count(shots.injections - 1, 'further one')}{oral}, whatever their components"
    )


def _why(shots: _Shots, rule: str, right: str) -> str:
    return f"{_counts(shots)}. {rule[0].upper()}{rule[1:]}. Types of one organism are one component. That is {right}."


def _with_counseling(shots: _Shots, rule: str) -> list[Wrong]:
    """Mistaken ways to count for the codes of counseling."""
    further = shots.types - shots.vaccines
    by_types = _line(("90460", shots.vaccines), ("90461", further))
    once = _line(("90460", 1), ("90461", shots.components - 1))
    once_by_types = _line(("90460", 1), ("90461", shots.types - 1))
    return [
        Wrong(by_types, "types taken for components", f"Counts types of one organism as components. {rule}"),
        Wrong(once, "first component of the visit only", f"Uses 90460 once for the whole visit. {rule}"),
        Wrong(
            _line(("90460", shots.vaccines)),
            "components ignored",
            f"Reports 90460 for each vaccine and nothing for components. {rule}",
        ),
        Wrong(
            once_by_types,
            "first component of the visit only and types taken for components",
            f"Uses 90460 once for the whole visit and counts types of one organism as components. {rule}",
        ),
        Wrong(
            _line(("90460", 1), ("90461", shots.vaccines - 1)),
            "further vaccines for further components",
            f"Takes 90461 for each further vaccine; it is for further components of one vaccine. {rule}",
        ),
    ]


def _without_counseling(shots: _Shots, rule: str) -> list[Wrong]:
    """Mistaken ways to count for the codes without counseling."""
    by_component = _line(("90471", 1), ("90472", shots.components - 1 - shots.orals), ("90474", shots.orals))
    firsts = _line(("90471", shots.injections), ("90473", shots.orals))
    further = _line(("90471", shots.injections), ("90472", shots.components - shots.vaccines), ("90474", shots.orals))
    found = [
        Wrong(
            further,
            "injection codes counted like those of counseling",
            f"Takes 90472 for further components; it is for further injections. {rule}",
        ),
        Wrong(by_component, "injection codes by component", f"Uses injection codes, by component. {rule}"),
        Wrong(firsts, "every vaccine as a first one", f"Takes every vaccine for the first one. {rule}"),
    ]
    if shots.orals:
        injected = _line(("90471", 1), ("90472", shots.vaccines - 1))
        why = f"Counts the oral vaccine as an injection. {rule}"
        found.append(Wrong(injected, "oral vaccine counted as an injection", why))
    return found


def _wrong(rng: random.Random, shots: _Shots, rule: str, *, is_counseled: bool) -> tuple[Wrong, ...]:
    """None to two mistakes with the right codes, the others with the other ones, and then all the rest."""
    rule = f"{_counts(shots)}; {rule}."
    if is_counseled:
        same, other = _with_counseling(shots, rule), _without_counseling(shots, rule)
        first = Wrong(_plain(shots), "counseling ignored", f"Uses the codes for vaccines without counseling. {rule}")
    else:
        same, other = _without_counseling(shots, rule), _with_counseling(shots, rule)
        why = f"Uses the counseling codes. {rule}"
        first = Wrong(_counseled(shots), "counseling codes without their conditions", why)
    rng.shuffle(same)
    rng.shuffle(other)
    right = _counseled(shots) if is_counseled else _plain(shots)
    same = [each for each in same if each.text != right]
    number = rng.choice((0, 1, 2))
    return (*same[:number], first, *other[: 2 - number], *same[number:], *other[2 - number :])


FAMILIES = (
    Family(
        slug="family-cpt-vaccine-administration",
        title="Administration of vaccines by component or injection",
        track="cpc",
        area="medicine",
        difficulty=3,
        bloom="apply",
        tags=("vaccines",),
        references=("CPT conventions on immunization administration, stated in our own words",),
        draw=_draw,
    ),
)
