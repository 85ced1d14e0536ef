"""Keys of coding cases and claims for them, drawn by hypothesis: few codes, so that they collide often.

What does not depend on what was drawn is made once: making a strategy takes longer than drawing from it.
"""

from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from hypothesis import strategies as st

from tests.support.builders import a_context, a_diagnosis_key, a_procedure_key
from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.case_key import (
    CaseKey,
    Choice,
    DiagnosisKey,
    ModifierRule,
    NotReportable,
    OrderRule,
    PointerRule,
    ProcedureKey,
    RelatedPair,
    Trap,
)
from trainer.domain.grading.context import Context
from trainer.domain.grading.findings import FindingKind
from trainer.domain.grading.order import precedence
from trainer.domain.grading.variants import Variant, variants

DIAGNOSES = ("H66.001", "H66.91", "H66.004", "E11.9", "E11.65", "E11.8", "I10")
PROCEDURES = ("99213", "99214", "69210", "20610")
MODIFIERS = ("25", "26", "50", "51", "59", "RT", "XE", "XS")
ROLES = ("all", "one_of", "optional", "forbidden")
CONTEXT = a_context()
"""That in which claims are graded: a payer and a convention that lines of a key may be meant for."""

BOOLEANS = st.booleans()
DIAGNOSIS = st.sampled_from(DIAGNOSES)
PROCEDURE = st.sampled_from(PROCEDURES)
MODIFIER = st.sampled_from(MODIFIERS)
STATUS = st.sampled_from(["required", "required", "optional"])
UNITS = st.sampled_from([(1, 1), (1, 2), (2, 4)])
RULES = st.builds(
    lambda roles: ModifierRule(*(tuple(m for m, its in roles.items() if its == role) for role in ROLES)),
    st.dictionaries(MODIFIER, st.sampled_from(ROLES), max_size=4),
)
"""Rules that do not contradict themselves: a modifier has one role."""

CHOICES = st.sampled_from([None] * 6 + [Choice(group, name) for group in "ab" for name in ("one", "two")])
WHEN = st.sampled_from(["", "", "", "", "Commercial", "cpt", "Medicare"])
KINDS = st.sampled_from(FindingKind)
RELATED = st.lists(st.tuples(st.lists(DIAGNOSIS, min_size=2, max_size=2, unique=True), BOOLEANS), max_size=2)
KEY_CODES = st.lists(DIAGNOSIS, max_size=5, unique=True)
TRAP_MODIFIERS = st.lists(MODIFIER, max_size=2, unique=True).map(tuple)
TRAP_UNITS = st.integers(1, 3)
IS_UNIQUE = st.sampled_from([True, True, True, False])
CLAIM_CODES = {
    is_unique: st.lists(DIAGNOSIS.map(normalise_code), max_size=6, unique=is_unique) for is_unique in (True, False)
}
CLAIM_MODIFIERS = st.lists(MODIFIER, max_size=3, unique=True).map(tuple)
CLAIM_UNITS = st.integers(1, 4)
Line = TypeVar("Line", DiagnosisKey, ProcedureKey)


@lru_cache
def procedure_keys(diagnoses: int) -> st.SearchStrategy[list[ProcedureKey]]:
    """Up to four lines of a key with so many diagnoses."""
    places = st.integers(0, diagnoses - 1)
    rules = st.none() | st.builds(PointerRule, places, st.lists(places, max_size=3).map(tuple))
    pointers = rules if diagnoses else st.none()
    return st.lists(
        st.builds(a_procedure_key, PROCEDURE, status=STATUS, modifiers=RULES, units=UNITS, pointers=pointers),
        max_size=4,
    )


@st.composite
def case_keys(draw: st.DrawFn) -> CaseKey:
    """Keys as content files may hold them: the first diagnosis is first-listed, something is required."""
    codes = draw(KEY_CODES)
    diagnoses = [a_diagnosis_key(code, status=draw(STATUS), first=place == 0) for place, code in enumerate(codes)]
    procedures = _optional_apart(draw(procedure_keys(len(codes))))
    key = CaseKey(tuple(diagnoses), procedures)
    if draw(BOOLEANS):
        key = _with_choices(key, draw)
    if not all(_asks_for_something(variant.key) for variant in combinations(key)):
        key = replace(key, procedures=(*key.procedures, a_procedure_key("99213")))
    return replace(
        key,
        traps=tuple(draw(st.lists(traps(key), max_size=3))),
        not_reportable=tuple(draw(st.lists(refusals(key), max_size=2))),
        order=tuple(OrderRule(codes[a], codes[b], "one comes before the other") for a, b in draw(in_order(len(codes)))),
        related=tuple(_related(pair, is_related, codes) for pair, is_related in draw(RELATED)),
    )


def _optional_apart(lines: list[ProcedureKey]) -> tuple[ProcedureKey, ...]:
    """No service is optional that could be taken for a required one: nobody could tell which of them was meant."""
    required = {line.code[:3] for line in lines if line.status == "required"}
    return tuple(replace(line, status="required") if line.code[:3] in required else line for line in lines)


def combinations(key: CaseKey, context: Context = CONTEXT) -> tuple[Variant, ...]:
    return variants(key, context.content.payer, context.content.convention)


def _asks_for_something(key: CaseKey) -> bool:
    return any(line.status == "required" for line in (*key.diagnoses, *key.procedures))


def _with_choices(key: CaseKey, draw: st.DrawFn) -> CaseKey:
    """Some lines stand in for others, or are meant for another payer; so may the first-listed diagnosis."""

    def drawn(line: Line) -> Line:
        return replace(line, choice=draw(CHOICES), when=draw(WHEN))

    diagnoses = [*key.diagnoses[:1], *map(drawn, key.diagnoses[1:])]
    procedures = [drawn(line) for line in key.procedures]
    if len(diagnoses) > 1 and draw(BOOLEANS):
        for place in (0, 1):
            choice = Choice("first", "one" if place == 0 else "two")
            diagnoses[place] = replace(diagnoses[place], is_first_listed=True, choice=choice, when="")
    chosen = {line.choice for line in (*diagnoses, *procedures) if line.choice}
    real = {choice.group for choice in chosen if sum(other.group == choice.group for other in chosen) > 1}

    def settled(line: Line) -> Line:
        return line if line.choice is None or line.choice.group in real else replace(line, choice=None)

    return CaseKey(tuple(map(settled, diagnoses)), tuple(map(settled, procedures)))


@lru_cache
def in_order(count: int) -> st.SearchStrategy[list[list[int]]]:
    """Pairs of places in the order of a key with so many diagnoses."""
    if count < 2:
        return st.just([])
    pairs = st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True).map(sorted)
    return st.lists(pairs, max_size=3)


def _related(pair: list[str], is_related: bool, codes: list[str]) -> RelatedPair:
    """Two codes of which the key asks for one at most, or that may stand together."""
    return RelatedPair(*pair, "so they are", is_related and not set(pair) <= set(codes))


@st.composite
def traps(draw: st.DrawFn, key: CaseKey) -> Trap:
    """A wrong line in the place of a line of the key, or beside all of them."""
    if draw(BOOLEANS):
        wanted = draw(st.sampled_from(["", *(line.code for line in key.diagnoses)]))
        return Trap(draw(DIAGNOSIS), (), draw(KINDS), "a remark", instead_of=wanted)
    return Trap(
        draw(PROCEDURE),
        draw(TRAP_MODIFIERS),
        draw(KINDS),
        "a remark",
        draw(TRAP_UNITS),
        instead_of=draw(st.sampled_from(["", *(line.code for line in key.procedures)])),
    )


def refusals(key: CaseKey) -> st.SearchStrategy[NotReportable]:
    asked = {line.code for line in (*key.diagnoses, *key.procedures)}
    codes = st.sampled_from([code for code in (*DIAGNOSES, *PROCEDURES, "R05") if code not in asked])
    return st.builds(NotReportable, codes, st.just("a reason"), KINDS)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """Any claim; in one of four a diagnosis may stand twice."""
    diagnoses = draw(CLAIM_CODES[draw(IS_UNIQUE)])
    return Claim(tuple(diagnoses), tuple(draw(claim_lines(len(diagnoses)))))


@lru_cache
def claim_lines(diagnoses: int) -> st.SearchStrategy[list[ProcedureLine]]:
    """Up to five lines of a claim with so many diagnoses."""
    pointers = st.lists(st.integers(0, diagnoses - 1), max_size=4, unique=True) if diagnoses else st.just([])
    return st.lists(st.builds(ProcedureLine, PROCEDURE, CLAIM_MODIFIERS, CLAIM_UNITS, pointers.map(tuple)), max_size=5)


@st.composite
def permitted_claims(draw: st.DrawFn, key: CaseKey, context: Context = CONTEXT) -> Claim:
    """Any claim that the key permits: alternatives, optional lines and modifiers, units in range, diagnoses in any
    order that the key and the notes of the code book leave open, procedures and modifiers in any order.
    """
    plain = draw(st.sampled_from(combinations(key, context))).key
    procedures = [line for line in plain.procedures if line.status == "required" or draw(BOOLEANS)]
    needed = {line.pointers.first for line in procedures if line.pointers}
    present = [
        place
        for place, line in enumerate(plain.diagnoses)
        if line.status == "required" or place in needed or draw(BOOLEANS)
    ]
    order = draw(extensions(present, set(precedence(plain, context.book))))
    lines = [draw(permitted_lines(line, order)) for line in procedures]
    return Claim(
        tuple(normalise_code(plain.diagnoses[place].code) for place in order), tuple(draw(st.permutations(lines)))
    )


@st.composite
def extensions(draw: st.DrawFn, places: list[int], before: set[tuple[int, int]]) -> list[int]:
    """The places in any order in which nothing stands behind what it comes `before`."""
    left, order = list(places), []
    while left:
        free = [place for place in left if not any((other, place) in before for other in left)]
        order.append(draw(st.sampled_from(free)))
        left.remove(order[-1])
    return order


@st.composite
def permitted_lines(draw: st.DrawFn, line: ProcedureKey, order: list[int]) -> ProcedureLine:
    """Any line that `line` permits on a claim with its diagnoses in `order`."""
    rule = line.modifiers
    modifiers = [*rule.all, *draw(st.sets(st.sampled_from(rule.optional or ("",))))]
    if rule.one_of:
        modifiers.append(draw(st.sampled_from(rule.one_of)))
    pointers: list[int] = []
    if line.pointers:
        others = [place for place in set(line.pointers.allowed) if place in order and place != line.pointers.first]
        chosen = draw(st.lists(st.sampled_from(others), unique=True)) if others else []
        pointers = [order.index(place) for place in (line.pointers.first, *chosen)]
    return ProcedureLine(
        normalise_code(line.code),
        tuple(draw(st.permutations([modifier for modifier in modifiers if modifier]))),
        draw(st.integers(line.units_low, line.units_high)),
        tuple(pointers),
    )


SLIPS = st.sampled_from(["keep", "keep", "keep", "drop", "other code", "no modifiers", "59", "units", "pointers"])


@st.composite
def claims_near(draw: st.DrawFn, key: CaseKey) -> Claim:
    """A permitted claim with a slip here and there, as learners make them."""
    right = draw(permitted_claims(key))
    diagnoses: dict[str, None] = {}
    for code in right.diagnoses:
        others = [normalise_code(other) for other in DIAGNOSES if other[:3] == code[:3]]
        for entered in draw(st.sampled_from([[code], [code], [], [draw(st.sampled_from(others))]])):
            diagnoses[entered] = None
    procedures = [line for entered in right.procedures for line in _slipped(entered, draw(SLIPS))]
    return Claim(
        tuple(diagnoses),
        tuple(
            replace(line, pointers=tuple(place for place in line.pointers if place < len(diagnoses)))
            for line in procedures
        ),
    )


def _slipped(line: ProcedureLine, slip: str) -> list[ProcedureLine]:
    match slip:
        case "drop":
            return []
        case "other code":
            return [replace(line, code=next(code for code in PROCEDURES if code != line.code))]
        case "no modifiers":
            return [replace(line, modifiers=())]
        case "59":
            return [replace(line, modifiers=("59",))]
        case "units":
            return [replace(line, units=line.units + 1)]
        case "pointers":
            return [replace(line, pointers=line.pointers[::-1])]
        case _:
            return [line]


KEYS, CLAIMS = case_keys(), claims()


@st.composite
def keys_with_claims(draw: st.DrawFn) -> tuple[CaseKey, Claim]:
    key = draw(KEYS)
    return key, draw(CLAIMS | claims_near(key))
