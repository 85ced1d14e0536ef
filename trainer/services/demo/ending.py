"""The last days of the demo: an exam that is open now with people in it, work that waits for its grade, the night."""

import random
from dataclasses import replace
from datetime import timedelta

from trainer.db.queries import demo as queries
from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.classes.work import AssignmentSpec, Draw, DrawBy, DrawnItems, MockWork, ReviewWork
from trainer.domain.kernel.errors import DomainError
from trainer.services import assignments, presence
from trainer.services.demo import people, term, work
from trainer.services.demo.people import Pupil
from trainer.services.demo.world import World
from trainer.services.exams import list_forms
from trainer.services.jobs import run_due_jobs
from trainer.services.nightly import queue_nightly
from trainer.services.scope import Scope, Scopes
from trainer.services.sittings import Event, save_answer
from trainer.services.stand_ins import stand_in_for

LOST = people.CANDIDATES[1].email
"""Whoever lost the connection during the exam."""
_AT_IT = ((0, 38), (1, 18), (5, 33), (8, 24), (11, 15), (14, 9))
"""Places of those who sit the exam, and how long ago they began, in per cent of its time."""
_DONE = (3, 6, 9)
_LOST_PERCENT = 5
_ANSWER_CHANCE = 0.4
_MORE_THAN_THERE_IS = 40
"""Asked for in a draft, so that its dry run has something to say."""


def set_final_exam(world: World) -> None:
    """The exam of this week, which opened yesterday, what comes next, and a draft."""
    track, opens = "cpc", world.ends - timedelta(hours=26)
    final = AssignmentSpec(
        "Final mock", "The whole exam, four hours, your own code books.", track, MockWork(world.size.final_mock)
    )
    final = replace(final, opens_at=opens, due_at=world.ends + timedelta(days=3), weight=4)
    follow = AssignmentSpec("After the exam: keep reviewing", "A little each day.", track, ReviewWork(30))
    follow = replace(follow, opens_at=world.ends + timedelta(days=4), due_at=world.ends + timedelta(days=11))
    many = Draw(DrawBy.AREA, world.catalogue.areas[-1], _MORE_THAN_THERE_IS)
    few = Draw(DrawBy.AREA, world.catalogue.areas[0], 5)
    draft = AssignmentSpec("In depth, for the holidays", "", track, DrawnItems((many, few), is_per_learner=True))
    with world.acting(world.ids[people.INSTRUCTOR.email]) as scope:
        for name, spec in ((term.FINAL, final), (term.NEXT, follow), ("draft", draft)):
            world.assignments[name] = assignments.create_assignment(scope, world.class_id, spec)
    for name in (term.FINAL, term.NEXT):
        term.publish(world, name)


def sit_final_exam(world: World) -> None:
    """Some have handed in this morning, some are at it now, one has lost the connection."""
    with world.scopes.reading() as scope:
        minutes = next(form.minutes for form in list_forms(scope, "cpc") if form.slug == world.size.final_mock)
    for place in _DONE:
        if (pupil := _there(world, place)) is not None:
            world.moment.now = world.ends - timedelta(hours=8)
            work.do_assignment(world, pupil, term.FINAL)
    for place, percent in _AT_IT:
        if (pupil := _there(world, place)) is not None:
            world.moment.now = world.ends - timedelta(minutes=minutes * percent / 100)
            silent = timedelta(minutes=minutes * _LOST_PERCENT / 100 if pupil.person.email == LOST else 0)
            work.begin_exam(world, pupil, term.FINAL, world.ends - silent)


def _there(world: World, place: int) -> Pupil | None:
    pupils = [each for each in world.pupils if each.place == place and world.is_in(each, world.ends)]
    return pupils[0] if pupils else None


def hand_in_ungraded(world: World) -> None:
    """One learner has handed in last week's work this minute: it is not graded yet."""
    world.moment.now = world.ends - timedelta(minutes=50)
    work.do_assignment(world, world.pupils[term.LAST_PLACE], f"week {world.size.weeks}", hands_in=False)


def do_the_night(world: World) -> None:
    """What is done every night, once, so that every page has its figures; no mail goes out."""
    world.moment.now = world.ends
    _settle_mail(world.scopes)
    queue_nightly(world.scopes)
    run_due_jobs(world.scopes)
    _settle_mail(world.scopes)


def _settle_mail(scopes: Scopes) -> None:
    with scopes.writing() as scope:
        queries.settle_mail(scope.session, scope.now)


def keep_alive(scopes: Scopes, rng: random.Random) -> int:
    """One beat of those who sit the exam: their pages are there, some answer a question. How many they are.

    For a demo that is being looked at. Whoever lost the connection stays away.
    """
    known = {each.email: each for each in people.CANDIDATES if each.email != LOST}
    with scopes.reading() as scope:
        sitters = queries.list_sitters(scope.session, known, scope.now)
    for row in sitters:
        try:
            with scopes.writing() as scope:
                scope.actor = stand_in_for(scope, row["learner_id"])
                _beat(scope, Pupil(known[scope.actor.email], row["learner_id"], 0, scope.now), row["number"], rng)
        except DomainError:
            continue  # handed in, or somebody looks around as this learner
    return len(sitters)


def _beat(scope: Scope, pupil: Pupil, number: int, rng: random.Random) -> None:
    open_ones = [row for row in queries.list_questions(scope.session, pupil.id, number) if not row["revision"]]
    if open_ones and rng.random() < _ANSWER_CHANCE:
        row = open_ones.pop(0)
        fields, _ = work.choose(pupil, row, 1.0, scope.now, rng)
        save_answer(
            scope, number, row["position"], fields, Event(work.CLIENT, row["position"], 0), kind=AttemptKind.EXAM
        )
    presence.record_presence(scope, number, open_ones[0]["position"] if open_ones else 1)
