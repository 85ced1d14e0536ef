"""What a corrected key of a case touches: its graded submissions, the learners, what they are told, the errata."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, select, true
from sqlalchemy.orm import Session, aliased

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.cases import Case, CaseKeyRevision, CaseLine, CaseSubmission, CaseVersion
from trainer.db.models.content import Bank
from trainer.db.models.exams import Notice
from trainer.db.models.grades import CaseGradeRow, GradingRun
from trainer.db.models.people import User
from trainer.db.queries.disputes import may_see_bank
from trainer.db.queries.regrading import EVERYBODY, Span
from trainer.domain.exams.regrades import RunKind

_OTHER_KEY = aliased(CaseKeyRevision)
_LATEST_KEY = (
    select(func.max(_OTHER_KEY.revision)).where(_OTHER_KEY.case_version_id == CaseVersion.id).scalar_subquery()
)
_OTHER_GRADE = aliased(CaseGradeRow)
_LATEST_RUN = (
    select(func.max(_OTHER_GRADE.run_id))
    .where(
        _OTHER_GRADE.learner_id == CaseGradeRow.learner_id,
        _OTHER_GRADE.attempt_number == CaseGradeRow.attempt_number,
    )
    .scalar_subquery()
)
_THIS_ATTEMPT = and_(
    AttemptRow.learner_id == CaseSubmission.learner_id, AttemptRow.number == CaseSubmission.attempt_number
)


def lock_case(session: Session, slug: str) -> None:
    """Nobody else corrects or regrades this case until the transaction ends."""
    session.execute(select(Case.id).where(Case.slug == slug).with_for_update(key_share=True))


def find_current_key(
    session: Session, slug: str, version_id: int | None = None, *, person_id: int | None = None
) -> RowMapping | None:
    """The current version of a case, or that one, with the key in force; of a bank that this person may see, if any."""
    is_wanted = CaseVersion.number == Case.current_number if version_id is None else CaseVersion.id == version_id
    statement = (
        select(
            Case.id.label("case_id"),
            Case.slug,
            Case.track,
            Case.title,
            CaseVersion.id.label("case_version_id"),
            CaseVersion.content,
            CaseKeyRevision.id.label("case_key_id"),
            CaseKeyRevision.revision,
            CaseKeyRevision.key,
            CaseKeyRevision.key_fingerprint,
            CaseKeyRevision.explanation_fingerprint,
            Bank.title.label("bank_title"),
            Bank.origin,
        )
        .join(Bank, Bank.id == Case.bank_id)
        .join(CaseVersion, and_(CaseVersion.case_id == Case.id, is_wanted))
        .join(
            CaseKeyRevision,
            and_(CaseKeyRevision.case_version_id == CaseVersion.id, CaseKeyRevision.revision == _LATEST_KEY),
        )
        .where(Case.slug == slug)
    )
    if person_id is not None:
        statement = statement.where(may_see_bank(person_id))
    return session.execute(statement).mappings().one_or_none()


def find_correction(session: Session, case_version_id: int, key_fingerprint: str) -> RowMapping:
    """The revision that brought the key in force, its reason and date: explanations may have been revised since."""
    before = aliased(CaseKeyRevision)
    last_other = select(func.coalesce(func.max(before.revision), 0)).where(
        before.case_version_id == case_version_id, before.key_fingerprint != key_fingerprint
    )
    statement = (
        select(CaseKeyRevision.id, CaseKeyRevision.reason, CaseKeyRevision.created_at)
        .where(
            CaseKeyRevision.case_version_id == case_version_id, CaseKeyRevision.revision > last_other.scalar_subquery()
        )
        .order_by(CaseKeyRevision.revision)
        .limit(1)
    )
    return session.execute(statement).mappings().one()


def list_keys(session: Session, case_version_id: int) -> list[RowMapping]:
    """Every revision of the key of a case version with who made it, newest first."""
    statement = (
        select(
            CaseKeyRevision.revision,
            CaseKeyRevision.reason,
            CaseKeyRevision.created_at,
            CaseKeyRevision.key_fingerprint,
            User.display_name,
        )
        .outerjoin(User, User.id == CaseKeyRevision.created_by)
        .where(CaseKeyRevision.case_version_id == case_version_id)
        .order_by(CaseKeyRevision.revision.desc())
    )
    return list(session.execute(statement).mappings())


def lock_sittings_with(session: Session, case_version_id: int, learners: Span) -> None:
    """Whatever grades work of these learners on this version has finished, and nothing else begins to."""
    statement = (
        select(AttemptRow.number)
        .join(CaseSubmission, _THIS_ATTEMPT)
        .where(CaseSubmission.case_version_id == case_version_id, _among(learners))
        .order_by(AttemptRow.learner_id, AttemptRow.number)
        .with_for_update(of=AttemptRow, key_share=True)
    )
    session.execute(statement).all()


def _among(learners: Span) -> ColumnElement[bool]:
    return true() if learners == EVERYBODY else CaseSubmission.learner_id.between(*learners)


def _latest_grades(case_version_id: int, learners: Span, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(CaseSubmission)
        .join(AttemptRow, _THIS_ATTEMPT)
        .join(User, User.id == CaseSubmission.learner_id)
        .join(
            CaseGradeRow,
            and_(
                CaseGradeRow.learner_id == CaseSubmission.learner_id,
                CaseGradeRow.attempt_number == CaseSubmission.attempt_number,
                CaseGradeRow.run_id == _LATEST_RUN,
            ),
        )
        .join(GradingRun, GradingRun.id == CaseGradeRow.run_id)
        .join(CaseKeyRevision, CaseKeyRevision.id == CaseGradeRow.case_key_id)
        .where(CaseSubmission.case_version_id == case_version_id, User.purge_started_at.is_(None), _among(learners))
    )


def count_latest_grades(session: Session, case_version_id: int, key_fingerprint: str) -> RowMapping:
    """Graded work on this version: `answers` in all, `by_hand`, by `others` than this key, `to_regrade` of these."""
    is_other, is_by_hand = CaseKeyRevision.key_fingerprint != key_fingerprint, GradingRun.kind == RunKind.MANUAL
    statement = _latest_grades(
        case_version_id,
        EVERYBODY,
        func.count().label("answers"),
        func.count().filter(is_by_hand).label("by_hand"),
        func.count().filter(is_other).label("others"),
        func.count().filter(is_other, ~is_by_hand).label("to_regrade"),
    )
    return session.execute(statement).mappings().one()


def list_learners_with(session: Session, case_version_id: int, after: int) -> list[int]:
    """Everybody whose work on this version was graded, by number, from above the number `after` on."""
    statement = _latest_grades(case_version_id, EVERYBODY, CaseSubmission.learner_id)
    return sorted(session.scalars(statement.where(CaseSubmission.learner_id > after).distinct()))


def list_latest_grades(session: Session, case_version_id: int, learners: Span) -> list[RowMapping]:
    """The latest grade of every submission of these learners to this version, with all but the lines of its claim."""
    statement = _latest_grades(
        case_version_id,
        learners,
        CaseSubmission.learner_id,
        CaseSubmission.attempt_number.label("number"),
        CaseSubmission.revision,
        CaseSubmission.note,
        CaseSubmission.elements,
        CaseSubmission.query,
        CaseSubmission.worksheet,
        AttemptRow.track,
        AttemptRow.shows,
        CaseGradeRow.earned,
        CaseGradeRow.possible,
        CaseGradeRow.is_clean,
        GradingRun.kind.label("run_kind"),
        CaseKeyRevision.key_fingerprint,
        User.display_name,
        User.email,
    ).order_by(CaseSubmission.learner_id, CaseSubmission.attempt_number)
    return list(session.execute(statement).mappings())


def list_claim_lines(session: Session, case_version_id: int, learners: Span) -> list[CaseLine]:
    """The lines of all graded claims of these learners for this version, in order."""
    place = CaseSubmission.learner_id, CaseSubmission.attempt_number
    graded = _latest_grades(case_version_id, learners, *place).subquery()
    statement = (
        select(CaseLine)
        .join(
            graded,
            and_(CaseLine.learner_id == graded.c.learner_id, CaseLine.attempt_number == graded.c.attempt_number),
        )
        .order_by(CaseLine.learner_id, CaseLine.attempt_number, CaseLine.section, CaseLine.position)
    )
    return list(session.scalars(statement))


def lock_learners(session: Session, learner_ids: Sequence[int]) -> dict[int, int]:
    """Learner -> the number of their last notice (0: none). Nobody else numbers another one until the transaction ends.

    Rows that refer to a learner may be added meanwhile: see `regrading.lock_learners_with`.
    """
    lock = select(User.id).where(User.id.in_(learner_ids)).order_by(User.id).with_for_update(key_share=True)
    last = dict.fromkeys(session.scalars(lock), 0)
    numbers = (
        select(Notice.learner_id, func.max(Notice.number))
        .where(Notice.learner_id.in_(learner_ids))
        .group_by(Notice.learner_id)
    )
    return last | dict(session.execute(numbers).all())


def sittings_told(session: Session, case_version_id: int, since: datetime, learners: Span) -> set[tuple[int, int]]:
    """(learner, sitting) of all work of these learners on a version that a regrade has told of since then."""
    statement = (
        select(Notice.learner_id, Notice.attempt_number)
        .join(GradingRun, GradingRun.id == Notice.run_id)
        .join(
            CaseSubmission,
            and_(
                CaseSubmission.learner_id == Notice.learner_id, CaseSubmission.attempt_number == Notice.attempt_number
            ),
        )
        .where(CaseSubmission.case_version_id == case_version_id, _among(learners))
        .where(GradingRun.kind == RunKind.REGRADE, GradingRun.created_at >= since)
    )
    return {(learner_id, number) for learner_id, number in session.execute(statement)}


_KEY_BEFORE = aliased(CaseKeyRevision)


def list_corrections(session: Session, limit: int) -> list[RowMapping]:
    """Keys that differ from the revision before, newest first, with the number of submissions graded anew by them."""
    regraded = (
        select(func.count())
        .select_from(CaseGradeRow)
        .join(GradingRun, GradingRun.id == CaseGradeRow.run_id)
        .where(CaseGradeRow.case_key_id == CaseKeyRevision.id, GradingRun.kind == RunKind.REGRADE)
        .scalar_subquery()
    )
    statement = (
        select(
            Case.title,
            Case.track,
            CaseKeyRevision.key,
            _KEY_BEFORE.key.label("key_before"),
            CaseKeyRevision.reason,
            CaseKeyRevision.created_at,
            regraded.label("regraded"),
        )
        .join(
            _KEY_BEFORE,
            and_(
                _KEY_BEFORE.case_version_id == CaseKeyRevision.case_version_id,
                _KEY_BEFORE.revision == CaseKeyRevision.revision - 1,
                _KEY_BEFORE.key_fingerprint != CaseKeyRevision.key_fingerprint,
            ),
        )
        .join(CaseVersion, CaseVersion.id == CaseKeyRevision.case_version_id)
        .join(Case, Case.id == CaseVersion.case_id)
        .join(Bank, Bank.id == Case.bank_id)
        .where(Bank.is_shared)
        .order_by(CaseKeyRevision.created_at.desc(), CaseKeyRevision.id.desc())
        .limit(limit)
    )
    return list(session.execute(statement).mappings())
