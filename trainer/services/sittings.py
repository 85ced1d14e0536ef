"""A sitting question by question: show it, keep the answer, note and flag its item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import RowMapping, Table, bindparam, insert, update

from trainer.db.models.attempts import AnswerEvent, AnswerRow, ItemFlag, ItemNote
from trainer.db.queries import attempts as queries
from trainer.db.queries import exams, reviews
from trainer.db.queries.lean import send
from trainer.db.queries.navigator import list_navigator
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, Feedback, is_sat_as
from trainer.domain.attempts.decisions import (
    AnswerCameLate,
    AnswerSaved,
    Change,
    SaveAnswer,
    SavedAnswer,
    StaleAnswer,
    Sweep,
    decide,
)
from trainer.domain.exams.regrades import RunKind
from trainer.domain.items.answers import Answer, Blank, Malformed, parse_answer
from trainer.domain.items.content import ItemContent, Option, Response, options_of
from trainer.domain.items.keys import Explanation, Key
from trainer.domain.kernel.errors import Conflict, NotFound
from trainer.domain.kernel.points import Points
from trainer.domain.review.ratings import Confidence
from trainer.services.attempts import to_attempt, to_review_policy
from trainer.services.course import LessonLink, lesson_for_missed
from trainer.services.grading import close_attempt, grade_at_once, one_wins
from trainer.services.holds import Hold, hold_on_items
from trainer.services.navigator import Cell, to_cells
from trainer.services.review_log import ComesBack, comes_back
from trainer.services.scope import Scope

MAX_NOTE_CHARACTERS = 4000
_ANSWERS = cast(Table, AnswerRow.__table__)
_ADD_EVENT, _ADD_ANSWER = insert(cast(Table, AnswerEvent.__table__)), insert(_ANSWERS)
_REPLACE_ANSWER = update(_ANSWERS).where(
    _ANSWERS.c.learner_id == bindparam("of_learner"),
    _ANSWERS.c.attempt_number == bindparam("of_attempt"),
    _ANSWERS.c.position == bindparam("of_position"),
    _ANSWERS.c.revision == bindparam("before"),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is shown once the answer stands: points (None while grading is outstanding), key, explanation.

    `comes_back` says when its item does; None while there is nothing to come back to. `has_reports`: the learner has
    said something of the key, see `item_reports`. `by_hand` is the reason where somebody set the points, else "".
    `lesson` is the one that helps, where points were missed and there is one.
    """

    points: Points | None
    key: Key
    explanation: Explanation
    comes_back: ComesBack | None
    has_reports: bool = False
    by_hand: str = ""
    lesson: LessonLink | None = None


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question as its learner sees it now. `verdict` is None until the policy allows it.

    `is_held_back`: it would be shown, did the question not stand in an exam in progress too, or in the assignment of
    `hold`, which does not tell yet.
    """

    number: int
    position: int
    item_count: int
    title: str
    area_title: str
    feedback: Feedback
    state: AttemptState
    deadline_at: datetime | None
    item_id: int
    content: ItemContent
    options: tuple[Option, ...]
    stimulus_title: str
    stimulus_body: str
    answer: Answer | None
    revision: int
    note: str
    is_flagged: bool
    is_held_back: bool
    verdict: Verdict | None
    cells: tuple[Cell, ...]
    hold: Hold | None = None

    @property
    def response(self) -> Response:
        return self.content.response

    @property
    def is_open(self) -> bool:
        return self.state is AttemptState.IN_PROGRESS


@dataclass(frozen=True, slots=True)
class Event:
    """One save as a client sends it: the same (client, sequence) is the same event."""

    client_id: str
    sequence: int
    base_revision: int


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer is kept. `revision` is the one that this event made, or found where it changed nothing.

    `newer` is the current revision where an event that is sent again has been overtaken by another page; else 0.
    """

    revision: int
    newer: int = 0


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Nothing was kept: the input is no answer to this question."""

    message: str


@dataclass(frozen=True, slots=True)
class TooLate:
    """Time was up: the answer is kept as evidence and does not count; the sitting is closed.

    `seconds` is how late the event came first, however often it is sent again.
    """

    seconds: int


def get_question(scope: Scope, number: int, position: int, kind: AttemptKind = AttemptKind.PRACTICE) -> QuestionPage:
    """The page of one question. The key is read only when the policy lets it be seen.

    Nothing about the answers to questions that also stand in an exam in progress is shown anywhere.

    Raises:
        NotFound: the learner has no such sitting of this kind, or it has no such question.
    """
    learner_id = scope.learner.id
    row = queries.find_question(scope.session, learner_id, number, position)
    if row is None or not is_sat_as(row["kind"], kind):
        raise NotFound("question")
    state = to_attempt(row).effective_state(scope.now)
    feedback = Feedback(row["feedback"])
    is_over = state in (AttemptState.SUBMITTED, AttemptState.EXPIRED)
    shows_keys = to_review_policy(row).keys_are_shown(is_over, scope.now)
    shows_verdict = shows_keys or (feedback is Feedback.AT_ONCE and row["answer"] is not None)
    shows_grades = shows_keys or feedback is Feedback.AT_ONCE
    hidden = exams.items_in_open_exams(learner_id, scope.now) if row["has_open_exam"] and shows_grades else None
    places = list_navigator(scope.session, learner_id, number, hidden)
    is_held_back = shows_verdict and any(place.is_hidden for place in places if place.position == position)
    content: ItemContent = row["content"]
    by_id = {option.id: option for option in options_of(content.response)}
    return QuestionPage(
        number=number,
        position=position,
        item_count=row["item_count"],
        title=row["title"],
        area_title=row["area_title"],
        feedback=feedback,
        state=state,
        deadline_at=row["deadline_at"],
        item_id=row["item_id"],
        content=content,
        options=tuple(by_id[option_id] for option_id in row["option_order"]),
        stimulus_title=row["stimulus_title"] or "",
        stimulus_body=row["stimulus_body"] or "",
        answer=row["answer"],
        revision=row["revision"] or 0,
        note=row["note"] or "",
        is_flagged=row["flagged_at"] is not None,
        is_held_back=is_held_back,
        verdict=_verdict(scope, number, position) if shows_verdict and not is_held_back else None,
        cells=to_cells(places, shows_points=shows_grades),
        hold=hold_on_items(scope, [row["item_id"]]) if is_held_back else None,
    )


def items_under_examination(scope: Scope, but: int | None = None) -> frozenset[int]:
    """The items of which nothing may be told, see `items_in_open_exams`; apart from what the assignment `but` holds."""
    statement = exams.items_in_open_exams(scope.learner.id, scope.now, but=but)
    return frozenset(scope.session.scalars(statement))


def _verdict(scope: Scope, number: int, position: int) -> Verdict:
    row = reviews.get_verdict(scope.session, scope.learner.id, number, position)
    points = points_of(row)
    back = comes_back(row, number, position, points, scope.now)
    by_hand = row["run_reason"] if row["run_kind"] == RunKind.MANUAL else ""
    told = (points, row["key"], row["explanation"], back, bool(row["has_reports"]), by_hand)
    return Verdict(*told, lesson_for_missed(row, points))


def points_of(row: RowMapping) -> Points | None:
    return None if row["possible"] is None else Points(row["earned"], row["possible"])


def save_answer(
    scope: Scope,
    number: int,
    position: int,
    fields: Mapping[str, Sequence[str]],
    event: Event,
    *,
    kind: AttemptKind = AttemptKind.PRACTICE,
    confidence: Confidence | None = None,
) -> Saved | NotUnderstood | TooLate:
    """Keeps the answer in `fields`; in tutor mode it is graded at once, and `confidence` is taken into its rating.

    Raises:
        NotFound: the learner has no such sitting of this kind, or it has no such question.
        AttemptClosed, AttemptPaused, StaleAnswer, AnswerFinal: see `decide`.
        Conflict: the same event was sent for another question before.
        Conflict: another request stored an answer to this question, or the same event, at the same moment.
    """
    row = _question_to_answer(scope, number, position, event, kind)
    parsed = parse_answer(row["content"].response, fields)
    if isinstance(parsed, Malformed):
        return NotUnderstood(parsed.message)
    answer = None if isinstance(parsed, Blank) else parsed
    attempt, is_known = to_attempt(row), row["event_position"] is not None
    if answer is None and attempt.feedback is Feedback.AT_ONCE and attempt.is_open(scope.now):
        return NotUnderstood("Choose or enter an answer first.")
    if is_known and row["event_answer"] != answer:  # an old form was sent again with something else in it
        raise StaleAnswer(row["revision"] or 0)
    change, place = _decide(scope, row, answer, event), (number, position)
    if attempt.effective_state(scope.now) is AttemptState.EXPIRED:
        close_attempt(scope, scope.learner.id, number, Sweep())
    match change:
        case AnswerCameLate(seconds):
            if not is_known:
                _append_event(scope, place, event, answer, is_late=True)
            return TooLate(seconds)
        case AnswerSaved(revision, grade_now):
            if grade_now:
                rows = _event_row(scope, place, event, answer), _answer_row(scope, place, revision, answer)
                grade_at_once(scope, row, *rows, confidence)
            else:
                _append_event(scope, place, event, answer)
                _store_answer(scope, place, revision, answer)
            return Saved(revision)
        case _:
            made = row["event_base_revision"] + 1 if is_known else row["revision"] or 0
            return Saved(made, newer=row["revision"] or 0 if is_known and (row["revision"] or 0) > made else 0)


def _question_to_answer(scope: Scope, number: int, position: int, event: Event, kind: AttemptKind) -> RowMapping:
    row = queries.find_question_to_answer(
        scope.session, scope.learner.id, number, position, client_id=event.client_id, sequence=event.sequence
    )
    if row is None or not is_sat_as(row["kind"], kind):
        raise NotFound("question")
    if row["event_position"] not in (None, position):
        raise Conflict("event")
    return row


def _decide(scope: Scope, row: RowMapping, answer: Answer | None, event: Event) -> Change:
    """An event that was kept as late before is decided at the moment at which it came: sent again, it is as late."""
    was_late = bool(row["event_is_late"])
    is_repeated = row["event_position"] is not None and not was_late
    save = SaveAnswer(answer, event.base_revision, SavedAnswer(row["revision"] or 0, row["answer"], is_repeated))
    return decide(to_attempt(row), save, row["event_received_at"] if was_late else scope.now)


def save_blank(scope: Scope, number: int, position: int, event: Event) -> None:
    """Keeps that the learner passed on a question without an answer. The caller holds the sitting and knows it is open.

    Raises:
        Conflict: the same event was sent for another question before, or something is stored at this one.
    """
    _append_event(scope, (number, position), event, None)
    _store_answer(scope, (number, position), 1, None)


def _event_row(
    scope: Scope, place: tuple[int, int], event: Event, answer: Answer | None, *, is_late: bool = False
) -> dict[str, Any]:
    return {
        "learner_id": scope.learner.id,
        "attempt_number": place[0],
        "client_id": event.client_id,
        "sequence": event.sequence,
        "position": place[1],
        "base_revision": event.base_revision,
        "answer": answer,
        "received_at": scope.now,
        "is_late": is_late,
    }


def _answer_row(scope: Scope, place: tuple[int, int], revision: int, answer: Answer | None) -> dict[str, Any]:
    key = {"learner_id": scope.learner.id, "attempt_number": place[0], "position": place[1]}
    return key | {"revision": revision, "answer": answer, "saved_at": scope.now}


def _append_event(
    scope: Scope, place: tuple[int, int], event: Event, answer: Answer | None, *, is_late: bool = False
) -> None:
    with one_wins():
        send(scope.session, _ADD_EVENT, _event_row(scope, place, event, answer, is_late=is_late))


def _store_answer(scope: Scope, place: tuple[int, int], revision: int, answer: Answer | None) -> None:
    """Replaces the revision before, and no other: on PostgreSQL the question was read before the lock was held."""
    row = _answer_row(scope, place, revision, answer)
    if revision == 1:
        with one_wins():
            send(scope.session, _ADD_ANSWER, row)
        return
    before = {"of_learner": scope.learner.id, "of_attempt": place[0], "of_position": place[1], "before": revision - 1}
    changed = {name: row[name] for name in ("revision", "answer", "saved_at")}
    if send(scope.session, _REPLACE_ANSWER, before | changed).rowcount != 1:
        raise Conflict("answer")


def set_note(scope: Scope, number: int, position: int, text: str) -> None:
    """Stores the learner's note on the item of this question; an empty one is removed.

    Raises:
        NotFound: the learner has no such sitting or question.
    """
    identity = (scope.learner.id, _item_id(scope, number, position, AttemptKind.PRACTICE))
    note = scope.session.get(ItemNote, identity)
    text = text.strip()[:MAX_NOTE_CHARACTERS]
    if not text:
        if note is not None:
            scope.session.delete(note)
        return
    if note is None:
        note = ItemNote(learner_id=identity[0], item_id=identity[1])
        scope.session.add(note)
    note.text, note.updated_at = text, scope.now


def set_flag(
    scope: Scope, number: int, position: int, *, is_flagged: bool, kind: AttemptKind = AttemptKind.PRACTICE
) -> None:
    """Flags the item of this question, or takes the flag away. Doing it twice changes nothing.

    Raises:
        NotFound: the learner has no such sitting or question.
    """
    identity = (scope.learner.id, _item_id(scope, number, position, kind))
    flag = scope.session.get(ItemFlag, identity)
    if is_flagged and flag is None:
        scope.session.add(ItemFlag(learner_id=identity[0], item_id=identity[1], flagged_at=scope.now))
    if not is_flagged and flag is not None:
        scope.session.delete(flag)


def _item_id(scope: Scope, number: int, position: int, kind: AttemptKind) -> int:
    row = queries.find_question(scope.session, scope.learner.id, number, position)
    if row is None or not is_sat_as(row["kind"], kind):
        raise NotFound("question")
    return int(row["item_id"])


def first_open_position(scope: Scope, number: int) -> int:
    """Where to go on in practice: the first unanswered question, else the last one.

    Raises:
        NotFound: the learner has no such practice.
    """
    attempt = queries.find_attempt(scope.session, scope.learner.id, number)
    if attempt is None or attempt["kind"] != AttemptKind.PRACTICE:
        raise NotFound("sitting")
    cells = list_navigator(scope.session, scope.learner.id, number)
    return int(next((cell.position for cell in cells if not cell.is_answered), cells[-1].position))
