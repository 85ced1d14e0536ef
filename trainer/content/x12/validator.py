"""An independent judge of the files that we write: pyx12 with its maps of the implementation guides.

pyx12 logs every error that it also returns, to standard error where nobody has set up logging: here it only returns.
"""

import json
import logging
from collections.abc import Iterator
from functools import cache, lru_cache
from io import StringIO
from typing import Any

logging.getLogger("pyx12").setLevel(logging.CRITICAL + 1)

_MOST_MAPS = 8
"""Kept: a transaction has one, and the envelope of a version has one."""


def validate_x12(text: str) -> tuple[str, ...]:
    """What pyx12 finds wrong with a file, in the order of the file, each with its segment; nothing: it is accepted.

    The settings are pyx12's own: no file of the user or the machine is looked for.
    """
    pyx12, settings = _its_own()
    its_errors = (pyx12.errors.EngineError, pyx12.errors.X12Error)
    found = StringIO()
    try:
        accepted = pyx12.x12n_document.x12n_document(settings, StringIO(text), fd_997=None, fd_html=None, fd_json=found)
    except (*its_errors, LookupError, AttributeError, TypeError, ValueError) as error:  # of its code too
        return (f"pyx12 cannot follow the file: {error}",)
    errors = tuple(dict.fromkeys(_errors(json.loads(found.getvalue() or "{}"))))
    return errors if accepted or errors else ("pyx12 does not accept the file and names no reason",)


@cache
def _its_own() -> tuple[Any, Any]:
    """pyx12 and its settings.

    It would read its maps of the guides anew for every file, nine tenths of its time. It changes none of them when it
    follows a file, so they are read once.
    """
    import pyx12.errors  # noqa: PLC0415 - large, and rarely needed
    import pyx12.map_if  # noqa: PLC0415
    import pyx12.params  # noqa: PLC0415
    import pyx12.x12n_document  # noqa: PLC0415

    pyx12.map_if.load_map_file = lru_cache(_MOST_MAPS)(pyx12.map_if.load_map_file)
    return pyx12, pyx12.params.ParamsBase()


def _errors(document: Any) -> Iterator[str]:
    """The errors of every depth: interchange, group, transaction, segment, element."""
    for interchange in document.get("interchanges", ()):
        yield from _said("ISA", interchange)
        for group in interchange["groups"]:
            yield from _said("GS", group)
            for transaction in group["transactions"]:
                yield from _said("ST", transaction)
                for segment in transaction["segments"]:
                    yield from _said(segment["seg_id"], segment)
                    for element in segment["elements"]:
                        yield from _said(segment["seg_id"], element, segment["cur_line"])


def _said(name: str, part: Any, position: int | None = None) -> Iterator[str]:
    for error in part["errors"]:
        yield f"segment {position or part['cur_line']} ({name}): {error['err_str']}"
