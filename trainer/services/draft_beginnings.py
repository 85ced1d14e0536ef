"""What a new draft begins with: the files of its kind, to be filled in."""

from dataclasses import dataclass
from pathlib import Path

from trainer.content.draft_files import CASE, CHART, EXHIBITS, KEY, Data, family_text, item_text, scenario_text
from trainer.domain.claims.billing_case import BillingKind
from trainer.domain.claims.case import CaseKind
from trainer.domain.generators.registry import families
from trainer.domain.items.drafts import DraftKind
from trainer.domain.kernel.errors import Refused

_OPTIONS = [{"id": letter, "text": "", "why": ""} for letter in "ABCD"]
_PLAIN = [{"id": letter, "text": ""} for letter in "ABC"]
_EMPTY_RESPONSES: dict[str, Data] = {
    "single": {"key": "", "options": _OPTIONS},
    "multiple": {"key": [], "options": _OPTIONS},
    "numeric": {"unit": "", "decimals": 0, "key": "", "why": ""},
    "code": {"system": "icd-10-cm", "key": [], "why": ""},
    "ordering": {"key": ["A", "B", "C"], "options": _PLAIN, "why": ""},
    "matching": {"key": {}, "prompts": _PLAIN, "options": [{"id": letter, "text": ""} for letter in "KLM"], "why": ""},
}
ITEM_KINDS = tuple(_EMPTY_RESPONSES)
CASE_KINDS = (*CaseKind, *BillingKind)

_BEGINNINGS = Path(__file__).with_name("beginnings")
"""A folder for each kind of case, laid out as its files are, with `{slug}` and `{year}` still to be filled in."""


@dataclass(frozen=True, slots=True)
class NewDraft:
    """What is begun. `form`: of an item its kind of question, of a family the family of the program that it varies;
    `case_kind`: of a case its kind of work.
    """

    kind: DraftKind
    slug: str
    track: str = "cpc"
    area: str = ""
    form: str = "single"
    case_kind: str = CaseKind.CODE


def empty_files(new: NewDraft, year: str) -> dict[str, str]:
    """The files of a draft that was begun in a year, to be filled in.

    Raises:
        Refused: there is no such kind of question or of case.
    """
    place: Data = {"schema": 1, "track": new.track, "area": new.area}
    match new.kind:
        case DraftKind.ITEM:
            if new.form not in _EMPTY_RESPONSES:
                raise Refused("Choose a kind of question.", "form")
            row: Data = {"id": new.slug, "kind": new.form, "edition": year, "difficulty": 3, "bloom": "apply"}
            row |= {"tags": [], "stem": "", "references": []} | _EMPTY_RESPONSES[new.form]
            return {"item.toml": item_text(place | {"items": [row]})}
        case DraftKind.SCENARIO:
            return {"scenario.toml": scenario_text(place | {"id": new.slug, "title": "", "text": ""})}
        case DraftKind.FAMILY:
            return {"family.toml": family_text({"schema": 1, "id": new.slug, "family": new.form, "variants": 20})}
        case DraftKind.CASE:
            return _case_files(new.case_kind, new.slug, year)


def _case_files(kind: str, slug: str, year: str) -> dict[str, str]:
    """A beginning of this kind: invented people, and what is to be replaced in ‹ ›, which the check names."""
    if kind not in CASE_KINDS:
        raise Refused("Choose a kind of case.", "form")
    paths = (_BEGINNINGS / kind / name for name in (CASE, CHART, EXHIBITS, KEY))
    texts = {path.name: path.read_text(encoding="utf-8") for path in paths if path.is_file()}
    return {name: text.replace("{slug}", slug).replace("{year}", year) for name, text in texts.items()}


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A family of the program."""

    slug: str
    title: str
    track: str


def list_families() -> tuple[FamilyRow, ...]:
    """The families that can be varied, by track and title."""
    rows = (FamilyRow(family.slug, family.title, family.track) for family in families().values())
    return tuple(sorted(rows, key=lambda row: (row.track != "cpc", row.title)))
