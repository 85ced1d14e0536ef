"""Looking at an assignment before learners do: what it comes to for the class, what they will see. Stores nothing."""

from dataclasses import dataclass, replace

from trainer.db.models.cases import AnyContent
from trainer.db.queries import assignments as queries
from trainer.domain.classes.checks import SpecProblem
from trainer.domain.classes.dates import terms_of
from trainer.domain.classes.roles import Act
from trainer.domain.classes.work import AssignmentSpec, CaseWork, DrawnItems, FixedItems, MockWork, ReviewWork
from trainer.domain.exams.assembly import Dealt
from trainer.domain.exams.forms import SEALED, Form
from trainer.domain.items.content import ItemContent, Option, Response, options_of
from trainer.domain.kernel.errors import Refused
from trainer.services.assignment_checks import find_problems
from trainer.services.assignment_dealing import Gone, Shortage, count_gone, deal, deal_for_all, shortages
from trainer.services.assignment_terms import limit_seconds
from trainer.services.assignments import AssignmentEntry, get_entry
from trainer.services.class_access import Member, member_for
from trainer.services.exams import list_forms
from trainer.services.overrides import PersonalTerms, personal_terms
from trainer.services.scope import Scope
from trainer.services.tracks import pace_seconds

_WORK_FIELDS = {"track", "work", "items", "draws", "cases", "form", "reviews"}


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an assignment comes to for the class as it is now.

    `questions` is the number for each learner; None where it is not made of questions. `seconds` is the time needed:
    the time limit where there is one (`is_limit`), else questions at the pace of the exam; None where nobody can tell.
    `gone`: what is not on offer any more of an assignment that is stored.
    """

    member: Member
    spec: AssignmentSpec
    learners: int
    questions: int | None
    cases: tuple[str, ...]
    seconds: int | None
    is_limit: bool
    shortages: tuple[Shortage, ...]
    problems: tuple[SpecProblem, ...]
    personal: tuple[PersonalTerms, ...]
    warnings: tuple[str, ...]
    gone: Gone | None = None

    @property
    def is_work_known(self) -> bool:
        """Whether the work can be dealt at all, whatever else is wrong; only then is known what is short."""
        return not any(each.field in _WORK_FIELDS for each in self.problems)

    @property
    def is_ready(self) -> bool:
        """Whether it could be published now."""
        return not self.shortages and not self.problems


@dataclass(frozen=True, slots=True)
class PreviewQuestion:
    """A question as a learner sees it. Nothing of its key is known here."""

    position: int
    area_title: str
    content: ItemContent
    options: tuple[Option, ...]
    stimulus_title: str
    stimulus_body: str

    @property
    def response(self) -> Response:
        return self.content.response

    @property
    def answer(self) -> None:
        """Nothing is answered here; `response_fields` asks for it."""

    @property
    def verdict(self) -> None:
        """No verdict is ever shown here; `response_fields` asks for it."""


@dataclass(frozen=True, slots=True)
class PreviewCase:
    """A case as it stands in a learner's list."""

    track: str
    content: AnyContent


@dataclass(frozen=True, slots=True)
class Preview:
    """What a learner would see. `refusal` says why nothing can be dealt, where nothing can."""

    member: Member
    entry: AssignmentEntry
    questions: tuple[PreviewQuestion, ...]
    cases: tuple[PreviewCase, ...]
    form: Form | None
    refusal: str


def dry_run(scope: Scope, class_id: int, spec: AssignmentSpec, assignment_id: int | None = None) -> DryRun:
    """What an assignment comes to, also one that is not stored; `assignment_id`: the one whose overrides hold.

    Raises:
        NotFound: see `member_for`; the class has no such assignment.
    """
    member = member_for(scope, class_id, Act.MANAGE)
    if assignment_id is not None:
        get_entry(scope, class_id, assignment_id)
    problems = find_problems(scope, class_id, spec)
    questions = _questions(scope, spec)
    limit = limit_seconds(scope, spec)
    pace = pace_seconds(scope, spec.track)
    run = DryRun(
        member,
        spec,
        len(queries.list_learners(scope.session, class_id)),
        questions,
        _case_titles(scope, class_id, spec),
        limit if limit is not None else questions * pace if questions and pace else None,
        limit is not None,
        (),
        problems,
        personal_terms(scope, class_id, spec, assignment_id),
        _warnings(scope, class_id, spec, questions),
    )
    return replace(run, shortages=shortages(scope, class_id, spec)) if run.is_work_known else run


def dry_run_stored(scope: Scope, class_id: int, assignment_id: int) -> DryRun:
    """The same for an assignment as it is stored.

    Raises:
        NotFound: see `dry_run`.
    """
    member_for(scope, class_id, Act.MANAGE)
    entry = get_entry(scope, class_id, assignment_id)
    dealt = queries.get_version(scope.session, assignment_id, entry.number).dealt
    run = dry_run(scope, class_id, entry.spec, assignment_id)
    return replace(run, gone=count_gone(scope, class_id, entry.spec, dealt))


def preview(scope: Scope, class_id: int, assignment_id: int) -> Preview:
    """What a learner would see who starts now; looked at again, it may be dealt otherwise. Nothing is stored.

    Raises:
        NotFound: see `get_entry`.
    """
    member = member_for(scope, class_id, Act.GRADE)
    entry = get_entry(scope, class_id, assignment_id)
    number = entry.number
    try:
        dealt = _dealt(scope, class_id, entry, queries.get_version(scope.session, assignment_id, number).dealt)
        refusal = ""
    except Refused as error:
        dealt, refusal = [], error.reason
    return Preview(
        member,
        entry,
        _to_questions(scope, dealt),
        _to_cases(scope, entry.spec),
        _form(scope, entry.spec),
        refusal,
    )


def _questions(scope: Scope, spec: AssignmentSpec) -> int | None:
    match spec.work:
        case FixedItems(items):
            return len(items)
        case DrawnItems(draws):
            return sum(draw.count for draw in draws)
        case MockWork():
            form = _form(scope, spec)
            return form.questions if form else None
        case CaseWork() | ReviewWork():
            return None


def _form(scope: Scope, spec: AssignmentSpec) -> Form | None:
    if not isinstance(spec.work, MockWork):
        return None
    slug = spec.work.form
    return next((form for form in list_forms(scope, spec.track) if form.slug == slug), None)


def _case_titles(scope: Scope, class_id: int, spec: AssignmentSpec) -> tuple[str, ...]:
    if not isinstance(spec.work, CaseWork):
        return ()
    titles = {row["slug"]: row["title"] for row in queries.list_cases(scope.session, class_id)}
    return tuple(titles.get(slug, slug) for slug in spec.work.cases)


def date_warnings(scope: Scope, spec: AssignmentSpec) -> tuple[str, ...]:
    """What is said of dates that lie before now."""
    found = []
    if spec.due_at is not None and spec.due_at <= scope.now:
        found.append("It was due before now: whoever has not begun it cannot begin it in time any more.")
    closes_at = terms_of(spec).closes_at
    if closes_at is not None and closes_at <= scope.now:
        found.append("It is closed already: nobody can begin it.")
    return tuple(found)


def _warnings(scope: Scope, class_id: int, spec: AssignmentSpec, questions: int | None) -> tuple[str, ...]:
    """What may be meant and looks as if it were not."""
    found = list(date_warnings(scope, spec))
    if spec.time_limit_minutes and questions and spec.time_limit_minutes * 60 < questions * 20:
        found.append("The time limit leaves less than 20 seconds for a question.")
    if spec.weight == 0:
        found.append("Its weight is 0: it does not count in the total.")
    if not queries.list_learners(scope.session, class_id):
        found.append("There is no learner in this class yet.")
    return tuple(found)


def _dealt(scope: Scope, class_id: int, entry: AssignmentEntry, dealt: tuple[int, ...]) -> list[Dealt]:
    """A draft's draw for all is not drawn yet: this is one that might be."""
    if entry.spec.work == MockWork(SEALED):
        raise Refused("The sealed mock is not shown: its questions stay unseen until a learner sits it.")
    return deal(scope, class_id, entry.spec, dealt or deal_for_all(scope, class_id, entry.spec))


def _to_questions(scope: Scope, dealt: list[Dealt]) -> tuple[PreviewQuestion, ...]:
    rows = queries.questions_of(scope.session, [each.item_version_id for each in dealt])
    found = []
    for position, each in enumerate(dealt, start=1):
        row = rows[each.item_version_id]
        options = {option.id: option for option in options_of(row["content"].response)}
        found.append(
            PreviewQuestion(
                position,
                row["area_title"],
                row["content"],
                tuple(options[option_id] for option_id in each.option_order),
                row["stimulus_title"] or "",
                row["stimulus_body"] or "",
            )
        )
    return tuple(found)


def _to_cases(scope: Scope, spec: AssignmentSpec) -> tuple[PreviewCase, ...]:
    if not isinstance(spec.work, CaseWork):
        return ()
    rows = queries.contents_of_cases(scope.session, spec.work.cases)
    return tuple(PreviewCase(rows[slug]["track"], rows[slug]["content"]) for slug in spec.work.cases if slug in rows)
