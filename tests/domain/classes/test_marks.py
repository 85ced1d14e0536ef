"""The cell of the gradebook: which try counts, what lateness takes, what stands above what was earned; totals."""

from datetime import datetime, timedelta

import pytest

from tests.support.school import at
from trainer.domain.classes.dates import Terms
from trainer.domain.classes.marks import (
    Cell,
    CellState,
    Mark,
    MarkKind,
    Part,
    Try,
    cell_of,
    mean_of,
    median_of,
    permille_of,
    total_permille,
    try_of,
)
from trainer.domain.classes.work import Counts
from trainer.domain.kernel.points import Points

OPENS, DUE, CLOSES = at("2026-03-01 08:00"), at("2026-03-09 15:00"), at("2026-03-16 15:00")
BEFORE, AFTER = at("2026-03-05 12:00"), at("2026-03-20 12:00")


def terms(
    opens_at: datetime | None = OPENS,
    due_at: datetime | None = DUE,
    closes_at: datetime | None = CLOSES,
    late: int = 10,
) -> Terms:
    return Terms(opens_at, due_at, closes_at, late, 0, ())


def a_try(number: int = 1, earned: int | None = 8, handed_in_at: datetime | None = BEFORE) -> Try:
    return Try(number, OPENS, handed_in_at, None if earned is None else Points(earned, 10))


def cell(*tries: Try, mark: Mark | None = None, counts: Counts = Counts.BEST, now: datetime = AFTER, **dates) -> Cell:
    return cell_of(tries, terms(**dates), counts, mark, now)


@pytest.mark.parametrize(
    ("now", "state", "permille"),
    [
        (at("2026-02-20 12:00"), CellState.NOT_OPEN, None),
        (BEFORE, CellState.TO_DO, None),
        (at("2026-03-12 12:00"), CellState.TO_DO, None),
        (AFTER, CellState.MISSING, 0),
    ],
)
def test_without_a_try_the_dates_say_how_it_stands(now, state, permille):
    found = cell(now=now)
    assert (found.state, found.permille, found.is_missing) == (state, permille, state is CellState.MISSING)


def test_a_try_in_hand_and_one_that_waits_for_its_grade_have_no_score():
    assert cell(a_try(earned=None, handed_in_at=None)) == Cell(CellState.IN_PROGRESS, tries=1)
    assert cell(a_try(earned=None)) == Cell(CellState.UNGRADED, tries=1)


def test_graded_work_in_time_has_its_share_even_while_another_try_goes_on():
    assert cell(a_try(), a_try(2, None, None)) == Cell(CellState.DONE, 800, 0, 2, 1)
    assert cell(a_try(), due_at=None, closes_at=None).state is CellState.DONE


def test_work_at_the_last_moment_is_in_time_and_a_second_later_a_day_late():
    assert cell(a_try(handed_in_at=DUE)).state is CellState.DONE
    late = cell(a_try(handed_in_at=DUE + timedelta(seconds=1)))
    assert late == Cell(CellState.LATE, 720, 10, 1, 1)


def test_late_work_without_a_deduction_is_late_all_the_same():
    assert cell(a_try(handed_in_at=DUE + timedelta(hours=1)), late=0) == Cell(CellState.LATE, 800, 0, 1, 1)


@pytest.mark.parametrize(("counts", "counted"), [(Counts.FIRST, 1), (Counts.LAST, 3), (Counts.BEST, 2)])
def test_which_of_several_tries_counts(counts, counted):
    assert cell(a_try(1, 5), a_try(2, 9), a_try(3, 7), counts=counts).counted == counted


def test_the_best_try_is_the_one_that_is_worth_most_after_the_deduction_and_of_two_alike_the_first():
    assert cell(a_try(1, 8), a_try(2, 9, DUE + timedelta(days=2))).counted == 1
    assert cell(a_try(1, 8), a_try(2, 8)).counted == 1


def test_a_score_by_hand_stands_above_what_was_earned_and_no_lateness_reduces_it():
    mark = Mark(MarkKind.SCORE, 900)
    assert cell(a_try(handed_in_at=DUE + timedelta(days=1)), mark=mark) == Cell(
        CellState.LATE, 900, 0, 1, 1, is_by_hand=True
    )
    assert cell(mark=mark) == Cell(CellState.DONE, 900, 0, 0, None, is_by_hand=True)


def test_excused_stands_above_all_and_cleared_is_as_if_nothing_was_set():
    assert cell(a_try(), mark=Mark(MarkKind.EXCUSED)) == Cell(CellState.EXCUSED, None, 0, 1, None, is_by_hand=True)
    assert cell(a_try(), mark=Mark(MarkKind.CLEARED)) == cell(a_try())


def test_a_try_of_one_part_is_that_part():
    part = Part(OPENS, BEFORE, Points(3, 4))
    assert try_of(2, [part], 1) == Try(2, OPENS, BEFORE, Points(3, 4))
    assert try_of(1, [Part(OPENS, None, None)], 1) == Try(1, OPENS, None, None)


def test_parts_count_the_same_whatever_their_points_and_the_last_one_hands_the_try_in():
    later = BEFORE + timedelta(hours=1)
    both = [Part(later, later, Points(12, 24)), Part(OPENS, BEFORE, Points(5, 5))]
    found = try_of(1, both, 2)
    assert (found.started_at, found.handed_in_at) == (OPENS, later)
    assert found.points is not None
    assert permille_of(found.points) == 750


def test_a_try_with_a_part_in_hand_or_not_graded_has_no_points():
    done = Part(OPENS, BEFORE, Points(5, 5))
    assert try_of(1, [done, Part(OPENS, None, None)], 2) == Try(1, OPENS, None, None)
    assert try_of(1, [done, Part(OPENS, BEFORE, None)], 2) == Try(1, OPENS, BEFORE, None)


def test_what_is_missing_of_a_try_earns_nothing_once_the_assignment_is_closed():
    one_of_two = try_of(1, [Part(OPENS, BEFORE, Points(5, 5))], 2)
    assert (one_of_two.handed_in_at, one_of_two.left_at) == (None, BEFORE)
    assert cell(one_of_two, now=BEFORE) == Cell(CellState.IN_PROGRESS, tries=1)
    assert cell(one_of_two) == Cell(CellState.DONE, 500, 0, 1, 1)


@pytest.mark.parametrize(
    ("points", "late", "permille"),
    [(Points(1, 3), 0, 333), (Points(2, 3), 0, 667), (Points(1, 16), 0, 63), (Points(10, 10), 100, 0)],
)
def test_shares_are_rounded_half_up(points, late, permille):
    assert permille_of(points, late) == permille


def test_a_total_weighs_scores_leaves_out_what_has_none_and_counts_missing_work():
    done, other = Cell(CellState.DONE, 1000), Cell(CellState.LATE, 500)
    missing, open_one, excused = Cell(CellState.MISSING, 0), Cell(CellState.TO_DO), Cell(CellState.EXCUSED)
    assert total_permille([(done, 3), (other, 1), (open_one, 5), (excused, 5)]) == 875
    assert total_permille([(done, 1), (missing, 1)]) == 500
    assert total_permille([(done, 1), (missing, 1), (missing, 1)]) == 333
    assert total_permille([(open_one, 1)]) is None
    assert total_permille([(done, 0)]) is None


@pytest.mark.parametrize(
    ("scores", "mean", "median"),
    [
        ([], None, None),
        ([700], 700, 700),
        ([100, 200, 900], 400, 200),
        ([1, 2], 2, 2),
        ([900, 100, 300, 200], 375, 250),
    ],
)
def test_mean_and_median(scores, mean, median):
    assert (mean_of(scores), median_of(scores)) == (mean, median)


def test_extra_time_is_no_lateness_but_work_begun_behind_the_due_date_is_late():
    minute, extra = timedelta(minutes=1), 15 * 60
    begun = DUE - 30 * minute

    def state(started_at: datetime, handed_in_at: datetime) -> CellState:
        return cell(try_of(1, [Part(started_at, handed_in_at, Points(8, 10), extra)], 1)).state

    assert state(begun, DUE + 15 * minute) is CellState.DONE
    assert state(begun, DUE + 16 * minute) is CellState.LATE
    assert state(DUE + minute, DUE + 10 * minute) is CellState.LATE


def test_every_part_is_judged_by_its_own_extra_time():
    minute = timedelta(minutes=1)
    one = Part(OPENS, DUE + 10 * minute, Points(5, 5), 15 * 60)
    assert cell(try_of(1, [one, Part(OPENS, DUE, Points(5, 5))], 2)).state is CellState.DONE
    assert cell(try_of(1, [one, Part(OPENS, DUE + minute, Points(5, 5))], 2)).state is CellState.LATE
    assert try_of(1, [one, Part(OPENS, None, None, 60)], 2).judged_at is None
    left = try_of(1, [one], 2)
    assert (left.left_at, left.judged_at) == (DUE + 10 * minute, DUE - 5 * minute)
    assert left.late_percent(terms()) is None
    assert cell(left).state is CellState.DONE


def test_a_later_try_that_is_not_complete_counts_only_where_none_is():
    whole, half = a_try(1, 9), Try(2, OPENS, None, Points(5, 10), left_at=BEFORE)
    for counts in Counts:
        assert cell(whole, half, counts=counts) == Cell(CellState.DONE, 900, 0, 2, 1)
        assert cell(a_try(1, None), half, counts=counts).state is CellState.UNGRADED
    assert cell(half, counts=Counts.LAST) == Cell(CellState.DONE, 500, 0, 1, 2)


def test_what_was_closed_before_somebody_came_is_not_missing():
    def state(there_since: datetime, *tries: Try, mark: Mark | None = None) -> Cell:
        return cell_of(tries, terms(), Counts.BEST, mark, AFTER, there_since=there_since)

    later = CLOSES + timedelta(seconds=1)
    assert state(later) == Cell(CellState.BEFORE_JOINING)
    assert state(CLOSES).is_missing
    assert state(later, a_try()).state is CellState.DONE
    assert state(later, mark=Mark(MarkKind.SCORE, 900)).permille == 900
    assert total_permille([(state(later), 1)]) is None
