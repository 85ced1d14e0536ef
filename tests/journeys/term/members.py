"""Who does not come, comes back, or gets another role; and rosters that are no rosters."""

import re

from tests.journeys.term.cast import ASHA, INES, OTTO, XAVI, email_of
from tests.support.html import Page
from tests.support.term import Term, done, said, table_of, tells
from tests.support.uploads import send_file
from trainer.services.tables import write_xlsx

GUEST = "Kim Visitor"


def rosters_that_are_none_are_refused_with_their_reason(term: Term) -> None:
    ines, url = term.people[INES], f"{term.root}/roster/preview"
    for head, lines, words in (
        (("name", "email", "shoe size"), 1, "shoe size"),
        (("name", "email"), 10_000, "At most 2,000"),
        (("name", "email"), 10_001, "At most 10,000 are read."),
    ):
        rows = [(f"Nobody {place}", f"n{place}@example.org", "9")[: len(head)] for place in range(lines)]
        refused = send_file(ines, url, table_of([head, *rows]), "long.csv")
        assert (refused.status_code, words in Page(refused.text).text) == (422, True), Page(refused.text).text
    book = write_xlsx({"Roster": [("name", "email"), (GUEST, email_of(GUEST)), (XAVI, email_of(XAVI))]})
    page = Page(send_file(ines, url, book, "late.xlsx").text)
    tells(page.text, "1 person can be invited, 1 row has something wrong.", f"3 {email_of(XAVI)}")
    form = page.form(f"{term.root}/roster").fields
    done(ines, ines.post(f"{term.root}/roster", {"roster": form["roster"]}), "Invitations on their way: 1.")


def some_do_not_come_and_one_is_taken_out_and_comes_back(term: Term) -> None:
    ines, members = term.people[INES], f"{term.root}/members"
    guest = term.signs_up(GUEST, email_of(GUEST))
    link = term.link_to(email_of(GUEST), "/classes/invitations/")
    said(guest, link, "Coding I")
    done(guest, guest.post(f"{link}/decline"), "Declined.")
    again = {"name": GUEST, "email": email_of(GUEST), "role": "learner"}
    done(ines, ines.post(f"{term.root}/invitations", again), "An invitation is in the log")
    buttons = [each.attributes.get("formaction", "") for each in ines.page(members).elements]
    withdrawal = max((each for each in buttons if each.endswith("/withdraw")), key=_invitation_of)
    link = term.link_to(email_of(GUEST), "/classes/invitations/")
    done(ines, ines.post(withdrawal), "withdrawn")
    assert guest.get(link).status_code == 404
    place = f"{members}/{term.id_of(XAVI)}"
    done(ines, ines.post(f"{place}/remove"), "32 members")
    xavi = term.people[XAVI]
    assert xavi.get(f"{term.root}/assignments").status_code == 404
    old = _code(term)
    done(ines, ines.post(f"{term.root}/join-code"), "There is a new code.")
    assert xavi.post(f"/classes/join/{old}").status_code == 422
    done(xavi, xavi.post(f"/classes/join/{_code(term)}"), "You are in Coding I.")
    said(ines, members, "33 members", XAVI)


def _invitation_of(address: str) -> int:
    return int(address.split("/")[-2])


def _code(term: Term) -> str:
    found = re.search(r"\b[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}\b", term.people[INES].page(f"{term.root}/settings").text)
    assert found
    return found[0]


def a_role_is_changed_and_the_last_instructor_stays(term: Term) -> None:
    ines, asha, otto = (term.people[name] for name in (INES, ASHA, OTTO))
    place = f"{term.root}/members/{term.id_of(ASHA)}"
    done(ines, ines.post(place, {"role": "instructor", "student_number": ""}), "Asha Vale")
    assert asha.get(f"{term.root}/settings").status_code == 200
    done(otto, otto.post(place, {"role": "assistant", "student_number": ""}), "Asha Vale")
    assert asha.get(f"{term.root}/settings").status_code == 404
    for name, role in ((OTTO, "assistant"), (INES, "assistant")):
        response = ines.post(f"{term.root}/members/{term.id_of(name)}", {"role": role, "student_number": ""})
        assert response.status_code == (303 if name == OTTO else 422)
    tells(Page(response.text).text, "A class needs an instructor")
    done(ines, ines.post(f"{term.root}/members/{term.id_of(OTTO)}", {"role": "instructor", "student_number": ""}), OTTO)
