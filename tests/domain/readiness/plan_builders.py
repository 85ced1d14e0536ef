"""Situations of learners for the tests of the plan."""

from dataclasses import replace
from datetime import date
from typing import Any

from trainer.domain.readiness.plan_values import AreaState, MockForm, Situation

MONDAY = date(2026, 3, 2)

SHORT = MockForm("short-25", "25 questions", 25, 60, sittings=9, is_whole=False, is_sealed=False)
FULL = MockForm("full", "CPC exam", 100, 240, sittings=5, is_whole=True, is_sealed=False)
SEALED = MockForm("sealed", "CPC exam, sealed", 100, 240, sittings=1, is_whole=True, is_sealed=True)


def an_area(area: str = "radiology", **changes: Any) -> AreaState:
    return replace(AreaState(area, area.title(), questions=6, unseen=9000, share_right=None, seen=0), **changes)


def a_situation(**changes: Any) -> Situation:
    """Ten hours a week, three minutes a question with its reasons, two large areas, no cases, no mocks, no date."""
    areas = (an_area("radiology", questions=60), an_area("anatomy", questions=40))
    base = Situation(
        today=MONDAY,
        exam_on=None,
        track="cpc",
        weekly_hours=10,
        pace_seconds=120,
        areas=areas,
        cases_open=0,
        daily_reviews=100,
        forms=(),
    )
    return replace(base, **changes)
