"""Sheets of an export: cases, the claims entered for them, and what was found in these."""

from collections.abc import Iterator, Sequence

from trainer.db.models.cases import CaseLine, KeyDispute
from trainer.db.queries import exports as queries
from trainer.services.export_values import Cell, Reading, Sheet, plain

Cells = Iterator[Sequence[Cell]]


def _claims(reading: Reading) -> Cells:
    for row in queries.list_claims(reading.session, reading.learner_id):
        elements, query = row.elements, row.query
        yield (
            *row[:6],
            elements.problems if elements else None,
            elements.data if elements else None,
            elements.risk if elements else None,
            query.is_needed if query else None,
            query.gaps if query else (),
            tuple(f"{part}={choice}" for part, choice in query.parts) if query else (),
        )


def _lines(reading: Reading) -> Cells:
    columns = (
        CaseLine.attempt_number,
        CaseLine.section,
        CaseLine.position,
        CaseLine.code,
        CaseLine.modifiers,
        CaseLine.units,
        CaseLine.pointers,
        CaseLine.mark,
        CaseLine.is_struck,
    )
    for row in queries.list_own(reading.session, reading.learner_id, CaseLine, columns):
        yield (*row[:2], row.position + 1, *row[3:])


def _grades(reading: Reading) -> Cells:
    for row in queries.list_case_grades(reading.session, reading.learner_id):
        if row.sitting in reading.told.sittings:
            sections = tuple(f"{name}={points.earned}/{points.possible}" for name, points in row.sections)
            yield (*row[:6], sections, *row[7:])
        else:
            reading.held_back["case_grades"] += 1


def _graded_lines(reading: Reading) -> Cells:
    for row in queries.list_case_lines(reading.session, reading.learner_id):
        if row.sitting in reading.told.sittings:
            line = None if row.learner_line is None else row.learner_line + 1
            yield (*row[:2], row.row + 1, row.section, line, *row[5:9])
        else:
            reading.held_back["case_graded_lines"] += 1


def _findings(reading: Reading) -> Cells:
    """Kinds and costs; what chart, rule and key say at a finding is the bank's."""
    for row in queries.list_case_lines(reading.session, reading.learner_id):
        for place, found in enumerate(row.findings, start=1):
            if row.sitting in reading.told.sittings:
                yield (*row[:2], row.row + 1, place, found.kind, found.severity, found.cost)
            else:
                reading.held_back["case_findings"] += 1


CASE_CLAIMS = Sheet(
    "case_claims",
    "Your work on a case as last saved, apart from the lines.",
    ("case_submissions",),
    (
        *("sitting", "case", "version", "revision", "saved_at", "note", "problems", "data", "risk"),
        *("query_is_needed", "query_gaps", "query_parts"),
    ),
    _claims,
)
CASE_LINES = Sheet(
    "case_lines",
    "A line of your claim exactly as you typed it.",
    ("case_lines",),
    ("sitting", "section", "line", "code", "modifiers", "units", "pointers", "mark", "is_struck"),
    _lines,
)
CASE_GRADES = Sheet(
    "case_grades",
    "A grade of your work on a case. A regrade adds one; the one with the highest run counts.",
    ("case_grades",),
    (
        *("sitting", "run", "run_kind", "submission_revision", "points_earned", "points_possible", "sections"),
        *("lines_right", "lines_in_key", "is_clean", "graded_at"),
    ),
    _grades,
)
CASE_GRADED_LINES = Sheet(
    "case_graded_lines",
    "A line of your claim, or one that is missing in it, with its verdict.",
    ("graded_lines",),
    ("sitting", "run", "row", "section", "line", "entered", "verdict", "points_earned", "faults"),
    _graded_lines,
)
CASE_FINDINGS = Sheet(
    "case_findings",
    "A difference that was found at a graded line, and what it cost.",
    ("graded_lines",),
    ("sitting", "run", "row", "place", "kind", "severity", "cost_points"),
    _findings,
)
KEY_DISPUTES = plain(
    "key_disputes",
    "Your objection to the key of a case, and the answer to it.",
    KeyDispute,
    {
        "sitting": KeyDispute.attempt_number,
        "number": KeyDispute.number,
        "text": KeyDispute.text,
        "created_at": KeyDispute.created_at,
        "answer": KeyDispute.answer,
        "answered_at": KeyDispute.answered_at,
    },
)
