"""How a thing that files describe is published, whatever it is: items and cases follow the same rules.

A file is compared with what was *last published* from it, so that a key that was corrected in the database since stays,
and is reported, until the file agrees with it.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from trainer.content.billing_files import AuthoredBillingCase
from trainer.content.case_files import AuthoredCase
from trainer.content.families import AuthoredFamily
from trainer.content.item_files import AuthoredItem
from trainer.db.models.cases import Case
from trainer.db.models.content import Item
from trainer.domain.kernel.problems import Report
from trainer.services.scope import Scope

FIRST_REASON = "First published."
REWORDED_REASON = "The wording was changed."
EXPLANATION_REASON = "Explanation revised."


@dataclass(slots=True)
class Published:
    """What publishing did: counts by kind of change, and what it left alone and why."""

    changes: Counter[str] = field(default_factory=Counter)
    report: Report = field(default_factory=Report)


@dataclass(frozen=True, slots=True)
class Marks:
    """Fingerprints of what is shown, of what decides a grade, and of what explains it."""

    content: str
    key: str
    explanation: str


@dataclass(frozen=True, slots=True)
class CurrentKey:
    """The key in force in the database."""

    version_id: int
    revision: int
    key_fingerprint: str


class _Plan(StrEnum):
    """What is done with a thing that was published before."""

    NOTHING = "nothing"
    ADD_VERSION = "add_version"
    REVISE_KEY = "revise_key"
    KEEP_KEY = "keep_key"
    ASK_REASON = "ask_reason"
    WAIT = "wait"


_REPORTED = {
    _Plan.KEEP_KEY: "the key was changed in the database and is kept",
    _Plan.ASK_REASON: "its key was changed without a key_reason; the published key is kept",
    _Plan.WAIT: "the key was changed in the database and is kept; the new wording waits until the file agrees with it",
}


RowT = TypeVar("RowT", bound=Item | Case)
AuthoredT = TypeVar("AuthoredT", bound=AuthoredItem | AuthoredFamily | AuthoredCase | AuthoredBillingCase)


class Publisher(ABC, Generic[RowT, AuthoredT]):
    """Publishes things of one kind into one bank. `known` are its rows by slug, `taken` the slugs of other things."""

    noun: str

    def __init__(self, scope: Scope, published: Published, known: Mapping[str, RowT], taken: set[str]) -> None:
        self.scope, self.published, self.known, self.taken = scope, published, known, taken

    @abstractmethod
    def new_row(self, authored: AuthoredT) -> RowT: ...

    @abstractmethod
    def describe(self, row: RowT, authored: AuthoredT) -> None:
        """Sets what may change in place."""

    @abstractmethod
    def marks(self, authored: AuthoredT) -> Marks: ...

    @abstractmethod
    def current(self, row: RowT) -> CurrentKey: ...

    @abstractmethod
    def add_version(self, row: RowT, authored: AuthoredT) -> int:
        """Adds the version of the row's current number; its id."""

    @abstractmethod
    def add_key(self, version_id: int, revision: int, authored: AuthoredT, reason: str) -> None: ...

    @abstractmethod
    def revise_explanation(self, current: CurrentKey, authored: AuthoredT) -> bool:
        """Adds a revision with the same key and a new explanation; False where that has to wait."""

    def publish(self, things: Iterable[AuthoredT]) -> None:
        """Adds what is new, updates what has changed, retires what the files no longer hold."""
        seen = set()
        for authored in things:
            seen.add(authored.slug)
            if authored.slug in self.taken:
                self.published.report.add(self.noun, authored.slug, "this id belongs to another bank; left alone")
            elif (row := self.known.get(authored.slug)) is None:
                self._add(authored)
            else:
                self._update(row, authored)
        for slug, row in self.known.items():
            if slug not in seen and row.retired_at is None:
                row.retired_at = self.scope.now
                self._count("retired")

    def _add(self, authored: AuthoredT) -> None:
        row = self.new_row(authored)
        self.describe(row, authored)
        self._remember(row, self.marks(authored))
        self.scope.session.add(row)
        self._add_version(row, authored, FIRST_REASON)
        self._count("added")

    def _update(self, row: RowT, authored: AuthoredT) -> None:
        self.describe(row, authored)
        marks, current = self.marks(authored), self.current(row)
        plan = _plan(marks, row, current.key_fingerprint, authored.key_reason)
        if plan in _REPORTED:
            self.published.report.add(self.noun, row.slug, _REPORTED[plan])
        if plan in (_Plan.ASK_REASON, _Plan.WAIT):
            return
        if plan is _Plan.ADD_VERSION:
            self._add_version(row, authored, authored.key_reason or REWORDED_REASON)
            self._count("with a new version")
        elif plan is _Plan.REVISE_KEY:
            self.add_key(current.version_id, current.revision + 1, authored, authored.key_reason)
            self._count("with a corrected key")
        elif marks.explanation != row.published_explanation:
            if not self.revise_explanation(current, authored):
                return
            self._count("with a revised explanation")
        self._remember(row, marks)

    def _add_version(self, row: RowT, authored: AuthoredT, reason: str) -> None:
        row.current_number += 1
        self.scope.session.flush()
        self.add_key(self.add_version(row, authored), 1, authored, reason)

    def _remember(self, row: RowT, marks: Marks) -> None:
        row.published_content, row.published_key = marks.content, marks.key
        row.published_explanation = marks.explanation

    def _count(self, change: str) -> None:
        self.published.changes[f"{self.noun} {change}"] += 1


def _plan(marks: Marks, row: Item | Case, current_key: str, key_reason: str) -> _Plan:
    """Compares the key last published from the file, the database's, and the file's."""
    is_correction = marks.key != row.published_key and bool(key_reason)
    if marks.content != row.published_content:
        # A new version would put the file's key in the place of one that was corrected in the database.
        is_safe = current_key in (marks.key, row.published_key) or is_correction
        return _Plan.ADD_VERSION if is_safe else _Plan.WAIT
    if marks.key == current_key:
        return _Plan.NOTHING
    if marks.key == row.published_key:
        return _Plan.KEEP_KEY
    return _Plan.REVISE_KEY if is_correction else _Plan.ASK_REASON
