"""What is wrong with an assignment as it is described, before anybody looks into the content it names."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from trainer.domain.classes.work import (
    AssignmentSpec,
    CaseWork,
    DrawBy,
    DrawnItems,
    FeedbackRule,
    FixedItems,
    MockWork,
    ReviewWork,
)

MOST_TITLE = 120
MOST_INSTRUCTIONS = 10_000
MOST_ITEMS = 500
MOST_CASES = 50
MOST_REVIEWS = 2_000
MOST_ATTEMPTS = 20
MOST_MINUTES = 600
MOST_WEIGHT = 100
MOST_ACCESS_CODE = 40
DIFFICULTIES = ("1", "2", "3", "4", "5")
TRACKS = ("cpc", "cpb")


@dataclass(frozen=True, slots=True)
class SpecProblem:
    """One thing that is wrong: the field to correct, a sentence, and which entry of the field (1…; 0: all of it)."""

    field: str
    message: str
    entry: int = 0


def problems_of(spec: AssignmentSpec) -> tuple[SpecProblem, ...]:
    """Everything that is wrong with it, in the order of the form; nothing for an assignment that can be published."""
    return (*_words(spec), *_work(spec), *_dates(spec), *_rules(spec))


def _words(spec: AssignmentSpec) -> Iterator[SpecProblem]:
    if not spec.title.strip():
        yield SpecProblem("title", "Give it a title: learners see it in their list.")
    if len(spec.title) > MOST_TITLE:
        yield SpecProblem("title", f"The title has {len(spec.title)} characters; {MOST_TITLE} are the most.")
    if len(spec.instructions) > MOST_INSTRUCTIONS:
        yield SpecProblem(
            "instructions",
            f"The instructions have {len(spec.instructions):,} characters; {MOST_INSTRUCTIONS:,} are the most.",
        )
    if spec.track not in TRACKS:
        yield SpecProblem("track", "Choose a track.")


def _work(spec: AssignmentSpec) -> Iterator[SpecProblem]:
    match spec.work:
        case FixedItems(items):
            yield from _listed("items", items, "item", MOST_ITEMS)
        case DrawnItems():
            yield from _draws(spec.work)
        case CaseWork(cases):
            yield from _listed("cases", cases, "case", MOST_CASES)
        case MockWork(form):
            if not form:
                yield SpecProblem("form", "Choose a mock.")
        case ReviewWork(reviews):
            if not 1 <= reviews <= MOST_REVIEWS:
                yield SpecProblem("reviews", f"Ask for 1 to {MOST_REVIEWS:,} reviews.")
        case unreachable:
            assert_never(unreachable)


def _listed(field: str, slugs: tuple[str, ...], noun: str, most: int) -> Iterator[SpecProblem]:
    if not slugs:
        yield SpecProblem(field, f"Choose at least one {noun}.")
    if len(slugs) > most:
        yield SpecProblem(field, f"These are {len(slugs)} {noun}s; {most} are the most.")
    first: dict[str, int] = {}
    for entry, slug in enumerate(slugs, start=1):
        if first.setdefault(slug, entry) != entry:
            yield SpecProblem(field, f"“{slug}” stands there already.", entry)


def _draws(work: DrawnItems) -> Iterator[SpecProblem]:
    if not work.draws:
        yield SpecProblem("draws", "Say at least once what to draw.")
    total = sum(draw.count for draw in work.draws)
    if total > MOST_ITEMS:
        yield SpecProblem("draws", f"These are {total} items; {MOST_ITEMS} are the most.")
    times = Counter((draw.by, draw.value) for draw in work.draws)
    for entry, draw in enumerate(work.draws, start=1):
        if draw.count < 1:
            yield SpecProblem("draws", "Draw at least one item.", entry)
        elif draw.by is DrawBy.FAMILY and draw.count > 1:
            yield SpecProblem("draws", "A family stands for one question, with facts of its own: draw 1.", entry)
        if not draw.value:
            yield SpecProblem("draws", f"Say which {draw.by.value} to draw from.", entry)
        elif draw.by is DrawBy.DIFFICULTY and draw.value not in DIFFICULTIES:
            yield SpecProblem("draws", "A difficulty is a number from 1 to 5.", entry)
        if draw.value and times[draw.by, draw.value] > 1:
            yield SpecProblem("draws", f"“{draw.value}” is drawn from twice: put both counts together.", entry)


def _dates(spec: AssignmentSpec) -> Iterator[SpecProblem]:
    opens, due, closes = spec.opens_at, spec.due_at, spec.closes_at
    if opens is not None and due is not None and due <= opens:
        yield SpecProblem("due", "It would be due before it opens.")
    if due is not None and closes is not None and closes < due:
        yield SpecProblem("closes", "It would close before it is due.")
    if due is None and opens is not None and closes is not None and closes <= opens:
        yield SpecProblem("closes", "It would close before it opens.")
    if not 0 <= spec.late_percent_per_day <= 100:
        yield SpecProblem("late", "The deduction for a day is 0 to 100 per cent.")
    elif spec.late_percent_per_day and (due is None or closes is None or closes <= due):
        yield SpecProblem("late", "Late work needs a due date and a closing date behind it.")


def _rules(spec: AssignmentSpec) -> Iterator[SpecProblem]:
    if not 0 <= spec.attempts <= MOST_ATTEMPTS:
        yield SpecProblem("attempts", f"Allow 1 to {MOST_ATTEMPTS} attempts, or 0 for as many as one likes.")
    elif spec.attempts != 1 and spec.feedback is FeedbackRule.AFTER_DUE and not (spec.due_at or spec.closes_at):
        yield SpecProblem("feedback", "Keys once nobody can work on it: give it an end, or one attempt.")
    if spec.time_limit_minutes is not None and not 1 <= spec.time_limit_minutes <= MOST_MINUTES:
        yield SpecProblem("time_limit", f"A time limit is 1 to {MOST_MINUTES} minutes; empty means none.")
    if spec.time_limit_minutes is not None and isinstance(spec.work, ReviewWork):
        yield SpecProblem("time_limit", "Reviews have no time limit: leave this empty.")
    if len(spec.access_code) > MOST_ACCESS_CODE:
        yield SpecProblem("access_code", f"The access code has at most {MOST_ACCESS_CODE} characters.")
    if not 0 <= spec.weight <= MOST_WEIGHT:
        yield SpecProblem("weight", f"The weight is 0 to {MOST_WEIGHT}; 0 does not count in the total.")
