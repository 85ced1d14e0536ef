"""Reads the work on a billing exercise from a form, as typed. What an exercise does not offer is passed over."""

from collections.abc import Iterable, Iterator

from trainer.domain.claims.billing_case import BillingContent, BillingKind, Field, FieldType, Worklist, Worksheet
from trainer.web.billing.form_layout import form_items
from trainer.web.billing.words import mark_choices
from trainer.web.cases.forms import Form, typed_text

FIELD, ITEM, ACCOUNT = "field.", "item.", "account."
"""What the names of inputs begin with."""

OPEN_PLACE = ","
"""Stands in an order where a place is left open between two others, so that these keep theirs."""


def read_worksheet(form: Form, content: BillingContent) -> Worksheet:
    """What the form says of the fields that this exercise has. An item that was sent empty is there, empty."""
    match content.kind:
        case BillingKind.FILL:
            return tuple((item, _text(form, ITEM + item)) for item in form_items() if ITEM + item in form)
        case BillingKind.SCRUB:
            return tuple(_marks(form))
        case BillingKind.WORKLIST:
            assert content.worklist is not None
            return tuple(_accounts(form, content.worklist))
    entered = [(field.id, _field(form, field)) for field in content.fields]
    return tuple((name, text) for name, text in entered if text)


def read_items(form: Form) -> Worksheet:
    """The items of a CMS-1500 that say something, in the order of the form."""
    entered = [(item, _text(form, ITEM + item)) for item in form_items()]
    return tuple((item, text) for item, text in entered if text)


def read_note(form: Form) -> str:
    return typed_text(form, "note")


def _text(form: Form, name: str) -> str:
    return str(form.get(name, "")).strip()


def _marks(form: Form) -> Iterator[tuple[str, str]]:
    kinds = {kind for kind, _ in mark_choices()}
    for item in form_items():
        mark, value = (_text(form, f"{ITEM}{item}.{part}") for part in ("mark", "value"))
        if mark in kinds:
            yield f"{item}.mark", mark
        if value:
            yield f"{item}.value", value


def _accounts(form: Form, worklist: Worklist) -> Iterator[tuple[str, str]]:
    actions = {action.id for action in worklist.actions}
    for account in worklist.accounts:
        rank, action = (_text(form, f"{ACCOUNT}{account.id}.{part}") for part in ("rank", "action"))
        if rank:
            yield f"{account.id}.rank", rank
        if action in actions:
            yield f"{account.id}.action", action


def _field(form: Form, field: Field) -> str:
    values = [value.strip() for value in form.getlist(FIELD + field.id)]
    offered = [offer.id for offer in field.offers]
    match field.type:
        case FieldType.ORDER:
            return _order(value if value in offered else "" for value in values[: len(offered)])
        case FieldType.CHOICES:
            return " ".join(each for each in offered if each in values)
        case FieldType.CHOICE:
            return next((value for value in values if value in offered), "")
        case _:
            return values[0] if values else ""


def _order(places: Iterable[str]) -> str:
    """Places in their order, each as chosen, one that is chosen twice too; `plan , patient` leaves the second open."""
    texts = list(places)
    while texts and not texts[-1]:
        texts.pop()
    return " ".join(text or OPEN_PLACE for text in texts)
