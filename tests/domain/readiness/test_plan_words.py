from datetime import date

import pytest

from tests.domain.readiness.plan_builders import MONDAY
from trainer.domain.readiness.plan_values import PlanWarning, Task, TaskKind, WarningKind
from trainer.domain.readiness.plan_words import task_line, task_name, warning_line

EXAM = date(2026, 3, 14)


@pytest.mark.parametrize(
    ("kind", "title", "count", "line", "name"),
    [
        (TaskKind.PRACTICE, "Radiology", 20, "20 questions: Radiology, 40 minutes", "Radiology"),
        (TaskKind.PRACTICE, "Radiology", 1, "1 question: Radiology, 40 minutes", "Radiology"),
        (TaskKind.CASES, "", 2, "2 cases, 40 minutes", "cases"),
        (TaskKind.MOCK, "CPC exam", 100, "Mock: CPC exam, 40 minutes", "CPC exam"),
        (TaskKind.REVIEWS, "", 26, "About 26 reviews, 40 minutes", "reviews"),
        (TaskKind.READING, "", 0, "Light reading, then rest, 40 minutes", "light reading"),
    ],
)
def test_a_task_is_said_in_one_line(kind: TaskKind, title: str, count: int, line: str, name: str) -> None:
    task = Task(kind, "", title, count, 40, MONDAY)
    assert (task_line(task), task_name(task)) == (line, name)


def test_few_hours_are_told_with_all_figures() -> None:
    assert warning_line(PlanWarning(WarningKind.FEW_HOURS, 2, 120, 370, EXAM)) == (
        "2 hours a week: about 120 questions until 14 March 2026. Four answers for each question of the exam, less "
        "those you have given, would be 370."
    )


@pytest.mark.parametrize("kind", WarningKind)
def test_every_warning_has_words_that_hold_its_figures(kind: WarningKind) -> None:
    line = warning_line(PlanWarning(kind, 1, has=17, needs=23, until=EXAM))
    told = {
        WarningKind.NO_EXAM_DATE: ["17 weeks"],
        WarningKind.EXAM_PASSED: ["14 March 2026", "17 weeks"],
        WarningKind.EXAM_TODAY: ["today"],
        WarningKind.EXAM_NEAR: ["17 days"],
        WarningKind.EXAM_FAR: ["14 March 2026", "23 weeks", "17 weeks"],
        WarningKind.FEW_HOURS: ["1 hour a week", "17 questions", "14 March 2026", "23"],
        WarningKind.AREAS_LEFT_OUT: ["1 hour a week", "17 of 23 areas"],
        WarningKind.NO_WHOLE_MOCK: ["23 minutes", "17"],
        WarningKind.BANK_RUNS_OUT: ["23 questions", "17"],
    }[kind]
    assert all(words in line for words in told)
