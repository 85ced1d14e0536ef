"""Claims for shipped cases as learners send them in: right ones with one slip after another, drawn by hypothesis."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from tests.domain.grading.case_strategies import permitted_claims
from tests.support.corrections import with_diagnoses
from trainer.domain.claims.lines import MAX_DIAGNOSES, MAX_POINTERS, Claim, ProcedureLine
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.case_key import CaseKey
from trainer.domain.grading.context import Context
from trainer.domain.grading.traps import is_written_as_diagnosis

MODIFIERS = ("22", "24", "25", "26", "50", "51", "57", "59", "76", "AA", "GC", "JW", "JZ", "LT", "RT", "TC", "XS", "XU")
VISITS = ("99203", "99212", "99213", "99214", "99215", "99283", "99284", "99285", "99349", "99291")


@dataclass(frozen=True, slots=True)
class Temptations:
    """Codes that a learner may enter for a case: its own, those its author foresaw, and neighbors of the right ones."""

    diagnoses: tuple[str, ...]
    services: tuple[str, ...]
    lines: tuple[ProcedureLine, ...]


def temptations(key: CaseKey, context: Context) -> Temptations:
    book = context.book
    foreseen = [*(line.code for line in key.not_reportable), *(trap.code for trap in key.traps)]
    diagnoses = {normalise_code(line.code) for line in key.diagnoses}
    for code in tuple(diagnoses):
        above = [code[:length] for length in range(3, len(code))]
        near = [*book.laterality_siblings(code), *book.more_specific(code[:5])[:6], *book.more_specific(code[:3])[:6]]
        diagnoses |= {*above, *(each.code for each in near), f"{code[:6]}S", code[:-1] + "9"}
    services = {normalise_code(line.code) for line in key.procedures}
    return Temptations(
        tuple(sorted({*diagnoses, *map(normalise_code, filter(is_written_as_diagnosis, foreseen)), "R529", "Z0000"})),
        tuple(sorted({*services, *(code for code in foreseen if not is_written_as_diagnosis(code)), *VISITS})),
        tuple(
            ProcedureLine(normalise_code(trap.code), trap.modifiers, trap.units, trap.pointers or (0,))
            for trap in key.traps
            if not is_written_as_diagnosis(trap.code)
        ),
    )


Slip = Callable[[Claim, Temptations, st.DrawFn], Claim]


def _of_diagnosis(claim: Claim, tempting: Temptations, draw: st.DrawFn) -> Claim:
    count = len(claim.diagnoses)
    code, place = draw(st.sampled_from(tempting.diagnoses)), draw(st.integers(0, max(count - 1, 0)))
    slip = draw(st.sampled_from(["another", "another", "drop", "add", "move"]))
    if slip == "add" or not count:
        longer = replace(claim, diagnoses=(*claim.diagnoses, code))
        return with_diagnoses(longer, [*range(place), count, *range(place, count)]) if count < MAX_DIAGNOSES else claim
    if slip == "another":
        return replace(claim, diagnoses=(*claim.diagnoses[:place], code, *claim.diagnoses[place + 1 :]))
    others = [other for other in range(count) if other != place]
    if slip == "move":
        others.insert(draw(st.integers(0, count - 1)), place)
    return with_diagnoses(claim, others)


def _of_service(claim: Claim, tempting: Temptations, draw: st.DrawFn) -> Claim:
    count = len(claim.procedures)
    code, place = draw(st.sampled_from(tempting.services)), draw(st.integers(0, max(count - 1, 0)))
    slip = draw(st.sampled_from(["another", "drop", "add", "twice", "trap", "modifiers", "units", "pointers"]))
    foreseen = [line for line in tempting.lines if all(pointer < len(claim.diagnoses) for pointer in line.pointers)]
    if slip == "trap" and foreseen:
        return replace(claim, procedures=(*claim.procedures, draw(st.sampled_from(foreseen))))
    if slip in ("add", "trap") or not count:
        return replace(
            claim, procedures=(*claim.procedures, ProcedureLine(code, (), 1, (0,) if claim.diagnoses else ()))
        )
    line = claim.procedures[place]
    places = st.lists(st.integers(0, len(claim.diagnoses) - 1), max_size=MAX_POINTERS, unique=True)
    some = {
        "another": lambda: (replace(line, code=code),),
        "drop": lambda: (),
        "twice": lambda: (line, line),
        "modifiers": lambda: (replace(line, modifiers=draw(_modifiers(line))),),
        "units": lambda: (replace(line, units=draw(st.integers(1, line.units + 3))),),
        "pointers": lambda: (replace(line, pointers=tuple(draw(places)) if claim.diagnoses else ()),),
    }[slip]()
    return replace(claim, procedures=(*claim.procedures[:place], *some, *claim.procedures[place + 1 :]))


def _modifiers(line: ProcedureLine) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from((*line.modifiers, *MODIFIERS)), max_size=3, unique=True).map(tuple)


@st.composite
def wrong_claims(draw: st.DrawFn, key: CaseKey, context: Context) -> Claim:
    """A claim that the key permits with up to six slips in it."""
    claim, tempting = draw(permitted_claims(key, context)), temptations(key, context)
    for slip in draw(st.lists(st.sampled_from([_of_diagnosis, _of_service]), max_size=6)):
        claim = slip(claim, tempting, draw)
    return claim
