"""Column types: ids, UTC instants, and domain values stored as JSON text."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from trainer.adapters import adapter_of
from trainer.domain.kernel.moments import require_utc

MOST_KEPT_CHARACTERS = 20_000
"""Longer texts are decoded each time: thousands of them would fill the memory."""

Id = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite counts rows only in a column of exactly INTEGER."""


class Instant(TypeDecorator[datetime]):
    """A UTC instant. Naive values and other zones are refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else require_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Stored(TypeDecorator[Any]):
    """A frozen domain value as JSON text. Equal text gives the same object back, decoded once; long text anew."""

    impl = Text
    cache_ok = True

    def __init__(self, value_type: Any) -> None:
        super().__init__()
        self.value_type = value_type
        self._decode = lru_cache(maxsize=4096)(self._validate)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else adapter_of(self.value_type).dump_json(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return self._decode(value) if len(value) <= MOST_KEPT_CHARACTERS else self._validate(value)

    def _validate(self, text: str) -> Any:
        return adapter_of(self.value_type).validate_json(text)
