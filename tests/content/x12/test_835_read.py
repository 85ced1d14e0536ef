import contextlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.remittances import (
    ENVELOPE,
    PAYEE,
    a_claim,
    a_line,
    a_remittance,
    adjustment,
    read_one_835,
    remittances,
    the_example,
)
from trainer.content.x12.read_835 import read_835s
from trainer.content.x12.segments import Segment, X12Error, write_interchange
from trainer.content.x12.write_835 import write_835
from trainer.domain.claims.professional import Address, Name
from trainer.domain.claims.remittance import (
    Adjustment,
    ClaimPayment,
    Group,
    Imbalance,
    Party,
    ProviderAdjustment,
    Remittance,
    ServicePayment,
    imbalances,
)

HEAD = (
    "BPR*I*150.00*C*CHK************20260113",
    "TRN*1*123456*1999999999*0001",
    "N1*PR*LAKESHORE BENEFIT FUND*XV*55210",
    "N1*PE*DR. N. QUILL*FI*412345678",
    "LX*1",
)
CLAIM = ("CLP*7722337*1*226*132**12*119932404007801", "NM1*QC*1*DUFRENE*PAUL****MI*X44")
LINE = ("SVC*HC:99214*226*132", "DTM*472*20251218", "CAS*CO*45*94")
FIRST = 4
"""The position of BPR: ISA, GS and ST stand before it."""


def an_835(*lines: str) -> bytes:
    """A file with these segments in it, whatever they are."""
    segments = [Segment(name, tuple(rest)) for name, *rest in (line.split("*") for line in lines)]
    return write_interchange(ENVELOPE, [("835", segments)]).encode()


def failing(*lines: str) -> X12Error:
    with pytest.raises(X12Error) as caught:
        read_one_835(an_835(*lines))
    return caught.value


def the_claim(*lines: str) -> ClaimPayment:
    (claim,) = read_one_835(an_835(*HEAD, *lines)).claims
    return claim


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(remittances())
def test_what_was_written_is_read_back_as_it_was(remittance: Remittance) -> None:
    assert read_one_835(write_835(remittance, ENVELOPE).encode()) == remittance
    assert imbalances(remittance) == ()


def test_adjustments_come_back_together_where_their_group_code_is_the_same() -> None:
    mixed = [adjustment("CO-45", 1), adjustment("PR-1", 2), adjustment("CO-97", 3)]

    read = read_one_835(write_835(a_remittance(a_claim(a_line(*mixed))), ENVELOPE).encode())

    assert read.claims[0].lines[0].adjustments == (mixed[0], mixed[2], mixed[1])


def test_another_payers_file_is_read_with_its_own_separators() -> None:
    """Elements of `|`, components of `>`; a payer's number in N104, dates on the claim, remarks in MIA and MOA."""
    lines = [
        "BPR|I|132|C|BOP|||||||||||01|20260113",
        "TRN|1|0099|1411111111",
        "CUR|PR|USD",
        "REF|EV|FACILITY",
        "DTM|405|20260112",
        "N1|PR|LAKESHORE BENEFIT FUND|XV|55210",
        "N3|1 PIER ROAD|FLOOR 9",
        "N4|ERIE|PA|16501-4455",
        "PER|BL|EDI DESK|EM|edi@example.org|TE|8005550100",
        "PER|CX|CLAIMS|TE|(800) 555-0199|EX|12",
        "N1|PE|QUILL CLINIC|XX|1234567893",
        "REF|TJ|412345678",
        "LX|1",
        "TS3|1234567893|11|20261231|1|226",
        "CLP|7722337|1|226|132|.5|15|119932404007801|11|1",
        "CAS|CO|A1|0|||||253|0.00",
        "NM1|QC|1|DUFRENE|PAUL|A||III",
        "NM1|IL|1|DUFRENE|ROSE||||MI|X44",
        "NM1|82|1|QUILL|NORA||||XX|1245319599",
        "MIA|0||||N130|||||||||||||||MA01",
        "MOA|||MA18||M15",
        "REF|F8|9",
        "DTM|232|20251218",
        "DTM|233|20251219",
        "DTM|050|20251222",
        "AMT|I|3.07",
        "QTY|CA|1",
        "SVC|HC>99214>25>>LT>59>NOTE|226.|132||1.0",
        "CAS|CO|45|94.00|1",
        "CAS|PR|3|0",
        "REF|6R|77-A",
        "AMT|B6|132",
        "LQ|HE|N290",
        "LQ|RX|70",
        "PLB|1234567893|20261231|L6|-3.07|WO>A77|.07",
    ]
    isa = f"ISA|00|{'':10}|00|{'':10}|ZZ|{'LAKESHORE':15}|ZZ|{'QUILL':15}|260113|1200|^|00501|000000007|0|P|>\n"
    head = "GS|HP|LAKESHORE|QUILL|20260113|1200|7|X|005010X221A1\nST|835|0001\n"
    data = isa + head + "\n".join(lines) + f"\nSE|{len(lines) + 2}|0001\nGE|1|7\nIEA|1|000000007\n"

    read = read_one_835(data.encode())

    assert read == Remittance(
        payer=Party(
            name="LAKESHORE BENEFIT FUND",
            identifier="55210",
            address=Address("1 PIER ROAD", "ERIE", "PA", "165014455", "FLOOR 9"),
            tax_id="411111111",
            phone="8005550199",
        ),
        payee=Party("QUILL CLINIC", "1234567893", Address("", "", "", ""), "412345678"),
        number="0099",
        method="BOP",
        paid_on=date(2026, 1, 13),
        claims=(
            ClaimPayment(
                account_number="7722337",
                status="1",
                patient=Name("DUFRENE", "PAUL", "A", "III"),
                member_id="X44",
                control_number="119932404007801",
                filing_code="CI",
                billed_cents=22_600,
                paid_cents=13_200,
                patient_cents=50,
                lines=(
                    ServicePayment(
                        code="99214",
                        on=date(2025, 12, 18),
                        billed_cents=22_600,
                        paid_cents=13_200,
                        adjustments=(adjustment("CO-45", 9_400), adjustment("PR-3", 0)),
                        modifiers=("25", "LT", "59"),
                        allowed_cents=13_200,
                        remarks=("N290",),
                    ),
                ),
                adjustments=(adjustment("CO-A1", 0), adjustment("CO-253", 0)),
                remarks=("N130", "MA01", "MA18", "M15"),
                rendering_npi="1245319599",
                received_on=date(2025, 12, 22),
            ),
        ),
        payment_cents=13_200,
        provider_adjustments=(
            ProviderAdjustment("L6", "", -307, date(2026, 12, 31)),
            ProviderAdjustment("WO", "A77", 7, date(2026, 12, 31)),
        ),
    )


def test_a_payee_known_by_its_tax_id_alone_has_no_npi() -> None:
    payee = read_one_835(an_835(*HEAD)).payee

    assert (payee.identifier, payee.tax_id) == ("", "412345678")


def test_a_file_of_two_remittances_is_read_as_two() -> None:
    segments = [Segment(name, tuple(rest)) for name, *rest in (line.split("*") for line in HEAD)]
    data = write_interchange(ENVELOPE, [("835", segments), ("835", segments)]).encode()

    assert [each.number for each in read_835s(data)] == ["123456", "123456"]


def test_a_claim_may_have_no_lines() -> None:
    claim = the_claim(*CLAIM, "CAS*CO*29*94")

    assert (claim.lines, claim.adjustments) == ((), (Adjustment(Group.CONTRACTUAL, "29", 9_400),))


def test_several_segments_of_six_adjustments_add_up() -> None:
    claim = the_claim(
        *CLAIM,
        *LINE[:2],
        "CAS*CO*16*1**29*2*1*45*3**50*4**97*5**197*6",
        "CAS*CO*253*7",
        "CAS*PR*1*8**2*9",
    )

    assert [(each.group.value, each.reason, each.cents) for each in claim.lines[0].adjustments] == [
        ("CO", "16", 100),
        ("CO", "29", 200),
        ("CO", "45", 300),
        ("CO", "50", 400),
        ("CO", "97", 500),
        ("CO", "197", 600),
        ("CO", "253", 700),
        ("PR", "1", 800),
        ("PR", "2", 900),
    ]


def test_six_pairs_of_a_plb_are_six_adjustments() -> None:
    read = read_one_835(an_835(*HEAD, "PLB*1*20261231*WO:A*1*L6*-2*72:B*3*CS*4*FB*-5*IR:C*6"))

    assert [(each.reason, each.reference, each.cents) for each in read.provider_adjustments] == [
        ("WO", "A", 100),
        ("L6", "", -200),
        ("72", "B", 300),
        ("CS", "", 400),
        ("FB", "", -500),
        ("IR", "C", 600),
    ]


@pytest.mark.parametrize(
    ("number", "expected"), [("7", 7), ("007", 7), ("999", 999), ("1000", 0), ("7A", 0), ("20260410001", 0)]
)
def test_the_number_of_a_line_is_that_of_the_claim_or_a_senders_own(number: str, expected: int) -> None:
    assert the_claim(*CLAIM, *LINE, f"REF*6R*{number}").lines[0].line_number == expected


@pytest.mark.parametrize(("units", "expected"), [("", 1), ("0", 0), ("0.0", 0), ("3", 3), ("3.0", 3)])
def test_units_are_whole_and_none_where_none_were_paid(units: str, expected: int) -> None:
    line = the_claim(*CLAIM, f"SVC*HC:99214*226*132**{units}", *LINE[1:]).lines[0]

    assert line.units == expected


@pytest.mark.parametrize(
    ("text", "cents"),
    [("94", 9_400), ("94.", 9_400), ("94.5", 9_450), ("94.05", 9_405), (".5", 50), ("-0.07", -7), ("-12", -1_200)],
)
def test_amounts_are_read_as_cents(text: str, cents: int) -> None:
    assert the_claim(*CLAIM, *LINE[:2], f"CAS*CO*45*{text}").lines[0].adjustments[0].cents == cents


def test_sums_that_do_not_hold_are_shown_and_not_refused() -> None:
    """Paid 132 of 226 less 94: the line holds. The claim says 131.99, and the payment says 150."""
    claim = ("CLP*7722337*1*226*131.99**12*119932404007801", CLAIM[1])

    read = read_one_835(an_835(*HEAD, *claim, *LINE))

    assert imbalances(read) == (
        Imbalance("claim 7722337", 13_200, 13_199),
        Imbalance("batch", 13_199, 15_000),
    )


GOOD = (*HEAD, *CLAIM, *LINE)


@pytest.mark.parametrize(
    ("place", "line", "words"),
    [
        (0, "BPR*I*150,00*C*CHK************20260113", "comma"),
        (0, "BPR*I*150.005*C*CHK************20260113", "decimals"),
        (0, "BPR*I*-150*C*CHK************20260113", "negative"),
        (0, "BPR*I**C*CHK************20260113", "BPR02 is missing"),
        (0, "BPR*I*150*C*GOLD************20260113", "method of payment"),
        (0, "BPR*I*150*C*CHK", "BPR16 is missing"),
        (0, "BPR*I*150*C*CHK************20260230", "no day of the calendar"),
        (1, "TRN*1", "the check or trace number"),
        (2, "N1*PR", "the payer's name"),
        (3, "N1*PE", "the payee's name"),
        (5, "CLP", "the account number"),
        (5, "CLP*7722337", "CLP02 is missing"),
        (5, "CLP*7722337*99*226*132", "claim status"),
        (5, "CLP*7722337*1*226", "CLP04 is missing"),
        (5, "CLP*7722337*1*two*132", "no amount"),
        (5, "CLP*7722337*1*226*132*1.234", "decimals"),
        (7, "SVC**226*132", "SVC01"),
        (7, "SVC*99214*226*132", "SVC01"),
        (7, "SVC*HC*226*132", "SVC01"),
        (7, "SVC*HC:99214*226", "SVC03 is missing"),
        (7, "SVC*HC:99214*226*-1.005", "decimals"),
        (7, "SVC*HC:99214*226*132**-1", "units"),
        (7, "SVC*HC:99214*226*132**2.5", "unit"),
        (8, "DTM*472*20251318", "no day of the calendar"),
        (9, "CAS*CR*45*94", "group code"),
        (9, "CAS*CO", "holds no adjustment"),
        (9, "CAS*CO**94", "the reason of an adjustment"),
        (9, "CAS*CO*45", "CAS03 is missing"),
        (9, "CAS*CO*45*94**253", "CAS06 is missing"),
        (9, "PLB*1*20261231", "holds no adjustment"),
        (9, "PLB*1*20261331*WO*1", "no day of the calendar"),
        (9, "PLB*1*20261231**1", "the reason of an adjustment"),
        (9, "PLB*1*20261231*WO", "PLB04 is missing"),
        (9, "LQ*HE", "the remark"),
        (9, "CLM*A1*100", "does not belong in a remittance"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(place: int, line: str, words: str) -> None:
    error = failing(*GOOD[:place], line, *GOOD[place + 1 :])

    assert words in error.message
    assert (error.position, error.segment) == (place + FIRST, line.partition("*")[0])


@pytest.mark.parametrize(
    ("lines", "words", "position"),
    [
        (GOOD[1:], "BPR is missing", FIRST),
        ((GOOD[0], *GOOD[2:]), "TRN is missing", FIRST),
        ((*GOOD[:2], *GOOD[3:]), r"the payer (N1*PR) is missing", FIRST),
        ((*GOOD[:3], *GOOD[4:]), r"the payee (N1*PE) is missing", FIRST),
        ((GOOD[0], *GOOD), "BPR stands twice", FIRST + 1),
        ((*HEAD, *LINE), "outside of a claim", FIRST + 5),
        ((*HEAD[:4], *LINE), "outside of a claim", FIRST + 4),
        ((*GOOD, "LX*2", *LINE), "outside of a claim", FIRST + 11),
        ((*HEAD, *CLAIM, LINE[0], LINE[2]), "neither the line", FIRST + 7),
        ((), "the remittance is empty", FIRST - 1),
        ((*GOOD, "REF*6R*2", *LINE), "the line has no number (REF*6R), and another line of its claim", FIRST + 11),
        ((*GOOD, *LINE, "REF*6R*2"), "the line has no number", FIRST + 7),
    ],
)
def test_what_is_missing_is_named(lines: tuple[str, ...], words: str, position: int) -> None:
    error = failing(*lines)

    assert words in error.message
    assert error.position == position


@pytest.mark.parametrize(
    ("kind", "version", "words"),
    [
        ("837", "005010X222A1", "a professional claim (837P)"),
        ("837", "005010X223A2", "an institutional claim (837I)"),
        ("837", "005010X224A2", "a dental claim (837D)"),
        ("271", "005010X279A1", "a transaction 271"),
        ("835", "004010X091A1", "the version is “004010X091A1”"),
    ],
)
def test_another_kind_of_file_says_what_it_is(kind: str, version: str, words: str) -> None:
    segments = [Segment("BHT", ("0019", "00"))]
    data = write_interchange(replace(ENVELOPE, version=version), [(kind, segments)]).encode()

    with pytest.raises(X12Error) as caught:
        read_one_835(data)

    assert words in caught.value.message
    assert (caught.value.position, caught.value.segment) == (3, "ST")


def test_an_empty_transaction_of_another_kind_is_named_at_its_place() -> None:
    data = write_interchange(ENVELOPE, [("837", [])]).encode()

    with pytest.raises(X12Error, match="not a remittance") as caught:
        read_one_835(data)

    assert (caught.value.position, caught.value.segment) == (3, "ST")


@pytest.mark.parametrize(("company", "tax_id"), [("1999999999", "999999999"), ("1000000000", ""), ("X1", ""), ("", "")])
def test_the_payers_tax_id_is_behind_a_one(company: str, tax_id: str) -> None:
    read = read_one_835(an_835(HEAD[0], f"TRN*1*123456*{company}", *HEAD[2:]))

    assert read.payer.tax_id == tax_id


def test_a_claim_of_999_lines_is_read_and_one_of_more_is_not() -> None:
    dated = (*CLAIM, "DTM*232*20251218")
    assert len(the_claim(*dated, *["SVC*HC:99214*1*1"] * 999).lines) == 999

    error = failing(*HEAD, *dated, *["SVC*HC:99214*1*1"] * 1_001)

    assert (error.message, error.position) == ("a claim has at most 999 lines (SVC)", FIRST + 5 + 3 + 999)


@pytest.mark.parametrize(("claims", "is_read"), [(1_000, True), (1_001, False)])
def test_a_file_holds_a_thousand_claims_at_most(claims: int, is_read: bool) -> None:
    lines = (*HEAD, *[CLAIM[0]] * claims)
    if is_read:
        assert len(read_one_835(an_835(*lines)).claims) == 1_000
        return
    error = failing(*lines)
    assert error.message == "the file holds more than 1,000 claims; at most that many are read"
    assert (error.position, error.segment) == (FIRST + 5 + 1_000, "CLP")


@settings(max_examples=100)
@given(st.data())
def test_a_spoilt_file_is_read_or_refused_but_never_breaks_the_reader(data: st.DataObject) -> None:
    text = write_835(replace(the_example(), payee=PAYEE), ENVELOPE)
    at = data.draw(st.integers(0, len(text) - 1))
    spoilt = text[:at] + data.draw(st.text("*~:0A.-\n", max_size=3)) + text[at + data.draw(st.integers(0, 4)) :]

    with contextlib.suppress(X12Error):
        read_one_835(spoilt.encode())
