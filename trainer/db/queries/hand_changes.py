"""Grades of questions and cases that somebody set by hand: what their learner may read of it."""

from sqlalchemy import RowMapping, and_, literal, select, union_all
from sqlalchemy.orm import Session

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.grades import CaseGradeRow, GradeRow, GradingRun
from trainer.db.models.people import User
from trainer.db.queries.attempts import POLICY
from trainer.domain.exams.regrades import RunKind


def list_by_hand(
    session: Session, learner_id: int, *, assignment_id: int | None = None, number: int | None = None
) -> list[RowMapping]:
    """Every grade by hand of the learner's sittings of an assignment, or of one sitting, newest first.

    `place` is 0 for a case. With the policy of the sitting.
    """
    columns = ("learner_id", "attempt_number", "run_id", "earned", "possible")
    items = select(*(getattr(GradeRow, name) for name in columns), GradeRow.position.label("place"))
    cases = select(*(getattr(CaseGradeRow, name) for name in columns), literal(0).label("place"))
    graded = union_all(
        *(
            each.join(GradingRun, GradingRun.id == table.run_id).where(
                table.learner_id == learner_id, GradingRun.kind == RunKind.MANUAL
            )
            for each, table in ((items, GradeRow), (cases, CaseGradeRow))
        )
    ).subquery()
    statement = (
        select(graded.c.place, graded.c.earned, graded.c.possible, GradingRun.reason, GradingRun.created_at)
        .add_columns(AttemptRow.number, User.display_name, *POLICY)
        .join(GradingRun, GradingRun.id == graded.c.run_id)
        .join(
            AttemptRow,
            and_(AttemptRow.learner_id == graded.c.learner_id, AttemptRow.number == graded.c.attempt_number),
        )
        .outerjoin(User, User.id == GradingRun.created_by)
        .order_by(GradingRun.id.desc())
    )
    if assignment_id is not None:
        statement = statement.where(AttemptRow.assignment_id == assignment_id)
    if number is not None:
        statement = statement.where(AttemptRow.number == number)
    return list(session.execute(statement).mappings())
