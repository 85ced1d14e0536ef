"""The page on readiness, the evidence of the estimate, and telling a real result."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.assignments import begin
from tests.support.exams import publish_exams
from tests.support.library import CASE_SLUG
from tests.support.people import Learner, sign_up
from tests.support.readiness import BLUEPRINT, EVIDENCE, a_big_library, answer_many, publish_big
from tests.support.school import a_school, a_spec, an_assignment, enrol
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.study import ExamOutcome
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.classes.work import FeedbackRule
from trainer.services import exam_outcomes, readiness, readiness_evidence
from trainer.services.exam_outcomes import Told
from trainer.services.scope import Scopes

PROMISES = ("guarantee", "will pass", "you passed", "ready to")
RESULT = {"taken_on": "2026-02-28", "outcome": "passed", "percent": "74 %", "area-anatomy": "80"}


@pytest.fixture
def much(scopes: Scopes, ann: Learner) -> Learner:
    """Ann has answered a hundred questions, most of anatomy rightly, and nothing else."""
    publish_big(scopes)
    answer_many(ann, "+++-" * 20, areas=("anatomy",), is_timed=True)
    answer_many(ann, "+---" * 5, areas=("compliance",))
    return ann


@pytest.fixture
def evidence(tmp_path, monkeypatch):
    """Evidence of a small test of the estimate where the program looks for it."""
    file = tmp_path / "evidence.json"
    file.write_text(json.dumps(EVIDENCE), "utf-8")
    monkeypatch.setattr(readiness_evidence, "EVIDENCE_FILE", file)


@pytest.fixture
def no_evidence(tmp_path, monkeypatch):
    monkeypatch.setattr(readiness_evidence, "EVIDENCE_FILE", tmp_path / "missing.json")


def outcomes_of(learner: Learner) -> tuple[exam_outcomes.OutcomeRow, ...]:
    with learner.reading() as scope:
        return exam_outcomes.get_outcomes(scope, "cpc").outcomes


def test_at_first_the_page_says_how_much_is_missing_and_what_helps(browser):
    page = browser.page("/readiness")
    assert "Not enough evidence yet" in page.text
    assert "0 questions are answered at first sight; 100 more make an estimate." in page.text
    assert page.form("/practice").fields["pool"] == "unseen"
    assert "6 unseen questions, with the clock" in page.text
    assert "No timed answers in the last 30 days. The real exam gives 144 seconds a question." in page.text
    assert "No exam or timed quiz handed in yet." in page.text
    assert "No look-ups recorded yet." in page.text
    place = browser.post("/practice", page.form("/practice").fields).headers["Location"]
    assert "Question 1 of 6" in browser.page(place).text


def test_blank_areas_are_named(browser, ann):
    number = ann.start(Feedback.AT_END, 3, areas=("anatomy",))
    for position in (1, 2, 3):
        ann.answer(number, position, rightly=True)
    ann.hand_in(number)
    text = browser.page("/readiness").text
    assert "Little or nothing is known of Compliance." in text
    assert "3 of 3" in text
    assert "%" not in text


def test_assignments_that_hold_answers_back_are_named(browser, scopes, ann, clock):
    publish_exams(scopes)
    school = a_school(scopes)
    enrol(scopes, school.class_id, ann)
    day = timedelta(days=1)
    for title, feedback in (("Quiz <1>", FeedbackRule.AFTER_DUE), ("Quiz 2", FeedbackRule.NEVER_KEYS)):
        spec = a_spec("anatomy-1", title=title, due_at=clock() + day, feedback=feedback)
        begin(school, ann, an_assignment(school, spec))
    page = browser.page("/readiness")
    waits = "What you answered of some questions, earlier too, does not count here yet: they stand in the assignment"
    assert f"{waits} Quiz <1> , which you have not handed in yet. It counts from 3 Mar 2026, 03:00" in page.text
    never = (
        "What you answered of the questions of the assignment Quiz 2 does not count here, as its keys are not shown."
    )
    assert never in page.text
    assert len([link for link in page.links if link.startswith("/classes/")]) == 2


def test_who_has_seen_everything_waits_for_new_questions(browser, ann):
    number = ann.start(Feedback.AT_END, 6)
    ann.hand_in(number)
    text = browser.page("/readiness").text
    assert "No unseen question of this bank is left." in text
    assert ", with the clock" not in text


def test_with_enough_answers_there_is_an_estimate_with_its_interval_and_its_limits(browser, much):
    page = browser.page("/readiness")
    with much.reading() as scope:
        found = readiness.get_readiness(scope, "cpc").estimate
    assert f"Projected score {found.score} of 10 nine times of ten from {found.low} to {found.high}" in page.text
    assert "Chance to reach 7 on a mock drawn from this bank" in page.text
    assert "100 first answers" in page.text
    assert "not a pass probability of the real exam" in page.text
    assert "which we cannot verify" in page.text
    assert "Near the pass mark: 7 lies inside the interval" in page.text
    assert "/readiness/evidence" in page.links
    assert not [promise for promise in PROMISES if promise in page.text.lower()]


def test_areas_have_counts_and_bands_and_the_weak_one_is_what_costs(browser, much):
    page = browser.page("/readiness")
    assert "Anatomy 60 of 80" in page.text
    assert "Compliance 5 of 20" in page.text
    assert "costs you" in page.text
    assert "against the pass mark" in page.text
    assert page.text.count(" %") == 1, "the chance alone"
    assert "/practice?track=cpc&area=compliance&pool=unseen" in page.links


def test_what_narrows_it_names_as_many_questions_as_are_left(browser, scopes, ann):
    """A mock of 100, half of it compliance, of which seven questions are published."""
    areas = tuple(replace(area, questions=50) for area in BLUEPRINT.areas)
    blueprint = replace(BLUEPRINT, questions=100, pass_questions=70, areas=areas)
    publish_big(scopes, replace(a_big_library(anatomy=100, compliance=7), blueprints=(blueprint,)))
    answer_many(ann, "+++-" * 25, areas=("anatomy",), is_timed=True)
    assert "The seven unseen questions of Compliance narrow it most: by about" in browser.page("/readiness").text
    answer_many(ann, "+" * 7, areas=("compliance",))
    assert "narrow" not in browser.page("/readiness").text


def test_the_habits_are_told_in_sentences(browser, much):
    text = browser.page("/readiness").text
    assert "0 of 80 questions in your last 2 exams and timed quizzes left empty." in text
    assert "0 seconds a question over 100 answers on average in the last 30 days." in text


def test_earlier_estimates_stand_in_a_table(browser, much, clock):
    with much.writing() as scope:
        readiness.take_snapshot(scope, much.id, "cpc")
    text = browser.page("/readiness").text
    assert "1 day with an estimate" in text
    assert "2 Mar 2026" in text


def test_while_an_exam_is_open_the_page_says_that_its_questions_wait(browser, much):
    number = much.start_exam("area-anatomy")
    page = browser.page("/readiness")
    assert "An exam is open: its questions wait" in page.text
    assert f"/exams/{number}" in page.links
    assert "Not enough evidence yet" in page.text, "ten of the hundred stand in it"


def test_what_a_policy_holds_back_is_not_in_the_estimate(browser, much):
    with much.writing() as scope:
        for number in (1, 2):
            scope.session.get_one(AttemptRow, (much.id, number)).shows = "nothing"
    assert "20 questions are answered at first sight" in browser.page("/readiness").text


def test_the_track_can_be_chosen_and_nonsense_falls_back_to_ones_own(browser, ann):
    assert "Billing" in browser.page("/readiness?track=cpb").text
    assert "Anatomy" in browser.page("/readiness?track=nonsense").text
    assert CASE_SLUG not in browser.page("/readiness").text


def test_a_track_without_a_mock_says_so(browser, much):
    """The big library publishes no CPB; the small one before it did, and its items stay out of the bank."""
    assert "There is no mock for this track yet" in browser.page("/readiness?track=cpb").text


@pytest.mark.usefixtures("evidence")
def test_the_evidence_tells_coverage_reliability_and_both_simpler_ways(browser):
    page = browser.page("/readiness/evidence")
    for words in (
        "2,000 simulated learners",
        "1,500 of them had answered enough",
        "Run on 1 Mar 2026",
        "first evidence: expect it to move 1,000 90.1 %",
        "good evidence 500 88.9 %",
        "The less able half 750 89.9 %",
        "0 to 10 % 360 4.0 % 5.0 %",
        "50 to 60 % 40 55.0 % too few",
        "this estimate 0.101",
        "the same without areas 0.108",
        "per cent right so far 0.132",
        "Seeds 1, 2.",
        "--seeds 1 2 --learners 1000 --write trainer/services/readiness_evidence.json",
        "0 of 30 results so far",
        "The figures on simulated learners are for the CPC blueprint. The other exam was tested the same way",
    ):
        assert words in page.text, words
    assert not [promise for promise in PROMISES if promise in page.text.lower()]


@pytest.mark.usefixtures("evidence")
@pytest.mark.parametrize("query", ["", "?theme=dark", "?theme=light&size=narrow", "?theme=no&size=no"])
def test_the_plot_is_a_document_without_script_or_style(browser, query):
    response = browser.get(f"/readiness/evidence/reliability.svg{query}")
    assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
    root = ET.fromstring(response.text)
    assert not [element for element in root.iter() if element.tag.endswith(("script", "style"))]
    circles = [element for element in root.iter() if element.tag.endswith("circle")]
    assert len(circles) == 2, "a tenth with 40 learners is left out"


@pytest.mark.usefixtures("no_evidence")
def test_where_the_test_was_not_run_the_page_says_how_to(browser):
    text = browser.page("/readiness/evidence").text
    assert "The test has not been run on this installation." in text
    assert "make bench NAME=readiness" in text
    assert browser.get("/readiness/evidence/reliability.svg").status_code == 404


@pytest.mark.usefixtures("evidence")
def test_from_thirty_people_on_real_results_are_shown(browser, scopes, ann):
    """25 with a chance of 0.95 pass, four with 0.15 do not, and Ann with 1.0 does not."""
    for at in range(29):
        person = sign_up(scopes, f"teller{at}@example.org")
        add_tested(person, 950 if at < 25 else 150, has_passed=at < 25)
    assert "29 of 30 results so far" in browser.page("/readiness/evidence").text
    add_tested(ann, 1000, has_passed=False)
    text = browser.page("/readiness/evidence").text
    assert "30 people told 30 results after an estimate (30 CPC); 25 were passed." in text
    assert "Brier score of the chance: 0.038" in text, "(25 × 0.0025 + 4 × 0.0225 + 1) / 30"
    assert "would score 0.139" in text, "5/6 × 1/6"
    assert "80 to 100 % 26 95.2 % 96.2 %" in text
    assert "0 to 20 % under 5" in text


def add_tested(learner: Learner, permille: int, *, has_passed: bool) -> None:
    """A result after an estimate with this chance."""
    with learner.writing() as scope:
        number = exam_outcomes.record_outcome(scope, Told("cpc", scope.now.date(), has_passed))
        scope.session.flush()
        scope.session.get_one(ExamOutcome, (learner.id, number)).chance_permille = permille


def test_a_result_is_told_shown_and_taken_back(browser, ann):
    page = browser.page("/readiness/results")
    assert "only as counts over at least 30 people" in page.text
    assert "You can take it back" in page.text
    response = browser.post("/readiness/results", page.form("/readiness/results").fields | RESULT)
    assert response.headers["Location"] == "/readiness/results?track=cpc"
    page = browser.page("/readiness/results")
    assert "CPC, 28 Feb 2026: passed" in page.text
    assert "74 %" in page.text
    assert "Anatomy 80 %" in page.text
    assert "No estimate of the 30 days before it is kept, so it tests none." in page.text
    browser.post("/readiness/results/1/withdraw", {"track": "cpc"})
    page = browser.page("/readiness/results")
    assert "The result is taken back." in page.text
    assert "CPC, 28 Feb 2026" not in page.text


def test_the_estimate_that_stood_before_is_shown_with_the_result(browser, much, clock):
    with much.writing() as scope:
        readiness.take_snapshot(scope, much.id, "cpc")
        found = readiness.get_readiness(scope, "cpc").estimate
    clock.advance(days=2)
    with much.writing() as scope:
        exam_outcomes.record_outcome(scope, Told("cpc", scope.now.date(), has_passed=False))
    text = browser.page("/readiness/results").text
    assert "CPC, 4 Mar 2026: not passed" in text
    assert f"The estimate before it: {found.score} of 10 ({found.low} to {found.high}), 100 first answers." in text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"taken_on": ""}, "Enter the day of the exam."),
        ({"taken_on": "28.2.2026"}, "Enter the day of the exam, such as 2026-03-28."),
        ({"taken_on": "2026-02-30"}, "Enter the day of the exam, such as 2026-03-28."),
        ({"taken_on": "2026-03-03"}, "That day has not come yet."),
        ({"taken_on": "2025-01-31"}, "That is more than a year ago"),
        ({"outcome": ""}, "Say whether you passed."),
        ({"outcome": "perhaps"}, "Not a valid choice."),
        ({"percent": "101"}, "A percentage is a whole number from 0 to 100, or nothing."),
        ({"percent": "most"}, "A percentage is a whole number from 0 to 100, or nothing."),
        ({"percent": "-3"}, "A percentage is a whole number from 0 to 100, or nothing."),
        ({"percent": "9" * 400}, "A percentage is a whole number from 0 to 100, or nothing."),
        ({"percent": "٣"}, "A percentage is a whole number from 0 to 100, or nothing."),
        ({"area-anatomy": "74.5"}, "A percentage is a whole number from 0 to 100, or nothing."),
    ],
)
def test_bad_input_gets_a_message_and_keeps_what_was_typed(browser, ann, changes, message):
    browser.get("/readiness/results")
    response = browser.post("/readiness/results", {"track": "cpc"} | RESULT | changes)
    assert response.status_code == 422
    assert message in response.text
    kept = RESULT | changes
    for name in ("taken_on", "percent", "area-anatomy"):
        assert f'value="{kept[name]}"' in response.text or not kept[name], name
    assert outcomes_of(ann) == ()


def test_everything_that_is_wrong_is_said_at_once(browser):
    browser.get("/readiness/results")
    response = browser.post("/readiness/results", {"track": "cpc", "percent": "x", "area-anatomy": "200"})
    for message in ("Enter the day of the exam.", "Say whether you passed."):
        assert message in response.text
    assert response.text.count("A percentage is a whole number") == 2


def test_another_result_of_the_same_day_is_refused_beside_the_day(browser, ann):
    browser.get("/readiness/results")
    browser.post("/readiness/results", {"track": "cpc"} | RESULT)
    assert browser.post("/readiness/results", {"track": "cpc"} | RESULT).status_code == 303, "sent twice, told once"
    response = browser.post("/readiness/results", {"track": "cpc"} | RESULT | {"outcome": "failed"})
    assert response.status_code == 422
    assert "You have told a result of that day." in response.text
    assert len(outcomes_of(ann)) == 1


def test_the_areas_are_those_of_the_track(browser):
    assert "Anatomy" in browser.page("/readiness/results").text
    page = browser.page("/readiness/results?track=cpb")
    assert page.named("area-billing")
    assert not page.named("area-anatomy")


def test_taking_back_what_is_not_there_is_not_found(browser):
    browser.get("/readiness/results")
    assert browser.post("/readiness/results/7/withdraw").status_code == 404
