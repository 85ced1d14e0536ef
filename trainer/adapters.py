"""Values of the domain as JSON, both ways: one pydantic adapter for each type, made when it is first asked for."""

from functools import cache
from typing import Any, TypeVar, overload

from pydantic import TypeAdapter

T = TypeVar("T")


@overload
def adapter_of(value_type: type[T]) -> TypeAdapter[T]: ...
@overload
def adapter_of(value_type: Any) -> TypeAdapter[Any]: ...
def adapter_of(value_type: Any) -> TypeAdapter[Any]:
    """Reads and writes values of a type: a class, a union, or one that is annotated.

    To build one takes milliseconds, so that a module which needs one asks here each time and keeps none.
    """
    return _build(value_type)


@cache
def _build(value_type: Any) -> TypeAdapter[Any]:
    return TypeAdapter(value_type)


def as_plain(value_type: Any, value: Any) -> Any:
    """The value as plain JSON values (dicts, lists, texts, numbers), such as fingerprints are made of."""
    return _build(value_type).dump_python(value, mode="json")
