"""Publishes generated families: one item each, its variants stored as frozen versions with their seeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trainer.adapters import as_plain
from trainer.content.families import AuthoredFamily
from trainer.db.models.content import Bank, Item, ItemKey, ItemVersion
from trainer.domain.generators.family import Generated
from trainer.domain.items.content import ItemContent
from trainer.domain.items.keys import Explanation, Key
from trainer.domain.kernel.fingerprints import fingerprint
from trainer.services.publisher import EXPLANATION_REASON, CurrentKey, Marks, Published, Publisher
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class Shelved:
    """A bank as it stands: the current variants of its families by item id, the newest key of every version."""

    bank: Bank
    variants: Mapping[int, list[ItemVersion]]
    keys: Mapping[int, ItemKey]


class FamilyPublisher(Publisher[Item, AuthoredFamily]):
    """Publishes families into one bank.

    A family whose wording has changed gets a new version of all variants; one whose rule was mended, a new revision of
    the keys that differ.
    """

    noun = "families"

    def __init__(
        self, scope: Scope, published: Published, known: Mapping[str, Item], taken: set[str], shelved: Shelved
    ) -> None:
        super().__init__(scope, published, known, taken)
        self.bank, self.keys = shelved.bank, shelved.keys
        self.variants = {each[0].id: each for each in shelved.variants.values()}
        self.first = {item_id: each[0].id for item_id, each in shelved.variants.items()}

    def new_row(self, authored: AuthoredFamily) -> Item:
        return Item(bank_id=self.bank.id, slug=authored.slug, current_number=0)

    def describe(self, row: Item, authored: AuthoredFamily) -> None:
        family = authored.family
        row.track, row.area, row.difficulty = family.track, family.area, family.difficulty
        row.bloom, row.tags, row.retired_at, row.is_sealed = family.bloom, family.tags, None, False

    def marks(self, authored: AuthoredFamily) -> Marks:
        return Marks(
            fingerprint([as_plain(ItemContent, each.content) for each in authored.variants]),
            _mark_of_keys([each.key for each in authored.variants]),
            fingerprint([as_plain(Explanation, each.explanation) for each in authored.variants]),
        )

    def current(self, row: Item) -> CurrentKey:
        first = self.first[row.id]
        keys = [self.keys[version.id].key for version in self.variants[first]]
        return CurrentKey(first, self.keys[first].revision, _mark_of_keys(keys))

    def add_version(self, row: Item, authored: AuthoredFamily) -> int:
        versions = [
            ItemVersion(
                item_id=row.id,
                number=row.current_number,
                variant=place,
                seed=each.seed,
                content=each.content,
                content_fingerprint=fingerprint(as_plain(ItemContent, each.content)),
                created_at=self.scope.now,
            )
            for place, each in enumerate(authored.variants, start=1)
        ]
        self.scope.session.add_all(versions)
        self.scope.session.flush()
        self.variants[versions[0].id] = versions
        return versions[0].id

    def add_key(self, version_id: int, revision: int, authored: AuthoredFamily, reason: str) -> None:
        """Adds the key of every variant that has none, or another one."""
        for version, each in zip(self.variants[version_id], authored.variants, strict=True):
            known = self.keys.get(version.id)
            if known is None or known.key != each.key:
                self._add_key(version, known.revision + 1 if known else 1, each.key, each, reason)

    def revise_explanation(self, current: CurrentKey, authored: AuthoredFamily) -> bool:
        for version, each in zip(self.variants[current.version_id], authored.variants, strict=True):
            known = self.keys[version.id]
            if known.explanation != each.explanation:
                self._add_key(version, known.revision + 1, known.key, each, EXPLANATION_REASON)
        return True

    def _add_key(self, version: ItemVersion, revision: int, key: Key, variant: Generated, reason: str) -> None:
        self.scope.session.add(
            ItemKey(
                item_version_id=version.id,
                revision=revision,
                key=key,
                explanation=variant.explanation,
                key_fingerprint=fingerprint(as_plain(Key, key)),
                explanation_fingerprint=fingerprint(as_plain(Explanation, variant.explanation)),
                reason=reason,
                created_at=self.scope.now,
            )
        )


def _mark_of_keys(keys: list[Any]) -> str:
    return fingerprint([as_plain(Key, key) for key in keys])
