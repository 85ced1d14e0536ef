"""What a corrected key does to grades: raises and falls, sums of a sitting, the pass mark, keys that decide alike."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.exams.regrades import Flip, Mode, Regrade, Total, decides_alike, flip_of, total_after
from trainer.domain.items.keys import CodeKey, MatchingKey, MultipleKey, NumericKey, OrderingKey, SingleKey
from trainer.domain.kernel.points import Points


@st.composite
def points(draw: st.DrawFn) -> Points:
    possible = draw(st.integers(1, 6))
    return Points(draw(st.integers(0, possible)), possible)


changes = st.builds(Regrade, points(), points())
sittings = st.lists(changes, min_size=1, max_size=20)


def total_of(grades: list[Points]) -> Total:
    """What grading sums up."""
    summed = Points(sum(each.earned for each in grades), sum(each.possible for each in grades))
    return Total(summed, sum(each.is_full for each in grades))


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ((0, 1), (1, 1), "raised"),
        ((1, 1), (0, 1), "lowered"),
        ((1, 1), (1, 1), "same"),
        ((0, 2), (0, 3), "changed"),
        ((1, 2), (2, 4), "changed"),
        ((1, 2), (2, 3), "raised"),
        ((2, 2), (2, 3), "lowered"),
        ((1, 3), (1, 2), "raised"),
    ],
)
def test_an_answer_is_raised_when_the_share_of_its_points_goes_up(before, after, outcome):
    change = Regrade(Points(*before), Points(*after))
    assert change.is_raised is (outcome == "raised")
    assert change.is_lowered is (outcome == "lowered")
    assert change.is_changed is (outcome != "same")
    assert change.is_taken(Mode.RAISES) is (outcome == "raised")
    assert change.is_taken(Mode.ALL)


@pytest.mark.parametrize(
    ("cut", "before", "after", "flip"),
    [
        (70, 69, 70, Flip.PASSED),
        (70, 70, 69, Flip.FAILED),
        (70, 68, 69, None),
        (70, 70, 71, None),
        (70, 70, 70, None),
        (0, 0, 1, None),
        (0, 1, 0, None),
    ],
)
def test_an_exam_flips_only_when_the_pass_mark_is_crossed(cut, before, after, flip):
    assert flip_of(cut, before, after) is flip


@given(sittings)
def test_the_new_sum_is_the_sum_of_the_new_grades(answers):
    before = total_of([each.before for each in answers])
    assert total_after(before, answers) == total_of([each.after for each in answers])


@given(sittings)
def test_raises_first_and_the_rest_later_come_to_the_same_as_all_at_once(answers):
    before = total_of([each.before for each in answers])
    raises = [each for each in answers if each.is_taken(Mode.RAISES)]
    rest = [each for each in answers if not each.is_taken(Mode.RAISES)]
    assert total_after(total_after(before, raises), rest) == total_after(before, answers)


@given(sittings, st.integers(0, 20))
def test_raises_take_nothing_from_anybody(answers, cut):
    before = total_of([each.before for each in answers])
    after = total_after(before, [each for each in answers if each.is_taken(Mode.RAISES)])
    assert after.correct >= before.correct
    assert flip_of(cut, before.correct, after.correct) is not Flip.FAILED


@given(changes)
def test_to_be_right_in_full_is_gained_only_by_a_raise_and_lost_only_by_a_fall(change):
    if change.after.is_full and not change.before.is_full:
        assert change.is_raised
    if change.before.is_full and not change.after.is_full:
        assert change.is_lowered


@pytest.mark.parametrize(
    ("key", "other", "alike"),
    [
        (SingleKey("A"), SingleKey("A"), True),
        (SingleKey("A"), SingleKey("B"), False),
        (SingleKey("A"), MultipleKey(("A",)), False),
        (MultipleKey(("A", "C")), MultipleKey(("C", "A")), True),
        (MultipleKey(("A", "C")), MultipleKey(("A",)), False),
        (CodeKey(("J20.9",)), CodeKey(("j209", "J20.9")), True),
        (CodeKey(("J20.9",)), CodeKey(("J20.9", "J20.0")), False),
        (NumericKey(Decimal("80")), NumericKey(Decimal("80.00")), True),
        (NumericKey(Decimal("80")), NumericKey(Decimal("80"), Decimal("0.01")), False),
        (OrderingKey(("A", "B")), OrderingKey(("B", "A")), False),
        (MatchingKey((("P", "A"), ("Q", "B"))), MatchingKey((("Q", "B"), ("P", "A"))), True),
        (MatchingKey((("P", "A"), ("Q", "B"))), MatchingKey((("P", "B"), ("Q", "A"))), False),
    ],
)
def test_keys_decide_alike_whatever_the_order_and_spelling_of_what_they_list(key, other, alike):
    assert decides_alike(key, other) is alike
    assert decides_alike(other, key) is alike
