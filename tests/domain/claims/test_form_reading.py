from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.claim_forms import NPI_DOCTOR, NPI_GROUP, NPI_HOSPITAL, NPI_REFERRING, a_form
from trainer.domain.claims.cms1500 import ITEMS, ORDER
from trainer.domain.claims.form_reading import read_form
from trainer.domain.claims.form_values import ProblemKind
from trainer.domain.claims.professional import (
    Address,
    Coverage,
    Facility,
    Frequency,
    Name,
    Payer,
    Person,
    ProfessionalClaim,
    Profile,
    Provider,
    Referral,
    Relationship,
    Sequence,
    Sex,
)

SNIPPETS = st.sampled_from(
    ("", "SAME", "none", "12", "A", "yes", "03/09/2026", "-1", "1,000.00", "Diaz, Luis")
) | st.text(max_size=8)


def read_with(changes: dict[str, str], profile: Profile = Profile.COMMERCIAL) -> ProfessionalClaim:
    claim, problems = read_form(a_form(profile, changes), profile)
    assert problems == ()
    assert claim is not None
    return claim


def problems_with(changes: dict[str, str], profile: Profile = Profile.COMMERCIAL) -> list[tuple[str, ProblemKind]]:
    claim, problems = read_form(a_form(profile, changes), profile)
    assert claim is None
    return [(problem.item, problem.kind) for problem in problems]


def test_a_commercial_form_is_a_claim() -> None:
    claim = read_with(
        {"carrier.id": "CPH01", "carrier.street": "PO Box 9", "carrier.zip": "43085", "5.phone": "614 555 0100"}
    )
    assert claim.coverage == Coverage(
        Payer("Cedar Plains Health", "CPH01", Profile.COMMERCIAL, Address("PO Box 9", "", "", "43085")),
        Sequence.PRIMARY,
        Relationship.SELF,
        claim.patient,
        "CPH778120",
        "G-100",
    )
    home = Address("12 Elm St", "Dublin", "OH", "43017")
    assert claim.patient == Person(Name("Diaz", "Luis", "A"), home, date(1951, 4, 2), Sex.MALE, "6145550100")
    assert claim.billing.provider == Provider(Name("Riverbend Family Medicine"), NPI_GROUP, is_person=False)
    assert (claim.billing.tax_id, claim.billing.is_social_security) == ("123456789", False)
    assert claim.billing.address.postal_code == "430171234"
    assert claim.diagnoses == ("I10", "E119")
    assert claim.rendering == Provider(Name("Lindt", "Mara"), NPI_DOCTOR)
    (line,) = claim.lines
    assert (line.code, line.on, line.through) == ("99214", date(2026, 3, 9), None)
    assert (line.charge_cents, line.units, line.pointers, line.place_of_service) == (21000, 1, (0,), "11")
    assert (claim.account_number, claim.signed_on) == ("A-1042", date(2026, 3, 12))
    assert claim.accepts_assignment
    assert claim.is_signed_by_patient
    assert claim.assigns_benefits


def test_what_is_not_said_is_empty() -> None:
    claim = read_with(
        {"12": "", "13": "", "27": "no", "3.sex": "", "3.born": "", "26": "", "5.street": "", "5.city": ""}
    )
    assert not claim.accepts_assignment
    assert not claim.is_signed_by_patient
    assert not claim.assigns_benefits
    assert (claim.patient.sex, claim.patient.born_on, claim.account_number) == (Sex.UNKNOWN, None, "")
    nowhere = read_with(dict.fromkeys(("5.street", "5.city", "5.state", "5.zip"), ""))
    assert nowhere.patient.address is None


@pytest.mark.parametrize(
    ("entries", "relationship", "name"),
    [
        ({"6": "spouse", "4": "Diaz, Rosa"}, Relationship.SPOUSE, Name("Diaz", "Rosa")),
        ({"6": "Child", "4": "SAME"}, Relationship.CHILD, Name("Diaz", "Luis", "A")),
        ({"6": "other", "4": ""}, Relationship.OTHER, Name("Diaz", "Luis", "A")),
        ({"6": "", "4": "Diaz, Rosa"}, Relationship.OTHER, Name("Diaz", "Rosa")),
        ({"6": "", "4": "Diaz, Luis, A"}, Relationship.SELF, Name("Diaz", "Luis", "A")),
        ({"6": "", "4": "same"}, Relationship.SELF, Name("Diaz", "Luis", "A")),
        ({"6": "", "4": ""}, Relationship.SELF, Name("Diaz", "Luis", "A")),
        ({"6": "self", "4": "Diaz, Rosa"}, Relationship.SELF, Name("Diaz", "Luis", "A")),
    ],
)
def test_who_the_insured_is_comes_from_items_4_and_6(
    entries: dict[str, str], relationship: Relationship, name: Name
) -> None:
    coverage = read_with(entries).coverage
    assert coverage.relationship is relationship
    assert coverage.insured.name == name


def test_the_insureds_address_may_be_the_patients() -> None:
    spouse = {"6": "spouse", "4": "Diaz, Rosa", "11a.born": "05/06/1953", "11a.sex": "F"}
    claim = read_with(spouse | {"7.street": "SAME"})
    assert claim.coverage.insured == Person(Name("Diaz", "Rosa"), claim.patient.address, date(1953, 5, 6), Sex.FEMALE)
    elsewhere = read_with(spouse | {"7.street": "1 Oak St", "7.city": "Troy", "7.state": "oh", "7.zip": "45373"})
    assert elsewhere.coverage.insured.address == Address("1 Oak St", "Troy", "OH", "45373")


@pytest.mark.parametrize(
    ("entries", "relationship", "name"),
    [
        ({}, Relationship.OTHER, Name("Brass Mill Works")),
        ({"4": "Brass Mill Works, Inc", "6": "self"}, Relationship.OTHER, Name("Brass Mill Works, Inc")),
        ({"4": "Diaz, Rosa", "6": "spouse"}, Relationship.SPOUSE, Name("Diaz", "Rosa")),
        ({"4": "SAME"}, Relationship.SELF, Name("Diaz", "Luis", "A")),
    ],
)
def test_the_insured_of_workers_compensation_is_the_employer(
    entries: dict[str, str], relationship: Relationship, name: Name
) -> None:
    claim = read_with(entries, Profile.WORKERS_COMPENSATION)
    assert claim.coverage.relationship is relationship
    assert claim.coverage.insured.name == name
    assert claim.claim_number == "WC-2026-0144"
    assert claim.circumstances.is_employment


def test_medicare_that_pays_first_says_none() -> None:
    claim = read_with({}, Profile.MEDICARE)
    assert claim.coverage.sequence is Sequence.PRIMARY
    assert claim.coverage.member_id == "1EG4TE5MK73"
    assert claim.others == ()
    assert claim.facility is None


def test_medicare_that_pays_second_names_the_first_payer() -> None:
    entries = {"11": "G77", "11c": "Brass Mill Plan", "4": "SAME", "7.street": "SAME", "11b": "Brass Mill"}
    claim = read_with(entries, Profile.MEDICARE)
    assert claim.coverage.sequence is Sequence.SECONDARY
    payer = Payer("Brass Mill Plan", "", Profile.COMMERCIAL)
    assert claim.others == (Coverage(payer, Sequence.PRIMARY, Relationship.SELF, claim.patient, "G77"),)
    assert claim.claim_number == ""


@pytest.mark.parametrize(
    ("plan", "payer"),
    [
        ("55123", Payer("Medigap", "55123", Profile.COMMERCIAL)),
        ("Silver Supplement", Payer("Silver Supplement", "", Profile.COMMERCIAL)),
    ],
)
@pytest.mark.parametrize("number", ["MEDIGAP X99", "MG X99", "mgap X99", "X99"])
def test_a_medigap_policy_pays_after_medicare(plan: str, payer: Payer, number: str) -> None:
    claim = read_with({"9": "SAME", "9a": number, "9d": plan}, Profile.MEDICARE)
    assert claim.others == (Coverage(payer, Sequence.SECONDARY, Relationship.SELF, claim.patient, "X99"),)


@pytest.mark.parametrize(
    ("profile", "own", "others"),
    [
        (Profile.COMMERCIAL, Sequence.PRIMARY, Sequence.SECONDARY),
        (Profile.MEDICAID, Sequence.SECONDARY, Sequence.PRIMARY),
        (Profile.TRICARE, Sequence.SECONDARY, Sequence.PRIMARY),
    ],
)
def test_medicaid_and_tricare_pay_after_another_plan(profile: Profile, own: Sequence, others: Sequence) -> None:
    claim = read_with({"11d": "yes", "9": "Diaz, Rosa", "9a": "P-1", "9d": "Plan B", "11": "none"}, profile)
    assert claim.coverage.sequence is own
    assert claim.coverage.group_number == ""
    payer = Payer("Plan B", "", Profile.COMMERCIAL)
    assert claim.others == (Coverage(payer, others, Relationship.OTHER, Person(Name("Diaz", "Rosa")), "P-1"),)


def test_a_place_of_service_that_repeats_the_biller_is_no_facility() -> None:
    address = {"32.street": "1 Hill Rd", "32.city": "Troy", "32.state": "OH", "32.zip": "45373"}
    away = read_with({"32.name": "Hill Hospital", "32a": NPI_HOSPITAL, **address})
    assert away.facility == Facility("Hill Hospital", Address("1 Hill Rd", "Troy", "OH", "45373"), NPI_HOSPITAL)
    assert read_with({"32.name": "Hill Hospital"}).facility == Facility("Hill Hospital", Address("", "", "", ""))
    assert read_with({**address}).facility == Facility("", Address("1 Hill Rd", "Troy", "OH", "45373"))


def test_who_referred_is_read_with_the_role() -> None:
    named = read_with({"17": "Ben Okafor, MD", "17b": NPI_REFERRING, "17.qualifier": "dk"})
    assert named.referral == Referral("DK", Provider(Name("Okafor", "Ben"), NPI_REFERRING))
    assert read_with({"17b": NPI_REFERRING}).referral == Referral("DN", Provider(Name(""), NPI_REFERRING))


def test_the_rendering_provider_is_the_first_of_24j_and_nobody_when_the_biller_works_alone() -> None:
    second = {"24.2.from": "03/10/2026", "24.2.place": "11", "24.2.code": "99213", "24.2.pointers": "B"}
    second |= {"24.2.charge": "90.00", "24.2.units": "1"}
    claim = read_with(second | {"24.2.rendering": NPI_HOSPITAL})
    assert [line.rendering for line in claim.lines] == [None, Provider(Name(""), NPI_HOSPITAL)]
    assert read_with(second).lines[1].rendering is None
    solo = {"33.name": "Mara Lindt MD", "33a": NPI_DOCTOR}
    assert read_with(solo).rendering is None
    assert read_with(solo | {"33a": NPI_HOSPITAL}).rendering == Provider(Name("Lindt", "Mara"), NPI_DOCTOR)
    none = read_with({"24.1.rendering": ""})
    assert none.rendering is None
    assert read_with({"31": "SOF"}).rendering == Provider(Name(""), NPI_DOCTOR)


def test_a_taxonomy_code_is_read_from_33b_and_24j_and_other_numbers_are_not() -> None:
    coded = read_with({"33b": "PXC261QR0405X", "24.1.qualifier": "zz", "24.1.other": "207q00000x"})
    assert coded.billing.provider.taxonomy == "261QR0405X"
    assert coded.rendering == Provider(Name("Lindt", "Mara"), NPI_DOCTOR, taxonomy="207Q00000X")
    others = read_with({"33b": "G2ABC1", "32b": "G2X", "24.1.qualifier": "G2", "24.1.other": "99", "17a": "7"})
    assert (others.billing.provider.taxonomy, others.facility, others.referral) == ("", None, None)
    assert others.rendering == Provider(Name("Lindt", "Mara"), NPI_DOCTOR)


@pytest.mark.parametrize(
    ("text", "expected"), [("Y", True), ("ST", True), ("nu", True), ("N", False), ("n", False), ("", False)]
)
def test_every_word_of_24h_but_no_says_that_it_was_a_check_up(text: str, expected: bool) -> None:
    assert read_with({"24.1.epsdt": text}).lines[0].is_epsdt is expected


def test_the_home_of_the_patient_is_no_facility_but_an_institution_is_one() -> None:
    home = {"32.street": "12 Elm St", "32.city": "Dublin", "32.state": "OH", "32.zip": "43017"}
    assert read_with({"24.1.place": "12", **home}).facility is None
    institution = read_with({"24.1.place": "32", "32.name": "Elm House", **home})
    assert institution.facility == Facility("Elm House", Address("12 Elm St", "Dublin", "OH", "43017"))


def test_a_form_is_read_as_the_manual_prints_it() -> None:
    claim = read_with({"24.1.from": "03 09 26", "24.1.through": "03092026", "24.1.charge": "210 00", "29": "10 00"})
    assert (claim.lines[0].on, claim.lines[0].charge_cents) == (date(2026, 3, 9), 21000)
    assert claim.patient_paid_cents == 1000


def test_item_23_is_an_authorization_or_a_laboratory() -> None:
    assert read_with({"23": "AUTH 77"}).prior_authorization == "AUTH 77"
    laboratory = read_with({"23": "36d-0123456"})
    assert (laboratory.clia_number, laboratory.prior_authorization) == ("36D0123456", "")


def test_pointers_follow_their_diagnoses_over_gaps() -> None:
    claim = read_with({"21.B": "", "21.D": "E11.9", "24.1.pointers": "DA"})
    assert claim.diagnoses == ("I10", "E119")
    assert claim.lines[0].pointers == (1, 0)


def test_what_is_longer_than_its_box_is_read_all_the_same() -> None:
    assert read_with({"33.name": "x" * 60}).billing.provider.name == Name("x" * 60)


def test_a_replaced_claim_names_the_original() -> None:
    claim = read_with({"22.code": "7", "22.reference": "ICN55", "19": "late charge", "29": "25.00"})
    assert (claim.frequency, claim.original_reference) == (Frequency.REPLACEMENT, "ICN55")
    assert (claim.note, claim.patient_paid_cents) == ("late charge", 2500)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"2": ""}, [("2", ProblemKind.MISSING)]),
        ({"2": "Luis Diaz"}, [("2", ProblemKind.FORMAT)]),
        ({"24.1.units": "-1", "1a": ""}, [("1a", ProblemKind.MISSING), ("24.1.units", ProblemKind.FORMAT)]),
        ({"24.1.charge": "1,200.00"}, [("24.1.charge", ProblemKind.FORMAT)]),
        ({"24.1.charge": "120.005"}, [("24.1.charge", ProblemKind.FORMAT)]),
        ({"24.1.pointers": "AC"}, [("24.1.pointers", ProblemKind.DISAGREES)]),
        ({"24.1.pointers": "A1"}, [("24.1.pointers", ProblemKind.FORMAT)]),
        ({"33a": "1234567890"}, [("33a", ProblemKind.FORMAT)]),
        ({"30": "10.00"}, [("30", ProblemKind.UNKNOWN)]),
        (
            {"24.3.code": "99213"},
            [(f"24.3.{part}", ProblemKind.MISSING) for part in ("from", "place", "pointers")]
            + [(f"24.3.{part}", ProblemKind.MISSING) for part in ("charge", "units")],
        ),
    ],
)
def test_what_keeps_a_form_from_being_read_is_named_in_form_order(
    changes: dict[str, str], expected: list[tuple[str, ProblemKind]]
) -> None:
    assert problems_with(changes) == expected


def test_an_empty_form_lacks_everything_that_makes_a_claim() -> None:
    claim, problems = read_form({}, Profile.MEDICARE)
    assert claim is None
    missing = [problem.item for problem in problems]
    assert missing[:3] == ["1a", "2", "21.A"]
    assert missing[-3:] == ["25", "33.name", "33a"]


@given(
    st.dictionaries(st.sampled_from(list(ITEMS)) | st.text(max_size=5), SNIPPETS, max_size=12), st.sampled_from(Profile)
)
def test_any_form_is_either_read_or_has_problems_in_order(changes: dict[str, str], profile: Profile) -> None:
    claim, problems = read_form(a_form(profile, changes), profile)
    assert (claim is None) == bool(problems)
    places = [ORDER.get(problem.item, len(ORDER)) for problem in problems]
    assert places == sorted(places)
