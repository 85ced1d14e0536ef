"""The turn of a year of ICD-10-CM: categories of April 2026, and what the official addenda of October 2026 do to them.

The changes are some of those in the order addenda of fiscal year 2027, which are in the public domain.
"""

from dataclasses import replace
from pathlib import Path

from tests.support.code_book import BUILT
from trainer.codebook.compile import compile_book
from trainer.codebook.orders import apply_addenda, read_addenda
from trainer.codebook.parts import Collection, Release
from trainer.domain.codesets.book import Level

_CATEGORIES = ("D69", "E11", "M67", "M72", "S23", "T52")
_CHANGES = (
    ("Delete", 1, "D691", "Qualitative platelet defects"),
    ("Add", 0, "D691", "Qualitative platelet defects"),
    ("Add", 1, "D6911", "Glanzmann thrombasthenia"),
    ("Add", 1, "D6919", "Other qualitative platelet defects"),
    ("Add", 0, "M67A", "Plantar fasciitis"),
    ("Add", 0, "M67A0", "Plantar fasciitis, foot"),
    ("Add", 1, "M67A01", "Plantar fasciitis, right foot"),
    ("Add", 1, "M67A02", "Plantar fasciitis, left foot"),
    ("Add", 1, "M67A09", "Plantar fasciitis, unspecified foot"),
    ("Delete", 1, "M722", "Plantar fascial fibromatosis"),
    ("Add", 0, "M722", "Plantar fascial fibromatosis"),
    ("Add", 1, "M7220", "Plantar fascial fibromatosis, unspecified foot"),
    ("Add", 1, "M7221", "Plantar fascial fibromatosis, right foot"),
    ("Add", 1, "M7222", "Plantar fascial fibromatosis, left foot"),
    ("Delete", 0, "S23420", "Sprain of sternoclavicular (joint) (ligament)"),
    ("Delete", 1, "S23420A", "Sprain of sternoclavicular (joint) (ligament), initial encounter"),
    ("Delete", 1, "S23420D", "Sprain of sternoclavicular (joint) (ligament), subsequent encounter"),
    ("Delete", 1, "S23420S", "Sprain of sternoclavicular (joint) (ligament), sequela"),
    ("Add", 0, "T5289", "Toxic effects of other organic solvents"),
    ("Add", 0, "T52891", "Toxic effect of other organic solvents, accidental (unintentional)"),
    ("Add", 1, "T52891A", "Toxic effect of other organic solvents, accidental (unintentional), initial encounter"),
    ("Delete", 1, "T528X1A", "Toxic effect of other organic solvents, accidental (unintentional), initial encounter"),
)


def build_turnover_book(path: Path, april: Release) -> None:
    """Compiles both releases of these categories to a file."""
    kept = [
        entry
        for entry in april.entries
        if entry.level in (Level.CHAPTER, Level.SECTION) or entry.code[:3] in _CATEGORIES
    ]
    before = replace(april, entries=kept)
    lines = [
        f"{action + ':':<13}{billable} {code:<7} {title[:60]:<60} {title}" for action, billable, code, title in _CHANGES
    ]
    addenda = read_addenda("icd10cm_order_addenda_2027.txt", "\r\n".join(lines).encode())
    path.parent.mkdir(parents=True, exist_ok=True)
    compile_book(path, Collection([before, apply_addenda(before, addenda)]), BUILT, lambda *_: None)
