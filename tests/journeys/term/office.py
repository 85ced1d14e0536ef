"""What an administrator does meanwhile: finds people, keeps the house, takes somebody's data out."""

import csv
import io
import json
import random
from dataclasses import replace

from tests.journeys.term.cast import ADA, AMARA, INES, IVO, KOFI, LEARNERS, OTTO, email_of
from tests.support.browser import Browser
from tests.support.inbox import an_inbox
from tests.support.people import PASSWORD
from tests.support.term import Term, done, refusal, said, tells
from tests.web.conftest import build
from trainer.config import Mail
from trainer.services.scope import Scopes

WHY = "Asked for it in writing."


def an_administrator_finds_people_and_disables_one_for_a_while(term: Term) -> None:
    ada, person = term.people[ADA], f"/administration/people/{term.id_of(KOFI)}"
    found = said(ada, "/administration/people?q=KOFI.LANE", "1 person", KOFI)
    assert person in found.links
    assert term.people[AMARA].get("/administration/people").status_code == 404
    assert term.people[INES].get(person).status_code == 404
    before = term.gradebook()
    refusal(ada, f"{person}/disable", {"reason": " "}, "Say why")
    done(ada, ada.post(f"{person}/disable", {"reason": WHY}), "The account is disabled")
    assert term.people[KOFI].get("/account").status_code == 303, "signed out at once"
    back = Browser(term.app)
    form = {"email": email_of(KOFI), "password": PASSWORD}
    back.get("/log-in")
    assert back.post("/log-in", form).status_code != 303
    assert term.gradebook().cells == before.cells, "what was done stays"
    done(ada, ada.post(f"{person}/enable", {"reason": WHY}), "may log in again")
    back.get("/log-in")
    assert back.post("/log-in", form).status_code == 303
    said(back, term.assignment("week", "/mine"), "handed in")
    term.people[KOFI] = back


def an_administrator_keeps_the_house(term: Term) -> None:
    ada = term.people[ADA]
    said(ada, "/administration", "Database")
    said(ada, "/administration/releases", "trainer content audit --release NAME")
    said(ada, "/administration/storage", "attempts")
    said(ada, "/administration/mail")
    banks = said(ada, "/administration/banks", "Vessels", INES)
    (hand_over,) = {each.action for each in banks.forms if each.action.endswith("/owner")}
    refusal(ada, hand_over, {"email": email_of(AMARA), "reason": WHY}, "may teach")
    for name in (OTTO, INES):
        done(ada, ada.post(hand_over, {"email": email_of(name), "reason": WHY}), f"now belongs to {email_of(name)}")
    settings = ada.page("/administration/settings")
    (form,) = [each for each in settings.forms if "session_days" in each.fields]
    kept = {name: text for name, text in form.fields.items() if name != "csrf_token"}
    refusal(ada, "/administration/settings", kept | {"session_days": "0"}, "a whole number of days, from 1 to 3,650")
    done(ada, ada.post("/administration/settings", kept | {"session_days": "60"}))
    assert ada.page("/administration/settings").named("session_days")[0]["value"] == "60"
    before = term.gradebook()
    done(ada, ada.post("/administration/settings/apply"))
    assert term.gradebook().cells == before.cells, "answers and grades are never deleted by a setting"


def an_administrator_sends_a_test_mail(term: Term) -> None:
    """At once, not through the queue; without a mail server the page says what to set."""
    ada, page, form = term.people[ADA], "/administration/mail", {"to": " someone@example.org "}
    said(ada, page, "Set TRAINER_SMTP_HOST")
    refusal(ada, page, form)
    with an_inbox() as inbox:
        settings = replace(term.scopes.settings, mail=Mail(host="127.0.0.1", port=inbox.port))
        scopes = Scopes(term.scopes.engines, settings, term.clock, random.Random(1))
        posting = Browser(build(scopes, settings))
        posting.get("/log-in")
        assert posting.post("/log-in", {"email": "admin@example.org", "password": PASSWORD}).status_code == 303
        said(posting, page, "127.0.0.1", str(inbox.port))
        assert "This is not an e-mail address." in posting.post(page, {"to": "someone"}).text
        assert inbox.envelopes == []
        assert "The mail was handed over" in posting.post(page, form).text
        ((to, message),) = inbox.messages()
    assert (to, message["To"]) == (["someone@example.org"], "someone@example.org")
    tells(posting.post(page, form).text, "The mail was not sent", "ConnectionRefusedError")
    audit = said(ada, "/administration/audit?action=mail.test", "mail server", "handed over", "ConnectionRefusedError")
    assert audit.text.count("handed over") == 1
    assert posting.post("/log-out").status_code == 303


def the_audit_log_is_filtered_and_taken_away(term: Term) -> None:
    ada = term.people[ADA]
    page = said(ada, "/administration/audit?action=user.disable", "user.disable", f"user {term.id_of(KOFI)}", WHY)
    assert "grade.mark-by-hand" not in page.text
    said(ada, "/administration/audit?subject=nowhere", "No event fits")
    response = ada.get("/administration/audit.csv?action=grade")
    rows = list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"))))
    assert len(rows) > 3
    assert all("grade" in row[rows[0].index("action")] for row in rows[1:])


def a_persons_data_are_taken_out(term: Term) -> None:
    ada, url = term.people[ADA], f"/administration/people/{term.id_of(IVO)}/export"
    refusal(ada, url, {"reason": ""}, "Say why")
    response = ada.post(url, {"reason": WHY})
    assert response.status_code == 200
    document = json.loads(response.get_data())
    assert document["profile"][0]["email"] == email_of(IVO)
    assert len(document["sittings"]) == 1
    text = json.dumps(document)
    assert not [name for name in LEARNERS if name != IVO and email_of(name) in text], "nobody else is in it"
    said(ada, "/administration/audit?action=user.export", f"user {term.id_of(IVO)}", WHY)
