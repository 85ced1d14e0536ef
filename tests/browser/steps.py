"""What a learner does in the browser, as steps that tests put together."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from playwright.sync_api import Page, expect

PASSWORD = "correct horse battery"
EAR_CASE = "Earache behind a wall of wax"
WORK_PAGES = (
    *("dashboard", "setup", "verdict", "question", "quiz with a scenario", "finish", "result"),
    *("review", "review of an unanswered question", "cases", "workbench", "report", "progress"),
    *("audit", "audit report", "query", "query report"),
    *("account", "change password", "change e-mail", "404"),
    *("code book", "code search", "code", "category", "chapters", "word parts"),
    *("exams", "exam question", "exam before handing in", "exam result", "exam review", "corrected keys"),
)

NewPage = Callable[..., Page]
"""Opens a page in a fresh context with these options of `Browser.new_context`."""

_people = count(1)


@dataclass(frozen=True, slots=True)
class Learner:
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Work:
    """A learner with one of everything: the cookies, and where the pages are (`WORK_PAGES`)."""

    cookies: Any
    addresses: dict[str, str]


def sign_up(page: Page, name: str = "Ada Coder") -> Learner:
    """A new learner of the CPC track, on the dashboard."""
    learner = Learner(name, f"ada{next(_people)}@example.org")
    page.goto("/sign-up")
    page.get_by_label("Name").fill(learner.name)
    page.get_by_label("E-mail address").fill(learner.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Good to see you, {learner.name}")
    return learner


def choose_in_menu(page: Page, name: str) -> None:
    """Follows a link of the main navigation and waits for its page."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name).click()
    expect(page.locator(".main-nav [aria-current=page]")).to_have_text(name)


def start_practice(page: Page, number: int, *, mode: str = "Tutor", address: str = "/practice", pool: str = "") -> int:
    """Fills in the setup page and starts; the number of the sitting. `mode` and `pool` are how their labels begin."""
    page.goto(address)
    page.get_by_label("How many").fill(str(number))
    page.get_by_role("radio", name=f"{mode}:").check()
    if pool:
        page.get_by_role("radio", name=pool).check()
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/questions/1")
    return sitting_number(page)


def start_exam(page: Page, address: str, form: str, manner: str = "With study aids") -> int:
    """Starts an exam from its list (`form` "": the one that is chosen there); waits until its whole paper is there."""
    page.goto(address)
    if form:
        page.get_by_role("radio", name=form).check()
    page.get_by_role("radio", name=manner).check()
    page.get_by_role("button", name="Start the clock").click()
    page.wait_for_url("**/questions/1")
    wait_for_runner(page)
    return sitting_number(page)


def wait_for_runner(page: Page) -> None:
    """Until the script of an exam has taken its page over."""
    page.locator("#exam[data-ready=yes]").wait_for(state="attached")


def wait_until_saved(page: Page) -> None:
    """Until the answer on an exam's page is stored."""
    expect(page.locator("#save-state")).to_have_text("saved ✓")


def sitting_number(page: Page) -> int:
    """The number of the sitting whose page is open."""
    found = re.search(r"/(?:practice|sittings|exams|diagnostic)/(\d+)", page.url)
    assert found, page.url
    return int(found[1])


def wait_for_keys(page: Page) -> None:
    """Until the page's scripts run: only then keys are heard."""
    page.locator(".keys:visible").wait_for()


def press(page: Page, *keys: str) -> None:
    """Presses keys one after the other on a question page."""
    wait_for_keys(page)
    for key in keys:
        page.keyboard.press(key)


def wait_for_question(page: Page, position: int) -> None:
    page.wait_for_url(re.compile(rf"/questions/{position}(\?.*)?$"))
    wait_for_keys(page)


def answer_in_tutor_mode(page: Page, letter: str) -> None:
    """Marks an option, presses Enter and waits for the verdict."""
    press(page, letter, "Enter")
    page.locator("#verdict").wait_for()


def start_case(page: Page, title: str = EAR_CASE) -> int:
    page.goto("/cases")
    row = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=title))
    row.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    page.wait_for_load_state()  # the script is there
    return sitting_number(page)


def enter_claim(page: Page, diagnoses: list[str], procedures: list[tuple[str, str, str, str]]) -> None:
    """Types the claim. A procedure is code, modifiers, units, pointers."""
    for letter, code in zip("ABCDEFGHIJKL", diagnoses, strict=False):
        page.get_by_label(f"Diagnosis {letter}", exact=True).fill(code)
    for place, line in enumerate(procedures, start=1):
        for name, text in zip(("code", "modifiers", "units", "pointers"), line, strict=True):
            page.get_by_label(f"Procedure {place}, {name}", exact=True).fill(text)


def hand_in(page: Page, number: int) -> int:
    """Hands a case in as it is; the number of its sitting."""
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/report")
    return number


def do_some_work(page: Page) -> Work:
    """One of everything: a verdict, a flag, a note, an open quiz with a scenario, a result, a claim, a report."""
    sign_up(page)
    tutor = start_practice(page, 4)
    answer_in_tutor_mode(page, "b")
    press(page, "f")
    page.get_by_text("⚑ flagged").wait_for()
    page.get_by_text("My note on this question").click()
    page.get_by_label("My note", exact=True).fill("Count the vessels from the aorta outwards.")
    page.get_by_role("button", name="Save the note").click()
    page.get_by_text("Your note is saved.").wait_for()
    quiz = start_practice(page, 4, mode="Quiz", address="/practice?track=cpb&area=case-analysis")
    press(page, "a", "n")
    wait_for_question(page, 2)
    done = start_practice(page, 5, mode="Quiz")
    press(page, "c", "n")
    wait_for_question(page, 2)
    page.goto(f"/practice/{done}/finish")
    page.get_by_role("button", name="Hand in and see the result").click()
    page.wait_for_url("**/result")
    report = start_case(page)
    enter_claim(page, ["H66.91", "H61.21"], [("99214", "25", "1", "A"), ("69210", "", "1", "B")])
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/report")
    claim = start_case(page, "Down from the ladder")
    enter_claim(page, ["S52.532A"], [("99284", "", "1", "A")])
    page.get_by_role("button", name="Save the draft").last.click()
    page.get_by_text("Your work is saved.").wait_for()
    audit = start_case(page, "A slow heart")
    audit_report = hand_in(page, start_case(page, "The yearly picture"))
    query = start_case(page, "Off the bicycle")
    query_report = hand_in(page, start_case(page, "A spot on the shoulder"))
    sat = start_exam(page, "/exams", "CPC exam, 25 questions")
    for letter in "bca":
        press(page, letter, "n")
    page.goto(f"/exams/{sat}/finish")
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/result")
    exam = start_exam(page, "/exams?track=cpb&form=area-billing", "")
    press(page, "b", "f")
    wait_until_saved(page)  # what is still to be sent would travel in the stored state, and reload the page it lands on
    addresses = {
        "dashboard": "/",
        "setup": "/practice",
        "verdict": f"/practice/{tutor}/questions/1",
        "question": f"/practice/{tutor}/questions/2",
        "quiz with a scenario": f"/practice/{quiz}/questions/2",
        "finish": f"/practice/{quiz}/finish",
        "result": f"/practice/{done}/result",
        "review": f"/practice/{done}/questions/1",
        "review of an unanswered question": f"/practice/{done}/questions/2",
        "cases": "/cases",
        "workbench": f"/cases/sittings/{claim}",
        "report": f"/cases/sittings/{report}/report",
        "progress": "/progress",
        "audit": f"/cases/sittings/{audit}",
        "audit report": f"/cases/sittings/{audit_report}/report",
        "query": f"/cases/sittings/{query}",
        "query report": f"/cases/sittings/{query_report}/report",
        "account": "/account",
        "change password": "/account/password",
        "change e-mail": "/account/email",
        "404": "/there-is-no-such-page",
        "code book": "/codes",
        "code search": "/codes?q=broken+wrist&billable=1",
        "code": "/codes/icd-10-cm/E11.22",
        "category": "/codes/icd-10-cm/I42",
        "chapters": "/codes/browse",
        "word parts": "/codes/word-parts?q=kidney",
        "exams": "/exams",
        "exam question": f"/exams/{exam}/questions/1",
        "exam before handing in": f"/exams/{exam}/finish",
        "exam result": f"/exams/{sat}/result",
        "exam review": f"/exams/{sat}/review/1",
        "corrected keys": "/errata",
    }
    assert tuple(addresses) == WORK_PAGES
    return Work(page.context.storage_state(), addresses)
