"""Reads from a form which month to begin, and which move to make. What no page offers is refused."""

from collections.abc import Mapping

from trainer.domain.kernel.errors import Refused
from trainer.domain.simulation.moves import (
    Appeal,
    BillPatient,
    BillSecondary,
    Call,
    CheckCoverage,
    Disposition,
    EndDay,
    Fix,
    Move,
    Post,
    Submit,
    WriteOff,
)
from trainer.domain.simulation.world import Argument, Item
from trainer.services.month_pages import WorkOrder
from trainer.services.months import MAX_SEED, NewMonth

Form = Mapping[str, str]

DECISION = "decision."
"""What the names of the inputs of a posting begin with; their place in the remittance follows, from 1."""

MAX_PARTS = 20
_PLAIN = {move("").kind: move for move in (CheckCoverage, Submit, BillSecondary, BillPatient, WriteOff, Call)}
_UNKNOWN = "What was sent is no move of this month. Reload the page and use its buttons."


def read_new_month(form: Form) -> NewMonth:
    """The month to begin: the one that the level comes with, or with `other` that of a number, drawn where it is empty.

    Raises:
        Refused: the number is no number.
    """
    scenario, request_id = form.get("scenario", ""), form.get("request_id", "")[:64]
    if not form.get("other"):
        return NewMonth(scenario)
    typed = form.get("seed", "").strip().replace(",", "")
    if not typed:
        return NewMonth(scenario, is_drawn=True, request_id=request_id)
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MAX_SEED))):
        raise Refused(f"The number of a month goes from 1 to {MAX_SEED:,}. Leave it empty for a drawn one.", "seed")
    return NewMonth(scenario, int(typed))


def read_base_count(form: Form) -> int:
    """How many moves there were when the page was drawn; -1, which is never true, where it does not say."""
    typed = form.get("base_count", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 8 else -1


def read_order(values: Mapping[str, str]) -> WorkOrder:
    typed = values.get("order", "")
    return WorkOrder(typed) if typed in tuple(WorkOrder) else WorkOrder.ARRIVAL


def read_move(form: Form) -> Move:
    """The move that the form asks for.

    Raises:
        Refused: it is none, or a choice is missing; `field` names that.
    """
    kind, account = form.get("kind", ""), form.get("account", "")
    if kind in _PLAIN:
        return _PLAIN[kind](account)
    match kind:
        case "end-day":
            return EndDay()
        case "fix" if form.get("item") in tuple(Item):
            return Fix(account, Item(form["item"]), form.get("value", ""))
        case "post":
            return Post(account, _decisions(form))
        case "appeal":
            if form.get("argument") not in tuple(Argument):
                raise Refused("Choose what the appeal says.", "argument")
            return Appeal(account, Argument(form["argument"]))
        case _:
            raise Refused(_UNKNOWN)


def _decisions(form: Form) -> tuple[Disposition, ...]:
    """One for each place from 1; a place that is left out ends them, so that the posting is short of one."""
    typed = [form.get(f"{DECISION}{place}", "") for place in range(1, MAX_PARTS + 1)]
    kept = typed[: typed.index("")] if "" in typed else typed
    if any(each not in tuple(Disposition) for each in kept):
        raise Refused(_UNKNOWN)
    return tuple(Disposition(each) for each in kept)
