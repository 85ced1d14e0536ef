"""Who is at risk in a class, and why: one case for each rule and each of its edges."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from trainer.domain.classes.risk import Estimated, RiskKind, Situation, risks_of, urgency

TODAY = date(2026, 4, 20)
READY = Estimated(date(2026, 4, 19), 78, 71, 85, 100, 70)
WELL = Situation(
    joined_on=date(2026, 1, 12),
    exam_on=None,
    estimate=READY,
    before=replace(READY, day=date(2026, 4, 1), score=76),
    first_answers=240,
    wanted_answers=100,
    studied_on=date(2026, 4, 19),
    missing=0,
)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def whys(**known: object) -> dict[str, str]:
    return {risk.kind: risk.why for risk in risks_of(replace(WELL, **known), TODAY)}  # type: ignore[arg-type]


def test_who_does_well_has_no_risk():
    assert risks_of(WELL, TODAY) == ()


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (
            {"estimate": replace(READY, score=60, low=52, high=69), "before": None},
            {"below_mark": "All of the interval (52–69) lies under the pass mark of 70."},
        ),
        ({"estimate": replace(READY, score=62, low=54, high=70), "before": None}, {}),
        (
            {"estimate": None, "first_answers": 41},
            {"not_enough_evidence": "No estimate: 41 first answers, about 100 are needed."},
        ),
        (
            {"estimate": None, "first_answers": 1},
            {"not_enough_evidence": "No estimate: 1 first answer, about 100 are needed."},
        ),
        (
            {"estimate": None, "first_answers": 128},
            {"not_enough_evidence": "No estimate: none is made yet of 128 first answers."},
        ),
        ({"studied_on": days_ago(9)}, {}),
        ({"studied_on": days_ago(10)}, {"no_study": "No graded work for 10 days."}),
        ({"studied_on": None, "joined_on": days_ago(12)}, {"no_study": "No graded work in 12 days since joining."}),
        ({"studied_on": None, "joined_on": days_ago(3)}, {}),
        ({"missing": 1}, {}),
        ({"missing": 2}, {"missing_work": "2 assignments are missing."}),
        (
            {"before": replace(READY, day=date(2026, 4, 1), score=83)},
            {"falling": "The estimate fell from 83 to 78 in 18 days."},
        ),
        ({"before": replace(READY, day=date(2026, 4, 1), score=82)}, {}),
        ({"before": replace(READY, day=date(2026, 4, 10), score=90)}, {}),
        ({"before": replace(READY, day=date(2026, 4, 1), score=110, questions=135)}, {}),
        ({"before": None}, {}),
    ],
)
def test_each_rule_says_why(known, expected):
    assert whys(**known) == expected


def test_the_most_serious_risk_stands_first():
    low = replace(READY, score=50, low=40, high=60)
    everything = replace(WELL, estimate=low, studied_on=days_ago(20), missing=3)
    assert [risk.kind for risk in risks_of(everything, TODAY)] == [
        RiskKind.BELOW_MARK,
        RiskKind.NO_STUDY,
        RiskKind.MISSING_WORK,
        RiskKind.FALLING,
    ]


def test_an_exam_within_a_month_is_more_urgent_than_more_risks_and_none_at_all_comes_last():
    idle = replace(WELL, studied_on=days_ago(30))
    people = {
        "well, exam tomorrow": replace(WELL, exam_on=TODAY + timedelta(days=1)),
        "well": WELL,
        "idle, exam in 30 days": replace(idle, exam_on=TODAY + timedelta(days=30)),
        "idle and missing": replace(idle, missing=2),
        "idle, exam in 90 days": replace(idle, exam_on=TODAY + timedelta(days=90)),
        "idle, exam is over": replace(idle, exam_on=days_ago(3)),
    }

    def key(name: str) -> tuple[int, int, int]:
        return urgency(people[name], risks_of(people[name], TODAY), TODAY)

    assert sorted(people, key=key) == [
        "idle, exam in 30 days",
        "idle and missing",
        "idle, exam in 90 days",
        "idle, exam is over",
        "well, exam tomorrow",
        "well",
    ]
