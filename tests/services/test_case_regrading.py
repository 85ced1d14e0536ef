"""Keys of cases and exercises corrected as text; work graded again: previewed, applied, raises only, nothing twice."""

from dataclasses import replace

import pytest
from sqlalchemy import event, select

from tests.support import billing
from tests.support.case_keys import (
    FACTS,
    NO_MODIFIER,
    REASON,
    correct,
    corrected,
    foresee,
    page,
    regrade,
    scores,
    wanted,
)
from tests.support.cases import diagnoses, hand_in, report
from tests.support.library import AUDIT_SLUG, CASE_SLUG, QUERY_SLUG, RIGHT_CLAIM, a_case, publish
from tests.support.regrades import count, told
from tests.support.school import School, a_school
from trainer.content.key_files import write_key
from trainer.db.models.audit import AuditEvent
from trainer.db.models.cases import CaseKeyRevision
from trainer.db.models.content import Bank
from trainer.db.models.grades import CaseGradeRow, GradingRun
from trainer.domain.exams.regrades import Mode, RunKind
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.domain.kernel.points import percent
from trainer.services import case_key_corrections, errata
from trainer.services.case_errata import tells_answer
from trainer.services.case_key_corrections import CaseForeseen, KeyProblems
from trainer.services.case_regrade_preview import preview_case_regrade
from trainer.services.case_reports import dispute_key, list_disputes
from trainer.services.codes import NoCodeBook
from trainer.services.regrade_runs import Applied
from trainer.services.scope import Scopes


@pytest.fixture
def school(scopes: Scopes, code_book: object) -> School:
    publish(scopes)
    return a_school(scopes)


def test_a_key_is_corrected_previewed_and_applied_and_both_grades_remain(school, scopes, clock):
    gains, loses = hand_in(school.learner, NO_MODIFIER).number, hand_in(school.stranger, RIGHT_CLAIM).number
    with school.learner.writing() as scope:
        dispute_key(scope, gains, "The visit needs no modifier here.")
    clock.advance(days=1)
    before = count(scopes, CaseKeyRevision, *FACTS)
    seen = foresee(school.instructor, wanted())
    assert isinstance(seen, CaseForeseen)
    assert count(scopes, CaseKeyRevision, *FACTS) == before
    assert (seen.is_key_other, seen.changed, seen.raised, seen.lowered) == (True, 2, 1, 1)
    assert (seen.now_clean, seen.no_longer_clean, seen.unchanged, seen.by_hand) == (1, 1, 0, 0)
    assert [row.who for row in seen.lines] == ["Learner", "a learner"]
    assert correct(school.instructor, wanted(answer="You are right, thank you.")) == 1
    done = regrade(school.instructor)
    assert (done.graded, done.told) == (2, 2)
    assert done.lines == tuple(row.line for row in seen.lines)
    first, second = scores(school.learner, gains)
    assert first[0] < second[0] == second[1]
    assert (first[2], second[2]) == (False, True)
    graded = report(school.learner, gains)
    assert graded is not None
    assert graded.is_clean
    assert all(line.earned == 12 for line in graded.lines)
    assert [row.answer for row in graded.disputes] == ["You are right, thank you."]
    assert told(school.learner) == [
        f"The key of your case {gains} was corrected on 3 Mar 2026: {REASON} "
        f"Your work now earns 100 %, before {percent(*first[:2])} %. It now counts as clean."
    ]
    assert told(school.stranger)[0].endswith("It no longer counts as clean.")
    assert scores(school.stranger, loses)[-1][2] is False
    history = page(school.instructor).history
    assert [(row.revision, row.reason, row.by, row.is_other) for row in history] == [
        (2, REASON, "Ines Okafor", True),
        (1, "First published.", "", False),
    ]
    with scopes.reading() as scope:
        actions = scope.session.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == school.instructor.id))
        assert {"case.correct-key", "case.regrade"} <= set(actions)
        (erratum,) = errata.get_errata(scope, 1).cases
    assert (erratum.reason, erratum.track, erratum.regraded) == (REASON, "cpc", 2)


def test_a_second_time_adds_nothing_and_new_work_is_graded_by_the_new_key(school, scopes):
    hand_in(school.learner, NO_MODIFIER)
    correct(school.instructor, wanted())
    regrade(school.instructor)
    assert hand_in(school.classmate, NO_MODIFIER).is_clean
    before = count(scopes, *FACTS)
    for mode in Mode:
        assert regrade(school.instructor, mode) == Applied(0, (), 0, 0)
    assert count(scopes, *FACTS) == before
    with school.instructor.reading() as scope:
        assert case_key_corrections.foresee_case_regrade(scope, CASE_SLUG, Mode.ALL).is_done


def test_raises_take_nothing_from_anybody_and_the_rest_can_follow(school):
    gains, loses = hand_in(school.learner, NO_MODIFIER).number, hand_in(school.classmate, RIGHT_CLAIM).number
    correct(school.instructor, wanted())
    done = regrade(school.instructor, Mode.RAISES)
    assert ([line.display_name for line in done.lines], done.told) == (["Learner"], 1)
    assert (len(scores(school.learner, gains)), len(scores(school.classmate, loses))) == (2, 1)
    assert told(school.classmate) == []
    assert [line.display_name for line in regrade(school.instructor).lines] == ["Classmate"]


def test_work_whose_points_stay_is_graded_by_the_new_key_and_nobody_is_told(school):
    number = hand_in(school.learner, diagnoses("J20.9")).number
    correct(school.instructor, wanted(replace(corrected(), procedures=a_case().key.procedures[:1])))
    done = regrade(school.instructor)
    assert done.graded == 1
    assert len(scores(school.learner, number)) == 2
    assert done.told == len(done.lines) == len(told(school.learner))


def test_marks_set_by_hand_stand(school, scopes):
    number = hand_in(school.learner, NO_MODIFIER).number
    with scopes.writing() as scope:
        run = GradingRun(kind=RunKind.MANUAL, reason="A kind word.", created_at=scope.now)
        scope.session.add(run)
        scope.session.flush()
        first = scope.session.scalars(select(CaseGradeRow)).one()
        columns = {name.key: getattr(first, name.key) for name in CaseGradeRow.__table__.c}
        scope.session.add(CaseGradeRow(**columns | {"run_id": run.id, "is_clean": True}))
    seen = foresee(school.instructor, wanted())
    assert isinstance(seen, CaseForeseen)
    assert [(each.who, each.line.number) for each in seen.kept] == [("Learner", number)]
    correct(school.instructor, wanted())
    done = regrade(school.instructor)
    assert (done.graded, done.by_hand, done.told) == (0, 1, 1)
    assert len(scores(school.learner, number)) == 2
    ((text),) = told(school.learner)
    assert f"The key of your case {number} was corrected" in text
    assert "was set by hand and stays" in text
    assert regrade(school.instructor).told == 0, "nobody is told twice"


def test_a_key_that_only_explains_otherwise_regrades_nothing(school):
    hand_in(school.learner, RIGHT_CLAIM)
    text = write_key(a_case().key).replace("the microscope is included", "it is part of the visit")
    seen = foresee(school.instructor, wanted(text))
    assert isinstance(seen, CaseForeseen)
    assert (seen.is_key_other, seen.changed, seen.is_done) == (False, 0, True)
    assert correct(school.instructor, wanted(text)) == 0
    assert regrade(school.instructor).graded == 0
    assert page(school.instructor).history[0].is_other is False
    with school.instructor.reading() as scope:
        assert errata.get_errata(scope, 1).cases == ()


@pytest.mark.parametrize(
    ("slug", "before", "after"),
    [
        (AUDIT_SLUG, 'finding = "laterality"', 'finding = "laterality"\nalso = ["wrong_code"]'),
        (QUERY_SLUG, 'right = "b"', 'right = "a"'),
    ],
)
def test_keys_of_other_kinds_are_read_and_graded_by(school, slug, before, after):
    number = hand_in(school.learner, RIGHT_CLAIM if slug == AUDIT_SLUG else diagnoses(), slug).number
    text = page(school.instructor, slug).text
    assert before in text
    text = text.replace(before, after, 1)
    assert isinstance(foresee(school.instructor, wanted(text), slug=slug), CaseForeseen)
    correct(school.instructor, wanted(text), slug)
    assert regrade(school.instructor, slug=slug).graded == 1
    assert len(scores(school.learner, number)) == 2


def test_an_exercise_is_corrected_and_graded_again(scopes, code_book):
    billing.publish_exercises(scopes)
    school = a_school(scopes)
    slug = billing.POST
    number = billing.start(school.learner, slug)
    billing.save(school.learner, number, billing.exact(slug))
    school.learner.hand_in(number)
    key = billing.exercise(slug).key
    places = [place for place, each in enumerate(key.fields) if not each.follows and not each.sum]
    outcome: CaseForeseen | KeyProblems = KeyProblems(())
    other = key
    for place in places:
        fields = list(key.fields)
        offered = next(each for each in billing.exercise(slug).content.fields if each.id == fields[place].field).offers
        wrong = [offer.id for offer in offered if offer.id not in fields[place].accepts]
        if wrong:
            fields[place] = replace(fields[place], accepts=(wrong[0],), mistakes=())
            other = replace(key, fields=tuple(fields))
            outcome = foresee(school.instructor, wanted(other), slug=slug)
            if isinstance(outcome, CaseForeseen):
                break
    assert isinstance(outcome, CaseForeseen), outcome
    assert (outcome.changed, outcome.lowered) == (1, 1)
    correct(school.administrator, wanted(other), slug)
    assert regrade(school.administrator, slug=slug).told == 1
    assert told(school.learner)[0].startswith(f"The key of your billing exercise {number} was corrected")


def test_a_text_with_problems_names_them_all_and_stores_nothing(school, scopes):
    before = count(scopes, CaseKeyRevision, *FACTS)
    text = write_key(a_case().key).replace("impacted wax", "no such words").replace("Amoxicillin", "Penicillin")
    for act in (foresee, correct):
        found = act(school.instructor, wanted(text))
        assert isinstance(found, KeyProblems)
        assert len(found.problems) == 2
        found = act(school.instructor, wanted(write_key(a_case().key).replace("H61.21", "H61.2")))
        assert isinstance(found, KeyProblems)
        assert any("no billable code" in problem for problem in found.problems)
    assert count(scopes, CaseKeyRevision, *FACTS) == before


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "It is 99213 alone."}, "reason"),
        ({"reason": "H66.001 comes first."}, "reason"),
        ({"answer": "Thanks."}, "text"),
        ({"key": a_case().key}, "text"),
    ],
)
def test_a_form_that_does_not_fit_is_refused(school, values, field):
    for act in (foresee, correct):
        with pytest.raises(Refused) as refused:
            act(school.instructor, wanted(**values))
        assert refused.value.field == field


def test_a_key_that_was_changed_meanwhile_is_a_conflict(school):
    correct(school.administrator, wanted())
    for act in (foresee, correct):
        with pytest.raises(Conflict):
            act(school.instructor, wanted(a_case().key))
    assert correct(school.instructor, wanted(a_case().key, 2)) == 0


def test_a_key_that_is_taken_back_gives_the_first_grade_again(school):
    number = hand_in(school.learner, NO_MODIFIER).number
    correct(school.instructor, wanted())
    regrade(school.instructor)
    correct(school.instructor, wanted(a_case().key, 2, reason="The correction was wrong."))
    regrade(school.instructor)
    first, _, third = scores(school.learner, number)
    assert first == third


def test_only_who_may_teach_comes_to_a_key_and_to_no_private_one(school, scopes):
    for person in (school.learner, school.assistant):
        with pytest.raises(NotFound):
            page(person)
        with pytest.raises(NotFound):
            correct(person, wanted())
    with pytest.raises(NotFound):
        page(school.instructor, "nothing")
    with scopes.writing() as scope:
        for bank in scope.session.scalars(select(Bank)):
            bank.owner_id, bank.is_shared = school.other_instructor.id, False
    with pytest.raises(NotFound):
        regrade(school.instructor)
    assert page(school.other_instructor).slug == page(school.administrator).slug == CASE_SLUG


def test_without_a_code_book_nothing_is_graded(scopes):
    publish(scopes)
    school = a_school(scopes)
    for act in (foresee, correct):
        with pytest.raises(NoCodeBook):
            act(school.instructor, wanted())
    with pytest.raises(NotFound), scopes.reading() as scope:
        preview_case_regrade(scope, "nothing")


def test_the_number_of_statements_does_not_grow_with_the_submissions(school, engines):
    def statements() -> int:
        seen: list[str] = []
        with school.instructor.reading() as scope:
            connection = scope.session.connection()
            event.listen(connection, "before_cursor_execute", lambda *facts: seen.append(facts[2]))
            case_key_corrections.foresee_case_correction(scope, CASE_SLUG, wanted(), Mode.ALL)
        return len(seen)

    hand_in(school.learner, NO_MODIFIER)
    before = statements()
    for person in (school.learner, school.classmate, school.stranger):
        hand_in(person, RIGHT_CLAIM)
    assert statements() == before


def test_an_answer_to_the_case_is_read_on_its_report(school):
    number = hand_in(school.learner, RIGHT_CLAIM).number
    with school.learner.writing() as scope:
        dispute_key(scope, number, "The visit needs no modifier here.")
    correct(school.instructor, wanted())
    with school.learner.reading() as scope:
        assert [row.answer for row in list_disputes(scope, number)] == [REASON]
    assert told(school.learner) == [], "until the second step"


def test_a_reason_that_names_an_answer_of_an_exercise_is_seen():
    key = billing.exercise(billing.POST).key
    amount = next(text for each in key.fields for text in each.accepts if "." in text and len(text) > 3)
    assert tells_answer(f"It should be {amount}.", key)
    assert not tells_answer(REASON, key)
