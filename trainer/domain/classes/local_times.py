"""Dates and times as a class writes them, in its own time zone, across changes of the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from trainer.domain.kernel.errors import Refused


def to_utc(local: datetime, time_zone: str) -> datetime:
    """The moment at which a clock on the wall of that zone shows `local`; of two such moments the first.

    Raises:
        Refused: the clock skips that time when it is put forward.
    """
    there = local.replace(tzinfo=ZoneInfo(time_zone), fold=0)
    moment = there.astimezone(UTC)
    if moment.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None) != local:
        raise Refused(f"There is no {local:%H:%M} on {local:%Y-%m-%d} in {time_zone}: the clocks go forward then.")
    return moment


def to_local(moment: datetime, time_zone: str) -> datetime:
    """What a clock on the wall of that zone shows at a moment, without a zone."""
    return moment.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)


def shifted(moment: datetime, days: int, time_zone: str, to_zone: str = "") -> datetime:
    """The same time on the wall so many days later; a time that the clock skips becomes the one an hour later.

    `to_zone`: the zone of the wall on which it is shown then, where that is another one.
    """
    local = to_local(moment, time_zone) + timedelta(days=days)
    return local.replace(tzinfo=ZoneInfo(to_zone or time_zone), fold=0).astimezone(UTC)
