"""Publishes the files of content: unchanged → nothing, content → new version, key → new key revision with its reason.

A file is compared with what was *last published* from it. A key that was corrected in the database since stays, and is
reported, until the file agrees with it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from trainer.content.case_files import AuthoredCase
from trainer.content.item_files import AuthoredItem, AuthoredStimulus
from trainer.content.library import Library, load_library, source_fingerprint
from trainer.db.models.cases import Case, CaseKeyRevision, CaseVersion
from trainer.db.models.content import Area, Bank, Item, ItemKey, ItemVersion, Stimulus
from trainer.db.queries import cases as case_queries
from trainer.db.queries import items as item_queries
from trainer.domain.claims.case import CaseContent
from trainer.domain.exams.blueprint import Blueprint
from trainer.domain.grading.case_key import CaseKey
from trainer.domain.items.content import ItemContent
from trainer.domain.items.keys import Explanation, Key
from trainer.domain.kernel.fingerprints import fingerprint
from trainer.domain.kernel.problems import Report
from trainer.services.scope import Scope

SHIPPED_BANK = "shipped"
FIRST_REASON = "First published."

_CONTENT: TypeAdapter[ItemContent] = TypeAdapter(ItemContent)
_KEY: TypeAdapter[Key] = TypeAdapter(Key)
_EXPLANATION: TypeAdapter[Explanation] = TypeAdapter(Explanation)
_CASE_CONTENT: TypeAdapter[CaseContent] = TypeAdapter(CaseContent)
_CASE_KEY: TypeAdapter[CaseKey] = TypeAdapter(CaseKey)


@dataclass(frozen=True, slots=True)
class Validation:
    """What the files hold, counted, and everything that is wrong with them."""

    items: Counter[tuple[str, str]]
    blueprints: tuple[Blueprint, ...]
    cases: int
    report: Report


@dataclass(slots=True)
class Published:
    """What publishing did: counts by kind of change, and what it left alone and why."""

    changes: Counter[str] = field(default_factory=Counter)
    report: Report = field(default_factory=Report)


def validate_content(banks: Path, cases: Path) -> Validation:
    """Reads all files; nothing is stored."""
    library, report = load_library(banks, cases)
    return Validation(library.counts(), library.blueprints, len(library.cases), report)


def is_published(scope: Scope, banks: Path, cases: Path) -> bool:
    """Whether exactly these files were published last."""
    bank = item_queries.find_bank(scope.session, SHIPPED_BANK)
    return bank is not None and bank.source_fingerprint == source_fingerprint(banks, cases)


def publish_content(scope: Scope, banks: Path, cases: Path) -> Published:
    """Publishes all files, or nothing at all when one of them has a problem."""
    library, report = load_library(banks, cases)
    if report.problems:
        return Published(report=report)
    published = publish_library(scope, library)
    if not published.report.problems:
        bank = item_queries.find_bank(scope.session, SHIPPED_BANK)
        assert bank is not None
        bank.source_fingerprint = source_fingerprint(banks, cases)
    return published


def publish_library(scope: Scope, library: Library) -> Published:
    """Publishes content that is free of problems."""
    published = Published()
    bank = _bank(scope)
    _publish_areas(scope, library.blueprints)
    _ItemPublisher(scope, bank, published).publish(library.items)
    _CasePublisher(scope, bank, published).publish(library.cases)
    scope.session.flush()
    return published


def _bank(scope: Scope) -> Bank:
    bank = item_queries.find_bank(scope.session, SHIPPED_BANK)
    if bank is None:
        bank = Bank(slug=SHIPPED_BANK, title="Medcode Trainer", origin="files", source_fingerprint="")
        scope.session.add(bank)
        scope.session.flush()
    return bank


def _publish_areas(scope: Scope, blueprints: Iterable[Blueprint]) -> None:
    known = item_queries.areas_by_key(scope.session)
    for blueprint in blueprints:
        for position, area in enumerate(blueprint.areas, start=1):
            row = known.get((blueprint.track, area.slug))
            if row is None:
                row = Area(track=blueprint.track, slug=area.slug)
                scope.session.add(row)
            row.title, row.position, row.questions = area.title, position, area.questions
    scope.session.flush()


class _ItemPublisher:
    """Publishes items into one bank."""

    def __init__(self, scope: Scope, bank: Bank, published: Published) -> None:
        self.scope, self.bank, self.published = scope, bank, published
        self.known = item_queries.items_by_slug(scope.session, bank.id)
        self.taken = item_queries.slugs_of_other_banks(scope.session, bank.id)
        self.versions = item_queries.current_versions(scope.session, bank.id)
        self.keys = item_queries.latest_keys(scope.session)
        self.stimuli = item_queries.latest_stimuli(scope.session)

    def publish(self, items: Iterable[AuthoredItem]) -> None:
        seen = set()
        for authored in items:
            seen.add(authored.slug)
            if authored.slug in self.taken:
                self.published.report.add("items", authored.slug, "this id belongs to another bank; left alone")
            elif (item := self.known.get(authored.slug)) is None:
                self._add(authored)
            else:
                self._update(item, authored)
        for slug, item in self.known.items():
            if slug not in seen and item.retired_at is None:
                item.retired_at = self.scope.now
                self.published.changes["items retired"] += 1

    def _add(self, authored: AuthoredItem) -> None:
        item = Item(bank_id=self.bank.id, slug=authored.slug, current_number=0)
        self._describe(item, authored)
        self._remember(item, authored)
        self.scope.session.add(item)
        self.scope.session.flush()
        self._add_version(item, authored, FIRST_REASON)
        self.published.changes["items added"] += 1

    def _update(self, item: Item, authored: AuthoredItem) -> None:
        self._describe(item, authored)
        content, key, explanation = _fingerprints(authored)
        if content != item.published_content:
            self._add_version(item, authored, authored.key_reason or "The wording of the item was changed.")
            self.published.changes["items with a new version"] += 1
        elif key != item.published_key:
            if not self._revise_key(item, authored, key):
                return
        elif explanation != item.published_explanation:
            current = self.keys[self.versions[item.id].id]
            self._add_key(current.item_version_id, current.revision + 1, current.key, authored, "Explanation revised.")
            self.published.changes["explanations revised"] += 1
        elif self.keys[self.versions[item.id].id].key_fingerprint != key:
            self.published.report.add("items", item.slug, "the key was changed in the database and is kept")
        self._remember(item, authored)

    def _revise_key(self, item: Item, authored: AuthoredItem, key: str) -> bool:
        current = self.keys[self.versions[item.id].id]
        if current.key_fingerprint != key:
            if not authored.key_reason:
                message = "its key was changed without a key_reason; the published key is kept"
                self.published.report.add("items", item.slug, message)
                return False
            self._add_key(current.item_version_id, current.revision + 1, authored.key, authored, authored.key_reason)
            self.published.changes["keys corrected"] += 1
        return True

    def _describe(self, item: Item, authored: AuthoredItem) -> None:
        item.track, item.area, item.difficulty = authored.track, authored.area, authored.difficulty
        item.bloom, item.tags, item.retired_at = authored.bloom, authored.tags, None

    def _remember(self, item: Item, authored: AuthoredItem) -> None:
        item.published_content, item.published_key, item.published_explanation = _fingerprints(authored)

    def _add_version(self, item: Item, authored: AuthoredItem, reason: str) -> None:
        item.current_number += 1
        version = ItemVersion(
            item_id=item.id,
            number=item.current_number,
            variant=0,
            stimulus_id=self._stimulus_id(authored.stimulus),
            content=authored.content,
            content_fingerprint=_fingerprints(authored)[0],
            created_at=self.scope.now,
        )
        self.scope.session.add(version)
        self.scope.session.flush()
        self._add_key(version.id, 1, authored.key, authored, reason)

    def _add_key(self, version_id: int, revision: int, key: Key, authored: AuthoredItem, reason: str) -> None:
        self.scope.session.add(
            ItemKey(
                item_version_id=version_id,
                revision=revision,
                key=key,
                explanation=authored.explanation,
                key_fingerprint=fingerprint(_KEY.dump_python(key, mode="json")),
                explanation_fingerprint=_fingerprints(authored)[2],
                reason=reason,
                created_at=self.scope.now,
            )
        )

    def _stimulus_id(self, authored: AuthoredStimulus | None) -> int | None:
        if authored is None:
            return None
        mark = fingerprint([authored.title, authored.body])
        row = self.stimuli.get(authored.slug)
        if row is None or row.fingerprint != mark:
            row = Stimulus(
                slug=authored.slug,
                number=row.number + 1 if row else 1,
                title=authored.title,
                body=authored.body,
                fingerprint=mark,
            )
            self.scope.session.add(row)
            self.scope.session.flush()
            self.stimuli[authored.slug] = row
        return row.id


class _CasePublisher:
    """Publishes coding cases into one bank."""

    def __init__(self, scope: Scope, bank: Bank, published: Published) -> None:
        self.scope, self.bank, self.published = scope, bank, published
        self.known = case_queries.cases_by_slug(scope.session, bank.id)
        self.versions = case_queries.current_case_versions(scope.session)
        self.keys = case_queries.latest_case_keys(scope.session)

    def publish(self, cases: Iterable[AuthoredCase]) -> None:
        seen = set()
        for authored in cases:
            seen.add(authored.slug)
            if (case := self.known.get(authored.slug)) is None:
                self._add(authored)
            else:
                self._update(case, authored)
        for slug, case in self.known.items():
            if slug not in seen and case.retired_at is None:
                case.retired_at = self.scope.now
                self.published.changes["cases retired"] += 1

    def _add(self, authored: AuthoredCase) -> None:
        case = Case(bank_id=self.bank.id, slug=authored.slug, current_number=0)
        self._describe(case, authored)
        self._remember(case, authored)
        self.scope.session.add(case)
        self.scope.session.flush()
        self._add_version(case, authored, FIRST_REASON)
        self.published.changes["cases added"] += 1

    def _update(self, case: Case, authored: AuthoredCase) -> None:
        self._describe(case, authored)
        content, key = _case_fingerprints(authored)
        if content != case.published_content:
            self._add_version(case, authored, authored.key_reason or "The chart or the facts were changed.")
            self.published.changes["cases with a new version"] += 1
        elif key != case.published_key:
            if not self._revise_key(case, authored, key):
                return
        elif self.keys[self.versions[case.id].id].key_fingerprint != key:
            self.published.report.add("cases", case.slug, "the key was changed in the database and is kept")
        self._remember(case, authored)

    def _revise_key(self, case: Case, authored: AuthoredCase, key: str) -> bool:
        current = self.keys[self.versions[case.id].id]
        if current.key_fingerprint != key:
            if not authored.key_reason:
                message = "its key was changed without a key_reason; the published key is kept"
                self.published.report.add("cases", case.slug, message)
                return False
            self._add_key(current.case_version_id, current.revision + 1, authored, authored.key_reason)
            self.published.changes["keys corrected"] += 1
        return True

    def _describe(self, case: Case, authored: AuthoredCase) -> None:
        case.kind, case.title = authored.content.kind, authored.content.title
        case.specialty, case.level, case.retired_at = authored.content.specialty, authored.content.level, None

    def _remember(self, case: Case, authored: AuthoredCase) -> None:
        case.published_content, case.published_key = _case_fingerprints(authored)

    def _add_version(self, case: Case, authored: AuthoredCase, reason: str) -> None:
        case.current_number += 1
        version = CaseVersion(
            case_id=case.id,
            number=case.current_number,
            content=authored.content,
            content_fingerprint=_case_fingerprints(authored)[0],
            created_at=self.scope.now,
        )
        self.scope.session.add(version)
        self.scope.session.flush()
        self._add_key(version.id, 1, authored, reason)

    def _add_key(self, version_id: int, revision: int, authored: AuthoredCase, reason: str) -> None:
        self.scope.session.add(
            CaseKeyRevision(
                case_version_id=version_id,
                revision=revision,
                key=authored.key,
                key_fingerprint=_case_fingerprints(authored)[1],
                reason=reason,
                created_at=self.scope.now,
            )
        )


def _fingerprints(authored: AuthoredItem) -> tuple[str, str, str]:
    """Content (with its scenario), key and explanation."""
    stimulus = [authored.stimulus.title, authored.stimulus.body] if authored.stimulus else []
    return (
        fingerprint([_CONTENT.dump_python(authored.content, mode="json"), stimulus]),
        fingerprint(_KEY.dump_python(authored.key, mode="json")),
        fingerprint(_EXPLANATION.dump_python(authored.explanation, mode="json")),
    )


def _case_fingerprints(authored: AuthoredCase) -> tuple[str, str]:
    """Content and key (whose remarks are part of it)."""
    return (
        fingerprint(_CASE_CONTENT.dump_python(authored.content, mode="json")),
        fingerprint(_CASE_KEY.dump_python(authored.key, mode="json")),
    )
