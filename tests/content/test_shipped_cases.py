"""The shipped cases, graded with the official code book: what issue 4 promises of every one of them."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.content.shipped_claims import wrong_claims
from tests.domain.grading.case_strategies import extensions, permitted_claims
from tests.support.corrections import bound_places, lowered, measured, scores, with_diagnoses
from tests.support.shipped import shipped_library
from trainer.codebook.book import SqliteCodeBook
from trainer.content.case_checks import grading_problems
from trainer.content.case_files import AuthoredCase
from trainer.domain.claims.case import CaseKind
from trainer.domain.claims.lines import POINTER_LETTERS, TypedClaim, TypedLine, read_claim
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.codesets.edits import NoEdits
from trainer.domain.grading.audits import grade_audit, seeded_rows
from trainer.domain.grading.cases import grade_case
from trainer.domain.grading.context import Context, Policy
from trainer.domain.grading.lines import LINE_POINTS
from trainer.domain.grading.queries import QueryAnswer, grade_query
from trainer.domain.grading.traps import trap_claim
from trainer.domain.grading.variants import exact_claim, variants


@cache
def cases(*kinds: CaseKind) -> list[AuthoredCase]:
    library = shipped_library()
    return [case for case in library.cases if case.content.kind in (kinds or tuple(CaseKind))]


def of_kinds(*kinds: CaseKind) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases(*kinds), ids=lambda case: case.slug)


WITH_CLAIMS = (CaseKind.CODE, CaseKind.AUDIT)
SLUGS = [case.slug for case in cases(*WITH_CLAIMS)]
of_some_case = given(slug=st.sampled_from(SLUGS), data=st.data())
"""One case of all that are graded by their claims, and what else is drawn for it."""

thorough = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def context_of(case: AuthoredCase, book: SqliteCodeBook, policy: Policy = Policy.TEACHING) -> Context:
    return Context(case.content, book, NoEdits(), policy)


@of_kinds(*WITH_CLAIMS)
@pytest.mark.parametrize("policy", Policy)
def test_every_claim_that_a_key_asks_for_has_full_marks_and_nothing_to_be_said_of(
    case: AuthoredCase, policy: Policy, book: SqliteCodeBook
) -> None:
    for variant in variants(case.key, case.content.payer, case.content.convention):
        grade = grade_case(case.key, exact_claim(variant.key), context_of(case, book, policy))
        assert scores(grade) == (1, 1, True)
        said = {found.remark for line in grade.lines for found in line.findings}
        assert said <= {pair.why for pair in case.key.related if not pair.is_related}


@of_kinds(*WITH_CLAIMS)
def test_every_trap_gives_the_finding_that_it_declares(case: AuthoredCase, book: SqliteCodeBook) -> None:
    for trap in case.key.traps:
        described = trap_claim(case.key, trap, case.content.payer, case.content.convention)
        grade = grade_case(case.key, described.claim, context_of(case, book))
        assert trap.finding in described.kinds_found(grade.lines, case.key), trap
        assert not grade.is_clean, trap


@of_kinds(*WITH_CLAIMS)
def test_what_the_authors_say_holds_when_it_is_graded(case: AuthoredCase, book: SqliteCodeBook) -> None:
    assert list(grading_problems(case, context_of(case, book))) == []


@of_kinds(CaseKind.AUDIT)
def test_every_seeded_error_is_an_error_and_there_is_no_other(case: AuthoredCase, book: SqliteCodeBook) -> None:
    assert case.content.billed is not None
    rows = seeded_rows(case.key, case.content.billed, context_of(case, book))
    assert len(rows) == len(case.key.seeded)


@of_kinds(CaseKind.AUDIT)
def test_an_audit_that_finds_names_and_corrects_all_errors_has_full_marks(
    case: AuthoredCase, book: SqliteCodeBook
) -> None:
    assert case.content.billed is not None
    context = context_of(case, book)
    grade = grade_audit(case.key, case.content.billed, audited(case, context), context)
    assert scores(grade) == (1, 1, True), grade.lines
    assert grade.key_lines == len(case.key.seeded)
    idle = grade_audit(case.key, case.content.billed, case.content.billed, context)
    assert scores(idle) == (0, 0, False)


def audited(case: AuthoredCase, context: Context) -> TypedClaim:
    """The billed claim with every seeded error marked and put right as the key would have it."""
    billed = case.content.billed
    assert billed is not None
    subject = measured(case.key, read_claim(billed)[0], context)
    rows = {(row.section, row.learner_line): row.key_line for row in subject.grade.lines}
    answers = {key: line for (section, line), key in rows.items() if section == "diagnoses" and line is not None}
    diagnoses, procedures = list(billed.diagnoses), list(billed.procedures)
    for error in sorted(case.key.seeded, key=lambda error: error.section):
        lines = diagnoses if error.section == "diagnoses" else procedures
        place = len(lines) if error.line is None else error.line
        if error.line is None:
            wanted = subject.key.diagnoses if error.section == "diagnoses" else subject.key.procedures
            key_place = [normalise_code(line.code) for line in wanted].index(normalise_code(error.missing))
            lines.append(TypedLine(""))
        else:
            key_place = rows[error.section, error.line]
        if key_place is None:
            lines[place] = replace(lines[place], is_struck=True)
        elif error.section == "diagnoses":
            lines[place] = TypedLine(subject.key.diagnoses[key_place].code)
            answers[key_place] = place
        else:
            right = subject.key.procedures[key_place]
            pointers = POINTER_LETTERS[answers[right.pointers.first]] if right.pointers else lines[place].pointers
            modifiers = (*right.modifiers.all, *right.modifiers.one_of[:1])
            lines[place] = TypedLine(right.code, " ".join(modifiers), str(right.units_low), pointers)
        lines[place] = replace(lines[place], mark=error.kinds[0].value)
    return TypedClaim(tuple(diagnoses), tuple(procedures))


@of_kinds(CaseKind.QUERY)
def test_the_right_answer_to_a_query_has_full_marks_and_no_other_choice_has(case: AuthoredCase) -> None:
    key = case.key.query
    assert key is not None
    right = QueryAnswer(key.is_needed, key.gaps, tuple((part.part, part.right) for part in key.parts))
    grade = grade_query(key, right)
    assert scores(grade) == (1, 1, True)
    for part in key.parts if key.is_needed else ():
        for choice, _ in part.remarks:
            chosen = tuple((name, choice if name == part.part else other) for name, other in right.parts)
            assert grade_query(key, replace(right, parts=chosen)).is_clean is (choice == part.right)


@thorough
@of_some_case
def test_every_claim_that_a_key_permits_is_clean_and_full(book: SqliteCodeBook, slug: str, data: st.DataObject) -> None:
    case = cases(*WITH_CLAIMS)[SLUGS.index(slug)]
    context = context_of(case, book)
    grade = grade_case(case.key, data.draw(permitted_claims(case.key, context)), context)
    assert scores(grade) == (1, 1, True), [line for line in grade.lines if line.findings]


@thorough
@of_some_case
def test_correcting_any_single_error_never_lowers_any_score(
    book: SqliteCodeBook, slug: str, data: st.DataObject
) -> None:
    case = cases(*WITH_CLAIMS)[SLUGS.index(slug)]
    context = context_of(case, book, data.draw(st.sampled_from(Policy)))
    claim = data.draw(wrong_claims(case.key, context))
    before = grade_case(case.key, claim, context)
    for what, corrected in measured(case.key, claim, context).corrections():
        after = grade_case(case.key, corrected, context)
        assert not lowered(before, after), (case.slug, claim, what, corrected, lowered(before, after))


@thorough
@of_some_case
def test_correcting_line_after_line_leads_to_a_clean_claim(
    book: SqliteCodeBook, slug: str, data: st.DataObject
) -> None:
    case = cases(*WITH_CLAIMS)[SLUGS.index(slug)]
    context = context_of(case, book)
    claim = data.draw(wrong_claims(case.key, context))
    for _ in range(60):
        correction = next(measured(case.key, claim, context).corrections(), None)
        if correction is None:
            break
        claim = correction[1]
    grade = grade_case(case.key, claim, context)
    assert scores(grade) == (1, 1, True)


@thorough
@of_some_case
def test_permuting_lines_within_the_constraints_of_the_key_changes_no_score(
    book: SqliteCodeBook, slug: str, data: st.DataObject
) -> None:
    case = cases(*WITH_CLAIMS)[SLUGS.index(slug)]
    context = context_of(case, book)
    claim = data.draw(wrong_claims(case.key, context))
    bound = set().union(
        *(
            bound_places(variant.key, claim, context)
            for variant in variants(case.key, case.content.payer, case.content.convention)
        )
    )
    permuted = with_diagnoses(claim, data.draw(extensions(list(range(len(claim.diagnoses))), bound)))
    permuted = replace(permuted, procedures=tuple(data.draw(st.permutations(permuted.procedures))))
    before, after = grade_case(case.key, claim, context), grade_case(case.key, permuted, context)
    assert (scores(after), after.sections) == (scores(before), before.sections), (case.slug, claim, permuted)


@thorough
@of_some_case
def test_whatever_is_entered_is_graded_and_the_sums_agree(book: SqliteCodeBook, slug: str, data: st.DataObject) -> None:
    case = cases(*WITH_CLAIMS)[SLUGS.index(slug)]
    context = context_of(case, book)
    claim = data.draw(wrong_claims(case.key, context))
    grade = grade_case(case.key, claim, context)
    assert grade == grade_case(case.key, claim, context)
    for section, points in grade.sections:
        rows = [row for row in grade.lines if row.section == section]
        assert sum(row.earned for row in rows) == points.earned <= points.possible
        assert points.possible % LINE_POINTS == 0
