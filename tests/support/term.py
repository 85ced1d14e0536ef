"""A term through the pages of the program: people with browsers, a clock on the wall of the class, the gradebook."""

import csv
import html
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.support.browser import Browser, FormData
from tests.support.clock import Clock
from tests.support.html import Page
from tests.support.invitations import mails_to
from tests.support.library import RIGHT, WRONG
from tests.support.people import PASSWORD
from trainer.db.models.attempts import AttemptItem
from trainer.db.models.content import Item, ItemKey, ItemVersion
from trainer.db.models.people import User
from trainer.domain.classes.local_times import to_utc
from trainer.domain.items.keys import Key
from trainer.services.jobs import run_due_jobs
from trainer.services.nightly import queue_nightly
from trainer.services.scope import Scopes

ZONE = "America/Chicago"
_ROW = re.compile(r'<tr><th scope="row" class="who">(.*?)</th><td class="sum">(.*?)</td>(.*?)</tr>', re.DOTALL)
_CELL = re.compile(r'<td class="[a-z]*"><a href="gradebook/(\d+)/(\d+)"[^>]*>(.*?)</a></td>', re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Dealt:
    """A question as it was dealt, with the key in force; `variant` is 0 but for a family."""

    slug: str
    variant: int
    key: Key


@dataclass(slots=True)
class Term:
    """One class and everybody who has to do with it; assignments go by short names."""

    scopes: Scopes
    app: Flask
    clock: Clock
    class_id: int = 0
    people: dict[str, Browser] = field(default_factory=dict)
    assignments: dict[str, int] = field(default_factory=dict)
    mock_permille: int = 0
    exercise_percent: str = ""
    draft: str = ""

    @property
    def root(self) -> str:
        return f"/classes/{self.class_id}"

    def goes_to(self, wall: str) -> None:
        """The clock on the wall of the class shows this: `2026-03-08 23:58`. Time goes forward only."""
        moment = to_utc(datetime.fromisoformat(wall), ZONE)
        assert moment >= self.clock.now, wall
        self.clock.now = moment

    def works_at_night(self) -> None:
        """What the program does by itself."""
        queue_nightly(self.scopes)
        while run_due_jobs(self.scopes):
            pass

    # People

    def signs_up(self, name: str, email: str, track: str = "cpc") -> Browser:
        browser = Browser(self.app)
        browser.get("/sign-up")
        form = {"display_name": name, "email": email, "new_password": PASSWORD, "track": track}
        assert browser.post("/sign-up", form).status_code == 303
        self.people[name] = browser
        return browser

    def confirms(self, name: str, email: str) -> None:
        """Follows the link in the mail that asks for it."""
        link = self.link_to(email, "/verify-email/")
        assert self.people[name].get(link).status_code == 200
        assert self.people[name].post(link).status_code == 303

    def link_to(self, email: str, start: str) -> str:
        """The newest link of this kind in a mail to the address."""
        for mail in reversed(mails_to(self.scopes, email)):
            found = re.search(r"https?://\S+", mail["body"])
            if found and urlsplit(found[0]).path.startswith(start):
                return urlsplit(found[0]).path
        raise AssertionError(f"no mail to {email} leads to {start}")

    def id_of(self, name: str) -> int:
        with self.scopes.reading() as scope:
            return scope.session.scalars(select(User.id).where(User.display_name == name)).one()

    # Assignments

    def assignment(self, key: str, rest: str = "") -> str:
        return f"{self.root}/assignments/{self.assignments[key]}{rest}"

    def sets(self, key: str, form: FormData, name: str = "Ines Okafor") -> Page:
        """Writes an assignment and publishes it; its page."""
        response = self.people[name].post(f"{self.root}/assignments/new", form)
        done(self.people[name], response, "Saved as a draft.")
        self.assignments[key] = int(response.headers["Location"].split("/")[4])
        return done(self.people[name], self.people[name].post(self.assignment(key, "/publish")), "Published")

    def start(self, name: str, key: str, **fields: str) -> str:
        """The address of the sitting that is begun or gone on with."""
        response = self.people[name].post(self.assignment(key, "/start"), fields)
        assert response.status_code == 303, Page(response.text).text
        return response.headers["Location"]

    def refused(self, name: str, key: str, **fields: str) -> str:
        """Why work is not taken."""
        response = self.people[name].post(self.assignment(key, "/start"), fields)
        assert response.status_code == 422
        return Page(response.text).text

    def kinds(self, name: str, sitting: str, count: int) -> list[str]:
        """The kinds of the first so many questions."""
        pages = (self.people[name].page(f"{sitting}/questions/{position}") for position in range(1, count + 1))
        return [kind_of(page) for page in pages]

    def dealt(self, name: str, sitting: str) -> list[Dealt]:
        """The questions of a sitting, in their order."""
        statement = (
            select(AttemptItem.position, Item.slug, ItemVersion.variant, ItemKey.key)
            .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
            .join(Item, Item.id == ItemVersion.item_id)
            .join(ItemKey, ItemKey.item_version_id == ItemVersion.id)
            .where(AttemptItem.learner_id == self.id_of(name), AttemptItem.attempt_number == int(sitting.split("/")[2]))
            .order_by(AttemptItem.position, ItemKey.revision)
        )
        with self.scopes.reading() as scope:
            rows = scope.session.execute(statement)
            return list({position: Dealt(slug, variant, key) for position, slug, variant, key in rows}.values())

    def answer(self, name: str, sitting: str, verdicts: str, *, first: int = 1) -> None:
        """Answers questions `+` rightly or `-` wrongly."""
        browser = self.people[name]
        for position, verdict in enumerate(verdicts, start=first):
            kind = kind_of(browser.page(f"{sitting}/questions/{position}"))
            fields = (RIGHT if verdict == "+" else WRONG)[kind]
            event = {"client_id": "tab", "sequence": str(position), "base_revision": "0"}
            saved = browser.post(f"{sitting}/answers/{position}", event | fields)
            assert saved.status_code == 303, (sitting, position, Page(saved.text).text)

    def answer_singles(self, name: str, sitting: str, verdicts: str) -> None:
        """The same without a look, where every question has one right option: B."""
        for position, verdict in enumerate(verdicts, start=1):
            event = {"client_id": "tab", "sequence": str(position), "base_revision": "0"}
            form = event | {"choice": "B" if verdict == "+" else "A"}
            assert self.people[name].post(f"{sitting}/answers/{position}", form).status_code == 303

    def hand_in(self, name: str, sitting: str) -> None:
        assert self.people[name].post(f"{sitting}/finish").status_code == 303

    def result_of(self, name: str, key: str) -> str:
        """The first result to which a learner's own page of an assignment leads."""
        links = self.people[name].page(self.assignment(key, "/mine")).links
        result = next(link for link in links if re.match(r"/(practice|exams|(cases|billing)/sittings)/\d+", link))
        return self.people[name].get(result, follow_redirects=True).text

    def mine(self, name: str, key: str) -> str:
        """What stands on a learner's own page of an assignment."""
        return self.people[name].page(self.assignment(key, "/mine")).text

    # Gradebook

    def gradebook(self, name: str = "Ines Okafor") -> "Book":
        response = self.people[name].get(f"{self.root}/gradebook")
        assert response.status_code == 200
        return Book(response.text, self.assignments)

    def work(self, key: str, learner: str, rest: str = "") -> str:
        """The address of the work behind a cell."""
        return f"{self.root}/gradebook/{self.assignments[key]}/{self.id_of(learner)}{rest}"

    def exported(self, name: str = "Ines Okafor") -> list[list[str]]:
        """The gradebook as a CSV."""
        response = self.people[name].get(f"{self.root}/gradebook/export.csv")
        return list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"))))


class Book:
    """The table of the gradebook as the page shows it."""

    def __init__(self, page: str, assignments: Mapping[str, int]) -> None:
        keys = {number: key for key, number in assignments.items()}
        self.totals: dict[str, str] = {}
        self.cells: dict[tuple[str, str], str] = {}
        self.order: list[str] = []
        for who, total, cells in _ROW.findall(page):
            if "<a " not in cells:
                continue  # the mean and the median
            name = html.unescape(who)
            self.totals[name] = total
            for assignment, _, inside in _CELL.findall(cells):
                self.cells[name, keys[int(assignment)]] = _TAGS.sub("", inside)
        self.order = list(dict.fromkeys(key for _, key in self.cells))

    def of(self, name: str) -> dict[str, str]:
        """Assignment -> what stands in the cell."""
        return {key: text for (who, key), text in self.cells.items() if who == name}

    def column(self, key: str) -> dict[str, str]:
        """Learner -> what stands in the cell."""
        return {who: text for (who, each), text in self.cells.items() if each == key}


def kind_of(page: Page) -> str:
    """The kind of the question on a page, by the fields of its form."""
    names = {each.attributes.get("name", "") for each in page.elements}
    if choices := page.named("choice"):
        return "single" if choices[0].get("type") == "radio" else "multiple"
    if "number" in names or "code" in names:
        return "numeric" if "number" in names else "code"
    return "ordering" if "place-A" in names else "matching"


def done(browser: Browser, response: TestResponse, *words: str) -> Page:
    """The page that follows a form that was taken; it says these words."""
    assert response.status_code == 303, Page(response.text).text
    return said(browser, response.headers["Location"], *words)


def said(browser: Browser, url: str, *words: str) -> Page:
    """The page at `url`; it says these words."""
    response = browser.get(url, follow_redirects=True)
    assert response.status_code == 200, (url, response.status_code)
    page = Page(response.text)
    tells(page.text, *words)
    return page


def refusal(browser: Browser, url: str, form: FormData, *words: str, status: int = 422) -> Page:
    """The page with which a form is refused; it says these words."""
    response = browser.post(url, form)
    page = Page(response.text)
    assert response.status_code == status, page.text
    tells(page.text, *words)
    return page


def tells(text: str, *words: str) -> None:
    """All these words stand in the text; where not, its content is told, without the frame of the page."""
    for each in words:
        if each not in text:
            content = text.partition("Log out ")[2].partition("Medcode Trainer is ")[0] or text
            raise AssertionError(f"{each!r} is not in: {content}")


def table_of(lines: Sequence[Sequence[str]]) -> bytes:
    """Rows as the bytes of a CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()
