"""The claims desk: a learner's own claims in draft, exactly as typed, and what a desk check finds in them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random

from trainer.codebook.book import CodeBookUnusable
from trainer.db.models.billing import ClaimDraft
from trainer.db.queries import billing as queries
from trainer.db.queries import people
from trainer.domain.attempts.decisions import StaleAnswer
from trainer.domain.claims.billing_case import FormEntries
from trainer.domain.claims.form_checks import check_form
from trainer.domain.claims.form_codes import code_problems, first_service_on
from trainer.domain.claims.form_reading import in_form_order
from trainer.domain.claims.form_values import FormProblem, ProblemKind
from trainer.domain.claims.form_writing import NotOnPaper, write_form
from trainer.domain.claims.professional import Frequency, Profile
from trainer.domain.claims.samples import sample_claim
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.billing import MAX_FIELD_CHARACTERS, MAX_FIELDS
from trainer.services.scope import Scope
from trainer.services.sights import today_of

MAX_DRAFTS = 200
MAX_TITLE = 200
_SAMPLES_LOOKED_AT = 400
"""One in seven or so is of the wanted payer, fits a form and has nothing wrong with it."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in the list."""

    number: int
    title: str
    profile: Profile
    source: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with its items. `source` is the file that it was read from, "" where it was typed."""

    number: int
    title: str
    profile: Profile
    entries: FormEntries
    source: str
    revision: int
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """The revision that the next save must name, and what is wrong with the items as saved."""

    revision: int
    problems: tuple[FormProblem, ...]


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A draft to be kept."""

    title: str
    profile: Profile
    entries: FormEntries = ()
    source: str = ""


def list_drafts(scope: Scope) -> tuple[DraftRow, ...]:
    """The learner's drafts, last saved first."""
    rows = queries.list_drafts(scope.session, scope.learner.id)
    return tuple(
        DraftRow(row["number"], row["title"], Profile(row["profile"]), row["source"], row["saved_at"]) for row in rows
    )


def get_draft(scope: Scope, number: int) -> Draft:
    """A draft as last saved.

    Raises:
        NotFound: the learner has no such draft.
    """
    row = _get(scope, number)
    return Draft(row.number, row.title, Profile(row.profile), row.entries, row.source, row.revision, row.saved_at)


def create_draft(scope: Scope, title: str, profile: str, *, is_sample: bool = False) -> int:
    """The number of a new draft: an empty form, or one that is filled with an invented claim.

    Raises:
        Refused: no such profile, a title that is too long, or no room for another draft.
    """
    kind = _profile(profile)
    new = NewDraft(title.strip(), kind)
    if is_sample:
        new = _sample(scope, kind, title.strip())
    (number,) = add_drafts(scope, [replace(new, title=_title(new.title or "Untitled claim"))])
    return number


def add_drafts(scope: Scope, drafts: list[NewDraft]) -> tuple[int, ...]:
    """The numbers of these drafts, all of which are kept, or none.

    Raises:
        Refused: there is no room for all of them, or a text is longer than what is kept.
    """
    learner = scope.learner.id
    people.lock_learner(scope.session, learner)  # so that nobody else fills the room meanwhile
    room = MAX_DRAFTS - queries.count_papers(scope.session, learner, ClaimDraft)
    if len(drafts) > room:
        kept = f"At most {MAX_DRAFTS} claims are kept, and there is room for {max(room, 0)} more."
        raise Refused(f"{kept} Delete some that you no longer need.")
    first = people.take_paper_number(scope.session, learner, len(drafts))
    numbers = tuple(range(first, first + len(drafts)))
    for number, draft in zip(numbers, drafts, strict=True):
        row = ClaimDraft(learner_id=learner, number=number, revision=0, created_at=scope.now, saved_at=scope.now)
        row.title, row.profile, row.source = draft.title, draft.profile, draft.source
        row.entries = _checked(draft.entries)
        scope.session.add(row)
    scope.session.flush()
    return numbers


def save_draft(scope: Scope, number: int, entries: FormEntries, base_revision: int) -> SavedDraft:
    """Keeps the items exactly as typed, without empty ones.

    Raises:
        NotFound: the learner has no such draft.
        StaleAnswer: another tab or device has saved other items since.
        Refused: more or longer texts than are kept; nothing is cut.
    """
    row = _get(scope, number, lock=True)
    kept = _checked(entries)
    if kept != row.entries:
        if base_revision != row.revision:
            raise StaleAnswer(row.revision)
        row.entries, row.revision, row.saved_at = kept, row.revision + 1, scope.now
    return SavedDraft(row.revision, _problems(kept, Profile(row.profile), today_of(scope, scope.learner.id)))


def change_draft(scope: Scope, number: int, title: str, profile: str) -> None:
    """Gives a draft another title, and the rules of another payer. Its items stay.

    Raises:
        NotFound: the learner has no such draft.
        Refused: an empty title or one that is too long, or no such profile.
    """
    row = _get(scope, number, lock=True)
    if not title.strip():
        raise Refused("A claim needs a title, so that you find it again.", "title")
    row.title, row.profile = _title(title.strip()), _profile(profile)


def copy_draft(scope: Scope, number: int) -> int:
    """The number of a copy.

    Raises:
        NotFound: the learner has no such draft.
        Refused: there is no room for another draft.
    """
    draft = get_draft(scope, number)
    title = f"Copy of {draft.title}"[:MAX_TITLE]
    (copied,) = add_drafts(scope, [NewDraft(title, draft.profile, draft.entries, draft.source)])
    return copied


def delete_draft(scope: Scope, number: int) -> None:
    """Deletes a draft for good.

    Raises:
        NotFound: the learner has no such draft.
    """
    if not queries.delete_paper(scope.session, scope.learner.id, number, ClaimDraft):
        raise NotFound("claim")


def check_draft(scope: Scope, draft: Draft) -> tuple[FormProblem, ...]:
    """What is wrong with a draft if it were sent today, by the learner's calendar; in form order.

    Diagnoses are looked up where there is a code book, in the release of the first day of service.
    """
    today = today_of(scope, scope.learner.id)
    found = _problems(draft.entries, draft.profile, today)
    entries = dict(draft.entries)
    on = first_service_on(entries) or today
    try:
        book = scope.shelf.on(on)
    except CodeBookUnusable:
        return found
    unreadable = {problem.item for problem in found if problem.kind is ProblemKind.FORMAT}
    unknown = [each for each in code_problems(entries, book, on) if each.item not in unreadable]
    return in_form_order([*found, *unknown])


def _problems(entries: FormEntries, profile: Profile, today: date) -> tuple[FormProblem, ...]:
    return check_form(dict(entries), profile, today)


def _get(scope: Scope, number: int, *, lock: bool = False) -> ClaimDraft:
    row = queries.find_draft(scope.session, scope.learner.id, number, lock=lock)
    if row is None:
        raise NotFound("claim")
    return row


def _checked(entries: FormEntries) -> FormEntries:
    kept = tuple((item, text) for item, text in entries if text.strip())
    if len(kept) > MAX_FIELDS or len({item for item, _ in kept}) != len(kept):
        raise Refused(f"At most {MAX_FIELDS} items are kept, each once.")
    if any(len(part) > MAX_FIELD_CHARACTERS for entry in kept for part in entry):
        raise Refused(f"An item has at most {MAX_FIELD_CHARACTERS} characters.")
    return kept


def _profile(text: str) -> Profile:
    if text not in tuple(Profile):
        raise Refused("Choose the kind of payer that the claim goes to.", "profile")
    return Profile(text)


def _title(text: str) -> str:
    if len(text) > MAX_TITLE:
        raise Refused(f"A title has at most {MAX_TITLE} characters.", "title")
    return text


def _sample(scope: Scope, profile: Profile, title: str) -> NewDraft:
    """The first invented claim of this profile that fits a form and has nothing wrong with it, or the least wrong."""
    today = today_of(scope, scope.learner.id)
    best: tuple[int, NewDraft] | None = None
    for draft in _candidates(scope.rng, profile):
        count = len(_problems(draft.entries, profile, today))
        if best is None or count < best[0]:
            best = count, draft
        if not count:
            break
    assert best is not None  # of every profile there are a hundred candidates or so
    return replace(best[1], title=title or best[1].title)


def _candidates(rng: Random, profile: Profile) -> Iterator[NewDraft]:
    for number in range(1, _SAMPLES_LOOKED_AT):
        claim = sample_claim(rng, number)
        if claim.coverage.payer.profile is not profile or claim.others or claim.frequency is Frequency.VOID:
            continue  # a void is nothing to start with: no payer prices one
        signed = replace(claim, signed_on=max(line.through or line.on for line in claim.lines))
        try:
            entries = tuple(write_form(signed).items())
        except NotOnPaper:
            continue
        yield NewDraft(f"Sample: {claim.patient.name.last}, {claim.patient.name.first}", profile, entries)
