"""The term of the demo: which assignment comes when, and when each learner does it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial

from trainer.domain.attempts.attempt import Feedback
from trainer.domain.classes.local_times import to_local, to_utc
from trainer.domain.classes.work import (
    AssignmentSpec,
    CaseWork,
    Counts,
    Draw,
    DrawBy,
    DrawnItems,
    FeedbackRule,
    FixedItems,
    MockWork,
    ReviewWork,
    Work,
)
from trainer.services import assignments
from trainer.services.demo import people, work
from trainer.services.demo.people import ZONE, Habit, Pupil
from trainer.services.demo.world import OWN_ITEM, World
from trainer.services.practice import Pool

OPENS, DUE = time(8), time(23, 59)
LATE_DAYS = 3
_WAKES = 6
_CRAMMED_DAYS = 8
_FEEDBACK = (Feedback.AT_ONCE, Feedback.AT_END, Feedback.AT_END)
ACCESS_CODE = "MAPLE"
_LATE_PLACE, LAST_PLACE = 1, 2
"""Who hands in the first assignment late, and the last one at the last moment."""
MOCK, MIDTERM, FINAL, NEXT = "first mock", "midterm", "final", "next"


@dataclass(frozen=True, slots=True)
class Planned:
    """One assignment of the term by its name in the demo; `week` from 1."""

    name: str
    week: int
    spec: AssignmentSpec


def week_begins(world: World, week: int) -> date:
    """The first day of a week, counted from 1, in the class's zone."""
    return to_local(world.begins, ZONE).date() + timedelta(weeks=week - 1)


def at(day: date, clock: time) -> datetime:
    """A moment of a day in the class's zone."""
    return to_utc(datetime.combine(day, clock), ZONE)


def plan_term(world: World) -> tuple[Planned, ...]:
    """The assignments of all weeks in their order."""
    planned = [_mock(world, MOCK, 1, world.size.first_mock, "Where do you stand? A first mock")]
    middle = world.size.weeks // 2 + 1
    for week in range(1, world.size.weeks + 1):
        planned.append(Planned(f"week {week}", week, _dated(world, week, _kind_of(world, week))))
        if week == middle:
            planned.append(_mock(world, MIDTERM, week, world.size.middle_mock, "Mid-term mock"))
        if week in (middle, world.size.weeks):
            planned.append(_reviews(world, week))
    return tuple(planned)


def _kind_of(world: World, week: int) -> Callable[[World, int], AssignmentSpec]:
    """What a week asks for. In the last one somebody hands in late, which the timed test does not take."""
    make = _WEEKLY[(week - 1) % len(_WEEKLY)]
    return _same_for_all if make is _timed and week == world.size.weeks else make


def _dated(world: World, week: int, make: Callable[[World, int], AssignmentSpec]) -> AssignmentSpec:
    first = week_begins(world, week)
    due = at(first + timedelta(days=6), DUE)
    spec = replace(make(world, week), opens_at=at(first, OPENS), due_at=due)
    if spec.access_code:
        return spec
    return replace(spec, closes_at=due + timedelta(days=LATE_DAYS), late_percent_per_day=10)


def _spec(title: str, work: Work, instructions: str, track: str = "cpc") -> AssignmentSpec:
    return AssignmentSpec(title, instructions, track, work)


def _areas(world: World, week: int) -> tuple[str, str]:
    areas = world.catalogue.areas
    return areas[2 * week % len(areas)], areas[(2 * week + 1) % len(areas)]


def _some(world: World, week: int, count: int) -> tuple[str, ...]:
    """Items of the week's areas, others in every round."""
    pool = [slug for area in _areas(world, week) for slug in world.catalogue.items[area]]
    first = count * (week // len(_WEEKLY))
    return tuple((pool + pool)[first : first + count])[: len(pool)]


def _words(world: World, week: int) -> AssignmentSpec:
    slugs = _some(world, week, world.size.items - 1)
    own = (OWN_ITEM,) if week == 1 else ()
    spec = _spec(
        f"Week {week}: words and rules", FixedItems((*slugs, *own)), "Take your time: each answer is explained."
    )
    return replace(spec, feedback=FeedbackRule.AT_ONCE if week == 1 else FeedbackRule.AFTER_DUE)


def _draws(world: World, week: int) -> tuple[Draw, ...]:
    half = world.size.items // 2
    wanted = zip(_areas(world, week), (half, world.size.items - half), strict=True)
    return tuple(Draw(DrawBy.AREA, area, min(count, len(world.catalogue.items[area]))) for area, count in wanted)


def _same_for_all(world: World, week: int) -> AssignmentSpec:
    spec = _spec(
        f"Week {week}: quiz", DrawnItems(_draws(world, week), is_per_learner=False), "Open book, as in the exam."
    )
    return replace(spec, feedback=FeedbackRule.NEVER_KEYS if week > len(_WEEKLY) else FeedbackRule.AFTER_DUE)


def _each_their_own(world: World, week: int) -> AssignmentSpec:
    work = DrawnItems(_draws(world, week), is_per_learner=True)
    spec = _spec(
        f"Week {week}: your own quiz", work, "Everybody is asked other questions. The better of two tries counts."
    )
    return replace(spec, attempts=2, counts=Counts.BEST)


def _coding(world: World, week: int) -> AssignmentSpec:
    cases = _pair(world.catalogue.cases, week)
    spec = _spec(f"Week {week}: code two encounters", CaseWork(cases), "Code from the record alone. Two tries.")
    return replace(spec, attempts=2, weight=2)


def _billing(world: World, week: int) -> AssignmentSpec:
    exercises = _pair(world.catalogue.exercises, week)
    return replace(_spec(f"Week {week}: at the billing desk", CaseWork(exercises), "Work from the papers."), weight=2)


def _pair(slugs: tuple[str, ...], week: int) -> tuple[str, ...]:
    first = 2 * (week // len(_WEEKLY))
    return tuple((slugs + slugs)[first : first + 2])


def _timed(world: World, week: int) -> AssignmentSpec:
    work = FixedItems(_some(world, week, world.size.items))
    told = "In class. Thirty minutes once you begin; your instructor tells the access code."
    spec = _spec(f"Week {week}: timed test", work, told)
    return replace(spec, time_limit_minutes=30, access_code=ACCESS_CODE, weight=2)


_WEEKLY: tuple[Callable[[World, int], AssignmentSpec], ...] = (
    _words,
    _same_for_all,
    _coding,
    _each_their_own,
    _timed,
    _billing,
)


def _mock(world: World, name: str, week: int, form: str, title: str) -> Planned:
    spec = replace(_spec(title, MockWork(form), "Sit it in one go, with your code books."), weight=3)
    return Planned(name, week, replace(_dated(world, week, lambda *_: spec), late_percent_per_day=0, closes_at=None))


def _reviews(world: World, week: int) -> Planned:
    spec = _spec(f"Week {week}: keep reviewing", ReviewWork(15), "Fifteen reviews of what you met before, on any days.")
    return Planned(
        f"reviews {week}", week, replace(_dated(world, week, lambda *_: spec), closes_at=None, late_percent_per_day=0)
    )


def schedule_publishing(world: World, planned: tuple[Planned, ...]) -> None:
    """The instructor writes every assignment before the term and publishes it two days before it opens."""
    for each in planned:
        assert each.spec.opens_at is not None
        with world.acting(world.ids[people.INSTRUCTOR.email]) as scope:
            world.assignments[each.name] = assignments.create_assignment(scope, world.class_id, each.spec)
        soon = max(each.spec.opens_at - timedelta(days=2), world.moment.now)
        world.agenda.add(soon, partial(publish, world, each.name))


def publish(world: World, name: str) -> None:
    """Lets learners see an assignment."""
    with world.acting(world.ids[people.INSTRUCTOR.email]) as scope:
        assignments.publish_assignment(scope, world.class_id, world.assignments[name])


def schedule_work(world: World, planned: tuple[Planned, ...]) -> None:
    """Plans what every learner does on which day; who is careless begins late, or not at all."""
    for pupil in world.pupils:
        for each in planned:
            if not isinstance(each.spec.work, ReviewWork):
                _schedule_assignment(world, pupil, each)
        for week in range(1, world.size.weeks + 1):
            _schedule_own_work(world, pupil, week)
        if pupil.person.habit is Habit.FADES:
            _schedule_cramming(world, pupil)
        if pupil.person.habit is Habit.NEW:
            _add(world, pupil, world.joins_at(pupil) + timedelta(hours=20), partial(work.practise, world, pupil))


def _schedule_assignment(world: World, pupil: Pupil, planned: Planned) -> None:
    rng, spec, care = world.rng, planned.spec, pupil.care
    assert spec.opens_at is not None
    assert spec.due_at is not None
    dice, share, days = rng.random(), rng.gauss(0.75 - 0.4 * care, 0.18), rng.uniform(0.1, LATE_DAYS - 0.4)
    is_first = planned.week == 1  # nobody misses it: an item analysis needs twenty answers for its plot
    is_late = is_first and pupil.place == _LATE_PLACE
    if dice < 0.4 * (1 - care) + 0.02 and not is_first:
        return
    begins = spec.opens_at + (spec.due_at - spec.opens_at) * min(0.9, max(0.02, share))
    if (is_late or dice > 1 - 0.35 * (1 - care)) and spec.closes_at is not None:
        begins = spec.due_at + timedelta(days=days)
    if planned.week == world.size.weeks and pupil.place == LAST_PLACE:
        return  # hands in at the very end, see `ending`
    _add(world, pupil, begins, lambda: work.do_assignment(world, pupil, planned.name, access_code=spec.access_code))
    if spec.attempts > 1 and rng.random() < 0.45:
        again = begins + timedelta(days=rng.uniform(0.3, 1.5))
        _add(world, pupil, again, lambda: work.do_assignment(world, pupil, planned.name))


def _schedule_own_work(world: World, pupil: Pupil, week: int) -> None:
    rng, care = world.rng, pupil.care
    begins = at(week_begins(world, week), OPENS)
    for _ in range(2):
        dice, hours, feedback = rng.random(), rng.uniform(2, 160), rng.choice(_FEEDBACK)
        if dice < care - 0.4:
            _add(world, pupil, begins + timedelta(hours=hours), partial(work.practise, world, pupil, feedback))
    dice, hours = rng.random(), rng.uniform(2, 160)
    if dice < care - 0.1 and week > 1:
        _add(world, pupil, begins + timedelta(hours=hours), lambda: work.review(world, pupil))


def _schedule_cramming(world: World, pupil: Pupil) -> None:
    """Every day a sitting, only of what the learner never met."""
    for day in range(_CRAMMED_DAYS):
        moment = pupil.turns_at + timedelta(days=day, hours=2)
        _add(world, pupil, moment, partial(work.practise, world, pupil, Feedback.AT_END, Pool.UNSEEN))


def _add(world: World, pupil: Pupil, moment: datetime, act: Callable[[], object]) -> None:
    moment = _awake(moment)
    if world.works(pupil, moment):
        world.agenda.add(moment, act)


def _awake(moment: datetime) -> datetime:
    """The same moment, or later on the same day where it lies in the night."""
    return moment + timedelta(hours=8) if to_local(moment, ZONE).hour < _WAKES else moment
