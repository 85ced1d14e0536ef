"""The last day on which a claim or an appeal still counts."""

from datetime import date, timedelta

from trainer.domain.claims.contracts import Contract
from trainer.domain.claims.professional import Profile

CALENDAR_YEAR = 365


def last_filing_day(service_on: date, contract: Contract) -> date:
    """The last day on which the payer may receive a claim for a service of that day (its first, where it spans some).

    Medicare and TRICARE count one calendar year, from 10 March to 10 March; a service of 29 February is filed by
    28 February. Other payers, and a limit other than 365 days, count days. Weekends and holidays add none.
    Source: 42 CFR 424.44(a); Medicare Claims Processing Manual, chapter 1, section 70; TRICARE Operations Manual, 8-3.
    """
    by_calendar = contract.profile in (Profile.MEDICARE, Profile.TRICARE) and contract.timely_days == CALENDAR_YEAR
    if not by_calendar:
        return service_on + timedelta(days=contract.timely_days)
    if (service_on.month, service_on.day) == (2, 29):
        return date(service_on.year + 1, 2, 28)
    return service_on.replace(year=service_on.year + 1)


def last_appeal_day(noticed_on: date, contract: Contract) -> date:
    """The last day for a first appeal, counted from the day on which the notice is taken as received."""
    return noticed_on + timedelta(days=contract.appeal_days)
