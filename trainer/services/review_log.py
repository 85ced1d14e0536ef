"""Takes answers into the log of reviews, and says of an answer when its item comes back.

The log is the fact; the cards are what it replays to. Every graded answer with an answer in it is a review of its item,
whatever kind of sitting it was given in.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping

from trainer.db.queries import people, sights
from trainer.db.queries import reviews as queries
from trainer.db.queries.graded import add_ratings
from trainer.domain.kernel.points import Points
from trainer.domain.review.cards import Card, latest_due, retention_percent, review
from trainer.domain.review.days import midnight_of, study_day
from trainer.domain.review.log import ReviewEntry, overrule
from trainer.domain.review.ratings import Confidence, Rating, rate
from trainer.services.scope import Scope, Scopes
from trainer.services.sights import Graded, seconds_of
from trainer.services.tracks import EXAM_PACE_SECONDS


@dataclass(frozen=True, slots=True)
class ComesBack:
    """When the item of an answer comes back, and why.

    `due_on` is the learner's date; `days` from their today, 0 or less when it is due, and 0 between midnight and the
    beginning of the day of study on which it comes back. `rating` is None where a later
    answer to the same item counts. `is_own`: the rating is not the one that the answer suggests. `speed` says whether
    the time decided: "slow", "quick" or "".
    """

    due_on: date
    days: int
    is_due: bool
    rating: Rating | None
    is_own: bool
    is_right: bool
    confidence: Confidence | None
    speed: str


def note_reviews(
    scope: Scope,
    learner_id: int,
    number: int,
    track: str,
    graded: Sequence[Graded],
    *,
    time_zone: str,
    exam_on: date | None,
    confidence: Confidence | None = None,
) -> None:
    """Takes questions of one sitting that were just graded into the log and the cards; unanswered ones are no reviews.

    A review is dated by the learner's day of study on which its answer was saved, not by its grading. Where the item
    was reviewed later already (in a sitting that was graded sooner) it is dated like that review: entries stay in
    order.

    To be called after the sights were stored, whose row of the item makes another sitting with the same item wait:
    until then there may be no card to lock.
    """
    answered = sorted((each.saved_at, each.position, each) for each in graded if each.saved_at is not None)
    if not answered:
        return
    zone = ZoneInfo(time_zone)
    item_ids = sorted({each.item_id for _, _, each in answered})
    known: dict[int, tuple[int, Card | None]] = {
        row["item_id"]: (row["entries"], _card(row)) for row in queries.lock_cards(scope.session, learner_id, item_ids)
    }
    rows = []
    for saved_at, position, each in answered:
        rating = rate(each.is_right, confidence, each.seconds, EXAM_PACE_SECONDS[track])
        entry = _next_entry(known.get(each.item_id, (0, None)), rating, saved_at, zone, exam_on)
        known[each.item_id] = entry.number, entry.after
        place = {"learner_id": learner_id, "item_id": each.item_id, "attempt_number": number, "position": position}
        rows.append(place | {"confidence": confidence, "spent_seconds": each.seconds} | _columns(entry, scope.now))
    _store(scope, rows)


def _next_entry(
    known: tuple[int, Card | None], rating: Rating, saved_at: datetime, zone: ZoneInfo, exam_on: date | None
) -> ReviewEntry:
    entries, card = known
    at = study_day(saved_at, zone)
    if card is not None and card.reviewed_at > at:
        at = card.reviewed_at
    percent = retention_percent(at.date(), exam_on)
    not_after = latest_due(at, midnight_of(exam_on) if exam_on else None)
    after = review(card, rating, at, percent, not_after)
    return ReviewEntry(entries + 1, rating, at, percent, not_after, is_overruling=False, before=card, after=after)


def log_earlier_answers(scopes: Scopes) -> int:
    """Takes answers that were graded before there was a log into it, for learners without one; how many there were.

    Each counts with its latest points, under the profile of today; how sure they were was not asked.
    """
    with scopes.reading() as scope:
        learners = queries.learners_without_log(scope.session)
    for learner_id in learners:
        with scopes.writing() as scope:
            _log_all(scope, learner_id)
    return len(learners)


def _log_all(scope: Scope, learner_id: int) -> None:
    profile = people.get_profile(scope.session, learner_id)
    sittings: dict[int, list[RowMapping]] = defaultdict(list)
    for row in sights.list_graded(scope.session, learner_id):
        sittings[row["number"]].append(row)
    for number, rows in sittings.items():
        seconds = seconds_of(scope, learner_id, number, rows[0])
        graded = [_earlier(row, seconds.get(row["position"])) for row in rows if row["answer_revision"]]
        zone, exam_on = profile.time_zone, profile.exam_on
        note_reviews(scope, learner_id, number, rows[0]["track"], graded, time_zone=zone, exam_on=exam_on)


def _earlier(row: RowMapping, seconds: int | None) -> Graded:
    is_right = Points(row["earned"], row["possible"]).is_full
    return Graded(row["position"], row["item_id"], is_right, row["saved_at"], seconds)


def overrule_corrected(scope: Scope, item_id: int, verdicts: Mapping[tuple[int, int, int], bool]) -> None:
    """Where the verdict on an answer has turned that was the last review of its item, the rating turns with it.

    `verdicts`: (learner, sitting, position) -> whether the answer is right now. A rating that the learner had chosen
    goes with the verdict that it rested on. The statements do not grow with the answers.
    """
    learners = [learner_id for learner_id, _, _ in verdicts]
    span = min(learners), max(learners)
    queries.lock_cards_of(scope.session, item_id, span)
    rows = []
    for row in queries.list_last_entries(scope.session, item_id, span):
        is_right = verdicts.get((row["learner_id"], row["attempt_number"], row["position"]))
        if is_right is None:
            continue
        rating = _suggested(row, is_right)
        if rating != row["rating"]:
            rows.append(_overruling(row, rating, scope.now))
    _store(scope, rows)


def store_overruling(scope: Scope, last: RowMapping, rating: Rating) -> None:
    """Appends another rating in the place of the last one of an item, whose card is locked."""
    _store(scope, [_overruling(last, rating, scope.now)])


def _overruling(last: RowMapping, rating: Rating, at: datetime) -> dict[str, Any]:
    names = ("learner_id", "item_id", "attempt_number", "position", "confidence", "spent_seconds")
    return {name: last[name] for name in names} | _columns(overrule(to_entry(last), rating), at)


def _store(scope: Scope, rows: Sequence[Mapping[str, Any]]) -> None:
    """Appends rows to the log, in their order, and stores the cards that they lead to."""
    add_ratings(scope.session, [(row, _card_row(row)) for row in rows])


def _card_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "learner_id": row["learner_id"],
        "item_id": row["item_id"],
        "stability": row["stability_after"],
        "difficulty": row["difficulty_after"],
        "due_at": row["due_after"],
        "reviewed_at": row["reviewed_at"],
        "entries": row["number"],
    }


def _columns(entry: ReviewEntry, logged_at: datetime) -> dict[str, Any]:
    before = entry.before
    return {
        "number": entry.number,
        "rating": entry.rating,
        "is_overruling": entry.is_overruling,
        "reviewed_at": entry.reviewed_at,
        "retention_percent": entry.retention_percent,
        "not_after": entry.not_after,
        "stability_before": before and before.stability,
        "difficulty_before": before and before.difficulty,
        "due_before": before and before.due_at,
        "reviewed_before": before and before.reviewed_at,
        "stability_after": entry.after.stability,
        "difficulty_after": entry.after.difficulty,
        "due_after": entry.after.due_at,
        "logged_at": logged_at,
    }


def _card(row: RowMapping) -> Card:
    return Card(row["stability"], row["difficulty"], row["due_at"], row["reviewed_at"])


def to_entry(row: RowMapping) -> ReviewEntry:
    """A row of the log as the entry that the domain replays."""
    before = None
    if row["reviewed_before"] is not None:
        before = Card(row["stability_before"], row["difficulty_before"], row["due_before"], row["reviewed_before"])
    return ReviewEntry(
        row["number"],
        Rating(row["rating"]),
        row["reviewed_at"],
        row["retention_percent"],
        row["not_after"],
        is_overruling=row["is_overruling"],
        before=before,
        after=Card(row["stability_after"], row["difficulty_after"], row["due_after"], row["reviewed_at"]),
    )


def _suggested(row: RowMapping, is_right: bool) -> Rating:
    return rate(is_right, _confidence(row), row["spent_seconds"], EXAM_PACE_SECONDS[row["track"]])


def _confidence(row: RowMapping) -> Confidence | None:
    return None if row["confidence"] is None else Confidence(row["confidence"])


def comes_back(row: RowMapping, number: int, position: int, points: Points | None, now: datetime) -> ComesBack | None:
    """What the row of a verdict (`get_verdict`) says about the item's return; None while the item has no card."""
    if row["due_at"] is None or points is None:
        return None
    zone = ZoneInfo(row["time_zone"])
    today = study_day(now, zone)
    due_at = effective_due(row["due_at"], row["reviewed_at"], row["exam_on"], today)
    due_on = due_at.date()
    is_last = (row["rated_number"], row["rated_position"]) == (number, position)
    suggested, pace = _suggested(row, points.is_full), EXAM_PACE_SECONDS[row["track"]]
    is_slow = points.is_full and row["spent_seconds"] is not None and row["spent_seconds"] > 2 * pace
    return ComesBack(
        due_on,
        (due_on - now.astimezone(zone).date()).days,
        is_due=due_at <= today,
        rating=Rating(row["rating"]) if is_last else None,
        is_own=row["rating"] != suggested,
        is_right=points.is_full,
        confidence=_confidence(row),
        speed="slow" if is_slow else "quick" if suggested is Rating.EASY else "",
    )


def effective_due(due_at: datetime, reviewed_at: datetime, exam_on: date | None, today: datetime) -> datetime:
    """When a card comes back if the exam is nearer now than when it was reviewed: never after the exam.

    All moments are days of study, see `trainer.domain.review.days`.
    """
    if exam_on is None or midnight_of(exam_on) < today:
        return due_at
    not_after = latest_due(reviewed_at, midnight_of(exam_on))
    return due_at if not_after is None else min(due_at, not_after)
