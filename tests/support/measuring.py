"""Coverage is measured while tests run on SQLite, and while they run that know one database only.

The same test on PostgreSQL passes through the same lines, and tracing them again costs a third of its time.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from coverage import Coverage


def is_a_second_run(item: pytest.Item) -> bool:
    """Whether this is the run on PostgreSQL of a test that a fixture has run on SQLite as well."""
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
        return False
    own = (
        ",".join(str(mark.args[0]) for mark in item.iter_markers("parametrize") if mark.args)
        .replace(" ", "")
        .split(",")
    )
    return any(value == "postgresql" for name, value in item.callspec.params.items() if name not in own)


@contextmanager
def unmeasured() -> Iterator[None]:
    """Nothing that the block does in this thread, and in threads that it begins, is measured."""
    if Coverage.current() is None:
        yield
        return
    here, in_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        yield
    finally:
        sys.settrace(here)
        threading.settrace(in_threads)
