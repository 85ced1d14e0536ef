"""Work on cases with the errors that people make: the key's own answer, altered by its traps and by typical slips."""

import random
from collections.abc import Callable
from dataclasses import replace

from trainer.domain.claims.billing_case import BillingContent, Worksheet
from trainer.domain.claims.case import CaseContent
from trainer.domain.claims.lines import POINTER_LETTERS, Claim, TypedClaim, TypedLine
from trainer.domain.grading.billing import exact_worksheet
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.grading.case_key import CaseKey, VisitElements
from trainer.domain.grading.traps import ImpossibleTrap, trap_claim
from trainer.domain.grading.variants import exact_claim, variants
from trainer.services.cases import CaseWork

MOST_SLIPS = 3
_OTHER_SIDE = {"RT": "LT", "LT": "RT"}


def coding_work(content: CaseContent, key: CaseKey, skill: float, rng: random.Random) -> CaseWork:
    """The work of somebody who makes each further error with the chance 1 - `skill` (0…1)."""
    claim = exact_claim(variants(key, content.payer, content.convention)[0].key)
    slips = 0
    while slips < MOST_SLIPS and rng.random() > skill:
        slips += 1
    if slips and key.traps and rng.random() < 0.6:
        claim = _trapped(content, key, rng) or claim
        slips -= 1
    typed = _typed(claim)
    for _ in range(slips):
        typed = rng.choice(_SLIPS)(typed)
    wanted = next((line.elements for line in key.procedures if line.elements), None)
    elements = wanted if content.asks_elements and wanted else VisitElements("", "", "")
    return CaseWork(claim=typed, elements=elements)


def _trapped(content: CaseContent, key: CaseKey, rng: random.Random) -> Claim | None:
    try:
        return trap_claim(key, rng.choice(key.traps), content.payer, content.convention).claim
    except ImpossibleTrap:
        return None


def _typed(claim: Claim) -> TypedClaim:
    return TypedClaim(
        tuple(TypedLine(f"{code[:3]}.{code[3:]}" if len(code) > 3 else code) for code in claim.diagnoses),
        tuple(
            TypedLine(
                line.code,
                " ".join(line.modifiers),
                str(line.units),
                " ".join(POINTER_LETTERS[place] for place in line.pointers),
            )
            for line in claim.procedures
        ),
    )


def _less_specific(claim: TypedClaim) -> TypedClaim:
    """The longest diagnosis without its last character; where none can be shortened, one more that says nothing."""
    if all(len(line.code) <= 3 for line in claim.diagnoses):
        return replace(claim, diagnoses=(*claim.diagnoses, TypedLine("R69")))
    longest = max(range(len(claim.diagnoses)), key=lambda place: len(claim.diagnoses[place].code))
    return _with_diagnosis(claim, longest, claim.diagnoses[longest].code[:-1].rstrip("."))


def _other_side(claim: TypedClaim) -> TypedClaim:
    """RT for LT, or a diagnosis of the other side."""
    for place, line in enumerate(claim.procedures):
        turned = " ".join(_OTHER_SIDE.get(each, each) for each in line.modifiers.split())
        if turned != line.modifiers:
            return _with_procedure(claim, place, replace(line, modifiers=turned))
    for place, line in enumerate(claim.diagnoses):
        if len(line.code) > 5 and line.code[-1] in "12":
            return _with_diagnosis(claim, place, line.code[:-1] + ("2" if line.code[-1] == "1" else "1"))
    return _less_specific(claim)


def _without_modifier(claim: TypedClaim) -> TypedClaim:
    for place, line in enumerate(claim.procedures):
        if line.modifiers:
            return _with_procedure(claim, place, replace(line, modifiers=" ".join(line.modifiers.split()[1:])))
    return _less_specific(claim)


def _without_last_service(claim: TypedClaim) -> TypedClaim:
    return replace(claim, procedures=claim.procedures[:-1]) if len(claim.procedures) > 1 else _less_specific(claim)


def _with_diagnosis(claim: TypedClaim, place: int, code: str) -> TypedClaim:
    lines = list(claim.diagnoses)
    lines[place] = TypedLine(code)
    return replace(claim, diagnoses=tuple(lines))


def _with_procedure(claim: TypedClaim, place: int, line: TypedLine) -> TypedClaim:
    lines = list(claim.procedures)
    lines[place] = line
    return replace(claim, procedures=tuple(lines))


_SLIPS: tuple[Callable[[TypedClaim], TypedClaim], ...] = (
    _less_specific,
    _other_side,
    _other_side,
    _without_modifier,
    _without_modifier,
    _without_last_service,
)


def billing_work(content: BillingContent, key: BillingKey, skill: float, rng: random.Random) -> Worksheet:
    """A worksheet in which each field is wrong with the chance (1 - `skill`) / 4, or at times left blank."""
    mistakes = {each.field: [mistake.value for mistake in each.mistakes] for each in key.fields}
    sheet = []
    for name, text in exact_worksheet(content, key):
        if rng.random() < (1 - skill) / 4:
            known = mistakes.get(name, [])
            if known:
                sheet.append((name, rng.choice(known)))
            elif rng.random() < 0.6:
                sheet.append((name, text))
        else:
            sheet.append((name, text))
    return tuple(sheet)
