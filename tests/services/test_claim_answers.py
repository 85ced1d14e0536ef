"""What a payer would say: the contracts on file, the money matched by hand, the steps, the 835 of it."""

from dataclasses import replace
from datetime import date

import pytest

from tests.services.test_claim_drafts import create, get, save
from tests.support.claim_forms import NPI_REFERRING, a_form
from tests.support.remittances import read_one_835
from trainer.content.x12.validator import validate_x12
from trainer.domain.claims.professional import Profile
from trainer.domain.claims.remittance import imbalances
from trainer.domain.kernel.errors import Refused
from trainer.services import claim_answers
from trainer.services.claim_answers import MADE, Question, default_question, list_contracts
from trainer.services.claim_papers import ClaimUnreadable, read_claim

PPO, MEDICARE = "LKS02", "MCR01"


def a_draft(learner, profile=Profile.COMMERCIAL, **changes):
    number = create(learner, profile=profile.value)
    save(learner, number, a_form(profile, {"carrier.id": "CPH01"} | changes))
    return get(learner, number)


def contract(draft, wanted):
    return next(each for each in list_contracts(read_claim(draft)) if each.id == wanted)


def ask(draft, wanted=PPO, **changes):
    """The answer of a contract to a member with nothing to pay, unless `changes` say so."""
    usual = Question(contract(draft, wanted), date(2026, 3, 20), 0, 0, 0)
    return claim_answers.answer_claim(draft, replace(usual, **changes))


def adjustments(answer):
    return [
        (f"{each.group}-{each.reason}", each.cents)
        for claim in answer.remittance.claims
        for line in claim.lines
        for each in line.adjustments
    ]


def test_the_claims_own_payer_comes_first_by_the_contract_that_is_made_for_the_claim(learner):
    offered = list_contracts(read_claim(a_draft(learner)))
    assert [each.id for each in offered] == [MADE, "MCR01", "LKS02", "NFH03", "MCD04", "TRC05"]
    assert offered[0].title == "Cedar Plains Health, by a contract made for this claim"
    own = list_contracts(read_claim(a_draft(learner, **{"carrier.id": PPO})))
    assert [each.id for each in own[:2]] == [PPO, MADE]


def test_the_usual_question_is_asked_five_days_after_the_signature_with_the_benefits_of_the_contract(learner):
    draft = a_draft(learner)  # services of 9 March, signed on the 12th
    question = default_question(read_claim(draft), contract(draft, PPO))
    assert question.received_on == date(2026, 3, 17)
    assert (question.deductible_cents, question.coinsurance, question.copay_cents) == (60_000, 2_000, 3_000)
    unsigned = a_draft(learner, **{"31.date": ""})
    assert default_question(read_claim(unsigned), contract(unsigned, PPO)).received_on == date(2026, 3, 14)


def test_deductible_and_coinsurance_are_taken_to_the_cent(learner):
    """Charge 210, the PPO allows 155: 55 off by contract; 60 of the deductible; 20 % of 95 is 19; paid 76."""
    answer = ask(a_draft(learner), deductible_cents=6_000, coinsurance=2_000)
    assert adjustments(answer) == [("CO-45", 5_500), ("PR-1", 6_000), ("PR-2", 1_900)]
    assert answer.remittance.payment_cents == 7_600
    assert answer.remittance.paid_on == date(2026, 4, 3)
    assert imbalances(answer.remittance) == ()
    assert answer.without_fee == ()


def test_a_copayment_replaces_coinsurance_on_a_visit_and_none_leaves_it(learner):
    draft = a_draft(learner)
    assert adjustments(ask(draft, copay_cents=3_000, coinsurance=2_000)) == [("CO-45", 5_500), ("PR-3", 3_000)]
    assert adjustments(ask(draft, coinsurance=2_000)) == [("CO-45", 5_500), ("PR-2", 3_100)]


def test_a_maximum_ends_what_the_member_pays(learner):
    answer = ask(a_draft(learner), deductible_cents=6_000, coinsurance=2_000, out_of_pocket_cents=6_500)
    assert answer.remittance.claims[0].patient_cents == 6_500
    assert answer.remittance.payment_cents == 9_000


def test_medicare_sequesters_two_per_cent_of_its_payment(learner):
    """Charge 210, fee 130: 80 off; 20 % of 130 is 26; 2 % of 104 is 2.08; paid 101.92."""
    answer = ask(a_draft(learner, Profile.MEDICARE), MEDICARE, coinsurance=2_000)
    assert adjustments(answer) == [("CO-45", 8_000), ("PR-2", 2_600), ("CO-253", 208)]
    assert answer.remittance.payment_cents == 10_192


def test_a_code_without_a_fee_is_named_and_denied(learner):
    answer = ask(a_draft(learner, **{"24.1.code": "99291"}))
    assert answer.without_fee == ("99291",)
    assert adjustments(answer) == [("CO-96", 21_000)]
    assert answer.remittance.method == "NON"


def test_the_contract_made_for_the_claim_allows_sixty_per_cent_of_each_charge(learner):
    answer = ask(a_draft(learner, **{"24.1.code": "99291", "24.1.units": "2"}), MADE)
    assert answer.without_fee == ()
    assert adjustments(answer) == [("CO-45", 8_400)]
    assert answer.remittance.payer.identifier == "CPH01"


def test_a_component_has_a_fee_of_its_own_under_the_contract_made_for_the_claim(learner):
    answer = ask(a_draft(learner, **{"24.1.code": "93306", "24.1.modifiers": "26"}), MADE)
    assert answer.without_fee == ()
    assert adjustments(answer) == [("CO-45", 8_400)]


def test_anesthesia_is_paid_by_time_under_the_contract_made_for_the_claim(learner):
    """Five base units and 30 minutes, two units: 7 x 20.4976 is 143.4832."""
    answer = ask(a_draft(learner, **{"24.1.code": "00142", "24.1.units": "30"}), MADE)
    assert answer.remittance.payment_cents == 14_348


def test_inactive_coverage_is_denied_as_the_patients(learner):
    assert adjustments(ask(a_draft(learner), is_active=False)) == [("PR-27", 21_000)]


@pytest.mark.parametrize(
    ("number", "is_authorized", "expected"),
    [
        ("", True, [("CO-197", 21_000)]),
        ("PA1", False, [("CO-15", 21_000)]),
        ("PA1", True, [("CO-45", 2_500)]),
    ],
)
def test_an_authorization_counts_if_this_payer_has_issued_it(learner, number, is_authorized, expected):
    draft = a_draft(learner, **{"24.1.code": "11402", "23": number})
    assert adjustments(ask(draft, "NFH03", is_authorized=is_authorized)) == expected


def test_a_claim_that_names_another_payer_is_answered_as_if_it_had_gone_here_and_that_is_said(learner):
    draft = a_draft(learner)
    payer = contract(draft, PPO).title
    sentence = f"This is what {payer} would say if it had been sent there."
    assert ask(draft).notes == (f"The claim names Cedar Plains Health as its payer. {sentence}",)
    assert ask(a_draft(learner, **{"carrier.id": PPO})).notes == ()
    assert ask(a_draft(learner, **{"carrier.id": ""})).notes == ask(draft).notes
    assert ask(a_draft(learner, **{"carrier.id": ""}), MADE).notes == ()
    assert "names nobody" in ask(a_draft(learner, Profile.MEDICARE, **{"carrier.name": ""})).notes[0]


def test_every_step_is_told_under_its_line(learner):
    second = {f"24.2.{part}": text for part, text in (
        ("from", "03/09/2026"), ("place", "11"), ("code", "93000"), ("pointers", "B"), ("charge", "60.00"),
        ("units", "1"), ("rendering", NPI_REFERRING),
    )}  # fmt: skip
    answer = ask(a_draft(learner, **second), coinsurance=2_000)
    assert [(each.line, each.code) for each in answer.lines] == [(0, ""), (1, "99214"), (2, "93000")]
    for each in answer.lines[1:]:
        taken = sum(step.adjustment.cents for step in each.steps if step.adjustment)
        line = answer.remittance.claims[0].lines[each.line - 1]
        assert line.billed_cents - taken == line.paid_cents


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("wanted", [MADE, "MCR01", "NFH03"])
def test_the_835_of_any_answer_is_accepted_and_read_back(learner, profile, wanted):
    draft = a_draft(learner, profile)
    question = default_question(read_claim(draft), contract(draft, wanted))
    with learner.reading() as scope:
        name, text = claim_answers.write_answer(scope, draft, question)
    assert name == f"835-claim-{draft.number}.txt"
    assert validate_x12(text) == ()
    made = claim_answers.answer_claim(draft, question).remittance
    assert read_one_835(text.encode()).claims[0].paid_cents == made.payment_cents


def test_a_void_and_a_form_that_cannot_be_read_get_no_answer(learner):
    void = {"22.code": "8", "22.reference": "ICN1"}
    with pytest.raises(Refused, match="A void takes back"):
        ask(a_draft(learner, **void))
    draft = a_draft(learner)
    save(learner, draft.number, a_form(changes={"2": "Diaz"}), base=1)
    with pytest.raises(ClaimUnreadable):
        claim_answers.answer_claim(
            get(learner, draft.number), Question(contract(draft, PPO), date(2026, 3, 20), 0, 0, 0)
        )


@pytest.mark.parametrize("item", ["24.1.from", "24.1.through", "31.date"])
@pytest.mark.parametrize("day", ["12/31/9999", "01/01/0001"])
def test_days_that_no_calendar_of_a_payer_reaches_are_refused(learner, item, day):
    draft = a_draft(learner, **{item: day})
    good = contract(a_draft(learner), PPO)
    with pytest.raises(Refused, match="payers answer for 1990 to 2100"):
        default_question(read_claim(draft), good)
    with pytest.raises(Refused, match="payers answer for 1990 to 2100"):
        claim_answers.answer_claim(draft, Question(good, date(2026, 3, 20), 0, 0, 0))


def test_an_835_that_its_format_cannot_say_is_refused(learner):
    draft = a_draft(learner, **{"33.city": ""})
    with pytest.raises(Refused, match="The 835 cannot be written"), learner.reading() as scope:
        claim_answers.write_answer(scope, draft, Question(contract(draft, PPO), date(2026, 3, 20), 0, 0, 0))
