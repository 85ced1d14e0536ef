"""A bank of exactly ten questions, so that every exam has the one whose key is wrong, and what is done about it."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import func, select

from tests.support.builders import some_options
from tests.support.library import BLUEPRINTS, an_item
from tests.support.people import Learner
from tests.support.published import publish_once
from trainer.content.library import Library
from trainer.db.models.audit import AuditEvent
from trainer.db.models.exams import Notice
from trainer.db.models.grades import AttemptScore, GradeRow, GradingRun
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.exams.regrades import Mode
from trainer.domain.items.content import SingleBest
from trainer.domain.items.keys import Key, SingleKey
from trainer.services import errata, notices, regrading
from trainer.services.publisher import Published
from trainer.services.regrade_preview import RegradeLine, RegradePreview, preview_regrade
from trainer.services.regrade_runs import Applied
from trainer.services.regrading import ITEMS, GradeChange
from trainer.services.scope import Scopes

SLUG = "anatomy-1"
"""The question whose key, B, turns out to be wrong: A is right."""
CORRECTED = SingleKey("A")
REASON = "The atlas was misread."
PASS_QUESTIONS = BLUEPRINTS[0].pass_questions

FACTS = (GradeRow, AttemptScore, GradingRun, Notice, AuditEvent)
"""What a regrade appends to."""


def count(scopes: Scopes, *tables: type) -> list[int]:
    """The rows of each table."""
    with scopes.reading() as scope:
        return [scope.session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


@cache
def ten_questions() -> Library:
    singles = [f"anatomy-{number}" for number in range(1, 7)], [f"compliance-{number}" for number in range(1, 5)]
    items = [
        an_item(slug, SingleBest(some_options()), SingleKey("B"), area=area)
        for area, slugs in zip(("anatomy", "compliance"), singles, strict=True)
        for slug in slugs
    ]
    return Library(BLUEPRINTS, tuple(items), ())


def publish_ten(scopes: Scopes, library: Library | None = None) -> Published:
    return publish_once(scopes, library or ten_questions())


def position_in_exam(learner: Learner, number: int, slug: str = SLUG) -> int:
    """Where a question stands in an open exam."""
    questions = learner.paper(number).questions
    return next(each.position for each in questions if f"**{slug}**" in each.content.stem)


def sit(learner: Learner, choice: str, others_right: int = 6) -> tuple[int, int]:
    """(sitting, position): an exam in which the question is answered with `choice` ("": not at all), handed in."""
    number = learner.start_exam("full")
    position = position_in_exam(learner, number)
    others = [each for each in range(1, 11) if each != position]
    chosen = {each: "B" if place < others_right else "C" for place, each in enumerate(others)} | {position: choice}
    for each, option in chosen.items():
        if option:
            learner.save_in_exam(number, each, {"choice": [option]})
    learner.hand_in(number)
    return number, position


def practise(
    learner: Learner, choice: str, feedback: Feedback = Feedback.AT_ONCE, *, slug: str = SLUG, hands_in: bool = True
) -> tuple[int, int]:
    """(sitting, position): practice in which only the question is answered."""
    number = learner.start(feedback, 10)
    stems = {position: learner.question(number, position).content.stem for position in range(1, 11)}
    position = next(place for place, stem in stems.items() if f"**{slug}**" in stem)
    learner.save(number, position, {"choice": [choice]})
    if hands_in:
        learner.hand_in(number)
    return number, position


def correct(scopes: Scopes, key: Key = CORRECTED, reason: str = REASON, slug: str = SLUG) -> int:
    with scopes.writing() as scope:
        return errata.correct_key(scope, slug, key, reason)


def preview(scopes: Scopes, mode: Mode = Mode.ALL, key: Key | None = None, slug: str = SLUG) -> RegradePreview:
    with scopes.reading() as scope:
        return preview_regrade(scope, slug, mode, key)


def regrade(scopes: Scopes, mode: Mode = Mode.ALL, slug: str = SLUG) -> Applied[RegradeLine]:
    with scopes.writing() as scope:
        return ITEMS.apply(scope, slug, mode)


def mark(learner: Learner, place: tuple[int, int], earned: int, reason: str = "The stem was unclear.") -> None:
    with learner.scopes.writing() as scope:
        regrading.mark_by_hand(scope, learner.id, *place, earned=earned, reason=reason)


def changes(learner: Learner, number: int) -> tuple[GradeChange, ...]:
    with learner.reading() as scope:
        return regrading.list_changes(scope, number)


def told(learner: Learner) -> list[str]:
    """The texts of the learner's unread notices, newest first."""
    with learner.reading() as scope:
        return [notice.text for notice in notices.list_notices(scope)]


def grades(scopes: Scopes) -> list[GradeRow]:
    with scopes.reading() as scope:
        rows = scope.session.scalars(select(GradeRow))
        return sorted(rows, key=lambda row: (row.learner_id, row.attempt_number, row.position, row.run_id))


def grades_at(learner: Learner, place: tuple[int, int]) -> list[tuple[int, int]]:
    """(earned, possible) of every grade of one question, first to last."""
    own = [row for row in grades(learner.scopes) if row.learner_id == learner.id]
    return [(row.earned, row.possible) for row in own if (row.attempt_number, row.position) == place]


def scores(learner: Learner, number: int) -> list[tuple[int, int, int, int]]:
    """(earned, possible, correct, answered) of every run, first to last."""
    with learner.reading() as scope:
        rows = scope.session.scalars(
            select(AttemptScore)
            .where(AttemptScore.learner_id == learner.id, AttemptScore.attempt_number == number)
            .order_by(AttemptScore.run_id)
        )
        return [(row.earned, row.possible, row.correct, row.answered) for row in rows]


def assert_sums_agree(scopes: Scopes) -> None:
    """The newest score of every sitting is the sum of its newest grades."""
    newest = {(row.learner_id, row.attempt_number, row.position): row for row in grades(scopes)}
    with scopes.reading() as scope:
        stored = scope.session.scalars(select(AttemptScore).order_by(AttemptScore.run_id)).all()
    for (learner_id, number), score in {(row.learner_id, row.attempt_number): row for row in stored}.items():
        own = [row for row in newest.values() if (row.learner_id, row.attempt_number) == (learner_id, number)]
        assert (score.earned, score.possible, score.correct) == _summed(own)


def _summed(rows: Sequence[GradeRow]) -> tuple[int, int, int]:
    full = sum(row.earned == row.possible for row in rows)
    return sum(row.earned for row in rows), sum(row.possible for row in rows), full
