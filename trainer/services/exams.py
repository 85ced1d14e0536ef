"""Exams: which forms there are, starting one with everything pinned, what was sat before."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.db.models.attempts import AttemptItem, AttemptRow
from trainer.db.queries import attempts, people
from trainer.db.queries import exams as queries
from trainer.db.queries import items as item_queries
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, Feedback
from trainer.domain.exams.assembly import Dealt, ExamItem, NotEnoughItems, Shortage, assemble, most_of
from trainer.domain.exams.clock import Accommodation, deadline, extra_seconds
from trainer.domain.exams.forms import SEALED, Form, forms_of, sealed_form
from trainer.domain.items.content import has_natural_order, options_of
from trainer.domain.items.keys import SingleKey
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.attempts import to_attempt, to_review_policy
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class ExamRequest:
    """What the learner asked for. Exam-like: no study aids, no pauses. See `PracticeRequest` for `request_id`."""

    track: str
    form: str
    is_exam_like: bool = False
    is_shuffled: bool = False
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form on offer. `missing` names areas that do not fill it: title, wanted, the most that sets kept whole give."""

    form: Form
    extra_seconds: int
    missing: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class ExamRow:
    """One exam of the learner. `correct` is None while no score may be shown."""

    number: int
    title: str
    form: Form
    state: AttemptState
    started_at: datetime
    deadline_at: datetime
    answered: int
    correct: int | None
    is_assigned: bool = False

    @property
    def has_passed(self) -> bool | None:
        """Whether the pass mark was reached; None where there is no score or no mark."""
        if self.correct is None or not self.form.pass_questions:
            return None
        return self.correct >= self.form.pass_questions


@dataclass(frozen=True, slots=True)
class ExamsPage:
    """`open_exam` is the one to go on with, of those that nobody assigned. Areas come last among the forms.

    `reasons` say why the learner has extra time, one for each accommodation.
    """

    track: str
    forms: tuple[FormRow, ...]
    open_exam: ExamRow | None
    earlier: tuple[ExamRow, ...]
    accommodations: tuple[Accommodation, ...]
    reasons: tuple[str, ...]


def get_exams(scope: Scope, track: str) -> ExamsPage:
    """What can be sat in a track, and what was."""
    titles = _area_titles(scope, track)
    learner_id = scope.learner.id
    sets = {sealed: queries.count_sets(scope.session, learner_id, track, is_sealed=sealed) for sealed in (False, True)}
    given = accommodations_of(scope, scope.learner.id)
    rows = [to_exam_row(scope, row) for row in queries.list_exams(scope.session, scope.learner.id, track)]
    return ExamsPage(
        track,
        tuple(
            FormRow(form, extra_seconds(form.minutes * 60, given), _missing(form, sets[form.slug == SEALED], titles))
            for form in list_forms(scope, track)
        ),
        next((row for row in rows if row.state is AttemptState.IN_PROGRESS and not row.is_assigned), None),
        tuple(row for row in rows if row.state is not AttemptState.IN_PROGRESS),
        given,
        tuple(row.reason for row in queries.list_accommodations(scope.session, scope.learner.id)),
    )


def _area_titles(scope: Scope, track: str) -> dict[str, str]:
    return {row["slug"]: row["title"] for row in item_queries.list_areas(scope.session, track)}


def _missing(
    form: Form, sets: Mapping[str, Counter[int]], titles: Mapping[str, str]
) -> tuple[tuple[str, int, int], ...]:
    most = [(area, wanted, most_of(sets.get(area, Counter()), wanted)) for area, wanted in form.quotas]
    return tuple((titles.get(area, area), wanted, there) for area, wanted, there in most if there < wanted)


def list_forms(scope: Scope, track: str) -> tuple[Form, ...]:
    """The forms of a track: the whole exam, the sealed one where there are such items, short ones, one for each area.

    None before content is published.
    """
    _, blueprint = item_queries.last_blueprint(scope.session, track)
    if blueprint is None:
        return ()
    whole, *others = forms_of(blueprint)
    sealed = (sealed_form(blueprint),) if queries.has_sealed_items(scope.session, track) else ()
    return (whole, *sealed, *others)


def accommodations_of(scope: Scope, learner_id: int) -> tuple[Accommodation, ...]:
    """The extra time that a learner has in every exam."""
    rows = queries.list_accommodations(scope.session, learner_id)
    return tuple(Accommodation(row.percent, row.seconds) for row in rows)


def to_exam_row(scope: Scope, row: RowMapping) -> ExamRow:
    """A row of `list_exams`; the score only where it may be seen now."""
    attempt = to_attempt(row)
    state = attempt.effective_state(scope.now)
    is_over = state in (AttemptState.SUBMITTED, AttemptState.EXPIRED)
    is_shown = to_review_policy(row).score_is_shown(is_over, scope.now)
    ends_at = attempt.deadline_from(scope.now)
    assert ends_at is not None
    return ExamRow(
        row["number"],
        row["title"],
        row["form"],
        state,
        row["started_at"],
        ends_at,
        row["answered"],
        row["correct"] if is_shown else None,
        row["assignment_id"] is not None,
    )


def start_exam(scope: Scope, request: ExamRequest) -> int:
    """The number of a new exam, its questions, order, policy and end pinned.

    The same request again, or one while another exam of the track is open, gives the number of that one.

    Raises:
        NotFound: the track has no such form.
        Refused: the bank does not fill the form; every area that falls short is named.
    """
    form = next((form for form in list_forms(scope, request.track) if form.slug == request.form), None)
    if form is None:
        raise NotFound("form")
    if (known := _started(scope, request)) is not None:
        return known
    dealt = deal_exam(scope, form, is_shuffled=request.is_shuffled)
    number = people.take_attempt_number(scope.session, scope.learner.id)
    if (known := _started(scope, request)) is not None:  # at the same moment: it held the learner's row until now
        return known
    scope.session.add(_attempt_row(scope, request, form, number))
    scope.session.flush()
    scope.session.add_all(
        AttemptItem(
            learner_id=scope.learner.id,
            attempt_number=number,
            position=position,
            item_version_id=each.item_version_id,
            option_order=each.option_order,
        )
        for position, each in enumerate(dealt, start=1)
    )
    return number


def _started(scope: Scope, request: ExamRequest) -> int | None:
    learner_id = scope.learner.id
    if request.request_id and (known := attempts.find_started(scope.session, learner_id, request.request_id[:32])):
        return known
    return queries.find_open_exam(scope.session, learner_id, request.track, scope.now)


def deal_exam(scope: Scope, form: Form, *, is_shuffled: bool) -> list[Dealt]:
    """The questions of a form for whoever acts, with their options, in order.

    Raises:
        Refused: the bank does not fill the form; every area that falls short is named.
    """
    areas = [area for area, _ in form.quotas]
    is_sealed = form.slug == SEALED
    pool = queries.list_exam_pool(scope.session, scope.learner.id, form.track, areas, is_sealed=is_sealed)
    try:
        return assemble(form, map(_candidate, pool), scope.rng, is_shuffled=is_shuffled)
    except NotEnoughItems as error:
        short = _shortages(error.shortages, _area_titles(scope, form.track))
        raise Refused(f"There are not enough questions yet: {short}.", "form") from error


def _shortages(shortages: Iterable[Shortage], titles: Mapping[str, str]) -> str:
    return "; ".join(
        f"{titles.get(short.area, short.area)} needs {short.wanted} and has {short.available}" for short in shortages
    )


def _candidate(row: RowMapping) -> ExamItem:
    options = options_of(row["content"].response)
    return ExamItem(
        row["item_version_id"],
        row["item_id"],
        row["area"],
        row["difficulty"],
        set_id=row["stimulus_id"],
        last_seen_at=row["last_dealt_at"],
        option_ids=tuple(option.id for option in options),
        right_option=row["key"].option if isinstance(row["key"], SingleKey) else "",
        keeps_order=has_natural_order(options),
    )


def _attempt_row(scope: Scope, request: ExamRequest, form: Form, number: int) -> AttemptRow:
    limit = form.minutes * 60
    extra = extra_seconds(limit, accommodations_of(scope, scope.learner.id))
    return AttemptRow(
        learner_id=scope.learner.id,
        number=number,
        request_id=request.request_id[:32] or scope.rng.randbytes(16).hex(),
        kind=AttemptKind.EXAM,
        track=request.track,
        title=_title(form),
        feedback=Feedback.AT_END,
        state=AttemptState.IN_PROGRESS,
        item_count=form.questions,
        started_at=scope.now,
        deadline_at=deadline(scope.now, limit, extra),
        form=form,
        is_exam_like=request.is_exam_like,
        allows_pause=not request.is_exam_like,
        extra_seconds=extra,
    )


def _title(form: Form) -> str:
    track = form.track.upper()
    if form.slug == SEALED:
        return f"{track} sealed mock, {form.questions} questions"
    return f"{track} · {form.title}" if form.slug.startswith("area-") else f"{track} mock, {form.questions} questions"
