"""A case of an instructor's own: set, worked on and graded, printed, its key disputed and corrected for everybody."""

import re
from dataclasses import replace

from tests.journeys.term.cast import ADA, AMARA, BELA, CHEN, DORA, EMIL, INES
from tests.journeys.term.setting import BLANK
from tests.journeys.term.writing import CARD, MODEL
from tests.support import billing
from tests.support.html import Page
from tests.support.pdf import pdf_text
from tests.support.term import Term, done, refusal, said, tells
from trainer.content.key_files import write_key

SET = BLANK | {"title": "The card", "work": "cases", "cases": [CARD], "feedback": "at_once", "due": "2026-03-24T23:59"}
FIELD = "network"
ANSWERS = {AMARA: "a", BELA: "b", CHEN: "a", DORA: "c"}
"""What each says of the network; all the rest is right, but that Chen collects nothing."""
DISPUTE, REASON = "The plan wants a referral all the same.", "The answer of the plan was misread."
ADDRESSES = tuple(f"/disputes/case-{step}/{CARD}" for step in ("previews", "corrections", "regrades"))


def a_case_of_ones_own_is_set_worked_on_and_graded(term: Term) -> None:
    term.sets("card", SET)
    title = billing.exercise(MODEL).content.title
    for name, network in ANSWERS.items():
        browser = term.people[name]
        changes = {FIELD: network} | ({"copay": "0.00"} if name == CHEN else {})
        worksheet = tuple((field, changes.get(field, text)) for field, text in billing.exact(MODEL))
        work = term.start(name, "card")
        said(browser, work, title)
        done(browser, browser.post(f"{work}/submission", billing.form_of(MODEL, worksheet)), title)
    book = term.gradebook()
    first, second, third, fourth = (book.cells[name, "card"] for name in ANSWERS)
    assert (first, book.cells[EMIL, "card"]) == ("100.0", "·")
    assert 50 < float(second) == float(fourth) < 100
    assert 50 < float(third) < 100
    tells(term.mine(AMARA, "card"), "100 %")
    emil = term.people[EMIL]
    assert title not in emil.page("/billing").text, "it is set, and in nothing that one chooses oneself"
    assert emil.post(f"/billing/exercises/{CARD}/start").status_code == 404


def a_billing_exercise_is_printed(term: Term) -> None:
    """What is filled in on screen is not, and the page says so."""
    ines, papers = term.people[INES], f"{term.root}/papers/{term.assignments['card']}"
    said(ines, f"{papers}?forms=2", "Form B", "The card")
    told = {}
    for part in ("paper", "answers", "key"):
        response = ines.get(f"{papers}/{part}.pdf?forms=2&form=A")
        assert (response.status_code, response.mimetype) == (200, "application/pdf"), part
        told[part] = pdf_text(response.get_data())
    content, key = billing.exercise(MODEL).content, billing.exercise(MODEL).key
    tells(told["paper"], "Form A", content.title, *(each.title for each in content.exhibits))
    tells(told["paper"], *(f"{number}. {each.label[:20]}" for number, each in enumerate(content.fields, start=1)))
    tells(told["answers"], "Form A · Answer sheet", f"{len(content.fields)}. A B C D", "$")
    tells(told["key"], "For staff only.", *(each.why[:30] for each in key.fields))
    assert not [each.why for each in key.fields if each.why[:30] in told["paper"] + told["answers"]]
    assert term.people[AMARA].get(f"{papers}/key.pdf").status_code == 404
    said(ines, f"{term.root}/papers/{term.assignments['exercise']}", "filled in on screen", "are not printed")


def the_key_of_a_case_is_corrected_and_everybody_affected_is_told(term: Term) -> None:
    """B is right, not A: Amara and Chen lose the field, Bela has it now, Dora had it wrong before and after."""
    ines, before, (preview, correct, regrade) = term.people[INES], term.gradebook(), ADDRESSES
    _is_disputed(term)
    key = billing.exercise(MODEL).key
    fields = [replace(f, accepts=("b",), mistakes=()) if f.field == FIELD else f for f in key.fields]
    form = {"revision": "1", "text": write_key(replace(key, fields=tuple(fields)))}
    form |= {"reason": REASON, "answer": "You are right, thank you."}
    refusal(ines, preview, form | {"text": "fields = 3"}, "This is no key for this case. Nothing was stored.")
    seen = ines.post(preview, form)
    assert seen.status_code == 200, Page(seen.text).text
    tells(Page(seen.text).text, "Nothing is stored yet.", "1 raised, 2 lowered", "1 now clean, 1 no longer clean")
    tells(Page(seen.text).text, AMARA, BELA, CHEN, "1 dispute will be answered")
    assert DORA not in Page(seen.text).text
    assert term.gradebook().cells == before.cells
    done(
        ines,
        ines.post(correct, form | {"mode": "all"}),
        "The key is corrected. 4 submissions graded anew, 3 changed; 3 learners told. 1 dispute answered.",
    )
    after = term.gradebook()
    assert after.cells[BELA, "card"] == "100.0"
    assert after.cells[AMARA, "card"] == before.cells[BELA, "card"], "each has this one field wrong"
    assert float(after.cells[CHEN, "card"]) < float(before.cells[CHEN, "card"])
    assert {who for who, key in after.cells if after.cells[who, key] != before.cells[who, key]} == {AMARA, BELA, CHEN}
    assert {who for who in after.totals if after.totals[who] != before.totals[who]} == {AMARA, BELA, CHEN}
    _is_told(term)
    done(ines, ines.post(regrade, {"mode": "all"}), "0 submissions graded anew")


def _is_disputed(term: Term) -> None:
    ines, bela = term.people[INES], term.people[BELA]
    links = bela.page(term.assignment("card", "/mine")).links
    sitting = next(found[0] for link in links if (found := re.match(r"/billing/sittings/\d+", link)))
    done(bela, bela.post(f"{sitting}/disputes", {"text": DISPUTE}), "Your dispute is stored.", DISPUTE)
    listed = said(ines, "/disputes?track=cpb", CARD, BELA)
    (objection,) = [link for link in listed.links if link.startswith("/disputes/objections/")]
    said(ines, objection, DISPUTE)
    said(ines, f"/disputes/cases/{CARD}", DISPUTE, "Correct the key")
    assert bela.get(f"/disputes/cases/{CARD}").status_code == 404


def _is_told(term: Term) -> None:
    for name, words in ((AMARA, "no longer counts as clean"), (BELA, "now counts as clean"), (CHEN, "was corrected")):
        said(term.people[name], "/", REASON, words)
    for name in (DORA, EMIL):
        assert REASON not in term.people[name].page("/").text, name
    said(term.people[BELA], "/disputes/mine", "You are right, thank you.")
    assert REASON not in said(term.people[EMIL], "/errata").text, "the case is nobody else's"
    said(term.people[ADA], f"/administration/audit?action=case.correct-key&subject={CARD}", INES, REASON)
