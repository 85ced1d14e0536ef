from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from icalendar import Calendar, Component
from pydantic import TypeAdapter

from tests.domain.readiness.plan_builders import FULL, MONDAY, SEALED, SHORT, a_situation, an_area
from trainer.domain.readiness.plan import make_plan
from trainer.domain.readiness.plan_values import Plan, PlanWeek, Task, TaskKind
from trainer.services.plan_calendar import CalendarHead, write_calendar

STAMP = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HEAD = CalendarHead(
    domain="trainer.example.org",
    learner_key="k7",
    name="CPC study plan",
    exam_title="CPC exam",
    time_zone="America/Chicago",
    revision=3,
    url="https://trainer.example.org/plan",
)
RADIOLOGY = Task(TaskKind.PRACTICE, "radiology", "Radiology", 20, 68, MONDAY)
CASES = Task(TaskKind.CASES, "", "", 2, 40, MONDAY)
MOCK = Task(TaskKind.MOCK, "short-25", "CPC exam, 25 questions", 25, 60, MONDAY + timedelta(2))


def a_plan(*tasks: Task, exam_on: date | None = None) -> Plan:
    return Plan((PlanWeek(MONDAY, MONDAY + timedelta(6), tasks),), MONDAY, exam_on, ())


def events(data: bytes) -> dict[str, Component]:
    return {str(event["uid"]): event for event in Calendar.from_ical(data).walk("VEVENT")}


def test_a_day_is_one_event_that_lists_its_work() -> None:
    found = events(write_calendar(a_plan(RADIOLOGY, CASES, MOCK), HEAD, STAMP))
    assert list(found) == ["study-20260302-k7@trainer.example.org", "study-20260304-k7@trainer.example.org"]
    monday = found["study-20260302-k7@trainer.example.org"]
    assert monday["summary"] == "Study 108 min: Radiology, cases"
    assert monday["description"] == "20 questions: Radiology, 68 minutes\n2 cases, 40 minutes"
    assert (monday["dtstart"].dt, monday["dtend"].dt) == (MONDAY, MONDAY + timedelta(1))
    assert (monday["dtstamp"].dt, monday["last-modified"].dt) == (STAMP, STAMP)
    assert (monday["sequence"], monday["transp"], monday["status"]) == (3, "TRANSPARENT", "CONFIRMED")
    assert monday["url"] == "https://trainer.example.org/plan"


def test_the_exam_is_an_event_of_its_own_and_makes_the_day_busy() -> None:
    found = events(write_calendar(a_plan(exam_on=date(2026, 3, 9)), HEAD, STAMP))
    exam = found["exam-k7@trainer.example.org"]
    assert list(found) == ["exam-k7@trainer.example.org"]
    assert (exam["summary"], exam["dtstart"].dt, exam["transp"]) == ("CPC exam", date(2026, 3, 9), "OPAQUE")


def test_the_head_names_product_calendar_and_zone() -> None:
    data = write_calendar(a_plan(), HEAD, STAMP)
    calendar = Calendar.from_ical(data)
    assert calendar["prodid"] == "-//Medcode Trainer//Study plan//EN"
    assert (calendar["version"], calendar["calscale"], calendar["method"]) == ("2.0", "GREGORIAN", "PUBLISH")
    assert (calendar["name"], calendar["x-wr-calname"]) == ("CPC study plan", "CPC study plan")
    assert calendar["x-wr-timezone"] == "America/Chicago"


def test_a_day_keeps_its_uid_and_a_day_without_work_any_more_is_cancelled() -> None:
    first = events(write_calendar(a_plan(RADIOLOGY, MOCK), HEAD, STAMP))
    later = replace(HEAD, revision=4)
    second = events(write_calendar(a_plan(CASES), later, STAMP + timedelta(days=1), dropped=[RADIOLOGY.on, MOCK.on]))
    assert list(second) == list(first)
    assert [event["status"] for event in second.values()] == ["CONFIRMED", "CANCELLED"]
    assert {event["sequence"] for event in second.values()} == {4}


def test_an_exam_that_is_no_more_is_cancelled_under_its_uid_and_one_that_moved_is_not() -> None:
    first = events(write_calendar(a_plan(exam_on=date(2026, 3, 9)), HEAD, STAMP))
    later = replace(HEAD, revision=4)
    gone = events(write_calendar(a_plan(), later, STAMP, dropped_exam=date(2026, 3, 9)))
    assert list(gone) == list(first) == ["exam-k7@trainer.example.org"]
    exam = gone["exam-k7@trainer.example.org"]
    assert (exam["status"], exam["sequence"], exam["dtstart"].dt) == ("CANCELLED", 4, date(2026, 3, 9))
    assert exam["transp"] == "TRANSPARENT", "the day is free again"
    moved = events(write_calendar(a_plan(exam_on=date(2026, 3, 16)), later, STAMP, dropped_exam=date(2026, 3, 9)))
    exam = moved["exam-k7@trainer.example.org"]
    assert (exam["status"], exam["dtstart"].dt) == ("CONFIRMED", date(2026, 3, 16))


def test_without_a_page_no_address_is_given() -> None:
    found = events(write_calendar(a_plan(CASES), replace(HEAD, url=""), STAMP))
    assert all("url" not in event for event in found.values())


def test_long_names_commas_and_letters_of_all_kinds_come_back_as_they_were() -> None:
    title = "Señales, Röntgen; «脳» \\ back " * 9
    data = write_calendar(a_plan(replace(RADIOLOGY, title=title)), replace(HEAD, name="Plan für Zoë, 2026"), STAMP)
    event = next(iter(events(data).values()))
    assert event["summary"] == f"Study 68 min: {title}"
    assert event["description"] == f"20 questions: {title}, 68 minutes"
    assert Calendar.from_ical(data)["name"] == "Plan für Zoë, 2026"
    assert b"Se\xc3\xb1ales\\, R\xc3\xb6ntgen\\; " in data.replace(b"\r\n ", b"")


def test_lines_end_with_crlf_and_hold_at_most_75_octets_of_whole_letters() -> None:
    areas = tuple(an_area(f"area-{place}", title="Übungen zu Ödemen, Größen und 脳 " * place) for place in range(1, 7))
    plan = make_plan(a_situation(areas=areas, exam_on=date(2026, 5, 15), forms=(SHORT, FULL, SEALED), cases_open=90))
    data = write_calendar(plan, HEAD, STAMP)
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert len(events(data)) == len({task.on for week in plan.weeks for task in week.tasks}) + 1


def test_the_same_plan_gives_the_same_bytes() -> None:
    plan = make_plan(a_situation(exam_on=date(2026, 5, 15)))
    assert write_calendar(plan, HEAD, STAMP) == write_calendar(plan, HEAD, STAMP)


def test_a_stamp_in_another_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="not a UTC instant"):
        write_calendar(a_plan(), HEAD, STAMP.astimezone(timezone(timedelta(hours=-6))))


def test_a_plan_can_be_stored_as_json() -> None:
    stored = TypeAdapter(Plan)
    for exam_on in (None, date(2026, 5, 15), MONDAY, date(2026, 1, 1), date(2027, 12, 1)):
        plan = make_plan(a_situation(exam_on=exam_on, weekly_hours=2, forms=(SHORT, FULL, SEALED), cases_open=30))
        assert stored.validate_json(stored.dump_json(plan)) == plan
