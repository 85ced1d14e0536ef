"""An exam while it is sat: its paper, the page that is worked in, study aids, time spent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.exams import Notepad, QuestionAidsRow, QuestionView
from trainer.db.queries import attempts
from trainer.db.queries import exams as queries
from trainer.db.queries.navigator import list_navigator
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, is_sat_as
from trainer.domain.attempts.decisions import AttemptClosed
from trainer.domain.exams.aids import QuestionAids
from trainer.domain.exams.forms import Form
from trainer.domain.items.answers import Answer
from trainer.domain.items.content import ItemContent, Option, Response, options_of
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.attempts import to_attempt
from trainer.services.scope import Scope

MAX_NOTEPAD_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Sitting:
    """An exam as its candidate sees it at `seen_at`. `deadline_at` is the end if the clock ran from then on.

    `extensions` are the reasons for which more time was given during it.
    `active_client` is the page that was taken over last; "" before the first. `is_assigned`: work on an assignment.
    """

    number: int
    title: str
    track: str
    form: Form
    item_count: int
    state: AttemptState
    started_at: datetime
    deadline_at: datetime
    extra_seconds: int
    extensions: tuple[str, ...]
    is_exam_like: bool
    allows_pause: bool
    is_paused: bool
    is_graded: bool
    active_client: str
    seen_at: datetime
    is_assigned: bool = False

    @property
    def is_open(self) -> bool:
        return self.state is AttemptState.IN_PROGRESS


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """One question as its candidate sees it."""

    position: int
    area_title: str
    content: ItemContent
    options: tuple[Option, ...]
    stimulus_title: str
    stimulus_body: str
    answer: Answer | None
    revision: int
    is_flagged: bool
    aids: QuestionAids

    @property
    def response(self) -> Response:
        return self.content.response

    @property
    def verdict(self) -> None:
        """No verdict is ever shown here; `response_fields` asks for it."""


@dataclass(frozen=True, slots=True)
class PaperCell:
    position: int
    is_answered: bool
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """The questions asked for, none while the exam is paused, and all cells of the navigator."""

    sitting: Sitting
    questions: tuple[PaperQuestion, ...]
    cells: tuple[PaperCell, ...]
    notepad: str


@dataclass(frozen=True, slots=True)
class View:
    """A question was on the screen for so long; the same (client, sequence) is the same view."""

    client_id: str
    sequence: int
    position: int
    spent_ms: int


def get_sitting(scope: Scope, number: int) -> Sitting:
    """The exam without its questions.

    Raises:
        NotFound: the learner has no such exam.
    """
    row = attempts.find_attempt(scope.session, scope.learner.id, number)
    if row is None or not is_sat_as(row["kind"], AttemptKind.EXAM):
        raise NotFound("exam")
    attempt = to_attempt(row)
    ends_at = attempt.deadline_from(scope.now)
    assert ends_at is not None
    return Sitting(
        number=number,
        title=row["title"],
        track=row["track"],
        form=row["form"],
        item_count=row["item_count"],
        state=attempt.effective_state(scope.now),
        started_at=row["started_at"],
        deadline_at=ends_at,
        extra_seconds=row["extra_seconds"],
        extensions=_reasons(scope, number) if row["extra_seconds"] else (),
        is_exam_like=row["is_exam_like"],
        allows_pause=row["allows_pause"],
        is_paused=row["paused_at"] is not None,
        is_graded=row["graded_at"] is not None,
        active_client=row["active_client"],
        seen_at=scope.now,
        is_assigned=row["assignment_id"] is not None,
    )


def _reasons(scope: Scope, number: int) -> tuple[str, ...]:
    return tuple(each.reason for each in queries.list_extensions(scope.session, scope.learner.id, number))


def get_paper(scope: Scope, number: int, position: int | None = None) -> Paper:
    """The exam with all questions, or the one at `position`.

    Raises:
        NotFound: the learner has no such exam, or it has no such question.
    """
    sitting = get_sitting(scope, number)
    cells = list_navigator(scope.session, scope.learner.id, number)
    if position is not None and not 1 <= position <= len(cells):
        raise NotFound("question")
    is_shown = sitting.is_open and not sitting.is_paused
    rows = queries.list_paper(scope.session, scope.learner.id, number, position) if is_shown else []
    return Paper(
        sitting,
        tuple(map(_question, rows)),
        tuple(PaperCell(cell.position, cell.is_answered, cell.is_flagged) for cell in cells),
        (rows[0]["notepad"] or "") if rows else "",
    )


def _question(row: RowMapping) -> PaperQuestion:
    by_id = {option.id: option for option in options_of(row["content"].response)}
    return PaperQuestion(
        row["position"],
        row["area_title"],
        row["content"],
        tuple(by_id[option_id] for option_id in row["option_order"]),
        row["stimulus_title"] or "",
        row["stimulus_body"] or "",
        row["answer"],
        row["revision"] or 0,
        row["flagged_at"] is not None,
        row["aids"] or QuestionAids(),
    )


def take_over(scope: Scope, number: int, client_id: str) -> None:
    """From now on the learner works in this page; another one that is open learns that from its next request.

    Raises:
        NotFound: the learner has no such exam.
    """
    _open_row(scope, number).active_client = client_id[:32]
    scope.session.flush()


def _open_row(scope: Scope, number: int) -> AttemptRow:
    """The row of an exam that is still open, locked."""
    state = to_attempt(_exam(scope, number)).effective_state(scope.now)
    if state is not AttemptState.IN_PROGRESS:
        raise AttemptClosed(state)
    return attempts.get_attempt_row(scope.session, scope.learner.id, number)


def _exam(scope: Scope, number: int) -> RowMapping:
    found = attempts.find_attempt(scope.session, scope.learner.id, number, lock=True)
    if found is None or not is_sat_as(found["kind"], AttemptKind.EXAM):
        raise NotFound("exam")
    return found


def set_aids(scope: Scope, number: int, position: int, aids: QuestionAids) -> None:
    """Keeps what was struck out and highlighted at a question.

    Raises:
        NotFound: the learner has no such exam, or it has no such question.
        AttemptClosed: the exam is over.
        Refused: it is sat without study aids.
    """
    row = _with_aids(scope, number)
    if not 1 <= position <= row.item_count:
        raise NotFound("question")
    identity = (scope.learner.id, number, position)
    stored = scope.session.get(QuestionAidsRow, identity)
    if stored is None:
        stored = QuestionAidsRow(learner_id=identity[0], attempt_number=number, position=position)
        scope.session.add(stored)
    stored.aids, stored.saved_at = aids, scope.now


def set_notepad(scope: Scope, number: int, text: str) -> None:
    """Keeps the notepad, cut at `MAX_NOTEPAD_CHARACTERS`.

    Raises:
        NotFound: the learner has no such exam.
        AttemptClosed: the exam is over.
        Refused: it is sat without study aids.
    """
    _with_aids(scope, number)
    notepad = scope.session.get(Notepad, (scope.learner.id, number))
    if notepad is None:
        notepad = Notepad(learner_id=scope.learner.id, attempt_number=number)
        scope.session.add(notepad)
    notepad.text, notepad.saved_at = text[:MAX_NOTEPAD_CHARACTERS], scope.now


def _with_aids(scope: Scope, number: int) -> AttemptRow:
    row = _open_row(scope, number)
    if row.is_exam_like:
        raise Refused("This exam is sat without study aids.")
    return row


def record_view(scope: Scope, number: int, view: View) -> None:
    """Keeps how long a question was on the screen, never longer than the exam has lasted. The same view counts once.

    Raises:
        NotFound: the learner has no such exam, or it has no such question.
    """
    row = _exam(scope, number)
    if not 1 <= view.position <= row["item_count"]:
        raise NotFound("question")
    identity = (scope.learner.id, number, view.client_id[:32], view.sequence)
    if scope.session.get(QuestionView, identity) is not None or row["graded_at"] is not None:
        return
    lasted_ms = int((scope.now - row["started_at"]).total_seconds() * 1000)
    scope.session.add(
        QuestionView(
            learner_id=identity[0],
            attempt_number=number,
            client_id=identity[2],
            sequence=view.sequence,
            position=view.position,
            spent_ms=max(0, min(view.spent_ms, lasted_ms)),
            received_at=scope.now,
        )
    )
