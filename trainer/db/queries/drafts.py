"""Drafts as they are found, waited for and solved; and the one condition that keeps their keys closed."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, RowMapping, Text, and_, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from trainer.db.models.authoring import Draft, DraftRevision, DraftSolution
from trainer.db.models.content import Bank
from trainer.db.models.people import User
from trainer.db.queries.authoring import like, may_see_bank
from trainer.domain.items.drafts import DraftState

_LISTED = (
    Draft.id,
    Draft.kind,
    Draft.slug,
    Draft.title,
    Draft.track,
    Draft.area,
    Draft.tags,
    Draft.state,
    Draft.revision,
    Draft.published_revision,
    Draft.saved_at,
)


def _wrote(person_id: int) -> ColumnElement[bool]:
    """Whether somebody has saved something of a draft since it was published last."""
    saved = select(DraftRevision.number).where(
        DraftRevision.draft_id == Draft.id, DraftRevision.number > Draft.published_revision
    )
    return saved.where(DraftRevision.saved_by == person_id).exists()


def _told(person_id: int) -> ColumnElement[bool]:
    """Whether somebody has solved the newest revision, or opened it with its key."""
    told = select(DraftSolution.number).where(
        DraftSolution.draft_id == Draft.id, DraftSolution.revision == Draft.revision
    )
    return told.where(DraftSolution.solved_by == person_id).exists()


def _is_closed_to(people: Collection[int]) -> ColumnElement[bool]:
    """Whether the newest revision of a draft is one that one of these people could solve; the twin of `Standing`."""
    unknown = [and_(~_wrote(person_id), ~_told(person_id)) for person_id in people]
    return and_(Draft.kind != "scenario", Draft.revision != Draft.published_revision, or_(*unknown))


def _conditions(
    words: Sequence[str], exact: dict[str, str], tag: str, people: Collection[int]
) -> list[ColumnElement[bool]]:
    """Of a draft whose key is closed only what lists show is looked into: the text would answer for its key."""
    shown = (Draft.slug, Draft.title, type_coerce(Draft.tags, Text))
    text = type_coerce(Draft.files, Text)
    found: list[ColumnElement[bool]] = []
    for word in words:
        pattern = like(word)
        in_text = and_(text.ilike(pattern, escape="\\"), ~_is_closed_to(people))
        found.append(or_(*(each.ilike(pattern, escape="\\") for each in shown), in_text))
    columns = {"kind": Draft.kind, "state": Draft.state, "area": Draft.area, "track": Draft.track, "bank": Bank.slug}
    found += [columns[name] == value for name, value in exact.items() if value]
    if tag:
        found.append(type_coerce(Draft.tags, Text).ilike(like(f'"{tag}"'), escape="\\"))
    return found


def search_drafts(
    session: Session,
    people: Sequence[int],
    *,
    is_administrator: bool,
    words: Sequence[str],
    exact: dict[str, str],
    tag: str,
    limit: int,
    offset: int,
) -> tuple[list[RowMapping], int]:
    """A page of the drafts that fit, the last saved first, and how many fit. Every word stands somewhere in it.

    `people`: whoever looks, then the administrator who looks in as them.
    """
    saver = aliased(User)
    fitting = (
        may_see_bank(people[0], is_administrator=is_administrator),
        *_conditions(words, exact, tag, people),
    )
    statement = (
        select(*_LISTED, Bank.slug.label("bank"), Bank.title.label("bank_title"), saver.display_name.label("saved_by"))
        .join(Bank, Bank.id == Draft.bank_id)
        .join(saver, saver.id == Draft.saved_by)
        .where(*fitting)
        .order_by(Draft.saved_at.desc(), Draft.id.desc())
        .limit(limit)
        .offset(offset)
    )
    count = select(func.count()).select_from(Draft).join(Bank, Bank.id == Draft.bank_id).where(*fitting)
    return list(session.execute(statement).mappings()), session.execute(count).scalar_one()


def list_waiting(session: Session, person_id: int, *, is_administrator: bool) -> list[RowMapping]:
    """Drafts in review that this person may see and could solve."""
    statement = (
        select(
            Draft.id, Draft.kind, Draft.slug, Draft.track, Draft.area, Draft.saved_at, Bank.title.label("bank_title")
        )
        .join(Bank, Bank.id == Draft.bank_id)
        .where(Draft.state == DraftState.IN_REVIEW, _is_closed_to([person_id]))
        .where(may_see_bank(person_id, is_administrator=is_administrator))
        .order_by(Draft.saved_at, Draft.id)
    )
    return list(session.execute(statement).mappings())


def list_closed(session: Session, bank_id: int, person_id: int) -> list[RowMapping]:
    """The drafts of a bank, but for retired ones, whose key is closed to somebody: id, revision, next free number."""
    number = select(func.coalesce(func.max(DraftSolution.number), 0) + 1).where(DraftSolution.draft_id == Draft.id)
    statement = (
        select(Draft.id, Draft.revision, number.scalar_subquery().label("number"))
        .where(Draft.bank_id == bank_id, Draft.state != DraftState.RETIRED, _is_closed_to([person_id]))
        .order_by(Draft.id)
    )
    return list(session.execute(statement).mappings())


def list_savers(session: Session, draft_id: int) -> list[RowMapping]:
    """Who has saved revisions of a draft: `person_id` with their `first` and `last` one."""
    number = DraftRevision.number
    statement = (
        select(
            DraftRevision.saved_by.label("person_id"), func.min(number).label("first"), func.max(number).label("last")
        )
        .where(DraftRevision.draft_id == draft_id)
        .group_by(DraftRevision.saved_by)
    )
    return list(session.execute(statement).mappings())


def list_solutions(session: Session, draft_id: int) -> list[RowMapping]:
    """What was answered and said of it, with who did, in order."""
    statement = (
        select(*DraftSolution.__table__.c, User.display_name.label("solver"))
        .join(User, User.id == DraftSolution.solved_by)
        .where(DraftSolution.draft_id == draft_id)
        .order_by(DraftSolution.number)
    )
    return list(session.execute(statement).mappings())
