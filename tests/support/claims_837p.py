"""837P files and claims for tests: a small file written by hand, to be changed at will; and any claim at all."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from trainer.content.x12.segments import Envelope, Segment, write_interchange
from trainer.content.x12.write_837p import Submitter
from trainer.domain.claims.professional import (
    Address,
    BillingProvider,
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
    ServiceLine,
    Sex,
)

ENVELOPE = Envelope("PRACTICE01", "CLEARHOUSE", datetime(2026, 4, 1, 9, 30, tzinfo=UTC), 7, "HC", "005010X222A1")
SUBMITTER = Submitter("Maple Billing", "Ada Berg", "6145550101", "Clearing House")

HAND_WRITTEN = """\
BHT*0019*00*7*20260401*0930*CH
NM1*41*2*Maple Billing*****46*PRACTICE01
PER*IC*Ada Berg*TE*6145550101
NM1*40*2*Clearing House*****46*CLEARHOUSE
HL*1**20*1
PRV*BI*PXC*207Q00000X
NM1*85*2*Maple Clinic*****XX*1234567893
N3*1 Alder St*Suite 4
N4*Maple Hollow*OH*430021234
REF*EI*987654321
PER*IC*Maple Clinic*TE*6145550102
HL*2*1*22*1
SBR*P**G100*Gold*****CI
NM1*IL*1*Diaz*Luis*A**Jr*MI*W123
N3*2 Elm Ct
N4*Port Ellery*ME*04101
DMG*D8*19800229*M
NM1*PR*2*Cedar Plains Health*****PI*CPH01
HL*3*2*23*0
PAT*19
NM1*QC*1*Diaz*Ana
N3*2 Elm Ct
N4*Port Ellery*ME*04101
DMG*D8*20150301*F
PER*IC**TE*6145550103
CLM*A-1*200.5***11:B:1*Y*A*Y*Y
HI*ABK:J069*ABF:R509
NM1*82*1*Okafor*Nadia****XX*1999999984
LX*1
SV1*HC:99213:25*148.5*UN*1***1:2
DTP*472*D8*20260309
REF*6R*1
LX*2
SV1*HC:87880*52*UN*2*22**2
DTP*472*RD8*20260309-20260310
REF*6R*2"""
"""A child under its father's plan, with two lines."""

_ANA = Person(
    Name("Diaz", "Ana"), Address("2 Elm Ct", "Port Ellery", "ME", "04101"), date(2015, 3, 1), Sex.FEMALE, "6145550103"
)
_LUIS = Person(
    Name("Diaz", "Luis", "A", "Jr"), Address("2 Elm Ct", "Port Ellery", "ME", "04101"), date(1980, 2, 29), Sex.MALE
)
CLAIM = ProfessionalClaim(
    account_number="A-1",
    coverage=Coverage(
        Payer("Cedar Plains Health", "CPH01", Profile.COMMERCIAL),
        Sequence.PRIMARY,
        Relationship.CHILD,
        _LUIS,
        "W123",
        "G100",
        "Gold",
    ),
    patient=_ANA,
    billing=BillingProvider(
        Provider(Name("Maple Clinic"), "1234567893", is_person=False, taxonomy="207Q00000X"),
        Address("1 Alder St", "Maple Hollow", "OH", "430021234", "Suite 4"),
        "987654321",
        phone="6145550102",
    ),
    diagnoses=("J069", "R509"),
    lines=(
        ServiceLine("99213", date(2026, 3, 9), 14850, (0, 1), "11", ("25",)),
        ServiceLine("87880", date(2026, 3, 9), 5200, (1,), "22", units=2, through=date(2026, 3, 10)),
    ),
    rendering=Provider(Name("Okafor", "Nadia"), "1999999984"),
)
"""What the file written by hand says."""

OF_HERSELF = replace(CLAIM, coverage=replace(CLAIM.coverage, relationship=Relationship.SELF, insured=_ANA))
"""The same, where the patient is the insured."""


def segments(text: str) -> list[Segment]:
    parts = (line.split("*") for line in text.split("\n") if line)
    return [Segment(name, tuple(elements)) for name, *elements in parts]


def a_file(*changes: tuple[str, str], version: str = "005010X222A1", kind: str = "837") -> bytes:
    """The file written by hand with pieces of it replaced (each once); its counts are right whatever they are."""
    text = HAND_WRITTEN
    for old, new in changes:
        assert old in text, f"nothing reads {old!r}"
        text = text.replace(old, new, 1)
    return write_interchange(replace(ENVELOPE, version=version), [(kind, segments(text))]).encode()


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_DIGITS = "0123456789"
words = st.from_regex(r"[A-Za-z0-9](?:[A-Za-z0-9 '\-.,&#/]{0,14}[A-Za-z0-9])?", fullmatch=True).map(
    lambda text: " ".join(text.split())
)
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
numbers = st.text(_LETTERS, min_size=2, max_size=12)
npis = st.text(_DIGITS, min_size=10, max_size=10)
phones = st.sampled_from(["", "6145550100", "2165550199"])
cents = st.integers(0, 9_999_999)
names = st.builds(Name, words, words, st.sampled_from(["", "B"]), st.sampled_from(["", "III"]))
organisations = st.builds(Name, words)
addresses = st.builds(
    Address,
    words,
    words,
    st.sampled_from(["OH", "TX", ""]),
    st.sampled_from(["43002", "430021234"]),
    st.sampled_from(["", "Apt 4"]),
)
patients = st.builds(Person, names, addresses, days, st.sampled_from(Sex), phones)
insured = st.one_of(
    st.builds(Person, names, st.none() | addresses, days, st.sampled_from(Sex), phones),
    st.builds(Person, names | organisations, st.none() | addresses, st.none(), st.just(Sex.UNKNOWN), phones),
)
taxonomies = st.sampled_from(["", "207Q00000X"])
providers = st.builds(Provider, names, npis | st.just(""), taxonomy=taxonomies) | st.builds(
    Provider, organisations, npis | st.just(""), is_person=st.booleans(), taxonomy=taxonomies
)
referrers = st.builds(Referral, st.sampled_from(["DN", "DK", "DQ"]), st.builds(Provider, names, npis))
billing_providers = st.builds(BillingProvider, providers, addresses, st.text(_DIGITS, min_size=9, max_size=9))
payers = st.builds(Payer, words, numbers, st.sampled_from(Profile), st.none() | addresses)


@st.composite
def coverages(draw: st.DrawFn, patient: Person, *, is_other: bool) -> Coverage:
    """Of another insured an 837P takes name and address; not what the payer that it goes to has paid."""
    relationship = draw(st.sampled_from(Relationship))
    who = patient if relationship is Relationship.SELF else draw(insured)
    if is_other and relationship is not Relationship.SELF:
        who = Person(who.name, who.address)
    return Coverage(
        draw(payers),
        draw(st.sampled_from(Sequence)),
        relationship,
        who,
        draw(numbers),
        draw(st.just("") | numbers),
        draw(st.just("") | words),
        draw(st.none() | cents) if is_other else None,
    )


@st.composite
def service_lines(draw: st.DrawFn, diagnoses: int) -> ServiceLine:
    pointer = st.integers(0, diagnoses - 1)
    ndc = draw(st.just("") | st.text(_DIGITS, min_size=11, max_size=11))
    return ServiceLine(
        code=draw(st.text(_LETTERS, min_size=5, max_size=5)),
        on=draw(days),
        charge_cents=draw(cents),
        pointers=tuple(draw(st.lists(pointer, min_size=1, max_size=4))),
        place_of_service=draw(st.sampled_from(["11", "21", "22", "23"])),
        modifiers=tuple(draw(st.lists(st.sampled_from(["25", "59", "RT", "KX"]), max_size=4))),
        units=draw(st.integers(1, 9_999)),
        is_minutes=draw(st.booleans()),
        through=draw(st.none() | days),
        is_emergency=draw(st.booleans()),
        is_epsdt=draw(st.booleans()),
        rendering=draw(st.none() | providers),
        ndc=ndc,
        ndc_quantity=draw(st.sampled_from(["ML2.5", "UN1", "F21000", "GR0.125", "ME30.00"])) if ndc else "",
    )


@st.composite
def circumstances(draw: st.DrawFn) -> Circumstances:
    """At most two causes, a state with an auto accident only, a qualifier with a date only, accidents with a day."""
    causes = draw(st.sets(st.sampled_from(["employment", "auto_accident", "other_accident"]), max_size=2))
    is_accident = bool(causes - {"employment"})
    onset, other = draw(st.none() | days), draw(days if is_accident else st.none() | days)
    onset_qualifier = draw(st.sampled_from(["431", "484"])) if onset else "431"
    is_day_known = not is_accident or (onset and onset_qualifier == "431")
    qualifiers = ["454", "304", "439", "090", "444"] if is_day_known else ["439"]
    return Circumstances(
        **{f"is_{cause}": True for cause in causes},  # type: ignore[arg-type]
        auto_state=draw(st.sampled_from(["", "OH"])) if "auto_accident" in causes else "",
        onset_on=onset,
        onset_qualifier=onset_qualifier,
        other_on=other,
        other_date_qualifier=draw(st.sampled_from(qualifiers)) if other else "",
        unable_from=draw(st.none() | days),
        unable_through=draw(st.none() | days),
        hospital_from=draw(st.none() | days),
        hospital_through=draw(st.none() | days),
    )


@st.composite
def claims(draw: st.DrawFn) -> ProfessionalClaim:
    """Whatever an 837P can say."""
    patient = draw(patients)
    diagnoses = tuple(draw(st.lists(st.text(_LETTERS, min_size=3, max_size=7), min_size=1, max_size=12)))
    texts = st.just("") | words
    return ProfessionalClaim(
        account_number=draw(words),
        coverage=draw(coverages(patient, is_other=False)),
        patient=patient,
        billing=replace(draw(billing_providers), is_social_security=draw(st.booleans()), phone=draw(phones)),
        diagnoses=diagnoses,
        lines=tuple(draw(st.lists(service_lines(len(diagnoses)), min_size=1, max_size=4))),
        others=tuple(draw(st.lists(coverages(patient, is_other=True), max_size=2))),
        rendering=draw(st.none() | providers),
        referral=draw(st.none() | referrers),
        facility=draw(st.none() | st.builds(Facility, words, addresses, npis | st.just(""))),
        circumstances=draw(circumstances()),
        frequency=draw(st.sampled_from(Frequency)),
        original_reference=draw(texts),
        prior_authorization=draw(texts),
        clia_number=draw(texts),
        claim_number=draw(texts),
        note=draw(texts),
        patient_paid_cents=draw(cents),
        accepts_assignment=draw(st.booleans()),
        is_signed_by_patient=draw(st.booleans()),
        assigns_benefits=draw(st.booleans()),
    )
