"""Denials with their remarks, what is said of a claim as a whole, reversals and remittances."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from tests.domain.claims.adjudication_builders import (
    A_PAYEE,
    A_PAYER,
    DAY,
    DOCTOR,
    PAYER_ID,
    PRACTICE,
    RECEIVED,
    a_claim,
    a_line,
    an_answer,
    said,
)
from trainer.domain.claims.adjudication import Adjudication, Member, adjudicate, make_remittance, reversal
from trainer.domain.claims.adjudication_steps import Rule
from trainer.domain.claims.contracts import Accumulators, Benefits, Contract, Fee
from trainer.domain.claims.professional import (
    Circumstances,
    Frequency,
    ProfessionalClaim,
    Profile,
    Provider,
    Referral,
    Sequence,
)
from trainer.domain.claims.remittance import ProviderAdjustment, imbalances
from trainer.domain.kernel.errors import Refused

FEES = (Fee("99213", 9_000), Fee("71046", 2_600), Fee("27447", 90_000, needs_authorization=True))
Change = Callable[[ProfessionalClaim], ProfessionalClaim]


def a_contract(profile: Profile = Profile.COMMERCIAL) -> Contract:
    return Contract("Lakeshore Health", PAYER_ID, profile, FEES, 2026)


def answer(claim: ProfessionalClaim, member: Member | None = None, received_on: date = RECEIVED) -> Adjudication:
    return adjudicate(claim, a_contract(claim.coverage.payer.profile), member or Member(), received_on)


def outcome(done: Adjudication) -> list[str]:
    """Each line with its remarks: `CO-16 90.00, paid 0.00 N290`."""
    return [" ".join([said(line), *line.remarks]) for line in done.payment.lines]


def with_rendering(npi: str) -> Change:
    return lambda claim: replace(claim, rendering=replace(DOCTOR, npi=npi))


def with_member_id(number: str) -> Change:
    return lambda claim: replace(claim, coverage=replace(claim.coverage, member_id=number))


def with_line(**values: object) -> Change:
    return lambda claim: replace(claim, lines=tuple(replace(line, **values) for line in claim.lines))


def replacement(reference: str) -> Change:
    return lambda claim: replace(claim, frequency=Frequency.REPLACEMENT, original_reference=reference)


def at_work(claim: ProfessionalClaim) -> ProfessionalClaim:
    return replace(claim, circumstances=Circumstances(is_employment=True))


def unnamed(claim: ProfessionalClaim) -> ProfessionalClaim:
    return replace(claim, rendering=None)


def unnamed_at(place: str) -> Change:
    return lambda claim: unnamed(with_line(place_of_service=place)(claim))


def without_billing_npi(claim: ProfessionalClaim) -> ProfessionalClaim:
    return replace(claim, billing=replace(PRACTICE, provider=replace(PRACTICE.provider, npi="")))


def billed_by_a_person(claim: ProfessionalClaim) -> ProfessionalClaim:
    return replace(claim, rendering=None, billing=replace(PRACTICE, provider=DOCTOR))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (with_member_id(""), "CO-16 90.00, paid 0.00 N382"),
        (without_billing_npi, "CO-16 90.00, paid 0.00 N257"),
        (with_rendering(""), "CO-16 90.00, paid 0.00 N290"),
        (unnamed, "CO-16 90.00, paid 0.00 N290"),
        (billed_by_a_person, "paid 90.00"),
        (unnamed_at("24"), "paid 90.00"),
        (unnamed_at("41"), "paid 90.00"),
        (unnamed_at("60"), "paid 90.00"),
        (unnamed_at("81"), "paid 90.00"),
        (unnamed_at("22"), "CO-16 90.00, paid 0.00 N290"),
        (lambda claim: unnamed(with_line(rendering=DOCTOR)(claim)), "paid 90.00"),
        (with_line(pointers=()), "CO-16 90.00, paid 0.00 M76"),
        (replacement(""), "CO-16 90.00, paid 0.00 M47"),
        (replacement("2026069A1"), "paid 90.00"),
        (at_work, "CO-19 90.00, paid 0.00"),
    ],
)
def test_what_a_claim_lacks_is_named_by_a_remark(change: Change, expected: str) -> None:
    assert outcome(answer(change(a_claim(["99213 90.00"])))) == [expected]


def test_medicare_calls_a_claim_that_lacks_something_unprocessable() -> None:
    done = answer(with_line(pointers=())(a_claim(["99213 90.00"], Profile.MEDICARE)))
    assert outcome(done) == ["CO-16 90.00, paid 0.00 M76 MA130"]


@pytest.mark.parametrize(
    ("referral", "profile", "expected"),
    [
        (None, Profile.MEDICARE, "CO-16 26.00, paid 0.00 N265 MA130"),
        (Referral("DK", Provider(DOCTOR.name, "")), Profile.MEDICARE, "CO-16 26.00, paid 0.00 N265 MA130"),
        (Referral("DK", DOCTOR), Profile.MEDICARE, "paid 26.00"),
        (None, Profile.COMMERCIAL, "paid 26.00"),
    ],
)
def test_medicare_wants_to_know_who_ordered_imaging(referral: Referral | None, profile: Profile, expected: str) -> None:
    assert outcome(answer(replace(a_claim(["71046 26.00"], profile), referral=referral))) == [expected]


@pytest.mark.parametrize(
    ("code", "is_denied"),
    [
        ("77067", False),  # screening mammography: the patient may come without an order
        ("77063", False),
        ("77427", False),  # radiation oncology
        ("77065", True),
        ("78452", True),
        ("77080", True),
        ("80053", True),
        ("99213", False),
    ],
)
def test_medicare_asks_for_the_orderer_of_tests_only(code: str, is_denied: bool) -> None:
    claim = a_claim([f"{code} 26.00"], Profile.MEDICARE)
    contract = replace(a_contract(Profile.MEDICARE), fees=(Fee(code, 9_000),))
    payment = adjudicate(claim, contract, Member(), RECEIVED).payment
    assert [line.remarks for line in payment.lines] == [("N265", "MA130") if is_denied else ()]


@pytest.mark.parametrize(
    ("benefits", "expected"),
    [
        (Benefits(is_active=False), "PR-27 90.00, paid 0.00"),
        (Benefits(covered_from=DAY, covered_through=DAY), "paid 90.00"),
        (Benefits(covered_from=date(2026, 3, 11)), "PR-26 90.00, paid 0.00"),
        (Benefits(covered_through=date(2026, 3, 9)), "PR-27 90.00, paid 0.00"),
    ],
)
def test_the_first_and_the_last_day_of_coverage_are_covered(benefits: Benefits, expected: str) -> None:
    assert outcome(answer(a_claim(["99213 90.00"]), Member(benefits))) == [expected]


@pytest.mark.parametrize(
    ("number", "is_emergency", "expected"),
    [
        ("", False, "CO-197 900.00, paid 0.00"),
        ("Z1", False, "CO-15 900.00, paid 0.00"),
        ("A77", False, "paid 900.00"),
        ("", True, "paid 900.00"),
    ],
)
def test_authorization_is_by_a_number_that_the_payer_issued_or_not_needed_in_an_emergency(
    number: str, is_emergency: bool, expected: str
) -> None:
    claim = with_line(is_emergency=is_emergency)(a_claim(["27447 900.00"]))
    member = Member(Benefits(authorizations=frozenset({"A77"})))
    assert outcome(answer(replace(claim, prior_authorization=number), member)) == [expected]


def test_a_claim_for_another_payer_is_not_ours() -> None:
    claim = a_claim(["99213 90.00"])
    done = adjudicate(claim, replace(a_contract(), payer_id="99999"), Member(), RECEIVED)
    assert outcome(done) == ["CO-109 90.00, paid 0.00"]


@pytest.mark.parametrize(
    ("turn", "pays_after", "expected"),
    [
        (Sequence.PRIMARY, (), "paid 90.00"),
        (Sequence.SECONDARY, (), "CO-22 90.00, paid 0.00"),
        (Sequence.PRIMARY, ("Harbor Plan",), "CO-22 90.00, paid 0.00"),
    ],
)
def test_a_payer_waits_for_those_before_it(turn: Sequence, pays_after: tuple[str, ...], expected: str) -> None:
    done = answer(a_claim(["99213 90.00"], turn=turn), Member(pays_after=pays_after))
    assert outcome(done) == [expected]


def test_the_sentence_names_the_payer_that_pays_first() -> None:
    done = answer(a_claim(["99213 90.00"]), Member(pays_after=("Harbor Plan",)))
    assert done.steps[-1].sentence == "Harbor Plan pays first, and its answer is not here."


def test_after_workers_compensation_has_answered_another_payer_may_look() -> None:
    claim = at_work(a_claim(["99213 90.00"], turn=Sequence.SECONDARY))
    prior = an_answer(["paid 0.00, PR-96 90.00"], claim)
    assert outcome(answer(claim, Member(prior=(prior,)))) == ["paid 90.00"]
    assert outcome(answer(at_work(a_claim(["99213 90.00"], Profile.WORKERS_COMPENSATION)))) == ["paid 90.00"]


def test_a_claim_that_came_before_makes_a_duplicate_unless_this_one_replaces_it() -> None:
    claim = a_claim(["99213 90.00", "71046 26.00"])
    known = a_claim(["99213 95.00"])
    stranger = replace(known, coverage=replace(known.coverage, member_id="MB900900"))
    assert outcome(answer(claim, Member(known_claims=(known,)))) == ["OA-18 90.00, paid 0.00", "paid 26.00"]
    assert outcome(answer(claim, Member(known_claims=(stranger,)))) == ["paid 90.00", "paid 26.00"]
    new = replacement("2026069A1")(claim)
    assert outcome(answer(new, Member(known_claims=(known,)))) == ["paid 90.00", "paid 26.00"]


def test_nothing_of_an_earlier_payer_is_counted_again_on_a_duplicate() -> None:
    claim = a_claim(["99213 90.00"], turn=Sequence.SECONDARY)
    member = Member(prior=(an_answer(["paid 60.00, PR-2 30.00"], claim),), known_claims=(claim,))
    assert outcome(answer(claim, member)) == ["OA-18 90.00, paid 0.00"]


def test_the_first_reason_in_order_denies() -> None:
    late = replace(a_claim(["99213 90.00"]), rendering=None)
    done = answer(late, Member(Benefits(is_active=False)), date(2028, 1, 1))
    assert outcome(done) == ["PR-27 90.00, paid 0.00"]
    assert [step.rule for step in done.steps] == [Rule.COVERAGE]


def test_the_steps_of_the_whole_claim_stop_at_the_check_that_fails() -> None:
    done = answer(a_claim(["99213 90.00"]), Member(), date(2028, 1, 1))
    assert [(step.line, step.rule) for step in done.steps] == [
        (0, Rule.COVERAGE),
        (0, Rule.PAYER),
        (1, Rule.TIMELY_FILING),
    ]


def test_a_denied_line_without_a_charge_is_explained_too() -> None:
    done = answer(a_claim(["99499 0.00"]))
    assert outcome(done) == ["paid 0.00 N130"]
    assert done.steps[-1].rule is Rule.EXCLUSION
    assert done.payment.status == "1"


def test_a_claim_without_lines_is_answered_with_nothing() -> None:
    done = answer(a_claim([]), Member(so_far=Accumulators(5, 7)))
    assert (done.payment.status, done.payment.paid_cents, done.so_far_after) == ("1", 0, Accumulators(5, 7))


@pytest.mark.parametrize(
    ("profile", "turn", "others", "expected"),
    [
        (Profile.COMMERCIAL, Sequence.PRIMARY, (), "1"),
        (Profile.COMMERCIAL, Sequence.PRIMARY, (Sequence.SECONDARY,), "1"),
        (Profile.MEDICARE, Sequence.PRIMARY, (Sequence.SECONDARY,), "19"),
        (Profile.MEDICARE, Sequence.PRIMARY, (), "1"),
        (Profile.MEDICARE, Sequence.SECONDARY, (Sequence.PRIMARY,), "2"),
    ],
)
def test_the_status_tells_the_turn_and_whether_medicare_has_forwarded_the_claim(
    profile: Profile, turn: Sequence, others: tuple[Sequence, ...], expected: str
) -> None:
    claim = a_claim(["99213 90.00"], profile, turn)
    claim = replace(claim, others=tuple(replace(claim.coverage, sequence=each) for each in others))
    prior = (an_answer(["paid 50.00, PR-2 40.00"], claim),) if turn is Sequence.SECONDARY else ()
    assert answer(claim, Member(prior=prior)).payment.status == expected


def test_a_payment_names_its_claim() -> None:
    payment = answer(a_claim(["99213-25 90.00"])).payment
    assert (payment.account_number, payment.control_number) == ("A1", "26079A1")
    assert (payment.member_id, payment.rendering_npi) == ("MB100200", DOCTOR.npi)
    assert (payment.filing_code, payment.received_on) == ("CI", RECEIVED)
    (line,) = payment.lines
    assert (line.code, line.modifiers, line.allowed_cents, line.line_number) == ("99213", ("25",), 9_000, 1)
    assert answer(unnamed(billed_by_a_person(a_claim(["99213 90.00"])))).payment.rendering_npi == ""


def test_a_line_that_an_earlier_payer_did_not_answer_is_all_left() -> None:
    claim = a_claim(["99213 90.00", "71046 26.00"], turn=Sequence.SECONDARY)
    prior = an_answer(["paid 60.00, PR-2 30.00", "paid 26.00"], claim)
    prior = replace(prior, lines=(replace(prior.lines[0], line_number=2),), billed_cents=9_000)
    assert outcome(answer(claim, Member(prior=(prior,)))) == ["paid 90.00", "OA-23 26.00, paid 0.00"]


def test_an_earlier_payers_answer_that_numbers_some_lines_only_is_refused() -> None:
    """The second of its lines says 1, and the first, without a number, stands first."""
    claim = a_claim(["99213 90.00", "71046 26.00"], turn=Sequence.SECONDARY)
    prior = an_answer(["paid 60.00, PR-2 30.00", "paid 26.00"], claim)
    first, second = prior.lines
    with pytest.raises(Refused) as caught:
        answer(claim, Member(prior=(replace(prior, lines=(first, replace(second, line_number=1))),)))
    assert caught.value.field == "claim A1"


def test_an_earlier_payers_answer_to_the_whole_claim_fills_the_lines_in_their_order() -> None:
    claim = a_claim(["99213 90.00", "71046 26.00"], turn=Sequence.SECONDARY)
    prior = an_answer(["paid 90.00", "paid 10.00, PR-2 16.00"], claim)
    member = Member(prior=(replace(prior, lines=()),))
    assert outcome(answer(claim, member)) == ["OA-23 90.00, paid 0.00", "OA-23 10.00, paid 16.00"]


def test_what_an_earlier_payer_sent_to_the_patient_is_paid() -> None:
    claim = a_claim(["99213 90.00"], turn=Sequence.SECONDARY)
    prior = an_answer(["paid 0.00, PR-2 18.00, PR-100 72.00, allowed 90.00"], claim)
    assert outcome(answer(claim, Member(prior=(prior,)))) == ["OA-23 72.00, paid 18.00"]


def test_a_payment_that_was_taken_back_does_not_count() -> None:
    claim = a_claim(["99213 90.00"])
    taken_back = reversal(an_answer(["paid 60.00, PR-2 30.00"], claim))
    assert outcome(answer(claim, Member(prior=(taken_back,)))) == ["paid 90.00"]


def test_a_void_is_not_adjudicated() -> None:
    with pytest.raises(Refused) as caught:
        answer(replace(a_claim(["99213 90.00"]), frequency=Frequency.VOID))
    assert caught.value.field == "frequency"


def test_a_reversal_and_its_payment_come_to_nothing() -> None:
    payment = answer(a_claim(["99213 120.00", "99499 50.00"]), Member(Benefits(coinsurance=2_000))).payment
    remittance = make_remittance([reversal(payment), payment], A_PAYER, A_PAYEE, "1", RECEIVED)
    assert imbalances(remittance) == ()
    assert (remittance.payment_cents, remittance.method) == (0, "NON")
    back = remittance.claims[0]
    assert (back.status, back.billed_cents, back.patient_cents) == ("22", -17_000, -1_800)
    assert [line.allowed_cents for line in back.lines] == [-9_000, None]
    assert reversal(reversal(payment)) == replace(payment, status="22")


def test_a_recovery_that_the_batch_cannot_carry_is_carried_forward() -> None:
    payment = answer(a_claim(["99213 90.00"])).payment
    recovery = ProviderAdjustment("WO", "A9", 10_000, date(2026, 12, 31))
    found = make_remittance([payment], A_PAYER, A_PAYEE, "77", RECEIVED, provider_adjustments=[recovery], method="CHK")
    assert found.provider_adjustments == (recovery, ProviderAdjustment("FB", "77", -1_000, date(2026, 12, 31)))
    assert (found.payment_cents, found.method) == (0, "NON")


def test_a_remittance_is_paid_by_the_method_that_was_asked_for() -> None:
    payment = answer(a_claim(["99213 90.00"])).payment
    assert make_remittance([payment], A_PAYER, A_PAYEE, "77", RECEIVED, method="CHK").method == "CHK"
    assert make_remittance([payment], A_PAYER, A_PAYEE, "77", RECEIVED).method == "ACH"


def test_an_hour_of_anesthesia_is_not_sixty_units() -> None:
    contract = replace(a_contract(), fees=(Fee("00840", 0, base_units=6),), anesthesia_factor=200_000)
    claim = replace(a_claim([]), lines=(a_line("00840 500.00 m60"),))
    assert outcome(adjudicate(claim, contract, Member(), RECEIVED)) == ["CO-45 300.00, paid 200.00"]
