"""The claims desk: the list, the form with its checks, files, the payer's answer; what is typed is never lost."""

import re

import pytest

from tests.support.browser import Browser
from tests.support.claim_forms import a_form
from tests.support.claims_837p import CLAIM, ENVELOPE, SUBMITTER, a_file
from tests.support.html import Page
from tests.support.pdf import pdf_pages, pdf_text
from tests.support.people import sign_up
from tests.support.remittances import read_one_835
from tests.support.uploads import send_file
from tests.support.x12_files import INSTITUTIONAL, PROFESSIONAL, foreign_file
from trainer.content.x12.read_837p import read_837p
from trainer.content.x12.validator import validate_x12
from trainer.content.x12.write_837p import write_837p
from trainer.domain.claims.professional import Profile
from trainer.services import claim_drafts
from trainer.services.claim_drafts import NewDraft

DESK = "/billing/claims"
JSON = {"headers": {"Accept": "application/json"}}
ASKED = {
    "asked": "1",
    "contract": "LKS02",
    "deductible": "60.00",
    "coinsurance": "20",
    "copay": "0.00",
    "maximum": "",
    "received": "03/20/2026",
    "active": "1",
    "authorized": "1",
}


def create(browser, profile="commercial", title="Knee", start="empty"):
    response = browser.post(DESK, {"title": title, "profile": profile, "start": start})
    assert response.status_code == 303
    return response.headers["Location"]


def items(form):
    return {f"item.{item}": text for item, text in form.items()}


def filled(browser, profile=Profile.COMMERCIAL, **changes):
    """The address of a draft with a clean form, and these changes."""
    address = create(browser, profile.value)
    form = a_form(profile, {"carrier.id": "CPH01"} | changes)
    assert browser.post(f"{address}/form", items(form)).status_code == 303
    return address


def send(browser, data, name="claims.txt", to=f"{DESK}/import"):
    return send_file(browser, to, data, name)


def count(ann):
    with ann.reading() as scope:
        return len(claim_drafts.list_drafts(scope))


def test_an_empty_desk_teaches_and_warns_of_real_data(browser):
    page = browser.page(DESK)
    assert "Start with a sample claim: it is filled in" in page.text
    assert "never enter or paste data of a real patient" in page.text
    assert page.form(DESK).fields["title"] == ""


def test_a_new_claim_is_listed_with_its_payer_and_opened(browser):
    address = create(browser, "workers-compensation", "Fall at work")
    page = browser.page(address)
    assert "Fall at work" in page.text
    assert page.named("item.33a")[0]["value"] == ""
    listed = browser.page(DESK)
    assert address in listed.links
    assert "Workers’ compensation" in listed.text
    assert "1 of at most 200 claims are kept." in listed.text


def test_a_sample_claim_is_filled_in(browser):
    page = browser.page(create(browser, "medicare", "", "sample"))
    assert page.named("item.1a")[0]["value"]
    assert "Sample: " in page.text


@pytest.mark.parametrize(
    ("title", "profile", "words"),
    [("x" * 201, "medicare", "A title has at most 200 characters."), ("Knee", "", "Choose the kind of payer")],
)
def test_what_cannot_be_a_new_claim_is_explained_and_kept_on_the_page(browser, ann, title, profile, words):
    response = browser.post(DESK, {"title": title, "profile": profile})
    assert response.status_code == 422
    assert words in Page(response.text).text
    assert Page(response.text).named("title")[0]["value"] == title
    assert count(ann) == 0


def test_items_are_shown_again_exactly_as_typed(browser):
    address = create(browser)
    typed = {"item.2": "<b>Diaz</b>,  Luis", "item.1": "group", "item.24.3.modifiers": "25  59", "item.99": "nothing"}
    assert browser.post(f"{address}/form", typed).headers["Location"] == address
    page = browser.page(address)
    assert "Your claim is saved." in page.text
    assert page.named("item.2")[0]["value"] == "<b>Diaz</b>,  Luis"
    assert page.named("item.24.3.modifiers")[0]["value"] == "25  59"
    assert "group" in page.chosen
    assert page.named("base_revision")[0]["value"] == "1"


def test_a_script_is_told_the_revision_and_what_is_wrong_so_far(browser):
    address = create(browser)
    answer = browser.post(f"{address}/form", {"item.33a": "123"}, **JSON).get_json()
    assert answer["revision"] == 1
    assert "an NPI has ten digits" in next(each["message"] for each in answer["problems"] if each["item"] == "33a")


def test_a_save_from_an_old_page_conflicts_and_offers_what_was_typed(browser):
    address = create(browser)
    browser.post(f"{address}/form", {"item.26": "A1"})
    assert browser.post(f"{address}/form", {"item.26": "B2", "base_revision": "0"}, **JSON).status_code == 409
    response = browser.post(f"{address}/form", {"item.26": "B2", "base_revision": "0"})
    assert response.status_code == 409
    assert "B2" in response.text
    assert browser.page(address).named("item.26")[0]["value"] == "A1"


@pytest.mark.parametrize("action", ["form", "check"])
def test_a_text_that_is_too_long_is_kept_on_the_page_and_not_stored(browser, action):
    address = create(browser)
    response = browser.post(f"{address}/{action}", {"item.19": "x" * 401, "item.26": "A1"})
    assert response.status_code == 422
    page = Page(response.text)
    assert "Not saved An item has at most 400 characters." in page.text
    assert page.named("item.19")[0]["value"] == "x" * 401
    assert page.named("item.26")[0]["value"] == "A1"
    assert browser.page(address).named("item.26")[0]["value"] == ""
    assert browser.post(f"{address}/form", {"item.19": "x" * 401}, **JSON).status_code == 422


def test_a_check_saves_and_names_everything_at_its_box_and_in_a_list_that_leads_there(browser):
    address = create(browser)
    form = a_form(Profile.COMMERCIAL, {"33a": "1234567890", "24.1.charge": "12.5", "28": ""})
    response = browser.post(f"{address}/check", items(form))
    assert response.headers["Location"] == f"{address}?check=1#found"
    html = browser.get(f"{address}?check=1").text
    page = Page(html)
    for item in ("33a", "24.1.charge", "28"):
        assert f"#item-{item}" in page.links
        assert page.named(f"item.{item}")[0]["aria-describedby"] == f"problem-{item}"
        assert f'id="problem-{item}"' in html
    assert "things to mend" in page.text
    assert page.named("item.2")[0].get("aria-invalid") is None


def test_a_clean_claim_has_nothing_to_mend(browser, clock):
    clock.advance(days=18)
    page = browser.page(f"{filled(browser)}?check=1")
    assert "Nothing to mend" in page.text
    assert "aria-invalid" not in str(page.elements)


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ("medicare", "Medicare does not take it: leave it empty."),
        ("tricare", "Required by TRICARE."),
        ("medicaid", "Medicaid: needed when another insurance pays first."),
        ("commercial", "Optional for commercial payers."),
        ("workers-compensation", "Workers’ compensation: needed when the insurer has given the claim a number."),
    ],
)
def test_the_help_tells_who_requires_what_with_the_source(browser, profile, words):
    page = browser.page(create(browser, profile))
    assert words in page.text
    assert "Source: NUCC, 1500 Claim Form Reference Instruction Manual (02/12)." in page.text


def test_title_and_payer_are_changed_or_the_reason_is_said(browser):
    address = create(browser)
    change = f"{address}/settings"
    assert browser.post(change, {"title": "Hip", "profile": "medicare"}).headers["Location"] == address
    assert "Hip Medicare" in browser.page(address).text
    response = browser.post(change, {"title": "y" * 201, "profile": "medicare"})
    assert response.status_code == 422
    assert "A title has at most 200 characters." in response.text
    assert "y" * 201 in response.text
    assert "Hip" in browser.page(address).text


def test_a_claim_is_copied_and_deleted_after_the_page_has_named_what_is_lost(browser):
    address = filled(browser)
    copied = browser.post(f"{address}/copy").headers["Location"]
    assert browser.page(copied).named("item.26")[0]["value"] == "A-1042"
    page = browser.page(copied)
    assert "“Copy of Knee” and everything typed into it are gone for good" in page.text
    assert browser.post(f"{copied}/delete").headers["Location"] == DESK
    assert browser.get(copied).status_code == 404
    assert browser.get(address).status_code == 200


def test_a_copy_beyond_the_last_place_is_refused_on_the_desk(browser, ann):
    address = create(browser)
    with ann.writing() as scope:
        claim_drafts.add_drafts(scope, [NewDraft("x", Profile.MEDICARE)] * (claim_drafts.MAX_DRAFTS - 1))
    response = browser.post(f"{address}/copy")
    assert response.status_code == 422
    assert "At most 200 claims are kept" in response.text


def test_the_837p_is_shown_with_the_validators_verdict_and_downloaded(browser):
    address = filled(browser)
    page = browser.page(f"{address}/837p")
    assert "pyx12 accepts this file." in page.text
    assert "CLM*A-1042*210***11:B:1*Y*A*Y*Y~" in page.text
    response = browser.get(f"{address}/837p.txt")
    number = address.rsplit("/", 1)[-1]
    assert response.headers["Content-Disposition"] == f'attachment; filename="837P-claim-{number}.txt"'
    assert response.mimetype == "text/plain"
    assert validate_x12(response.text) == ()
    (claim,) = read_837p(response.data)
    assert claim.account_number == "A-1042"


def test_what_the_form_does_not_say_is_told_beside_the_837p(browser):
    address = filled(browser, **{"9": "Diaz, Ana", "9a": "P77", "9d": "Brass Mutual", "11d": "yes"})
    assert "the file says UNKNOWN" in browser.page(f"{address}/837p").text


@pytest.mark.parametrize("path", ["837p", "837p.txt", "answer"])
def test_a_form_that_makes_no_claim_comes_back_with_its_problems(browser, path):
    response = browser.get(f"{filled(browser, **{'2': 'Diaz'})}/{path}")
    assert response.status_code == 422
    page = Page(response.text)
    assert "#item-2" in page.links
    assert "The form does not make a claim yet." in page.text
    assert page.named("item.26")[0]["value"] == "A-1042"


def test_what_the_format_cannot_say_is_one_sentence_above_the_form(browser):
    causes = {"10a": "yes", "10b": "yes", "10b.state": "OH", "10c": "yes"}
    response = browser.get(f"{filled(browser, **causes)}/837p.txt")
    assert response.status_code == 422
    assert "The 837P cannot be written" in response.text


def test_the_pdf_holds_the_form_and_says_that_it_is_for_training(browser):
    address = filled(browser, **{"2": "Díaz, Luïs, Å"})
    response = browser.get(f"{address}/form.pdf")
    number = address.rsplit("/", 1)[-1]
    assert response.headers["Content-Disposition"] == f'attachment; filename="CMS-1500-claim-{number}.pdf"'
    assert response.mimetype == "application/pdf"
    text = pdf_text(response.data)
    for words in ("Díaz, Luïs, Å", "A-1042", "Riverbend Family Medicine", "99214", "210.00", "Group health plan"):
        assert words in text, words
    assert "TRAINING, NOT FOR SUBMISSION" in text
    assert pdf_pages(response.data) == 1


def test_an_empty_form_makes_an_empty_page_and_not_an_error(browser):
    assert pdf_pages(browser.get(f"{create(browser)}/form.pdf").data) == 1


def test_a_file_becomes_forms(browser, ann):
    response = send(browser, write_837p([CLAIM, CLAIM], SUBMITTER, ENVELOPE).encode(), "x" * 300)
    assert response.headers["Location"] == DESK
    page = browser.page(DESK)
    assert "2 forms were filled from the file." in page.text
    assert f"from {'x' * 200}" in page.text
    assert "x" * 201 not in page.text
    one = send(browser, a_file())
    assert browser.page(one.headers["Location"]).named("item.26")[0]["value"] == "A-1"
    assert count(ann) == 3


def test_a_claim_that_no_form_holds_whole_is_told_of(browser):
    data = a_file(("REF*EI*987654321", "REF*EI*987654321"), ("HI*ABK", "REF*G1*PA1\nREF*X4*36D1234567\nHI*ABK"))
    response = send(browser, data)
    assert "the authorization PA1 has no room on a form" in browser.page(response.headers["Location"]).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (foreign_file(INSTITUTIONAL), "this is an institutional claim (837I)"),
        (a_file(("CLM*A-1*200.5", "CLM*A-1*200.555")), "segment 29 (CLM)"),
        (b"PK\x03\x04\xff\xfe", "is not text"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(browser, ann, data, words):
    response = send(browser, data)
    assert response.status_code == 422
    page = Page(response.text)
    assert words in page.text
    assert "Nothing was kept." in page.text
    assert page.named("file")[0]["aria-invalid"] == "true"
    assert count(ann) == 0


def test_a_file_that_counts_its_segments_wrong_is_read_only_by_whoever_asks_for_it(browser, ann):
    data = re.sub(rb"(~\s*SE\*)", rb"\g<1>9", foreign_file(PROFESSIONAL[0]), count=1)
    refused = send(browser, data)
    assert refused.status_code == 422
    assert "Read it even where it counts its segments wrong" in refused.text
    assert count(ann) == 0
    assert send_file(browser, f"{DESK}/import", data, "claims.txt", with_option=True).status_code == 303
    assert count(ann) == 5


def test_no_file_is_said_to_be_none(browser):
    for response in (browser.post(f"{DESK}/import"), send(browser, b"", "")):
        assert response.status_code == 422
        assert "Choose a file first." in response.text


def test_a_file_of_four_megabytes_is_read_one_of_ten_is_too_large_and_nothing_is_stored(browser, ann):
    segment = b"NTE*ADD*" + b"x" * 70 + b"~\n"
    response = send(browser, a_file() + segment * 50_000)
    assert response.status_code == 422
    assert "stands after the end of the interchange" in response.text, "it was read"
    response = send(browser, b"ISA" + b"x" * 10_000_000)
    assert response.status_code == 422
    assert "The file is too large: 10,000," in response.text
    assert "a file of 5,000,000 bytes is read. Nothing was stored." in Page(response.text).text
    assert count(ann) == 0


def test_other_routes_take_no_more_than_before(browser):
    address = create(browser)
    response = browser.post(f"{address}/form", {"item.19": "x" * 1_100_000})
    assert response.status_code == 413
    assert "What was sent is larger than anything this page takes." in response.text


def test_a_payer_answers_with_a_remittance_and_its_steps(browser):
    address = filled(browser)
    page = browser.page(f"{address}/answer")
    for words in ("Explanation of benefits", "Step by step", "Line 1, 99214", "made for this claim", "fee schedule"):
        assert words in page.text
    assert page.named("received")[0]["value"] == "03/17/2026"


def test_the_members_plan_can_be_changed_and_the_835_follows(browser):
    address = filled(browser)
    text = browser.get(f"{address}/answer", query_string=ASKED).text
    assert "$76.00" in text
    response = browser.get(f"{address}/answer.txt", query_string=ASKED)
    assert response.headers["Content-Disposition"].startswith('attachment; filename="835-claim-')
    assert validate_x12(response.text) == ()
    assert read_one_835(response.data).payment_cents == 7_600


def test_a_code_without_a_fee_is_said_plainly(browser):
    page = browser.page(f"{filled(browser, **{'24.1.code': '99291'})}/answer?contract=TRC05")
    assert "This contract has no fee for 99291" in page.text
    assert "if it had been sent there" in page.text


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("deductible", "60.005", "is not dollars and cents"),
        ("deductible", "1,000.00", "has a comma"),
        ("copay", "-5.00", "is negative"),
        ("maximum", "all", "is not an amount"),
        ("coinsurance", "120", "is no share"),
        ("coinsurance", "20%", "is no share"),
        ("received", "soon", "is not a date"),
        ("received", "12/31/9999", "between 1990 and 2100"),
    ],
)
def test_a_plan_that_cannot_be_read_is_explained_and_kept_on_the_page(browser, field, typed, words):
    address = filled(browser)
    response = browser.get(f"{address}/answer", query_string=ASKED | {field: typed})
    assert response.status_code == 422
    page = Page(response.text)
    assert words in page.text
    assert page.named(field)[0]["value"] == typed
    assert page.named(field)[0]["aria-invalid"] == "true"
    for reply in (
        browser.get(f"{address}/answer.txt", query_string=ASKED | {field: typed}),
        browser.post(f"{address}/answer", query_string=ASKED | {field: typed}),
    ):
        assert reply.status_code == 303
        assert f"{address}/answer?contract=LKS02" in reply.headers["Location"]


def test_shares_of_a_per_cent_and_unticked_boxes_are_read(browser):
    address = filled(browser)
    asked = {key: value for key, value in ASKED.items() if key not in ("active", "authorized")}
    page = browser.page(f"{address}/answer?{'&'.join(f'{key}={value}' for key, value in asked.items())}")
    assert "PR-27" in page.text
    page = Page(browser.get(f"{address}/answer", query_string=ASKED | {"coinsurance": "12.5"}).text)
    assert "PR-2 $11.87" in page.text or "PR-2 $11.88" in page.text, "12.5 % of 95.00, half up"


def test_a_void_gets_a_sentence_and_no_answer(browser):
    address = filled(browser, **{"22.code": "8", "22.reference": "ICN1"})
    response = browser.get(f"{address}/answer")
    assert response.status_code == 422
    assert "A void takes back an earlier payment" in response.text


def test_an_answer_is_kept_with_the_remittances_once(browser):
    address = filled(browser)
    first = browser.post(f"{address}/answer", query_string=ASKED)
    assert "The remittance is kept." in browser.page(first.headers["Location"]).text
    again = browser.post(f"{address}/answer", query_string=ASKED)
    assert again.headers["Location"] == first.headers["Location"]
    assert "was kept before, and that is what stands here" in browser.page(again.headers["Location"]).text


def test_an_answer_to_a_form_that_makes_no_claim_is_refused_everywhere(browser):
    address = filled(browser, **{"2": "Diaz"})
    assert browser.get(f"{address}/answer.txt").status_code == 422
    assert browser.post(f"{address}/answer").status_code == 422


def test_nobody_elses_claim_is_there(browser, app, scopes):
    address = filled(browser)
    stranger = Browser(app).sign_in(sign_up(scopes, "ben@example.org", "Ben"))
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}/form", {"item.26": "B2"}).status_code == 404
    assert browser.page(address).named("item.26")[0]["value"] == "A-1042"
