"""The files of drafts as plain values and back, for forms: pages know their fields, not the formats of content."""

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

__all__ = ["FAMILY", "ITEM", "SCENARIO", "Data", "Files", "family_text", "item_text", "plain_data", "scenario_text"]
