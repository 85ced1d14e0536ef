"""Keys of coding cases and claims for them, drawn by hypothesis: few codes, so that they collide often."""

from dataclasses import replace

from hypothesis import strategies as st

from tests.support.builders import a_case_key, a_diagnosis_key, a_procedure_key
from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.case_key import CaseKey, ModifierRule, PointerRule, ProcedureKey

DIAGNOSES = ("H66.001", "H66.91", "H66.004", "E11.9", "E11.65", "E11.8", "I10")
PROCEDURES = ("99213", "99214", "69210", "20610")
MODIFIERS = ("25", "26", "50", "51", "59", "RT", "XE", "XS")
ROLES = ("all", "one_of", "optional", "forbidden")

STATUS = st.sampled_from(["required", "required", "optional"])
UNITS = st.sampled_from([(1, 1), (1, 2), (2, 4)])
RULES = st.builds(
    lambda roles: ModifierRule(*(tuple(m for m, its in roles.items() if its == role) for role in ROLES)),
    st.dictionaries(st.sampled_from(MODIFIERS), st.sampled_from(ROLES), max_size=4),
)
"""Rules that do not contradict themselves: a modifier has one role."""


@st.composite
def procedure_keys(draw: st.DrawFn, diagnoses: int) -> ProcedureKey:
    places = st.integers(0, diagnoses - 1)
    rules = st.builds(PointerRule, places, st.lists(places, max_size=3).map(tuple))
    return a_procedure_key(
        draw(st.sampled_from(PROCEDURES)),
        status=draw(STATUS),
        modifiers=draw(RULES),
        units=draw(UNITS),
        pointers=draw(st.none() | rules) if diagnoses else None,
    )


@st.composite
def case_keys(draw: st.DrawFn) -> CaseKey:
    """Keys as content files may hold them: the first diagnosis is first-listed, something is required."""
    codes = draw(st.lists(st.sampled_from(DIAGNOSES), max_size=5, unique=True))
    diagnoses = tuple(a_diagnosis_key(code, status=draw(STATUS), first=place == 0) for place, code in enumerate(codes))
    procedures = tuple(draw(st.lists(procedure_keys(len(codes)), max_size=4)))
    if not any(line.status == "required" for line in (*diagnoses, *procedures)):
        procedures = (*procedures, a_procedure_key("99213"))
    return a_case_key(diagnoses, procedures)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """Any claim; no diagnosis stands in it twice."""
    diagnoses = draw(st.lists(st.sampled_from(DIAGNOSES).map(normalise_code), max_size=6, unique=True))
    places = st.lists(st.integers(0, len(diagnoses) - 1), max_size=4, unique=True) if diagnoses else st.just([])
    lines = st.builds(
        ProcedureLine,
        st.sampled_from(PROCEDURES),
        st.lists(st.sampled_from(MODIFIERS), max_size=3, unique=True).map(tuple),
        st.integers(1, 4),
        places.map(tuple),
    )
    return Claim(tuple(diagnoses), tuple(draw(st.lists(lines, max_size=5))))


@st.composite
def permitted_claims(draw: st.DrawFn, key: CaseKey) -> Claim:
    """Any claim that the key permits: alternatives, optional lines and modifiers, units in range, secondaries in any
    order, procedures in any order, modifiers in any order."""
    procedures = [line for line in key.procedures if line.status == "required" or draw(st.booleans())]
    needed = {line.pointers.first for line in procedures if line.pointers}
    present = [
        place
        for place, line in enumerate(key.diagnoses)
        if line.status == "required" or place in needed or draw(st.booleans())
    ]
    order = (
        [*present[:1], *draw(st.permutations(present[1:]))] if present[:1] == [0] else draw(st.permutations(present))
    )
    lines = [draw(permitted_lines(line, order)) for line in procedures]
    return Claim(
        tuple(normalise_code(key.diagnoses[place].code) for place in order), tuple(draw(st.permutations(lines)))
    )


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


@st.composite
def keys_with_claims(draw: st.DrawFn) -> tuple[CaseKey, Claim]:
    key = draw(case_keys())
    return key, draw(claims() | claims_near(key))
