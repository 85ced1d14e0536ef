"""Remittances: reading an 835 in, seeing it as paper with its postings, writing it again, deleting it."""

from dataclasses import replace

import pytest

from tests.support.html import Page
from tests.support.remittances import ENVELOPE, a_claim, a_line, a_remittance, adjustment, read_one_835, the_example
from tests.support.uploads import send_file
from trainer.content.x12.validator import validate_x12
from trainer.content.x12.write_835 import write_835
from trainer.domain.claims.remittance import ProviderAdjustment
from trainer.services import remittances

LIST = "/billing/remittances"


def send(browser, remittance, name="march.txt"):
    data = remittance if isinstance(remittance, bytes) else write_835(remittance, ENVELOPE).encode()
    return send_file(browser, f"{LIST}/import", data, name)


def count(ann):
    with ann.reading() as scope:
        return remittances.list_remittances(scope).total


def test_an_empty_list_teaches_and_warns_of_real_data(browser):
    page = browser.page(LIST)
    assert "No remittance yet." in page.text
    assert "never enter or paste data of a real patient" in page.text


def test_a_file_is_read_in_and_shown_as_paper_with_what_posting_it_does(browser):
    response = send(browser, the_example())
    page = browser.page(response.headers["Location"])
    for words in (
        "1 remittance was read in.",
        "Every sum holds.",
        "Explanation of benefits",
        "CO-45 $90.00",
        "1 payment first payer -$80.00",
        "1 moved patient PR-2 $20.00",
        "Payers owe $0.00",
        "The patient owes $80.00",
    ):
        assert words in page.text, words
    listed = browser.page(LIST).text
    assert "Cedar Plains Health 0081552 march.txt 10 Apr 2026 $80.00 1 hold" in listed
    assert "1 of at most 200 remittances are kept." in listed


def test_denials_predeterminations_credits_and_what_belongs_to_no_claim_are_named(browser):
    denied = a_claim(a_line(adjustment("CO-50", 25_000), number=1))
    foreseen = a_claim(a_line(adjustment("PR-2", 25_000)), status="25", account="Z-9")
    too_much = a_claim(a_line(adjustment("CO-45", -1_000), number=1), account="B-1")
    outside = (
        ProviderAdjustment("WO", "OVP1", 500, the_example().paid_on),
        ProviderAdjustment("L6", "INT1", -250, the_example().paid_on),
    )
    found = a_remittance(denied, foreseen, too_much, provider_adjustments=outside)
    page = browser.page(send(browser, found).headers["Location"])
    assert "Denied, and open until somebody has corrected, appealed or given up: Line 1: CO-50 $250.00" in page.text
    assert "Account Z-9 : a predetermination tells what would be paid." in page.text
    assert "WO OVP1: -$5.00 taken back by the payer" in page.text
    assert "L6 INT1: $2.50 held" in page.text


def test_sums_that_do_not_hold_are_named_and_nothing_is_posted(browser):
    page = browser.page(send(browser, replace(the_example(), payment_cents=9_999)).headers["Location"])
    assert "1 sum does not hold" in page.text
    assert "batch $80.00 $99.99 $19.99" in page.text
    assert "What posting it does" not in page.text
    assert "do not hold" in browser.page(LIST).text


def test_the_same_trace_number_is_kept_once_and_that_is_said(browser, ann):
    first = send(browser, the_example()).headers["Location"]
    again = send(browser, the_example(), "again.txt")
    assert again.headers["Location"] == first
    assert "The remittance 0081552 of this payer was read in before" in browser.page(first).text
    assert count(ann) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"hello", "begins with ISA"),
        (write_835(the_example(), ENVELOPE).encode()[:-30], "cut off"),
        (write_835(the_example(), ENVELOPE).encode().replace(b"BPR*I*80*", b"BPR*I*80.001*"), "segment 4 (BPR)"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(browser, ann, data, words):
    response = send(browser, data)
    assert response.status_code == 422
    assert words in Page(response.text).text
    assert count(ann) == 0


def test_no_file_and_a_file_of_ten_megabytes_are_refused(browser, ann):
    assert "Choose a file first." in browser.post(f"{LIST}/import").text
    response = send(browser, b"ISA" + b"x" * 10_000_000)
    assert response.status_code == 422
    assert "The file is too large" in response.text
    assert count(ann) == 0


def test_it_is_downloaded_again_and_deleted_after_the_page_has_named_what_is_lost(browser, ann):
    address = send(browser, the_example()).headers["Location"]
    response = browser.get(f"{address}/835.txt")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="835-')
    assert validate_x12(response.text) == ()
    assert read_one_835(response.data) == the_example()
    assert "The remittance 0081552 of Cedar Plains Health is gone from here for good" in browser.page(address).text
    assert browser.post(f"{address}/delete").headers["Location"] == LIST
    assert browser.get(address).status_code == 404
    assert count(ann) == 0


def test_a_long_list_has_pages(browser, ann):
    with ann.writing() as scope:
        found = tuple(replace(the_example(), number=f"N{number:03}") for number in range(60))
        remittances.keep_remittances(scope, found, "made")
    page = browser.page(LIST)
    assert "Page 1 of 2" in page.text
    assert f"{LIST}?page=2" in page.links
    assert "N000" in browser.page(f"{LIST}?page=2").text
    for nonsense in ("zwei", "99999", "-1", ""):
        assert "N059" in browser.page(f"{LIST}?page={nonsense}").text


def test_a_file_of_several_remittances_leads_to_the_list(browser):
    first, second = (write_835(replace(the_example(), number=number), ENVELOPE) for number in ("1", "2"))
    lines = first.splitlines(keepends=True)
    inner = [
        line.replace("ST*835*0001", "ST*835*0002").replace("*0001~", "*0002~")
        for line in second.splitlines(keepends=True)[2:-2]
    ]
    both = "".join([*lines[:-2], *inner, lines[-2].replace("GE*1*", "GE*2*"), lines[-1]])
    response = send(browser, both.encode())
    assert response.headers["Location"] == LIST
    assert "2 remittances were read in." in browser.page(LIST).text
