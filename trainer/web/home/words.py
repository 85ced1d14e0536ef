"""The sentences of the start page, and what its plots show for whoever does not see them."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from trainer.domain.exams.scoring import Band
from trainer.domain.readiness.estimate import Estimate
from trainer.domain.readiness.plan_values import Task
from trainer.domain.readiness.plan_words import task_name
from trainer.services.dashboard_cases import COMPARED_DAYS, CaseErrors, Change
from trainer.services.dashboard_history import HISTORY_DAYS, Estimated, History, WeekPace
from trainer.services.dashboard_today import Today
from trainer.web.cases.words import kind_words
from trainer.web.readiness.words import LEVELS

BANDS = {Band.ABOVE: "above", Band.NEAR: "near", Band.BELOW: "below", Band.UNCLEAR: "too few"}


def _many(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def sureness(found: Estimate) -> str:
    """`(64–78, 412 answers)`: the interval, and what it rests on; stands behind the score."""
    return f"({found.low}–{found.high}, {_many(found.first_sights, 'answer')})"


def meaning(found: Estimate) -> str:
    """What the score and its interval are, and what they are not."""
    return (
        "A practice estimate for a mock drawn from this bank: nine times of ten the score lies in this range "
        f"({LEVELS[found.level]}). It is not the chance to pass the real exam."
    )


def tasks(today: Today) -> str:
    """What the plan asks for beside reviews and cases, by the shortest names: `Cardiovascular and Radiology`."""
    names = list(dict.fromkeys(task_name(task) for task in today.other_tasks))
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def task_heading(task: Task) -> str:
    """The plan's next task as a heading: `Your plan: Cardiovascular`."""
    return f"Your plan: {task_name(task)}"


def course(estimates: Sequence[Estimated], pass_questions: int) -> str:
    """What the plot of the estimate shows."""
    first, last = estimates[0], estimates[-1]
    until = f"{last.score} ({last.low} to {last.high}) on {_day(last.day)}"
    if first is last:
        return f"The practice estimate is {until}, of {last.questions}. The pass mark is {pass_questions}."
    begun = f"{first.score} of {first.questions} ({first.low} to {first.high}) on {_day(first.day)}"
    return f"The practice estimate went from {begun} to {until}. The pass mark is {pass_questions}."


def change(found: Change) -> str:
    """How a kind of error has changed: by numbers where as many cases were done, else by errors a case."""
    verb = "fell" if found.is_fewer else "rose"
    kind = kind_words(found.kind)
    if found.cases_before == found.cases_now:
        return f"Your “{kind}” errors {verb} from {found.before} to {found.now}."
    before, now = found.before / found.cases_before, found.now / found.cases_now
    return (
        f"Your “{kind}” errors {verb} from {before:.1f} to {now:.1f} a case "
        f"({found.before} in {_many(found.cases_before, 'case')}, then {found.now} in {found.cases_now})."
    )


def compared(found: Change) -> str:
    """What a change is measured by."""
    cases = f", {_many(found.cases_now, 'case')} each" if found.cases_before == found.cases_now else ""
    return f"The last {COMPARED_DAYS} days beside the {COMPARED_DAYS} before{cases}."


def errors(found: CaseErrors) -> str:
    """What the plot of errors shows."""
    with_cases = [span for span in found.spans if span.cases]
    first, last = with_cases[0], with_cases[-1]
    kinds = "; ".join(
        f"{kind_words(kind)} {first.counts[place] / first.cases:.1f} then {last.counts[place] / last.cases:.1f}"
        for place, kind in enumerate(found.kinds)
    )
    return (
        f"Errors a case by fortnight, of the most frequent kinds, from the one up to {_day(first.ends_at.date())} "
        f"to the one up to {_day(last.ends_at.date())}: {kinds}."
    )


def error_columns(found: CaseErrors) -> list[tuple[str, bool]]:
    """The columns of the table of errors, and whether each holds numbers."""
    kinds = [(kind_words(kind).capitalize(), True) for kind in found.kinds]
    return [("Fortnight up to", False), ("Cases", True), *kinds, ("All errors", True)]


def days(history: History) -> str:
    """`Active on 41 of the last 182 days, 7 this week.`"""
    return f"Active on {len(history.days)} of the last {HISTORY_DAYS} days, {history.days_this_week} this week."


def streak(history: History) -> str:
    """The streak, where there is one to speak of; "" else."""
    found = history.streak
    if found.days < 2:
        return ""
    more = " or more" if history.reaches_back else ""
    return f"{found.days}{more} days of study in a row; one day of rest in seven is part of it."


def pace(weeks: Sequence[WeekPace], exam_seconds: Fraction) -> str:
    """The pace of the last week with one beside the exam's."""
    last = weeks[-1]
    return (
        f"{last.seconds} seconds a question in the week from {_day(last.starts_on)} "
        f"({_many(last.answers, 'timed answer')}); the exam gives {seconds(exam_seconds)}."
    )


def pace_course(weeks: Sequence[WeekPace], exam_seconds: Fraction) -> str:
    """What the plot of pace shows."""
    means = [week.seconds for week in weeks]
    spread = f"between {min(means)} and {max(means)}" if len(means) > 1 else f"{means[0]}"
    return (
        f"Mean seconds a question by week, {_many(len(means), 'week')}: {spread}, last {means[-1]}. "
        f"The exam's pace is {seconds(exam_seconds)}."
    )


def seconds(value: Fraction) -> str:
    """`144`, `107`: whole seconds."""
    return str(round(value))
