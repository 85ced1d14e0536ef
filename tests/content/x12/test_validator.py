"""pyx12 as the judge of our files: it accepts what is right, and it does see what is wrong."""

import random
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.claims_837p import CLAIM, ENVELOPE, SUBMITTER, a_file
from trainer.content.x12.validator import validate_x12
from trainer.content.x12.write_837p import write_837p
from trainer.domain.claims.samples import sample_claim


def test_a_claim_is_accepted() -> None:
    assert validate_x12(a_file().decode()) == ()
    assert validate_x12(write_837p([CLAIM], SUBMITTER, ENVELOPE)) == ()


def test_twelve_sample_claims_are_accepted_one_by_one_and_two_hundred_in_one_file() -> None:
    rng = random.Random(222)
    claims = [sample_claim(rng, number) for number in range(1, 201)]
    problems = {claim: validate_x12(write_837p([claim], SUBMITTER, ENVELOPE)) for claim in claims[:12]}
    assert not any(problems.values()), problems
    assert validate_x12(write_837p(claims, SUBMITTER, ENVELOPE)) == ()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param("NM1*PR*2*Cedar Plains Health*****PI*CPH01\n", "", "Payer Name", id="no payer"),
        pytest.param("HI*ABK:J069*ABF:R509\n", "", "HI", id="no diagnosis"),
        pytest.param(
            "SV1*HC:99213:25*148.5*UN*1***1:2\n",
            "",
            'Mandatory segment "Professional Service" (SV1) missing',
            id="no service",
        ),
        pytest.param("DMG*D8*20150301*F\n", "", "Patient Demographic Information", id="no day of birth"),
        pytest.param("***11:B:1*", "***97:B:1*", "(CLM): (97) is not a valid code", id="a place that does not exist"),
        pytest.param("PAT*19", "PAT*99", "(PAT): Segment PAT*99 not found", id="a relationship that does not exist"),
        pytest.param(
            "*D8*20150301*F", "*D8*20150301*Q", "(DMG): (Q) is not a valid code", id="a sex that does not exist"
        ),
        pytest.param("D8*20260309\n", "D8*20260230\n", "(20260230)", id="a day that does not exist"),
        pytest.param("HL*3*2*23*0", "HL*4*2*23*0", "HL count", id="levels that are not counted"),
        pytest.param("LX*2", "LX*3", "LX", id="lines that are not counted"),
    ],
)
def test_a_broken_file_is_not_accepted_and_says_why(old: str, new: str, says: str) -> None:
    errors = validate_x12(a_file((old, new)).decode())
    assert any(says in error for error in errors), errors
    assert all(error.startswith("segment ") for error in errors)


def test_files_that_are_read_by_the_same_maps_at_once_are_judged_each_by_itself() -> None:
    wrong = (("LX*2", "LX*3"), ("PAT*19", "PAT*99"), ("HI*ABK:J069*ABF:R509\n", ""))
    files = [a_file().decode(), *(a_file(change).decode() for change in wrong)]
    alone = [validate_x12(text) for text in files]
    assert alone[0] == ()
    assert len(set(alone)) == len(files)
    with ThreadPoolExecutor(4) as judges:
        assert list(judges.map(validate_x12, files * 5)) == alone * 5


def test_a_map_is_read_once() -> None:
    validate_x12(a_file().decode())
    read = sys.modules["pyx12.map_if"].load_map_file.cache_info().misses
    validate_x12(a_file(("LX*2", "LX*3")).decode())
    assert sys.modules["pyx12.map_if"].load_map_file.cache_info().misses == read


def test_a_wrong_count_is_told_once() -> None:
    text = a_file().decode()
    errors = validate_x12(text.replace("SE*38*", "SE*39*"))
    assert len(errors) == 1
    assert "39" in errors[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "pyx12 does not accept the file and names no reason"),
        ("no X12 at all", "pyx12 does not accept the file and names no reason"),
        (a_file(version="005010X999").decode(), "pyx12 cannot follow the file: Map not found"),
    ],
)
def test_what_pyx12_cannot_read_is_an_error_too(text: str, says: str) -> None:
    (error,) = validate_x12(text)
    assert error.startswith(says)


def test_nothing_is_printed_or_logged(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    assert validate_x12(a_file(("PAT*19", "PAT*99")).decode())
    assert validate_x12("")
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
