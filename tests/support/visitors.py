"""What visitors get at an address, one after the other."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from tests.support.browser import Browser

LOG_IN = "sent to the log-in page"
Outcome = int | str
Made = TypeVar("Made")
_NOTHING_DONE = {LOG_IN, 403, 404}


def visit(browser: Browser, address: str, method: str, form: Mapping[str, str]) -> Outcome:
    response = browser.get(address) if method == "GET" else browser.post(address, dict(form))
    return LOG_IN if response.headers.get("Location", "").startswith("/log-in") else response.status_code


def what_each_gets(
    visitors: Sequence[str], method: str, make: Callable[[], Made], get: Callable[[str, Made], Outcome]
) -> dict[str, Outcome]:
    """What `get` says of each visitor and what was made: the same thing until one of them has done something to it."""
    found: dict[str, Outcome] = {}
    made: Made | None = None
    for visitor in visitors:
        if made is None:
            made = make()
        found[visitor] = get(visitor, made)
        if method != "GET" and found[visitor] not in _NOTHING_DONE:
            made = None
    return found
