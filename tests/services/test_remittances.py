"""Remittances that are read in: kept once, shown with their sums and postings, written again, deleted."""

from dataclasses import replace

import pytest
from hypothesis import given

from tests.support.clock import START
from tests.support.remittances import (
    ENVELOPE,
    PAYER,
    a_claim,
    a_line,
    a_remittance,
    adjustment,
    read_one_835,
    the_example,
)
from tests.support.remittances import remittances as any_remittance
from trainer.content.x12.validator import validate_x12
from trainer.content.x12.write_835 import write_835
from trainer.domain.claims.adjudication import reversal
from trainer.domain.claims.ledger import EntryKind, Owner
from trainer.domain.claims.remittance import Imbalance, Party, ProviderAdjustment
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import remittances
from trainer.services.remittances import MAX_CLAIMS, MAX_REMITTANCES, ROWS_ON_A_PAGE, postings_of


def file_of(remittance):
    return write_835(remittance, ENVELOPE).encode()


def imported(learner, data, name="march.txt"):
    with learner.writing() as scope:
        return remittances.import_remittances(scope, data, name)


def keep(learner, *found):
    with learner.writing() as scope:
        return remittances.keep_remittances(scope, found, "made")


def get(learner, number):
    with learner.reading() as scope:
        return remittances.get_remittance(scope, number)


def listed(learner, page=1):
    with learner.reading() as scope:
        return remittances.list_remittances(scope, page)


def entries(posting):
    return [(each.line, each.kind, each.owner, each.cents, each.reason) for each in posting.entries]


def test_a_file_is_kept_under_its_name_and_listed_with_its_sums(learner):
    found = imported(learner, file_of(the_example()), "/home/me/march.txt")
    (row,) = listed(learner).rows
    assert found.new == (row.number,)
    assert (row.name, row.payer, row.trace_number, row.payment_cents, row.claims, row.is_balanced, row.imported_at) == (
        "march.txt",
        "Cedar Plains Health",
        "0081552",
        8_000,
        1,
        True,
        START,
    )


def test_a_remittance_is_shown_with_what_posting_it_does(learner):
    """Billed 250: paid 80, 90 off by contract, 60 + 20 of it move to the patient; nothing is left with the payer."""
    (number,) = imported(learner, file_of(the_example())).new
    page = get(learner, number)
    assert page.imbalances == ()
    (posting,) = page.postings
    assert entries(posting) == [
        (1, EntryKind.PAYMENT, Owner.PRIMARY, -8_000, ""),
        (1, EntryKind.WRITE_OFF, Owner.PRIMARY, -9_000, "CO-45"),
        (1, EntryKind.TRANSFER, Owner.PRIMARY, -6_000, "PR-1"),
        (1, EntryKind.TRANSFER, Owner.PATIENT, 6_000, "PR-1"),
        (1, EntryKind.TRANSFER, Owner.PRIMARY, -2_000, "PR-2"),
        (1, EntryKind.TRANSFER, Owner.PATIENT, 2_000, "PR-2"),
    ]
    assert (posting.balance.insurance_cents, posting.balance.patient_cents) == (0, 8_000)
    assert page.unapplied == ()


def test_a_denial_stays_open_with_the_payer(learner):
    lines = (a_line(adjustment("CO-50", 25_000), number=1), a_line(adjustment("CO-45", 5_000), number=2))
    (posting,), _ = postings_of(a_remittance(a_claim(*lines)))
    (denial,) = posting.denials
    assert (denial.line, denial.reason, denial.cents, denial.owner) == (1, "CO-50", 25_000, Owner.PRIMARY)
    assert posting.balance.insurance_cents == 25_000


def test_a_second_payers_share_is_posted_in_its_turn(learner):
    """The first payer's part (OA-23) is not posted again; what is left moves from the second payer to the patient."""
    line = a_line(adjustment("OA-23", 20_000), adjustment("PR-2", 1_000), number=1)
    (posting,), _ = postings_of(a_remittance(a_claim(line, status="2")))
    assert [entry[2] for entry in entries(posting)] == [Owner.SECONDARY, Owner.SECONDARY, Owner.PATIENT]
    (third,), _ = postings_of(a_remittance(a_claim(line, status="3")))
    assert entries(third)[0][2] is Owner.TERTIARY


def test_a_payment_that_is_taken_back_leaves_what_was_charged(learner):
    paid = a_claim(a_line(adjustment("CO-45", 9_000), adjustment("PR-2", 2_000), number=1))
    taken_back = replace(reversal(paid), patient_cents=0)
    outside = (ProviderAdjustment("FB", "0081552", taken_back.paid_cents, the_example().paid_on),)
    (posting,), (carried,) = postings_of(a_remittance(taken_back, provider_adjustments=outside))
    assert entries(posting)[0] == (1, EntryKind.PAYMENT, Owner.PRIMARY, 14_000, "")
    assert (posting.balance.insurance_cents, posting.balance.patient_cents) == (25_000, 0)
    assert carried.cents == 14_000


def test_a_claim_without_lines_is_posted_as_a_whole(learner):
    claim = replace(a_claim(adjustments=(adjustment("CO-45", 4_000),)), billed_cents=10_000, paid_cents=6_000)
    (posting,), _ = postings_of(a_remittance(claim))
    assert [(line, cents) for line, _, _, cents, _ in entries(posting)] == [(0, -6_000), (0, -4_000)]
    assert posting.balance.net_cents == 0


def test_a_predetermination_is_told_and_not_posted(learner):
    foreseen = a_claim(a_line(adjustment("PR-2", 25_000)), status="25", account="Z-9")
    (number,) = keep(learner, a_remittance(foreseen, *the_example().claims)).new
    page = get(learner, number)
    assert page.passed_over == ("Z-9",)
    assert [posting.number for posting in page.postings] == ["A-1042"]


def test_what_belongs_to_no_claim_is_unapplied(learner):
    interest = ProviderAdjustment("L6", "INT1", -250, the_example().paid_on)
    _, (unapplied,) = postings_of(a_remittance(*the_example().claims, provider_adjustments=(interest,)))
    assert (unapplied.reason, unapplied.note, unapplied.cents) == ("L6", "INT1", 250)


def test_sums_that_do_not_hold_are_named_and_nothing_is_posted(learner):
    wrong = replace(the_example(), payment_cents=9_999)
    (number,) = imported(learner, file_of(wrong)).new
    page = get(learner, number)
    assert page.imbalances == (Imbalance("batch", 8_000, 9_999),)
    assert (page.postings, page.unapplied) == ((), ())
    assert not listed(learner).rows[0].is_balanced


@given(any_remittance())
def test_any_balanced_remittance_can_be_posted_to_the_cent(remittance):
    postings, unapplied = postings_of(remittance)
    paid = sum(entry.cents for posting in postings for entry in posting.entries if entry.kind is EntryKind.PAYMENT)
    assert remittance.payment_cents == -paid + sum(each.cents for each in unapplied)


def test_a_trace_number_of_a_payer_is_kept_once(learner):
    first = imported(learner, file_of(the_example()))
    again = imported(learner, file_of(the_example()), "again.txt")
    assert again.new == ()
    assert again.known == (("0081552", first.new[0]),)
    assert listed(learner).total == 1


def test_another_payer_may_use_the_same_trace_number_and_the_same_payer_another(learner):
    imported(learner, file_of(the_example()))
    other = replace(the_example(), payer=replace(PAYER, identifier="OTH01"))
    third = replace(the_example(), number="81552")
    assert imported(learner, file_of(other)).known == imported(learner, file_of(third)).known == ()
    assert listed(learner).total == 3


def test_a_payer_without_a_number_is_known_by_its_name(learner):
    nameless = replace(the_example(), payer=Party("Brass Mutual", "", PAYER.address))
    keep(learner, nameless)
    assert keep(learner, nameless, replace(nameless, payer=Party("Cedar", "", PAYER.address))).known[0][0] == "0081552"
    assert listed(learner).total == 2


def test_a_file_of_several_keeps_those_that_are_new(learner):
    keep(learner, the_example())
    one, two = (replace(the_example(), number=number) for number in ("1", "2"))
    found = keep(learner, one, the_example(), two)
    assert len(found.new) == 2
    assert [trace for trace, _ in found.known] == ["0081552"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (file_of(the_example()).replace(b"BPR*I*80*", b"BPR*I*80.123*"), r"segment 4 \(BPR\): .*two decimals"),
        (file_of(the_example()).replace(b"BPR*I*80*", b"BPR*I*1,080*"), "without a comma"),
        (file_of(the_example())[:-30], "cut off"),
        (file_of(the_example()).replace(b"Okafor", b"Oka\0or"), "holds a control character"),
        (file_of(the_example()).replace(b"SE*", b"SE*9"), r"\(SE\): says"),
        (b"ISA" + b"x" * 5_000_000, "at most 5,000,000 are read"),
        (file_of(the_example()).replace(b"*0081552*", b"*" + b"8" * 51 + b"*"), "TRN02 has 51 characters"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_refused_with_the_place_and_nothing_is_kept(learner, data, words):
    with pytest.raises(Refused, match=words) as refused:
        imported(learner, data)
    assert refused.value.field == "file"
    assert listed(learner).total == 0


def test_a_remittance_of_too_many_claims_is_refused(learner):
    claims = [a_claim(a_line(), account=f"A-{number}") for number in range(MAX_CLAIMS + 1)]
    with pytest.raises(Refused, match="501 claims is too long"):
        imported(learner, file_of(a_remittance(*claims)))


def test_a_file_of_more_remittances_than_are_kept_is_refused(learner):
    head, _, rest = file_of(the_example()).partition(b"ST*")
    body, _, end = rest.partition(b"GE*1*")
    with pytest.raises(Refused, match="The file holds 201 remittances: at most 200 are kept"):
        imported(learner, head + (b"ST*" + body) * (MAX_REMITTANCES + 1) + b"GE*201*" + end)


def test_a_reversal_can_be_opened_whatever_its_trace_number_is(learner):
    taken_back = reversal(the_example().claims[0])
    batch = replace(a_remittance(taken_back, the_example().claims[0]), number="posted before")
    (number,) = keep(learner, batch).new
    assert get(learner, number).remittance.number == "posted before"


def test_it_is_written_again_as_an_835_that_is_accepted_and_says_the_same(learner):
    (number,) = imported(learner, file_of(the_example())).new
    with learner.reading() as scope:
        name, text = remittances.write_kept(scope, number)
    assert name == f"835-{number}.txt"
    assert validate_x12(text) == ()
    assert read_one_835(text.encode()) == get(learner, number).remittance


def test_one_that_our_format_cannot_say_is_refused(learner):
    (number,) = keep(learner, replace(the_example(), payment_cents=-5)).new
    with pytest.raises(Refused, match="The 835 cannot be written"), learner.reading() as scope:
        remittances.write_kept(scope, number)


def test_the_list_has_pages_and_an_end(learner, clock):
    keep(learner, *(replace(the_example(), number=str(number)) for number in range(MAX_REMITTANCES)))
    page = listed(learner, 2)
    assert (len(page.rows), page.total, page.page, page.pages) == (ROWS_ON_A_PAGE, MAX_REMITTANCES, 2, 4)
    assert listed(learner, 99).page == 4
    assert listed(learner, 0).page == 1
    with pytest.raises(Refused, match="At most 200 remittances"):
        keep(learner, the_example())
    assert listed(learner).total == MAX_REMITTANCES


def test_a_deleted_remittance_is_gone_and_may_be_read_in_again(learner):
    (number,) = keep(learner, the_example()).new
    with learner.writing() as scope:
        remittances.delete_remittance(scope, number)
    with pytest.raises(NotFound):
        get(learner, number)
    assert keep(learner, the_example()).known == ()


def test_somebody_elses_remittance_is_not_there(learner, other):
    (number,) = keep(learner, the_example()).new
    for attempt in (remittances.get_remittance, remittances.write_kept, remittances.delete_remittance):
        with pytest.raises(NotFound), other.writing() as scope:
            attempt(scope, number)
    assert listed(other).total == 0
    assert keep(other, the_example()).known == ()
    assert listed(learner).total == 1
