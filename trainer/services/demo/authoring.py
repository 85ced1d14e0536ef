"""The instructor's own bank in the demo: one question that is published with a slip in its key, one in review."""

from typing import Any

from trainer.content.draft_files import ITEM, item_text
from trainer.domain.items.drafts import DraftKind
from trainer.services import banks, draft_publishing, draft_solutions, drafts
from trainer.services.demo.people import CO_INSTRUCTOR, INSTRUCTOR
from trainer.services.demo.world import OWN_ITEM, World
from trainer.services.draft_beginnings import NewDraft

AREA = "medical-terminology"
SLIP = "B"
_REVIEWED = "demo-term-hemoptysis"
_REFERENCES = ["Common word parts of medical terminology"]


def _item(slug: str, year: int, said: tuple[str, tuple[tuple[str, str], ...]], key: str, area: str) -> dict[str, str]:
    stem, options = said
    row: dict[str, Any] = {"id": slug, "kind": "single", "edition": str(year), "difficulty": 2, "bloom": "recall"}
    row |= {"tags": ["look-alikes", "symptoms"], "stem": stem, "key": key, "references": _REFERENCES}
    row |= {
        "options": [{"id": each, "text": text, "why": why} for each, (text, why) in zip("ABCD", options, strict=True)]
    }
    return {ITEM: item_text({"schema": 1, "track": "cpc", "area": area, "items": [row]})}


_DYSPHAGIA = (
    "A chart note reads: “Seen for dysphagia since last month.” Which function of this patient is impaired?",
    (
        ("Swallowing food and drink", "The ending -phagia is eating and swallowing; dys- says that it is difficult."),
        ("Speaking or finding words", "The ending -phasia, with an s, is speech. The two words differ in one letter."),
        ("Breathing without effort", "That would be dyspnea: the ending -pnea is breathing."),
        ("Digesting a normal meal", "That would be dyspepsia: the ending -pepsia is digestion."),
    ),
)
_HEMOPTYSIS = (
    "A triage note reads: “Brought in with hemoptysis.” Where does the blood that the patient brings up come from?",
    (
        ("The stomach or gullet", "Vomited blood is hematemesis: the ending -emesis is vomiting."),
        ("The nasal passages", "Bleeding from the nose is epistaxis; the word does not share a part with this one."),
        ("The airways or lungs", "The ending -ptysis is spitting or coughing up, so the blood comes from the airways."),
        ("The urinary bladder", "Blood in the urine is hematuria: the ending -uria is urine."),
    ),
)


def write_own_bank(world: World) -> None:
    """Makes the bank, and publishes the first question, whose slip the second person did not see either."""
    instructor, other = world.ids[INSTRUCTOR.email], world.ids[CO_INSTRUCTOR.email]
    with world.acting(instructor) as scope:
        bank = banks.create_bank(scope, "Marisol's questions", is_shared=False)
    draft_id = _write(world, bank, OWN_ITEM, _DYSPHAGIA, SLIP)
    with world.acting(other) as scope:
        revision = drafts.get_draft(scope, draft_id).life.revision
        draft_solutions.solve_draft(scope, draft_id, revision, {"choice": [SLIP]}, "Clear, and quick to read.")
    with world.acting(instructor) as scope:
        draft_publishing.publish_draft(scope, draft_id)


def write_second_question(world: World) -> None:
    """A question that waits for a second person."""
    with world.acting(world.ids[INSTRUCTOR.email]) as scope:
        bank = next(row.slug for row in banks.list_banks(scope) if row.is_own)
    _write(world, bank, _REVIEWED, _HEMOPTYSIS, "C")


def _write(world: World, bank: str, slug: str, said: tuple[str, tuple[tuple[str, str], ...]], key: str) -> int:
    """A draft that is handed in for review; its number."""
    area = AREA if AREA in world.catalogue.areas else world.catalogue.areas[0]
    with world.acting(world.ids[INSTRUCTOR.email]) as scope:
        draft_id = drafts.create_draft(scope, bank, NewDraft(DraftKind.ITEM, slug, "cpc", area))
        drafts.save_draft(scope, draft_id, _item(slug, scope.now.year, said, key, area), 1, "First version.")
        scope.session.flush()
        draft_publishing.submit_draft(scope, draft_id)
    return draft_id
