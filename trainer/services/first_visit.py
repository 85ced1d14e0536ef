"""The first visit: one chart and one denied claim to try, a taste of each exam, and what the tries showed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import RowMapping

from trainer.db.queries import cases as case_queries
from trainer.db.queries import first_visit as queries
from trainer.db.queries import items
from trainer.domain.attempts.attempt import AttemptState, Feedback
from trainer.domain.exams.forms import short_form
from trainer.domain.grading.lines import Verdict
from trainer.domain.items.content import ItemContent, Option, options_of
from trainer.domain.items.keys import Explanation, SingleKey
from trainer.domain.kernel.errors import Refused
from trainer.domain.kernel.points import Points
from trainer.services import billing, cases
from trainer.services.case_sittings import is_held_back, score_is_shown
from trainer.services.guests import kept_until
from trainer.services.practice import Pool, PracticeRequest, deal_sitting, list_pool
from trainer.services.scope import Scope

CODE, DENIAL = "first-visit-sore-throat", "first-denial"
"""The case and the exercise that are guided the first time."""
TRIES = (CODE, DENIAL)
TASTER_QUESTIONS = 10
TASTER = "{} taster · ten questions"
LIVE_QUESTION = "lesson-dx-headaches-and-a-diary"
LIVE_HINT = "R51.9 stands for headache, G43.909 for migraine, Z03.89 for a disease that was suspected and ruled out."
"""The question of the landing page: one of a lesson, so that no exam is spoiled; and what its codes stand for."""
MOST_MINUTES = 120
_EASY = 3
"""A taster is dealt from items up to this level, where an area has any."""


@dataclass(frozen=True, slots=True)
class Try:
    """One of the two tries of whoever acts. `open_number` is a sitting in hand; `points` are those of the last graded.

    `minutes` between its start and its hand-in, whole, at least 1; None where nothing was handed in.
    """

    slug: str
    title: str
    summary: str
    is_there: bool
    open_number: int | None = None
    graded_number: int | None = None
    points: Points | None = None
    minutes: int | None = None

    @property
    def lay_open(self) -> bool:
        """Whether it took so long that its minutes say nothing of the work."""
        return self.minutes is not None and self.minutes > MOST_MINUTES


@dataclass(frozen=True, slots=True)
class Taste:
    """The last taster of a track: its number and, when it is graded, how many of its questions were right.

    `is_over`: its time is up, handed in or not. `right` is None while questions of it stand in an exam in progress.
    """

    track: str
    number: int | None = None
    is_graded: bool = False
    is_over: bool = False
    right: int | None = 0
    questions: int = TASTER_QUESTIONS


@dataclass(frozen=True, slots=True)
class FirstVisit:
    """What there is to try, and what was tried. `kept_until`: when a guest's work is deleted; None for members."""

    code: Try
    denial: Try
    tastes: tuple[Taste, ...]
    kept_until: datetime | None

    @property
    def are_both_done(self) -> bool:
        return self.code.graded_number is not None and self.denial.graded_number is not None


_SHOWN = {
    (CODE, "diagnoses", 0): ("reading", "the illness that the physician names"),
    (CODE, "procedures", 0): ("reading", "how much deciding the visit took"),
    (CODE, "procedures", 1): ("detail", "which of three tests was run"),
    (DENIAL, "fields", 0): ("reading", "what the reason code says"),
    (DENIAL, "fields", 1): ("detail", "where card and claim differ"),
    (DENIAL, "fields", 2): ("reading", "what the plan’s manual asks for"),
    (DENIAL, "fields", 3): ("arithmetic", "the last day, counted"),
    (DENIAL, "fields", 4): ("people", "what may be asked of the patient"),
    (DENIAL, "fields", 5): ("arithmetic", "the payment to expect"),
}
"""Which kind of work (a slug of `careers.fit.TRAITS`) each line of the two keys is, and what it was about."""


@dataclass(frozen=True, slots=True)
class Showed:
    """One thing that a try asked for, the kind of work it was, and whether it was right."""

    trait: str
    words: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class LiveQuestion:
    """The question that the landing page asks; `chosen` is "" until one of its options was chosen.

    The key and the reasons are there only then.
    """

    stem: str
    options: tuple[Option, ...]
    hint: str
    chosen: str
    right: str
    explanation: Explanation | None


def get_live_question(scope: Scope, chosen: str) -> LiveQuestion | None:
    """The question with, if one of its options was chosen, the verdict. None where it is not published."""
    row = queries.find_question(scope.session, LIVE_QUESTION)
    if row is None or not isinstance(row["key"], SingleKey):
        return None
    content: ItemContent = row["content"]
    options = options_of(content.response)
    if chosen not in {option.id for option in options}:
        return LiveQuestion(content.stem, options, LIVE_HINT, "", "", None)
    return LiveQuestion(content.stem, options, LIVE_HINT, chosen, row["key"].option, row["explanation"])


def get_first_visit(scope: Scope) -> FirstVisit:
    """The page of things to try, for a stranger too."""
    done = case_queries.list_tries(scope.session, scope.actor.id, scope.now) if scope.actor else []
    code, denial = (_try(scope, slug, [row for row in done if row["slug"] == slug]) for slug in TRIES)
    tastes = tuple(_taste(scope, track) for track in ("cpc", "cpb"))
    return FirstVisit(code, denial, tastes, kept_until(scope))


def _try(scope: Scope, slug: str, done: list[RowMapping]) -> Try:
    case = case_queries.find_case(scope.session, slug)
    if case is None:
        return Try(slug, "", "", is_there=False)
    is_open = (row["number"] for row in done if row["state"] == AttemptState.IN_PROGRESS)
    graded = next((row for row in done if row["possible"] is not None and _is_told(scope, row, done)), None)
    return Try(
        slug,
        case["title"],
        case["content"].summary,
        is_there=True,
        open_number=next(is_open, None),
        graded_number=graded["number"] if graded else None,
        points=Points(graded["earned"], graded["possible"]) if graded else None,
        minutes=_minutes(graded) if graded else None,
    )


def _is_told(scope: Scope, row: RowMapping, done: list[RowMapping]) -> bool:
    """An assignment of a class may hold the score back."""
    return score_is_shown(scope, row) and not is_held_back(row, done)


def _minutes(row: RowMapping) -> int:
    spent: timedelta = (row["closed_at"] or row["graded_at"]) - row["started_at"]
    return max(1, round(spent.total_seconds() / 60))


def _taste(scope: Scope, track: str) -> Taste:
    row = queries.find_last_sitting(scope.session, scope.actor.id, _title(track), scope.now) if scope.actor else None
    if row is None:
        return Taste(track)
    is_over = row["deadline_at"] is not None and row["deadline_at"] < scope.now
    right = None if row["is_held"] else row["correct"] or 0
    return Taste(track, row["number"], row["graded_at"] is not None, is_over, right, row["item_count"])


def _title(track: str) -> str:
    return TASTER.format(track.upper())


def list_showed(scope: Scope, visit: FirstVisit) -> tuple[Showed, ...]:
    """What the last graded tries showed, the chart first."""
    numbers = {each.graded_number: each.slug for each in (visit.code, visit.denial) if each.graded_number}
    if scope.actor is None or not numbers:
        return ()
    verdicts = {
        (numbers[row["attempt_number"]], row["section"], row["key_line"]): row["verdict"] == Verdict.RIGHT
        for row in queries.list_verdicts(scope.session, scope.actor.id, numbers)
    }
    return tuple(Showed(*about, verdicts[line]) for line, about in _SHOWN.items() if line in verdicts)


def start_try(scope: Scope, slug: str) -> int:
    """The number of the sitting with one of the two tries: the open one, or a new one.

    Raises:
        NotFound: it is not published here.
    """
    return cases.start_case(scope, slug) if slug == CODE else billing.start_exercise(scope, slug)


def is_guided(scope: Scope, slug: str) -> bool:
    """Whether a sitting with this case is led step by step: one of the two tries, and none was handed in before."""
    if slug not in TRIES:
        return False
    done = case_queries.list_tries(scope.session, scope.learner.id, scope.now)
    return not any(row["slug"] == slug and row["graded_at"] is not None for row in done)


def start_taster(scope: Scope, track: str, request_id: str) -> int:
    """The number of a timed sitting of ten questions, over the areas of the exam as a short form would be.

    Easier ones first, at the pace of the exam. The same request gives the same number.

    Raises:
        Refused: nothing is published for the track.
    """
    _, blueprint = items.last_blueprint(scope.session, track)
    if blueprint is None:
        raise Refused("There are no questions for this exam here yet.")
    pool = [row for row in list_pool(scope, track) if row["is_free"]]
    chosen = [
        row
        for area, count in short_form(blueprint, TASTER_QUESTIONS).quotas
        for row in _of_area(scope, [row for row in pool if row["area"] == area], count)
    ]
    scope.rng.shuffle(chosen)
    request = PracticeRequest(track, (), len(chosen), Pool.ALL, Feedback.AT_END, is_timed=True, request_id=request_id)
    return deal_sitting(scope, request, chosen, _title(track))


def _of_area(scope: Scope, rows: list[RowMapping], count: int) -> list[RowMapping]:
    """So many items of an area by chance: unseen ones first, easier ones first, none that needs a scenario."""
    alone = [row for row in rows if not row["stimulus_id"]]
    scope.rng.shuffle(alone)
    return sorted(alone, key=lambda row: (row["times_seen"] > 0, row["difficulty"] > _EASY))[:count]
