"""Assignments in the words of the pages."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from trainer.domain.classes.changes import PINNED, Change
from trainer.domain.classes.dates import Override, Terms
from trainer.domain.classes.local_times import to_local
from trainer.domain.classes.work import (
    AssignmentSpec,
    CaseWork,
    Counts,
    DrawBy,
    DrawnItems,
    FeedbackRule,
    FixedItems,
    MockWork,
    ReviewWork,
)
from trainer.domain.exams.clock import Accommodation
from trainer.services.assignment_dealing import Gone, Shortage
from trainer.services.assignment_parts import StalePage
from trainer.services.assignment_previews import DryRun
from trainer.services.assignments import Edited, Stage
from trainer.web.assignments.blueprint import blueprint
from trainer.web.rendering import plural

STAGE_WORDS = {Stage.DRAFT: "draft", Stage.PUBLISHED: "published", Stage.ARCHIVED: "archived"}
FEEDBACK_WORDS = {
    FeedbackRule.AT_ONCE: "Keys and reasons at once: after every answer, or once a case or a mock is handed in",
    FeedbackRule.AFTER_DUE: "Score, keys and reasons when nobody in the class can work on it any more",
    FeedbackRule.NEVER_KEYS: "Score once it is handed in, never keys",
}
COUNTS_WORDS = {Counts.BEST: "the best", Counts.LAST: "the last", Counts.FIRST: "the first"}
DRAW_WORDS = {
    DrawBy.AREA: "area",
    DrawBy.TAG: "tag",
    DrawBy.DIFFICULTY: "difficulty",
    DrawBy.FAMILY: "family",
}
FIELD_WORDS = {
    "title": "title",
    "instructions": "instructions",
    "track": "track",
    "work": "work",
    "opens_at": "opening",
    "due_at": "due date",
    "closes_at": "closing date",
    "late_percent_per_day": "deduction for late work",
    "attempts": "attempts",
    "counts": "attempt that counts",
    "time_limit_minutes": "time limit",
    "access_code": "access code",
    "feedback": "feedback",
    "is_shuffled": "shuffling",
    "weight": "weight",
}


@blueprint.app_template_filter("on_the_wall")
def on_the_wall(moment: datetime | None, time_zone: str) -> str:
    """`Mon 9 Mar 2026, 23:59` by a clock of that zone; a dash where there is no moment."""
    if moment is None:
        return "–"
    local = to_local(moment, time_zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


@blueprint.app_template_filter("in_hours")
def in_hours(seconds: int) -> str:
    """`1 h 20 min`, `45 min`, `30 s`; what is left of a minute is rounded up where there are minutes."""
    if seconds < 60:
        return f"{seconds} s"
    minutes = -(-seconds // 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours and rest else f"{hours} h" if hours else f"{rest} min"


@blueprint.app_template_filter("feedback_words")
def feedback_words(spec: AssignmentSpec) -> str:
    """What is told of this kind of work, and when: the same sentence for its learners and its staff."""
    if isinstance(spec.work, ReviewWork):
        return "What is right, and why, is shown after every review. Reviews count once they are done."
    if spec.feedback is FeedbackRule.NEVER_KEYS:
        return f"The score is shown once {_handed_in(spec)}; keys and reasons are not shown."
    if spec.feedback is FeedbackRule.AFTER_DUE and (spec.due_at or spec.closes_at):
        return "Score, keys and reasons are shown when nobody in the class can work on it any more."
    if spec.feedback is FeedbackRule.AT_ONCE and isinstance(spec.work, FixedItems | DrawnItems):
        return "What is right, and why, is shown after every answer."
    return f"Score, keys and reasons are shown once {_handed_in(spec)}."


def _handed_in(spec: AssignmentSpec) -> str:
    return "a case is handed in" if isinstance(spec.work, CaseWork) else "it is handed in"


@blueprint.app_template_filter("gone_words")
def gone_words(gone: Gone) -> str:
    """`1 of the 3 questions is not on offer any more: whoever starts now gets 2.`"""
    left = gone.of - gone.count
    nouns = gone.noun if gone.of == 1 else f"{gone.noun}s"
    start = f"{gone.count} of {gone.of} {nouns} {'is' if gone.count == 1 else 'are'} not on offer any more"
    return f"{start}: whoever starts now gets {left}." if left else f"{start}: nobody can start it now."


@blueprint.app_template_filter("work_words")
def work_words(spec: AssignmentSpec, mocks: Mapping[tuple[str, str], str] | None = None) -> str:
    """What is asked for, in a few words. `mocks`: (track, slug) -> title."""
    match spec.work:
        case FixedItems(items):
            return plural(len(items), "fixed question")
        case DrawnItems(draws, is_per_learner):
            drawn = plural(sum(draw.count for draw in draws), "question")
            return f"{drawn} drawn, {'each learner their own' if is_per_learner else 'the same for all'}"
        case CaseWork(cases):
            return plural(len(cases), "case")
        case MockWork(form):
            return f"mock “{(mocks or {}).get((spec.track, form), form)}”"
        case ReviewWork(reviews):
            return plural(reviews, "review")


@blueprint.app_template_filter("work_details")
def work_details(spec: AssignmentSpec) -> list[str]:
    """The parts of what is asked for, a line each."""
    match spec.work:
        case FixedItems(items):
            return list(items)
        case DrawnItems(draws):
            return [
                f"family {draw.value}"
                if draw.by is DrawBy.FAMILY
                else f"{draw.count} of {DRAW_WORDS[draw.by]} {draw.value}"
                for draw in draws
            ]
        case CaseWork(cases):
            return list(cases)
        case MockWork() | ReviewWork():
            return []


@blueprint.app_template_filter("late_words")
def late_words(spec: AssignmentSpec, time_zone: str) -> str:
    """What happens to late work."""
    if spec.due_at is None:
        return "There is no due date."
    if spec.closes_at is None or spec.closes_at <= spec.due_at:
        return "Not taken."
    until = on_the_wall(spec.closes_at, time_zone)
    if not spec.late_percent_per_day:
        return f"Taken until {until} without a deduction."
    return f"Taken until {until}, {spec.late_percent_per_day} % less for every day begun."


@blueprint.app_template_filter("attempts_words")
def attempts_words(spec: AssignmentSpec) -> str:
    if spec.attempts == 1:
        return "one"
    number = "as many as one likes" if spec.attempts == 0 else str(spec.attempts)
    return f"{number}, {COUNTS_WORDS[spec.counts]} counts"


@blueprint.app_template_filter("extra_words")
def extra_words(extra: Iterable[Accommodation]) -> str:
    """All extra time together: `50 % and 10 min more time`; empty where there is none."""
    given = tuple(extra)
    percent, seconds = sum(each.percent for each in given), sum(each.seconds for each in given)
    parts = [f"{percent} %"] if percent else []
    parts += [in_hours(seconds)] if seconds else []
    return f"{' and '.join(parts)} more time" if parts else ""


@blueprint.app_template_filter("override_words")
def override_words(override: Override, time_zone: str) -> list[str]:
    """Everything that an override grants, a line each."""
    extra = extra_words([Accommodation(override.extra_percent, override.extra_seconds)])
    lines = [extra] if extra else []
    if override.extra_attempts:
        lines.append(f"{plural(override.extra_attempts, 'more attempt', 'more attempts')}")
    dates = (("opens", override.opens_at), ("due", override.due_at), ("closes", override.closes_at))
    return lines + [f"{word} {on_the_wall(moment, time_zone)}" for word, moment in dates if moment is not None]


@blueprint.app_template_filter("terms_words")
def terms_words(terms: Terms, time_zone: str) -> list[str]:
    """What holds for a learner, a line each."""
    dates = (("opens", terms.opens_at), ("due", terms.due_at), ("closes", terms.closes_at))
    lines = [f"{word} {on_the_wall(moment, time_zone)}" for word, moment in dates if moment is not None]
    lines.append(plural(terms.attempts, "attempt") if terms.attempts else "as many attempts as one likes")
    extra = extra_words(terms.extra)
    return [*lines, extra] if extra else lines


@blueprint.app_template_filter("change_words")
def change_words(fields: Iterable[str]) -> str:
    """The fields that differ, as a list in words."""
    return ", ".join(FIELD_WORDS[each] for each in fields)


@blueprint.app_template_filter("for_everybody")
def for_everybody(fields: Iterable[str]) -> list[str]:
    """Those of the fields that hold at once for whoever has begun too."""
    return [each for each in fields if each not in PINNED]


@blueprint.app_template_filter("value_words")
def value_words(
    spec: AssignmentSpec, field: str, time_zone: str, mocks: Mapping[tuple[str, str], str] | None = None
) -> str:
    """What a field of an assignment says, for a comparison of two."""
    value = getattr(spec, field)
    if field == "work":
        return "; ".join([work_words(spec, mocks), *work_details(spec)])
    if field == "feedback":
        return FEEDBACK_WORDS[spec.feedback]
    if field == "counts":
        return COUNTS_WORDS[spec.counts]
    if isinstance(value, datetime):
        return on_the_wall(value, time_zone)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None or value == "" else str(value)


def seen_words(seen: int) -> str:
    """What is told where work goes on after keys were shown."""
    who = "1 learner has" if seen == 1 else f"{seen} learners have"
    return f"{who} seen keys of this work already: whoever goes on now may know them."


def stale_words(stale: StalePage) -> str:
    """What changed since a learner's page was loaded, and that nothing came of sending it."""
    if stale.attempt:
        happened = f"You began try {stale.attempt} of this in another window after this page was loaded."
    elif stale.changed:
        happened = (
            f"Your instructor changed this assignment after this page was loaded ({change_words(stale.changed)})."
        )
    else:
        happened = "What can be begun here is not what this page showed any more."
    return f"{happened} Nothing was started, and nothing is lost: look at what stands here now, then go on from it."


def edited_words(done: Edited) -> str:
    """What an edit means for those who have begun."""
    if done.change is Change.NOTHING:
        return "Nothing was changed."
    if not done.begun:
        return f"Saved as version {done.number}. Nobody has begun it."
    who = f"{done.begun} {'learner has' if done.begun == 1 else 'learners have'} begun"
    if done.change is Change.ALIKE:
        return f"Saved as version {done.number}. {who}: the change holds for them too, at once."
    kept = " and ".join(str(number) for number in done.begun_under)
    versions = "version" if len(done.begun_under) == 1 else "versions"
    they = "this one keeps" if done.begun == 1 else "they keep"
    return f"{who}: {they} {versions} {kept}. Whoever starts from now on gets version {done.number}."


@blueprint.app_template_filter("dry_run_words")
def dry_run_words(run: DryRun) -> str:
    """`12 learners × 40 items, pool of 31 Medicine items is short by 4.`"""
    start = f"{plural(run.learners, 'learner')} × {_amount(run)}"
    if not run.is_work_known:
        return f"{start}: not ready."
    if not run.shortages:
        return f"{start}: there is enough for everybody."
    return f"{start}, {'; '.join(_short(each) for each in run.shortages)}."


def _amount(run: DryRun) -> str:
    if run.questions is not None:
        return plural(run.questions, "item")
    if isinstance(run.spec.work, ReviewWork):
        return plural(run.spec.work.reviews, "review")
    return plural(len(run.cases), "case") if isinstance(run.spec.work, CaseWork) else "one mock"


def _short(each: Shortage) -> str:
    kind, _, name = each.what.partition(" ")
    named = kind in ("Tag", "Difficulty", "Family") and name
    there = each.available + each.elsewhere
    noun = "item" if there == 1 else "items"
    pool = f"{noun} of {kind.lower()} {name}" if named else f"{each.what} {noun}"
    short = f"pool of {there} {pool} is short by {each.wanted - each.available}"
    return f"{short}, as other rows draw {each.elsewhere} of them" if each.elsewhere else short
