"""The billing lab: the list of exercises, the desk of every kind, what is kept, refused and passed over, the report."""

import pytest

from tests.support.billing import (
    FILL,
    LIST,
    ONE_OF_EACH,
    POST,
    SCRUB,
    SLUGS,
    exercise,
    form_of,
    publish_exercises,
)
from tests.support.billing_forms import hand_in, selected, start, values
from tests.support.browser import Browser
from tests.support.case_forms import start as start_case
from tests.support.html import Page
from tests.support.library import CASE_SLUG
from tests.support.people import sign_up
from tests.web.conftest import Fill
from trainer.domain.claims.billing_case import BillingKind, FieldType
from trainer.domain.claims.cms1500 import ITEMS
from trainer.services import grading
from trainer.web.billing.form_layout import BOTTOM, CARRIER, SHORT_LABELS, TOP, form_items
from trainer.web.billing.words import KIND_TITLES, PROFILE_TITLES, fault_words, mark_choices

JSON = {"headers": {"Accept": "application/json"}}
ORDER_SLUG = ONE_OF_EACH[BillingKind.PAYS_FIRST]


@pytest.fixture
def fill() -> Fill:
    return publish_exercises


def test_the_form_is_drawn_whole_and_in_the_order_of_its_items():
    drawn = form_items()
    assert sorted(drawn) == sorted(ITEMS)
    assert [item for item in drawn if not item.endswith(".shaded")] == [
        item for item in ITEMS if not item.endswith(".shaded")
    ]
    for line in range(1, 7):
        assert drawn.index(f"24.{line}.shaded") + 1 == drawn.index(f"24.{line}.from"), "the upper half of its line"
    for band in (*TOP, *BOTTOM):
        assert sum(column.span for column in band.columns) == 24
        assert {len(column.boxes) for column in band.columns} <= {1, band.rows}
    assert (CARRIER.columns[0].span, CARRIER.rows) == (14, 3)


def test_words_are_there_for_every_kind_and_nobody_can_mark_what_is_the_graders_own():
    assert set(KIND_TITLES) == set(BillingKind)
    assert len(PROFILE_TITLES) == 5
    kinds = [kind for kind, _ in mark_choices()]
    assert "wrong_person" in kinds
    assert not {"unnoticed", "false_alarm", "too_late", "wrong_answer"} & set(kinds)
    assert fault_words("wrong_billing_code") == "wrong code or modifier"
    assert fault_words("of_an_older_version") == "of an older version"


def test_the_list_names_each_exercise_and_what_was_done_with_it(browser):
    page = browser.page("/billing")
    for slug in SLUGS:
        assert exercise(slug).content.title in page.text
    assert len([form for form in page.forms if form.action.endswith("/start")]) == len(SLUGS)
    hand_in(browser, POST)
    work = start(browser, POST)
    text = browser.page("/billing").text.replace(" ,", ",")
    assert "1 try, best 100 %" in text
    assert "Continue" in text
    browser.post(f"{work}/abandon")
    assert "Try again" in browser.page("/billing").text


@pytest.mark.parametrize("kind", [*BillingKind, "no-such-kind"])
def test_the_list_can_be_narrowed_to_one_kind_of_work(browser, kind):
    page = browser.page(f"/billing?kind={kind}")
    starts = [form.action for form in page.forms if form.action.endswith("/start")]
    assert starts == ([f"/billing/exercises/{ONE_OF_EACH[kind]}/start"] if kind in ONE_OF_EACH else [])
    assert ("There is no exercise of this kind yet." in page.text) is (not starts)


def test_without_any_exercise_the_list_says_who_can_help(browser, scopes):
    publish_exercises(scopes, [])
    assert "There are no exercises yet." in browser.page("/billing").text


@pytest.mark.parametrize("slug", SLUGS)
def test_the_desk_shows_papers_task_and_everything_that_can_be_entered(browser, slug):
    page, content = browser.page(start(browser, slug)), exercise(slug).content
    for exhibit in content.exhibits:
        assert exhibit.title in page.text
    assert "never enter or paste data of a real patient" in page.text
    names = {field.get("name", "") for field in (each.attributes for each in page.elements)}
    expected = {
        BillingKind.FILL: {f"item.{item}" for item in ITEMS},
        BillingKind.SCRUB: {f"item.{item}.{part}" for item in ITEMS for part in ("mark", "value")},
    }.get(content.kind, {f"field.{field.id}" for field in content.fields})
    if content.worklist:
        expected = {f"account.{each.id}.{part}" for each in content.worklist.accounts for part in ("rank", "action")}
    assert expected <= names
    assert {name for name in names if name.startswith(("item.", "field.", "account."))} == expected


@pytest.mark.parametrize("slug", SLUGS)
def test_a_draft_is_shown_again_exactly_as_entered(browser, slug):
    work = start(browser, slug)
    sent = form_of(slug, note="<b>Ask</b>\nabout it.")
    assert browser.post(f"{work}/worksheet", sent).headers["Location"] == work
    html = browser.get(work).text
    page = Page(html)
    assert "Your work is saved." in page.text
    assert ">&lt;b&gt;Ask&lt;/b&gt;\nabout it.</textarea>" in html
    types = {f"field.{field.id}": field.type for field in exercise(slug).content.fields}
    for name, text in sent.items():
        if name in ("note", "base_revision"):
            continue
        if types.get(name) in (FieldType.CHOICE, FieldType.CHOICES):
            checked = [each["value"] for each in page.named(name) if "checked" in each]
            assert sorted(checked) == sorted([text] if isinstance(text, str) else text)
        elif types.get(name) is FieldType.ORDER:
            assert selected(html, name) == text
        elif values_of_inputs := [each for each in page.named(name) if "value" in each]:
            assert values_of_inputs[0]["value"] == text, name
        else:
            assert selected(html, name) == [text], name


@pytest.mark.parametrize("slug", SLUGS)
def test_a_script_is_told_the_new_revision(browser, slug):
    work = start(browser, slug)
    for _ in range(2):
        response = browser.post(f"{work}/worksheet", form_of(slug), **JSON)
        assert (response.status_code, response.json) == (200, {"revision": 1, "problems": []})


@pytest.mark.parametrize("options", [{}, JSON], ids=["page", "script"])
@pytest.mark.parametrize("slug", [FILL, POST])
def test_stale_work_is_not_saved_and_not_handed_in(browser, slug, options):
    work = start(browser, slug)
    browser.post(f"{work}/worksheet", form_of(slug))
    before = browser.get(work).text
    for action in ("worksheet", "submission"):
        response = browser.post(f"{work}/{action}", form_of(slug, note="an older tab"), **options)
        assert response.status_code == 409
        assert "an older tab" in response.text, "shown, to be copied"
    after = browser.get(work)
    assert after.status_code == 200
    assert "an older tab" not in after.text
    assert values(Page(after.text), "base_revision") == values(Page(before), "base_revision") == ["1"]


def test_what_the_exercise_does_not_have_is_passed_over(browser, ann):
    work = start(browser, POST)
    forged = {"field.no-such-field": "1.00", "item.1a": "X", "account.a01.rank": "1", "field.": "x"}
    assert browser.post(f"{work}/worksheet", form_of(POST) | forged, **JSON).json["revision"] == 1
    assert browser.post(f"{work}/worksheet", form_of(POST, base=1), **JSON).json["revision"] == 1, (
        "nothing of it is kept"
    )


def test_offers_kinds_and_actions_that_are_not_offered_are_passed_over(browser):
    choice = next(field for field in exercise(POST).content.fields if field.type is FieldType.CHOICE)
    for slug, forged in (
        (POST, {f"field.{choice.id}": "'; drop"}),
        (
            ORDER_SLUG,
            {f"field.{field.id}": ["x", "y"] for field in exercise(ORDER_SLUG).content.fields if field.offers},
        ),
        (SCRUB, {"item.1a.mark": "unnoticed", "item.2.mark": "nonsense", "item.9z.mark": "wrong_date"}),
        (LIST, {f"account.{exercise(LIST).content.worklist.accounts[0].id}.action": "burn"}),
    ):
        work = start(browser, slug)
        assert browser.post(f"{work}/worksheet", forged, **JSON).json["revision"] == 0, slug
        assert browser.post(f"{work}/submission", forged).status_code == 303


def inputs_of(text):
    """The fields of a page; its token tells the second in which it was made."""
    inputs = [each for each in Page(text).elements if each.tag == "input"]
    return [each for each in inputs if each.attributes.get("name") != "csrf_token"]


@pytest.mark.parametrize(
    ("slug", "changes", "reason"),
    [
        (POST, {"note": "x" * 4001}, "at most 4,000 characters"),
        (FILL, {"item.2": "x" * 401}, "at most 400 characters"),
        (SCRUB, {"item.2.value": "x" * 401}, "at most 400 characters"),
    ],
)
def test_what_is_too_long_is_refused_in_clear_words_and_the_draft_stays(browser, slug, changes, reason):
    work = start(browser, slug)
    browser.post(f"{work}/worksheet", form_of(slug))
    before = browser.get(work).text
    response = browser.post(f"{work}/worksheet", form_of(slug, base=1) | changes)
    assert response.status_code == 422
    assert reason in Page(response.text).text
    assert inputs_of(browser.get(work).text) == inputs_of(before)


def test_an_order_is_kept_with_its_gaps_and_repetitions(browser):
    field = next(field for field in exercise(ORDER_SLUG).content.fields if field.type is FieldType.ORDER)
    first, second = field.offers[0].id, field.offers[1].id
    name = f"field.{field.id}"
    work = start(browser, ORDER_SLUG)
    for base, (sent, shown) in enumerate(
        [
            (["", first], ["", first]),
            ([first, "", second], [first, "", second]),
            ([first, first], [first, first]),
            ([first] * 50, [first] * len(field.offers)),
        ]
    ):
        response = browser.post(f"{work}/worksheet", {name: sent, "base_revision": str(base)}, **JSON)
        assert response.json["revision"] == base + 1
        chosen = selected(browser.get(work).text, name)
        assert chosen == shown + [""] * (len(field.offers) - len(shown))
    assert f"“{field.offers[0].text}” is chosen {len(field.offers)} times" in browser.page(work).text


def test_a_printed_item_can_be_emptied_and_stays_so(browser):
    work = start(browser, FILL)
    printed, text = exercise(FILL).content.form[0]
    assert values(browser.page(work), f"item.{printed}") == [text]
    browser.post(f"{work}/worksheet", {f"item.{printed}": "", "item.2": "Benning, Harold"})
    page = browser.page(work)
    assert values(page, f"item.{printed}") == [""]
    other = exercise(FILL).content.form[1][0]
    assert values(page, f"item.{other}") == [exercise(FILL).content.form[1][1]], "what was not sent was not emptied"


def test_what_no_list_offers_stands_in_its_choice_as_it_was_sent(browser):
    work = start(browser, FILL)
    browser.post(f"{work}/worksheet", {"item.1": "nonsense"})
    assert selected(browser.get(work).text, "item.1") == ["nonsense"]


def test_marks_stand_in_their_boxes_and_in_a_list_with_links(browser):
    work = start(browser, SCRUB)
    assert "Nothing is marked yet." in browser.page(work).text
    browser.post(f"{work}/worksheet", {"item.24.2.pointers.mark": "wrong_link", "item.24.2.pointers.value": "B"})
    response = browser.get(work)
    page = Page(response.text)
    assert "Item 24E, line 2 (diagnosis pointers) : wrong diagnosis pointer → B" in page.text
    assert "#box-24.2.pointers" in page.links
    (box,) = [each for each in page.elements if each.attributes.get("id") == "box-24.2.pointers"]
    assert "is-marked" in box.attributes["class"]


def test_a_list_stands_in_the_learners_order_and_names_slips_gently(browser):
    accounts = exercise(LIST).content.worklist.accounts
    name = lambda place, part: f"account.{accounts[place].id}.{part}"  # noqa: E731
    work = start(browser, LIST)
    sent = {name(5, "rank"): "1", name(2, "rank"): "1", name(7, "rank"): "0", name(3, "rank"): "soon"}
    sent |= {name(9, "action"): "file", name(5, "action"): "file"}
    response = browser.post(f"{work}/worksheet", sent, **JSON)
    assert len(response.json["problems"]) == 4
    page = browser.page(work)
    shown = [each.attributes["data-account"] for each in page.elements if "data-account" in each.attributes]
    assert shown[:3] == [accounts[7].patient, accounts[2].patient, accounts[5].patient]
    assert shown[3:5] == [accounts[0].patient, accounts[1].patient]
    for words in (
        f"Rank 1 stands at {accounts[2].patient}; {accounts[5].patient}.",
        f"“soon” at {accounts[3].patient} is no rank",
        f"Without a rank: {accounts[9].patient}.",
        f"Without an action: {accounts[2].patient}; {accounts[3].patient}; {accounts[7].patient}.",
    ):
        assert words in page.text
    assert values(page, name(3, "rank")) == ["soon"], "kept as typed"
    assert browser.post(f"{work}/submission", sent | {"base_revision": "1"}).headers["Location"] == f"{work}/report"


def test_after_handing_in_the_desk_leads_to_the_report_and_takes_no_work(browser):
    report = hand_in(browser, POST)
    work = report.removesuffix("/report")
    assert browser.get(work).headers["Location"] == report
    for action in ("worksheet", "submission"):
        response = browser.post(f"{work}/{action}", form_of(POST, note="more"))
        assert response.status_code == 409
        assert "What you saved before counts." in Page(response.text).text
    assert "Score 100 %" in browser.page(report).text


def test_giving_up_keeps_the_work_ungraded_and_allows_a_new_start(browser):
    work = start(browser, POST)
    open_page = browser.page(f"{work}/report")
    assert "This exercise is not handed in yet." in open_page.text
    assert work in open_page.links
    assert browser.post(f"{work}/abandon").headers["Location"] == "/billing"
    report = browser.page(browser.get(work).headers["Location"])
    assert "This exercise was given up" in report.text
    assert start(browser, POST) == "/billing/sittings/2"


def test_work_whose_grading_was_interrupted_can_be_graded_later(browser, ann):
    work = start(browser, POST)
    browser.post(f"{work}/worksheet", form_of(POST))
    with ann.writing() as scope:
        grading.submit_attempt(scope, 1, "case")
    page = browser.page(f"{work}/report")
    assert "Its grading was interrupted." in page.text
    assert browser.post(f"{work}/grading").headers["Location"] == f"{work}/report"
    assert "Score 100 %" in browser.page(f"{work}/report").text


def test_links_from_progress_and_the_dashboard_lead_into_the_billing_lab(app, scopes):
    person = sign_up(scopes, "bea@example.org", "Bea", "cpb")
    browser = Browser(app).sign_in(person)
    work = start(browser, POST)
    assert work in browser.page("/").links
    assert f"{work}/report" in browser.page("/progress").links
    browser.post(f"{work}/submission", form_of(POST))
    assert f"{work}/report" in browser.page("/progress").links
    home = browser.page("/")
    assert "/billing" in home.links
    starts = [form.action for form in home.forms if form.action.endswith("/start")]
    assert starts
    assert all(action.startswith("/billing/exercises/") for action in starts)


@pytest.mark.usefixtures("code_book")
def test_neither_lab_answers_for_the_others_sittings(browser):
    coding, work = start_case(browser), start(browser, POST)
    numbers = [address.rsplit("/", 1)[1] for address in (coding, work)]
    wrong = (f"/billing/sittings/{numbers[0]}", f"/cases/sittings/{numbers[1]}")
    for address, save in zip(wrong, ("worksheet", "claim"), strict=True):
        assert browser.get(address).status_code == 404
        assert browser.get(f"{address}/report").status_code == 404
        for action in (save, "submission"):
            assert browser.post(f"{address}/{action}", {"note": "x"}).status_code == 404
    assert browser.post(f"/billing/exercises/{CASE_SLUG}/start").status_code == 404
    assert browser.post(f"/cases/{POST}/start").status_code == 404
    assert browser.get(work).status_code == browser.get(coding).status_code == 200


def test_an_unknown_exercise_or_sitting_is_not_there(browser):
    assert browser.post("/billing/exercises/no-such-exercise/start").status_code == 404
    for path in ("/billing/sittings/9", "/billing/sittings/9/report"):
        assert browser.get(path).status_code == 404
    for action in ("worksheet", "submission", "grading", "disputes", "abandon"):
        assert browser.post(f"/billing/sittings/9/{action}", {"text": "No."}).status_code == 404


def test_what_a_narrow_box_shows_is_part_of_its_items_label():
    """Whoever speaks to the page names what is seen (WCAG 2.5.3)."""
    for item, short in SHORT_LABELS.items():
        assert short.casefold() in ITEMS[item].label.casefold(), item


def test_the_start_page_of_a_biller_leads_to_the_exercises(app, scopes):
    biller = Browser(app).sign_in(sign_up(scopes, "bea@example.org", "Bea", "cpb"))
    page = biller.page("/")
    first = min(SLUGS, key=lambda slug: (exercise(slug).content.level, exercise(slug).content.title))
    assert exercise(first).content.title in page.text
    assert "Start this exercise" in page.text
    assert f"/billing/exercises/{first}/start" in {form.action for form in page.forms}
    assert f"All {len(SLUGS)} exercises" in page.text
    assert biller.post(f"/billing/exercises/{first}/start").status_code == 303
