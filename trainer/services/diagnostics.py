"""The diagnostic: thirty questions over the blueprint, each chosen by the answers before it and dealt when they stand.

Nothing here tells a verdict; those come with the result, when the diagnostic is over.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.db.models.attempts import AnswerEvent, AttemptItem, AttemptRow
from trainer.db.queries import attempts, items, people
from trainer.db.queries import diagnostics as queries
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, Feedback
from trainer.domain.attempts.decisions import AttemptClosed
from trainer.domain.calibration.ability import Ability, Answered, estimate_ability
from trainer.domain.calibration.adaptive import DIAGNOSTIC_QUESTIONS, Candidate, area_quotas, next_item
from trainer.domain.calibration.difficulty import above_guessing, author_difficulty, guess_of
from trainer.domain.exams.practice import deal_options
from trainer.domain.grading.items import grade_item
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import sittings
from trainer.services.calibration import BankDifficulty, bank_difficulties
from trainer.services.grading import submit_attempt
from trainer.services.practice import fresh_variants
from trainer.services.scope import Scope

KIND = AttemptKind.DIAGNOSTIC
NO_ANSWER = sittings.NotUnderstood("Choose or enter an answer, or say that you do not know.")


@dataclass(frozen=True, slots=True)
class NoDiagnostic:
    """None is open, and none was handed in."""


@dataclass(frozen=True, slots=True)
class OpenDiagnostic:
    """One that can be gone on with, at question `position` of `questions`."""

    number: int
    position: int
    questions: int
    started_at: datetime


@dataclass(frozen=True, slots=True)
class DoneDiagnostic:
    """The last one that was handed in, and when."""

    number: int
    at: datetime


DiagnosticState = NoDiagnostic | OpenDiagnostic | DoneDiagnostic


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """A diagnostic that is over. `correct` is None where it was given up, or is not graded yet."""

    number: int
    started_at: datetime
    state: AttemptState
    questions: int
    correct: int | None


@dataclass(frozen=True, slots=True)
class DiagnosticPage:
    """`questions` is how many a new one would have, `seen` how many of them would be known from earlier sittings."""

    track: str
    state: DiagnosticState
    questions: int
    seen: int
    earlier: tuple[EarlierRow, ...]


@dataclass(frozen=True, slots=True)
class NextDealt:
    """The answer is kept, and the diagnostic goes on with this question."""

    position: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer is kept, it was the last one, and the diagnostic is handed in: grading is the next step."""


@dataclass(frozen=True, slots=True)
class AnsweredBefore:
    """Nothing was kept: another page had answered this question, and a first answer stands."""


Difficulties = Mapping[int, tuple[float, float]]
"""Item id -> its difficulty above guessing, in logits, and the chance to be right by guessing."""

Outcome = NextDealt | Finished | AnsweredBefore | sittings.NotUnderstood


def diagnostic_state(scope: Scope, track: str) -> DiagnosticState:
    """Whether a diagnostic of the track is open, or was handed in. One query."""
    return _state(queries.find_latest(scope.session, scope.learner.id, track))


def _state(row: RowMapping | None) -> DiagnosticState:
    if row is None:
        return NoDiagnostic()
    if row["state"] == AttemptState.IN_PROGRESS:
        return OpenDiagnostic(row["number"], row["dealt"], row["item_count"], row["started_at"])
    return DoneDiagnostic(row["number"], row["closed_at"])


def get_diagnostic(scope: Scope, track: str) -> DiagnosticPage:
    """What the learner is told before they start, and their earlier diagnostics of the track, newest first."""
    quotas = _quotas(scope, track)
    pool = _pool(scope, track, difficulties_of(bank_difficulties(scope, track)))
    return DiagnosticPage(
        track,
        diagnostic_state(scope, track),
        _count(pool, quotas),
        sum(each.row["last_dealt_at"] is not None for each in _preferred(pool, quotas, ())),
        tuple(
            EarlierRow(row["number"], row["started_at"], AttemptState(row["state"]), row["item_count"], row["correct"])
            for row in queries.list_diagnostics(scope.session, scope.learner.id, track)
            if row["state"] != AttemptState.IN_PROGRESS
        ),
    )


def start_diagnostic(scope: Scope, track: str, request_id: str = "") -> int:
    """The number of a new diagnostic with its first question dealt; of the open one where there is one.

    The same request again gives the same number; see `PracticeRequest`.

    Raises:
        Refused: there is no question to deal.
    """
    learner_id = scope.learner.id
    request_id = request_id[:32] or scope.rng.randbytes(16).hex()
    if (known := _started(scope, track, request_id)) is not None:
        return known
    quotas = _quotas(scope, track)
    planned = _count(_pool(scope, track, difficulties_of(bank_difficulties(scope, track))), quotas)
    if not planned:
        raise Refused("There are no questions for this track yet.")
    number = people.take_attempt_number(scope.session, learner_id)
    if (known := _started(scope, track, request_id)) is not None:  # at the same moment: it held the learner's row
        return known
    scope.session.add(
        AttemptRow(
            learner_id=learner_id,
            number=number,
            request_id=request_id,
            kind=KIND,
            track=track,
            title=f"{track.upper()} diagnostic",
            feedback=Feedback.AT_END,
            state=AttemptState.IN_PROGRESS,
            item_count=planned,
            started_at=scope.now,
            deadline_at=None,
        )
    )
    scope.session.flush()
    _deal(scope, number, track, ())
    return number


def _started(scope: Scope, track: str, request_id: str) -> int | None:
    state = diagnostic_state(scope, track)
    if isinstance(state, OpenDiagnostic):
        return state.number
    return attempts.find_started(scope.session, scope.learner.id, request_id)


def get_current(scope: Scope, number: int) -> sittings.QuestionPage | None:
    """The question that waits for an answer; None when the diagnostic is over.

    Raises:
        NotFound: the learner has no such diagnostic.
    """
    row = _find(scope, number)
    if row["state"] != AttemptState.IN_PROGRESS:
        return None
    return sittings.get_question(scope, number, row["dealt"], KIND)


def get_open(scope: Scope, number: int) -> OpenDiagnostic | None:
    """Where the diagnostic stands; None when it is over.

    Raises:
        NotFound: the learner has no such diagnostic.
    """
    state = _state(_find(scope, number))
    return state if isinstance(state, OpenDiagnostic) else None


def _find(scope: Scope, number: int) -> RowMapping:
    row = queries.find_diagnostic(scope.session, scope.learner.id, number)
    if row is None:
        raise NotFound("diagnostic")
    return row


def answer_question(
    scope: Scope, number: int, position: int, fields: Mapping[str, Sequence[str]], event: sittings.Event, *, knows: bool
) -> Outcome:
    """Keeps the answer to the question that waits for one and deals the next, or hands in after the last.

    Where the learner does not know, a blank is kept. The same event sent again changes nothing.

    Raises:
        NotFound: the learner has no such diagnostic, or that question was not dealt.
        AttemptClosed: the diagnostic is over.
        Conflict: the same event was sent for another question before.
    """
    row = _lock(scope, number)
    if not 1 <= position <= row["dealt"]:
        raise NotFound("question")
    is_open = row["state"] == AttemptState.IN_PROGRESS
    if not is_open or position < row["dealt"]:
        return _again(scope, row, position, event)
    if knows:
        saved = sittings.save_answer(scope, number, position, fields, event, kind=KIND)
        if isinstance(saved, sittings.NotUnderstood):
            return saved
        if saved == sittings.Saved(0):
            return NO_ANSWER
    else:
        sittings.save_blank(scope, number, position, event)
    dealt = queries.list_dealt(scope.session, scope.learner.id, number)
    if len(dealt) < row["item_count"] and _deal(scope, number, row["track"], dealt):
        return NextDealt(position + 1)
    _hand_in(scope, number, position)
    return Finished()


def _lock(scope: Scope, number: int) -> RowMapping:
    """The diagnostic, which nobody else changes until the transaction ends."""
    attempts.find_attempt(scope.session, scope.learner.id, number, lock=True)
    return _find(scope, number)


def _again(scope: Scope, row: RowMapping, position: int, event: sittings.Event) -> Outcome:
    """What becomes of a form for a question that has its answer."""
    identity = (scope.learner.id, row["number"], event.client_id, event.sequence)
    stored = scope.session.get(AnswerEvent, identity)
    is_known = stored is not None and stored.position == position
    if row["state"] == AttemptState.IN_PROGRESS:
        return NextDealt(row["dealt"]) if is_known else AnsweredBefore()
    if not is_known:
        raise AttemptClosed(AttemptState(row["state"]))
    return Finished()


def finish_early(scope: Scope, number: int) -> None:
    """Hands in what was answered so far; the question that waits is taken back. Doing it again changes nothing.

    Raises:
        NotFound: the learner has no such diagnostic.
        Refused: nothing was answered.
    """
    row = _lock(scope, number)
    if row["state"] != AttemptState.IN_PROGRESS:
        return
    if row["dealt"] < 2:
        raise Refused("Answer one question at least, or give the diagnostic up.")
    queries.withdraw_question(scope.session, scope.learner.id, number, row["dealt"])
    _hand_in(scope, number, row["dealt"] - 1)


def _hand_in(scope: Scope, number: int, answered: int) -> None:
    """Questions that were never answered do not count."""
    attempts.get_attempt_row(scope.session, scope.learner.id, number).item_count = answered
    submit_attempt(scope, number, KIND)


def _quotas(scope: Scope, track: str) -> dict[str, int]:
    _, blueprint = items.last_blueprint(scope.session, track)
    return area_quotas({area.slug: area.questions for area in blueprint.areas}) if blueprint else {}


@dataclass(frozen=True, slots=True)
class _Dealable:
    """A row of `list_candidates` as the choice of the next question sees it."""

    row: RowMapping
    candidate: Candidate


def _pool(scope: Scope, track: str, known: Difficulties) -> list[_Dealable]:
    rows = queries.list_candidates(scope.session, scope.learner.id, track, scope.now)
    return [_Dealable(row, _candidate(row, known[row["item_id"]])) for row in rows if row["item_id"] in known]


def _count(pool: Iterable[_Dealable], quotas: Mapping[str, int]) -> int:
    """How many questions can be dealt: areas that lack some are made up for by the others."""
    kin = {each.candidate.kin for each in pool if each.candidate.area in quotas}
    return min(DIAGNOSTIC_QUESTIONS, len(kin))


def _deal(scope: Scope, number: int, track: str, dealt: Sequence[RowMapping]) -> bool:
    """Deals the question that tells most after these; whether there was one."""
    quotas = _quotas(scope, track)
    known = difficulties_of(bank_difficulties(scope, track))
    before = [_candidate(row, difficulty_of(row, known)) for row in dealt]
    pool = {each.candidate: each.row for each in _preferred(_pool(scope, track, known), quotas, before)}
    chosen = next_item(pool, quotas, before, _ability_of(dealt, known), scope.rng)
    if chosen is None:
        return False
    (version,) = fresh_variants(scope, [pool[chosen]])
    content = items.contents_of(scope.session, [version])[version]
    scope.session.add(
        AttemptItem(
            learner_id=scope.learner.id,
            attempt_number=number,
            position=len(dealt) + 1,
            item_version_id=version,
            option_order=deal_options(content.response, scope.rng),
        )
    )
    scope.session.flush()
    return True


def _candidate(row: RowMapping, difficulty: tuple[float, float]) -> Candidate:
    """Questions on one scenario are kin: one of them tells most of what the others would."""
    family = f"scenario {row['stimulus_id']}" if row["stimulus_id"] else ""
    return Candidate(row["item_version_id"], row["item_id"], row["area"], *difficulty, family)


def difficulties_of(bank: Iterable[BankDifficulty]) -> Difficulties:
    """The difficulties of these items as the ability is estimated by them."""
    return {each.item_id: (above_guessing(each.difficulty.logits, each.guess), each.guess) for each in bank}


def difficulty_of(row: RowMapping, known: Difficulties) -> tuple[float, float]:
    """The difficulty of a question that was dealt; by its author's level where its item was retired since."""
    if row["item_id"] in known:
        return known[row["item_id"]]
    guess = guess_of(row["content"].response)
    return above_guessing(author_difficulty(row["difficulty"]), guess), guess


def _ability_of(dealt: Iterable[RowMapping], known: Difficulties) -> Ability:
    """What the answers say of the learner's ability, by the keys of today. Not to know is not to be right."""
    return estimate_ability(
        [Answered(*difficulty_of(row, known), grade_item(row["key"], row["answer"]).is_full) for row in dealt]
    )


def _preferred(pool: Iterable[_Dealable], quotas: Mapping[str, int], dealt: Sequence[Candidate]) -> list[_Dealable]:
    """Of every area what was never dealt to the learner, and as much of the rest as its quota lacks then.

    Of the rest those first that stand in no open sitting, then those dealt longest ago.
    """
    used = {each.kin for each in dealt}
    served = Counter(each.area for each in dealt)
    fresh: dict[str, list[_Dealable]] = defaultdict(list)
    rest: dict[str, dict[str | int, _Dealable]] = defaultdict(dict)
    for each in sorted(pool, key=_longest_ago):
        if each.candidate.kin in used:
            continue
        if each.row["last_dealt_at"] is None:
            fresh[each.candidate.area].append(each)
        else:
            rest[each.candidate.area].setdefault(each.candidate.kin, each)
    kept: list[_Dealable] = []
    for area, quota in quotas.items():
        kin = {each.candidate.kin for each in fresh[area]}
        known = [each for each in rest[area].values() if each.candidate.kin not in kin]
        kept += fresh[area] + known[: max(0, quota - served[area] - len(kin))]
    return kept


def _longest_ago(each: _Dealable) -> tuple[bool, float, int]:
    row = each.row
    at = row["last_dealt_at"]
    return row["open_sittings"] > 0, at.timestamp() if at else 0.0, row["item_id"]
