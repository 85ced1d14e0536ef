"""Disputed keys in the browser: said under a question, listed, explained, corrected after a preview, told."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.browser import Browser
from tests.support.cases import hand_in
from tests.support.library import CASE_SLUG, RIGHT_CLAIM
from tests.support.people import Learner
from tests.support.school import School, a_school
from trainer.content.key_files import write_key
from trainer.db.models.cases import CaseKeyRevision
from trainer.db.models.classes import ItemReport
from trainer.db.models.content import Item, ItemKey, ItemVersion
from trainer.domain.attempts.attempt import Feedback
from trainer.services.case_regrading import CaseRegrading
from trainer.services.case_reports import dispute_key
from trainer.services.item_reports import report_key
from trainer.services.jobs import run_due_jobs
from trainer.services.scope import Scopes

TEXT = "The atlas calls this the other bone."
KINDS = {
    "single": ("a-single", {"choice": "A"}),
    "multiple": ("a-multiple", {"choice": "B"}),
    "numeric": ("a-number", {"number": "85", "tolerance": "0.5"}),
    "code": ("a-code", {"code": "J20.8, J20.0"}),
    "ordering": ("an-ordering", {"place-A": "1", "place-B": "2", "place-C": "3"}),
    "matching": ("a-matching", {"match-P": "A", "match-Q": "B"}),
}


@pytest.fixture
def school(app: Flask, scopes: Scopes) -> School:
    return a_school(scopes)


def answered(learner: Learner, kind: str = "single") -> tuple[int, int]:
    """A question of this kind, wrongly answered in tutor mode."""
    number = learner.start(Feedback.AT_ONCE, 6)
    position = learner.position_of(number, kind)
    learner.answer(number, position, rightly=False)
    return number, position


def reported(learner: Learner, kind: str = "single", text: str = TEXT) -> str:
    """The reference of a report about a question of this kind."""
    number, position = answered(learner, kind)
    with learner.writing() as scope:
        report_key(scope, number, position, text)
    return f"{learner.id}-{number}-{position}-1"


def reports(scopes: Scopes) -> list[ItemReport]:
    with scopes.reading() as scope:
        return list(scope.session.scalars(select(ItemReport)))


def keys_of(scopes: Scopes, slug: str) -> list[ItemKey]:
    statement = (
        select(ItemKey)
        .join(ItemVersion, ItemVersion.id == ItemKey.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.slug == slug)
        .order_by(ItemKey.revision)
    )
    with scopes.reading() as scope:
        return list(scope.session.scalars(statement))


def test_a_report_is_said_under_the_question_and_its_answer_stands_in_the_same_place(app, school):
    number, position = answered(school.learner)
    ann, place = Browser(app).sign_in(school.learner), f"/practice/{number}/questions/{position}"
    assert "This key is wrong?" in ann.get(place).text
    form = {"text": TEXT, "next": place}
    sent = ann.post(f"/disputes/questions/{number}/{position}", form)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{place}#key-report")
    page = ann.get(place).text
    assert TEXT in page
    assert "Not answered yet" in page
    assert "This key is wrong?" not in page, "one open report a question"

    ines = Browser(app).sign_in(school.instructor)
    listed = ines.get("/disputes").text
    assert "a-single" in listed
    assert "Learner" in listed
    reference = f"{school.learner.id}-{number}-{position}-1"
    dispute = ines.get(f"/disputes/reports/{reference}").text
    assert TEXT in dispute
    assert "chosen by the learner" in dispute
    assert ines.post(f"/disputes/reports/{reference}", {"text": "No."}).status_code == 422
    answer = "The stem asks for the left side."
    assert ines.post(f"/disputes/reports/{reference}", {"text": answer}).status_code == 303
    assert answer in ann.get(place).text
    assert answer in ann.get("/disputes/mine").text
    assert "This key is wrong?" in ann.get(place).text
    assert "a-single" in ines.get("/disputes?state=answered").text
    assert "Nobody waits" in ines.get("/disputes").text


def test_an_answer_that_came_since_the_last_look_is_marked(app, school, clock):
    reference = reported(school.learner)
    ann, ines = Browser(app).sign_in(school.learner), Browser(app).sign_in(school.instructor)
    assert "new answer" not in ann.get("/disputes/mine").text
    clock.advance(hours=1)
    ines.post(f"/disputes/reports/{reference}", {"text": "The stem asks for the left side."})
    clock.advance(hours=1)
    assert "new answer" in ann.get("/disputes/mine").text
    assert "new answer" not in ann.get("/disputes/mine").text


def test_too_short_a_report_keeps_what_was_typed(app, school, scopes):
    number, position = answered(school.learner)
    ann = Browser(app).sign_in(school.learner)
    page = ann.post(f"/disputes/questions/{number}/{position}", {"text": "No <b>", "next": "//elsewhere"})
    assert page.status_code == 422
    assert "No &lt;b&gt;" in page.text
    assert "elsewhere" not in page.text
    assert reports(scopes) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_of_every_kind_is_corrected_after_a_preview(app, school, scopes, kind):
    slug, fields = KINDS[kind]
    reference = reported(school.learner, kind)
    ines = Browser(app).sign_in(school.instructor)
    page = ines.get(f"/disputes/reports/{reference}").text
    assert "Correct the key" in page
    form = {"revision": "1", "reason": "The atlas was misread.", "answer": "You are right, thank you.", **fields}
    preview = ines.post(f"/disputes/item-previews/{slug}", form)
    assert preview.status_code == 200
    assert "Nothing is stored yet" in preview.text
    assert len(keys_of(scopes, slug)) == 1
    done = ines.post(f"/disputes/item-corrections/{slug}", form | {"mode": "all"})
    assert (done.status_code, done.headers["Location"]) == (303, f"/disputes/items/{slug}")
    page = ines.get(f"/disputes/items/{slug}").text
    assert "The key is corrected." in page
    assert "1 report answered" in page
    assert [key.reason for key in keys_of(scopes, slug)] == ["First published.", "The atlas was misread."]
    (report,) = reports(scopes)
    assert (report.outcome, report.answer) == ("corrected", "You are right, thank you.")
    assert "nothing to do" in ines.get(f"/disputes/item-regrades/{slug}").text
    ann = Browser(app).sign_in(school.learner)
    assert "The atlas was misread." in ann.get("/").text
    assert slug in ann.get("/errata").text


def test_a_form_that_does_not_fit_comes_back_as_it_was_filled_in(app, school, scopes):
    ines = Browser(app).sign_in(school.instructor)
    form = {"revision": "1", "choice": "A", "reason": "Option A is right.", "general": "All about bones."}
    for address in ("item-previews", "item-corrections"):
        page = ines.post(f"/disputes/{address}/a-single", form)
        assert page.status_code == 422
        assert "it must not name an option" in page.text
        assert "Option A is right." in page.text
        assert "All about bones." in page.text
    back = ines.post("/disputes/item-previews/a-single", form | {"edit": "1"})
    assert (back.status_code, "Option A is right." in back.text) == (200, True)
    for wrong in ({"choice": "Z"}, {}, {"choice": "B"}):
        page = ines.post("/disputes/item-previews/a-single", {"revision": "1", "reason": "Misread.", **wrong})
        assert page.status_code == 422
    assert len(keys_of(scopes, "a-single")) == 1


def test_a_key_that_was_changed_meanwhile_is_a_conflict(app, school, scopes):
    ines = Browser(app).sign_in(school.instructor)
    form = {"revision": "1", "choice": "A", "reason": "Misread."}
    assert ines.post("/disputes/item-corrections/a-single", form).status_code == 303
    for address in ("item-previews", "item-corrections"):
        stale = ines.post(f"/disputes/{address}/a-single", form | {"choice": "C"})
        assert stale.status_code == 409
    assert len(keys_of(scopes, "a-single")) == 2


def test_what_raises_only_has_left_can_follow(app, school):
    answered(school.learner)
    ines = Browser(app).sign_in(school.instructor)
    form = {"revision": "1", "choice": "C", "reason": "Misread.", "mode": "raises"}
    ines.post("/disputes/item-corrections/a-single", form)
    page = ines.get("/disputes/item-regrades/a-single").text
    assert "Grade again" in page
    assert ines.post("/disputes/item-regrades/a-single", {"mode": "all"}).status_code == 303
    assert "1 answer graded anew" in ines.get("/disputes/items/a-single").text


def test_names_are_told_to_instructors_of_their_learners_only(app, school):
    reported(school.learner)
    otto, ada = Browser(app).sign_in(school.other_instructor), Browser(app).sign_in(school.administrator)
    assert "Nobody waits" in otto.get("/disputes").text
    listed = ada.get("/disputes").text
    assert "a learner" in listed
    assert ">Learner<" not in listed
    form = {"revision": "1", "choice": "A", "reason": "Misread."}
    assert "a learner" in otto.post("/disputes/item-previews/a-single", form).text
    ines = Browser(app).sign_in(school.instructor)
    assert ">Learner<" in ines.post("/disputes/item-previews/a-single", form).text


def case_form(scopes: Scopes, before: str, after: str) -> dict[str, str]:
    with scopes.reading() as scope:
        key = scope.session.scalars(select(CaseKeyRevision).order_by(CaseKeyRevision.id)).first()
        assert key is not None
        return {"revision": "1", "text": write_key(key.key).replace(before, after), "reason": "The chart was misread."}


@pytest.mark.usefixtures("code_book")
def test_the_key_of_a_case_is_corrected_as_text_and_work_is_graded_again(app, school, scopes):
    number = hand_in(school.learner, RIGHT_CLAIM).number
    with school.learner.writing() as scope:
        dispute_key(scope, number, TEXT)
    ines, ann = Browser(app).sign_in(school.instructor), Browser(app).sign_in(school.learner)
    reference = f"{school.learner.id}-{number}-1"
    assert CASE_SLUG in ines.get("/disputes").text
    page = ines.get(f"/disputes/objections/{reference}").text
    assert TEXT in page
    assert "99213-25" in page
    assert "first-listed" in ines.get(f"/disputes/cases/{CASE_SLUG}").text
    form = case_form(scopes, 'all = ["25"]', 'all = ["24"]')
    preview = ines.post(f"/disputes/case-previews/{CASE_SLUG}", form)
    assert preview.status_code == 200
    assert "1 no longer clean" in preview.text
    done = ines.post(f"/disputes/case-corrections/{CASE_SLUG}", form)
    assert done.status_code == 303
    page = ines.get(f"/disputes/cases/{CASE_SLUG}").text
    assert "1 submission graded anew, 1 changed; 1 learner told. 1 dispute answered." in page
    told = ann.get("/").text
    assert f"The key of your case {number} was corrected" in told
    assert "It no longer counts as clean." in told
    assert "The chart was misread." in ann.get(f"/cases/sittings/{number}/report").text
    assert "The chart was misread." in Browser(app).get("/errata").text
    assert "nothing to do" in ines.get(f"/disputes/case-regrades/{CASE_SLUG}").text
    assert ines.post(f"/disputes/case-regrades/{CASE_SLUG}", {}).status_code == 303


@pytest.mark.usefixtures("code_book")
@pytest.mark.parametrize("step", ["correct", "regrade"])
def test_a_big_regrade_of_a_case_leads_to_the_page_that_shows_how_far_it_is(app, school, scopes, monkeypatch, step):
    hand_in(school.learner, RIGHT_CLAIM)
    ines, form = Browser(app).sign_in(school.instructor), case_form(scopes, 'all = ["25"]', 'all = ["24"]')
    if step == "regrade":
        ines.post(f"/disputes/case-corrections/{CASE_SLUG}", form | {"mode": "raises"})
    monkeypatch.setattr(CaseRegrading, "at_once", 0)
    address = "case-corrections" if step == "correct" else "case-regrades"
    place = ines.post(f"/disputes/{address}/{CASE_SLUG}", form).headers["Location"]
    page = ines.get(place).text
    assert "1 submission is graded anew in the background." in page
    assert f"Grading again: key of {CASE_SLUG}" in page
    assert "It waits for its turn. 0 of 1 submissions." in page
    run_due_jobs(scopes)
    page = ines.get(place).text
    assert "1 submission graded anew, 1 changed; 1 learner told." in page
    assert f'href="/disputes/cases/{CASE_SLUG}"' in page


@pytest.mark.usefixtures("code_book")
def test_a_text_that_is_no_key_is_shown_with_all_its_problems_and_stores_nothing(app, school, scopes):
    ines = Browser(app).sign_in(school.instructor)
    form = case_form(scopes, "impacted wax", "no such words")
    form["text"] = form["text"].replace("Amoxicillin", "Penicillin")
    for address in ("case-previews", "case-corrections"):
        page = ines.post(f"/disputes/{address}/{CASE_SLUG}", form)
        assert page.status_code == 422
        assert "diagnoses[H61.21].span" in page.text
        assert "procedures[99213].span" in page.text
        assert "no such words" in page.text
        named = ines.post(f"/disputes/{address}/{CASE_SLUG}", case_form(scopes, "25", "24") | {"reason": "99213."})
        assert named.status_code == 422
        assert "must not name a code" in named.text
    assert ines.post(f"/disputes/case-previews/{CASE_SLUG}", form | {"edit": "1"}).status_code == 200
    stale = ines.post(f"/disputes/case-corrections/{CASE_SLUG}", case_form(scopes, "25", "24") | {"revision": "7"})
    assert stale.status_code == 409
    with scopes.reading() as scope:
        assert {key.revision for key in scope.session.scalars(select(CaseKeyRevision))} == {1}


@pytest.mark.usefixtures("code_book")
def test_an_objection_is_explained(app, school):
    number = hand_in(school.learner, RIGHT_CLAIM).number
    with school.learner.writing() as scope:
        dispute_key(scope, number, TEXT)
    ines, address = Browser(app).sign_in(school.instructor), f"/disputes/objections/{school.learner.id}-{number}-1"
    assert ines.post(address, {"text": "No."}).status_code == 422
    assert ines.post(address, {"text": "The chart says right."}).status_code == 303
    assert ines.post(address, {"text": "The chart says left."}).status_code == 422
    assert "The chart says right." in ines.get(address).text
    mine = Browser(app).sign_in(school.learner).get("/disputes/mine").text
    assert "The chart says right." in mine


@pytest.mark.parametrize("variant", ["9" * 20, "9" * 5_000, "2147483648", "-1", "x", "²"])
@pytest.mark.parametrize("page", ["items", "item-regrades"])
def test_a_variant_that_no_column_takes_is_not_there(app, school, page, variant):
    teacher = Browser(app).sign_in(school.instructor)
    assert teacher.get(f"/disputes/{page}/a-single/{variant}").status_code == 404
