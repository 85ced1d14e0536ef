"""The first day: who may teach, the class, its roster, and thirty people who come in by three doors."""

from tests.journeys.term.cast import ADA, ASHA, BELA, INES, JANA, LEARNERS, OTTO, door_of, email_of, number_of
from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.people import PASSWORD, an_administrator
from tests.support.term import ZONE, Term, done, refusal, said, table_of, tells
from tests.support.uploads import send_file

SPEC = {"title": "Coding I", "term": "Spring 2026", "track": "cpc", "time_zone": ZONE, "is_joinable": "yes"}
HEADINGS = ("name", "email", "student number", "role")
BAD_ROWS = (
    ("Amara Again", email_of("Amara Stone"), "", ""),
    ("Nobody", "not-an-address", "", ""),
    ("Rolf Role", "rolf@example.org", "", "janitor"),
    ("", "nameless@example.org", "", ""),
)


def an_administrator_lets_two_people_teach(term: Term) -> None:
    for name in (INES, OTTO, ASHA):
        term.signs_up(name, email_of(name))
        term.confirms(name, email_of(name))
    ines = term.people[INES]
    assert ines.get("/classes/new").status_code == 404
    ada = term.people[ADA] = Browser(term.app).sign_in(an_administrator(term.scopes))
    for name in (INES, OTTO):
        url = f"/administration/people/{term.id_of(name)}"
        response = ada.post(f"{url}/roles", {"may_teach": "yes", "reason": "Teaches at the college."})
        done(ada, response, "Roles are changed.", "may teach")
    assert "/classes/new" in ines.page("/classes").links
    assert term.people[ASHA].get("/classes/new").status_code == 404


def a_class_is_made(term: Term) -> None:
    ines = term.people[INES]
    refusal(ines, "/classes/new", SPEC | {"time_zone": "Chicago"}, "This is no time zone that we know.")
    response = ines.post("/classes/new", SPEC)
    done(ines, response, "The class is there.", "Nobody is in the class yet.")
    term.class_id = int(response.headers["Location"].rsplit("/", 1)[1])


def a_roster_with_bad_rows_is_looked_at_and_imported(term: Term) -> None:
    ines = term.people[INES]
    good = [(name.strip("="), email_of(name), number_of(name), "student") for name in LEARNERS]
    data = table_of([HEADINGS, *good, *BAD_ROWS])
    page = Page(send_file(ines, f"{term.root}/roster/preview", data, "spring.csv").text)
    tells(
        page.text,
        "spring.csv: 30 people can be invited, 4 rows have something wrong. Nothing is stored yet.",
        "32 amara.stone@example.org",
        "33 not-an-address",
        "34 rolf@example.org",
        "35 nameless@example.org",
        "0001",
    )
    form = page.form(f"{term.root}/roster").fields
    response = ines.post(f"{term.root}/roster", {"roster": form["roster"]})
    done(ines, response, "Invitations on their way: 30.", "Rows left out: 4 (32, 33, 34, 35).")
    refusal(ines, f"{term.root}/roster", {"roster": form["roster"]}, "Nobody is left to invite")


def thirty_people_come_in_by_link_by_code_and_from_their_list(term: Term) -> None:
    code = _code(term)
    for name in LEARNERS:
        if name == JANA:
            _who_has_no_account_yet_is_led_through_it(term, name)
            continue
        browser = term.signs_up(name, email_of(name))
        if door_of(name) == 0:
            link = term.link_to(email_of(name), "/classes/invitations/")
            said(browser, link, "Coding I", INES)
            done(browser, browser.post(link), "You are in Coding I.")
        elif door_of(name) == 1:
            if name == BELA:
                term.confirms(name, email_of(name))
            shown = browser.get(f"/classes/join?code={code}", follow_redirects=True)
            assert "Join Coding I?" in shown.text
            done(browser, browser.post(f"/classes/join/{code}"), "You are in Coding I.")
        else:
            assert "invites you" not in browser.page("/classes").text, "the address is not confirmed yet"
            term.confirms(name, email_of(name))
            page = said(browser, "/classes", "Ines Okafor invites you to Coding I")
            (form,) = [each for each in page.forms if each.action.endswith("/accept")]
            done(browser, browser.post(form.action), "You are in Coding I.")
    said(term.people[INES], term.root, "Learners 30")
    said(term.people[INES], f"{term.root}/members", "31 members", "2 Mar 2026, 09:00 CST")


def _code(term: Term) -> str:
    page = term.people[INES].page(f"{term.root}/settings").text
    words = page.split()
    return next(word for word in words if len(word) == 9 and word[4] == "-" and word.isupper())


def _who_has_no_account_yet_is_led_through_it(term: Term, name: str) -> None:
    link = term.link_to(email_of(name), "/classes/invitations/")
    browser = term.people[name] = Browser(term.app)
    response = browser.get(link)
    assert (response.status_code, "/log-in?next=" in response.headers["Location"]) == (303, True)
    sign_up = response.headers["Location"].replace("/log-in", "/sign-up")
    browser.get(sign_up)
    form = {"display_name": name, "email": email_of(name), "new_password": PASSWORD, "track": "cpc"}
    response = browser.post(sign_up, form)
    assert response.headers["Location"] == link
    said(browser, link, INES, "Coding I")
    done(browser, browser.post(link), "You are in Coding I.")


def a_co_instructor_and_an_assistant_are_invited(term: Term) -> None:
    ines = term.people[INES]
    for name, role in ((OTTO, "instructor"), (ASHA, "assistant")):
        form = {"name": name, "email": email_of(name), "role": role}
        done(ines, ines.post(f"{term.root}/invitations", form), "An invitation is in the log")
        browser = term.people[name]
        done(browser, browser.post(term.link_to(email_of(name), "/classes/invitations/")), "You are in Coding I.")
    assert term.people[OTTO].get(f"{term.root}/settings").status_code == 200
    assert term.people[ASHA].get(f"{term.root}/gradebook").status_code == 200
    assert term.people[ASHA].get(f"{term.root}/settings").status_code == 404
    assert term.people[JANA].get(f"{term.root}/gradebook").status_code == 404
