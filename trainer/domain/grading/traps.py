"""The claims that traps describe: the exact claim with one mistake in it."""

from dataclasses import dataclass, replace

from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.case_key import CaseKey, Trap
from trainer.domain.grading.findings import Fault, FindingKind
from trainer.domain.grading.lines import GradedLine
from trainer.domain.grading.variants import exact_claim, variants


@dataclass(frozen=True, slots=True)
class TrapClaim:
    """The claim, and where the mistake shows: a learner line, or (`line` None) the row of a missing code."""

    claim: Claim
    section: str
    line: int | None
    missing: str = ""

    def kinds_found(self, rows: tuple[GradedLine, ...], key: CaseKey) -> tuple[Fault, ...]:
        """The kinds of everything that was found there."""
        for row in rows:
            if row.section == self.section and self._is_here(row, key):
                return tuple(found.kind for found in row.findings)
        return ()

    def _is_here(self, row: GradedLine, key: CaseKey) -> bool:
        if self.line is not None:
            return row.learner_line == self.line
        lines = key.diagnoses if self.section == "diagnoses" else key.procedures
        is_missing = row.learner_line is None and row.key_line is not None
        return is_missing and normalise_code(lines[row.key_line or 0].code) == self.missing


class ImpossibleTrap(Exception):
    """The trap describes no claim: its line is not there to be moved or left out, or stands in another's place too."""


def trap_claim(key: CaseKey, trap: Trap, payer: str = "", convention: str = "") -> TrapClaim:
    """The exact claim with the trap's mistake: its line in another's place, beside the others, moved or left out.

    Raises:
        ImpossibleTrap: see there.
    """
    code, wanted = normalise_code(trap.code), normalise_code(trap.instead_of)
    claims = [exact_claim(variant.key) for variant in variants(key, payer, convention)]
    spoken_of = wanted or (code if trap.is_left_out or trap.place else "")
    claim = next((each for each in claims if spoken_of in _codes(each)), claims[0])
    is_about_own_line = trap.is_left_out or trap.place is not None
    here = claim.diagnoses if trap.place is not None else _codes(claim)
    if is_about_own_line and (wanted or code not in here):
        raise ImpossibleTrap
    if not wanted and code in _codes(claim) and trap.finding is not FindingKind.DUPLICATE:
        wanted = code
    if trap.is_left_out:
        return _left_out(claim, code)
    if trap.place is not None:
        return _moved(claim, code, trap.place - 1)
    if wanted in claim.diagnoses or (not wanted and is_written_as_diagnosis(trap.code)):
        return _wrong_diagnosis(claim, code, wanted)
    return _wrong_service(claim, trap, code, wanted)


def is_written_as_diagnosis(code: str) -> bool:
    """Diagnoses of case files are written with their dot, or have three characters."""
    return "." in code or len(code) == 3


def _codes(claim: Claim) -> tuple[str, ...]:
    return (*claim.diagnoses, *(line.code for line in claim.procedures))


def _left_out(claim: Claim, code: str) -> TrapClaim:
    if code in claim.diagnoses:
        order = [place for place, other in enumerate(claim.diagnoses) if other != code]
        return TrapClaim(_reordered(claim, order), "diagnoses", None, code)
    procedures = list(claim.procedures)
    del procedures[[line.code for line in procedures].index(code)]
    return TrapClaim(replace(claim, procedures=tuple(procedures)), "procedures", None, code)


def _moved(claim: Claim, code: str, place: int) -> TrapClaim:
    """The diagnosis moved; what it passes stands too late, so the mistake shows at the line that should precede it."""
    old = claim.diagnoses.index(code)
    order = [other for other in range(len(claim.diagnoses)) if other != old]
    order.insert(place, old)
    shown = place + 1 if place < old else place
    return TrapClaim(_reordered(claim, order), "diagnoses", shown)


def _reordered(claim: Claim, order: list[int]) -> Claim:
    """The diagnoses from these places in this order; pointers go with them."""
    moved = {old: new for new, old in enumerate(order)}
    procedures = tuple(
        replace(line, pointers=tuple(moved[place] for place in line.pointers if place in moved))
        for line in claim.procedures
    )
    return Claim(tuple(claim.diagnoses[place] for place in order), procedures)


def _wrong_diagnosis(claim: Claim, code: str, wanted: str) -> TrapClaim:
    if not wanted:
        return TrapClaim(replace(claim, diagnoses=(*claim.diagnoses, code)), "diagnoses", len(claim.diagnoses))
    place = claim.diagnoses.index(wanted)
    diagnoses = (*claim.diagnoses[:place], code, *claim.diagnoses[place + 1 :])
    return TrapClaim(replace(claim, diagnoses=diagnoses), "diagnoses", place)


def _wrong_service(claim: Claim, trap: Trap, code: str, wanted: str) -> TrapClaim:
    codes = [line.code for line in claim.procedures]
    replaced = claim.procedures[codes.index(wanted)] if wanted in codes else None
    default = replaced.pointers if replaced else (0,) if claim.diagnoses else ()
    pointers = default if trap.pointers is None else trap.pointers
    line = ProcedureLine(code, trap.modifiers, trap.units, pointers)
    if replaced is None:
        return TrapClaim(replace(claim, procedures=(*claim.procedures, line)), "procedures", len(codes))
    place = codes.index(wanted)
    procedures = (*claim.procedures[:place], line, *claim.procedures[place + 1 :])
    return TrapClaim(replace(claim, procedures=procedures), "procedures", place)
