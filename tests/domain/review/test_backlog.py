"""A learner misses ten days: rationing keeps more for the exam than working off the oldest first."""

from statistics import mean

from benchmarks.review_backlog import compare


def test_after_ten_missed_days_rationing_keeps_more_than_oldest_first():
    """30 a day with the exam four weeks later; `make bench NAME=reviews` has more learners and other cases."""
    outcomes = [compare(seed, 30, 28) for seed in range(1000, 1008)]
    assert all(rationed.backlog == oldest.backlog > 200 for rationed, oldest in outcomes)
    assert mean(rationed.plain - oldest.plain for rationed, oldest in outcomes) > 0.003
    assert mean(rationed.weighted - oldest.weighted for rationed, oldest in outcomes) > 0.003
