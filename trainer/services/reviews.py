"""Reviews of today: what is due, which of it comes now and why, a sitting of it; ratings that the learner changes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping

from trainer.db.queries import attempts, items, people
from trainer.db.queries import reviews as queries
from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.domain.attempts.decisions import Submit
from trainer.domain.exams.practice import MAX_PRACTICE_ITEMS
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.domain.readiness.plan_values import REVIEW_SECONDS
from trainer.domain.review.cards import Card
from trainer.domain.review.days import DAY, midnight_of, study_day
from trainer.domain.review.queue import DueCard, Rationed, card_weights, ration
from trainer.domain.review.ratings import Rating
from trainer.services.grading import close_attempt, grade_closed
from trainer.services.practice import (
    OpenSitting,
    Pool,
    PracticeRequest,
    deal_sitting,
    list_open_sittings,
)
from trainer.services.review_log import store_overruling
from trainer.services.scope import Scope
from trainer.services.sittings import items_under_examination

MORE = 10
"""Reviews that can be asked for when the day's limit is reached."""
SHOWN_DAYS = 7
SIGHT_DAYS = 365
"""How far what is coming is counted, to see when the backlog ends."""


@dataclass(frozen=True, slots=True)
class DueToday:
    """Numbers of the day of study. `limit` is a day's, `done` how many due items were reviewed since it began.

    `next_on` is the date of the day of study on which the next item falls due; None if there is none that is not due.
    """

    cards: int
    due: int
    limit: int
    done: int
    next_on: date | None

    @property
    def now(self) -> int:
        """How many reviews are still to be done today."""
        return min(self.due, max(self.limit - self.done, 0))

    @property
    def waiting(self) -> int:
        """How many due items are left for another day."""
        return self.due - self.now


@dataclass(frozen=True, slots=True)
class DueArea:
    """An area with the number of its due items and of those that come today."""

    title: str
    due: int
    now: int


@dataclass(frozen=True, slots=True)
class ComingDay:
    on: date
    reviews: int


@dataclass(frozen=True, slots=True)
class DuePage:
    """`exam_on` only while the exam is ahead. `days_to_clear` counts today; None if the end is not in sight.

    `on` is the date on the learner's calendar: before the day of study begins it is already that of the first of the
    days `coming`. `open_sitting`: reviews that are begun and not all answered. `more`: how many can be asked for beyond
    the limit.
    """

    track: str
    on: date
    today: DueToday
    exam_on: date | None
    days_to_clear: int | None
    minutes: int
    more: int
    areas: tuple[DueArea, ...]
    coming: tuple[ComingDay, ...]
    open_sitting: OpenSitting | None


@dataclass(frozen=True, slots=True)
class _Day:
    """The learner's day of study and their bounds on it. `is_last`: all that was not reviewed on it is due."""

    today: datetime
    on: date
    limit: int
    exam_on: date | None
    is_last: bool

    @property
    def exam_at(self) -> datetime | None:
        return midnight_of(self.exam_on) if self.exam_on else None


def _day(scope: Scope) -> _Day:
    profile = people.get_profile(scope.session, scope.learner.id)
    zone, exam_on = ZoneInfo(profile.time_zone), profile.exam_on
    today = study_day(scope.now, zone)
    return _Day(
        today,
        scope.now.astimezone(zone).date(),
        profile.daily_review_limit,
        exam_on if exam_on and exam_on >= today.date() else None,
        is_last=exam_on in (today.date(), (today + DAY).date()),
    )


def count_due(scope: Scope, track: str) -> DueToday:
    """The numbers of today, in two statements."""
    return _count(scope, track, _day(scope))


def _count(scope: Scope, track: str, day: _Day) -> DueToday:
    learner_id, now = scope.learner.id, scope.now
    row = queries.count_cards(scope.session, learner_id, track, now, day.today, all_are=day.is_last)
    next_on = row["next_at"] and _brought_forward(row["next_at"], day).date()
    return DueToday(row["cards"], int(row["due"]), day.limit, row["done"], next_on)


def _brought_forward(due_at: datetime, day: _Day) -> datetime:
    """Nothing comes back after the exam, though it lay further off when the item was reviewed."""
    if day.exam_at is None or day.exam_at <= day.today:
        return due_at
    return min(due_at, max(day.exam_at - DAY, day.today + DAY))


def get_due(scope: Scope, track: str) -> DuePage:
    """What is due in a track, which of it comes today, and what it rests on."""
    day = _day(scope)
    today = _count(scope, track, day)
    rows = _list_due(scope, track, day)
    coming = _coming(scope, track, day)
    areas = items.list_areas(scope.session, track)
    weights = _weights(scope, track, areas)
    rationed = _ration(day, rows, weights, today.now, coming)
    more = min(today.waiting, MORE) if not today.now else 0
    return DuePage(
        track=track,
        on=day.on,
        today=today,
        exam_on=day.exam_on,
        days_to_clear=rationed.days_to_clear,
        minutes=-(-today.now * REVIEW_SECONDS // 60),
        more=more,
        areas=_by_area(areas, rows, rationed),
        coming=_next_days(day, coming),
        open_sitting=_open_reviews(scope, track),
    )


def _list_due(scope: Scope, track: str, day: _Day) -> list[RowMapping]:
    learner_id, now = scope.learner.id, scope.now
    return queries.list_due(scope.session, learner_id, track, now, day.today, all_are=day.is_last)


def _coming(scope: Scope, track: str, day: _Day) -> Counter[datetime]:
    """How many cards fall due on the days of study to come."""
    learner_id, now = scope.learner.id, scope.now
    rows = queries.list_coming(scope.session, learner_id, track, now, day.today, all_are=day.is_last)
    counts: Counter[datetime] = Counter()
    for row in rows:
        counts[_brought_forward(row["due_at"], day)] += row["cards"]
    return counts


def _weights(scope: Scope, track: str, areas: Sequence[RowMapping]) -> dict[str, float]:
    return card_weights({row["slug"]: row["questions"] for row in areas}, items.count_by_area(scope.session, track))


def _ration(
    day: _Day,
    rows: Sequence[RowMapping],
    weights: Mapping[str, float],
    remaining: int,
    coming: Mapping[datetime, int] | None = None,
) -> Rationed:
    return ration(
        [DueCard(row["item_id"], row["area"], _card(row)) for row in rows],
        remaining=remaining,
        daily_limit=day.limit,
        weights=weights,
        now=day.today,
        exam_at=day.exam_at,
        coming=[(coming or {}).get(day.today + place * DAY, 0) for place in range(1, SIGHT_DAYS)],
    )


def _card(row: RowMapping) -> Card:
    return Card(row["stability"], row["difficulty"], row["due_at"], row["reviewed_at"])


def _by_area(areas: Sequence[RowMapping], rows: Sequence[RowMapping], rationed: Rationed) -> tuple[DueArea, ...]:
    due, chosen = Counter(row["area"] for row in rows), set(rationed.today)
    now = Counter(row["area"] for row in rows if row["item_id"] in chosen)
    return tuple(DueArea(row["title"], due[row["slug"]], now[row["slug"]]) for row in areas if due[row["slug"]])


def _next_days(day: _Day, coming: Counter[datetime]) -> tuple[ComingDay, ...]:
    days = [day.today + place * DAY for place in range(1, SHOWN_DAYS + 1)]
    return tuple(ComingDay(each.date(), coming[each]) for each in days if coming[each])


def _title(track: str) -> str:
    """By this title a sitting of reviews is told from other practice."""
    return f"{track.upper()} review"


def _reviews_begun(scope: Scope, track: str) -> list[OpenSitting]:
    own = (AttemptKind.PRACTICE, _title(track))
    return [sitting for sitting in list_open_sittings(scope) if (sitting.kind, sitting.title) == own]


def _open_reviews(scope: Scope, track: str) -> OpenSitting | None:
    begun = _reviews_begun(scope, track)
    return next((sitting for sitting in begun if sitting.answered < sitting.item_count), None)


def _open_or_handed_in(scope: Scope, track: str) -> int | None:
    """The open sitting of reviews; those that are answered throughout are handed in.

    Before the learner is locked: who grades locks sittings first, too.
    """
    for sitting in _reviews_begun(scope, track):
        if sitting.answered < sitting.item_count:
            return sitting.number
        close_attempt(scope, scope.learner.id, sitting.number, Submit())
        grade_closed(scope, scope.learner.id, sitting.number)
    return None


def start_reviews(scope: Scope, track: str, request_id: str = "", *, more: bool = False) -> int:
    """The number of a tutor sitting of today's reviews, the most worthwhile first; of the open one where there is one.

    One that is answered throughout and was not handed in is handed in on the way. With `more`, some of what would have
    to wait once the day's limit is reached. The same request again gives the same number.

    Raises:
        Refused: nothing is due, or the limit is reached and no more is asked for.
    """
    if (begun := _open_or_handed_in(scope, track)) is not None:
        return begun
    queries.lock_dealing(scope.session, scope.learner.id)
    if (sitting := _open_reviews(scope, track)) is not None:  # begun at the same moment by another tab
        return sitting.number
    day = _day(scope)
    today = _count(scope, track, day)
    rows = {row["item_id"]: row for row in _list_due(scope, track, day)}
    remaining = max(day.limit - today.done, 0) or (MORE if more else 0)
    weights = _weights(scope, track, items.list_areas(scope.session, track))
    rationed = _ration(day, list(rows.values()), weights, remaining)
    chosen = [rows[item_id] for item_id in rationed.today[:MAX_PRACTICE_ITEMS]]
    if not chosen:
        raise Refused("Today's reviews are done." if rows else "Nothing is due now.")
    request = PracticeRequest(track, (), len(chosen), Pool.ALL, Feedback.AT_ONCE, request_id=request_id)
    return deal_sitting(scope, request, chosen, _title(track))


def overrule_rating(scope: Scope, number: int, position: int, rating: Rating) -> None:
    """Puts the learner's own rating in the place of the one that an answer of practice got; twice changes nothing.

    Raises:
        NotFound: the learner has no such practice, or the question has no rated answer.
        Refused: the item was answered again since, or it stands in an exam that is not finished.
    """
    learner_id = scope.learner.id
    attempt = attempts.find_attempt(scope.session, learner_id, number, lock=True)
    if attempt is None or attempt["kind"] != AttemptKind.PRACTICE:
        raise NotFound("sitting")
    item_id = queries.find_rated_item(scope.session, learner_id, number, position)
    if item_id is None:
        raise NotFound("question")
    if item_id in items_under_examination(scope):
        raise Refused(
            "This question also stands in an exam that you have not finished, or in an assignment that does not tell."
        )
    queries.lock_cards_of(scope.session, item_id, (learner_id, learner_id))
    (last,) = queries.list_last_entries(scope.session, item_id, (learner_id, learner_id))
    if (last["attempt_number"], last["position"]) != (number, position):
        raise Refused("You have answered this question again since: the rating of that answer counts.", "rating")
    if last["rating"] != rating:
        store_overruling(scope, last, rating)
