"""Which exams there are, and starting one: dealt by quota, everything pinned, once however often it is asked."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from threading import Thread

import pytest
from sqlalchemy import func, select

from tests.support.content_files import Press
from tests.support.exams import (
    ANATOMY,
    CASES,
    COMPLIANCE,
    CPB,
    CPC,
    NATURAL,
    QUOTAS,
    SHORT,
    an_exam_library,
    exam_items,
    first_of_each_area,
    publish_exams,
)
from tests.support.people import Learner, sign_up
from tests.support.published import publish_once
from tests.support.shipped import shipped_library
from trainer.content.item_files import AuthoredItem
from trainer.db.migrate import head_revision, migrate_to
from trainer.db.models.attempts import AttemptItem, AttemptRow
from trainer.db.models.content import BlueprintVersion
from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.exams.review import Shows
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import exams, grading
from trainer.services.maintenance import publish_if_changed

AREAS = ["Anatomy"] * QUOTAS["anatomy"] + ["Compliance"] * QUOTAS["compliance"] + ["Cases"] * QUOTAS["cases"]


def stems(learner: Learner, number: int) -> list[str]:
    return [question.content.stem for question in learner.paper(number).questions]


def slugs(learner: Learner, number: int) -> list[str]:
    """The slugs of the questions in their order: every stem of the library names its own."""
    return [stem.split("**")[1] for stem in stems(learner, number)]


def count(learner: Learner, table: type) -> int:
    with learner.reading() as scope:
        return scope.session.execute(select(func.count()).select_from(table)).scalar_one()


def forms(learner: Learner, track: str = "cpc") -> dict[str, exams.FormRow]:
    return {row.form.slug: row for row in learner.exam_list(track).forms}


def publish_only(learner: Learner, is_kept: Callable[[AuthoredItem], bool]) -> None:
    """Publishes the library again with these of its items; the others are retired."""
    publish_exams(learner.scopes, an_exam_library(tuple(filter(is_kept, exam_items()))))


def test_before_anything_is_published_there_is_no_form(scopes):
    ann = sign_up(scopes)
    assert ann.exam_list() == exams.ExamsPage("cpc", (), None, (), (), ())
    with pytest.raises(NotFound), ann.writing() as scope:
        exams.start_exam(scope, exams.ExamRequest("cpc", "full"))


def test_the_whole_exam_short_forms_and_areas_are_on_offer(candidate):
    assert list(forms(candidate)) == ["full", SHORT, ANATOMY, COMPLIANCE, CASES]
    assert all(row.missing == () and row.extra_seconds == 0 for row in forms(candidate).values())
    assert dict(forms(candidate)[SHORT].form.quotas) == QUOTAS


def test_a_form_that_the_bank_does_not_fill_names_what_is_missing(candidate):
    found = forms(candidate, "cpb")
    assert list(found) == ["full", "area-billing", "area-reimbursement"]
    assert found["full"].missing == ()
    assert found["area-reimbursement"].missing == (("Reimbursement", 6, 3),)


def test_every_quota_is_met_in_the_order_of_the_areas_and_nothing_is_dealt_twice(candidate):
    number = candidate.start_exam(SHORT)
    paper = candidate.paper(number)
    assert [question.area_title for question in paper.questions] == AREAS
    assert [question.position for question in paper.questions] == list(range(1, 26))
    assert len(set(slugs(candidate, number))) == paper.sitting.item_count == 25


@pytest.mark.parametrize("is_shuffled", [False, True])
def test_questions_that_share_a_scenario_stay_together_and_in_order(candidate, is_shuffled):
    dealt = slugs(candidate, candidate.start_exam(CASES, is_shuffled=is_shuffled))
    place = dealt.index("story-1")
    assert dealt[place : place + 3] == ["story-1", "story-2", "story-3"]
    assert len(set(dealt)) == 10


def test_a_shuffled_exam_meets_the_same_quotas_in_another_order(candidate):
    paper = candidate.paper(candidate.start_exam(SHORT, is_shuffled=True))
    areas = [question.area_title for question in paper.questions]
    assert Counter(areas) == Counter(AREAS)
    assert areas != AREAS


def test_options_are_dealt_in_an_order_that_is_pinned_and_served(candidate):
    number = candidate.start_exam("full")
    served = [tuple(option.id for option in question.options) for question in candidate.paper(number).questions]
    with candidate.reading() as scope:
        pinned = scope.session.scalars(select(AttemptItem.option_order).order_by(AttemptItem.position)).all()
    assert served == pinned
    assert served == [tuple(option.id for option in candidate.at(number, at).options) for at in range(1, 41)]
    assert {frozenset(order) for order in served if len(order) == 4} == {frozenset("ABCD")}
    assert len(set(served)) > 10, "they do not all stand as in the file"


def test_the_right_option_stands_in_every_place_equally_often(candidate):
    number = candidate.start_exam(COMPLIANCE)
    places = Counter(
        [option.id for option in question.options].index("B")
        for question in candidate.paper(number).questions
        if question.response.kind == "single"
    )
    assert max(places.values()) - min(places[place] for place in range(4)) <= 1


def test_options_with_a_natural_order_keep_it(candidate):
    publish_exams(candidate.scopes, an_exam_library(first_of_each_area(10)))
    number = candidate.start_exam(ANATOMY)
    question = candidate.at(number, slugs(candidate, number).index("a-quantity") + 1)
    assert tuple(option.text for option in question.options) == NATURAL


def test_an_exam_pins_its_policy(candidate, clock):
    number = candidate.start_exam(SHORT, is_exam_like=True)
    sitting = candidate.exam(number)
    assert (sitting.title, sitting.track, sitting.form.slug) == ("CPC mock, 25 questions", "cpc", SHORT)
    assert (sitting.state, sitting.is_open, sitting.is_graded) == (AttemptState.IN_PROGRESS, True, False)
    assert (sitting.started_at, sitting.active_client, sitting.extra_seconds) == (clock(), "", 0)
    assert (sitting.is_exam_like, sitting.allows_pause, sitting.is_paused) == (True, False, False)
    study = candidate.exam(candidate.start_exam("full", track="cpb"))
    assert (study.is_exam_like, study.allows_pause, study.title) == (False, True, "CPB mock, 10 questions")


def test_an_exam_of_one_area_is_called_after_it(candidate):
    assert candidate.exam(candidate.start_exam(ANATOMY)).title == "CPC · Anatomy"


@pytest.mark.parametrize(("track", "form"), [("cpc", "short-50"), ("cpc", ""), ("cpb", SHORT), ("rhit", "full")])
def test_an_unknown_form_cannot_be_started(candidate, track, form):
    with pytest.raises(NotFound):
        candidate.start_exam(form, track=track)
    assert count(candidate, AttemptRow) == 0


def test_what_the_bank_does_not_fill_is_refused_with_every_area_that_falls_short(candidate):
    with pytest.raises(Refused) as refused:
        candidate.start_exam("area-reimbursement", track="cpb")
    assert refused.value.reason == "There are not enough questions yet: Reimbursement needs 6 and has 3."
    assert refused.value.field == "form"
    publish_only(candidate, lambda item: not item.slug.endswith(("-1", "-2", "-5", "-9")))
    with pytest.raises(Refused) as refused:
        candidate.start_exam("full", track="cpb")
    assert refused.value.reason.endswith(": Billing needs 7 and has 6; Reimbursement needs 3 and has 1.")
    assert count(candidate, AttemptRow) == count(candidate, AttemptItem) == 0
    assert candidate.start_exam(ANATOMY) == 1, "no number was taken"


def test_the_same_request_starts_one_exam_however_often_it_is_sent(candidate, neighbour):
    first = candidate.start_exam(SHORT, request_id="a" * 40)
    dealt = slugs(candidate, first)
    assert candidate.start_exam(SHORT, request_id="a" * 40) == candidate.start_exam(SHORT, request_id="a" * 32) == first
    assert slugs(candidate, first) == dealt
    assert neighbour.start_exam(SHORT, request_id="a" * 40) == 1
    assert len(neighbour.exam_list().earlier) == 0
    candidate.hand_in(first)
    assert candidate.start_exam(SHORT, request_id="a" * 40) == first, "sent again, it finds the one it had started"
    assert candidate.start_exam(SHORT, request_id="b") == 2


def test_a_second_tab_gets_the_exam_that_is_open_whatever_it_asked_for(candidate):
    first = candidate.start_exam(SHORT, request_id="first tab")
    assert candidate.start_exam(ANATOMY, request_id="second tab", is_exam_like=True) == first
    assert candidate.start_exam(ANATOMY) == first
    assert candidate.exam(first).form.slug == SHORT
    assert count(candidate, AttemptRow) == 1


@pytest.mark.parametrize("requests", [("double", "double"), ("first tab", "second tab"), ("", "")])
def test_two_tabs_at_the_same_moment_start_one_exam(candidate, requests):
    numbers: list[int] = []
    second = Thread(target=lambda: numbers.append(candidate.start_exam(SHORT, request_id=requests[1])))
    with candidate.writing() as scope:
        numbers.append(exams.start_exam(scope, exams.ExamRequest("cpc", SHORT, request_id=requests[0])))
        second.start()
        second.join(0.5)
        assert second.is_alive(), "the second tab waits for the first"
    second.join(20)
    assert numbers == [1, 1]
    assert (count(candidate, AttemptRow), count(candidate, AttemptItem)) == (1, 25)


def test_an_exam_of_each_track_can_be_open(candidate):
    assert [candidate.start_exam(SHORT), candidate.start_exam("full", track="cpb")] == [1, 2]
    assert [candidate.exam_list(track).open_exam.number for track in ("cpc", "cpb")] == [1, 2]


def test_one_that_ran_out_of_time_is_in_the_way_of_no_other_even_before_it_is_closed(candidate, clock):
    first = candidate.start_exam(ANATOMY)
    clock.now = candidate.exam(first).deadline_at
    clock.advance(seconds=5)
    assert candidate.start_exam(ANATOMY) == first, "within the grace it can still be worked in"
    clock.advance(seconds=1)
    assert candidate.start_exam(ANATOMY) == 2
    assert [row.state for row in candidate.exam_list().earlier] == [AttemptState.EXPIRED]


def test_a_paused_exam_is_gone_on_with_however_late(candidate, clock):
    number = candidate.start_exam(ANATOMY)
    candidate.pause(number)
    clock.advance(days=20)
    assert candidate.start_exam(ANATOMY) == candidate.exam_list().open_exam.number == number


def test_a_second_exam_is_dealt_of_unseen_questions_and_a_third_of_those_seen_longest_ago(candidate, clock):
    dealt = []
    for _ in range(3):
        number = candidate.start_exam(SHORT)
        dealt.append(set(slugs(candidate, number)))
        candidate.hand_in(number)
        clock.advance(days=1)
    first, second, third = dealt
    assert not first & second
    assert third == first


def test_what_was_seen_in_practice_is_seen_and_what_others_saw_is_not(candidate, neighbour):
    neighbour.start(number=12, areas=("compliance",))
    practice = candidate.start(number=4, areas=("compliance",))
    seen = {candidate.question(practice, position).content.stem for position in range(1, 5)}
    assert len(seen) == 4
    assert not seen & set(stems(candidate, candidate.start_exam(COMPLIANCE))), "ten of fourteen are left"


def test_published_changes_reach_new_exams_and_never_one_that_is_sat(candidate):
    number = candidate.start_exam(SHORT)
    before = candidate.paper(number)
    fewer = replace(CPC, questions=39, minutes=120, areas=(replace(CPC.areas[0], questions=19), *CPC.areas[1:]))

    reworded = tuple(
        replace(item, content=replace(item.content, stem=f"{item.content.stem} Reworded."))
        for item in exam_items()
        if not item.slug.startswith("story")
    )
    publish_exams(candidate.scopes, an_exam_library(reworded, (fewer, CPB)))
    assert candidate.paper(number) == before
    assert candidate.exam(number).form.minutes == 38
    candidate.hand_in(number)
    again = candidate.paper(candidate.start_exam(SHORT))
    assert again.sitting.form.minutes == 77
    assert all("Reworded" in question.content.stem for question in again.questions)


def test_a_changed_blueprint_is_published_as_its_next_version(candidate):
    def versions():
        with candidate.reading() as scope:
            statement = select(BlueprintVersion).order_by(BlueprintVersion.track, BlueprintVersion.number)
            return [(row.track, row.number, row.blueprint) for row in scope.session.scalars(statement)]

    assert versions() == [("cpb", 1, CPB), ("cpc", 1, CPC)]
    publish_exams(candidate.scopes)
    assert versions() == [("cpb", 1, CPB), ("cpc", 1, CPC)], "the same again is nothing new"
    longer = replace(CPC, minutes=90)
    publish_exams(candidate.scopes, an_exam_library(blueprints=(longer, CPB)))
    assert versions() == [("cpb", 1, CPB), ("cpc", 1, CPC), ("cpc", 2, longer)]
    assert forms(candidate)["full"].form.minutes == 90


def test_content_published_before_there_were_exams_is_published_once_more_at_the_next_start(press: Press):
    engine = press.scopes.engines.write
    migrate_to(engine, "0004")
    migrate_to(engine, head_revision())
    ann = sign_up(press.scopes)
    assert not press.is_published()
    assert ann.exam_list().forms == ()
    published = publish_if_changed(press.scopes, press.folder.banks, press.folder.cases)
    assert published is not None
    assert (dict(published.changes), list(published.report)) == ({}, []), "nothing else has changed"
    assert [row.form.slug for row in ann.exam_list().forms] == ["full", "area-anatomy", "area-radiology"]
    assert press.is_published()
    assert publish_if_changed(press.scopes, press.folder.banks, press.folder.cases) is None


def test_of_the_shipped_banks_exactly_the_forms_can_be_started_that_miss_nothing(scopes):
    publish_once(scopes, shipped_library())
    for track in ("cpc", "cpb"):
        assert_startable_where_nothing_is_missing(sign_up(scopes, f"{track}@example.org"), track)


def assert_startable_where_nothing_is_missing(ann, track):
    offered = ann.exam_list(track).forms
    for row in sorted(offered, key=lambda row: row.form.slug == "sealed"):  # once it is sat, the others have more
        if row.missing:
            with pytest.raises(Refused) as refused:
                ann.start_exam(row.form.slug, track=track)
            named = "; ".join(f"{title} needs {wanted} and has {there}" for title, wanted, there in row.missing)
            assert refused.value.reason.endswith(f": {named}.")
        else:
            number = ann.start_exam(row.form.slug, track=track)
            assert len(set(stems(ann, number))) == row.form.questions
            with ann.writing() as scope:
                grading.abandon_attempt(scope, number, AttemptKind.EXAM)


def test_sets_that_make_no_exact_sum_are_missing_questions(candidate):
    publish_only(candidate, lambda item: item.area != "cases" or "story" in item.slug or item.slug == "cases-1")
    assert forms(candidate)[SHORT].missing == (("Cases", 5, 4),)
    publish_only(candidate, lambda item: item.area != "cases" or "story" in item.slug)
    assert forms(candidate)[SHORT].missing == (("Cases", 5, 3),)
    publish_only(candidate, lambda item: item.area != "cases")
    assert forms(candidate)[SHORT].missing == (("Cases", 5, 0),)


def test_the_open_exam_tells_how_many_questions_are_answered(candidate):
    number = candidate.start_exam(ANATOMY)
    candidate.answer_exam(number, "+-..+")
    row = candidate.exam_list().open_exam
    assert (row.number, row.answered, row.correct, row.has_passed) == (number, 3, None, None)


@pytest.mark.parametrize(("right", "has_passed"), [(17, False), (18, True)])
def test_an_earlier_exam_tells_its_score_and_whether_it_was_passed(candidate, neighbour, right, has_passed):
    number = candidate.start_exam(SHORT)
    candidate.answer_exam(number, "+" * right + "-" * 3)
    with candidate.writing() as scope:
        grading.submit_attempt(scope, number, AttemptKind.EXAM)
    (ungraded,) = candidate.exam_list().earlier
    assert (ungraded.state, ungraded.answered, ungraded.correct) == (AttemptState.SUBMITTED, right + 3, None)
    candidate.hand_in(number)
    page = candidate.exam_list()
    (row,) = page.earlier
    assert page.open_exam is None
    assert (row.answered, row.correct, row.has_passed) == (right + 3, right, has_passed)
    assert neighbour.exam_list().earlier == ()


def test_a_form_without_a_pass_mark_is_neither_passed_nor_failed(candidate):
    number = candidate.start_exam(ANATOMY)
    candidate.answer_exam(number, "++")
    candidate.hand_in(number)
    (row,) = candidate.exam_list().earlier
    assert (row.correct, row.has_passed) == (2, None)


def test_an_exam_that_was_given_up_has_no_score(candidate):
    number = candidate.start_exam(ANATOMY)
    candidate.answer_exam(number, "+")
    with candidate.writing() as scope:
        grading.abandon_attempt(scope, number, AttemptKind.EXAM)
    (row,) = candidate.exam_list().earlier
    assert (row.state, row.correct) == (AttemptState.ABANDONED, None)
    assert candidate.start_exam(ANATOMY) == 2


@pytest.mark.parametrize(("shows", "correct"), [(Shows.EVERYTHING, 1), (Shows.SCORE, 1), (Shows.NOTHING, None)])
def test_the_score_is_listed_as_the_policy_says(candidate, shows, correct):
    number = candidate.start_exam(ANATOMY)
    candidate.answer_exam(number, "+")
    candidate.hand_in(number)
    with candidate.writing() as scope:
        scope.session.get_one(AttemptRow, (candidate.id, number)).shows = shows
    assert candidate.exam_list().earlier[0].correct == correct
