"""The key of a case is corrected as the text of its key.toml: checked as files are, foreseen, stored as a revision."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import RowMapping
from sqlalchemy.exc import IntegrityError

from trainer.codebook.book import CodeBookUnusable
from trainer.content.billing_files import AuthoredBillingCase
from trainer.content.case_files import AuthoredCase
from trainer.content.code_checks import look_codes_up
from trainer.content.key_files import read_key, write_key
from trainer.content.library import Library
from trainer.db.models.cases import CaseKeyRevision
from trainer.db.queries import case_regrading as queries
from trainer.db.queries import disputes as dispute_queries
from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.codesets.book import CodeBook
from trainer.domain.codesets.edits import ClaimEdits
from trainer.domain.exams.regrades import Mode
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.domain.kernel.problems import Report
from trainer.services import regrade_jobs
from trainer.services.accounts import record
from trainer.services.case_errata import tells_answer
from trainer.services.case_publishing import key_marks
from trainer.services.case_regrade_preview import (
    AnyContent,
    AnyKey,
    CaseRegradeLine,
    CaseRegradePreview,
    preview_case_regrade,
)
from trainer.services.case_regrading import CASES
from trainer.services.codes import NoCodeBook
from trainer.services.disputes import Names, answering_for, close_dispute
from trainer.services.errata import checked_reason
from trainer.services.item_evidence import OpenReport
from trainer.services.item_reports import checked_text
from trainer.services.key_corrections import LINES_ON_A_PAGE
from trainer.services.regrade_jobs import Later
from trainer.services.regrade_runs import Applied
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class CaseKeyRevisionRow:
    """One revision of a key. `by` is "" where it came with a file; `is_other`: it decides otherwise than the last."""

    revision: int
    reason: str
    created_at: datetime
    by: str
    is_other: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case's current version with its key as text. `revision` is the one that a correction must name."""

    slug: str
    track: str
    title: str
    bank_title: str
    is_from_files: bool
    content: AnyContent
    text: str
    revision: int
    disputes: tuple[OpenReport, ...]
    history: tuple[CaseKeyRevisionRow, ...]


@dataclass(frozen=True, slots=True)
class CaseCorrection:
    """What a form says: the revision that was seen, the key as text, why (public), what objectors are answered.

    An empty `answer` stands for the reason.
    """

    base_revision: int
    text: str
    reason: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class KeyProblems:
    """The text is no key for this case; nothing was stored."""

    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownCaseLine:
    """One submission that changes. `who` is "a learner" to whoever does not teach them."""

    who: str
    line: CaseRegradeLine


@dataclass(frozen=True, slots=True)
class CaseForeseen:
    """What a regrade would do: the counts over all lines, and the lines of one page of them, counted from 1.

    `is_key_other`: the new key decides otherwise than the one in force; else it only explains otherwise. `kept` are all
    grades by hand that another key had begun: they stay.
    """

    is_key_other: bool
    changed: int
    raised: int
    lowered: int
    now_clean: int
    no_longer_clean: int
    unchanged: int
    by_hand: int
    is_done: bool
    lines: tuple[ShownCaseLine, ...]
    kept: tuple[ShownCaseLine, ...]
    page: int
    pages: int


def get_case_page(scope: Scope, slug: str) -> CasePage:
    """The page of a case for whoever answers disputes.

    Raises:
        NotFound: this person answers nobody, or there is no such case in a bank that they may see.
    """
    row = _find(scope, slug)
    disputes = dispute_queries.list_open_case_disputes(scope.session, row["case_id"])
    return CasePage(
        row["slug"],
        row["track"],
        row["title"],
        row["bank_title"],
        row["origin"] == "files",
        row["content"],
        write_key(row["key"]),
        row["revision"],
        tuple(
            OpenReport(f"{each.learner_id}-{each.attempt_number}-{each.number}", each.text, each.created_at)
            for each in disputes
        ),
        _history(scope, row["case_version_id"]),
    )


def _find(scope: Scope, slug: str) -> RowMapping:
    row = queries.find_current_key(scope.session, slug, person_id=answering_for(scope))
    if row is None:
        raise NotFound("case")
    return row


def _history(scope: Scope, case_version_id: int) -> tuple[CaseKeyRevisionRow, ...]:
    rows = queries.list_keys(scope.session, case_version_id)
    before = [row["key_fingerprint"] for row in rows[1:]] + [None]
    return tuple(
        CaseKeyRevisionRow(
            row["revision"],
            row["reason"],
            row["created_at"],
            row["display_name"] or "",
            earlier is not None and row["key_fingerprint"] != earlier,
        )
        for row, earlier in zip(rows, before, strict=True)
    )


def foresee_case_correction(
    scope: Scope, slug: str, wanted: CaseCorrection, mode: Mode, page: int = 1
) -> CaseForeseen | KeyProblems:
    """What correcting the key and regrading would do, or what is wrong with the text. Nothing is stored.

    Raises:
        NotFound: see `get_case_page`.
        Conflict: the key was changed since the form was made.
        Refused: this is the key in force; the reason says nothing, or names a code of the key: it is public.
        NoCodeBook: claims cannot be graded without one.
    """
    row = _find(scope, slug)
    key = _checked(scope, row, wanted)
    if isinstance(key, KeyProblems):
        return key
    preview = preview_case_regrade(scope, slug, mode, key)
    return _foreseen(scope, preview, page, is_key_other=key_marks(key)[0] != row["key_fingerprint"])


def foresee_case_regrade(scope: Scope, slug: str, mode: Mode, page: int = 1) -> CaseForeseen:
    """What grading again by the key in force would do, for work that another key has graded.

    Raises:
        NotFound: see `get_case_page`.
        NoCodeBook: claims cannot be graded without one.
    """
    _find(scope, slug)
    return _foreseen(scope, preview_case_regrade(scope, slug, mode), page, is_key_other=False)


def _foreseen(scope: Scope, preview: CaseRegradePreview, page: int, *, is_key_other: bool) -> CaseForeseen:
    pages = max(1, -(-len(preview.lines) // LINES_ON_A_PAGE))
    page = min(max(page, 1), pages)
    shown = preview.lines[(page - 1) * LINES_ON_A_PAGE : page * LINES_ON_A_PAGE]
    names = Names(scope, (line.learner_id for line in (*shown, *preview.kept)))
    return CaseForeseen(
        is_key_other,
        len(preview.lines),
        sum(line.is_raised for line in preview.lines),
        sum(line.is_lowered for line in preview.lines),
        sum(line.is_clean and not line.was_clean for line in preview.lines),
        sum(line.was_clean and not line.is_clean for line in preview.lines),
        preview.unchanged,
        preview.by_hand,
        preview.is_done,
        tuple(ShownCaseLine(names.of(line.learner_id, line.display_name), line) for line in shown),
        tuple(ShownCaseLine(names.of(line.learner_id, line.display_name), line) for line in preview.kept),
        page,
        pages,
    )


def _checked(scope: Scope, row: RowMapping, wanted: CaseCorrection) -> AnyKey | KeyProblems:
    if wanted.base_revision != row["revision"]:
        raise Conflict("key")
    report = Report()
    key = read_key(wanted.text, row["content"], report)
    if key is not None:
        _look_up(scope, row["slug"], row["content"], key, report)
    if key is None or len(report):
        return KeyProblems(tuple(_sentence(problem.field, problem.message) for problem in report))
    if key_marks(key) == (row["key_fingerprint"], row["explanation_fingerprint"]):
        raise Refused(f"This is the key in force already, revision {row['revision']}.", "text")
    reason = checked_reason(wanted.reason)
    if any(tells_answer(reason, each) for each in (key, row["key"])):
        raise Refused(
            "The reason is public, and others may be working on this case: it must not name a code or an answer of "
            "the key. Say that at the line of the key.",
            "reason",
        )
    if wanted.answer.strip():
        checked_text(wanted.answer, "An answer for those who disputed the key")
    return key


def _sentence(field: str, message: str) -> str:
    return f"{field}: {message}" if field else message


def _look_up(scope: Scope, slug: str, content: AnyContent, key: AnyKey, report: Report) -> None:
    """Adds what the code book has against the key.

    Raises:
        NoCodeBook: there is none.
    """

    def books(day: date) -> tuple[CodeBook, ClaimEdits]:
        try:
            return scope.shelf.open_on(day)
        except CodeBookUnusable as error:
            raise NoCodeBook from error

    if isinstance(content, BillingContent):
        assert isinstance(key, BillingKey)
        library = Library((), (), (), exercises=(AuthoredBillingCase(slug, content, key, "", ""),))
    else:
        assert not isinstance(key, BillingKey)
        library = Library((), (), (AuthoredCase(slug, content, key, "", ""),))
    look_codes_up(library, books, report)


def correct_case_key(scope: Scope, slug: str, wanted: CaseCorrection) -> int | KeyProblems:
    """Stores the corrected key and answers every open objection to it; how many these were.

    Work is graded by it from now on; `regrade_or_queue` is the second step, in a scope of its own. A key that only
    explains otherwise is stored as well, and regrades nothing.

    Raises:
        NotFound, Conflict, Refused, NoCodeBook: see `foresee_case_correction`.
    """
    queries.lock_case(scope.session, slug)
    row = _find(scope, slug)
    key = _checked(scope, row, wanted)
    if isinstance(key, KeyProblems):
        return key
    decisive, explains = key_marks(key)
    revision, reason = row["revision"] + 1, checked_reason(wanted.reason)
    scope.session.add(
        CaseKeyRevision(
            case_version_id=row["case_version_id"],
            revision=revision,
            key=key,
            key_fingerprint=decisive,
            explanation_fingerprint=explains,
            reason=reason,
            created_at=scope.now,
            created_by=scope.learner.id,
        )
    )
    try:
        scope.session.flush()
    except IntegrityError as error:
        raise Conflict("key") from error
    record(scope, "case.correct-key", slug, f"revision {revision}: {reason}")
    disputes = dispute_queries.list_open_case_disputes(scope.session, row["case_id"], lock=True)
    text = wanted.answer.strip() or reason
    for dispute in disputes:
        close_dispute(scope, dispute, text)
    if disputes:
        record(scope, "dispute.answer", f"case {slug}, {len(disputes)} corrected", text)
    return len(disputes)


def regrade_or_queue(scope: Scope, slug: str, mode: Mode) -> Applied[CaseRegradeLine] | Later:
    """Grades by the key in force what another key has graded, and tells the learners. A second time adds nothing.

    Where there is much to do it is done in the background: see `regrade_jobs`.

    Raises:
        NotFound: see `get_case_page`.
        NoCodeBook: claims cannot be graded without one.
    """
    _find(scope, slug)
    return regrade_jobs.regrade_or_queue(scope, CASES, slug, mode)


def exhibits_of(content: AnyContent) -> Iterator[tuple[str, str]]:
    """(title, Markdown) of what the learner reads: the chart, or the papers of an exercise."""
    if isinstance(content, BillingContent):
        yield from ((each.title, each.text) for each in content.exhibits)
    else:
        yield "Chart", content.chart
