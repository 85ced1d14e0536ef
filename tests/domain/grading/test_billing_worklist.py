"""An A/R list: worked day by day in the learner's order, measured against the best order there is."""

from datetime import date
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.grading.billing_builders import a_list, work
from trainer.domain.claims.billing_case import BillingContent
from trainer.domain.grading.billing import exact_worksheet, grade_billing, shown_entry
from trainer.domain.grading.billing_faults import BillingFault
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.grading.billing_worklist import (
    DEADLINES,
    DOLLARS,
    best_plan,
    best_work,
    chosen,
    saved_cents,
    work_through,
)
from trainer.domain.grading.findings import Severity
from trainer.domain.grading.lines import CaseGrade, Verdict
from trainer.domain.kernel.points import Points

F = BillingFault
TUESDAY = "2026-03-10"


def days(content: BillingContent, *steps: tuple[str, str]) -> list[str]:
    return [each.on.isoformat() for each in work_through(content, steps)]


@pytest.mark.parametrize(
    ("actions", "ends"),
    [
        ("c", ["2026-03-09"]),
        ("ba", ["2026-03-09", "2026-03-09"]),
        ("bc", ["2026-03-09", "2026-03-10"]),
        ("can", ["2026-03-09", "2026-03-10", "2026-03-10"]),
        ("nc", ["2026-03-09", "2026-03-09"]),
        ("cn", ["2026-03-09", "2026-03-09"]),
        ("ccccca", ["2026-03-09", "2026-03-10", "2026-03-11", "2026-03-12", "2026-03-13", "2026-03-16"]),
    ],
)
def test_work_goes_on_from_weekday_to_weekday(actions: str, ends: list[str]) -> None:
    content, _ = a_list(*[("a", 100, None)] * len(actions))
    assert days(content, *((f"x{place}", action) for place, action in enumerate(actions, 1))) == ends


def test_work_that_begins_on_a_weekend_begins_on_monday() -> None:
    content, _ = a_list(("a", 100, None))
    saturday = BillingContent(**{**_fields(content), "on": date(2026, 3, 7)})
    assert days(saturday, ("x1", "a")) == ["2026-03-09"]


def _fields(content: BillingContent) -> dict[str, object]:
    return {name: getattr(content, name) for name in BillingContent.__slots__}


def test_the_order_is_that_of_the_ranks_then_that_of_the_list() -> None:
    content, _ = a_list(*[("a", 100, None)] * 6)
    sheet = {"x1.rank": "3", "x2.rank": "1", "x3.rank": " 3 ", "x4.rank": "²", "x6.rank": "2"}
    sheet |= {f"x{place}.action": "a" for place in range(1, 6)} | {"x6.action": "burn"}
    assert content.worklist is not None
    assert [account for account, _ in chosen(content.worklist, sheet)] == ["x2", "x1", "x3", "x4", "x5"]


THREE = (("ab", 10_000, "2026-03-09"), ("c", 30_000, TUESDAY), ("n", 0, None))


def test_the_best_order_is_full_and_no_work_is_nothing() -> None:
    content, key = a_list(*THREE)
    assert best_plan(content, key) == ("x1", "x2", "x3")
    assert best_work(content, key) == (("x1", "a"), ("x2", "c"), ("x3", "n"))
    grade = grade_billing(content, key, exact_worksheet(content, key))
    assert grade.sections == ((DOLLARS, Points(400, 400)), (DEADLINES, Points(2, 2)))
    assert (grade.correct_lines, grade.key_lines, grade.is_clean) == (3, 3, True)
    assert [row.explanation for row in grade.lines] == [
        "Worked on 9 Mar 2026, on its last day. because",
        "Worked on 10 Mar 2026, on its last day. because",
        "Worked on 10 Mar 2026. because",
    ]
    nothing = grade_billing(content, key, ())
    assert nothing.line_score.earned == 0
    assert [(row.verdict, row.faults) for row in nothing.lines] == [(Verdict.MISSED, (F.LEFT_BLANK,))] * 3


def test_what_happened_to_each_account_is_told() -> None:
    content, key = a_list(*THREE, ("a", 5_000, "2026-03-13"))
    grade = work(content, key, ("x2", "c"), ("x1", "a"), ("x3", "a"), ("x4", "a"))
    told = [(row.verdict, row.findings[0].kind, row.findings[0].remark) for row in grade.lines if row.findings]
    assert told == [
        (Verdict.WRONG, F.TOO_LATE, "Worked on 10 Mar 2026, 1 day after its last day. Lost: $100.00 and a deadline."),
        (
            Verdict.WRONG,
            F.WRONG_ACTION,
            "“do a” is not what this account needs. Nothing was to be won here: no dollar is lost.",
        ),
    ]
    assert grade.lines[1].explanation == "Worked on 9 Mar 2026, 1 day before its last day. because"
    assert grade.lines[3].explanation == "Worked on 10 Mar 2026, 3 days before its last day. because"
    assert grade.sections == ((DOLLARS, Points(350, 450)), (DEADLINES, Points(2, 3)))
    assert (grade.correct_lines, grade.key_lines, grade.is_clean) == (2, 4, False)


def test_a_wrong_action_where_nothing_is_to_be_won_is_an_error_that_takes_no_dollar() -> None:
    content, key = a_list(*THREE, ("b", 2_000, None))
    grade = work(content, key, ("x1", "a"), ("x2", "c"), ("x4", "b"), ("x3", "c"))
    assert grade.line_score.is_full
    assert (grade.correct_lines, grade.key_lines, grade.is_clean) == (3, 4, False)
    row = grade.lines[2]
    assert (row.verdict, row.faults, row.findings[0].cost) == (Verdict.WRONG, (F.WRONG_ACTION,), 0)
    left = work(content, key, ("x1", "a"), ("x2", "c"), ("x3", "n")).lines[3].findings[0]
    assert (left.kind, left.cost, left.remark) == (F.LEFT_BLANK, 0, "It was not worked. Lost: $20.00.")


def test_no_row_names_a_cost_in_points_that_was_not_taken() -> None:
    content, key = a_list(*THREE, ("c", 0, "2026-03-09"))
    grade = grade_billing(content, key, ())
    assert {found.cost for row in grade.lines for found in row.findings} == {0}


def test_what_the_best_order_gives_up_counts_neither_way() -> None:
    content, key = a_list(("c", 10_000, "2026-03-09"), ("c", 20_000, "2026-03-09"), ("c", 5_000, "2026-03-08"))
    assert best_plan(content, key) == ("x2", "x1", "x3")
    grade = grade_billing(content, key, exact_worksheet(content, key))
    assert grade.line_score.is_full
    assert grade.is_clean
    first = grade.lines[0]
    assert (first.verdict, first.faults) == (Verdict.OPTIONAL, ())
    assert (first.findings[0].kind, first.findings[0].severity) == (F.TOO_LATE, Severity.NOTE)
    assert first.explanation == "because The best order gives this account up."
    other = work(content, key, ("x1", "c"))
    assert other.sections == ((DOLLARS, Points(100, 200)), (DEADLINES, Points(1, 1)))
    assert [row.verdict for row in other.lines] == [Verdict.RIGHT, Verdict.MISSED, Verdict.OPTIONAL]


def test_money_comes_before_the_number_of_deadlines() -> None:
    content, key = a_list(("b", 10_000, "2026-03-09"), ("b", 10_000, "2026-03-09"), ("c", 25_000, "2026-03-09"))
    assert best_plan(content, key)[0] == "x3"
    grade = work(content, key, ("x1", "b"), ("x2", "b"))
    assert grade.sections == ((DOLLARS, Points(200, 250)), (DEADLINES, Points(1, 1)))
    assert not grade.is_clean


def test_of_orders_that_save_the_same_the_one_that_keeps_most_deadlines_is_best() -> None:
    content, key = a_list(("c", 20_000, "2026-03-09"), ("b", 10_000, "2026-03-09"), ("b", 10_000, "2026-03-09"))
    assert set(best_plan(content, key)[:2]) == {"x2", "x3"}


def test_a_list_where_nothing_is_to_be_won_has_no_points() -> None:
    content, key = a_list(("n", 0, None))
    grade = grade_billing(content, key, exact_worksheet(content, key))
    assert (grade.sections, grade.is_clean) == ((), False)


def test_what_an_order_saves_is_counted_in_cents() -> None:
    content, key = a_list(*THREE)
    assert saved_cents(content, key, ["x2", "x1", "x3"]) == 30_000
    assert saved_cents(content, key, ["x1", "x2", "x3"]) == 40_000


def test_a_row_shows_rank_and_action() -> None:
    content, key = a_list(*THREE)
    sheet = (("x1.rank", "2"), ("x1.action", "a"), ("x2.action", "c"))
    grade: CaseGrade = grade_billing(content, key, sheet)
    assert [shown_entry(content, key, sheet, row) for row in grade.lines] == ["2. do a", "do c", ""]


ACCOUNTS = st.tuples(
    st.sampled_from(("a", "b", "c", "n", "ac")),
    st.integers(0, 5).map(lambda hundreds: hundreds * 10_000),
    st.one_of(st.none(), st.integers(6, 14).map(lambda day: f"2026-03-{day:02}")),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ACCOUNTS, min_size=1, max_size=5), st.sampled_from((30, 45, 60)))
def test_no_order_with_any_actions_beats_the_best_one(
    accounts: list[tuple[str, int, str | None]], minutes: int
) -> None:
    content, key = a_list(*accounts, minutes_a_day=minutes)
    keys = {each.account: each for each in key.accounts}
    best = saved_cents(content, key, best_plan(content, key))
    most = 0
    for order in permutations(keys):
        for actions in product(*(keys[account].actions for account in order)):
            worked = work_through(content, zip(order, actions, strict=True))
            saved = [keys[each.account] for each in worked]
            most = max(
                most,
                sum(
                    each.saves_cents
                    for each, one in zip(saved, worked, strict=True)
                    if each.due_on is None or one.on <= each.due_on
                ),
            )
    assert best == most


@given(st.lists(ACCOUNTS, min_size=1, max_size=15), st.data())
def test_the_best_order_is_full_whatever_the_list(
    accounts: list[tuple[str, int, str | None]], data: st.DataObject
) -> None:
    content, key = a_list(*accounts)
    exact = grade_billing(content, key, exact_worksheet(content, key))
    assert exact.line_score.is_full or not exact.sections
    order = data.draw(st.permutations([each.account for each in key.accounts]))
    other = work(content, key, *((account, "a") for account in order))
    assert other.line_score.earned <= other.line_score.possible
    assert isinstance(key, BillingKey)
