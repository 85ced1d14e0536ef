"""What speaks for and against the key of an item: reports, statistics, what the code book says, the key's history."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import RowMapping

from trainer.db.queries import disputes as queries
from trainer.db.queries import regrading
from trainer.domain.calibration.calibrate import ItemCalibration
from trainer.domain.codesets.book import Code, System
from trainer.domain.codesets.references import mentions_in
from trainer.domain.items.content import ItemContent, options_of
from trainer.domain.items.keys import (
    CodeKey,
    Explanation,
    Key,
    MatchingKey,
    MultipleKey,
    NumericKey,
    OrderingKey,
    SingleKey,
)
from trainer.domain.kernel.errors import NotFound
from trainer.services.codes import NoCodeBook, NoteGroup, OwnedNotes, get_code_page
from trainer.services.disputes import answering_for, item_name
from trainer.services.scope import Scope

MOST_CODES = 12
"""So many codes of an item are looked up."""
_HCPCS = re.compile(r"(?<![0-9A-Za-z.])[A-V][0-9]{4}(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class CodeNotes:
    """A code that the item names, as the code book has it."""

    code: Code
    own: tuple[NoteGroup, ...]
    inherited: tuple[OwnedNotes, ...]


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A report that is not answered yet; whose it is, is not told here."""

    reference: str
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class KeyRevision:
    """One revision of a key in words. `by` is "" where it came with a file; `is_other`: it decides otherwise than the
    revision before.
    """

    revision: int
    words: str
    reason: str
    created_at: datetime
    by: str
    is_other: bool


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the newest calibration found of the item."""

    found: ItemCalibration
    made_at: datetime

    def of_option(self, option: str) -> tuple[int, float] | None:
        """How many chose an option, and their share; None where that was not counted."""
        return next(((each.n, each.share) for each in self.found.options if each.option == option), None)


@dataclass(frozen=True, slots=True)
class ItemPage:
    """An item's current version with its key in force and all that bears on it. `codes` None: there is no code book.

    `revision` is the one that a correction must name.
    """

    slug: str
    item_id: int
    variant: int
    track: str
    area_title: str
    bank_title: str
    is_from_files: bool
    is_retired: bool
    content: ItemContent
    scenario_title: str
    scenario: str
    key: Key
    explanation: Explanation
    revision: int
    statistics: Statistics | None
    reports: tuple[OpenReport, ...]
    codes: tuple[CodeNotes, ...] | None
    history: tuple[KeyRevision, ...]


def get_item_page(scope: Scope, slug: str) -> ItemPage:
    """The page of an item for whoever answers disputes; "slug/7" is the seventh variant of a family.

    Raises:
        NotFound: this person answers nobody, or there is no such item in a bank that they may see.
    """
    item, row = _find(scope, slug)
    content: ItemContent = row["content"]
    variant = _variant(slug)
    scenario = queries.find_scenario(scope.session, row["item_version_id"])
    return ItemPage(
        slug=item_name(item["slug"], variant),
        item_id=item["id"],
        variant=variant,
        track=item["track"],
        area_title=item["area_title"],
        bank_title=item["bank_title"],
        is_from_files=item["origin"] == "files",
        is_retired=item["retired_at"] is not None,
        content=content,
        scenario_title=scenario["title"] if scenario else "",
        scenario=scenario["body"] if scenario else "",
        key=row["key"],
        explanation=row["explanation"],
        revision=row["revision"],
        statistics=_statistics(scope, item["id"]),
        reports=_reports(scope, item["id"], variant),
        codes=_code_notes(scope, content, row),
        history=list_history(scope, row["item_version_id"]),
    )


@dataclass(frozen=True, slots=True)
class KeyInForce:
    """The key of an item's current version, and the revision that a correction must name."""

    item_id: int
    variant: int
    content: ItemContent
    key: Key
    explanation: Explanation
    revision: int


def get_key(scope: Scope, slug: str) -> KeyInForce:
    """The key in force alone.

    Raises:
        NotFound: see `get_item_page`.
    """
    item, row = _find(scope, slug)
    return KeyInForce(item["id"], _variant(slug), row["content"], row["key"], row["explanation"], row["revision"])


def _find(scope: Scope, slug: str) -> tuple[RowMapping, RowMapping]:
    item = queries.find_item(scope.session, answering_for(scope), slug)
    row = regrading.find_current_key(scope.session, slug)
    if item is None or row is None:
        raise NotFound("item")
    return item, row


def _variant(slug: str) -> int:
    return int(slug.partition("/")[2] or 0)


def _statistics(scope: Scope, item_id: int) -> Statistics | None:
    row = queries.find_statistics(scope.session, item_id)
    return Statistics(row["found"], row["made_at"]) if row else None


def _reports(scope: Scope, item_id: int, variant: int) -> tuple[OpenReport, ...]:
    return tuple(
        OpenReport(f"{each.learner_id}-{each.attempt_number}-{each.position}-{each.number}", each.text, each.created_at)
        for each in queries.list_open_reports(scope.session, item_id, variant)
    )


def list_history(scope: Scope, item_version_id: int) -> tuple[KeyRevision, ...]:
    """Every revision of a key, newest first."""
    rows = queries.list_keys(scope.session, item_version_id)
    before = [row["key_fingerprint"] for row in rows[1:]] + [None]
    return tuple(
        KeyRevision(
            row["revision"],
            key_words(row["key"]),
            row["reason"],
            row["created_at"],
            row["display_name"] or "",
            earlier is not None and row["key_fingerprint"] != earlier,
        )
        for row, earlier in zip(rows, before, strict=True)
    )


def key_words(key: Key) -> str:
    """A key on one line: options by their ids, codes and numbers as they are."""
    match key:
        case SingleKey(option):
            return option
        case MultipleKey(options) | OrderingKey(options):
            return ", ".join(options)
        case NumericKey(value, tolerance):
            return f"{value} ± {tolerance}" if tolerance else str(value)
        case CodeKey(codes):
            return " or ".join(codes)
        case MatchingKey(pairs):
            return ", ".join(f"{prompt} → {option}" for prompt, option in pairs)
        case unreachable:
            assert_never(unreachable)


def _code_notes(scope: Scope, content: ItemContent, row: RowMapping) -> tuple[CodeNotes, ...] | None:
    texts = [content.stem, *(option.text for option in options_of(content.response))]
    if isinstance(row["key"], CodeKey):
        texts += row["key"].any_of
    try:
        return tuple(_look_up(scope, [*texts, row["explanation"].general]))
    except NoCodeBook:
        return None


def _look_up(scope: Scope, texts: Iterable[str]) -> Iterator[CodeNotes]:
    named = dict.fromkeys(each for text in texts for each in _named(text))
    for system, code in list(named)[:MOST_CODES]:
        try:
            page = get_code_page(scope, system, code)
        except NotFound:
            continue
        yield CodeNotes(page.code, page.own, page.inherited)


def _named(text: str) -> Iterator[tuple[System, str]]:
    """The codes of ICD-10-CM and HCPCS that a text names; of a range both ends."""
    for mention in mentions_in(text):
        yield from ((System.ICD10CM, code) for code in dict.fromkeys((mention.first, mention.last)))
    yield from ((System.HCPCS, found[0]) for found in _HCPCS.finditer(text))
