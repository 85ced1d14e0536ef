"""What an instructor keeps in a private bank is assigned, worked and graded in their classes, and nowhere else."""

import io
import json
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.support import billing as exercises
from tests.support import cases as coding
from tests.support.assignments import begin, open_work, page_of
from tests.support.cases import report
from tests.support.classroom import slugs_of
from tests.support.clock import Clock
from tests.support.invitations import confirm_address, invite
from tests.support.people import Learner
from tests.support.private_banks import BILLING, CODING, QUESTION, Study, a_study, answer, code
from tests.support.school import a_spec
from trainer.db.models.classes import ClassInvitation, Enrolment
from trainer.db.models.content import Bank
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.classes.roles import Role
from trainer.domain.classes.work import CaseWork, Draw, DrawBy, DrawnItems, FeedbackRule
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import (
    assignment_options,
    assignments,
    billing,
    billing_reports,
    case_reports,
    cases,
    dashboard,
    exports,
    gradebook,
    gradebook_work,
    invitations,
    papers,
    plans,
    practice,
    practice_results,
    progress,
    reviews,
)
from trainer.services.assignment_checks import InvalidAssignment
from trainer.services.assignment_dealing import shortages
from trainer.services.billing_reports import BillingReport
from trainer.services.case_reports import CaseReport, HeldBack
from trainer.services.case_sittings import CaseRow
from trainer.services.dashboard import NextCase
from trainer.services.practice import SetupPage
from trainer.services.reviews import DueToday
from trainer.services.scope import Scopes

CASES = CaseWork((CODING, BILLING))
DAY = 24 * 3600.0

pytestmark = pytest.mark.usefixtures("code_book")


@pytest.fixture
def study(scopes: Scopes) -> Study:
    return a_study(scopes)


def do_cases(study: Study, assignment: int, learner: Learner) -> tuple[int, int]:
    """Both cases worked on and handed in: not all of the claim is right, all of the exercise is."""
    first, second = (begin(study.school, learner, assignment, part=part) for part in (1, 2))
    assert (first.track, second.track) == ("cpc", "cpb")
    code(learner, first.number)
    assert exercises.desk(learner, second.number).is_assigned
    exercises.save(learner, second.number, exercises.exact(BILLING))
    for number in (first.number, second.number):
        learner.hand_in(number)
    return first.number, second.number


@dataclass(frozen=True, slots=True)
class Offers:
    """What a learner can choose, and is told to do, outside of assignments."""

    coding: tuple[CaseRow, ...]
    billing: tuple[CaseRow, ...]
    next_case: NextCase | None
    practice: SetupPage
    cases_open: int
    missed: int
    due: DueToday


def offers_of(learner: Learner) -> Offers:
    with learner.reading() as scope:
        page = dashboard.get_dashboard(scope)
        return Offers(
            cases.list_cases(scope),
            billing.list_exercises(scope),
            page.next_case,
            practice.get_setup(scope, "cpc"),
            plans.make_situation(scope, "cpc").cases_open,
            page.missed,
            reviews.count_due(scope, "cpc"),
        )


def named_in(told: object) -> set[str]:
    """Which of what lies in the bank stands in something."""
    return {slug for slug in (QUESTION, CODING, BILLING) if slug in repr(told)}


def do_question(study: Study, assignment: int, learner: Learner, *, rightly: bool = False) -> int:
    number = begin(study.school, learner, assignment).number
    answer(learner, number, rightly=rightly)
    learner.hand_in(number)
    return number


class TestAtWork:
    def test_cases_of_both_kinds_are_worked_graded_and_reported(self, study):
        assignment = study.set(a_spec(work=CASES))
        me = study.school.learner
        assert open_work(me) == ["Week 1"]
        coded, billed = do_cases(study, assignment, me)
        assert [part.tries_left for part in page_of(study.school, me, assignment).parts] == [0, 0]
        on_code, on_bill = report(me, coded), exercises.report(me, billed)
        assert isinstance(on_code, CaseReport)
        assert 0 < on_code.score.earned < on_code.score.possible
        assert isinstance(on_bill, BillingReport)
        assert on_bill.score.is_full
        with study.ines.reading() as scope:
            page = gradebook.get_gradebook(scope, study.school.class_id)
            (cell,) = next(row.cells for row in page.rows if row.learner_id == me.id)
            assert cell.permille is not None
            assert 500 < cell.permille < 1000
            for number, score in ((coded, on_code.score), (billed, on_bill.score)):
                sitting = gradebook_work.get_sitting_work(scope, study.school.class_id, assignment, me.id, number)
                assert sitting.sitting.points == score
                assert sitting.report is not None
            work = gradebook_work.get_work(scope, study.school.class_id, assignment, me.id)
            assert len(work.tries) == 1

    @pytest.mark.parametrize("rule", list(FeedbackRule))
    def test_feedback_is_told_by_the_policy(self, study, clock, rule):
        due_at = clock() + timedelta(days=1)
        about_cases = study.set(a_spec(work=CASES, feedback=rule, due_at=due_at))
        about_items = study.set(a_spec(QUESTION, title="Week 2", feedback=rule, due_at=due_at))
        me = study.school.learner
        coded, billed = do_cases(study, about_cases, me)
        asked = do_question(study, about_items, me)

        def told() -> list[bool]:
            with me.reading() as scope:
                reports = (case_reports.get_report(scope, coded), billing_reports.get_billing_report(scope, billed))
                held = [isinstance(each, HeldBack) for each in reports]
                return [*(not each for each in held), practice_results.get_result(scope, asked).shows_answers]

        assert told() == [rule is FeedbackRule.AT_ONCE] * 3
        clock.advance(seconds=2 * DAY)
        assert told() == [rule is not FeedbackRule.NEVER_KEYS] * 3

    def test_a_question_by_name_and_by_draw_is_dealt_and_graded(self, study):
        named = study.set(a_spec(QUESTION))
        drawn = study.set(a_spec(title="Draw", work=DrawnItems((Draw(DrawBy.TAG, "vessels", 1),), is_per_learner=True)))
        for assignment, rightly in ((named, True), (drawn, False)):
            number = do_question(study, assignment, study.school.learner, rightly=rightly)
            with study.ines.reading() as scope:
                cell = (study.school.class_id, assignment, study.school.learner.id, number)
                (question,) = gradebook_work.get_sitting_work(scope, *cell).questions
                assert (question.slug, question.verdict.points.is_full) == (QUESTION, rightly)

    def test_paper_and_key_are_printed(self, study):
        for spec in (a_spec(work=CASES), a_spec(QUESTION)):
            assignment = study.set(spec)
            with study.ines.reading() as scope:
                paper = papers.get_papers(scope, study.school.class_id, assignment, 2)
                assert (paper.refusal, paper.missing) == ("", 0)
                keys = papers.get_keys(scope, paper)
                assert {*keys.items, *keys.cases} == set(paper.forms[1].version_ids)


class TestOutside:
    def test_nobody_else_starts_or_sees_it(self, study):
        assignment = study.set(a_spec(work=CASES))
        stranger = study.school.stranger
        with pytest.raises(NotFound):
            begin(study.school, stranger, assignment)
        with pytest.raises(NotFound):
            page_of(study.school, stranger, assignment)
        for learner in (stranger, study.school.learner):
            with pytest.raises(NotFound):
                coding.start(learner, CODING)
            with pytest.raises(NotFound):
                exercises.start(learner, BILLING)
        assert open_work(stranger) == []

    def test_no_other_class_can_be_given_it(self, study):
        with study.otto.reading() as scope:
            other = study.school.other_class_id
            options = assignment_options.get_options(scope, other)
            assert not {CODING, BILLING} & {case.slug for case in options.cases}
            assert not assignment_options.search_items(scope, other, "cpc", QUESTION)
            for spec in (a_spec(work=CASES), a_spec(QUESTION)):
                with pytest.raises(InvalidAssignment):
                    assignments.create_assignment(scope, other, spec)

    def test_nothing_that_learners_choose_themselves_has_it(self, study):
        study.set(a_spec(work=CASES))
        study.set(a_spec(QUESTION))
        for learner in (study.school.learner, study.school.stranger):
            assert not named_in(offers_of(learner))
            assert QUESTION not in slugs_of(learner, learner.start(Feedback.AT_ONCE, 100))

    def test_nor_once_it_was_worked_on(self, study, clock):
        about_cases, about_items = study.set(a_spec(work=CASES)), study.set(a_spec(QUESTION))
        me = study.school.learner
        before = offers_of(me)
        do_cases(study, about_cases, me)
        do_question(study, about_items, me)
        after = offers_of(me)
        assert not named_in(after)
        assert after == before
        clock.advance(seconds=20 * DAY)
        assert offers_of(me).due == before.due
        with me.writing() as scope, pytest.raises(Refused):
            reviews.start_reviews(scope, "cpc")


class TestAfterwards:
    def test_the_learners_own_pages_tell_of_it(self, study):
        about_cases, about_items = study.set(a_spec(work=CASES)), study.set(a_spec(QUESTION))
        me = study.school.learner
        coded, billed = do_cases(study, about_cases, me)
        asked = do_question(study, about_items, me)
        with me.reading() as scope:
            history = progress.get_history(scope, 1)
            assert [row.number for row in history.rows] == [asked, billed, coded]
            assert all(row.score is not None for row in history.rows)
            target = io.BytesIO()
            exports.write_json(scope, target)
            exports.write_csv_zip(scope, io.BytesIO())
        assert named_in(json.loads(target.getvalue())) == {QUESTION, CODING, BILLING}

    def test_trying_such_a_case_again_says_why_not(self, study):
        me = study.school.learner
        do_cases(study, study.set(a_spec(work=CASES)), me)
        for start, slug in ((coding.start, CODING), (exercises.start, BILLING)):
            for is_from_last in (False, True):
                with pytest.raises(Refused, match="not on offer for practice"):
                    start(me, slug, is_from_last=is_from_last)
        with pytest.raises(NotFound):
            coding.start(me, BILLING)

    def test_a_second_try_is_taken_by_the_assignment(self, study):
        assignment = study.set(a_spec(work=CASES, attempts=2, feedback=FeedbackRule.AT_ONCE))
        me = study.school.learner
        first = do_cases(study, assignment, me)
        assert do_cases(study, assignment, me) != first
        found = report(me, first[0])
        assert isinstance(found, CaseReport)
        assert len(found.tries) == 2


class TestWhoseBanks:
    """Otto was made an instructor of the class by others, and writes in a private bank of his."""

    @pytest.fixture
    def ottos(self, study: Study, scopes: Scopes, clock: Clock) -> Study:
        """What was Ines's is Otto's now."""
        with scopes.writing() as scope:
            scope.session.execute(update(Bank).where(Bank.slug == study.bank).values(owner_id=study.otto.id))
            scope.session.get_one(Enrolment, (study.school.class_id, study.otto.id)).joined_at += timedelta(days=1)
        clock.advance(seconds=2 * DAY)
        return study

    def offered(self, study: Study) -> set[str]:
        class_id = study.school.class_id
        with study.ines.reading() as scope:
            options = assignment_options.get_options(scope, class_id)
            found = assignment_options.search_items(scope, class_id, "cpc", QUESTION)
            slugs = {case.slug for case in options.cases} | {item.slug for item in found}
            is_tagged = "vessels" in dict(options.tags)
            assert is_tagged is bool(found)
            draw = a_spec(work=DrawnItems((Draw(DrawBy.TAG, "vessels", 1),), is_per_learner=True))
            for spec, is_there in (
                (a_spec(work=CASES), CODING in slugs),
                (a_spec(QUESTION), bool(found)),
                (draw, bool(found)),
            ):
                assert (shortages(scope, class_id, spec) == ()) is is_there
            return slugs & {CODING, BILLING, QUESTION}

    def test_whoever_was_made_an_instructor_by_others_gives_the_class_nothing_until_they_agree(self, ottos):
        assert self.offered(ottos) == set()
        for who in (ottos.ines, ottos.otto):
            with pytest.raises(InvalidAssignment, match="that this class can use"):
                ottos.set(a_spec(QUESTION), who)
        agree(ottos)
        assert self.offered(ottos) == {CODING, BILLING, QUESTION}

    def test_the_bank_of_whoever_made_the_class_serves_it(self, study):
        assert self.offered(study) == {CODING, BILLING, QUESTION}

    @pytest.mark.parametrize("change", ["leaves", "comes back and was made an instructor again", "never agreed"])
    def test_what_was_set_by_name_goes_on(self, ottos, scopes, clock, change):
        agree(ottos)
        about_cases, about_items = ottos.set(a_spec(work=CASES)), ottos.set(a_spec(QUESTION))
        me, school = ottos.school.learner, ottos.school
        do_cases(ottos, about_cases, ottos.school.classmate)
        clock.advance(seconds=DAY)
        with scopes.writing() as scope:
            enrolment = scope.session.get_one(Enrolment, (school.class_id, ottos.otto.id))
            if change == "leaves":
                enrolment.left_at = scope.now
            elif change == "never agreed":
                scope.session.execute(update(ClassInvitation).values(accepted_at=None, accepted_by=None))
            else:
                enrolment.joined_at = scope.now
        assert self.offered(ottos) == set()
        do_cases(ottos, about_cases, me)
        do_question(ottos, about_items, me)
        assert page_of(school, school.classmate, about_items).gone is None
        with pytest.raises(InvalidAssignment):
            ottos.set(a_spec(QUESTION))


def agree(study: Study) -> None:
    """Otto is invited as the instructor that he is, and accepts."""
    confirm_address(study.school.scopes, study.otto)
    token = invite(study.school, "otto@example.org", Role.INSTRUCTOR, "Otto Lindqvist")
    with study.otto.writing() as scope:
        invitations.accept_by_link(scope, token)
