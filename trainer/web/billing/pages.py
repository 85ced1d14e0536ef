"""What the templates of the billing lab need beside the values of services: sections, drawn forms, rows of reports."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from trainer.domain.claims.billing_case import Account, BillingContent, BillingKind, Field, FieldType, Worksheet
from trainer.domain.claims.cms1500 import ITEMS, ORDER
from trainer.domain.grading.billing_worklist import Worked, best_work, chosen, work_through
from trainer.services.billing import Desk
from trainer.services.billing_reports import BillingReport, BillingRow
from trainer.web.billing import form_layout
from trainer.web.billing.words import (
    BLOCK_TITLES,
    GROUP_WORDS,
    KIND_TITLES,
    METHOD_WORDS,
    STATUS_WORDS,
    fault_words,
    mark_choices,
)

FORM_KINDS = (BillingKind.FILL, BillingKind.SCRUB)
FINE = ("right", "optional")
"""Verdicts that leave nothing to look at."""

_ITEM_IDS = tuple(ORDER)


def form_page() -> dict[str, Any]:
    """What drawing a CMS-1500 takes."""
    return {
        "items": ITEMS,
        "short_labels": form_layout.SHORT_LABELS,
        "carrier": form_layout.CARRIER,
        "top": form_layout.TOP,
        "bottom": form_layout.BOTTOM,
        "service_columns": form_layout.SERVICE_COLUMNS,
        "right_columns": form_layout.RIGHT_COLUMNS,
        "service_lines": range(1, form_layout.SERVICE_LINES + 1),
    }


def eob_words() -> dict[str, Any]:
    return {"status_words": STATUS_WORDS, "method_words": METHOD_WORDS, "group_words": GROUP_WORDS}


def desk_page(desk: Desk) -> dict[str, Any]:
    """The page of an exercise in hand."""
    content, entered = desk.content, dict(desk.worksheet)
    return {
        "page": desk,
        "kind_title": KIND_TITLES[content.kind],
        "is_form": content.kind in FORM_KINDS,
        "sections": sections(content.fields),
        "values": dict(content.form) | entered if content.kind is BillingKind.FILL else entered,
        "printed": dict(content.form),
        "marks": mark_choices(),
        "marked": marked_items(desk.worksheet) if content.kind is BillingKind.SCRUB else {},
        "accounts": in_order_of_rank(content, entered),
        "notes": entry_notes(content, desk.worksheet),
        **form_page(),
        **eob_words(),
    }


def sections(fields: Iterable[Field]) -> tuple[tuple[str, tuple[Field, ...]], ...]:
    """Fields under their headings, in their order."""
    return tuple((heading, tuple(group)) for heading, group in groupby(fields, key=lambda field: field.section))


def marked_items(worksheet: Worksheet) -> dict[str, str]:
    """What is said of each marked item of a claim, `wrong date → 03/09/2026`, in the order of the form."""
    sheet = dict(worksheet)
    said = {}
    for item in ITEMS:
        mark, value = sheet.get(f"{item}.mark", ""), sheet.get(f"{item}.value", "")
        if mark or value:
            said[item] = " → ".join(part for part in (fault_words(mark) if mark else "", value) if part)
    return said


def in_order_of_rank(content: BillingContent, sheet: dict[str, str]) -> tuple[Account, ...]:
    """The accounts of a list as they would be worked; those without a rank stand last, as listed."""
    if content.worklist is None:
        return ()
    ranks = {each.id: _rank(sheet.get(f"{each.id}.rank", "")) for each in content.worklist.accounts}
    return tuple(sorted(content.worklist.accounts, key=lambda each: (ranks[each.id] is None, ranks[each.id] or 0)))


def _rank(text: str) -> int | None:
    """A rank as the grader reads it; None where it reads none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def entry_notes(content: BillingContent, worksheet: Worksheet) -> tuple[str, ...]:
    """What looks like a slip in the entries, in sentences: it is kept as typed, and may be handed in."""
    sheet = dict(worksheet)
    return (*_rank_notes(content, sheet), *_order_notes(content, sheet))


def _rank_notes(content: BillingContent, sheet: dict[str, str]) -> Iterator[str]:
    at: dict[int, list[str]] = defaultdict(list)
    no_rank, no_action = [], []
    for account in content.worklist.accounts if content.worklist else ():
        rank, action = sheet.get(f"{account.id}.rank", ""), sheet.get(f"{account.id}.action", "")
        if (read := _rank(rank)) is not None:
            at[read].append(account.patient)
        elif rank:
            yield f"“{rank}” at {account.patient} is no rank; a whole number is."
        if action and not rank:
            no_rank.append(account.patient)
        if rank and not action:
            no_action.append(account.patient)
    for number, names in sorted(at.items()):
        if len(names) > 1:
            yield f"Rank {number} stands at {_listed(names)}. They are worked as they stand in the list."
    if no_rank and (at or no_action):
        yield f"Without a rank: {_listed(no_rank)}. What has no rank is worked last."
    if no_action:
        yield f"Without an action: {_listed(no_action)}. Nothing is done there."


def _order_notes(content: BillingContent, sheet: dict[str, str]) -> Iterator[str]:
    for field in content.fields:
        places = sheet.get(field.id, "").split() if field.type is FieldType.ORDER else []
        for offer in field.offers:
            if places.count(offer.id) > 1:
                yield f"{field.label}: “{offer.text}” is chosen {places.count(offer.id)} times; its first place counts."


def _listed(names: list[str]) -> str:
    """Names that hold commas themselves."""
    return "; ".join(names)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A graded row with its name and heading, what was entered, what was right and how it is computed, and the words of
    the papers that decide. `anchor` is its place on the page; `is_chosen` where the answer is an offer's own words.
    """

    row: BillingRow
    anchor: str
    heading: str
    label: str
    entered: str
    expected: str
    sum: str
    span: str
    is_chosen: bool = False

    @property
    def is_fine(self) -> bool:
        return self.row.verdict in FINE

    @property
    def title(self) -> str:
        """The name as it is understood away from its heading."""
        return f"{self.heading}: {self.label}" if self.row.section == "fields" and self.heading else self.label

    @property
    def why(self) -> str:
        """The explanation, unless it only repeats what should stand there."""
        said = self.row.explanation
        return "" if said == f"{self.label}: {self.expected}" else said


@dataclass(frozen=True, slots=True)
class Step:
    """An account that is worked on a day, by an action, and what came of it. `place` is its row in the report."""

    name: str
    action: str
    minutes: int
    place: int
    saves_cents: int
    is_saved: bool
    is_late: bool
    due_on: date | None


Days = tuple[tuple[date, tuple[Step, ...]], ...]


def report_page(report: BillingReport) -> dict[str, Any]:
    """The page of a graded exercise."""
    rows = tuple(_shown(report, place, row) for place, row in enumerate(report.rows, 1))
    content = report.content
    has_list = content.worklist is not None
    return {
        "page": report,
        "kind_title": KIND_TITLES[content.kind],
        "is_form": content.kind in FORM_KINDS,
        "rows": tuple((heading, tuple(group)) for heading, group in groupby(rows, key=lambda shown: shown.heading)),
        "to_look_at": tuple(shown for shown in rows if not shown.is_fine),
        "days": _days(report, chosen(content.worklist, dict(report.worksheet))) if content.worklist else (),
        "best": _days(report, best_work(content, report.key)) if has_list else (),
        "printed": dict(content.form),
        "key_form": dict(report.key.form),
        "notes_at": _notes_at(report, rows),
        "fault_words": fault_words,
        **form_page(),
        **eob_words(),
    }


def _shown(report: BillingReport, number: int, row: BillingRow) -> ShownRow:
    place = row.key_line if row.key_line is not None else row.learner_line
    assert place is not None
    content, anchor = report.content, f"row-{number}"
    if row.section == "accounts":
        account, actions = _account(content, place), _actions(content)
        wanted = next(each.actions[0] for each in report.key.accounts if each.account == account.id)
        label, expected = f"{account.patient}, {account.payer}", actions[wanted][0]
        return ShownRow(row, anchor, "", label, row.entered, expected, "", "", is_chosen=True)
    if row.section == "form":
        item = ITEMS[_ITEM_IDS[place]]
        expected, span = _of_form(report, item.id)
        heading = _form_heading(report, row, item.id)
        return ShownRow(row, anchor, heading, item.title, _entered(report, row), expected, "", span)
    field = content.fields[place]
    found = next(each for each in report.key.fields if each.field == field.id)
    expected = shown_value(content, field.id, found.accepts[0])
    shown = (field.section, field.label, row.entered, expected, found.sum, found.span)
    return ShownRow(row, anchor, *shown, is_chosen=bool(field.offers))


def _entered(report: BillingReport, row: BillingRow) -> str:
    """What was entered at an item of a claim; a mark in the words in which it was chosen."""
    if report.content.kind is BillingKind.FILL or row.learner_line is None:
        return row.entered
    return marked_items(report.worksheet).get(_ITEM_IDS[row.learner_line], row.entered)


def _form_heading(report: BillingReport, row: BillingRow, item: str) -> str:
    if report.content.kind is BillingKind.FILL:
        return BLOCK_TITLES[ITEMS[item].block]
    return "Marked, and right as it stood" if row.key_line is None else "Defects"


def _of_form(report: BillingReport, item: str) -> tuple[str, str]:
    """What should stand in an item, and the words of the papers that say so."""
    if report.content.kind is BillingKind.SCRUB:
        found = next((defect for defect in report.key.defects if defect.item == item), None)
        return (found.accepts[0] or "empty", found.span) if found else ("", "")
    spans = {each.field: each.span for each in report.key.fields}
    return dict(report.key.form).get(item, "") or "empty", spans.get(item, "")


def _notes_at(report: BillingReport, rows: Iterable[ShownRow]) -> dict[str, str]:
    """What the report says at an item of the drawn form: the errors of the claim, or where the own work differs."""
    if report.content.kind is BillingKind.SCRUB:
        return {each.item: f"{fault_words(each.fault)} → {each.accepts[0] or 'empty'}" for each in report.key.defects}
    notes = {}
    for shown in rows:
        row = shown.row
        if row.section == "form" and not shown.is_fine and row.key_line is not None:
            notes[_ITEM_IDS[row.key_line]] = f"you: {row.entered or 'empty'}"
    return notes


def _days(report: BillingReport, work: Iterable[tuple[str, str]]) -> Days:
    """What was worked, by the day on which it was finished."""
    worked = work_through(report.content, work)
    days = groupby(worked, key=lambda each: each.on)
    return tuple((day, tuple(_step(report, each) for each in group)) for day, group in days)


def _step(report: BillingReport, worked: Worked) -> Step:
    content = report.content
    assert content.worklist is not None
    key = next(each for each in report.key.accounts if each.account == worked.account)
    place = next(place for place, each in enumerate(content.worklist.accounts) if each.id == worked.account)
    text, minutes = _actions(content)[worked.action]
    helps = worked.action in key.actions
    is_late = key.due_on is not None and worked.on > key.due_on
    name = _account(content, place).patient
    return Step(name, text, minutes, place + 1, key.saves_cents, helps and not is_late, helps and is_late, key.due_on)


def _account(content: BillingContent, place: int) -> Account:
    assert content.worklist is not None
    return content.worklist.accounts[place]


def _actions(content: BillingContent) -> dict[str, tuple[str, int]]:
    assert content.worklist is not None
    return {each.id: (each.text, each.minutes) for each in content.worklist.actions}


def shown_value(content: BillingContent, field_id: str, value: str) -> str:
    """A value of a field in words: ids of offers as their texts."""
    field = next(each for each in content.fields if each.id == field_id)
    texts = {offer.id: offer.text for offer in field.offers}
    if not texts:
        return value or "empty"
    return (" → " if field.type is FieldType.ORDER else "; ").join(texts[each] for each in value.split()) or "none"
