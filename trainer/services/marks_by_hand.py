"""What is set and said by hand about a learner's work on an assignment: scores, excuses, points, comments.

Every act needs a reason, goes into the audit trail and is shown to the learner. A form that is sent twice acts once:
it carries the number that it was filled in on.
"""

from collections.abc import Collection
from typing import Any

from trainer.db.models.classes import AssignmentMark, WorkComment
from trainer.db.queries import gradebook as class_queries
from trainer.db.queries import gradebook_work as queries
from trainer.db.queries import people
from trainer.domain.classes.marks import MarkKind
from trainer.domain.classes.roles import Act
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import regrading
from trainer.services.accounts import record
from trainer.services.class_access import changer_of
from trainer.services.errata import checked_reason
from trainer.services.gradebook_work import WorkPlace, get_place, require_sitting
from trainer.services.scope import Scope

FULL = 1000
MAX_COMMENT_CHARACTERS = 4_000
MAX_COMMENTS = 200
MOVED_ON = "Somebody else has changed this since the page was loaded. Look at what stands there now, then decide."


def set_score(scope: Scope, place: WorkPlace, base: int, permille: int, reason: str) -> None:
    """Sets the score of the assignment for this learner, in thousandths; no lateness reduces it.

    `base` is the number of the newest mark that the page showed. The same again changes nothing.

    Raises:
        Refused: no such score, no reason, or another mark was set meanwhile.
    """
    if not 0 <= permille <= FULL:
        raise Refused("A score is 0 to 100 per cent.", "percent")
    _set(scope, place, base, (MarkKind.SCORE, permille), reason)


def excuse(scope: Scope, place: WorkPlace, base: int, reason: str) -> None:
    """Nothing is asked of this learner here: the assignment does not count in their total. See `set_score`.

    Raises:
        Refused: no reason, or another mark was set meanwhile.
    """
    _set(scope, place, base, (MarkKind.EXCUSED, 0), reason)


def clear_mark(scope: Scope, place: WorkPlace, base: int, reason: str) -> None:
    """What was earned counts again. See `set_score`.

    Raises:
        Refused: no reason, nothing is set, or another mark was set meanwhile.
    """
    _set(scope, place, base, (MarkKind.CLEARED, 0), reason)


def excuse_learners(scope: Scope, class_id: int, assignment_id: int, learners: Collection[int], reason: str) -> int:
    """Excuses these learners from an assignment; how many were not excused before.

    Raises:
        NotFound: see `get_place`; somebody is no learner of the class.
        Refused: nobody is chosen, no reason, or the class is archived.
    """
    changer_of(scope, class_id, Act.GRADE)
    if queries.find_class_of(scope.session, assignment_id) != class_id:
        raise NotFound("assignment")
    if not learners:
        raise Refused("Choose who is excused.", "learner")
    reason = checked_reason(reason)
    known = {row["id"] for row in class_queries.list_learners(scope.session, class_id)}
    if not known.issuperset(learners):
        raise NotFound("learner")
    queries.lock_learners(scope.session, learners)
    newest = class_queries.newest_marks(scope.session, class_id)
    excused = 0
    for learner_id in sorted(learners):
        last = newest.get((assignment_id, learner_id))
        if last is None or last.kind != MarkKind.EXCUSED:
            excused += 1
            _append(scope, (assignment_id, learner_id), last.number if last else 0, (MarkKind.EXCUSED, 0), reason)
    return excused


def _set(scope: Scope, place: WorkPlace, base: int, wanted: tuple[MarkKind, int], reason: str) -> None:
    reason = checked_reason(reason)
    people.lock_learner(scope.session, place.learner.id)
    marks = queries.list_marks(scope.session, place.learner.id, place.assignment_id)
    last: Any = marks[0] if marks else None
    if last is not None and last["number"] != base:
        is_same = (last["kind"], last["permille"]) == wanted and last["made_by"] == scope.learner.id
        if is_same and last["number"] == base + 1 and last["reason"] == reason:
            return  # sent twice
        raise Refused(MOVED_ON, "base")
    if wanted[0] is MarkKind.CLEARED and (last is None or last["kind"] == MarkKind.CLEARED):
        raise Refused("Nothing is set by hand here.", "kind")
    number = last["number"] if last is not None else 0
    _append(scope, (place.assignment_id, place.learner.id), number, wanted, reason)


def _append(scope: Scope, cell: tuple[int, int], last: int, wanted: tuple[MarkKind, int], reason: str) -> None:
    assignment_id, learner_id = cell
    kind, permille = wanted
    scope.session.add(
        AssignmentMark(
            learner_id=learner_id,
            assignment_id=assignment_id,
            number=last + 1,
            kind=kind,
            permille=permille,
            reason=reason,
            made_at=scope.now,
            made_by=scope.learner.id,
        )
    )
    what = f"{permille / 10:.1f} %" if kind is MarkKind.SCORE else kind.value
    record(scope, "assignment.mark", f"user {learner_id}, assignment {assignment_id}", what)


def mark_question(
    scope: Scope, place: WorkPlace, number: int, position: int, *, base: int, earned: int, reason: str
) -> None:
    """Gives one answer other points; `base` are the points that the page showed. The same again changes nothing.

    Raises:
        NotFound: there is no such sitting of the assignment, or no such question in it.
        Refused: see `regrading.mark_by_hand`; or the points were changed meanwhile.
    """
    require_sitting(scope, place, number)
    found = queries.find_points(scope.session, place.learner.id, number, position)
    if found is not None and found["earned"] != base:
        if found["earned"] == earned and found["reason"] == checked_reason(reason):
            return  # sent twice
        raise Refused(MOVED_ON, "base")
    regrading.mark_by_hand(scope, place.learner.id, number, position, earned=earned, reason=reason)


def add_comment(scope: Scope, place: WorkPlace, text: str, number: int | None = None, position: int = 0) -> None:
    """Says something to the learner about all of the work, a sitting, or a question in it. The same twice is one.

    Raises:
        NotFound: there is no such sitting of the assignment, or no such question in it.
        Refused: it says nothing, or too much.
    """
    text = text.strip()
    if not text:
        raise Refused("Write what you want to say.", "text")
    if len(text) > MAX_COMMENT_CHARACTERS:
        raise Refused(f"A comment has at most {MAX_COMMENT_CHARACTERS:,} characters; yours has {len(text):,}.", "text")
    if number is not None:
        sitting = require_sitting(scope, place, number)
        if not 0 <= position <= sitting["item_count"]:
            raise NotFound("question")
    people.lock_learner(scope.session, place.learner.id)
    said = (text, number, position if number is not None else 0)
    known = queries.list_comments(scope.session, place.learner.id, place.assignment_id)
    own = [each for each in known if each["said_by"] == scope.learner.id]
    if own and (own[-1]["text"], own[-1]["attempt_number"], own[-1]["position"]) == said:
        return  # sent twice
    last = queries.last_comment_number(scope.session, place.learner.id, place.assignment_id)
    if last >= MAX_COMMENTS:
        raise Refused(f"At most {MAX_COMMENTS} comments are kept for one learner and assignment.", "text")
    scope.session.add(
        WorkComment(
            learner_id=place.learner.id,
            assignment_id=place.assignment_id,
            number=last + 1,
            attempt_number=said[1],
            position=said[2],
            text=text,
            said_at=scope.now,
            said_by=scope.learner.id,
        )
    )
    record(scope, "assignment.comment", _subject(place), f"comment {last + 1}")


def withdraw_comment(scope: Scope, place: WorkPlace, number: int) -> None:
    """Takes back what one said oneself. Twice changes nothing.

    Raises:
        NotFound: there is no such comment, or somebody else said it.
    """
    comment = queries.find_comment(scope.session, place.learner.id, place.assignment_id, number)
    if comment is None or comment.said_by != scope.learner.id:
        raise NotFound("comment")
    if comment.withdrawn_at is None:
        comment.withdrawn_at = scope.now
        record(scope, "assignment.comment-withdrawn", _subject(place), f"comment {number}")


def _subject(place: WorkPlace) -> str:
    return f"user {place.learner.id}, assignment {place.assignment_id}"


def place_to_change(scope: Scope, class_id: int, assignment_id: int, learner_id: int) -> WorkPlace:
    """The cell that somebody who may grade wants to change.

    Raises:
        NotFound: see `get_place`.
        Refused: the class is archived.
    """
    return get_place(scope, class_id, assignment_id, learner_id, changes=True)
