"""Two valid rows for every table, as plain values, so that any revision's tables can be filled with them.

FIRST is a connected set in the order in which it can be inserted. ANOTHER holds, for each table, a second row that fits
beside the first set.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, inspect, select

Row = dict[str, Any]

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RUN_OF_MIGRATION = 1

_USER: Row = {
    "display_name": "Ada",
    "password_hash": "x",
    "is_administrator": False,
    "may_teach": False,
    "next_attempt_number": 2,
    "created_at": AT,
}
_ITEM: Row = {
    "bank_id": 1,
    "track": "cpc",
    "area": "anatomy",
    "difficulty": 3,
    "bloom": "apply",
    "tags": "[]",
    "current_number": 1,
    "published_content": "c",
    "published_key": "k",
    "published_explanation": "e",
}
_CASE: Row = {
    "bank_id": 1,
    "kind": "code-the-encounter",
    "title": "Ear",
    "specialty": "urgent care",
    "level": 2,
    "current_number": 1,
    "published_content": "c",
    "published_key": "k",
    "published_explanation": "e",
}
_ATTEMPT: Row = {
    "learner_id": 1,
    "kind": "practice",
    "track": "cpc",
    "title": "Practice",
    "feedback": "at_end",
    "state": "in_progress",
    "item_count": 2,
    "started_at": AT,
}
_GRANTED: Row = {"granted_at": AT, "granted_by": 1}
_ASSIGNED: Row = {
    "assignment_id": 1,
    "assignment_version": 1,
    "assignment_try": 1,
    "assignment_part": 1,
}
_HERE: Row = {"learner_id": 1, "attempt_number": 1}
_POINTS: Row = {"earned": 1, "possible": 2}
_KEY: Row = {
    "key": "{}",
    "key_fingerprint": "k",
    "explanation_fingerprint": "e",
    "reason": "First published.",
    "created_at": AT,
}
_VERSION: Row = {"content": "{}", "content_fingerprint": "c", "created_at": AT}

FIRST: dict[str, Row] = {
    "jobs": {
        "id": 1,
        "kind": "send_mail",
        "payload": "{}",
        "state": "queued",
        "run_at": AT,
        "tries": 0,
        "last_error": "",
        "created_at": AT,
    },
    "users": {"id": 1, "email": "Ada@example.org", "email_key": "ada@example.org", **_USER},
    "job_files": {
        "job_id": 1,
        "person_id": 1,
        "name": "export.json",
        "media_type": "application/json",
        "content": b"{}",
        "made_at": AT,
        "expires_at": AT,
    },
    "user_sessions": {"id": 1, "user_id": 1, "token_hash": "s1", "device": "", "created_at": AT, "expires_at": AT},
    "second_steps": {"user_id": 1, "salt": "s", "created_at": AT, "last_step": 0},
    "recovery_codes": {"user_id": 1, "code_hash": "c1", "created_at": AT},
    "identities": {
        "id": 1,
        "user_id": 1,
        "issuer": "https://id.example.org",
        "subject": "a1",
        "email": "ada@example.org",
        "created_at": AT,
        "last_used_at": AT,
    },
    "email_tokens": {
        "id": 1,
        "user_id": 1,
        "purpose": "verify",
        "email": "Ada@example.org",
        "token_hash": "t1",
        "created_at": AT,
        "expires_at": AT,
    },
    "learner_profiles": {
        "learner_id": 1,
        "track": "cpc",
        "exam_on": AT.date(),
        "weekly_hours": 8,
        "daily_review_limit": 25,
        "time_zone": "America/Denver",
        "mail_hour": 7,
        "mailed_on": AT.date(),
    },
    "audit_events": {"id": 1, "at": AT, "actor_id": 1, "action": "signed_up", "subject": "user 1", "detail": ""},
    "areas": {"track": "cpc", "slug": "anatomy", "title": "Anatomy", "position": 1, "questions": 4},
    "blueprints": {"track": "cpc", "number": 1, "blueprint": "{}", "published_at": AT},
    "banks": {
        "id": 1,
        "slug": "shipped",
        "title": "Shipped",
        "origin": "files",
        "source_fingerprint": "",
        "is_shared": True,
    },
    "stimuli": {"id": 1, "slug": "day", "number": 1, "title": "A day", "body": "…", "fingerprint": "f"},
    "items": {"id": 1, "slug": "cpc-aorta", **_ITEM},
    "item_versions": {"id": 1, "item_id": 1, "number": 1, "variant": 0, "stimulus_id": 1, **_VERSION},
    "item_keys": {
        "id": 1,
        "item_version_id": 1,
        "revision": 1,
        "explanation": "{}",
        "created_by": 1,
        **_KEY,
    },
    "cases": {"id": 1, "slug": "urgent-care-ear", **_CASE},
    "case_versions": {"id": 1, "case_id": 1, "number": 1, **_VERSION},
    "case_keys": {"id": 1, "case_version_id": 1, "revision": 1, "created_by": 1, **_KEY},
    "classes": {
        "id": 1,
        "title": "Coding I",
        "term": "Spring 2026",
        "track": "cpc",
        "time_zone": "America/Chicago",
        "join_code": "ABCD2345",
        "is_joinable": True,
        "created_at": AT,
    },
    "enrolments": {"class_id": 1, "person_id": 1, "role": "instructor", "student_number": "S1", "joined_at": AT},
    "class_invitations": {
        "id": 1,
        "class_id": 1,
        "email": "Bo@example.org",
        "email_key": "bo@example.org",
        "name": "Bo",
        "role": "learner",
        "student_number": "S2",
        "token_hash": "i1",
        "invited_at": AT,
        "invited_by": 1,
        "accepted_at": AT,
        "accepted_by": 1,
    },
    "assignments": {
        "id": 1,
        "class_id": 1,
        "position": 1,
        "current_number": 1,
        "created_at": AT,
        "published_at": AT,
    },
    "assignment_versions": {
        "assignment_id": 1,
        "number": 1,
        "spec": "{}",
        "dealt": "[]",
        "created_at": AT,
        "created_by": 1,
    },
    "attempts": {"number": 1, "request_id": "r1", **_ATTEMPT, **_ASSIGNED},
    "grading_runs": {
        "id": 2,
        "kind": "regrade",
        "reason": "Key corrected.",
        "created_at": AT,
        "created_by": 1,
        "item_key_id": 1,
    },
    "attempt_items": {**_HERE, "position": 1, "item_version_id": 1, "option_order": "[]"},
    "answers": {**_HERE, "position": 1, "revision": 1, "answer": "{}", "saved_at": AT},
    "answer_events": {
        **_HERE,
        "client_id": "tab-1",
        "sequence": 1,
        "position": 1,
        "base_revision": 0,
        "answer": "{}",
        "received_at": AT,
        "is_late": False,
    },
    "item_notes": {"learner_id": 1, "item_id": 1, "text": "Mind the arch.", "updated_at": AT},
    "item_flags": {"learner_id": 1, "item_id": 1, "flagged_at": AT},
    "grades": {
        **_HERE,
        "position": 1,
        "run_id": RUN_OF_MIGRATION,
        "answer_revision": 1,
        "item_key_id": 1,
        "grader_version": 1,
        "graded_at": AT,
        **_POINTS,
    },
    "attempt_scores": {**_HERE, "run_id": RUN_OF_MIGRATION, "correct": 1, "answered": 1, **_POINTS},
    "case_submissions": {
        **_HERE,
        "case_version_id": 1,
        "revision": 1,
        "saved_at": AT,
        "note": "The left ear?",
        "elements": '{"problems": "low", "data": "minimal", "risk": "low"}',
        "query": '{"is_needed": true}',
        "worksheet": '[["writeoff","90.00"]]',
    },
    "case_lines": {
        **_HERE,
        "section": "diagnoses",
        "position": 1,
        "code": "H66.001",
        "modifiers": "",
        "units": "",
        "pointers": "",
        "mark": "laterality",
        "is_struck": True,
    },
    "case_grades": {
        **_HERE,
        "run_id": RUN_OF_MIGRATION,
        "submission_revision": 1,
        "case_key_id": 1,
        "grader_version": 1,
        "correct_lines": 1,
        "key_lines": 2,
        "is_clean": False,
        "graded_at": AT,
        "sections": '[["diagnoses", {"earned": 1, "possible": 2}]]',
        **_POINTS,
    },
    "graded_lines": {
        **_HERE,
        "run_id": RUN_OF_MIGRATION,
        "row": 1,
        "section": "diagnoses",
        "learner_line": 1,
        "key_line": None,
        "verdict": "unsupported",
        "earned": 0,
        "faults": "[]",
        "entered": "H66.001",
        "explanation": "…",
        "findings": "[1]",
    },
    "key_disputes": {
        **_HERE,
        "number": 1,
        "case_key_id": 1,
        "text": "The chart says left.",
        "created_at": AT,
        "answer": "It says right.",
        "answered_at": AT,
    },
    "assignment_overrides": {
        "id": 1,
        "class_id": 1,
        "learner_id": 1,
        "assignment_id": 1,
        "extra_percent": 50,
        "extra_seconds": 0,
        "extra_attempts": 1,
        "opens_at": AT,
        "due_at": AT,
        "closes_at": AT,
        "reason": "Illness.",
        "granted_at": AT,
        "granted_by": 1,
    },
    "assignment_marks": {
        "learner_id": 1,
        "assignment_id": 1,
        "number": 1,
        "kind": "score",
        "permille": 900,
        "reason": "The stem was unclear.",
        "made_at": AT,
        "made_by": 1,
    },
    "work_comments": {
        "learner_id": 1,
        "assignment_id": 1,
        "number": 1,
        "attempt_number": 1,
        "position": 1,
        "text": "Look at the laterality again.",
        "said_at": AT,
        "said_by": 1,
    },
    "presences": {**_HERE, "position": 1, "seen_at": AT},
    "item_reports": {
        **_HERE,
        "position": 1,
        "number": 1,
        "item_key_id": 1,
        "text": "The chart says left.",
        "created_at": AT,
        "answer": "It says right.",
        "outcome": "explained",
        "answered_at": AT,
        "answered_by": 1,
    },
    "class_analyses": {
        "id": 1,
        "class_id": 1,
        "assignment_id": 1,
        "made_at": AT,
        "learners": 24,
        "answers": 480,
        "found": "{}",
    },
    "drafts": {
        "id": 1,
        "bank_id": 1,
        "kind": "item",
        "slug": "own-aorta",
        "track": "cpc",
        "title": "Aorta",
        "area": "anatomy",
        "tags": "[]",
        "files": "{}",
        "state": "draft",
        "revision": 1,
        "published_revision": 0,
        "created_at": AT,
        "created_by": 1,
        "saved_at": AT,
        "saved_by": 1,
    },
    "draft_revisions": {"draft_id": 1, "number": 1, "files": "{}", "note": "", "saved_at": AT, "saved_by": 1},
    "draft_solutions": {
        "draft_id": 1,
        "number": 1,
        "revision": 1,
        "answer": "{}",
        "agrees": True,
        "comment": "",
        "solved_at": AT,
        "solved_by": 1,
    },
    "word_answers": {
        "learner_id": 1,
        "part": "cardi",
        "repetition": 1,
        "chosen": "cardi",
        "is_right": True,
        "answered_at": AT,
    },
    "state_wages": {
        "state": "AZ",
        "occupation": "29-2072",
        "year": 2024,
        "area_title": "Arizona",
        "employment": 4000,
        "median_dollars": 48000,
        "mean_dollars": 51000,
        "p10_dollars": 34000,
        "p25_dollars": 39000,
        "p75_dollars": 60000,
        "p90_dollars": 75000,
        "imported_at": AT,
    },
    "sent_forms": {"person_id": 1, "form": "class", "request_id": "f1", "made_id": 1, "sent_at": AT},
    "site_settings": {"name": "guest_days", "value": "90", "set_at": AT, "set_by": 1},
    "question_aids": {**_HERE, "position": 1, "aids": "{}", "saved_at": AT},
    "notepads": {**_HERE, "text": "Look up the arch.", "saved_at": AT},
    "question_views": {
        **_HERE,
        "client_id": "tab-1",
        "sequence": 1,
        "position": 1,
        "spent_ms": 90_000,
        "received_at": AT,
    },
    "accommodations": {"learner_id": 1, "number": 1, "percent": 50, "seconds": 0, "reason": "Dyslexia.", **_GRANTED},
    "time_extensions": {**_HERE, "number": 1, "seconds": 600, "reason": "The fire alarm.", **_GRANTED},
    "notices": {
        "learner_id": 1,
        "number": 1,
        "attempt_number": 1,
        "run_id": 2,
        "text": "A key was corrected.",
        "created_at": AT,
        "read_at": None,
    },
    "item_sights": {
        "learner_id": 1,
        "item_id": 1,
        "first_attempt_number": 1,
        "first_position": 1,
        "first_seen_at": AT,
        "first_is_answered": True,
        "first_is_right": False,
        "first_is_timed": True,
        "first_seconds": 90,
        "last_attempt_number": 1,
        "last_position": 1,
        "last_seen_at": AT,
        "last_is_right": True,
        "times": 3,
        "answered": 2,
        "times_right": 1,
    },
    "study_days": {
        "learner_id": 1,
        "day": AT.date(),
        "track": "cpc",
        "answers": 10,
        "cases": 1,
        "timed_answers": 9,
        "timed_seconds": 900,
    },
    "review_logs": {
        **_HERE,
        "item_id": 1,
        "number": 1,
        "position": 1,
        "rating": "good",
        "confidence": "sure",
        "spent_seconds": 90,
        "is_overruling": False,
        "reviewed_at": AT,
        "retention_percent": 90,
        "not_after": AT,
        "stability_before": 1.5,
        "difficulty_before": 5.5,
        "due_before": AT,
        "reviewed_before": AT,
        "stability_after": 2.5,
        "difficulty_after": 5.25,
        "due_after": AT,
        "logged_at": AT,
    },
    "review_cards": {
        "learner_id": 1,
        "item_id": 1,
        "stability": 2.5,
        "difficulty": 5.25,
        "due_at": AT,
        "reviewed_at": AT,
        "entries": 1,
    },
    "study_plans": {"learner_id": 1, "number": 1, "track": "cpc", "plan": "{}", "made_at": AT},
    "readiness_snapshots": {
        "learner_id": 1,
        "track": "cpc",
        "day": AT.date(),
        "taken_at": AT,
        "first_sights": 120,
        "questions": 100,
        "pass_questions": 70,
        "score": 71,
        "low": 64,
        "high": 78,
        "chance_permille": 612,
        "level": "first",
    },
    "exam_outcomes": {
        "learner_id": 1,
        "number": 1,
        "track": "cpc",
        "taken_on": AT.date(),
        "has_passed": True,
        "percent": 74,
        "areas": '{"anatomy": 75}',
        "score": 71,
        "low": 64,
        "high": 78,
        "questions": 100,
        "chance_permille": 612,
        "first_sights": 120,
        "recorded_at": AT,
        "withdrawn_at": None,
    },
    "claim_drafts": {
        "learner_id": 1,
        "number": 1,
        "title": "Claim 1",
        "profile": "medicare",
        "entries": '[["1a","1EG4TE5MK73"]]',
        "source": "",
        "revision": 1,
        "created_at": AT,
        "saved_at": AT,
    },
    "remittance_imports": {"learner_id": 1, "number": 2, "name": "march.835", "remittance": "{}", "imported_at": AT},
    "practice_months": {
        "learner_id": 1,
        "number": 3,
        "scenario": "normal",
        "seed": 2026,
        "engine_version": 1,
        "state": "closed",
        "move_count": 1,
        "started_at": AT,
        "moved_at": AT,
        "ended_at": AT,
        "report": "{}",
    },
    "practice_moves": {"learner_id": 1, "month_number": 3, "sequence": 1, "move": "{}", "made_at": AT},
    "code_lookups": {**_HERE, "client_id": "tab-1", "sequence": 1, "position": 1, "text": "ear", "looked_up_at": AT},
    "calibration_runs": {
        "id": 1,
        "track": "cpc",
        "made_at": AT,
        "learners": 200,
        "answers": 4000,
        "ability_sd": 0.5,
        "has_settled": True,
        "forms": "[]",
    },
    "item_calibrations": {
        "run_id": 1,
        "item_version_id": 1,
        "answers": 200,
        "difficulty": -0.5,
        "standard_error": 0.25,
        "found": "{}",
    },
}

_CHANGED: dict[str, Row] = {
    "jobs": {"id": 2},
    "job_files": {"job_id": 2},
    "users": {"id": 2, "email": None, "email_key": None},
    "user_sessions": {"id": 2, "token_hash": "s2"},
    "second_steps": {"user_id": 2},
    "recovery_codes": {"code_hash": "c2"},
    "identities": {"id": 2, "user_id": 2, "subject": "a2"},
    "email_tokens": {"id": 2, "token_hash": "t2"},
    "learner_profiles": {"learner_id": 2},
    "audit_events": {"id": 2, "actor_id": None},
    "areas": {"slug": "radiology"},
    "blueprints": {"number": 2},
    "banks": {"id": 2, "slug": "own", "origin": "browser"},
    "stimuli": {"id": 2, "number": 2},
    "items": {"id": 2, "slug": "cpc-vein"},
    "item_versions": {"id": 2, "number": 2},
    "item_keys": {"id": 2, "revision": 2},
    "cases": {"id": 2, "slug": "emergency-fall"},
    "case_versions": {"id": 2, "number": 2},
    "case_keys": {"id": 2, "revision": 2},
    "classes": {"id": 2, "join_code": "EFGH2345"},
    "enrolments": {"person_id": 2},
    "class_invitations": {"id": 2, "email": "Cy@example.org", "email_key": "cy@example.org", "token_hash": "i2"},
    "assignments": {"id": 2},
    "assignment_versions": {"number": 2},
    "assignment_overrides": {"id": 2},
    "assignment_marks": {"number": 2},
    "work_comments": {"number": 2},
    "presences": {"attempt_number": 2},
    "item_reports": {"number": 2, "answer": None, "outcome": None, "answered_at": None},
    "class_analyses": {"id": 2},
    "drafts": {"id": 2, "slug": "own-vein"},
    "draft_revisions": {"number": 2},
    "draft_solutions": {"number": 2},
    "word_answers": {"repetition": 2},
    "state_wages": {"state": "NM"},
    "sent_forms": {"request_id": "f2"},
    "site_settings": {"name": "token_days"},
    "attempts": {"number": 2, "request_id": "r2", "assignment_part": 2},
    "grading_runs": {"id": 3},
    "attempt_items": {"position": 2},
    "answers": {"position": 2},
    "answer_events": {"sequence": 2},
    "item_notes": {"learner_id": 2},
    "item_flags": {"learner_id": 2},
    "grades": {"answer_revision": 2},
    "attempt_scores": {"run_id": 2},
    "case_submissions": {"attempt_number": 2},
    "case_lines": {"position": 2},
    "case_grades": {"run_id": 2},
    "graded_lines": {"row": 2},
    "key_disputes": {"number": 2, "answer": None, "answered_at": None},
    "question_aids": {"position": 2},
    "notepads": {"attempt_number": 2},
    "question_views": {"sequence": 2},
    "accommodations": {"number": 2, "percent": 0, "seconds": 1800},
    "time_extensions": {"number": 2},
    "notices": {"number": 2, "read_at": AT},
    "item_sights": {"item_id": 2},
    "study_days": {"track": "cpb"},
    "review_logs": {"number": 2, "is_overruling": True},
    "review_cards": {"learner_id": 2},
    "study_plans": {"number": 2},
    "readiness_snapshots": {"track": "cpb"},
    "exam_outcomes": {"number": 2, "withdrawn_at": AT},
    "code_lookups": {"sequence": 2},
    "claim_drafts": {"number": 2},
    "remittance_imports": {"number": 3},
    "practice_months": {"number": 4, "state": "in_progress", "ended_at": None, "report": None},
    "practice_moves": {"sequence": 2},
    "calibration_runs": {"id": 2},
    "item_calibrations": {"run_id": 2},
}
_NEEDED = {
    "job_files": "jobs",
    "learner_profiles": "users",
    "second_steps": "users",
    "identities": "users",
    "enrolments": "users",
    "presences": "attempts",
    "item_notes": "users",
    "item_flags": "users",
    "answers": "attempt_items",
    "case_submissions": "attempts",
    "question_aids": "attempt_items",
    "notepads": "attempts",
    "item_sights": "items",
    "review_cards": "users",
    "item_calibrations": "calibration_runs",
}


def another(table: str, **changes: Any) -> Row:
    """A row that fits beside FIRST once `prepare_another` was called, with `changes`."""
    return {**FIRST[table], **_CHANGED[table], **changes}


def tables_of(connection: Connection) -> dict[str, Table]:
    """The tables as the database has them at its present revision, without Alembic's own."""
    metadata = MetaData()
    metadata.reflect(connection)
    return {name: table for name, table in metadata.tables.items() if name != "alembic_version"}


def insert_first(connection: Connection, tables: dict[str, Table], *, already: Collection[str] = ()) -> None:
    """Inserts FIRST into `tables`, except into those named in `already`."""
    for name, row in FIRST.items():
        if name in tables and name not in already:
            insert(connection, tables[name], row)


def prepare_another(connection: Connection, tables: dict[str, Table], name: str) -> None:
    """Inserts what the second row of the table `name` refers to."""
    if needed := _NEEDED.get(name):
        insert(connection, tables[needed], another(needed))


def insert(connection: Connection, table: Table, row: Row) -> None:
    """Inserts the columns of `row` that the table has at this revision."""
    connection.execute(table.insert().values({name: value for name, value in row.items() if name in table.c}))


Rows = dict[str, list[dict[str, str]]]


def rows_of(connection: Connection, tables: dict[str, Table]) -> Rows:
    """All rows of all tables, sorted, each as its columns with what stands in them."""
    return {
        name: _sorted([{column: str(value) for column, value in row.items()} for row in found.mappings()])
        for name, table in tables.items()
        for found in [connection.execute(select(*table.c))]
    }


def narrowed(rows: Rows, tables: dict[str, Table]) -> Rows:
    """Of `rows` what these tables, of an earlier revision, have a column for."""
    return {
        name: _sorted([{column.name: row[column.name] for column in table.c} for row in rows[name]])
        for name, table in tables.items()
    }


def _sorted(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(rows, key=lambda row: sorted(row.items()))


def index_names(connection: Connection) -> set[str]:
    """Indexes that were made by name, of all tables."""
    inspector = inspect(connection)
    return {str(index["name"]) for table in inspector.get_table_names() for index in inspector.get_indexes(table)}
