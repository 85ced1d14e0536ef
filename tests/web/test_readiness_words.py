"""The sentences on readiness: what is said of which number."""

from fractions import Fraction

import pytest

from trainer.domain.readiness.advice import Cost, Moves, Narrowing
from trainer.domain.readiness.estimate import Estimate, NotEnough, Standing
from trainer.domain.readiness.evidence import Level
from trainer.services.study_habits import LookUps, Pace, StudyHabits, Unanswered
from trainer.web.readiness import words

NO_HABITS = StudyHabits(Fraction(240 * 60, 135), None, None, None, None)


def an_estimate(standing: Standing) -> Estimate:
    return Estimate(75, 66, 83, 100, 70, 0.8, standing, Level.FAIR, 200, 150.0, (), Moves((), ()))


@pytest.mark.parametrize(
    ("value", "said"), [(0, "under 1 %"), (0.004, "under 1 %"), (0.01, "1 %"), (0.76, "76 %"), (0.994, "99 %")]
)
def test_a_chance_is_a_whole_per_cent(value, said):
    assert words.chance(value) == said


@pytest.mark.parametrize("value", [0.996, 1.0])
def test_nothing_is_certain(value):
    assert words.chance(value) == "over 99 %"


def test_the_standing_says_where_the_interval_lies():
    said = {standing: words.standing(an_estimate(standing)) for standing in Standing}
    assert said == {
        Standing.ABOVE: "Above the pass mark: all of the interval lies at 70 or higher.",
        Standing.NEAR: "Near the pass mark: 70 lies inside the interval, so it can go either way.",
        Standing.BELOW: "Below the pass mark: all of the interval lies under 70.",
    }


def test_what_is_missing_is_more_answers_or_newer_ones():
    assert words.missing(NotEnough(62, 38)).startswith("62 questions are answered at first sight; 38 more make")
    assert words.missing(NotEnough(1, 99)).startswith("1 question is answered at first sight; 99 more make")
    assert words.missing(NotEnough(99, 1)).startswith("99 questions are answered at first sight; one more makes")
    assert "long ago" in words.missing(NotEnough(100, 30))
    assert "About 30 more make an estimate of today." in words.missing(NotEnough(100, 30))


@pytest.mark.parametrize(
    ("items", "is_first", "said"),
    [
        (20, True, "Twenty unseen questions of Medicine narrow it most: by about 1.2 questions."),
        (20, False, "Twenty unseen questions of Medicine narrow it by about 1.2 questions."),
        (19, True, "The 19 unseen questions of Medicine narrow it most: by about 1.2 questions."),
        (12, False, "The twelve unseen questions of Medicine narrow it by about 1.2 questions."),
        (2, True, "The two unseen questions of Medicine narrow it most: by about 1.2 questions."),
        (1, False, "The one unseen question of Medicine narrows it by about 1.2 questions."),
    ],
)
def test_what_narrows_the_interval_and_how_many_there_are_of_it(items, is_first, said):
    each = Narrowing("medicine", "Medicine", items, 1.2)
    assert f"{words.narrowing_link(each)} {words.narrowing(each, is_first=is_first)}" == said


@pytest.mark.parametrize(("questions", "said"), [(1.0, "1 question"), (3.0, "3 questions"), (0.5, "0.5 questions")])
def test_what_an_area_costs(questions, said):
    assert words.cost(Cost("em", "E/M", questions)) == f"costs you {said} against the pass mark."


def test_the_pace_stands_beside_that_of_the_exam():
    assert words.pace(NO_HABITS) == (
        "No timed answers in the last 30 days.",
        "The real exam gives 107 seconds a question.",
    )
    known = StudyHabits(Fraction(144), Pace(Fraction(196, 2), 230), Pace(Fraction(110), 1), None, None)
    assert words.pace(known) == (
        "98 seconds a question over 230 answers on average in the last 30 days.",
        "In exams: 110 seconds a question over 1 answer in the middle (median).",
        "The real exam gives 144 seconds a question.",
    )


def test_what_was_left_empty_and_looked_up():
    assert words.unanswered(Unanswered(0, 25, 1)) == "0 of 25 questions in your last exam or timed quiz left empty."
    assert words.unanswered(Unanswered(3, 250, 4)) == (
        "3 of 250 questions in your last 4 exams and timed quizzes left empty. A guess costs nothing; an empty answer "
        "is wrong."
    )
    assert words.look_ups(LookUps(40, 230)) == ("Before 40 of 230 answers of the last 30 days something was looked up.")
