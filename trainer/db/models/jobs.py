"""Work to do later, recorded in the transaction that wants it (a transactional outbox), and the files it made."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.columns import Id
from trainer.db.models.base import Base


class Job(Base):
    """One piece of work. `payload` is JSON that the handler of `kind` understands, `about` says in words what it is.

    A worker that takes a job counts the try, writes itself into `worker` and moves `run_at` to the end of its lease;
    by then it has finished, or moved it further. `result` is JSON of the handler's own, kept while it goes on.
    The columns from `about` on have defaults in the database, for programs that do not know them.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'done', 'failed')", name="state"),
        CheckConstraint("progress_done >= 0 AND progress_total >= 0", name="progress"),
        Index(None, "state", "run_at"),
        Index(None, "requested_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="queued")
    run_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    about: Mapped[str] = mapped_column(String(120), default="", server_default="")
    requested_by: Mapped[int | None] = mapped_column(Id, ForeignKey("users.id", ondelete="SET NULL"))
    worker: Mapped[str] = mapped_column(String(80), default="", server_default="")
    progress_done: Mapped[int] = mapped_column(default=0, server_default="0")
    progress_total: Mapped[int] = mapped_column(default=0, server_default="0")
    progress_unit: Mapped[str] = mapped_column(String(20), default="", server_default="")
    result: Mapped[str] = mapped_column(Text, default="", server_default="")


class JobFile(Base):
    """The file that a finished job made for a person, kept until `expires_at`; whatever process serves it."""

    __tablename__ = "job_files"
    __table_args__ = (Index(None, "person_id"), Index(None, "expires_at"))

    job_id: Mapped[int] = mapped_column(Id, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(160))
    media_type: Mapped[str] = mapped_column(String(100))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
