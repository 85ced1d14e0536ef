from datetime import date

import pytest

from trainer.domain.claims.contracts import Contract
from trainer.domain.claims.filing_limits import last_appeal_day, last_filing_day
from trainer.domain.claims.professional import Profile


def a_contract(profile: Profile, days: int = 365, appeal_days: int = 120) -> Contract:
    return Contract("Lakeshore Health", "77001", profile, (), 2026, timely_days=days, appeal_days=appeal_days)


@pytest.mark.parametrize(
    ("profile", "days", "service_on", "last"),
    [
        (Profile.MEDICARE, 365, date(2025, 3, 10), date(2026, 3, 10)),
        (Profile.MEDICARE, 365, date(2023, 3, 10), date(2024, 3, 10)),
        (Profile.MEDICARE, 365, date(2024, 2, 29), date(2025, 2, 28)),
        (Profile.MEDICARE, 365, date(2023, 2, 28), date(2024, 2, 28)),
        (Profile.TRICARE, 365, date(2025, 12, 31), date(2026, 12, 31)),
        (Profile.COMMERCIAL, 365, date(2023, 3, 10), date(2024, 3, 9)),
        (Profile.COMMERCIAL, 90, date(2026, 1, 5), date(2026, 4, 5)),
        (Profile.COMMERCIAL, 180, date(2026, 1, 1), date(2026, 6, 30)),
        (Profile.MEDICARE, 180, date(2026, 1, 1), date(2026, 6, 30)),
    ],
)
def test_medicare_counts_a_calendar_year_and_others_count_days(
    profile: Profile, days: int, service_on: date, last: date
) -> None:
    assert last_filing_day(service_on, a_contract(profile, days)) == last


def test_an_appeal_is_counted_from_the_notice() -> None:
    assert last_appeal_day(date(2026, 3, 20), a_contract(Profile.MEDICARE)) == date(2026, 7, 18)
    assert last_appeal_day(date(2026, 3, 20), a_contract(Profile.COMMERCIAL, appeal_days=60)) == date(2026, 5, 19)
