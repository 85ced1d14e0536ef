"""Item analyses of classes: made in the background from the answers, stored, and read by pages.

Measuring only reads, and may take some seconds; storing is a short transaction of its own. What counts is the newest
grade of every current learner's first complete try.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import RowMapping

from trainer.adapters import adapter_of
from trainer.db.models.analyses import ClassAnalysis
from trainer.db.models.jobs import Job
from trainer.db.queries import analyses as queries
from trainer.db.queries import assignment_terms
from trainer.domain.calibration.analysis import Dealt, FormAnalysis, analyse, reliability_of
from trainer.domain.calibration.answers import AuthoredItem
from trainer.domain.classes.roles import Act
from trainer.domain.classes.work import AssignmentSpec, FixedItems
from trainer.domain.items.answers import Answer
from trainer.domain.items.content import MultipleResponse, SingleBest, options_of
from trainer.domain.items.keys import right_options
from trainer.domain.kernel.errors import NotFound
from trainer.services.calibration import chosen_of
from trainer.services.class_access import changer_of
from trainer.services.scope import Scope, Scopes
from trainer.services.tracks import pace_seconds

KIND = "analyses"
AGAIN_AFTER = timedelta(hours=20)
"""While learners still work on an assignment it is analysed once a day; as soon as it has closed, once more."""
FORM = "assignment"

_Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Measured:
    """An analysis, to be stored; `answers` to questions that were not left empty."""

    class_id: int
    assignment_id: int | None
    at: datetime
    learners: int
    answers: int
    found: FormAnalysis


def request_analysis(scope: Scope, class_id: int, assignment_id: int | None) -> bool:
    """Queues an analysis of an assignment, or (None) of all that the class has done; False where one waits already.

    Raises:
        NotFound: there is no such class or assignment, or the person may not grade there.
        Refused: the class is archived.
    """
    changer_of(scope, class_id, Act.GRADE)
    if assignment_id is not None:
        get_spec(scope, class_id, assignment_id)
    return _queue(scope, class_id, assignment_id)


def get_spec(scope: Scope, class_id: int, assignment_id: int) -> AssignmentSpec:
    """What a published assignment of this class asks for now.

    Raises:
        NotFound: there is no such assignment.
    """
    row = assignment_terms.find_assignment(scope.session, assignment_id)
    if row is None or row["class_id"] != class_id or row["published_at"] is None or row["archived_at"] is not None:
        raise NotFound("assignment")
    spec: AssignmentSpec = row["spec"]
    return spec


def queue_due(scopes: Scopes) -> int:
    """Queues every analysis that is due: of graded answers that none has seen, once a day and when it has closed.

    How many were queued. It can be run at any time.
    """
    with scopes.reading() as scope:
        wanted = list(_due(scope))
    if not wanted:
        return 0
    with scopes.writing() as scope:
        return sum(_queue(scope, *each) for each in wanted)


def _due(scope: Scope) -> Iterator[tuple[int, int | None]]:
    made = queries.list_last_made(scope.session)
    of_class: dict[int, datetime] = {}
    for row in queries.list_last_graded(scope.session):
        last = max(row["graded_at"], row["regraded_at"] or row["graded_at"])
        class_id = row["class_id"]
        of_class[class_id] = max(last, of_class.get(class_id, last))
        if _is_due(last, made.get((class_id, row["assignment_id"])), scope.now, row["spec"]):
            yield class_id, row["assignment_id"]
    for class_id, last in of_class.items():
        if _is_due(last, made.get((class_id, None)), scope.now):
            yield class_id, None


def _is_due(last: datetime, made: datetime | None, now: datetime, spec: AssignmentSpec | None = None) -> bool:
    if made is None:
        return True
    if last <= made:
        return False
    closes = (spec.closes_at or spec.due_at) if spec else None
    return now - made >= AGAIN_AFTER or (closes is not None and made <= closes <= now)


def payload_of(class_id: int, assignment_id: int | None) -> str:
    """What names an analysis in the queue."""
    return json.dumps({"class_id": class_id, "assignment_id": assignment_id})


def _queue(scope: Scope, class_id: int, assignment_id: int | None) -> bool:
    payload = payload_of(class_id, assignment_id)
    if queries.is_queued(scope.session, KIND, payload):
        return False
    about = f"class {class_id}" if assignment_id is None else f"assignment {assignment_id}"
    job = Job(kind=KIND, payload=payload, run_at=scope.now, created_at=scope.now, about=about)
    job.requested_by = scope.actor.id if scope.actor else None
    scope.session.add(job)
    return True


def run_analysis(payload: str, scopes: Scopes) -> None:
    """Does what a queued job names; nothing is stored where nobody has answered anything."""
    named = json.loads(payload)
    make_analysis(scopes, named["class_id"], named["assignment_id"])


def make_analysis(scopes: Scopes, class_id: int, assignment_id: int | None) -> bool:
    """Makes and stores an analysis; False where there is nothing to analyse."""
    with scopes.reporting() as scope:
        measured = measure(scope, class_id, assignment_id)
    if measured is None:
        return False
    with scopes.writing() as scope:
        scope.session.add(
            ClassAnalysis(
                class_id=measured.class_id,
                assignment_id=measured.assignment_id,
                made_at=measured.at,
                learners=measured.learners,
                answers=measured.answers,
                found=measured.found,
            )
        )
    return True


def measure(scope: Scope, class_id: int, assignment_id: int | None) -> Measured | None:
    """What the answers say now; None where there are none. Stores nothing."""
    sittings = _first_tries(queries.list_sittings(scope.session, class_id, assignment_id))
    read = _read(scope, class_id, assignment_id, sittings) if sittings else None
    if read is None:
        return None
    rows = queries.list_versions(scope.session, np.unique(read.versions).tolist())
    spec = None if assignment_id is None else get_spec(scope, class_id, assignment_id)
    track = queries.track_of(scope.session, class_id) if spec is None else spec.track
    items = _items(rows, spec)
    dealt = Dealt(read.persons, items.places_of(read.versions), read.is_right, read.choice, read.seconds, read.choices)
    analysed = analyse(dealt, items.authored, pace_seconds(scope, track))
    reliability = reliability_of(dealt, items.questions, FORM) if assignment_id is not None else None
    return Measured(
        class_id,
        assignment_id,
        scope.now,
        learners=int(read.persons.max()) + 1,
        answers=int((read.choice >= 0).sum()),
        found=FormAnalysis(analysed, reliability),
    )


def _first_tries(rows: Iterable[Any]) -> list[tuple[int, int]]:
    """(learner, number) of the first complete try of each learner at each assignment, in this order."""
    firsts: dict[tuple[int, int], int] = {}
    for assignment_id, learner_id, number in rows:
        firsts.setdefault((assignment_id, learner_id), number)
    return sorted((learner_id, number) for (_, learner_id), number in firsts.items())


@dataclass(frozen=True, slots=True)
class _Read:
    """Every question of the sittings that count by its newest grade, see `Dealt`; `versions` of the items dealt."""

    persons: _Integers
    versions: _Integers
    is_right: NDArray[np.bool_]
    choice: _Integers
    seconds: NDArray[np.float64]
    choices: tuple[tuple[str, ...], ...]


def _read(scope: Scope, class_id: int, assignment_id: int | None, sittings: Sequence[tuple[int, int]]) -> _Read | None:
    places = _Places(sittings)
    texts: dict[str | None, int] = {None: -1}
    pieces = []
    for piece in queries.iterate_answers(scope.session, class_id, assignment_id):
        *numbers, answers = zip(*piece, strict=True)
        codes = [texts.setdefault(text, len(texts) - 1) for text in answers]
        pieces.append(np.array([*numbers, codes], dtype=np.int64))
    if not pieces:
        return None
    learner, number, position, version, run, earned, possible, choice = np.concatenate(pieces, axis=1)
    key = places.keys_of(learner, number, position)
    order = np.lexsort((run, key))
    order = order[(key[order] >= 0) & np.append(np.diff(key[order]) != 0, np.True_)]
    key = key[order]
    _, persons = np.unique(learner[order], return_inverse=True)
    chosen = (chosen_of(adapter_of(Answer).validate_json(text)) for text in texts if text is not None)
    return _Read(
        persons,
        version[order],
        (earned == possible)[order],
        choice[order],
        _seconds(scope, class_id, places, key),
        tuple(chosen),
    )


def _seconds(scope: Scope, class_id: int, places: "_Places", keys: _Integers) -> NDArray[np.float64]:
    """Seconds at each of the keys (sorted), where that was the first sight of the item; else not a number."""
    found = np.full(len(keys), np.nan)
    pieces = [
        np.array(list(zip(*piece, strict=True)), dtype=np.int64)
        for piece in queries.iterate_seconds(scope.session, class_id)
    ]
    if pieces:
        learner, number, position, seconds = np.concatenate(pieces, axis=1)
        timed = places.keys_of(learner, number, position)
        at = np.minimum(np.searchsorted(keys, timed), len(keys) - 1)
        is_here = keys[at] == timed
        found[at[is_here]] = seconds[is_here]
    return found


class _Places:
    """Numbers the questions of some sittings, in the order of learner, sitting and position."""

    _MOST_SITTINGS = 2**24
    _MOST_QUESTIONS = 2**12

    def __init__(self, sittings: Sequence[tuple[int, int]]) -> None:
        self._codes = np.array([learner * self._MOST_SITTINGS + number for learner, number in sittings], dtype=np.int64)

    def keys_of(self, learner: _Integers, number: _Integers, position: _Integers) -> _Integers:
        """A number for each question; below 0 where it is of no such sitting."""
        codes = learner * self._MOST_SITTINGS + number
        places = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        return np.where(self._codes[places] == codes, places * self._MOST_QUESTIONS + position, -1)


@dataclass(frozen=True, slots=True)
class _Items:
    """The analysed items in order, the question that each is, and the place of every version that was dealt."""

    authored: tuple[AuthoredItem, ...]
    questions: tuple[int, ...]
    places: Mapping[int, int]

    def places_of(self, versions: _Integers) -> _Integers:
        known, inverse = np.unique(versions, return_inverse=True)
        return np.array([self.places[each] for each in known.tolist()], dtype=np.int64)[inverse]


def _items(rows: Sequence[RowMapping], spec: AssignmentSpec | None) -> _Items:
    """In the order of a list of fixed items, else by slug; variants of a family are analysed together, as its first."""
    listed = spec.work.items if spec and isinstance(spec.work, FixedItems) else ()
    order = {slug: place for place, slug in enumerate(listed)}
    alike: dict[tuple[int, int, int], list[RowMapping]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (order.get(row["slug"], len(order)), row["slug"], row["id"])):
        alike[row["item_id"], row["number"], 0 if row["variant"] else row["id"]].append(row)
    groups = list(alike.values())
    return _Items(
        tuple(_authored(group[0]) for group in groups),
        tuple(group[0]["item_id"] for group in groups),
        {row["id"]: place for place, group in enumerate(groups) for row in group},
    )


def _authored(row: RowMapping) -> AuthoredItem:
    """Options are analysed where everybody met the same ones, and an answer chooses among them."""
    response = row["content"].response
    if row["variant"] or not isinstance(response, SingleBest | MultipleResponse):
        return AuthoredItem(row["id"], row["level"])
    options = tuple(option.id for option in options_of(response))
    return AuthoredItem(row["id"], row["level"], options, right_options(row["key"]))
