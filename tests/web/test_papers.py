"""Assignments on paper: the page, and what the documents say and never say."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from tests.support.billing import ONE_OF_EACH, exercise, publish_exercises
from tests.support.browser import Browser
from tests.support.classroom import publish_questions, questions
from tests.support.exams import an_exam_library, publish_exams
from tests.support.html import Page
from tests.support.library import (
    AUDIT_SLUG,
    CASE_RATIONALE,
    CASE_SLUG,
    ITEMS,
    QUERY_SLUG,
    RATIONALE,
    SCENARIO,
    a_case,
    a_library,
    an_item,
    publish,
)
from tests.support.pdf import pdf_pages, pdf_text
from tests.support.school import School, a_school, a_spec, an_assignment
from tests.web.conftest import build
from tests.web.test_query_counts import counted
from trainer.config import Settings
from trainer.content.item_files import AuthoredItem
from trainer.domain.claims.billing_case import BillingKind, Field, FieldType
from trainer.domain.claims.case import Offer, PriorEncounter
from trainer.domain.classes.work import CaseWork, Draw, DrawBy, DrawnItems, MockWork, ReviewWork
from trainer.domain.grading.billing_key import FieldKey
from trainer.domain.grading.case_key import Choice, ModifierRule, OrderRule, PointerRule, RelatedPair
from trainer.domain.items.content import Option, SingleBest
from trainer.domain.items.keys import SingleKey
from trainer.services.publishing import publish_library
from trainer.services.scope import Scopes
from trainer.web.papers.parts import PaperSize
from trainer.web.papers.sheet import Sheet
from trainer.web.papers.words import letter_of
from trainer.web.pdf_letters import Letters

OFFERED = (FieldType.CHOICE, FieldType.CHOICES, FieldType.ORDER)
EVERY_KIND = ("a-single", "a-multiple", "an-ordering", "a-code", "a-number", "a-matching")
MARKDOWN = f"""# A head

Some **bold**, *slanted*, `code`, <b>tags</b> & [a link](https://example.org).\\
Another line

| A | B |
|---|---|
| 1 | {"many words " * 60} |
| 2 | {"x" * 400} |

- one
- two
  1. deep

> quoted

---

    kept   spaces

{"A very long paragraph. " * 400}
"""
BARE = "| | |\n|---|---|\n| Name | Ada |\n\n| |\n|---|\n"
DEEP = "\n".join(f"{'  ' * depth}- deep {depth}" for depth in range(60))
WIDE = "\n".join([f"|{'a|' * 14}", f"|{'-|' * 14}", f"|{'b|' * 14}"])


@pytest.fixture
def staff_of(scopes: Scopes, settings: Settings) -> Callable[[School], Browser]:
    app: list[Flask] = []

    def sign_in(school: School) -> Browser:
        if not app:
            app.append(build(scopes, settings))
        return Browser(app[0]).sign_in(school.instructor)

    return sign_in


@pytest.fixture
def school(scopes: Scopes) -> School:
    publish(scopes)
    return a_school(scopes)


@pytest.fixture
def staff(school: School, staff_of: Callable[[School], Browser]) -> Browser:
    return staff_of(school)


def url(school: School, assignment_id: int, rest: str = "") -> str:
    return f"/classes/{school.class_id}/papers/{assignment_id}{rest}"


def document(browser: Browser, school: School, assignment_id: int, rest: str) -> bytes:
    response = browser.get(url(school, assignment_id, f"/{rest}"))
    assert response.status_code == 200, response.headers.get("Location")
    assert response.mimetype == "application/pdf"
    return response.get_data()


def text(browser: Browser, school: School, assignment_id: int, rest: str) -> str:
    return pdf_text(document(browser, school, assignment_id, rest))


def test_the_page_offers_every_document_of_every_form(school, staff):
    page = staff.page(url(school, an_assignment(school, a_spec(*EVERY_KIND)), "?forms=3&size=a4"))
    assert "Form C" in page.text
    assert "Form D" not in page.text
    assert "Everybody hands in their own work" in page.text
    pdfs = [link for link in page.links if ".pdf" in link]
    assert len(pdfs) == 3 * 4 + 1
    assert all("size=a4" in link and "forms=3" in link for link in pdfs)
    for link in pdfs:
        assert staff.get(link).mimetype == "application/pdf"


def test_one_form_needs_no_table_of_numbers(school, staff):
    page = staff.page(url(school, an_assignment(school, a_spec("a-single"))))
    assert "All forms" not in page.text
    assert "Numbers from form to form" not in page.text


@pytest.mark.parametrize("typed", ["0", "7", "many", "-1", "²", "9999999"])
def test_a_wrong_number_of_forms_is_kept_and_named(school, staff, typed):
    response = staff.get(url(school, an_assignment(school, a_spec("a-single")), f"?forms={typed}"))
    assert response.status_code == 422
    assert "Choose 1 to 6 forms." in response.text
    assert f'value="{typed}"' in response.text


def test_what_cannot_be_printed_is_told_on_the_page_and_sent_there(school, staff):
    assignment_id = an_assignment(school, a_spec(work=ReviewWork(10)))
    assert "Reviews are not printed" in staff.page(url(school, assignment_id)).text
    for rest in ("/paper.pdf", "/numbers.pdf", "/paper.pdf?forms=9"):
        response = staff.get(url(school, assignment_id, rest))
        assert response.status_code == 303
        assert response.location.startswith(url(school, assignment_id))


def test_an_unknown_form_or_document_is_not_found(school, staff):
    assignment_id = an_assignment(school, a_spec("a-single"))
    assert staff.get(url(school, assignment_id, "/paper.pdf?form=B")).status_code == 404
    assert staff.get(url(school, assignment_id, "/secrets.pdf")).status_code == 404


def test_the_page_says_what_may_change(school, staff):
    draw = DrawnItems((Draw(DrawBy.AREA, "anatomy", 2),), is_per_learner=True)
    own = staff.page(url(school, an_assignment(school, a_spec(work=draw)), "?forms=2")).text
    assert "every form is a draw of its own" in own
    assert "Numbers from form to form" not in own
    shared = replace(draw, is_per_learner=False)
    draft = an_assignment(school, a_spec(work=shared), is_published=False)
    assert "This is a draft" in staff.page(url(school, draft)).text
    gone = an_assignment(school, a_spec("a-single", "no-such-item"))
    assert "1 of what it asks for is not on offer any more" in staff.page(url(school, gone)).text


def test_the_cover_says_what_holds(school, staff):
    spec = a_spec("a-single", instructions="Read **chapter 3** first.", time_limit_minutes=80)
    assignment_id = an_assignment(school, spec)
    told = text(staff, school, assignment_id, "paper.pdf?forms=2&form=B")
    for words in (
        "Coding I · Spring 2026",
        "Week 1",
        "Form B",
        "Name",
        "Date",
        "Read chapter 3 first.",
        "1 question. Time: 1 h 20 min.",
        "code books of 2026",
        "Everybody hands in their own work.",
        "Form B · page 1 of 2",
        "Form B · page 2 of 2",
    ):
        assert words in told
    assert "Form A" not in told


def test_every_kind_of_question_is_asked_and_has_its_place_on_the_answer_sheet(school, staff):
    assignment_id = an_assignment(school, a_spec(*EVERY_KIND))
    paper = text(staff, school, assignment_id, "paper.pdf")
    for words in (
        *(f"The stem of {slug} ." for slug in EVERY_KIND),
        "Choose every answer that applies.",
        "Write the letters in the right order, first to last.",
        "Write one ICD-10-CM code.",
        "Write a number with 2 decimals, in USD.",
        "Write the letter that belongs to each number.",
        "1. the text of P 2. the text of Q A. the text of A",
    ):
        assert words in paper
    answers = text(staff, school, assignment_id, "answers.pdf")
    for words in ("Form A · Answer sheet", "1 A B C D 2 A B C D all that apply", "3 1. 2. 3.", "ICD-10-CM", "USD"):
        assert words in answers
    assert "Answers · Form A · page 1 of 1" in answers


def test_the_key_says_right_answers_reasons_references_and_places(school, staff):
    assignment_id = an_assignment(school, a_spec(*EVERY_KIND))
    key = text(staff, school, assignment_id, "key.pdf?forms=2&form=A")
    for words in (
        "For staff only.",
        "1. B",
        "2. A, C",
        "3. C, A, B",
        "4. J20.9",
        "5. 80 USD (± 0.01)",
        "6. 1 B, 2 A",
        "the text of P: the text of B",
        f"{RATIONALE} in general",
        f"{RATIONALE} of D",
        f"References: {RATIONALE} reference",
        "In the other forms: B ",
    ):
        assert words in key
    assert "In the other forms" not in text(staff, school, assignment_id, "key.pdf")


@pytest.mark.parametrize("part", ["paper", "answers", "numbers"])
def test_no_document_but_the_key_says_what_is_right(school, staff, part):
    for spec in (a_spec(*EVERY_KIND), a_spec(work=CaseWork((CASE_SLUG, AUDIT_SLUG, QUERY_SLUG)))):
        told = text(staff, school, an_assignment(school, spec), f"{part}.pdf?forms=3")
        for secret in (RATIONALE, CASE_RATIONALE, "J20.9", "H66.001", "69210", "in the other forms"):
            assert secret not in told
        assert staff.get(url(school, an_assignment(school, spec))).text.count(RATIONALE) == 0


def stems(paper: str) -> list[str]:
    return re.findall(r"The stem of (\S+) \.", paper)


def test_forms_differ_and_each_is_the_same_twice(scopes, staff_of):
    publish_exams(scopes)
    school = a_school(scopes)
    staff = staff_of(school)
    assignment_id = an_assignment(school, a_spec(*[f"anatomy-{number}" for number in range(1, 21)]))
    first, second = (document(staff, school, assignment_id, f"paper.pdf?forms=2&form={form}") for form in "AB")
    assert document(staff, school, assignment_id, "paper.pdf?forms=6&form=B") == second
    assert stems(pdf_text(first)) == [f"anatomy-{number}" for number in range(1, 21)]
    assert sorted(stems(pdf_text(second))) == sorted(stems(pdf_text(first)))
    assert stems(pdf_text(second)) != stems(pdf_text(first))


def test_the_key_of_each_form_matches_its_own_order(scopes, staff_of):
    publish_exams(scopes)
    school = a_school(scopes)
    staff = staff_of(school)
    assignment_id = an_assignment(school, a_spec(*[f"anatomy-{number}" for number in range(1, 21)]))
    found = []
    for form in "ABC":
        paper = text(staff, school, assignment_id, f"paper.pdf?forms=3&form={form}")
        asked = paper.split("The stem of ")[1:]
        printed = [re.findall(r"([A-D])\. the text of B", each) for each in asked]
        key = text(staff, school, assignment_id, f"key.pdf?forms=3&form={form}")
        told = re.findall(r"(\d+)\. ([A-D]): the text of B", key)
        assert [int(number) for number, _ in told] == list(range(1, 21))
        assert [[letter] for _, letter in told] == printed
        check = re.search(r"Check ([0-9a-f]{6})", paper)
        assert check
        assert f"Check {check[1]}" in key
        found.append(printed)
    assert found[0] != found[1] != found[2]


def test_the_table_leads_from_form_to_form(scopes, staff_of):
    publish_exams(scopes)
    school = a_school(scopes)
    staff = staff_of(school)
    assignment_id = an_assignment(school, a_spec("anatomy-1", "anatomy-2", "anatomy-3"))
    told = text(staff, school, assignment_id, "numbers.pdf?forms=2")
    second = stems(text(staff, school, assignment_id, "paper.pdf?forms=2&form=B"))
    rows = " ".join(f"{number} {second.index(f'anatomy-{number}') + 1}" for number in (1, 2, 3))
    assert rows in told


def test_a_shared_scenario_is_printed_once_before_its_questions(scopes, staff_of):
    publish_exams(scopes)
    school = a_school(scopes)
    assignment_id = an_assignment(school, a_spec("story-1", "anatomy-1", "story-2", "story-3"))
    told = text(staff_of(school), school, assignment_id, "paper.pdf")
    assert told.count("A patient comes back three times.") == 1
    assert "For questions 1 to 3: A long story A patient comes back three times. 1. The stem of story-1" in told


def test_a_scenario_of_one_question_says_so(school, staff):
    told = text(staff, school, an_assignment(school, a_spec("denied-first", track="cpb")), "paper.pdf")
    assert f"For question 1: {SCENARIO.title}" in told


def test_a_mock_is_printed_with_the_time_of_its_form(scopes, staff_of):
    publish_exams(scopes)
    school = a_school(scopes)
    told = text(staff_of(school), school, an_assignment(school, a_spec(work=MockWork("short-25"))), "paper.pdf")
    assert "25 questions. Time: " in told
    assert len(stems(told)) == 25


def test_cases_are_printed_with_record_and_claim_lines(school, staff):
    assignment_id = an_assignment(school, a_spec(work=CaseWork((CASE_SLUG, AUDIT_SLUG, QUERY_SLUG))))
    paper = text(staff, school, assignment_id, "paper.pdf")
    for words in (
        "3 cases.",
        "Case 1: An ear with wax",
        "Code the encounter",
        "3 Feb 2026",
        "9 years, female, established",
        "The right ear is red , with impacted wax.",
        "The claim as it was billed",
        "H66.002",
        "2. What is missing?",
        "A. Which ear it was",
        "4. The question.",
    ):
        assert words in paper
    answers = text(staff, school, assignment_id, "answers.pdf")
    for words in ("Diagnoses A G B H C I D J E K F L", "Modifiers", "Pointers", "Problems", "Dx A", "What is missing"):
        assert words in answers
    assert "N the record is enough" in answers


def test_the_key_of_cases_says_lines_errors_and_queries(school, staff):
    assignment_id = an_assignment(school, a_spec(work=CaseWork((CASE_SLUG, AUDIT_SLUG, QUERY_SLUG))))
    key = text(staff, school, assignment_id, "key.pdf?forms=2&form=A")
    for words in (
        "H66.001",
        f"{CASE_RATIONALE} H61.21",
        "first-listed",
        "may have RT; not 50",
        "The elements of 99213: problems low, data minimal, risk moderate.",
        "92504",
        "the microscope is included.",
        "Diagnosis A (wrong side)",
        "69210 is missing",
        "Yes: a query is needed.",
        "What is missing: A, C",
        "The question: B",
        f"References: {CASE_RATIONALE} reference",
        "In the other forms: B ",
    ):
        assert words in key


@pytest.mark.parametrize("kind", [BillingKind.COVERAGE, BillingKind.PAYS_FIRST])
def test_billing_exercises_of_questions_are_printed(scopes, staff_of, kind):
    slug = ONE_OF_EACH[kind]
    authored = exercise(slug)
    publish_exercises(scopes, (authored,))
    school = a_school(scopes)
    staff = staff_of(school)
    assignment_id = an_assignment(school, a_spec(track="cpb", work=CaseWork((slug,))))
    paper = text(staff, school, assignment_id, "paper.pdf")
    assert authored.content.title in paper
    assert all(exhibit.title in paper for exhibit in authored.content.exhibits)
    answers = text(staff, school, assignment_id, "answers.pdf")
    assert f"{len(authored.content.fields)}." in answers
    key = text(staff, school, assignment_id, "key.pdf")
    for field in authored.key.fields:
        assert field.why[:30] in key
        assert field.why[:30] not in paper
        assert field.why[:30] not in answers


def test_every_type_of_field_has_its_place(scopes, staff_of):
    slug = ONE_OF_EACH[BillingKind.COVERAGE]
    authored = exercise(slug)
    offers = (Offer("x", "Ex"), Offer("y", "Why"))
    fields = tuple(
        Field(each.value, f"The {each}", each, "", "", offers if each in OFFERED else ()) for each in FieldType
    )
    answers = {FieldType.CHOICE: "y", FieldType.CHOICES: "x y", FieldType.ORDER: "y x", FieldType.MONEY: "12.50"}
    keys = tuple(FieldKey(each.value, (answers.get(each, ""),), "Because.", sum="10 + 2.50") for each in FieldType)
    content, key = replace(authored.content, fields=fields), replace(authored.key, fields=keys[:-1])
    publish_exercises(scopes, (replace(authored, content=content, key=key),))
    school = a_school(scopes)
    staff = staff_of(school)
    assignment_id = an_assignment(school, a_spec(track="cpb", work=CaseWork((slug,))))
    told = text(staff, school, assignment_id, "answers.pdf")
    for words in ("1. $", "6. A B", "7. A B all that apply", "8. 1. 2."):
        assert words in told
    assert "Dollars and cents." in text(staff, school, assignment_id, "paper.pdf")
    told = text(staff, school, assignment_id, "key.pdf")
    for words in ("12.50 · The money", "left empty · The date", "B · The choice", "A, B · The choices", "10 + 2.50"):
        assert words in told
    assert "The order" not in told


def test_the_key_of_a_case_says_order_pairs_choices_and_ranges(scopes, staff_of):
    case = a_case()
    first, second = case.key.diagnoses
    visit, removal = case.key.procedures
    key = replace(
        case.key,
        diagnoses=(first, replace(second, when="Medicare", status="optional", choice=Choice("wax", "one"))),
        procedures=(
            replace(visit, modifiers=ModifierRule(one_of=("24", "25")), pointers=PointerRule(0, (0, 1))),
            replace(removal, modifiers=ModifierRule(), units_high=2, pointers=None, span=""),
        ),
        order=(OrderRule("H66.001", "H61.21", "the infection was treated"),),
        related=(
            RelatedPair("H66.001", "H61.21", "the note keeps them apart"),
            RelatedPair("H66.001", "H61.22", "another ear", is_related=False),
        ),
        not_reportable=(),
        references=(),
    )
    with scopes.writing() as scope:
        prior = PriorEncounter(date(2026, 1, 5), "an office visit", "99202")
        content = replace(case.content, provider="Dr. Imani Osei", prior_encounters=(prior,))
        publish_library(scope, replace(a_library(), cases=(replace(case, key=key, content=content),)))
    school = a_school(scopes)
    paper = text(staff_of(school), school, an_assignment(school, a_spec(work=CaseWork((CASE_SLUG,)))), "paper.pdf")
    assert "Provider Dr. Imani Osei" in paper
    assert "Before 5 Jan 2026: an office visit (99202)" in paper
    told = text(staff_of(school), school, an_assignment(school, a_spec(work=CaseWork((CASE_SLUG,)))), "key.pdf")
    for words in (
        "optional, choice one of wax, for Medicare",
        "one of 24, 25",
        "A, then any of B",
        "1 to 2",
        "H66.001 stands before H61.21: the infection was treated",
        "H66.001 and H61.21 may not stand together: the note keeps them apart",
        "H66.001 and H61.22 may both stand: another ear",
    ):
        assert words in told
    assert "References" not in told
    assert "Not reported" not in told


def publish_odd(scopes: Scopes, *odd: AuthoredItem) -> School:
    publish_questions(scopes, (*ITEMS, *odd))
    return a_school(scopes)


def an_odd_item(slug: str, stem: str, texts: tuple[str, ...] = ("one", "two")) -> AuthoredItem:
    options = tuple(Option(letter, each) for letter, each in zip("ABCDEFGHIJKLMNOP", texts, strict=False))
    item = an_item(slug, SingleBest(options), SingleKey("B"))
    return replace(item, content=replace(item.content, stem=stem))


def test_markdown_of_every_kind_is_printed_and_breaks_over_pages(scopes, staff_of):
    school = publish_odd(
        scopes,
        an_odd_item("odd", MARKDOWN),
        an_odd_item("wide", WIDE, ("99213-25, J20.9", "99214")),
        an_odd_item("deep", DEEP),
        an_odd_item("bare", BARE),
    )
    assignment_id = an_assignment(school, a_spec("odd", "wide", "deep", "bare", instructions="1. one\n2. two"))
    data = document(staff_of(school), school, assignment_id, "paper.pdf")
    told = pdf_text(data)
    for words in (
        "A head",
        "bold",
        "slanted",
        "a link",
        "one",
        "1. deep",
        "quoted",
        "spaces",
        "1. one",
    ):
        assert words in told
    assert "deep 8" in told
    assert "Name Ada" in told
    assert "a · a · a" in told
    assert "**" not in told
    assert pdf_pages(data) > 3
    assert pdf_pages(document(staff_of(school), school, assignment_id, "key.pdf?size=a4")) == 1


def test_long_names_and_many_options_wrap(scopes, staff_of):
    many = an_odd_item("many", "Many", tuple(f"option {number}" for number in range(16)))
    long = an_odd_item("long", "W" * 500, ("V" * 500, "U" * 300))
    school = publish_odd(scopes, many, long)
    assignment_id = an_assignment(school, a_spec("many", "long", title="A title " * 25))
    for part in ("paper", "answers", "key"):
        told = text(staff_of(school), school, assignment_id, f"{part}.pdf?forms=2")
        assert "…" in told  # the foot is cut, the head wraps
        assert "A title A title" in told


def test_letters_of_other_scripts_are_printed_or_spelled_out(scopes, staff_of):
    school = publish_odd(scopes, an_odd_item("greek", "At least ≥ 5 → **Ωμέγα**"))
    assignment_id = an_assignment(school, a_spec("greek", title="Łódź"))
    for part in ("paper", "answers", "key"):
        assert pdf_pages(document(staff_of(school), school, assignment_id, f"{part}.pdf")) >= 1


def test_signs_that_no_font_has_are_spelled_out():
    sheet = Sheet(PaperSize.LETTER, Letters("Helvetica", "Helvetica-Bold", covers_all=False))
    assert sheet.shown("a ≥ b → Ω") == "a >= b -> ?"
    assert sheet.markup("<b> & c") == "&lt;b&gt; &amp; c"


def test_letters_go_on_behind_z():
    assert [letter_of(place) for place in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]


def test_a_hundred_questions_take_a_few_seconds(scopes, staff_of):
    publish_questions(scopes, questions(100))
    school = a_school(scopes)
    staff = staff_of(school)
    assignment_id = an_assignment(school, a_spec(*[f"q-{number}" for number in range(100)]))
    for part in ("paper", "answers", "key", "numbers"):
        begun = time.perf_counter()
        document(staff, school, assignment_id, f"{part}.pdf?forms=2")
        assert time.perf_counter() - begun < 10


def test_statements_do_not_grow_with_questions_and_forms(scopes, staff_of):
    publish_questions(scopes, questions(40))
    school = a_school(scopes)
    staff = staff_of(school)
    sent_by: list[int] = []
    for count, forms in ((2, 2), (40, 6)):
        assignment_id = an_assignment(school, a_spec(*[f"q-{number}" for number in range(count)]))
        with counted(scopes) as sent:
            staff.get(url(school, assignment_id, f"/key.pdf?forms={forms}"))
        sent_by.append(len(sent))
    assert sent_by[0] == sent_by[1]


def test_page_and_library_agree(scopes, staff_of):
    """The page counts what is printed."""
    publish_exams(scopes)
    school = a_school(scopes)
    slugs = [item.slug for item in an_exam_library().items if item.track == "cpc"][:12]
    response = staff_of(school).get(url(school, an_assignment(school, a_spec(*slugs))))
    assert '<td class="number">12</td>' in response.text
    assert Page(response.text).text.count("Form A") >= 1
