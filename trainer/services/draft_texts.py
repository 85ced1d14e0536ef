"""The files of drafts as texts within limits, and as plain values and back: pages know fields, not formats."""

from collections.abc import Iterator

from trainer.content.draft_files import (
    FAMILY,
    ITEM,
    SCENARIO,
    Data,
    Files,
    family_text,
    item_text,
    plain_data,
    scenario_text,
)

__all__ = [
    "FAMILY",
    "ITEM",
    "SCENARIO",
    "Data",
    "Files",
    "family_text",
    "item_text",
    "plain_data",
    "scenario_text",
    "text_problems",
]

MAX_FILE_CHARACTERS = 200_000
_UNSTORABLE = ("\0", "\\u0000", "\\U00000000")


def text_problems(files: Files) -> Iterator[tuple[str, str]]:
    """File and sentence for every text that is too long or cannot be stored; no check looks into such texts."""
    for name, text in files.items():
        if len(text) > MAX_FILE_CHARACTERS:
            yield name, f"a text has at most {MAX_FILE_CHARACTERS:,} characters"
        if any(sign in text for sign in _UNSTORABLE):
            yield name, "contains a character that cannot be stored (NUL)"
