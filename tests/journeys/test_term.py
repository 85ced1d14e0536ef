"""A term in one class of thirty, through the pages of the program: everybody does what such people do, in its order."""

import random
from collections.abc import Iterator

import pytest

from tests.journeys.term import (
    banks,
    beginning,
    card,
    drawn,
    ending,
    grading,
    items,
    marks,
    members,
    office,
    setting,
    working,
    writing,
)
from tests.journeys.term.cast import term_library
from tests.support.clock import Clock
from tests.support.code_book import build_small_book
from tests.support.term import Term
from tests.web.conftest import _settings, build
from trainer.db.engine import make_engines
from trainer.services.publishing import publish_library
from trainer.services.scope import Scopes


@pytest.fixture
def term(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Term]:
    """A fresh program with its content, on the first Monday of March, at nine in the morning."""
    engines = make_engines(database_url)
    settings = _settings(tmp_path_factory.mktemp("data"), database_url)
    clock = Clock()
    scopes = Scopes(engines, settings, clock, random.Random(20260302))
    with scopes.writing() as scope:
        publish_library(scope, term_library())
    build_small_book(settings.codebook_path)
    term = Term(scopes, build(scopes, settings), clock)
    term.goes_to("2026-03-02 09:00")
    yield term
    engines.dispose()


def test_a_term_in_a_class_of_thirty(term: Term) -> None:
    beginning.an_administrator_lets_two_people_teach(term)
    beginning.a_class_is_made(term)
    beginning.a_roster_with_bad_rows_is_looked_at_and_imported(term)
    beginning.thirty_people_come_in_by_link_by_code_and_from_their_list(term)
    beginning.a_co_instructor_and_an_assistant_are_invited(term)
    members.rosters_that_are_none_are_refused_with_their_reason(term)
    members.some_do_not_come_and_one_is_taken_out_and_comes_back(term)
    members.a_role_is_changed_and_the_last_instructor_stays(term)
    setting.assignments_of_every_kind_are_written(term)
    setting.they_are_run_dry_previewed_and_published(term)
    setting.more_time_adds_up_and_is_seen_with_its_reasons(term)
    setting.what_was_granted_or_published_by_mistake_is_taken_back(term)
    setting.two_instructors_edit_the_same_assignment(term)
    working.it_opens_when_it_says(term)
    working.keys_stay_hidden_while_somebody_may_still_work(term)
    working.a_code_opens_a_timed_one_and_an_edit_makes_a_new_version(term)
    working.a_draw_for_all_is_the_same_and_one_for_each_is_not(term)
    working.most_hand_in_once_and_in_time(term)
    working.some_are_late_in_the_week_in_which_the_clocks_go_forward(term)
    working.cases_are_parts_and_a_mock_counts_its_first_try(term)
    working.reviews_that_are_due_are_counted(term)
    working.a_timed_one_is_watched_while_it_runs(term)
    working.the_gradebook_has_everybody_in_the_right_state(term)
    working.after_the_last_due_date_what_is_missing_counts_nothing(term)
    grading.one_goes_down_to_an_answer_and_gives_it_points(term)
    marks.a_line_of_a_claim_gets_other_points(term)
    marks.a_finding_of_a_billing_exercise_is_withdrawn(term)
    marks.a_score_is_cleared_and_a_comment_withdrawn(term)
    grading.scores_are_set_work_is_excused_and_commented(term)
    grading.files_say_what_the_page_says(term)
    grading.insight_follows_from_the_work(term)
    items.an_item_is_written_and_solved_blind_by_a_second_person(term)
    items.it_is_set_to_the_class_and_in_nothing_that_one_chooses_oneself(term)
    items.a_disputed_key_is_corrected_and_everybody_is_graded_again(term)
    items.what_is_not_wrong_is_explained(term)
    items.papers_are_printed_in_two_forms(term)
    banks.a_bank_goes_out_and_comes_in_as_files(term)
    banks.two_edit_the_same_question_and_nothing_is_lost(term)
    banks.a_solver_disagrees_and_the_author_settles_it(term)
    writing.a_scenario_and_two_questions_on_it_are_written(term)
    writing.a_family_is_set_by_its_parameters(term)
    writing.a_case_is_begun_completed_and_solved_blind(term)
    drawn.draws_by_tag_and_family_are_set(term)
    drawn.a_draw_for_all_has_the_same_questions_and_a_family_its_own_facts(term)
    drawn.a_draw_for_each_has_questions_of_its_own(term)
    card.a_case_of_ones_own_is_set_worked_on_and_graded(term)
    card.a_billing_exercise_is_printed(term)
    card.the_key_of_a_case_is_corrected_and_everybody_affected_is_told(term)
    office.an_administrator_finds_people_and_disables_one_for_a_while(term)
    office.an_administrator_keeps_the_house(term)
    office.an_administrator_sends_a_test_mail(term)
    office.the_audit_log_is_filtered_and_taken_away(term)
    office.a_persons_data_are_taken_out(term)
    ending.a_copy_for_the_next_term_keeps_what_was_granted(term)
    ending.an_assignment_is_archived_and_restored(term)
    ending.somebody_leaves_and_keeps_their_work(term)
    ending.the_class_is_archived_and_only_read(term)
    ending.an_administrator_looks_in_and_only_looks(term)
    ending.a_persons_data_are_deleted_and_the_figures_of_the_class_stay(term)
    ending.all_assignments_are_copied_into_another_class_and_the_first_goes_on(term)
