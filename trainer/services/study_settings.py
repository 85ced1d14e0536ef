"""What a learner sets for their studies: exam date, hours, reviews, time zone, daily mail. Changing them plans anew."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib.resources import files
from zoneinfo import available_timezones

from trainer.db.models.people import LearnerProfile
from trainer.db.queries import people, plans
from trainer.domain.readiness.plan_values import MOST_WEEKLY_HOURS
from trainer.services.plans import local_day, plan_again
from trainer.services.scope import Scope
from trainer.services.sights import rebuild_caches

MOST_DAILY_REVIEWS = 200
MOST_DAYS_AHEAD = 3 * 365 + 1
FIELDS = ("exam_on", "weekly_hours", "daily_review_limit", "time_zone", "mail_hour")

NEEDS_ADDRESS = "Confirm your e-mail address first: the daily mail goes to confirmed addresses only."

_UNITED_STATES = (
    ("America/New_York", "Eastern: New York"),
    ("America/Chicago", "Central: Chicago"),
    ("America/Denver", "Mountain: Denver"),
    ("America/Phoenix", "Mountain without summer time: Phoenix"),
    ("America/Los_Angeles", "Pacific: Los Angeles"),
    ("America/Anchorage", "Alaska: Anchorage"),
    ("Pacific/Honolulu", "Hawaii: Honolulu"),
    ("America/Puerto_Rico", "Atlantic: Puerto Rico"),
    ("Pacific/Guam", "Chamorro: Guam"),
)


@dataclass(frozen=True, slots=True)
class StudySettings:
    """The settings in force. `mail_hour` is None where no daily mail is wanted."""

    exam_on: date | None
    weekly_hours: int
    daily_review_limit: int
    time_zone: str
    mail_hour: int | None

    @property
    def typed(self) -> dict[str, str]:
        """As they stand in the form."""
        return {
            "exam_on": self.exam_on.isoformat() if self.exam_on else "",
            "weekly_hours": str(self.weekly_hours),
            "daily_review_limit": str(self.daily_review_limit),
            "time_zone": self.time_zone,
            "mail_hour": "" if self.mail_hour is None else str(self.mail_hour),
        }


def get_settings(scope: Scope) -> StudySettings:
    """The learner's settings."""
    return _settings_of(people.get_profile(scope.session, scope.learner.id))


def _settings_of(profile: LearnerProfile) -> StudySettings:
    return StudySettings(
        profile.exam_on, profile.weekly_hours, profile.daily_review_limit, profile.time_zone, profile.mail_hour
    )


def save_settings(scope: Scope, typed: Mapping[str, str]) -> dict[str, str]:
    """Field -> what is wrong with it; nothing is stored then. Fields left out stay as they are.

    What the plan is made from changed, or there is none yet: a new plan is appended. Another time zone: the days of
    study are counted again by it.
    """
    people.lock_learner(scope.session, scope.learner.id)
    profile = people.get_profile(scope.session, scope.learner.id)
    before = _settings_of(profile)
    reader = _Reader(before, typed)
    after = reader.settings(scope)
    if after.mail_hour is not None and not scope.learner.is_email_verified:
        reader.problems.setdefault("mail_hour", NEEDS_ADDRESS)
    if reader.problems:
        return reader.problems
    for name in FIELDS:
        setattr(profile, name, getattr(after, name))
    scope.session.flush()
    if after.time_zone != before.time_zone:
        rebuild_caches(scope, scope.learner.id)
    if (
        replace(after, mail_hour=before.mail_hour) != before
        or plans.get_plan(scope.session, scope.learner.id)["plan"] is None
    ):
        plan_again(scope)
    return {}


class _Reader:
    """Reads what was typed, and collects what is wrong with it."""

    def __init__(self, before: StudySettings, typed: Mapping[str, str]) -> None:
        self.problems: dict[str, str] = {}
        self._before = before
        self._typed = {name: typed[name].strip() for name in FIELDS if name in typed}

    def settings(self, scope: Scope) -> StudySettings:
        """The settings as typed, those in force where something is wrong or left out."""
        time_zone = self._time_zone()
        return StudySettings(
            self._exam_on(local_day(scope.now, time_zone)),
            self._whole_number("weekly_hours", self._before.weekly_hours, MOST_WEEKLY_HOURS, "hours a week"),
            self._whole_number(
                "daily_review_limit", self._before.daily_review_limit, MOST_DAILY_REVIEWS, "reviews a day"
            ),
            time_zone,
            self._mail_hour(),
        )

    def _time_zone(self) -> str:
        if "time_zone" not in self._typed:
            return self._before.time_zone
        known = known_zones().get(self._typed["time_zone"].casefold())
        if known is None:
            self.problems["time_zone"] = "This is no time zone that we know. Choose the city whose clock you live by."
        return known or self._before.time_zone

    def _exam_on(self, today: date) -> date | None:
        if "exam_on" not in self._typed:
            return self._before.exam_on
        text = self._typed["exam_on"]
        if not text:
            return None
        if (day := _read_date(text)) is None:
            self.problems["exam_on"] = "Write the date as year-month-day, such as 2026-10-12."
        elif day < today and day != self._before.exam_on:  # the form sends the stored day back, also after the exam
            self.problems["exam_on"] = "This day has gone by. Enter the next date, or leave the field empty."
        elif (day - today).days > MOST_DAYS_AHEAD:
            self.problems["exam_on"] = "This is more than three years away. Check the year, or leave the field empty."
        return self._before.exam_on if "exam_on" in self.problems else day

    def _whole_number(self, name: str, before: int, most: int, what: str) -> int:
        if name not in self._typed:
            return before
        text = self._typed[name]
        if text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most:
            return int(text)
        self.problems[name] = f"Enter a whole number from 1 to {most} {what}."
        return before

    def _mail_hour(self) -> int | None:
        if "mail_hour" not in self._typed:
            return self._before.mail_hour
        text = self._typed["mail_hour"]
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 3 and int(text) < 24:
            return int(text)
        self.problems["mail_hour"] = "Choose one of the hours shown, or no mail."
        return self._before.mail_hour


def _read_date(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@lru_cache(maxsize=1)
def known_zones() -> dict[str, str]:
    """Every name of the IANA list, old ones too, by its folded form: browsers name zones in either way."""
    return {name.casefold(): name for name in available_timezones() - {"localtime", "Factory"}}


@lru_cache(maxsize=1)
def list_zones() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The zones to choose from: groups of name and title, those of the United States first, then by continent."""
    first = {name for name, _ in _UNITED_STATES}
    text = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    names = sorted(line.split("\t")[2] for line in text.splitlines() if not line.startswith("#"))
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in names:
        region, _, place = name.partition("/")
        if name not in first:
            groups.setdefault(region, []).append((name, place.replace("_", " ").replace("/", ", ")))
    others = tuple((region, tuple(places)) for region, places in groups.items())
    return (("United States", _UNITED_STATES), *others, ("Everywhere", (("UTC", "UTC"),)))
