"""Sheets of an export: worksheets of billing exercises, and what is kept in the billing lab."""

from collections.abc import Iterator, Sequence

from trainer.db.models.billing import ClaimDraft, PracticeMonth, PracticeMove, RemittanceImport
from trainer.db.queries import exports as queries
from trainer.services.export_values import Cell, Reading, Sheet, plain

Cells = Iterator[Sequence[Cell]]


def _worksheets(reading: Reading) -> Cells:
    for sitting, worksheet in queries.list_worksheets(reading.session, reading.learner_id):
        for field, text in worksheet:
            yield sitting, field, text


def _entries(reading: Reading) -> Cells:
    columns = (ClaimDraft.number, ClaimDraft.entries)
    for number, entries in queries.list_own(reading.session, reading.learner_id, ClaimDraft, columns):
        for item, text in entries:
            yield number, item, text


def _payments(reading: Reading) -> Cells:
    columns = (RemittanceImport.number, RemittanceImport.remittance)
    for number, remittance in queries.list_own(reading.session, reading.learner_id, RemittanceImport, columns):
        for claim in remittance.claims:
            cents = (claim.billed_cents, claim.paid_cents, claim.patient_cents)
            yield number, claim.account_number, claim.status, *cents


WORKSHEETS = Sheet(
    "case_worksheets",
    "A field of a billing exercise exactly as you filled it in.",
    ("case_submissions",),
    ("sitting", "field", "text"),
    _worksheets,
)
CLAIM_DRAFTS = plain(
    "claim_drafts",
    "A claim that you keep in the billing lab.",
    ClaimDraft,
    {
        "number": ClaimDraft.number,
        "title": ClaimDraft.title,
        "profile": ClaimDraft.profile,
        "source": ClaimDraft.source,
        "revision": ClaimDraft.revision,
        "created_at": ClaimDraft.created_at,
        "saved_at": ClaimDraft.saved_at,
    },
)
CLAIM_ENTRIES = Sheet(
    "claim_entries",
    "An item of such a claim exactly as you typed it.",
    ("claim_drafts",),
    ("number", "item", "text"),
    _entries,
)
REMITTANCES = plain(
    "remittances",
    "A remittance that you read in.",
    RemittanceImport,
    {
        "number": RemittanceImport.number,
        "name": RemittanceImport.name,
        "imported_at": RemittanceImport.imported_at,
    },
)
REMITTANCE_CLAIMS = Sheet(
    "remittance_claims",
    "A claim in such a remittance.",
    ("remittance_imports",),
    ("number", "account", "status", "billed_cents", "paid_cents", "patient_cents"),
    _payments,
)
PRACTICE_MONTHS = plain(
    "practice_months",
    "A month in the practice.",
    PracticeMonth,
    {
        "number": PracticeMonth.number,
        "scenario": PracticeMonth.scenario,
        "seed": PracticeMonth.seed,
        "engine_version": PracticeMonth.engine_version,
        "state": PracticeMonth.state,
        "moves": PracticeMonth.move_count,
        "started_at": PracticeMonth.started_at,
        "moved_at": PracticeMonth.moved_at,
        "ended_at": PracticeMonth.ended_at,
        "report": PracticeMonth.report,
    },
)
PRACTICE_MOVES = plain(
    "practice_moves",
    "A move of yours in such a month.",
    PracticeMove,
    {
        "month": PracticeMove.month_number,
        "sequence": PracticeMove.sequence,
        "move": PracticeMove.move,
        "made_at": PracticeMove.made_at,
    },
)
