"""Calibrates a track's items from first answers, keeps every run, and tells difficulties and flagged items.

Measuring only reads, and may take a while; storing is a short transaction of its own, so that nobody waits for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, insert

from trainer.db.models.calibration import CalibrationRun, ItemCalibrationRow
from trainer.db.queries import calibration as queries
from trainer.domain.calibration.answers import AuthoredItem, FirstAnswer
from trainer.domain.calibration.calibrate import (
    FITTED_LEARNERS,
    Calibration,
    ItemCalibration,
    difficulties,
)
from trainer.domain.calibration.calibrate import calibrate as calibrate_items
from trainer.domain.calibration.difficulty import AUTHOR_SD, Difficulty, author_difficulty, guess_of
from trainer.domain.calibration.drift import Drift, drifts
from trainer.domain.calibration.flags import Flag
from trainer.domain.calibration.reliability import FormReliability, reliability_of_drawn, reliability_of_fixed
from trainer.domain.exams.forms import Form
from trainer.domain.items.answers import Answer, MultipleAnswer, SingleAnswer
from trainer.domain.items.content import MultipleResponse, SingleBest, options_of
from trainer.domain.items.keys import right_options
from trainer.domain.kernel.points import Points
from trainer.services.scope import Scope, Scopes
from trainer.services.tracks import pace_seconds

DRIFT_SPAN = timedelta(days=90)
"""Drift is between the answers before and those since: two runs in a row would share nearly all of theirs."""

FLAG_WORDS = {
    Flag.NEGATIVE_DISCRIMINATION: "better learners get it wrong",
    Flag.DISTRACTOR_BEATS_KEY: "a wrong option beats the right one",
    Flag.TOO_SLOW: "takes more than twice the time that the exam grants",
    Flag.TOO_EASY: "nearly everybody gets it right",
    Flag.TOO_HARD: "few get it right",
}
"""What each flag says, but for drift, which has a direction."""


@dataclass(frozen=True, slots=True)
class CalibrationReport:
    """A stored run. Of `items` so many were `answered` at all; `flagged` are those still to be looked at.

    `is_fitted`: there were enough learners to estimate anything; else the authors' difficulties stand.
    """

    run_id: int
    track: str
    made_at: datetime
    learners: int
    answers: int
    items: int
    answered: int
    flagged: int
    ability_sd: float
    is_fitted: bool
    has_settled: bool
    forms: tuple[FormReliability, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a calibration found, to be stored."""

    track: str
    at: datetime
    found: Calibration
    forms: tuple[FormReliability, ...]


@dataclass(frozen=True, slots=True)
class BankDifficulty:
    """A current item: its difficulty without a floor, and the chance to guess it (see `above_guessing`).

    A generated family stands there with its first variant (`variant` 1). `stimulus_id` is 0 where there is none.
    """

    item_id: int
    item_version_id: int
    area: str
    difficulty: Difficulty
    guess: float
    is_sealed: bool
    variant: int
    stimulus_id: int


@dataclass(frozen=True, slots=True)
class FlaggedItem:
    """An item to be read again: `words` say of each flag why. `n` first answers; `facility` is the share right."""

    item_id: int
    slug: str
    area: str
    n: int
    facility: float | None
    point_biserial: float | None
    median_seconds: float | None
    flags: tuple[Flag, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Timed:
    """A first answer and when it was given."""

    answer: FirstAnswer
    at: datetime


def calibrate(scopes: Scopes, track: str) -> CalibrationReport | None:
    """Calibrates a track and stores the run; None, and nothing stored, where nobody has answered anything yet."""
    with scopes.reporting() as scope:
        measured = measure(scope, track)
    if measured is None:
        return None
    with scopes.writing() as scope:
        return store(scope, measured)


def calibrate_if_due(scopes: Scopes, track: str) -> CalibrationReport | None:
    """Calibrates if a first answer was graded, or graded anew, since the latest run; None if there was none."""
    with scopes.reading() as scope:
        latest = queries.find_latest_run(scope.session, track)
        is_due = queries.has_first_answers(scope.session, track, latest.made_at if latest else None)
    return calibrate(scopes, track) if is_due else None


def measure(scope: Scope, track: str) -> Measured | None:
    """What first answers to the current items of a track say now; None where there are none. Stores nothing."""
    rows = queries.list_bank(scope.session, track)
    items = [_authored(row) for row in rows]
    versions = {row["item_id"]: row["item_version_id"] for row in rows}
    given = list(_given(scope, track, versions))
    if not given:
        return None
    found = calibrate_items((each.answer for each in given), items, {}, pace_seconds(scope, track))
    drifted = _drifts(given, items, scope.now - DRIFT_SPAN)
    found = replace(found, items=tuple(_with_drift(each, drifted.get(each.item)) for each in found.items))
    return Measured(track, scope.now, found, _forms(scope, track))


def _authored(row: RowMapping) -> AuthoredItem:
    """Options are analysed where everybody met the same ones, and an answer chooses among them."""
    response = row["content"].response
    if row["variant"] or not isinstance(response, SingleBest | MultipleResponse):
        return AuthoredItem(row["item_version_id"], row["level"])
    options = tuple(option.id for option in options_of(response))
    return AuthoredItem(row["item_version_id"], row["level"], options, right_options(row["key"]))


def _given(scope: Scope, track: str, versions: Mapping[int, int]) -> Iterator[_Timed]:
    """The answers, each to the version that stands for its item: the variants of a family are pooled."""
    for learner, item, is_right, seconds, at, answer in queries.iterate_first_answers(scope.session, track):
        if item in versions:  # not so where it was published a moment ago
            yield _Timed(FirstAnswer(learner, versions[item], is_right, chosen_of(answer), seconds), at)


def chosen_of(answer: Answer) -> tuple[str, ...]:
    """The ids of the options that an answer chooses; () where it chooses none."""
    match answer:
        case SingleAnswer(option):
            return (option,)
        case MultipleAnswer(options):
            return options
        case _:
            return ()


def _drifts(given: Sequence[_Timed], items: Sequence[AuthoredItem], since: datetime) -> Mapping[Any, Drift]:
    """Between answers before and answers since: none where either are of too few learners to be fitted."""
    before = _known([each.answer for each in given if each.at < since], items)
    now = _known([each.answer for each in given if each.at >= since], items) if before else {}
    return drifts(before, now)


def _known(answers: Sequence[FirstAnswer], items: Sequence[AuthoredItem]) -> dict[Any, Difficulty]:
    """The difficulties of those items that these answers are about."""
    if len({answer.learner for answer in answers}) < FITTED_LEARNERS:
        return {}
    answered = {answer.item for answer in answers}
    return difficulties(answers, [item for item in items if item.item in answered])


def _with_drift(found: ItemCalibration, drift: Drift | None) -> ItemCalibration:
    is_notable = drift is not None and drift.is_notable
    return replace(found, drift=drift, flags=(*found.flags, Flag.DRIFT) if is_notable else found.flags)


def _forms(scope: Scope, track: str) -> tuple[FormReliability, ...]:
    """The reliability of each form from every learner's first mock of it, in the order of their slugs."""
    firsts: dict[Form, dict[int, RowMapping]] = defaultdict(dict)
    for row in queries.list_mocks(scope.session, track):
        firsts[row["form"]].setdefault(row["learner_id"], row)
    fixed = queries.fixed_forms(scope.session, track)
    found = []
    for form, mocks in sorted(firsts.items(), key=lambda pair: (pair[0].slug, pair[0].questions)):
        if form in fixed:
            found.append(reliability_of_fixed(form.slug, _table(scope, track, form, mocks)))
        else:
            rights = [row["correct"] for row in mocks.values()]
            found.append(reliability_of_drawn(form.slug, rights, form.questions))
    return tuple(each for each in found if each is not None)


def _table(scope: Scope, track: str, form: Form, mocks: Mapping[int, RowMapping]) -> list[list[int]]:
    """Learners × questions, 1 where it was right."""
    marks: dict[int, list[int]] = {learner_id: [] for learner_id in mocks}
    for row in queries.list_marks(scope.session, track, form):
        if row["learner_id"] in mocks and row["number"] == mocks[row["learner_id"]]["number"]:
            marks[row["learner_id"]].append(int(Points(row["earned"], row["possible"]).is_full))
    return list(marks.values())


def store(scope: Scope, measured: Measured) -> CalibrationReport:
    """Stores a run with a row for each item."""
    found = measured.found
    run = CalibrationRun(
        track=measured.track,
        made_at=measured.at,
        learners=found.learners,
        answers=found.answers,
        ability_sd=found.ability_sd,
        has_settled=found.has_settled,
        forms=measured.forms,
    )
    scope.session.add(run)
    scope.session.flush()
    rows = [
        {
            "run_id": run.id,
            "item_version_id": each.item,
            "answers": each.n,
            "difficulty": each.difficulty,
            "standard_error": each.standard_error,
            "found": each,
        }
        for each in found.items
    ]
    scope.session.execute(insert(ItemCalibrationRow), rows)
    return _report(run, found.items, sum(bool(each.flags) for each in found.items))


def find_latest(scope: Scope, track: str) -> CalibrationReport | None:
    """The latest run of a track; `flagged` counts the items that have not been changed since."""
    run = queries.find_latest_run(scope.session, track)
    if run is None:
        return None
    rows = queries.list_found(scope.session, run.id)
    flagged = sum(bool(row["found"].flags) and row["is_current"] for row in rows)
    return _report(run, [row["found"] for row in rows], flagged)


def _report(run: CalibrationRun, found: Sequence[ItemCalibration], flagged: int) -> CalibrationReport:
    return CalibrationReport(
        run_id=run.id,
        track=run.track,
        made_at=run.made_at,
        learners=run.learners,
        answers=run.answers,
        items=len(found),
        answered=sum(each.n > 0 for each in found),
        flagged=flagged,
        ability_sd=run.ability_sd,
        is_fitted=run.learners >= FITTED_LEARNERS,
        has_settled=run.has_settled,
        forms=run.forms,
    )


def list_flagged(scope: Scope, track: str) -> tuple[FlaggedItem, ...]:
    """The items flagged by the latest run, most serious first; not those that were changed or retired since."""
    run = queries.find_latest_run(scope.session, track)
    rows = queries.list_found(scope.session, run.id) if run else []
    flagged = [_flagged(row) for row in rows if row["found"].flags and row["is_current"]]
    order = list(Flag)
    return tuple(sorted(flagged, key=lambda each: (order.index(each.flags[0]), each.slug)))


def _flagged(row: RowMapping) -> FlaggedItem:
    found: ItemCalibration = row["found"]
    return FlaggedItem(
        item_id=row["item_id"],
        slug=row["slug"],
        area=row["area"],
        n=found.n,
        facility=found.facility,
        point_biserial=found.point_biserial,
        median_seconds=found.median_seconds,
        flags=found.flags,
        words=tuple(_words(found.flags, found.drift)),
    )


def _words(flags: Iterable[Flag], drift: Drift | None) -> Iterator[str]:
    for flag in flags:
        if flag is Flag.DRIFT and drift is not None:
            yield f"has become {'harder' if drift.difference > 0 else 'easier'} in the last {DRIFT_SPAN.days} days"
        else:
            yield FLAG_WORDS[flag]


def latest_difficulties(scope: Scope, track: str) -> dict[int, Difficulty]:
    """Item id -> difficulty of every current item: as found by the latest run, else as its author's level says."""
    rows = queries.list_difficulties(scope.session, track, FITTED_LEARNERS)
    return {row["item_id"]: _difficulty(row) for row in rows}


def bank_difficulties(scope: Scope, track: str) -> tuple[BankDifficulty, ...]:
    """Every current item of a track with its difficulty and what choosing among them needs, by item id."""
    return tuple(
        BankDifficulty(
            item_id=row["item_id"],
            item_version_id=row["item_version_id"],
            area=row["area"],
            difficulty=_difficulty(row),
            guess=guess_of(row["content"].response),
            is_sealed=row["is_sealed"],
            variant=row["variant"],
            stimulus_id=row["stimulus_id"] or 0,
        )
        for row in queries.list_bank_difficulties(scope.session, track, FITTED_LEARNERS)
    )


def _difficulty(row: RowMapping) -> Difficulty:
    if row["logits"] is None:
        return Difficulty(author_difficulty(row["level"]), AUTHOR_SD)
    return Difficulty(row["logits"], row["standard_error"])
