"""Queries to the provider: the decision, what is missing, and every part of the wording, each worth 12 points."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.claims.case import Offer, QueryPart, QueryTask
from trainer.domain.grading.case_key import QueryKey, QueryPartKey
from trainer.domain.grading.lines import CaseGrade, Verdict
from trainer.domain.grading.queries import SECTION, QueryAnswer, grade_query, query_text
from trainer.domain.kernel.points import Points

NEEDED = QueryKey(
    is_needed=True,
    why="Type and severity are nowhere.",
    gaps=("a", "c"),
    gap_remarks=(("a", "No type."), ("b", "The side is given."), ("c", "No severity."), ("d", "The date is given.")),
    parts=(
        QueryPartKey("question", "b", (("a", "It leads."), ("b", "Open."), ("c", "Off the point."))),
        QueryPartKey("options", "a", (("a", "With a way out."), ("b", "One answer only."))),
    ),
)
NOT_NEEDED = QueryKey(
    is_needed=False,
    why="The pathologist's report says it.",
    gaps=(),
    gap_remarks=(("a", "It is in the report."), ("b", "The side is given.")),
    parts=(QueryPartKey("question", "a", (("a", "Open, but nothing to ask."), ("b", "It leads."))),),
)
RIGHT = QueryAnswer(is_needed=True, gaps=("a", "c"), parts=(("question", "b"), ("options", "a")))


def points(grade: CaseGrade) -> list[int]:
    return [line.earned for line in grade.lines]


def test_the_right_answer_earns_everything() -> None:
    grade = grade_query(NEEDED, RIGHT)
    assert grade.sections == ((SECTION, Points(48, 48)),)
    assert (grade.correct_lines, grade.key_lines, grade.is_clean) == (4, 4, True)
    assert [line.explanation for line in grade.lines] == [
        "Type and severity are nowhere.",
        "No type. No severity.",
        "Open.",
        "With a way out.",
    ]


def test_the_order_in_which_things_were_chosen_means_nothing() -> None:
    other = QueryAnswer(is_needed=True, gaps=("c", "a"), parts=(("options", "a"), ("question", "b")))
    assert grade_query(NEEDED, other) == grade_query(NEEDED, RIGHT)


@pytest.mark.parametrize(
    ("gaps", "earned", "verdict"),
    [
        ("ac", 12, Verdict.RIGHT),
        ("a", 6, Verdict.PARTLY),
        ("c", 6, Verdict.PARTLY),
        ("acb", 6, Verdict.PARTLY),
        ("acbd", 0, Verdict.WRONG),
        ("ab", 0, Verdict.WRONG),
        ("bd", 0, Verdict.WRONG),
        ("", 0, Verdict.WRONG),
    ],
)
def test_of_what_is_missing_right_ones_less_wrong_ones_count(gaps: str, earned: int, verdict: Verdict) -> None:
    row = grade_query(NEEDED, replace(RIGHT, gaps=tuple(gaps))).lines[1]
    assert (row.earned, row.verdict) == (earned, verdict)


@pytest.mark.parametrize(
    ("choice", "earned", "verdict", "why"),
    [
        pytest.param("b", 12, Verdict.RIGHT, "Open.", id="compliant"),
        pytest.param("a", 0, Verdict.WRONG, "It leads.", id="not compliant: why not"),
        pytest.param("", 0, Verdict.MISSED, "Open.", id="nothing chosen: why the right one is"),
        pytest.param("z", 0, Verdict.WRONG, "", id="a choice that there is none"),
    ],
)
def test_every_part_of_the_wording_is_right_or_wrong(choice: str, earned: int, verdict: Verdict, why: str) -> None:
    row = grade_query(NEEDED, replace(RIGHT, parts=(("question", choice), ("options", "a")))).lines[2]
    assert (row.earned, row.verdict, row.explanation) == (earned, verdict, why)


@pytest.mark.parametrize("is_needed", [False, None])
def test_who_decides_against_a_needed_query_earns_nothing_by_it(is_needed: bool | None) -> None:
    grade = grade_query(NEEDED, replace(RIGHT, is_needed=is_needed))
    assert points(grade) == [0, 0, 0, 0]
    assert [line.verdict for line in grade.lines] == [Verdict.WRONG, Verdict.WRONG, Verdict.MISSED, Verdict.MISSED]


def test_where_none_is_needed_the_decision_and_the_gaps_are_all() -> None:
    grade = grade_query(NOT_NEEDED, QueryAnswer(is_needed=False))
    assert (grade.points_of(SECTION), grade.is_clean) == (Points(24, 24), True)
    assert [line.explanation for line in grade.lines] == ["The pathologist's report says it."] * 2


@pytest.mark.parametrize(
    ("answer", "earned"),
    [
        pytest.param(QueryAnswer(is_needed=False, gaps=("a",)), [12, 0], id="yet something is said to be missing"),
        pytest.param(QueryAnswer(is_needed=True), [0, 0], id="one is sent"),
        pytest.param(QueryAnswer(), [0, 0], id="nothing was decided"),
        pytest.param(QueryAnswer(is_needed=False, parts=(("question", "b"),)), [12, 12], id="wording does not count"),
    ],
)
def test_where_none_is_needed_asking_for_something_is_wrong(answer: QueryAnswer, earned: list[int]) -> None:
    assert points(grade_query(NOT_NEEDED, answer)) == earned


ANSWERS = st.builds(
    QueryAnswer,
    st.sampled_from([True, False, None]),
    st.lists(st.sampled_from("abcd"), unique=True).map(tuple),
    st.dictionaries(st.sampled_from(["question", "options", "other"]), st.sampled_from(["a", "b", "c", ""])).map(
        lambda chosen: tuple(chosen.items())
    ),
)


@given(ANSWERS, st.sampled_from([NEEDED, NOT_NEEDED]))
def test_rows_and_sums_agree_for_every_answer(answer: QueryAnswer, key: QueryKey) -> None:
    grade = grade_query(key, answer)
    assert grade == grade_query(key, answer)
    assert grade.points_of(SECTION) == Points(sum(points(grade)), 12 * len(grade.lines))
    assert grade.is_clean is (grade.correct_lines == grade.key_lines == len(grade.lines))
    assert [line.learner_line for line in grade.lines] == list(range(len(grade.lines)))


@given(ANSWERS)
def test_each_step_towards_the_right_answer_earns_at_least_as_much(answer: QueryAnswer) -> None:
    steps = [answer]
    steps.append(replace(steps[-1], is_needed=True))
    steps.append(replace(steps[-1], gaps=tuple(gap for gap in answer.gaps if gap in NEEDED.gaps)))
    steps.append(replace(steps[-1], gaps=NEEDED.gaps))
    steps.append(
        replace(
            steps[-1], parts=(*((part, each) for part, each in answer.parts if part != "question"), ("question", "b"))
        )
    )
    steps.append(RIGHT)
    earned = [sum(points(grade_query(NEEDED, step))) for step in steps]
    assert earned == sorted(earned)
    assert earned[-1] == 48


TASK = QueryTask(
    gaps=(Offer("a", "The type"),),
    parts=(
        QueryPart("facts", "Facts", (Offer("a", "Creatinine 2.1 on 3 May."), Offer("b", "Renal failure."))),
        QueryPart("question", "Question", (Offer("a", "Is it acute?"), Offer("b", "Which diagnosis do these show?"))),
    ),
)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ((("question", "b"), ("facts", "a")), "Creatinine 2.1 on 3 May.\n\nWhich diagnosis do these show?"),
        ((("question", "a"),), "Is it acute?"),
        ((("question", "z"), ("other", "a")), ""),
        ((), ""),
    ],
)
def test_a_query_reads_in_the_order_of_its_parts(parts: tuple[tuple[str, str], ...], text: str) -> None:
    assert query_text(TASK, QueryAnswer(is_needed=True, parts=parts)) == text
