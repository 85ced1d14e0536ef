"""Drafts on their way: handed in for review, taken back, published as files are, retired and brought back."""

from collections.abc import Mapping
from dataclasses import dataclass

from trainer.content.billing_files import AuthoredBillingCase
from trainer.content.case_files import AuthoredCase
from trainer.content.draft_files import AnyAuthored
from trainer.content.families import AuthoredFamily
from trainer.content.item_files import AuthoredItem, AuthoredStimulus
from trainer.db.models.authoring import Draft
from trainer.db.models.cases import Case
from trainer.db.models.content import Bank, Item, ItemKey, Stimulus
from trainer.db.queries import authoring as queries
from trainer.domain.items.drafts import DraftAct, DraftKind, after, require_agreement
from trainer.domain.kernel.errors import Refused
from trainer.domain.kernel.fingerprints import fingerprint
from trainer.services.accounts import record
from trainer.services.case_publishing import CasePublisher
from trainer.services.draft_checks import check_draft
from trainer.services.draft_solutions import get_standing
from trainer.services.drafts import DraftPage, lock_draft
from trainer.services.family_publishing import FamilyPublisher, Shelved
from trainer.services.publisher import Published
from trainer.services.publishing import ItemPublisher
from trainer.services.scope import Scope

CORRECTED = "items with a corrected key"


@dataclass(frozen=True, slots=True)
class PublishedDraft:
    """What publishing did: `items added`, `items with a new version` and the like; nothing where all was the same.

    `has_corrected_key`: answers that were given before are graded by the old key until somebody regrades them.
    """

    changes: tuple[str, ...]
    has_corrected_key: bool


def submit_draft(scope: Scope, draft_id: int) -> None:
    """Hands a draft in for review.

    Raises:
        NotFound: see `drafts.get_draft`.
        Refused: it can only be read, is no draft, or has problems.
    """
    draft, page = lock_draft(scope, draft_id, DraftAct.SUBMIT)
    _require_sound(scope, page)
    draft.state = after(page.life, DraftAct.SUBMIT)
    record(scope, "submit_draft", f"draft {draft.id}", f"{draft.slug}, revision {draft.revision}")


def withdraw_draft(scope: Scope, draft_id: int) -> None:
    """Takes a draft back from review.

    Raises:
        NotFound: see `drafts.get_draft`.
        Refused: it can only be read, or is not in review.
    """
    draft, page = lock_draft(scope, draft_id, DraftAct.WITHDRAW)
    draft.state = after(page.life, DraftAct.WITHDRAW)
    record(scope, "withdraw_draft", f"draft {draft.id}", draft.slug)


def _require_sound(scope: Scope, page: DraftPage) -> AnyAuthored:
    checked = check_draft(scope, page, page.files)
    if checked.authored is None:
        raise _refusal(scope, page, "Mend these first: " + "; ".join(map(str, checked.problems)))
    return checked.authored


def _refusal(scope: Scope, page: DraftPage, problems: str) -> Refused:
    """What is wrong may give the key away: whoever could still solve it is told only that something is."""
    is_closed = get_standing(scope, page).is_closed
    return Refused("This has problems. Whoever writes in it has to mend them first." if is_closed else problems)


def publish_draft(scope: Scope, draft_id: int) -> PublishedDraft:
    """Gives learners the newest revision: unchanged → nothing, content → new version, key → new revision of the key.

    Raises:
        NotFound: see `drafts.get_draft`.
        Refused: it is not in review, has problems, no second person agrees with it, its key differs from the published
            one without a reason, or from one that was corrected since; nothing was stored.
    """
    draft, page = lock_draft(scope, draft_id, DraftAct.PUBLISH)
    if page.kind is not DraftKind.SCENARIO:
        require_agreement(get_standing(scope, page).review)
    authored = _require_sound(scope, page)
    published = Published()
    bank = queries.get_bank(scope.session, draft.bank_id)
    _publish(scope, bank, authored, published)
    if published.report.problems:
        words = "; ".join(f"{each.field}: {_words(each.message)}" for each in published.report)
        raise _refusal(scope, page, words)
    draft.state, draft.published_revision = after(page.life, DraftAct.PUBLISH), draft.revision
    changes = tuple(published.changes)
    detail = f"{draft.slug}, revision {draft.revision}: {', '.join(changes) or 'nothing changed'}"
    record(scope, "publish_draft", f"draft {draft.id}", detail)
    return PublishedDraft(changes, CORRECTED in changes)


def _words(message: str) -> str:
    """What publishing of files says, in words for an author."""
    if "without a key_reason" in message:
        return "the key differs from the published one. Write why in “Why the key was changed”, and save"
    if "in the database" in message:
        return "the published key was corrected meanwhile. Take the corrected key into this draft, and save"
    return message


def _publish(scope: Scope, bank: Bank, authored: AnyAuthored, published: Published) -> None:
    match authored:
        case AuthoredItem():
            known = _known_item(scope, bank, authored.slug)
            taken = _taken(scope, bank, authored.slug)
            shelved = Shelved(bank, {}, _keys(scope, known))
            ItemPublisher(scope, published, known, taken, shelved).publish([authored])
        case AuthoredFamily():
            known = _known_item(scope, bank, authored.slug)
            variants = {item.id: queries.versions_of(scope.session, item) for item in known.values()}
            shelved = Shelved(bank, variants, _keys(scope, known))
            FamilyPublisher(scope, published, known, _taken(scope, bank, authored.slug), shelved).publish([authored])
        case AuthoredCase() | AuthoredBillingCase():
            publisher = CasePublisher(scope, bank, published)
            publisher.known = {slug: row for slug, row in publisher.known.items() if slug == authored.slug}
            publisher.publish([authored])
        case AuthoredStimulus():
            _publish_stimulus(scope, authored, published)
    scope.session.flush()


def _known_item(scope: Scope, bank: Bank, slug: str) -> dict[str, Item]:
    """The one item that is published anew: publishers retire what they know and are not given."""
    item = queries.find_item(scope.session, slug)
    return {slug: item} if item is not None and item.bank_id == bank.id else {}


def _taken(scope: Scope, bank: Bank, slug: str) -> set[str]:
    item = queries.find_item(scope.session, slug)
    return {slug} if item is not None and item.bank_id != bank.id else set()


def _keys(scope: Scope, known: Mapping[str, Item]) -> dict[int, ItemKey]:
    return {at: key for item in known.values() for at, key in queries.newest_keys(scope.session, item.id).items()}


def _publish_stimulus(scope: Scope, scenario: AuthoredStimulus, published: Published) -> None:
    last = queries.newest_stimulus(scope.session, scenario.slug)
    mark = fingerprint([scenario.title, scenario.body])
    if last is not None and last.fingerprint == mark:
        return
    number = last.number + 1 if last else 1
    values = {"title": scenario.title, "body": scenario.body, "fingerprint": mark}
    scope.session.add(Stimulus(slug=scenario.slug, number=number, **values))
    published.changes["scenarios added" if last is None else "scenarios with a new text"] += 1


def has_corrected_key(scope: Scope, draft: DraftPage) -> bool:
    """Whether learners have answered, or may have, by another key than the one in force: a regrade may be due."""
    is_published = draft.kind in (DraftKind.ITEM, DraftKind.FAMILY) and draft.life.published_revision > 0
    return is_published and queries.has_corrected_key(scope.session, draft.slug)


def retire_draft(scope: Scope, draft_id: int) -> None:
    """Takes a draft out of the bank, and what is published of it from learners; work that was done on it stays.

    Raises:
        NotFound: see `drafts.get_draft`.
        Refused: it can only be read, or is retired already.
    """
    draft, page = lock_draft(scope, draft_id, DraftAct.RETIRE)
    draft.state = after(page.life, DraftAct.RETIRE)
    if (row := _published_row(scope, draft)) is not None:
        row.retired_at = scope.now
    record(scope, "retire_draft", f"draft {draft.id}", draft.slug)


def restore_draft(scope: Scope, draft_id: int) -> None:
    """Brings a retired draft back, and what was published of it to learners.

    Raises:
        NotFound: see `drafts.get_draft`.
        Refused: it can only be read, or is not retired.
    """
    draft, page = lock_draft(scope, draft_id, DraftAct.RESTORE)
    draft.state = after(page.life, DraftAct.RESTORE)
    if (row := _published_row(scope, draft)) is not None:
        row.retired_at = None
    record(scope, "restore_draft", f"draft {draft.id}", draft.slug)


def _published_row(scope: Scope, draft: Draft) -> Item | Case | None:
    """What is published of a draft in its own bank. A scenario goes with its items."""
    row: Item | Case | None = None
    if draft.kind == DraftKind.CASE:
        row = queries.find_case(scope.session, draft.slug)
    elif draft.kind != DraftKind.SCENARIO:
        row = queries.find_item(scope.session, draft.slug)
    return row if row is not None and row.bank_id == draft.bank_id and draft.published_revision else None
