"""Errata: a key is corrected, with a public reason; the list of corrected keys names no answer.

A key that was corrected here stays when files are published, and is reported until its file agrees.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import RowMapping
from sqlalchemy.exc import IntegrityError

from trainer.adapters import as_plain
from trainer.db.models.content import ItemKey
from trainer.db.queries import regrading as queries
from trainer.domain.exams.errata import names_answer
from trainer.domain.exams.regrades import Mode, decides_alike
from trainer.domain.items.answers import Malformed, parse_answer
from trainer.domain.items.content import Response, options_of
from trainer.domain.items.keys import CodeKey, Explanation, Key, NumericKey, key_problems
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.domain.kernel.fingerprints import fingerprint
from trainer.services.accounts import record
from trainer.services.case_errata import CaseErratum, list_case_errata
from trainer.services.regrade_preview import RegradePreview, key_mark, preview_regrade
from trainer.services.scope import Scope

ERRATA_PAGE_ROWS = 20
MAX_REASON_CHARACTERS = 500
MAX_NUMBER_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Remarks:
    """What is explained otherwise together with a corrected key; `general` None and options not named stay."""

    general: str | None = None
    rationales: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Erratum:
    """A corrected key. `slug` and `reason` are "" where they would tell the answer, or are held back for an exam."""

    slug: str
    track: str
    area_title: str
    corrected_at: datetime
    reason: str
    is_examined: bool
    regraded: int


@dataclass(frozen=True, slots=True)
class ErrataPage:
    """`cases` stand on the first page only."""

    rows: tuple[Erratum, ...]
    page: int
    pages: int
    total: int
    cases: tuple[CaseErratum, ...] = ()


def preview_correction(scope: Scope, slug: str, key: Key, reason: str, mode: Mode = Mode.ALL) -> RegradePreview:
    """What correcting the key and regrading would do.

    Raises:
        NotFound, Refused: see `correct_key`.
    """
    _checked(scope, slug, key, reason, Remarks())
    return preview_regrade(scope, slug, mode, key)


def correct_key(scope: Scope, slug: str, key: Key, reason: str, remarks: Remarks = Remarks()) -> int:
    """Appends a revision of the key of an item's current version; its number. Answers are graded by it from now on.

    What was graded before stays as it is until it is regraded.

    Raises:
        NotFound: there is no such item.
        Refused: the key does not fit the item or decides as the one in force does; the reason says nothing, or names
            the answer: it is public.
        Conflict: somebody else corrected or published this key at the same moment.
    """
    queries.lock_item(scope.session, slug)
    row, reason, explanation = _checked(scope, slug, key, reason, remarks)
    revision = int(row["revision"]) + 1
    scope.session.add(
        ItemKey(
            item_version_id=row["item_version_id"],
            revision=revision,
            key=key,
            explanation=explanation,
            key_fingerprint=key_mark(key),
            explanation_fingerprint=fingerprint(as_plain(Explanation, explanation)),
            reason=reason,
            created_at=scope.now,
            created_by=scope.actor.id if scope.actor else None,
        )
    )
    try:
        scope.session.flush()
    except IntegrityError as error:
        raise Conflict("key") from error
    record(scope, "item.correct-key", slug, f"revision {revision}: {reason}")
    return revision


def _checked(scope: Scope, slug: str, key: Key, reason: str, remarks: Remarks) -> tuple[RowMapping, str, Explanation]:
    row = queries.find_current_key(scope.session, slug)
    if row is None:
        raise NotFound("item")
    response = row["content"].response
    problems = [*key_problems(response, key)]
    if problems:
        raise Refused(f"This key does not fit the item: {'; '.join(problems)}.", "key")
    if not _can_be_entered(response, key):
        raise Refused("This key does not fit the item: nobody could enter such an answer.", "key")
    if decides_alike(key, row["key"]):
        raise Refused(f"This is the key in force already, revision {row['revision']}.", "key")
    reason = checked_reason(reason)
    if names_answer(reason, response, (key, row["key"])):
        raise Refused(
            "The reason is public, and others may be sitting this question: it must not name an option, a code or a "
            "value. Say that in the explanation.",
            "reason",
        )
    return row, reason, _explained(row["explanation"], response, remarks)


def _can_be_entered(response: Response, key: Key) -> bool:
    """Whether a learner could type the answer that the key asks for."""
    match key:
        case CodeKey(codes):
            entered = [parse_answer(response, {"code": [code]}) for code in codes]
            return all(code.strip() for code in codes) and not any(isinstance(each, Malformed) for each in entered)
        case NumericKey(value):
            is_plain = value.adjusted() < MAX_NUMBER_DIGITS and int(value.as_tuple().exponent) >= -10
            return is_plain and not isinstance(parse_answer(response, {"number": [f"{value:f}"]}), Malformed)
        case _:
            return True


def _explained(explanation: Explanation, response: Response, remarks: Remarks) -> Explanation:
    rationales = dict(explanation.rationales)
    ids = [option.id for option in options_of(response)]
    for option, text in (remarks.rationales or {}).items():
        if option not in ids or not text.strip():
            raise Refused(f"There is no option {option} to explain, or nothing is said of it.", "rationales")
        rationales[option] = text.strip()
    general = explanation.general if remarks.general is None else remarks.general.strip()
    return replace(explanation, general=general, rationales=tuple(rationales.items()))


def checked_reason(reason: str) -> str:
    """The reason on one line.

    Raises:
        Refused: it is empty, too long, or holds characters that cannot be printed.
    """
    line = " ".join(reason.split())
    if not line:
        raise Refused("Say why: learners see the reason.", "reason")
    if len(line) > MAX_REASON_CHARACTERS or not line.isprintable():
        raise Refused(f"A reason is plain text of at most {MAX_REASON_CHARACTERS} characters.", "reason")
    return line


def get_errata(scope: Scope, page: int) -> ErrataPage:
    """One page of corrected keys, newest first; pages count from 1, and one past the end is empty.

    A reason is held back from a learner while the question stands in an exam of theirs that is not over; from somebody
    who is not signed in, and could be any learner, while it stands in such an exam of anybody. Of a sealed question
    neither the name nor the reason is told to somebody who has not been dealt it.
    """
    learner_id = scope.actor.id if scope.actor else None
    total = queries.count_corrections(scope.session)
    offset = (max(page, 1) - 1) * ERRATA_PAGE_ROWS
    rows = queries.list_corrections(scope.session, learner_id, scope.now, ERRATA_PAGE_ROWS, offset)
    pages = max(1, -(-total // ERRATA_PAGE_ROWS))
    cases = list_case_errata(scope) if page <= 1 else ()
    return ErrataPage(tuple(map(_erratum, rows)), max(page, 1), pages, total, cases)


def _erratum(row: RowMapping) -> Erratum:
    keys, response = (row["key"], row["key_before"]), row["content"].response
    names_it = names_answer(row["slug"].replace("-", " "), response, keys)
    is_sealed = row["is_sealed"] and not row["was_dealt"]
    hides_reason = row["is_examined"] or is_sealed or names_answer(row["reason"], response, keys)
    return Erratum(
        "" if names_it or is_sealed else row["slug"],
        row["track"],
        row["area_title"],
        row["created_at"],
        "" if hides_reason else row["reason"],
        bool(row["is_examined"]),
        row["regraded"],
    )
