"""Cases and the work on them."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BindParameter, RowMapping, and_, bindparam, delete, func, select
from sqlalchemy.orm import Session, aliased

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.cases import Case, CaseKeyRevision, CaseLine, CaseSubmission, CaseVersion, KeyDispute
from trainer.db.models.grades import CaseGradeRow, GradedLineRow, GradingRun
from trainer.db.queries.authoring import SHARED_CASE
from trainer.db.queries.holds import is_held

_LEARNER: BindParameter[int] = bindparam("learner_id")
_NUMBER: BindParameter[int] = bindparam("number")
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

_WORK = (
    select(
        AttemptRow.feedback,
        AttemptRow.state,
        AttemptRow.started_at,
        AttemptRow.deadline_at,
        AttemptRow.allows_pause,
        AttemptRow.paused_at,
        AttemptRow.closed_at,
        AttemptRow.graded_at,
        AttemptRow.shows,
        AttemptRow.shows_from,
        AttemptRow.assignment_id,
        CaseSubmission.revision,
        CaseSubmission.saved_at,
        CaseVersion.id.label("case_version_id"),
        CaseVersion.content,
        CaseSubmission.worksheet,
        Case.slug,
        Case.track,
    )
    .select_from(AttemptRow)
    .join(
        CaseSubmission,
        and_(CaseSubmission.learner_id == AttemptRow.learner_id, CaseSubmission.attempt_number == AttemptRow.number),
    )
    .join(CaseVersion, CaseVersion.id == CaseSubmission.case_version_id)
    .join(Case, Case.id == CaseVersion.case_id)
    .where(AttemptRow.learner_id == _LEARNER, AttemptRow.number == _NUMBER)
)


def find_work(session: Session, learner_id: int, number: int, *, lock: bool = False) -> RowMapping | None:
    """The work on a case in one sitting, without anything of the key."""
    statement = _WORK.with_for_update(of=AttemptRow) if lock else _WORK
    return session.execute(statement, {"learner_id": learner_id, "number": number}).mappings().one_or_none()


def list_lines(session: Session, learner_id: int, number: int) -> list[CaseLine]:
    """The lines as typed, in order."""
    statement = select(CaseLine).where(CaseLine.learner_id == learner_id, CaseLine.attempt_number == number)
    return list(session.scalars(statement.order_by(CaseLine.section, CaseLine.position)))


def delete_lines(session: Session, learner_id: int, number: int) -> None:
    statement = delete(CaseLine).where(CaseLine.learner_id == learner_id, CaseLine.attempt_number == number)
    session.execute(statement, execution_options={"synchronize_session": False})


def get_submission(session: Session, learner_id: int, number: int) -> CaseSubmission:
    return session.get_one(CaseSubmission, (learner_id, number))


def get_latest_key(session: Session, case_version_id: int) -> CaseKeyRevision:
    statement = select(CaseKeyRevision).where(CaseKeyRevision.case_version_id == case_version_id)
    return session.scalars(statement.order_by(CaseKeyRevision.revision.desc()).limit(1)).one()


def find_grade(session: Session, learner_id: int, number: int) -> RowMapping | None:
    """The latest grade of a claim with the key that it was made by, and the kind of its run."""
    statement = (
        select(*CaseGradeRow.__table__.c, CaseKeyRevision.key, GradingRun.kind.label("run_kind"))
        .join(CaseKeyRevision, CaseKeyRevision.id == CaseGradeRow.case_key_id)
        .join(GradingRun, GradingRun.id == CaseGradeRow.run_id)
        .where(
            CaseGradeRow.learner_id == learner_id,
            CaseGradeRow.attempt_number == number,
            CaseGradeRow.run_id == _LATEST_RUN,
        )
    )
    return session.execute(statement).mappings().one_or_none()


def list_graded_lines(session: Session, learner_id: int, number: int, run_id: int) -> list[GradedLineRow]:
    statement = select(GradedLineRow).where(
        GradedLineRow.learner_id == learner_id,
        GradedLineRow.attempt_number == number,
        GradedLineRow.run_id == run_id,
    )
    return list(session.scalars(statement.order_by(GradedLineRow.row)))


def faults_by_attempt(session: Session, learner_id: int, numbers: Collection[int]) -> dict[int, Counter[str]]:
    """How often each kind of error was found in the sittings of these numbers, by their latest grade."""
    statement = (
        select(GradedLineRow.attempt_number, GradedLineRow.faults)
        .join(
            CaseGradeRow,
            and_(
                CaseGradeRow.learner_id == GradedLineRow.learner_id,
                CaseGradeRow.attempt_number == GradedLineRow.attempt_number,
                CaseGradeRow.run_id == GradedLineRow.run_id,
            ),
        )
        .where(
            GradedLineRow.learner_id == learner_id,
            GradedLineRow.attempt_number.in_(numbers),
            CaseGradeRow.run_id == _LATEST_RUN,
        )
    )
    found: dict[int, Counter[str]] = {}
    for number, faults in session.execute(statement):
        found.setdefault(number, Counter()).update(faults)
    return found


def list_disputes(session: Session, learner_id: int, number: int) -> list[KeyDispute]:
    """The objections to the key of one sitting, in order."""
    statement = select(KeyDispute).where(KeyDispute.learner_id == learner_id, KeyDispute.attempt_number == number)
    return list(session.scalars(statement.order_by(KeyDispute.number)))


def list_open_disputes(session: Session) -> list[RowMapping]:
    """All objections without an answer, oldest first, with the case they are about."""
    statement = (
        select(*KeyDispute.__table__.c, Case.slug, CaseKeyRevision.revision)
        .join(CaseKeyRevision, CaseKeyRevision.id == KeyDispute.case_key_id)
        .join(CaseVersion, CaseVersion.id == CaseKeyRevision.case_version_id)
        .join(Case, Case.id == CaseVersion.case_id)
        .where(KeyDispute.answered_at.is_(None))
        .order_by(KeyDispute.created_at)
    )
    return list(session.execute(statement).mappings())


def find_dispute(session: Session, learner_id: int, attempt_number: int, number: int) -> KeyDispute | None:
    """One objection to a key."""
    return session.get(KeyDispute, (learner_id, attempt_number, number))


def find_case(session: Session, slug: str) -> RowMapping | None:
    """A case on offer to everybody, with the version that a new sitting would use."""
    statement = (
        select(Case.slug, Case.track, Case.title, CaseVersion.id.label("case_version_id"), CaseVersion.content)
        .join(CaseVersion, and_(CaseVersion.case_id == Case.id, CaseVersion.number == Case.current_number))
        .where(Case.slug == slug, Case.retired_at.is_(None), SHARED_CASE)
    )
    return session.execute(statement).mappings().one_or_none()


def count_cases(session: Session, track: str) -> int:
    on_offer = (Case.retired_at.is_(None), SHARED_CASE, Case.track == track)
    statement = select(func.count()).select_from(Case).where(*on_offer)
    return session.execute(statement).scalar_one()


def list_cases(session: Session, track: str) -> list[RowMapping]:
    """The cases of a track on offer, easiest first."""
    statement = (
        select(Case.slug, Case.kind, Case.title, Case.specialty, Case.level, CaseVersion.content)
        .join(CaseVersion, and_(CaseVersion.case_id == Case.id, CaseVersion.number == Case.current_number))
        .where(Case.retired_at.is_(None), SHARED_CASE, Case.track == track)
        .order_by(Case.level, Case.title)
    )
    return list(session.execute(statement).mappings())


def list_tries(session: Session, learner_id: int, now: datetime) -> list[RowMapping]:
    """All of a learner's sittings with cases, newest first, with their latest grade.

    `is_held`: the sitting holds back what is right, see `holds.is_held`.
    """
    statement = (
        select(
            Case.slug,
            AttemptRow.track,
            AttemptRow.number,
            AttemptRow.state,
            AttemptRow.started_at,
            AttemptRow.closed_at,
            AttemptRow.graded_at,
            AttemptRow.shows,
            AttemptRow.shows_from,
            AttemptRow.assignment_id,
            is_held(now).label("is_held"),
            CaseSubmission.case_version_id,
            CaseGradeRow.earned,
            CaseGradeRow.possible,
            CaseGradeRow.is_clean,
        )
        .select_from(AttemptRow)
        .join(
            CaseSubmission,
            and_(
                CaseSubmission.learner_id == AttemptRow.learner_id, CaseSubmission.attempt_number == AttemptRow.number
            ),
        )
        .join(CaseVersion, CaseVersion.id == CaseSubmission.case_version_id)
        .join(Case, Case.id == CaseVersion.case_id)
        .outerjoin(
            CaseGradeRow,
            and_(
                CaseGradeRow.learner_id == AttemptRow.learner_id,
                CaseGradeRow.attempt_number == AttemptRow.number,
                CaseGradeRow.run_id == _LATEST_RUN,
            ),
        )
        .where(AttemptRow.learner_id == learner_id)
        .order_by(AttemptRow.number.desc())
    )
    return list(session.execute(statement).mappings())


def cases_by_slug(session: Session, bank_id: int) -> dict[str, Case]:
    return {case.slug: case for case in session.scalars(select(Case).where(Case.bank_id == bank_id))}


def slugs_of_other_banks(session: Session, bank_id: int) -> set[str]:
    return set(session.scalars(select(Case.slug).where(Case.bank_id != bank_id)))


def current_case_versions(session: Session) -> dict[int, CaseVersion]:
    """Case id -> its current version."""
    statement = select(CaseVersion).join(
        Case, and_(Case.id == CaseVersion.case_id, Case.current_number == CaseVersion.number)
    )
    return {version.case_id: version for version in session.scalars(statement)}


def latest_case_keys(session: Session) -> dict[int, CaseKeyRevision]:
    """Case version id -> its newest key revision."""
    statement = select(CaseKeyRevision).order_by(CaseKeyRevision.revision)
    return {key.case_version_id: key for key in session.scalars(statement)}
