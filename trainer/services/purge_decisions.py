"""What becomes of a person's rows when their data is deleted, table by table; docs/privacy.md says the same.

A table that refers to a person and is not here fails a test: nothing new can be forgotten.
"""

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of the rows of a person."""

    ANONYMOUS = "kept, without a name"
    EMPTIED = "emptied"
    DELETED = "deleted"
    OTHERS = "stays"


@dataclass(frozen=True, slots=True)
class Decision:
    """`column` finds the rows of the person; `words` is what the rows are on the page, `why` what the docs say."""

    table: str
    column: str
    fate: Fate
    words: str
    why: str


def _anonymous(table: str, words: str, why: str, column: str = "learner_id") -> Decision:
    return Decision(table, column, Fate.ANONYMOUS, words, why)


def _emptied(table: str, words: str, why: str, column: str = "learner_id") -> Decision:
    return Decision(table, column, Fate.EMPTIED, words, why)


def _deleted(table: str, words: str, why: str, column: str = "learner_id") -> Decision:
    return Decision(table, column, Fate.DELETED, words, why)


def _others(table: str, column: str, why: str) -> Decision:
    return Decision(table, column, Fate.OTHERS, "", why)


DECISIONS: tuple[Decision, ...] = (
    _deleted("practice_moves", "moves in the practice", "their own game"),
    _deleted("practice_months", "months in the practice", "their own game"),
    _deleted("word_answers", "answers in the word game", "their own game; frozen, deleted as a purge may"),
    _deleted("claim_drafts", "claims in draft", "typed by them; no grade rests on it"),
    _deleted("remittance_imports", "remittances read in", "their own files"),
    _deleted("item_notes", "notes on questions", "their own words"),
    _deleted("item_flags", "flags on questions", "their own marks"),
    _deleted("notepads", "notepads of exams", "their own words"),
    _deleted("question_aids", "strike-outs and highlights", "their own marks"),
    _deleted("code_lookups", "look-ups in the code book", "their own words; frozen, deleted as a purge may"),
    _deleted("study_plans", "study plans", "their own hours and dates; frozen, deleted as a purge may"),
    _deleted("exam_outcomes", "results of the real exam", "told by choice, and taken back with everything else"),
    _deleted("notices", "notices of changed grades", "written to them"),
    _deleted("accommodations", "extra time", "its reason may tell of their health"),
    _deleted("time_extensions", "extra time in a sitting", "its reason may tell of their health; frozen"),
    _deleted("assignment_overrides", "accommodations in classes", "its reason may tell of their health"),
    _deleted("assignment_marks", "marks set by hand", "its reason is about them; frozen"),
    _deleted("work_comments", "comments on their work", "written to them"),
    _deleted("presences", "signs of life in exams", "of use during the exam only"),
    _deleted("user_sessions", "sign-ins", "where and with what they signed in", "user_id"),
    _deleted("second_steps", "authenticator apps", "a secret of theirs", "user_id"),
    _deleted("recovery_codes", "recovery codes", "a secret of theirs", "user_id"),
    _deleted("identities", "sign-ins by a provider", "who they are elsewhere", "user_id"),
    _deleted("email_tokens", "mailed links", "name their address", "user_id"),
    _deleted("sent_forms", "forms that were sent", "of use for a moment only", "person_id"),
    _deleted(
        "job_files", "files made for them", "what they asked for: exports, gradebooks; kept for some days", "person_id"
    ),
    _deleted("class_invitations", "invitations", "name them and their address", "accepted_by"),
    _emptied("users", "the account", "no name, no address, no password, no role; the number stays", "id"),
    _emptied("learner_profiles", "settings", "no exam date, hours, time zone, mail; the track stays"),
    _emptied("enrolments", "memberships in classes", "they have left, their student number is gone", "person_id"),
    _emptied("case_submissions", "work on cases", "their note is gone; what they decided stays with its grade"),
    _emptied("key_disputes", "objections to keys of cases", "text and answer are gone; that there was one stays"),
    _emptied("item_reports", "objections to keys of questions", "text and answer are gone; that there was one stays"),
    _anonymous("attempts", "sittings", "answers belong to them"),
    _anonymous("attempt_items", "questions dealt", "calibration rests on them"),
    _anonymous("answers", "answers", "calibration rests on them"),
    _anonymous("answer_events", "saves of answers", "evidence of what was answered when"),
    _anonymous("question_views", "times on questions", "the time that a question takes is measured from them"),
    _anonymous("case_lines", "lines of claims", "which errors are made is measured from them"),
    _anonymous("grades", "grades", "a fact about an answer"),
    _anonymous("attempt_scores", "scores", "sums of grades"),
    _anonymous("case_grades", "grades of cases", "a fact about a claim"),
    _anonymous("graded_lines", "graded lines of claims", "which errors are made is measured from them"),
    _anonymous("item_sights", "questions seen", "follows from the grades"),
    _anonymous("study_days", "days of study", "follows from the answers"),
    _anonymous("review_logs", "ratings in review", "follows from the answers"),
    _anonymous("review_cards", "review cards", "follows from the ratings"),
    _anonymous("readiness_snapshots", "practice estimates", "follows from the answers"),
    _others("assignment_versions", "created_by", "an assignment belongs to its class"),
    _others("banks", "owner_id", "a bank is handed to somebody else by an administrator"),
    _others("drafts", "created_by", "what they wrote belongs to the bank"),
    _others("draft_revisions", "saved_by", "what they wrote belongs to the bank"),
    _others("draft_solutions", "solved_by", "the review of a draft belongs to the bank"),
    _others("item_keys", "created_by", "a key belongs to the bank"),
    _others("case_keys", "created_by", "a key belongs to the bank"),
    _others("grading_runs", "created_by", "a run concerns everybody whom it graded"),
    _others("jobs", "requested_by", "work that others wait for too; mails to their address are deleted"),
    _others("audit_events", "actor_id", "who did what stays, under the number of the account"),
    _others("site_settings", "set_by", "a setting belongs to the site"),
)
"""In the order in which rows can be deleted: those that others refer to come last."""
