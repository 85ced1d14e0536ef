"""An assignment on paper: its forms, and apart from them their keys. Stores nothing; the same form comes out again."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import RowMapping

from trainer.db.queries import assignment_sittings
from trainer.db.queries import assignments as assignment_queries
from trainer.db.queries import papers as queries
from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.claims.case import CaseContent
from trainer.domain.classes.papers import (
    FORM_LETTERS,
    Question,
    check_of,
    first_form,
    numbers_of,
    seed_of,
    shuffled_form,
    shuffled_numbers,
)
from trainer.domain.classes.roles import Act
from trainer.domain.classes.work import AssignmentSpec, CaseWork, DrawnItems, FixedItems, MockWork, ReviewWork
from trainer.domain.exams.assembly import Dealt
from trainer.domain.exams.forms import SEALED
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.grading.case_key import CaseKey
from trainer.domain.items.content import ItemContent, Option, Response, options_of
from trainer.domain.items.keys import Explanation, Key
from trainer.domain.kernel.errors import Refused
from trainer.services.assignment_dealing import deal, deal_for_all
from trainer.services.assignment_terms import limit_seconds
from trainer.services.assignments import AssignmentEntry, Stage, get_entry
from trainer.services.class_access import Member, member_for
from trainer.services.scope import Scope

MOST_FORMS = len(FORM_LETTERS)
_NOBODY = 0
_FOR_LEARNERS = " Tell your instructor."


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question at its place, its options in their order. Nothing of its key is known here."""

    position: int
    version_id: int
    content: ItemContent
    options: tuple[Option, ...]
    set_id: int
    stimulus_title: str
    stimulus_body: str

    @property
    def response(self) -> Response:
        return self.content.response


@dataclass(frozen=True, slots=True)
class PaperCase:
    """A case at its place: of coding, or a billing exercise made of exhibits and questions."""

    position: int
    version_id: int
    content: CaseContent | BillingContent


@dataclass(frozen=True, slots=True)
class PaperForm:
    """One form: questions, or cases. `check` stands on the paper and on its key."""

    letter: str
    check: str
    questions: tuple[PaperQuestion, ...] = ()
    cases: tuple[PaperCase, ...] = ()

    @property
    def version_ids(self) -> tuple[int, ...]:
        """Its questions or cases in order."""
        return tuple(each.version_id for each in self.questions) + tuple(each.version_id for each in self.cases)


@dataclass(frozen=True, slots=True)
class PaperSet:
    """The forms of an assignment. `refusal` says why there are none, where there are none.

    `is_own_draw`: every form has questions of its own. `may_change`: the questions hang on what the banks hold, so that
    a later print may have others (a mock, a draw of its own, a draft whose draw is not made yet). `missing`: how much
    of what it asks for is not on offer any more.
    """

    member: Member
    entry: AssignmentEntry
    minutes: int | None
    forms: tuple[PaperForm, ...]
    is_own_draw: bool = False
    may_change: bool = False
    missing: int = 0
    refusal: str = ""

    @property
    def has_numbers(self) -> bool:
        """Whether there is a table that leads from form to form."""
        return len(self.forms) > 1 and not self.is_own_draw

    @property
    def numbers(self) -> tuple[tuple[int, ...], ...]:
        """Where each question stands: rows in the order of form A, columns by form."""
        return numbers_of([form.version_ids for form in self.forms])

    def form(self, letter: str) -> PaperForm | None:
        return next((form for form in self.forms if form.letter == letter), None)


@dataclass(frozen=True, slots=True)
class PaperKeys:
    """Keys by version: of items with their explanations, of cases."""

    items: Mapping[int, tuple[Key, Explanation]]
    cases: Mapping[int, CaseKey | BillingKey]


def get_papers(scope: Scope, class_id: int, assignment_id: int, count: int = 1) -> PaperSet:
    """So many forms of an assignment as it is now: A in its own order, the others shuffled.

    Raises:
        NotFound: see `member_for` and `get_entry`.
        Refused: `count` is not from 1 to 6.
    """
    member = member_for(scope, class_id, Act.GRADE)
    entry = get_entry(scope, class_id, assignment_id)
    if not 1 <= count <= MOST_FORMS:
        raise Refused(f"Choose 1 to {MOST_FORMS} forms.", "forms")
    spec, letters = entry.spec, FORM_LETTERS[:count]
    seconds = limit_seconds(scope, spec)
    minutes = None if seconds is None else -(-seconds // 60)
    try:
        forms = _forms(scope, class_id, entry, letters)
    except Refused as error:
        return PaperSet(member, entry, minutes, (), refusal=error.reason.removesuffix(_FOR_LEARNERS))
    is_draw, is_own = isinstance(spec.work, DrawnItems), _is_own_draw(spec)
    is_open = is_draw and entry.stage is Stage.DRAFT
    may_change = is_own or is_open or isinstance(spec.work, MockWork)
    return PaperSet(member, entry, minutes, forms, is_own, may_change, _missing(spec, forms[0]))


def get_keys(scope: Scope, papers: PaperSet) -> PaperKeys:
    """The keys in force of everything that stands in these papers. Only their staff can have got them.

    Raises:
        NotFound: see `member_for`.
    """
    member_for(scope, papers.member.class_id, Act.GRADE)
    items = {each.version_id for form in papers.forms for each in form.questions}
    cases = {each.version_id for form in papers.forms for each in form.cases}
    case_keys = queries.case_keys_of(scope.session, cases)
    return PaperKeys(
        {row["id"]: (row["key"], row["explanation"]) for row in queries.keys_of(scope.session, items).values()},
        case_keys,
    )


def _missing(spec: AssignmentSpec, form: PaperForm) -> int:
    match spec.work:
        case FixedItems(slugs) | CaseWork(slugs):
            return len(slugs) - len(form.version_ids)
        case DrawnItems(draws):
            return sum(draw.count for draw in draws) - len(form.version_ids)
        case _:
            return 0


def _is_own_draw(spec: AssignmentSpec) -> bool:
    return isinstance(spec.work, DrawnItems) and spec.work.is_per_learner


def _forms(scope: Scope, class_id: int, entry: AssignmentEntry, letters: str) -> tuple[PaperForm, ...]:
    match entry.spec.work:
        case ReviewWork():
            raise Refused(
                "Reviews are not printed: each learner gets what is due in their own queue, on the day it is due."
            )
        case MockWork(form) if form == SEALED:
            raise Refused("The sealed mock is not printed: its questions stay unseen until a learner sits it.")
        case CaseWork(slugs):
            return _forms_of_cases(scope, class_id, entry, slugs, letters)
        case _:
            return _forms_of_items(scope, class_id, entry, letters)


def _forms_of_items(scope: Scope, class_id: int, entry: AssignmentEntry, letters: str) -> tuple[PaperForm, ...]:
    if _is_own_draw(entry.spec):
        bases = {letter: _base(scope, class_id, entry, letter) for letter in letters}
    else:
        bases = dict.fromkeys(letters, _base(scope, class_id, entry))
    version_ids = {each.item_version_id for base in bases.values() for each in base}
    rows = assignment_queries.questions_of(scope.session, version_ids)
    sets = queries.sets_of(scope.session, version_ids)
    forms = []
    for letter, base in bases.items():
        questions = [
            Question(
                each.item_version_id,
                sets[each.item_version_id],
                each.option_order,
                rows[each.item_version_id]["content"].response,
            )
            for each in base
        ]
        dice = random.Random(seed_of(entry.id, entry.number, letter))  # noqa: S311 - a shuffle that comes out again
        dealt = first_form(questions) if letter == FORM_LETTERS[0] else shuffled_form(questions, dice)
        shown = [
            _to_question(position, each, rows[each.item_version_id], sets[each.item_version_id])
            for position, each in enumerate(dealt, start=1)
        ]
        forms.append(PaperForm(letter, check_of(dealt), tuple(shown)))
    return tuple(forms)


def _base(scope: Scope, class_id: int, entry: AssignmentEntry, letter: str = "") -> list[Dealt]:
    """The questions in the assignment's own order, as dealt to nobody: whoever prints them gets the same."""
    dice = random.Random(f"{seed_of(entry.id, entry.number, letter)} draw")  # noqa: S311
    nobody = replace(scope, rng=dice, actor=replace(scope.learner, id=_NOBODY))
    spec = replace(entry.spec, is_shuffled=False)
    dealt = assignment_queries.get_version(scope.session, entry.id, entry.number).dealt
    return deal(nobody, class_id, spec, dealt or deal_for_all(nobody, class_id, spec))


def _to_question(position: int, dealt: Dealt, row: RowMapping, set_id: int) -> PaperQuestion:
    options = {option.id: option for option in options_of(row["content"].response)}
    return PaperQuestion(
        position,
        dealt.item_version_id,
        row["content"],
        tuple(options[option_id] for option_id in dealt.option_order),
        set_id,
        row["stimulus_title"] or "",
        row["stimulus_body"] or "",
    )


def _forms_of_cases(
    scope: Scope, class_id: int, entry: AssignmentEntry, slugs: Sequence[str], letters: str
) -> tuple[PaperForm, ...]:
    known = assignment_sittings.list_cases(scope.session, class_id, slugs, is_set=True)
    version_ids = [known[slug]["case_version_id"] for slug in slugs if slug in known]
    contents = queries.case_contents_of(scope.session, version_ids)
    if not version_ids:
        raise Refused("None of the cases of this assignment is on offer any more.")
    filled_in = sorted(content.title for content in contents.values() if not _fits_on_paper(content))
    if filled_in:
        raise Refused(
            "Claim forms, remittances and work lists are filled in on screen, so these exercises are not printed: "
            f"{_listed(filled_in)}. Make an assignment without them to print the rest."
        )
    forms = []
    for letter in letters:
        dice = random.Random(seed_of(entry.id, entry.number, letter))  # noqa: S311
        is_first = letter == FORM_LETTERS[0]
        order = range(len(version_ids)) if is_first else shuffled_numbers(len(version_ids), dice)
        cases = []
        for position, place in enumerate(order, start=1):
            cases.append(PaperCase(position, version_ids[place], contents[version_ids[place]]))
        check = check_of(Dealt(case.version_id, ()) for case in cases)
        forms.append(PaperForm(letter, check, cases=tuple(cases)))
    return tuple(forms)


def _fits_on_paper(content: CaseContent | BillingContent) -> bool:
    """Whether it is nothing but text and questions."""
    if isinstance(content, CaseContent):
        return True
    return bool(content.fields) and not (content.form or content.remittance or content.worklist)


def _listed(titles: Sequence[str]) -> str:
    quoted = [f"“{title}”" for title in titles]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
