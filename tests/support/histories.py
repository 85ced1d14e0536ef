"""Learners with a past: answers, cases, reviews and estimates of many days, put into the database in bulk.

Shared by tests, by the benchmark of the start page and by the script that takes the screenshots. Deterministic.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, insert, select, update
from sqlalchemy.orm import aliased

from tests.support.builders import some_options
from tests.support.exams import CPC
from tests.support.library import an_item
from trainer.content.item_files import AuthoredItem
from trainer.content.library import Library
from trainer.db.models.attempts import AnswerEvent, AnswerRow, AttemptItem, AttemptRow
from trainer.db.models.cases import CaseKeyRevision, CaseSubmission, CaseVersion
from trainer.db.models.content import Item, ItemKey, ItemVersion
from trainer.db.models.grades import FIRST_RUN_ID, AttemptScore, CaseGradeRow, GradedLineRow, GradeRow
from trainer.db.models.people import User
from trainer.db.models.reviews import ReviewCard, ReviewLog
from trainer.db.models.study import ReadinessSnapshot
from trainer.db.queries.attempts import LATEST_KEY
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, Feedback
from trainer.domain.exams.blueprint import Blueprint
from trainer.domain.exams.forms import forms_of
from trainer.domain.grading.findings import FindingKind
from trainer.domain.items.answers import SingleAnswer
from trainer.domain.items.content import SingleBest
from trainer.domain.items.keys import SingleKey
from trainer.domain.readiness.evidence import FEWEST_SIGHTS
from trainer.domain.review.days import study_day
from trainer.domain.review.log import ReviewEntry, next_entry
from trainer.domain.review.ratings import Rating
from trainer.services.scope import Scope
from trainer.services.sights import rebuild_caches, time_zone_of

SITTING = 25
EXAM_EVERY = 20
"""One sitting of so many is an exam."""

LINES = 6
RETENTION_PERCENT = 90
_KINDS = (
    (FindingKind.LATERALITY, 5),
    (FindingKind.LESS_SPECIFIC, 4),
    (FindingKind.MODIFIER_MISSING, 4),
    (FindingKind.POINTER, 2),
    (FindingKind.EM_OVER, 2),
    (FindingKind.UNBUNDLED, 1),
)


@dataclass(frozen=True, slots=True)
class Past:
    """What a learner has done: so many answers and cases, on so many of the last `span_days` days."""

    answers: int
    days: int
    cases: int
    span_days: int = 180
    track: str = "cpc"
    seed: int = 20261125


@dataclass(frozen=True, slots=True)
class _Known:
    """A question that can be dealt, with its right option."""

    version_id: int
    item_id: int
    key_id: int
    options: tuple[str, ...]
    right: str


@dataclass(frozen=True, slots=True)
class _Given:
    """One answer of the past."""

    number: int
    position: int
    known: _Known
    is_right: bool
    saved_at: datetime

    @property
    def answer(self) -> SingleAnswer:
        right = self.known.right
        return SingleAnswer(right if self.is_right else next(each for each in self.known.options if each != right))

    @property
    def dealt(self) -> dict[str, Any]:
        return {"item_version_id": self.known.version_id, "option_order": self.known.options}

    @property
    def event(self) -> dict[str, Any]:
        named = {"client_id": "past", "sequence": self.position, "base_revision": 0}
        return named | {"answer": self.answer, "received_at": self.saved_at, "is_late": False}

    def grade(self, at: datetime) -> dict[str, Any]:
        by = {"run_id": FIRST_RUN_ID, "answer_revision": 1, "item_key_id": self.known.key_id, "grader_version": 1}
        return by | {"earned": 12 * self.is_right, "possible": 12, "graded_at": at}


@cache
def a_large_library(count: int = 150) -> Library:
    """A library with so many questions of the CPC, spread over its areas: enough for an estimate."""
    return Library((CPC,), tuple(_many_items(count)), ())


def _many_items(count: int) -> Iterator[AuthoredItem]:
    areas = [area.slug for area in CPC.areas for _ in range(area.questions)]
    for number in range(count):
        area = areas[number * 7 % len(areas)]
        item = an_item(f"large-{number}", SingleBest(some_options()), SingleKey("B"), area=area)
        yield replace(item, difficulty=1 + number % 5)


def add_past(scope: Scope, learner_id: int, past: Past, blueprint: Blueprint) -> None:
    """Stores the past of a learner who has done nothing yet, up to now, and makes their caches."""
    dice = random.Random(past.seed)
    writer = _Writer(scope, learner_id, past, blueprint, _days(past, scope.now, dice), dice)
    given = writer.add_sittings()
    writer.add_cases()
    scope.session.execute(update(User).where(User.id == learner_id).values(next_attempt_number=writer.number))
    _add_reviews(scope, learner_id, given)
    writer.add_estimates(given)
    rebuild_caches(scope, learner_id)


def _days(past: Past, now: datetime, dice: random.Random) -> list[date]:
    """The days of study, oldest first, the last ones before today among them."""
    yesterday = now.date() - timedelta(days=1)
    recent = [yesterday - timedelta(days=back) for back in range(min(4, past.days))]
    others = [yesterday - timedelta(days=back) for back in range(len(recent), past.span_days - 1)]
    return sorted([*recent, *dice.sample(others, past.days - len(recent))])


def _list_known(scope: Scope, track: str) -> list[_Known]:
    """The questions with one best answer that anybody may be dealt; of a family each variant, for it is one item."""
    statement = (
        select(ItemVersion.id, ItemVersion.item_id, ItemVersion.content, ItemKey.id.label("key_id"), ItemKey.key)
        .join(Item, and_(Item.id == ItemVersion.item_id, Item.current_number == ItemVersion.number))
        .join(ItemKey, and_(ItemKey.item_version_id == ItemVersion.id, ItemKey.revision == LATEST_KEY))
        .where(Item.track == track, Item.retired_at.is_(None), Item.is_sealed.is_(False), ItemVersion.variant < 2)
        .order_by(ItemVersion.id)
    )
    return [
        _Known(
            row.id, row.item_id, row.key_id, tuple(option.id for option in row.content.response.options), row.key.option
        )
        for row in scope.session.execute(statement)
        if isinstance(row.key, SingleKey)
    ]


@dataclass(slots=True)
class _Writer:
    """Stores what somebody did on these days; `number` is that of the next sitting."""

    scope: Scope
    learner_id: int
    past: Past
    blueprint: Blueprint
    days: Sequence[date]
    dice: random.Random
    number: int = 1

    def add_sittings(self) -> list[_Given]:
        """One sitting a day at least, of 25 questions at most: what is new by then, and else what is known."""
        known, answers = _list_known(self.scope, self.past.track), self.past.answers
        self.dice.shuffle(known)
        sittings = max(-(-answers // SITTING), min(len(self.days), answers))
        sizes = [answers * (place + 1) // sittings - answers * place // sittings for place in range(sittings)]
        given: list[_Given] = []
        met = 0
        for place, size in enumerate(sizes):
            all_new = met + size if answers <= len(known) else round(len(known) * ((place + 1) / len(sizes)) ** 3)
            until = min(max(all_new, size), met + size, len(known))
            new = known[met:until]
            questions = [*self.dice.sample(known[:met], min(met, size - len(new))), *new]
            met = until
            day = self.days[place * len(self.days) // len(sizes)]
            begins = datetime.combine(day, time(14), UTC) + timedelta(minutes=50 * (place % 8))
            given += self._answer(questions, begins, skill=0.55 + 0.25 * place / len(sizes))
            self._sit(given[-len(questions) :], begins, is_exam=place % EXAM_EVERY == EXAM_EVERY - 1)
        return given

    def _answer(self, questions: Sequence[_Known], begins: datetime, skill: float) -> list[_Given]:
        at, given = begins, []
        for position, known in enumerate(questions, start=1):
            at += timedelta(seconds=max(20, self.dice.gauss(150 - 40 * skill, 35)))
            given.append(_Given(self.number, position, known, self.dice.random() < skill, at))
        return given

    def _sit(self, given: Sequence[_Given], begins: datetime, *, is_exam: bool) -> None:
        """One sitting, handed in and graded."""
        closed_at = given[-1].saved_at + timedelta(minutes=1)
        form = forms_of(self.blueprint)[0] if is_exam else None
        row = self._attempt(AttemptKind.EXAM if is_exam else AttemptKind.PRACTICE, len(given), begins, closed_at)
        _insert(self.scope, AttemptRow, [row | {"form": form}])
        places = [self._here | {"position": each.position} for each in given]
        for table, columns in (
            (AttemptItem, [each.dealt for each in given]),
            (AnswerRow, [{"revision": 1, "answer": each.answer, "saved_at": each.saved_at} for each in given]),
            (AnswerEvent, [each.event for each in given]),
            (GradeRow, [each.grade(closed_at) for each in given]),
        ):
            _insert(self.scope, table, [place | column for place, column in zip(places, columns, strict=True)])
        right = sum(each.is_right for each in given)
        score = {"earned": 12 * right, "possible": 12 * len(given), "correct": right, "answered": len(given)}
        _insert(self.scope, AttemptScore, [self._here | {"run_id": FIRST_RUN_ID} | score])
        self.number += 1

    @property
    def _here(self) -> dict[str, Any]:
        return {"learner_id": self.learner_id, "attempt_number": self.number}

    def _attempt(self, kind: AttemptKind, count: int, begins: datetime, closed_at: datetime) -> dict[str, Any]:
        return {
            "learner_id": self.learner_id,
            "number": self.number,
            "request_id": f"past-{self.number}",
            "kind": kind,
            "track": "cpc" if kind is AttemptKind.CASE else self.past.track,
            "title": f"{self.past.track.upper()} {kind} of the past",
            "feedback": Feedback.AT_END,
            "state": AttemptState.SUBMITTED,
            "item_count": count,
            "started_at": begins,
            "deadline_at": begins + timedelta(hours=4) if kind is AttemptKind.EXAM else None,
            "closed_at": closed_at,
            "graded_at": closed_at,
        }

    def add_cases(self) -> None:
        """Cases that were handed in on days of study, with fewer and fewer errors."""
        versions = _list_case_versions(self.scope)
        kinds, weights = zip(*_KINDS, strict=True)
        count = self.past.cases if versions else 0
        for place in range(count):
            day = self.days[(2 * place + 1) * len(self.days) // (2 * count)]
            closed_at = datetime.combine(day, time(21), UTC) + timedelta(minutes=place % 60)
            chance = 0.6 - 0.45 * place / count
            faults = [
                self.dice.choices(kinds, weights)[0].value if self.dice.random() < chance else "" for _ in range(LINES)
            ]
            self._hand_in(*versions[place % len(versions)], closed_at, faults)

    def _hand_in(self, version_id: int, key_id: int, closed_at: datetime, faults: Sequence[str]) -> None:
        _insert(self.scope, AttemptRow, [self._attempt(AttemptKind.CASE, 1, closed_at, closed_at)])
        submission = {"case_version_id": version_id, "revision": 1, "note": ""}
        _insert(self.scope, CaseSubmission, [self._here | submission])
        wrong = sum(map(bool, faults))
        grade = {
            "submission_revision": 1,
            "case_key_id": key_id,
            "grader_version": 1,
            "earned": 12 * (LINES - wrong),
            "possible": 12 * LINES,
            "sections": (),
            "correct_lines": LINES - wrong,
            "key_lines": LINES,
            "is_clean": not wrong,
            "graded_at": closed_at,
        }
        _insert(self.scope, CaseGradeRow, [self._here | {"run_id": FIRST_RUN_ID} | grade])
        _insert(self.scope, GradedLineRow, list(_lines(self._here, faults)))
        self.number += 1

    def add_estimates(self, given: Sequence[_Given]) -> None:
        """An estimate for each day of study on which a hundred questions had been seen; it rises and narrows."""
        rows, questions = [], self.blueprint.questions
        met_on: dict[int, date] = {}
        for each in given:
            met_on.setdefault(each.known.item_id, each.saved_at.date())
        for place, day in enumerate(self.days):
            seen = sum(met <= day for met in met_on.values())
            if seen < FEWEST_SIGHTS:
                continue
            done = place / len(self.days)
            score, margin = round(questions * (0.55 + 0.2 * done)), round(questions * (0.12 - 0.06 * done))
            rows.append(
                {
                    "learner_id": self.learner_id,
                    "track": self.past.track,
                    "day": day,
                    "taken_at": datetime.combine(day, time(23), UTC),
                    "first_sights": seen,
                    "questions": questions,
                    "pass_questions": self.blueprint.pass_questions,
                    "score": score,
                    "low": max(0, score - margin),
                    "high": min(questions, score + margin),
                    "chance_permille": 500,
                    "level": "fair",
                }
            )
        _insert(self.scope, ReadinessSnapshot, rows)


def _list_case_versions(scope: Scope) -> list[tuple[int, int]]:
    """The versions of cases with their newest key."""
    other = aliased(CaseKeyRevision)
    latest = select(func.max(other.revision)).where(other.case_version_id == CaseVersion.id).scalar_subquery()
    statement = (
        select(CaseVersion.id, CaseKeyRevision.id)
        .join(CaseKeyRevision, CaseKeyRevision.case_version_id == CaseVersion.id)
        .where(CaseKeyRevision.revision == latest)
        .order_by(CaseVersion.id)
    )
    return [(version_id, key_id) for version_id, key_id in scope.session.execute(statement)]


def _lines(of_case: dict[str, int], faults: Sequence[str]) -> Iterator[dict[str, Any]]:
    for row, fault in enumerate(faults):
        yield of_case | {
            "run_id": FIRST_RUN_ID,
            "row": row,
            "section": "procedures" if row % 2 else "diagnoses",
            "learner_line": row // 2,
            "key_line": row // 2,
            "verdict": "wrong" if fault else "right",
            "earned": 0 if fault else 12,
            "faults": (fault,) if fault else (),
            "entered": "",
            "explanation": "",
            "findings": (),
        }


def _add_reviews(scope: Scope, learner_id: int, given: Sequence[_Given]) -> None:
    """Stores a review for every answer, rated by its verdict."""
    zone = ZoneInfo(time_zone_of(scope, learner_id))
    last: dict[int, ReviewEntry] = {}
    rows = []
    for each in sorted(given, key=lambda each: each.saved_at):
        rating = Rating.GOOD if each.is_right else Rating.AGAIN
        entry = next_entry(last.get(each.known.item_id), rating, study_day(each.saved_at, zone), RETENTION_PERCENT)
        last[each.known.item_id] = entry
        rows.append(_log(learner_id, each, entry))
    _insert(scope, ReviewLog, rows)
    _insert(
        scope,
        ReviewCard,
        [
            {
                "learner_id": learner_id,
                "item_id": item_id,
                "stability": entry.after.stability,
                "difficulty": entry.after.difficulty,
                "due_at": entry.after.due_at,
                "reviewed_at": entry.after.reviewed_at,
                "entries": entry.number,
            }
            for item_id, entry in last.items()
        ],
    )


def _log(learner_id: int, given: _Given, entry: ReviewEntry) -> dict[str, Any]:
    before = entry.before
    return {
        "learner_id": learner_id,
        "item_id": given.known.item_id,
        "number": entry.number,
        "attempt_number": given.number,
        "position": given.position,
        "rating": entry.rating,
        "confidence": None,
        "spent_seconds": None,
        "is_overruling": False,
        "reviewed_at": entry.reviewed_at,
        "retention_percent": entry.retention_percent,
        "not_after": None,
        "stability_before": before and before.stability,
        "difficulty_before": before and before.difficulty,
        "due_before": before and before.due_at,
        "reviewed_before": before and before.reviewed_at,
        "stability_after": entry.after.stability,
        "difficulty_after": entry.after.difficulty,
        "due_after": entry.after.due_at,
        "logged_at": given.saved_at,
    }


def _insert(scope: Scope, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        scope.session.execute(insert(table), rows)
