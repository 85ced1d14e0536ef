"""A learner's "this key is wrong": stored while the key is shown, once at a time, answered where it was said."""

import io
import json

import pytest
from sqlalchemy import select

from tests.support.people import Learner
from tests.support.regrades import position_in_exam, practise, publish_ten, sit
from tests.support.school import School, a_school
from trainer.db.models.audit import AuditEvent
from trainer.db.models.classes import Enrolment
from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import disputes, exports, item_reports
from trainer.services.disputes import DisputesPage
from trainer.services.item_reports import MAX_REPORTS, OwnDispute, ReportRow
from trainer.services.scope import Scopes

TEXT = "The atlas calls this the other bone."
ANSWER = "The stem asks for the left side."


@pytest.fixture
def school(scopes: Scopes) -> School:
    publish_ten(scopes)
    return a_school(scopes)


def report(learner: Learner, place: tuple[int, int], text: str = TEXT) -> str:
    with learner.writing() as scope:
        item_reports.report_key(scope, *place, text)
        number = len(item_reports.list_for_question(scope, *place))
    return "-".join(map(str, (learner.id, *place, number)))


def said(learner: Learner, place: tuple[int, int]) -> tuple[ReportRow, ...]:
    with learner.reading() as scope:
        return item_reports.list_for_question(scope, *place)


def own(learner: Learner) -> tuple[OwnDispute, ...]:
    with learner.reading() as scope:
        return item_reports.list_own(scope)


def explain(person: Learner, reference: str, text: str = ANSWER) -> None:
    with person.writing() as scope:
        disputes.explain_key(scope, reference, text)


def listed(person: Learner, page: int = 1, *, is_open: bool = True, track: str = "cpc") -> DisputesPage:
    with person.reading() as scope:
        return disputes.list_disputes(scope, track, page, is_open=is_open)


def test_a_report_is_stored_once_and_answered_where_it_was_said(school, clock):
    place = practise(school.learner, "A")
    reference = report(school.learner, place, f" {TEXT}\n")
    report(school.learner, place)
    asked = clock()
    assert said(school.learner, place) == (ReportRow(1, TEXT, asked, None, None, None),)
    clock.advance(days=1)
    explain(school.instructor, reference)
    assert said(school.learner, place) == (ReportRow(1, TEXT, asked, ANSWER, "explained", clock()),)
    (row,) = own(school.learner)
    assert (row.kind, row.attempt_number, row.position, row.answer) == (AttemptKind.PRACTICE, *place, ANSWER)
    with school.scopes.reading() as scope:
        event = scope.session.scalars(select(AuditEvent).where(AuditEvent.action == "dispute.answer")).one()
        assert (event.actor_id, event.detail) == (school.instructor.id, "")
        assert reference in event.subject


@pytest.mark.parametrize("text", ["", "Too short", "x" * 2_001])
def test_a_report_says_neither_too_little_nor_too_much(school, text):
    place = practise(school.learner, "A")
    with pytest.raises(Refused, match="10 to 2,000 characters"):
        report(school.learner, place, text)
    assert said(school.learner, place) == ()


def test_one_report_is_open_at_a_time_and_another_may_follow_its_answer(school):
    place = practise(school.learner, "A")
    for number in range(1, MAX_REPORTS + 1):
        reference = report(school.learner, place, f"{TEXT} {number}")
        with pytest.raises(Refused, match="being looked at"):
            report(school.learner, place, f"{TEXT} Once more.")
        explain(school.instructor, reference)
    with pytest.raises(Refused, match="At most"):
        report(school.learner, place)
    assert [row.number for row in said(school.learner, place)] == [*range(1, MAX_REPORTS + 1)]


def test_a_key_that_is_not_shown_cannot_be_reported(school):
    number, position = practise(school.learner, "A", Feedback.AT_END, hands_in=False)
    unanswered = next(each for each in range(1, 11) if each != position)
    for place in ((number, position), (number, unanswered), (number, 99), (77, 1)):
        with pytest.raises(NotFound):
            report(school.learner, place)
    school.learner.hand_in(number)
    report(school.learner, (number, position))


def test_another_learners_question_cannot_be_reported(school):
    place = practise(school.learner, "A")
    with pytest.raises(NotFound):
        report(school.classmate, place)


def test_the_key_of_a_reviewed_exam_can_be_reported(school):
    place = sit(school.learner, "A")
    report(school.learner, place)
    assert own(school.learner)[0].kind is AttemptKind.EXAM


def test_an_answer_is_held_back_while_its_question_stands_in_an_open_exam(school):
    place = practise(school.learner, "A")
    explain(school.instructor, report(school.learner, place))
    number = school.learner.start_exam("full")
    assert position_in_exam(school.learner, number)
    (row,) = own(school.learner)
    assert (row.is_held_back, row.answer) == (True, None)
    with pytest.raises(NotFound):
        report(school.learner, place, f"{TEXT} Again.")


def test_instructors_see_their_learners_and_administrators_everybody_without_names(school):
    reference = report(school.learner, practise(school.learner, "A"))
    report(school.stranger, practise(school.stranger, "A"))
    (line,) = listed(school.instructor).rows
    assert (line.reference, line.slug, line.who, line.title) == (reference, "anatomy-1", "Learner", "Anatomy")
    assert [line.who for line in listed(school.other_instructor).rows] == ["Stranger"]
    assert [line.who for line in listed(school.administrator).rows] == ["a learner", "a learner"]
    assert listed(school.instructor, track="cpb").total == 0
    for person in (school.assistant, school.learner):
        with pytest.raises(NotFound):
            listed(person)
    for person in (school.other_instructor, school.assistant, school.learner):
        with pytest.raises(NotFound):
            explain(person, reference)
    explain(school.administrator, reference)


def test_open_ones_are_listed_oldest_first_and_answered_ones_by_their_answer(school, clock):
    places = [practise(school.learner, "A") for _ in range(3)]
    references = []
    for place in places:
        clock.advance(minutes=1)
        references.append(report(school.learner, place))
    assert [line.reference for line in listed(school.instructor).rows] == references
    for reference in (references[1], references[0]):
        clock.advance(minutes=1)
        explain(school.instructor, reference)
    assert [line.reference for line in listed(school.instructor, is_open=False).rows] == references[:2]
    assert [line.reference for line in listed(school.instructor).rows] == references[2:]
    assert listed(school.instructor, 9).rows == ()


@pytest.mark.parametrize("reference", ["", "1-1-1", "a-b-c-d", "9-9-9-9", "1-1-1-1-1", f"{'9' * 10}-1-1-1"])
def test_what_names_no_report_is_not_found(school, reference):
    with pytest.raises(NotFound), school.instructor.reading() as scope:
        disputes.get_item_dispute(scope, reference)


def test_an_answer_stands_and_says_something(school):
    reference = report(school.learner, practise(school.learner, "A"))
    with pytest.raises(Refused):
        explain(school.instructor, reference, "No.")
    explain(school.instructor, reference)
    with pytest.raises(Refused, match="answered already"):
        explain(school.instructor, reference, "Something else entirely.")


def test_the_page_of_a_report_shows_the_question_as_its_learner_had_it(school):
    place = practise(school.learner, "C")
    reference = report(school.learner, place)
    with school.instructor.reading() as scope:
        found = disputes.get_item_dispute(scope, reference)
    with school.learner.reading() as scope:
        shown = school.learner.question(*place)
    assert found.option_order == tuple(option.id for option in shown.options)
    assert (found.given, found.content, found.is_current) == (shown.answer, shown.content, True)
    assert (found.who, found.kind) == ("Learner", AttemptKind.PRACTICE)


def test_whoever_has_left_the_class_is_its_instructors_learner_no_more(school):
    reference = report(school.learner, practise(school.learner, "A"))
    with school.scopes.writing() as scope:
        scope.session.get_one(Enrolment, (school.class_id, school.learner.id)).left_at = scope.now
    assert listed(school.instructor).rows == ()
    with pytest.raises(NotFound):
        explain(school.instructor, reference)


def exported_report(learner: Learner) -> tuple[dict[str, object], int]:
    """The only report in an export, and how many were held back."""
    target = io.BytesIO()
    with learner.reading() as scope:
        exports.write_json(scope, target)
    document = json.loads(target.getvalue())
    (row,) = document["item_reports"]
    return row, document["held_back"].get("item_reports", 0)


def test_an_export_holds_an_answer_back_while_its_question_stands_in_an_open_exam(school):
    place = practise(school.learner, "A")
    reference = report(school.learner, place)
    number = school.learner.start_exam("full")
    assert exported_report(school.learner)[1] == 0, "there is no answer yet that could be held back"
    explain(school.instructor, reference)
    row, held_back = exported_report(school.learner)
    assert (row["text"], row["answer"], row["outcome"], row["answered_at"], held_back) == (TEXT, None, None, None, 1)
    school.learner.hand_in(number)
    row, held_back = exported_report(school.learner)
    assert (row["answer"], row["outcome"], held_back) == (ANSWER, "explained", 0)
    assert row["answered_at"]
