"""An item of a private bank: written, solved blind, published, set, disputed, corrected, graded again; and on paper."""

import re

from sqlalchemy import select

from tests.journeys.term.cast import ADA, AMARA, BELA, CHEN, EMIL, INES, OTTO
from tests.journeys.term.setting import BLANK
from tests.support.authoring import WHY, item_values
from tests.support.html import Page
from tests.support.pdf import pdf_pages, pdf_text
from tests.support.term import Term, done, refusal, said, tells
from trainer.db.models.attempts import AttemptItem
from trainer.db.models.content import Item, ItemVersion

SLUG = "cpc-vessel"
QUIZ = BLANK | {"title": "One vessel", "work": "items", "items": SLUG, "due": "2026-03-20T23:59", "feedback": "at_once"}
DISPUTE = "The atlas calls this the other vessel."


def an_item_is_written_and_solved_blind_by_a_second_person(term: Term) -> None:
    ines, otto = term.people[INES], term.people[OTTO]
    done(ines, ines.post("/authoring/banks", {"title": "Vessels"}), "private", "No data of real patients.")
    assert otto.get("/authoring/banks/vessels").status_code == 200, "he teaches the same class"
    form = {"kind": "item", "slug": SLUG, "place": "cpc/anatomy", "item_kind": "single"}
    response = ines.post("/authoring/banks/vessels/drafts", form)
    edit = response.headers["Location"]
    draft = edit.removesuffix("/edit")
    done(ines, ines.post(edit, _sent(edit)), "Saved as revision 2.")
    assert ines.post(f"{draft}/publish").status_code == 422
    done(ines, ines.post(f"{draft}/submit"))
    assert f"{draft}/solve" not in ines.page("/authoring").links
    for page in (f"{draft}/solve", draft):
        assert WHY not in otto.get(page).text
    assert term.people[AMARA].get(f"{draft}/solve").status_code == 404
    done(otto, otto.post(f"{draft}/solve", {"revision": "2", "choice": "A"}), WHY)
    done(ines, ines.post(f"{draft}/publish"), "Published: items added.")


def _sent(edit: str) -> dict[str, object]:
    row = item_values(SLUG)["items"][0]
    form: dict[str, object] = {"place": "cpc/anatomy", "kind": "single", "edition": "2026", "difficulty": "2"}
    form |= {"bloom": "recall", "tags": "vessels", "stem": row["stem"], "references": "An atlas", "key": "A"}
    form |= {f"option_{name}": [option[name] for option in row["options"]] for name in ("id", "text", "why")}
    return form | {"do": "save", "base_revision": "1"}


def it_is_set_to_the_class_and_in_nothing_that_one_chooses_oneself(term: Term) -> None:
    ines = term.people[INES]
    refused = Page(ines.post(f"{term.root}/assignments/new", QUIZ | {"items": "cpc-vessels"}).text)
    tells(refused.text, "There is no item “cpc-vessels” that this class can use.")
    response = ines.post(f"{term.root}/assignments/new", QUIZ)
    done(ines, response, "Saved as a draft.")
    term.assignments["vessel"] = int(response.headers["Location"].split("/")[4])
    done(ines, ines.post(term.assignment("vessel", "/publish")), "Published")
    for name, choice in ((AMARA, "A"), (BELA, "B"), (CHEN, "C")):
        sitting = term.start(name, "vessel")
        form = {"client_id": "tab", "sequence": "1", "base_revision": "0", "choice": choice}
        assert term.people[name].post(f"{sitting}/answers/1", form).status_code == 303
        if name == BELA:
            _says_that_the_key_is_wrong(term, sitting)
        term.hand_in(name, sitting)
    book = term.gradebook()
    assert [book.cells[name, "vessel"] for name in (AMARA, BELA, CHEN, EMIL)] == ["100.0", "0.0", "0.0", "·"]
    _is_in_no_practice(term)


def _is_in_no_practice(term: Term) -> None:
    emil = term.people[EMIL]
    form = {"track": "cpc", "area": "anatomy", "number": "50", "pool": "all", "feedback": "at_end", "request_id": "all"}
    response = emil.post("/practice", form)
    assert response.status_code == 303
    number = int(response.headers["Location"].split("/")[2])
    statement = (
        select(Item.slug)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
        .where(AttemptItem.learner_id == term.id_of(EMIL), AttemptItem.attempt_number == number)
    )
    with term.scopes.reading() as scope:
        dealt = set(scope.session.scalars(statement))
    assert "anatomy-1" in dealt, "everything of the area is in it"
    assert SLUG not in dealt


def _says_that_the_key_is_wrong(term: Term, sitting: str) -> None:
    bela, question = term.people[BELA], f"{sitting}/questions/1"
    tells(bela.page(question).text, "This key is wrong?")
    number = sitting.split("/")[2]
    refusal(bela, f"/disputes/questions/{number}/1", {"text": "No", "next": question})
    assert bela.post(f"/disputes/questions/{number}/1", {"text": DISPUTE, "next": question}).status_code == 303
    tells(bela.page(question).text, DISPUTE, "Not answered yet.")


def a_disputed_key_is_corrected_and_everybody_is_graded_again(term: Term) -> None:
    """B is right, not A: Amara falls from 100 to 0, Bela rises from 0 to 100, Chen keeps 0."""
    ines = term.people[INES]
    before = term.gradebook()
    page = said(ines, "/disputes", SLUG, BELA)
    (report,) = [link for link in page.links if link.startswith("/disputes/reports/")]
    said(ines, report, DISPUTE, "chosen by the learner")
    correction = {"revision": "1", "choice": "B", "reason": "The atlas was misread.", "answer": "You are right."}
    correction |= {"general": "", **{f"why-{letter}": WHY for letter in "ABCD"}}
    preview = ines.post(f"/disputes/item-previews/{SLUG}", correction)
    assert preview.status_code == 200, Page(preview.text).text
    tells(Page(preview.text).text, "Nothing is stored yet.", AMARA, BELA)
    assert term.gradebook().cells == before.cells
    response = ines.post(f"/disputes/item-corrections/{SLUG}", correction | {"mode": "all"})
    done(ines, response, "The key is corrected.", "3 answers graded anew, 2 with other points", "1 report answered")
    book = term.gradebook()
    assert [book.cells[name, "vessel"] for name in (AMARA, BELA, CHEN)] == ["0.0", "100.0", "0.0"]
    assert {name for name in book.totals if book.totals[name] != before.totals[name]} == {AMARA, BELA}
    for name in (AMARA, BELA):
        said(term.people[name], "/", "The atlas was misread.")
    said(term.people[BELA], "/disputes/mine", "You are right.")
    assert SLUG not in said(term.people[EMIL], "/").text
    said(term.people[ADA], "/administration/audit", SLUG)
    again = ines.post(f"/disputes/item-regrades/{SLUG}", {"mode": "all"})
    done(ines, again, "0 answers graded anew")


def what_is_not_wrong_is_explained(term: Term) -> None:
    """A question whose key stands, and a case: the learner reads the answer where it was asked."""
    ines, chen, bela = term.people[INES], term.people[CHEN], term.people[BELA]
    before = term.gradebook()
    links = chen.page(term.assignment("vessel", "/mine")).links
    number = next(link for link in links if re.match(r"/practice/\d+", link)).split("/")[2]
    question = f"/practice/{number}/questions/1"
    assert chen.post(f"/disputes/questions/{number}/1", {"text": "And why not C?", "next": question}).status_code == 303
    report = next(link for link in ines.page("/disputes").links if link.startswith("/disputes/reports/"))
    refusal(ines, report, {"text": "No."})
    done(ines, ines.post(report, {"text": "The third letter is the vein."}), "Answered.")
    said(chen, question, "The third letter is the vein.")
    case = next(
        link for link in bela.page(term.assignment("coding", "/mine")).links if re.match(r"/cases/sittings/\d+", link)
    )
    sitting = re.match(r"/cases/sittings/\d+", case)
    assert sitting
    assert bela.post(f"{sitting[0]}/disputes", {"text": "The left ear was red, too."}).status_code == 303
    objection = next(link for link in ines.page("/disputes").links if link.startswith("/disputes/objections/"))
    done(ines, ines.post(objection, {"text": "The chart says right."}), "Answered.")
    said(bela, "/disputes/mine", "The chart says right.")
    assert "The chart says right." not in chen.page("/disputes/mine").text
    said(ines, "/disputes?state=answered", SLUG, CHEN, BELA)
    assert term.gradebook().cells == before.cells


def papers_are_printed_in_two_forms(term: Term) -> None:
    ines, papers = term.people[INES], f"{term.root}/papers/{term.assignments['week']}"
    said(ines, f"{papers}?forms=2", "Week 1")
    assert ines.get(f"{papers}?forms=many").status_code == 422
    forms = {}
    for part in ("paper", "answers", "key"):
        response = ines.get(f"{papers}/{part}.pdf?forms=2")
        assert (response.status_code, response.mimetype) == (200, "application/pdf"), part
        assert pdf_pages(response.get_data()) >= 2, part
        forms[part] = pdf_text(response.get_data())
    assert "anatomy-1" in forms["paper"]
    assert "rationale" not in forms["paper"]
    numbers = pdf_text(ines.get(f"{papers}/numbers.pdf?forms=2").data)
    tells(numbers, "Numbers from form to form", "Each row is one question")
    orders = [
        re.findall(r"(?:anatomy|compliance)-\d+", pdf_text(ines.get(f"{papers}/paper.pdf?forms=2&form={letter}").data))
        for letter in "AB"
    ]
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1])
    assert term.people[AMARA].get(f"{papers}/key.pdf").status_code == 404
