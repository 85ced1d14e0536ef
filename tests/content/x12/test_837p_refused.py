"""837P files that are refused: another kind of file, and what cannot be, by its name and with its segment."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.claims_837p import ENVELOPE, HAND_WRITTEN, a_file, segments
from trainer.content.x12.read_837p import read_837p
from trainer.content.x12.segments import Segment, X12Error, write_interchange

CLM, LINE_1 = "CLM*A-1*200.5***11:B:1*Y*A*Y*Y\n", "LX*1\n"
HI = "HI*ABK:J069*ABF:R509\n"
SV1 = "SV1*HC:99213:25*148.5*UN*1***1:2\n"
SERVED = "DTP*472*D8*20260309\n"


def problem_with(data: bytes) -> X12Error:
    with pytest.raises(X12Error) as caught:
        read_837p(data)
    return caught.value


@pytest.mark.parametrize(
    ("version", "kind", "says"),
    [
        ("005010X223A2", "837", "this is an institutional claim (837I), not a professional one (837P): 005010X223A2"),
        ("005010X224A2", "837", "this is a dental claim (837D), not a professional one (837P): 005010X224A2"),
        ("004010X098A1", "837", "version 4010 (004010X098A1) is out of use; 005010X222A1 is read"),
        ("005010X298", "837", "the version is “005010X298”; 005010X222A1 is read"),
        ("005010X221A1", "835", "this is a remittance (835), not a professional claim (837P)"),
        ("005010X279A1", "271", "this is a transaction 271, not a professional claim (837P)"),
    ],
)
def test_another_kind_of_file_is_called_by_its_name(version: str, kind: str, says: str) -> None:
    error = problem_with(a_file(version=version, kind=kind))
    assert (error.message, error.position, error.segment) == (says, 3, "ST")


def test_an_empty_transaction_is_refused_as_a_whole() -> None:
    empty = write_interchange(ENVELOPE, [("837", [])]).encode()
    error = problem_with(empty)
    assert error.message.startswith("the transaction lacks HL")
    assert (error.position, error.segment) == (3, "ST")
    remittance = write_interchange(replace(ENVELOPE, version="005010X221A1"), [("835", [])]).encode()
    assert problem_with(remittance).position == 3


def test_one_bad_transaction_spoils_the_file() -> None:
    good, bad = segments(HAND_WRITTEN), [each for each in segments(HAND_WRITTEN) if each.name != "SV1"]
    error = problem_with(write_interchange(ENVELOPE, [("837", good), ("837", bad)]).encode())
    assert "the line has no SV1" in error.message


def position_of(data: bytes, start: str) -> int:
    return next(at for at, each in enumerate(data.decode().split("~\n"), 1) if each.startswith(start))


@pytest.mark.parametrize(
    ("change", "at", "says"),
    [
        pytest.param(
            ("11:B:1", "11:A:1"), "CLM", "CLM05 says A: this is an institutional claim (837I)", id="837I by CLM05"
        ),
        pytest.param((SV1, "SV2*0450*HC:99283*148.5*UN*1\n"), "SV2", "institutional claim (837I)", id="837I by SV2"),
        pytest.param((SV1, "SV3*AD:D0120*148.5\n"), "SV3", "this is a dental claim (837D)", id="837D by SV3"),
        pytest.param(
            ("11:B:1", "11:B:6"), "CLM", "frequency “6”; 1 original, 7 replacement and 8 void", id="frequency"
        ),
        pytest.param(("11:B:1", "11"), "CLM", "frequency “”", id="no frequency"),
        pytest.param(("CLM*A-1", "CLM*"), "CLM", "CLM01 is missing: the account number", id="no account number"),
        pytest.param(
            ("*148.5*", "*148.505*"),
            "SV1",
            "SV102 (the charge) says “148.505”: an amount has at most two",
            id="three decimals",
        ),
        pytest.param(("*148.5*", "*1,148.5*"), "SV1", "without a comma", id="a comma"),
        pytest.param(("*148.5*", "*-148.5*"), "SV1", "cannot be negative", id="negative money"),
        pytest.param(("*200.5*", "*200,5*"), "CLM", "CLM02 (the total charge)", id="a comma in the total"),
        pytest.param(("*200.5*", "*201*"), "CLM", "CLM02 says 201; the lines add up to 200.5", id="total"),
        pytest.param(("UN*1*", "UN*0*"), "SV1", "says “0” units: a whole number from 1 to 99,999", id="no units"),
        pytest.param(("UN*1*", "UN*-1*"), "SV1", "says “-1” units", id="negative units"),
        pytest.param(("UN*1*", "UN*1.5*"), "SV1", "only whole units or minutes", id="parts of a unit"),
        pytest.param(("UN*1*", "DA*1*"), "SV1", "SV103 (units or minutes) says “DA”; UN, MJ are read", id="days"),
        pytest.param(("***1:2", "***1:3"), "SV1", "SV107 points to diagnosis “3”; the claim has 2", id="pointer"),
        pytest.param(("***1:2", "***0"), "SV1", "SV107 points to diagnosis “0”", id="pointer 0"),
        pytest.param(("***1:2", "***A"), "SV1", "SV107 points to diagnosis “A”", id="pointer A"),
        pytest.param(("***1:2", "***1:2:1:2:1"), "SV1", "SV107 has 5 pointers; a line has at most 4", id="pointers"),
        pytest.param((HI, ""), "SV1", "the claim has 0", id="no diagnosis"),
        pytest.param(("ABK:J069", "BK:4659"), "HI", "HI01 is a code of ICD-9-CM (BK)", id="ICD-9-CM"),
        pytest.param(("ABF:R509", "ABF:"), "HI", "HI02 has no diagnosis behind ABF", id="an empty diagnosis"),
        pytest.param(
            (HI, HI.strip() + "*ABF:I10" * 11 + "\n"), "HI", "13 diagnoses; a claim has at most 12", id="13 diagnoses"
        ),
        pytest.param(
            (SV1, SV1.replace("HC:99213:25", "IV:1")), "SV1", "SV101 begins with “IV”; HC (CPT and HCPCS)", id="IV"
        ),
        pytest.param((SV1, SV1.replace("HC:99213:25", "HC")), "SV1", "no procedure code behind HC", id="no code"),
        pytest.param(
            (SV1, SV1.replace("HC:99213:25", "")), "SV1", "SV101 is missing: the procedure", id="no procedure"
        ),
        pytest.param((SV1, ""), "LX", "the line has no SV1", id="no SV1"),
        pytest.param((SERVED, ""), "SV1", "the line has no DTP*472, the day of the service", id="no day of service"),
        pytest.param(("D8*20260309\n", "D8*20260230\n"), "DTP", "“20260230”: no day of the calendar", id="30 February"),
        pytest.param(
            ("D8*20260309\n", "TM*1200\n"), "DTP", "(the form of a date) says “TM”; D8, RD8 are read", id="TM"
        ),
        pytest.param(
            ("RD8*20260309-20260310", "RD8*20260309"), "DTP*472*RD8", "two days with a hyphen", id="half a period"
        ),
        pytest.param(("-20260310", "-20260332"), "DTP*472*RD8", "“20260332”: no day", id="the end of a period"),
        pytest.param(
            (CLM, f"{CLM}DTP*431*RD8*20260101-20260102\n"),
            "DTP*431",
            "holds a period, where one day is wanted",
            id="a period",
        ),
        pytest.param((CLM, f"{CLM}DTP*439*D8*20269901\n"), "DTP*439", "no day of the calendar", id="an accident never"),
        pytest.param(
            ("DMG*D8*20150301", "DMG*D8*20150229"), "DMG*D8*20150229", "DMG02 says “20150229”", id="born never"
        ),
        pytest.param((CLM, f"{CLM}AMT*F5*x\n"), "AMT", "AMT02 (what the patient paid) says “x”", id="what was paid"),
        pytest.param(
            ("HL*3*2*23*0", "HL*3*1*23*0"),
            "HL*3",
            "HL02 says “1”: that is no subscriber before this patient",
            id="parent",
        ),
        pytest.param(
            ("HL*2*1*22*1", "HL*2*9*22*1"), "HL*2", "HL02 says “9”: that is no billing provider", id="no parent"
        ),
        pytest.param(("HL*2*1*22*1", "HL*2*1*21*1"), "HL*2", "HL03 says “21”", id="another level"),
        pytest.param(("SBR*P**G100*Gold*****CI\n", ""), "HL*2", "the subscriber level has no SBR", id="no SBR"),
        pytest.param(("SBR*P*", "SBR*U*"), "SBR", "SBR01 (the payer's turn) says “U”; P, S, T are read", id="turn"),
        pytest.param(("PAT*19\n", ""), "HL*3", "the patient level has no PAT", id="no PAT"),
        pytest.param(("NM1*QC", "NM1*ZZ"), "HL*3", "NM1*QC is missing below this level: the patient", id="no patient"),
        pytest.param(
            ("NM1*QC*1*Diaz", "NM1*QC*1*"), "NM1*QC", "NM103 is missing: the name of the patient", id="no name"
        ),
        pytest.param(("NM1*IL", "NM1*ZZ"), "HL*2", "NM1*IL is missing", id="no insured"),
        pytest.param(
            ("NM1*85", "NM1*ZZ"), "HL*1", "NM1*85 is missing below this level: the billing provider", id="no biller"
        ),
        pytest.param(("REF*EI*987654321\n", ""), "NM1*85", "no tax id", id="no tax id"),
        pytest.param(("N4*Maple Hollow*OH*430021234\n", ""), "NM1*85", "the billing provider has no N4", id="no town"),
        pytest.param(
            (LINE_1, f"NM1*77*2*Clinic\nN4*Saltgrass*TX*77501\n{LINE_1}"),
            "NM1*77",
            "the service facility has no N3",
            id="no street",
        ),
        pytest.param(
            (LINE_1, f"SBR*S*18\n{LINE_1}"), "SBR*S", "NM1*IL is missing below this SBR", id="no other insured"
        ),
        pytest.param(
            ("HL*1**20*1\n", "CLM*X\nHL*1**20*1\n"), "CLM*X", "stands before the first HL", id="a claim before HL"
        ),
        pytest.param(
            ("HL*2*1*22*1\n", "CLM*X\nHL*2*1*22*1\n"), "CLM*X", "stands below a billing provider", id="no subscriber"
        ),
        pytest.param(("CLM*A-1", "SV1*HC\nCLM*A-1"), "SV1*HC", "stands before the claim (CLM)", id="a line before CLM"),
    ],
)
def test_what_cannot_be_is_named_with_its_segment(change: tuple[str, str], at: str, says: str) -> None:
    data = a_file(change)
    error = problem_with(data)
    assert says in error.message
    assert error.position == position_of(data, at)
    assert at.startswith(error.segment)


def test_a_file_without_levels_or_claims_or_lines_is_named_at_its_place() -> None:
    head = segments(HAND_WRITTEN)
    without_levels = [each for each in head if each.name in ("BHT", "PER")]
    error = problem_with(write_interchange(ENVELOPE, [("837", without_levels)]).encode())
    assert (error.position, error.segment) == (3, "ST")
    assert "lacks HL" in error.message
    before_claim = head[: next(at for at, each in enumerate(head) if each.name == "CLM")]
    error = problem_with(write_interchange(ENVELOPE, [("837", before_claim)]).encode())
    assert (error.position, error.message) == (3, "the transaction lacks CLM: the file holds no claim")
    before_lines = head[: next(at for at, each in enumerate(head) if each.name == "LX")]
    error = problem_with(write_interchange(ENVELOPE, [("837", before_lines)]).encode())
    assert (error.segment, error.message) == ("CLM", "the claim has 0 lines (LX, SV1); a claim has 1 to 50")
    many = [
        *before_lines,
        *[Segment("SV1", ("HC:99213", "1", "UN", "1")), Segment("DTP", ("472", "D8", "20260309"))] * 51,
    ]
    error = problem_with(write_interchange(ENVELOPE, [("837", many)]).encode())
    assert error.message.startswith("the claim has 51 lines")


def test_a_file_holds_a_thousand_claims_at_most() -> None:
    text = HAND_WRITTEN
    claim = text[text.index("CLM") :] + "\n"
    data = write_interchange(ENVELOPE, [("837", segments(text + "\n" + claim * 999))]).encode()
    assert len(read_837p(data)) == 1_000

    data = write_interchange(ENVELOPE, [("837", segments(text + "\n" + claim * 1_001))]).encode()
    error = problem_with(data)
    assert error.message == "the file holds more than 1,000 claims; at most that many are read"
    assert error.segment == "CLM"
    assert [each.split("*")[0] for each in data.decode().split("~\n")][: error.position].count("CLM") == 1_001


@pytest.mark.parametrize(
    "wrong", [("NM1*IL*", "NM1*QQ*"), ("NM1*85*", "NM1*87*"), ("SBR*P", "PAT*P"), ("NM1*QC", "NM1*Q")]
)
def test_what_the_levels_lack_is_named_before_what_their_claims_lack(wrong: tuple[str, str]) -> None:
    error = problem_with(a_file(wrong, ("CLM*A-1", "CLM*")))
    assert error.segment == "HL"


_PARTS = st.sampled_from(
    ["", "*", ":", "~", "\n", "0", "-1", "99", "1.5", "20260230", "HL*9*9*23~", "NM1*85~", "SBR~", "é"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 12), _PARTS), min_size=1, max_size=4), st.booleans())
def test_whatever_is_done_to_a_file_it_is_read_or_refused_by_name(
    edits: list[tuple[int, int, str]], counts_are_right: bool
) -> None:
    """Pieces of it are cut out and others put in, before or after its segments were counted."""
    text = HAND_WRITTEN if counts_are_right else a_file().decode()
    for start, length, part in edits:
        at = start % len(text)
        text = text[:at] + part + text[at + length :]
    data = write_interchange(ENVELOPE, [("837", segments(text.replace("~", "\n")))]) if counts_are_right else text
    said: object
    try:
        said = read_837p(data.encode())
    except X12Error as error:
        said = error.message
    assert said
