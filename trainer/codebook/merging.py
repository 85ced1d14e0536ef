"""Puts releases of the same code set together: addenda on the release before them, our wording beside the official."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.orders import apply_addenda, as_addenda
from trainer.codebook.parts import Addenda, Entry, Release
from trainer.domain.codesets.book import Level, NoteKind, System

_LEVEL_II = {
    "A": "Ambulance, supplies, dressings and imaging agents",
    "B": "Nutrition by tube or vein",
    "C": "Outpatient hospital, temporary",
    "E": "Durable medical equipment",
    "G": "Services and screenings, temporary",
    "H": "Behavioral health and addiction",
    "J": "Drugs that are not taken by mouth, and chemotherapy",
    "K": "Equipment, temporary",
    "L": "Orthotics and prosthetics",
    "M": "Quality, and a few medical services",
    "P": "Pathology and blood products",
    "Q": "Drugs, supplies and casts, temporary",
    "R": "Portable x-ray, its transport",
    "S": "Codes of private payers",
    "T": "Codes of state Medicaid agencies",
    "U": "Laboratory, temporary",
    "V": "Vision and hearing",
}
_CPT_MODIFIER = re.compile(r"[0-9][0-9A-Z]|P[1-6]")
"""Modifiers of the AMA: two digits, measures (1P), and physical status. Those of Level II begin with a letter."""

_CPT = (
    ("Evaluation and management", "99202", "99499"),
    ("Anesthesia", "00100", "01999"),
    ("Surgery: skin and breast", "10000", "19999"),
    ("Surgery: muscles and bones", "20000", "29999"),
    ("Surgery: respiratory, heart and vessels, blood and lymph", "30000", "39999"),
    ("Surgery: digestive system", "40000", "49999"),
    ("Surgery: urinary, genital, maternity, endocrine", "50000", "60999"),
    ("Surgery: nerves, eye, ear", "61000", "69999"),
    ("Radiology", "70000", "79999"),
    ("Pathology and laboratory", "80000", "89999"),
    ("Medicine", "90000", "99999"),
)


def merge_releases(
    shipped: Sequence[Release], imported: Sequence[Release], addenda: Sequence[Addenda]
) -> list[Release]:
    """All releases that a code book is compiled from.

    An order file has no notes: those of the release before it, or of the same day, are kept. Addenda of a day whose
    codes are listed completely have nothing to add.

    Raises:
        ReleaseUnusable: two releases of a code set begin on the same day, or addenda do not fit what they change.
    """
    orders = [release for release in imported if release.system is System.ICD10CM and not _has_chapters(release)]
    complete = [release for release in imported if release not in orders]
    for these in (complete, orders, addenda):
        _refuse_duplicates(these)
    replaced = {(release.system, release.effective_from) for release in complete}
    own = {release.system: release for release in shipped}
    merged = [release for release in shipped if (release.system, release.effective_from) not in replaced]
    merged += [_beside_ours(release, own.get(release.system)) for release in complete]
    listed = {release.effective_from for release in (*_of_icd(merged), *orders)}
    changes: list[Addenda | Release] = [*orders, *(change for change in addenda if change.effective_from not in listed)]
    for change in sorted(changes, key=lambda change: change.effective_from):
        merged = _with_change(merged, change)
    return [_in_groups(release) for release in merged]


def _with_change(releases: list[Release], change: Addenda | Release) -> list[Release]:
    """Addenda change the release before them; an order file lists the codes of its day anew."""
    if isinstance(change, Addenda):
        return [*releases, apply_addenda(_before(releases, change, change.effective_from), change)]
    if all(release.effective_from > change.effective_from for release in _of_icd(releases)):
        return [*releases, change]
    base = _before(releases, change, change.effective_from + timedelta(days=1))
    others = [release for release in releases if release is not base or base.effective_from < change.effective_from]
    return [*others, apply_addenda(base, as_addenda(base, change))]


def _has_chapters(release: Release) -> bool:
    return any(entry.level is Level.CHAPTER for entry in release.entries)


def _of_icd(releases: Iterable[Release]) -> list[Release]:
    return [release for release in releases if release.system is System.ICD10CM]


def _refuse_duplicates(imported: Iterable[Release | Addenda]) -> None:
    seen: dict[tuple[System, date], str] = {}
    for each in imported:
        system = each.system if isinstance(each, Release) else System.ICD10CM
        if (system, each.effective_from) in seen:
            there = seen[system, each.effective_from]
            message = f"{system} in force from {each.effective_from} is in the code book already, from {there}"
            raise ReleaseUnusable(each.source, 0, message)
        seen[system, each.effective_from] = each.source


def _before(releases: Iterable[Release], change: Addenda | Release, day: date) -> Release:
    """The latest release that began before a day."""
    earlier = [release for release in _of_icd(releases) if release.effective_from < day]
    if not earlier:
        message = f"changes the release before {change.effective_from}, which is not in the code book"
        raise ReleaseUnusable(change.source, 0, message)
    return max(earlier, key=lambda release: release.effective_from)


def _beside_ours(official: Release, ours: Release | None) -> Release:
    """An official release with our wording as a further term; modifiers that are ours alone (of CPT) are added.

    One of Level II that an older list does not name was not there yet.
    """
    if ours is None or official.system is System.ICD10CM:
        return official
    known = {entry.code: entry for entry in ours.entries}
    entries = [_told_our_way(entry, known.get(entry.code)) for entry in official.entries]
    if official.system is System.MODIFIER:
        named = {entry.code for entry in entries}
        is_older = official.effective_from < ours.effective_from
        added = (entry for entry in ours.entries if entry.code not in named)
        entries += [entry for entry in added if not is_older or _CPT_MODIFIER.fullmatch(entry.code)]
    return replace(official, entries=entries)


def _told_our_way(entry: Entry, ours: Entry | None) -> Entry:
    if ours is None or ours.title.casefold() == entry.title.casefold():
        return entry
    return replace(entry, notes=(*entry.notes, (NoteKind.INCLUSION_TERM, ours.title), *ours.notes))


def _in_groups(release: Release) -> Release:
    """HCPCS by its first letter and CPT by its sections, so that they can be browsed."""
    if release.system not in (System.HCPCS, System.CPT):
        return release
    groups: dict[str, Entry] = {}
    entries = []
    for entry in sorted(release.entries, key=lambda entry: entry.code):
        display, title = _group_of(release.system, entry.code)
        group = Entry(display.upper().replace(" ", ""), display, title, Level.CHAPTER, "", is_billable=False)
        if group.code not in groups:
            groups[group.code] = group
            entries.append(group)
        entries.append(replace(entry, parent=group.code))
    return replace(release, entries=entries)


def _group_of(system: System, code: str) -> tuple[str, str]:
    """How a group is named and what is in it."""
    if system is System.HCPCS:
        return f"{code[0]} codes", _LEVEL_II.get(code[0], "Further codes")
    if not code.isdigit():
        names = {"F": "Category II: performance", "T": "Category III: new technology"}
        return f"CPT-{code[-1]}", names.get(code[-1], "Laboratory analyses and administration")
    for title, first, last in _CPT:
        if first <= code <= last:
            return f"{first}-{last}", title
    return "00000-99999", "Further codes"
