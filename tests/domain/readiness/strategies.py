"""Sights and mocks for the tests of readiness."""

from dataclasses import replace

from hypothesis import strategies as st

from trainer.domain.readiness.evidence import FirstSight
from trainer.domain.readiness.projection import AreaShape, BankItem, MockShape

AREAS = ("anatomy", "cases", "hcpcs")


def sights(text: str, area: str = "anatomy", **changes: object) -> list[FirstSight]:
    """One timed answer of today to an average four-option item for each + (right) and - (wrong)."""
    average = FirstSight(area, 0.0, 0.25, is_right=True, age_days=0, is_timed=True)
    return [replace(average, is_right=letter == "+", **changes) for letter in text]  # type: ignore[arg-type]


def a_shape(**questions: int) -> MockShape:
    """Areas with so many questions, drawn from average four-option items; 70 % pass."""
    chosen = questions or {"anatomy": 30, "cases": 50, "hcpcs": 20}
    areas = tuple(
        AreaShape(area, area.title(), count, tuple(BankItem(each, 0.25) for each in (-0.5, 0.0, 0.5)))
        for area, count in chosen.items()
    )
    return MockShape(areas, sum(chosen.values()) * 7 // 10)


ANY_SIGHT = st.builds(
    FirstSight,
    area=st.sampled_from(AREAS),
    difficulty=st.floats(-3, 3),
    guess=st.sampled_from([0.0, 0.2, 0.25, 0.5]),
    is_right=st.booleans(),
    age_days=st.floats(0, 200),
    is_timed=st.booleans(),
)
