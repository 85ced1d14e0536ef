"""Words of the papers: what the front desk noted beside a visit. With hints it says more."""

from trainer.domain.simulation.scenario import Trouble
from trainer.domain.simulation.world import Card, Turn

_PLAIN = {
    Trouble.COVERAGE_ENDED: "Two cards in the file; the patient was in a hurry.",
    Trouble.NEWBORN: "Entered on the mother's account.",
    Trouble.LATE: "Visit sheet found in a drawer today, never billed.",
    Trouble.NO_AUTHORIZATION: "Patient says the plan 'knows about it'.",
}
_HINTS = {
    Trouble.COVERAGE_ENDED: "Patient changed jobs at the end of March and left a new card; the old one is still filed.",
    Trouble.MEMBER_ID: "Number typed by hand, the scanner was down.",
    Trouble.AUTHORIZATION: "Doctor's assistant called the plan last week and got approval.",
    Trouble.NEWBORN: "Baby is covered under the mother's plan as a child; entered on the mother's account.",
}
_WORKING = "Patient still works full time, at an employer with about 140 people that gives the health plan."
_RETIRED = "Patient is retired; keeps a former employer's plan beside Medicare."
_FAMILY = "Insured through own work; TRICARE through the spouse, a retired service member."


def note(trouble: Trouble, cards: tuple[Card, ...], *, has_hints: bool) -> str:
    """The front desk's note; empty where there is nothing to tell."""
    if any(card.turn is Turn.SECOND for card in cards):
        return _of_two(cards)
    hint = _HINTS.get(trouble, "") if has_hints else ""
    return hint or _PLAIN.get(trouble, "")


def _of_two(cards: tuple[Card, ...]) -> str:
    names = {card.payer.name for card in cards}
    if "Medicare" not in names:
        return _FAMILY
    first = next(card for card in cards if card.turn is Turn.FIRST)
    return _RETIRED if first.payer.name == "Medicare" else _WORKING
