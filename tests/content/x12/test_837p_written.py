"""Professional claims as an 837P: what stands in which loop, and what the format cannot say."""

from dataclasses import replace
from datetime import date

import pytest

from tests.support.claims_837p import CLAIM, ENVELOPE, HAND_WRITTEN, OF_HERSELF, SUBMITTER
from trainer.content.x12.segments import X12Error
from trainer.content.x12.write_837p import write_837p
from trainer.domain.claims.professional import (
    Address,
    Circumstances,
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

DOCTOR = Provider(Name("Thackeray", "Opal", "K", "Jr"), "1888888889", taxonomy="208600000X")
LINE = CLAIM.lines[0]
HURT = Circumstances(is_other_accident=True, other_on=date(2026, 3, 1), other_date_qualifier="439")


def body(*claims: ProfessionalClaim) -> list[str]:
    """The segments after ST and before SE."""
    return write_837p(claims, SUBMITTER, ENVELOPE).replace("~", "").splitlines()[3:-3]


def of(claim: ProfessionalClaim, *names: str) -> list[str]:
    """The segments of these names from the claim on."""
    written = body(claim)
    start = next(at for at, segment in enumerate(written) if segment.startswith("CLM"))
    return [segment for segment in written[start:] if segment.split("*")[0] in names]


def with_line(**fields: object) -> ProfessionalClaim:
    return replace(CLAIM, lines=(replace(LINE, **fields),))  # type: ignore[arg-type]


def said(**fields: object) -> ProfessionalClaim:
    return replace(CLAIM, circumstances=Circumstances(**fields))  # type: ignore[arg-type]


def test_the_claim_of_a_child_is_the_file_written_by_hand() -> None:
    assert body(CLAIM) == HAND_WRITTEN.splitlines()


def test_the_envelope_is_that_of_a_professional_claim_whatever_it_was_called() -> None:
    text = write_837p([CLAIM], SUBMITTER, replace(ENVELOPE, functional_id="HP", version="005010X221A1"))
    assert "GS*HC*PRACTICE01*CLEARHOUSE*20260401*0930*7*X*005010X222A1~\nST*837*0001*005010X222A1~" in text


def test_a_patient_who_is_the_insured_has_no_level_of_her_own() -> None:
    written = body(replace(OF_HERSELF, claim_number="PC-9"))
    assert [each for each in written if each.startswith(("HL", "SBR", "PAT", "NM1*IL", "NM1*QC", "DMG", "REF*Y4"))] == [
        "HL*1**20*1",
        "HL*2*1*22*0",
        "SBR*P*18*G100*Gold*****CI",
        "NM1*IL*1*Diaz*Ana****MI*W123",
        "DMG*D8*20150301*F",
        "REF*Y4*PC-9",
    ]


def test_claims_share_the_levels_that_they_have_in_common() -> None:
    """Two of one child, one of another child of the same father, one of the father, one of another practice."""
    sister = replace(CLAIM, patient=replace(CLAIM.patient, name=Name("Diaz", "Eva")))
    father = replace(
        CLAIM,
        patient=CLAIM.coverage.insured,
        coverage=replace(CLAIM.coverage, relationship=Relationship.SELF, paid_cents=100),
    )
    elsewhere = replace(father, billing=replace(CLAIM.billing, tax_id="111111111"))
    written = body(CLAIM, CLAIM, sister, father, father, elsewhere)
    assert [each for each in written if each.startswith(("HL", "CLM"))] == [
        "HL*1**20*1",
        "HL*2*1*22*1",
        "HL*3*2*23*0",
        *["CLM*A-1*200.5***11:B:1*Y*A*Y*Y"] * 2,
        "HL*4*2*23*0",
        "CLM*A-1*200.5***11:B:1*Y*A*Y*Y",
        "HL*5*1*22*0",
        *["CLM*A-1*200.5***11:B:1*Y*A*Y*Y"] * 2,
        "HL*6**20*1",
        "HL*7*6*22*0",
        "CLM*A-1*200.5***11:B:1*Y*A*Y*Y",
    ]


def test_an_employer_is_an_insured_organisation_and_the_number_of_the_injury_stands_with_the_patient() -> None:
    employer = Person(Name("Harbor Steel Works"))
    coverage = Coverage(
        Payer("Ironwood Fund", "IWC01", Profile.WORKERS_COMPENSATION, Address("9 Elm Ct", "Saltgrass", "TX", "77501")),
        Sequence.PRIMARY,
        Relationship.OTHER,
        employer,
        "P77",
    )
    written = body(replace(CLAIM, coverage=coverage, claim_number="WC-12"))
    start, end = written.index("HL*2*1*22*1"), next(at for at, each in enumerate(written) if each.startswith("CLM"))
    assert written[start + 1 : end] == [
        "SBR*P********WC",
        "NM1*IL*2*Harbor Steel Works*****MI*P77",
        "NM1*PR*2*Ironwood Fund*****PI*IWC01",
        "N3*9 Elm Ct",
        "N4*Saltgrass*TX*77501",
        "HL*3*2*23*0",
        "PAT*G8",
        "NM1*QC*1*Diaz*Ana",
        "N3*2 Elm Ct",
        "N4*Port Ellery*ME*04101",
        "DMG*D8*20150301*F",
        "REF*Y4*WC-12",
        "PER*IC**TE*6145550103",
    ]


def test_a_person_alone_in_practice_bills_under_a_social_security_number() -> None:
    alone = replace(CLAIM.billing, provider=DOCTOR, is_social_security=True, phone="")
    assert body(replace(CLAIM, billing=alone))[5:11] == [
        "PRV*BI*PXC*208600000X",
        "NM1*85*1*Thackeray*Opal*K**Jr*XX*1888888889",
        "N3*1 Alder St*Suite 4",
        "N4*Maple Hollow*OH*430021234",
        "REF*SY*987654321",
        "HL*2*1*22*1",
    ]


@pytest.mark.parametrize(
    ("fields", "clm"),
    [
        ({"frequency": Frequency.VOID}, "CLM*A-1*200.5***11:B:8*Y*A*Y*Y"),
        ({"accepts_assignment": False, "assigns_benefits": False}, "CLM*A-1*200.5***11:B:1*Y*C*N*Y"),
        ({"is_signed_by_patient": False}, "CLM*A-1*200.5***11:B:1*Y*A*Y*I"),
        ({"circumstances": Circumstances(is_employment=True)}, "CLM*A-1*200.5***11:B:1*Y*A*Y*Y**EM"),
        (
            {
                "circumstances": replace(
                    HURT, is_other_accident=False, is_auto_accident=True, auto_state="OH", is_employment=True
                )
            },
            "CLM*A-1*200.5***11:B:1*Y*A*Y*Y**EM:AA::OH",
        ),
        (
            {"circumstances": replace(HURT, auto_state="OH")},
            "CLM*A-1*200.5***11:B:1*Y*A*Y*Y**OA",
        ),
    ],
)
def test_the_claim_answers_as_the_form_does(fields: dict[str, object], clm: str) -> None:
    assert of(replace(CLAIM, **fields), "CLM") == [clm]  # type: ignore[arg-type]


FIRST, LAST = date(2026, 1, 2), date(2026, 2, 3)


@pytest.mark.parametrize(
    ("fields", "dates"),
    [
        ({}, []),
        ({"onset_on": FIRST}, ["DTP*431*D8*20260102"]),
        ({"onset_on": FIRST, "onset_qualifier": "484"}, ["DTP*484*D8*20260102"]),
        ({"other_on": FIRST, "other_date_qualifier": "439"}, ["DTP*439*D8*20260102"]),
        ({"unable_from": FIRST, "unable_through": LAST}, ["DTP*314*RD8*20260102-20260203"]),
        ({"unable_from": FIRST}, ["DTP*360*D8*20260102"]),
        ({"unable_through": LAST}, ["DTP*361*D8*20260203"]),
        ({"hospital_from": FIRST, "hospital_through": LAST}, ["DTP*435*D8*20260102", "DTP*096*D8*20260203"]),
    ],
)
def test_the_dates_of_a_condition_say_what_they_are(fields: dict[str, object], dates: list[str]) -> None:
    written = of(said(**fields), "DTP")
    assert [each for each in written if not each.startswith("DTP*472")] == dates


@pytest.mark.parametrize("cause", ["is_auto_accident", "is_other_accident"])
@pytest.mark.parametrize(
    ("fields", "dates"),
    [
        ({"other_on": LAST, "other_date_qualifier": "439"}, ["DTP*439*D8*20260203"]),
        (
            {"onset_on": FIRST, "other_on": FIRST, "other_date_qualifier": "439"},
            ["DTP*431*D8*20260102", "DTP*439*D8*20260102"],
        ),
        (
            {"onset_on": FIRST, "other_on": LAST, "other_date_qualifier": "454"},
            ["DTP*431*D8*20260102", "DTP*454*D8*20260203", "DTP*439*D8*20260102"],
        ),
    ],
)
def test_an_accident_has_the_day_of_item_15_or_where_that_is_another_one_of_item_14(
    cause: str, fields: dict[str, object], dates: list[str]
) -> None:
    """So that what comes back says the same: of several dates for item 15 the first of the file counts."""
    claim = said(**{cause: True}, **fields)
    written = [each for each in of(claim, "DTP") if not each.startswith("DTP*472")]
    assert written == dates


def in_turn(profile: Profile, turn: Sequence, *others: tuple[Profile, Sequence], born_on: date) -> ProfessionalClaim:
    """A claim of the patient herself to a payer with that turn, beside other payers."""
    patient = replace(OF_HERSELF.patient, born_on=born_on)
    own = replace(OF_HERSELF.coverage, payer=Payer("A plan", "P0", profile), sequence=turn, insured=patient)
    beside = tuple(
        replace(own, payer=Payer("A plan", f"P{place}", kind), sequence=when)
        for place, (kind, when) in enumerate(others, 1)
    )
    return replace(OF_HERSELF, patient=patient, coverage=own, others=beside)


MEDICARE, COMMERCIAL, WORK = Profile.MEDICARE, Profile.COMMERCIAL, Profile.WORKERS_COMPENSATION
PRIMARY, SECONDARY, TERTIARY = Sequence
OLD, YOUNG = date(1961, 3, 9), date(1961, 3, 10)
"""65 on the first day of service, and on the day after."""


@pytest.mark.parametrize(
    ("profile", "turn", "others", "born_on", "reasons"),
    [
        (MEDICARE, PRIMARY, [(COMMERCIAL, SECONDARY)], OLD, ["", ""]),
        (MEDICARE, SECONDARY, [(COMMERCIAL, PRIMARY)], OLD, ["12", ""]),
        (MEDICARE, SECONDARY, [(COMMERCIAL, PRIMARY)], YOUNG, ["43", ""]),
        (MEDICARE, SECONDARY, [], YOUNG, ["43"]),
        (MEDICARE, SECONDARY, [(WORK, PRIMARY)], OLD, ["15", ""]),
        (MEDICARE, TERTIARY, [(COMMERCIAL, PRIMARY), (WORK, SECONDARY)], YOUNG, ["15", "", ""]),
        (MEDICARE, SECONDARY, [(COMMERCIAL, PRIMARY), (WORK, TERTIARY)], OLD, ["12", "", ""]),
        (COMMERCIAL, SECONDARY, [(WORK, PRIMARY)], OLD, ["", ""]),
        (COMMERCIAL, PRIMARY, [(MEDICARE, SECONDARY)], YOUNG, ["", "43"]),
        (WORK, PRIMARY, [(MEDICARE, SECONDARY)], OLD, ["", "15"]),
    ],
)
def test_where_medicare_is_not_first_the_file_says_why(
    profile: Profile,
    turn: Sequence,
    others: list[tuple[Profile, Sequence]],
    born_on: date,
    reasons: list[str],
) -> None:
    written = body(in_turn(profile, turn, *others, born_on=born_on))
    assert [each.split("*")[5] for each in written if each.startswith("SBR")] == reasons


def test_claims_for_which_medicare_is_second_for_other_reasons_do_not_share_a_level() -> None:
    """In January she is 64, in March 65."""
    now = in_turn(MEDICARE, SECONDARY, (COMMERCIAL, PRIMARY), born_on=OLD)
    before = replace(now, lines=tuple(replace(line, on=date(2026, 1, 9), through=None) for line in now.lines))
    written = body(before, now, now)
    assert [each.split("*")[5] for each in written if each.startswith(("SBR*S", "CLM"))] == ["43", "11:B:1", "12"] + [
        "11:B:1"
    ] * 2


def test_numbers_note_and_what_the_patient_paid_stand_behind_the_claim() -> None:
    claim = replace(
        CLAIM,
        patient_paid_cents=2500,
        prior_authorization="PA1",
        original_reference="ICN7",
        clia_number="36D0123456",
        note="Second visit * same day",
    )
    assert of(claim, "AMT", "NTE") == ["AMT*F5*25", "NTE*ADD*Second visit same day"]
    assert of(claim, "REF")[:3] == ["REF*G1*PA1", "REF*F8*ICN7", "REF*X4*36D0123456"]


def test_twelve_diagnoses_are_one_segment() -> None:
    claim = replace(CLAIM, diagnoses=tuple(f"Z{number:03d}" for number in range(12)))
    expected = "HI*ABK:Z000*" + "*".join(f"ABF:Z{number:03d}" for number in range(1, 12))
    assert of(claim, "HI") == [expected]


def test_providers_stand_in_the_order_of_their_loops() -> None:
    facility = Facility("Regional Hospital", Address("5 Heron Blvd", "Saltgrass", "TX", "77501"), "1777777777")
    claim = replace(CLAIM, rendering=DOCTOR, facility=facility, referral=Referral("DN", DOCTOR))
    assert of(claim, "NM1", "PRV", "N3") == [
        "NM1*DN*1*Thackeray*Opal*K**Jr*XX*1888888889",
        "NM1*82*1*Thackeray*Opal*K**Jr*XX*1888888889",
        "PRV*PE*PXC*208600000X",
        "NM1*77*2*Regional Hospital*****XX*1777777777",
        "N3*5 Heron Blvd",
    ]


def test_a_supervising_provider_stands_last_and_an_ordering_one_on_every_line() -> None:
    nobody = replace(CLAIM, rendering=None)
    supervised = of(replace(nobody, referral=Referral("DQ", replace(DOCTOR, npi=""))), "NM1")
    assert supervised == ["NM1*DQ*1*Thackeray*Opal*K**Jr"]
    ordered = of(replace(nobody, referral=Referral("DK", DOCTOR)), "NM1", "LX")
    assert ordered == [
        "LX*1",
        "NM1*DK*1*Thackeray*Opal*K**Jr*XX*1888888889",
        "LX*2",
        "NM1*DK*1*Thackeray*Opal*K**Jr*XX*1888888889",
    ]


def test_another_insurance_is_told_with_what_it_paid() -> None:
    payer = Payer("Northgate Trust", "NBT03", Profile.COMMERCIAL)
    insured = Person(Name("Diaz", "Rosa"), Address("7 Elm Ct", "Saltgrass", "TX", "77501"))
    spouse = Coverage(payer, Sequence.PRIMARY, Relationship.SPOUSE, insured, "N5", paid_cents=4000)
    own = replace(spouse, sequence=Sequence.TERTIARY, relationship=Relationship.SELF, paid_cents=None, plan_name="Plus")
    claim = replace(CLAIM, others=(spouse, own), assigns_benefits=False, is_signed_by_patient=False, rendering=None)
    written = body(claim)
    assert written[written.index("HI*ABK:J069*ABF:R509") + 1 : written.index("LX*1")] == [
        "SBR*P*01*******CI",
        "AMT*D*40",
        "OI***N***I",
        "NM1*IL*1*Diaz*Rosa****MI*N5",
        "N3*7 Elm Ct",
        "N4*Saltgrass*TX*77501",
        "NM1*PR*2*Northgate Trust*****PI*NBT03",
        "SBR*T*18**Plus*****CI",
        "OI***N***I",
        "NM1*IL*1*Diaz*Ana****MI*N5",
        "N3*2 Elm Ct",
        "N4*Port Ellery*ME*04101",
        "NM1*PR*2*Northgate Trust*****PI*NBT03",
    ]


def test_a_line_says_all_that_item_24_does() -> None:
    claim = with_line(
        code="J0897",
        modifiers=("JZ", "KX"),
        pointers=(1, 0),
        units=60,
        is_minutes=True,
        is_emergency=True,
        is_epsdt=True,
        rendering=DOCTOR,
        ndc="99999123456",
        ndc_quantity="F2500",
    )
    written = body(claim)
    assert written[written.index("LX*1") :] == [
        "LX*1",
        "SV1*HC:J0897:JZ:KX*148.5*MJ*60***2:1**Y**Y",
        "DTP*472*D8*20260309",
        "REF*6R*1",
        "LIN**N4*99999123456",
        "CTP****500*F2",
        "NM1*82*1*Thackeray*Opal*K**Jr*XX*1888888889",
        "PRV*PE*PXC*208600000X",
    ]


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        (replace(CLAIM, lines=()), "the claim has 0 lines; an 837P has 1 to 50"),
        (replace(CLAIM, lines=(LINE,) * 51), "the claim has 51 lines"),
        (replace(CLAIM, diagnoses=()), "the claim has 0 diagnoses; an 837P has 1 to 12"),
        (replace(CLAIM, diagnoses=("I10",) * 13), "the claim has 13 diagnoses"),
        (with_line(pointers=(2,)), "line 1 points to a diagnosis that the claim does not have"),
        (with_line(pointers=(-1,)), "line 1 points to a diagnosis"),
        (with_line(pointers=()), "line 1: an 837P has at most 4 modifiers, and 1 to 4 pointers"),
        (with_line(modifiers=("25",) * 5), "at most 4 modifiers"),
        (with_line(units=0), "line 1: units are 1 to 99,999, and a charge is not negative"),
        (with_line(charge_cents=-1), "a charge is not negative"),
        (with_line(code=""), "the code of line 1 is missing"),
        (with_line(place_of_service=""), "the place of service of line 1 is missing"),
        (with_line(ndc="99999123456", ndc_quantity="2.5"), "line 1: “2.5” is no quantity of a drug"),
        (with_line(ndc="99999123456", ndc_quantity="QT2"), "F2, GR, ME, ML, UN and a number, as ML2.5"),
        (replace(CLAIM, account_number=""), "the account number is missing"),
        (replace(CLAIM, note="x" * 81), "the note has 81 signs"),
        (replace(CLAIM, referral=Referral("ZZ", DOCTOR)), "“ZZ” is no role in item 17; DN, DK and DQ are"),
        (said(is_employment=True, is_auto_accident=True, is_other_accident=True), "at most two causes"),
        (said(is_auto_accident=True), "the day of the accident is missing: item 15 says it, with the qualifier 439"),
        (said(is_other_accident=True, onset_on=FIRST), "the day of the accident is missing"),
        (
            said(is_other_accident=True, other_on=FIRST, other_date_qualifier="454"),
            "the day of the accident is missing",
        ),
        (
            said(
                is_auto_accident=True,
                onset_on=FIRST,
                onset_qualifier="484",
                other_on=FIRST,
                other_date_qualifier="454",
            ),
            "the day of the accident is missing",
        ),
        (replace(CLAIM, patient=replace(CLAIM.patient, name=Name("Иванов", "Иван"))), "the name in NM1*QC: “И”"),
        (said(onset_on=FIRST, onset_qualifier="439"), "“439” does not say what a date is; 431, 484 do"),
        (said(other_on=FIRST), "“” does not say what a date is; 454, 304"),
        (replace(CLAIM, patient=replace(CLAIM.patient, born_on=None)), "the patient's day of birth is missing"),
        (replace(CLAIM, patient=replace(CLAIM.patient, address=None)), "the patient's address is missing"),
        (replace(CLAIM, coverage=replace(CLAIM.coverage, member_id="")), "the insured's number is missing"),
        (
            replace(CLAIM, coverage=replace(CLAIM.coverage, insured=Person(Name("Diaz", "Luis"), sex=Sex.MALE))),
            "the insured's day of birth is missing beside the sex",
        ),
        (
            replace(CLAIM, coverage=replace(CLAIM.coverage, payer=Payer("A plan", "", Profile.COMMERCIAL))),
            "the payer's number is missing",
        ),
        (replace(CLAIM, billing=replace(CLAIM.billing, tax_id="")), "the billing provider's tax id is missing"),
    ],
)
def test_what_the_format_cannot_say_is_named(claim: ProfessionalClaim, says: str) -> None:
    with pytest.raises(X12Error) as caught:
        body(claim)
    assert says in caught.value.message


def test_a_file_without_claims_or_without_a_sender_is_not_written() -> None:
    with pytest.raises(X12Error, match="a file holds at least one claim"):
        body()
    with pytest.raises(X12Error, match="the submitter's name is missing"):
        write_837p([CLAIM], replace(SUBMITTER, name=""), ENVELOPE)


def test_an_insured_of_whom_only_the_name_is_known_is_written_with_the_name() -> None:
    known = replace(CLAIM, coverage=replace(CLAIM.coverage, insured=Person(Name("Diaz", "Luis"))))
    written = body(known)
    assert written[written.index("NM1*IL*1*Diaz*Luis****MI*W123") + 1].startswith("NM1*PR")
