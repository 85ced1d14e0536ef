"""A class as large as one likes, with work on all its assignments, put into the database in bulk. Deterministic."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from trainer.db.models.attempts import AnswerRow, AttemptItem, AttemptRow
from trainer.db.models.classes import AssignmentRow, AssignmentVersion, ClassRow, Enrolment
from trainer.db.models.content import Item, ItemKey, ItemVersion
from trainer.db.models.grades import FIRST_RUN_ID, AttemptScore, GradeRow
from trainer.db.models.people import LearnerProfile, User
from trainer.domain.classes.work import AssignmentSpec, FixedItems
from trainer.domain.items.answers import SingleAnswer
from trainer.domain.items.content import SingleBest, options_of
from trainer.domain.items.keys import SingleKey
from trainer.services.scope import Scope

POINTS = 12
CHUNK = 50_000


@dataclass(frozen=True, slots=True)
class Size:
    """So many learners, assignments, and questions in each assignment."""

    learners: int
    assignments: int
    questions: int


@dataclass(frozen=True, slots=True)
class BigClass:
    class_id: int
    learner_ids: tuple[int, ...]
    assignment_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Question:
    slug: str
    version_id: int
    key_id: int
    options: tuple[str, ...]
    right: str
    difficulty: float


def add_big_class(scope: Scope, instructor_id: int, size: Size, title: str = "Coding I", seed: int = 9) -> BigClass:
    """Everybody has handed in every assignment once; abilities and difficulties differ, so that figures mean something.

    Questions are single-best items of the CPC, dealt out to the assignments in turn; where there are too few they come
    back in a later assignment.
    """
    dice = random.Random(seed)
    began = scope.now - timedelta(days=7 * size.assignments + 7)
    learner_ids = _add_people(scope, size.learners, f"{title}-{seed}")
    class_id = _add_class(scope, instructor_id, learner_ids, title, began)
    bank = _questions(scope)
    work = []
    for place in range(size.assignments):
        questions = [bank[(place * size.questions + each) % len(bank)] for each in range(size.questions)]
        work.append((_add_assignment(scope, class_id, instructor_id, place, questions, began=began), questions))
    abilities = [dice.gauss(0.6, 0.9) for _ in learner_ids]
    for place, (assignment_id, questions) in enumerate(work):
        at = began + timedelta(days=7 * place + 5)
        learners = list(zip(learner_ids, abilities, strict=True))
        _add_work(scope, assignment_id, place + 1, questions, learners, at=at, dice=dice)
    return BigClass(class_id, tuple(learner_ids), tuple(assignment_id for assignment_id, _ in work))


def _add_people(scope: Scope, count: int, mark: str) -> list[int]:
    last = scope.session.scalars(select(User.id).order_by(User.id.desc())).first() or 0
    ids = list(range(last + 1, last + count + 1))
    people = [
        {
            "id": each,
            "email": f"{mark}-{each}@example.org".lower().replace(" ", "-"),
            "email_key": f"{mark}-{each}@example.org".lower().replace(" ", "-"),
            "display_name": f"Learner {each:04d}",
            "password_hash": "x",
            "is_administrator": False,
            "may_teach": False,
            "next_attempt_number": 1000,
            "created_at": scope.now,
        }
        for each in ids
    ]
    scope.session.execute(insert(User), people)
    scope.session.execute(insert(LearnerProfile), [{"learner_id": each, "track": "cpc"} for each in ids])
    return ids


def _add_class(scope: Scope, instructor_id: int, learner_ids: Sequence[int], title: str, began: datetime) -> int:
    row = ClassRow(title=title, term="Spring", track="cpc", time_zone="America/Chicago", created_at=began)
    row.join_code = f"BIG{scope.rng.randrange(10**6):06d}"
    scope.session.add(row)
    scope.session.flush()
    members = [(instructor_id, "instructor"), *((each, "learner") for each in learner_ids)]
    scope.session.execute(
        insert(Enrolment),
        [{"class_id": row.id, "person_id": each, "role": role, "joined_at": began} for each, role in members],
    )
    return row.id


def _questions(scope: Scope) -> list[_Question]:
    statement = (
        select(Item.slug, Item.difficulty, ItemVersion.id, ItemVersion.content, ItemKey.id.label("key_id"), ItemKey.key)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(ItemKey, ItemKey.item_version_id == ItemVersion.id)
        .where(Item.track == "cpc", ItemVersion.variant == 0, Item.retired_at.is_(None), Item.is_sealed.is_(False))
        .where(ItemVersion.number == Item.current_number, ItemKey.revision == 1)
        .order_by(Item.id)
    )
    return [
        _Question(
            row.slug,
            row.id,
            row.key_id,
            tuple(option.id for option in options_of(row.content.response)),
            row.key.option,
            (row.difficulty - 3) * 0.6,
        )
        for row in scope.session.execute(statement)
        if isinstance(row.content.response, SingleBest) and isinstance(row.key, SingleKey)
    ]


def _add_assignment(
    scope: Scope, class_id: int, by: int, place: int, questions: Sequence[_Question], *, began: datetime
) -> int:
    opens = began + timedelta(days=7 * place)
    spec = AssignmentSpec(
        title=f"Week {place + 1}",
        instructions="",
        track="cpc",
        work=FixedItems(tuple(each.slug for each in questions)),
        opens_at=opens,
        due_at=opens + timedelta(days=6),
        closes_at=opens + timedelta(days=9),
        late_percent_per_day=10,
    )
    row = AssignmentRow(class_id=class_id, position=place + 1, current_number=1, created_at=opens, published_at=opens)
    scope.session.add(row)
    scope.session.flush()
    scope.session.add(AssignmentVersion(assignment_id=row.id, number=1, spec=spec, created_at=opens, created_by=by))
    scope.session.flush()
    return row.id


def _add_work(
    scope: Scope,
    assignment_id: int,
    number: int,
    questions: Sequence[_Question],
    learners: Sequence[tuple[int, float]],
    *,
    at: datetime,
    dice: random.Random,
) -> None:
    """One sitting of each learner; a tenth hand in three days late."""
    given = {learner_id: [_answer(each, ability, dice) for each in questions] for learner_id, ability in learners}
    place = {"attempt_number": number}
    attempts, scores = [], []
    for learner_id, answers in given.items():
        closed = at + timedelta(days=3 if dice.random() < 0.1 else 0)
        right = sum(option == each.right for option, each in zip(answers, questions, strict=True))
        attempts.append(_attempt(learner_id, number, assignment_id, len(questions), closed))
        points = {"earned": POINTS * right, "possible": POINTS * len(questions), "correct": right}
        scores.append({"learner_id": learner_id, "run_id": FIRST_RUN_ID, "answered": len(questions)} | place | points)
    scope.session.execute(insert(AttemptRow), attempts)
    for table, rows in (
        (AttemptItem, _dealt(given, questions, place)),
        (AnswerRow, _answers(given, place, at)),
        (GradeRow, _grades(given, questions, place, at)),
    ):
        chunk: list[dict[str, Any]] = []
        for row in rows:
            chunk.append(row)
            if len(chunk) == CHUNK:
                scope.session.execute(insert(table), chunk)
                chunk = []
        if chunk:
            scope.session.execute(insert(table), chunk)
    scope.session.execute(insert(AttemptScore), scores)


def _answer(question: _Question, ability: float, dice: random.Random) -> str:
    if dice.random() < 1 / (1 + math.exp(question.difficulty - ability)):
        return question.right
    return dice.choice([option for option in question.options if option != question.right])


def _attempt(learner_id: int, number: int, assignment_id: int, questions: int, closed: datetime) -> dict[str, Any]:
    return {
        "learner_id": learner_id,
        "number": number,
        "request_id": f"big-{number}",
        "kind": "practice",
        "track": "cpc",
        "title": f"Week {number}",
        "feedback": "at_end",
        "state": "submitted",
        "item_count": questions,
        "started_at": closed - timedelta(minutes=40),
        "closed_at": closed,
        "graded_at": closed,
        "assignment_id": assignment_id,
        "assignment_version": 1,
        "assignment_try": 1,
        "assignment_part": 1,
    }


_Given = dict[int, list[str]]


def _dealt(given: _Given, questions: Sequence[_Question], place: dict[str, int]) -> Iterator[dict[str, Any]]:
    for learner_id in given:
        for position, each in enumerate(questions, start=1):
            dealt = {"item_version_id": each.version_id, "option_order": each.options}
            yield {"learner_id": learner_id, "position": position} | place | dealt


def _answers(given: _Given, place: dict[str, int], at: datetime) -> Iterator[dict[str, Any]]:
    known = {option: SingleAnswer(option) for answers in given.values() for option in answers}
    for learner_id, answers in given.items():
        for position, option in enumerate(answers, start=1):
            saved_at = at + timedelta(seconds=60 * position)
            own = {"learner_id": learner_id, "position": position, "revision": 1, "saved_at": saved_at}
            yield own | place | {"answer": known[option]}


def _grades(
    given: _Given, questions: Sequence[_Question], place: dict[str, int], at: datetime
) -> Iterator[dict[str, Any]]:
    fixed = {"run_id": FIRST_RUN_ID, "answer_revision": 1, "grader_version": 1, "possible": POINTS, "graded_at": at}
    for learner_id, answers in given.items():
        for position, (option, each) in enumerate(zip(answers, questions, strict=True), start=1):
            earned = POINTS * (option == each.right)
            own = {"learner_id": learner_id, "position": position, "item_key_id": each.key_id, "earned": earned}
            yield own | place | fixed
