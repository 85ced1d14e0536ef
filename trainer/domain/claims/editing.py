"""Editing a typed claim: lines moved, copied, removed. Pointers are letters of diagnoses and go with them."""

from dataclasses import replace
from enum import StrEnum

from trainer.domain.claims.lines import POINTER_LETTERS, TypedClaim, TypedLine


class Edit(StrEnum):
    UP = "up"
    DOWN = "down"
    COPY = "copy"
    REMOVE = "remove"
    TO = "to"


def edited(claim: TypedClaim, section: str, place: int, edit: Edit, target: int = 0) -> TypedClaim:
    """The claim after an edit at a line (0-based); `target` is where `TO` moves it. No line there: nothing."""
    lines = claim.diagnoses if section == "diagnoses" else claim.procedures
    if not 0 <= place < len(lines):
        return claim
    order = _order(len(lines), place, edit, target)
    if section == "procedures":
        return replace(claim, procedures=tuple(lines[old] for old in order))
    moved = {old: new for new, old in reversed(list(enumerate(order)))}
    procedures = tuple(
        replace(line, pointers=_repointed(line.pointers, moved, len(lines))) for line in claim.procedures
    )
    return TypedClaim(tuple(lines[old] for old in order), procedures)


def _order(count: int, place: int, edit: Edit, target: int) -> list[int]:
    """The old places in their new order; a copied line stands twice."""
    order = list(range(count))
    if edit is Edit.COPY:
        order.insert(place + 1, place)
        return order
    order.pop(place)
    if edit is not Edit.REMOVE:
        aims = {Edit.UP: place - 1, Edit.DOWN: place + 1, Edit.TO: target}
        order.insert(min(max(aims[edit], 0), count - 1), place)
    return order


def _repointed(pointers: str, moved: dict[int, int], count: int) -> str:
    """The letters of the same diagnoses in their new places; those of removed ones go, all else stays as typed."""
    letters = []
    for letter in pointers:
        place = POINTER_LETTERS.find(letter.upper())
        if not 0 <= place < count:
            letters.append(letter)
        elif place in moved:
            letters.append(POINTER_LETTERS[moved[place]] if moved[place] < len(POINTER_LETTERS) else "")
    return "".join(letters)


def with_pasted(claim: TypedClaim, section: str, lines: list[TypedLine]) -> TypedClaim:
    """The claim with lines added behind the last one that is filled."""
    if section == "diagnoses":
        return replace(claim, diagnoses=(*_filled(claim.diagnoses), *(TypedLine(line.code) for line in lines)))
    return replace(claim, procedures=(*_filled(claim.procedures), *lines))


def _filled(lines: tuple[TypedLine, ...]) -> tuple[TypedLine, ...]:
    last = max((place for place, line in enumerate(lines) if not line.is_blank), default=-1)
    return lines[: last + 1]
