"""Billing exercises: starting, the work as it was last saved, and what is refused."""

from dataclasses import replace
from threading import Thread

import pytest

from tests.support.billing import (
    FILL,
    POST,
    SLUGS,
    desk,
    exact,
    exercise,
    exercises,
    hand_in,
    publish_exercises,
    save,
    start,
)
from tests.support.cases import start as start_case
from tests.support.library import CASE_SLUG
from tests.support.people import Learner, first_to_sign_up
from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.attempts.decisions import AttemptClosed, StaleAnswer
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import billing, cases, grading
from trainer.services.scope import Scopes


@pytest.fixture
def learner(scopes: Scopes) -> Learner:
    """Ann, with an exercise of each kind on offer."""
    return first_to_sign_up(scopes, publish_exercises)


def test_every_kind_is_on_the_list_of_the_billing_lab_and_not_among_the_coding_cases(learner):
    with learner.reading() as scope:
        rows, coding = billing.list_exercises(scope), cases.list_cases(scope)
    assert {row.slug for row in rows} == set(SLUGS)
    assert [row.level for row in rows] == sorted(row.level for row in rows)
    assert not set(SLUGS) & {row.slug for row in coding}
    assert [(row.tries, row.best, row.open_number) for row in rows] == [(0, None, None)] * len(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_new_try_shows_the_papers_and_nothing_but_what_is_printed(learner, slug):
    page = desk(learner, start(learner, slug))
    content = exercise(slug).content
    assert (page.content, page.state, page.revision, page.saved_at) == (content, AttemptState.IN_PROGRESS, 0, None)
    assert page.worksheet == (content.form if slug == FILL else ())


@pytest.mark.parametrize("slug", SLUGS)
def test_work_of_every_kind_is_kept_exactly_as_it_was_entered(learner, clock, slug):
    number = start(learner, slug)
    work = tuple((name, f" {text} ") for name, text in exact(slug) if text)
    assert save(learner, number, work, note="Ask\nfirst.") == 1
    page = desk(learner, number)
    assert (page.worksheet, page.note, page.revision, page.saved_at) == (work, "Ask\nfirst.", 1, clock())
    assert save(learner, number, work, note="Ask\nfirst.") == 1, "the same again changes nothing"


def test_fields_without_anything_in_them_are_not_kept_but_what_is_printed_and_was_emptied_is(learner):
    number = start(learner, FILL)
    printed = exercise(FILL).content.form[0][0]
    save(learner, number, ((printed, ""), ("1a", " "), ("2", "Benning, Harold")))
    assert desk(learner, number).worksheet == ((printed, ""), ("2", "Benning, Harold"))
    other = start(learner, POST)
    field = exercise(POST).content.fields[0].id
    assert save(learner, other, ((field, ""),)) == 0, "nothing was entered, nothing is stored"


def test_a_printed_item_that_was_emptied_is_graded_as_empty(learner):
    printed = "33a"
    page = hand_in(learner, FILL, tuple((name, "" if name == printed else text) for name, text in exact(FILL)))
    (wrong,) = [row for row in page.rows if row.verdict != "right"]
    assert (wrong.verdict, wrong.entered, wrong.findings[0].kind) == ("missed", "", "left_blank")


def test_starting_again_goes_on_with_the_open_try(learner):
    number = start(learner, POST)
    save(learner, number, exact(POST))
    assert start(learner, POST) == start(learner, POST, is_from_last=True) == number
    assert desk(learner, number).worksheet == exact(POST)


def test_two_starts_at_the_same_moment_make_one_try(learner):
    numbers: list[int] = []
    second = Thread(target=lambda: numbers.append(start(learner, POST)))
    with learner.writing() as scope:
        numbers.append(billing.start_exercise(scope, POST))
        second.start()
        second.join(0.3)
        assert second.is_alive(), "the second start waits for the first"
    second.join(20)
    assert numbers == [1, 1]


@pytest.mark.parametrize("slug", [FILL, POST])
def test_the_next_try_may_begin_with_the_last_work(learner, slug):
    work = tuple(each for each in exact(slug) if each[1])
    hand_in(learner, slug, work)
    number = start(learner, slug, is_from_last=True)
    assert (number, desk(learner, number).worksheet) == (2, work)
    with learner.writing() as scope:
        grading.abandon_attempt(scope, number, AttemptKind.CASE)
    fresh = start(learner, slug)
    assert desk(learner, fresh).worksheet == (exercise(slug).content.form if slug == FILL else ())


def test_work_on_another_version_of_an_exercise_is_not_begun_with(learner, scopes):
    hand_in(learner, POST, exact(POST))
    changed = replace(exercise(POST).content, task="Something else.")
    others = [each for each in exercises() if each.slug != POST]
    publish_exercises(scopes, [*others, replace(exercise(POST), content=changed)])
    page = desk(learner, start(learner, POST, is_from_last=True))
    assert (page.worksheet, page.content.task) == ((), "Something else.")


def test_an_older_tab_does_not_overwrite_what_was_saved_since(learner):
    number = start(learner, POST)
    save(learner, number, exact(POST))
    with pytest.raises(StaleAnswer):
        save(learner, number, exact(POST)[:1])
    assert desk(learner, number).worksheet == exact(POST)


def test_work_that_was_handed_in_or_given_up_takes_nothing_more(learner):
    number = hand_in(learner, POST, exact(POST)).number
    with pytest.raises(AttemptClosed):
        save(learner, number, (), base=1)
    given_up = start(learner, POST)
    with learner.writing() as scope:
        grading.abandon_attempt(scope, given_up, AttemptKind.CASE)
    with pytest.raises(AttemptClosed):
        save(learner, given_up, exact(POST))
    assert desk(learner, given_up).state is AttemptState.ABANDONED


@pytest.mark.parametrize(
    ("work", "note", "reason"),
    [
        (tuple((f"f{number}", "x") for number in range(401)), "", "At most 400 fields"),
        ((("f", "x"), ("f", "y")), "", "each once"),
        ((("f", "x" * 401),), "", "at most 400 characters"),
        ((("f" * 401, "x"),), "", "at most 400 characters"),
        ((), "x" * 4001, "at most 4,000 characters"),
    ],
)
def test_more_than_is_kept_is_refused_and_nothing_is_lost(learner, work, note, reason):
    number = start(learner, POST)
    save(learner, number, exact(POST))
    with pytest.raises(Refused, match=reason):
        save(learner, number, work, 1, note)
    page = desk(learner, number)
    assert (page.worksheet, page.note, page.revision) == (exact(POST), "", 1)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_whole_work_fits_into_what_is_kept(slug):
    """Every offer chosen, every item filled and marked."""
    content = exercise(slug).content
    assert all(len(" ".join(offer.id for offer in field.offers)) <= 400 for field in content.fields)


def test_an_unknown_exercise_or_sitting_is_not_there_and_neither_is_somebody_elses(learner, other):
    for slug in ("no-such-exercise", CASE_SLUG):
        with pytest.raises(NotFound):
            start(learner, slug)
    number = start(learner, POST)
    for person, wanted in ((learner, 99), (other, number)):
        with pytest.raises(NotFound):
            desk(person, wanted)
        with pytest.raises(NotFound):
            save(person, wanted, ())
        with person.reading() as scope, pytest.raises(NotFound):
            billing.get_content(scope, wanted)


def test_a_coding_case_is_no_billing_exercise_and_the_reverse(learner):
    coding, exercise_number = start_case(learner), start(learner, POST)
    with pytest.raises(NotFound):
        desk(learner, coding)
    with learner.reading() as scope, pytest.raises(NotFound):
        cases.get_workbench(scope, exercise_number)
    with learner.writing() as scope, pytest.raises(NotFound):
        cases.start_case(scope, POST)
