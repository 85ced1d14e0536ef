"""Grades a case's own claims: the exact one must score full, every trap and seeded error must be found as declared."""

from collections.abc import Iterator, Sequence

from trainer.content.case_files import AuthoredCase
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.audits import seeded_rows
from trainer.domain.grading.case_key import CaseKey, SeededError, Trap
from trainer.domain.grading.cases import KeyLine, grade_case
from trainer.domain.grading.context import Context
from trainer.domain.grading.lines import CaseGrade, GradedLine
from trainer.domain.grading.traps import ImpossibleTrap, trap_claim
from trainer.domain.grading.variants import exact_claim, variants

Problem = tuple[str, str]


def grading_problems(case: AuthoredCase, context: Context) -> Iterator[Problem]:
    """What does not hold when the key is put to the test: field of the key and sentence."""
    if case.key.query is not None:
        return
    is_sound = True
    for field, message in _exact_problems(case, context):
        is_sound = False
        yield field, message
    if is_sound:
        for trap in case.key.traps:
            yield from _trap_problems(case.key, trap, context)
        yield from _seeded_problems(case, context)


def _exact_problems(case: AuthoredCase, context: Context) -> Iterator[Problem]:
    content = context.content
    for variant in variants(case.key, content.payer, content.convention):
        grade = grade_case(case.key, exact_claim(variant.key), context)
        if not _is_full(grade):
            faults = [(row.section, row.verdict.value, *row.faults) for row in grade.lines if row.faults]
            yield "", f"the key's own claim is not graded as clean: {faults}"
        unrelated = {pair.why for pair in case.key.related if not pair.is_related}
        for row in grade.lines:
            for found in row.findings:
                if found.remark not in unrelated:
                    yield "", f"the key's own claim gives rise to {found.kind}: {found.remark}"


def _is_full(grade: CaseGrade) -> bool:
    return grade.is_clean and grade.line_score.is_full and grade.correct_lines == grade.key_lines


def _trap_problems(key: CaseKey, trap: Trap, context: Context) -> Iterator[Problem]:
    try:
        described = trap_claim(key, trap, context.content.payer, context.content.convention)
    except ImpossibleTrap:
        yield f"traps[{trap.code}]", "describes no claim: only a required line can be left out, a diagnosis moved"
        return
    grade = grade_case(key, described.claim, context)
    kinds = described.kinds_found(grade.lines, key)
    if trap.finding not in kinds:
        found = ", ".join(kinds) or "nothing"
        yield f"traps[{trap.code}].finding", f"declares {trap.finding}; graded, it gives {found}"


def _seeded_problems(case: AuthoredCase, context: Context) -> Iterator[Problem]:
    if case.content.billed is None:
        return
    rows = seeded_rows(case.key, case.content.billed, context)
    for error in case.key.seeded:
        here = [row for row in rows if _is_at(row, error, case.key)]
        rows = [row for row in rows if row not in here]
        where = f"seeded[{error.section} {error.missing or (error.line or 0) + 1}]"
        kinds = {found.kind for row in here for found in row.findings}
        if not here:
            yield where, "the claim as billed has no error there"
        elif not kinds & set(error.kinds):
            yield where, f"declares {error.kinds[0]}; graded, it gives {', '.join(sorted(kinds))}"
    for row in rows:
        yield "seeded", f"an error is not declared: {_where(row, case.key)}, {', '.join(row.faults)}"


def _is_at(row: GradedLine, error: SeededError, key: CaseKey) -> bool:
    if row.section != error.section:
        return False
    if error.line is not None:
        return row.learner_line == error.line
    return row.learner_line is None and _key_code(row, key) == normalise_code(error.missing)


def _key_code(row: GradedLine, key: CaseKey) -> str:
    if row.key_line is None:
        return ""
    lines: Sequence[KeyLine] = key.diagnoses if row.section == "diagnoses" else key.procedures
    return normalise_code(lines[row.key_line].code)


def _where(row: GradedLine, key: CaseKey) -> str:
    if row.learner_line is not None:
        return f"{row.section} line {row.learner_line + 1}"
    return f"{_key_code(row, key)} is missing"
