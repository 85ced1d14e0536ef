"""What a learner does in a diagnostic."""

from collections.abc import Sequence

from sqlalchemy import func, select

from tests.support.library import RIGHT, WRONG, Fields
from tests.support.people import Learner
from trainer.db.models.attempts import AnswerEvent, AnswerRow, AttemptItem, AttemptRow
from trainer.db.models.content import Item, ItemVersion
from trainer.services import diagnostics, grading, sittings
from trainer.services.diagnostics import Finished
from trainer.services.sittings import Event

UNKNOWN: Fields = {}


def start(learner: Learner, track: str = "cpc", request_id: str = "") -> int:
    with learner.writing() as scope:
        return diagnostics.start_diagnostic(scope, track, request_id)


def current(learner: Learner, number: int) -> sittings.QuestionPage:
    with learner.reading() as scope:
        page = diagnostics.get_current(scope, number)
    assert page is not None
    return page


def send(
    learner: Learner, number: int, position: int, fields: Fields, *, knows: bool = True, client: str = "tab"
) -> diagnostics.Outcome:
    with learner.writing() as scope:
        event = Event(client, position, 0)
        return diagnostics.answer_question(scope, number, position, fields, event, knows=knows)


def answer(learner: Learner, number: int, *, rightly: bool = True) -> diagnostics.Outcome:
    page = current(learner, number)
    return send(learner, number, page.position, (RIGHT if rightly else WRONG)[page.response.kind])


def pass_on(learner: Learner, number: int) -> diagnostics.Outcome:
    return send(learner, number, current(learner, number).position, UNKNOWN, knows=False)


def answer_all(learner: Learner, number: int, *, rightly: bool = True) -> None:
    while not isinstance(answer(learner, number, rightly=rightly), Finished):
        pass
    grade(learner, number)


def grade(learner: Learner, number: int) -> None:
    with learner.writing() as scope:
        grading.grade_attempt(scope, number)


def finish_early(learner: Learner, number: int) -> None:
    with learner.writing() as scope:
        diagnostics.finish_early(scope, number)
    grade(learner, number)


def state(learner: Learner, track: str = "cpc") -> diagnostics.DiagnosticState:
    with learner.reading() as scope:
        return diagnostics.diagnostic_state(scope, track)


def about(learner: Learner, track: str = "cpc") -> diagnostics.DiagnosticPage:
    with learner.reading() as scope:
        return diagnostics.get_diagnostic(scope, track)


def dealt(learner: Learner, number: int) -> Sequence[Item]:
    """The items dealt so far, in order."""
    statement = (
        select(Item)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
        .where(AttemptItem.learner_id == learner.id, AttemptItem.attempt_number == number)
        .order_by(AttemptItem.position)
    )
    with learner.reading() as scope:
        return list(scope.session.scalars(statement))


def count(learner: Learner, table: type[AnswerEvent | AnswerRow | AttemptItem | AttemptRow]) -> int:
    with learner.reading() as scope:
        return scope.session.execute(select(func.count()).select_from(table)).scalar_one()
