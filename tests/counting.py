"""Counts the lines and branches that tests reach, in each process that runs some: `pytest -p tests.counting`.

What slipcover does for pytest of itself costs a sixth of the tests' time more: it looks for its probes in all that
is in memory to take them out, does not find those of closures and decorated functions, and puts probes into the process
that only hands tests out. Here a probe goes the moment it is hit. What is counted is kept in `COUNTED`.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slipcover import FileMatcher, ImportManager, Slipcover, merge_coverage

COUNTED = Path(".coverage.json")
SOURCE = ["trainer"]
OMIT = ["trainer/db/migrations/*"]  # Alembic loads them by itself
EXCLUDE = ["case unreachable:", "assert_never", "if TYPE_CHECKING:"]

_STARTED = pytest.StashKey[Slipcover]()
_FOUND = pytest.StashKey[list[dict[str, Any]]]()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before anything imports the program."""
    early_config.stash[_FOUND] = []
    hands_out = early_config.known_args_namespace.numprocesses and "PYTEST_XDIST_WORKER" not in os.environ
    if not hands_out:
        started = Slipcover(immediate=True, branch=True, source=SOURCE, omit=OMIT, exclude_also=EXCLUDE)
        early_config.stash[_STARTED] = started
        imports = ImportManager(started, FileMatcher(sources=SOURCE, omit=OMIT))
        imports.__enter__()
        early_config.add_cleanup(imports.__exit__)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What a process has counted, unless it died."""
    found = getattr(node, "workeroutput", {}).get("reached")
    if found:
        node.config.stash[_FOUND].append(json.loads(found))


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    yield
    config = session.config
    if _STARTED in config.stash:
        config.stash[_FOUND].append(config.stash[_STARTED].get_coverage())
    first, *others = config.stash[_FOUND] or [{}]
    for other in others:
        merge_coverage(first, other)
    if hasattr(config, "workeroutput"):
        config.workeroutput["reached"] = json.dumps(first)
    elif first:
        COUNTED.write_text(json.dumps(first))
