"""Instants are aware and in UTC, or they are refused."""

from datetime import UTC, datetime, timedelta


def require_utc(moment: datetime) -> datetime:
    """The same instant, known to be UTC.

    Raises:
        ValueError: the instant is naive or in another zone.
    """
    if moment.tzinfo is None or moment.utcoffset() != timedelta(0):
        raise ValueError(f"not a UTC instant: {moment!r}")
    return moment.astimezone(UTC)
