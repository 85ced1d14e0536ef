"""837P files of other people: what is read out of them, what is passed over, and what is refused by name and place."""

from dataclasses import replace
from datetime import date

import pytest

from tests.support.claims_837p import CLAIM, ENVELOPE, HAND_WRITTEN, a_file, segments
from trainer.content.x12.read_837p import read_837p
from trainer.content.x12.segments import write_interchange
from trainer.domain.claims.professional import (
    Address,
    Circumstances,
    Frequency,
    Name,
    Person,
    ProfessionalClaim,
    Profile,
    Provider,
    Referral,
    Relationship,
    Sequence,
    Sex,
)

CLM, LINE_1, LINE_2 = "CLM*A-1*200.5***11:B:1*Y*A*Y*Y\n", "LX*1\n", "LX*2\n"
HI = "HI*ABK:J069*ABF:R509\n"
CHILD = HAND_WRITTEN[HAND_WRITTEN.index("HL*3") : HAND_WRITTEN.index("CLM")]


def read(*changes: tuple[str, str]) -> ProfessionalClaim:
    (claim,) = read_837p(a_file(*changes))
    return claim


def test_the_file_written_by_hand_is_the_claim_that_it_says() -> None:
    assert read() == CLAIM


def test_other_separators_are_followed() -> None:
    text = a_file().decode().replace("*", "|").replace("~\n", "\n").replace(":", ">")
    assert read_837p(text.encode()) == (CLAIM,)


def test_every_transaction_of_a_file_is_read() -> None:
    one = ("837", segments(HAND_WRITTEN))
    other = ("837", segments(HAND_WRITTEN.replace("CLM*A-1", "CLM*A-2")))
    data = write_interchange(ENVELOPE, [one, other]).encode()
    assert read_837p(data) == (CLAIM, replace(CLAIM, account_number="A-2"))


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        pytest.param([("PRV*BI*PXC*207Q00000X\n", "")], {}, id="no specialty of the billing provider"),
        pytest.param([("HL*2*", "NM1*87*2\nN3*PO Box 9\nN4*Saltgrass*TX*77501\nHL*2*")], {}, id="pay-to address"),
        pytest.param([(CLM, f"{CLM}REF*D9*123\nREF*EA*MR1\nPWK*OZ*BM\nK3*X\nCN1*09\n")], {}, id="what nobody asks for"),
        pytest.param([(HI, f"{HI}HI*BP:00790\nHI*BG:17\nHCP*00*5\n")], {}, id="other codes in HI"),
        pytest.param([(LINE_1, "NM1*P3*1*Ward*Ida\n" + LINE_1)], {}, id="a primary care provider"),
        pytest.param(
            [(LINE_2, "NTE*ADD*05\nSVD*CPH01*5*HC:99213**1\nCAS*CO*45*5\nDTP*573*D8*20260401\n" + LINE_2)],
            {},
            id="line adjudication",
        ),
        pytest.param([("REF*6R*1\n", "")], {}, id="no line number"),
        pytest.param([(LINE_1, ""), (LINE_2, "")], {}, id="no LX"),
        pytest.param([(LINE_1, "LX*1\nXYZ*1\n")], {}, id="an unknown segment"),
        pytest.param([("*04101\nDMG*D8*20150301", "*04101-\nDMG*D8*20150301")], {}, id="a dash in the postal code"),
        pytest.param([("REF*EI*987654321", "REF*0B*77\nREF*EI*98-7654321")], {}, id="a dash in the tax id"),
        pytest.param([("TE*6145550103", "EM*a@b.test*TE*614-555-0103")], {}, id="a phone behind a mail address"),
        pytest.param([("*UN*1***1:2", "*UN*1.0***1:2")], {}, id="units with a zero behind the point"),
        pytest.param([("ABK:J069", "ABK:J06.9")], {}, id="a dot in a diagnosis"),
        pytest.param(
            [("NM1*82*1*Okafor*Nadia****XX*1999999984\n", "")], {"rendering": None}, id="no rendering provider"
        ),
        pytest.param(
            [("XX*1999999984\n", "24*123456789\nPRV*PE*ZZ*207RC0000X\n")],
            {"rendering": Provider(Name("Okafor", "Nadia"), "", taxonomy="207RC0000X")},
            id="no NPI, and the specialty with the qualifier of old",
        ),
        pytest.param(
            [("*Y*A*Y*Y\n", "*Y*C*W*I\n")],
            {"accepts_assignment": False, "assigns_benefits": False, "is_signed_by_patient": False},
            id="assigns nothing",
        ),
        pytest.param(
            [("11:B:1", "11:B:7"), (HI, f"REF*F8*ICN7\n{HI}")],
            {"frequency": Frequency.REPLACEMENT, "original_reference": "ICN7"},
            id="a replacement",
        ),
        pytest.param(
            [("DMG*D8*20150301*F\nPER*IC**TE*6145550103\n", "REF*Y4*PC-9\n")],
            {"patient": Person(CLAIM.patient.name, CLAIM.patient.address), "claim_number": "PC-9"},
            id="no day of birth",
        ),
        pytest.param(
            [("DMG*D8*20150301*F\nPER*IC**TE*6145550103\n", "DMG*D8**X\n")],
            {"patient": Person(CLAIM.patient.name, CLAIM.patient.address)},
            id="an unknown sex",
        ),
        pytest.param(
            [("DMG*D8*20150301*F\nPER*IC**TE*6145550103\n", "DMG*D8**F\nPER*IC**EM*a@b.test\n")],
            {"patient": Person(CLAIM.patient.name, CLAIM.patient.address, sex=Sex.FEMALE)},
            id="a sex without a day of birth",
        ),
        pytest.param(
            [("DMG*D8*19800229*M\n", "REF*Y4*PC-8\n")],
            {
                "coverage": replace(
                    CLAIM.coverage, insured=replace(CLAIM.coverage.insured, born_on=None, sex=Sex.UNKNOWN)
                ),
                "claim_number": "PC-8",
            },
            id="the number of the injury with the insured",
        ),
    ],
)
def test_what_others_add_or_leave_out(changes: list[tuple[str, str]], fields: dict[str, object]) -> None:
    taxonomy = "" if any(old.startswith("PRV*BI") for old, _ in changes) else "207Q00000X"
    billing = replace(CLAIM.billing, provider=replace(CLAIM.billing.provider, taxonomy=taxonomy))
    assert read(*changes) == replace(CLAIM, billing=billing, **fields)  # type: ignore[arg-type]


def test_half_an_address_and_a_payer_without_a_name_are_left_as_they_are() -> None:
    payer = "NM1*PR*2*Cedar Plains Health*****PI*CPH01\n"
    claim = read(
        ("N3*2 Elm Ct\nN4*Port Ellery*ME*04101\nDMG*D8*19800229", "N4*TESTCITY*CA*00000\nDMG*D8*19800229"), (payer, "")
    )
    assert claim.coverage.insured.address == Address("", "TESTCITY", "CA", "00000")
    assert (claim.coverage.payer.name, claim.coverage.payer.payer_id) == ("", "")
    street = read(("N3*2 Elm Ct\nN4*Port Ellery*ME*04101\nDMG*D8*19800229", "N3*2 Elm Ct\nDMG*D8*19800229"))
    assert street.coverage.insured.address == Address("2 Elm Ct", "", "", "")


@pytest.mark.parametrize(
    ("filing", "profile"),
    [
        ("MB", Profile.MEDICARE),
        ("MA", Profile.MEDICARE),
        ("MC", Profile.MEDICAID),
        ("CH", Profile.TRICARE),
        ("WC", Profile.WORKERS_COMPENSATION),
        ("BL", Profile.COMMERCIAL),
        ("", Profile.COMMERCIAL),
    ],
)
def test_the_kind_of_insurance_says_whose_rules_a_claim_follows(filing: str, profile: Profile) -> None:
    assert read(("Gold*****CI", f"Gold*****{filing}")).coverage.payer.profile is profile


@pytest.mark.parametrize(
    ("code", "relationship"),
    [("01", Relationship.SPOUSE), ("19", Relationship.CHILD), ("20", Relationship.OTHER), ("G8", Relationship.OTHER)],
)
def test_a_relationship_without_a_word_of_ours_is_another_one(code: str, relationship: Relationship) -> None:
    assert read(("PAT*19", f"PAT*{code}")).coverage.relationship is relationship


def test_a_claim_below_the_subscriber_is_the_subscribers_own() -> None:
    claim = read((CHILD, ""), ("SBR*P**", "SBR*S*18*"))
    assert claim.coverage.relationship is Relationship.SELF
    assert claim.coverage.sequence is Sequence.SECONDARY
    assert claim.patient == claim.coverage.insured == CLAIM.coverage.insured


@pytest.mark.parametrize(
    ("causes", "expected"),
    [
        ("EM", Circumstances(is_employment=True)),
        ("AA:::OH", Circumstances(is_auto_accident=True, auto_state="OH")),
        ("OA:AA::OH", Circumstances(is_auto_accident=True, auto_state="OH", is_other_accident=True)),
        ("OA:::OH", Circumstances(is_other_accident=True)),
        ("AP", Circumstances()),
    ],
)
def test_the_causes_of_a_condition_are_read(causes: str, expected: Circumstances) -> None:
    assert read(("*Y*A*Y*Y\n", f"*Y*A*Y*Y**{causes}\n")).circumstances == expected


FIRST, LAST = date(2026, 1, 2), date(2026, 2, 3)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("DTP*484*D8*20260102\n", Circumstances(onset_on=FIRST, onset_qualifier="484")),
        ("DTP*431*D8*20260102\nDTP*484*D8*20260203\n", Circumstances(onset_on=FIRST)),
        ("DTP*444*D8*20260102\n", Circumstances(other_on=FIRST, other_date_qualifier="444")),
        ("DTP*314*RD8*20260102-20260203\n", Circumstances(unable_from=FIRST, unable_through=LAST)),
        ("DTP*314*D8*20260102\n", Circumstances(unable_from=FIRST)),
        ("DTP*361*D8*20260203\nDTP*360*D8*20260102\n", Circumstances(unable_from=FIRST, unable_through=LAST)),
        ("DTP*096*D8*20260203\nDTP*435*D8*20260102\n", Circumstances(hospital_from=FIRST, hospital_through=LAST)),
        ("DTP*297*TM*noon\nDTP*050*D8*20269999\n", Circumstances()),
    ],
)
def test_the_dates_of_a_condition_are_read(dates: str, expected: Circumstances) -> None:
    assert read((CLM, CLM + dates)).circumstances == expected


def test_item_17_is_the_claims_provider_before_that_of_a_line() -> None:
    ordering = "NM1*DK*1*Ward*Ida****XX*1888888889\n"
    on_second_line = ("REF*6R*2", "REF*6R*2\n" + ordering.strip())
    assert read(on_second_line).referral == Referral("DK", Provider(Name("Ward", "Ida"), "1888888889"))
    supervising = ("NM1*82", "NM1*P3*1*Low\nNM1*DQ*1*Ward*Ivo\nNM1*82")
    assert read(on_second_line, supervising).referral == Referral("DQ", Provider(Name("Ward", "Ivo"), ""))


def test_another_insurance_is_read_with_what_it_paid() -> None:
    other = "SBR*P*01*G7*Plus*****BL\nCAS*PR*1*20\nAMT*D*40\nOI***Y***Y\nNM1*IL*1*Diaz*Rosa****MI*N5\n"
    other += "NM1*PR*2*Northgate*****PI*NBT03\nDTP*573*D8*20260301\n"
    own = "SBR*T*18\nOI***Y***Y\nNM1*IL*1*Diaz*Ana****MI*N6\n"
    first, second = read((LINE_1, other + own + LINE_1)).others
    assert (first.payer.name, first.sequence, first.paid_cents) == ("Northgate", Sequence.PRIMARY, 4000)
    assert (first.member_id, first.group_number, first.plan_name) == ("N5", "G7", "Plus")
    assert (first.relationship, first.insured) == (Relationship.SPOUSE, Person(Name("Diaz", "Rosa")))
    assert (second.relationship, second.insured, second.paid_cents) == (Relationship.SELF, CLAIM.patient, None)


@pytest.mark.parametrize(
    ("drug", "expected"),
    [
        ("LIN**N4*99999123456\nCTP****2.5*ML\n", ("99999123456", "ML2.5")),
        ("LIN**N4*99999123456\nCTP***2*150.00\n", ("99999123456", "150.00")),
        ("LIN**N4*99999123456\n", ("99999123456", "")),
        ("LIN**UP*123456789012\nCTP****1*UN\n", ("", "")),
    ],
)
def test_a_drug_is_read_as_it_is_told(drug: str, expected: tuple[str, str]) -> None:
    line = read((LINE_2, drug + LINE_2)).lines[0]
    assert (line.ndc, line.ndc_quantity) == expected


def test_a_line_without_pointers_has_none() -> None:
    assert read(("***1:2", "****1")).lines[0].pointers == ()
