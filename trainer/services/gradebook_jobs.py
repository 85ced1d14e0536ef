"""Files of big gradebooks: written in the background, kept for some days for whoever asked while they grade there."""

import json

from trainer.db.queries import gradebook as queries
from trainer.db.queries.jobs import GRADEBOOK
from trainer.domain.classes.roles import Act
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.class_access import member_for
from trainer.services.export_jobs import keep_file
from trainer.services.gradebook import GradebookPage
from trainer.services.gradebook_exports import export_csv, export_xlsx
from trainer.services.job_work import GivesUp, Work, find_requester, queue_job
from trainer.services.scope import Scope
from trainer.services.tables import CSV_TYPE, XLSX_TYPE

AT_ONCE_CELLS = 20_000
"""A file of so many learners × assignments is written while its reader waits for it; a bigger one is queued."""
_WRITERS = {"csv": (export_csv, CSV_TYPE, "CSV"), "xlsx": (export_xlsx, XLSX_TYPE, "Excel")}


def is_big(scope: Scope, class_id: int) -> bool:
    """Whether the files of a gradebook are written in the background."""
    return queries.count_cells(scope.session, class_id) > AT_ONCE_CELLS


def has_many_cells(page: GradebookPage) -> bool:
    """The same of a gradebook that was read."""
    return len(page.rows) * len(page.columns) > AT_ONCE_CELLS


def queue_file(scope: Scope, class_id: int, ending: str) -> int:
    """Queues a file for the person who acts: the number of the job that they wait for.

    Raises:
        NotFound: there is no such class, or this person may not grade in it.
        Refused: there is no such kind of file.
    """
    member = member_for(scope, class_id, Act.GRADE)
    if ending not in _WRITERS:
        raise Refused("A gradebook is taken away as CSV or as an Excel workbook.", "ending")
    about = f"gradebook as {_WRITERS[ending][2]}: {member.title}"
    return queue_job(scope, GRADEBOOK, {"class": class_id, "ending": ending}, about=about)


def run_gradebook(work: Work) -> None:
    """Writes the file that a queued job names, as of now; run again it puts a newer one in its place.

    Raises:
        GivesUp: the person is gone, or grades in that class no more.
        LeaseLost: see `Work`.
    """
    wanted = json.loads(work.payload)
    write, media_type, _ = _WRITERS[wanted["ending"]]
    with work.scopes.reading() as scope:  # not from a replica, in which somebody whose data were deleted may still be
        scope.actor = find_requester(scope, work)
        if scope.actor is None:
            raise GivesUp("Whoever asked for it is gone.")
        try:
            export = write(scope, wanted["class"])
        except NotFound as error:
            raise GivesUp("Whoever asked for it grades in that class no more.") from error
    keep_file(work, export.name, media_type, export.data)


def may_have(scope: Scope, payload: str) -> bool:
    """Whether the person who acts, who asked for this file, still grades in its class."""
    try:
        member_for(scope, json.loads(payload)["class"], Act.GRADE)
    except NotFound:
        return False
    return True
