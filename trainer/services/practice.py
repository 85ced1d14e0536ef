"""Setting up practice: what there is to choose from, and dealing a sitting."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import RowMapping

from trainer.db.models.attempts import AttemptItem, AttemptRow
from trainer.db.queries import attempts, items, people
from trainer.db.queries.reviews import variants_dealt_last
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, Feedback
from trainer.domain.exams.practice import MAX_PRACTICE_ITEMS, Candidate, deal_options, deal_practice
from trainer.domain.kernel.errors import Refused
from trainer.services.attempts import to_attempt
from trainer.services.scope import Scope
from trainer.services.sittings import items_under_examination
from trainer.services.tracks import pace_seconds

TRACKS = {"cpc": "CPC · coder", "cpb": "CPB · biller"}


class Pool(StrEnum):
    """Which items a sitting is dealt from."""

    ALL = "all"
    UNSEEN = "unseen"
    MISSED = "missed"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class PracticeRequest:
    """What the learner asked for. `is_timed` sets the pace of the exam; tutor mode is never timed.

    The same `request_id` (at most 32 characters; made up when empty) does not start a second sitting.
    """

    track: str
    areas: tuple[str, ...]
    number: int
    pool: Pool
    feedback: Feedback
    is_timed: bool = False
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area with the number of its items, and of those unseen, missed and flagged."""

    slug: str
    title: str
    items: int
    unseen: int
    missed: int
    flagged: int


@dataclass(frozen=True, slots=True)
class OpenSitting:
    """A sitting that can be gone on with. A diagnostic stands at the question that was dealt last."""

    number: int
    kind: str
    track: str
    title: str
    answered: int
    dealt: int
    item_count: int
    started_at: datetime
    deadline_at: datetime | None


@dataclass(frozen=True, slots=True)
class SetupPage:
    """`families` of the items are generated: they come with other facts every time."""

    track: str
    areas: tuple[AreaRow, ...]
    open_sittings: tuple[OpenSitting, ...]
    seconds_per_question: int
    families: int

    def total(self, pool: Pool) -> int:
        """Items in the pool over all areas."""
        name = "items" if pool is Pool.ALL else pool.value
        return sum(getattr(area, name) for area in self.areas)


def get_setup(scope: Scope, track: str) -> SetupPage:
    """What can be practised in a track now: nothing that stands in an exam in progress."""
    rows = list_pool(scope, track)
    counts = {pool: Counter(row["area"] for row in rows if _fits(row, pool)) for pool in Pool}
    areas = tuple(
        AreaRow(
            slug=row["slug"],
            title=row["title"],
            items=counts[Pool.ALL][row["slug"]],
            unseen=counts[Pool.UNSEEN][row["slug"]],
            missed=counts[Pool.MISSED][row["slug"]],
            flagged=counts[Pool.FLAGGED][row["slug"]],
        )
        for row in items.list_areas(scope.session, track)
    )
    families = sum(row["variant"] == items.FIRST_VARIANT for row in rows)
    return SetupPage(track, areas, list_open_sittings(scope), pace_seconds(scope, track), families)


def list_pool(scope: Scope, track: str, areas: Sequence[str] | None = None) -> list[RowMapping]:
    """What can be dealt. How often an item was missed is a verdict too, held back while it stands in an open exam."""
    hidden = items_under_examination(scope)
    rows = items.list_pool(scope.session, scope.learner.id, track, scope.now, areas)
    return [row for row in rows if row["item_id"] not in hidden]


def list_open_sittings(scope: Scope) -> tuple[OpenSitting, ...]:
    """Sittings that are not over yet, newest first."""
    return tuple(
        OpenSitting(
            row["number"],
            row["kind"],
            row["track"],
            row["title"],
            row["answered"],
            row["dealt"],
            row["item_count"],
            row["started_at"],
            row["deadline_at"],
        )
        for row in attempts.list_open(scope.session, scope.learner.id)
        if to_attempt(row).is_open(scope.now)
    )


def start_practice(scope: Scope, request: PracticeRequest) -> int:
    """The number of a new sitting, its items dealt and pinned; the same request again gives the same number.

    Raises:
        Refused: nothing fits the filters, or the number is out of range.
    """
    if not 1 <= request.number <= MAX_PRACTICE_ITEMS:
        raise Refused(f"Choose from 1 to {MAX_PRACTICE_ITEMS} questions.", "number")
    rows = list_pool(scope, request.track, request.areas or None)
    fitting = {row["item_version_id"]: row for row in rows if _fits(row, request.pool)}
    candidates = [Candidate(version, row["stimulus_id"], row["times_seen"]) for version, row in fitting.items()]
    dealt = deal_practice(candidates, request.number, scope.rng)
    return deal_sitting(scope, request, [fitting[each.item_version_id] for each in dealt], _title(request))


def deal_sitting(scope: Scope, request: PracticeRequest, rows: Sequence[RowMapping], title: str) -> int:
    """The number of a new sitting of these items in this order; the same request again gives the same number.

    `rows` have an item with the version and the variant that stand for it.

    Raises:
        Refused: there are none.
    """
    learner_id = scope.learner.id
    request = replace(request, request_id=request.request_id[:32] or scope.rng.randbytes(16).hex())
    started = attempts.find_started(scope.session, learner_id, request.request_id)
    if started is not None:
        return started
    if not rows:
        raise Refused("No question fits this choice. Take more areas, or all questions instead of a part.", "pool")
    number = people.take_attempt_number(scope.session, learner_id)
    started = attempts.find_started(scope.session, learner_id, request.request_id)
    if started is not None:  # by the same request, sent twice: it held the learner's row until now
        return started
    scope.session.add(_attempt_row(scope, request, number, len(rows), title))
    scope.session.flush()
    versions = fresh_variants(scope, rows)
    contents = items.contents_of(scope.session, versions)
    scope.session.add_all(
        AttemptItem(
            learner_id=learner_id,
            attempt_number=number,
            position=position,
            item_version_id=version,
            option_order=deal_options(contents[version].response, scope.rng),
        )
        for position, version in enumerate(versions, start=1)
    )
    return number


def fresh_variants(scope: Scope, rows: Sequence[RowMapping]) -> list[int]:
    """The versions to deal: of a family the variant that the learner was dealt least often, by chance among equals.

    Never the one that was dealt last, if there is another. `rows` have an item with the version and the variant that
    stand for it.
    """
    families = [row["item_id"] for row in rows if row["variant"] == items.FIRST_VARIANT]
    if not families:
        return [row["item_version_id"] for row in rows]
    last = variants_dealt_last(scope.session, scope.learner.id, families)
    by_item: dict[int, list[RowMapping]] = defaultdict(list)
    for row in items.list_variants(scope.session, scope.learner.id, families):
        by_item[row["item_id"]].append(row)
    fresh = {}
    for item_id, variants in by_item.items():
        others = [row for row in variants if row["item_version_id"] not in last] or variants
        least = min(row["times_dealt"] for row in others)
        fresh[item_id] = scope.rng.choice([row["item_version_id"] for row in others if row["times_dealt"] == least])
    return [fresh.get(row["item_id"], row["item_version_id"]) for row in rows]


def _attempt_row(scope: Scope, request: PracticeRequest, number: int, count: int, title: str) -> AttemptRow:
    deadline = None
    if request.is_timed and request.feedback is Feedback.AT_END:
        deadline = scope.now + timedelta(seconds=pace_seconds(scope, request.track) * count)
    return AttemptRow(
        learner_id=scope.learner.id,
        number=number,
        request_id=request.request_id,
        kind=AttemptKind.PRACTICE,
        track=request.track,
        title=title,
        feedback=request.feedback,
        state=AttemptState.IN_PROGRESS,
        item_count=count,
        started_at=scope.now,
        deadline_at=deadline,
    )


def _title(request: PracticeRequest) -> str:
    mode = "practice" if request.feedback is Feedback.AT_ONCE else "quiz"
    pool = "" if request.pool is Pool.ALL else f" · {request.pool.value} questions"
    return f"{request.track.upper()} {mode}{pool}"


def _fits(row: RowMapping, pool: Pool) -> bool:
    match pool:
        case Pool.ALL:
            return True
        case Pool.UNSEEN:
            return bool(row["times_seen"] == 0)
        case Pool.MISSED:
            return bool(row["is_missed"])
        case Pool.FLAGGED:
            return bool(row["is_flagged"])


def known_areas(scope: Scope, track: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Those of the wanted areas that the track has."""
    return tuple(row["slug"] for row in items.list_areas(scope.session, track) if row["slug"] in wanted)
