"""Claims put right one error at a time, as a learner would who reads the report."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.case_key import CaseKey
from trainer.domain.grading.cases import grade_case
from trainer.domain.grading.context import Context
from trainer.domain.grading.lines import CaseGrade, GradedLine, Verdict
from trainer.domain.grading.modifiers import modifiers_fit
from trainer.domain.grading.order import precedence
from trainer.domain.grading.variants import Variant, variants

FINE = (Verdict.RIGHT, Verdict.OPTIONAL)


def line_score(grade: CaseGrade) -> Fraction:
    return Fraction(grade.line_score.earned, grade.line_score.possible)


def scores(grade: CaseGrade) -> tuple[Fraction, Fraction, bool]:
    """The three scores: line score, code over code, clean."""
    return line_score(grade), Fraction(grade.correct_lines, max(grade.key_lines, 1)), grade.is_clean


def lowered(before: CaseGrade, after: CaseGrade) -> list[str]:
    """The scores that are lower than before."""
    named = zip(("line score", "code over code", "clean"), scores(before), scores(after), strict=True)
    return [f"{name}: {was} -> {now}" for name, was, now in named if now < was]


def with_diagnoses(claim: Claim, places: list[int]) -> Claim:
    """The diagnoses from these places, in this order; pointers follow them, and go with those that are left out."""
    moved = {old: new for new, old in enumerate(places)}
    procedures = tuple(
        replace(line, pointers=tuple(moved[pointer] for pointer in line.pointers if pointer in moved))
        for line in claim.procedures
    )
    return Claim(tuple(claim.diagnoses[place] for place in places), procedures)


def bound_places(key: CaseKey, claim: Claim, context: Context) -> set[tuple[int, int]]:
    """Pairs of places on the claim, in order, whose diagnoses answer two of the key that have an order.

    One that stands twice answers the same diagnosis wherever it stands.
    """
    before = set(precedence(key, context.book))
    rows = [row for row in grade_case(key, claim, context).lines if row.section == "diagnoses"]
    by_code = {
        claim.diagnoses[row.learner_line]: row.key_line
        for row in rows
        if row.learner_line is not None and row.key_line is not None
    }
    answers = {place: by_code[code] for place, code in enumerate(claim.diagnoses) if code in by_code}
    return {
        (one, other)
        for one, other in combinations(answers, 2)
        if {(answers[one], answers[other]), (answers[other], answers[one])} & before
    }


@dataclass(frozen=True, slots=True)
class Measured:
    """A claim with the one of the key's combinations of choices that it was held against, and that grade of it."""

    key: CaseKey
    claim: Claim
    grade: CaseGrade
    context: Context

    @property
    def errors(self) -> list[GradedLine]:
        return [row for row in self.grade.lines if row.verdict not in FINE]

    def corrections(self) -> Iterator[tuple[str, Claim]]:
        """Every claim with one error less, and what was put right."""
        for row in self.errors:
            named = f"{row.section} {row.learner_line} -> {row.key_line}, {row.verdict}"
            of_row = self._of_diagnosis(row) if row.section == "diagnoses" else self._of_procedure(row)
            yield from ((named, claim) for claim in of_row)

    def _of_diagnosis(self, row: GradedLine) -> Iterator[Claim]:
        places, place = list(range(len(self.claim.diagnoses))), row.learner_line
        if row.key_line is None:
            assert place is not None
            twins = self._twins(place)
            claim = self._with_links_moved([place], twins[0]) if twins else self.claim
            yield with_diagnoses(claim, [other for other in places if other != place])
            return
        code = normalise_code(self.key.diagnoses[row.key_line].code)
        if place is None:
            longer = replace(self.claim, diagnoses=(*self.claim.diagnoses, code))
            yield with_diagnoses(longer, self._in_order(row.key_line, len(places), places))
            return
        others = [other for other in places if other != place]
        if row.verdict is Verdict.PARTLY:
            yield with_diagnoses(self.claim, self._in_order(row.key_line, place, others))
        else:
            codes = list(self.claim.diagnoses)
            codes[place] = code
            claim = replace(self._with_links_moved(self._twins(place), place), diagnoses=tuple(codes))
            yield with_diagnoses(claim, self._in_order(row.key_line, place, others))

    def _with_links_moved(self, places: list[int], to: int) -> Claim:
        """What points to one of the places points to another one."""
        lines = tuple(
            replace(line, pointers=tuple(to if pointer in places else pointer for pointer in line.pointers))
            for line in self.claim.procedures
        )
        return replace(self.claim, procedures=lines)

    def _twins(self, place: int) -> list[int]:
        """Where the same diagnosis stands again."""
        codes = self.claim.diagnoses
        return [other for other in range(len(codes)) if codes[other] == codes[place] and other != place]

    def _in_order(self, key_place: int, place: int, others: list[int]) -> list[int]:
        """`place` among the `others`: before the first of those that it comes before, at the end if there are none."""
        before = precedence(self.key, self.context.book)
        answered = self._answered()
        behind = (at for at, other in enumerate(others) if (key_place, answered.get(other, -1)) in before)
        at = next(behind, len(others))
        return [*others[:at], place, *others[at:]]

    def _answered(self) -> dict[int, int]:
        """Place on the claim -> place in the key, of the diagnoses."""
        rows = [row for row in self.grade.lines if row.section == "diagnoses"]
        return {
            row.learner_line: row.key_line for row in rows if row.learner_line is not None and row.key_line is not None
        }

    def _of_procedure(self, row: GradedLine) -> Iterator[Claim]:
        lines, place = self.claim.procedures, row.learner_line
        if row.key_line is None:
            assert place is not None
            yield replace(self.claim, procedures=(*lines[:place], *lines[place + 1 :]))
            return
        wanted = self.plainest(row.key_line)
        if wanted is None:
            yield from self._with_its_reason(row.key_line, place)
        if place is None:
            if wanted:
                yield replace(self.claim, procedures=(*lines, wanted))
            return
        typed = lines[place]
        for line in self._put_right(typed, row.key_line, wanted):
            yield replace(self.claim, procedures=(*lines[:place], line, *lines[place + 1 :]))

    def _put_right(self, typed: ProcedureLine, key_place: int, wanted: ProcedureLine | None) -> Iterator[ProcedureLine]:
        """The line with each of its wrong parts put right, then with all of them; what is right stays as it is."""
        key_line, right = self.key.procedures[key_place], self._without_link(key_place)
        parts: dict[str, object] = {}
        if typed.code != right.code:
            parts["code"] = right.code
        if not modifiers_fit(frozenset(typed.modifiers), key_line.modifiers, is_secondary=key_place > 0):
            parts["modifiers"] = right.modifiers
        if not key_line.units_low <= typed.units <= key_line.units_high:
            parts["units"] = right.units
        if wanted and not self._links_fit(typed, key_place):
            parts["pointers"] = wanted.pointers
        yield from (replace(typed, **{part: value}) for part, value in parts.items())
        if len(parts) > 1:
            yield replace(typed, **parts)

    def _links_fit(self, typed: ProcedureLine, key_place: int) -> bool:
        rule, answered = self.key.procedures[key_place].pointers, self._answered()
        if rule is None:
            return True
        led = [answered.get(pointer, -1) for pointer in typed.pointers]
        return led[:1] == [rule.first] and set(led) <= {rule.first, *rule.allowed}

    def _with_its_reason(self, key_place: int, place: int | None) -> Iterator[Claim]:
        """The line put right together with the optional diagnosis that it points to."""
        rule = self.key.procedures[key_place].pointers
        assert rule is not None
        wanted = self.key.diagnoses[rule.first]
        if wanted.status == "optional":
            places = list(range(len(self.claim.diagnoses)))
            order = self._in_order(rule.first, len(places), places)
            longer = replace(self.claim, diagnoses=(*self.claim.diagnoses, normalise_code(wanted.code)))
            lines = list(longer.procedures)
            place = len(lines) if place is None else place
            lines[place : place + 1] = [replace(self._without_link(key_place), pointers=(len(places),))]
            yield with_diagnoses(replace(longer, procedures=tuple(lines)), order)

    def plainest(self, key_place: int) -> ProcedureLine | None:
        """The plainest form of a line of the key here; None while the diagnosis that it points to is missing."""
        line, rule = self._without_link(key_place), self.key.procedures[key_place].pointers
        if rule is None:
            return line
        places = [place for place, answered in self._answered().items() if answered == rule.first]
        return replace(line, pointers=tuple(places)) if places else None

    def _without_link(self, key_place: int) -> ProcedureLine:
        line = self.key.procedures[key_place]
        modifiers = (*line.modifiers.all, *line.modifiers.one_of[:1])
        return ProcedureLine(normalise_code(line.code), modifiers, line.units_low)


def measured(key: CaseKey, claim: Claim, context: Context) -> Measured:
    """The claim beside that combination of the key's choices that its grade was measured by."""
    whole = grade_case(key, claim, context)
    for variant in variants(key, context.content.payer, context.content.convention):
        grade = grade_case(variant.key, claim, context)
        if tuple(_placed(row, variant) for row in grade.lines) == whole.lines:
            return Measured(variant.key, claim, grade, context)
    raise AssertionError("the grade is that of none of the key's combinations of choices")


def _placed(row: GradedLine, variant: Variant) -> GradedLine:
    places = variant.diagnoses if row.section == "diagnoses" else variant.procedures
    return row if row.key_line is None else replace(row, key_line=places[row.key_line])
