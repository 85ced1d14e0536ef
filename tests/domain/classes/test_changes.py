"""What an edit means for those who have begun."""

from dataclasses import fields, replace

import pytest

from tests.support.school import a_spec, at
from trainer.domain.classes.changes import Change, as_begun, change_between, changed_fields
from trainer.domain.classes.work import AssignmentSpec, Counts, FeedbackRule, FixedItems, ReviewWork

BEFORE = a_spec("a-single")
ALIKE = {
    "title": "Week 2",
    "instructions": "Read first.",
    "opens_at": at("2026-03-01 10:00"),
    "due_at": at("2026-03-09 10:00"),
    "closes_at": at("2026-03-19 10:00"),
    "late_percent_per_day": 10,
    "attempts": 3,
    "counts": Counts.LAST,
    "access_code": "owl",
    "weight": 2,
}
OTHER = {
    "track": "cpb",
    "work": FixedItems(("a-multiple",)),
    "time_limit_minutes": 30,
    "feedback": FeedbackRule.AT_ONCE,
    "is_shuffled": False,
}


def test_the_same_is_no_change():
    assert change_between(BEFORE, a_spec("a-single")) is Change.NOTHING


@pytest.mark.parametrize("name", ALIKE)
def test_what_a_sitting_does_not_pin_holds_for_everybody(name):
    assert change_between(BEFORE, a_spec("a-single", **{name: ALIKE[name]})) is Change.ALIKE


@pytest.mark.parametrize("name", OTHER)
def test_what_a_sitting_pins_is_another_version(name):
    assert change_between(BEFORE, a_spec(**{"work": BEFORE.work} | {name: OTHER[name]})) is Change.OTHER


def test_every_field_is_one_or_the_other():
    assert {*ALIKE, *OTHER} == {each.name for each in fields(AssignmentSpec)}


def test_changed_fields_come_in_the_order_of_the_spec():
    assert changed_fields(BEFORE, a_spec(work=ReviewWork(9), weight=0, title="x")) == ("title", "work", "weight")


def test_whoever_has_begun_keeps_what_their_version_pins_and_gets_all_else():
    newest = replace(BEFORE, **ALIKE, **OTHER)
    assert as_begun(BEFORE, newest) == replace(BEFORE, **ALIKE)
    assert as_begun(newest, newest) == newest
