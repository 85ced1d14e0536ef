"""An encounter with its papers: patient, cards, chart line and the coder's draft, bent by its trouble."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from trainer.domain.claims.contracts import Accumulators, Benefits
from trainer.domain.claims.professional import Person, Relationship, ServiceLine, Sex
from trainer.domain.simulation import visits, words_papers
from trainer.domain.simulation.people import draw_member_id, draw_person, misread
from trainer.domain.simulation.practice import (
    AGREEMENTS,
    CHARGES,
    DOCTORS,
    HMO,
    MEDICAID,
    MEDICARE,
    PPO,
    TRICARE,
)
from trainer.domain.simulation.scenario import FIRST_DAY, Trouble, working_day_until
from trainer.domain.simulation.visits import Visit
from trainer.domain.simulation.world import (
    Argument,
    Card,
    Draws,
    Encounter,
    Item,
    Offer,
    PayerError,
    Turn,
)

_T = Trouble
_FAMILIES = ((HMO, TRICARE), (PPO, TRICARE))
"""A plan of the patient's own work, and TRICARE through the spouse: TRICARE pays after it."""
_RETIRED_SERVICE = (46, 62)
"""Ages of retired service members (twenty years of service) and their spouses, before Medicare."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A visit, and the payers of its cards in the order in which they pay; `ended` is a dead card beside them."""

    visit: Visit
    payers: tuple[str, ...]
    ended: str = ""
    payer_error: PayerError | None = None


@dataclass(frozen=True, slots=True)
class Papers:
    """What is fixed of an encounter before its papers are drawn. `on` None: the visit was on the day of arrival.

    `kind` None: it is drawn by the trouble.
    """

    id: str
    arrives_on: date
    surname: str
    trouble: Trouble
    also: Trouble = Trouble.NONE
    has_hints: bool = False
    on: date | None = None
    kind: Kind | None = None


def draft(rng: random.Random, papers: Papers) -> Encounter:
    """The encounter with everything drawn: visible papers, hidden truth, days that answers take."""
    kind = papers.kind or _draw_kind(rng, papers.trouble)
    on = papers.on or _day_of_visit(papers, kind)
    patient = draw_person(rng, papers.surname, _ages(kind), on, Sex.FEMALE if kind.visit is visits.HOME else None)
    troubles = frozenset({papers.trouble, papers.also}) - {_T.NONE}
    cards = _draw_cards(rng, kind, patient, troubles)
    return Encounter(
        papers.id,
        papers.arrives_on,
        on,
        patient,
        rng.choice(DOCTORS),
        cards,
        rng.choice(kind.visit.charts),
        words_papers.note(papers.trouble, cards, has_hints=papers.has_hints),
        _lines(kind.visit, on),
        kind.visit.diagnoses,
        _offers(rng, kind.visit, cards, patient, papers.trouble),
        troubles,
        draw_days(rng),
        payer_error=kind.payer_error,
    )


def draw_days(rng: random.Random) -> Draws:
    """Payers take 7 to 14 days, appeals 8 to 12 (in life up to 60); one patient in six does not pay this month."""
    return Draws(
        tuple(rng.randint(7, 14) for _ in range(4)),
        rng.randint(8, 12),
        rng.randint(6, 20) if rng.randint(1, 6) > 1 else None,
        rng.randint(3, 5),
    )


def _day_of_visit(papers: Papers, kind: Kind) -> date:
    """The day of arrival; one near its filing limit is as old as the payer's limit allows, less a few days."""
    if papers.trouble is not _T.LATE:
        return papers.arrives_on
    days = AGREEMENTS[kind.payers[0]].contract.timely_days
    return working_day_until(papers.arrives_on + timedelta(days=3 - days))


def _draw_kind(rng: random.Random, trouble: Trouble) -> Kind:
    match trouble:
        case _T.SECOND_PAYER:
            return Kind(rng.choice(visits.SIMPLE), rng.choice(((MEDICARE, PPO), _FAMILIES[0])))
        case _T.OTHER_PAYER_FIRST:
            return Kind(rng.choice(visits.SIMPLE), rng.choice(((PPO, MEDICARE), _FAMILIES[1])))
        case _T.COVERAGE_ENDED:
            payers = rng.choice(((PPO, HMO), (HMO, PPO), (MEDICAID, PPO)))
            return Kind(rng.choice(visits.SIMPLE), (payers[1],), ended=payers[0])
        case _T.DEDUCTIBLE:
            return Kind(rng.choice(visits.SIMPLE), (rng.choice((MEDICARE, PPO, TRICARE)),))
        case _T.LATE:
            return Kind(rng.choice(visits.SIMPLE), (PPO,))
        case _T.PAYER_ERROR:
            return _draw_payer_error(rng)
        case _:
            visit = _draw_visit(rng, trouble)
            return Kind(visit, (rng.choice(visit.payers),))


def _draw_visit(rng: random.Random, trouble: Trouble) -> Visit:
    match trouble:
        case _T.AUTHORIZATION | _T.NO_AUTHORIZATION:
            return visits.MOLE
        case _T.MODIFIER_25 | _T.POINTER:
            return rng.choice(visits.WITH_PROCEDURE)
        case _T.PLACE:
            return visits.HOME
        case _T.NEWBORN:
            return visits.NEWBORN
        case _T.NOTICE:
            return visits.NOTICE
        case _T.NEW_PATIENT:
            return visits.ESTABLISHED_DRAFTED_NEW
        case _:
            whole = (*visits.SIMPLE, *visits.WITH_PROCEDURE, *visits.PREVENTIVE, visits.MOLE, visits.HOME)
            return rng.choice((*whole, visits.NEW_PATIENT))


def _draw_payer_error(rng: random.Random) -> Kind:
    simple = (rng.choice(visits.SIMPLE), (rng.choice((MEDICARE, TRICARE)),))
    return rng.choice(
        (
            Kind(*simple, payer_error=PayerError("50", (0,), Argument.RECORDS)),
            Kind(visits.MOLE, (HMO,), payer_error=PayerError("197", (0,), Argument.AUTHORIZED)),
            Kind(rng.choice(visits.WITH_PROCEDURE), (PPO,), payer_error=PayerError("97", (0,), Argument.SEPARATE)),
        )
    )


def _ages(kind: Kind) -> tuple[int, int]:
    """Medicare's patients are over 65, unless an employer's plan pays first and they still work at 66 or 67.

    Who has TRICARE beside a plan of the own work is married to a retired service member, and of that age.
    """
    if kind.payers in _FAMILIES:
        return _RETIRED_SERVICE
    if MEDICARE not in kind.payers:
        return kind.visit.ages
    return (66, 67) if kind.payers[0] != MEDICARE else (67, 84)


def _lines(visit: Visit, on: date) -> tuple[ServiceLine, ...]:
    return tuple(
        ServiceLine(line.code, on, CHARGES[line.code], line.pointers, visit.place, line.modifiers)
        for line in visit.lines
    )


def _draw_cards(rng: random.Random, kind: Kind, patient: Person, troubles: frozenset[Trouble]) -> tuple[Card, ...]:
    """The cards in an order that does not tell whose turn it is."""
    turns = [(payer, turn) for payer, turn in zip(kind.payers, (Turn.FIRST, Turn.SECOND), strict=False)]
    if kind.ended:
        turns.append((kind.ended, Turn.NEVER))
    rng.shuffle(turns)
    return tuple(_draw_card(rng, "AB"[place], turn, patient, troubles) for place, turn in enumerate(turns))


def _draw_card(
    rng: random.Random, card_id: str, payer: tuple[str, Turn], patient: Person, troubles: frozenset[Trouble]
) -> Card:
    payer_id, turn = payer
    number = draw_member_id(rng, payer_id)
    wrong = misread(rng, number)
    is_misread = _T.MEMBER_ID in troubles and turn is Turn.FIRST
    insured, relationship = _draw_insured(rng, payer, patient, troubles)
    return Card(
        card_id,
        payer_id,
        number,
        wrong if is_misread else number,
        insured,
        relationship,
        _draw_benefits(rng, payer_id, turn, troubles),
        _draw_so_far(payer_id, troubles, turn),
        turn,
        wrong,
    )


def _draw_insured(
    rng: random.Random, payer: tuple[str, Turn], patient: Person, troubles: frozenset[Trouble]
) -> tuple[Person, Relationship]:
    """Whose insurance it is, and what the patient is to that person."""
    if _T.NEWBORN in troubles:
        return _draw_mother(rng, patient), Relationship.CHILD
    if payer == (TRICARE, Turn.SECOND):
        sex = Sex.MALE if patient.sex is Sex.FEMALE else Sex.FEMALE
        return draw_person(rng, patient.name.last, _RETIRED_SERVICE, FIRST_DAY, sex), Relationship.SPOUSE
    return patient, Relationship.SELF


def _draw_mother(rng: random.Random, child: Person) -> Person:
    """Her first name is another than the child's."""
    while True:
        mother = draw_person(rng, child.name.last, (24, 38), FIRST_DAY, Sex.FEMALE)
        if mother.name.first != child.name.first:
            return mother


def _draw_benefits(rng: random.Random, payer_id: str, turn: Turn, troubles: frozenset[Trouble]) -> Benefits:
    benefits = AGREEMENTS[payer_id].benefits
    if turn is Turn.NEVER:
        return replace(benefits, is_active=False, covered_through=date(2026, 3, 31))
    if payer_id == HMO and _T.NO_AUTHORIZATION not in troubles:
        return replace(benefits, authorizations=frozenset({f"NF{rng.randint(10_000, 99_999)}"}))
    return benefits


def _draw_so_far(payer_id: str, troubles: frozenset[Trouble], turn: Turn) -> Accumulators:
    """The deductible is met, but for the patients whom it is to meet."""
    deductible = AGREEMENTS[payer_id].benefits.deductible_cents
    if _T.DEDUCTIBLE in troubles and turn is Turn.FIRST:
        return Accumulators()
    return Accumulators(deductible, deductible)


def _offers(
    rng: random.Random, visit: Visit, cards: tuple[Card, ...], patient: Person, trouble: Trouble
) -> tuple[Offer, ...]:
    """What can be changed of the draft. Items are offered whether they are wrong or not."""
    first = next(card for card in cards if card.turn is Turn.FIRST)
    billed = _card_offer(cards, first, trouble)
    offers = [billed, _id_offer(first, next(card for card in cards if card.id == billed.drafted))]
    if trouble is _T.NEWBORN:
        mother = f"{first.insured.name.first} {first.insured.name.last}"
        baby = f"{patient.name.first} {patient.name.last}"
        offers.append(Offer(Item.PATIENT, (mother, baby), mother, frozenset({baby})))
    offers.append(_place_offer(visit, trouble))
    code = visit.lines[0].code
    if code in ("99213", "99203"):
        drafted = "99203" if trouble is _T.NEW_PATIENT else code
        offers.append(Offer(Item.CODE, ("99203", "99213"), drafted, frozenset({code})))
    offers.append(_modifier_offer(visit, trouble))
    if visit.has_procedure_beside_visit:
        offers.append(Offer(Item.POINTER, ("A", "B"), "A" if trouble is _T.POINTER else "B", frozenset({"B"})))
    if visit is visits.MOLE:
        offers.append(_authorization_offer(rng, first, trouble))
    return tuple(offers)


def _card_offer(cards: tuple[Card, ...], first: Card, trouble: Trouble) -> Offer:
    drafted = first
    if trouble in (_T.COVERAGE_ENDED, _T.OTHER_PAYER_FIRST):
        drafted = next(card for card in cards if card is not first)
    return Offer(Item.PAYER, tuple(card.id for card in cards), drafted.id, frozenset({first.id}))


def _id_offer(first: Card, billed: Card) -> Offer:
    """What can be chosen follows the card that is billed (`Card.ids`): `values` is all that there is."""
    values = tuple(sorted({*first.ids, *billed.ids}))
    return Offer(Item.MEMBER_ID, values, billed.registered_id, frozenset({first.member_id}))


def _place_offer(visit: Visit, trouble: Trouble) -> Offer:
    return Offer(Item.PLACE, ("11", "12", "22"), "11" if trouble is _T.PLACE else visit.place, frozenset({visit.place}))


def _modifier_offer(visit: Visit, trouble: Trouble) -> Offer:
    right = " ".join(visit.lines[0].modifiers)
    if visit is visits.NOTICE:
        return Offer(Item.MODIFIERS, ("", "GA", "GZ"), "", frozenset({"GA"}))
    drafted = "" if trouble is _T.MODIFIER_25 else right
    values = ("", "25", "59") if visit.has_procedure_beside_visit else ("", "24", "25")
    return Offer(Item.MODIFIERS, values, drafted, frozenset({right}))


def _authorization_offer(rng: random.Random, first: Card, trouble: Trouble) -> Offer:
    """The right number, one of last year's, and none."""
    old = f"NF{rng.randint(10_000, 99_999)}"
    numbers = first.benefits.authorizations
    drafted = "" if trouble in (_T.AUTHORIZATION, _T.NO_AUTHORIZATION) else min(numbers)
    return Offer(Item.AUTHORIZATION, ("", *sorted({old, *numbers})), drafted, frozenset(numbers))
