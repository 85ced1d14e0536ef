"""The claims that a key takes for right, one for each combination of its choices.

A variant is a plain key: no choices, no conditions. Its lines keep their places in the key they come from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.case_key import CaseKey, Choice, DiagnosisKey, PointerRule, ProcedureKey

KeyLine = DiagnosisKey | ProcedureKey


@dataclass(frozen=True, slots=True)
class Variant:
    """One combination of choices: its lines in `key`; their places in the whole key in `diagnoses` and `procedures`."""

    key: CaseKey
    diagnoses: tuple[int, ...]
    procedures: tuple[int, ...]


def variants(key: CaseKey, payer: str = "", convention: str = "") -> tuple[Variant, ...]:
    """Every combination of choices, the first written first; lines meant for another payer or convention left out."""
    circumstances = {"", payer.casefold(), convention.casefold()}
    groups: dict[str, list[str]] = {}
    for choice in (line.choice for line in _lines(key) if line.choice):
        if choice.name not in groups.setdefault(choice.group, []):
            groups[choice.group].append(choice.name)
    if not groups and all(not line.when for line in _lines(key)):
        return (Variant(key, tuple(range(len(key.diagnoses))), tuple(range(len(key.procedures)))),)
    combinations = product(*([Choice(group, name) for name in names] for group, names in groups.items()))
    return tuple(_variant(key, {None, *chosen}, circumstances) for chosen in combinations)


def _lines(key: CaseKey) -> Iterator[KeyLine]:
    yield from key.diagnoses
    yield from key.procedures


def _variant(key: CaseKey, chosen: set[Choice | None], circumstances: set[str]) -> Variant:
    def standing(lines: Sequence[KeyLine]) -> tuple[int, ...]:
        return tuple(
            place for place, line in enumerate(lines) if line.choice in chosen and line.when.casefold() in circumstances
        )

    diagnoses, procedures = standing(key.diagnoses), standing(key.procedures)
    moved = {old: new for new, old in enumerate(diagnoses)}
    plain = replace(
        key,
        diagnoses=tuple(replace(key.diagnoses[place], choice=None, when="") for place in diagnoses),
        procedures=tuple(_moved(key.procedures[place], moved) for place in procedures),
    )
    return Variant(plain, diagnoses, procedures)


def _moved(line: ProcedureKey, moved: dict[int, int]) -> ProcedureKey:
    """The line with its pointers where the diagnoses now stand; a pointer to one that is gone asks nothing."""
    rule = line.pointers
    pointers = None
    if rule is not None:
        permitted = [moved[place] for place in (rule.first, *rule.allowed) if place in moved]
        if permitted:
            pointers = PointerRule(permitted[0], tuple(permitted[1:]))
    return replace(line, pointers=pointers, choice=None, when="")


def exact_claim(key: CaseKey) -> Claim:
    """A claim that does exactly what a key without choices asks for: all diagnoses, every required procedure line."""
    procedures = tuple(
        ProcedureLine(
            code=normalise_code(line.code),
            modifiers=(*line.modifiers.all, *line.modifiers.one_of[:1]),
            units=line.units_low,
            pointers=(line.pointers.first,) if line.pointers else (),
        )
        for line in key.procedures
        if line.status == "required"
    )
    return Claim(tuple(normalise_code(line.code) for line in key.diagnoses), procedures)
