"""What is shown of a sitting, and when."""

from datetime import datetime, timedelta

import pytest

from tests.support.clock import START
from trainer.domain.exams.review import ReviewPolicy, Shows

LATER = START + timedelta(days=1)


@pytest.mark.parametrize(
    ("policy", "is_over", "now", "score", "keys"),
    [
        pytest.param(ReviewPolicy(), False, START, False, False, id="nothing during the sitting"),
        pytest.param(ReviewPolicy(), True, START, True, True, id="everything at its end"),
        pytest.param(ReviewPolicy(Shows.SCORE), True, START, True, False, id="the score alone"),
        pytest.param(ReviewPolicy(Shows.SCORE), False, START, False, False, id="which waits for the end too"),
        pytest.param(ReviewPolicy(Shows.NOTHING), True, START, False, False, id="nothing ever"),
        pytest.param(ReviewPolicy(not_before=LATER), True, START, False, False, id="over, and not released yet"),
        pytest.param(ReviewPolicy(not_before=LATER), True, LATER, True, True, id="released"),
        pytest.param(ReviewPolicy(not_before=LATER), False, LATER, False, False, id="released, and still sat"),
        pytest.param(ReviewPolicy(Shows.SCORE, LATER), True, LATER, True, False, id="the score alone, released"),
        pytest.param(ReviewPolicy(Shows.NOTHING, LATER), True, LATER, False, False, id="nothing to release"),
    ],
)
def test_a_policy_shows(policy: ReviewPolicy, is_over: bool, now: datetime, score: bool, keys: bool) -> None:
    assert policy.score_is_shown(is_over, now) is score
    assert policy.keys_are_shown(is_over, now) is keys


def test_a_release_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="UTC"):
        ReviewPolicy(not_before=START.replace(tzinfo=None))
