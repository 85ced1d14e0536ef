"""Exams that were sat, in every way that their report tells of."""

from datetime import datetime

from sqlalchemy import update

from tests.support.library import RIGHT, WRONG
from tests.support.people import Learner
from trainer.db.models.attempts import AttemptRow
from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.exams.review import Shows
from trainer.services import exam_reports, exam_sessions, grading, sittings
from trainer.services.exam_reports import ExamReport, ExamResult, ExamReview, Part


def result_of(learner: Learner, number: int) -> ExamResult:
    with learner.reading() as scope:
        return exam_reports.get_result(scope, number)


def report_of(learner: Learner, number: int) -> ExamReport:
    """The report of an exam whose score is shown."""
    result = result_of(learner, number)
    assert isinstance(result, ExamReport)
    return result


def review_of(learner: Learner, number: int, position: int, part: Part = Part.ALL) -> ExamReview | None:
    with learner.reading() as scope:
        return exam_reports.get_review(scope, number, position, part)


def sit(learner: Learner, verdicts: str, form: str = "short-25", *, track: str = "cpc", shuffled: bool = False) -> int:
    """An exam answered as `Learner.answer_exam` does, handed in and graded; its number."""
    number = learner.start_exam(form, track=track, is_shuffled=shuffled)
    learner.answer_exam(number, verdicts)
    learner.hand_in(number)
    return number


def change_answer(learner: Learner, number: int, position: int, verdicts: str) -> None:
    """Gives one answer after the other: `+` rightly, `-` wrongly, `0` clears it."""
    question = learner.at(number, position)
    for place, verdict in enumerate(verdicts):
        fields = {} if verdict == "0" else (RIGHT if verdict == "+" else WRONG)[question.response.kind]
        base = question.revision + place
        saved = learner.save_in_exam(number, position, fields, sequence=100 * position + base, base=base)
        assert saved == sittings.Saved(base + 1)


def look_at(learner: Learner, number: int, position: int, seconds: int, sequence: int = 0) -> None:
    """The question is on the screen for so long."""
    with learner.writing() as scope:
        view = exam_sessions.View("tab", sequence or position, position, seconds * 1000)
        exam_sessions.record_view(scope, number, view)


def flag(learner: Learner, number: int, position: int) -> None:
    with learner.writing() as scope:
        sittings.set_flag(scope, number, position, is_flagged=True, kind=AttemptKind.EXAM)


def give_up(learner: Learner, number: int) -> None:
    with learner.writing() as scope:
        grading.abandon_attempt(scope, number, AttemptKind.EXAM)


def set_policy(learner: Learner, number: int, shows: Shows, shows_from: datetime | None = None) -> None:
    """What an exam shows is fixed when it starts; here it is what a test asks for."""
    learner_id = learner.id
    with learner.scopes.writing() as scope:
        here = (AttemptRow.learner_id == learner_id) & (AttemptRow.number == number)
        scope.session.execute(update(AttemptRow).where(here).values(shows=shows, shows_from=shows_from))
