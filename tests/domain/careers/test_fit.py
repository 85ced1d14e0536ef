"""Which job what somebody says speaks for: a count that can be checked by hand."""

import itertools

import pytest

from trainer.domain.careers.fit import CLEAR, TRAITS, Enjoyed, Job, Lean, Liking, lean_of


def test_nothing_said_speaks_for_nothing():
    assert lean_of(None, {}) == Lean(0, None)


@pytest.mark.parametrize(
    ("enjoyed", "likings", "lean"),
    [
        (Enjoyed.CHART, {}, Lean(2, None)),
        (Enjoyed.CHART, {"arithmetic": Liking.RATHER_NOT}, Lean(4, Job.CODER)),
        (Enjoyed.CLAIM, {"people": Liking.GLADLY}, Lean(-4, Job.BILLER)),
        (Enjoyed.BOTH, {"reading": Liking.GLADLY, "people": Liking.GLADLY}, Lean(0, None)),
        (Enjoyed.NEITHER, {"detail": Liking.RATHER_NOT}, Lean(0, None)),
        (None, {"reading": Liking.GLADLY, "people": Liking.RATHER_NOT}, Lean(4, Job.CODER)),
    ],
)
def test_two_points_for_the_try_and_the_difference_of_the_jobs_for_each_kind_of_work(enjoyed, likings, lean):
    assert lean_of(enjoyed, likings) == lean


def test_the_other_way_round_is_the_other_job():
    """Every combination of answers, turned around, speaks as much for the other side."""
    turned = {Liking.GLADLY: Liking.RATHER_NOT, Liking.FINE: Liking.FINE, Liking.RATHER_NOT: Liking.GLADLY}
    across = {Enjoyed.CHART: Enjoyed.CLAIM, Enjoyed.CLAIM: Enjoyed.CHART}
    for enjoyed in Enjoyed:
        for likings in itertools.product(Liking, repeat=len(TRAITS)):
            said = dict(zip((trait.slug for trait in TRAITS), likings, strict=True))
            lean = lean_of(enjoyed, said)
            other = lean_of(across.get(enjoyed, enjoyed), {slug: turned[liking] for slug, liking in said.items()})
            assert other.points == -lean.points
            assert (lean.job is None) == (abs(lean.points) < CLEAR)
