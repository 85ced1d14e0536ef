"""Everything that a learner did, as one JSON document or as a folder of CSV files. It is only read.

Not in it: passwords, other people's rows, and the content of the bank (questions, keys, reasons), named by slug.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from trainer.services import export_billing, export_cases, export_classes, export_study, export_work
from trainer.services.export_values import Cell, Reading, Sheet, open_reading
from trainer.services.scope import Scope
from trainer.services.sights import today_of
from trainer.services.sittings import items_under_examination
from trainer.services.tables import safe_cell

FORMAT = "medcode-trainer-export"
VERSION = 1
"""Raised whenever a reader of the version before would misread something; new sheets and columns do not raise it."""

GROUPS: tuple[tuple[str, tuple[Sheet, ...]], ...] = (
    ("You", (export_work.PROFILE, export_work.ACCOMMODATIONS)),
    (
        "Practice and exams",
        (
            export_work.SITTINGS,
            export_work.ANSWERS,
            export_work.ANSWER_EVENTS,
            export_work.GRADES,
            export_work.QUESTION_VIEWS,
            export_work.QUESTION_AIDS,
            export_work.NOTEPADS,
            export_work.CODE_LOOKUPS,
            export_work.TIME_EXTENSIONS,
            export_work.NOTICES,
            export_study.NOTES,
            export_study.FLAGS,
        ),
    ),
    (
        "Cases",
        (
            export_cases.CASE_CLAIMS,
            export_cases.CASE_LINES,
            export_cases.CASE_GRADES,
            export_cases.CASE_GRADED_LINES,
            export_cases.CASE_FINDINGS,
            export_cases.KEY_DISPUTES,
        ),
    ),
    (
        "Billing lab",
        (
            export_billing.WORKSHEETS,
            export_billing.CLAIM_DRAFTS,
            export_billing.CLAIM_ENTRIES,
            export_billing.REMITTANCES,
            export_billing.REMITTANCE_CLAIMS,
            export_billing.PRACTICE_MONTHS,
            export_billing.PRACTICE_MOVES,
        ),
    ),
    (
        "Classes",
        (
            export_classes.CLASSES,
            export_classes.CLASS_OVERRIDES,
            export_classes.CLASS_MARKS,
            export_classes.CLASS_COMMENTS,
            export_classes.PRESENCES,
            export_classes.ITEM_REPORTS,
        ),
    ),
    (
        "Study",
        (
            export_study.SIGHTS,
            export_study.STUDY_DAYS,
            export_study.REVIEW_CARDS,
            export_study.REVIEW_LOGS,
            export_study.STUDY_PLANS,
            export_study.PLAN_TASKS,
            export_study.READINESS_SNAPSHOTS,
            export_study.EXAM_OUTCOMES,
            export_study.WORD_ANSWERS,
        ),
    ),
)
AfterSheet = Callable[[int], None]
"""Is told how many sheets are written."""


def _say_nothing(_done: int) -> None:
    """What is written at once tells nobody how far it is."""


SHEETS = tuple(sheet for _, sheets in GROUPS for sheet in sheets)

LEFT_OUT = {
    "user_sessions": "where you are logged in: the account page lists it; tokens are secret",
    "email_tokens": "links that were mailed to you: secret, and void after use",
    "second_steps": "your authenticator app: the account page says whether there is one; its secret is not stored",
    "recovery_codes": "your recovery codes: only their hashes are stored",
    "identities": "who you are at the provider of sign-ins: the account page lists it",
    "audit_events": "the operator's security log",
    "grading_runs": "runs for everybody; yours stand at your grades",
    "item_keys": "content of the bank",
    "case_keys": "content of the bank",
    "class_invitations": "places that a class keeps for addresses: what came of yours stands in `classes`",
    "assignment_versions": "content of a class",
    "banks": "content of the bank",
    "drafts": "content of the bank",
    "draft_revisions": "content of the bank",
    "draft_solutions": "content of the bank",
    "sent_forms": "which form made which class or assignment, kept for 30 days: a form sent twice makes one",
    "jobs": "work that waits or was done: mails to you and files for you, kept for some days",
    "job_files": "files that were made for you: exports like this one",
    "site_settings": "settings of the site",
}
"""Tables that refer to people and are not exported, with the reason."""

HELD_BACK = (
    "Points, names of questions and what follows from them are held back where a verdict may not be told yet: "
    "above all of questions in an exam or a diagnostic that is not finished. They are in an export made afterwards."
)


@dataclass(frozen=True, slots=True)
class ExportPage:
    """What an export would hold. `holds_back`: an exam or a diagnostic is open, so that something would be missing."""

    groups: tuple[tuple[str, tuple[Sheet, ...]], ...]
    holds_back: bool


def get_export_page(scope: Scope) -> ExportPage:
    return ExportPage(GROUPS, bool(items_under_examination(scope)))


def export_name(scope: Scope, ending: str, learner_id: int | None = None) -> str:
    """The name of a file made today, by the learner's own calendar."""
    return f"medcode-trainer-{today_of(scope, learner_id or scope.learner.id).isoformat()}.{ending}"


def write_json(
    scope: Scope, target: IO[bytes], learner_id: int | None = None, *, after_sheet: AfterSheet = _say_nothing
) -> None:
    """One document: format, version and moment, a list of objects for each sheet, and what was held back by sheet.

    Instants are ISO 8601 in UTC. Rows are written as they are read. Without `learner_id`, whose right to it the caller
    has checked, it is the export of the person who acts.
    """
    reading = _reading(scope, learner_id)
    write = io.TextIOWrapper(target, encoding="utf-8", newline="\n", write_through=True)
    head = {"format": FORMAT, "version": VERSION, "exported_at": _iso(scope.now)}
    write.write(_dumps(head).removesuffix("}"))
    for number, sheet in enumerate(SHEETS, start=1):
        write.write(f',\n"{sheet.name}": [')
        write.writelines(_objects(sheet, reading))
        write.write("]")
        after_sheet(number)
    write.write(f',\n"held_back": {_dumps(dict(reading.held_back))},\n"held_back_why": {_dumps(HELD_BACK)}}}\n')
    write.detach()


def _objects(sheet: Sheet, reading: Reading) -> Iterator[str]:
    before = "\n"
    for row in sheet.read(reading):
        yield before + _dumps(dict(zip(sheet.columns, row, strict=True)))
        before = ",\n"


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return _iso(value)
    assert isinstance(value, date)
    return value.isoformat()


_dumps = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=_plain).encode


def write_csv_zip(scope: Scope, target: IO[bytes], *, after_sheet: AfterSheet = _say_nothing) -> None:
    """A ZIP file with a CSV file for each sheet, and one that says what they are.

    CSV by RFC 4180 in UTF-8 with a byte order mark, by which spreadsheets know it. A text that a spreadsheet would take
    for a formula has an apostrophe before it.
    """
    reading = _reading(scope)
    stamp = scope.now.timetuple()[:6]
    with ZipFile(target, "w", ZIP_DEFLATED) as folder:
        for number, sheet in enumerate(SHEETS, start=1):
            with folder.open(_entry(f"{sheet.name}.csv", stamp), "w") as raw:
                _write_csv(raw, sheet, reading)
            after_sheet(number)
        folder.writestr(_entry("read-me.txt", stamp), _read_me(scope.now, reading))


def _entry(name: str, stamp: Any) -> ZipInfo:
    entry = ZipInfo(name, stamp)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _write_csv(raw: IO[bytes], sheet: Sheet, reading: Reading) -> None:
    text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(sheet.columns)
    writer.writerows(map(_csv_row, sheet.read(reading)))
    text.detach()


def _csv_row(row: Iterable[Cell]) -> Sequence[object]:
    return [_csv_cell(cell) for cell in row]


def _csv_cell(cell: Cell) -> object:
    """What stands in a CSV file: tuples with blanks between, nothing for None, `true` and `false`."""
    if isinstance(cell, str):
        return safe_cell(cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, tuple):
        return _csv_cell(" ".join(cell))
    if isinstance(cell, date):
        return _plain(cell)
    return cell


def _read_me(now: datetime, reading: Reading) -> str:
    held_back = ", ".join(f"{count} in {name}" for name, count in sorted(reading.held_back.items())) or "nothing"
    lines = [
        f"{FORMAT}, version {VERSION}, exported at {_iso(now)}",
        "",
        *(f"{sheet.name}.csv: {sheet.about}" for sheet in SHEETS),
        "",
        f"{HELD_BACK} Rows concerned: {held_back}.",
        "",
        "Instants are in UTC. A text that begins with = + - @ (after blanks, too), a tab or the end of a line has an "
        "apostrophe before it.",
    ]
    return "\r\n".join(lines) + "\r\n"


def _reading(scope: Scope, learner_id: int | None = None) -> Reading:
    return open_reading(scope.session, learner_id or scope.learner.id, scope.now)
