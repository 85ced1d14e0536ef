"""Sample files: the same seed makes the same ones, a validator accepts them, all kinds of answers are among them."""

from itertools import islice

from tests.support.remittances import read_one_835
from trainer.content.x12.read_837p import read_837p
from trainer.domain.claims.remittance import imbalances
from trainer.services.billing_samples import judge_sample, make_samples

MANY = 120


def test_the_same_seed_makes_the_same_files_however_many_are_asked_for():
    few, more = list(make_samples(3, 7)), list(make_samples(5, 7))
    assert [name for name, _ in few] == [
        *("837P-0001.txt", "837P-0002.txt", "837P-0003.txt"),
        *("835-0001.txt", "835-0002.txt", "835-0003.txt"),
    ]
    assert few[:3] == more[:3]
    assert few[3:] == more[5:8]
    assert list(make_samples(3, 8)) != few


def test_pyx12_accepts_some_of_each_kind():
    for name, text in make_samples(4, 1):
        assert judge_sample(text.encode()) == (), name


def test_every_file_is_read_by_our_own_reader_and_its_sums_hold():
    files = list(make_samples(MANY, 1))
    for name, text in islice(files, MANY):
        assert read_837p(text.encode()), name
    for name, text in files[MANY:]:
        assert imbalances(read_one_835(text.encode())) == (), name


def test_remittances_hold_denials_reversals_second_payers_and_amounts_outside_of_claims():
    found = [read_one_835(text.encode()) for _, text in list(make_samples(MANY, 1))[MANY:]]
    claims = [claim for remittance in found for claim in remittance.claims]
    reasons = {f"{each.group}-{each.reason}" for claim in claims for line in claim.lines for each in line.adjustments}
    assert {"CO-45", "PR-1", "PR-2", "PR-3", "CO-16", "CO-29", "CO-96", "CO-97", "CO-197", "CO-253", "OA-23"} <= reasons
    assert {"1", "2", "22"} <= {claim.status for claim in claims}
    assert {"WO", "L6", "FB"} <= {each.reason for remittance in found for each in remittance.provider_adjustments}
    assert {"ACH", "CHK", "NON"} == {remittance.method for remittance in found}
    assert any(len(remittance.claims) > 1 for remittance in found)


def test_a_replacement_is_answered_by_taking_back_the_first_payment():
    files = list(make_samples(MANY, 1))[MANY:]
    for remittance in (read_one_835(text.encode()) for _, text in files):
        statuses = [claim.status for claim in remittance.claims]
        if "22" in statuses[:-1]:
            place = statuses.index("22")
            if remittance.claims[place + 1].account_number == remittance.claims[place].account_number:
                assert remittance.claims[place].billed_cents <= 0 <= remittance.claims[place + 1].billed_cents
                return
    raise AssertionError("no replacement among the samples")
