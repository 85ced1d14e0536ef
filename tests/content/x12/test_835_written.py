from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from tests.support.remittances import (
    ENVELOPE,
    NPIS,
    PAYEE,
    PAYER,
    a_claim,
    a_line,
    a_remittance,
    adjustment,
    remittances,
    the_example,
)
from trainer.content.x12.segments import X12Error
from trainer.content.x12.validator import validate_x12
from trainer.content.x12.write_835 import write_835
from trainer.domain.claims.professional import Address, Name
from trainer.domain.claims.remittance import ClaimPayment, ProviderAdjustment, Remittance

END_OF_2026 = date(2026, 12, 31)


def body(remittance: Remittance) -> list[str]:
    """The segments after ST and before SE."""
    return write_835(remittance, ENVELOPE).replace("~", "").splitlines()[3:-3]


def changed(claim: ClaimPayment, **fields: object) -> Remittance:
    return a_remittance(replace(claim, **fields))  # type: ignore[arg-type]


def test_the_example_is_written_segment_by_segment() -> None:
    claim = replace(
        the_example().claims[0], rendering_npi=NPIS[1], received_on=date(2026, 3, 5), remarks=("MA01", "MA18")
    )
    line = replace(claim.lines[0], modifiers=("25", "95"), units=2, allowed_cents=16_000, remarks=("N130", "M15"))
    remittance = a_remittance(
        replace(claim, lines=(line,)), provider_adjustments=(ProviderAdjustment("WO", "A-77", 2_050, END_OF_2026),)
    )

    assert body(remittance) == [
        "BPR*I*59.5*C*ACH*CCP*01*987654320*DA*1000200030*1311111111**01*998877662*DA*4000500060*20260410",
        "TRN*1*0081552*1311111111",
        "DTM*405*20260410",
        "N1*PR*Cedar Plains Health",
        "N3*PO Box 410",
        "N4*Columbus*OH*43085",
        "REF*2U*CPH01",
        "PER*CX**TE*6145550123",
        "PER*BL*Electronic remittances*TE*6145550123",
        "N1*PE*Maple Street Family Medicine*XX*1234567893",
        "N3*18 Maple Street*Suite 2",
        "N4*Dayton*OH*454021234",
        "REF*TJ*312222222",
        "LX*1",
        "CLP*A-1042*1*250*80*80*15*2026071000123",
        "NM1*QC*1*Okafor*Ada****MI*CPH70012345",
        "NM1*82*1******XX*1245319599",
        "MOA***MA01*MA18",
        "DTM*050*20260305",
        "AMT*AU*160",
        "SVC*HC:99213:25:95*250*80**2",
        "DTM*472*20260302",
        "CAS*CO*45*90",
        "CAS*PR*1*60**2*20",
        "REF*6R*1",
        "AMT*B6*160",
        "LQ*HE*N130",
        "LQ*HE*M15",
        "PLB*1234567893*20261231*WO:A-77*20.5",
    ]
    assert validate_x12(write_835(remittance, ENVELOPE)) == ()


def test_the_envelope_is_that_of_a_remittance_and_the_guide_leaves_its_version_out_of_st() -> None:
    lines = write_835(the_example(), replace(ENVELOPE, functional_id="HC", version="005010X222A1")).splitlines()

    assert lines[1] == "GS*HP*CPH01*MAPLESTREET*20260410*0930*905*X*005010X221A1~"
    assert lines[2] == "ST*835*0001~"


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("CHK", "BPR*I*80*C*CHK************20260410"),
        ("NON", "BPR*H*80*C*NON************20260410"),
        (
            "FWT",
            "BPR*I*80*C*FWT**01*987654320*DA*1000200030*1311111111**01*998877662*DA*4000500060*20260410",
        ),
    ],
)
def test_only_money_that_goes_by_bank_names_banks(method: str, expected: str) -> None:
    remittance = replace(the_example(), method=method)

    assert body(remittance)[0] == expected
    assert validate_x12(write_835(remittance, ENVELOPE)) == ()


def test_the_invented_routing_numbers_pass_their_check_and_belong_to_no_bank() -> None:
    """ABA: the digits times 3, 7, 1, 3, … add up to a multiple of ten; 81 to 99 are given to no bank."""
    elements = body(the_example())[0].split("*")

    for routing in (elements[7], elements[13]):
        total = sum(int(digit) * weight for digit, weight in zip(routing, (3, 7, 1) * 3, strict=True))
        assert total % 10 == 0
        assert routing[:2] in ("98", "99")


def test_adjustments_stand_under_their_group_code_and_the_seventh_begins_another_segment() -> None:
    seven = [adjustment(f"CO-{reason}", 100 + reason) for reason in (16, 29, 45, 50, 97, 197, 253)]
    line = a_line(seven[0], adjustment("PR-2", 5), *seven[1:], adjustment("PR-3", -1_000))

    assert [each for each in body(a_remittance(a_claim(line))) if each.startswith("CAS")] == [
        "CAS*CO*16*1.16**29*1.29**45*1.45**50*1.5**97*1.97**197*2.97",
        "CAS*CO*253*3.53",
        "CAS*PR*2*0.05**3*-10",
    ]


def test_a_claim_has_adjustments_of_its_own_and_needs_no_lines() -> None:
    claim = replace(a_claim(adjustments=(adjustment("CO-29", 12_000),)), billed_cents=12_000, paid_cents=0, status="4")

    assert body(a_remittance(claim))[-3:] == [
        "CLP*A-1042*4*120*0**15*2026071000123",
        "CAS*CO*29*120",
        "NM1*QC*1*Okafor*Ada****MI*CPH70012345",
    ]


def test_the_allowed_amounts_of_some_lines_are_not_added_to_one_of_the_claim() -> None:
    lines = (replace(a_line(), allowed_cents=100), a_line())

    assert not [each for each in body(a_remittance(a_claim(*lines))) if each.startswith("AMT*AU")]


def test_what_belongs_to_no_claim_is_parted_by_fiscal_year_and_six_pairs() -> None:
    recoveries = tuple(ProviderAdjustment("WO", f"R{number}", -number, END_OF_2026) for number in range(1, 8))
    interest = ProviderAdjustment("L6", "", -5, date(2025, 12, 31))
    remittance = a_remittance(provider_adjustments=(*recoveries, interest))

    assert body(remittance)[-3:] == [
        "PLB*1234567893*20261231*WO:R1*-0.01*WO:R2*-0.02*WO:R3*-0.03*WO:R4*-0.04*WO:R5*-0.05*WO:R6*-0.06",
        "PLB*1234567893*20261231*WO:R7*-0.07",
        "PLB*1234567893*20251231*L6*-0.05",
    ]


def test_parties_that_say_little_are_written_as_little() -> None:
    payer = replace(PAYER, identifier="", tax_id="", phone="", address=Address("PO Box 410", "Columbus", "OH", "43085"))
    payee = replace(PAYEE, identifier="")
    claim = replace(the_example().claims[0], member_id="", patient=Name("Okafor"), filing_code="MB")
    remittance = replace(a_remittance(claim, payer=payer), payee=payee)

    lines = body(remittance)

    assert lines[1] == "TRN*1*0081552*1000000000"
    assert lines[3:11] == [
        "N1*PR*Cedar Plains Health",
        "N3*PO Box 410",
        "N4*Columbus*OH*43085",
        "PER*BL*Electronic remittances",
        "N1*PE*Maple Street Family Medicine*FI*312222222",
        "N3*18 Maple Street*Suite 2",
        "N4*Dayton*OH*454021234",
        "REF*TJ*312222222",
    ]
    assert lines[12:14] == ["CLP*A-1042*1*250*80*80*MB*2026071000123", "NM1*QC*1*Okafor"]
    assert validate_x12(write_835(remittance, ENVELOPE)) == ()


def test_a_payee_without_a_tax_id_is_known_by_its_npi() -> None:
    remittance = replace(the_example(), payee=replace(PAYEE, tax_id=""))

    assert not [each for each in body(remittance) if each.startswith("REF*TJ")]
    assert validate_x12(write_835(remittance, ENVELOPE)) == ()


@pytest.mark.parametrize(
    ("remittance", "words"),
    [
        (replace(the_example(), payment_cents=-1), "cannot be negative"),
        (replace(the_example(), number=" ~ "), "the check or trace number is missing"),
        (replace(the_example(), payee=replace(PAYEE, identifier="", tax_id="")), "neither an NPI nor a tax id"),
        (replace(the_example(), payer=replace(PAYER, address=Address("", "Columbus", "OH", "43085"))), "address"),
        (replace(the_example(), payer=replace(PAYER, name="C" * 61)), "room for 60"),
        (changed(a_claim(a_line()), filing_code=""), "the filing code is missing"),
        (changed(a_claim(a_line()), remarks=("M1", "M2", "M3", "M4", "M5", "M6")), "6 remarks on claim A-1042"),
        (a_remittance(a_claim(a_line(modifiers=("25", "59", "RT", "XS", "LT")))), "5 modifiers on 99213"),
    ],
)
def test_what_an_835_cannot_say_is_refused(remittance: Remittance, words: str) -> None:
    with pytest.raises(X12Error, match=words):
        write_835(remittance, ENVELOPE)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(remittances(is_one_plb=True))
def test_pyx12_accepts_every_file_that_we_write(remittance: Remittance) -> None:
    assert validate_x12(write_835(remittance, ENVELOPE)) == ()


def test_pyx12_takes_a_second_plb_for_a_second_footer_though_the_guide_allows_it() -> None:
    """A limit of the validator that users of exported files should know; once it is gone, the strategy can drop it."""
    years = (date(2025, 12, 31), END_OF_2026)
    adjustments = tuple(ProviderAdjustment("WO", "R1", -100, year) for year in years)

    assert validate_x12(write_835(a_remittance(provider_adjustments=adjustments[:1]), ENVELOPE)) == ()
    refused = validate_x12(write_835(a_remittance(provider_adjustments=adjustments), ENVELOPE))
    assert [each for each in refused if "FOOTER exceeded max count" in each]
