"""Authors at work: a bank, drafts in which nothing is wrong, a second person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.support.library import publish
from tests.support.people import Learner, an_administrator, sign_up
from tests.support.school import a_teacher
from trainer.content.draft_files import item_text, plain_data
from trainer.domain.items.drafts import DraftKind
from trainer.services import banks, draft_publishing, draft_solutions, drafts
from trainer.services.draft_beginnings import NewDraft
from trainer.services.scope import Scopes

BANK = "/authoring/banks/ines-s-bank"
"""The address of the bank of `a_desk`."""
WHY = "It is said here at length, so that it teaches something."
STEM = "A surgeon names the great vessel that leaves the left chamber of the heart. Which vessel is it?"
TEXTS = ("Aorta", "Vein", "Node", "Duct")


def item_values(slug: str = "cpc-vessel", **changes: Any) -> dict[str, Any]:
    """A question in which nothing is wrong, as plain data; `changes` are fields of it."""
    row: dict[str, Any] = {"id": slug, "kind": "single", "edition": "2026", "difficulty": 2, "bloom": "recall"}
    row |= {"tags": ["vessels"], "stem": STEM, "references": ["An atlas"], "key": "A"}
    row |= {"options": [{"id": i, "text": t, "why": WHY} for i, t in zip("ABCD", TEXTS, strict=True)]}
    return {"schema": 1, "track": "cpc", "area": "anatomy", "items": [row | changes]}


def sound_item(slug: str = "cpc-vessel", **changes: Any) -> dict[str, str]:
    """The same as the files of a draft."""
    return {"item.toml": item_text(item_values(slug, **changes))}


@dataclass(frozen=True, slots=True)
class Desk:
    """Ines writes in a bank of hers, Otto teaches too, Ada runs the trainer, Ann only learns."""

    scopes: Scopes
    ines: Learner
    otto: Learner
    ada: Learner
    ann: Learner
    bank: str

    def draft(self, slug: str = "cpc-vessel", *, bank: str = "", **changes: Any) -> int:
        """A sound draft of Ines's, at revision 2."""
        with self.ines.writing() as scope:
            new = NewDraft(DraftKind.ITEM, slug, "cpc", "anatomy")
            draft_id = drafts.create_draft(scope, bank or self.bank, new)
            drafts.save_draft(scope, draft_id, sound_item(slug, **changes), 1)
            return draft_id

    def save(self, draft_id: int, files: Mapping[str, str], who: Learner | None = None, base: int | None = None) -> int:
        with (who or self.ines).writing() as scope:
            revision = drafts.get_draft(scope, draft_id).life.revision if base is None else base
            return drafts.save_draft(scope, draft_id, files, revision)

    def page(self, draft_id: int, who: Learner | None = None) -> drafts.DraftPage:
        with (who or self.ines).reading() as scope:
            return drafts.get_draft(scope, draft_id)

    def submit(self, draft_id: int) -> None:
        with self.ines.writing() as scope:
            draft_publishing.submit_draft(scope, draft_id)

    def solve(
        self, draft_id: int, *chosen: str, who: Learner | None = None, comment: str = "", field: str = "choice"
    ) -> int:
        """Otto solves the newest revision."""
        with (who or self.otto).writing() as scope:
            revision = drafts.get_draft(scope, draft_id).life.revision
            fields: dict[str, Sequence[str]] = {field: list(chosen)}
            return draft_solutions.solve_draft(scope, draft_id, revision, fields, comment)

    def publish(self, draft_id: int) -> draft_publishing.PublishedDraft:
        with self.ines.writing() as scope:
            return draft_publishing.publish_draft(scope, draft_id)

    def through(self, draft_id: int, *chosen: str) -> draft_publishing.PublishedDraft:
        """Hands it in, has Otto agree with A (or what is given), publishes it."""
        self.submit(draft_id)
        self.solve(draft_id, *(chosen or ("A",)))
        return self.publish(draft_id)

    def standing(self, draft_id: int, who: Learner | None = None) -> draft_solutions.Standing:
        with (who or self.ines).reading() as scope:
            return draft_solutions.get_standing(scope, drafts.get_draft(scope, draft_id))


def a_desk(scopes: Scopes, *, is_shared: bool = True) -> Desk:
    """The small library is published; Ines has a bank."""
    publish(scopes)
    ines = a_teacher(scopes, "ines@example.org", "Ines Okafor")
    otto = a_teacher(scopes, "otto@example.org", "Otto Lindqvist")
    with ines.writing() as scope:
        bank = banks.create_bank(scope, "Ines's bank", is_shared=is_shared)
    return Desk(scopes, ines, otto, an_administrator(scopes), sign_up(scopes), bank)


def item_form(slug: str = "cpc-vessel", **changes: object) -> dict[str, object]:
    """What the form of a sound question sends."""
    form: dict[str, object] = {"place": "cpc/anatomy", "kind": "single", "edition": "2026", "difficulty": "2"}
    row = item_values(slug)["items"][0]
    form |= {"bloom": "recall", "tags": "vessels", "stem": row["stem"], "references": "An atlas", "key": "A"}
    form |= {f"option_{name}": [option[name] for option in row["options"]] for name in ("id", "text", "why")}
    return form | {"do": "save", "base_revision": "2"} | changes


def data_of(desk: Desk, draft_id: int) -> dict[str, Any]:
    """The newest text of a question, as plain data."""
    data = plain_data(desk.page(draft_id).files["item.toml"])
    assert data is not None
    return data


def row_of(desk: Desk, draft_id: int) -> dict[str, Any]:
    return data_of(desk, draft_id)["items"][0]
