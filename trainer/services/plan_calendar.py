"""A study plan as an iCalendar file (RFC 5545): one all-day event for each day with work, and one for the exam."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from icalendar import Calendar, Event

from trainer.domain.kernel.moments import require_utc
from trainer.domain.readiness.plan_values import Plan, Task
from trainer.domain.readiness.plan_words import task_line, task_name

PRODUCT = "-//Medcode Trainer//Study plan//EN"


@dataclass(frozen=True, slots=True)
class CalendarHead:
    """What a calendar is known by.

    `domain` and `learner_key` make the UIDs: the same key for the same learner for ever, and no personal data.
    `revision` is the number of the plan and grows with each one; `url` leads to the plan's page and may be empty.
    """

    domain: str
    learner_key: str
    name: str
    exam_title: str
    time_zone: str
    revision: int
    url: str = ""


def write_calendar(
    plan: Plan,
    head: CalendarHead,
    stamp: datetime,
    dropped: Collection[date] = (),
    dropped_exam: date | None = None,
) -> bytes:
    """The file, UTF-8 with CRLF and lines folded at 75 octets; the same arguments give the same bytes.

    A day keeps its UID from plan to plan and the exam has one of its own, so that a file taken in again changes what
    is there instead of doubling it. `dropped` are days that had work in an earlier plan: those without any now are
    sent as cancelled, for a file cannot take away what it does not name. So is the exam of an earlier plan,
    `dropped_exam`, where this one has none. Study days leave the learner free (TRANSPARENT), the exam makes the day
    busy. Days are the learner's own and float with them; the zone is only named.

    Raises:
        ValueError: the stamp is not a UTC instant.
    """
    stamp = require_utc(stamp)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", head.name)
    calendar.add("x-wr-calname", head.name)
    calendar.add("x-wr-timezone", head.time_zone)
    tasks = (task for week in plan.weeks for task in week.tasks)
    days = {day: tuple(work) for day, work in groupby(tasks, key=lambda task: task.on)}
    for day in sorted({*days, *dropped}):
        calendar.add_component(_study_day(head, stamp, day, days.get(day, ())))
    if plan.exam_on:
        calendar.add_component(_exam_day(head, stamp, plan.exam_on, "CONFIRMED"))
    elif dropped_exam:
        calendar.add_component(_exam_day(head, stamp, dropped_exam, "CANCELLED"))
    return bytes(calendar.to_ical(sorted=True))


def _study_day(head: CalendarHead, stamp: datetime, day: date, tasks: tuple[Task, ...]) -> Event:
    event = _all_day(head, stamp, f"study-{day:%Y%m%d}", day)
    event.add("transp", "TRANSPARENT")
    if not tasks:
        event.add("summary", "No study planned")
        event.add("status", "CANCELLED")
        return event
    names = ", ".join(dict.fromkeys(task_name(task) for task in tasks))
    event.add("summary", f"Study {sum(task.minutes for task in tasks)} min: {names}")
    event.add("description", "\n".join(task_line(task) for task in tasks))
    event.add("status", "CONFIRMED")
    return event


def _exam_day(head: CalendarHead, stamp: datetime, day: date, status: str) -> Event:
    event = _all_day(head, stamp, "exam", day)
    event.add("summary", head.exam_title)
    event.add("transp", "OPAQUE" if status == "CONFIRMED" else "TRANSPARENT")
    event.add("status", status)
    return event


def _all_day(head: CalendarHead, stamp: datetime, name: str, day: date) -> Event:
    event = Event()
    event.add("uid", f"{name}-{head.learner_key}@{head.domain}")
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("sequence", head.revision)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(1))
    if head.url:
        event.add("url", head.url)
    return event
