"""Grades the audit of somebody's finished claim: each seeded error found, named and corrected; false alarms cost.

An error is worth 12 points: 4 for noticing it, 4 for its kind, 4 for putting it right. Every false alarm adds 12
points that cannot be earned. Clean is the claim that, as corrected, would pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.domain.claims.lines import TypedClaim, TypedLine, read_claim, said
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.case_key import CaseKey, SeededError
from trainer.domain.grading.cases import KeyLine, grade_case
from trainer.domain.grading.context import Context
from trainer.domain.grading.findings import FindingKind, finding
from trainer.domain.grading.lines import LINE_POINTS, CaseGrade, GradedLine, Verdict
from trainer.domain.kernel.points import Points

SECTION = "audit"
_STEP = LINE_POINTS // 3
_FINE = (Verdict.RIGHT, Verdict.OPTIONAL)


def grade_audit(key: CaseKey, billed: TypedClaim, typed: TypedClaim, context: Context) -> CaseGrade:
    """The audit `typed`: the billed lines in their places, as corrected, marked or struck, then those added."""
    work = _Work(key, billed, typed, context)
    errors = [work.grade_error(error) for error in key.seeded]
    alarms = work.false_alarms()
    earned = sum(row.earned for row in errors)
    return CaseGrade(
        lines=(*errors, *alarms),
        sections=((SECTION, Points(earned, LINE_POINTS * (len(errors) + len(alarms)))),),
        correct_lines=sum(row.verdict is Verdict.RIGHT for row in errors),
        key_lines=len(errors),
        is_clean=work.corrected.is_clean and not alarms,
    )


def seeded_rows(key: CaseKey, billed: TypedClaim, context: Context) -> list[GradedLine]:
    """What an audit of the billed claim has to find: its rows that are not right."""
    claim, _ = read_claim(billed)
    return [row for row in grade_case(key, claim, context).lines if row.verdict not in _FINE]


@dataclass(slots=True, init=False)
class _Work:
    """The audit with the grades of the claim as billed and as corrected."""

    def __init__(self, key: CaseKey, billed: TypedClaim, typed: TypedClaim, context: Context) -> None:
        self.key, self.billed, self.typed = key, billed, typed
        self.as_billed = grade_case(key, read_claim(billed)[0], context)
        self.corrected = grade_case(key, read_claim(typed)[0], context)

    key: CaseKey
    billed: TypedClaim
    typed: TypedClaim
    as_billed: CaseGrade
    corrected: CaseGrade

    def grade_error(self, error: SeededError) -> GradedLine:
        return self._grade_absence(error) if error.line is None else self._grade_line(error, error.line)

    def _grade_line(self, error: SeededError, place: int) -> GradedLine:
        line, original = self._line(error.section, place), _lines(self.billed, error.section)[place]
        is_found = bool(line.mark) or not line.stands or said(line) != said(original)
        mark = line.mark or (FindingKind.UNSUPPORTED if not line.stands else "")
        is_named = is_found and mark in error.kinds
        row = _row_of(self.as_billed, error.section, place)
        if line.stands:
            after = _row_of(self.corrected, error.section, _standing_place(_lines(self.typed, error.section), place))
            is_right = after is not None and after.verdict in _FINE
            if _is_order(error):  # the lines were put in order: what stands here now may be another one
                is_right = row is not None and row.key_line is not None and self._is_answered("diagnoses", row.key_line)
        else:  # struck: right where nothing belongs there, or where an added line now says what does
            is_right = row is not None and (row.key_line is None or self._is_answered(error.section, row.key_line))
        return _graded(error, (is_found, is_named, is_found and is_right), place, row.key_line if row else None)

    def _grade_absence(self, error: SeededError) -> GradedLine:
        """Found where an added line answers the key's line of that code, right where that leaves none missing."""
        lines: Sequence[KeyLine] = self.key.diagnoses if error.section == "diagnoses" else self.key.procedures
        wanted = normalise_code(error.missing)
        of_code = [place for place, line in enumerate(lines) if normalise_code(line.code) == wanted]
        there = self._answered(self.as_billed, error.section)
        absent = [place for place in of_code if place not in there] or of_code
        rows = [row for row in self.corrected.lines if row.section == error.section and row.key_line in absent]
        is_found = any(row.learner_line is not None for row in rows)
        is_right = is_found and all(row.verdict in _FINE for row in rows)
        return _graded(error, (is_found, is_found, is_right), None, absent[0])

    @staticmethod
    def _answered(grade: CaseGrade, section: str) -> set[int | None]:
        """The places of the key's lines that some line of a graded claim answers."""
        return {row.key_line for row in grade.lines if row.section == section and row.learner_line is not None}

    def false_alarms(self) -> list[GradedLine]:
        """Lines without an error that were marked, struck or changed, and lines added that nothing asked for.

        Pointers alone may follow a correction elsewhere, and are no alarm.
        """
        alarms = []
        for section in ("diagnoses", "procedures"):
            seeded = {error.line for error in self.key.seeded if error.section == section}
            originals = _lines(self.billed, section)
            for place, original in enumerate(originals):
                line = self._line(section, place)
                is_changed = not line.stands or said(line)[:3] != said(original)[:3]
                is_reordered = section == "diagnoses" and self._was_reordered()
                if place not in seeded and (line.mark or (is_changed and not is_reordered)):
                    alarms.append(_alarm(section, place, "This line was right as billed."))
            alarms += [
                _alarm(section, place, "This line was not missing.")
                for place in range(len(originals), len(_lines(self.typed, section)))
                if self._line(section, place).stands and not self._answers(section, place)
            ]
        return alarms

    def _was_reordered(self) -> bool:
        """Whether an error of order is seeded, and the diagnoses are the billed ones in another order."""
        before, after = (sorted(said(line)[0] for line in claim.diagnoses) for claim in (self.billed, self.typed))
        return before == after and any(_is_order(error) for error in self.key.seeded)

    def _answers(self, section: str, place: int) -> bool:
        """Whether an added line answers a line of the key that the billed claim left out."""
        row = _row_of(self.corrected, section, _standing_place(_lines(self.typed, section), place))
        answered = {
            billed.key_line
            for billed in self.as_billed.lines
            if billed.section == section
            and billed.learner_line is not None
            and self._line(section, billed.learner_line).stands
        }
        return row is not None and row.key_line is not None and row.key_line not in answered

    def _is_answered(self, section: str, key_line: int) -> bool:
        """Whether the corrected claim has a line that answers a line of the key and is right."""
        return any(
            row.section == section and row.key_line == key_line and row.verdict in _FINE for row in self.corrected.lines
        )

    def _line(self, section: str, place: int) -> TypedLine:
        lines = _lines(self.typed, section)
        return lines[place] if place < len(lines) else TypedLine("")


def _lines(claim: TypedClaim, section: str) -> tuple[TypedLine, ...]:
    return claim.diagnoses if section == "diagnoses" else claim.procedures


def _standing_place(lines: Sequence[TypedLine], place: int) -> int:
    """Where a typed line stands on the claim that is read from the lines."""
    return sum(line.stands for line in lines[:place])


def _row_of(grade: CaseGrade, section: str, learner_line: int) -> GradedLine | None:
    return next((row for row in grade.lines if row.section == section and row.learner_line == learner_line), None)


def _is_order(error: SeededError) -> bool:
    return bool({FindingKind.SEQUENCING, FindingKind.CODE_FIRST} & set(error.kinds))


def _graded(
    error: SeededError, steps: tuple[bool, bool, bool], learner_line: int | None, key_line: int | None
) -> GradedLine:
    earned = _STEP * sum(steps)
    is_found, is_named, is_right = steps
    if earned == LINE_POINTS:
        return GradedLine(error.section, learner_line, key_line, Verdict.RIGHT, earned, (), error.why)
    lacks = [word for word, is_done in (("not named", is_named), ("not put right", is_right)) if not is_done]
    remark = f"Noticed, {' and '.join(lacks)}." if is_found else "Not noticed."
    found = finding(error.kinds[0], remark, cost=LINE_POINTS - earned)
    verdict = Verdict.PARTLY if is_found else Verdict.MISSED
    place = learner_line if learner_line is not None or key_line is not None else 0
    return GradedLine(error.section, place, key_line, verdict, earned, (found,), error.why)


def _alarm(section: str, place: int, why: str) -> GradedLine:
    return GradedLine(section, place, None, Verdict.UNSUPPORTED, 0, (), why)
