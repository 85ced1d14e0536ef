"""The administrator's first page, releases and the mail test; who may administrate at all."""

import json
import platform
import shutil
from dataclasses import dataclass
from datetime import datetime

from trainer import __version__
from trainer.codebook.book import CodeBookUnusable
from trainer.config import Settings
from trainer.db.migrate import head_revision
from trainer.db.queries import administration as queries
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import accounts, code_releases
from trainer.services.addresses import is_address
from trainer.services.mail import failure_words, send_mail
from trainer.services.scope import Scope, SignedIn

MOST_REASON_CHARACTERS = 500
MOST_FAILING_JOBS = 10
LOW_DISK_BYTES = 1_000_000_000
HOW_TO_CONFIGURE_MAIL = (
    "Mail is not configured: what would be mailed is written to the log. Set TRAINER_SMTP_HOST (and _PORT, _USER, "
    "_PASSWORD, _STARTTLS where the server asks for them) and TRAINER_MAIL_FROM, then start the program again."
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of what is in use: retired, archived and deleted ones are not counted."""

    people: int
    guests: int
    administrators: int
    teachers: int
    disabled: int
    classes: int
    banks: int
    items: int
    cases: int
    sittings: int


@dataclass(frozen=True, slots=True)
class FailingJob:
    """A job whose last try failed; `is_given_up`: it is not tried again."""

    kind: str
    is_given_up: bool
    tries: int
    error: str
    created_at: datetime
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Health:
    """What the program runs on. Bytes are bytes; `book` is None where there is no code book."""

    version: str
    python: str
    database: str
    database_bytes: int
    revision: str
    newest_revision: str
    is_mail_configured: bool
    jobs_queued: int
    jobs_due: int
    jobs_failed: int
    failing: tuple[FailingJob, ...]
    free_bytes: int
    book: code_releases.BookStatus | None

    @property
    def is_disk_low(self) -> bool:
        return self.free_bytes < LOW_DISK_BYTES


@dataclass(frozen=True, slots=True)
class MailOutcome:
    """What became of a test mail; `error` is what the server or the network said, "" where it was handed over.

    `failure` is what may be kept of that: it names no address.
    """

    to: str
    error: str = ""
    failure: str = ""


def administrator_of(scope: Scope) -> SignedIn:
    """The administrator who acts.

    Raises:
        NotFound: somebody else; they learn nothing of what there is.
    """
    if not scope.learner.is_administrator:
        raise NotFound("page")
    return scope.learner


def check_operator(scope: Scope) -> None:
    """For what can be done at the command line as well, where nobody is signed in.

    Raises:
        NotFound: somebody is signed in who is no administrator.
    """
    if scope.actor is not None:
        administrator_of(scope)


def checked_reason(text: str) -> str:
    """The reason as it is stored.

    Raises:
        Refused: there is none, or it is too long.
    """
    reason = " ".join(text.split())
    if not 1 <= len(reason) <= MOST_REASON_CHARACTERS:
        raise Refused(f"Say why, in at most {MOST_REASON_CHARACTERS} characters: it stands in the audit log.", "reason")
    return reason


def get_overview(scope: Scope) -> tuple[Counts, Health]:
    """What there is, and whether it is well.

    Raises:
        NotFound: no administrator asks.
    """
    administrator_of(scope)
    counts = Counts(**queries.count_everything(scope.session))
    jobs = queries.count_jobs(scope.session, scope.now)
    kind = "SQLite" if queries.is_sqlite(scope.session) else "PostgreSQL"
    health = Health(
        version=__version__,
        python=platform.python_version(),
        database=f"{kind} {queries.server_version(scope.session)}",
        database_bytes=database_bytes(scope),
        revision=queries.revision(scope.session),
        newest_revision=head_revision(),
        is_mail_configured=scope.settings.mail.is_configured,
        jobs_queued=jobs["queued"],
        jobs_due=jobs["due"],
        jobs_failed=jobs["failed"],
        failing=_failing(scope),
        free_bytes=free_bytes(scope.settings),
        book=find_book(scope.settings),
    )
    return counts, health


def _failing(scope: Scope) -> tuple[FailingJob, ...]:
    return tuple(
        FailingJob(
            row["kind"],
            row["state"] == "failed",
            row["tries"],
            row["last_error"],
            row["created_at"],
            row["run_at"],
        )
        for row in queries.list_failing_jobs(scope.session, MOST_FAILING_JOBS)
    )


def database_bytes(scope: Scope) -> int:
    """The bytes of the whole database; of SQLite its file and the log beside it."""
    file = scope.settings.sqlite_path
    if file is None:
        return queries.database_bytes(scope.session)
    parts = (file.with_name(file.name + ending) for ending in ("", "-wal", "-shm"))
    return sum(part.stat().st_size for part in parts if part.is_file())


def free_bytes(settings: Settings) -> int:
    """The bytes that are free where the data folder is, or is going to be."""
    there = next(folder for folder in (settings.data_folder, *settings.data_folder.parents) if folder.is_dir())
    return shutil.disk_usage(there).free


def find_book(settings: Settings) -> code_releases.BookStatus | None:
    """What the code book holds; None where there is none, or none that can be used."""
    try:
        return code_releases.book_status(settings)
    except CodeBookUnusable:
        return None


def get_releases(scope: Scope) -> tuple[code_releases.BookStatus | None, tuple[str, ...]]:
    """What the code book holds, and the names of the files that were imported for it.

    Raises:
        NotFound: no administrator asks.
    """
    administrator_of(scope)
    imported = code_releases.imported_sources(scope.settings)
    return find_book(scope.settings), tuple(source.path.name for source in imported)


def check_test_address(scope: Scope, to: str) -> str:
    """The address of a test mail as it is used.

    Raises:
        NotFound: no administrator asks.
        Refused: it is no address, or no mail server is set.
    """
    administrator_of(scope)
    if not scope.settings.mail.is_configured:
        raise Refused(HOW_TO_CONFIGURE_MAIL)
    if not is_address(to.strip()):
        raise Refused("This is not an e-mail address.", "to")
    return to.strip()


def send_test_mail(settings: Settings, to: str) -> MailOutcome:
    """Sends a mail at once and waits for what becomes of it. It needs no database: none is held meanwhile."""
    body = f"This mail was sent by the mail test of the Medcode Trainer at {settings.public_url}.\n"
    payload = json.dumps({"to": to, "subject": "Mail test of the Medcode Trainer", "body": body})
    try:
        send_mail(payload, settings.mail)
    except (OSError, ValueError) as error:
        return MailOutcome(to, f"{type(error).__name__}: {error}", failure_words(error))
    return MailOutcome(to)


def record_test_mail(scope: Scope, outcome: MailOutcome) -> None:
    """Writes into the audit trail that a mail was sent; to whom is not kept."""
    accounts.record(scope, "mail.test", "mail server", outcome.failure or "handed over")
