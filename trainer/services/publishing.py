"""Publishes the files of content: unchanged → nothing, content → new version, key → new key revision with its reason.

A file is compared with what was *last published* from it. A key that was corrected in the database since stays, and is
reported, until the file agrees with it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trainer.adapters import as_plain
from trainer.codebook.book import CodeBookUnusable
from trainer.codebook.shelf import Shelf
from trainer.content.code_checks import look_codes_up
from trainer.content.item_files import AuthoredItem, AuthoredStimulus
from trainer.content.library import Library, load_library, source_fingerprint
from trainer.content.lint_checks import Linted, lint_library
from trainer.db.models.content import Area, Bank, BlueprintVersion, Item, ItemKey, ItemVersion, Stimulus
from trainer.db.queries import items as item_queries
from trainer.domain.exams.blueprint import Blueprint
from trainer.domain.items.content import ItemContent
from trainer.domain.items.keys import Explanation, Key
from trainer.domain.items.lint.codes import KnownCodes
from trainer.domain.items.lint.findings import LintFinding
from trainer.domain.kernel.fingerprints import fingerprint
from trainer.domain.kernel.problems import Report
from trainer.services.case_publishing import CasePublisher
from trainer.services.family_publishing import FamilyPublisher, Shelved
from trainer.services.mock_counts import MockCount, count_mocks
from trainer.services.publisher import EXPLANATION_REASON, CurrentKey, Marks, Published, Publisher
from trainer.services.scope import Scope

SHIPPED_BANK = "shipped"
LINT_DAY = date(2026, 6, 1)
"""The code book in which lint looks codes up: it answers for the whole edition, day by day."""


@dataclass(frozen=True, slots=True)
class Validation:
    """What the files hold, counted, and everything that is wrong with them.

    `families` by (track, area); `warnings` are those of lint without a written reason; `has_numbers`: the numbers of
    CPT and HCPCS were looked up as well.
    """

    items: Counter[tuple[str, str]]
    blueprints: tuple[Blueprint, ...]
    cases: int
    exercises: int
    families: Counter[tuple[str, str]]
    mocks: tuple[MockCount, ...]
    report: Report
    warnings: tuple[LintFinding, ...]
    codes_looked_up: int
    has_numbers: bool


def validate_content(
    banks: Path, cases: Path, shelf: Shelf | None = None, numbers: Set[str] | None = None
) -> Validation:
    """Reads all files and runs lint over the items.

    Where there is a code book, looks all codes up and grades the claims of cases; where `numbers` are given, those of
    CPT and HCPCS as well. Nothing is stored.
    """
    library, report = load_library(banks, cases)
    looked_up = look_codes_up(library, shelf.open_on, report, numbers) if shelf else 0
    linted = check_library(library, report, shelf, numbers)
    return Validation(
        library.counts(),
        library.blueprints,
        len(library.cases),
        len(library.exercises),
        Counter((each.family.track, each.family.area) for each in library.families),
        count_mocks(library),
        report,
        linted.warnings,
        looked_up,
        bool(shelf and numbers),
    )


def check_library(library: Library, report: Report, shelf: Shelf | None, numbers: Set[str] | None) -> Linted:
    """Runs lint and adds its problems to the report; codes are looked up where there is a code book."""
    try:
        known = KnownCodes(shelf.open_on(LINT_DAY)[0], numbers) if shelf else None
    except CodeBookUnusable:
        known = None
    linted = lint_library(library, known)
    linted.report_problems(report)
    return linted


def is_published(scope: Scope, banks: Path, cases: Path) -> bool:
    """Whether exactly these files were published last."""
    bank = item_queries.find_bank(scope.session, SHIPPED_BANK)
    if bank is None or not item_queries.has_blueprints(scope.session):  # files published before there were any
        return False
    return bool(bank.source_fingerprint == source_fingerprint(banks, cases))


def publish_content(
    scope: Scope, banks: Path, cases: Path, shelf: Shelf | None = None, numbers: Set[str] | None = None
) -> Published:
    """Publishes all files, or nothing at all when one of them has a problem, those that lint finds included.

    Codes are looked up where a shelf with a code book is given.
    """
    library, report = load_library(banks, cases)
    check_library(library, report, shelf, numbers)
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
    _publish_items(scope, bank, published, library)
    CasePublisher(scope, bank, published).publish((*library.cases, *library.exercises))
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
        number, last = item_queries.last_blueprint(scope.session, blueprint.track)
        if blueprint != last:
            values = {"track": blueprint.track, "number": number + 1, "blueprint": blueprint}
            scope.session.add(BlueprintVersion(**values, published_at=scope.now))
        for position, area in enumerate(blueprint.areas, start=1):
            row = known.get((blueprint.track, area.slug))
            if row is None:
                row = Area(track=blueprint.track, slug=area.slug)
                scope.session.add(row)
            row.title, row.position, row.questions = area.title, position, area.questions
    scope.session.flush()


def _publish_items(scope: Scope, bank: Bank, published: Published, library: Library) -> None:
    """Items with fixed text and generated families: two kinds of content in one table."""
    rows = item_queries.items_by_slug(scope.session, bank.id)
    shelved = Shelved(
        bank, item_queries.current_variants(scope.session, bank.id), item_queries.latest_keys(scope.session)
    )
    generated = {slug: row for slug, row in rows.items() if row.id in shelved.variants}
    fixed = {slug: row for slug, row in rows.items() if row.id not in shelved.variants}
    others = item_queries.slugs_of_other_banks(scope.session, bank.id)
    FamilyPublisher(scope, published, generated, others | set(fixed), shelved).publish(library.families)
    ItemPublisher(scope, published, fixed, others | set(generated), shelved).publish(library.items)


class ItemPublisher(Publisher[Item, AuthoredItem]):
    """Publishes items with fixed text into one bank."""

    noun = "items"

    def __init__(
        self, scope: Scope, published: Published, known: Mapping[str, Item], taken: set[str], shelved: Shelved
    ) -> None:
        super().__init__(scope, published, known, taken)
        self.bank, self.keys = shelved.bank, shelved.keys
        self.versions = item_queries.current_versions(scope.session, self.bank.id)
        self.stimuli = item_queries.latest_stimuli(scope.session)

    def new_row(self, authored: AuthoredItem) -> Item:
        return Item(bank_id=self.bank.id, slug=authored.slug, current_number=0)

    def describe(self, row: Item, authored: AuthoredItem) -> None:
        row.track, row.area, row.difficulty = authored.track, authored.area, authored.difficulty
        row.bloom, row.tags, row.retired_at = authored.bloom, authored.tags, None
        row.is_sealed, row.lesson = authored.is_sealed, authored.lesson

    def marks(self, authored: AuthoredItem) -> Marks:
        stimulus = [authored.stimulus.title, authored.stimulus.body] if authored.stimulus else []
        return Marks(
            fingerprint([as_plain(ItemContent, authored.content), stimulus]),
            fingerprint(as_plain(Key, authored.key)),
            fingerprint(as_plain(Explanation, authored.explanation)),
        )

    def current(self, row: Item) -> CurrentKey:
        key = self.keys[self.versions[row.id].id]
        return CurrentKey(key.item_version_id, key.revision, key.key_fingerprint)

    def add_version(self, row: Item, authored: AuthoredItem) -> int:
        version = ItemVersion(
            item_id=row.id,
            number=row.current_number,
            variant=0,
            stimulus_id=self._stimulus_id(authored.stimulus),
            content=authored.content,
            content_fingerprint=self.marks(authored).content,
            created_at=self.scope.now,
        )
        self.scope.session.add(version)
        self.scope.session.flush()
        return version.id

    def add_key(self, version_id: int, revision: int, authored: AuthoredItem, reason: str) -> None:
        self._add_key(version_id, revision, authored, authored.key, reason)

    def revise_explanation(self, current: CurrentKey, authored: AuthoredItem) -> bool:
        key = self.keys[current.version_id].key
        self._add_key(current.version_id, current.revision + 1, authored, key, EXPLANATION_REASON)
        return True

    def _add_key(self, version_id: int, revision: int, authored: AuthoredItem, key: Key, reason: str) -> None:
        self.scope.session.add(
            ItemKey(
                item_version_id=version_id,
                revision=revision,
                key=key,
                explanation=authored.explanation,
                key_fingerprint=fingerprint(as_plain(Key, key)),
                explanation_fingerprint=self.marks(authored).explanation,
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
