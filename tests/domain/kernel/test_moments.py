from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from trainer.domain.kernel.moments import require_utc

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def test_an_instant_in_utc_stays_the_same() -> None:
    assert require_utc(NOON) == NOON


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("UTC"), timezone(timedelta(0), "Z")], ids=str)
def test_utc_under_any_name_is_known_to_be_utc_afterwards(zone: timezone) -> None:
    assert require_utc(NOON.replace(tzinfo=zone)).tzinfo is UTC


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(NOON.replace(tzinfo=None), id="naive"),
        pytest.param(NOON.replace(tzinfo=timezone(timedelta(hours=1))), id="an hour ahead"),
        pytest.param(NOON.replace(tzinfo=timezone(timedelta(seconds=-1))), id="a second behind"),
        pytest.param(NOON.replace(tzinfo=ZoneInfo("America/New_York")), id="New York"),
    ],
)
def test_any_other_instant_is_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match="not a UTC instant"):
        require_utc(moment)
