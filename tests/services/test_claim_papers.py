"""A draft as an 837P that an independent validator accepts, and claims of a file as drafts, all of them or none."""

from dataclasses import replace
from random import Random

import pytest

from tests.services.test_claim_drafts import create, get, save, titles
from tests.support.claim_forms import NPI_DOCTOR, NPI_REFERRING, a_form
from tests.support.claims_837p import CLAIM, ENVELOPE, SUBMITTER, a_file
from tests.support.x12_files import INSTITUTIONAL, PROFESSIONAL, foreign_file
from trainer.content.x12.read_837p import read_837p
from trainer.content.x12.validator import validate_x12
from trainer.content.x12.write_837p import write_837p
from trainer.domain.claims.professional import Frequency, Profile
from trainer.domain.claims.samples import sample_claim
from trainer.domain.kernel.errors import Refused
from trainer.services import claim_papers
from trainer.services.claim_drafts import MAX_DRAFTS
from trainer.services.claim_papers import MAX_FILE_BYTES, ClaimUnreadable

OTHER = {"9": "Diaz, Ana, M", "9a": "P77", "9d": "Brass Mutual", "11d": "yes"}
PAYER_ID = {"carrier.id": "CPH01"}


def a_draft(learner, profile=Profile.COMMERCIAL, **changes):
    number = create(learner, profile=profile.value)
    save(learner, number, a_form(profile, PAYER_ID | changes))
    return get(learner, number)


def written(learner, draft, **options):
    with learner.reading() as scope:
        return claim_papers.write_claim_file(scope, draft, **options)


def imported(learner, data, name="claims.txt"):
    with learner.writing() as scope:
        return claim_papers.import_claims(scope, data, name).numbers


@pytest.mark.parametrize("profile", list(Profile))
def test_the_file_of_a_clean_form_is_accepted_and_says_what_the_form_says(learner, profile):
    draft = a_draft(learner, profile)
    file = written(learner, draft, is_judged=True)
    assert (file.name, file.faults, file.notes) == (f"837P-claim-{draft.number}.txt", (), ())
    assert validate_x12(file.text) == ()
    (claim,) = read_837p(file.text.encode())
    assert replace(claim_papers.read_claim(draft), signed_on=None) == claim
    assert f"*{draft.number:09}*0*T*:~" in file.text, "the control number is the draft's, and it is marked as a test"


@pytest.mark.parametrize("profile", list(Profile))
def test_the_file_of_a_sample_claim_is_accepted(learner, profile):
    for _ in range(3):
        draft = get(learner, create(learner, "", profile.value, is_sample=True))
        assert validate_x12(written(learner, draft).text) == ()


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        (OTHER, "A form names no electronic id of the other insurance; the file says UNKNOWN."),
        ({"31": "Signature on file"}, "Item 31 names nobody for the NPI in 24J; the file says “Rendering provider”."),
        ({"26": ""}, "Item 26 is empty; the file needs an account number and says CLAIM-"),
        (
            {
                f"24.2.{part}": text
                for part, text in zip(
                    ["from", "place", "code", "pointers", "charge", "units", "rendering"],
                    ("03/09/2026", "11", "99213", "B", "10.00", "1", NPI_REFERRING),
                    strict=True,
                )
            },
            "24J has room for an NPI only; for the name of a second person the file says “Rendering provider”.",
        ),
    ],
)
def test_what_a_form_cannot_say_and_a_file_must_is_filled_in_and_told(learner, changes, note):
    file = written(learner, a_draft(learner, **changes))
    (told,) = file.notes
    assert told.startswith(note)
    assert validate_x12(file.text) == ()


def test_a_payer_before_medicare_whose_name_nobody_typed_is_unknown(learner):
    first = {"11": "G-77", "4": "Diaz, Luis, A", "6": "self", "11c": ""}
    file = written(learner, a_draft(learner, Profile.MEDICARE, **first))
    assert "NM1*PR*2*Unknown*****PI*UNKNOWN~" in file.text
    assert validate_x12(file.text) == ()


def test_a_form_that_cannot_be_read_makes_no_file_and_says_why_item_by_item(learner):
    draft = a_draft(learner, **{"2": "Diaz", "33a": "1234567890", "24.1.charge": ""})
    with pytest.raises(ClaimUnreadable) as unreadable:
        written(learner, draft)
    assert {problem.item for problem in unreadable.value.problems} == {"2", "33a", "24.1.charge"}


def test_what_only_the_file_needs_is_named_too(learner):
    draft = a_draft(learner, **{"carrier.id": "", "5.zip": "", "33.city": " "})
    with pytest.raises(ClaimUnreadable) as unreadable:
        written(learner, draft)
    assert [problem.item for problem in unreadable.value.problems] == ["carrier.id", "5.zip", "33.city"]
    assert "an 837P cannot do without it" in unreadable.value.problems[0].message


def test_what_the_format_cannot_say_is_one_sentence(learner):
    draft = a_draft(learner, **{"10a": "yes", "10b": "yes", "10b.state": "OH", "10c": "yes"})
    with pytest.raises(ClaimUnreadable) as unreadable:
        written(learner, draft)
    assert unreadable.value.problems == ()
    assert unreadable.value.message.startswith("The 837P cannot be written: ")


def test_our_own_file_read_in_again_is_the_same_form(learner):
    draft = a_draft(learner, **{"19": "Second visit", "23": "PA1234567"})
    (number,) = imported(learner, written(learner, draft).text.encode(), "C:\\claims\\knee.txt")
    again = get(learner, number)
    assert (again.title, again.profile, again.source) == ("A-1042 Diaz, Luis", Profile.COMMERCIAL, "knee.txt")
    ours, theirs = claim_papers.read_claim(draft), claim_papers.read_claim(again)
    assert replace(ours, signed_on=None) == theirs


def test_every_claim_of_a_file_becomes_a_draft_and_longer_ones_several(learner):
    long = replace(CLAIM, account_number="A-2", lines=CLAIM.lines[:1] * 13)
    text = write_837p([CLAIM, long], SUBMITTER, ENVELOPE)
    numbers = imported(learner, text.encode(), "two\nclaims.txt")
    drafts = [get(learner, number) for number in numbers]
    assert [draft.title for draft in drafts] == [
        "A-1 Diaz, Ana",
        *(f"A-2 Diaz, Ana (page {page} of 3)" for page in (1, 2, 3)),
    ]
    assert {draft.source for draft in drafts} == {"two claims.txt"}
    assert [dict(draft.entries)["28"] for draft in drafts] == ["200.50", "891.00", "891.00", "148.50"]


@pytest.mark.parametrize("name", PROFESSIONAL)
def test_professional_claims_of_somebody_else_are_read_in(learner, name):
    numbers = imported(learner, foreign_file(name), name)
    assert len(numbers) == len(titles(learner)) == len(read_837p(foreign_file(name)))
    assert all(claim_papers.read_claim(get(learner, number)).lines for number in numbers)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"hello", "begins with ISA"),
        (a_file(("CLM*A-1*200.5", "CLM*A-1*200.555")), r"segment 29 \(CLM\): .*at most two decimals"),
        (a_file(("SV1*HC:99213:25*148.5*UN*1", "SV1*HC:99213:25*148.5*UN*-1")), r"segment \d+ \(SV1\): .*units"),
        (a_file(("148.5*UN", "1,148.5*UN")), "without a comma"),
        (a_file(version="005010X223A2"), "this is an institutional claim \\(837I\\)"),
        (a_file().replace(b"IEA*1*", b"IEA*2*"), r"\(IEA\): says “2” groups"),
        (a_file()[:-40], "cut off"),
        (a_file(("Diaz*Luis", "Di\0az*Luis")), "holds a control character"),
        (b"ISA" + b"x" * MAX_FILE_BYTES, "at most 5,000,000 are read"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_refused_with_the_place_and_nothing_is_kept(learner, data, words):
    with pytest.raises(Refused, match=words) as refused:
        imported(learner, data)
    assert refused.value.field == "file"
    assert titles(learner) == []


def test_an_institutional_claim_of_somebody_else_is_named(learner):
    with pytest.raises(Refused, match="837I"):
        imported(learner, foreign_file(INSTITUTIONAL))


def test_of_two_numbers_for_one_box_the_clia_number_is_kept_and_the_other_is_told(learner):
    both = replace(CLAIM, account_number="A-2", prior_authorization="PA1", clia_number="36D1234567")
    data = write_837p([CLAIM, both], SUBMITTER, ENVELOPE).encode()
    with learner.writing() as scope:
        found = claim_papers.import_claims(scope, data, "claims.txt")
    assert found.notes == ("Claim A-2: item 23 holds the CLIA number; the authorization PA1 has no room on a form.",)
    assert dict(get(learner, found.numbers[1]).entries)["23"] == "36D1234567"


def test_a_file_with_more_claims_than_there_is_room_for_is_refused_whole(learner):
    claims = [replace(CLAIM, account_number=f"A-{number}") for number in range(MAX_DRAFTS + 1)]
    with pytest.raises(Refused, match="room for 200 more"):
        imported(learner, write_837p(claims, SUBMITTER, ENVELOPE).encode())
    assert titles(learner) == []


def test_an_endless_text_in_a_file_is_refused_and_not_cut(learner):
    with pytest.raises(Refused, match="at most 400 characters"):
        imported(learner, a_file(("2 Elm Ct", "2 Elm Ct" * 60)))
    assert titles(learner) == []


def test_forms_of_samples_make_accepted_files_after_a_way_through_paper(learner):
    """Paper loses much; what is left is still a claim."""
    rng = Random(8)
    claims = [replace(sample_claim(rng, number), frequency=Frequency.ORIGINAL) for number in range(1, 13)]
    numbers = imported(learner, write_837p(claims, SUBMITTER, ENVELOPE).encode())
    assert len(numbers) >= len(claims)
    for number in numbers:
        assert validate_x12(written(learner, get(learner, number)).text) == ()


def test_a_doctor_in_practice_alone_is_the_submitter_by_name(learner):
    alone = {"33.name": "Lindt, Mara", "33a": NPI_DOCTOR, "33.phone": ""}
    file = written(learner, a_draft(learner, **alone))
    assert "NM1*41*2*Mara Lindt*" in file.text
    assert "TE*5555550100~" in file.text
    assert validate_x12(file.text) == ()
