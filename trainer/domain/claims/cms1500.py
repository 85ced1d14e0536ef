"""The CMS-1500 (02/12): every item that a form has, in the order in which people fill it. A page is drawn from this.

A form is `dict[item id, text]`. Items 8, 9b, 9c and 30 are reserved on the paper and do not exist here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from trainer.domain.claims import cms1500_rows as rows
from trainer.domain.claims.cms1500_help import HELP
from trainer.domain.claims.lines import MAX_DIAGNOSES, POINTER_LETTERS

MAX_LINES = 6
LINES = tuple(range(1, MAX_LINES + 1))
DIAGNOSES = tuple(f"21.{letter}" for letter in POINTER_LETTERS[:MAX_DIAGNOSES])


class Block(StrEnum):
    """The parts of the form, from top to bottom."""

    CARRIER = "carrier"
    PATIENT = "patient"
    CONDITION = "condition"
    SERVICE = "service"
    PROVIDER = "provider"


class Kind(StrEnum):
    """What is written in an item; each kind has its own check."""

    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    CHOICE = "choice"
    PERSON = "person"
    """Last, First, Middle."""
    INSURED = "insured"
    """A person, SAME, or an employer."""
    PROVIDER = "provider"
    """A person in either order, or an organisation."""
    SIGNER = "signer"
    """A person in either order, or Signature on file."""
    MEMBER = "member"
    STATE = "state"
    ZIP = "zip"
    PHONE = "phone"
    NPI = "npi"
    TAX = "tax"
    AUTHORIZATION = "authorization"
    DIAGNOSIS = "diagnosis"
    PROCEDURE = "procedure"
    MODIFIERS = "modifiers"
    POINTERS = "pointers"
    UNITS = "units"
    PLACE = "place"
    DRUG = "drug"
    OTHER_ID = "other_id"
    """A qualifier and a number without space between them."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """One box. `number` is what is printed on the form ("24J", "" for the payer's block), `label` and `help` are ours.

    `max_length` is the room on paper; `place` where the 837P says the same, "" where it does not say it.
    """

    id: str
    number: str
    label: str
    help: str
    kind: Kind
    block: Block
    max_length: int
    choices: tuple[Choice, ...] = ()
    place: str = ""

    @property
    def title(self) -> str:
        """The box by number, line and label, for sentences: `Item 24J, line 2 (rendering provider's NPI)`."""
        label = self.label.rstrip("?")
        label = label[0].lower() + label[1:] if label[1:2].islower() else label
        line = f", line {line_of(self.id)}" if line_of(self.id) else ""
        return f"Item {self.number}{line} ({label})" if self.number else self.label


_PRINTED = {
    "from": "24A",
    "through": "24A",
    "place": "24B",
    "emergency": "24C",
    "code": "24D",
    "modifiers": "24D",
    "pointers": "24E",
    "charge": "24F",
    "units": "24G",
    "epsdt": "24H",
    "qualifier": "24I",
    "other": "24J",
    "rendering": "24J",
    "shaded": "24",
}


def template_of(item: str) -> str:
    """The row that an item is made from: `24.3.code` → `24.*.code`, `21.B` → `21.*`, others themselves."""
    if item.startswith("24."):
        return f"24.*.{item.split('.')[2]}"
    return "21.*" if item in DIAGNOSES else item


def line_of(item: str) -> int:
    """The service line (1 to 6) that an item of item 24 stands in, 0 for any other."""
    return int(item.split(".")[1]) if item.startswith("24.") else 0


def _number(item: str) -> str:
    if item.startswith("carrier."):
        return ""
    if line_of(item):
        return _PRINTED[item.split(".")[2]]
    return item.replace(".", "") if item in DIAGNOSES else item.split(".", maxsplit=1)[0]


def _item(item: str, row: rows.Row, block: Block) -> Item:
    template, label, kind, length, place = row
    if item in DIAGNOSES:
        nth = DIAGNOSES.index(item) + 1
        label = label.format(letter=item[-1])
        place = place.format(place=f"{nth:02}", qualifier="ABK" if nth == 1 else "ABF")
    choices = tuple(Choice(*each) for each in rows.CHOICES.get(template, ()))
    return Item(item, _number(item), label, HELP[template], Kind(kind), block, length, choices, place)


def _items() -> Iterator[Item]:
    for block, table in (
        (Block.CARRIER, rows.CARRIER),
        (Block.PATIENT, rows.PATIENT),
        (Block.CONDITION, rows.CONDITION),
    ):
        for row in table:
            ids = DIAGNOSES if row[0] == "21.*" else (row[0],)
            yield from (_item(item, row, block) for item in ids)
    for line in LINES:
        yield from (_item(row[0].replace("*", str(line)), row, Block.SERVICE) for row in rows.SERVICE)
    yield from (_item(row[0], row, Block.PROVIDER) for row in rows.PROVIDER)


ITEMS: dict[str, Item] = {item.id: item for item in _items()}
"""Every item by its id, in keyboard order."""

ORDER: dict[str, int] = {item: place for place, item in enumerate(ITEMS)}
