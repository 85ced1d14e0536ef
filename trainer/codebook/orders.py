"""Reads order files and order addenda of ICD-10-CM, and makes the release that addenda describe."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from trainer.codebook.dates import check_year, day_named
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.parts import Action, Addenda, Change, Entry, Release
from trainer.codebook.releases import release_name
from trainer.domain.codesets.book import Level, System
from trainer.domain.codesets.codes import dotted

_ADDENDA_LINE = re.compile(
    r"(?P<action>Add|Delete|Revise from|Revise to):\s+(?P<billable>[01]) (?P<code>[A-Z0-9]{3,7})\s+(?P<titles>\S.*)"
)
_ORDER_LINE = re.compile(r"\d{5} (?P<code>[A-Z0-9]{3,7}) +(?P<billable>[01]) (?P<titles>\S.*)")
_HAS = re.compile(r"\s*(?P<count>\d+) (?P<what>headers|codes) in \S*?(?P<year>20\d\d)\S*")
_CHANGED = re.compile(r"\s*(?P<count>\d+) (?P<what>additions|deletions|revisions)")
_COUNTED_AS = {Action.ADD: "additions", Action.DELETE: "deletions", Action.REVISE_TO: "revisions"}
_SHORT_TITLE = 61


def is_addenda(head: bytes) -> bool:
    """Whether a file begins like order addenda."""
    return any(_ADDENDA_LINE.fullmatch(line.strip()) for line in head.decode("latin-1").splitlines()[:20])


def is_order_file(head: bytes) -> bool:
    """Whether a file begins like an order file."""
    lines = head.decode("latin-1").splitlines()
    return bool(lines) and _ORDER_LINE.fullmatch(lines[0].strip()) is not None


def read_addenda(name: str, data: bytes, effective_from: date | None = None) -> Addenda:
    """The changes in an addenda file; the counts at its end, where it has them, must be theirs and of its year.

    Raises:
        ReleaseUnusable: a line that begins like a change cannot be read, there is none, the day is not known, or the
            counts are not those of the changes.
    """
    changes = []
    lines = _decoded(name, data)
    for number, line in enumerate(lines, 1):
        if found := _ADDENDA_LINE.fullmatch(line):
            title = _long_title(found["titles"])
            changes.append(
                Change(Action(found["action"].lower()), found["code"], found["billable"] == "1", title, number)
            )
        elif line.startswith(("Add:", "Delete:", "Revise")):
            raise ReleaseUnusable(name, number, "is a change that cannot be read: action, 0 or 1, code, titles")
    if not changes:
        raise ReleaseUnusable(name, 0, "has no changes")
    begins = effective_from or day_named(name)
    return Addenda(release_name(begins), begins, name, changes, _check_counts(name, lines, changes, begins))


def _check_counts(name: str, lines: Sequence[str], changes: Sequence[Change], begins: date) -> int:
    """The number of codes after the changes, 0 where the file does not say it.

    It counts headers and then codes: those of the release before, those of its own, and the changes between the two.
    """
    made = Counter((change.is_billable, _COUNTED_AS.get(change.action, "")) for change in changes)
    is_billable, billable = False, 0
    last: tuple[int, str] | None = None
    for number, line in enumerate(lines, 1):
        if found := _HAS.fullmatch(line):
            is_billable, last = found["what"] == "codes", (number, found["year"])
            billable = int(found["count"]) if is_billable else 0
        elif last and (found := _CHANGED.fullmatch(line)) and int(found["count"]) != made[is_billable, found["what"]]:
            kind, there = "codes" if is_billable else "headers", made[is_billable, found["what"]]
            raise ReleaseUnusable(name, number, f"counts {found['count']} {found['what']} of {kind}; there are {there}")
    if last:
        check_year(name, last[1], begins, last[0])
    return billable


def read_order_file(name: str, data: bytes, effective_from: date | None = None) -> Release:
    """All codes of an order file: a hierarchy by their beginnings, without chapters and notes, which it does not have.

    Raises:
        ReleaseUnusable: a line cannot be read, a code is there twice, or the day is not known.
    """
    begins = effective_from or day_named(name)
    entries: dict[str, Entry] = {}
    for number, line in enumerate(_decoded(name, data), 1):
        found = _ORDER_LINE.fullmatch(line)
        if found is None:
            raise ReleaseUnusable(name, number, "cannot be read: order number, code, 0 or 1, short title, long title")
        code, is_billable = found["code"], found["billable"] == "1"
        if code in entries:
            raise ReleaseUnusable(name, number, f"names {dotted(code)} a second time")
        parent = next((code[:length] for length in range(len(code) - 1, 2, -1) if code[:length] in entries), "")
        title = _long_title(found["titles"])
        entries[code] = Entry(code, dotted(code), title, _level(code, is_billable), parent, is_billable)
    if not entries:
        raise ReleaseUnusable(name, 0, "has no codes")
    return Release(System.ICD10CM, release_name(begins), begins, name, list(entries.values()))


def apply_addenda(base: Release, addenda: Addenda) -> Release:
    """The release after the changes. A code that became a heading keeps its notes; new ones stand in their place.

    Raises:
        ReleaseUnusable: a change does not fit the base: what it deletes or revises is not there, or is otherwise; or
            another number of codes comes of it than it says.
    """
    before = {entry.code: entry for entry in base.entries}
    kept = dict(before)
    for change in addenda.changes:
        _apply(change, kept, before, addenda.source)
    for code in sorted(kept.keys() - before.keys()):
        kept[code] = replace(kept[code], parent=_parent(code, kept))
    source = f"{addenda.source} on {base.source}"
    entries = _in_order(base.entries, kept)
    if len(entries) < len(kept):
        left = min(kept.keys() - {entry.code for entry in entries})
        raise ReleaseUnusable(addenda.source, 0, f"deletes what {dotted(left)} stands below")
    after = Release(base.system, addenda.name, addenda.effective_from, source, entries)
    if addenda.billable not in (0, after.billable):
        message = f"says that {addenda.billable:,} codes come of it; on {base.name} they are {after.billable:,}"
        raise ReleaseUnusable(addenda.source, 0, message)
    return after


def as_addenda(base: Release, order: Release) -> Addenda:
    """What makes the codes of an order file out of a release before, so that its notes and chapters are kept."""
    before = {entry.code: entry for entry in base.entries if entry.level not in (Level.CHAPTER, Level.SECTION)}
    after = {entry.code: entry for entry in order.entries}
    changes = []
    for code in sorted(before.keys() | after.keys()):
        old, new = before.get(code), after.get(code)
        if old and (new is None or new.is_billable != old.is_billable or new.title != old.title):
            changes.append(Change(Action.DELETE, code, old.is_billable, old.title, 0))
        if new and (old is None or new.is_billable != old.is_billable or new.title != old.title):
            changes.append(Change(Action.ADD, code, new.is_billable, new.title, 0))
    return Addenda(order.name, order.effective_from, order.source, changes)


def _apply(change: Change, kept: dict[str, Entry], before: dict[str, Entry], source: str) -> None:
    there = kept.get(change.code)
    match change.action:
        case Action.ADD if there is None:
            new = Entry(change.code, dotted(change.code), "", Level.CODE, "", is_billable=False)
            kept[change.code] = _changed(before.get(change.code, new), change)
        case Action.ADD:
            raise ReleaseUnusable(source, change.line, f"adds {dotted(change.code)}, which is there already")
        case _ if there is None:
            raise ReleaseUnusable(source, change.line, f"changes {dotted(change.code)}, which is not there")
        case Action.DELETE | Action.REVISE_FROM if not _is_the_same(there, change):
            raise ReleaseUnusable(source, change.line, f"changes {there.display}, which is another one: {there.title}")
        case Action.DELETE:
            del kept[change.code]
        case Action.REVISE_TO:
            kept[change.code] = _changed(there, change)
        case Action.REVISE_FROM:
            pass


def _is_the_same(entry: Entry, change: Change) -> bool:
    return entry.title == change.title and entry.is_billable == change.is_billable


def _changed(entry: Entry, change: Change) -> Entry:
    level = _level(change.code, change.is_billable)
    return replace(entry, title=change.title, is_billable=change.is_billable, level=level)


def _parent(code: str, kept: dict[str, Entry]) -> str:
    """The longest known beginning of a new code; for a new category what the category before it stands in."""
    if len(code) > 3:
        return next((code[:length] for length in range(len(code) - 1, 2, -1) if code[:length] in kept), "")
    categories = sorted(entry.code for entry in kept.values() if len(entry.code) == 3 and entry.parent)
    place = bisect_left(categories, code)
    return kept[categories[max(place - 1, 0)]].parent if categories else ""


def _in_order(before: Sequence[Entry], kept: dict[str, Entry]) -> list[Entry]:
    """Parents before their children, known ones in the order they had, new ones before the next greater sibling."""
    known = {entry.code for entry in before}
    children: dict[str, list[str]] = {}
    for code in (*(entry.code for entry in before if entry.code in kept), *sorted(kept.keys() - known)):
        siblings = children.setdefault(kept[code].parent, [])
        place = len(siblings) if code in known else bisect_left(siblings, code)
        siblings.insert(place, code)
    return list(_below("", children, kept))


def _below(parent: str, children: dict[str, list[str]], kept: dict[str, Entry]) -> Iterator[Entry]:
    for code in children.get(parent, ()):
        yield kept[code]
        yield from _below(code, children, kept)


def _level(code: str, is_billable: bool) -> Level:
    if len(code) == 3:
        return Level.CATEGORY
    return Level.CODE if is_billable else Level.SUBCATEGORY


def _long_title(titles: str) -> str:
    """The long title behind the short one, which is filled up to sixty characters."""
    return (titles[_SHORT_TITLE - 1 :].strip() or titles.strip()) if len(titles) >= _SHORT_TITLE else titles.strip()


def _decoded(name: str, data: bytes) -> list[str]:
    try:
        return [line.rstrip() for line in data.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ReleaseUnusable(name, line, "is not UTF-8 text") from error
