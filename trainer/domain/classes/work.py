"""What an assignment asks for, and under which rules: a value that is stored as one version."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DrawBy(StrEnum):
    """By what the items of a draw are alike. A family is named by its slug; one item stands for it."""

    AREA = "area"
    TAG = "tag"
    DIFFICULTY = "difficulty"
    FAMILY = "family"


class FeedbackRule(StrEnum):
    """When a learner sees keys and rationales."""

    AT_ONCE = "at_once"
    AFTER_DUE = "after_due"
    NEVER_KEYS = "never_keys"


class Counts(StrEnum):
    """Which of several tries counts."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class FixedItems:
    """The items of these slugs, in this order."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """So many items that are alike: `value` is the slug of an area or a family, a tag, or a difficulty (1…5)."""

    by: DrawBy
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class DrawnItems:
    """Items drawn by rules; `is_per_learner`: each learner's own draw, else one draw for all."""

    draws: tuple[Draw, ...]
    is_per_learner: bool


@dataclass(frozen=True, slots=True)
class CaseWork:
    """Cases of any kind, of either track, by slug; each is a part with a sitting of its own."""

    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MockWork:
    """A whole mock: the slug of one of the track's forms."""

    form: str


@dataclass(frozen=True, slots=True)
class ReviewWork:
    """So many reviews of what one has seen before, between opening and due."""

    reviews: int


Work = FixedItems | DrawnItems | CaseWork | MockWork | ReviewWork


@dataclass(frozen=True, slots=True)
class AssignmentSpec:
    """An assignment as its instructor describes it. Moments are UTC; None: no such limit.

    Work is taken from `opens_at` until `due_at`; behind that, until `closes_at`, late, at `late_percent_per_day` less
    for every day begun. Without `closes_at` nothing is taken behind `due_at`. `attempts` 0: as many as one likes.
    `weight` is the share of the assignment in the class's total.
    """

    title: str
    instructions: str
    track: str
    work: Work
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    late_percent_per_day: int = 0
    attempts: int = 1
    counts: Counts = Counts.BEST
    time_limit_minutes: int | None = None
    access_code: str = ""
    feedback: FeedbackRule = FeedbackRule.AFTER_DUE
    is_shuffled: bool = True
    weight: int = 1
