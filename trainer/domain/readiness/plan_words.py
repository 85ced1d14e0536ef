"""A plan in words: one line for each task and each warning, the same on the page and in the calendar."""

from datetime import date
from typing import assert_never

from trainer.domain.readiness.plan_values import PlanWarning, Task, TaskKind, WarningKind


def task_line(task: Task) -> str:
    """What is to be done and how long it takes: "20 questions: Radiology, 68 minutes"."""
    return f"{_work(task)}, {task.minutes} minutes"


def task_name(task: Task) -> str:
    """The shortest name of the work: the area, the mock, "cases"."""
    match task.kind:
        case TaskKind.PRACTICE | TaskKind.MOCK:
            return task.title
        case TaskKind.CASES:
            return "cases"
        case TaskKind.REVIEWS:
            return "reviews"
        case TaskKind.READING:
            return "light reading"
        case unreachable:
            assert_never(unreachable)


def warning_line(warning: PlanWarning) -> str:
    """What the learner should know, with the figures, in one or two sentences."""
    hours = _count(warning.hours, "hour")
    until = _day(warning.until) if warning.until else ""
    has, needs = warning.has, warning.needs
    match warning.kind:
        case WarningKind.NO_EXAM_DATE:
            return (
                f"No exam date is set: this plan looks {has} weeks ahead and has no whole mocks. Set a date for both."
            )
        case WarningKind.EXAM_PASSED:
            return f"Your exam date, {until}, has gone by: this plan looks {has} weeks ahead. Set the next date."
        case WarningKind.EXAM_TODAY:
            return "Your exam is today. There is nothing left to plan."
        case WarningKind.EXAM_NEAR:
            return f"Your exam is in {_count(has, 'day')}: only light reading is planned."
        case WarningKind.EXAM_FAR:
            return f"Your exam on {until} is {needs} weeks away: the first {has} weeks are planned, the rest later."
        case WarningKind.FEW_HOURS:
            return (
                f"{hours} a week: about {_count(has, 'question')} until {until}. Four answers for each question of the "
                f"exam, less those you have given, would be {needs}."
            )
        case WarningKind.AREAS_LEFT_OUT:
            return f"{hours} a week: practice of {has} of {needs} areas finds a place."
        case WarningKind.NO_WHOLE_MOCK:
            return (
                f"A whole mock takes {needs} minutes, and the week for it has {has}: none is planned. "
                "If you can find the time once, sit one."
            )
        case WarningKind.BANK_RUNS_OUT:
            return (
                f"Your hours would take {needs} questions; {has} are left that you have not seen or answered wrongly."
            )
        case unreachable:
            assert_never(unreachable)


def _work(task: Task) -> str:
    match task.kind:
        case TaskKind.PRACTICE:
            return f"{_count(task.count, 'question')}: {task.title}"
        case TaskKind.CASES:
            return _count(task.count, "case")
        case TaskKind.MOCK:
            return f"Mock: {task.title}"
        case TaskKind.REVIEWS:
            return f"About {_count(task.count, 'review')}"
        case TaskKind.READING:
            return "Light reading, then rest"
        case unreachable:
            assert_never(unreachable)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
