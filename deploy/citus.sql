-- Distributes the database by learner with Citus: learner-owned tables lie on the workers, content on every node.
--
-- NOT RUN: Citus is not installed where this program is tested. What is checked there (tests/db/test_partitions.py): that
-- every table is named, in an order in which each comes after those that it refers to; that every unique constraint of a
-- distributed table holds learner_id; that every foreign key of one goes along learner_id, or to a reference table. Try
-- it on a copy, and run the program's tests on that, before you rely on it.
--
-- Run it once, on the coordinator, on a migrated database that is not split by `trainer db partition`, as its owner:
--     psql --single-transaction --set ON_ERROR_STOP=1 --file citus.sql DATABASE
-- Existing rows are moved; make a backup first, and stop the program.
--
-- Tables that are not named stay on the coordinator: sign-ins, jobs, the audit trail, drafts, enrolments and the like.
-- Not supported by Citus, and what becomes of it here:
--   * unique constraints without the distribution column: there are none on learner-owned tables;
--   * foreign keys from distributed to local tables: there are none, their targets are reference tables;
--   * triggers on distributed tables: allowed by the setting below, because those of this program look at the row itself
--     and at `users`, a reference table. Without them facts are no longer frozen: `trainer doctor` tells which are missing.
--   * `SELECT … FOR UPDATE` over several learners at once, as in regrades: use one learner a transaction, or test it.
--   * several inserts as parts of one WITH, as for an answer that is graded at once: allowed, and planned one after another.
-- Writes to reference tables (a new person, a published item) reach all nodes in two phases and are slower.
-- Later migrations: Citus passes ALTER TABLE, CREATE INDEX and so on of distributed tables on to the workers. A new table
-- has to be distributed by hand: run the lines that this file has gained.

CREATE EXTENSION IF NOT EXISTS citus;
SET citus.enable_unsafe_triggers = on;

-- Content, people and classes: on every node.
SELECT create_reference_table('areas');
SELECT create_reference_table('classes');
SELECT create_reference_table('stimuli');
SELECT create_reference_table('users');
SELECT create_reference_table('assignments');
SELECT create_reference_table('banks');
SELECT create_reference_table('assignment_versions');
SELECT create_reference_table('cases');
SELECT create_reference_table('items');
SELECT create_reference_table('case_versions');
SELECT create_reference_table('item_versions');
SELECT create_reference_table('case_keys');
SELECT create_reference_table('item_keys');
SELECT create_reference_table('grading_runs');

-- What belongs to a learner: on the node of the learner.
SELECT create_distributed_table('accommodations', 'learner_id');
SELECT create_distributed_table('claim_drafts', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('exam_outcomes', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('learner_profiles', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('practice_months', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('readiness_snapshots', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('remittance_imports', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('study_days', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('study_plans', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('word_answers', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('assignment_marks', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('practice_moves', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('attempts', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('item_flags', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('item_notes', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('review_cards', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('attempt_items', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('case_submissions', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('notepads', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('presences', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('time_extensions', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('work_comments', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('answer_events', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('answers', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('case_lines', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('code_lookups', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('item_reports', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('item_sights', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('key_disputes', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('question_aids', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('question_views', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('review_logs', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('attempt_scores', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('case_grades', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('grades', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('notices', 'learner_id', colocate_with => 'accommodations');
SELECT create_distributed_table('graded_lines', 'learner_id', colocate_with => 'accommodations');
