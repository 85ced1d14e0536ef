"""What payers answer to drafts and right claims: denial codes by trouble, and amounts computed by hand."""

from datetime import date
from functools import cache

import pytest

from trainer.domain.claims.contracts import Accumulators
from trainer.domain.claims.remittance import Adjustment, Group
from trainer.domain.simulation.making import start
from trainer.domain.simulation.opening import begin
from trainer.domain.simulation.payers import (
    PartKind,
    Rejected,
    Remitted,
    Sent,
    answer,
    answer_of_second,
    drafted_fields,
    kind_of,
    make_claim,
    right_fields,
    worth_of_lines,
)
from trainer.domain.simulation.practice import HMO, MEDICAID, MEDICARE, PPO, TRICARE
from trainer.domain.simulation.scenario import Scenario, Trouble
from trainer.domain.simulation.world import Argument, Encounter, Item


@cache
def _encounters() -> list[Encounter]:
    return [each for scenario in Scenario for seed in range(40) for each in start(scenario, seed).encounters.values()]


def _with(trouble: Trouble | None, payer: str = "", code: str = "") -> Encounter:
    """The first encounter with this trouble alone; where a code is asked for, it is the only one."""
    return next(
        each
        for each in _encounters()
        if each.troubles == (frozenset({trouble}) if trouble else frozenset())
        and payer in ("", each.first.payer_id)
        and (not code or [line.code for line in each.lines] == [code])
    )


def _send(encounter: Encounter, fields: dict[Item, str], on: date | None = None, **more: object) -> Rejected | Remitted:
    lines = tuple(range(len(encounter.lines)))
    day = on or encounter.arrives_on
    return answer(encounter, Sent(fields, lines, encounter.first.so_far, day, day, **more))  # type: ignore[arg-type]


def _codes(answered: Rejected | Remitted, kind: PartKind) -> tuple[str, ...]:
    assert isinstance(answered, Remitted)
    return tuple(code for part in answered.parts if part.kind is kind for code in part.codes)


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (Trouble.COVERAGE_ENDED, "PR-27"),
        (Trouble.OTHER_PAYER_FIRST, "CO-22"),
        (Trouble.AUTHORIZATION, "CO-197"),
        (Trouble.NO_AUTHORIZATION, "CO-197"),
        (Trouble.MODIFIER_25, "CO-97"),
        (Trouble.PLACE, "CO-5"),
        (Trouble.POINTER, "CO-11"),
        (Trouble.NEWBORN, "CO-6"),
        (Trouble.NOTICE, "CO-50"),
        (Trouble.NEW_PATIENT, "CO-B16"),
    ],
)
def test_a_draft_with_a_trouble_is_denied_for_its_reason(trouble: Trouble, code: str) -> None:
    encounter = _with(trouble)
    assert _codes(_send(encounter, drafted_fields(encounter)), PartKind.DENIED) == (code,)


def test_a_wrong_member_number_is_rejected_on_the_next_working_day() -> None:
    encounter = next(each for each in _encounters() if each.troubles == {Trouble.MEMBER_ID})
    friday = date(2026, 4, 10)
    assert _send(encounter, drafted_fields(encounter), friday) == Rejected(date(2026, 4, 13))


def test_a_second_entry_of_the_same_visit_is_a_duplicate_that_nothing_helps_against() -> None:
    encounter = _with(Trouble.DUPLICATE)
    answered = _send(encounter, drafted_fields(encounter), is_copy=True)
    assert _codes(answered, PartKind.DENIED) == ("OA-18",)
    assert isinstance(answered, Remitted)
    assert answered.cure
    assert answered.cure.cents == 0


def test_a_claim_after_the_filing_limit_is_denied_as_late() -> None:
    encounter = _with(Trouble.LATE)
    answered = _send(encounter, drafted_fields(encounter), date(2026, 12, 1))
    assert _codes(answered, PartKind.DENIED) == ("CO-29",)
    assert isinstance(answered, Remitted)
    assert answered.cure
    assert answered.cure.worth(date(2026, 12, 1)) == 0


@pytest.mark.parametrize(
    ("item", "value", "code"),
    [
        (Item.MODIFIERS, "25", "CO-4"),
        (Item.MODIFIERS, "24", "CO-4"),
        (Item.PLACE, "12", "CO-5"),
        (Item.CODE, "99203", "CO-B16"),
    ],
)
def test_a_right_claim_can_be_made_worse(item: Item, value: str, code: str) -> None:
    encounter = _with(None, MEDICARE, "99213")
    fields = right_fields(encounter)
    assert fields is not None
    answered = _send(encounter, {**fields, item: value})
    assert _codes(answered, PartKind.DENIED) == (code,)


def test_an_authorization_number_of_last_year_is_not_valid() -> None:
    encounter = _with(Trouble.AUTHORIZATION)
    offer = encounter.offer(Item.AUTHORIZATION)
    assert offer is not None
    (old,) = set(offer.values) - offer.right - {""}
    answered = _send(encounter, {**drafted_fields(encounter), Item.AUTHORIZATION: old})
    assert _codes(answered, PartKind.DENIED) == ("CO-15",)


def test_the_established_code_for_a_new_patient_is_paid_and_less() -> None:
    encounter = _with(None, code="99203")
    fields = right_fields(encounter)
    assert fields is not None
    answered = _send(encounter, {**fields, Item.CODE: "99213"})
    assert isinstance(answered, Remitted)
    assert answered.cure is None
    paid = answered.payment.paid_cents + answered.share_worth
    assert 0 < paid < worth_of_lines(encounter, (0,), encounter.first.so_far)


# Charge 150.00. Allowed and shares by the contracts in `practice`: Medicare 20 % of 90.00 = 18.00, then 2 % of 72.00 =
# 1.44; the PPO and the HMO a copayment; Medicaid nothing; TRICARE 20 % of 90.00.
@pytest.mark.parametrize(
    ("payer", "paid", "agreed", "share"),
    [
        (MEDICARE, 7_056, 6_144, 1_800),
        (PPO, 8_000, 4_000, 3_000),
        (HMO, 7_500, 5_000, 2_500),
        (MEDICAID, 5_500, 9_500, 0),
        (TRICARE, 7_200, 6_000, 1_800),
    ],
)
def test_an_office_visit_is_paid_by_the_contract(payer: str, paid: int, agreed: int, share: int) -> None:
    encounter = _with(None, payer, "99213")
    answered = _send(encounter, drafted_fields(encounter))
    assert isinstance(answered, Remitted)
    cents = {part.kind: part.cents for part in answered.parts}
    assert answered.payment.paid_cents == paid
    assert (cents[PartKind.CONTRACT], cents.get(PartKind.SHARE, 0)) == (agreed, share)


def test_a_deductible_that_is_not_met_takes_the_whole_allowed_amount() -> None:
    encounter = _with(Trouble.DEDUCTIBLE, MEDICARE, "99213")
    answered = _send(encounter, drafted_fields(encounter))
    assert isinstance(answered, Remitted)
    assert answered.payment.paid_cents == 0
    assert _codes(answered, PartKind.SHARE) == ("PR-1",)
    assert answered.share_worth == 9_000
    assert answered.so_far == Accumulators(9_000, 9_000)


def test_a_second_payer_takes_the_share_that_the_first_leaves() -> None:
    # Medicare leaves 18.00; the PPO alone would pay 110.00 - 30.00, so it pays the 18.00 and the patient owes nothing.
    encounter = _with(Trouble.SECOND_PAYER, MEDICARE, "99213")
    first = _send(encounter, drafted_fields(encounter))
    assert isinstance(first, Remitted)
    assert encounter.second
    second = answer_of_second(encounter, first.payment, encounter.second, encounter.on, encounter.on)
    assert second.payment.paid_cents == 1_800
    assert second.parts == ()
    assert worth_of_lines(encounter, (0,), encounter.first.so_far) == 7_056 + 1_800


def test_a_signed_notice_makes_the_patient_liable_for_the_whole_charge() -> None:
    encounter = _with(Trouble.NOTICE)
    fields = right_fields(encounter)
    assert fields is not None
    answered = _send(encounter, fields)
    assert _codes(answered, PartKind.SHARE) == ("PR-50",)
    assert isinstance(answered, Remitted)
    assert answered.share_worth == 6_000
    without = _send(encounter, drafted_fields(encounter))
    assert isinstance(without, Remitted)
    assert without.cure
    assert without.cure.argument is Argument.NOTICE


def test_a_right_claim_that_the_payer_denies_in_error_calls_for_an_appeal() -> None:
    for each in _encounters():
        if each.payer_error and each.troubles == {Trouble.PAYER_ERROR}:
            answered = _send(each, drafted_fields(each))
            assert isinstance(answered, Remitted)
            assert answered.cure
            assert answered.cure.argument is each.payer_error.argument
            assert f"CO-{each.payer_error.reason}" in _codes(answered, PartKind.DENIED)


def test_a_denial_that_calls_for_an_appeal_comes_again_for_a_corrected_claim() -> None:
    encounter = _with(Trouble.NOTICE)
    first = _send(encounter, drafted_fields(encounter))
    assert isinstance(first, Remitted)
    fields = right_fields(encounter)
    assert fields is not None
    again = _send(encounter, fields, cure=first.cure)
    assert isinstance(again, Remitted)
    assert again.parts == first.parts
    assert again.cure == first.cure


def test_a_corrected_claim_asks_only_for_the_lines_that_are_open() -> None:
    encounter = _with(Trouble.POINTER, PPO)
    fields = right_fields(encounter)
    assert fields is not None
    answered = answer(encounter, Sent(fields, (1,), encounter.first.so_far, encounter.on, encounter.on))
    assert isinstance(answered, Remitted)
    assert answered.payment.billed_cents == encounter.lines[1].charge_cents
    assert [line.line_number for line in answered.payment.lines] == [2]


def test_the_newborn_is_the_patient_and_the_mother_the_insured() -> None:
    encounter = _with(Trouble.NEWBORN)
    right = right_fields(encounter)
    assert right is not None
    assert make_claim(encounter, right, (0,)).patient == encounter.patient
    assert make_claim(encounter, drafted_fields(encounter), (0,)).patient == encounter.first.insured


def test_a_service_never_authorized_is_worth_nothing() -> None:
    encounter = _with(Trouble.NO_AUTHORIZATION)
    assert right_fields(encounter) is None
    assert worth_of_lines(encounter, (0,), encounter.first.so_far) == 0


@pytest.mark.parametrize(
    ("group", "reason", "kind"),
    [
        (Group.CONTRACTUAL, "45", PartKind.CONTRACT),
        (Group.CONTRACTUAL, "253", PartKind.CONTRACT),
        (Group.CONTRACTUAL, "50", PartKind.DENIED),
        (Group.OTHER, "18", PartKind.DENIED),
        (Group.PATIENT, "1", PartKind.SHARE),
        (Group.PATIENT, "50", PartKind.SHARE),
        (Group.PATIENT, "27", PartKind.DENIED),
    ],
)
def test_an_adjustment_is_agreed_a_share_or_a_denial(group: Group, reason: str, kind: PartKind) -> None:
    assert kind_of(Adjustment(group, reason, 100)) is kind


def test_older_accounts_begin_where_the_months_before_left_them() -> None:
    state = begin(start(Scenario.EASY, 3))
    stages = [state.accounts[f"A0{n}"].stage.value for n in range(1, 7)]
    assert stages == ["open", "waiting", "waiting", "waiting", "open", "open"]
    second = state.accounts["A06"]
    # Medicare paid 80 % of the allowed amount less 2 %; the share stays open for the other plan.
    assert second.insurer_cents in (7_056, 10_192)
    assert second.open_cents(state.encounter("A06")) in (1_800, 2_600)
