"""Big personal exports, written in the background; and how the files of jobs are kept, for any process to serve."""

import json
from collections.abc import Callable
from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import IO, Protocol

from trainer.db.models.jobs import JobFile
from trainer.db.queries import exports as queries
from trainer.domain.kernel.errors import Refused
from trainer.services import exports
from trainer.services.job_work import GivesUp, Work, find_requester, queue_job
from trainer.services.scope import Scope

KIND, UNIT = "export", "tables"
AT_ONCE_ROWS = 50_000
"""An export of so many rows is written while its learner waits for the page; a bigger one is queued."""
FILE_DAYS = 7
MOST_BYTES_IN_MEMORY = 1_000_000


class _Writer(Protocol):
    def __call__(self, scope: Scope, target: IO[bytes], /, *, after_sheet: Callable[[int], None]) -> None: ...


_WRITERS: dict[str, tuple[_Writer, str]] = {
    "json": (exports.write_json, "application/json"),
    "zip": (exports.write_csv_zip, "application/zip"),
}


def is_big(scope: Scope) -> bool:
    """Whether the export of the person who acts has so many rows that it is written in the background."""
    return queries.count_rows(scope.session, scope.learner.id, AT_ONCE_ROWS + 1) > AT_ONCE_ROWS


def queue_export(scope: Scope, ending: str) -> int:
    """Queues an export of the person who acts: the number of the job that they wait for.

    Raises:
        Refused: there is no such kind of file.
    """
    if ending not in _WRITERS:
        raise Refused("An export is a ZIP file or a JSON document.", "ending")
    about = "personal data as " + ("a JSON document" if ending == "json" else "CSV files")
    return queue_job(scope, KIND, {"ending": ending}, about=about, unit=UNIT, total=len(exports.SHEETS))


def run_export(work: Work) -> None:
    """Writes the file that a queued job names, as of now; run again it puts a newer one in its place.

    Raises:
        GivesUp: the person is gone.
        LeaseLost: see `Work`.
    """
    ending = json.loads(work.payload)["ending"]
    write, media_type = _WRITERS[ending]
    with SpooledTemporaryFile(MOST_BYTES_IN_MEMORY) as held:
        with work.scopes.reading() as scope:
            scope.actor = find_requester(scope, work)
            if scope.actor is None:
                raise GivesUp("Whoever asked for it is gone.")
            name = exports.export_name(scope, ending)
            write(scope, held, after_sheet=lambda done: _tell(work, done))
        held.seek(0)
        content = held.read()
    keep_file(work, name, media_type, content)


def _tell(work: Work, done: int) -> None:
    with work.scopes.writing() as scope:
        work.advance(scope, done=done, total=len(exports.SHEETS), unit=UNIT)


def keep_file(work: Work, name: str, media_type: str, content: bytes) -> None:
    """Stores the file that a job made for whoever waits for it, in the place of an older one.

    Raises:
        GivesUp: the person is gone.
        LeaseLost: see `Work`.
    """
    with work.scopes.writing() as scope:
        person = find_requester(scope, work)
        if person is None:
            raise GivesUp("Whoever asked for it is gone.")
        file = JobFile(
            job_id=work.id,
            person_id=person.id,
            name=name,
            media_type=media_type,
            content=content,
            made_at=scope.now,
            expires_at=scope.now + timedelta(days=FILE_DAYS),
        )
        scope.session.merge(file)
        work.advance(scope, result={"bytes": len(content)})
