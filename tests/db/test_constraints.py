"""The database refuses nonsense: one row of this table for every check, unique key and foreign key of the models."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Connection, ForeignKeyConstraint, Table, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from tests.db.sample_rows import AT, FIRST, another, insert, prepare_another
from trainer.db.models import Base


@dataclass(frozen=True)
class Refused:
    """A row that would fit into its table, were it not for `changes`, which break the constraint of this name."""

    name: str
    changes: dict[str, Any]

    @property
    def table(self) -> str:
        return max((table for table in FIRST if f"{self.name[3:]}_".startswith(f"{table}_")), key=len)


def r(name: str, /, **changes: Any) -> Refused:
    return Refused(name, changes)


CHECKS = [
    r("ck_accommodations_time", percent=0, seconds=0),
    r("ck_accommodations_time", percent=-1),
    r("ck_accommodations_time", seconds=-1),
    r("ck_areas_track", track="cic"),
    r("ck_answers_revision", revision=0),
    r("ck_answer_events_sequence", sequence=0),
    r("ck_attempt_scores_points", earned=3, possible=2),
    r("ck_attempt_scores_points", earned=-1),
    r("ck_attempt_scores_points", earned=0, possible=0),
    r("ck_attempts_closed_at", state="submitted", closed_at=None),
    r("ck_attempts_closed_at", state="in_progress", closed_at=AT),
    r("ck_attempts_feedback", feedback="never"),
    r("ck_attempts_graded_at", graded_at=AT),
    r("ck_attempts_kind", kind="game"),
    r("ck_attempts_extra_seconds", extra_seconds=-1),
    r("ck_attempts_form", form="{}"),
    r("ck_attempts_form", kind="exam", form=None),
    r("ck_attempts_paused_at", allows_pause=False, paused_at=AT),
    r("ck_attempts_paused_at", allows_pause=True, paused_at=AT, state="submitted", closed_at=AT),
    r("ck_attempts_shows", shows="half"),
    r("ck_attempts_state", state="lost", closed_at=AT),
    r("ck_attempts_track", track="cic"),
    r("ck_blueprints_track", track="cic"),
    r("ck_attempts_assignment", assignment_id=None),
    r("ck_attempts_assignment", assignment_version=None),
    r("ck_attempts_assignment", assignment_try=None),
    r("ck_attempts_assignment", assignment_part=None),
    r("ck_classes_track", track="cic"),
    r("ck_word_answers_repetition", repetition=0),
    r("ck_enrolments_role", role="guest"),
    r("ck_class_invitations_role", role="guest"),
    r("ck_class_invitations_accepted", accepted_at=None),
    r("ck_class_invitations_accepted", accepted_by=None),
    r("ck_assignments_current_number", current_number=0),
    r("ck_assignment_versions_number", number=0),
    r("ck_assignment_overrides_extra", extra_percent=-1),
    r("ck_assignment_overrides_extra", extra_seconds=-1),
    r("ck_assignment_overrides_extra", extra_attempts=-1),
    r("ck_assignment_marks_kind", kind="lost"),
    r("ck_assignment_marks_permille", permille=1001),
    r("ck_assignment_marks_permille", permille=-1),
    r("ck_assignment_marks_number", number=0),
    r("ck_work_comments_position", position=-1),
    r("ck_item_reports_answer", answer="It says right."),
    r("ck_item_reports_answered", outcome="explained"),
    r("ck_item_reports_outcome", answer="No.", answered_at=AT, outcome="ignored"),
    r("ck_drafts_kind", kind="song"),
    r("ck_drafts_state", state="lost"),
    r("ck_drafts_revision", revision=0),
    r("ck_drafts_revision", published_revision=-1),
    r("ck_banks_origin", origin="thin air"),
    r("ck_case_grades_points", earned=3, possible=2),
    r("ck_case_grades_points", earned=-1),
    r("ck_case_grades_points", earned=0, possible=0),
    r("ck_case_lines_section", section="modifiers"),
    r("ck_cases_level", level=0),
    r("ck_cases_level", level=6),
    r("ck_second_steps_last_step", last_step=-1),
    r("ck_email_tokens_purpose", purpose="greet"),
    r("ck_graded_lines_line", learner_line=None, key_line=None),
    r("ck_graded_lines_section", section="modifiers"),
    r("ck_grades_points", earned=3, possible=2),
    r("ck_grades_points", earned=-1),
    r("ck_grades_points", earned=0, possible=0),
    r("ck_grading_runs_kind", kind="whim"),
    r("ck_item_versions_seed", seed=4),
    r("ck_item_versions_variant", variant=-1, seed=4),
    r("ck_items_bloom", bloom="create"),
    r("ck_items_difficulty", difficulty=0),
    r("ck_items_difficulty", difficulty=6),
    r("ck_jobs_state", state="lost"),
    r("ck_jobs_progress", progress_done=-1),
    r("ck_jobs_progress", progress_total=-1),
    r("ck_key_disputes_answer", answer="It says right.", answered_at=None),
    r("ck_key_disputes_answer", answer=None, answered_at=AT),
    r("ck_learner_profiles_track", track="cic"),
    r("ck_learner_profiles_weekly_hours", weekly_hours=0),
    r("ck_learner_profiles_weekly_hours", weekly_hours=61),
    r("ck_learner_profiles_daily_review_limit", daily_review_limit=0),
    r("ck_learner_profiles_daily_review_limit", daily_review_limit=201),
    r("ck_learner_profiles_mail_hour", mail_hour=-1),
    r("ck_learner_profiles_mail_hour", mail_hour=24),
    r("ck_calibration_runs_track", track="cic"),
    r("ck_code_lookups_sequence", sequence=0),
    r("ck_users_paper_counter", next_paper_number=0),
    r("ck_cases_track", track="ccs"),
    r("ck_claim_drafts_profile", profile="charity"),
    r("ck_practice_months_scenario", scenario="brutal"),
    r("ck_practice_months_state", state="lost", ended_at=AT),
    r("ck_practice_months_ended_at", state="in_progress", ended_at=AT),
    r("ck_practice_months_move_count", move_count=-1),
    r("ck_practice_moves_sequence", sequence=0),
    r("ck_exam_outcomes_chance", chance_permille=1001),
    r("ck_exam_outcomes_chance", chance_permille=-1),
    r("ck_exam_outcomes_percent", percent=101),
    r("ck_exam_outcomes_percent", percent=-1),
    r("ck_exam_outcomes_track", track="cic"),
    r("ck_item_sights_times", times=1),
    r("ck_item_sights_times", answered=0),
    r("ck_item_sights_times", times_right=-1),
    r("ck_readiness_snapshots_chance", chance_permille=1001),
    r("ck_readiness_snapshots_interval", low=72),
    r("ck_readiness_snapshots_interval", high=70),
    r("ck_readiness_snapshots_interval", high=101),
    r("ck_readiness_snapshots_interval", low=-1),
    r("ck_readiness_snapshots_track", track="cic"),
    r("ck_review_logs_confidence", confidence="certain"),
    r("ck_review_logs_number", number=0, is_overruling=False),
    r("ck_review_logs_number", number=1, is_overruling=True),
    r("ck_review_logs_rating", rating="perfect"),
    r("ck_review_logs_retention", retention_percent=0),
    r("ck_review_logs_retention", retention_percent=100),
    r("ck_study_days_track", track="cic"),
    r("ck_study_plans_track", track="cic"),
    r("ck_question_views_spent_ms", spent_ms=-1),
    r("ck_time_extensions_seconds", seconds=0),
    r("ck_users_attempt_counter", next_attempt_number=0),
    r("ck_users_email_has_key", email="eve@example.org", email_key=None),
    r("ck_users_email_has_key", email=None, email_key="eve@example.org"),
]
UNIQUES = [
    r("uq_attempts_learner_id_request_id", request_id="r1"),
    r("uq_banks_slug", slug="shipped"),
    r("uq_case_keys_case_version_id_revision", revision=1),
    r("uq_case_versions_case_id_number", number=1),
    r("uq_cases_slug", slug="urgent-care-ear"),
    r("uq_classes_join_code", join_code="ABCD2345"),
    r("uq_class_invitations_class_id_email_key", email="Bo@example.org", email_key="bo@example.org"),
    r("uq_class_invitations_token_hash", token_hash="i1"),
    r("uq_drafts_kind_slug", slug="own-aorta"),
    r("uq_identities_issuer_subject", user_id=2, subject="a1"),
    r("uq_identities_user_id_issuer", user_id=1, subject="a3"),
    r("uq_email_tokens_token_hash", token_hash="t1"),
    r("uq_item_keys_item_version_id_revision", revision=1),
    r("uq_item_versions_item_id_number_variant", number=1, variant=0),
    r("uq_items_slug", slug="cpc-aorta"),
    r("uq_stimuli_slug_number", number=1),
    r("uq_user_sessions_token_hash", token_hash="s1"),
    r("uq_users_email_key", email="ada@example.org", email_key="ada@example.org"),
]
NATURAL_KEYS = [
    r("pk_accommodations", number=1),
    r("pk_answer_events", sequence=1),
    r("pk_answers", position=1),
    r("pk_areas", slug="anatomy"),
    r("pk_attempt_items", position=1),
    r("pk_attempt_scores", run_id=1),
    r("pk_attempts", number=1),
    r("pk_blueprints", number=1),
    r("pk_case_grades", run_id=1),
    r("pk_case_lines", position=1),
    r("pk_case_submissions", attempt_number=1),
    r("pk_graded_lines", row=1),
    r("pk_grades", answer_revision=1),
    r("pk_item_flags", learner_id=1),
    r("pk_item_notes", learner_id=1),
    r("pk_key_disputes", number=1),
    r("pk_learner_profiles", learner_id=1),
    r("pk_notepads", attempt_number=1),
    r("pk_notices", number=1),
    r("pk_question_aids", position=1),
    r("pk_question_views", sequence=1),
    r("pk_time_extensions", number=1),
    r("pk_code_lookups", sequence=1),
    r("pk_claim_drafts", number=1),
    r("pk_remittance_imports", number=2),
    r("pk_practice_months", number=3),
    r("pk_practice_moves", sequence=1),
    r("pk_exam_outcomes", number=1),
    r("pk_item_calibrations", run_id=1),
    r("pk_item_sights", item_id=1),
    r("pk_readiness_snapshots", track="cpc"),
    r("pk_review_cards", learner_id=1),
    r("pk_review_logs", number=1, is_overruling=False),
    r("pk_study_days", track="cpc"),
    r("pk_study_plans", number=1),
    r("pk_enrolments", person_id=1),
    r("pk_assignment_versions", number=1),
    r("pk_assignment_marks", number=1),
    r("pk_work_comments", number=1),
    r("pk_presences", attempt_number=1),
    r("pk_item_reports", number=1),
    r("pk_draft_revisions", number=1),
    r("pk_draft_solutions", number=1),
    r("pk_second_steps", user_id=1),
    r("pk_recovery_codes", code_hash="c1"),
    r("pk_sent_forms", request_id="f1"),
    r("pk_job_files", job_id=1),
    r("pk_word_answers", repetition=1),
    r("pk_state_wages", state="AZ"),
    r("pk_site_settings", name="guest_days"),
]
REFERENCES = [
    r("fk_accommodations_granted_by", granted_by=9),
    r("fk_accommodations_learner_id", learner_id=9),
    r("fk_answer_events_learner_id_attempt_number_position", position=9),
    r("fk_answers_learner_id_attempt_number_position", position=9),
    r("fk_attempt_items_item_version_id", item_version_id=9),
    r("fk_attempt_items_learner_id_attempt_number", attempt_number=9),
    r("fk_attempt_scores_learner_id_attempt_number", attempt_number=9),
    r("fk_attempt_scores_run_id", run_id=9),
    r("fk_attempts_learner_id", learner_id=9),
    r("fk_audit_events_actor_id", actor_id=9),
    r("fk_case_grades_case_key_id", case_key_id=9),
    r("fk_case_grades_learner_id_attempt_number", attempt_number=9),
    r("fk_case_grades_run_id", run_id=9),
    r("fk_case_keys_case_version_id", case_version_id=9),
    r("fk_case_keys_created_by", created_by=9),
    r("fk_case_lines_learner_id_attempt_number", attempt_number=9),
    r("fk_case_submissions_case_version_id", case_version_id=9),
    r("fk_case_submissions_learner_id_attempt_number", attempt_number=9),
    r("fk_case_versions_case_id", case_id=9),
    r("fk_cases_bank_id", bank_id=9),
    r("fk_second_steps_user_id", user_id=9),
    r("fk_recovery_codes_user_id", user_id=9),
    r("fk_identities_user_id", user_id=9),
    r("fk_email_tokens_user_id", user_id=9),
    r("fk_graded_lines_learner_id_attempt_number_run_id", run_id=2),
    r("fk_grades_item_key_id", item_key_id=9),
    r("fk_grades_learner_id_attempt_number_position", position=9),
    r("fk_grades_run_id", run_id=9),
    r("fk_grading_runs_created_by", created_by=9),
    r("fk_grading_runs_item_key_id", item_key_id=9),
    r("fk_item_flags_item_id", item_id=9),
    r("fk_item_flags_learner_id", learner_id=9),
    r("fk_item_keys_created_by", created_by=9),
    r("fk_item_keys_item_version_id", item_version_id=9),
    r("fk_item_notes_item_id", item_id=9),
    r("fk_item_notes_learner_id", learner_id=9),
    r("fk_item_versions_item_id", item_id=9),
    r("fk_item_versions_stimulus_id", stimulus_id=9),
    r("fk_items_bank_id", bank_id=9),
    r("fk_items_track_area", track="cpb"),
    r("fk_key_disputes_case_key_id", case_key_id=9),
    r("fk_key_disputes_learner_id_attempt_number", attempt_number=9),
    r("fk_learner_profiles_learner_id", learner_id=9),
    r("fk_notepads_learner_id_attempt_number", attempt_number=9),
    r("fk_notices_learner_id_attempt_number", attempt_number=9),
    r("fk_notices_run_id", run_id=9),
    r("fk_question_aids_learner_id_attempt_number_position", position=9),
    r("fk_question_views_learner_id_attempt_number_position", position=9),
    r("fk_time_extensions_granted_by", granted_by=9),
    r("fk_time_extensions_learner_id_attempt_number", attempt_number=9),
    r("fk_user_sessions_user_id", user_id=9),
    r("fk_code_lookups_learner_id_attempt_number_position", position=9),
    r("fk_claim_drafts_learner_id", learner_id=9),
    r("fk_remittance_imports_learner_id", learner_id=9),
    r("fk_practice_months_learner_id", learner_id=9),
    r("fk_practice_moves_learner_id_month_number", month_number=9),
    r("fk_exam_outcomes_learner_id", learner_id=9),
    r("fk_item_calibrations_item_version_id", item_version_id=9),
    r("fk_item_calibrations_run_id", run_id=9),
    r("fk_item_sights_item_id", item_id=9),
    r("fk_item_sights_learner_id", learner_id=9),
    r("fk_item_sights_learner_id_first_attempt_number_first_position", first_position=9),
    r("fk_item_sights_learner_id_last_attempt_number_last_position", last_position=9),
    r("fk_readiness_snapshots_learner_id", learner_id=9),
    r("fk_review_cards_item_id", item_id=9),
    r("fk_review_cards_learner_id", learner_id=9),
    r("fk_review_logs_item_id", item_id=9),
    r("fk_review_logs_learner_id_attempt_number_position", position=9),
    r("fk_study_days_learner_id", learner_id=9),
    r("fk_study_plans_learner_id", learner_id=9),
    r("fk_classes_copied_from_id", copied_from_id=9),
    r("fk_enrolments_class_id", class_id=9),
    r("fk_enrolments_person_id", person_id=9),
    r("fk_class_invitations_class_id", class_id=9),
    r("fk_class_invitations_invited_by", invited_by=9),
    r("fk_class_invitations_accepted_by", accepted_by=9),
    r("fk_assignments_class_id", class_id=9),
    r("fk_assignments_copied_from_id", copied_from_id=9),
    r("fk_assignment_versions_assignment_id", assignment_id=9),
    r("fk_assignment_versions_created_by", created_by=9),
    r("fk_assignment_overrides_class_id_learner_id", learner_id=9),
    r("fk_assignment_overrides_assignment_id", assignment_id=9),
    r("fk_assignment_overrides_granted_by", granted_by=9),
    r("fk_assignment_marks_learner_id", learner_id=9),
    r("fk_assignment_marks_assignment_id", assignment_id=9),
    r("fk_assignment_marks_made_by", made_by=9),
    r("fk_work_comments_learner_id", learner_id=9),
    r("fk_work_comments_assignment_id", assignment_id=9),
    r("fk_work_comments_learner_id_attempt_number", attempt_number=9),
    r("fk_work_comments_said_by", said_by=9),
    r("fk_presences_learner_id_attempt_number", attempt_number=9),
    r("fk_item_reports_learner_id_attempt_number_position", position=9),
    r("fk_item_reports_item_key_id", item_key_id=9),
    r("fk_item_reports_answered_by", answered_by=9),
    r("fk_attempts_assignment_id_assignment_version", assignment_version=9),
    r("fk_class_analyses_class_id", class_id=9),
    r("fk_class_analyses_assignment_id", assignment_id=9),
    r("fk_drafts_bank_id", bank_id=9),
    r("fk_drafts_created_by", created_by=9),
    r("fk_drafts_saved_by", saved_by=9),
    r("fk_draft_revisions_draft_id", draft_id=9),
    r("fk_draft_revisions_saved_by", saved_by=9),
    r("fk_draft_solutions_draft_id", draft_id=9),
    r("fk_draft_solutions_solved_by", solved_by=9),
    r("fk_sent_forms_person_id", person_id=9),
    r("fk_jobs_requested_by", requested_by=9),
    r("fk_job_files_job_id", job_id=9),
    r("fk_job_files_person_id", person_id=9),
    r("fk_word_answers_learner_id", learner_id=9),
    r("fk_site_settings_set_by", set_by=9),
    r("fk_banks_owner_id", owner_id=9),
    r("fk_user_sessions_administrator_id", administrator_id=9),
    r("fk_key_disputes_answered_by", answered_by=9),
]
KIND_ON_SQLITE = {"ck": "CHECK constraint failed: {}", "uq": "UNIQUE", "pk": "UNIQUE", "fk": "FOREIGN KEY"}


@pytest.mark.parametrize("table", FIRST)
def test_a_row_that_breaks_no_rule_is_accepted(connection: Connection, tables: dict[str, Table], table: str) -> None:
    prepare_another(connection, tables, table)
    insert(connection, tables[table], another(table))


@pytest.mark.parametrize("section", ["diagnoses", "procedures", "audit", "query"])
def test_a_graded_line_may_stand_in_every_section(
    connection: Connection, tables: dict[str, Table], section: str
) -> None:
    insert(connection, tables["graded_lines"], another("graded_lines", section=section))


@pytest.mark.parametrize(
    "case", [*CHECKS, *UNIQUES, *NATURAL_KEYS, *REFERENCES], ids=lambda case: f"{case.name}-{list(case.changes)}"
)
def test_a_row_that_breaks_a_rule_is_refused(connection: Connection, tables: dict[str, Table], case: Refused) -> None:
    prepare_another(connection, tables, case.table)
    with pytest.raises(IntegrityError) as refused:
        insert(connection, tables[case.table], another(case.table, **case.changes))
    if connection.dialect.name == "postgresql":
        assert refused.value.orig.diag.constraint_name == case.name
    else:
        assert KIND_ON_SQLITE[case.name[:2]].format(case.name) in str(refused.value.orig)


def test_every_rule_of_the_models_has_its_row_in_this_table() -> None:
    def named(kind: type) -> set[str]:
        constraints = (each for table in Base.metadata.tables.values() for each in table.constraints)
        return {str(each.name) for each in constraints if isinstance(each, kind)}

    assert {case.name for case in CHECKS} == named(CheckConstraint)
    assert {case.name for case in UNIQUES} == named(UniqueConstraint)
    assert {case.name for case in REFERENCES} == named(ForeignKeyConstraint)


def test_every_natural_key_has_its_row_in_this_table() -> None:
    natural = {name for name, table in Base.metadata.tables.items() if "id" not in table.primary_key.columns}
    assert {case.table for case in NATURAL_KEYS} == natural


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if not column.nullable and not column.primary_key
    ],
)
def test_a_column_that_must_be_filled_refuses_null(
    connection: Connection, tables: dict[str, Table], table: str, column: str
) -> None:
    prepare_another(connection, tables, table)
    with pytest.raises(IntegrityError, match=r"(?i)not.null"):
        insert(connection, tables[table], another(table, **{column: None}))


def test_keys_of_learner_owned_rows_begin_with_the_learner() -> None:
    of_classes = {"assignment_overrides"}  # granted by a class: it names the learner, who does not own it
    owned = [
        table for name, table in Base.metadata.tables.items() if "learner_id" in table.c and name not in of_classes
    ]
    assert len(owned) >= 12
    assert {table.primary_key.columns.keys()[0] for table in owned} == {"learner_id"}


def test_two_sittings_with_the_same_part_of_an_assignment_are_never_open_at_once(
    connection: Connection, tables: dict[str, Table]
) -> None:
    prepare_another(connection, tables, "attempts")
    with pytest.raises(IntegrityError, match=r"(?i)unique"), connection.begin_nested():
        insert(connection, tables["attempts"], another("attempts", assignment_part=1))
    insert(connection, tables["attempts"], another("attempts", assignment_part=1, state="submitted", closed_at=AT))
