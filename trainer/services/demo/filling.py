"""Fills a database in which the shipped content is published: everything by the program's own services."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from trainer.db.queries import cases as case_queries
from trainer.db.queries import demo as queries
from trainer.domain.classes.local_times import to_local, to_utc
from trainer.services.accounts import record
from trainer.services.case_sittings import BILLING, CODING
from trainer.services.demo import authoring, ending, school, talk, term
from trainer.services.demo.people import INSTRUCTOR, ZONE
from trainer.services.demo.standing import BEGUN, DONE
from trainer.services.demo.world import Agenda, Catalogue, Moment, Size, World
from trainer.services.exams import list_forms
from trainer.services.scope import Scope, Scopes

SEED = 20_260_309
_LONG_FORMS = ("fill-the-claim", "scrub-the-claim")
"""Not set as homework: what is left blank in a whole form would drown all other errors of the class."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made: the class and what may be looked at in it by its name."""

    class_id: int
    instructor_id: int
    assignments: dict[str, int]


def fill_demo(scopes: Scopes, size: Size = Size(), *, seed: int = SEED, tell: Tell = lambda _: None) -> Filled:  # noqa: B008
    """Makes the class and its term, which ends the day before the clock of `scopes`; `tell` hears how far it is.

    The same moment, seed and size give the same class. A real clock is read once.
    """
    now = scopes.clock().replace(microsecond=0)
    with scopes.writing() as scope:
        record(scope, BEGUN, "demo")
    world = _make_world(scopes, size, now, random.Random(seed))  # noqa: S311 - the dice of a play
    tell("The school opens")
    school.open_school(world)
    school.take_in_learners(world)
    authoring.write_own_bank(world)
    planned = term.plan_term(world)
    term.schedule_publishing(world, planned)
    term.schedule_work(world, planned)
    talk.schedule_teaching(world, planned)
    world.agenda.add(now - timedelta(days=4), lambda: authoring.write_second_question(world))
    world.agenda.add(now - timedelta(hours=30), lambda: ending.set_final_exam(world))
    for week in range(1, size.weeks + 1):
        world.agenda.add(term.at(term.week_begins(world, week), term.OPENS), _teller(tell, week, size.weeks))
    world.agenda.run()
    tell("The exam of this week")
    ending.hand_in_ungraded(world)
    ending.sit_final_exam(world)
    tell("The work of the night")
    ending.do_the_night(world)
    with world.scopes.writing() as scope:
        record(scope, DONE, "demo")
    return Filled(world.class_id, world.ids[INSTRUCTOR.email], dict(world.assignments))


def _teller(tell: Tell, week: int, weeks: int) -> Callable[[], None]:
    return lambda: tell(f"Week {week} of {weeks}")


def _make_world(scopes: Scopes, size: Size, now: datetime, rng: random.Random) -> World:
    """A world on the same database, whose clock stands a few days before the first week."""
    yesterday = to_local(now, ZONE).date() - timedelta(days=1)
    begins = to_utc(datetime.combine(yesterday - timedelta(days=7 * size.weeks - 1), time(0)), ZONE)
    moment = Moment(begins - timedelta(days=5))
    own = Scopes(scopes.engines, scopes.settings, moment, rng)
    with own.reading() as scope:
        catalogue = _read_catalogue(scope)
    return World(own, moment, Agenda(moment, now), rng, size, begins, now, catalogue)


def _read_catalogue(scope: Scope) -> Catalogue:
    """What is published; areas in the order of the exam, those with too few plain questions left out."""
    by_area: dict[str, list[str]] = {}
    for row in queries.list_plain_items(scope.session, "cpc"):
        by_area.setdefault(row["area"], []).append(row["slug"])
    whole, *_ = list_forms(scope, "cpc")
    wanted = {area: tuple(by_area[area]) for area, _ in whole.quotas if len(by_area.get(area, ())) >= 5}
    coding = case_queries.list_cases(scope.session, CODING)
    cases = tuple(row["slug"] for row in coding if row["kind"] == "code-the-encounter")
    billing = case_queries.list_cases(scope.session, BILLING)
    exercises = tuple(row["slug"] for row in billing if row["kind"] not in _LONG_FORMS)
    return Catalogue(wanted, cases, exercises)
