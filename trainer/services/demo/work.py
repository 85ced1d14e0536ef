"""What invented learners do: assignments, practice of their own, reviews, cases. One transaction for each sitting."""

import random
from datetime import datetime, timedelta

from sqlalchemy import RowMapping

from trainer.db.queries import cases as case_queries
from trainer.db.queries import demo as queries
from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.classes.roles import Act
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.grading.case_key import CaseKey
from trainer.domain.items.keys import SingleKey
from trainer.domain.review.ratings import Confidence
from trainer.services import assignment_sittings, billing, cases, grading, item_reports, practice, presence, reviews
from trainer.services.class_access import member_for
from trainer.services.demo.answers import Fields, chance, fields_of
from trainer.services.demo.claims import billing_work, coding_work
from trainer.services.demo.people import Pupil
from trainer.services.demo.world import OWN_ITEM, OWN_TRUTH, World
from trainer.services.practice import Pool, PracticeRequest
from trainer.services.scope import Scope
from trainer.services.sittings import Event, save_answer

CLIENT = "demo"
MOST_REPORTS = 3
REPORT = (
    "The key says speaking. Dysphagia, with a g, is trouble swallowing; trouble speaking is dysphasia, with an s. "
    "The terminology chapter of our textbook lists both."
)


def do_assignment(world: World, pupil: Pupil, name: str, *, access_code: str = "", hands_in: bool = True) -> None:
    """The learner does all parts of an assignment, one after the other; the clock moves on with the work.

    Raises:
        Refused: it may not be started now.
    """
    assignment_id = world.assignments[name]
    parts, part = 1, 1
    while part <= parts:
        with world.acting(pupil.id) as scope:
            started = assignment_sittings.start_assignment(
                scope, world.class_id, assignment_id, part=part, access_code=access_code
            )
            if started.kind is AttemptKind.CASE:
                parts = _parts(scope, world, assignment_id)
                work_on_case(world, pupil, scope, started.number, started.track)
            else:
                answer_all(world, pupil, scope, started.number, started.kind)
            if hands_in:
                _hand_in(scope, started.number, started.kind)
            else:
                grading.submit_attempt(scope, started.number, started.kind)
            world.moment.now = scope.now
        part += 1


def _parts(scope: Scope, world: World, assignment_id: int) -> int:
    member = member_for(scope, world.class_id, Act.ATTEND)
    return assignment_sittings.parts_of(assignment_sittings.get_published(scope, member, assignment_id)["spec"])


def _hand_in(scope: Scope, number: int, kind: AttemptKind) -> None:
    scope.now += timedelta(seconds=40)
    grading.submit_attempt(scope, number, kind)
    scope.session.flush()
    grading.grade_attempt(scope, number)


def answer_all(world: World, pupil: Pupil, scope: Scope, number: int, kind: AttemptKind, *, most: int = 1000) -> int:
    """Answers the questions of a sitting that have no answer yet, at most so many; how many were answered."""
    rows = [row for row in queries.list_questions(scope.session, scope.learner.id, number) if not row["revision"]]
    sat_as = AttemptKind.PRACTICE if kind is AttemptKind.PRACTICE else AttemptKind.EXAM
    for row in rows[:most]:
        _answer(world, pupil, scope, (number, sat_as), row)
    return min(len(rows), most)


def _answer(world: World, pupil: Pupil, scope: Scope, place: tuple[int, AttemptKind], row: RowMapping) -> None:
    (number, kind), rng, position = place, world.rng, row["position"]
    scope.now += timedelta(seconds=round(max(12.0, rng.gauss(70 - 10 * pupil.person.ability, 22))))
    if rng.random() > 0.9 + 0.1 * pupil.care and kind is AttemptKind.EXAM:
        return  # left blank
    fields, knows = choose(pupil, row, world.learnt, scope.now, rng)
    is_sure = Confidence.SURE if knows else Confidence.UNSURE
    confidence = is_sure if kind is AttemptKind.PRACTICE and rng.random() < 0.5 else None
    save_answer(scope, number, position, fields, Event(CLIENT, position, 0), kind=kind, confidence=confidence)
    if row["slug"] == OWN_ITEM and fields == {"choice": [OWN_TRUTH]} and world.reports < MOST_REPORTS:
        world.reports += 1
        later = scope.now + timedelta(minutes=30)
        world.agenda.add(later, lambda: report(world, pupil, number, position, REPORT))


def choose(pupil: Pupil, row: RowMapping, learnt: float, at: datetime, rng: random.Random) -> tuple[Fields, bool]:
    """What the learner answers to a question of `list_questions`, and whether they are sure of it."""
    likely = chance(pupil.ability_in(row["area"], learnt, at), row)
    is_right = rng.random() < likely
    key = SingleKey(OWN_TRUTH) if row["slug"] == OWN_ITEM else row["key"]
    fields = fields_of(row["content"].response, key, rng, is_right=is_right, mark=row["slug"])
    return fields, rng.random() < likely


def report(world: World, pupil: Pupil, number: int, position: int, text: str) -> None:
    """The learner takes a key for wrong."""
    with world.acting(pupil.id) as scope:
        item_reports.report_key(scope, number, position, text)


def work_on_case(world: World, pupil: Pupil, scope: Scope, number: int, track: str) -> None:
    """Fills in a case of either track, as well as the learner can."""
    row = case_queries.find_work(scope.session, scope.learner.id, number)
    assert row is not None
    key = case_queries.get_latest_key(scope.session, row["case_version_id"]).key
    skill = min(0.95, max(0.1, 0.35 + 0.18 * pupil.ability_in("cases", world.learnt, scope.now)))
    scope.now += timedelta(minutes=world.rng.randint(9, 25))
    content = row["content"]
    if isinstance(content, BillingContent):
        assert isinstance(key, BillingKey)
        billing.save_worksheet(scope, number, billing_work(content, key, skill, world.rng), "", row["revision"])
    else:
        assert isinstance(key, CaseKey)
        assert track == "cpc"
        cases.save_work(scope, number, coding_work(content, key, skill, world.rng), row["revision"])


def practise(world: World, pupil: Pupil, feedback: Feedback = Feedback.AT_ONCE, pool: Pool = Pool.ALL) -> int:
    """Some questions of the learner's own choice, answered and handed in; the number of the sitting.

    Raises:
        Refused: the pool is empty.
    """
    with world.acting(pupil.id) as scope:
        request = PracticeRequest("cpc", (), world.size.practice, pool, feedback)
        number = practice.start_practice(scope, request)
        answer_all(world, pupil, scope, number, AttemptKind.PRACTICE)
        _hand_in(scope, number, AttemptKind.PRACTICE)
    return number


def review(world: World, pupil: Pupil) -> None:
    """Some of today's reviews.

    Raises:
        Refused: nothing is due.
    """
    with world.acting(pupil.id) as scope:
        number = reviews.start_reviews(scope, "cpc")
        answer_all(world, pupil, scope, number, AttemptKind.PRACTICE, most=world.size.reviews)
        _hand_in(scope, number, AttemptKind.PRACTICE)


def do_case(world: World, pupil: Pupil, slug: str) -> int:
    """A coding case of the learner's own choice; the number of the sitting."""
    with world.acting(pupil.id) as scope:
        number = cases.start_case(scope, slug)
        work_on_case(world, pupil, scope, number, "cpc")
        _hand_in(scope, number, AttemptKind.CASE)
    return number


def begin_exam(world: World, pupil: Pupil, name: str, until: datetime, most: int = 1000) -> None:
    """The learner begins an exam, and is still at it at `until`, when their page was last heard of."""
    with world.acting(pupil.id) as scope:
        started = assignment_sittings.start_assignment(scope, world.class_id, world.assignments[name])
        done = 0
        while scope.now < until - timedelta(minutes=3) and done < most:
            if not answer_all(world, pupil, scope, started.number, started.kind, most=1):
                break
            done += 1
        scope.now = until
        presence.record_presence(scope, started.number, done + 1)
