"""Grades a claim against the key of a coding case, line by line.

Credit (12 points a line, so that quarters are whole): diagnosis right 12, listed in the wrong place 6, same category 3;
procedure right 12, link wrong 9, modifier or units wrong 6, code wrong 0. Optional lines count neither way: what is
wrong with one is named, and another code in its place is an unsupported line that earns nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.case_key import CaseKey, DiagnosisKey, ModifierRule, ProcedureKey
from trainer.domain.kernel.points import Points

LINE_POINTS = 12
CASE_GRADER_VERSION = 1

KeyLine = DiagnosisKey | ProcedureKey

_NEUTRAL_MODIFIERS = frozenset({"51", "RT", "LT"})
_DISTINCT_SERVICE = frozenset({"XE", "XS", "XP", "XU"})


class Verdict(StrEnum):
    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNSUPPORTED = "unsupported"
    MISSED = "missed"
    OPTIONAL = "optional"


class Fault(StrEnum):
    """What is wrong with a line that is not simply right."""

    CODE = "wrong_code"
    CATEGORY = "wrong_code_same_category"
    SEQUENCING = "sequencing"
    MODIFIER = "modifier"
    UNITS = "units"
    POINTER = "pointer"
    MISSED = "missed"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class GradedLine:
    """One row of the report: learner line and key line (0-based; None where there is none), verdict, faults, why."""

    section: str
    learner_line: int | None
    key_line: int | None
    verdict: Verdict
    earned: int
    faults: tuple[Fault, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class CaseGrade:
    """The graded lines and the points of both sections; a section that neither key nor claim uses has none."""

    lines: tuple[GradedLine, ...]
    diagnoses: Points | None
    procedures: Points | None
    correct_lines: int
    key_lines: int
    is_clean: bool

    @property
    def line_score(self) -> Points:
        """Both sections count half, whatever their number of lines."""
        parts = [part for part in (self.diagnoses, self.procedures) if part is not None]
        if not parts:
            return Points(0, LINE_POINTS)
        if len(parts) == 1:
            return parts[0]
        first, second = parts
        return Points(
            first.earned * second.possible + second.earned * first.possible, 2 * first.possible * second.possible
        )


def grade_case(key: CaseKey, claim: Claim) -> CaseGrade:
    """The claim, compared with the key. The same claim and key give the same grade, always."""
    diagnosis_lines, aligned = _grade_diagnoses(key, claim.diagnoses)
    procedure_lines = _grade_procedures(key, claim.procedures, aligned)
    lines = (*diagnosis_lines, *procedure_lines)
    required = sum(line.status == "required" for line in key.diagnoses)
    required += sum(line.status == "required" for line in key.procedures)
    return CaseGrade(
        lines=lines,
        diagnoses=_section_points(diagnosis_lines, key.diagnoses),
        procedures=_section_points(procedure_lines, key.procedures),
        correct_lines=sum(line.verdict is Verdict.RIGHT for line in lines),
        key_lines=required,
        is_clean=all(line.verdict in (Verdict.RIGHT, Verdict.OPTIONAL) for line in lines) and required > 0,
    )


def _section_points(lines: Sequence[GradedLine], key_lines: Sequence[KeyLine]) -> Points | None:
    optional = {place for place, line in enumerate(key_lines) if line.status == "optional"}
    counted = [line for line in lines if line.key_line not in optional or line.verdict is Verdict.WRONG]
    entered = sum(line.learner_line is not None for line in counted)
    possible = LINE_POINTS * max(entered, len(key_lines) - len(optional))
    return Points(sum(line.earned for line in counted), possible) if possible else None


def _grade_diagnoses(key: CaseKey, codes: Sequence[str]) -> tuple[list[GradedLine], dict[int, int]]:
    """Graded diagnosis lines, and which key diagnosis each learner diagnosis answers."""
    key_codes = [normalise_code(line.code) for line in key.diagnoses]
    aligned = _pair_equal(codes, key_codes, lambda _, place: _weight(LINE_POINTS, key.diagnoses[place]))
    _pair_alike(codes, key_codes, aligned, _required_first(key.diagnoses), _same_category)
    graded = [_diagnosis_line(key, place, code, aligned.get(place)) for place, code in enumerate(codes)]
    graded += [
        GradedLine("diagnoses", None, place, Verdict.MISSED, 0, (Fault.MISSED,), line.why)
        for place, line in enumerate(key.diagnoses)
        if place not in aligned.values() and line.status == "required"
    ]
    return graded, aligned


def _diagnosis_line(key: CaseKey, place: int, code: str, key_place: int | None) -> GradedLine:
    if key_place is None:
        return _unsupported("diagnoses", key, place, ProcedureLine(code))
    line = key.diagnoses[key_place]
    if normalise_code(line.code) != code:
        return GradedLine(
            "diagnoses",
            place,
            key_place,
            Verdict.WRONG,
            LINE_POINTS // 4 if line.status == "required" else 0,
            (Fault.CATEGORY,),
            _why_wrong(key, ProcedureLine(code), line),
        )
    if line.status == "optional":
        return GradedLine("diagnoses", place, key_place, Verdict.OPTIONAL, 0, (), line.why)
    if line.is_first_listed and place != 0:
        return GradedLine(
            "diagnoses", place, key_place, Verdict.PARTLY, LINE_POINTS // 2, (Fault.SEQUENCING,), line.why
        )
    return GradedLine("diagnoses", place, key_place, Verdict.RIGHT, LINE_POINTS, (), line.why)


def _grade_procedures(key: CaseKey, entered: Sequence[ProcedureLine], diagnoses: dict[int, int]) -> list[GradedLine]:
    codes = [line.code for line in entered]
    key_codes = [normalise_code(line.code) for line in key.procedures]

    def worth(learner: int, place: int) -> int:
        line = key.procedures[place]
        return _weight(_credit(_procedure_faults(entered[learner], line, diagnoses)), line)

    aligned = _pair_equal(codes, key_codes, worth)
    _pair_alike(codes, key_codes, aligned, _required_first(key.procedures), _same_family)
    graded = [_procedure_line(key, place, line, aligned.get(place), diagnoses) for place, line in enumerate(entered)]
    return graded + [
        GradedLine("procedures", None, place, Verdict.MISSED, 0, (Fault.MISSED,), line.why)
        for place, line in enumerate(key.procedures)
        if place not in aligned.values() and line.status == "required"
    ]


def _procedure_line(
    key: CaseKey, place: int, entered: ProcedureLine, key_place: int | None, diagnoses: dict[int, int]
) -> GradedLine:
    if key_place is None:
        return _unsupported("procedures", key, place, entered)
    line = key.procedures[key_place]
    if normalise_code(line.code) != entered.code:
        why = _why_wrong(key, entered, line)
        return GradedLine("procedures", place, key_place, Verdict.WRONG, 0, (Fault.CODE,), why)
    faults = _procedure_faults(entered, line, diagnoses)
    if faults:
        trap = _trap(key, entered, is_exact=True)
        why = f"{trap} {line.why}" if trap else line.why
        earned = _credit(faults) if line.status == "required" else 0
        return GradedLine("procedures", place, key_place, Verdict.PARTLY, earned, faults, why)
    if line.status == "optional":
        return GradedLine("procedures", place, key_place, Verdict.OPTIONAL, 0, (), line.why)
    return GradedLine("procedures", place, key_place, Verdict.RIGHT, LINE_POINTS, (), line.why)


def _procedure_faults(entered: ProcedureLine, line: ProcedureKey, diagnoses: dict[int, int]) -> tuple[Fault, ...]:
    faults = []
    if not _modifiers_fit(frozenset(entered.modifiers), line.modifiers):
        faults.append(Fault.MODIFIER)
    if not line.units_low <= entered.units <= line.units_high:
        faults.append(Fault.UNITS)
    if not _pointers_fit(entered.pointers, line, diagnoses):
        faults.append(Fault.POINTER)
    return tuple(faults)


def _credit(faults: tuple[Fault, ...]) -> int:
    if not faults:
        return LINE_POINTS
    return LINE_POINTS * 3 // 4 if faults == (Fault.POINTER,) else LINE_POINTS // 2


def _modifiers_fit(entered: frozenset[str], rule: ModifierRule) -> bool:
    """As the rule says, or with 59 in the place of an X modifier that it names; both together are wrong."""
    if _obeys(entered, rule):
        return True
    if "59" not in entered - set(rule.forbidden) or entered & _DISTINCT_SERVICE:
        return False
    named = _DISTINCT_SERVICE & {*rule.all, *rule.one_of}
    return any(_obeys((entered - {"59"}) | {exact}, rule) for exact in named)


def _obeys(entered: frozenset[str], rule: ModifierRule) -> bool:
    if entered & set(rule.forbidden) or not set(rule.all) <= entered:
        return False
    if rule.one_of and len(entered & set(rule.one_of)) != 1:
        return False
    return entered <= {*rule.all, *rule.one_of, *rule.optional, *_NEUTRAL_MODIFIERS}


def _pointers_fit(pointers: tuple[int, ...], line: ProcedureKey, diagnoses: dict[int, int]) -> bool:
    """Read through the alignment, so that a wrong code of the right category is not counted again at every link."""
    if line.pointers is None:
        return True
    answered = [diagnoses.get(pointer, -1) for pointer in pointers]
    permitted = {line.pointers.first, *line.pointers.allowed}
    return bool(answered) and answered[0] == line.pointers.first and set(answered) <= permitted


def _unsupported(section: str, key: CaseKey, place: int, entered: ProcedureLine) -> GradedLine:
    reasons = [line.why for line in key.not_reportable if normalise_code(line.code) == entered.code]
    why = reasons[0] if reasons else _trap(key, entered)
    return GradedLine(
        section,
        place,
        None,
        Verdict.UNSUPPORTED,
        0,
        (Fault.UNSUPPORTED,),
        why or "Nothing in the chart supports this line.",
    )


def _why_wrong(key: CaseKey, entered: ProcedureLine, line: KeyLine) -> str:
    trap = _trap(key, entered)
    return f"{trap} {line.why}" if trap else line.why


def _trap(key: CaseKey, entered: ProcedureLine, *, is_exact: bool = False) -> str:
    """The author's remark on exactly this wrong line, else (unless `is_exact`) on its code; empty if there is none."""
    known = [trap for trap in key.traps if normalise_code(trap.code) == entered.code]
    exact = [trap for trap in known if set(trap.modifiers) == set(entered.modifiers) and trap.units == entered.units]
    return next((trap.why for trap in exact or ([] if is_exact else known)), "")


def _same_category(entered: str, wanted: str) -> bool:
    return entered[:3] == wanted[:3]


def _same_family(entered: str, wanted: str) -> bool:
    return entered[:3] == wanted[:3] or (entered[:2] == wanted[:2] == "99")


def _weight(credit: int, line: KeyLine) -> int:
    """What a pair is worth when lines are aligned: any credit for a required line comes before optional lines."""
    return credit * 1000 if line.status == "required" else credit


def _required_first(lines: Sequence[KeyLine]) -> list[int]:
    return sorted(range(len(lines)), key=lambda place: lines[place].status != "required")


def _pair_equal(entered: Sequence[str], wanted: Sequence[str], worth: Callable[[int, int], int]) -> dict[int, int]:
    """Learner line -> key line of the same code; where a code stands more than once, so that all are worth most."""
    aligned: dict[int, int] = {}
    for code in dict.fromkeys(entered):
        learners = [place for place, other in enumerate(entered) if other == code]
        keys = [place for place, want in enumerate(wanted) if want == code]
        aligned |= _best_pairs(learners, keys, worth)
    return aligned


def _best_pairs(learners: Sequence[int], keys: Sequence[int], worth: Callable[[int, int], int]) -> dict[int, int]:
    """The assignment of most total worth, built learner by learner over the sets of key lines that are taken."""
    best: dict[frozenset[int], tuple[int, dict[int, int]]] = {frozenset(): (0, {})}
    for learner in learners:
        for taken, (total, pairs) in list(best.items()):
            for key in keys:
                more = total + worth(learner, key)
                if key not in taken and more > best.get(taken | {key}, (0, {}))[0]:
                    best[taken | {key}] = (more, pairs | {learner: key})
    return max(best.values(), key=lambda found: found[0])[1]


def _pair_alike(
    entered: Sequence[str],
    wanted: Sequence[str],
    aligned: dict[int, int],
    order: Sequence[int],
    alike: Callable[[str, str], bool],
) -> None:
    """Adds to `aligned` the lines left over that answer the same question with another code.

    Lines are taken by code, not by place, so that another order of the same lines is paired in the same way.
    """
    for learner in sorted(range(len(entered)), key=lambda place: entered[place]):
        free = (key for key in order if key not in aligned.values() and alike(entered[learner], wanted[key]))
        if learner not in aligned and (key := next(free, None)) is not None:
            aligned[learner] = key


def exact_claim(key: CaseKey) -> Claim:
    """A claim that does exactly what the key asks for: every diagnosis, and every required procedure line."""
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
